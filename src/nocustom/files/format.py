"""The one layout of our TOML files. Values and comments stay as they are spelled; where they stand changes.

    parts       the text as tables, keys, values and the comments that belong to each     (files/written.py)
    in order    tables of a file, keys of a table: as in the form, with their comments; nothing crosses a comment that
                stands for itself, entries of a list never change places, unknown keys come last
    laid out    one empty line above a header and above what had some; `key = value`; two spaces before a comment in
                the line; a list in one line, or one item a line where that is longer than 100 cells, has comments in
                it or holds several tables
    compared    the same values and the same comments, or nothing is returned at all

A list inside an inline table stays in one line, however long that gets, unless it has comments in it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from nocustom.files.written import Inline, Pair, Remark, Table, Value, comments, key, parts
from nocustom.form.finding import Key
from nocustom.form.order import kind_of, order
from nocustom.words import cells

__all__ = ["WIDTH", "formatted"]

WIDTH = 100
"""Most cells of a line with a list, without the comment beside it."""

Order = Callable[[Key, Key], tuple[int, ...]]
T = TypeVar("T")
_SCHEMA = "#:schema"


def formatted(text: str) -> str:
    """`text`, which is TOML, in the layout of the form that its key `schema` names; keys stay in place without one.

    Line ends become line feeds.
    """
    kind = kind_of(tomllib.loads(text).get("schema"))
    return arranged(text, lambda inside, path: order(kind, inside, path))


def arranged(text: str, by: Order) -> str:
    """As `formatted`, with tables and keys in the order that `by` gives a table and a path in it.

    It must keep the entries of one list in theirs.
    """
    text = text.replace("\r\n", "\n")
    head, rest = _head(text)
    after = head + "".join(f"{line}\n" for line in _lines(parts(rest), by))
    same = _typed(tomllib.loads(after)) == _typed(tomllib.loads(text))
    if not same or sorted(comments(after)) != sorted(comments(text)):
        raise AssertionError("formatting would have changed a value or lost a comment")
    return after


def _head(text: str) -> tuple[str, str]:
    """The line for editors that names the schema, which stays the first, with the empty line below it if any."""
    if not text.startswith(_SCHEMA):
        return "", text
    line, _, rest = text.partition("\n")
    empty = rest.lstrip(" \t").startswith("\n") and rest.strip(" \t\n")
    return line.rstrip(" \t") + ("\n\n" if empty else "\n"), rest


def _typed(value: Any) -> Any:
    """`value` so that equal means equal in type, sign and time zone, and a NaN equals itself."""
    if isinstance(value, dict):
        return {name: _typed(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_typed(each) for each in value]
    return type(value), repr(value)


def _in_order(found: Sequence[T], place: Callable[[Any], tuple[int, ...]]) -> Iterator[T]:
    """What stands between two remarks, sorted; the remarks stay where they are."""
    run: list[T] = []
    for each in found:
        if isinstance(each, Remark):
            yield from sorted(run, key=place)
            yield each
            run = []
        else:
            run.append(each)
    yield from sorted(run, key=place)


def _lines(found: list[Table | Remark], by: Order) -> Iterator[str]:
    """The lines of the whole text; some have line ends in them."""
    begun = False
    for each in _in_order(found, lambda table: by((), table.path)):
        lines = each.lines if isinstance(each, Remark) else list(_table(each, by))
        if lines and begun:
            yield ""
        yield from lines
        begun = begun or bool(lines)


def _table(table: Table, by: Order) -> Iterator[str]:
    yield from table.above
    if table.header:
        yield _beside(table.header, table.beside)
    last: Pair | Remark | None = None
    for each in _in_order(table.body, lambda pair: by(table.path, key(pair.names))):
        if last and (each.apart or isinstance(last, Remark)):
            yield ""
        if isinstance(each, Remark):
            yield from each.lines
        else:
            yield from each.above
            yield _beside(_pair(each, (*table.path, *key(each.names)), by), each.beside)
        last = each


def _beside(text: str, comment: str) -> str:
    return f"{text}  {comment}" if comment else text


def _pair(pair: Pair, path: Key, by: Order) -> str:
    begin = f"{'.'.join(pair.names)} = "
    return begin + _value(pair.value, path, by, WIDTH - cells(begin), "")


def _value(value: Value, path: Key, by: Order, room: int, indent: str) -> str:
    """A value: in one line, or, where that has more than `room` cells or can't be, in several, after `indent`."""
    line = _one_line(value, path, by)
    if isinstance(value, str):
        return value
    if isinstance(value, Inline):
        return line or _braced(value, path, by, lambda each, at: _in_braces(each, at, by, indent))
    tables = sum(isinstance(each.value, Inline) for each in value.items)
    if line and (not value.items or (tables < 2 and cells(line) <= room and "\n" not in line)):
        return line
    inner = indent + "  "
    lines = ["["]
    for at, item in enumerate(value.items):
        text = _value(item.value, (*path, at), by, WIDTH - len(inner) - 1, inner)
        lines += [inner + above for above in item.above]
        lines.append(inner + _beside(f"{text},", item.beside))
    lines += [inner + below for below in value.below]
    return "\n".join([*lines, f"{indent}]"])


def _in_braces(value: Value, path: Key, by: Order, indent: str) -> str:
    """A value in an inline table: only comments in a list break its line."""
    return _one_line(value, path, by) or _value(value, path, by, 0, indent)


def _one_line(value: Value, path: Key, by: Order) -> str:
    """A value in one line; empty if a comment forbids that."""
    if isinstance(value, str):
        return value
    if isinstance(value, Inline):
        return _braced(value, path, by, lambda each, at: _one_line(each, at, by))
    if value.below or any(each.above or each.beside for each in value.items):
        return ""
    items = [_one_line(each.value, (*path, at), by) for at, each in enumerate(value.items)]
    return f"[{', '.join(items)}]" if all(items) else ""


def _braced(table: Inline, path: Key, by: Order, write: Callable[[Value, Key], str]) -> str:
    """An inline table with its values as `write` writes them; empty if one of them is."""
    if not table.pairs:
        return "{}"
    pairs = []
    for names, value in sorted(table.pairs, key=lambda pair: by(path, key(pair[0]))):
        text = write(value, (*path, *key(names)))
        if not text:
            return ""
        pairs.append(f"{'.'.join(names)} = {text}")
    return f"{{ {', '.join(pairs)} }}"
