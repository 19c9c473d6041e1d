"""The index by itself: whatever is damaged in it, but for the words, is told or changes no answer."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from nocustom.ledger.index import ALWAYS, NEVER, Asked, Damaged, Index, NotRead, Row

MANY = 400
"""So many that the table takes several pages, and one that leads to them."""
PAGE = 4096


def row(place: int, **other: Any) -> Row:
    """One of many requests."""
    given = Row(
        f"2026-{place:04d}", f"case-{place:03d}", 8 * place, "filed" if place % 7 else "approved",
        "kodomo" if place % 5 else "kaigo", NEVER if place % 3 else ALWAYS, f"手当 {place}", frozenset({"ptanaka"}),
    )  # fmt: skip
    return given._replace(**other)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The file of one."""
    path = tmp_path_factory.mktemp("index") / "index"
    with closing(Index.made()) as index:
        index.reach(9 * MANY, "0" * 64)
        index.go_on(row(place) for place in range(1, MANY))
        index.put(path)
    return path.read_bytes()


@pytest.fixture
def path(tmp_path: Path, made: bytes) -> Path:
    """A copy of it."""
    path = tmp_path / "index"
    path.write_bytes(made)
    return path


def opened(path: Path) -> Index:
    """The index in this file."""
    index = Index.read(path)
    assert index is not None
    return index


def answers(path: Path) -> list[Any] | None:
    """What is asked of it, but for words; None where it says that it is damaged."""
    asked = (Asked(), Asked(day=740_000), Asked(state="approved"), Asked(departments=frozenset({"kaigo", "x"})))
    keys = [f"case-{place:03d}" for place in range(0, MANY + 1, 9)]
    try:
        with closing(opened(path)) as index:
            return [
                index.size, index.leaf, index.plain, index.requests, *map(index.select, asked), index.numbers(keys),
                index.number("case-001"), index.number("case"), index.knows("2026-0001"), index.knows("2026-0000"),
                index.may_wait(),
            ]  # fmt: skip
    except NotRead:
        return None


def pages(path: Path) -> dict[int, str]:
    """Of every page the table or index whose it is."""
    with closing(sqlite3.connect(path)) as db:
        try:
            return dict(db.execute("SELECT pageno, name FROM dbstat"))
        except sqlite3.OperationalError:
            pytest.skip("this SQLite can't tell which page is whose")


def test_no_damage_of_a_request_goes_unseen(path: Path, made: bytes) -> None:
    whose, right = pages(path), answers(path)
    assert right is not None and set(whose.values()) >= {"about", "request", "sqlite_schema"}
    assert list(whose.values()).count("request") > 3, "with a page that leads to the others"
    assert not {name for name in whose.values() if name.startswith("sqlite_autoindex")}
    told = tried = 0
    with path.open("r+b", buffering=0) as file:
        for page in (page for page, name in whose.items() if name in ("about", "request")):
            for at in range((page - 1) * PAGE, page * PAGE, 11):
                file.seek(at)
                file.write(bytes([made[at] ^ 1 << at % 8]))
                found = answers(path)
                assert found in (None, right), f"byte {at - (page - 1) * PAGE} of a page of {whose[page]}"
                told, tried = told + (found is None), tried + 1
                file.seek(at)
                file.write(made[at : at + 1])
    assert told > tried / 2, "most bytes say something"


def test_no_damage_on_the_way_to_a_row_is_written_over(path: Path, made: bytes) -> None:
    """The page that leads to the others is not summed, for a sum goes through all of them."""
    right = answers(path)
    with closing(sqlite3.connect(path)) as db:
        root, = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'request'").fetchone()
    first = (root - 1) * PAGE
    assert made[first] == 5, "an inner page of a table"
    again = [row(place, look=NEVER) for place in range(3, MANY, 3)]
    missed = 0
    for at in (*range(first, first + 32), *range(first + PAGE - 64, first + PAGE)):
        for bit in (0, 3, 6):
            path.write_bytes(made[:at] + bytes([made[at] ^ 1 << bit]) + made[at + 1 :])
            if answers(path) is None:
                continue
            assert answers(path) == right
            try:
                with closing(opened(path)) as index:
                    index.reach(9 * MANY + 1, "1" * 64)
                    index.go_on(again)
            except NotRead:
                missed += 1
                continue
            found = answers(path)
            assert found is not None and found[4] == (right or [])[4], f"{at - first}, {bit}"
    assert missed


def change_table(db: sqlite3.Connection, sql: str) -> None:
    """Have SQLite take the table of requests for what this says."""
    db.execute("PRAGMA writable_schema = ON")
    db.execute("UPDATE sqlite_master SET sql = ? WHERE name = 'request'", (sql,))
    db.commit()


TEXTS = ("number", "key", "state", "department")


@pytest.mark.parametrize("column", TEXTS)
@pytest.mark.parametrize("value", ["{} || 'x'", "CAST({} AS BLOB)", "NULL", "7"])
def test_every_text_is_summed(path: Path, column: str, value: str) -> None:
    with closing(sqlite3.connect(path)) as db:
        sql = db.execute("SELECT sql FROM sqlite_master WHERE name = 'request'").fetchone()[0]
        change_table(db, sql.replace(" NOT NULL", ""))
        with closing(sqlite3.connect(path)) as other, other:
            other.execute(f"UPDATE request SET {column} = {value.format(column)} WHERE filed = 80")
        change_table(db, sql)
    with pytest.raises(Damaged):
        opened(path)


@pytest.mark.parametrize("kind", ["REAL", "BLOB"])
def test_a_column_of_another_kind(path: Path, kind: str) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        sql = db.execute("SELECT sql FROM sqlite_master WHERE name = 'request'").fetchone()[0]
        change_table(db, sql.replace("key TEXT", f"key {kind}"))
    with pytest.raises(Damaged):
        opened(path)


def test_it_goes_on_with_a_later_filing(path: Path) -> None:
    with closing(opened(path)) as index:
        index.reach(9 * MANY + 2, "1" * 64)
        index.go_on([row(3, filed=9 * MANY + 1, state="returned"), row(MANY + 1)])
    with closing(opened(path)) as index:
        assert index.requests == MANY and index.select(Asked(state="returned")) == ["2026-0003"]
        assert index.select(Asked())[:2] == ["2026-0003", f"2026-{MANY + 1:04d}"]
        assert index.numbers(["case-003", "case-401", "case-000"]) == {
            "case-003": "2026-0003", "case-401": "2026-0401"
        }  # fmt: skip


def test_many_keys_at_once(path: Path) -> None:
    keys = [f"case-{place:03d}" for place in range(3000)]
    with closing(opened(path)) as index:
        assert len(index.numbers([*keys, "\udcff"])) == MANY - 1
        assert index.number("\udcff") is None and not index.knows("\udcff")
