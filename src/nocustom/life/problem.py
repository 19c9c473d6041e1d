"""Why an act is refused, as data."""

from __future__ import annotations

from typing import NamedTuple

from nocustom.words import Said, say

__all__ = ["LOST", "NO_PEOPLE", "Problem", "unreadable"]


class Problem(NamedTuple):
    """One reason why an event may not stand in the ledger: a stable slug, the sentence, what to do next."""

    code: str
    said: Said
    hints: tuple[Said, ...] = ()


NO_PEOPLE = Problem("no-people", say("no people document is adopted, or it can't be read"))

LOST = frozenset({"unreadable", NO_PEOPLE.code})
"""Reasons that judge nobody: a file beside the ledger is not there, so nobody can tell."""


def unreadable(number: str) -> Problem:
    """Nothing can be done on a request whose assessment is lost."""
    return Problem("unreadable", say("the assessment of {number} can't be read", number=number))
