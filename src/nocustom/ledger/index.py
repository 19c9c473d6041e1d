"""The index of a ledger: tables derived from its lines, so that an answer about a few requests reads those alone.

    about      up to which line they were made, and a sum by which any damage to the table of requests is told
    request    of each its number and key, the line of its latest filing, its state, its department,
               and from which day to which nothing waits there, if nothing is recorded
    pairs      of each latest filing, every two letters that follow each other in what a search looks at
    marks      of the same, the single letters, and the ids whose names a search looks at

It picks requests; what they are like is folded from their own lines every time, and acts and `ledger verify` read all
lines. It is one SQLite file beside the ledger and no part of it. What was recorded since it was made is known in this
process at once, and stands in the file where that may be written. Whatever can't be read as it was written is
`Damaged`, and then it is made again.

The table of requests is summed as a whole each time, and SQLite keeps no index of it that could be damaged beside it:
each question goes through it as a whole as well, a few milliseconds with a hundred thousand requests. The words are too
many to be summed.

The last two are SQLite's own full-text tables (FTS5). Where Python's SQLite was built without them there are none, and
a search reads all lines.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from nocustom.errors import NotJudged
from nocustom.ledger.letters import pairs, singles
from nocustom.ledger.places import refuse_network

__all__ = ["ALWAYS", "MANY", "NEVER", "Asked", "Damaged", "Index", "Look", "NotRead", "Row"]

MANY = 5000
"""Lines from which on an index is made unasked: fewer are read as a whole in less time than it takes to notice."""

Look = tuple[int, int]
"""From one day to another (`date.toordinal`), both included, nothing waits at a request; never where the second is
before the first."""
ALWAYS: Look = (1, 0)
"""It must be looked at on every day."""
NEVER: Look = (1, 9_999_999)
"""Nothing waits there until something is recorded."""

_FORMAT = 3
_TABLES = (
    f"PRAGMA user_version = {_FORMAT}",
    "CREATE TABLE about (size INTEGER NOT NULL, leaf TEXT NOT NULL, plain INTEGER NOT NULL, total TEXT NOT NULL)",
    """CREATE TABLE request (filed INTEGER PRIMARY KEY, number TEXT NOT NULL, key TEXT NOT NULL, since INTEGER NOT NULL,
      until INTEGER NOT NULL, state TEXT NOT NULL, department TEXT NOT NULL)""",
)
_FULL_TEXT = "fts5"
_SEARCHED = (
    "CREATE VIRTUAL TABLE pairs USING {} (found, content = '', columnsize = 0, tokenize = 'ascii')",
    "CREATE VIRTUAL TABLE marks USING {} (found, content = '', columnsize = 0, detail = none, tokenize = 'ascii')",
)
_AT_ONCE = 900
"""How many values may be asked for at a time; SQLite's own limit was 999 for long."""
_PATIENCE = 2.0
"""Seconds to wait for another command that writes to the index."""
_ELSEWHERE = frozenset({
    sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH,
    sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_NOMEM,
})  # fmt: skip
"""What keeps somebody from an index that may be as it was written."""


_REASONS = {
    sqlite3.SQLITE_BUSY: errno.EBUSY, sqlite3.SQLITE_LOCKED: errno.EBUSY, sqlite3.SQLITE_CANTOPEN: errno.EACCES,
    sqlite3.SQLITE_PERM: errno.EACCES, sqlite3.SQLITE_READONLY: errno.EACCES, sqlite3.SQLITE_FULL: errno.ENOSPC,
    sqlite3.SQLITE_NOMEM: errno.ENOMEM,
}  # fmt: skip
"""What the system would have said."""


class NotRead(Exception):
    """What was asked for is not in the part of the ledger that was read."""


class Damaged(NotRead):
    """The index is not as it was written, or not of this ledger."""


class Row(NamedTuple):
    """One request in the index."""

    number: str
    key: str
    filed: int
    """The line of its latest filing."""
    state: str
    department: str
    look: Look
    words: str
    """What a search looks at, plain."""
    marks: frozenset[str]
    """The marks of the ids whose names a search looks at as well."""


