"""Coverage per clause: where a clause decided what an example or a case says, once by being yes, once by being no.

A clause decides where what is expected would not have come out, had the clause said the opposite (MC/DC, with the
expectation as what is watched). A clause that is never no (a day is `filled` or missing) must be unknown instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from nocustom.form.directory import in_days
from nocustom.form.fields import FIELDS
from nocustom.form.finding import Key
from nocustom.judge.condition import Leaf, Node, joined, leaves
from nocustom.judge.policy import Rule
from nocustom.judge.truth import NAMES, NO, UNKNOWN, YES, Truth, negated
from nocustom.judge.verdict import Judgement
from nocustom.policy.cases import Expected, differences
from nocustom.policy.evidence import Evidence
from nocustom.policy.examples import Answer

__all__ = ["ClauseCoverage", "coverage", "outcome"]

Part = Literal["when", "unless", "must"]

_NEVER_BLANK = frozenset({"enum", "id", "int", "date", "bool"})


@dataclass(slots=True)
class ClauseCoverage:
    """One clause of a rule: which truths it was seen with, and with which of them it decided."""

    rule: Rule
    part: Part
    leaf: Leaf
    seen: set[Truth] = field(default_factory=set)
    decided: set[Truth] = field(default_factory=set)

    @property
    def wanted(self) -> tuple[Truth, Truth]:
        """The two truths with which it should decide."""
        return _extremes(self.leaf)

    @property
    def covered(self) -> bool:
        """Whether it decided both ways."""
        return self.decided.issuperset(self.wanted)


def coverage(evidence: Evidence, rules: list[Rule]) -> list[ClauseCoverage]:
    """Every clause of these rules, in the order they are written."""
    found: list[ClauseCoverage] = []
    for rule in rules:
        clauses = [ClauseCoverage(rule, part, leaf) for part, leaf in _clauses(rule)]
        by_where = {each.leaf.where: each for each in clauses}
        for judgement, would_change in _asked(evidence, rule):
            truths = {where: judgement.leaf_truth(each.leaf) for where, each in by_where.items()}
            for where, each in by_where.items():
                each.seen.add(truths[where])
                others = (other for other in each.wanted if other != truths[where])
                if any(would_change(*outcome(rule, _but(truths, where, other))) for other in others):
                    each.decided.add(truths[where])
        found += clauses
    return found


def outcome(rule: Rule, truth: Callable[[Leaf], Truth]) -> tuple[Truth, Truth]:
    """What a rule that is in effect comes to where its leaves come to `truth`: whether it fires, whether it is met."""
    when = YES if rule.when is None else joined(rule.when, truth)
    unless = NO if rule.unless is None else joined(rule.unless, truth)
    fired = min(when, negated(unless))
    return fired, YES if rule.must is None or fired == NO else joined(rule.must, truth)


_WouldChange = Callable[[Truth, Truth], bool]


def _asked(evidence: Evidence, rule: Rule) -> Iterator[tuple[Judgement, _WouldChange]]:
    """Each judgement that a clause of the rule could decide, and whether another outcome would be noticed there."""
    examples = evidence.examples.get(rule.id, ())
    if examples:
        judge = evidence.judge_of(rule)
        for example in examples:
            yield judge.judge_facts(example.facts), _not(rule, example.expected)
    for case, judgement in evidence.judged:
        judge = judgement.judge
        place = next((place for place, each in enumerate(judge.rules) if each is rule), None)
        if place is not None and in_days(rule.days, judge.day):
            yield judgement, _noticed(judgement, place, replace(case.expected, questions=None, to=None))


def _not(rule: Rule, expected: Answer) -> _WouldChange:
    def would_change(fired: Truth, met: Truth) -> bool:
        asked = rule.effect == "require" and fired != NO
        return Answer(NAMES[fired], met == YES if asked else None) != expected

    return would_change


def _noticed(judgement: Judgement, place: int, expected: Expected) -> _WouldChange:
    def would_change(fired: Truth, met: Truth) -> bool:
        if (fired, met) == (judgement.fired[place], judgement.met[place]):
            return False
        return any(differences(expected, judgement.judge.had(judgement, place, fired, met)))

    return would_change


def _clauses(rule: Rule) -> Iterator[tuple[Part, Leaf]]:
    parts: tuple[tuple[Part, Node | None], ...] = (
        ("when", rule.when),
        ("unless", rule.unless),
        ("must", rule.must),
    )
    for part, node in parts:
        for leaf in leaves(node):
            yield part, leaf


def _extremes(leaf: Leaf) -> tuple[Truth, Truth]:
    """Yes and no; unknown in place of the one that a clause about a value that can't be blank never is."""
    if leaf.operator == "filled" and FIELDS[leaf.field].kind in _NEVER_BLANK:
        return (YES, UNKNOWN) if leaf.operand else (UNKNOWN, NO)
    return YES, NO


def _but(truths: dict[Key, Truth], where: Key, other: Truth) -> Callable[[Leaf], Truth]:
    return lambda leaf: other if leaf.where == where else truths[leaf.where]
