"""Writers take turns at lock files, so that many of them neither starve nor pile up on SQLite's own lock.

There are a seat (`….lock`) and a door (`….door`). Whoever comes waits at the door; whoever holds the door waits for the
seat, and lets go of the door when seated. So one who just wrote is not seated again before the one who waits at the
door: with a seat alone a busy writer took turn after turn, and single commits of others waited for seconds.

At the door one sleeps, where the system can do that, and is woken in the order of coming; at the seat one looks again
and again, for it is soon free, and only one process at a time does so.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Lock, Thread

from nocustom.errors import Changed, NotJudged
from nocustom.refusals import refusal
from nocustom.words import say

__all__ = ["turn"]

PATIENCE = 30.0
"""Seconds a writer waits for its turn."""
_AT_THE_DOOR, _AT_THE_SEAT = 0.002, 0.0002
"""Seconds between two tries; at the door only where one can't sleep."""


@contextmanager
def turn(path: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Have the turn at the ledger whose file is `path`; the system ends it when the process dies, however it dies.

    Raises Changed when others hold it for `patience` seconds, NotJudged when the files can't be made.
    """
    last = time.monotonic() + patience
    door = _held(f"{path}.door", last, _at_the_door)
    try:
        seat = _held(f"{path}.lock", last, _at_the_seat)
    finally:
        os.close(door)
    try:
        yield
    finally:
        os.close(seat)


def _held(path: str, last: float, wait: Callable[[int, float], bool]) -> int:
    """A handle that holds the file; closing it lets go."""
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise NotJudged(
            say("can't write beside the ledger: {reason}", reason=refusal(error)),
            say("`nocustom doctor` tells who may write there"),
        ) from error
    if not _take(handle) and not wait(handle, last):
        raise Changed(say("others are writing to the ledger"), say("run the command again"))
    return handle


# Both ways of waiting close the handle where they fail or take too long.


def _looking(handle: int, last: float, pause: float) -> bool:
    """Try again and again."""
    taken = False
    try:
        while not (taken := _take(handle)) and time.monotonic() < last:
            time.sleep(pause)
    finally:
        if not taken:
            os.close(handle)
    return taken


def _at_the_seat(handle: int, last: float) -> bool:
    return _looking(handle, last, _AT_THE_SEAT)


if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _at_the_door(handle: int, last: float) -> bool:
        return _looking(handle, last, _AT_THE_DOOR)

else:
    import fcntl

    def _take(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def _at_the_door(handle: int, last: float) -> bool:
        return _Sleeper(handle).awoken(last - time.monotonic())

    class _Sleeper:
        """Sleeps in the system's own queue, which knows no time limit; whoever gives up leaves it behind there."""

        def __init__(self, handle: int) -> None:
            self._handle = handle
            self._settled = Lock()
            self._done = Event()
            self._has_it = self._given_up = False

        def _sleep(self) -> None:
            try:
                fcntl.flock(self._handle, fcntl.LOCK_EX)
                got = True
            except OSError:  # a file system without locks
                got = False
            with self._settled:
                self._has_it = got and not self._given_up
                if not self._has_it:
                    os.close(self._handle)
            self._done.set()

        def awoken(self, patience: float) -> bool:
            """Whether the file is held now; else the sleeper closes the handle, when it wakes."""
            Thread(target=self._sleep, daemon=True).start()
            try:
                self._done.wait(patience)
            except BaseException:
                if self._settle():
                    os.close(self._handle)
                raise
            return self._settle()

        def _settle(self) -> bool:
            with self._settled:
                self._given_up = not self._has_it
                return self._has_it
