"""The first line of a file, by which an editor finds the file's schema: `#:schema ../.schema/policy.json`.

Editors look from the file's own folder, so the line depends on where the file stands. The folder with the schemas is
the workspace's own, because an office PC may have no network.
"""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["SCHEMAS", "schema_line"]

SCHEMAS = ".schema"
"""The folder of a workspace that holds `request.json` and the other schemas."""


def schema_line(kind: str, file: Path, root: Path) -> str:
    """The line for a file of `kind` in the workspace `root`, with its line end."""
    wanted = root / SCHEMAS / f"{kind}.json"
    try:
        path = Path(os.path.relpath(wanted, file.parent))
    except ValueError:  # another drive of Windows
        path = wanted
    return f"#:schema {path.as_posix()}\n"