class Asked(NamedTuple):
    """What requests are asked for; all of it."""

    day: int | None = None
    """On which something may wait."""
    state: str | None = None
    departments: frozenset[str] | None = None
    """One of these ids."""
    words: tuple[tuple[str, frozenset[str]], ...] = ()
    """Each stands in the text, plain as it is; or one of these marks does."""

    def fits(self, row: Row) -> bool:
        """Whether it is this one."""
        return (
            (self.day is None or not row.look[0] <= self.day <= row.look[1])
            and self.state in (None, row.state)
            and (self.departments is None or row.department in self.departments)
            and all(word in row.words or marks & row.marks for word, marks in self.words)
        )


class Index:
    """What is known of the first `size` lines, the last of which has the leaf hash `leaf`."""

    def __init__(self, db: sqlite3.Connection, size: int, leaf: str, plain: bool) -> None:
        self._db = db
        self._kept = size, leaf
        self._since: dict[str, Row] = {}
        self._met: dict[str, str] = {}
        """Of keys that were asked for the number; a request keeps both for ever."""
        self._places: dict[str, int] | None = None
        """Of each number the line of its latest filing, where the whole table was written here."""
        self.size, self.leaf = size, leaf
        self.plain = plain
        """Whether every line took effect: only then a part tells what the whole does."""

    @classmethod
    def made(cls) -> Index:
        """A new one, of no lines, in memory."""
        db = sqlite3.connect(":memory:", isolation_level=None)
        for sql in _TABLES:
            db.execute(sql)
        with suppress(sqlite3.OperationalError):  # no such module
            for sql in _SEARCHED:
                db.execute(sql.format(_FULL_TEXT))
        index = cls(db, 0, "", True)
        index._places = {}
        index._write(())
        return index

    @classmethod
    def read(cls, path: Path) -> Index | None:
        """The index in this file, None where there is none.

        Raises Damaged where it is not as it was written, NotRead where it can't be read now.
        """
        if not os.path.lexists(path):
            return None
        with _noticed():
            db = _connect(path)
            try:
                return cls(db, *_about(db))
            except BaseException:
                db.close()
                raise

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def same(self) -> bool:
        """Whether nobody wrote to the file since it was read here."""
        try:
            return bool(self._db.execute("SELECT size, leaf FROM about").fetchone() == self._kept)
        except sqlite3.Error:
            return False

    @property
    def requests(self) -> int:
        """How many requests there are."""
        return len(self.select(Asked()))

    def knows(self, number: str) -> bool:
        """Whether there is a request with this number."""
        return number in self._since or number in self._met.values() or bool(self._of("number", [number]))

    def numbers(self, keys: Iterable[str]) -> dict[str, str]:
        """Of these keys those that there are, with the number of each request."""
        asked = set(keys)
        self._met.update({key: number for _, number, key in self._of("key", asked - self._met.keys())})
        self._met.update({row.key: row.number for row in self._since.values() if row.key in asked})
        return {key: self._met[key] for key in asked & self._met.keys()}

    def number(self, key: str) -> str | None:
        """The number of the request with this key."""
        return self.numbers([key]).get(key)

    def may_wait(self) -> list[str]:
        """The numbers of the requests at which something may wait on some day, even if nothing is recorded."""
        since = [(row.filed, row.number) for row in self._since.values() if row.look != NEVER]
        return [number for _, number in (*self._rows("until < ?", [NEVER[1]]), *since)]

    def select(self, asked: Asked) -> list[str]:
        """The numbers of the requests that are asked for, those whose latest filing is the newest first.

        Raises NotRead where words are asked for, and were not indexed.
        """
        if asked.words and not self._searched:
            raise NotRead
        rows = self._rows(*_condition(asked))
        if self._since:
            rows = sorted((*rows, *((row.filed, row.number) for row in self._since.values() if asked.fits(row))))[::-1]
        return [number for _, number in rows]

    @property
    def _searched(self) -> bool:
        """Whether there are the tables for words."""
        with _noticed():
            return self._db.execute("SELECT 1 FROM sqlite_master WHERE name = 'marks'").fetchone() is not None

    def _of(self, column: str, values: Iterable[str]) -> list[tuple[int, str, str]]:
        """Line, number and key of those in the file with one of these values, gone through as a whole."""
        written = sorted(value for value in values if _writable(value))
        rows: list[tuple[int, str, str]] = []
        with _noticed():
            for begin in range(0, len(written), _AT_ONCE):
                some = written[begin : begin + _AT_ONCE]
                sql = f"SELECT filed, number, key FROM request WHERE {column} IN ({', '.join('?' * len(some))})"
                rows += self._db.execute(sql, some)
        return rows

    def _rows(self, where: str, values: Iterable[object]) -> list[tuple[int, str]]:
        """Of the file, those not known better since."""
        rows: list[tuple[int, str]] = []
        with _noticed(), suppress(UnicodeEncodeError):
            sql = f"SELECT filed, number FROM request WHERE {where} ORDER BY filed DESC"
            rows = self._db.execute(sql, [*values]).fetchall()
        return [row for row in rows if row[1] not in self._since] if self._since else rows

    def reach(self, size: int, leaf: str, *, plain: bool = True) -> None:
        """It is to hold for so many lines: `go_on` with what became of the requests by the further ones."""
        self.size, self.leaf, self.plain = size, leaf, plain

    def go_on(self, rows: Iterable[Row]) -> None:
        """Know these better: in the file, where it may be written and nobody else went on.

        Raises Damaged where that tells damage.
        """
        self._since.update({row.number: row for row in rows})
        try:
            with _noticed(), self._writing():
                if self.same():
                    self._write(self._since.values())
                    self._db.execute("COMMIT")
                    self._kept = self.size, self.leaf
                    self._since.clear()
        except Damaged:
            raise
        except NotRead:
            pass  # it is known here all the same

    @contextmanager
    def _writing(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")

    def _write(self, rows: Iterable[Row]) -> None:
        searched, new = self._searched, sorted(rows, key=lambda row: row.filed)
        before = self._places
        if before is None:
            before = {number: filed for filed, number, _ in self._of("number", (row.number for row in new))}
        for row in new:
            filed = before.get(row.number)
            if self._db.execute("DELETE FROM request WHERE filed = ?", (filed,)).rowcount != (filed is not None):
                raise Damaged  # it is there, but not where SQLite looks for it
            self._db.execute("INSERT INTO request VALUES (?, ?, ?, ?, ?, ?, ?)", (
                row.filed, row.number, row.key, *row.look, row.state, row.department))  # fmt: skip
            before[row.number] = row.filed
            if searched and filed != row.filed:  # the words of an earlier filing lead to no request any more
                self._add("pairs", row.filed, pairs(row.words))
                self._add("marks", row.filed, " ".join(singles(row.words) | row.marks))
        self._db.execute("DELETE FROM about")
        self._db.execute("INSERT INTO about VALUES (?, ?, ?, ?)", (
            self.size, self.leaf, self.plain, _total(self._db, self.size, self.leaf, self.plain)))  # fmt: skip

    def _add(self, table: str, filed: int, letters: str) -> None:
        self._db.execute(f"INSERT INTO {table} (rowid, found) VALUES (?, ?)", (filed, letters))

    def put(self, path: Path) -> None:
        """Make it the content of this file, at one moment for all who read it.

        Raises OSError where that can't be, NotJudged where the file would lie on a share.
        """
        refuse_network(path)
        try:
            try:
                self._copied(path)
            except Damaged:  # what lies there is no database
                for name in (path, path.with_name(path.name + "-journal")):
                    name.unlink(missing_ok=True)
                self._copied(path)
        except NotRead as error:
            code = getattr(error.__cause__, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
            number = errno.EISDIR if path.is_dir() else _REASONS.get(code, errno.EIO)
            raise OSError(number, os.strerror(number)) from error

    def _copied(self, path: Path) -> None:
        last = time.monotonic() + _PATIENCE

        def told(status: int, *_: int) -> None:  # Python would wait for ever
            if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > last:
                raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))

        with _noticed(), closing(_connect(path, "rwc")) as file:
            self._db.backup(file, progress=told)


