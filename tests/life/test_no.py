"""What becomes of a no: it is closed, insisted on, appealed; and what is asked and said on the way."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from nocustom.life.act import State
from nocustom.life.turn import may
from tests.life.town import MONDAY, Town, digest

NO = ["refused", "redirected"]


def closed(verdict: str = "refused", **over: Any) -> Town:
    """A request with a no, endorsed and closed."""
    town = Town().to_owner(verdict=verdict, **over)
    town.put(town.closing())
    return town


@pytest.mark.parametrize("verdict", NO)
def test_the_office_closes_a_no_with_the_last_day_of_appeal(verdict: str) -> None:
    town = closed(verdict)
    case = town.case()
    assert case.state is State.CLOSED
    assert case.closing is not None
    assert (case.closing.verdict, case.closing.by) == (verdict, "mori")
    assert case.last_day_of_appeal == date(2026, 12, 23)


def test_what_is_forbidden_closes_by_itself() -> None:
    town = Town()
    town.put(town.filing(verdict="forbidden"))
    case = town.case()
    assert case.state is State.CLOSED
    assert case.closing is not None
    assert case.closing.by == ""


@pytest.mark.parametrize("verdict", ["eligible", "incomplete"])
def test_only_a_no_is_closed(verdict: str) -> None:
    town = Town()
    town.put(town.filing(verdict=verdict))
    assert town.codes(town.closing()) == ["not-a-no"]


@pytest.mark.parametrize(
    ("bend", "code"),
    [
        ({"verdict": "redirected"}, "other-verdict"),
        ({"appeal_until": "2026-12-24"}, "appeal-day"),
        ({"appeal_until": "2026-12-22"}, "appeal-day"),
        ({"by": "suzuki"}, "signature"),
    ],
)
def test_a_closing_says_what_is_so(bend: dict[str, Any], code: str) -> None:
    town = Town()
    town.put(town.filing(verdict="refused"))
    assert town.codes(town.event("request.closed", "mori", "2026-0001", signer="mori", **{
        **town.on(), "verdict": "refused", "appeal_until": "2026-12-23", "reason": "", **{
            key: value for key, value in bend.items() if key != "by"
        }}) if "by" not in bend else town.event(
            "request.closed", "suzuki", "2026-0001", signer="mori", **town.on(), verdict="refused",
            appeal_until="2026-12-23", reason="")) == [code]  # fmt: skip


@pytest.mark.parametrize("who", ["suzuki", "tanaka", "aoki", "kurihara"])
def test_nobody_but_the_office_closes(who: str) -> None:
    town = Town()
    town.put(town.filing(verdict="refused"))
    assert town.codes(town.closing(who)) == ["not-the-office"]


# Insisting


@pytest.mark.parametrize("verdict", NO)
def test_the_section_chief_insists_and_the_owner_is_asked(verdict: str) -> None:
    town = closed(verdict)
    town.put(town.insistence())
    case = town.case()
    assert (case.state, case.insisted) == (State.OWNER_PENDING, True)
    town.put(town.declining("tanaka"))
    assert case.state is State.DECLINED


def test_who_insists_stands_behind_it() -> None:
    town = Town()
    town.put(town.filing(verdict="refused"))
    town.put(town.closing())
    town.put(town.insistence())
    endorsement = town.case().endorsement
    assert endorsement is not None
    assert endorsement.by == "tanaka"


def test_an_insisted_request_is_not_approved_for_that() -> None:
    town = closed()
    town.put(town.insistence())
    town.put(town.acceptance())
    assert "not-eligible" in town.codes(town.decision())
    town.put(town.decision(outcome="refuse"))


@pytest.mark.parametrize("who", ["suzuki", "sato", "mori", "aoki", "inoue", "kurihara"])
def test_only_the_chief_of_the_section_insists(who: str) -> None:
    assert closed().codes(closed().insistence(who)) == ["not-the-chief"]


def test_nobody_insists_on_what_is_forbidden_or_on_nobody() -> None:
    town = Town()
    town.put(town.filing(verdict="forbidden"))
    assert town.codes(town.insistence()) == ["forbidden"]
    town = Town()
    town.put(town.filing(verdict="refused", owner=""))
    town.put(town.closing())
    assert town.codes(town.insistence()) == ["no-owner"]


# Appeals


def test_the_head_appeals_and_the_committee_decides() -> None:
    town = closed()
    town.put(town.appeal())
    assert town.case().state is State.OWNER_PENDING
    town.put(town.acceptance())
    assert "authority" in town.codes(town.decision("aoki", "refuse"))
    for member in ("ito", "ueda"):
        town.put(town.decision(member, "refuse"))
    assert town.case().state is State.REFUSED


def test_a_refusal_is_appealed_where_the_owner_has_accepted() -> None:
    town = Town().to_review()
    town.put(town.decision(outcome="refuse"))
    town.later(30).put(town.appeal())
    assert town.case().state is State.REVIEW
    assert "authority" in town.codes(town.decision("aoki"))
    for member in ("ito", "ueda"):
        town.put(town.decision(member))
    assert town.case().state is State.APPROVED


def test_nobody_decides_the_appeal_of_an_own_decision() -> None:
    one = [{"from_yen": 0, "role": "committee", "quorum": "one"}]
    town = Town().to_review(authority=one)
    town.put(town.decision("ito", "refuse"))
    town.put(town.appeal())
    assert town.codes(town.decision("ito")) == ["own-refusal"]
    town.put(town.decision("ueda"))
    town.put(town.decision("endo"))
    assert town.case().state is State.APPROVED


def test_the_policy_may_name_who_decides_appeals() -> None:
    roles = {"section_chief": ["section_chief"], "office": ["cio_office"], "cio": ["cio"],
             "owner": ["section_chief"], "department_head": ["department_head"], "appeal": ["finance"]}  # fmt: skip
    town = closed(roles=roles)
    town.put(town.appeal())
    town.put(town.acceptance())
    assert "authority" in town.codes(town.decision("ito", "refuse"))
    town.put(town.decision("ogawa", "refuse"))
    assert town.case().state is State.REFUSED


def test_there_is_one_appeal_within_thirty_days() -> None:
    town = closed().later(31)
    assert town.codes(town.appeal()) == ["appeal-too-late"]
    town.later(-1).put(town.appeal())
    town.put(town.acceptance())
    for member in ("ito", "ueda"):
        town.put(town.decision(member, "refuse"))
    assert town.codes(town.appeal()) == ["appealed-already"]


def test_an_appeal_needs_the_endorsement_which_may_come_late() -> None:
    town = Town()
    town.put(town.filing(verdict="refused"))
    town.put(town.closing())
    assert town.codes(town.appeal()) == ["not-endorsed"]
    town.put(town.endorsement())
    assert town.case().state is State.CLOSED
    town.put(town.appeal())


@pytest.mark.parametrize("who", ["suzuki", "tanaka", "mori", "aoki", "inoue"])
def test_only_the_head_of_the_department_appeals(who: str) -> None:
    town = closed()
    assert town.codes(town.appeal(who)) == ["not-the-head"]


def test_who_appeals_does_not_decide() -> None:
    roles = {"section_chief": ["section_chief"], "office": ["cio_office"], "owner": ["section_chief"],
             "department_head": ["department_head"], "appeal": ["department_head", "finance"]}  # fmt: skip
    town = closed(roles=roles)
    town.put(town.appeal())
    town.put(town.acceptance())
    assert "same-person" in town.codes(town.decision("kurihara", "refuse"))


def test_an_appeal_gives_a_new_fact() -> None:
    assert closed().codes(closed().appeal(reason=" ")) == ["malformed"]


# Questions, opinions, voiding


def test_questions_and_answers_change_no_state_and_are_unsigned() -> None:
    town = Town().to_review()
    asked = town.put(town.said("question.asked", "mori", "帳票は年何回出しますか"))
    case = town.case()
    assert case.state is State.REVIEW
    assert [question.seq for question in case.unanswered] == [asked.seq]
    town.put(town.said("question.answered", "sato", "年2回です", question=asked.seq))
    assert case.unanswered == ()
    assert case.questions[0].answers[0][2:] == ("sato", "年2回です")
    assert [(line.message, line.signed) for line in case.history[-2:]] == [
        ("帳票は年何回出しますか", False), ("年2回です", False),
    ]  # fmt: skip


def test_who_asks_and_who_answers() -> None:
    town = Town().to_review()
    assert town.codes(town.said("question.asked", "sato", "?")) == ["not-the-office"]
    asked = town.put(town.said("question.asked", "mori", "?"))
    assert town.codes(town.said("question.answered", "kato", "!", question=asked.seq)) == ["other-department"]
    assert town.codes(town.said("question.answered", "sato", "!", question=0)) == ["no-question"]
    assert town.codes(town.said("question.answered", "sato", " ", question=asked.seq)) == ["malformed"]


def test_an_opinion_comes_from_another_department_whom_the_policy_consults() -> None:
    town = Town().to_review()
    for who in ("ogawa", "inoue"):
        town.put(town.opinion(who, "object"))
    assert [(each.by, each.stance) for each in town.case().opinions] == [
        ("ogawa", "object"),
        ("inoue", "object"),
    ]
    assert town.case().state is State.REVIEW
    assert town.codes(town.opinion("tanaka")) == ["own-department"]
    assert town.codes(town.opinion("kato")) == ["not-consulted"]
    assert town.codes(town.opinion(stance="yes", text="x")) == ["malformed"]


def test_an_opinion_is_given_under_review_only() -> None:
    town = Town().to_owner()
    assert town.codes(town.opinion()) == ["state"]


def test_the_office_voids_what_is_open_and_the_number_stays() -> None:
    town = Town().to_review()
    assert town.codes(town.voiding("suzuki")) == ["not-the-office"]
    town.put(town.voiding())
    assert town.case().state is State.VOID
    assert town.codes(town.decision()) == ["state"]
    town.put(town.filing(key="another"))
    assert list(town.world.cases) == ["2026-0001", "2026-0002"]


def test_what_is_approved_is_not_voided() -> None:
    town = Town().to_approval()
    assert town.codes(town.voiding()) == ["state"]


def test_an_act_on_another_revision_is_refused() -> None:
    town = closed()
    for made in (town.insistence, town.appeal):
        assert town.codes(made(material_sha256=digest("other"))) == ["other-revision"]


def test_may_tells_each_their_turn() -> None:
    town = closed()

    def acts(who: str) -> set[str]:
        return {row.type for row in may(town.world, town.case(), who, MONDAY)}

    assert acts("tanaka") == {"request.insisted"}
    assert acts("kurihara") == {"request.appealed"}
    assert acts("mori") == set()
