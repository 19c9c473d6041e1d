"""The lines in a schema of a PostgreSQL database: for several offices, and for a prefecture with the ledgers of many.

One ledger is one schema with the same table as everywhere (`postgres.sql`, which the database's owner runs). So each
has its own rights, backup and guards, and no statement can reach two; a view over all of them is a reader's matter.

Who writes may SELECT and INSERT and no more; whoever may more is refused, for then the guards would guard nothing.
A commit is acknowledged when the server has it on disk: `synchronous_commit` is on whatever the role's default says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import unquote

from nocustom.errors import Broken, Changed, NotJudged, NotPermitted, Uncertain, Usage
from nocustom.ledger.problem import Problem
from nocustom.ledger.recorded import Recorded
from nocustom.ledger.rows import BESIDE, COLUMNS, HEAD, Row, different, head, next_row
from nocustom.life.event import Event
from nocustom.words import Said, say

if TYPE_CHECKING:
    import psycopg

__all__ = ["PostgresStore", "sql"]

_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")
_WITH_SECRET = re.compile(r"[^@:]*:(//)?(?![^@]*:[0-9,]*[/?])[^@]*:[^@]*@")
"""Also where it is not written as it must be, with `#` or `/` in it, say: no message may show it."""
_SECRET = re.compile(r"(password|secret)\s*=")
_BATCH = 1000
_WAIT = 30
_IDLE, _AGAIN, _TIMES = 30, 10, 3
"""Who says nothing for so many seconds is asked, by the system, whether they are there, every so often, so many times:
whose power or network is gone gives the turn back after a minute, not after the hours that are usual."""
_HELD = 300
"""Nobody holds a turn for so many seconds without a word."""
_TURN, _HEAD, _NEXT = "nocustom_turn", "nocustom_head", "nocustom_next"
_PREPARED = {
    _TURN: "SELECT take_turn()",
    _HEAD: HEAD,
    _NEXT: f"INSERT INTO event ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7)",
}

_RIGHTS = say("`nocustom help postgresql` tells which rights it needs")
_MORE = """
SELECT name, CASE name
  WHEN 'UPDATE' THEN has_any_column_privilege(oid, name)
  WHEN 'OWNER' THEN pg_has_role(relowner, 'MEMBER')
  ELSE has_table_privilege(oid, name) END
FROM pg_class, unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER', 'OWNER']) AS name
WHERE oid = 'event'::regclass"""
"""What a role may do beside an append; who is a member of the owner's role may do everything when they like."""

_COLUMNS = [
    ("seq", "integer", True), ("leaf", "text", True), ("prev", "text", False), ("stream", "text", True),
    ("ver", "integer", True), ("type", "text", True), ("line", "text", True),
]  # fmt: skip
_TABLE = ("r", "p", False, False, False, "origin")
"""A plain table that outlasts a crash; nothing hides, redirects or adds lines, and triggers fire."""
_CONSTRAINTS = [
    "CHECK (((seq = 0) = (prev IS NULL)))", "CHECK ((length(leaf) = 64))", "CHECK ((seq >= 0))", "CHECK ((ver >= 1))",
    "FOREIGN KEY (prev) REFERENCES event(leaf)", "PRIMARY KEY (seq)", "UNIQUE (leaf)", "UNIQUE (prev)",
    "UNIQUE (stream, ver)",
]  # fmt: skip
_GUARDS = {
    "event_next_only": "BEFORE INSERT ON event FOR EACH ROW EXECUTE FUNCTION refuse_all_but_the_next()",
    "event_no_change": "BEFORE DELETE OR UPDATE OR TRUNCATE ON event FOR EACH STATEMENT"
    " EXECUTE FUNCTION refuse_change()",
}
_FUNCTION = re.compile(r"CREATE FUNCTION (\w+)\(\) (.*?)AS \$\$(.*?)\$\$", re.DOTALL)


