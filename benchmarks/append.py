"""A durable append, by one writer in a warm process, beside the same transaction in SQLite without our code.

    python benchmarks/append.py [EVENTS]

The peer inserts a row of the same length into the same table with the same settings: the lock, the guards and the way
to the disk are the database's. Then the store alone (turn, head, canonical form, hash), and the whole append of an act:
an unsigned question, and an owner's acceptance with its signature, both judged by all rules before they are written.
All four are taken in turns; the median of the wall-clock time counts, for most of it is waiting for the disk; the CPU
that each took tells what is ours. Bar: 1.5.
"""

from __future__ import annotations

import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from city import City, Line
from clock import line

from nocustom.ledger.canonical import canonical
from nocustom.ledger.engines import create_store, open_store
from nocustom.ledger.event_line import Draft, RawSignature
from nocustom.ledger.tree import leaf_hash

MOST = 2000
TEXT = "検証の結果を確認しました。" * 40


def row(seq: int, leaf: str | None, ver: int) -> bytes:
    """A line of some 1,700 bytes."""
    return canonical({"seq": seq, "prev": leaf, "stream": "s", "ver": ver, "type": "t", "body": TEXT})


def bare(place: Path) -> Callable[[], None]:
    """The transaction alone; its lines are made outside the time that counts."""
    create_store(str(place)).close()
    db = sqlite3.connect(place, isolation_level=None)
    for pragma in ("journal_mode = TRUNCATE", "synchronous = EXTRA", "foreign_keys = ON", "recursive_triggers = ON"):
        db.execute(f"PRAGMA {pragma}")
    rows: list[tuple[object, ...]] = []
    leaf: str | None = None
    for seq in range(MOST):
        text = row(seq, leaf, seq + 1)
        rows.append((seq, leaf_hash(text), leaf, "s", seq + 1, "t", text.decode()))
        leaf = leaf_hash(text)
    coming = iter(rows)

    def append() -> None:
        values = next(coming)
        db.execute("BEGIN IMMEDIATE")
        db.execute("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?)", values)
        db.execute("COMMIT")

    return append


def stored(place: Path) -> Callable[[], None]:
    """The store alone."""
    create_store(str(place)).close()
    store = open_store(str(place), writable=True)

    def append() -> None:
        size, leaf = store.head()
        store.append(row(size, leaf, size + 1), size)

    return append


def main(events: int) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        city = City.founded(folder / "city")
        asked = city.grow(events, events)
        accepted = city.grow(events, events, 5)
        with city.hall.desk() as desk:
            desk.ledger.events()

            def act(to_come: list[tuple[str, Line]]) -> None:
                number, (kind, body, stmt, sigs) = to_come.pop()
                signed = tuple(RawSignature(each["by"], each["ns"], each["sig"]) for each in sigs)
                desk.ledger.append(Draft(kind, number, stmt, signed, body), desk.now)

            ways: dict[str, Callable[[], None]] = {
                "SQLite, the transaction alone": bare(folder / "bare.sqlite"),
                "the store": stored(folder / "stored.sqlite"),
                "a question, by all rules": lambda: act(asked),
                "an acceptance, signature and all rules": lambda: act(accepted),
            }
            taken: dict[str, list[tuple[float, float]]] = {title: [] for title in ways}
            for _ in range(events):
                for title, way in ways.items():
                    begun, busy = time.perf_counter(), time.process_time()
                    way()
                    taken[title].append((time.perf_counter() - begun, time.process_time() - busy))
    floor = statistics.median(wall for wall, _ in taken["SQLite, the transaction alone"])
    for title, each in taken.items():
        wall, busy = (statistics.median(column) for column in zip(*each, strict=True))
        print(line(title, wall * 1e6, "us", floor * 1e6, "SQLite"), f"{busy * 1e6:>9.0f} us CPU")


if __name__ == "__main__":
    main(min(int(sys.argv[1]) if len(sys.argv) > 1 else 300, MOST))
