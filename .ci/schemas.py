"""Write the schemas of the sample city as the models have them now: `make schemas`.

With `--check` nothing is written, and the exit code is 1 where something would change.
"""

from __future__ import annotations

import sys
from pathlib import Path

from nocustom.acts.schema import KINDS, schema_text
from nocustom.files.schema_line import SCHEMAS

FOLDER = Path(__file__).resolve().parents[1] / SCHEMAS


def main(arguments: list[str], folder: Path = FOLDER) -> int:
    """Write them all, or only say which are stale."""
    texts = {folder / f"{kind}.json": schema_text(kind) for kind in KINDS}
    there = {path: path.read_text("utf-8") for path in folder.glob("*")}
    if arguments == ["--check"]:
        stale = sorted(path.name for path in texts.keys() | there.keys() if texts.get(path) != there.get(path))
        for name in stale:
            print(f"{SCHEMAS}/{name} is not what the models say now: run `make schemas`", file=sys.stderr)
        return 1 if stale else 0
    folder.mkdir(exist_ok=True)
    for path, text in texts.items():
        path.write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
