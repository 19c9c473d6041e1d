"""What holds for every database that keeps the lines: SQLite and PostgreSQL pass the same tests."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from nocustom.errors import Broken, Changed, NocustomError, NotJudged
from nocustom.ledger.canonical import canonical
from nocustom.ledger.engines import Place, create_store, open_store
from nocustom.ledger.ledger import Ledger
from nocustom.ledger.sqlite import SqliteStore
from nocustom.ledger.store import Store
from nocustom.ledger.tree import leaf_hash
from tests.ledger.city import ORIGIN, City, Office
from tests.ledger.server import Server, server
from tests.other_program import other_program

Make = Callable[[], str]


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server | None]:
    """One server for the whole run."""
    with server() as found:
        yield found


@pytest.fixture(params=["sqlite", "postgresql"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Make:
    """Makes a ledger without lines, and says where it is."""
    if request.param == "sqlite":
        numbers = iter(range(100))

        def fresh() -> str:
            path = tmp_path / f"ledger{next(numbers)}.sqlite"
            SqliteStore.create(path).close()
            return str(path)

        return fresh
    found: Server | None = request.getfixturevalue("postgres")
    if found is None:
        pytest.skip("PostgreSQL NOT tested: there is neither a server here nor the programs of one")
    return found.ledger


@pytest.fixture
def place(make: Make) -> str:
    """A ledger with three lines of no meaning."""
    found = make()
    with open_store(found, writable=True) as store:
        for size in range(3):
            store.append(line_after(store), size)
    return found


def line_after(store: Store, stream: str = "s", ver: int | None = None) -> bytes:
    """The next line as far as the table is concerned."""
    size, leaf = store.head()
    return canonical({"seq": size, "prev": leaf, "stream": stream, "ver": ver or size + 1, "type": "t"})


def run(place: str, sql: str) -> None:
    """SQL from a program that is not ours, in the role that may append; any refusal is an Exception."""
    if not place.startswith("postgresql:"):
        with other_program(place) as other:
            other.execute(sql)
        return
    import psycopg

    url, _, schema = place.partition("#")
    with psycopg.connect(url, autocommit=True) as db:
        db.execute(f"SET search_path = {schema}".encode())
        db.execute(sql.encode())


def test_lines_come_back_as_they_were_stored(make: Make) -> None:
    place, wanted = make(), list[bytes]()
    with open_store(place, writable=True) as store:
        assert store.head() == (0, None)
        for stream in ("青空 \\n", "𠮷野家 𩸽", "\u00e9 e\u0301", "%s {x} ; --", "'\"\\\\"):
            line = line_after(store, stream)
            store.append(line, len(wanted))
            wanted.append(line)
        assert store.head() == (5, leaf_hash(wanted[-1]))
    with open_store(place) as store:
        assert list(store.lines()) == wanted
        assert list(store.lines(3)) == wanted[3:]
        assert store.last("青空 \\n") == wanted[0] and store.last("nobody") is None
        assert store.newest("t", 2) == [wanted[4], wanted[3]]
        assert store.problems() == []


def test_long_ledgers_are_read_in_batches(make: Make) -> None:
    with open_store(make(), writable=True) as store:
        with store.writing():
            for size in range(2005):
                store.append(line_after(store), size)
        assert len(list(store.lines())) == 2005
        assert len(list(store.lines(1000))) == 1005


LEAF = "'" + "1" * 64 + "'"


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE event SET line = 'x' WHERE seq = 1",
        "UPDATE event SET seq = 9 WHERE seq = 2",
        "DELETE FROM event WHERE seq = 2",
        "DELETE FROM event",
        f"INSERT INTO event VALUES (4, {LEAF}, (SELECT leaf FROM event WHERE seq = 2), 's', 9, 't', 'x')",
        f"INSERT INTO event VALUES (3, {LEAF}, (SELECT leaf FROM event WHERE seq = 1), 's', 9, 't', 'x')",
        f"INSERT INTO event VALUES (3, {LEAF}, NULL, 's', 9, 't', 'x')",
        "INSERT INTO event VALUES (3, 'short', (SELECT leaf FROM event WHERE seq = 2), 's', 9, 't', 'x')",
        f"INSERT INTO event VALUES (3, {LEAF}, (SELECT leaf FROM event WHERE seq = 2), 's', 0, 't', 'x')",
        f"INSERT INTO event VALUES (3, {LEAF}, (SELECT leaf FROM event WHERE seq = 2), 's', 2, 't', 'x')",
        "INSERT INTO event VALUES (3, (SELECT leaf FROM event WHERE seq = 1),"
        " (SELECT leaf FROM event WHERE seq = 2), 's', 9, 't', 'x')",
        f"INSERT INTO event VALUES (-1, {LEAF}, NULL, 's', 9, 't', 'x')",
        "INSERT INTO event SELECT seq, leaf, prev, stream, ver, type, 'x' FROM event WHERE seq = 2"
        " ON CONFLICT (seq) DO UPDATE SET line = 'x'",
        "DROP TABLE nothing_of_that_name",
    ],
)
def test_whatever_is_not_an_append_is_refused(place: str, sql: str) -> None:
    with open_store(place) as store:
        before = list(store.lines())
        with pytest.raises(Exception):  # noqa: B017  each engine has its own
            run(place, sql)
        assert list(store.lines()) == before
        assert store.problems() == []


def test_a_plain_insert_of_the_next_line_is_an_append(place: str) -> None:
    run(place, f"INSERT INTO event VALUES (3, {LEAF}, (SELECT leaf FROM event WHERE seq = 2), 's', 9, 't', 'x')")
    with open_store(place) as store:
        assert store.head()[0] == 4


def test_the_size_must_be_the_expected_one(place: str) -> None:
    with open_store(place, writable=True) as store:
        with pytest.raises(Changed):
            store.append(line_after(store), 2)
        with pytest.raises(Broken, match="refuses the line"):
            store.append(line_after(store, ver=2), 3)
        with pytest.raises(Broken, match="refuses the line"):
            store.append(canonical({"seq": 3, "prev": "0" * 64, "stream": "s", "ver": 9, "type": "t"}), 3)
        with pytest.raises(Broken):
            store.append(b"not a line", 3)
        assert store.head()[0] == 3
        store.append(line_after(store), 3)


def test_an_error_inside_undoes_everything(place: str) -> None:
    with open_store(place, writable=True) as store:
        with store.writing():
            store.append(line_after(store), 3)
        with pytest.raises(Changed):
            _twice(store)
        assert store.head()[0] == 4
        store.append(line_after(store), 4)


def _twice(store: Store) -> None:
    with store.writing():
        store.append(line_after(store), 4)
        store.append(line_after(store), 4)


def test_who_reads_sees_no_half_and_holds_up_nobody(place: str) -> None:
    with open_store(place, writable=True) as writer, open_store(place) as reader:
        lines = reader.lines()
        first = next(lines)
        with writer.writing():
            writer.append(line_after(writer), 3)
            if place.startswith("postgresql:"):  # SQLite lets readers in until the commit, and then waits for them
                assert reader.head()[0] == 3
        assert reader.head()[0] == 4
        assert [first, *lines][:3] == list(writer.lines())[:3]


def test_who_reads_may_not_write(place: str) -> None:
    with open_store(place) as store:
        with pytest.raises(RuntimeError):
            store.append(line_after(store), 3)
        with pytest.raises(Exception):  # noqa: B017
            store._db.execute("DELETE FROM event")  # type: ignore[attr-defined]


def test_a_whole_story_is_written_and_verified(make: Make, office: Office, tmp_path: Path) -> None:
    place = make()
    with Ledger.open(Place(place, tmp_path / "blobs"), origin=ORIGIN, writable=True, rules=None) as ledger:
        City(office, ledger).story()
        assert ledger.verify().problems == ()
        root = ledger.root
    with Ledger.open(Place(place, tmp_path / "blobs"), origin=ORIGIN, rules=None) as ledger:
        assert (ledger.size, ledger.root) == (6, root)


def test_no_ledger_is_made_over_another(place: str) -> None:
    with pytest.raises(NotJudged, match="already"):
        create_store(place)
    with open_store(place) as store:
        assert store.head()[0] == 3


# Many writers -----------------------------------------------------------------------------------------------------

WRITER = """
import sys
from nocustom.ledger.canonical import canonical
from nocustom.ledger.engines import open_store
store = open_store(sys.argv[1], writable=True)
for ver in range(1, int(sys.argv[3]) + 1):
    with store.writing():
        size, leaf = store.head()
        store.append(canonical({"seq": size, "prev": leaf, "stream": sys.argv[2], "ver": ver, "type": "t"}), size)
    print(sys.argv[2], ver, flush=True)
