"""Between the acts: what each of them holds alone, and no approval may slip past where two of them meet."""

from __future__ import annotations

from typing import Any

import pytest

from nocustom.life.act import State
from nocustom.life.confirmation import confirmers, owed
from nocustom.life.record import noes
from nocustom.life.turn import may
from tests.life.test_in_force import reasons
from tests.life.test_paper import PAPER
from tests.life.test_stand_in import line
from tests.life.town import COMMITTEE, ONE, Town, people

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
    town.later(1)
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
        assert [why.code for why in town.rules.problems(early)] == ["back-dated", "paper-code"]
    town.put(town.transcription(decided_on="2026-11-25"))


def test_a_paper_of_before_the_annulling_does_not_restore_what_was_annulled() -> None:
    town = Town(staff=people(line("ito", "aoki"))).to_review(authority=PAPER)
    town.put(town.decision("ito", acting_for="aoki"))
    town.later(2).put(town.later_confirmation(outcome="annul"))
    assert "back-dated" in [why.code for why in town.rules.problems(town.transcription(decided_on="2026-11-24"))]
    town.put(town.transcription(decided_on="2026-11-25"))


def the_cio_leaves(outcome: str = "approve", until: str = "2026-11-30", **over: Any) -> Town:
    """A stand-in decided for the CIO, who leaves on 30 November, and hirano follows."""
    hirano = {"id": "hirano", "name": "Hirano", "department": "rijisha", "post": "cio", "from": "2026-12-01"}
    town = Town(staff=people(line("ito", "aoki"))).to_review(**over)
    town.put(town.decision("ito", outcome, acting_for="aoki"))
    town.put(town.adoption("people.adopted", people(hirano, line("ito", "aoki"), until={"aoki": until})))
    return town


def waits_for(town: Town) -> list[str]:
    """Who may confirm the only decision that waits."""
    (decision,) = owed(town.case())
    return sorted(confirmers(town.world, town.case(), decision, town.day))


def test_who_follows_confirms_what_was_decided_for_one_who_left() -> None:
    town = the_cio_leaves()
    assert waits_for(town) == ["aoki"]
    town.later(8)
    assert waits_for(town) == ["hirano"]
    assert [row.type for row in may(town.world, town.case(), "hirano", town.day)] == ["decision.confirmed"]
    town.put(town.later_confirmation("hirano"))
    assert reasons(town, "2026-12-20") == []


def test_or_annuls_it() -> None:
    town = the_cio_leaves("refuse").later(8)
    town.put(town.later_confirmation("hirano", "annul"))
    assert town.case().state is State.REVIEW


def test_who_follows_confirms_only_what_could_be_approved_now() -> None:
    town = the_cio_leaves().later(8)
    gone = {"aoki": "2026-11-30", "tanaka": "2026-11-30"}
    hirano = {"id": "hirano", "name": "Hirano", "department": "rijisha", "post": "cio", "from": "2026-12-01"}
    town.put(town.adoption("people.adopted", people(hirano, until=gone)))
    assert [why.code for why in town.rules.problems(town.later_confirmation("hirano"))] == ["not-in-service"]
    town.put(town.later_confirmation("hirano", "annul"))


def test_nobody_confirms_for_another_what_they_decided_themselves() -> None:
    document = people(line("kato", "ueda", "committee_member"))
    town = Town(staff=document).to_review(lifetime_yen=10_000_000, authority=COMMITTEE)
    town.put(town.decision("aoki"))
    town.put(town.decision("ito"))
    town.put(town.decision("kato", acting_for="ueda"))
    assert waits_for(town) == ["ueda"]
    town.put(town.adoption("people.adopted", people(until={"ueda": "2026-11-23"})))
    town.later()
    assert waits_for(town) == ["endo"]
    assert [why.code for why in town.rules.problems(town.later_confirmation("ito"))] == ["not-yours-to-confirm"]
    town.put(town.later_confirmation("endo"))


def test_who_was_stood_in_for_confirms_what_was_urgent_anew() -> None:
    town = Town(staff=people(line("ito", "aoki"))).to_review()
    town.put(town.decision("ito", acting_for="aoki", urgent=True))
    town.put(town.adoption("people.adopted", people(line("ito", "aoki"), until={"tanaka": "2026-11-30"})))
    town.later(8)
    assert [why.code for why in town.rules.problems(town.later_confirmation("aoki"))] == ["not-in-service"]
    town.put(town.later_confirmation("aoki", "annul"))


def test_an_annulled_refusal_is_no_earlier_no() -> None:
    town = the_cio_leaves("refuse")
    assert [no.what for no in noes(town.world, town.case())] == ["refuse"]
    town.put(town.later_confirmation("aoki", "annul"))
    assert noes(town.world, town.case()) == []
    assert [outcome for _, outcome, _ in town.case().undone] == ["refuse"]
    town.put(town.decision())
    assert [outcome for _, outcome, _ in town.case().decisions] == ["approve"]


