"""Later confirmation: what a stand-in decided is confirmed or annulled by whom it was decided for, by nobody else."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from nocustom.life.act import State
from nocustom.life.confirmation import owed
from nocustom.life.turn import may
from tests.life.test_in_force import reasons
from tests.life.test_stand_in import adopted, line
from tests.life.town import COMMITTEE, Town, digest, people


def stood_in(outcome: str = "approve", **over: Any) -> Town:
    """A request that the stand-in of the CIO has decided, on 23 November."""
    town = adopted(Town(), line("ito", "aoki")).to_review(**over)
    town.put(town.decision("ito", outcome, acting_for="aoki"))
    return town


def refusals(town: Town, **bend: Any) -> list[str]:
    """What the rules say to a confirmation."""
    return [why.code for why in town.rules.problems(town.later_confirmation(**bend))]


def test_who_was_stood_in_for_confirms() -> None:
    town = stood_in()
    assert [cast.by for cast in owed(town.case())] == ["ito"]
    assert [row.type for row in may(town.world, town.case(), "aoki", town.day)] == ["decision.confirmed"]
    assert may(town.world, town.case(), "ito", town.day) == ()
    town.later(3).put(town.later_confirmation())
    assert owed(town.case()) == () and town.case().state is State.APPROVED
    assert town.case().confirmed == {town.case().ballots[0].leaf: "2026-11-26"}
    assert may(town.world, town.case(), "aoki", town.day) == ()
    assert (town.case().history[-1].type, town.case().history[-1].outcome) == ("decision.confirmed", "confirm")


def test_in_force_for_fourteen_days_and_again_once_it_is_confirmed() -> None:
    town = stood_in()
    assert reasons(town, "2026-12-07") == []
    assert reasons(town, "2026-12-08") == ["UNCONFIRMED"]
    town.later(20).put(town.later_confirmation())
    assert reasons(town, "2026-12-08") == ["UNCONFIRMED"], "what was so on that day stays so"
    assert reasons(town, "2026-12-13") == []


def test_an_ordinary_decision_and_a_return_need_none() -> None:
    assert owed(Town().to_approval().case()) == ()
    assert refusals(Town().to_approval()) == ["nothing-to-confirm"]
    town = stood_in("return")
    assert town.case().state is State.RETURNED and refusals(town) == ["state"]


@pytest.mark.parametrize("outcome", ["approve", "refuse"])
def test_who_annuls_opens_the_review_again(outcome: str) -> None:
    town = stood_in(outcome)
    assert refusals(town, outcome="annul", reason=" ") == ["no-reason"]
    town.put(town.later_confirmation(outcome="annul"))
    case = town.case()
    assert (case.state, case.approval, case.ballots) == (State.REVIEW, None, [])
    assert reasons(town, town.day.isoformat()) == ["NOT_APPROVED"]
    assert refusals(town) == ["state"]
    town.put(town.decision())
    assert case.state is State.APPROVED and owed(case) == ()


def test_an_annulled_voice_alone_is_taken_back() -> None:
    town = adopted(Town(), line("kato", "ueda", "committee_member")).to_review(
        lifetime_yen=10_000_000, authority=COMMITTEE
    )
    for by, bend in (("aoki", {}), ("ito", {}), ("kato", {"acting_for": "ueda"})):
        town.put(town.decision(by, **bend))
    assert town.case().state is State.APPROVED
    town.put(town.later_confirmation("ueda", "annul"))
    assert [cast.by for cast in town.case().ballots] == ["aoki", "ito"]
    assert town.codes(town.decision("ito")) == ["decided-already"]
    town.put(town.decision("ueda", "refuse"))
    town.put(town.decision("endo"))
    assert town.case().state is State.APPROVED


@pytest.mark.parametrize(
    ("bend", "code"),
    [
        ({"by": "ito"}, "not-yours-to-confirm"),
        ({"by": "ueda"}, "not-yours-to-confirm"),
        ({"by": "tanaka"}, "not-yours-to-confirm"),
        ({"by": "ito", "acting_for": "aoki"}, "not-yours-to-confirm"),
        ({"decision": digest("made up")}, "nothing-to-confirm"),
        ({"code": "aaaaaaaaaaaa"}, "code"),
        ({"text": "認めます"}, "other-text"),
        ({"outcome": "approve", "text": "認めます"}, "malformed"),
        ({"rev": 2}, "other-revision"),
    ],
)
def test_nobody_else_and_nothing_else(bend: dict[str, Any], code: str) -> None:
    town = stood_in()
    assert refusals(town) == []
    assert refusals(town, **bend) == [code]


def test_a_sheet_serves_once() -> None:
    town = stood_in()
    used = town.case().ballots[0]
    assert used.sheet_sha256 is not None
    assert refusals(town, sheet_sha256=used.sheet_sha256, code=used.code) == ["sheet-used"]


def test_who_left_the_post_or_gains_meanwhile_confirms_nothing() -> None:
    town = stood_in()
    town.put(town.adoption("people.adopted", people(line("ito", "aoki"), until={"aoki": "2026-11-30"})))
    assert refusals(town) == []
    assert refusals(town.later(8)) == ["not-yours-to-confirm"]
    town = stood_in()
    town.put(town.adoption("people.adopted", people(line("ito", "aoki"), line("aoki", "suzuki", "clerk"))))
    assert refusals(town) == ["same-person"]


def test_what_was_appealed_or_filed_anew_is_past_confirming() -> None:
    town = stood_in("refuse")
    assert len(owed(town.case())) == 1
    town.put(town.appeal())
    assert owed(town.case()) == () and refusals(town) == ["state"]


def test_each_stand_in_is_confirmed_apart() -> None:
    lines = (line("ito", "aoki"), line("kato", "ueda", "committee_member"))
    town = adopted(Town(), *lines).to_review(lifetime_yen=10_000_000, authority=COMMITTEE)
    for by, other in (("ito", "aoki"), ("kato", "ueda"), ("endo", None)):
        town.put(town.decision(by, acting_for=other))
    first, second = (cast.leaf for cast in owed(town.case()))
    assert refusals(town, decision=second) == ["not-yours-to-confirm"]
    town.put(town.later_confirmation(decision=first))
    assert reasons(town, "2026-12-08") == ["UNCONFIRMED"]
    town.put(town.later_confirmation("ueda", decision=second))
    assert reasons(town, "2026-12-08") == [] and town.day == date(2026, 11, 23)
