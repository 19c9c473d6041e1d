"""Answers from the lines of a few requests say what answers from all lines say, whatever became of the index."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
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
from nocustom.ledger import index as kept
from nocustom.ledger.index import Index
from nocustom.show.queue_json import queue_json
from nocustom.show.story_json import story_json
from tests.acts.hall import Hall, Keys, Script, at_work, furnished, named, told
from tests.acts.paperwork import approved, decided, edit, endorse_it, filed, owner_accepts
from tests.conftest import Run
from tests.ledger.server import Server, server

REFUSED = "jumin-menu-favourites"
LATER = (0, 15, 600)


def queues(desk: Desk, ask: Callable[..., Queue]) -> list[Any]:
    """The queue, whole and searched, as machines read it."""
    return [json.loads(queue_json(ask(desk, search=search))) for search in (None, "手当")]


def compare(hall: Hall, *, read: bool = False, stories: bool = False) -> None:
    """Both say the same of the queue on several days, and of each request today with `stories`; `read` tells whether
    the whole ledger may be read for it.
    """
    now = hall.time
    with hall.desk(writable=False) as desk:
        for days in LATER:
            hall.time = now + timedelta(days=days)
            whole = queues(desk, queue)
            with hall.desk(writable=False) as part:
                assert queues(part, queue_at_a_glance) == whole, days
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
    found = kept.read(index_file(hall))
    assert found is not None
    return found


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
            assert indexed(office).size == desk.ledger.size, "it goes on"


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


def test_one_that_nobody_may_write(old: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr("nocustom.ledger.index.put_whole", refuse)
    before = index_file(old).read_bytes()
    compare(old)
    assert index_file(old).read_bytes() == before
    with old.desk(writable=False) as desk, pytest.raises(NotJudged, match="can't write"):
        rebuild(desk)


def test_one_that_was_made_on_a_later_day(old: Hall) -> None:
    old.later(days=900)
    with old.desk(writable=False) as desk:
        rebuild(desk)
    old.later(days=-900)
    compare(old)


@pytest.mark.parametrize("way", ["cut", "bit", "empty", "text", "folder", "gone", "other", "crafted", "odd"])
def test_damaged_or_deleted(old: Hall, way: str) -> None:
    path = index_file(old)
    data = path.read_bytes()
    path.unlink()
    match way:
        case "cut":
            path.write_bytes(data[: len(data) // 2])
        case "bit":
            place = data.index(b'"quiet"') + 12
            path.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        case "empty":
            path.write_bytes(b"")
        case "text":
            path.write_text("{}", encoding="utf-8")
        case "folder":
            path.mkdir()
        case "other":  # of another ledger
            kept.write(path, Index(3, "0" * 64, True, {(1, 2): "2026-0001"}, "\n"))
        case "crafted":  # names what is not there
            with old.desk(writable=False) as desk:
                found = glance.index_of(desk)
            kept.write(path, Index(found.size, found.leaf, True, {**found.quiet, (2, 0): "2026-0099"},
                                   found.keys + "a\t2026-0099\n"))  # fmt: skip
        case "odd":
            kept.write(path, Index("x", None, 3, {}, {}))  # type: ignore[arg-type]
    compare(old, read=True)


def test_a_large_ledger_gets_one_unasked(old: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    index_file(old).unlink()
    with old.desk(writable=False) as desk:
        queue_at_a_glance(desk)
    assert not index_file(old).exists()
    monkeypatch.setattr(glance, "MANY", 5)
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
    import sqlite3

    with old.desk(writable=False) as desk:
        queue_at_a_glance(desk)
    with sqlite3.connect(old.ledger_file) as db:
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
