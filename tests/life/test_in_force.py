"""In force, or not, with every reason, on any day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from nocustom.life.fold import fold
from nocustom.life.in_force import InForce, Reason, in_force
from tests.life.town import Town, people


def asked(town: Town, day: str, **flags: bool) -> InForce:
    """The answer for a day, from a fold up to that day."""
    as_of = date.fromisoformat(day)
    world = fold(town.events, town.papers, as_of=as_of)
    return in_force(world, world.cases["2026-0001"], as_of, **flags)


def reasons(town: Town, day: str, **flags: bool) -> list[str]:
    """The reasons against it."""
    answer = asked(town, day, **flags)
    assert answer.yes is not bool(answer.reasons)
    return [str(reason) for reason in answer.reasons]


def test_an_approved_exception_is_in_force_to_its_last_day() -> None:
    town = Town().to_approval()
    assert reasons(town, "2026-11-23") == []
    assert asked(town, "2026-11-23").begun is False
    assert asked(town, "2027-04-01").begun is True
    assert reasons(town, "2029-03-31") == []
    assert reasons(town, "2029-04-01") == ["EXPIRED", "RENEWED"]


def test_it_was_not_before_it_was_approved() -> None:
    town = Town().to_review()
    town.later(10).put(town.decision())
    assert reasons(town, "2026-11-30") == ["NOT_APPROVED"]
    assert reasons(town, "2026-12-03") == []


def test_ninety_days_are_expiring() -> None:
    town = Town().to_approval()
    assert not asked(town, "2028-12-30").expiring
    assert asked(town, "2028-12-31").expiring
    assert asked(town, "2029-03-31").expiring
    assert not asked(town, "2029-04-01").expiring


def test_under_a_single_root_nothing_is_in_force() -> None:
    assert reasons(Town(roots=1).to_approval(), "2027-04-01") == ["PROVISIONAL"]


def test_a_drift_is_what_the_caller_saw() -> None:
    assert reasons(Town().to_approval(), "2027-04-01", drifted=True) == ["DRIFTED"]


def test_an_owner_who_left_leaves_thirty_days() -> None:
    town = Town().to_approval()
    town.put(town.adoption("people.adopted", people(until={"tanaka": "2027-03-31"})))
    assert not asked(town, "2027-03-31").orphan
    first = asked(town, "2027-04-01")
    assert (first.yes, first.orphan, first.orphan_since) == (True, True, date(2027, 4, 1))
    assert reasons(town, "2027-04-30") == []
    assert reasons(town, "2027-05-01") == ["OWNER_LEFT"]


def test_an_owner_who_moved_left_too() -> None:
    town = Town().to_approval()
    moved = {"id": "tanaka", "department": "jumin", "post": "section_chief", "from": "2027-04-01"}
    town.put(town.adoption("people.adopted", people(moved, until={"tanaka": "2027-03-31"})))
    assert asked(town, "2027-04-01").orphan
    assert reasons(town, "2027-05-01") == ["OWNER_LEFT"]


def test_an_owner_nobody_knows_any_more_left_when_that_was_adopted() -> None:
    town = Town().to_approval().later(10)
    town.put(town.adoption("people.adopted", people(without="tanaka")))
    assert asked(town, "2026-12-03").orphan_since == date(2026, 12, 3)
    assert reasons(town, "2027-01-01") == []
    assert reasons(town, "2027-01-02") == ["OWNER_LEFT"]


def test_a_renewal_brought_forward_ends_it() -> None:
    town = Town().to_approval()
    nearer = {"system": [{"id": "child-allowance", "renewal_on": "2028-01-31"}]}
    town.put(town.adoption("catalogue.adopted", nearer))
    assert reasons(town, "2028-01-31") == []
    assert reasons(town, "2028-02-01") == ["RENEWED"]


def test_every_reason_is_given() -> None:
    town = Town(roots=1).to_approval()
    town.put(town.adoption("people.adopted", people(until={"tanaka": "2027-03-31"})))
    assert reasons(town, "2030-01-01", drifted=True) == [
        "PROVISIONAL",
        "DRIFTED",
        "OWNER_LEFT",
        "EXPIRED",
        "RENEWED",
    ]


def test_what_can_not_be_read_is_not_in_force() -> None:
    town = Town().to_approval()
    lost = town.case().revision.assessment_sha256
    town.documents.pop(lost)
    assert reasons(town, "2027-04-01") == ["NOT_APPROVED", "UNREADABLE"]


def test_where_people_can_not_be_read_no_acceptance_is_known_to_live() -> None:
    town = Town().to_approval()
    later = town.put(town.adoption("people.adopted", people(without="sato")))
    town.documents.pop(later.content["sha256"])
    assert reasons(town, "2027-04-01") == ["UNREADABLE"]


def test_the_policy_it_was_judged_by_must_have_been_adopted() -> None:
    town = Town().to_approval()
    town.world.policies.clear()
    answer = in_force(town.world, town.case(), date(2027, 4, 1))
    assert answer.reasons == (Reason.POLICY_MISSING,)


@pytest.mark.parametrize(
    ("by", "bend", "reason"),
    [
        ("mori", {}, "AUTHORITY"),
        ("aoki", {"acceptance": None}, "NO_ACCEPTANCE"),
    ],
)
def test_an_approval_without_effect_says_why(by: str, bend: dict[str, Any], reason: str) -> None:
    town = Town().to_review()
    assert town.codes(town.decision(by, **bend))
    assert reasons(town, "2027-04-01") == ["NOT_APPROVED", reason]


def test_an_approval_of_ones_own_says_sod() -> None:
    line = {"id": "aoki", "department": "kodomo", "post": "clerk", "from": "2025-04-01"}
    town = Town(staff=people(line)).to_review(owner="aoki")
    assert town.codes(town.decision()) == ["same-person"]
    assert reasons(town, "2027-04-01") == ["NOT_APPROVED", "SOD"]


def test_an_approval_by_the_owner_fails_twice() -> None:
    town = Town().to_review()
    assert town.codes(town.decision("tanaka")) == ["authority", "same-person"]
    assert reasons(town, "2027-04-01") == ["NOT_APPROVED", "AUTHORITY", "SOD"]


def test_every_reason_has_its_words() -> None:
    assert all(reason.label.ja and reason.label.en for reason in Reason)
