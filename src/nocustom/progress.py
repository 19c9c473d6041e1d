"""How far long work has come: shown from two seconds on, so that nobody wonders whether it still goes on.

Work goes item by item; whoever has a place to show it (a terminal) says so once for the process, and where nobody has
one the items come as they are.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import ClassVar, Protocol, TypeVar

from nocustom.words import Said

__all__ = ["Progress", "Shown"]

T = TypeVar("T")
_AGAIN = 0.2
"""Seconds from one look to the next."""


class Shown(Protocol):
    """Where it is shown."""

    def show(self, said: Said, done: int, total: int | None) -> None:
        """Show what is being done and how many of how many items are; None where nobody knows how many there are."""
        ...

    def end(self) -> None:
        """Take it away again, as long as anything is shown."""
        ...


class Progress:
    """What this process shows of its work."""

    shown: ClassVar[Shown | None] = None
    """None where nobody would see it."""
    silent: ClassVar[float] = 2.0
    """Seconds for which nothing is said."""

    @classmethod
    def over(
        cls, said: Said, items: Iterable[T], total: Callable[[], int | None],
        clock: Callable[[], float] = time.monotonic,
    ) -> Iterator[T]:  # fmt: skip
        """The items, one after the other; `total` is asked once, when there is something to show."""
        shown = cls.shown
        return iter(items) if shown is None else _watched(shown, cls.silent, said, items, total, clock)


def _watched(
    shown: Shown, silent: float, said: Said, items: Iterable[T], total: Callable[[], int | None],
    clock: Callable[[], float],
) -> Iterator[T]:  # fmt: skip
    due, whole, asked = clock() + silent, None, False
    try:
        for done, item in enumerate(items):
            if (now := clock()) >= due:
                if not asked:
                    whole, asked = total(), True
                shown.show(said, done, whole)
                due = now + _AGAIN
            yield item
    finally:
        if asked:
            shown.end()
