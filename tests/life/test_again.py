"""A request judged again: when it may be, what it changes, and when the owner's acceptance lives on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from nocustom.life.act import State
from nocustom.life.again import changes, outdated
from nocustom.life.fold import fold
from nocustom.life.in_force import Reason, in_force
from nocustom.life.living import lapsed
from nocustom.life.turn import may
from tests.life.town import ORIGIN, Town, digest, people

IN_THE_WAY = {
    "decided_by": ["F"],
    "rules": [{"id": "F", "effect": "forbid", "level": "overridable", "fired": "yes", "lifted": False}],
}  # fmt: skip


def anew(town: Town, **over: Any) -> Town:
    """Another policy is adopted a day later, and the request is judged again."""
    town.later()
    town.adopt_policy(f"policy of {town.day}")
    town.put(town.reassessment(over=over))
    return town


def insisted(town: Town | None = None) -> Town:
    """A redirected request whose section insists: the owner is to answer."""
    town = (town or Town()).to_owner(verdict="redirected")
    town.put(town.closing())
    town.put(town.insistence())
    return town


def test_nothing_is_judged_again_while_nothing_else_is_adopted() -> None:
    town = Town().to_review()
    assert outdated(town.world, town.case()) == ()
    assert town.codes(town.reassessment()) == ["judged-by-the-adopted"]
    assert "request.reassessed" not in {row.type for row in may(town.world, town.case(), "mori", town.day)}


@pytest.mark.parametrize("part", ["policy", "systems", "people"])
def test_a_change_of_each_part_lets_the_office_judge_again(part: str) -> None:
    town = Town().to_review()
    if part == "policy":
        town.adopt_policy("policy 2")
    elif part == "systems":
        town.put(town.adoption("catalogue.adopted", {"system": [{"id": "other"}]}))
    else:
        town.put(
            town.adoption("people.adopted", people({"id": "new", "department": "joho", "post": "clerk"}))
        )
    assert outdated(town.world, town.case()) == (part,)
    assert "request.reassessed" in {row.type for row in may(town.world, town.case(), "mori", town.day)}
    assert "request.reassessed" not in {row.type for row in may(town.world, town.case(), "tanaka", town.day)}
    assert town.codes(town.reassessment(by="tanaka")) == ["not-the-office"]
    town.put(town.reassessment())
    assert outdated(town.world, town.case()) == ()
    assert town.codes(town.reassessment()) == ["judged-by-the-adopted"]


def test_a_rolled_back_policy_is_another_one_than_the_request_was_judged_by() -> None:
    town = anew(Town().to_review())
    town.adopt_policy("policy 1")
    assert outdated(town.world, town.case()) == ("policy",)


@pytest.mark.parametrize(
    ("before", "over", "after"),
    [
        ("owner_pending", {}, State.OWNER_PENDING),
        ("owner_pending", {"verdict": "refused"}, State.FILED),
        ("owner_pending", {"verdict": "redirected"}, State.FILED),
        ("owner_pending", {"verdict": "incomplete"}, State.FILED),
        ("owner_pending", {"verdict": "forbidden"}, State.CLOSED),
        ("review", {}, State.REVIEW),
        ("review", {"max_term_months": 18}, State.OWNER_PENDING),
        ("review", {"verdict": "refused"}, State.FILED),
        ("review", {"verdict": "incomplete"}, State.FILED),
        ("review", {"verdict": "forbidden"}, State.CLOSED),
        ("endorsed no", {}, State.OWNER_PENDING),
        ("endorsed no", {"verdict": "redirected"}, State.FILED),
        ("endorsed no", {"verdict": "forbidden"}, State.CLOSED),
        ("not endorsed", {}, State.FILED),
        ("no owner", {}, State.FILED),
        ("insisted", {"verdict": "redirected"}, State.OWNER_PENDING),
        ("insisted", {"verdict": "refused"}, State.FILED),
        ("insisted", {"verdict": "incomplete"}, State.FILED),
        ("insisted", {}, State.OWNER_PENDING),
        ("insisted", {"verdict": "forbidden"}, State.CLOSED),
        ("accepted after insisting", {"verdict": "redirected"}, State.REVIEW),
        ("accepted after insisting", {"verdict": "refused"}, State.FILED),
        ("accepted after insisting", {}, State.OWNER_PENDING),
        ("appealed", {"verdict": "refused"}, State.OWNER_PENDING),
        ("appealed", {"verdict": "redirected"}, State.OWNER_PENDING),
        ("appealed", {"verdict": "incomplete"}, State.FILED),
        ("appealed", {"verdict": "forbidden"}, State.CLOSED),
        ("appealed", {}, State.OWNER_PENDING),
    ],
)
def test_the_verdict_moves_the_request(before: str, over: dict[str, Any], after: State) -> None:
    town = Town()
    match before:
        case "owner_pending":
            town.to_owner()
        case "review":
            town.to_review()
        case "endorsed no":
            town.to_owner(verdict="refused")
        case "not endorsed":
            town.put(town.filing(verdict="incomplete"))
        case "no owner":
            town.to_owner(owner="")
        case "insisted":
            insisted(town)
        case "accepted after insisting":
            insisted(town)
            town.put(town.acceptance())
        case _:
            town.to_owner(verdict="refused")
            town.put(town.closing())
            town.put(town.appeal())
    anew(town, **over)
    assert town.case().state is after
    closing = town.case().closing
    if after is State.CLOSED:
        assert closing is not None
        assert (closing.by, closing.verdict, closing.appeal_until) == (
            "",
            "forbidden",
            town.day + timedelta(days=30),
        )


def test_who_insisted_on_one_no_has_not_insisted_on_another() -> None:
    town = anew(insisted(), verdict="refused")
    assert not town.case().insisted
    town.put(town.closing())
    town.put(town.insistence())
    assert town.case().state is State.OWNER_PENDING


def test_there_is_still_one_appeal_after_a_request_was_judged_again() -> None:
    town = Town().to_owner(verdict="refused")
    town.put(town.closing())
    town.put(town.appeal())
    anew(town, verdict="incomplete")
    town.later()
    town.adopt_policy("policy 3")
    town.put(town.reassessment(over={"verdict": "refused"}))
    assert town.case().state is State.FILED or town.case().state is State.OWNER_PENDING
    assert town.case().appeal is not None


@pytest.mark.parametrize(
    "state", ["returned", "declined", "closed", "withdrawn", "void", "approved", "refused"]
)
def test_what_is_not_open_or_lies_with_the_department_is_not_judged_again(state: str) -> None:
    town = Town()
    match state:
        case "returned":
            town.to_review().put(town.return_())
        case "declined":
            town.to_owner().put(town.declining())
        case "closed":
            town.to_owner(verdict="refused").put(town.closing())
        case "withdrawn":
            town.to_owner().put(town.withdrawal())
        case "void":
            town.to_owner().put(town.voiding())
        case "approved":
            town.to_approval()
        case _:
            town.to_review().put(town.decision(outcome="refuse"))
    town.adopt_policy("policy 2")
    assert town.codes(town.reassessment()) == ["state"]
    assert outdated(town.world, town.case()) == ()


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"lifetime_yen": 5_000_000}, None),
        ({"authority": [{"from_yen": 0, "role": "committee", "quorum": "one"}]}, None),
        ({"decided_by": ["NC-502"], "rules": [{"id": "NC-502", "effect": "permit", "fired": "yes"}]}, None),
        ({"max_term_months": 36}, "other-grants-now"),
        ({"quorum": "all"}, "other-grants-now"),
        ({"owner_posts": ["section_chief"]}, "other-grants-now"),
        ({"hours_per_year": 90}, "other-statement-now"),
        ({"verdict": "refused"}, "other-verdict-now"),
    ],
)
def test_the_acceptance_lapses_only_where_the_promise_is_another(
    over: dict[str, Any], code: str | None
) -> None:
    town = anew(Town().to_review(), **over)
    case = town.case()
    ended = case.revision.replaced[-1].lapsed
    assert (None if ended is None else ended.code) == code
    assert (case.acceptance is None) == (code is not None)
    if code is None:
        assert lapsed(town.world, case, town.day) is None


def test_the_decision_after_judging_again_is_on_the_new_digests() -> None:
    town = Town().to_review()
    before = town.case().revision.digests
    early = town.decision()
    anew(town)
    assert town.codes(early) == ["other-revision"]
    town.put(town.decision())
    case = town.case()
    assert case.approval is not None
    assert case.state is State.APPROVED
    assert case.revision.digests.file_sha256 == before.file_sha256
    assert case.revision.digests.assessment_sha256 != before.assessment_sha256
    answer = in_force(town.world, case, town.day)
    assert (answer.yes, answer.reasons) == (True, ())


def test_an_acceptance_that_lives_on_is_still_bound_to_its_exact_text() -> None:
    town = Town().to_review()
    anew(town)
    case = town.case()
    assert case.acceptance is not None
    case.acceptance = case.acceptance._replace(text=case.acceptance.text + " ")
    assert [problem.code for problem in (lapsed(town.world, case, town.day),) if problem] == [
        "other-statement"
    ]
    case.acceptance = case.acceptance._replace(
        digests=case.acceptance.digests._replace(assessment_sha256=digest("x"))
    )
    assert [problem.code for problem in (lapsed(town.world, case, town.day),) if problem] == [
        "acceptance-of-another-revision"]  # fmt: skip


def test_an_acceptance_does_not_come_back_when_the_policy_is_rolled_back() -> None:
    town = anew(anew(Town().to_review(), verdict="incomplete"))
    case = town.case()
    assert (case.state, case.acceptance) == (State.OWNER_PENDING, None)
    town.put(town.acceptance())
    town.put(town.decision())
    assert town.case().state is State.APPROVED


def test_an_acceptance_outlives_several_judgements_that_say_the_same() -> None:
    town = anew(anew(Town().to_review()))
    assert town.case().state is State.REVIEW
    town.put(town.decision())
    assert town.case().state is State.APPROVED


def test_the_owner_accepts_what_was_judged_again() -> None:
    town = anew(Town().to_owner(), hours_per_year=90)
    old = town.acceptance(assessment_sha256=town.case().revision.replaced[0].assessment_sha256)
    assert town.codes(old) == ["other-revision"]
    town.put(town.acceptance())
    assert town.case().state is State.REVIEW


def test_decisions_made_before_count_no_more_and_opinions_stay() -> None:
    committee = [{"from_yen": 0, "role": "committee", "quorum": "majority"}]
    town = Town().to_review(authority=committee)
    town.put(town.opinion())
    town.put(town.decision("ito"))
    anew(town, authority=committee)
    case = town.case()
    assert (case.ballots, case.revision.replaced[-1].ballots, len(case.opinions)) == ([], 1, 1)
    town.put(town.decision("ueda"))
    assert town.case().state is State.REVIEW
    town.put(town.decision("ito"))
    assert town.case().state is State.APPROVED


@pytest.mark.parametrize(
    ("bend", "record", "code"),
    [
        ({}, {"request_sha256": digest("other file")}, "other-assessment"),
        ({}, {"material_sha256": digest("other material")}, "other-assessment"),
        ({}, {"policy_sha256": digest("policy 1")}, "other-assessment"),
        ({}, {"judged_on": "2026-11-01"}, "other-assessment"),
        ({}, {"request": {"request": {"title": "児童育成手当の計算"}}}, "other-assessment"),
        ({"verdict": "refused"}, {}, "other-assessment"),
        ({}, {"systems_sha256": digest("other systems")}, "not-the-adopted"),
        ({}, {"people_sha256": digest("other people")}, "not-the-adopted"),
        ({"judged_on": "2026-11-25"}, {"judged_on": "2026-11-25"}, "judged-ahead"),
        ({"judged_on": "2026-11-23"}, {"judged_on": "2026-11-23"}, "judged-before"),
        ({"replaces": digest("x")}, {}, "other-revision"),
        ({"file_sha256": digest("x")}, {}, "other-revision"),
        ({"material_sha256": digest("x")}, {}, "other-revision"),
        ({"rev": 2}, {}, "other-revision"),
        ({"assessment_sha256": digest("nowhere")}, {}, "unreadable"),
    ],
)
def test_judging_again_says_what_is_so(bend: dict[str, Any], record: dict[str, Any], code: str) -> None:
    town = Town().to_review().later()
    town.adopt_policy("policy 2")
    if record.get("policy_sha256"):
        bend = {**bend, "policy_sha256": digest("policy 2")}
    assert set(town.codes(town.reassessment(record=record, **bend))) >= {code}
    if code != "unreadable":
        assert town.case().revision.replaced == ()


def test_a_lost_judgement_is_not_made_good_by_the_one_before() -> None:
    town = anew(Town().to_review(), verdict="forbidden")
    del town.documents[town.case().revision.assessment_sha256]
    world = fold(town.events, town.papers, origin=ORIGIN)
    case = world.cases["2026-0001"]
    assert case.revision.assessment is None
    assert case.revision.verdict == ""
    assert Reason.UNREADABLE in in_force(world, case, town.day).reasons
    town.rules.world = world
    for act in (town.decision, town.acceptance, town.reassessment, town.withdrawal):
        assert (act, town.codes(act())) == (act, ["unreadable"])


def test_the_next_revision_is_filed_after_judging_again() -> None:
    town = anew(Town().to_review(), verdict="incomplete")
    town.put(town.return_())
    town.put(town.filing(number="2026-0001", signed=True))
    case = town.case()
    assert (case.revision.rev, case.revision.replaced, case.state) == (2, (), State.FILED)


def test_the_owner_s_time_begins_anew_when_the_question_is_put_anew() -> None:
    town = Town().to_owner().later(10)
    town.adopt_policy("policy 2")
    town.put(town.reassessment())
    assert (town.case().since, town.case().asked_since) == ("2026-11-23", "2026-12-03")


def test_what_changed_is_told_before_and_after() -> None:
    town = anew(Town().to_owner(), verdict="refused", max_term_months=18, lifetime_yen=9, **IN_THE_WAY)
    (_, _, then), (_, _, now) = town.case().revision.judgements()
    assert then is not None
    assert now is not None
    told = changes(then, now)
    assert (told.before, told.after) == ("eligible", "refused")
    assert told.rules == (("F", None, "yes"), ("NC-501", "yes", None))
    assert told.grants == (("max_term_months", 24, 18),)
    assert told.figures == (("cost.lifetime_yen", 3_000_000, 9),)
