"""An override names every rule in the way of a request, and clears nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from nocustom.life.act import State
from nocustom.life.assessment import Assessment
from nocustom.life.override import in_the_way
from tests.life.town import Town, public

PERMIT = {"id": "P", "effect": "permit", "fired": "yes"}


def row(name: str, effect: str, **over: Any) -> dict[str, Any]:
    """A rule that is yes, as `submit` records it."""
    level = "overridable" if effect == "forbid" else None
    met = True if effect == "require" else None
    return {"id": name, "effect": effect, "level": level, "fired": "yes", "met": met, "lifted": False} | over


F, R, M = row("F", "forbid"), row("R", "redirect"), row("M", "require")
E = row("E", "escalate", fired="no")
NO = {"verdict": "refused", "rules": [E, F, M, PERMIT, R], "decided_by": ["F"]}


def insisted(**over: Any) -> Town:
    """A request with a no that is under review, because the section insists and the owner accepted."""
    town = Town().to_owner(**NO | over)
    town.put(town.closing())
    town.put(town.insistence())
    town.put(town.acceptance())
    return town


def codes(town: Town, *overrides: str, **bend: Any) -> list[str]:
    """What is said to an approval with these overrides."""
    fields: dict[str, Any] = {"overrides": list(overrides), "ends_on": "2029-03-31"}
    return town.codes(town.decision(**fields | bend))


def test_all_rules_in_the_way_are_overridden_and_stay_shown() -> None:
    town = insisted()
    assert codes(town, "F", "R") == []
    case = town.case()
    assert case.state is State.APPROVED
    assert case.approval is not None and case.approval.overrides == ("F", "R")
    assert case.history[-1].overrides == ("F", "R")


@pytest.mark.parametrize(
    "named", [["F"], ["R"], ["F", "R", "P"], ["F", "F", "R"], ["F", "R", "default"], ["X"]]
)
def test_no_rule_less_and_none_more(named: list[str]) -> None:
    assert codes(insisted(), *named) == ["other-overrides"]


def test_without_overrides_it_is_not_eligible() -> None:
    assert codes(insisted()) == ["not-eligible"]


def test_what_is_eligible_has_nothing_to_override() -> None:
    assert codes(Town().to_review(), "F") == ["nothing-to-override"]


@pytest.mark.parametrize("bend, code", [
    ({"reason": " "}, "no-reason"), ({"ends_on": None}, "no-end"), ({"ends_on": "2029-04-01"}, "other-term"),
    ({"overrides": None}, "malformed"), ({"overrides": "F"}, "malformed"), ({"overrides": [1]}, "malformed"),
])  # fmt: skip
def test_reason_and_end_are_named(bend: dict[str, Any], code: str) -> None:
    town = insisted()
    if code == "malformed":
        bend = bend | {"text": "x"}
    assert codes(town, "F", "R", **bend) == [code]


def test_a_refusal_overrides_nothing() -> None:
    assert codes(insisted(), "F", "R", outcome="refuse", ends_on=None) == ["malformed"]


def test_the_reason_is_in_the_text_that_was_signed() -> None:
    made = (town := insisted()).decision(overrides=["F", "R"], ends_on="2029-03-31")
    assert "特例とする規則" in made.content["text"]
    other = town.decision(overrides=["F", "R"], ends_on="2029-03-31", text=town.decision().content["text"])
    assert town.codes(other) == ["other-text"]


def test_a_redirect_and_the_default() -> None:
    town = insisted(verdict="redirected", rules=[PERMIT, R], decided_by=["R"])
    assert codes(town, "R") == []
    town = insisted(rules=[row("P", "permit", fired="no")], decided_by=["default"])
    assert codes(town, "default") == []


def test_a_rule_that_was_lifted_is_not_in_the_way() -> None:
    lifted = F | {"lifted": True}
    town = insisted(verdict="redirected", rules=[lifted, R, E | {"fired": "yes"}], decided_by=["R"])
    assert codes(town, "R") == []


@pytest.mark.parametrize("rules, code", [
    ([F, R, row("H", "forbid", level="hard")], "hard-rule"),
    ([F, R, row("H", "forbid", level="hard", lifted=True)], "hard-rule"),
    ([F, R, row("U", "forbid", fired="unknown")], "rule-unknown"),
    ([F, R, row("U", "redirect", fired="unknown")], "rule-unknown"),
    ([F, R, row("U", "escalate", fired="unknown")], "rule-unknown"),
    ([F, R, M | {"met": False}], "rule-unmet"),
    ([F, R, M | {"met": None}], "rule-unmet"),
    ([F, R, M | {"met": "yes"}], "rule-unmet"),
    ([F, R, "x"], "odd-record"),
    ([F, R, F], "odd-record"),
    ([F, R, {"id": "N", "effect": "forbid"}], "odd-record"),
    ([F, R, row("N", "forbid", lifted=None)], "odd-record"),
    ([F, R, row("N", "forbid", level=None)], "odd-record"),
    ([F, R, row("N", "forbid", fired="maybe")], "odd-record"),
    ([F, R, row("N", "praise")], "odd-record"),
    ([F, R, row("default", "forbid")], "odd-record"),
    (None, "odd-record"),
])  # fmt: skip
def test_what_no_override_clears(rules: Any, code: str) -> None:
    town = insisted(rules=rules)
    assert codes(town, "F", "R") == [code]


@pytest.mark.parametrize("decided_by", [None, [], ["X"], ["default"], ["default", "F"], [1], "F"])
def test_who_decided_fits_what_is_in_the_way(decided_by: Any) -> None:
    assert codes(insisted(decided_by=decided_by), "F", "R")[0] in ("odd-record",)


def test_a_verdict_that_does_not_follow_from_the_rules() -> None:
    assert codes(insisted(verdict="redirected"), "F", "R") == ["odd-record"]
    assert codes(insisted(rules=[PERMIT, R], decided_by=["R"]), "R") == ["odd-record"]


@pytest.mark.parametrize("verdict", ["forbidden", "incomplete", "", "eligible"])
def test_other_verdicts_stay(verdict: str) -> None:
    town = insisted()
    assessment = town.case().revision.assessment
    assert assessment is not None
    assessment.document["verdict"] = verdict
    expected = "nothing-to-override" if verdict == "eligible" else "verdict-stays"
    assert expected in codes(town, "F", "R")
    assert in_the_way("2026-0001", Assessment({"verdict": verdict})).closed is not None


def test_the_cio_overrides_whatever_it_costs() -> None:
    chief = [{"from_yen": 0, "role": "section_chief", "quorum": "one"}]
    town = insisted(authority=chief)
    assert codes(town, "F", "R", by="inoue") == []
    assert town.case().state is State.REVIEW
    assert codes(town, "F", "R") == []
    assert town.case().state is State.APPROVED


def test_the_owner_overrides_nothing_for_himself() -> None:
    assert codes(insisted(), "F", "R", signing_key=public("tanaka")[1]) == ["same-person"]
