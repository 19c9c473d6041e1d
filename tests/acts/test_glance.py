"""Answers from the lines of a few requests say what answers from all lines say, whatever became of the index."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from nocustom.acts import glance
from nocustom.acts.desk import Desk
from nocustom.acts.dispute import dispute
from nocustom.acts.glance import queue_at_a_glance, rebuild, story_at_a_glance
from nocustom.acts.queue import Queue, queue
from nocustom.acts.send_back import send_back
from nocustom.acts.story import story
from nocustom.errors import NotJudged
from nocustom.ledger.index import ALWAYS, Index, Row
from nocustom.show.queue_json import queue_json
from nocustom.show.story_json import story_json
from tests.acts.hall import Hall, Keys, Script, at_work, furnished, named, told
from tests.acts.paperwork import approved, decided, edit, endorse_it, filed, owner_accepts
from tests.conftest import Run
from tests.ledger.server import Server, server
from tests.other_program import other_program

REFUSED = "jumin-menu-favourites"
LATER = (0, 15, 600)


SEARCHED = (
    None, "手当", "当", "ﾒﾆｭｰ お気に入り", "田中", "児童手当等シス", "2026-0001", "ikusei-teate", "係", "(", "\udcff",
    "図書館",
)  # fmt: skip


def queues(desk: Desk, ask: Callable[..., Queue], *, searched: Sequence[str | None]) -> list[Any]:
    """The queue, whole and picked from, as machines read it."""
    found = [json.loads(queue_json(ask(desk, search=search))) for search in searched]
    return [*found, json.loads(queue_json(ask(desk, department="子育て支援課")))]


def compare(hall: Hall, *, read: bool = False, stories: bool = False) -> None:
    """Both say the same of the queue on several days, and of each request today with `stories`; `read` tells whether
    the whole ledger may be read for it.
    """
    now = hall.time
    with hall.desk(writable=False) as desk:
        for days in LATER:
            hall.time = now + timedelta(days=days)
            searched = SEARCHED[: None if days == LATER[0] else 2]
            whole = queues(desk, queue, searched=searched)
            with hall.desk(writable=False) as part:
                assert queues(part, queue_at_a_glance, searched=searched) == whole, days
                assert read or part.ledger._verifier.size == 0, "everything was read"
        hall.time = now
        for name in [*desk.world.cases, *desk.world.keys] if stories else ():
            whole_story = story_json(story(desk, desk.case(name)), "en")
            with hall.desk(writable=False) as part:
                assert story_json(story_at_a_glance(part, name), "en") == whole_story
                assert read or part.ledger._verifier.size == 0, "everything was read"
                assert told(lambda: story_at_a_glance(part, "2031-0001")) == told(lambda: desk.case("2031-0001"))


def index_file(hall: Hall) -> Path:
    """Where the index lies."""
    path = hall.workspace.ledger.index_file
    assert path is not None
    return path


def indexed(hall: Hall) -> Index:
    """The index as it is."""
    found = Index.read(index_file(hall))
    assert found is not None
    return found


def by_another_program(path: Path, *sql: str) -> None:
    """Have the file say something else."""
    with closing(sqlite3.connect(path)) as db, db:
        for each in sql:
            db.execute(each)


def lives(hall: Hall) -> Iterator[None]:
    """Some requests and what may come between, act by act."""
    approved(hall)
    yield
    refused = filed(hall, REFUSED)
    yield
    other = filed(hall, change=('key = "ikusei-teate-k3f9"', 'key = "2026-0001"'))  # a key that reads like a number
    endorse_it(hall, other)
    yield
    owner_accepts(hall, other)
    hall.later(days=2)
    with hall.desk() as desk:
        line = next(event.seq for event in desk.ledger.events() if event.type == "acceptance.signed")
        dispute(desk, line, hall.signer("tanaka"), Script(named), "覚えがない")
    yield
    with hall.desk() as desk:
        send_back(desk, desk.case(refused), hall.signer("uchida"), Script(named), "件数を示すこと")
    yield
    edit(hall.root / "policies/people.toml", 'id = "tanaka"\nname = "田中 一郎"\n',
         'id = "tanaka"\nuntil = 2026-07-30\nname = "田中 一郎"\n')  # fmt: skip
    hall.adopt("people")
    yield
    decided(hall, other, "return")
    yield


def test_act_by_act(office: Hall) -> None:
    with office.desk(writable=False) as desk:
        rebuild(desk)
    for step, _ in enumerate(lives(office)):
        compare(office, stories=step in (3, 6))
        with office.desk(writable=False) as desk:
            queue_at_a_glance(desk)
            with closing(indexed(office)) as index:
                assert index.size == desk.ledger.size, "it goes on"


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory, keys: Keys, _opened: Path) -> Path:
    """A hall after all that, with an index of an earlier state."""
    root = tmp_path_factory.mktemp("lived") / "hall"
    shutil.copytree(_opened, root)
    hall = Hall(root, keys)
    for step, _ in enumerate(lives(hall)):
        if step == 1:
            with hall.desk(writable=False) as desk:
                rebuild(desk)
    return root


@pytest.fixture
def old(tmp_path: Path, keys: Keys, lived: Path) -> Hall:
    """A copy of it."""
    shutil.copytree(lived, tmp_path / "hall")
    hall = Hall(tmp_path / "hall", keys)
    hall.later(days=2)
    return hall


def test_many_lines_later(old: Hall) -> None:
    compare(old, stories=True)


def test_one_that_somebody_else_writes_to(old: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nocustom.ledger.index._PATIENCE", 0.01)
    before = index_file(old).read_bytes()
    with closing(sqlite3.connect(index_file(old), isolation_level=None)) as db:
        db.execute("BEGIN IMMEDIATE")
        compare(old, stories=True)
        with old.desk(writable=False) as desk, pytest.raises(NotJudged, match="can't write"):
            rebuild(desk)
    assert index_file(old).read_bytes() == before
    compare(old)
    assert index_file(old).read_bytes() != before


def test_somebody_went_on_with_it_meanwhile(old: Hall) -> None:
    sizes: list[int] = []

    def few(index: Index) -> int:
        if not sizes:
            filed(old, REFUSED, change=("favourites", "meanwhile"))
            with old.desk(writable=False) as other:
                queue_at_a_glance(other)
        sizes.append(index.size)
        return index.size

    with old.desk(writable=False) as desk:
        last = glance.at_a_glance(desk, few, lambda: -1)
        assert sizes == [sizes[0], last] and last == desk.ledger.size > sizes[0], "asked again"


def test_one_that_was_made_on_a_later_day(old: Hall) -> None:
    old.later(days=900)
    with old.desk(writable=False) as desk:
        rebuild(desk)
    old.later(days=-900)
    compare(old)


WAYS = {
    "quiet": ("UPDATE request SET until = until + 8192 WHERE since > 1 OR until < since",),
    "size": ("UPDATE about SET size = size - 1",), "leaf": ("UPDATE about SET leaf = 'x'",),
    "nothing": ("DELETE FROM about",), "one less": ("DELETE FROM request WHERE number = '2026-0001'",),
    "number": ("UPDATE request SET number = '2026-0077' WHERE number = '2026-0002'",),
    "key": ("UPDATE request SET key = 'x' WHERE number = '2026-0002'",),
    "words for numbers": ("UPDATE request SET since = 'x'",), "tables": ("DROP TABLE request",),
    "format": ("PRAGMA user_version = 1",),
}  # fmt: skip


@pytest.mark.parametrize("way", ["cut", "page", "empty", "text", "folder", "gone", "other", "crafted", *WAYS])
def test_damaged_or_deleted(old: Hall, way: str) -> None:
    path = index_file(old)
    data = path.read_bytes()
    match way:
        case "cut":
            path.write_bytes(data[: len(data) // 2])
        case "page":
            path.write_bytes(data[:4096] + bytes(4096) + data[8192:])
        case "empty":
            path.write_bytes(b"")
        case "text":
            path.write_text("{}", encoding="utf-8")
        case "folder":
            path.unlink()
            path.mkdir()
        case "gone":
            path.unlink()
        case "other":  # of another ledger
            with closing(indexed(old)) as index:
                index.reach(3, "0" * 64)
                index.go_on(())
        case "crafted":  # names what is not there
            with closing(indexed(old)) as index:
                index.go_on([Row("2026-0099", "a", 10_000, "filed", "kodomo", ALWAYS, "手当", frozenset())])
        case _:
            by_another_program(path, *WAYS[way])
    compare(old, read=True)


@pytest.mark.parametrize("way", ["text", "one less", "crafted", "number", "key"])
def test_a_damaged_one_of_a_large_ledger_is_made_again(
    old: Hall, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    monkeypatch.setattr("nocustom.acts.indexed.MANY", 5)
    test_damaged_or_deleted(old, way)
    compare(old)
    with closing(indexed(old)) as index:
        assert index.requests == 3


def test_without_tables_for_words(old: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    """As where Python's SQLite was built without them."""
    monkeypatch.setattr("nocustom.ledger.index._FULL_TEXT", "fts_of_no_sqlite")
    with old.desk(writable=False) as desk:
        rebuild(desk)
    compare(old, read=True)
    with old.desk(writable=False) as part:
        queue_at_a_glance(part)
        assert part.ledger._verifier.size == 0, "everything was read"