"""


def write(place: str, stream: str, count: int, said: Path) -> subprocess.Popen[bytes]:
    with said.open("wb") as out:
        return subprocess.Popen([sys.executable, "-c", WRITER, place, stream, str(count)], stdout=out)


def chain(place: str) -> list[str]:
    """`stream ver` of every line, after checking that they make one chain."""
    with open_store(place, writable=True) as store:
        assert store.problems() == []
        before, found = None, []
        for seq, line in enumerate(store.lines()):
            value: dict[str, Any] = json.loads(line)
            assert (value["seq"], value["prev"]) == (seq, before)
            before = leaf_hash(line)
            found.append(f"{value['stream']} {value['ver']}")
        return found


def test_eight_writers_make_one_chain(place: str, tmp_path: Path) -> None:
    writers = [write(place, f"w{number}", 25, tmp_path / f"said {number}") for number in range(8)]
    assert [writer.wait(timeout=120) for writer in writers] == [0] * 8
    said = [line for number in range(8) for line in (tmp_path / f"said {number}").read_text("utf-8").splitlines()]
    assert len(said) == 200
    assert sorted(chain(place)[3:]) == sorted(said)


def test_writers_that_are_killed_lose_nothing_they_acknowledged(place: str, tmp_path: Path) -> None:
    dice = random.Random(9)
    acknowledged: list[str] = []
    for round_ in range(2):
        said = [tmp_path / f"said {round_} {number}" for number in range(2)]
        writers = [write(place, f"r{round_}w{number}", 10_000, said[number]) for number in range(2)]
        # On a slow machine it takes a while until they are both at it.
        while not all(file.stat().st_size for file in said) and all(writer.poll() is None for writer in writers):
            time.sleep(0.01)
        time.sleep(dice.random() * 0.2)
        for writer in writers:
            writer.kill()
            writer.wait()
        for file in said:
            acknowledged += file.read_text(encoding="utf-8").split("\n")[:-1]
    recorded = chain(place)[3:]
    assert set(acknowledged) <= set(recorded)
    assert len(set(recorded)) == len(recorded)
    # At most one line of each killed writer was committed and not yet said.
    assert len(recorded) - len(acknowledged) <= 4
    assert acknowledged


def test_a_place_that_is_none() -> None:
    for place in ("postgresql://localhost/x", "postgresql://localhost/x#Ä", "postgresql://u:secret@localhost/x#a",
                  "postgresql:///x?password=secret#a"):  # fmt: skip
        with pytest.raises(NocustomError) as refused:
            open_store(place)
        assert refused.value.exit == 2 and "secret" not in str(refused.value.said)
