"""Write the tables of docs/scripts.md as the acts are now: `make statements`.

With `--check` nothing is written, and the exit code is 1 where something would change.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from nocustom.ledger.event_types import TYPES
from nocustom.ledger.namespaces import ROSTER
from nocustom.life.act import BY_TYPE
from nocustom.life.shape import COMMON, FIELDS, ON_REQUEST

PAGE = Path(__file__).resolve().parents[1] / "docs" / "scripts.md"
BEGIN, END = "<!-- written by .ci/statements.py -->\n", "<!-- until here -->\n"

KINDS = {
    "conditions": 'array of `{"due": …, "text": …}`: a day or null, and what is to be done',
    "confirming": "`confirm` or `annul`",
    "day": "a day, `2026-10-01`",
    "flag": "`true` or `false`",
    "id": "the key of a request",
    "lang": "`ja` or `en`",
    "layers": 'array of `{"id": …, "name": …, "sha256": …, "version": …}`, one per layer of the policy',
    "nonce": "32 hexadecimal digits in lower case, drawn anew",
    "number": "the number of a request, `2026-0012`",
    "outcome": "`approve`, `refuse` or `return`",
    "person": "an id of people.toml",
    "positive": "an integer from 1",
    "said": "text that is not empty",
    "seen": '`{"root": …, "size": …}`: Merkle root and number of the lines that the signer saw',
    "sha256": "64 hexadecimal digits in lower case",
    "stance": "`agree`, `object` or `note`",
    "text": "text, which may be empty",
    "texts": "array of texts",
    "version": "the integer 1",
    "whole": "an integer from 0",
}
"""What a value of each kind is, in words."""


def tables() -> str:
    """The tables: fields of every statement, fields of every act on a request, one row per act, the kinds."""
    scripted = {name: fields for name, fields in FIELDS.items() if is_scripted(name)}
    used = {kind.removesuffix("?") for fields in (COMMON, ON_REQUEST, *scripted.values()) for kind in fields.values()}
    return "\n".join([
        "Every statement says:", "", *_fields(COMMON),
        "", "An act on a request also says what exactly it is about:", "", *_fields(ON_REQUEST),
        "", "And each act, besides:", "", *_acts(scripted),
        "", "The kinds of values; with a `?` the value may be null:", "",
        "| kind | value |", "|---|---|", *(f"| {kind} | {KINDS[kind]} |" for kind in sorted(used)),
    ]) + "\n"  # fmt: skip


def is_scripted(name: str) -> bool:
    """Whether an act is signed by one person, so that its statement can be sent."""
    return ROSTER not in TYPES[name].namespaces and BY_TYPE[name].unsigned not in ("always", "only")


def _fields(fields: Mapping[str, str]) -> Iterator[str]:
    yield from ("| field | kind |", "|---|---|")
    for name, kind in sorted(fields.items()):
        yield f"| `{name}` | {kind} |"


def _acts(acts: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    yield from ("| `act` | command | signed as | its own fields | files it brings |", "|---|---|---|---|---|")
    for name, fields in acts.items():
        kind, about = TYPES[name], "" if BY_TYPE[name].before else "no request; "
        own = ", ".join(f"`{field}` {fields[field]}" for field in sorted(fields.keys() - ON_REQUEST.keys())) or "none"
        signed = "one of your own" if len(kind.namespaces) > 1 else f"`{kind.namespaces[0]}`"
        files = ", ".join(f"`{field}`" for field in (*kind.papers, *kind.read)) or "none"
        yield f"| `{name}` | `{command(name)}` | {signed} | {about}{own} | {files} |"


def command(name: str) -> str:
    """The command that prepares an act."""
    part = {"catalogue.adopted": "policy adopt systems", "people.adopted": "policy adopt people",
            "policy.adopted": "policy adopt policy"}  # fmt: skip
    return part.get(name, BY_TYPE[name].verb)


def rewritten(text: str) -> str:
    """The page with the tables of today."""
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return head + BEGIN + "\n" + tables() + "\n" + END + tail


def main(arguments: list[str], page: Path = PAGE) -> int:
    """Write them, or only say that they are stale."""
    text = page.read_text("utf-8")
    now = rewritten(text)
    if arguments == ["--check"]:
        if now != text:
            print("docs/scripts.md is not what the acts are now: run `make statements`", file=sys.stderr)
        return int(now != text)
    page.write_text(now, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
