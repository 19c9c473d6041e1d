"""What only a server asks: rights, guards, rights again, a server that is away, that dies, and one for many cities."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest

from nocustom.errors import Broken, Exit, NocustomError, NotPermitted, Uncertain
from nocustom.ledger.canonical import canonical
from nocustom.ledger.engines import open_store
from nocustom.ledger.postgres import PostgresStore
from nocustom.locale import speak
from tests.ledger.server import Server, binaries, private, server
from tests.ledger.test_store import LEAF, WRITER, chain, line_after, write


@pytest.fixture(scope="module")
def postgres() -> Iterator[Server]:
    """A server; skipped only where there is none at all."""
    with server() as found:
        if found is None:
            pytest.skip("PostgreSQL NOT tested: there is neither a server here nor the programs of one")
        yield found


@pytest.fixture
def place(postgres: Server) -> str:
    """A ledger with three lines of no meaning."""
    found = postgres.ledger()
    with open_store(found, writable=True) as store:
        for size in range(3):
            store.append(line_after(store), size)
    return found


def schema_of(place: str) -> str:
    return place.partition("#")[2]


def as_owner(postgres: Server, place: str, *sql: str) -> list[Any]:
    """What the owner of the database may do, who is above all guards."""
    with psycopg.connect(postgres.url(postgres.owner), autocommit=True) as db:
        db.execute(f"SET search_path = {schema_of(place)}".encode())
        done = [db.execute(each.encode()) for each in sql]
        return done[-1].fetchall() if done[-1].description else []


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE event SET line = 'x'", "DELETE FROM event", "TRUNCATE event", "DROP TABLE event",
        "CREATE INDEX i ON event (type)",
        "ALTER TABLE event DISABLE TRIGGER ALL", "ALTER TABLE event DROP COLUMN line", "CREATE TABLE other (x int)",
        "CREATE OR REPLACE FUNCTION take_turn() RETURNS void LANGUAGE sql AS 'SELECT'", "DROP FUNCTION take_turn()",
        "SET session_replication_role = replica", "CREATE RULE r AS ON INSERT TO event DO INSTEAD NOTHING",
        "INSERT INTO event SELECT seq, leaf, prev, stream, ver, type, 'x' FROM event WHERE seq = 2"
        " ON CONFLICT (seq) DO UPDATE SET line = 'x'",
    ],
)  # fmt: skip
def test_the_writer_may_do_nothing_but_append(place: str, sql: str) -> None:
    with PostgresStore.open(place, writable=True) as store:
        with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.IntegrityError)):
            store._db.execute(sql.encode())
        assert store.problems() == []
        store.append(line_after(store), 3)


@pytest.mark.parametrize("sql", ["UPDATE event SET line = 'x'", "DELETE FROM event WHERE seq = 2", "TRUNCATE event",
                                 f"INSERT INTO event VALUES (3, {LEAF}, NULL, 's', 9, 't', 'x')"])  # fmt: skip
def test_the_owner_needs_a_second_thought(postgres: Server, place: str, sql: str) -> None:
    with pytest.raises(psycopg.IntegrityError):
        as_owner(postgres, place, sql)


def test_whoever_may_more_than_append_is_refused(postgres: Server, place: str) -> None:
    as_owner(postgres, place, f"GRANT UPDATE ON event TO {schema_of(place)}_office")
    for location in (place, postgres.url(postgres.owner, schema_of(place))):
        with pytest.raises(NotPermitted, match="may do more than append"):
            open_store(location, writable=True)
        open_store(location).close()  # to read is nobody's danger


@pytest.mark.parametrize(
    ("sql", "more"),
    [
        ("GRANT UPDATE (line) ON event TO {writer}", "UPDATE"), ("GRANT TRIGGER ON event TO {writer}", "TRIGGER"),
        ("CREATE ROLE {writer}s; ALTER TABLE event OWNER TO {writer}s; GRANT {writer}s TO {writer}", "OWNER"),
    ],
)  # fmt: skip
def test_rights_by_which_a_writer_may_come_to_more(postgres: Server, place: str, sql: str, more: str) -> None:
    writer = schema_of(place) + "_office"
    if more == "OWNER":
        as_owner(postgres, place, f"ALTER ROLE {writer} NOINHERIT")
    as_owner(postgres, place, *sql.format(writer=writer).split("; "))
    code, said = refused(place, writable=True)
    assert code == Exit.NOT_PERMITTED and f"may do more than append: {more}" in said
    if more == "OWNER":
        as_owner(postgres, place, f"ALTER TABLE event OWNER TO {postgres.owner}", f"DROP ROLE {writer}s")


def test_a_role_without_rights_in_a_citys_schema_is_told_so(postgres: Server, place: str) -> None:
    code, said = refused(f"{postgres.ledger().partition('#')[0]}#{schema_of(place)}")
    assert code == Exit.NOT_PERMITTED and f"has no rights in `{schema_of(place)}`" in said


@pytest.mark.parametrize(
    "sql",
    [
        "DROP TRIGGER event_no_change ON event", "ALTER TABLE event DISABLE TRIGGER event_next_only",
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
        "ALTER TABLE event DROP CONSTRAINT event_prev_fkey", "ALTER TABLE event ADD COLUMN note text",
        "ALTER TABLE event ALTER COLUMN line DROP NOT NULL",
        "CREATE TRIGGER a BEFORE INSERT ON event FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        "ALTER FUNCTION refuse_all_but_the_next() RESET search_path",
        "ALTER TABLE event SET UNLOGGED",  # a crash would empty it
        "CREATE RULE quiet AS ON INSERT TO event DO INSTEAD NOTHING", "ALTER TABLE event ENABLE ROW LEVEL SECURITY",
        "CREATE TABLE more () INHERITS (event)", "ALTER FUNCTION take_turn() SECURITY INVOKER",
        "CREATE OR REPLACE FUNCTION take_turn() RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS 'BEGIN END'",
    ],
)  # fmt: skip
def test_guards_that_are_gone_are_found_and_stop_writing(postgres: Server, place: str, sql: str) -> None:
    as_owner(postgres, place, sql)
    with pytest.raises(Broken, match="guards"):
        open_store(place, writable=True)
    with open_store(place) as store:
        assert [problem.code for problem in store.problems()] == ["guards"]


def test_a_table_of_the_same_name_in_front_fools_no_guard(place: str) -> None:
    url, _, schema = place.partition("#")
    with psycopg.connect(url, autocommit=True) as db:
        db.execute("CREATE TEMPORARY TABLE event (seq integer, leaf text)")
        values = f"(3, {LEAF}, (SELECT leaf FROM {schema}.event WHERE seq = 1), 's', 9, 't', 'x')"
        with pytest.raises(psycopg.IntegrityError, match="not the next line"):
            db.execute(f"INSERT INTO {schema}.event VALUES {values}".encode())
        with db.transaction():
            db.execute(f"SELECT {schema}.take_turn()".encode())
            held = db.execute(
                "SELECT count(*) FROM pg_locks WHERE relation = %s::regclass AND mode = 'ExclusiveLock' AND granted",
                (f"{schema}.event",),
            ).fetchone()
        assert held == (1,)


def test_a_line_that_the_database_refuses_at_the_commit(place: str) -> None:
    with PostgresStore.open(place, writable=True) as store:
        size, leaf = store.head()
        taken = canonical({"seq": size, "prev": leaf, "stream": "s", "ver": 1, "type": "t"})
        with pytest.raises(Broken, match="refuses the line"), store.writing():
            store.append(taken, size)  # it is sent with the commit
        assert store.head() == (size, leaf)
        store.append(line_after(store), size)


def test_columns_that_differ_from_their_line_are_found(postgres: Server, place: str) -> None:
    as_owner(postgres, place, "SET session_replication_role = replica", "UPDATE event SET stream = 'x' WHERE seq = 1")
    with open_store(place) as store:
        assert [(problem.code, problem.seq) for problem in store.problems()] == [("columns", 1)]


def test_many_cities_on_one_server_and_a_reader_over_all(postgres: Server) -> None:
    places = [postgres.ledger() for _ in range(3)]
    for count, place in enumerate(places, start=1):
        with open_store(place, writable=True) as store:
            for size in range(count):
                store.append(line_after(store), size)
    # No writer reaches another city's ledger.
    with PostgresStore.open(places[0]) as store, pytest.raises(psycopg.errors.InsufficientPrivilege):
        store._db.execute(f"SELECT * FROM {schema_of(places[1])}.event".encode())
    text = (Path(__file__).parents[2] / "docs" / "postgresql.md").read_text(encoding="utf-8")
    view = text.split("```sql\n")[1].split("```")[0]
    reader = "prefecture_" + schema_of(places[0])
    postgres.run('CREATE ROLE :"reader" LOGIN', reader=reader)
    postgres.roles.append(reader)
    postgres.run(view.replace(":reader", reader))
    with psycopg.connect(postgres.url(reader), autocommit=True) as db:
        counts = db.execute("SELECT ledger, count(*) FROM prefecture.event GROUP BY ledger").fetchall()
        found: dict[str, int] = dict(counts)
        assert [found[schema_of(place)] for place in places] == [1, 2, 3]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            db.execute(f"SELECT * FROM {schema_of(places[0])}.event".encode())


def refused(location: str, *, writable: bool = False) -> tuple[Exit, str]:
    with pytest.raises(NocustomError) as error:
        open_store(location, writable=writable)
    return error.value.exit, "\n".join(speak(said, "en") for said in (error.value.said, *error.value.hints))


def test_servers_and_ledgers_that_are_not_there(postgres: Server, place: str, tmp_path: Path) -> None:
    away = f"postgresql://office@/postgres?host={tmp_path}#aozora"
    code, said = refused(away)
    assert code == Exit.NOT_JUDGED and "can't use" in said
    assert f"`psql 'postgresql://office@/postgres?host={tmp_path}'` tries the same" in said
    code, said = refused(place.partition("#")[0] + "#no_such_city")
    assert code == Exit.NOT_JUDGED and "there is no ledger" in said and "help postgresql" in said
    code, said = refused(place.replace(schema_of(place) + "_office", "nobody_of_that_name"))
    assert code == Exit.NOT_JUDGED and "nobody_of_that_name" in said


def test_without_the_driver_the_message_says_what_to_install(place: str) -> None:
    program = (
        "import sys; sys.modules['psycopg'] = None\n"
        "from nocustom.errors import NocustomError\n"
        "from nocustom.ledger.engines import open_store\n"
        "try: open_store(sys.argv[1])\n"
        "except NocustomError as error: print(error.exit.value, *error.hints)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, place], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.startswith("3 ") and "nocustom[postgres]" in done.stdout


def test_a_server_that_dies_keeps_what_it_acknowledged(tmp_path: Path) -> None:
    programs = binaries()
    if programs is None:
        pytest.skip("PostgreSQL NOT tested: the programs of a server are not here")
    with private(programs) as made:
        place = made.ledger()
        said = tmp_path / "said"
        writer = write(place, "w", 10_000, said)
        while not said.stat().st_size and writer.poll() is None:
            pass
        made.kill()
        assert writer.wait(timeout=60) != 0
        made.start()
        acknowledged = said.read_text(encoding="utf-8").split("\n")[:-1]
        recorded = chain(place)
        assert acknowledged and set(acknowledged) <= set(recorded)
        assert len(recorded) <= len(acknowledged) + 1


@pytest.mark.parametrize(
    "location",
    [
        "postgresql://office:SECRET@db/nocustom#aozora", "postgresql://office:SECRET@db/nocustom",
        "postgresql://office:SE#CRET@db/nocustom#aozora", "postgresql://office:SE/CRET@db/nocustom#aozora",
        "postgresql://office:SE?CRET@db/nocustom#aozora", "postgresql://office:SE[CRET@db/nocustom#aozora",
        "postgresql://office:SE@CRET@db/nocustom#aozora", "postgresql://office%40db:SECRET@db/nocustom#aozora",
        "postgresql://office@db/nocustom?password=SECRET#aozora", "postgresql://db/nocustom?pass%77ord=SECRET#aozora",
        "postgresql://office@db/nocustom?sslpassword=SECRET#Aozora",
    ],
)
def test_no_message_shows_a_password(location: str) -> None:
    code, said = refused(location)
    assert code == Exit.USAGE and "holds a password" in said and "CRET" not in said


@pytest.mark.parametrize(
    "location", ["postgresql://[::1]:1,127.0.0.1:1/x?user=office&application_name=a@b#aozora",
                 "postgresql://office@127.0.0.1:1/x#aozora", "postgresql://office@[::1/x#aozora"],
)  # fmt: skip
def test_no_password_is_seen_where_there_is_none(location: str) -> None:
    code, said = refused(location)
    assert code == Exit.NOT_JUDGED and "can't use" in said


@pytest.mark.parametrize("level", ["repeatable read", "serializable"])
def test_who_waited_sees_what_was_written_meanwhile(postgres: Server, place: str, level: str) -> None:
    as_owner(postgres, place, f"ALTER ROLE {schema_of(place)}_office SET default_transaction_isolation = '{level}'")
    with open_store(place, writable=True) as first, ThreadPoolExecutor() as others:
        with first.writing():
            waiting = others.submit(once, place)
            waits = "SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 'event'::regclass"
            while not as_owner(postgres, place, waits):
                pass
            first.append(line_after(first), 3)
        waiting.result()
    assert len(chain(place)) == 5


def once(place: str) -> None:
    with open_store(place, writable=True) as store, store.writing():
        store.append(line_after(store), store.head()[0])


def test_what_a_server_is_set_to_does_not_get_in_the_way(postgres: Server, place: str) -> None:
    for setting in ("quote_all_identifiers = on", "idle_session_timeout = '50ms'", "standard_conforming_strings = off",
                    "DateStyle = 'German'", "client_encoding = 'EUC_JP'", "search_path = public"):  # fmt: skip
        as_owner(postgres, place, f"ALTER ROLE {schema_of(place)}_office SET {setting}")
    with open_store(place, writable=True) as store:
        line = line_after(store, "\\' 青空 $1 \\x")
        time.sleep(0.1)
        store.append(line, 3)
        assert store.numbered(3) == line


def test_a_database_that_was_closed_for_writing_stays_closed(postgres: Server, place: str) -> None:
    as_owner(postgres, place, f"ALTER ROLE {schema_of(place)}_office SET default_transaction_read_only = on")
    with open_store(place, writable=True) as store, pytest.raises(NocustomError, match="may only be read") as error:
        store.append(line_after(store), 3)
    assert error.value.exit == Exit.NOT_JUDGED and speak(error.value.hints[0], "en") == "nothing was recorded by this"
    assert len(chain(place)) == 3


def test_who_holds_a_turn_without_a_word_loses_it(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nocustom.ledger.postgres._HELD", 1)
    with (
        open_store(place, writable=True) as gone, open_store(place, writable=True) as other,
        pytest.raises(Uncertain), gone.writing(),
    ):  # fmt: skip
        other.append(line_after(other), 3)
    assert len(chain(place)) == 4


def test_a_turn_that_never_comes(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nocustom.ledger.postgres._WAIT", 1)
    with open_store(place, writable=True) as first, open_store(place, writable=True) as second:
        with first.writing(), pytest.raises(NocustomError) as waited:
            second.append(line_after(second), 3)
        assert waited.value.exit == Exit.CHANGED
        second.append(line_after(second), 3)


def test_a_writer_that_is_killed_gives_its_turn_back(place: str, tmp_path: Path) -> None:
    program = WRITER.replace("store.append(", "import os, signal; os.kill(os.getpid(), signal.SIGKILL); store.append(")
    killed = subprocess.run([sys.executable, "-c", program, place, "w", "5"], check=False, capture_output=True)
    assert killed.returncode == -signal.SIGKILL
    with open_store(place, writable=True) as store:
        store.append(line_after(store), 3)
    assert len(chain(place)) == 4
