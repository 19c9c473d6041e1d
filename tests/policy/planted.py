"""Small policies whose examples are known to be good or bad, and what the tools of a policy's owner make of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from nocustom.form.catalogue import Catalogue
from nocustom.form.directory import Directory
from nocustom.form.finding import Finding
from nocustom.judge.derive import Setting
from nocustom.judge.policy import Policy
from nocustom.judge.verdict import Judge
from nocustom.policy.cases import Case, Expected
from nocustom.policy.coverage import ClauseCoverage, coverage
from nocustom.policy.equivalent import equivalent
from nocustom.policy.evidence import Evidence
from nocustom.policy.examples import answer, examples_of
from nocustom.policy.mutants import Mutant, mutants
from tests.judge.written import DAY, facts, policy

__all__ = ["case", "covered", "evidence", "noticed", "policy", "shown", "survivors", "tried"]

NOWHERE = Setting(
    Catalogue({"system": []}), Directory({"department": [], "post": [], "person": []}), DAY, DAY, {}
)


def case(known: str, verdict: str, *rules: str, day: date = DAY, **more: Any) -> Case:
    """A case on facts; nothing of a request stands behind them."""
    return Case("a case", "cases.toml", (), day, {}, facts(known), NOWHERE, Expected(verdict, rules or None, **more))


def evidence(made: Policy, *cases: Case) -> Evidence:
    """The examples of the policy, every one of which must come out as expected, and these cases."""
    found: list[Finding] = []
    examples = {rule.id: list(examples_of(rule, found)) for rule in made.rules()}
    assert found == []
    asked = Evidence(made, DAY, examples, cases)
    for rule in made.rules():
        for example in examples[rule.id]:
            assert answer(asked.judge_of(rule), example.facts)[0] == example.expected
    for each in cases:
        judgement = Judge(made, each.day).judge_facts(each.facts)
        assert judgement.verdict == each.expected.verdict
    return asked


def tried(asked: Evidence) -> list[Mutant]:
    return [mutant for mutant in mutants(asked.policy) if asked.can_matter(mutant)]


def noticed(asked: Evidence) -> set[str]:
    return {shown(mutant) for mutant in tried(asked) if asked.notices(mutant)}


def survivors(asked: Evidence) -> set[str]:
    """What nothing notices, but for what means the same."""
    return {shown(mutant) for mutant in tried(asked) if not asked.notices(mutant) and not _same(asked, mutant)}


def _same(asked: Evidence, mutant: Mutant) -> bool:
    return (
        mutant.rule is not None and mutant.made is not None and mutant.kind != "effect"
        and equivalent(mutant.rule, mutant.made, asked.judge_of(mutant.rule))
    )  # fmt: skip


def shown(mutant: Mutant) -> str:
    return f"{mutant.before} -> {mutant.after}".strip()


def covered(asked: Evidence) -> dict[str, ClauseCoverage]:
    return {f"{each.leaf.field} {each.leaf.operator}": each for each in coverage(asked, list(asked.policy.rules()))}
