"""The lines of the ledger as they are stored: nothing is verified, so that a broken one can be looked at too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from nocustom.acts.workspace import Workspace
from nocustom.errors import NotJudged
from nocustom.ledger.canonical import NotCanonical, parse_line
from nocustom.ledger.engines import open_store
from nocustom.ledger.store import Store
from nocustom.ledger.tree import leaf_hash
from nocustom.words import say

__all__ = ["StoredLine", "lines"]


@dataclass(frozen=True, slots=True)
class StoredLine:
    """One line: where it stands, its leaf hash, its bytes, and what could be read of it."""

    seq: int
    leaf: str
    line: bytes
    value: dict[str, Any] | None
    """The event; None where the line is no canonical JSON object."""
    stmt: dict[str, Any] | None
    """The signed statement, where there is one that can be read."""


def lines(workspace: Workspace, seq: int | None = None) -> list[StoredLine]:
    """All lines, or the one with that number. NotJudged where there is none, Broken where the file is no ledger."""
    place = workspace.begun_ledger
    with open_store(place.location, shown=place.shown) as store:
        if seq is None:
            return list(_read(store, 0))
        size, _ = store.head()
        if not 0 <= seq < size:
            raise NotJudged(say("the ledger has no line {seq}; it has {size} lines, from 0", seq=seq, size=size),
                            say("`nocustom ledger show` lists them"))  # fmt: skip
        return [next(_read(store, seq))]


def _read(store: Store, begin: int) -> Iterator[StoredLine]:
    for seq, line in enumerate(store.lines(begin), start=begin):
        value = _object(line)
        text = None if value is None else value.get("stmt")
        yield StoredLine(seq, leaf_hash(line), line, value, _object(text.encode()) if isinstance(text, str) else None)


def _object(data: bytes) -> dict[str, Any] | None:
    try:
        return parse_line(data)
    except (NotCanonical, ValueError, RecursionError):
        return None
