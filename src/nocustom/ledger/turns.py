"""Writers take turns at lock files, so that many of them neither starve nor pile up on SQLite's own lock.

There are a seat (`….lock`) and a door (`….door`). Whoever comes waits at the door; whoever holds the door waits for the
seat, and lets go of the door when seated. So one who just wrote is not seated again before the one who waits at the
door: with a seat alone a busy writer took turn after turn, and single commits of others waited for seconds.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nocustom.errors import Changed, NotJudged
from nocustom.refusals import refusal
from nocustom.words import say

__all__ = ["turn"]

PATIENCE = 30.0
"""Seconds a writer waits for its turn."""
_AT_THE_DOOR, _AT_THE_SEAT = 0.002, 0.0002
"""Seconds between two tries; only one process at a time tries as often as the second says."""


@contextmanager
def turn(path: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Have the turn at the ledger whose file is `path`; the system ends it when the process dies, however it dies.

    Raises Changed when others hold it for `patience` seconds, NotJudged when the files can't be made.
    """
    last = time.monotonic() + patience
    door = _held(path.with_name(path.name + ".door"), _AT_THE_DOOR, last)
    try:
        seat = _held(path.with_name(path.name + ".lock"), _AT_THE_SEAT, last)
    finally:
        os.close(door)
    try:
        yield
    finally:
        os.close(seat)


def _held(path: Path, pause: float, last: float) -> int:
    """A handle that holds the file; closing it lets go."""
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise NotJudged(say("can't write beside the ledger: {reason}", reason=refusal(error))) from error
    try:
        while not _take(handle):
            if time.monotonic() > last:
                raise Changed(say("others are writing to the ledger"), say("run the command again"))
            time.sleep(pause)
    except BaseException:
        os.close(handle)
        raise
    return handle


if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _take(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
