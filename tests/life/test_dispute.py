"""What is recorded of an owner who does not answer; who may dispute what; and that a dispute undoes nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from nocustom.life.act import State
from nocustom.life.turn import may
from tests.life.town import Town, people

OTHER_OFFICE = {"id": "endo", "department": "joho", "post": "cio_office", "from": "2025-04-01"}


def town_of_two() -> Town:
    """A town whose office has two people."""
    return Town(staff=people(OTHER_OFFICE))


def silent() -> tuple[Town, int]:
    """A request whose owner has not answered, and the line that records it."""
    town = town_of_two().to_owner().later(15)
    return town, town.put(town.silence()).seq


def test_silence_is_recorded_after_14_full_days() -> None:
    town = Town().to_owner().later(14)
    assert "owner.silent" not in {row.type for row in may(town.world, town.case(), "mori", town.day)}
    assert town.codes(town.silence()) == ["not-silent-yet"]
    town.later()
    assert "owner.silent" in {row.type for row in may(town.world, town.case(), "mori", town.day)}
    town.put(town.silence())
    case = town.case()
    assert case.state is State.DECLINED
    assert [(each.by, each.silent) for each in case.declines] == [("tanaka", True)]


@pytest.mark.parametrize(
    ("bend", "by", "code"),
    [
        ({}, "tanaka", "not-the-office"),
        ({}, "suzuki", "not-the-office"),
        ({"owner": "sato"}, "mori", "other-question"),
        ({"asked_on": "2026-11-01"}, "mori", "other-question"),
    ],
)
def test_silence_is_the_office_s_to_record_and_says_what_is_so(
    bend: dict[str, Any], by: str, code: str
) -> None:
    town = Town().to_owner().later(15)
    assert town.codes(town.silence(by, **bend)) == [code]


def test_the_owner_may_still_answer_until_then_and_not_after() -> None:
    town = Town().to_owner().later(20)
    town.put(town.acceptance())
    town, _ = silent()
    assert town.codes(town.acceptance()) == ["state"]


def test_a_silence_counts_as_a_decline_so_another_owner_is_named_once() -> None:
    town, _ = silent()
    assert town.codes(town.filing(number="2026-0001")) == ["same-owner"]
    town.put(town.filing(number="2026-0001", owner="sato"))
    town.put(town.endorsement())
    town.later(15)
    town.put(town.silence())
    assert town.codes(town.filing(number="2026-0001", owner="kato")) == ["declined-twice"]


def test_the_time_of_the_next_owner_begins_when_that_one_is_asked() -> None:
    town, _ = silent()
    town.put(town.filing(number="2026-0001", owner="sato"))
    town.put(town.endorsement())
    assert town.case().asked_since == town.day.isoformat()
    assert town.codes(town.later(14).silence()) == ["not-silent-yet"]


def test_an_owner_who_disputes_the_silence_is_asked_again_once() -> None:
    town, line = silent()
    town.put(town.dispute("tanaka", line))
    case = town.case()
    assert (case.state, case.declines, case.asked_since) == (State.OWNER_PENDING, [], town.day.isoformat())
    assert town.codes(town.silence()) == ["not-silent-yet"]
    town.later(15)
    again = town.put(town.silence()).seq
    town.put(town.dispute("tanaka", again))
    assert town.case().state is State.DECLINED
    assert len(town.world.open_disputes) == 2


def test_who_was_asked_again_may_accept() -> None:
    town, line = silent()
    town.put(town.dispute("tanaka", line))
    town.put(town.acceptance())
    town.put(town.decision())
    assert town.case().state is State.APPROVED


@pytest.mark.parametrize("what", ["another person", "too late", "filed since", "another line"])
def test_nothing_else_undoes_a_silence(what: str) -> None:
    town, line = silent()
    match what:
        case "another person":
            town.put(town.dispute("suzuki", line))
        case "too late":
            town.later(15)
            town.put(town.dispute("tanaka", line))
        case "filed since":
            town.put(town.filing(number="2026-0001", owner="sato"))
            town.put(town.dispute("tanaka", line))
            assert town.case().state is State.FILED
            return
        case _:
            town.put(town.dispute("tanaka", line - 1))
    assert town.case().state is State.DECLINED


def test_on_the_last_day_it_is_in_time() -> None:
    town, line = silent()
    town.later(14)
    town.put(town.dispute("tanaka", line))
    assert town.case().state is State.OWNER_PENDING


# An approval that waits for the owner's second signature


def unsigned_terms() -> Town:
    """Approved under a condition; the owner is to sign it."""
    town = town_of_two().to_review()
    town.put(town.decision(conditions=[{"text": "示す", "due": None}]))
    return town


def test_an_owner_who_never_signs_the_terms_holds_nothing_up_for_ever() -> None:
    town = unsigned_terms().later(14)
    assert town.codes(town.silence()) == ["not-silent-yet"]
    assert "owner.silent" not in {row.type for row in may(town.world, town.case(), "mori", town.day)}
    town.later()
    assert "owner.silent" in {row.type for row in may(town.world, town.case(), "mori", town.day)}
    town.put(town.adoption("people.adopted", people(OTHER_OFFICE, without="tanaka")))
    town.put(town.silence())
    case = town.case()
    assert (case.state, case.approval) == (State.DECLINED, None)
    town.put(town.filing(number="2026-0001", owner="sato", signed=True))
    assert town.case().acceptance is None, "another owner carries it, or nobody"


@pytest.mark.parametrize(("bend", "codes"), [
    ({"decision": None}, ["other-decision"]), ({"decision": "0" * 64}, ["other-decision"]),
    ({"asked_on": "2026-11-20"}, ["other-question"]), ({"by": "tanaka"}, ["not-the-office"]),
])  # fmt: skip
def test_the_silence_names_the_approval_that_lapses(bend: dict[str, Any], codes: list[str]) -> None:
    town = unsigned_terms().later(15)
    assert town.codes(town.silence(**bend)) == codes


def test_no_silence_ends_an_approval_that_nobody_has_to_sign() -> None:
    town = town_of_two().to_approval().later(15)
    assert town.codes(town.silence()) == ["nothing-to-confirm"]
    assert "owner.silent" not in {row.type for row in may(town.world, town.case(), "mori", town.day)}
    town = unsigned_terms()
    town.put(town.confirmation())
    assert town.codes(town.later(15).silence()) == ["confirmed-already"]
    assert town.case().state is State.APPROVED


def test_before_an_approval_a_silence_names_no_decision() -> None:
    town = town_of_two().to_owner().later(15)
    assert town.codes(town.silence(decision="0" * 64)) == ["other-decision"]


def test_who_disputes_that_silence_is_asked_to_sign_again_once() -> None:
    town = unsigned_terms().later(15)
    line = town.put(town.silence()).seq
    town.later(14)
    town.put(town.dispute("tanaka", line))
    case = town.case()
    assert case.state is State.APPROVED and case.approval is not None and case.approval.awaits_owner
    assert (case.asked_since, case.declines) == (town.day.isoformat(), [])
    assert town.codes(town.silence()) == ["not-silent-yet"]
    town.later(15)
    again = town.put(town.silence()).seq
    town.put(town.dispute("tanaka", again))
    assert town.case().state is State.DECLINED
    other = unsigned_terms().later(15)
    line = other.put(other.silence()).seq
    other.put(other.dispute("tanaka", line))
    other.put(other.confirmation())
    assert other.case().approval is not None and not other.case().approval.awaits_owner  # type: ignore[union-attr]


def test_an_own_decline_is_not_undone() -> None:
    town = town_of_two().to_owner()
    line = town.put(town.declining()).seq
    town.put(town.dispute("tanaka", line))
    assert town.case().state is State.DECLINED


@pytest.mark.parametrize("person", ["suzuki", "tanaka", "kurihara", "aoki", "mori"])
def test_whoever_is_concerned_may_dispute_a_line_of_a_request(person: str) -> None:
    town = town_of_two().to_review()
    line = town.put(town.return_()).seq
    before = town.case().state
    town.put(town.dispute(person, line))
    assert town.case().state is before
    (dispute,) = town.world.open_disputes
    assert (dispute.by, dispute.line, dispute.stream) == (person, line, "2026-0001")
    assert town.codes(town.dispute(person, line)) == ["disputed-already"]


@pytest.mark.parametrize("person", ["sato", "kato", "ogawa", "ito"])
def test_who_is_not_concerned_may_not(person: str) -> None:
    town = town_of_two().to_review()
    line = town.put(town.return_()).seq
    assert town.codes(town.dispute(person, line)) == ["not-concerned"]
    assert town.world.disputes == []


def test_the_committee_is_concerned_where_it_decides_and_a_voice_that_was_heard() -> None:
    committee = [{"from_yen": 0, "role": "committee", "quorum": "majority"}]
    town = town_of_two().to_review(authority=committee)
    line = town.put(town.opinion()).seq
    town.put(town.dispute("ito", line))
    town.put(town.dispute("ogawa", line))
    assert town.codes(town.dispute("aoki", line)) == ["not-concerned"]


def test_whoever_is_named_by_an_adoption_or_a_roster_may_dispute_it() -> None:
    town = town_of_two()
    left = town.put(town.adoption("people.adopted", people(OTHER_OFFICE, until={"ogawa": "2027-01-01"}))).seq
    town.put(town.dispute("ogawa", left))
    assert town.codes(town.dispute("aoki", 3)) == []
    assert town.codes(town.dispute("ogawa", 3)) == ["not-concerned"]
    town.put(town.dispute("ogawa", 0))
    assert {each.stream for each in town.world.disputes} == {"people", "policy", "roster"}


@pytest.mark.parametrize(
    ("bend", "code"),
    [
        ({"line": 999}, "no-line"),
        ({"leaf": "0" * 64}, "no-line"),
        ({"line": None, "leaf": None}, "no-line"),
        ({"line": None, "leaf": None, "anomaly": "split-1"}, "no-anomaly"),
        ({"ns": "nocustom-v1-roster"}, "signature"),
        ({"ns": "nocustom-v1-own"}, "signature"),
        ({"reason": " "}, "malformed"),
        ({"text": "はい\n"}, "other-text"),
    ],
)
def test_a_dispute_names_its_line(bend: dict[str, Any], code: str) -> None:
    town, line = silent()
    assert town.codes(town.dispute("tanaka", line, **bend)) == [code]
    assert town.case().state is State.DECLINED


@pytest.mark.parametrize("space", ["file", "accept", "opinion", "office", "decision"])
def test_it_is_signed_in_any_role_of_one_s_own(space: str) -> None:
    town, line = silent()
    town.put(town.dispute("tanaka", line, ns="nocustom-v1-" + space))


def test_who_is_not_in_service_disputes_nothing() -> None:
    town, line = silent()
    town.put(town.adoption("people.adopted", people(OTHER_OFFICE, until={"tanaka": "2026-12-01"})))
    assert town.codes(town.dispute("tanaka", line)) == ["not-in-service"]


def test_the_office_disposes_of_a_dispute_and_nobody_of_one_about_an_own_act() -> None:
    town, line = silent()
    dispute = town.put(town.dispute("suzuki", line))
    assert town.codes(town.disposal(dispute.seq)) == ["own-dispute"]
    assert town.codes(town.disposal(dispute.seq, by="tanaka")) == ["not-the-office"]
    assert town.codes(town.disposal(line, by="endo")) == ["no-dispute"]
    state = town.case().state
    town.put(town.disposal(dispute.seq, by="endo"))
    assert town.world.open_disputes == ()
    assert town.case().state is state
    assert town.world.disputes[0].disposal is not None
    assert town.codes(town.disposal(dispute.seq, by="endo")) == ["no-dispute"]
    assert [entry.line for entry in town.case().history[-2:]] == [line, dispute.seq]


def test_a_disposal_may_be_disputed_by_who_disputed() -> None:
    town, line = silent()
    dispute = town.put(town.dispute("suzuki", line))
    disposal = town.put(town.disposal(dispute.seq, by="endo"))
    assert town.codes(town.dispute("kato", disposal.seq)) == ["not-concerned"]
    town.put(town.dispute("suzuki", disposal.seq))


def test_an_unsigned_dispute_is_none() -> None:
    town, line = silent()
    bare = town._made("act.disputed", "disputes", {"by": "tanaka", "line": line, "leaf": town.world.lines[line].leaf,
                                                   "anomaly": None, "reason": "否"}, None, ())  # fmt: skip
    assert town.codes(bare) == ["unsigned"]
