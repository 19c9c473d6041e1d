"""Somebody at a real terminal: the program in a process of its own on a pseudo-terminal of 80 columns."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import termios
import time
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from nocustom.show.layout import WIDTH, cells
from tests import forked

MORNING = datetime(2026, 6, 1, 0, 30, tzinfo=UTC)
"""09:30 of 1 June 2026 in Japan, by the clock of the program."""

CTRL_C, CTRL_D = b"\x03", b"\x04"


class Typist:
    """Types at `nocustom *args` line by line; use it in a `with` statement. `screen` is all that was seen."""

    def __init__(self, root: Path, *args: str, lang: str = "en", **env: str) -> None:
        self._mine, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        plain = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
        plain |= {"TERM": "dumb", "PYTHONUTF8": "1", "LC_ALL": "C.UTF-8", "HOME": str(root)}
        surroundings = {**plain, "NOCUSTOM_LANG": lang, "NOCUSTOM_TRACEBACK": "1", **env}
        self._process = forked.start(args, root, surroundings, (theirs, theirs, theirs), session=True, clock=MORNING)
        os.close(theirs)
        self._seen = b""
        self._listen()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait(timeout=30)
        os.close(self._mine)

    def _listen(self) -> None:
        """Read until the program waits at its prompt, or is gone."""
        while True:
            if not select.select([self._mine], [], [], 30)[0]:
                raise AssertionError(f"nothing more came\n{self.screen}")
            try:
                more = os.read(self._mine, 65536)
            except OSError:  # what Linux says when nobody is at the other end any more
                more = b""
            self._seen += more
            if not more or self._at_prompt():
                return

    def _at_prompt(self) -> bool:
        return self._seen.replace(b"\r", b"").rpartition(b"\n")[2] == b"> "

    def type(self, *lines: str | bytes) -> str:
        """Type lines, each after the prompt for it; what was shown since. Bytes are keys, without Enter."""
        begin = len(self._seen)
        for line in lines:
            assert self._at_prompt(), f"nobody waits for {line!r}\n{self.screen}"
            if line == CTRL_C:
                time.sleep(0.1)  # no hand is as fast as to press it before the program waits for a key
            os.write(self._mine, line if isinstance(line, bytes) else f"{line}\n".encode())
            self._listen()
        return self._seen[begin:].decode("utf-8", "replace").replace("\r\n", "\n")

    @property
    def screen(self) -> str:
        """All that was seen, what was typed included."""
        return self._seen.decode("utf-8", "replace").replace("\r\n", "\n")

    def ended(self) -> int:
        """The exit code; the program must have come to its end."""
        assert not self._at_prompt(), f"it waits\n{self.screen}"
        return self._process.wait(timeout=30)


def fits(screen: str) -> str:
    """The screen, if it has at most 80 cells in a line and nothing that a Japanese Windows console can't show."""
    for line in screen.splitlines():
        assert cells(line) <= WIDTH, line
        line.encode("cp932")
    return screen
