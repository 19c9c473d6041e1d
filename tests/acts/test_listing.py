"""The list of requests: files that nobody has filed, and all that the ledger has, also what is closed."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from nocustom.acts.listing import Listing, listing
from nocustom.acts.queue import queue
from nocustom.acts.say_why import SaidWhy
from nocustom.acts.withdraw import withdraw
from nocustom.life.act import State
from nocustom.show.listing_text import listing_text
from tests.acts.hall import Hall, Script, named, told
from tests.acts.paperwork import IKUSEI, approved, filed
from tests.acts.screen import screen
from tests.conftest import Run

DRAFT = "jumin-menu-favourites"


def withdrawn(hall: Hall, number: str) -> SaidWhy:
    with hall.desk() as desk:
        return withdraw(desk, desk.case(number), hall.signer("suzuki"), Script(named), "標準機能で足りる")


@pytest.fixture
def town(office: Hall) -> Hall:
    """One approved, one withdrawn, whose file is gone, a draft, and a file that can't be read."""
    approved(office)
    other = filed(office, change=('key = "ikusei-teate-k3f9"', 'key = "other-k3f9"'))
    withdrawn(office, other)
    next(path for path in (office.root / "requests").rglob("*.toml") if "other" in path.read_text("utf-8")).unlink()
    office.request(IKUSEI)
    office.request(DRAFT)
    (office.root / "requests" / "broken.toml").write_text("[", encoding="utf-8")
    return office


def lists(hall: Hall, most: int = 50, **asked: Any) -> Listing:
    """The list, which an index picks where there is one; never otherwise than without."""
    with hall.desk(writable=False) as desk:
        return listing(hall.workspace, desk, most=most, **asked)


def numbers(found: Listing) -> list[str | None]:
    return [row.number for row in found.rows]


@pytest.mark.parametrize("indexed", [False, True], ids=["whole", "indexed"])
def test_what_is_listed(town: Hall, run: Run, indexed: bool) -> None:
    if indexed:
        assert run("ledger", "rebuild", cwd=town.root).code == 0
    found = lists(town)
    assert numbers(found) == [None, None, "2026-0002", "2026-0001"] and (found.filed, found.more) == (2, 0)
    assert found.rows[2].path == "" and found.rows[2].title and found.rows[3].path
    assert numbers(lists(town, search="手当")) == ["2026-0002", "2026-0001"], "closed ones too, by two characters"
    assert numbers(lists(town, search="ｆａｖｏｕｒ")) == [None], "a file by its key"
    assert numbers(lists(town, search="other-k3 田中")) == ["2026-0002"]
    assert numbers(lists(town, search="図書館")) == []
    assert numbers(lists(town, state=State.WITHDRAWN)) == ["2026-0002"]
    assert numbers(lists(town, department="子育て支援課", search="手")) == ["2026-0002", "2026-0001"]
    assert numbers(lists(town, department="shimin")) in ([], [None])
    assert told(lambda: lists(town, department="kodmo"))[0] == 2
    short = lists(town, search="手当", most=1)
    assert numbers(short) == ["2026-0002"] and (short.filed, short.more) == (2, 1)
    assert "1 more are not shown" in screen(listing_text(short, "en"))
    with town.desk(writable=False) as desk:
        assert not queue(desk, search="other-k3f9").rows


@pytest.mark.parametrize("search, says", [
    ("図書館", "parts of words are found too"), ("図書館　手当", "fewer words find more"),
    ("館", "`nocustom request list` lists all requests"), ("$(館) x", "`$(館) x`"),
])  # fmt: skip
def test_a_search_without_a_find(town: Hall, search: str, says: str) -> None:
    found = screen(listing_text(lists(town, search=search), "en"))
    assert found.startswith("no request was found for `") and says in found
    assert "requests: 0" not in found and "submit" not in found


def test_what_narrowed_a_search_is_left_out_in_the_next_one(town: Hall) -> None:
    found = screen(listing_text(lists(town, search="手当 支給", state=State.VOID, department="kodomo"), "en"))
    assert "(department 子育て支援課 (kodomo), state void)" in " ".join(found.split())
    assert "`nocustom request list --search '手当 支給'` searches" in found
    assert not lists(town, search="手当", state=State.VOID).rows
    assert "`nocustom request list` lists all" in screen(listing_text(lists(town, state=State.VOID), "en"))


def rows_in(index: Path) -> list[Any]:
    """What the index says of requests."""
    with closing(sqlite3.connect(index)) as db:
        return db.execute("SELECT filed, number, key, state, department FROM request").fetchall()


@pytest.mark.parametrize("sql", [
    "UPDATE request SET state = 'void' WHERE number = '2026-0002'", "UPDATE request SET department = 'x'",
    "UPDATE request SET key = 'x' WHERE number = '2026-0001'", "UPDATE request SET number = '2026-0001'",
])  # fmt: skip
def test_a_damaged_index_hides_nothing(town: Hall, run: Run, monkeypatch: pytest.MonkeyPatch, sql: str) -> None:
    monkeypatch.setattr("nocustom.acts.indexed.MANY", 5)
    path = town.workspace.ledger.index_file
    assert run("ledger", "rebuild", cwd=town.root).code == 0 and path is not None
    good = rows_in(path)
    with closing(sqlite3.connect(path)) as db, db:
        assert db.execute(sql).rowcount
    assert "not one of this ledger" in run("doctor", cwd=town.root).out
    assert numbers(lists(town)) == [None, None, "2026-0002", "2026-0001"]
    assert rows_in(path) == good, "it was made again"
    assert numbers(lists(town, state=State.WITHDRAWN, department="kodomo")) == ["2026-0002"]


def test_the_command(town: Hall, run: Run) -> None:
    ran = run("request", "list", "--search", "手当", "--limit", "1", "--json", cwd=town.root)
    found = json.loads(ran.out)
    assert ran.code == 0 and found["schema"] == "nocustom.request-list/1" and found["more"] == 1
    assert found["requests"] == [{
        "number": "2026-0002", "key": "other-k3f9", "path": None, "title": "児童育成手当の外付け支給管理",
        "department": "kodomo", "department_name": "子育て支援課", "state": "withdrawn", "verdict": "eligible",
        "filed_on": "2026-06-01",
    }]  # fmt: skip
    assert run("request", "list", "--state", "gone", cwd=town.root).code == 2
    assert run("request", "list", "--limit", "0", cwd=town.root).code == 2


def test_before_the_ledger_begins(hall: Hall) -> None:
    hall.request(DRAFT)
    found = listing(hall.workspace, None, search="お気に入り", most=9)
    assert numbers(found) == [None] and found.filed == 0
    assert numbers(listing(hall.workspace, None, state=State.FILED, most=9)) == []
    for path in (hall.root / "requests").rglob("*.toml"):
        path.unlink()
    assert "there are no requests yet" in screen(listing_text(listing(hall.workspace, None, search=" ", most=9), "en"))
