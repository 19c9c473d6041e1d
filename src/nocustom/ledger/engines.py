"""Where a ledger is, and what that means: a SQLite file, a PostgreSQL server's address, or a mirror to read."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from nocustom.errors import NotJudged, Usage
from nocustom.ledger.places import BLOBS, INDEX, taken
from nocustom.words import say

if TYPE_CHECKING:
    from nocustom.ledger.store import Store

__all__ = ["Place", "create_store", "open_store"]

_SCHEMES = ("postgresql://", "postgres://")
_ADDRESS = re.compile(r"(postgres(ql)?:|[a-z][a-z0-9+.-]*://)", re.IGNORECASE)
"""What is an address, and no path of a file."""
_MIRROR = "mirror:"


class Place(NamedTuple):
    """The location of the lines, and the folder of the files that belong to them."""

    location: str
    """The path of a file, `postgresql://HOST/DATABASE#SCHEMA`, or `mirror:` and a folder."""
    files: Path
    shown: str | None = None
    """The path as messages name it, where that is another."""
    seen: Path | None = None
    """The file that keeps what this PC has examined of a mirror."""

    @classmethod
    def at(cls, location: str, folder: Path) -> Place:
        """What a workspace in `folder` means by a location; files lie beside, for a server in `ledger/`.

        Raises Usage for an address of which nothing here knows what it means.
        """
        if location.startswith(_SCHEMES):
            return cls(location, folder / "ledger" / BLOBS)
        if address := _ADDRESS.match(location):
            raise Usage(
                say("a ledger has no address that begins with `{scheme}`", scheme=address[0]),
                say("write it as `postgresql://HOST/DATABASE#SCHEMA`, in lower-case letters"),
            )
        return cls.of(folder / location)

    @classmethod
    def of(cls, path: Path) -> Place:
        """A file, with its folder of files beside it."""
        return cls(str(path), path.parent / BLOBS)

    @classmethod
    def mirrored(cls, folder: Path, shown: str, seen: Path) -> Place:
        """The copy on a share, for a PC that is not the ledger's host."""
        return cls(f"{_MIRROR}{folder}", folder / BLOBS, shown, seen)

    @property
    def mirror(self) -> Path | None:
        """The folder of the mirror; None where the ledger itself is meant."""
        return Path(self.location.removeprefix(_MIRROR)) if self.location.startswith(_MIRROR) else None

    @property
    def path(self) -> Path | None:
        """The file; None where a server keeps the lines, or a mirror is read."""
        return None if self.location.startswith((*_SCHEMES, _MIRROR)) else Path(self.location)

    @property
    def index_file(self) -> Path | None:
        """Where the index of the ledger lies, which anybody may delete; None for a mirror, which is read as a whole."""
        if self.mirror is not None:
            return None
        if self.path is not None:
            return self.path.with_name(self.path.name + INDEX)
        return self.files.parent / (self.location.rpartition("#")[2] + INDEX)

    def begun(self) -> bool:
        """Whether there is a ledger. NotJudged with the reason where something is there that can't be read.

        A file is there or not; the table on a server is made before, so there the first line counts.
        """
        if self.path is not None:
            if taken(self.path, self.shown):
                return True
            from nocustom.ledger.blobs import (
                Blobs,  # only where there is none: completion and status load little
            )

            if Blobs(self.files).names():  # they come with lines: nobody may begin a second ledger beside them
                raise NotJudged(
                    say("the ledger at `{path}` is gone, and the files that belong to it are still there",
                        path=self.shown or self.location),
                    say("put it back in its place, or `nocustom ledger restore PATH` brings it back from a copy"),
                )  # fmt: skip
            return False
        with open_store(self.location, shown=self.shown) as store:
            return store.head()[0] > 0


def open_store(location: str, *, writable: bool = False, shown: str | None = None) -> Store:
    """The lines at `location`, whose file messages name as `shown`.

    Raises what `SqliteStore.open`, `PostgresStore.open` and `MirrorStore.open` raise.
    """
    if location.startswith(_MIRROR):
        from nocustom.ledger.mirror_store import MirrorStore

        return MirrorStore.open(Path(location.removeprefix(_MIRROR)), shown)
    if location.startswith(_SCHEMES):
        from nocustom.ledger.postgres import PostgresStore

        return PostgresStore.open(location, writable=writable)
    from nocustom.ledger.sqlite import SqliteStore

    return SqliteStore.open(Path(location), writable=writable, shown=shown)


def create_store(location: str, shown: str | None = None) -> Store:
    """A ledger without lines: a new file; on a server the empty table that its owner made. Raises NotJudged."""
    if location.startswith(_MIRROR):
        from nocustom.ledger.mirror_store import elsewhere

        raise elsewhere()
    if not location.startswith(_SCHEMES):
        from nocustom.ledger.sqlite import SqliteStore

        return SqliteStore.create(Path(location), shown)
    store = open_store(location, writable=True)
    if store.head()[0]:
        store.close()
        raise NotJudged(say("there is a ledger at `{path}` already", path=location))
    return store
