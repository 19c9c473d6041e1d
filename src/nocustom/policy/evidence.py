"""Examples and cases that come out as expected, asked again of a policy that was changed: do they notice?

    of a changed rule     its examples, asked of the rule alone; then every case, judged by the whole changed policy
    of a changed value    the examples of every rule that uses it, and every case judged anew
    of a changed layer    every case

A changed policy that can't judge at all is noticed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property

from nocustom.errors import NotJudged
from nocustom.judge.policy import Policy, Rule
from nocustom.judge.verdict import Judge, Judgement
from nocustom.policy.cases import Case, differences
from nocustom.policy.examples import Example, alone, answer, day_for
from nocustom.policy.mutants import Mutant, values_of

__all__ = ["Evidence"]


class Evidence:
    """Of one policy: its examples by rule, tried on `day` or the nearest day a rule is in effect, and its cases."""

    def __init__(
        self, policy: Policy, day: date, examples: Mapping[str, Sequence[Example]], cases: Sequence[Case]
    ) -> None:
        self.policy = policy
        self.day = day
        self.examples = examples
        self.cases = cases

    @cached_property
    def judged(self) -> list[tuple[Case, Judgement]]:
        """Every case with its judgement by the policy as it is."""
        judges = {day: Judge(self.policy, day) for day in {case.day for case in self.cases}}
        return [(case, judges[case.day].judge_facts(case.facts)) for case in self.cases]

    def judge_of(self, rule: Rule, policy: Policy | None = None) -> Judge:
        """The judge of one rule alone, in the policy as it is or in a changed one."""
        policy = policy or self.policy
        return Judge(alone(policy, rule), day_for(policy, rule, self.day))

    def notices(self, mutant: Mutant) -> bool:
        """Whether some example or some case comes out otherwise than expected."""
        if mutant.made is not None:
            by_examples = mutant.kind != "effect" and self._examples_notice([mutant.made], mutant.policy)
        else:
            by_examples = mutant.kind == "value" and self._examples_notice(_users(mutant), mutant.policy)
        return by_examples or self._cases_notice(mutant)

    def can_matter(self, mutant: Mutant) -> bool:
        """Whether a changed value is the one that holds: where several layers define it, the strictest does."""
        if mutant.kind != "value":
            return True
        days = {case.day for case in self.cases} | {
            day_for(self.policy, rule, self.day) for rule in _users(mutant)
        }
        return any(_values(mutant.policy, day) != _values(self.policy, day) for day in sorted(days))

    def _examples_notice(self, rules: Iterable[Rule], policy: Policy) -> bool:
        for rule in rules:
            examples = self.examples.get(rule.id, ())
            try:
                judge = self.judge_of(rule, policy) if examples else None
            except NotJudged:
                return True
            if judge and any(answer(judge, example.facts)[0] != example.expected for example in examples):
                return True
        return False

    def _cases_notice(self, mutant: Mutant) -> bool:
        judged: dict[date, Callable[[Case], Judgement]] = {}
        for case in self.cases:
            if case.day not in judged:
                try:
                    judge = Judge(mutant.policy, case.day)
                except NotJudged:
                    return True
                judged[case.day] = _anew(judge) if mutant.kind == "value" else _again(judge)
            if any(differences(case.expected, judged[case.day](case))):
                return True
        return False


def _again(judge: Judge) -> Callable[[Case], Judgement]:
    return lambda case: judge.judge_facts(case.facts)


def _anew(judge: Judge) -> Callable[[Case], Judgement]:
    """Derived facts may rest on a value that was changed."""
    return lambda case: judge.judge(case.request, case.setting)


def _users(mutant: Mutant) -> list[Rule]:
    """The rules that use the changed value, directly or through a derived field."""
    return [rule for rule in mutant.policy.rules() if mutant.where[1] in values_of(rule)]


def _values(policy: Policy, day: date) -> Mapping[str, int] | None:
    try:
        return Judge(policy, day).values
    except NotJudged:
        return None
