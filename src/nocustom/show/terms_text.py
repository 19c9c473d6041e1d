"""The terms of an approval on a screen: each condition with its day and whether it is met."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from nocustom.life.case import Approval, Condition, Met
from nocustom.words import Said, say

__all__ = ["condition_said", "numbered", "standing"]


def condition_said(number: int, condition: Condition) -> Said:
    """One condition as it was set."""
    if condition.due is None:
        return say("condition {condition}, before it is in force: {text}", condition=number, text=condition.text)
    return say("condition {condition}, by {day}: {text}", condition=number, day=condition.due, text=condition.text)


def numbered(conditions: Iterable[Condition]) -> Iterator[Said]:
    """All of them, as they were set."""
    for number, each in enumerate(conditions, start=1):
        yield condition_said(number, each)


def standing(approval: Approval) -> Iterator[tuple[Said, Said]]:
    """Every condition, and how it stands."""
    met: dict[int, Met] = {each.condition: each for each in approval.met}
    for number, each in enumerate(approval.conditions, start=1):
        done = met.get(number)
        stands = say("still to be met") if done is None else say("met on {day}", day=done.met_on)
        yield condition_said(number, each), stands
