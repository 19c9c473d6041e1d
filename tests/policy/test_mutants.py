"""Mutants are the mistakes they say they are, and what is known to go unnoticed is what is reported as unnoticed."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from nocustom.judge.condition import Node, read_condition
from nocustom.judge.operators import RungSet
from nocustom.judge.policy import Rule
from nocustom.judge.verdict import Judge
from nocustom.policy.equivalent import equivalent
from nocustom.policy.evidence import Evidence
from nocustom.policy.mutants import Mutant, mutants
from nocustom.policy.written import written
from tests.judge import plain
from tests.judge.written import DAY
from tests.oracles.chance import KINDS
from tests.pack.sample_city import LAYERS, document
from tests.pack.sample_city import policy as pack
from tests.pack.test_policy_tests import evidence as pack_evidence
from tests.policy.planted import case, evidence, noticed, policy, shown, survivors, tried

# Known to be incomplete, known to be complete ------------------------------------------------------------------------

NEAR = """
[[rule]]
id = "R"
effect = "forbid"
level = "hard"
when.system.months_to_renewal = { under = 18 }
"""
FAR_APART = """
example = [
  { given = { system.months_to_renewal = 5 }, fires = "yes" },
  { given = { system.months_to_renewal = 30 }, fires = "no" },
]
"""
AT_THE_BOUNDARY = """
example = [
  { given = { system.months_to_renewal = 17 }, fires = "yes" },
  { given = { system.months_to_renewal = 18 }, fires = "no" },
]
"""
CASES = (
    case("[system]\nmonths_to_renewal = 3", "forbidden", "R"),
    case("[system]\nmonths_to_renewal = 40", "refused", "default"),
)


def test_examples_far_from_the_boundary_miss_exactly_the_mistakes_at_the_boundary() -> None:
    assert survivors(evidence(policy(a=NEAR + FAR_APART), *CASES)) == {
        "system.months_to_renewal = { under = 18 } -> system.months_to_renewal = { at_most = 18 }",
        "system.months_to_renewal = { under = 18 } -> system.months_to_renewal = { under = 17 }",
    }


def test_examples_on_both_sides_of_the_boundary_miss_nothing() -> None:
    assert survivors(evidence(policy(a=NEAR + AT_THE_BOUNDARY), *CASES)) == set()


def test_without_a_case_nobody_notices_that_a_rule_decides_nothing() -> None:
    assert survivors(evidence(policy(a=NEAR + AT_THE_BOUNDARY))) == {
        '"hard" -> "overridable"',
        '"forbid" -> "advise"',
    }


def test_without_anything_nothing_is_noticed() -> None:
    asked = evidence(policy(a=NEAR))
    assert noticed(asked) == set() and len(survivors(asked)) == 6


def test_a_policy_that_can_no_longer_judge_is_noticed() -> None:
    """The only layer that refuses abstains: nothing can be judged, and no such policy could ever be used."""
    made = policy(a=NEAR + AT_THE_BOUNDARY, b='schema = "policy/1"\npolicy = { id = "b", version = "1", '
                  'default = "refuse", extends = ["a.toml"], effective = { from = 2030-01-01 } }\n')  # fmt: skip
    (default,) = (each for each in tried(evidence(made, *CASES)) if each.kind == "default" and each.layer == "a")
    assert shown(default) == '"refuse" -> "abstain"'
    assert evidence(made, *CASES).notices(default)
    assert not evidence(made).notices(default)


# What is changed -----------------------------------------------------------------------------------------------------

MADE = [
    ("gap.rung = { over = 3 }", {"at_least = 3", "at_most = 3", "over = 4"}),
    ("gap.rung = { at_least = 3 }", {"over = 3", "under = 3", "at_least = 2"}),
    ("gap.rung = { under = 3 }", {"at_most = 3", "at_least = 3", "under = 2"}),
    ("gap.rung = { at_most = 3 }", {"under = 3", "over = 3", "at_most = 4"}),
    ("gap.rung = { is = 3 }", {"at_least = 3", "at_most = 3", "is = 2", "is = 4"}),
    ("gap.rung = { filled = true }", {"filled = false"}),
    ("life.ends_on = { before = 2026-04-01 }",
     {"on_or_before = 2026-04-01", "on_or_after = 2026-04-01", "before = 2026-03-31"}),
    ("life.ends_on = { on_or_after = 2026-04-01 }",
     {"after = 2026-04-01", "before = 2026-04-01", "on_or_after = 2026-03-31"}),
    ("life.ends_on = { on_or_before = 9999-12-31 }",
     {"before = 9999-12-31", "after = 9999-12-31"}),  # there is no day after it
    ("life.ends_on = { on_or_after = 0001-01-01 }",
     {"after = 0001-01-01", "before = 0001-01-01"}),
    ("impact.my_number = { is = true }", {"is = false"}),
    ('cost.vendor_answer = { is = "D" }', {'is_not = "D"', 'is = "A"'}),
    ('cost.vendor_answer = { in = ["A", "B"] }',
     {'not_in = ["A", "B"]', 'in = ["B"]', 'in = ["A"]', 'in = ["A", "B", "C"]'}),
    ('cost.vendor_answer = { not_in = ["D"] }', {'in = ["D"]', 'not_in = ["D", "A"]'}),
    ('system.id = { is = "x" }', {'is_not = "x"', 'is = "x_"'}),
    ("alternatives.possible = { has = 0 }", {"has = 1"}),
    ("alternatives.possible = { has_any = [3, 4] }",
     {"has_all = [3, 4]", "has_any = [4]", "has_any = [3]", "has_any = [3, 4, 2]", "has_any = [3, 4, 5]"}),
    ("alternatives.possible = { has_any = [0] }", {"has_any = [0, 1]"}),
    ("alternatives.possible = { empty = true }", {"empty = false"}),
    ('precedent.same_need = { has_all = ["a", "b"] }',
     {'has_any = ["a", "b"]', 'has_all = ["a"]', 'has_all = ["b"]'}),
]  # fmt: skip


def of_conditions(text: str) -> list[Mutant]:
    made = policy(a=f'[[rule]]\nid = "R"\neffect = "advise"\n{text}\n')
    return [mutant for mutant in mutants(made) if mutant.kind in ("operator", "operand", "join", "clause")]


@pytest.mark.parametrize("clause, expected", MADE)
def test_a_clause(clause: str, expected: set[str]) -> None:
    """Each mistake once: `at_least 4` for `over 3` is none, and `over 2` is `at_least 3`."""
    field = clause.partition(" = ")[0]
    found = [mutant.after for mutant in of_conditions(f"when.{clause}") if mutant.after]
    assert sorted(found) == sorted(f"{field} = {{ {each} }}" for each in expected)


@pytest.mark.parametrize(
    "text, expected",
    [
        ("when.gap.rung = { filled = true }", ["when: gap.rung = { filled = true } ->"]),
        ("when.gap.rung = { filled = true }\nwhen.impact.my_number = { is = true }",
         ["all -> any", "gap.rung = { filled = true } ->", "impact.my_number = { is = true } ->"]),
        ("when.any = [{ gap.rung = { filled = true } }, { impact.my_number = { is = true } }]",
         ["any -> all", "any -> none", "gap.rung = { filled = true } ->", "impact.my_number = { is = true } ->",
          "when: any = [{ gap.rung = { filled = true } }, { impact.my_number = { is = true } }] ->"]),
        ("when.none = [{ gap.rung = { filled = true } }]",
         ["none -> any", "when: none = [{ gap.rung = { filled = true } }] ->"]),
        ("unless.gap.rung = { filled = true }", ["unless: gap.rung = { filled = true } ->"]),
    ],
)  # fmt: skip
def test_joins_and_clauses(text: str, expected: list[str]) -> None:
    found = [shown(mutant) for mutant in of_conditions(text) if mutant.kind in ("join", "clause")]
    assert sorted(found) == sorted(expected)


@pytest.mark.parametrize(
    "rule, expected",
    [
        ('effect = "forbid"\nlevel = "hard"', {'"hard" -> "overridable"', '"forbid" -> "advise"'}),
        ('effect = "forbid"\nlevel = "overridable"', {'"overridable" -> "hard"', '"forbid" -> "advise"'}),
        ('effect = "redirect"\nto = 3',
         {'"redirect" -> "advise"', "to = 3 -> to = 2", "to = 3 -> to = 4", "to = 3 ->"}),
        ('effect = "redirect"\nto = 9', {'"redirect" -> "advise"', "to = 9 -> to = 8", "to = 9 ->"}),
        ('effect = "redirect"', {'"redirect" -> "advise"', "-> to = 0"}),
        ('effect = "permit"', {'"permit" -> "advise"'}),
        ('effect = "escalate"', {'"escalate" -> "advise"'}),
        ('effect = "advise"', set()),
        ('effect = "require"\nmust.gap.rung = { filled = true }', set()),
    ],
)  # fmt: skip
def test_effects(rule: str, expected: set[str]) -> None:
    made = policy(a=f'[[rule]]\nid = "R"\n{rule}\nwhen.impact.my_number = {{ is = true }}\n')
    assert {shown(mutant) for mutant in mutants(made) if mutant.kind == "effect"} == expected


def test_a_value_counts_where_it_holds_and_is_used() -> None:
    """The city's 20 is what counts, so that a mistake in the 18 above changes nothing; `unused` is nobody's operand."""
    above = NEAR.replace("18", '"$near"') + FAR_APART + """
    [values]
    near = { is = 18, may = "raise" }
    unused = { is = 1 }
    """
    below = """schema = "policy/1"
    policy = { id = "b", version = "1", default = "abstain", extends = ["a.toml"] }
    values.near = { is = 20 }
    """
    asked = evidence(policy(a=above, b=below), *CASES)
    found = [(each.layer, shown(each)) for each in tried(asked) if each.kind == "value"]
    assert found == [("b", "near = 20 -> near = 19"), ("b", "near = 20 -> near = 21")]


def test_a_value_in_a_derived_field_is_noticed_by_a_case_only() -> None:
    made = pack()
    values = {shown(each) for each in mutants(made) if each.kind == "value"}
    assert {f"hourly_rate_yen = 4200 -> hourly_rate_yen = {rate}" for rate in (4199, 4201)} <= values
    assert not any(each.startswith("max_term_months") for each in values)  # the gate's, not the verdict's


# Held against others -------------------------------------------------------------------------------------------------


def read_again(node: Node | None) -> Node | None:
    found: list[Any] = []
    table = tomllib.loads(f"x = {{ {written(node)} }}")["x"] if node else None
    again = read_condition(table, (), "must", "advise", found) if table else None
    assert found == []
    return again


def test_what_is_shown_is_what_was_tried() -> None:
    """Every mutant of the pack, written out, is read as the same condition again."""
    for mutant in mutants(pack()):
        for part in ("when", "unless", "must") if mutant.made else ():
            node = getattr(mutant.made, part)
            again = read_again(node)
            assert (again and written(again)) == (node and written(node)), shown(mutant)


def test_every_mutant_differs_from_the_original_and_from_all_others() -> None:
    made = [mutant for mutant in mutants(pack()) if mutant.made]
    seen = {(each.made.id, *_written(each.made), each.made.effect, each.made.hard, each.made.to)
            for each in made if each.made}  # fmt: skip
    assert len(seen) == len(made)
    assert not seen & {(rule.id, *_written(rule), rule.effect, rule.hard, rule.to) for rule in pack().rules()}


def _written(rule: Rule) -> tuple[str, ...]:
    return tuple(written(node) if node else "" for node in (rule.when, rule.unless, rule.must))


@pytest.fixture(scope="module")
def asked() -> Evidence:
    return pack_evidence()


def test_a_plain_judge_notices_the_same(asked: Evidence, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every eleventh changed condition, judged again by the walker that knows nothing of ours."""
    monkeypatch.setattr(plain, "KINDS", KINDS)
    changed = [each for each in mutants(pack()) if each.kind in ("operator", "operand", "join", "clause")]
    answers = [(shown(each), asked.notices(each), plainly(each, asked)) for each in changed[::11]]
    assert [name for name, ours, theirs in answers if ours is not theirs] == []
    assert {ours for _, ours, _ in answers} == {True, False}


