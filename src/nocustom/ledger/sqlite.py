"""The lines in one local SQLite file.

Settings are chosen so that a commit that was acknowledged outlasts a power cut: the journal is emptied instead of
deleted (TRUNCATE) and synced (EXTRA). Python's defaults lose commits when a deleted journal comes back.

Triggers refuse whatever is not an append. They are there against accidents; against somebody who owns the file there is
the chain, and against its owner who rewrites the chain there is the witness.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Self

from nocustom.errors import Broken, Changed, NocustomError, NotJudged
from nocustom.ledger.places import refuse_network, sync_folder, taken
from nocustom.ledger.problem import Problem
from nocustom.ledger.recorded import Recorded
from nocustom.ledger.rows import BESIDE, COLUMNS, HEAD, different, head, next_row
from nocustom.ledger.turns import turn
from nocustom.life.event import Event
from nocustom.refusals import refusal
from nocustom.words import Said, say

__all__ = ["SqliteStore", "as_bytes", "is_of_the_disk", "reason"]


def as_bytes(column: str) -> str:
    """SQL for what a column holds, as bytes whatever a damaged page makes of it; none where there is nothing."""
    return f"ifnull(CAST({column} AS BLOB), x'')"


_TABLE = """CREATE TABLE event (
  seq INTEGER PRIMARY KEY CHECK (seq >= 0), leaf TEXT NOT NULL UNIQUE CHECK (length(leaf) = 64),
  prev TEXT UNIQUE REFERENCES event(leaf), stream TEXT NOT NULL, ver INTEGER NOT NULL CHECK (ver >= 1),
  type TEXT NOT NULL, line TEXT NOT NULL, UNIQUE (stream, ver), CHECK ((seq = 0) = (prev IS NULL)))"""

_SCHEMA = {
    "event": _TABLE,
    "event_no_update": """CREATE TRIGGER event_no_update BEFORE UPDATE ON event
  BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END""",
    "event_no_delete": """CREATE TRIGGER event_no_delete BEFORE DELETE ON event
  BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END""",
    # REPLACE deletes rows without asking the trigger above unless recursive_triggers is on, which other programs
    # don't set; so whatever would collide is refused before.
    "event_next_only": """CREATE TRIGGER event_next_only BEFORE INSERT ON event
  WHEN NEW.seq IS NOT (SELECT ifnull(max(seq) + 1, 0) FROM event)
    OR NEW.prev IS NOT (SELECT leaf FROM event WHERE seq = NEW.seq - 1)
    OR EXISTS (SELECT 1 FROM event WHERE leaf = NEW.leaf)
    OR EXISTS (SELECT 1 FROM event WHERE stream = NEW.stream AND ver = NEW.ver)
  BEGIN SELECT RAISE(ABORT, 'not the next line of the ledger'); END""",
}

_APPLICATION = 0x6E6F6375  # "nocu", shown by file(1)
_LINE = as_bytes("line")
_BATCH = 1000
_VALUES = 999
"""So many values every SQLite takes in one statement."""
_WAIT = 30.0


class SqliteStore:
    """A ledger file. `open` and `create` make one; closing is `close` or a with block."""

    ours = True

    def __init__(
        self, path: Path, connection: sqlite3.Connection, *, writable: bool, shown: str | None = None
    ) -> None:
        self.path = path
        self.shown = shown or str(path)
        self.writable = writable
        self._db = connection
        self._head: tuple[int, str | None] | None = None
        """Inside a transaction, where nobody else writes: what `head` says."""
        self._file = _identity(path)

    @classmethod
    def create(cls, path: Path, shown: str | None = None) -> SqliteStore:
        """A new, empty ledger; `shown` is its path as messages name it.

        Raises NotJudged when something is there already or the place won't do.
        """
        refuse_network(path)
        name = shown or str(path)
        try:
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o644))
            sync_folder(path.parent)
        except FileExistsError:
            raise NotJudged(say("there is a file `{path}` already", path=name)) from None
        except OSError as error:
            raise _unwritable(name, error) from error
        store = cls(path, _connect(path, name, writable=True), writable=True, shown=shown)
        try:
            with turn(path), store._transaction():
                for sql in _SCHEMA.values():
                    store._db.execute(sql)
                store._db.execute(f"PRAGMA application_id = {_APPLICATION}")
                store._db.execute("PRAGMA user_version = 1")
        except BaseException:
            store.close()
            raise
        return store

    @classmethod
    def open(cls, path: Path, *, writable: bool = False, shown: str | None = None) -> SqliteStore:
        """The ledger at `path`, which messages name as `shown`; for reading, nothing is created or changed.

        Raises NotJudged when there is none or it can't be reached, Broken when the file is no ledger or damaged.
        """
        refuse_network(path)
        name = shown or str(path)
        if not taken(path, shown):
            raise NotJudged(
                say("there is no ledger at `{path}`", path=name),
                say("`nocustom people enroll --found --root-key ID=FILE` begins it"),
            )
        try:
            connection = _connect(path, name, writable=writable)
        except NocustomError as error:
            if not isinstance(error.__cause__, sqlite3.OperationalError) or not _rolls_back(error.__cause__):
                raise
            # A writer died in the middle of a commit. Undoing its half is not a change of the record, and SQLite
            # can't do it through a connection that only reads.
            _connect(path, name, writable=True).close()
            connection = _connect(path, name, writable=writable)
        try:
            store = cls(path, connection, writable=writable, shown=shown)
            found = store._schema()
            if found.get("event") != _TABLE or (writable and found != _SCHEMA):
                raise Broken(say("`{path}` does not have the table of a ledger with its guards", path=name), _BACKUP)
        except BaseException:
            connection.close()
            raise
        return store

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def head(self) -> tuple[int, str | None]:
        """The number of lines, and the leaf hash of the last one."""
        if self._head is not None:
            return self._head
        with _said(self.shown):
            return head(self._db.execute(HEAD).fetchone())

    def last(self, stream: str) -> bytes | None:
        """The last line of a stream as it is stored, unverified: for a remark, not for an act."""
        with _said(self.shown):
            row = self._db.execute(
                f"SELECT {_LINE} FROM event WHERE stream = ? ORDER BY ver DESC LIMIT 1", (stream,)
            ).fetchone()
        return None if row is None else bytes(row[0])

    def newest(self, type_: str, most: int) -> list[bytes]:
        """At most so many lines of a type, the newest first, unverified: for a proposal, not for an act."""
        with _said(self.shown):
            rows = self._db.execute(
                f"SELECT {_LINE} FROM event WHERE type = ? ORDER BY seq DESC LIMIT ?", (type_, most)
            ).fetchall()
        return [bytes(row[0]) for row in rows]

    def numbered(self, seq: int) -> bytes | None:
        """One line as it is stored, unverified."""
        with _said(self.shown):
            row = self._db.execute(f"SELECT {_LINE} FROM event WHERE seq = ?", (seq,)).fetchone()
        return None if row is None else bytes(row[0])

    def among(self, streams: Iterable[str]) -> list[bytes]:
        """The lines of some streams in the order of the ledger, unverified: for an answer, not for an act."""
        names, rows = list(streams), list[tuple[int, bytes]]()
        with _said(self.shown):
            for begin in range(0, len(names), _VALUES):
                some = names[begin : begin + _VALUES]
                marks = ", ".join("?" * len(some))
                rows += self._db.execute(f"SELECT seq, {_LINE} FROM event WHERE stream IN ({marks})", some)
        return [line for _, line in sorted(rows)]

    def lines(self, from_seq: int = 0) -> Iterator[bytes]:
        """The lines from `from_seq` on, in order. Read in batches, so that a slow reader holds up no writer."""
        if self._head is not None and from_seq >= self._head[0]:
            return
        while True:
            with _said(self.shown):
                rows = self._db.execute(
                    f"SELECT seq, {_LINE} FROM event WHERE seq >= ? ORDER BY seq LIMIT ?",
                    (from_seq, _BATCH),
                ).fetchall()
            for _, line in rows:
                yield line
            if len(rows) < _BATCH:
                return
            from_seq = rows[-1][0] + 1

    @contextmanager
    def writing(self) -> Iterator[None]:
        """A transaction for one writer alone. Leaving it well is the commit; no success before that."""
        if not self.writable:
            raise RuntimeError("opened for reading")
        with turn(self.path):
            self._still_there()
            with self._transaction():
                self._head = self.head()
                try:
                    yield
                finally:
                    self._head = None

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with _said(self.shown):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    def _still_there(self) -> None:
        """Raise Changed where another file was put in the place: to write to this one would be to write for nobody."""
        try:
            same = _identity(self.path) == self._file
        except OSError:
            same = False
        if not same:
            raise Changed(say("another ledger was put in the place of `{path}`", path=self.shown),
                          say("run the command again"))  # fmt: skip

    def append(self, line: bytes, expected_size: int, event: Event | None = None) -> None:
        """Add a line, in its own transaction unless `writing` holds one; `event` is what it says, where that was read.

        Raises Changed when the ledger does not have `expected_size` lines, Broken when the database refuses the line.
        """
        if self._head is None:
            with self.writing():
                self.append(line, expected_size, event)
            return
        row = next_row(line, self._head[0], expected_size, event)
        with _said(self.shown):
            self._db.execute(f"INSERT INTO event ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        self._head = (expected_size + 1, row[1])

    def copy_to(self, path: Path) -> None:
        """A copy of the whole file as of one moment, whoever writes meanwhile, under a new name."""
        with _said(self.shown), closing(sqlite3.connect(path)) as copy:
            self._db.backup(copy)

    def problems(self, known: Iterable[Recorded] = ()) -> list[Problem]:
        """What is wrong with the database around the lines: pages, guards, and columns that differ from their line."""
        found: list[Problem] = []
        with _said(self.shown):
            for (text,) in self._db.execute("PRAGMA integrity_check"):
                if text != "ok":
                    found.append(Problem("database", None, say("SQLite finds: `{text}`", text=text)))
            if self._schema() != _SCHEMA:
                found.append(
                    Problem("guards", None, say("the table or its guards are not those of a ledger"))
                )
            rows = self._db.execute(f"SELECT {BESIDE} FROM event ORDER BY seq")
            found.extend(different(rows, self.numbered, known))
        return found

    def _schema(self) -> dict[str, str]:
        with _said(self.shown):
            rows = self._db.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
            return dict(rows.fetchall())


def _identity(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_dev, found.st_ino


def _connect(path: Path, shown: str, *, writable: bool) -> sqlite3.Connection:
    with _said(shown):
        uri = f"{path.absolute().as_uri()}?mode={'rw' if writable else 'ro'}"
        connection = sqlite3.connect(uri, uri=True, timeout=_WAIT, isolation_level=None)
        try:
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA cell_size_check = ON")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA recursive_triggers = ON")
            if writable:
                connection.execute("PRAGMA journal_mode = TRUNCATE")
                connection.execute("PRAGMA synchronous = EXTRA")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except BaseException:
            connection.close()
            raise
        return connection


def _rolls_back(error: sqlite3.OperationalError) -> bool:
    return getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_READONLY_ROLLBACK


def _unwritable(shown: str, error: OSError) -> NotJudged:
    return NotJudged(say("can't write `{path}`: {reason}", path=shown, reason=refusal(error)))


_BACKUP = say("leave it as it is; `nocustom ledger restore PATH` puts it aside and brings the ledger back from a copy")

_REASONS: dict[int, Said] = {
    sqlite3.SQLITE_NOTADB: say("it is no SQLite database"),
    sqlite3.SQLITE_CORRUPT: say("its pages are damaged"),
    sqlite3.SQLITE_CANTOPEN: say("it can't be opened"),
    sqlite3.SQLITE_PERM: say("you have no permission for it"),
    sqlite3.SQLITE_AUTH: say("you have no permission for it"),
    sqlite3.SQLITE_READONLY: say("it may only be read"),
    sqlite3.SQLITE_FULL: say("the disk is full"),
    sqlite3.SQLITE_IOERR: say("the disk, or the connection to it, fails"),
    sqlite3.SQLITE_NOMEM: say("there is too little memory"),
}


def reason(error: sqlite3.Error) -> Said:
    """Why SQLite refused: a sentence of ours, or SQLite's own words in back quotes."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    return _REASONS.get(code) or say("`{words}`", words=str(error))


