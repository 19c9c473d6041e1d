"""Which database a ledger's location names: a file is SQLite's, an address is a PostgreSQL server's."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from nocustom.errors import NotJudged
from nocustom.words import say

if TYPE_CHECKING:
    from nocustom.ledger.store import Store

__all__ = ["create_store", "is_server", "open_store"]

_SCHEMES = ("postgresql:", "postgres:")


def is_server(location: str) -> bool:
    """Whether the location is a server's address."""
    return location.startswith(_SCHEMES)


def open_store(location: str, *, writable: bool = False) -> Store:
    """The lines at `location`. Raises what `SqliteStore.open` and `PostgresStore.open` raise."""
    if is_server(location):
        from nocustom.ledger.postgres import PostgresStore

        return PostgresStore.open(location, writable=writable)
    from nocustom.ledger.sqlite import SqliteStore

    return SqliteStore.open(Path(location), writable=writable)


def create_store(location: str) -> Store:
    """A ledger without lines: a new file; on a server the empty table that its owner made. Raises NotJudged."""
    if not is_server(location):
        from nocustom.ledger.sqlite import SqliteStore

        return SqliteStore.create(Path(location))
    store = open_store(location, writable=True)
    if store.head()[0]:
        store.close()
        raise NotJudged(say("there is a ledger at `{path}` already", path=location))
    return store
