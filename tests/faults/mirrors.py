"""Faults of the mirror, one after the other: torn at every byte, behind by every number of lines, ahead, with junk.

The office records one more act each time. Where the mirror is merely short it must be whole afterwards; where it is
ahead by good lines nothing may be recorded, whatever junk follows; junk alone is told, put aside, and stops nobody.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import islice
from pathlib import Path

from nocustom.acts.desk import Desk, mirror_of
from nocustom.acts.workspace import Workspace
from nocustom.errors import Broken, NocustomError
from nocustom.ledger.ledger import Ledger
from nocustom.ledger.mirror import Mirror
from nocustom.ledger.mirror_standing import LINES
from nocustom.ledger.sqlite import SqliteStore
from nocustom.locale import speak
from tests.acts.hall import MORNING
from tests.faults.appender import NOW, question
from tests.faults.disk import SECTOR
from tests.faults.faults import Result
from tests.faults.outcome import copied

__all__ = ["ahead", "behind", "holed", "junk", "torn"]

JUNK = (b"junk", b"junk\n", b"\0" * 512, b'{"seq":0}\n', b"\n\n\n", b"x" * (2 << 20))


def torn(post: Path, scratch: Path, every: int = 1) -> Result:
    """The mirror ends at any byte of its last line."""
    result, whole = Result("mirror cut within its last line"), _lines(post)
    last = whole.rindex(b"\n", 0, -1) + 1
    states = ((f"byte {at}", whole[:at]) for at in range(last + 1, len(whole), every))
    return _each(result, post, scratch, states, _healed)


def behind(post: Path, scratch: Path, every: int = 1) -> Result:
    """The mirror lacks any number of lines."""
    lines = _lines(post).splitlines(keepends=True)
    states = ((f"{count} lines", b"".join(lines[:count])) for count in range(0, len(lines), every))
    return _each(Result("mirror behind by any number of lines"), post, scratch, states, _healed)


def junk(post: Path, scratch: Path) -> Result:
    """Something else follows the lines."""
    whole = _lines(post)
    states = ((f"junk {place}", whole + each) for place, each in enumerate(JUNK))
    return _each(Result("junk after the mirror's lines"), post, scratch, states, _put_aside)


def holed(post: Path, scratch: Path, every: int = 1) -> Result:
    """The power went while two lines were written: any sector of the first is zeros, and the last line is whole."""
    result = Result("a hole in the lines that were being written")
    for hole in range(0, 3, every):
        root = _fresh(post, scratch, _lines(post))
        whole = len(_lines(root))
        with Ledger.open(root / "host" / "ledger" / "ledger.sqlite", writable=True) as ledger:
            for number in range(2):
                ledger.append(question(ledger, f"question {number} " + "x" * 1000), NOW + timedelta(days=1))
            lines = b"".join(line + b"\n" for line in ledger.store.lines())
            data = bytearray(lines)
            data[whole + hole * SECTOR : whole + (hole + 1) * SECTOR] = bytes(SECTOR)
            (root / "share" / "mirror" / LINES).write_bytes(data)
            mirror = mirror_of(Workspace(root / "host", root), ledger)
            assert mirror is not None
            mirror.follow()  # as after each act: of what was there before only the end is looked at
        wrong = [] if _lines(root) == lines else ["lines are missing in the mirror"]
        result.note(f"sector {hole}", data.count(b"\n"), wrong)
    Mirror.remarks.clear()
    return result


def ahead(post: Path, scratch: Path, every: int = 1) -> Result:
    """The ledger is an old copy of any size, and the mirror has the rest; with and without junk behind it."""
    result, whole = Result("an old copy of the ledger under a mirror that is ahead"), _lines(post)
    lines = whole.splitlines()
    for count in range(1, len(lines), every):
        for more in (b"", JUNK[0], JUNK[1]):
            root = _fresh(post, scratch, whole + more)
            path = root / "host" / "ledger" / "ledger.sqlite"
            path.unlink()
            with SqliteStore.create(path) as store:
                for seq, line in enumerate(islice(lines, count)):
                    store.append(line, seq)
            wrong = _stopped(root, whole + more)
            result.note(f"{count} lines", len(lines), wrong)
    return result


def _each(
    result: Result, post: Path, scratch: Path, states: Iterator[tuple[str, bytes]],
    look: Callable[[Path, bytes], list[str]],
) -> Result:  # fmt: skip
    for place, (where, data) in enumerate(states):
        if not place % 20:  # each act makes the ledger longer
            root = _fresh(post, scratch, _lines(post))
        (root / "share" / "mirror" / LINES).write_bytes(data)
        result.note(where, data.count(b"\n"), look(root, data))
    return result


def _lines(post: Path) -> bytes:
    return (post / "share" / "mirror" / LINES).read_bytes()


def _fresh(post: Path, scratch: Path, mirror: bytes) -> Path:
    shutil.rmtree(scratch, ignore_errors=True)
    root = copied(post, scratch)
    (root / "share" / "mirror" / LINES).write_bytes(mirror)
    return root


def _asked(root: Path, text: str = "after the fault") -> tuple[bytes, bytes]:
    """Ledger and mirror after one more act."""
    host = root / "host"
    Mirror.remarks.clear()
    with Desk.open(Workspace(host, host), lambda: MORNING, writable=True) as desk:
        desk.ledger.append(question(desk.ledger, text), NOW + timedelta(days=1))
        return b"".join(line + b"\n" for line in desk.ledger.store.lines()), _lines(root)


def _healed(root: Path, data: bytes) -> list[str]:
    try:
        ledger, mirror = _asked(root)
    except NocustomError as error:
        return [speak(error.said, "en")]
    wrong = [] if ledger == mirror else ["lines are missing in the mirror"]
    return wrong + (["it was told as a fault"] if Mirror.remarks else [])


def _put_aside(root: Path, data: bytes) -> list[str]:
    folder = root / "share" / "mirror"
    try:
        ledger, mirror = _asked(root)
    except NocustomError as error:
        return [speak(error.said, "en")]
    aside = [path.read_bytes() for path in folder.glob(f"{LINES}.aside-*")]
    kept = any(data.endswith(each) for each in aside)
    wrong = [] if ledger == mirror else ["lines are missing in the mirror"]
    return wrong + ([] if kept else ["the junk is not kept"]) + ([] if Mirror.remarks else ["nobody was told"])


def _stopped(root: Path, data: bytes) -> list[str]:
    try:
        _asked(root)
    except Broken:
        return [] if _lines(root) == data else ["the mirror was touched"]
    except NocustomError as error:
        return [speak(error.said, "en")]
    return ["an act was recorded in an old copy: what came after it is lost"]
