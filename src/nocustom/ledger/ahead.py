"""Lines read ahead of the verifier, with other processes that may only say yes.

What can be told of a line by itself (`ledger.alone`) takes most of the time of a verification, and idle processors tell
it meanwhile. Where they don't say yes, or nobody has begun, the line is read here, and the reason is found; so a
process that dies or never starts costs time and nothing else.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import suppress
from itertools import islice
from multiprocessing import get_context

from nocustom.ledger.alone import Alone, read_line, read_vouched
from nocustom.ledger.background import beginning, in_background

__all__ = ["ahead"]

_BATCH = 128
_WINDOW = 32


class _Batch:
    """Some lines, which one of the others may be asked about."""

    def __init__(self, lines: Sequence[bytes]) -> None:
        self.lines = lines
        self._answer: Future[list[bool]] | None = None
        self._read: list[Alone] | None = None

    @property
    def asked(self) -> bool:
        """Whether there is nothing more to begin with."""
        return self._answer is not None or self._read is not None

    @property
    def waits(self) -> bool:
        """Whether somebody else is at it."""
        return self._answer is not None and not self._answer.done()

    def ask(self, pool: ProcessPoolExecutor) -> None:
        """Let somebody else say which lines are good."""
        try:
            with beginning():
                self._answer = pool.submit(_good, self.lines)
        except (BrokenExecutor, OSError):  # no process can begin, or one was killed
            self.read_here()

    def read_here(self) -> None:
        """Read the lines in this process."""
        self._read = [read_line(line) for line in self.lines]

    def told(self) -> Iterator[tuple[bytes, Alone]]:
        """Each line and what it says."""
        if self._read is None:
            self._read = [read_vouched(line) if good else read_line(line) for line, good in self._judged()]
        return zip(self.lines, self._read, strict=True)

    def _judged(self) -> Iterator[tuple[bytes, bool]]:
        good = [False] * len(self.lines)
        if self._answer is not None:
            with suppress(BrokenExecutor, OSError):
                good = self._answer.result()
        return zip(self.lines, good, strict=True)


def ahead(lines: Iterable[bytes], processes: int) -> Generator[tuple[bytes, Alone], None, None]:
    """Each line and what it says by itself, read by this process and so many others."""
    coming = iter(lines)
    batches = deque[_Batch]()
    try:
        pool = ProcessPoolExecutor(processes, get_context("spawn"), in_background)
    except (ImportError, NotImplementedError, OSError):  # no semaphores here, no memory to share, no handle left
        yield from ((line, read_line(line)) for line in coming)
        return
    try:
        while True:
            while len(batches) < _WINDOW and (some := [*islice(coming, _BATCH)]):
                batches.append(_Batch(some))
            if not batches:
                return
            _keep_busy(pool, batches, 3 * processes)
            first = batches.popleft()
            while first.waits and (idle := next((each for each in reversed(batches) if not each.asked), None)):
                idle.read_here()
                _keep_busy(pool, batches, 3 * processes)
            yield from first.told()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _keep_busy(pool: ProcessPoolExecutor, batches: Iterable[_Batch], most: int) -> None:
    """Ask about the next batches, as long as no more than so many wait for their answer."""
    for batch in batches:
        if sum(each.waits for each in batches) >= most:
            return
        if not batch.asked:
            batch.ask(pool)


def _good(lines: Sequence[bytes]) -> list[bool]:
    return [not read_line(line).problems for line in lines]
