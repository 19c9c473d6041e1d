"""Where a key has its place in its form: the order of the models, in which people read and fill them in."""

from __future__ import annotations

from typing import Any

from nocustom.form.compiled import SCHEMAS
from nocustom.form.finding import Key

__all__ = ["kind_of", "order"]

_ANY: dict[str, Any] = {"type": "any"}


def kind_of(schema: object) -> str | None:
    """The form that a file names with `schema = "..."`; None if there is no such form."""
    for kind, form in SCHEMAS.items():
        if schema in form["fields"]["schema"]["schema"]["expected"]:
            return kind
    return None


def order(kind: str | None, inside: Key, path: Key) -> tuple[int, ...]:
    """By what to sort the keys and tables that stand in the table `inside` of a file of this form; `path` from there.

    A key that the form doesn't have comes last in its table. Where the form takes any name (the values of a policy, its
    conditions) or there is no form, all are equal, and so is all below them. Entries of a list differ by their number,
    so sorting never exchanges two of them, and a table comes before what is in it.
    """
    schema = SCHEMAS[kind] if kind else _ANY
    for part in inside:
        schema = _inner(schema, part)
    found: list[int] = []
    for part in path:
        if isinstance(part, int):
            found.append(part)
        elif schema["type"] != "typed-dict":
            break
        else:
            names = list(schema["fields"])
            found.append(names.index(part) if part in names else len(names))
            if part not in names:
                break
        schema = _inner(schema, part)
    return tuple(found)


def _inner(schema: dict[str, Any], part: str | int) -> dict[str, Any]:
    """The schema of one entry; anything where the form has none."""
    inner: dict[str, Any]
    if isinstance(part, int):
        inner = schema.get("items_schema", schema)
    elif schema["type"] == "typed-dict":
        inner = schema["fields"].get(part, {}).get("schema", _ANY)
    else:
        inner = schema.get("values_schema", _ANY)
    return inner