def plainly(mutant: Mutant, asked: Evidence) -> bool:
    """Whether the plain judge comes to anything else than an example of the rule, or a case, expects."""
    assert mutant.rule and mutant.made
    documents = {f"{name}.toml": document(f"policies/{name}.toml") for name in LAYERS}
    for layer in documents.values():
        for table in layer["rule"]:
            if table["id"] == mutant.rule.id:
                for part in ("when", "unless", "must"):
                    table.pop(part, None)
                    if node := getattr(mutant.made, part):
                        table[part] = tomllib.loads(f"x = {{ {written(node)} }}")["x"]
                table.setdefault("must", {}) if table["effect"] == "require" else None
    for example in asked.examples[mutant.rule.id]:
        came = plain.judge(documents, known(example.facts), DAY)
        fires = came.fired[mutant.rule.id]
        met = came.met.get(mutant.rule.id) if fires != "no" else None
        if (fires, met) != (example.expected.fires, example.expected.met):
            return True
    for each in asked.cases:
        came = plain.judge(documents, known(each.facts), DAY)
        if (came.verdict, sorted(came.decided_by)) != (each.expected.verdict, sorted(each.expected.rules or ())):
            return True
    return False


def known(facts: dict[str, Any]) -> dict[str, Any]:
    return {path: (value.known, value.maybe) if isinstance(value, RungSet) else value for path, value in facts.items()}


