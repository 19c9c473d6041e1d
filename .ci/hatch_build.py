"""The two steps of the build that are ours: the Japanese catalogue is compiled, and the pack comes along.

The catalogue is compiled beside its source for wheels and for editable installs alike, so a checkout speaks Japanese
too. The pack (policy layers, sample requests) is copied into wheels only: a checkout has it where it is written.
`nocustom.files.pack` finds it again in both.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Build(BuildHookInterface):  # type: ignore[type-arg]  # generic only for its configuration
    """What hatchling runs before it puts a wheel together; `version` is "standard" or "editable"."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        compile_catalogues(root)
        if version == "standard":
            for path in sorted(
                file for folder in ("policies", "requests") for file in (root / folder).rglob("*.toml")
            ):
                build_data["force_include"][str(path)] = f"nocustom/pack/{path.relative_to(root).as_posix()}"


def compile_catalogues(root: Path) -> None:
    """Write `nocustom.mo` beside each `nocustom.po` of the checkout at `root`."""
    for source in sorted((root / "src/nocustom/locale").rglob("*.po")):
        with source.open("rb") as lines:
            catalogue = read_po(lines)
        # Babel would write the time of the build, and two builds of one commit would differ.
        catalogue.creation_date = catalogue.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
        compiled = BytesIO()
        write_mo(compiled, catalogue)
        target, fresh = source.with_suffix(".mo"), source.with_suffix(f".{os.getpid()}.part")
        if not target.exists() or target.read_bytes() != compiled.getvalue():
            fresh.write_bytes(compiled.getvalue())
            fresh.replace(target)  # a command that speaks meanwhile reads a whole one
