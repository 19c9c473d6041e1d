"""A durable append, by one writer in a warm process, beside the same transaction in SQLite without our code.

    python benchmarks/append.py [REQUESTS]

Requests go through their eight acts in a ledger, four of them signed, as the product appends them: from the finished
draft to the receipt, judged by all rules before it is written. Each line that this makes is then inserted, as the same
row with the same settings, into a copy of that ledger by SQLite alone (the lock, the guards and the way to the disk are
the database's), and into another copy by the store alone (turn, head, hash). So all three write the same bytes into
equal files. The median of the wall-clock time counts, for most of it is waiting for the disk; the CPU that each took
tells what is ours. Bar: 1.5.
"""

from __future__ import annotations

import gc
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

sys.path.insert(0, str(Path(__file__).parent))
from city import City
from clock import line

from nocustom.ledger.engines import open_store
from nocustom.ledger.event_line import Draft, RawSignature
from nocustom.ledger.rows import columns

Times = list[tuple[float, float]]
T = TypeVar("T")


def bare(place: Path) -> sqlite3.Connection:
    """SQLite alone, with the settings of the store."""
    db = sqlite3.connect(place, isolation_level=None)
    for pragma in ("journal_mode = TRUNCATE", "synchronous = EXTRA", "foreign_keys = ON", "recursive_triggers = ON"):
        db.execute(f"PRAGMA {pragma}")
    return db


def insert(db: sqlite3.Connection, row: tuple[Any, ...]) -> None:
    """The transaction."""
    db.execute("BEGIN IMMEDIATE")
    db.execute("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?)", row)
    db.execute("COMMIT")


def timed(times: Times, work: Callable[[], T]) -> T:
    """Do it, and keep its wall-clock time and CPU."""
    begun, busy = time.perf_counter(), time.process_time()
    done = work()
    times.append((time.perf_counter() - begun, time.process_time() - busy))
    return done


def main(requests: int) -> None:
    """Print the table."""
    gc.set_threshold(50_000, 20, 20)  # as `nocustom.__main__` does
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        city = City.founded(folder / "city")
        city.grow(requests)
        place = city.hall.workspace.ledger.location
        copies = [Path(shutil.copy(place, folder / each)) for each in ("bare.sqlite", "stored.sqlite")]
        taken: dict[str, dict[str, Times]] = {}
        with city.hall.desk() as desk, open_store(str(copies[1]), writable=True) as store:
            db, ledger = bare(copies[0]), desk.ledger
            ledger.events()
            for number, lines in city.more(ledger, requests):
                for kind, body, stmt, sigs in lines:
                    signatures = tuple(RawSignature(each["by"], each["ns"], each["sig"]) for each in sigs)
                    draft, now = Draft(kind, number, stmt, signatures, body), desk.now
                    of = taken.setdefault(kind, {"SQLite alone": [], "the store": [], "all rules": []})
                    made = timed(of["all rules"], lambda: ledger.append(draft, now))  # noqa: B023 done at once
                    row = columns(made.line)
                    timed(of["SQLite alone"], lambda: insert(db, row))  # noqa: B023
                    timed(of["the store"], lambda: store.append(made.line, row[0], made.event))  # noqa: B023
                    city.recorded[kind] = (made.event.seq, made.event.leaf)
            assert list(store.lines()) == list(ledger.store.lines())
            assert store.head()[0] == db.execute("SELECT count(*) FROM event").fetchone()[0]
    ways_of_all = {way: [each for ways in taken.values() for each in ways[way]] for way in taken["request.filed"]}
    for what, ways in {**taken, "all acts": ways_of_all}.items():
        floor = statistics.median(wall for wall, _ in ways["SQLite alone"])
        for title, times in ways.items():
            wall, busy = (statistics.median(column) for column in zip(*times, strict=True))
            print(line(f"{what}, {title}", wall * 1e6, "us", floor * 1e6, "SQLite"), f"{busy * 1e6:>9.0f} us CPU")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
