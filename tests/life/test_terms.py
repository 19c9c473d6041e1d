"""An approval on other terms than accepted: an earlier end, conditions, the owner's second signature, meeting them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nocustom.life import days
from nocustom.life.act import State
from nocustom.life.assessment import Assessment
from nocustom.life.deeds import Approval, Condition, Terms
from nocustom.life.event import Event
from nocustom.life.fold import fold
from nocustom.life.in_force import Reason, in_force
from nocustom.life.second_signature import SECOND_V, VERSIONS, second_statement
from nocustom.life.sheet import sheet
from nocustom.life.turn import may, possible
from tests.life.test_stand_in import adopted, line
from tests.life.town import COMMITTEE, MONDAY, ORIGIN, Town, assessed, digest, people

END = "2029-03-31"
SHOW = {"text": "委員会に示す", "due": "2027-06-30"}
FIRST = {"text": "事業者と書面で合意する", "due": None}


def decided(*conditions: dict[str, Any], until: str | None = None, town: Town | None = None, **bend: Any) -> Town:
    """Approved on these terms."""
    town = town or Town().to_review()
    town.put(town.decision(conditions=list(conditions), ends_on=until, **bend))
    return town


def reasons(town: Town, as_of: date | None = None) -> list[str]:
    """Why it is not in force."""
    day = as_of or town.day
    return [each.value for each in in_force(fold(town.events, town.papers, day, ORIGIN), town.case(), day).reasons]


def refused(town: Town, **bend: Any) -> list[str]:
    """What is said to an approval with these fields, on a town of its own."""
    return town.codes(town.decision(**bend))


# The gate


@pytest.mark.parametrize("fields, codes", [
    ({"ends_on": END}, []),
    ({"ends_on": "2028-09-30"}, []),
    ({"ends_on": "2027-04-01"}, []),
    ({"ends_on": "2027-03-31"}, ["ended"]),
    ({"ends_on": "2029-04-01"}, ["other-term"]),
    ({"conditions": [SHOW, FIRST]}, []),
    ({"conditions": [SHOW | {"due": "2026-11-23"}]}, []),
    ({"conditions": [SHOW | {"due": "2026-11-22"}]}, ["condition-day"]),
    ({"conditions": [SHOW | {"due": END}]}, []),
    ({"conditions": [SHOW | {"due": "2029-04-01"}]}, ["condition-day"]),
    ({"conditions": [SHOW | {"due": "2028-10-01"}], "ends_on": "2028-09-30"}, ["condition-day"]),
    ({"conditions": [SHOW | {"due": "2028-09-30"}], "ends_on": "2028-09-30"}, []),
])  # fmt: skip
def test_the_term_only_shortens_and_a_condition_is_due_inside_it(fields: dict[str, Any], codes: list[str]) -> None:
    assert refused(Town().to_review(), **fields) == codes


@pytest.mark.parametrize("conditions", [
    None, "x", [1], ["x"], [{}], [{"text": "x"}], [{"text": " ", "due": None}], [{"text": 1, "due": None}],
    [{"text": "x", "due": ""}], [{"text": "x", "due": "2027-02-30"}], [{"text": "x", "due": 1}],
    [SHOW | {"more": 1}], [FIRST, SHOW | {"due": "soon"}],
])  # fmt: skip
def test_conditions_that_are_none(conditions: Any) -> None:
    assert refused(Town().to_review(), conditions=conditions, text="x") == ["malformed"]


@pytest.mark.parametrize("fields", [{"conditions": [SHOW]}, {"ends_on": "2028-09-30"}])
def test_only_an_approval_has_terms(fields: dict[str, Any]) -> None:
    assert refused(Town().to_review(), outcome="refuse", **fields) == ["malformed"]


TERMS: list[dict[str, Any]] = [
    {}, {"ends_on": END}, {"ends_on": "2028-09-30"}, {"conditions": [SHOW]}, {"conditions": [SHOW, FIRST]},
    {"conditions": [FIRST, SHOW]}, {"conditions": [SHOW | {"due": "2027-07-01"}]}, {"conditions": [FIRST]},
    {"conditions": [SHOW], "ends_on": "2028-09-30"},
]  # fmt: skip


@pytest.mark.parametrize("first", range(len(TERMS)))
@pytest.mark.parametrize("second", range(len(TERMS)))
def test_who_decides_second_names_the_same_terms(first: int, second: int) -> None:
    town = Town().to_review(authority=COMMITTEE, lifetime_yen=20_000_000)
    town.put(town.decision(**TERMS[first]))
    alike = first == second or {first, second} == {0, 1}
    assert refused(town, by="ito", **TERMS[second]) == ([] if alike else ["other-terms"])
    assert refused(town, by="ueda", outcome="return") == []


def test_the_first_approval_is_named_with_its_terms() -> None:
    town = Town().to_review(authority=COMMITTEE, lifetime_yen=20_000_000)
    quoted = {"text": "表題を「it's」とする", "due": "2027-06-30"}
    town.put(town.decision(conditions=[quoted, FIRST], ends_on="2028-09-30"))
    (problem,) = town.rules.problems(town.decision("ito"))
    assert problem.said.params == {"person": "aoki", "day": date(2028, 9, 30), "count": 2}
    command = problem.hints[0].params["command"]
    assert command == (
        "nocustom decide 2026-0001 approve --until 2028-09-30 "
        """--condition '2027-06-30 表題を「it'"'"'s」とする' --condition '事業者と書面で合意する'"""
    )


def test_the_conditions_are_in_the_text_that_was_signed() -> None:
    town = Town().to_review()
    plain, made = town.decision().content["text"], town.decision(conditions=[SHOW, FIRST]).content["text"]
    assert "条件1（引用、期限 2027-06-30）：\n> 委員会に示す\n条件2（引用、効力の発生前に履行）：\n> 事業者と" in made
    assert "検証責任者がこれに署名したときに効力を生じます" in made and "署名したときに" not in plain
    assert refused(town, conditions=[SHOW], text=plain) == ["other-text"]
    assert refused(town, conditions=[SHOW], text=made) == ["other-text"]


def test_the_sheet_that_was_read_sets_the_terms() -> None:
    """A verifier that has the sheet finds the conditions and both days on it."""
    read = Terms(date(2028, 9, 30), (Condition("委員会に示す", date(2027, 6, 30)), Condition("合意する", None)))
    for lang in ("ja", "en"):
        for other in (
            {}, {"ends_on": "2028-09-29"}, {"conditions": [SHOW | {"due": "2027-07-01"}, FIRST | {"text": "合意する"}]},
            {"conditions": [SHOW, FIRST]}, {"conditions": [SHOW | {"text": "委員会"}]},
        ):  # fmt: skip
            town = Town().to_review()
            page = sheet(town.world, town.case(), town.day, "ab" * 16, lang, None, read)
            town.documents[page.sha256] = {"sheet": page.text}
            fields = {"ends_on": "2028-09-30", "conditions": [each.recorded for each in read.conditions]} | other
            codes = refused(town, sheet=page.sha256, **fields)
            assert codes == (["other-sheet"] if other else []), other


# The second signature


def test_as_accepted_takes_effect_at_once() -> None:
    for until in (None, END):
        town = decided(until=until)
        assert reasons(town) == []
        assert "acceptance.confirmed" not in {row.type for row in possible(town.case())}


@pytest.mark.parametrize("conditions, until", [([SHOW], None), ([], "2028-09-30"), ([SHOW], "2028-09-30")])
def test_other_terms_wait_for_the_owner(conditions: list[dict[str, Any]], until: str | None) -> None:
    town = decided(*conditions, until=until)
    case = town.case()
    assert case.state is State.APPROVED and reasons(town) == ["SECOND_SIGNATURE"]
    assert {row.verb for row in may(town.world, case, "tanaka", town.day)} == {"accept", "decline"}
    assert not may(town.world, case, "sato", town.day) and not may(town.world, case, "aoki", town.day)
    town.put(town.confirmation())
    approval = case.approval
    assert approval is not None and approval.second is not None and approval.second.by == "tanaka"
    assert case.state is State.APPROVED and reasons(town) == []
    assert approval.ends_on.isoformat() == (until or END)
    assert in_force(town.world, case, town.day).ends_on == approval.ends_on


@pytest.mark.parametrize("bend, code", [
    ({"by": "sato"}, "not-the-owner"),
    ({"by": "aoki"}, "not-the-owner"),
    ({"signer": "sato"}, "signature"),
    ({"ns": "nocustom-v1-decision"}, "signature"),
    ({"decision": digest("another")}, "other-decision"),
    ({"statement_v": 99}, "unknown-statement"),
    ({"lang": "fr"}, "malformed"),
    ({"text": "承諾します"}, "other-statement"),
    ({"lang": "en"}, "other-statement"),
    ({"answers": ["yes"] * 3}, "answers"),
    ({"answers": ["yes"] * 3 + ["no"]}, "answers"),
    ({"answers": []}, "answers"),
    ({"name": " "}, "malformed"),
    ({"rev": 2}, "other-revision"),
    ({"material_sha256": digest("x")}, "other-revision"),
])  # fmt: skip
def test_what_is_no_second_signature(bend: dict[str, Any], code: str) -> None:
    town = decided(SHOW)
    assert town.codes(town.confirmation(**bend)) == [code]
    assert reasons(town) == ["SECOND_SIGNATURE"]


def test_the_first_acceptance_serves_no_second_time() -> None:
    town = decided(SHOW)
    first = town.case().acceptance
    assert first is not None
    assert town.codes(town.confirmation(text=first.text)) == ["other-statement"]
    assert town.codes(town.acceptance()) == ["state"]


def test_it_is_signed_once_and_by_who_still_may() -> None:
    town = decided(SHOW)
    town.put(town.adoption("people.adopted", people(until={"tanaka": "2026-11-30"})))
    town.later(10)
    assert town.codes(town.confirmation()) == ["not-in-service"]
    town.put(town.adoption("people.adopted", people()))
    signed = town.put(town.confirmation())
    assert town.codes(town.confirmation()) == ["confirmed-already"]
    assert "replayed" in town.codes(signed)


def test_what_was_signed_for_one_decision_serves_no_other() -> None:
    """Declined terms, another owner, other terms: nothing signed before fits."""
    town = decided(SHOW)
    early, approval = town.confirmation(), town.case().approval
    assert approval is not None
    town.put(town.declining())
    town.put(town.filing(number="2026-0001", owner="sato", signed=True))
    town.put(town.endorsement())
    town.put(town.acceptance("sato"))
    town.put(town.decision(conditions=[SHOW]))
    assert town.codes(town.confirmation("sato", decision=approval.leaf)) == ["other-decision"]
    assert "other-revision" in town.codes(early)
    town.put(town.confirmation("sato"))
    assert reasons(town) == []


def test_nothing_to_sign_and_nothing_decided() -> None:
    town = Town().to_approval()
    leaf = digest("x")
    assert town.codes(town.event("acceptance.confirmed", "tanaka", "2026-0001", **town.on(), decision=leaf,
                                 statement_v=1, answers=[], name="x", text="x")) == ["nothing-to-confirm"]  # fmt: skip
    assert town.codes(town.declining()) == ["nothing-to-confirm"]
    town = Town().to_review()
    assert town.codes(town.event("acceptance.confirmed", "tanaka", "2026-0001", **town.on(), decision=leaf,
                                 statement_v=1, answers=[], name="x", text="x")) == ["state"]  # fmt: skip


# Decided by a stand-in


def stood_in(*conditions: dict[str, Any]) -> Town:
    """The stand-in of the CIO approved under conditions."""
    town = adopted(Town(), line("ito", "aoki")).to_review()
    town.put(town.decision("ito", acting_for="aoki", conditions=list(conditions)))
    return town


def test_an_annulled_approval_takes_the_second_signature_along() -> None:
    town = stood_in(SHOW)
    signed = town.put(town.confirmation())
    town.put(town.later_confirmation(outcome="annul"))
    assert town.case().approval is None and town.codes(town.fulfilment()) == ["state"]
    town.put(town.decision(conditions=[SHOW]))
    assert reasons(town) == ["SECOND_SIGNATURE"]
    assert "replayed" in town.codes(signed)
    town.put(town.confirmation())
    assert reasons(town) == []


def test_owner_and_person_stood_in_for_sign_in_any_order() -> None:
    for acts in (("confirmation", "later_confirmation"), ("later_confirmation", "confirmation")):
        town = stood_in(SHOW)
        for act in acts:
            town.put(getattr(town, act)())
        assert reasons(town) == []
    town = stood_in(SHOW)
    town.put(town.declining())
    assert town.codes(town.later_confirmation()) == ["state"]


def test_the_sheet_of_a_later_confirmation_sets_the_terms_too() -> None:
    read = Terms(None, (Condition("委員会に示す", date(2027, 6, 30)),))
    for terms, codes in ((read, []), (Terms(), ["other-sheet"])):
        town = stood_in(SHOW)
        page = sheet(town.world, town.case(), town.day, "ab" * 16, "ja", None, terms)
        town.documents[page.sha256] = {"sheet": page.text + f"決裁：{town.case().ballots[0].leaf}\n"}
        made = town.later_confirmation(sheet_sha256=page.sha256, code=page.code)
        assert town.codes(made) == codes


# Declining the terms


def test_declined_terms_end_the_approval_and_count() -> None:
    town = decided(SHOW)
    town.put(town.declining())
    case = town.case()
    assert case.state is State.DECLINED and case.approval is None and len(case.declines) == 1
    assert reasons(town) == ["NOT_APPROVED"]
    assert town.codes(town.filing(number="2026-0001", signed=True)) == ["same-owner"]
    assert town.codes(town.filing(number="2026-0001", signed=True, owner="sato")) == []
    assert str(case.state) == "filed"


@pytest.mark.parametrize("bend, code", [
    ({"by": "sato"}, "not-the-owner"), ({"decision": None}, "other-decision"),
    ({"decision": digest("another")}, "other-decision"), ({"reason": " "}, "malformed"),
])  # fmt: skip
def test_what_is_no_decline_of_the_terms(bend: dict[str, Any], code: str) -> None:
    town = decided(SHOW)
    assert town.codes(town.declining(**bend)) == [code]
    assert town.case().state is State.APPROVED


def test_a_decline_signed_before_does_not_undo_an_approval() -> None:
    town = Town().to_owner()
    early = town.declining()
    assert town.codes(town.declining(decision=digest("x"))) == ["other-decision"]
    town.put(town.acceptance())
    town.put(town.decision(conditions=[SHOW]))
    assert town.codes(early) == ["other-decision"]


def test_signed_terms_are_not_declined() -> None:
    town = decided(SHOW)
    late = town.declining()
    town.put(town.confirmation())
    assert town.codes(late) == ["confirmed-already"]
    assert reasons(town) == []


# Meeting a condition


def test_a_condition_with_a_day_holds_until_that_day_and_again_once_it_is_met() -> None:
    town = decided(SHOW)
    town.put(town.confirmation())
    due = date(2027, 6, 30)
    assert reasons(town, due) == [] and reasons(town, due + timedelta(days=1)) == ["CONDITION_DUE"]
    town.day = due + timedelta(days=5)
    assert {row.verb for row in may(town.world, town.case(), "tanaka", town.day)} == {"fulfil"}
    town.put(town.fulfilment(met_on="2027-06-30"))
    assert reasons(town) == []
    assert reasons(town, due + timedelta(days=1)) == [], "the world that knows of it"
    then = due + timedelta(days=1)
    assert in_force(fold(town.events, town.papers, then, ORIGIN), fold(
        town.events, town.papers, then, ORIGIN).cases["2026-0001"], then).reasons == (Reason.CONDITION_DUE,)


def test_a_condition_without_a_day_comes_before_anything() -> None:
    town = decided(FIRST, SHOW)
    assert reasons(town) == ["SECOND_SIGNATURE", "CONDITION_DUE"]
    town.put(town.confirmation())
    assert reasons(town) == ["CONDITION_DUE"]
    town.put(town.fulfilment(2))
    assert reasons(town) == ["CONDITION_DUE"]
    town.put(town.fulfilment(1, evidence=digest("minutes")))
    assert reasons(town) == []
    assert [met.condition for met in town.case().approval.met] == [2, 1]  # type: ignore[union-attr]
    assert not possible(town.case())


@pytest.mark.parametrize("condition, bend, code", [
    (2, {}, "no-condition"), (0, {}, "malformed"), (True, {}, "malformed"),
    (1, {"by": "sato"}, "not-the-owner"), (1, {"by": "aoki"}, "not-the-owner"),
    (1, {"decision": digest("x")}, "other-decision"), (1, {"wording": "何もしない"}, "other-decision"),
    (1, {"met_on": "2026-11-24"}, "met-ahead"), (1, {"met_on": None}, "malformed"), (1, {"message": ""}, "malformed"),
    (1, {"evidence": "x"}, "malformed"), (1, {"text": "x"}, "other-text"), (1, {"ns": "nocustom-v1-file"}, "signature"),
])  # fmt: skip
def test_what_meets_no_condition(condition: int, bend: dict[str, Any], code: str) -> None:
    town = decided(FIRST)
    town.put(town.confirmation())
    assert town.codes(town.fulfilment(condition, **bend)) == [code]
    assert reasons(town) == ["CONDITION_DUE"]


def test_a_condition_is_met_after_the_terms_are_signed_and_once() -> None:
    town = decided(FIRST)
    assert town.codes(town.fulfilment()) == ["not-confirmed"]
    town.put(town.confirmation())
    made = town.put(town.fulfilment())
    assert town.codes(town.fulfilment()) == ["met-already"]
    assert "replayed" in town.codes(made)
    assert Town().to_approval().codes(Town().to_approval().fulfilment()) == ["no-condition"]


# The text


def _approval(conditions: tuple[Condition, ...], ends_on: date) -> Approval:
    return Approval(2, 9, digest("decision"), "2026-11-24", (), digest("acceptance"), ends_on, False,
                    date(2029, 3, 31), conditions)  # fmt: skip


def _second(lang: str, version: int = SECOND_V) -> str:
    conditions = (Condition("委員会に示す\n2. 署名する", date(2027, 6, 30)), Condition("x", None))
    approval = _approval(conditions, date(2028, 9, 30))
    return second_statement(Assessment(assessed()), "2026-0001", "tanaka", approval, lang, version).text


DIGESTS = {
    (1, "ja"): "6f3a2a5b67d1154068bf018b0537d02ef0bc9bfc54f76160674f247dc3def166",
    (1, "en"): "958f98a96e0a44f7f30fee12ad8b32c246b836e534ccd64ea61343422036ad18",
}


def test_the_texts_never_change() -> None:
    """What was signed is rendered again for ever: a change of one character is a new version."""
    assert {each: sha256(_second(each[1], each[0]).encode()).hexdigest() for each in VERSIONS} == DIGESTS


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_text_says_what_changed(lang: str) -> None:
    text = _second(lang)
    assert digest("decision") in text and digest("acceptance") in text
    assert "> 委員会に示す\n> 2. 署名する" in text, "the decider's words can't pass for a clause"
    assert "2027-06-30" in text and "2028-09-30" in text and "2029-03-31" in text
    assert ("損害賠償" in text) if lang == "ja" else ("not become personally liable" in text)
    assert not any(len(line) > 200 for line in text.split("\n") if line.startswith(">"))
    same = second_statement(
        Assessment(assessed()), "2026-0001", "tanaka", _approval((), date(2029, 3, 31)), lang
    )
    assert text.count("2029-03-31") == 1 and len(same.clauses) == 3


# Laws

_DAYS = st.dates(MONDAY - timedelta(days=5), date(2029, 12, 31))
_CONDITIONS = st.lists(
    st.builds(
        lambda text, due: {"text": text, "due": None if due is None else due.isoformat()},
        st.sampled_from(["甲", "乙"]), st.none() | _DAYS,
    ),
    max_size=2,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    until=st.none() | _DAYS, conditions=_CONDITIONS, acts=st.lists(st.integers(0, 3), max_size=5),
    wait=st.integers(0, 400), as_of=st.integers(-10, 1200),
)  # fmt: skip
def test_never_in_force_unsigned_and_the_term_only_shortens(
    until: date | None, conditions: list[dict[str, Any]], acts: list[int], wait: int, as_of: int
) -> None:
    town = Town().to_review()
    accepted = date.fromisoformat(END)
    if town.codes(town.decision(conditions=conditions, ends_on=None if until is None else until.isoformat())):
        assert town.case().state is State.REVIEW
        return
    ways: list[Callable[[], Event]] = [town.confirmation, town.declining, town.fulfilment, lambda: town.fulfilment(2)]
    town.later(wait)
    good = []
    for act in acts:
        if town.case().approval is None:
            break
        made = ways[act]()
        if not town.codes(made):
            good.append(made)
    day = MONDAY + timedelta(days=as_of)
    answer = in_force(town.world, town.case(), day)
    approval = town.case().approval
    kinds = [made.type for made in good]
    changed = bool(conditions) or (until is not None and until != accepted)
    if approval is None:
        assert "acceptance.declined" in kinds and changed and not answer.yes
        return
    assert "acceptance.declined" not in kinds
    assert approval.ends_on == (until or accepted) <= accepted and answer.ends_on == approval.ends_on
    assert kinds.count("acceptance.confirmed") <= 1
    assert (Reason.SECOND_SIGNATURE in answer.reasons) == (changed and "acceptance.confirmed" not in kinds)
    met = {made.content["condition"] for made in good if made.type == "condition.met"}
    late = [
        number for number, each in enumerate(conditions, start=1)
        if number not in met and (each["due"] is None or day > (days.read(each["due"]) or date.min))
    ]  # fmt: skip
    assert (Reason.CONDITION_DUE in answer.reasons) == bool(late)
    assert answer.yes == (not answer.reasons)
    if changed and "acceptance.confirmed" not in kinds:
        assert not answer.yes and not met
