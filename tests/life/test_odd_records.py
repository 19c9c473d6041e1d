"""Whatever an assessment says oddly, on whatever day: the rules have an answer, and nothing is approved for it."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from nocustom.life import days
from nocustom.life.in_force import in_force
from tests.life import town as made
from tests.life.test_override import NO
from tests.life.town import COMMITTEE, Town, assessed

ODD: tuple[Any, ...] = ([], -1_000_000)
KINDS: dict[str, dict[str, Any]] = {
    "eligible": {}, "refused": NO,
    "of the committee": {"authority": COMMITTEE, "lifetime_yen": 20_000_000, "quorum": "all"},
}  # fmt: skip
JUDGED_BY = ("decided_by", "figures", "gate", "rules", "verdict")
LAST = date(9999, 12, 20)


def places(value: Any, *at: Any) -> Iterator[tuple[Any, ...]]:
    """Where something stands in a document."""
    yield at
    rows = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in rows:
        yield from places(inner, *at, name)


def bent(document: dict[str, Any], at: tuple[Any, ...], value: Any) -> dict[str, Any]:
    """The document with another value there."""
    document = deepcopy(document)
    box = document
    for name in at[:-1]:
        box = box[name]
    box[at[-1]] = value
    return document


@pytest.mark.parametrize("kind", KINDS)
def test_the_rules_have_an_answer(kind: str) -> None:
    whole = assessed(**KINDS[kind])
    for place in places({name: whole[name] for name in JUDGED_BY}):
        for odd in ODD if place else ():
            town = Town()
            town.put(town.filing(record=bent(whole, place, odd) | {"judged_on": town.day.isoformat()}))
            for act in (town.closing, town.insistence, town.endorsement, town.acceptance):
                town.codes(act())
            named = ["F", "R"] if kind == "refused" else []
            for by in ("aoki", "ito", "ueda", "endo"):
                town.codes(town.decision(by, overrides=named, ends_on="2029-03-31" if named else None))
            in_force(town.world, town.case(), town.day)


def test_so_they_have_on_the_last_days_of_the_calendar(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody signed when a line was recorded: whoever has the database writes any day there."""
    monkeypatch.setattr(made, "MONDAY", LAST)
    town = Town()
    town.put(town.filing(verdict="forbidden", key="one"))
    assert town.case("9999-0001").last_day_of_appeal == date.max
    town.put(town.filing(key="two"))
    town.put(town.endorsement(number="9999-0002"))
    assert town.codes(town.silence(number="9999-0002")) == ["not-silent-yet"]


def test_days_stay_in_the_calendar() -> None:
    assert days.after(LAST, 11) == days.after(LAST, 12) == date.max
    assert days.after(date.min, -1) == date.min
    assert days.months_after(LAST, -200_000) == days.months_after(LAST, -(2**53)) == date.min
    assert days.months_after(LAST, 1) == days.months_after(LAST, 2**53) == date.max