def _connect(path: Path, mode: str = "rw") -> sqlite3.Connection:
    """Raises NotRead where the file lies on a share, whose locks mean nothing certain."""
    try:
        refuse_network(path)
    except NotJudged as error:
        raise NotRead from error
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    db = sqlite3.connect(uri, uri=True, timeout=_PATIENCE, isolation_level=None)
    try:
        db.execute("PRAGMA trusted_schema = OFF")
        db.execute("PRAGMA cell_size_check = ON")
    except BaseException:
        db.close()
        raise
    return db


def _about(db: sqlite3.Connection) -> tuple[int, str, bool]:
    """Up to which line it was made, and whether all took effect. Raises Damaged."""
    rows = db.execute("SELECT size, leaf, plain, total, user_version FROM about, pragma_user_version").fetchall()
    size, leaf, plain, total, form = rows[0] if len(rows) == 1 else (0, "", 0, "", 0)
    if form != _FORMAT or total != _total(db, size, leaf, plain):
        raise Damaged
    return size, leaf, bool(plain)


def _total(db: sqlite3.Connection, size: object, leaf: object, plain: object) -> str:
    """Tells by what is read whether it is all that was written, but for the words.

    Numbers as a sum, because SQLite makes it in no time: one that changed always changes it. Texts one after the
    other. Each only where it is what it should be: bytes would look like a text here, no bytes like a zero, and neither
    is found by it.
    """
    tables = db.execute("SELECT sql FROM sqlite_master ORDER BY name").fetchall()
    sums = db.execute(_SUMS).fetchone()
    found = sha256(repr((_FORMAT, size, leaf, int(bool(plain)), tables, sums[:2])).encode())
    for texts in sums[2:]:
        found.update(texts or b"")
        found.update(b"\n")
    return found.hexdigest()


