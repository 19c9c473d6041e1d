"""Every act: the honest one takes effect, and every way to bend it is refused with its reason."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from nocustom.life.act import ACTS, State
from nocustom.life.event import Event
from nocustom.life.fold import fold
from nocustom.life.rules import Rules
from nocustom.life.turn import may
from tests.life.town import MONDAY, ORIGIN, Town, digest, people


def test_the_way_of_a_request() -> None:
    town = Town()
    town.put(town.filing())
    assert town.case().state is State.FILED
    town.put(town.endorsement())
    assert town.case().state is State.OWNER_PENDING
    town.put(town.acceptance())
    assert town.case().state is State.REVIEW
    town.later(3).put(town.decision())
    case = town.case()
    assert case.state is State.APPROVED
    assert case.approval is not None
    assert case.acceptance is not None
    assert case.approval.acceptance == case.acceptance.leaf
    assert case.since == "2026-11-26"
    assert [(line.type, line.by, line.state) for line in case.history] == [
        ("request.filed", "suzuki", State.FILED),
        ("request.endorsed", "tanaka", State.OWNER_PENDING),
        ("acceptance.signed", "tanaka", State.REVIEW),
        ("decision.made", "aoki", State.APPROVED),
    ]


def test_the_fold_is_the_rules_one_by_one_and_knows_earlier_days() -> None:
    town = Town().to_review()
    town.later(3).put(town.decision())
    today = fold(town.events, town.papers)
    assert today.cases["2026-0001"].history == town.case().history
    assert fold(town.events, town.papers, as_of=MONDAY).cases["2026-0001"].state is State.REVIEW
    assert fold(town.events, town.papers, as_of=MONDAY - timedelta(days=1)).cases == {}


def test_one_line_with_a_clock_ahead_hides_nothing_after_it() -> None:
    town = Town().to_owner().later(30)
    town.put(town.acceptance())
    town.later(-29).put(town.decision())
    assert fold(town.events, town.papers, as_of=town.day).cases["2026-0001"].state is State.APPROVED


@pytest.mark.parametrize("verdict", ["forbidden", "refused", "redirected", "incomplete", "", "Eligible"])
def test_only_what_is_eligible_goes_to_the_owner(verdict: str) -> None:
    town = Town().to_owner(verdict=verdict)
    assert town.case().state is (State.CLOSED if verdict == "forbidden" else State.FILED)
    assert town.codes(town.acceptance()) == ["state"]
    assert town.codes(town.decision()) == ["state"]


def test_without_an_owner_nobody_is_asked() -> None:
    town = Town().to_owner(owner="")
    assert town.case().state is State.FILED
    town.put(town.return_())


# Filing


@pytest.mark.parametrize(
    ("bend", "code"),
    [
        ({"file_sha256": digest("x")}, "other-assessment"),
        ({"material_sha256": digest("x")}, "other-assessment"),
        ({"policy_sha256": digest("x")}, "other-assessment"),
        ({"key": "another"}, "other-assessment"),
        ({"filed_on": "2026-11-22"}, "other-assessment"),
        ({"assessment_sha256": digest("lost")}, "unreadable"),
        ({"rev": 2}, "revision"),
        ({"request": "2026-0002"}, "other-request"),
        ({"file_sha256": "ABC"}, "malformed"),
        ({"filed_on": "2026-02-30"}, "malformed"),
    ],
)
def test_a_filing_is_of_its_own_assessment(bend: dict[str, Any], code: str) -> None:
    town = Town()
    assert town.codes(town.filing(bend=bend))[0] == code


def test_a_filing_is_judged_with_what_is_adopted() -> None:
    town = Town()
    old = town.filing()
    town.adopt_policy("policy 2")
    assert town.codes(old) == ["not-the-adopted"]


def test_a_filing_from_the_future_is_refused() -> None:
    town = Town()
    assert "filed-ahead" in town.codes(
        town.filing(judged_on="2026-11-24", bend={"filed_on": "2026-11-24"}),
    )


def test_numbers_have_no_gaps() -> None:
    town = Town()
    assert town.codes(town.filing(number="2026-0002", rev=1, bend={"request": None})) == ["number"]
    assert town.codes(town.filing(number="2031-0001", rev=1, bend={"request": None})) == ["number"]
    town.put(town.filing())
    town.put(town.filing(key="another"))
    assert sorted(town.world.cases) == ["2026-0001", "2026-0002"]


def test_the_number_is_of_the_fiscal_year() -> None:
    town = Town().later(80)
    town.put(town.filing())
    assert list(town.world.cases) == ["2026-0001"]
    town.later(60)
    town.put(town.filing(key="another", wanted_from="2027-05-01"))
    assert list(town.world.cases) == ["2026-0001", "2027-0001"]


def test_a_key_belongs_to_one_request() -> None:
    town = Town()
    town.put(town.filing())
    assert town.codes(town.filing()) == ["same-key"]
    assert town.codes(town.filing("kato", department="jumin")) == ["same-key"]


def test_a_person_files_for_the_own_department_and_in_the_own_name() -> None:
    town = Town()
    assert town.codes(town.filing("kato")) == ["other-department"]
    assert town.codes(town.filing("suzuki", requester="sato")) == ["other-assessment"]
    assert town.codes(town.filing("nobody")) == ["other-department"]


def test_a_revision_comes_only_after_a_return_or_a_decline() -> None:
    town = Town()
    town.put(town.filing())
    assert town.codes(town.filing(number="2026-0001")) == ["state"]
    town.put(town.endorsement())
    assert town.codes(town.filing(number="2026-0001")) == ["state"]
    town.put(town.acceptance())
    assert town.codes(town.filing(number="2026-0001", signed=True)) == ["state"]
    town.put(town.return_())
    town.put(town.filing(number="2026-0001", signed=True))
    case = town.case()
    assert (case.revision.rev, case.state, case.endorsement, case.acceptance) == (2, State.FILED, None, None)


def test_after_an_acceptance_a_revision_must_be_signed() -> None:
    town = Town().to_review()
    town.put(town.return_())
    assert town.codes(town.filing(number="2026-0001")) == ["unsigned"]
    town.put(town.filing("sato", number="2026-0001", signed=True))


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"key": "another"}, "other-key"),
        ({"rev": 3}, "revision"),
        ({"rev": 1}, "revision"),
    ],
)
def test_a_revision_is_the_next_of_the_same_request(over: dict[str, Any], code: str) -> None:
    town = Town()
    town.put(town.filing())
    town.put(town.return_())
    assert town.codes(town.filing(number="2026-0001", **over)) == [code]


def test_a_revision_by_another_department_is_refused() -> None:
    town = Town()
    town.put(town.filing())
    town.put(town.return_())
    assert town.codes(town.filing("kato", number="2026-0001", department="jumin")) == ["other-department"]
    assert town.codes(town.filing("kato", number="2026-0001")) == ["other-department"]


def test_a_declined_request_may_name_one_other_owner_once() -> None:
    town = Town().to_owner()
    town.put(town.declining())
    assert town.case().state is State.DECLINED
    assert town.codes(town.filing(number="2026-0001")) == ["same-owner"]
    town.put(town.filing(number="2026-0001", owner="sato"))
    town.put(town.endorsement())
    town.put(town.declining("sato"))
    assert town.codes(town.filing(number="2026-0001", owner="suzuki")) == ["declined-twice"]
    assert "request.filed" not in {row.type for row in may(town.world, town.case(), "suzuki", town.day)}
    town.put(town.withdrawal())


def test_a_return_in_between_names_nobody_anew() -> None:
    town = Town().to_owner()
    town.put(town.declining())
    town.put(town.filing(number="2026-0001", owner="sato"))
    town.put(town.return_())
    assert town.codes(town.filing(number="2026-0001")) == ["declined-twice", "same-owner"]
    assert town.codes(town.filing(number="2026-0001", owner="suzuki")) == ["declined-twice"]
    town.put(town.filing(number="2026-0001", owner="sato"))


# Endorsement


@pytest.mark.parametrize("by", ["suzuki", "sato", "kato", "mori", "aoki", "stranger"])
def test_only_a_section_chief_of_the_department_endorses(by: str) -> None:
    town = Town()
    town.put(town.filing())
    assert town.codes(town.endorsement(by)) == ["not-the-chief"]


def test_a_section_chief_of_another_department_does_not_endorse() -> None:
    chief = {"id": "abe", "department": "jumin", "post": "section_chief", "from": "2025-04-01"}
    town = Town(staff=people(chief))
    town.put(town.filing())
    assert town.codes(town.endorsement("abe")) == ["not-the-chief"]


def test_one_endorsement_is_enough() -> None:
    town = Town().to_owner(verdict="refused")
    assert town.codes(town.endorsement()) == ["endorsed-already"]


# The owner


@pytest.mark.parametrize("by", ["suzuki", "sato", "kato", "mori", "aoki", "stranger"])
def test_only_the_named_owner_accepts_or_declines(by: str) -> None:
    town = Town().to_owner()
    assert town.codes(town.acceptance(by)) == ["not-the-owner"]
    assert town.codes(town.declining(by)) == ["not-the-owner"]


def test_an_owner_of_another_department_or_post_can_only_decline() -> None:
    town = Town().to_owner(owner="kato")
    assert town.codes(town.acceptance("kato")) == ["other-department"]
    town.put(town.declining("kato"))
    town = Town().to_owner(owner="sato", owner_posts=["section_chief"])
    assert town.codes(town.acceptance("sato")) == ["post"]
    town.put(town.declining("sato"))


def test_an_owner_who_left_does_not_accept() -> None:
    town = Town(staff=people(until={"sato": "2026-11-23"})).to_owner(owner="sato")
    assert town.later().codes(town.acceptance("sato")) == ["not-in-service"]


@pytest.mark.parametrize(
    ("bend", "code"),
    [
        ({"rev": 2}, "other-revision"),
        ({"material_sha256": digest("x")}, "other-revision"),
        ({"file_sha256": digest("x")}, "other-revision"),
        ({"assessment_sha256": digest("x")}, "other-revision"),
        ({"policy_sha256": digest("x")}, "other-revision"),
        ({"key": "another"}, "other-key"),
        ({"request": "2026-0002"}, "other-request"),
        ({"request": None}, "other-request"),
        ({"text": "引き受けます"}, "other-statement"),
        ({"lang": "en"}, "other-statement"),
        ({"statement_v": 9}, "unknown-statement"),
        ({"answers": ["yes"] * 6}, "answers"),
        ({"answers": ["yes"] * 6 + ["no"]}, "answers"),
        ({"name": " "}, "malformed"),
        ({"ledger": "other.example/nocustom"}, "other-ledger"),
        ({"act": "acceptance.declined"}, "other-act"),
        ({"v": 2}, "version"),
        ({"nonce": "x"}, "malformed"),
        ({"lang": "fr"}, "malformed"),
        ({"seen": {"size": 99, "root": digest("root")}}, "seen-ahead"),
        ({"acting_for": "suzuki"}, "not-acting"),
    ],
)
def test_an_acceptance_is_of_exactly_this(bend: dict[str, Any], code: str) -> None:
    town = Town().to_owner()
    assert town.codes(town.acceptance(**bend)) == [code]
    assert town.case().acceptance is None
    assert town.case().history[-1].void[0].code == code


@pytest.mark.parametrize(
    "bend", [{"ns": "nocustom-v1-file"}, {"signer": "suzuki"}, {"ns": "nocustom-v1-decision"}]
)
def test_an_acceptance_is_signed_by_the_owner_as_owner(bend: dict[str, Any]) -> None:
    town = Town().to_owner()
    assert town.codes(town.acceptance(**bend)) == ["signature"]


def test_an_english_acceptance_is_as_good() -> None:
    town = Town().to_owner()
    town.put(town.acceptance(read_in="en"))
    town.put(town.decision())


def test_an_acceptance_can_not_be_replayed_or_replaced() -> None:
    town = Town().to_owner()
    first = town.put(town.acceptance())
    assert "replayed" in town.codes(first)
    assert town.codes(town.acceptance()) == ["state"]
    assert town.codes(town.declining()) == ["state"]
    town.put(town.return_())
    town.put(town.filing(number="2026-0001", signed=True))
    town.put(town.endorsement())
    assert "replayed" in town.codes(first)
    assert town.case().acceptance is None


# Office and requester


@pytest.mark.parametrize("by", ["suzuki", "tanaka", "aoki", "stranger"])
def test_only_the_office_returns(by: str) -> None:
    town = Town()
    town.put(town.filing())
    assert town.codes(town.return_(by)) == ["not-the-office"]


def test_the_office_returns_from_filed_and_review_only() -> None:
    town = Town().to_owner()
    assert town.codes(town.return_()) == ["state"]
    town.put(town.acceptance())
    town.put(town.return_())
    assert town.codes(town.return_()) == ["state"]
    assert town.codes(town.return_(reason=" ")) == ["malformed"]


@pytest.mark.parametrize("by", ["tanaka", "mori", "aoki", "kato"])
def test_only_the_requester_withdraws(by: str) -> None:
    town = Town()
    town.put(town.filing())
    assert town.codes(town.withdrawal(by)) == ["not-the-requester"]


def test_a_withdrawn_request_stays_with_its_number() -> None:
    town = Town().to_review()
    town.put(town.withdrawal())
    assert town.case().state is State.WITHDRAWN
    for event in (
        town.decision(),
        town.acceptance(),
        town.return_(),
        town.filing(number="2026-0001", signed=True),
    ):
        assert town.codes(event) == ["state"]
    assert town.codes(town.filing(signed=True)) == ["same-key"]


def test_whatever_binds_is_signed() -> None:
    def bare(event: Event) -> Event:
        return event._replace(body=event.stmt or {}, stmt=None, sigs=())

    town = Town()
    assert town.codes(bare(town.adoption("people.adopted", people()))) == ["unsigned"]
    town.put(town.filing())
    for event in (town.endorsement(), town.return_(), town.withdrawal()):
        assert town.codes(bare(event)) == ["unsigned"]
    town.put(town.endorsement())
    for event in (town.acceptance(), town.declining(), town.withdrawal()):
        assert town.codes(bare(event)) == ["unsigned"]
    town.put(town.acceptance())
    for event in (town.decision(), town.return_(), town.withdrawal()):
        assert town.codes(bare(event)) == ["unsigned"]
    fresh = town.filing(key="another")
    assert town.codes(fresh._replace(sigs=town.decision().sigs)) == ["unsigned"]


# The ledger as a whole


def test_nothing_comes_before_the_roster() -> None:
    town = Town()
    rules = Rules(town.papers, ORIGIN)
    for event in (town.adoption("people.adopted", people()), town.filing()):
        assert [problem.code for problem in rules.step(event)] == ["no-roster"]


def test_a_second_roster_is_fine_but_not_at_the_beginning_again() -> None:
    town = Town()
    again = town.event("roster.set", "r1", "roster", roots=Town.root_line("r1"), roster="", added=[])
    assert town.codes(again._replace(seq=0)) == ["seen-ahead"]
    bad = town.event(
        "roster.set", "r1", "roster", roots="r1 cert-authority ssh-ed25519 AAAA", roster="", added=[]
    )
    assert town.codes(bad) == ["roster"]
    assert not town.world.single_root
    town.put(town.event("roster.set", "r1", "roster", roots=Town.root_line("r1"), roster="", added=[]))
    assert town.world.single_root


def test_an_unreadable_people_document_opens_nothing() -> None:
    town = Town().to_review()
    lost = town.adoption("people.adopted", people(without="sato"))
    town.documents.pop(lost.content["sha256"])
    assert town.codes(lost) == ["unreadable"]
    assert town.world.people is None
    assert town.codes(town.decision()) == ["no-people"]


def test_an_unreadable_assessment_holds_the_number_and_nothing_else() -> None:
    town = Town()
    lost = town.filing()
    town.documents.pop(lost.content["assessment_sha256"])
    assert town.codes(lost) == ["unreadable"]
    assert town.case().unreadable
    assert town.codes(town.endorsement()) == ["unreadable"]


def test_an_unknown_act_has_no_effect() -> None:
    town = Town()
    town.put(town.filing())
    assert town.codes(town.endorsement()._replace(type="request.blessed")) == ["unknown-act"]
    assert town.codes(town.endorsement(number="2026-0001", text="課長です")) == ["other-text"]


def test_who_may_do_what() -> None:
    town = Town()
    town.put(town.filing())

    def turns() -> dict[str, set[str]]:
        people = ("suzuki", "tanaka", "sato", "mori", "aoki", "kato")
        return {
            who: {row.verb for row in may(town.world, town.case(), who, town.day)} - {"withdraw"}
            for who in people
        }

    office = {"ask", "void"}
    nobody: set[str] = set()
    idle = dict.fromkeys(("suzuki", "tanaka", "sato", "mori", "aoki", "kato"), nobody)
    assert turns() == idle | {"tanaka": {"endorse"}, "mori": {"return"} | office}
    town.put(town.endorsement())
    assert turns() == idle | {"tanaka": {"accept", "decline"}, "mori": office}
    town.put(town.acceptance())
    assert turns() == idle | {"aoki": {"decide"}, "mori": {"return"} | office}
    town.put(town.return_())
    assert turns() == idle | {"suzuki": {"submit"}, "tanaka": {"submit"}, "sato": {"submit"}, "mori": {"void"}}


def test_every_row_of_the_table_is_an_act_of_these_tests() -> None:
    town = Town().to_approval()
    other = Town().to_owner()
    other.put(other.declining())
    other.put(other.withdrawal())
    third = Town().to_review()
    third.put(third.return_())
    fourth = Town().to_owner(verdict="refused")
    for act in (fourth.closing, fourth.appeal, fourth.acceptance, fourth.opinion):
        fourth.put(act())
    asked = fourth.put(fourth.said("question.asked", "mori", "?"))
    fourth.put(fourth.said("question.answered", "sato", "!", question=asked.seq))
    fourth.put(fourth.voiding())
    fifth = Town().to_owner(verdict="refused")
    fifth.put(fifth.closing())
    fifth.put(fifth.insistence())
    fifth.adopt_policy("policy 2")
    fifth.put(fifth.reassessment())
    sixth = Town().to_review()
    sixth.put(sixth.decision(conditions=[{"text": "委員会に示す", "due": None}]))
    sixth.put(sixth.confirmation())
    sixth.put(sixth.fulfilment())
    fifth.later(15)
    silence = fifth.put(fifth.silence())
    dispute = fifth.put(fifth.dispute("suzuki", silence.seq))
    fifth.put(fifth.adoption("people.adopted", people({"id": "seki", "department": "joho", "post": "cio_office"})))
    fifth.put(fifth.disposal(dispute.seq, by="seki"))
    stand_in = {"id": "ito", "department": "rijisha", "post": "cio", "acting_for": "aoki"}
    seventh = Town(staff=people(stand_in)).to_review()
    seventh.put(seventh.decision("ito", acting_for="aoki"))
    seventh.put(seventh.later_confirmation())
    paper = [{"from_yen": 0, "role": "cio", "quorum": "one", "paper": True}]
    eighth = Town().to_review(authority=paper)
    eighth.put(eighth.transcription())
    seen = {event.type for one in (town, other, third, fourth, fifth, sixth, seventh, eighth) for event in one.events}
    on_the_ledger = {"witness.added", "ledger.restored"}  # what they say of the lines: tests/ledger/test_witness.py
    assert seen == {row.type for row in ACTS} - on_the_ledger
