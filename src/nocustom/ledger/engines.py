"""Where a ledger is, and which database that means: a file is SQLite's, an address is a PostgreSQL server's."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from nocustom.errors import NotJudged
from nocustom.ledger.places import BLOBS, taken
from nocustom.words import say

if TYPE_CHECKING:
    from nocustom.ledger.store import Store

__all__ = ["Place", "create_store", "open_store"]

_SCHEMES = ("postgresql:", "postgres:")


class Place(NamedTuple):
    """The location of the lines, and the folder of the files that belong to them."""

    location: str
    """The path of a file, or `postgresql://HOST/DATABASE#SCHEMA`."""
    files: Path
    shown: str | None = None
    """The path as messages name it, where that is another."""

    @classmethod
    def at(cls, location: str, folder: Path) -> Place:
        """What a workspace in `folder` means by a location; files lie beside, for a server in `ledger/`."""
        if location.startswith(_SCHEMES):
            return cls(location, folder / "ledger" / BLOBS)
        return cls.of(folder / location)

    @classmethod
    def of(cls, path: Path) -> Place:
        """A file, with its folder of files beside it."""
        return cls(str(path), path.parent / BLOBS)

    @property
    def path(self) -> Path | None:
        """The file; None where a server keeps the lines."""
        return None if self.location.startswith(_SCHEMES) else Path(self.location)

    def begun(self) -> bool:
        """Whether there is a ledger. NotJudged with the reason where something is there that can't be read.

        A file is there or not; the table on a server is made before, so there the first line counts.
        """
        if self.path is not None:
            return taken(self.path, self.shown)
        with open_store(self.location) as store:
            return store.head()[0] > 0


def open_store(location: str, *, writable: bool = False, shown: str | None = None) -> Store:
    """The lines at `location`, whose file messages name as `shown`.

    Raises what `SqliteStore.open` and `PostgresStore.open` raise.
    """
    if location.startswith(_SCHEMES):
        from nocustom.ledger.postgres import PostgresStore

        return PostgresStore.open(location, writable=writable)
    from nocustom.ledger.sqlite import SqliteStore

    return SqliteStore.open(Path(location), writable=writable, shown=shown)


def create_store(location: str, shown: str | None = None) -> Store:
    """A ledger without lines: a new file; on a server the empty table that its owner made. Raises NotJudged."""
    if not location.startswith(_SCHEMES):
        from nocustom.ledger.sqlite import SqliteStore

        return SqliteStore.create(Path(location), shown)
    store = open_store(location, writable=True)
    if store.head()[0]:
        store.close()
        raise NotJudged(say("there is a ledger at `{path}` already", path=location))
    return store
