"""The one step of the build that is ours: the Japanese catalogue is compiled beside its source.

It runs for wheels and for editable installs alike, so a checkout speaks Japanese too.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileCatalogue(BuildHookInterface):  # type: ignore[type-arg]  # generic only for its configuration
    """Runs `compile_catalogues` before a wheel is put together."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name == "wheel":
            compile_catalogues(Path(self.root))


def compile_catalogues(root: Path) -> None:
    """Write `nocustom.mo` beside each `nocustom.po` of the checkout at `root`."""
    for source in sorted((root / "src/nocustom/locale").rglob("*.po")):
        with source.open("rb") as lines:
            catalogue = read_po(lines)
        # Babel would write the time of the build, and two builds of one commit would differ.
        catalogue.creation_date = catalogue.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
        with source.with_suffix(".mo").open("wb") as target:
            write_mo(target, catalogue)
