"""Faults of `ledger backup` and `ledger restore`.

A backup: under its name lies the earlier one or the new one, whole; the ledger is as it was.
A restore: in the place lies what lay there, or the ledger as the roots signed it; what lay there is kept to the byte.
After either the command is run again, and ends.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from nocustom.acts.backup import back_up, verified
from nocustom.acts.desk import Desk
from nocustom.acts.restore import restore
from nocustom.acts.roots import RootKey
from nocustom.acts.verify import verify_workspace
from nocustom.acts.workspace import Workspace
from nocustom.errors import NocustomError, NotPermitted
from nocustom.ledger.backup import Backup
from nocustom.ledger.sqlite import SqliteStore
from nocustom.locale import speak
from nocustom.words import Said
from tests.acts.hall import MORNING, Keys
from tests.faults.appender import NOW, question
from tests.faults.outcome import copied
from tests.faults.player import agreeing
from tests.faults.scenes import Scene

__all__ = ["backing_up", "beheaded", "headless", "old", "restoring"]

LEDGER, COPY = "ledger/ledger.sqlite", "copy"
ROOTS = ("cio-root", "audit-root")


class _Root:
    """A root who compares and signs."""

    lang, in_person = "en", True

    def read(self, text: str) -> None:
        """Nothing is kept."""

    def answer(self, question: Said) -> str:
        """As on the command line of the player."""
        return agreeing(question, ())


def backing_up(town: Path, scratch: Path) -> Scene:
    """An office with an earlier backup, which makes a new one."""
    root = copied(town, scratch)
    back_up(_at(root), root / COPY)
    _asked(root, 2)
    earlier, ledger, lines = (root / COPY).read_bytes(), (root / LEDGER).read_bytes(), _lines(root / LEDGER)

    def settled(root: Path, told: bool) -> list[str]:
        wrong = [] if (root / LEDGER).read_bytes() == ledger else ["the ledger is lost or changed"]
        if (root / COPY).read_bytes() != earlier:
            wrong += _backup(root / COPY, lines)
        elif told:
            wrong.append("the backup that was told of is lost")
        for left in root.glob(f".{COPY}.*.part"):
            os.utime(left, (0, 0))  # the next night
        try:
            back_up(_at(root), root / COPY)
        except NocustomError as error:
            return [*wrong, f"run again: {speak(error.said, 'en')}"]
        return [*wrong, *_backup(root / COPY, lines), *_left_over(root)]

    return Scene("`ledger backup`", root, ("ledger", "backup", f"{{root}}/{COPY}"), settled)


def restoring(
    town: Path, scratch: Path, keys: Keys, damage: Callable[[Path], None], *, taken: bool = False
) -> Scene:  # fmt: skip
    """An office whose ledger was damaged after a backup, and which restores it; whether it still gives the rest."""
    root = copied(town, scratch)
    back_up(_at(root), root / COPY)
    lines = _lines(root / LEDGER)
    _asked(root, 2)
    lines = _lines(root / LEDGER) if taken else lines
    damage(root / LEDGER)
    original, files = (root / LEDGER).read_bytes(), _files(root)
    at_the_table = [RootKey(person, keys[person]) for person in ROOTS]

    def settled(root: Path, told: bool) -> list[str]:
        wrong = _kept(root, original, files)
        now = (root / LEDGER).read_bytes() if (root / LEDGER).exists() else None
        if now != original:
            wrong += ["the ledger is gone from its place"] if now is None else _good(root, lines)
        elif told:
            wrong.append("the ledger that was restored is lost")
        try:
            restore(_at(root), root / COPY, at_the_table, "disk", [], _Root(), lambda: MORNING)
        except NotPermitted as error:
            if now == original:
                wrong.append(f"run again: {speak(error.said, 'en')}")
        except NocustomError as error:
            return [*wrong, f"run again: {speak(error.said, 'en')}"]
        return [*wrong, *_kept(root, original, files), *_good(root, lines), *_left_over(root)]

    named = [text for person in ROOTS for text in ("--root-key", f"{person}={keys[person]}")]
    return Scene("`ledger restore`", root, ("ledger", "restore", COPY, "--reason", "disk", *named), settled)


def headless(path: Path) -> None:
    """The first bytes are gone: no line can be read."""
    path.write_bytes(bytes(100) + path.read_bytes()[100:])


def beheaded(path: Path) -> None:
    """The page with the first line is zeros; the last ones can be read."""
    first, data = _lines(path)[0], bytearray(path.read_bytes())
    page = data.index(first[:200]) // 4096
    data[page * 4096 : (page + 1) * 4096] = bytes(4096)
    path.write_bytes(data)


def old(path: Path) -> None:
    """An older copy lies in the place, good in itself."""
    lines = _lines(path)
    path.unlink()
    with SqliteStore.create(path) as store:
        for seq, line in enumerate(lines[:5]):
            store.append(line, seq)


def _at(root: Path) -> Workspace:
    return Workspace(root, root)


def _asked(root: Path, count: int) -> None:
    with Desk.open(_at(root), lambda: MORNING, writable=True) as desk:
        for number in range(count):
            text = f"question {number} after the backup"
            desk.ledger.append(question(desk.ledger, text), NOW + timedelta(minutes=number))


def _lines(path: Path) -> list[bytes]:
    with SqliteStore.open(path) as store:
        return list(store.lines())


def _files(root: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (root / "ledger/blobs").iterdir() if path.name[0] != "."}


def _backup(path: Path, lines: list[bytes]) -> list[str]:
    """What is wrong with a backup."""
    try:
        with Backup(path, "backup") as opened:
            wrong = [speak(problem.said, "en") for problem in verified(opened, None).problems]
            return wrong + ([] if list(opened.lines()) == lines else ["lines of the backup are lost"])
    except NocustomError as error:
        return [f"half a backup: {speak(error.said, 'en')}"]


def _kept(root: Path, original: bytes, files: dict[str, bytes]) -> list[str]:
    """Whether what lay in the place, and the files beside it, are still there."""
    there = [path.read_bytes() for path in (root / "ledger").glob("ledger.sqlite*") if path.suffix != ".index"]
    wrong = [] if original in there else ["the damaged original is lost"]
    now = _files(root)
    return wrong + [f"the file {name} is lost" for name, data in files.items() if now.get(name) != data]


def _good(root: Path, lines: list[bytes]) -> list[str]:
    """What is wrong with the ledger after it was restored."""
    try:
        verified = verify_workspace(_at(root), [])
        now = _lines(root / LEDGER)
    except NocustomError as error:
        return [speak(error.said, "en")]
    wrong = [speak(problem.said, "en") for problem in verified.problems]
    if now[: len(lines)] != lines:
        wrong.append("lines of the copy are lost")
    if sum(b'"type":"ledger.restored"' in line for line in now) != 1:
        wrong.append("it was not restored once")
    return wrong


def _left_over(root: Path) -> list[str]:
    parts = [path for path in root.rglob("*.part*") if "tmp" not in path.parts]
    return [f"{path.name} is left over" for path in parts if path.stat().st_size]
