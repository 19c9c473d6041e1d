"""Three truths, ordered so that Kleene's *and* is the smallest and *or* the largest of its parts."""

from __future__ import annotations

from typing import Literal

__all__ = ["NAMES", "NO", "UNKNOWN", "YES", "Truth", "TruthName", "negated"]

Truth = int
TruthName = Literal["no", "unknown", "yes"]
NO, UNKNOWN, YES = 0, 1, 2
NAMES: tuple[TruthName, TruthName, TruthName] = ("no", "unknown", "yes")


def negated(truth: Truth) -> Truth:
    """Kleene's *not*: unknown stays unknown."""
    return 2 - truth