def test_made_in_parts_it_is_the_same(old: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    def content() -> list[Any]:
        with closing(sqlite3.connect(index_file(old))) as db:
            return [db.execute(f"SELECT * FROM {table}").fetchall() for table in ("about", "request ORDER BY filed")]

    with old.desk(writable=False) as desk:
        rebuild(desk)
    before = content()
    monkeypatch.setattr("nocustom.acts.indexed._AT_ONCE", 2)
    with old.desk(writable=False) as desk:
        rebuild(desk)
    assert content() == before
    compare(old, stories=True)


def test_a_large_ledger_gets_one_unasked(old: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    index_file(old).unlink()
    with old.desk(writable=False) as desk:
        queue_at_a_glance(desk)
    assert not index_file(old).exists()
    monkeypatch.setattr("nocustom.acts.indexed.MANY", 5)
    with old.desk(writable=False) as desk:
        queue_at_a_glance(desk)
    compare(old)


def test_an_older_ledger_in_its_place(office: Hall) -> None:
    older = office.ledger_file.read_bytes()
    filed(office)
    with office.desk(writable=False) as desk:
        rebuild(desk)
    office.ledger_file.write_bytes(older)
    filed(office, REFUSED)
    compare(office, read=True)


def test_a_changed_line_is_told_where_all_is_read(old: Hall) -> None:
    """What an index spares to read is not verified; acts and `ledger verify` read all."""
    with old.desk(writable=False) as desk:
        queue_at_a_glance(desk)
    with other_program(old.ledger_file) as db:
        db.execute("DROP TRIGGER event_no_update")
        db.execute("UPDATE event SET line = replace(line, 'suzuki', 'sazuki') WHERE stream = '2026-0003'")
    with old.desk(writable=False) as desk:
        code, said = told(lambda: desk.case("2026-0001"))
    assert code == 5 and "broken" in said


def test_the_command(old: Hall, run: Run) -> None:
    index_file(old).unlink()
    ran = run("ledger", "rebuild", cwd=old.root)
    with old.desk(writable=False) as desk:
        size = desk.ledger.size
    assert ran.code == 0 and f"3 requests, {size} lines, in `ledger/ledger.sqlite.index`" in ran.out
    assert f"index: 3 requests, up to line {size} of {size}" in run("doctor", cwd=old.root).out
    index_file(old).write_bytes(b"?")
    assert "not one of this ledger" in run("doctor", cwd=old.root).out
    ran = run("queue", cwd=old.root)
    assert ran.code == 0 and "error" not in ran.err
    os.remove(index_file(old))
    index_file(old).mkdir()
    ran = run("ledger", "rebuild", cwd=old.root)
    assert ran.code == 3 and "can't write" in ran.err


def test_the_command_tells_that_the_index_is_of_no_use(old: Hall, run: Run) -> None:
    with old.desk(writable=False) as desk:
        lost = desk.case("2026-0003").revision.assessment_sha256
    (old.root / "ledger/blobs" / lost).unlink()
    ran = run("ledger", "rebuild", cwd=old.root)
    assert ran.code == 0 and ran.out.splitlines()[1:] == [
        "an event without effect stands in this ledger, so it is read as a whole all the",
        "same",
    ]


@pytest.fixture(scope="module")
def postgres() -> Iterator[Server]:
    """A server; skipped only where there is none at all."""
    with server() as found:
        if found is None:
            pytest.skip("PostgreSQL NOT tested: there is neither a server here nor the programs of one")
        yield found


def test_on_a_server(postgres: Server, tmp_path: Path, keys: Keys) -> None:
    hall = furnished(tmp_path / "hall", keys)
    place = postgres.ledger()
    edit(hall.root / "nocustom.toml", '"ledger/ledger.sqlite"', f'"{place}"\nfiles = "files/blobs"')
    at_work(hall)
    filed(hall)
    with hall.desk(writable=False) as desk:
        rebuild(desk)
    assert index_file(hall) == hall.root / "files" / (place.partition("#")[2] + ".index")
    filed(hall, REFUSED)
    compare(hall)
