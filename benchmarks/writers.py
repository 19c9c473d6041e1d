"""Eight writers on one ledger: events a second, and how long a single commit waited at most.

    python benchmarks/writers.py [SECONDS] [postgresql://…#SCHEMA]

Each writer is a process that appends lines of ordinary length, one a transaction, as the product's stores do. The peer
is the same table written through `sqlite3` with the same settings but without taking turns at a lock file; with the
location of an empty ledger on a server (see docs/postgresql.md) that store is measured as well, beside plain `psycopg`
that sends one statement a trip. Wall-clock time: what
counts is waiting. Bars: 800 events a second on PostgreSQL; no commit waits longer than half a second.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from nocustom.ledger.canonical import canonical
from nocustom.ledger.engines import create_store, open_store
from nocustom.ledger.tree import leaf_hash

WRITERS = 8
TEXT = "検証の結果を確認しました。" * 40


def line(size: int, leaf: str | None, stream: str, ver: int) -> bytes:
    """A line of some 1,700 bytes."""
    return canonical({"seq": size, "prev": leaf, "stream": stream, "ver": ver, "type": "t", "body": TEXT})


def through_store(place: str, stream: str) -> Callable[[int], None]:
    """An append as the product does it."""
    store = open_store(place, writable=True)

    def append(ver: int) -> None:
        with store.writing():
            size, leaf = store.head()
            store.append(line(size, leaf, stream, ver), size)

    return append


def bare(place: str, stream: str) -> Callable[[int], None]:
    """The same transaction, with SQLite's own lock alone."""
    db = sqlite3.connect(place, isolation_level=None, timeout=60)
    for pragma in ("journal_mode = TRUNCATE", "synchronous = EXTRA", "foreign_keys = ON", "recursive_triggers = ON"):
        db.execute(f"PRAGMA {pragma}")

    def append(ver: int) -> None:
        db.execute("BEGIN IMMEDIATE")
        row = db.execute("SELECT seq, leaf FROM event ORDER BY seq DESC LIMIT 1").fetchone()
        size, leaf = (0, None) if row is None else (row[0] + 1, row[1])
        text = line(size, leaf, stream, ver)
        values = (size, leaf_hash(text), leaf, stream, ver, "t", text.decode())
        db.execute("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?)", values)
        db.execute("COMMIT")

    return append


def bare_server(place: str, stream: str) -> Callable[[int], None]:
    """The same transaction on a server, one statement after the other."""
    import psycopg

    url, _, schema = place.partition("#")
    db = psycopg.connect(url, autocommit=True)
    db.execute("SELECT set_config('search_path', %s, false)", (schema,))

    def append(ver: int) -> None:
        with db.transaction():
            db.execute("SELECT take_turn()")
            row = db.execute("SELECT seq, leaf FROM event ORDER BY seq DESC LIMIT 1").fetchone()
            size, leaf = (0, None) if row is None else (row[0] + 1, row[1])
            text = line(size, leaf, stream, ver)
            values = (size, leaf_hash(text), leaf, stream, ver, "t", text.decode())
            db.execute("INSERT INTO event VALUES (%s, %s, %s, %s, %s, %s, %s)", values)

    return append


APPENDS = {"ours": through_store, "bare": bare, "bare-server": bare_server}


def writer(how: str, place: str, stream: str, seconds: float) -> None:
    """One process: append until the time is over; how many, and the longest wait."""
    append = APPENDS[how](place, stream)
    done, longest, begun = 0, 0.0, time.monotonic()
    while (before := time.monotonic()) - begun < seconds:
        append(done + 1)
        done += 1
        longest = max(longest, time.monotonic() - before)
    print(json.dumps([done, longest]))


def measured(name: str, how: str, place: str, seconds: float) -> None:
    """All writers at once; one line of the table."""
    command = [sys.executable, __file__, "--writer", how, place]
    streams = [f"{how}{number}" for number in range(WRITERS)]
    running = [subprocess.Popen([*command, stream, str(seconds)], stdout=subprocess.PIPE) for stream in streams]
    results = [json.loads(process.communicate()[0]) for process in running]
    events, longest = sum(done for done, _ in results), max(wait for _, wait in results)
    with open_store(place) as store:
        assert store.problems() == []
        assert store.head()[0] >= events
    print(f"{name:<44}{events / seconds:>10.0f} events/s{longest:>10.2f} s longest commit")


def main(seconds: float, server: str | None) -> None:
    """Print the table."""
    print(f"{WRITERS} writers, {seconds:g} seconds each")
    with tempfile.TemporaryDirectory() as folder:
        for name, how in (("SQLite, taking turns (nocustom)", "ours"), ("SQLite, its own lock alone", "bare")):
            place = str(Path(folder) / f"{how}.sqlite")
            create_store(place).close()
            measured(name, how, place, seconds)
    if server is not None:
        measured("PostgreSQL (nocustom)", "ours", server, seconds)
        measured("PostgreSQL, one statement a trip", "bare-server", server, seconds)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--writer"]:
        writer(sys.argv[2], sys.argv[3], sys.argv[4], float(sys.argv[5]))
    else:
        main(float(sys.argv[1]) if sys.argv[1:] else 5.0, sys.argv[2] if sys.argv[2:] else None)
