"""The days from one day on, as far as a policy can tell them apart: spans in which rules and values stay the same.

So "never" means on no day from then on, and a layer that begins next April is looked at as it will be in April.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from nocustom.errors import NotJudged
from nocustom.form.directory import in_days
from nocustom.judge.policy import Policy, Rule
from nocustom.judge.verdict import Judge

__all__ = ["Gap", "Span", "common_days", "spans"]

_DAY = timedelta(days=1)


class Span(NamedTuple):
    """From `first` until the next span: the judge of those days, and the places of its rules that can fire."""

    first: date
    judge: Judge
    active: tuple[int, ...]


class Gap(NamedTuple):
    """From `first` until the next span nothing can be judged, and why."""

    first: date
    why: NotJudged


def spans(policy: Policy, day: date) -> Iterator[Span | Gap]:
    """The spans from `day` on, in order; the last has no end."""
    days = [layer.days for layer in policy.layers.values()] + [rule.days for rule in policy.rules()]
    begin = {each["from"] for each in days if "from" in each}
    begin |= {each["until"] + _DAY for each in days if "until" in each and each["until"] < date.max}
    for first in sorted({day, *(each for each in begin if each > day)}):
        try:
            judge = Judge(policy, first)
        except NotJudged as why:
            yield Gap(first, why)
            continue
        active = [place for place, rule in enumerate(judge.rules) if in_days(rule.days, first)]
        yield Span(first, judge, tuple(active))


def common_days(policy: Policy, rule: Rule) -> Mapping[str, date] | None:
    """The days on which both the rule and its layer take part; None where there are none."""
    layer = policy.layers[rule.layer].days
    begins = [each["from"] for each in (rule.days, layer) if "from" in each]
    ends = [each["until"] for each in (rule.days, layer) if "until" in each]
    if begins and ends and max(begins) > min(ends):
        return None
    return ({"from": max(begins)} if begins else {}) | ({"until": min(ends)} if ends else {})
