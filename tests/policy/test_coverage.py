"""A clause counts as tested only where it decided what was expected, once each way."""

from __future__ import annotations

import pytest

from nocustom.judge.truth import NO, UNKNOWN, YES
from nocustom.judge.verdict import Judge
from nocustom.policy.coverage import outcome
from tests.judge.written import DAY
from tests.pack.sample_city import policy as pack
from tests.pack.test_policy_tests import evidence as pack_evidence
from tests.policy.planted import case, covered, evidence, policy

TWO = """
[[rule]]
id = "R"
effect = "forbid"
level = "hard"
when.gap.rung = { at_least = 5 }
when.impact.my_number = { is = true }
"""


def example(given: str, fires: str) -> str:
    return f'[[rule.example]]\ngiven = {{ {given} }}\nfires = "{fires}"\n'


def test_a_clause_beside_one_that_is_no_is_seen_and_decides_nothing() -> None:
    found = covered(evidence(policy(a=TWO + example("gap.rung = 4, impact.my_number = false", "no"))))
    for clause in found.values():
        assert clause.seen == {NO} and clause.decided == set() and not clause.covered


def test_each_clause_decides_both_ways_where_the_other_is_yes() -> None:
    found = covered(evidence(policy(
        a=TWO + example("gap.rung = 5, impact.my_number = true", "yes")
        + example("gap.rung = 4, impact.my_number = true", "no")
        + example("gap.rung = 5, impact.my_number = false", "no"))))  # fmt: skip
    assert {name: (each.decided, each.covered) for name, each in found.items()} == {
        "gap.rung at_least": ({YES, NO}, True), "impact.my_number is": ({YES, NO}, True)}  # fmt: skip


def test_one_example_missing_leaves_exactly_its_clause_uncovered() -> None:
    found = covered(evidence(policy(
        a=TWO + example("gap.rung = 5, impact.my_number = true", "yes")
        + example("gap.rung = 5, impact.my_number = false", "no"))))  # fmt: skip
    assert [name for name, each in found.items() if not each.covered] == ["gap.rung at_least"]


def test_unknown_is_seen_and_may_decide() -> None:
    found = covered(evidence(policy(a=TWO + example("gap.rung = 5", "unknown"))))
    assert found["impact.my_number is"].decided == {UNKNOWN}
    assert found["gap.rung at_least"].decided == {YES}  # no in its place, and the rule is no


ONE = 'id = "R"\neffect = "advise"\nwhen.{clause}\n'


@pytest.mark.parametrize(
    "clause, given, other",
    [
        ("life.ends_on = { filled = true }", "life.ends_on = 2026-10-01", UNKNOWN),
        ("verification.owner = { filled = true }", 'verification.owner = "sato"', UNKNOWN),
        ("reason.legal_basis = { filled = true }", 'reason.legal_basis = "x"', NO),
    ],
)
def test_what_is_never_blank_must_decide_by_being_unknown(clause: str, given: str, other: int) -> None:
    rule = "[[rule]]\n" + ONE.format(clause=clause)
    (found,) = covered(evidence(policy(a=rule + example(given, "yes") + example("", "unknown")))).values()
    assert found.wanted == (YES, other) and found.decided == {YES, UNKNOWN}
    assert found.covered is (other == UNKNOWN)


def test_an_unmet_require_is_decided_by_its_must() -> None:
    made = policy(a="""
    [[rule]]
    id = "R"
    effect = "require"
    when.gap.rung = { at_least = 5 }
    must.precedent.searched = { is = true }
    example = [
      { given = { gap.rung = 5, precedent.searched = true }, fires = "yes", met = true },
      { given = { gap.rung = 5, precedent.searched = false }, fires = "yes", met = false },
      { given = { gap.rung = 4, precedent.searched = false }, fires = "no" },
    ]
    """)
    assert all(each.covered for each in covered(evidence(made)).values())


def test_a_case_covers_only_what_its_expectation_watches() -> None:
    """Habit decides the verdict; the other rule is yes too, and nobody would notice if it were not."""
    text = """
    [[rule]]
    id = "HABIT"
    effect = "forbid"
    level = "overridable"
    when.reason.category = { is = "habit" }
    [[rule]]
    id = "LIST"
    effect = "redirect"
    when.gap.output = { is = "list" }
    """
    known = '[reason]\ncategory = "habit"\n[gap]\noutput = "list"\n'
    found = covered(evidence(policy(a=text), case(known, "refused", "HABIT")))
    assert found["reason.category is"].decided == {YES}
    assert found["gap.output is"].seen == {YES} and found["gap.output is"].decided == set()


def test_a_case_that_names_no_rules_watches_the_verdict_alone() -> None:
    text = "".join(f'[[rule]]\nid = "R{n}"\neffect = "forbid"\nlevel = "hard"\nwhen.{clause}\n' for n, clause in
                   enumerate(["gap.rung = { is = 9 }", "impact.my_number = { is = true }"]))  # fmt: skip
    known = "[gap]\nrung = 9\n[impact]\nmy_number = true\n"
    alone = covered(evidence(policy(a=text), case(known, "forbidden")))
    assert [each.decided for each in alone.values()] == [set(), set()]
    named = covered(evidence(policy(a=text), case(known, "forbidden", "R0", "R1")))
    assert [each.decided for each in named.values()] == [{YES}, {YES}]


def test_a_rule_outside_its_days_is_decided_by_no_clause() -> None:
    made = policy(a=TWO + "effective = { until = 2026-05-31 }\n")
    found = covered(evidence(made, case("[gap]\nrung = 9\n[impact]\nmy_number = true", "refused", "default")))
    assert all(each.decided == set() for each in found.values())


def test_the_outcome_that_clauses_are_flipped_in_is_the_judges() -> None:
    """On every case and every rule of the pack."""
    asked = pack_evidence()
    judge = Judge(pack(), DAY)
    for _, judgement in asked.judged:
        for place, rule in enumerate(judge.rules):
            assert outcome(rule, judgement.leaf_truth) == (judgement.fired[place], judgement.met[place])