@pytest.mark.parametrize(
    ("outcome", "state"), [("approve", State.APPROVED), ("refuse", State.REFUSED), ("return", State.RETURNED)]
)
def test_what_a_cio_decided_on_paper_holds_after_that_one_left(outcome: str, state: State) -> None:
    for follows in ({}, {"id": "hirano", "department": "rijisha", "post": "cio", "from": "2026-12-01"}):
        document = people(*([follows] if follows else []), until={"aoki": "2026-11-30"})
        town = Town(staff=document).to_review(authority=PAPER).later(8)
        town.put(town.transcription(outcome=outcome, decided_on="2026-11-30"))
        assert town.case().state is state


def test_a_paper_of_a_member_who_left_is_no_voice_among_many() -> None:
    document = people(until={"ueda": "2026-11-24"})
    town = Town(staff=document).to_review(authority=[{**MEMBERS[0], "paper": True}]).later(2)
    town.put(town.decision("ito"))
    town.put(town.transcription(decider="ueda", decided_on="2026-11-24"))
    assert town.case().state is State.REVIEW


def test_a_void_decision_says_nothing_of_the_next_revision() -> None:
    town = Town().to_review()
    assert town.codes(town.decision("tanaka")) == ["authority", "same-person"]
    assert reasons(town, "2026-11-24") == ["NOT_APPROVED", "AUTHORITY", "SOD"]
    town.put(town.return_())
    town.put(town.filing(number="2026-0001", signed=True))
    assert reasons(town, "2026-11-24") == ["NOT_APPROVED"]


@pytest.mark.parametrize("outcome", ["approve", "refuse", "return"])
def test_a_decision_that_was_signed_before_the_appeal_is_none_on_it(outcome: str) -> None:
    town = Town().to_review(lifetime_yen=10_000_000, authority=COMMITTEE)
    early = town.decision("endo", outcome)
    town.put(town.decision("aoki", "refuse"))
    town.put(town.appeal())
    last = town.events[-1]
    late = early._replace(seq=last.seq + 1, prev=last.leaf, ver=last.ver + 1)
    assert [why.code for why in town.rules.problems(late)] == ["before-appeal"]
    town.put(town.decision("endo", outcome))


def test_an_annulling_leaves_no_urgent_approval_behind() -> None:
    """A stand-in of the committee votes, the CIO approves urgently, the member annuls the stand-in's vote: all is open
    again, and no ordinary ballot revives what was urgent, nor does the CIO's own stand in the CIO's way."""
    town = Town(staff=people(line("kato", "ito", "committee_member")))
    town.to_review(lifetime_yen=20_000_000, authority=COMMITTEE)
    town.put(town.decision("kato", acting_for="ito"))
    town.put(town.decision(urgent=True))
    assert town.case().state is State.APPROVED and len(owed(town.case())) == 2
    town.put(town.later_confirmation("ito", "annul"))
    case = town.case()
    assert (case.state, case.approval, case.ballots) == (State.REVIEW, None, [])
    town.put(town.decision("ueda"))
    assert town.case().state is State.REVIEW, "one of three, and the CIO has not decided"
    assert town.codes(town.decision(urgent=True)) == ["urgent-again"]
    town.put(town.decision("endo"))
    town.put(town.decision())
    assert town.case().state is State.APPROVED and owed(town.case()) == ()


def test_a_split_committee_that_nobody_can_end_goes_back() -> None:
    """Two of four approve, one refuses, the fourth leaves: two of three would be enough, and nobody is left to say so.
    It stays under review, is never approved by that alone, and the office returns it."""
    town = four_of_whom_one_leaves()
    town.put(town.decision("endo", "refuse"))
    for each in ("ito", "ueda", "endo", "honda", "aoki"):
        assert town.rules.problems(town.decision(each)), each
        assert "decision.made" not in {row.type for row in may(town.world, town.case(), each, town.day)}
    town.later(400)
    assert (town.case().state, reasons(town, "2028-01-01")) == (State.REVIEW, ["NOT_APPROVED"])
    town.put(town.return_())


def test_nobody_meets_a_condition_in_the_owners_place() -> None:
    """The owner has left: neither chief nor colleague nor office fulfils, so the exception does not come in force."""
    town = Town().to_review()
    town.put(town.decision(conditions=CONDITIONS))
    town.put(town.confirmation())
    town.put(town.adoption("people.adopted", people(without="tanaka")))
    for person in ("sato", "suzuki", "mori", "aoki"):
        assert town.codes(town.fulfilment(1, person)) == ["not-the-owner"]
    assert town.codes(town.fulfilment(1, "tanaka")) == ["not-in-service"]
    assert "CONDITION_DUE" in reasons(town, "2027-04-02")


@pytest.mark.parametrize("act", ["voiding", "withdrawal", "return_", "silence", "declining"])
def test_what_is_approved_is_ended_by_nothing_that_ends_a_request(act: str) -> None:
    town = Town().to_approval().later(20)
    assert town.codes(getattr(town, act)()) in (["state"], ["nothing-to-confirm"])
    assert town.case().state is State.APPROVED
