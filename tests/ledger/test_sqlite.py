"""The SQLite file: what it refuses, what reading leaves alone, and many writers at once."""

from __future__ import annotations

import fcntl
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from nocustom.errors import Broken, Changed, NocustomError, NotJudged, NotPermitted
from nocustom.ledger import places
from nocustom.ledger.canonical import canonical
from nocustom.ledger.event_line import Draft
from nocustom.ledger.ledger import Ledger
from nocustom.ledger.sqlite import SqliteStore
from nocustom.ledger.turns import turn
from nocustom.ledger.verify import verify
from nocustom.words import say
from tests.ledger.city import NOON, City


def line_after(store: SqliteStore, stream: str = "s", ver: int | None = None) -> bytes:
    """The next line as far as the table is concerned."""
    size, leaf = store.head()
    return canonical({"seq": size, "prev": leaf, "stream": stream, "ver": ver or size + 1, "type": "t"})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A ledger with three lines of no meaning."""
    path = tmp_path / "ledger.sqlite"
    with SqliteStore.create(path) as store:
        for size in range(3):
            store.append(line_after(store), size)
    return path


def plain(path: Path) -> sqlite3.Connection:
    """The file as any other program opens it."""
    return sqlite3.connect(path, isolation_level=None)


def test_the_settings_that_a_power_cut_asks_for(path: Path) -> None:
    with SqliteStore.open(path, writable=True) as store:
        wanted = {
            "journal_mode": "truncate", "synchronous": 3, "foreign_keys": 1, "recursive_triggers": 1,
            "trusted_schema": 0, "cell_size_check": 1,
        }  # fmt: skip
        found = {name: store._db.execute(f"PRAGMA {name}").fetchone()[0] for name in wanted}
        assert found == wanted


@pytest.mark.parametrize("recursive", ["ON", "OFF"])
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE event SET line = 'x' WHERE seq = 1",
        "UPDATE event SET seq = 9 WHERE seq = 2",
        "DELETE FROM event WHERE seq = 2",
        "DELETE FROM event",
        "REPLACE INTO event SELECT * FROM event WHERE seq = 2",
        "INSERT OR REPLACE INTO event SELECT 3, leaf, (SELECT leaf FROM event WHERE seq = 2), 's', 9, 't', 'x' "
        "FROM event WHERE seq = 1",
        "INSERT OR REPLACE INTO event VALUES "
        "(3, printf('%064d', 1), (SELECT leaf FROM event WHERE seq = 2), 's', 2, 't', 'x')",
        "INSERT INTO event VALUES (4, printf('%064d', 1), (SELECT leaf FROM event WHERE seq = 2), 's', 9, 't', 'x')",
        "INSERT INTO event VALUES (3, printf('%064d', 1), (SELECT leaf FROM event WHERE seq = 1), 's', 9, 't', 'x')",
        "INSERT INTO event VALUES (3, printf('%064d', 1), NULL, 's', 9, 't', 'x')",
        "INSERT INTO event VALUES (3, 'short', (SELECT leaf FROM event WHERE seq = 2), 's', 9, 't', 'x')",
        "INSERT INTO event VALUES (3, printf('%064d', 1), (SELECT leaf FROM event WHERE seq = 2), 's', 0, 't', 'x')",
        "INSERT INTO event VALUES (-1, printf('%064d', 1), NULL, 's', 9, 't', 'x')",
    ],
)
def test_whatever_is_not_an_append_is_refused(path: Path, sql: str, recursive: str) -> None:
    connection = plain(path)
    connection.execute(f"PRAGMA recursive_triggers = {recursive}")
    before = connection.execute("SELECT * FROM event").fetchall()
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute(sql)
    assert connection.execute("SELECT * FROM event").fetchall() == before
    connection.close()


# Opening ----------------------------------------------------------------------------------------------------------


def snapshot(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()}


def test_reading_creates_and_changes_nothing(told: City, tmp_path: Path) -> None:
    told.ledger.close()
    folder = tmp_path / "ledger"
    before = {**snapshot(folder / "blobs"), **snapshot_files(folder)}
    with Ledger.open(folder / "ledger.sqlite", rules=None) as ledger:
        assert ledger.size == 6
        assert ledger.verify().problems == ()
    assert {**snapshot(folder / "blobs"), **snapshot_files(folder)} == before


def snapshot_files(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {
        path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir() if path.is_file()
    }


def test_no_ledger_there(tmp_path: Path) -> None:
    with pytest.raises(NotJudged, match="there is no ledger") as refused:
        SqliteStore.open(tmp_path / "ledger.sqlite")
    assert refused.value.hints
    with pytest.raises(NotJudged):
        SqliteStore.open(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_two_are_not_made_in_one_place(path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(NotJudged, match="already"):
        SqliteStore.create(path)
    assert path.read_bytes() == before


def test_a_place_that_can_not_be_written(tmp_path: Path) -> None:
    with pytest.raises(NotJudged, match="can't write"):
        SqliteStore.create(tmp_path / "nowhere" / "ledger.sqlite")


@pytest.mark.parametrize("data", [b"[request]\nkey = 1\n" * 100, b"SQLite format 3\0" + b"\xff" * 8000])
@pytest.mark.parametrize("writable", [True, False])
def test_a_file_that_is_no_ledger(tmp_path: Path, data: bytes, writable: bool) -> None:
    path = tmp_path / "ledger.sqlite"
    path.write_bytes(data)
    with pytest.raises(Broken):
        SqliteStore.open(path, writable=writable)
    assert path.read_bytes() == data


def test_an_empty_file_and_another_database(tmp_path: Path) -> None:
    empty = tmp_path / "empty.sqlite"
    empty.write_bytes(b"")
    other = tmp_path / "other.sqlite"
    connection = plain(other)
    connection.execute("CREATE TABLE event (seq INTEGER PRIMARY KEY, line TEXT)")
    connection.close()
    for path in (empty, other):
        with pytest.raises(Broken, match="table of a ledger"):
            SqliteStore.open(path)


def test_dropped_guards_are_found_and_stop_writing(path: Path) -> None:
    connection = plain(path)
    connection.execute("DROP TRIGGER event_no_update")
    connection.close()
    with pytest.raises(Broken, match="guards"):
        SqliteStore.open(path, writable=True)
    with SqliteStore.open(path) as store:
        assert [problem.code for problem in store.problems()] == ["guards"]


def test_columns_that_differ_from_their_line_are_found(path: Path) -> None:
    connection = plain(path)
    trigger = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'event_no_update'").fetchone()[0]
    connection.execute("DROP TRIGGER event_no_update")
    connection.execute("UPDATE event SET stream = 'other' WHERE seq = 1")
    connection.execute(trigger)
    connection.close()
    with SqliteStore.open(path) as store:
        assert [(problem.code, problem.seq) for problem in store.problems()] == [("columns", 1)]


def test_a_changed_line_stops_every_reader(told: City, tmp_path: Path) -> None:
    told.ledger.close()
    path = tmp_path / "ledger" / "ledger.sqlite"
    connection = plain(path)
    connection.execute("DROP TRIGGER event_no_update")
    connection.execute("UPDATE event SET line = replace(line, 'CITY', 'MARS') WHERE seq = 2")
    connection.close()
    with Ledger.open(path, rules=None) as ledger:
        with pytest.raises(Broken, match="broken at line") as broken:
            ledger.events()
        assert broken.value.said.params == {"seq": 3}
        assert {"prev", "guards", "columns"} <= {problem.code for problem in ledger.verify().problems}


def hollow(path: Path, seq: int) -> None:
    """Make a line nothing at all, as a page does on which a byte before the record has changed."""
    connection = plain(path)
    (trigger,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'event_no_update'").fetchone()
    connection.execute("DROP TRIGGER event_no_update")
    for before, after in (("line TEXT NOT NULL", "line TEXT"), ("line TEXT", "line TEXT NOT NULL")):
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE name = 'event'", (before, after))
        connection.close()
        connection = plain(path)
        if after == "line TEXT":
            connection.execute("UPDATE event SET line = NULL WHERE seq = ?", (seq,))
    connection.execute(trigger)
    connection.close()


def test_a_line_that_is_nothing_at_all_is_told(told: City, tmp_path: Path) -> None:
    told.ledger.close()
    path = tmp_path / "ledger" / "ledger.sqlite"
    hollow(path, 2)
    with Ledger.open(path, rules=None) as ledger:
        with pytest.raises(Broken, match="broken at line") as broken:
            ledger.events()
        assert broken.value.said.params == {"seq": 2}
        found = {problem.code: problem.seq for problem in ledger.verify().problems}
        assert found["line-not-json"] == 2 and found["database"] is None
        assert ledger.store.numbered(2) == b""


def test_damaged_pages_never_make_it_fall_over(told: City, tmp_path: Path) -> None:
    told.ledger.close()
    path = tmp_path / "ledger" / "ledger.sqlite"
    whole = path.read_bytes()
    dice = random.Random(5)
    noticed = 0
    for _ in range(120):
        wrong = bytearray(whole)
        for _ in range(dice.choice([1, 1, 40])):
            wrong[dice.randrange(len(wrong))] ^= 1 << dice.randrange(8)
        path.write_bytes(wrong if dice.random() < 0.8 else wrong[: dice.randrange(len(wrong))])
        try:
            with Ledger.open(path, rules=None) as ledger:
                noticed += bool(ledger.verify().problems)
        except NocustomError:
            noticed += 1
    assert noticed > 60


def test_a_commit_cut_short_is_undone(path: Path, tmp_path: Path) -> None:
    before = path.read_bytes()
    program = (
        "import os, sys; from pathlib import Path; from nocustom.ledger.sqlite import SqliteStore\n"
        "store = SqliteStore.open(Path(sys.argv[1]), writable=True)\n"
        "store._db.execute('PRAGMA cache_size = 1')\n"
        "store._db.execute('BEGIN IMMEDIATE')\n"
        "store._db.execute('DROP TRIGGER event_next_only')\n"
        "for n in range(3, 400):\n"
        "    store._db.execute('INSERT INTO event VALUES (?,?,(SELECT leaf FROM event WHERE seq = ?),?,?,?,?)',\n"
        "                      (n, '%064d' % n, n - 1, 's', n + 9, 't', 'x' * 500))\n"
        "os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(path)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert path.with_name(path.name + "-journal").stat().st_size > 0
    assert path.read_bytes() != before
    with SqliteStore.open(path) as store:
        assert store.head()[0] == 3
        assert store.problems() == []


# Places -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["\\\\server\\share\\ledger.sqlite", "//server/share/ledger.sqlite"])
def test_unc_paths_are_refused(text: str) -> None:
    # pathlib folds a doubled slash on some systems, so what is asked is the text.
    if os.fspath(Path(text)).startswith(("\\\\", "//")):
        with pytest.raises(NotJudged, match="network share"):
            SqliteStore.open(Path(text))


def test_network_mounts_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = tmp_path / "mounts"
    share = tmp_path / "a share"
    share.mkdir()
    row = str(share).replace(" ", "\\040")
    table.write_text(f"/dev/sda1 / ext4 rw 0 0\n//nas/x {row} cifs rw 0 0\n", encoding="utf-8")
    monkeypatch.setattr(places, "_MOUNTS", table)
    with pytest.raises(NotJudged, match="network share") as refused:
        SqliteStore.create(share / "ledger.sqlite")
    assert refused.value.said.params["kind"] == "cifs"
    assert "inbox" in refused.value.hints[0].msgid
    SqliteStore.create(tmp_path / "ledger.sqlite").close()


# Many writers -----------------------------------------------------------------------------------------------------


def test_a_turn_that_never_comes(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with turn(lock), pytest.raises(Changed), turn(lock, patience=0.05):
        pass
    with turn(lock):
        pass


def _held(path: Path) -> bool:
    """Whether somebody holds a lock file."""
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


@pytest.mark.skipif(sys.platform == "win32", reason="looks at the lock as Linux shows it")
def test_who_just_wrote_stands_behind_who_waits(tmp_path: Path) -> None:
    place, seated, order = tmp_path / "ledger", threading.Event(), list[str]()

    def other() -> None:
        seated.set()
        with turn(place):
            order.append("other")

    waiting = threading.Thread(target=other)
    with turn(place):
        waiting.start()
        seated.wait()
        while not _held(place.with_name("ledger.door")):
            pass
    with turn(place):
        order.append("busy")
    waiting.join()
    assert order == ["other", "busy"]


def test_who_gives_up_at_the_door_holds_nobody_up(tmp_path: Path) -> None:
    place, seated = tmp_path / "ledger", list[str]()

    def first() -> None:
        with turn(place):
            seated.append("first")

    waiting = threading.Thread(target=first)
    with turn(place):
        waiting.start()
        while not _held(place.with_name("ledger.door")):
            pass
        with pytest.raises(Changed), turn(place, patience=0.05):  # asleep at the door
            pass
    waiting.join()
    with turn(place, patience=5):
        seated.append("next")
    assert seated == ["first", "next"]


# Two ledgers open on one file ---------------------------------------------------------------------------------------


def test_what_others_append_is_seen_and_built_upon(told: City, tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "ledger" / "ledger.sqlite", writable=True, rules=None) as other:
        assert other.size == 6
        told.append(told.filed("2026-0002"))
        assert other.size == 7
        assert other.root == told.ledger.root
        appended = other.append(told.filed("2026-0003"), told.now)
        assert appended.event.seq == 7
        assert told.ledger.events()[-1] == appended.event
        assert told.ledger.verify().problems == ()


def test_a_stream_that_moved_on_is_changed(told: City) -> None:
    draft = told.filed("2026-0002")
    stale = Draft(draft.type, draft.stream, body=draft.body, ver=1)
    told.append(stale)
    with pytest.raises(Changed, match="has changed meanwhile"):
        told.append(stale)
    # An act is bound to what it is about, not to a position: other streams may move meanwhile.
    other = told.filed("2026-0003")
    told.append(told.filed("2026-0004"))
    told.append(Draft(other.type, other.stream, body=other.body, ver=1))


def test_a_check_stops_the_append(told: City) -> None:
    def never(before: object, event: object) -> None:
        raise NotPermitted(say("not today"))

    size = told.ledger.size
    with pytest.raises(NotPermitted):
        told.ledger.append(told.filed("2026-0002"), told.now, never)
    assert told.ledger.size == size == verify(told.ledger.store.lines).size


def test_a_clock_that_runs_behind_does_not_turn_time_back(told: City) -> None:
    last = told.ledger.events()[-1].ts
    appended = told.ledger.append(told.filed("2026-0002"), NOON.replace(year=2020))
    assert appended.event.ts == last
    assert told.ledger.verify().problems == ()


def test_a_ledger_opened_for_reading_does_not_write(told: City, tmp_path: Path) -> None:
    with (
        Ledger.open(tmp_path / "ledger" / "ledger.sqlite", rules=None) as reader,
        pytest.raises(RuntimeError),
    ):
        reader.append(told.filed("2026-0002"), told.now)
