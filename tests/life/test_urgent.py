"""Urgent approvals: by the CIO alone after the acceptance, once, and only until those who decide have had their say."""

from __future__ import annotations

from typing import Any

import pytest

from nocustom.life.act import State
from nocustom.life.confirmation import confirmers, owed
from nocustom.life.lead_time import waived
from tests.life.test_in_force import reasons
from tests.life.test_stand_in import adopted, line
from tests.life.town import COMMITTEE, Town, people


def dear() -> Town:
    """A request under review that takes the committee besides the CIO."""
    return Town().to_review(lifetime_yen=10_000_000, authority=COMMITTEE)


def urgent() -> Town:
    """The same, approved urgently on 23 November."""
    town = dear()
    town.put(town.decision(urgent=True))
    return town


def refusals(town: Town, by: str = "aoki", **bend: Any) -> list[str]:
    """What the rules say to an urgent approval."""
    return [why.code for why in town.rules.problems(town.decision(by, **{"urgent": True} | bend))]


def test_the_cio_alone_approves_and_the_committee_confirms() -> None:
    town = urgent()
    case = town.case()
    assert case.state is State.APPROVED and case.history[-1].urgent
    (decision,) = owed(case)
    assert confirmers(town.world, case, decision, town.day) == {"aoki", "ito", "ueda", "endo"}
    assert reasons(town, "2026-12-07") == []
    assert reasons(town, "2026-12-08") == ["UNCONFIRMED"]
    town.later(4).put(town.later_confirmation())
    town.put(town.later_confirmation("ito"))
    assert owed(case) and reasons(town, "2026-12-08") == ["UNCONFIRMED"], "one of three is no majority"
    assert town.codes(town.later_confirmation("ito")) == ["not-yours-to-confirm"]
    town.put(town.later_confirmation("endo"))
    assert not owed(case) and reasons(town, "2026-12-08") == []


def test_who_confirms_does_it_anew_the_cio_too() -> None:
    town = urgent()
    town.later(1)
    town.put(town.later_confirmation("ito"))
    town.put(town.later_confirmation("endo"))
    assert owed(town.case())
    town.put(town.later_confirmation("aoki"))
    assert not owed(town.case())


def test_a_late_confirmation_brings_it_back() -> None:
    town = urgent()
    town.later(30)
    for by in ("aoki", "ito", "endo"):
        town.put(town.later_confirmation(by))
    assert reasons(town, "2026-12-20") == ["UNCONFIRMED"]
    assert reasons(town, "2026-12-23") == []


def test_annulled_by_those_who_decide_it_is_not_approved_urgently_again() -> None:
    town = urgent()
    town.put(town.later_confirmation("ito", "annul"))
    assert town.case().state is State.APPROVED
    town.put(town.later_confirmation("endo", "annul"))
    assert town.case().state is State.REVIEW and town.case().approval is None
    assert refusals(town) == ["urgent-again"]
    assert refusals(town, urgent=False, ground=None) == []


@pytest.mark.parametrize(
    ("bend", "code"),
    [
        ({"ground": None}, "no-ground"),
        ({"ground": " "}, "malformed"),
        ({"by": "ito"}, "authority"),
        ({"by": "mori"}, "authority"),
        ({"outcome": "refuse", "acceptance": None}, "malformed"),
        ({"urgent": 1, "text": "承認"}, "malformed"),
        ({"acceptance": None}, "other-acceptance"),
        ({"code": "a" * 12}, "code"),
    ],
)
def test_only_the_cio_only_an_approval_only_with_a_ground(bend: dict[str, Any], code: str) -> None:
    town = dear()
    assert refusals(town) == []
    assert refusals(town, **bend) == [code]


def test_nothing_else_of_the_gate_is_waived() -> None:
    assert refusals(Town().to_owner()) == ["state"]
    town = dear()
    town.case().revision.assessment.document["verdict"] = "incomplete"  # type: ignore[union-attr]
    assert refusals(town) == ["not-eligible"], "a require that is unmet is not waived, unless it is on the lead time"
    also = {"id": "aoki", "department": "kodomo", "post": "section_chief", "from": "2025-04-01"}
    assert refusals(Town(staff=people(also)).to_review(owner="aoki")) == ["same-person"]