def test_what_an_example_notices_does_not_mean_the_same(asked: Evidence) -> None:
    """Every seventh changed condition: the exact decision never excuses what was noticed on possible facts."""
    changed = [each for each in mutants(pack()) if each.kind in ("operator", "operand", "join", "clause")]
    judges = {rule.id: asked.judge_of(rule) for rule in pack().rules()}
    for mutant in changed[::7]:
        assert mutant.rule and mutant.made
        if equivalent(mutant.rule, mutant.made, judges[mutant.rule.id]):
            assert not asked.notices(mutant), shown(mutant)


@pytest.mark.parametrize(
    "one, other, same",
    [
        ("gap.rung = { is = 9 }", "gap.rung = { at_least = 9 }", True),
        ("gap.rung = { is = 8 }", "gap.rung = { at_least = 8 }", False),
        ("gap.rung = { over = 3 }", "gap.rung = { at_least = 4 }", True),
        ("life.days = { is = 0 }", "life.days = { at_most = 0 }", False),  # it may be negative
        ('gap.output = { is = "form" }', 'gap.output = { in = ["form"] }', True),
        ("gap.rung = { filled = true }", "gap.rung = { at_least = 1 }", True),
        ("reason.legal_basis = { filled = true }", "reason.legal_basis = { is_not = '' }", False),  # nor is a blank
    ],
)
def test_the_same_is_the_same_for_every_value(one: str, other: str, same: bool) -> None:
    first, second = (
        policy(a=f'[[rule]]\nid = "R"\neffect = "advise"\nwhen.{each}\n').rule("R") for each in (one, other)
    )
    assert first and second
    judge = Judge(policy(a=f'[[rule]]\nid = "R"\neffect = "advise"\nwhen.{one}\n'), DAY)
    assert equivalent(first, second, judge) is same
