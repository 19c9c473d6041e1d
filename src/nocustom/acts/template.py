"""The text of a new request: what is known as TOML, and every other field of the form as a comment to fill in.

A field that is left out stands there with its label, its help, its allowed values and an example; the rungs below the
one asked for stand there as entries without an answer. No value stands there that could be left in by mistake.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import tomli_w

from nocustom.form.choices import CHOICES, RUNG_NAMES
from nocustom.form.fields import ALTERNATIVE, FORM, Field

__all__ = ["text_of"]


def text_of(document: Mapping[str, Any]) -> str:
    """The request as a file; `document` may lack anything but the schema."""
    lines = [
        "# 要望書。# で始まる行は説明と未記入の項目です。記入するときは行頭の # を除きます。",
        "# A request. Lines with # are help, or fields still to fill in: take the # away to fill one in.",
        'schema = "request/1"',
    ]
    for section in [
        field for field in FORM.values() if field.kind in ("table", "tables") and "." not in field.path
    ]:
        lines += ["", f"# {section.label.ja} / {section.label.en}"]
        if section.path == ALTERNATIVE:
            lines += _alternatives(document)
        else:
            lines += _table(section, document.get(section.path, {}))
    return "\n".join(lines) + "\n"


def _table(section: Field, given: Mapping[str, Any]) -> Iterator[str]:
    yield f"[{section.path}]"
    tables: list[Field] = []
    for field in _fields(section.path):
        if field.kind == "tables":
            tables.append(field)
        else:
            yield from _field(field, given)
    for field in tables:
        entries: Sequence[Mapping[str, Any]] = given.get(_name(field), ())
        for entry in entries:
            yield ""
            yield f"[[{field.path}]]"
            for part in _fields(field.path):
                yield from _field(part, entry)
        if not entries:
            yield f"# [[{field.path}]]  # {field.label.ja} / {field.label.en}"
            for part in _fields(field.path):
                yield from _open(part)


def _alternatives(document: Mapping[str, Any]) -> Iterator[str]:
    """One entry for each rung below the one asked for: answered, or to be filled in."""
    answered = {each["rung"]: each for each in document.get(ALTERNATIVE, ())}
    yield f"# result: {', '.join(CHOICES[f'{ALTERNATIVE}.result'])}"
    for rung in range(document.get("gap", {}).get("rung", 0)):
        entry, name = answered.get(rung, {}), RUNG_NAMES[rung]
        open_ = "" if entry else "# "
        if entry:
            yield ""
        yield f"{open_}[[{ALTERNATIVE}]]"
        yield f"{open_}rung = {rung}  # {name.ja} / {name.en}"
        for part in ("result", "why"):
            yield _toml(part, entry[part]) if part in entry else f'# {part} = ""'


def _fields(table: str) -> list[Field]:
    depth = table.count(".") + 1
    return [
        field for path, field in FORM.items() if path.startswith(table + ".") and path.count(".") == depth
    ]


def _name(field: Field) -> str:
    return field.path.rpartition(".")[2]


def _field(field: Field, given: Mapping[str, Any]) -> Iterator[str]:
    if _name(field) in given:
        yield _toml(_name(field), given[_name(field)])
    else:
        yield from _open(field)


def _open(field: Field) -> Iterator[str]:
    """A field to fill in: its label, its help, what may stand there."""
    ja, en = ("（必須）", " (mandatory)") if field.required else ("", "")
    yield f"# {field.label.ja}{ja}: {field.help.ja}"
    yield f"#   {field.label.en}{en}: {field.help.en}"
    if field.values and field.path in CHOICES:
        for value, label in CHOICES[field.path].items():
            yield f"#     {value}  {label.ja} / {label.en}"
    name = _name(field)
    match field.kind:
        case "list":
            yield f"# {name} = []{_example(', '.join(_quoted(each) for each in field.example or ()))}"
        case "bool":
            yield f"# {name} =   # true / false"
        case "int" | "date":
            yield f"# {name} ={_example(field.example)}"
        case _:
            yield f'# {name} = ""{_example(field.example if field.kind == "text" else None)}'


def _example(example: Any) -> str:
    return f"   # 例 e.g. {example}" if example not in (None, "") else ""


def _toml(name: str, value: Any) -> str:
    return tomli_w.dumps({name: value}).rstrip("\n")


def _quoted(text: str) -> str:
    return _toml("x", text).removeprefix("x = ")
