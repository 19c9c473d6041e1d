"""Lines read ahead of the verifier, with other processes that may only say yes.

What can be told of a line by itself (`ledger.alone`) takes most of the time of a verification, and idle processors tell
it meanwhile. Where they don't say yes, or nobody has begun, the line is read here, and the reason is found; so a
process that dies or never starts costs time and nothing else.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice

from nocustom.ledger.alone import Alone, read_line, read_vouched
from nocustom.ledger.background import Helper, Lost

__all__ = ["ahead"]

_BATCH = 128
_WINDOW = 32
_MOST_WAITING = 3
"""So many batches wait for a process before the others are read here."""


class _Batch:
    """Some lines, which one of the others may be asked about."""

    def __init__(self, lines: Sequence[bytes]) -> None:
        self.lines = lines
        self._asked: _Other | None = None
        self._read: list[Alone] | None = None

    @property
    def begun(self) -> bool:
        """Whether there is nothing more to begin with."""
        return self._asked is not None or self._read is not None

    @property
    def waits(self) -> bool:
        """Whether somebody else is at it."""
        return self._read is None and self._asked is not None and not self._asked.answers_to(self)

    def ask(self, other: _Other) -> None:
        """Let somebody else say which lines are good."""
        self._asked = other
        other.ask(self)

    def answered(self, good: Sequence[bool]) -> None:
        """It is known which lines are good; the others are read here."""
        each = zip(self.lines, good, strict=True)
        self._read = [read_vouched(line) if fine else read_line(line) for line, fine in each]

    def read_here(self) -> None:
        """Read the lines in this process."""
        self._read = [read_line(line) for line in self.lines]

    def told(self) -> Iterator[tuple[bytes, Alone]]:
        """Each line and what it says."""
        while self._read is None and self._asked is not None:
            self._asked.wait()
        if self._read is None:
            self.read_here()
        assert self._read is not None
        return zip(self.lines, self._read, strict=True)


class _Other:
    """Another process, and what it was asked, in order."""

    def __init__(self) -> None:
        self._asked = deque[_Batch]()
        self._helper: Helper | None = None
        with suppress(Lost):
            self._helper = Helper(_reading)

    @property
    def free(self) -> bool:
        """Whether it may be asked more."""
        return self._helper is not None and len(self._asked) < _MOST_WAITING

    def ask(self, batch: _Batch) -> None:
        """Which of its lines are good."""
        self._asked.append(batch)
        try:
            assert self._helper is not None
            self._helper.send(batch.lines)
        except Lost:
            self._lost()

    def answers_to(self, batch: _Batch) -> bool:
        """Whether the answer has come, or never will."""
        try:
            while batch in self._asked and self._helper is not None and self._helper.ready:
                self.wait()
        except Lost:
            self._lost()
        return batch not in self._asked

    def wait(self) -> None:
        """Wait for the next answer."""
        try:
            assert self._helper is not None
            good = self._helper.receive()
        except Lost:
            self._lost()
        else:
            self._asked.popleft().answered(good)

    def close(self) -> None:
        """Let it go."""
        if self._helper is not None:
            self._helper.close()
            self._helper = None

    def _lost(self) -> None:
        self.close()
        while self._asked:
            self._asked.popleft().read_here()


def ahead(lines: Iterable[bytes], processes: int) -> Generator[tuple[bytes, Alone], None, None]:
    """Each line and what it says by itself, read by this process and so many others."""
    coming = iter(lines)
    batches = deque[_Batch]()
    others = list[_Other]()
    try:
        others += [_Other() for _ in range(processes)]
        while True:
            while len(batches) < _WINDOW and (some := [*islice(coming, _BATCH)]):
                batches.append(_Batch(some))
            if not batches:
                return
            _keep_busy(others, batches)
            first = batches.popleft()
            while first.waits and (idle := next((each for each in reversed(batches) if not each.begun), None)):
                idle.read_here()
                _keep_busy(others, batches)
            yield from first.told()
    finally:
        for other in others:
            other.close()


def _keep_busy(others: Iterable[_Other], batches: Iterable[_Batch]) -> None:
    """Ask about the next batches whoever has time."""
    waiting = (each for each in batches if not each.begun)
    for other in others:
        while other.free and (batch := next(waiting, None)) is not None:
            batch.ask(other)


def _reading() -> Callable[[Sequence[bytes]], list[bool]]:
    """What the other process does: says which lines are good by themselves."""
    return lambda lines: [not read_line(line).problems for line in lines]