class PostgresStore:
    """A ledger in a schema: `postgresql://HOST/DATABASE#SCHEMA`. Passwords come from where libpq looks for them."""

    ours = True

    def __init__(self, location: str, connection: psycopg.Connection[Any], schema: str, *, writable: bool) -> None:
        self.location = location
        self.schema = schema
        self.writable = writable
        self._db = connection
        self._head: tuple[int, str | None] | None = None
        """While it is our turn: what `head` says."""
        self._unsent: Row | None = None

    @classmethod
    def open(cls, location: str, *, writable: bool = False) -> PostgresStore:
        """The ledger at `location`; for reading, the server is told that nothing is written.

        Raises Usage for a location that can't be one, NotJudged where the server can't be reached or has no such
        ledger, NotPermitted where the role may write more than an append, Broken where the guards are gone.
        """
        url, schema = _parts(location)
        _driver(location)
        with _said(location):
            store = cls(location, _connect(location, url, schema, writable=writable), schema, writable=writable)
            try:
                store._look(writable)
            except BaseException:
                store.close()
                raise
        return store

    def close(self) -> None:
        """Let go of the server."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def head(self) -> tuple[int, str | None]:
        """The number of lines, and the leaf hash of the last one."""
        if self._head is not None:
            return self._head
        return head(next(iter(self._rows(HEAD)), None))

    def last(self, stream: str) -> bytes | None:
        """The last line of a stream as it is stored, unverified: for a remark, not for an act."""
        rows = self._rows("SELECT line FROM event WHERE stream = %s ORDER BY ver DESC LIMIT 1", (stream,))
        return str(rows[0][0]).encode() if rows else None

    def newest(self, type_: str, most: int) -> list[bytes]:
        """At most so many lines of a type, the newest first, unverified: for a proposal, not for an act."""
        rows = self._rows("SELECT line FROM event WHERE type = %s ORDER BY seq DESC LIMIT %s", (type_, most))
        return [str(row[0]).encode() for row in rows]

    def numbered(self, seq: int) -> bytes | None:
        """One line as it is stored, unverified."""
        rows = self._rows("SELECT line FROM event WHERE seq = %s", (seq,))
        return str(rows[0][0]).encode() if rows else None

    def among(self, streams: Iterable[str]) -> list[bytes]:
        """The lines of some streams in the order of the ledger, unverified: for an answer, not for an act."""
        rows = self._rows("SELECT line FROM event WHERE stream = ANY(%s) ORDER BY seq", (list(streams),))
        return [str(row[0]).encode() for row in rows]

    def lines(self, from_seq: int = 0) -> Iterator[bytes]:
        """The lines from `from_seq` on, in order. Read in batches, so that a slow reader keeps no transaction open."""
        if self._head is not None and from_seq >= self._head[0]:
            return
        while True:
            rows = self._rows("SELECT seq, line FROM event WHERE seq >= %s ORDER BY seq LIMIT %s", (from_seq, _BATCH))
            for _, line in rows:
                yield str(line).encode()
            if len(rows) < _BATCH:
                return
            from_seq = rows[-1][0] + 1

    @contextmanager
    def writing(self) -> Iterator[None]:
        """A transaction for one writer alone. Leaving it well is the commit; no success before that.

        Others wait until it is over, so it is two trips to the server: turn and head, then line and commit.
        """
        if not self.writable:
            raise RuntimeError("opened for reading")
        committing = False
        try:
            with _said(self.location):
                turn = self._run(f"BEGIN; EXECUTE {_TURN}; EXECUTE {_HEAD}")
                turn.nextset()
                turn.nextset()
                self._head = head(turn.fetchone())
                yield
                committing = True
                self._send("COMMIT")
        except BaseException as error:
            self._unsent = None
            lost = self._lost()
            if isinstance(error, NotJudged) and (lost or committing):
                raise _told(error, uncertain=lost and committing) from error
            raise
        finally:
            self._head = None

    def _lost(self) -> bool:
        """Undo what was not committed; whether there is nobody any more to tell it to, who then undoes it alone."""
        import psycopg

        with suppress(psycopg.Error):
            self._db.rollback()
        return self._db.closed

    def append(self, line: bytes, expected_size: int, event: Event | None = None) -> None:
        """Add a line, in its own transaction unless `writing` holds one; then it is sent with what comes next.

        `event` is what it says, where that was read.

        Raises Changed when the ledger does not have `expected_size` lines, Broken when the database refuses the line.
        """
        if self._head is None:
            with self.writing():
                self.append(line, expected_size, event)
            return
        row = next_row(line, self._head[0], expected_size, event)
        self._send("")
        self._unsent, self._head = row, (expected_size + 1, row[1])

    def _send(self, then: str) -> None:
        """The line that was not sent yet, and `then`."""
        row, self._unsent = self._unsent, None
        if row is not None:
            self._run(f"EXECUTE {_NEXT} (%s, %s, %s, %s, %s, %s, %s); {then}", row)
        elif then:
            self._run(then)

    def _run(self, text: str, values: Sequence[Any] = ()) -> psycopg.Cursor[Any]:
        """Several statements in one trip; the driver can't bind values to them, so it writes them out, quoted."""
        import psycopg

        return psycopg.ClientCursor(self._db).execute(text.encode(), values or None)

    def _rows(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """What a query finds, with the lines appended so far."""
        self._send("")
        with _said(self.location):
            return self._db.execute(query.encode(), values).fetchall()

    def problems(self, known: Iterable[Recorded] = ()) -> list[Problem]:
        """What is wrong with the database around the lines: guards, and columns that differ from their line."""
        found: list[Problem] = []
        with _said(self.location):
            if not self._guarded():
                found.append(Problem("guards", None, say("the table or its guards are not those of a ledger")))
            rows = self._db.execute(f"SELECT {BESIDE} FROM event ORDER BY seq".encode()).fetchall()
        found.extend(different(rows, self.numbered, known))
        return found

    def _look(self, writable: bool) -> None:
        if self._db.execute("SELECT to_regclass('event')").fetchone() == (None,):
            if self._db.execute("SELECT has_schema_privilege(oid, 'USAGE') FROM pg_namespace WHERE nspname = %s",
                                (self.schema,)).fetchone() == (False,):  # fmt: skip
                raise NotPermitted(
                    say("the role of `{path}` has no rights in `{schema}`", path=self.location, schema=self.schema),
                    _RIGHTS,
                )
            raise NotJudged(
                say("there is no ledger at `{path}`", path=self.location),
                say("the database's owner makes its table: `nocustom help postgresql`"),
            )
        if not writable:
            return
        more = [name for name, held in self._db.execute(_MORE.encode()) if held]
        if more:
            raise NotPermitted(
                say("the role of `{path}` may do more than append: {rights}", path=self.location, rights=more),
                say("connect with the role that may only SELECT and INSERT: `nocustom help postgresql`"),
            )
        if not self._guarded():
            raise Broken(
                say("`{path}` does not have the table of a ledger with its guards", path=self.location),
                say("the database's owner knows what was changed; `nocustom schema ledger` prints how it must be"),
            )
        for name, text in _PREPARED.items():
            self._db.execute(f"PREPARE {name} AS {text}".encode())

    def _guarded(self) -> bool:
        """Whether table, columns, constraints, functions and triggers are those of `postgres.sql`, switched on."""
        table = self._db.execute(
            "SELECT relkind::text, relpersistence::text, relrowsecurity,"
            " EXISTS (SELECT FROM pg_rewrite WHERE ev_class = c.oid),"
            " EXISTS (SELECT FROM pg_inherits WHERE c.oid IN (inhparent, inhrelid)),"
            " current_setting('session_replication_role') FROM pg_class c WHERE oid = 'event'::regclass"
        ).fetchone()
        columns = self._db.execute(
            "SELECT attname, format_type(atttypid, NULL), attnotnull FROM pg_attribute"
            " WHERE attrelid = 'event'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum"
        ).fetchall()
        constraints = self._db.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conrelid = 'event'::regclass AND convalidated AND contype <> 'n'"
        ).fetchall()
        triggers = self._db.execute(
            "SELECT tgname, pg_get_triggerdef(oid), tgenabled::text FROM pg_trigger"
            " WHERE tgrelid = 'event'::regclass AND NOT tgisinternal"
        ).fetchall()
        guards = {
            name: shown.partition(f"TRIGGER {name} ")[2].replace(f"{self.schema}.", "")
            for name, shown, on in triggers if on in ("O", "A")
        }  # fmt: skip
        functions = self._db.execute(
            "SELECT proname, prosecdef, proconfig, prosrc FROM pg_proc"
            " WHERE oid = to_regproc('take_turn')"
            " OR oid IN (SELECT tgfoid FROM pg_trigger WHERE tgrelid = 'event'::regclass AND NOT tgisinternal)"
        ).fetchall()
        path = [f"search_path={self.schema}, pg_temp"]
        return (
            table == _TABLE
            and columns == _COLUMNS
            and sorted(text for (text,) in constraints) == _CONSTRAINTS
            and len(triggers) == len(_GUARDS)
            and guards == _GUARDS
            and {
                name: (lent, settings and [each.replace('"', "") for each in settings], source)
                for name, lent, settings, source in functions
            } == {
                name: ("SECURITY DEFINER" in how, path if "search_path" in how else None, source)
                for name, how, source in _FUNCTION.findall(sql())
            }
        )  # fmt: skip


