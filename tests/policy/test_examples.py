"""An example is evaluated by its rule alone; one that can't be evaluated is a finding at its place, never passed."""

from __future__ import annotations

from datetime import date

import pytest

from nocustom.form.finding import Finding
from nocustom.judge.operators import RungSet
from nocustom.judge.verdict import Judge
from nocustom.locale import speak
from nocustom.policy.examples import Answer, alone, answer, day_for, examples_of
from tests.judge.written import policy

RULE = """
[[rule]]
id = "R"
effect = "{effect}"
when.gap.rung = {{ at_least = 5 }}
{more}
[[rule.example]]
{example}
"""


def found(example: str, effect: str = "advise", more: str = "") -> list[tuple[str, str, str]]:
    wrong: list[Finding] = []
    rule = policy(a=RULE.format(effect=effect, more=more, example=example)).rule("R")
    assert rule is not None
    examples = list(examples_of(rule, wrong))
    assert bool(examples) is not bool(wrong)
    return [(each.code, ".".join(map(str, each.where[2:])), speak(each.said, "en")) for each in wrong]


MUST = "must.impact.my_number = { is = true }"


@pytest.mark.parametrize(
    "example, effect, code, where",
    [
        ('given = { gap.rungs = 5 }\nfires = "yes"', "advise", "unknown-field", "example.0.given.gap.rungs"),
        ('given = { gaps.rung = 5 }\nfires = "yes"', "advise", "unknown-field", "example.0.given.gaps"),
        ('given = { alternative = [] }\nfires = "yes"', "advise", "unknown-field", "example.0.given.alternative"),
        ('given = { gap = 5 }\nfires = "yes"', "advise", "wrong-type", "example.0.given.gap"),
        ('given = { gap.rung = "5" }\nfires = "yes"', "advise", "wrong-type", "example.0.given.gap.rung"),
        ('given = { gap.rung = 10 }\nfires = "yes"', "advise", "out-of-range", "example.0.given.gap.rung"),
        ('given = { reason.category = "x" }\nfires = "yes"', "advise", "not-allowed",
         "example.0.given.reason.category"),
        ('given = { verification.items = [1] }\nfires = "yes"', "advise", "wrong-type",
         "example.0.given.verification.items.0"),
        ('given = { system.shared = 1 }\nfires = "yes"', "advise", "wrong-operand", "example.0.given.system.shared"),
        ('given = { system.regime = "old" }\nfires = "yes"', "advise", "not-allowed", "example.0.given.system.regime"),
        ('given = { life.days = "$x" }\nfires = "yes"', "advise", "wrong-operand", "example.0.given.life.days"),
        ('given = { alternatives.possible = 3 }\nfires = "yes"', "advise", "wrong-operand",
         "example.0.given.alternatives.possible"),
        ('given = { alternatives.possible = [3, 11] }\nfires = "yes"', "advise", "wrong-operand",
         "example.0.given.alternatives.possible.1"),
        ('given = { gap.rung = 5 }\nfires = "yes"', "require", "missing-field", "example.0.fires"),
        ('given = {}\nfires = "unknown"', "require", "missing-field", "example.0.fires"),
        ('given = { gap.rung = 4 }\nfires = "no"\nmet = true', "require", "misplaced-key", "example.0.met"),
        ('given = { gap.rung = 5 }\nfires = "yes"\nmet = true', "advise", "misplaced-key", "example.0.met"),
    ],
)  # fmt: skip
def test_what_can_not_be_evaluated(example: str, effect: str, code: str, where: str) -> None:
    assert [each[:2] for each in found(example, effect, MUST if effect == "require" else "")] == [(code, where)]


def test_all_mistakes_of_an_example_are_said_at_once() -> None:
    wrong = found('given = { gap.rungs = 5, reason.category = "x", systems.id = "a" }\nfires = "yes"')
    assert [code for code, _, _ in wrong] == ["unknown-field", "not-allowed", "unknown-field"]


def test_what_is_given_is_what_is_known() -> None:
    rule = policy(a=RULE.format(effect="advise", more="", example="""
    given = { gap.rung = 5, alternatives.possible = [0, 3], life.ends_on = 2026-10-01, verification.items = ["a"] }
    fires = "yes"
    """)).rule("R")
    assert rule is not None
    (example,) = examples_of(rule, [])
    assert example.facts == {
        "gap.rung": 5, "alternatives.possible": RungSet(frozenset({0, 3})), "life.ends_on": date(2026, 10, 1),
        "verification.items": ["a"]}  # fmt: skip
    assert example.expected == Answer("yes", None)


def test_a_rule_is_asked_alone_with_the_values_of_all_layers() -> None:
    """The other rule names nothing that is known here; the value is what the layer below made of it."""
    made = policy(
        a=RULE.format(effect="advise", more="", example='given = {}\nfires = "unknown"').replace("5", '"$from_rung"')
        + '[values]\nfrom_rung = { is = 5, may = "raise" }\n[[rule]]\nid = "S"\neffect = "advise"\n',
        b='schema = "policy/1"\npolicy = { id = "b", version = "1", default = "abstain", extends = ["a.toml"] }\n'
        "values.from_rung = { is = 7 }\n",
    )  # fmt: skip
    rule = made.rule("R")
    assert rule is not None
    judge = Judge(alone(made, rule), date(2026, 6, 1))
    assert [each.id for each in judge.rules] == ["R"]
    assert [answer(judge, {"gap.rung": rung})[0].fires for rung in (6, 7)] == ["no", "yes"]


@pytest.mark.parametrize(
    "effective, day, tried_on",
    [
        ("", date(2026, 6, 1), date(2026, 6, 1)),
        ("effective = { from = 2027-04-01 }", date(2026, 6, 1), date(2027, 4, 1)),
        ("effective = { until = 2025-03-31 }", date(2026, 6, 1), date(2025, 3, 31)),
        ("effective = { from = 2026-06-01, until = 2026-06-01 }", date(2026, 6, 1), date(2026, 6, 1)),
    ],
)
def test_a_rule_is_tried_on_a_day_on_which_it_is_in_effect(effective: str, day: date, tried_on: date) -> None:
    made = policy(a=RULE.format(effect="advise", more=effective, example='given = { gap.rung = 5 }\nfires = "yes"'))
    rule = made.rule("R")
    assert rule is not None
    assert day_for(made, rule, day) == tried_on
    assert answer(Judge(alone(made, rule), tried_on), {"gap.rung": 5})[0].fires == "yes"
