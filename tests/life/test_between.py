"""Between the acts: what each of them holds alone, and no approval may slip past where two of them meet."""

from __future__ import annotations

from typing import Any

from nocustom.life.act import State
from tests.life.test_in_force import reasons
from tests.life.test_paper import PAPER
from tests.life.town import ONE, Town, people

MEMBERS = [{"from_yen": 0, "role": "committee", "quorum": "majority"}]
CONDITIONS: list[dict[str, Any]] = [{"text": "毎月報告する", "due": None}]


def four_of_whom_one_leaves(**bend: Any) -> Town:
    """Two of four members approve, which is no majority; the fourth leaves, and two of three are one."""
    honda = {"id": "honda", "name": "Honda", "department": "somu", "post": "committee_member", "from": "2025-04-01",
             "until": "2026-11-24"}  # fmt: skip
    town = Town(staff=people(honda)).to_review(authority=MEMBERS)
    for member in ("ito", "ueda"):
        town.put(town.decision(member, **bend))
    assert town.case().state is State.REVIEW
    return town.later(2)


def test_nothing_is_approved_by_a_ballot_against_it() -> None:
    town = four_of_whom_one_leaves(conditions=CONDITIONS)
    town.put(town.decision("endo", "refuse"))
    case = town.case()
    assert (case.state, case.approval) == (State.REVIEW, None)
    assert reasons(town, "2027-04-02") == ["NOT_APPROVED"]
    town.put(town.return_())  # and the office has a way on


def test_a_refusal_revives_no_acceptance_that_lapsed() -> None:
    town = four_of_whom_one_leaves()
    town.put(town.adoption("people.adopted", people(until={"tanaka": "2026-11-24"})))
    town.put(town.decision("endo", "refuse"))
    assert (town.case().state, town.case().approval) == (State.REVIEW, None)


def test_the_next_that_approves_settles_it_on_the_terms_of_all() -> None:
    town = four_of_whom_one_leaves(conditions=CONDITIONS)
    town.put(town.decision("endo", conditions=CONDITIONS))
    approval = town.case().approval
    assert approval is not None and approval.awaits_owner
    assert [each.recorded for each in approval.conditions] == CONDITIONS


def test_an_annulling_is_no_confirmation_either() -> None:
    honda = {"id": "honda", "name": "Honda", "department": "somu", "post": "committee_member", "from": "2025-04-01",
             "until": "2026-11-24"}  # fmt: skip
    town = Town(staff=people(honda)).to_review(authority=[*ONE, *MEMBERS])
    town.put(town.decision(urgent=True))
    for by in ("aoki", "ito", "ueda"):
        town.put(town.later_confirmation(by))
    town.later(2).put(town.later_confirmation("endo", "annul"))
    assert town.case().confirmed == {}
    assert reasons(town, "2026-12-08") == ["UNCONFIRMED"]


def test_a_paper_of_before_it_was_judged_again_decides_nothing() -> None:
    town = Town().to_review(authority=PAPER).later(2)
    town.adopt_policy("policy 2")
    town.put(town.reassessment())
    for outcome in ("approve", "refuse", "return"):
        early = town.transcription(outcome=outcome, decided_on="2026-11-24")
        assert [why.code for why in town.rules.problems(early)] == ["back-dated"]
    town.put(town.transcription(decided_on="2026-11-25"))


def test_a_paper_of_before_the_annulling_does_not_restore_what_was_annulled() -> None:
    ito = {"id": "ito", "name": "Ito", "department": "rijisha", "post": "cio", "acting_for": "aoki",
           "from": "2026-11-01"}  # fmt: skip
    town = Town(staff=people(ito)).to_review(authority=PAPER)
    town.put(town.decision("ito", acting_for="aoki"))
    town.later(2).put(town.later_confirmation(outcome="annul"))
    assert "back-dated" in [why.code for why in town.rules.problems(town.transcription(decided_on="2026-11-24"))]
    town.put(town.transcription(decided_on="2026-11-25"))
