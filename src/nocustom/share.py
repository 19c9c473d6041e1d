"""Whether a share answers: asked beside the command, because a file call on one that hangs comes to no end.

    at once               nobody notices
    not in two seconds    the person is told what is waited for; Ctrl-C ends it like any other command
    not in twenty         it counts as away, for this command and the next minute

A share may still hang in the middle of a file; then the command waits with it, and says so after two seconds as well.
"""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import ClassVar

from nocustom.words import Said, say

__all__ = ["Share"]

_SILENT, _PATIENCE, _AWAY = 2.0, 20.0, 60.0
"""Seconds after which waiting is told, after which it ends, and for which nobody tries again."""


class Share:
    """The folders that others keep, as far as this process has asked for them."""

    told: ClassVar[Callable[[Said], None] | None] = None
    """Whom to tell at once what is waited for."""
    _away: ClassVar[dict[str, float]] = {}

    @classmethod
    def reach(cls, path: Path, shown: str) -> None:
        """Return when the share with this file or folder answers, whatever it answers. OSError where it does not."""
        name = os.fspath(path)
        if time.monotonic() < cls._away.get(name, 0):
            raise _silent(name)
        from threading import Event, Thread  # only where there is a share

        answered = Event()
        Thread(target=_ask, args=(path, answered.set), daemon=True).start()
        if answered.wait(_SILENT):
            return
        cls._tell(say("waiting for the share with `{path}`; Ctrl-C ends it, and nothing is lost", path=shown))
        if not answered.wait(_PATIENCE - _SILENT):
            cls._away[name] = time.monotonic() + _AWAY
            raise _silent(name)

    @classmethod
    @contextmanager
    def working(cls, shown: str) -> Iterator[None]:
        """Meanwhile files on a share that answers are read or written; should that take long, it is told."""
        from threading import Timer

        late = Timer(_SILENT, cls._tell, (say("still waiting for the share with `{path}`", path=shown),))
        late.daemon = True
        late.start()
        try:
            yield
        finally:
            late.cancel()

    @classmethod
    def _tell(cls, said: Said) -> None:
        if cls.told is not None:
            cls.told(said)


def _ask(path: Path, answered: Callable[[], None]) -> None:
    with suppress(OSError):
        os.close(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)))
    answered()


def _silent(name: str) -> OSError:
    return TimeoutError(errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT), name)
