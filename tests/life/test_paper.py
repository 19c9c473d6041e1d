"""Decisions on paper: transcribed by the office where the policy allows it, and marked so."""

from __future__ import annotations

from typing import Any

import pytest

from nocustom.life.act import State
from nocustom.life.turn import may
from tests.life.town import COMMITTEE, ONE, Town, people, public

PAPER = [{**ONE[0], "paper": True}]
HIGH = [{**COMMITTEE[0], "paper": True}, COMMITTEE[1]]


def review(**over: Any) -> Town:
    """A request whose authority lets it be decided on paper, accepted two days ago."""
    return Town().to_review(**{"authority": PAPER} | over).later(2)


def refusals(town: Town, by: str = "mori", **bend: Any) -> list[str]:
    """What the rules say to a transcription."""
    return [why.code for why in town.rules.problems(town.transcription(by, **bend))]


@pytest.mark.parametrize(
    ("outcome", "state"), [("approve", State.APPROVED), ("refuse", State.REFUSED), ("return", State.RETURNED)]
)
def test_it_counts_as_the_deciders_and_is_marked(outcome: str, state: State) -> None:
    town = review()
    town.put(town.transcription(outcome=outcome, decided_on="2026-11-24"))
    case = town.case()
    cast = case.ballots[0]
    assert case.state is state
    assert (cast.by, cast.recorder, cast.paper, cast.day.isoformat()) == ("aoki", "mori", "8青情第12号", "2026-11-24")
    told = case.history[-1]
    assert (told.type, told.by, told.decider, told.decided_on) == ("decision.transcribed", "mori", "aoki", "2026-11-24")


def test_only_in_bands_that_the_policy_allows() -> None:
    assert refusals(review()) == []
    assert refusals(review(authority=ONE)) == ["no-paper"]
    assert refusals(review(authority=HIGH, lifetime_yen=9_000_000)) == []
    assert refusals(review(authority=HIGH, lifetime_yen=10_000_000)) == ["no-paper"]
    assert refusals(review(authority=[{**ONE[0], "paper": "yes"}])) == ["no-paper"]


def test_never_on_appeal() -> None:
    town = review()
    town.put(town.decision(outcome="refuse"))
    town.put(town.appeal())
    assert "no-paper" in refusals(town, decider="ito")


@pytest.mark.parametrize(
    ("bend", "code"),
    [
        ({"by": "suzuki"}, "not-the-office"),
        ({"by": "aoki"}, "not-the-office"),
        ({"decided_on": "2026-11-26"}, "not-yet"),
        ({"decided_on": "2026-11-22"}, "back-dated"),
        ({"decider": "ito"}, "authority"),
        ({"decider": "stranger"}, "authority"),
        ({"decider": "mori"}, "own-paper"),
        ({"signing_key": public("aoki")[1]}, "own-paper"),
        ({"signing_key": public("tanaka")[1]}, "recorder-gains"),
        ({"acceptance": None}, "other-acceptance"),
        ({"outcome": "refuse", "acceptance": "0" * 64}, "malformed"),
        ({"document": " "}, "malformed"),
        ({"paper_code": "a" * 12}, "paper-code"),
        ({"outcome": "refuse", "conditions": [{"text": "x", "due": None}]}, "malformed"),
        ({"outcome": "return", "overrides": ["NC-301"]}, "malformed"),
        ({"outcome": "refuse", "ends_on": "2028-03-31"}, "malformed"),
        ({"ends_on": "2028-03-31", "accepted_until": None}, "other-end"),
        ({"ends_on": "2029-03-31", "accepted_until": "2029-03-31"}, "other-end"),
        ({"accepted_until": "2029-03-31"}, "other-end"),
        ({"ends_on": "2030-03-31"}, "other-term"),
        ({"overrides": ["NC-301"]}, "nothing-to-override"),
        ({"decider_for": "aoki", "decider": "ogawa"}, "not-acting"),
        ({"decider_for": "aoki", "decider": "ogawa", "ground": None}, "no-ground"),
        ({"ground": "出張中"}, "malformed"),
        ({"reason": ""}, "malformed"),
    ],
)
def test_what_is_not_transcribed(bend: dict[str, Any], code: str) -> None:
    assert code in refusals(review(), **bend)


def test_an_approval_is_not_dated_before_the_acceptance() -> None:
    town = Town().to_owner(authority=PAPER)
    town.later(3).put(town.acceptance())
    assert refusals(town, decided_on="2026-11-25") == ["back-dated", "paper-code"]
    assert refusals(town, decided_on="2026-11-25", outcome="return") == ["paper-code"], "no sheet went round yet"
    assert refusals(town, decided_on="2026-11-26") == []


def test_who_had_the_authority_on_that_day_and_no_other() -> None:
    town = review()
    town.put(town.adoption("people.adopted", people(until={"aoki": "2026-11-23"})))
    assert refusals(town, decided_on="2026-11-23") == []
    assert refusals(town, decided_on="2026-11-24") == ["authority"]


def test_nobody_transcribes_for_oneself_nor_in_an_own_case() -> None:
    both = {"id": "aoki", "department": "joho", "post": "cio_office", "from": "2025-04-01"}
    town = Town(staff=people(both)).to_review(authority=PAPER)
    assert refusals(town, "aoki") == ["own-paper"]
    stands_in = {"id": "mori", "department": "joho", "post": "clerk", "from": "2025-04-01", "acting_for": "aoki"}
    assert "own-paper" in refusals(Town(staff=people(stands_in)).to_review(authority=PAPER))
    also = {"id": "tanaka", "department": "joho", "post": "cio_office", "from": "2025-04-01"}
    assert refusals(Town(staff=people(also)).to_review(authority=PAPER), "tanaka") == ["recorder-gains"]


def test_the_decider_does_not_gain() -> None:
    also = {"id": "aoki", "department": "kodomo", "post": "section_chief", "from": "2025-04-01"}
    assert refusals(Town(staff=people(also)).to_review(authority=PAPER, owner="aoki")) == ["same-person"]


def test_a_person_decides_once_on_paper_or_not() -> None:
    town = review(authority=[*PAPER, {**COMMITTEE[1], "from_yen": 0, "paper": True}])
    town.put(town.decision())
    assert refusals(town) == ["decided-already"]
    town.put(town.transcription(decider="ito"))
    assert town.codes(town.decision("ito")) == ["decided-already"]
    town.put(town.transcription(decider="endo"))
    assert town.case().state is State.APPROVED


def test_whose_turn_it_is() -> None:
    town = review()
    for who, mine in (("mori", True), ("aoki", False), ("suzuki", False)):
        types = {row.type for row in may(town.world, town.case(), who, town.day)}
        assert ("decision.transcribed" in types) is mine
    plain = Town().to_review()
    assert "decision.transcribed" not in {row.type for row in may(plain.world, plain.case(), "mori", plain.day)}
