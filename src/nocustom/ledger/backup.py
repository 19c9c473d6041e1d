"""A backup: one SQLite file with every line, and every file that the lines name, in a table of their own.

    event                       as in the ledger, copied by SQLite's own backup while others write
    paper                       SHA-256, content

From a server the lines are copied one by one. It is made in a folder of its own, verified as a whole as if nothing were
known, and only then put in its place, which may be a share. It is no ledger: nothing can be recorded in it.
"""

from __future__ import annotations

import glob
import os
import secrets
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from hashlib import sha256
from pathlib import Path

from nocustom.errors import Broken, NotJudged
from nocustom.ledger.alone import read_line
from nocustom.ledger.blobs import Blobs
from nocustom.ledger.brought import named
from nocustom.ledger.sqlite import SqliteStore, as_bytes, is_of_the_disk, reason
from nocustom.ledger.store import Store
from nocustom.ledger.whole_file import synced
from nocustom.progress import Progress
from nocustom.words import say

__all__ = ["ANOTHER_FOLDER", "Backup", "is_backup", "make", "put"]

_LINES = f"SELECT {as_bytes('line')} FROM event ORDER BY seq"
_PAPER = (
    "CREATE TABLE paper (sha256 TEXT PRIMARY KEY CHECK (length(sha256) = 64), data BLOB NOT NULL) WITHOUT ROWID"
)
_APPLICATION = 0x6E6F6362
"""`nocb`, where a ledger has `nocu`."""
_HEADER = 100
_A_DAY = 86400
ANOTHER_FOLDER = say("a backup is made there first; TMPDIR names another folder, with room for the whole ledger")


class _Papers(Blobs):
    """The files in a backup, as those beside a ledger are read."""

    def __init__(self, database: sqlite3.Connection, shown: str) -> None:
        super().__init__(Path())
        self._database = database
        self._shown = shown

    def get(self, digest: str) -> bytes:
        """The file with this SHA-256. Raises NotJudged when it is not there, Broken when it was altered."""
        with _said(self._shown):
            row = self._database.execute(f"SELECT {as_bytes('data')} FROM paper WHERE sha256 = ?", (digest,)).fetchone()
        if row is None:
            raise NotJudged(say("the file {digest} is not in the backup", digest=digest))
        data: bytes = row[0]
        if sha256(data).hexdigest() != digest:
            raise Broken(say("the file {digest} in the backup was altered", digest=digest))
        return data

    def names(self) -> list[str]:
        """Digests of all files in it, sorted."""
        with _said(self._shown):
            return [row[0] for row in self._database.execute("SELECT sha256 FROM paper ORDER BY sha256")]


class Backup:
    """A backup that is open for reading; use it in a `with` statement."""

    def __init__(self, path: Path, shown: str) -> None:
        self._shown = shown
        with _said(shown):
            self._database = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
            self._database.execute("PRAGMA trusted_schema = OFF")
            self._database.execute("PRAGMA cell_size_check = ON")
        self.blobs: Blobs = _Papers(self._database, shown)

    def __enter__(self) -> Backup:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def lines(self) -> Iterator[bytes]:
        """Every line, in order. Raises Broken where a page is damaged."""
        with _said(self._shown):
            for (line,) in self._database.execute(_LINES):
                yield line

    def damage(self) -> list[str]:
        """What SQLite itself finds wrong with the file."""
        with _said(self._shown):
            rows = self._database.execute("PRAGMA integrity_check").fetchall()
        return [row[0] for row in rows if row[0] != "ok"]


@contextmanager
def _said(shown: str) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, UnicodeDecodeError) as error:
        if isinstance(error, sqlite3.Error) and is_of_the_disk(error):
            raise NotJudged(say("can't use `{path}`: {reason}", path=shown, reason=reason(error))) from error
        raise Broken(say("the backup `{path}` is damaged: `{words}`", path=shown, words=str(error))) from error


def is_backup(path: Path) -> bool:
    """Whether the file calls itself one. Raises OSError."""
    with path.open("rb") as file:
        head = file.read(_HEADER)
    return head.startswith(b"SQLite format 3\0") and head[68:72] == _APPLICATION.to_bytes(4, "big")


def make(store: Store, blobs: Blobs, target: Path) -> int:
    """Write a backup of what is in the store now into a new file. How many files were not there any more.

    Raises what the store raises, and NotJudged where a file of the ledger is there and can't be read.
    """
    try:
        if isinstance(store, SqliteStore):
            store.copy_to(target)
        else:
            with SqliteStore.create(target) as copy, copy.writing():
                for seq, line in enumerate(store.lines()):
                    copy.append(line, seq)
        with _said(str(target)), closing(sqlite3.connect(target, isolation_level=None)) as database:
            database.execute("PRAGMA synchronous = EXTRA")
            database.execute("BEGIN IMMEDIATE")
            database.execute(_PAPER)
            database.execute(f"PRAGMA application_id = {_APPLICATION}")
            missing = _bring(database, blobs)
            database.execute("COMMIT")
    except NotJudged as error:
        if isinstance(error.__cause__, sqlite3.Error):
            raise NotJudged(error.said, *error.hints, ANOTHER_FOLDER) from error
        raise
    return missing


def _bring(database: sqlite3.Connection, blobs: Blobs) -> int:
    missing: set[str] = set()
    here: set[str] = set()
    lines = database.execute(_LINES).fetchall()
    for (line,) in Progress.over(say("copying the files"), lines, lambda: len(lines)):
        for digest in named(read_line(line, arithmetic=False)):
            if digest in here or digest in missing:
                continue
            try:
                data = blobs.get(digest)
            except NotJudged:
                if not blobs.gone(digest):  # what can't be read now is not gone
                    raise
                missing.add(digest)
                continue
            database.execute("INSERT INTO paper (sha256, data) VALUES (?, ?)", (digest, data))
            here.add(digest)
    return len(missing)


def put(made: Path, target: Path) -> None:
    """Copy a finished file to its place, whole or not at all, and read it back. Raises OSError."""
    name = f".{target.name[:80]}"
    for left in target.parent.glob(f"{glob.escape(name)}.*.part"):
        if left.stat().st_mtime < time.time() - _A_DAY:  # nobody writes it any more
            left.unlink()
    fresh = target.with_name(f"{name}.{secrets.token_hex(6)}.part")
    try:
        with made.open("rb") as source, fresh.open("xb") as file:
            shutil.copyfileobj(source, file, 1 << 20)
            file.flush()
            os.fsync(file.fileno())
        if _digest(fresh) != _digest(made):
            raise OSError(5, "written otherwise than it was")
        fresh.replace(target)
    except BaseException:
        with suppress(OSError):
            fresh.unlink()
        raise
    synced(target.parent)


def _digest(path: Path) -> str:
    digest = sha256()
    with path.open("rb") as file:
        for piece in iter(lambda: file.read(1 << 20), b""):
            digest.update(piece)
    return digest.hexdigest()