P = {"id": "NC-501", "effect": "permit", "level": None, "fired": "yes", "met": None, "lifted": False}
LATE = {"id": "NC-108", "effect": "require", "level": None, "fired": "yes", "met": False, "lifted": False}
SHORT: dict[str, Any] = {
    "verdict": "incomplete", "decided_by": ["NC-108"], "rules": [LATE, P], "urgent_waives": ["NC-108"],
}  # fmt: skip


def test_the_lead_time_is_waived_after_an_acceptance() -> None:
    town = Town().to_review(**SHORT)
    assert refusals(town, urgent=False, ground=None) == ["only-urgently"]
    assert "only-urgently" in refusals(town, overrides=["NC-108"])
    town.put(town.decision(urgent=True))
    case = town.case()
    assert case.state is State.APPROVED and case.history[-1].waived == ("NC-108",)
    assert reasons(town, "2026-12-07") == [] and reasons(town, "2026-12-08") == ["UNCONFIRMED"]
    town.later(1).put(town.later_confirmation())
    assert not owed(town.case()) and reasons(town, "2026-12-08") == []


@pytest.mark.parametrize("bend", [
    {"urgent_waives": []}, {"urgent_waives": None}, {"urgent_waives": "NC-108"}, {"urgent_waives": ["NC-107"]},
    {"urgent_waives": ["NC-107", "NC-108"]}, {"decided_by": ["NC-107", "NC-108"]}, {"decided_by": []},
    {"rules": [LATE | {"fired": "unknown"}, P]}, {"rules": [LATE, LATE | {"id": "NC-107"}, P]}, {"rules": [P]},
    {"rules": [LATE | {"met": True}, P]}, {"rules": [LATE, P, 3]}, {"rules": None}, {"verdict": "refused"},
    {"rules": [LATE, P, P | {"id": "NC-301", "effect": "forbid", "level": "hard"}]},
    {"rules": [LATE, P, P | {"id": "NC-401", "effect": "redirect"}]},
])  # fmt: skip
def test_nothing_but_the_lead_time_is_waived(bend: dict[str, Any]) -> None:
    """The record must say so plainly; no owner is asked otherwise, so nothing can be approved."""
    town = Town()
    town.put(town.filing(**{**SHORT, **bend}))
    town.put(town.endorsement())
    assert town.case().state is State.FILED
    assert waived(town.case().revision.assessment) == ()


def test_who_approved_urgently_confirms_on_a_later_day() -> None:
    town = Town().to_review()
    town.put(town.decision(urgent=True))
    assert [why.code for why in town.rules.problems(town.later_confirmation())] == ["same-day"]
    assert [why.code for why in town.rules.problems(town.later_confirmation(outcome="annul"))] == []
    town.later(1).put(town.later_confirmation())
    assert not owed(town.case())


def test_an_acceptance_lapses_where_it_is_short_of_more_since() -> None:
    town = Town().to_review(**SHORT)
    more = {**SHORT, "rules": [LATE, LATE | {"id": "NC-107"}, P], "decided_by": ["NC-107", "NC-108"]}
    town.put(town.policy("policy 2"))
    town.put(town.reassessment(over=more))
    assert town.case().state is State.FILED and town.case().acceptance is None


def test_never_on_appeal() -> None:
    town = dear()
    for by in ("ito", "ueda"):
        town.put(town.decision(by, "refuse"))
    town.put(town.appeal())
    assert "urgent-appeal" in refusals(town)


def test_a_stand_in_of_the_cio_approves_urgently_too() -> None:
    town = adopted(Town(), line("kato", "aoki")).to_review(lifetime_yen=10_000_000, authority=COMMITTEE)
    town.put(town.decision("kato", acting_for="aoki", urgent=True))
    assert town.case().state is State.APPROVED
    assert town.codes(town.later_confirmation("kato")) == ["not-yours-to-confirm"]
    for by in ("aoki", "ito", "endo"):
        town.put(town.later_confirmation(by))
    assert not owed(town.case())


def test_what_an_approval_needs_must_hold_when_it_is_confirmed() -> None:
    town = urgent()
    town.put(town.adoption("people.adopted", people(until={"tanaka": "2026-11-30"})))
    town.later(10)
    assert [why.code for why in town.rules.problems(town.later_confirmation())] == ["not-in-service"]
    assert [why.code for why in town.rules.problems(town.later_confirmation(outcome="annul"))] == []
