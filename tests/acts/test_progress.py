"""Long work shows how far it has come: after two seconds, on a terminal, and nothing of it stays."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise

import pytest

from nocustom.progress import Progress
from nocustom.show.layout import cells
from nocustom.words import Said, say
from tests.acts.hall import Hall

LONG = "from nocustom.progress import Progress; Progress.silent = 0; from nocustom.__main__ import main; main()"
"""Every piece of work counts as long."""
CODES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Seen:
    """Somebody who looks at what is shown."""

    def __init__(self) -> None:
        self.shown: list[tuple[int, int | None]] = []
        self.ended = 0

    def show(self, said: Said, done: int, total: int | None) -> None:
        self.shown.append((done, total))

    def end(self) -> None:
        self.ended += 1


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Seen:
    seen = Seen()
    monkeypatch.setattr(Progress, "shown", seen)
    return seen


def ticking(step: float) -> Iterator[float]:
    """A clock that goes on by so many seconds whenever somebody looks."""
    now = 0.0
    while True:
        yield now
        now += step


def worked(step: float, count: int = 100) -> list[int]:
    return [*Progress.over(say("reading the ledger"), range(count), lambda: count, ticking(step).__next__)]


def test_what_takes_less_than_two_seconds_is_not_shown(seen: Seen) -> None:
    assert worked(0.019) == [*range(100)]
    assert (seen.shown, seen.ended) == ([], 0)


def test_what_takes_longer_is_shown_five_times_a_second(seen: Seen) -> None:
    assert worked(0.05) == [*range(100)]
    done = [each for each, _ in seen.shown]
    assert done[0] * 0.05 == pytest.approx(2, abs=0.1)
    assert {after - before for before, after in pairwise(done)} <= {4, 5}
    assert {total for _, total in seen.shown} == {100}
    assert seen.ended == 1


def test_it_is_gone_where_the_work_fails_or_is_left(seen: Seen) -> None:
    def failing() -> Iterator[int]:
        yield from range(9)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        [*Progress.over(say("reading the ledger"), failing(), lambda: None, ticking(1).__next__)]
    assert seen.shown and seen.ended == 1
    for item in Progress.over(say("reading the ledger"), range(9), lambda: 9, ticking(1).__next__):
        if item == 5:
            break
    assert seen.ended == 2


def test_where_nobody_looks_the_items_come_as_they_are() -> None:
    assert Progress.shown is None
    assert worked(1) == [*range(100)]


def on_terminal(hall: Hall, lang: str, *words: str, term: str = "xterm") -> str:
    """All that a terminal of 80 columns gets."""
    mine, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    env = {"PATH": os.environ["PATH"], "TERM": term, "LC_ALL": "C.UTF-8", "NOCUSTOM_LANG": lang, "HOME": str(hall.root)}
    process = subprocess.Popen(
        [sys.executable, "-c", LONG, *words], cwd=hall.root, env=env, stdin=theirs, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    got = b""
    with suppress(OSError):  # what Linux says when nobody is at the other end any more
        while more := os.read(mine, 65536):
            got += more
    os.close(mine)
    assert process.wait(timeout=30) == 0
    return got.decode()


@pytest.mark.parametrize(("lang", "what"), [("ja", "台帳を検証しています"), ("en", "verifying the ledger")])
def test_a_terminal_shows_a_line_that_is_gone_afterwards(office: Hall, lang: str, what: str) -> None:
    plain = on_terminal(office, lang, "ledger", "verify", term="dumb")
    assert what not in plain and "\x1b" not in plain
    screen = on_terminal(office, lang, "ledger", "verify")
    drawn, cursor, answer = screen.rpartition("\x1b[?25h")
    assert cursor, "the cursor is there again"
    assert what in drawn and "%" in drawn
    for line in CODES.sub("", drawn).replace("\n", "\r").split("\r"):
        assert cells(line) <= 80
    assert answer.lstrip("\r").startswith("\x1b[1A\x1b[2K"), "the line is gone before the answer comes"
    assert CODES.sub("", answer).lstrip("\r") == plain


def test_what_is_no_terminal_gets_nothing_of_it(office: Hall) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", LONG, "ledger", "verify"], cwd=office.root, capture_output=True, check=True, timeout=60,
        env={"PATH": os.environ["PATH"], "TERM": "xterm", "NOCUSTOM_LANG": "ja", "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    assert ran.stderr == b"" and b"\x1b" not in ran.stdout