_TEXTS = ("number", "key", "state", "department")
_SUMS = (
    "SELECT count(*), sum(filed * 8191 + since * 127 + until * 31), "
    + ", ".join(f"CAST(group_concat({column}) AS BLOB)" for column in _TEXTS)
    + " FROM request WHERE since < '' AND until < '' AND " + " AND ".join(f"{column} < x''" for column in _TEXTS)
)  # fmt: skip


def _writable(text: str) -> bool:
    """Whether it may have been written: halves of characters never were."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


_SINCE = " AND rowid >= (SELECT min(filed) FROM request WHERE NOT ? BETWEEN since AND until)"
"""Most of what waits is new, so most of what was filed need not be looked through."""


def _condition(asked: Asked) -> tuple[str, list[object]]:
    """The same in SQL."""
    places, values = ["1"], list[object]()
    if asked.day is not None:
        places.append("NOT ? BETWEEN since AND until")
        values.append(asked.day)
    if asked.state is not None:
        places.append("state = ?")
        values.append(asked.state)
    if asked.departments is not None:
        places.append(f"department IN ({', '.join('?' * len(asked.departments))})")
        values += asked.departments
    for word, marks in asked.words:
        long = len(word) > 1
        among = marks if long else {*marks, *singles(word)}
        tables = [("pairs", _quoted(pairs(word)[:-2]))] if long else []
        tables += [("marks", " OR ".join(map(_quoted, sorted(among))))] if among else []
        since, first = ("", []) if asked.day is None else (_SINCE, [asked.day])
        found = (f"SELECT rowid FROM {table} WHERE {table} MATCH ?{since}" for table, _ in tables)
        places.append(f"filed IN ({' UNION ALL '.join(found)})")
        for _, text in tables:
            values += [text, *first]
    return " AND ".join(places), values


def _quoted(letters: str) -> str:
    """As one expression of a full-text search; there are no quotation marks among them."""
    return f'"{letters}"'


@contextmanager
def _noticed() -> Iterator[None]:
    """What SQLite says, as what becomes of it."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        away = code in _ELSEWHERE or "no such module" in str(error)
        raise (NotRead if away else Damaged) from error
