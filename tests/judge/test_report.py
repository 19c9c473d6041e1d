"""What a judgement says to a person: clauses with the values they saw, questions in form order, next steps."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import assume, given, settings

from nocustom.errors import NotJudged
from nocustom.form.fields import FORM
from nocustom.judge.report import clauses, next_steps, questions, rule_reports
from nocustom.judge.truth import NAMES, YES
from tests.judge import plain
from tests.judge.drawn import as_judged, facts, judge_on, policy
from tests.judge.written import REFUSE, judged
from tests.pack.sample_city import document
from tests.pack.sample_city import judged as judged_in_the_city

PERMIT = '[[rule]]\nid = "P"\neffect = "permit"\n'


def asked(known: str, rules: str) -> list[str]:
    return [each.field for each in questions(judged(known, a=rules + PERMIT))]


# Clauses ----------------------------------------------------------------------------------------------------------


def test_a_clause_carries_the_value_it_saw() -> None:
    judgement = judged(
        'gap.rung = 9\nreason.category = "law"\nlife.wanted_from = 2026-10-01\n'
        "alternatives.possible = { known = [4, 2] }",
        a=REFUSE + """
[values]
limit = { is = 5, may = "lower" }
[[rule]]
id = "F"
effect = "forbid"
level = "overridable"
when.gap.rung = { at_least = "$limit" }
when.life.wanted_from = { before = 2026-12-01 }
when.any = [{ alternatives.possible = { has = 4 } }, { impact.my_number = { is = true } }]
unless.reason.category = { in = ["audit", "safety"] }
""")  # fmt: skip
    (rule,) = judgement.judge.rules
    assert [tuple(each) for each in clauses(judgement, rule)] == [
        ("when", "gap.rung", "at_least", 5, "limit", 9, "yes"),
        ("when", "life.wanted_from", "before", "2026-12-01", None, "2026-10-01", "yes"),
        ("when", "alternatives.possible", "has", 4, None, [2, 4], "yes"),
        ("when", "impact.my_number", "is", True, None, None, "unknown"),
        ("unless", "reason.category", "in", ["audit", "safety"], None, "law", "no"),
    ]


@settings(max_examples=40)
@given(policy(), facts())
def test_every_clause_of_every_rule_is_explained(documents: dict[str, dict[str, Any]], known: dict[str, Any]) -> None:
    try:
        judge = judge_on(documents)
    except NotJudged:
        assume(False)
    judgement = judge.judge_facts(as_judged(known))
    for rule in judge.rules:
        for clause in clauses(judgement, rule):
            assert clause.truth == plain.leaf(clause.field, clause.operator, _as_written(clause.operand), known, {})
            assert (clause.value is None) is (clause.field not in known)


def _as_written(operand: Any) -> Any:
    if isinstance(operand, str) and len(operand) == 10 and operand[:2] == "20":
        return date.fromisoformat(operand)
    return operand


@settings(max_examples=40)
@given(policy(), facts())
def test_the_report_lists_what_is_yes_what_is_open_and_what_is_unmet(
    documents: dict[str, dict[str, Any]], known: dict[str, Any]
) -> None:
    try:
        judge = judge_on(documents)
    except NotJudged:
        assume(False)
    judgement = judge.judge_facts(as_judged(known))
    ids = [each.id for each in rule_reports(judgement)]
    expected = {rule.id for rule, fired, met in zip(judge.rules, judgement.fired, judgement.met, strict=True)
                if fired == YES or met != YES}  # fmt: skip
    if judgement.verdict == "incomplete" or judgement.by_default:
        expected |= set(judgement.decided_by())
    assert ids == sorted(expected)
    for each in rule_reports(judgement):
        if each.rule and each.rule.effect == "require" and NAMES.index(each.fired) and not each.met:
            assert judgement.verdict != "eligible"


# Questions --------------------------------------------------------------------------------------------------------

REQUIRE = '[[rule]]\nid = "Q"\neffect = "require"\n'
FORBID = '[[rule]]\nid = "F"\neffect = "forbid"\nlevel = "hard"\n'


@pytest.mark.parametrize(
    "known, rules, fields",
    [
        pytest.param("", REQUIRE + "must.cost.annual_yen = { filled = true }", ["cost.annual_yen"], id="missing"),
        pytest.param("", REQUIRE + "must.cost.annual_yen = { at_most = 3 }\nmust.gap.rung = { is = 9 }\n"
                     "must.life.ends_on = { filled = true }", ["gap.rung", "cost.annual_yen", "life.ends_on"],
                     id="in the order of the form"),
        pytest.param('reason.legal_basis = " "', REQUIRE + "must.reason.legal_basis = { filled = true }",
                     ["reason.legal_basis"], id="blank"),
        pytest.param("cost.annual_yen = 9", REQUIRE + "must.cost.annual_yen = { at_most = 3 }\n"
                     "must.cost.initial_yen = { filled = true }", ["cost.initial_yen"],
                     id="a wrong answer is not asked again, what is missing beside it is"),
        pytest.param("gap.rung = 9", REQUIRE + "when.gap.rung = { is = 9 }\nmust.cost.lifetime_yen = { over = 3 }",
                     ["system.id", "cost.initial_yen", "cost.annual_yen", "cost.per_release_yen", "life.wanted_from",
                      "life.ends_on"], id="a derived field asks for its inputs"),
        pytest.param("cost.initial_yen = 1\nsystem.id = 'x'\nlife = { wanted_from = 2026-01-01 }",
                     REQUIRE + "must.cost.lifetime_yen = { over = 3 }",
                     ["cost.annual_yen", "cost.per_release_yen", "life.ends_on"], id="only for those that are missing"),
        pytest.param("reason.category = 'law'", REQUIRE + "must.cost.vendor_in_time = { is = true }",
                     ["reason.effective_on", "cost.vendor_from"], id="the day that counts: by law"),
        pytest.param("reason.category = 'safety'", REQUIRE + "must.cost.vendor_in_time = { is = true }",
                     ["cost.vendor_from", "life.wanted_from"], id="the day that counts: else"),
        pytest.param("alternatives.unanswered = { known = [0, 3] }\ngap.rung = 9",
                     REQUIRE + "must.alternatives.unanswered = { empty = true }", ["alternative"], id="rungs"),
        pytest.param("alternatives.possible = { maybe = [3] }\ngap.rung = 5",
                     REQUIRE + "must.alternatives.possible = { has = 3 }", ["alternative"], id="a rung in doubt"),
        pytest.param("verification.owner = 'gone'", REQUIRE + "must.verification.owner_post = { is = 'clerk' }",
                     ["verification.owner"], id="an owner who is not in service"),
        pytest.param("text.personal_data_hits = 1", REQUIRE + "must.text.personal_data_hits = { is = 0 }", [],
                     id="no field settles it"),
        pytest.param("impact.my_number = true", REQUIRE + "must.any = [{ impact.my_number = { is = true } }, "
                     "{ gap.rung = { is = 9 } }]", [], id="a group that is decided asks nothing"),
        pytest.param("", REQUIRE + "must.none = [{ impact.my_number = { is = true } }]", ["impact.my_number"],
                     id="below none"),
        pytest.param("reason.legal_basis = ''\nimpact.my_number = true", REQUIRE + "must.none = "
                     "[{ impact.my_number = { is = true } }, { reason.legal_basis = { filled = true } }]", [],
                     id="below none a blank text is what is wanted"),
        pytest.param("", FORBID + "when.gap.rung = { is = 9 }\n"
                     "when.impact.my_number = { is = true }\n", ["gap.rung", "impact.my_number"],
                     id="an unknown forbid"),
        pytest.param("gap.rung = 8", FORBID + "when.gap.rung = { is = 9 }\n"
                     "when.impact.my_number = { is = true }\n", [], id="a forbid that is no asks nothing"),
        pytest.param("gap.rung = 4", FORBID + "when.gap.rung = { is = 4 }\n" + REQUIRE
                     + "must.cost.annual_yen = { filled = true }", [], id="a no asks nothing"),
        pytest.param("", '[[rule]]\nid = "A"\neffect = "advise"\nwhen.gap.rung = { is = 9 }\n', [],
                     id="advice asks nothing"),
    ],
)  # fmt: skip
def test_what_is_asked(known: str, rules: str, fields: list[str]) -> None:
    assert asked(known, rules + "\n") == fields


def test_a_question_names_the_rules_that_ask() -> None:
    rules = REQUIRE + "must.gap.rung = { is = 9 }\n" + REQUIRE.replace('"Q"', '"B"') + "must.gap.rung = { is = 8 }\n"
    (question,) = questions(judged("", a=rules + PERMIT))
    assert (question.field, question.label.en, question.rules) == ("gap.rung", "rung asked for", ("B", "Q"))


@settings(max_examples=40)
@given(policy(), facts())
def test_questions_come_only_while_incomplete_and_in_form_order(
    documents: dict[str, dict[str, Any]], known: dict[str, Any]
) -> None:
    try:
        judge = judge_on(documents)
    except NotJudged:
        assume(False)
    judgement = judge.judge_facts(as_judged(known))
    fields = [each.field for each in questions(judgement)]
    assert not fields or judgement.verdict == "incomplete"
    order = list(FORM)
    assert [order.index(field) for field in fields] == sorted({order.index(field) for field in fields})
    for field in set(fields) & known.keys():
        assert plain.leaf(field, "filled", True, known, {}) == "no", "asked again though it is filled"


# Next steps -------------------------------------------------------------------------------------------------------


def steps(known: str, rules: str) -> list[tuple[int | None, str, str]]:
    return [(each.rung, each.rule, each.text.en) for each in next_steps(judged(known, a=rules))]


def rule(rule_id: str, head: str, when: str = "") -> str:
    return f'[[rule]]\nid = "{rule_id}"\n{head}\nremedy.en = "do as {rule_id} says"\n{when}\n'


REDIRECTS = (
    rule("R2", 'effect = "redirect"\nto = 4')
    + rule("R1", 'effect = "redirect"\nto = 4')
    + rule("R3", 'effect = "redirect"\nto = 2')
    + rule("R4", 'effect = "redirect"')
    + rule("R5", 'effect = "redirect"\nto = 1', "when.gap.rung = { under = 5 }")
)
HARD = rule("H", 'effect = "forbid"\nlevel = "hard"')
SOFT = rule("S", 'effect = "forbid"\nlevel = "overridable"')


def test_redirects_come_first_whatever_decided() -> None:
    ways = [(2, "R3", "do as R3 says"), (4, "R1", "do as R1 says"), (4, "R2", "do as R2 says"),
            (9, "R4", "do as R4 says")]  # fmt: skip
    for more in ("", SOFT, HARD):
        assert steps("gap.rung = 9", REDIRECTS + more + PERMIT) == ways


def test_else_the_deciding_rules_say_what_to_do() -> None:
    other = rule("T", 'effect = "forbid"\nlevel = "overridable"')
    assert steps("gap.rung = 9", HARD + SOFT) == [(None, "H", "do as H says")]
    assert steps("gap.rung = 9", other + SOFT) == [(None, "S", "do as S says"), (None, "T", "do as T says")]


def test_for_default_it_is_the_ladder_below_the_rung_asked_for() -> None:
    ladder = steps("gap.rung = 3", rule("P", 'effect = "permit"', "when.gap.rung = { over = 5 }"))
    assert [(rung, by) for rung, by, _ in ladder] == [(0, "default"), (1, "default"), (2, "default")]
    assert ladder[1][2] == "change the work"


def test_a_yes_and_an_open_question_have_no_next_steps() -> None:
    assert steps("gap.rung = 9", PERMIT) == []
    assert steps("", PERMIT + "when.gap.rung = { is = 9 }") == []


@settings(max_examples=40)
@given(policy(), facts())
def test_every_no_has_a_next_step(documents: dict[str, dict[str, Any]], known: dict[str, Any]) -> None:
    try:
        judge = judge_on(documents)
    except NotJudged:
        assume(False)
    judgement = judge.judge_facts(as_judged(known | {"gap.rung": 4}))
    assert bool(next_steps(judgement)) is (judgement.verdict in ("forbidden", "refused", "redirected"))


def test_a_draft_is_asked_for_what_is_missing_and_nothing_that_is_there() -> None:
    draft = document("requests/2026/kenko-draft.toml")
    fields = [each.field for each in questions(judged_in_the_city(draft))]
    there = {f"{section}.{key}" for section, table in draft.items() if isinstance(table, dict) for key in table}
    assert fields and not set(fields) & there
