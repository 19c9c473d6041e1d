"""Bring the Japanese catalogue up to date with the messages of the source: `make catalogue`.

Every literal of `say("...")` stands in the catalogue once, sorted, without line numbers (they would change with every
commit). A new message has an empty translation, a message that is gone goes. With `--check` nothing is written, and
the exit code is 1 where something would change.
"""

from __future__ import annotations

import ast
import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "nocustom"
PO = SOURCE / "locale" / "ja" / "LC_MESSAGES" / "nocustom.po"
HEADER = r"""# The Japanese of nocustom. `make catalogue` keeps the messages in step with the source.
msgid ""
msgstr ""
"Language: ja\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"

"""


def messages() -> Catalog:
    """Every message of the source, not translated.

    Read from the syntax tree: babel reads tokens, and does not see a call inside an f-string before Python 3.12.
    """
    found = Catalog()
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="say" | "_"), args=[ast.Constant(value=str(message))]):
                    found.add(message)
    return found


def translated() -> Catalog:
    """The catalogue as it is committed."""
    with PO.open("rb") as lines:
        return read_po(lines, locale="ja")


def brought_up_to_date() -> str:
    """The text of the catalogue with exactly the messages of the source, and the translations it has."""
    catalogue = translated()
    catalogue.update(messages(), no_fuzzy_matching=True)
    body = io.BytesIO()
    write_po(
        body, catalogue, width=110, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True
    )
    return HEADER + body.getvalue().decode("utf-8")


def main() -> int:
    text = brought_up_to_date()
    current = PO.read_text("utf-8") == text
    if sys.argv[1:] == ["--check"]:
        if not current:
            print(f"{PO.relative_to(ROOT)} is not current\nhint: make catalogue", file=sys.stderr)
        return not current
    PO.write_text(text, "utf-8", newline="\n")
    sys.path.insert(0, str(ROOT))
    from hatch_build import compile_catalogues

    compile_catalogues(ROOT)
    waiting = [entry.id for entry in translated() if entry.id and not entry.string]
    print(f"{len(translated())} messages, {len(waiting)} without a translation")
    return 0


if __name__ == "__main__":
    sys.exit(main())
