"""A line and the columns that stand beside it in the table: the same for every database that keeps the lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from nocustom.errors import Broken, Changed
from nocustom.ledger.canonical import NotCanonical, parse_line, read
from nocustom.ledger.problem import Problem
from nocustom.ledger.recorded import Recorded
from nocustom.ledger.tree import leaf_hash
from nocustom.life.event import Event
from nocustom.words import say

__all__ = ["BESIDE", "COLUMNS", "HEAD", "Row", "columns", "different", "head", "next_row"]

BESIDE = "seq, leaf, prev, stream, ver, type"
COLUMNS = f"{BESIDE}, line"
HEAD = "SELECT seq, leaf FROM event ORDER BY seq DESC LIMIT 1"

Row = tuple[Any, ...]


def head(row: Row | None) -> tuple[int, str | None]:
    """What `HEAD` says: the number of lines, and the leaf hash of the last one."""
    return (0, None) if row is None else (row[0] + 1, row[1])


def next_row(line: bytes, size: int, expected_size: int, event: Event | None = None) -> Row:
    """The row for a line in a ledger of `size` lines, by `COLUMNS`; `event` is what the line says, where it was read.

    Raises Changed where another size was expected, Broken where the line is none.
    """
    if size != expected_size:
        raise Changed(say("the ledger has {size} lines, not {expected}", size=size, expected=expected_size),
                      say("run the command again"))  # fmt: skip
    if event is not None:
        return (*_beside(event), line.decode())
    try:
        return columns(line)
    except NotCanonical as bad:
        raise Broken(bad.said) from None


def columns(line: bytes) -> Row:
    """The row as the line itself has it. Raises NotCanonical."""
    return _columns(parse_line(line), line)


def _beside(event: Event | Recorded) -> Row:
    return (event.seq, event.leaf, event.prev, event.stream, event.ver, event.type)


def _columns(value: dict[str, Any], line: bytes) -> Row:
    named = (value.get(name) for name in ("prev", "stream", "ver", "type"))
    return (value.get("seq"), leaf_hash(line), *named, line.decode())


def different(
    rows: Iterable[Row], line_of: Callable[[int], bytes | None], known: Iterable[Recorded] = ()
) -> Iterator[Problem]:
    """The rows, as `BESIDE` and in their order, of which a column differs from what their line says.

    Of the lines that are `known` nobody reads again what they say.
    """
    said = {each.seq: _beside(each) for each in known}
    for number, beside in enumerate(rows):
        if said.get(number) == beside:
            continue
        try:
            line = line_of(beside[0])
            value = None if line is None else read(line)
        except ValueError:
            continue  # the verifier of lines says so
        if line is None or not isinstance(value, dict):
            continue
        if beside != _columns(value, line)[:-1] or beside[0] != number:
            yield Problem("columns", number, say("the columns beside the line are not the line's"))