_OF_THE_DISK = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_FULL,
                sqlite3.SQLITE_IOERR, sqlite3.SQLITE_NOMEM}  # fmt: skip


def is_of_the_disk(error: sqlite3.Error) -> bool:
    """Whether it says nothing of what is in the file."""
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF in _OF_THE_DISK


@contextmanager
def _said(shown: str) -> Iterator[None]:
    """SQLite's errors as ours: damage is Broken, a lock that stays is Changed, the rest is NotJudged."""
    try:
        yield
    except sqlite3.IntegrityError as error:
        raise Broken(say("the database refuses the line: {reason}", reason=reason(error))) from error
    except UnicodeDecodeError as error:  # SQLite quotes a damaged schema in its message
        raise Broken(say("`{path}` is damaged or not a ledger", path=shown), _BACKUP) from error
    except sqlite3.OperationalError as error:
        # Errors that Python's driver makes itself, over text that is not UTF-8, have no code.
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise Changed(say("others are writing to the ledger"), say("run the command again")) from error
        if code == sqlite3.SQLITE_ERROR:
            raise Broken(
                say("`{path}` is not a ledger: {reason}", path=shown, reason=reason(error)), _BACKUP
            ) from error
        raise NotJudged(say("can't use `{path}`: {reason}", path=shown, reason=reason(error))) from error
    except sqlite3.DatabaseError as error:
        raise Broken(
            say("`{path}` is damaged or not a ledger: {reason}", path=shown, reason=reason(error)), _BACKUP
        ) from error
