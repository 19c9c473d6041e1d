"""What the ledger needs of a database: the head, the lines, one append inside one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from typing import Protocol, Self

from nocustom.ledger.problem import Problem
from nocustom.ledger.recorded import Recorded
from nocustom.life.event import Event

__all__ = ["Store"]


class Store(Protocol):
    """An append-only list of lines. Lines are bytes without their LF, and come back as they were stored."""

    ours: bool
    """Whether nothing but what was examined ever got in; else every line is examined whenever it is read."""

    def head(self) -> tuple[int, str | None]:
        """The number of lines, and the leaf hash of the last one."""
        ...

    def last(self, stream: str) -> bytes | None:
        """The last line of a stream as it is stored, unverified: for a remark, not for an act."""
        ...

    def newest(self, type_: str, most: int) -> list[bytes]:
        """At most so many lines of a type, the newest first, unverified: for a proposal, not for an act."""
        ...

    def numbered(self, seq: int) -> bytes | None:
        """One line as it is stored, unverified."""
        ...

    def among(self, streams: Iterable[str]) -> list[bytes]:
        """The lines of some streams in the order of the ledger, unverified: for an answer, not for an act."""
        ...

    def lines(self, from_seq: int = 0) -> Iterator[bytes]:
        """The lines from `from_seq` on, in order."""
        ...

    def writing(self) -> AbstractContextManager[None]:
        """A transaction for one writer alone: leaving it well is the commit, after which nothing acknowledged is lost.

        Raises Changed when other writers would not let go.
        """
        ...

    def append(self, line: bytes, expected_size: int, event: Event | None = None) -> None:
        """Add a line, in its own transaction unless `writing` holds one; `event` is what it says, where that was read.

        Raises Changed when the ledger does not have `expected_size` lines, Broken when the database refuses the line.
        """
        ...

    def problems(self, known: Iterable[Recorded] = ()) -> list[Problem]:
        """What is wrong with the database around the lines, of which these are known already."""
        ...

    def close(self) -> None:
        """Let go of the database."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...
