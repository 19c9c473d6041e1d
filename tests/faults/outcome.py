"""What must hold of an office's folder after a fault: nothing acknowledged is lost, nothing is broken, work goes on."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

from nocustom.errors import NocustomError
from nocustom.ledger.blobs import Blobs
from nocustom.ledger.ledger import Ledger
from nocustom.ledger.places import BLOBS
from nocustom.ledger.sqlite import SqliteStore
from nocustom.ledger.tree import leaf_hash
from nocustom.locale import speak
from tests.faults.appender import NOW, question
from tests.faults.traced import Acknowledged

__all__ = ["missing", "put", "whole"]


def put(root: Path, files: dict[str, bytes]) -> None:
    """Make the folder hold these files and no others."""
    for path in sorted(root.rglob("*")):
        if path.is_file() and path.relative_to(root).as_posix() not in files:
            path.unlink()
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            path.chmod(0o644)
        path.write_bytes(content)


def missing(root: Path, acknowledged: Iterable[Acknowledged]) -> list[str]:
    """What is wrong with the database and the files, as far as it touches what was acknowledged; quick."""
    path = root / "ledger" / "ledger.sqlite"
    try:
        with SqliteStore.open(path, writable=True) as store:
            leaves = [leaf_hash(line) for line in store.lines()]
            wrong = [speak(problem.said, "en") for problem in store.problems()]
    except NocustomError as error:
        return [speak(error.said, "en")]
    blobs = Blobs(path.parent / BLOBS)
    for each in acknowledged:
        if leaves[each.seq : each.seq + 1] != [each.leaf]:
            wrong.append(f"line {each.seq} is lost")
        if (state := blobs.state(each.digest)) != "ok":
            wrong.append(f"the file of line {each.seq} is {state}")
    return wrong


def whole(root: Path, acknowledged: Iterable[Acknowledged]) -> list[str]:
    """The same; then everything is verified, and the next question is recorded and verified too."""
    wrong = missing(root, acknowledged)
    if wrong:
        return wrong
    try:
        with Ledger.open(root / "ledger" / "ledger.sqlite", writable=True) as ledger:
            wrong += [speak(problem.said, "en") for problem in ledger.verify().problems]
            ledger.blobs.put(b"after the fault")
            ledger.append(question(ledger, "after the fault"), NOW + timedelta(days=1))
            wrong += [speak(problem.said, "en") for problem in ledger.verify().problems]
    except (NocustomError, sqlite3.Error, OSError) as error:
        wrong.append(str(error))
    return wrong


def listed(root: Path) -> dict[str, bytes]:
    """Every file of the folder."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()
    }


def copied(root: Path, target: Path) -> Path:
    """The folder once more, to be harmed."""
    for name, content in listed(root).items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    for folder in (path for path in root.rglob("*") if path.is_dir()):
        os.makedirs(target / folder.relative_to(root), exist_ok=True)
    return target
