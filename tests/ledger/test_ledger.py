"""Reading and appending, as the acts do it."""

from __future__ import annotations

from tests.ledger.city import ORIGIN, City


def test_a_story_is_recorded_and_verified(told: City) -> None:
    report = told.ledger.verify()
    assert report.problems == ()
    assert report.size == 6
    assert report.origin == ORIGIN
    assert [event.type for event in report.events] == [
        "roster.set", "people.adopted", "request.filed", "request.endorsed", "acceptance.signed", "decision.made",
    ]  # fmt: skip
