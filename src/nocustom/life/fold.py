"""The fold: all events, in the order of the ledger, to the world they amount to. Nobody else computes a state."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from nocustom.life.case import World
from nocustom.life.course import Papers
from nocustom.life.event import Event
from nocustom.life.rules import Rules

__all__ = ["fold", "upto"]


def fold(
    events: Iterable[Event], papers: Papers, as_of: date | None = None, origin: str | None = None
) -> World:
    """What the events say, at the end of the day `as_of` or, without it, at the end of the ledger.

    An event that breaks a rule has no effect and stands in `world.voids`, and in its request's history with the reason.
    """
    rules = Rules(papers, origin)
    for event in events if as_of is None else upto(list(events), as_of):
        rules.step(event)
    return rules.world


def upto(events: Sequence[Event], as_of: date) -> Sequence[Event]:
    """The events up to the last one that was recorded on or before that day.

    By position: one line with a clock that ran ahead does not hide what came after it.
    """
    last = as_of.isoformat()
    for size in range(len(events), 0, -1):
        if events[size - 1].day <= last:
            return events[:size]
    return ()
