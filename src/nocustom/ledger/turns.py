"""Writers take turns at a lock file, so that many of them neither starve nor pile up on SQLite's own lock."""

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
_PAUSE = 0.002


@contextmanager
def turn(path: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the lock file at `path`; the system lets go of it when the process dies, however it dies.

    Raises Changed when others hold it for `patience` seconds, NotJudged when the file can't be made.
    """
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise NotJudged(
            say("can't write beside the ledger: {reason}", reason=refusal(error))
        ) from error
    try:
        last = time.monotonic() + patience
        while not _take(handle):
            if time.monotonic() > last:
                raise Changed(say("others are writing to the ledger"), say("run the command again"))
            time.sleep(_PAUSE)
        yield
    finally:
        os.close(handle)


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
