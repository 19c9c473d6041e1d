"""Several processes verify a ledger together, each a portion of its requests (`ledger.portion`).

This process goes through the lines, tells where each stands, and gives it to whoever has its request; it has a portion
itself. Where one of them does not say yes, was killed or never began, nothing is found out here, and the ledger is
verified by one process: so whatever is wrong, the report is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from typing import Protocol

from nocustom.ledger.background import Helper, Lost
from nocustom.ledger.blobs import Blobs
from nocustom.ledger.canonical import read
from nocustom.ledger.judging import MakeRules
from nocustom.ledger.portion import FOR_ALL, Claims, Found, Portion, Told, Whole
from nocustom.ledger.recorded import Recorded, glanced

__all__ = ["Bad", "Hand", "in_portions", "together"]

_BATCH = 256
_MOST_WAITING = 2
"""So many batches wait for a process before this one takes a new request itself."""
_FAR_BEHIND = 16
"""So many wait for it before this one waits too."""
_HERE = frozenset({"witness", "restored"})
"""Streams whose lines are about the lines themselves: only who goes through all of them can judge these."""


def together(
    lines: Iterable[bytes], processes: int, *, origin: str | None, blobs: Blobs | None, rules: MakeRules | None
) -> Found | None:
    """Verify the lines with so many other processes; None where not all of them say that all is good."""
    try:
        with ExitStack() as stack:
            others = [stack.enter_context(_Other(origin, blobs, rules)) for _ in range(processes)]
            return in_portions(lines, others, origin=origin, blobs=blobs, rules=rules)
    except Lost:
        return None


class Bad(Exception):
    """Not every line is good."""


class Hand(Protocol):
    """Whoever has a portion besides."""

    @property
    def waiting(self) -> int:
        """How much it has still to do. Raises Bad."""
        ...

    def give(self, told: Told) -> None:
        """A line of its portion. Raises Bad."""
        ...

    def claims(self) -> Claims:
        """What comes of its portion, now that it has all. Raises Bad."""
        ...


def in_portions(
    lines: Iterable[bytes], others: Sequence[Hand], *, origin: str | None, blobs: Blobs | None, rules: MakeRules | None
) -> Found | None:
    """Verify the lines with so many others; None where not all of them say that all is good."""
    whole = Whole()
    return _Lines(Portion(origin, blobs, rules, whole), whole, others).verified(lines)


class _Lines:
    """On the way through the lines of a ledger."""

    def __init__(self, here: Portion, whole: Whole, others: Sequence[Hand]) -> None:
        self._here, self._whole, self._others = here, whole, others
        self._ts: str | None = None
        self._versions: dict[str, int] = {}
        self._counts: dict[int, int] = {}
        self._who: dict[str, Hand | None] = {}
        """Who has a request; None is this process."""
        self._disputes: dict[int, Hand | None] = {}
        """The same of the lines that are disputes."""
        self._own: list[Told] = []
        """What this process has still to do."""

    def verified(self, lines: Iterable[bytes]) -> Found | None:
        """What comes of it; None where something is wrong."""
        try:
            for line in lines:
                self._next(line)
            self._do()
            claims = Claims.joined([self._here.claims, *[each.claims() for each in self._others]])
        except Bad:
            return None
        tree = self._whole.tree
        if not len(tree) or claims is None or any(tree.root(size) != root for size, root in claims.seen):
            return None
        verifier = self._here.verifier
        verifier.size = len(tree)
        return Found(verifier, tuple(self._whole.recorded), claims.files)

    def _next(self, line: bytes) -> None:
        last = self._whole.recorded[-1] if self._whole.recorded else None
        recorded = glanced(line, len(self._whole.recorded), None if last is None else last.leaf)
        if recorded is None or recorded.ver != self._versions.get(recorded.stream, 0) + 1:
            raise Bad
        told = Told(line, recorded, self._ts, self._counted(recorded))
        self._versions[recorded.stream] = recorded.ver
        self._ts = recorded.ts if self._ts is None else max(self._ts, recorded.ts)
        if recorded.stream in FOR_ALL:
            for other in self._others:
                other.give(told)
        who = self._whose(told)
        if who is not None:
            who.give(told)
        else:
            self._own.append(told)
            if len(self._own) == _BATCH or recorded.stream in _HERE:
                self._do()
        self._whole.append(recorded)

    def _do(self) -> None:
        if not self._here.good(self._own):
            raise Bad
        self._own = []

    def _counted(self, line: Recorded) -> dict[int, int] | None:
        """How many requests there were, where one begins."""
        if line.type != "request.filed" or line.ver != 1:
            return None
        before, year = {**self._counts}, line.stream[:4]
        if not (year.isascii() and year.isdigit()):
            raise Bad
        self._counts[int(year)] = before.get(int(year), 0) + 1
        return before

    def _whose(self, told: Told) -> Hand | None:
        stream = told.recorded.stream
        if stream in FOR_ALL or stream in _HERE:
            return None
        if stream == "disputes":
            return self._disputed(told)
        if stream not in self._who:
            free = min(self._others, key=lambda other: other.waiting, default=None)
            self._who[stream] = None if free is None or free.waiting >= _MOST_WAITING else free
        return self._who[stream]

    def _disputed(self, told: Told) -> Hand | None:
        """Whoever has the line that is disputed, or the dispute that is disposed of."""
        try:
            seq = read(read(told.line)["stmt"].encode())["line"]
            about = self._whole.recorded[seq] if seq >= 0 else None
        except (AttributeError, IndexError, KeyError, TypeError, ValueError):
            about = None
        if about is None:
            raise Bad
        who = self._disputes[about.seq] if about.stream == "disputes" else self._who.get(about.stream)
        self._disputes[told.recorded.seq] = who
        return who


class _Other:
    """Another process, with its portion."""

    def __init__(self, origin: str | None, blobs: Blobs | None, rules: MakeRules | None) -> None:
        self._helper = Helper(_portion, origin, blobs, rules)
        self._coming: list[Told] = []

    def __enter__(self) -> _Other:
        return self

    def __exit__(self, *_: object) -> None:
        self._helper.close()

    @property
    def waiting(self) -> int:
        """How many batches wait for it, as far as that may be too many."""
        while self._helper.unanswered >= _MOST_WAITING and self._helper.ready:
            self._answered()
        return self._helper.unanswered

    def give(self, told: Told) -> None:
        """A line of its portion."""
        self._coming.append(told)
        if len(self._coming) == _BATCH:
            self._send()

    def claims(self) -> Claims:
        """What comes of its portion, now that it has all."""
        self._send()
        while self._helper.unanswered:
            self._answered()
        self._helper.send(None)
        claims: Claims = self._helper.receive()
        return claims

    def _send(self) -> None:
        self._helper.send(self._coming)
        self._coming = []
        while self._helper.unanswered > _FAR_BEHIND:
            self._answered()

    def _answered(self) -> None:
        if not self._helper.receive():
            raise Bad


def _portion(
    origin: str | None, blobs: Blobs | None, rules: MakeRules | None
) -> Callable[[list[Told] | None], bool | Claims]:
    """What the other process does: says whether lines are good, and at the end, what comes of them."""
    portion = Portion(origin, blobs, rules)
    return lambda lines: portion.claims if lines is None else portion.good(lines)