def _parts(location: str) -> tuple[str, str]:
    """The server's address, and the schema behind `#`."""
    if _WITH_SECRET.match(location) or _SECRET.search(unquote(location)):
        raise Usage(
            say("the ledger's location holds a password, and everybody may read it there"),
            say("put it into the password file that PostgreSQL reads, `~/.pgpass`, and remove it from nocustom.toml"),
        )
    url, _, schema = location.rpartition("#")
    if not _NAME.fullmatch(schema):
        raise Usage(
            say("`{path}` names no schema for the ledger", path=location),
            say("write it as `postgresql://HOST/DATABASE#SCHEMA`, in lower-case letters"),
        )
    return url, schema


def _driver(location: str) -> None:
    try:
        import psycopg
    except ImportError:
        raise NotJudged(
            say("`{path}` is a PostgreSQL server, and its driver is not installed", path=location),
            say("install `nocustom[postgres]`"),
        ) from None
    del psycopg


def sql() -> str:
    """What the database's owner runs to make a ledger's schema."""
    return files("nocustom.ledger").joinpath("postgres.sql").read_text(encoding="utf-8")


def _connect(location: str, url: str, schema: str, *, writable: bool) -> psycopg.Connection[Any]:
    import psycopg

    try:
        connection = psycopg.connect(
            url, autocommit=True, connect_timeout=10, application_name="nocustom", client_encoding="utf8",
            keepalives_idle=_IDLE, keepalives_interval=_AGAIN, keepalives_count=_TIMES,
            tcp_user_timeout=1000 * (_IDLE + _AGAIN * _TIMES),
        )  # fmt: skip
    except psycopg.Error as error:
        raise NotJudged(
            say("can't use `{path}`: {reason}", path=location, reason=_words(error)),
            say("`psql '{url}'` tries the same without nocustom; ask who looks after the server", url=url),
        ) from error
    try:
        if connection.info.server_version < 150000:
            raise NotJudged(say("the server at `{path}` is older than PostgreSQL 15", path=location))
        if connection.execute("SHOW server_encoding").fetchone() != ("UTF8",):
            raise NotJudged(
                say("the database at `{path}` does not hold UTF-8", path=location),
                say("`createdb -E UTF8 -T template0 NAME` makes one that does"),
            )
        settings = {
            "search_path": f"{schema}, pg_temp", "synchronous_commit": "on", "lock_timeout": f"{_WAIT}s",
            "default_transaction_isolation": "read committed", "quote_all_identifiers": "off",
            "idle_session_timeout": "0", "idle_in_transaction_session_timeout": f"{_HELD}s",
            "tcp_keepalives_idle": str(_IDLE), "tcp_keepalives_interval": str(_AGAIN),
            "tcp_keepalives_count": str(_TIMES),
        }  # fmt: skip
        if not writable:
            settings["default_transaction_read_only"] = "on"
        each = ", ".join(["set_config(%s, %s, false)"] * len(settings))
        connection.execute(f"SELECT {each}".encode(), [text for pair in settings.items() for text in pair])
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def _said(location: str) -> Iterator[None]:
    """The driver's errors as ours: damage is Broken, a turn that never comes is Changed, the rest is NotJudged."""
    import psycopg

    try:
        yield
    except psycopg.errors.LockNotAvailable as error:
        raise Changed(say("others are writing to the ledger"), say("run the command again")) from error
    except psycopg.IntegrityError as error:
        raise Broken(say("the database refuses the line: {reason}", reason=_words(error))) from error
    except psycopg.errors.InsufficientPrivilege as error:
        raise NotPermitted(
            say("the database does not let this role do that: {reason}", reason=_words(error)),
            _RIGHTS,
        ) from error
    except psycopg.errors.ReadOnlySqlTransaction as error:
        raise NotJudged(
            say("`{path}` may only be read: {reason}", path=location, reason=_words(error)),
            say("it is a copy of another server, or its owner has closed it for now: ask who looks after it"),
        ) from error
    except psycopg.errors.DiskFull as error:
        raise NotJudged(
            say("can't use `{path}`: {reason}", path=location, reason=say("the disk is full")),
            say("ask who looks after the server"),
        ) from error
    except psycopg.Error as error:
        raise NotJudged(say("can't use `{path}`: {reason}", path=location, reason=_words(error))) from error


def _told(error: NotJudged, *, uncertain: bool) -> NotJudged:
    """The same where a server refused or was lost in a turn, with what became of the line."""
    if not uncertain:
        return NotJudged(error.said, say("nothing was recorded by this"), *error.hints)
    return Uncertain(
        error.said,
        say("it was lost at the very end: whether this was recorded is not certain"),
        say("`nocustom ledger show` tells; look before you do it again"),
        *error.hints,
    )


def _words(error: psycopg.Error) -> Said:
    """What the server or its driver said, in one line and as the words of somebody else."""
    return say("`{words}`", words=error.diag.message_primary or " ".join(str(error).split()))
