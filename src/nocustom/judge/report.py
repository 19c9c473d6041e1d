"""What a judgement says to a person: the rules worth reading, the clauses with the values they saw, the questions
still open, and the next steps. All of it is read from the trace; nothing is judged again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Literal, NamedTuple

from nocustom.form.choices import RUNG_NAMES
from nocustom.form.fields import ALTERNATIVE, FIELDS, FORM, label
from nocustom.judge.condition import Leaf, Node, joined, leaves
from nocustom.judge.derive import missing_inputs
from nocustom.judge.operators import RungSet
from nocustom.judge.policy import Rule
from nocustom.judge.truth import NAMES, UNKNOWN, YES, Truth, TruthName, negated
from nocustom.judge.verdict import DEFAULT, Judgement
from nocustom.words import Bilingual

__all__ = [
    "Clause", "Question", "RuleReport", "Step", "clauses", "next_steps", "plain", "questions", "rule_reports",
    "truth_of",
]  # fmt: skip


class Clause(NamedTuple):
    """One leaf of a rule with the value it saw (None: missing) and what came out."""

    part: Literal["when", "unless", "must"]
    field: str
    operator: str
    operand: Any
    named: str | None
    value: Any
    truth: TruthName


class RuleReport(NamedTuple):
    """One rule in the report; `rule` is None for `default`, the ground that was not found."""

    id: str
    rule: Rule | None
    fired: TruthName
    met: bool | None
    lifted: bool
    clauses: tuple[Clause, ...]


class Question(NamedTuple):
    """A field that is missing and matters, with the rules that ask for it."""

    field: str
    label: Bilingual
    rules: tuple[str, ...]


class Step(NamedTuple):
    """A next step: the rung it leads to (None: no rung of its own), the rule it comes from, and the words."""

    rung: int | None
    rule: str
    text: Bilingual


def plain(value: Any) -> Any:
    """A fact as JSON can hold it: dates in ISO form, sets of rungs as sorted lists."""
    match value:
        case date():
            return value.isoformat()
        case RungSet(known=known):
            return sorted(known)
        case list() | tuple():
            return [plain(each) for each in value]
        case dict():
            return {key: plain(each) for key, each in value.items()}
        case _:
            return value


def clauses(judgement: Judgement, rule: Rule) -> tuple[Clause, ...]:
    """Every clause of a rule in the order it is written."""
    judge = judgement.judge
    parts: tuple[tuple[Any, Node | None], ...] = (("when", rule.when), ("unless", rule.unless), ("must", rule.must))
    return tuple(
        Clause(part, leaf.field, leaf.operator, plain(judge.operand(leaf)), leaf.named,
               plain(judgement.facts.get(leaf.field)), NAMES[judgement.leaf_truth(leaf)])
        for part, node in parts for leaf in leaves(node))  # fmt: skip


def rule_report(judgement: Judgement, place: int) -> RuleReport:
    """One rule of the judgement, whether it matters or not."""
    rule = judgement.judge.rules[place]
    met = judgement.met[place] == YES if rule.effect == "require" else None
    lifted = judgement.fired[place] == YES and judgement.lifted(place)
    return RuleReport(rule.id, rule, NAMES[judgement.fired[place]], met, lifted, clauses(judgement, rule))


def rule_reports(judgement: Judgement) -> list[RuleReport]:
    """Every rule that is yes, every unknown one that matters, every unmet require, and `default` where it decides."""
    shown = [
        rule_report(judgement, place)
        for place, fired in enumerate(judgement.fired)
        if fired == YES or (judgement.verdict == "incomplete" and place in judgement.deciding)
        or judgement.met[place] != YES
    ]  # fmt: skip
    if judgement.by_default:
        shown.append(RuleReport(DEFAULT, None, "yes", None, False, ()))
    return sorted(shown, key=lambda report: report.id)


def truth_of(node: Node, judgement: Judgement) -> Truth:
    """What a clause or a group of clauses came to."""
    return joined(node, judgement.leaf_truth)


def _undecided(node: Node | None, judgement: Judgement) -> Iterator[Leaf]:
    """The unknown leaves that keep a tree unknown: groups already decided don't ask."""
    if node is not None and truth_of(node, judgement) == UNKNOWN:
        if isinstance(node, Leaf):
            yield node
        else:
            for part in node.parts:
                yield from _undecided(part, judgement)


def _in_the_way(node: Node | None, judgement: Judgement, wanted: Truth = YES) -> Iterator[Leaf]:
    """The leaves of a `must` that keep it from being met, unknown or no; below `none` those that keep it from no."""
    if node is not None and truth_of(node, judgement) != wanted:
        if isinstance(node, Leaf):
            yield node
        else:
            for part in node.parts:
                yield from _in_the_way(part, judgement, negated(wanted) if node.join == "none" else wanted)


def _asked(judgement: Judgement, place: int) -> Iterator[str]:
    """The form fields that would settle an open rule."""
    rule = judgement.judge.rules[place]
    open_leaves: list[Leaf] = []
    if judgement.fired[place] == UNKNOWN:
        open_leaves += [*_undecided(rule.when, judgement), *_undecided(rule.unless, judgement)]
    if judgement.met[place] != YES:
        open_leaves += _in_the_way(rule.must, judgement)
    for leaf in open_leaves:
        truth = judgement.leaf_truth(leaf)
        if truth == UNKNOWN:
            inputs = FIELDS[leaf.field].inputs
            missing = missing_inputs(leaf.field, inputs, judgement.facts)
            yield from missing or [each for each in inputs if not each.startswith("$")]
        elif leaf.field == "alternatives.unanswered":
            if judgement.facts[leaf.field].known:
                yield ALTERNATIVE
        elif leaf.operator == "filled" and (truth == YES) is not leaf.operand:  # there, but blank
            yield leaf.field


_ORDER = {path: place for place, path in enumerate(FORM)}


def questions(judgement: Judgement) -> list[Question]:
    """What is still to be answered, in the order of the form; only where the verdict is incomplete."""
    if judgement.verdict != "incomplete":
        return []
    asking: dict[str, list[str]] = {}
    for place in judgement.deciding:
        for field in dict.fromkeys(_asked(judgement, place)):
            asking.setdefault(field, []).append(judgement.judge.rules[place].id)
    return [Question(field, label(field), tuple(asking[field]))
            for field in sorted(asking, key=lambda field: _ORDER.get(field, len(_ORDER)))]  # fmt: skip


def next_steps(judgement: Judgement) -> list[Step]:
    """The way on after a no: redirects that are yes, lowest rung first; else the deciding rules; else the ladder."""
    if judgement.verdict in ("incomplete", "eligible"):
        return []
    asked = judgement.facts.get("gap.rung")
    rules = judgement.judge.rules
    redirects = [
        Step(asked if rule.to is None else rule.to, rule.id, rule.remedy)
        for rule, fired in zip(rules, judgement.fired, strict=True)
        if fired == YES and rule.effect == "redirect"
    ]
    if redirects:
        return sorted(redirects, key=lambda step: (10 if step.rung is None else step.rung, step.rule))
    if judgement.by_default:
        return list(ladder(range(asked if asked is not None else 9)))
    return [Step(None, rules[place].id, rules[place].remedy) for place in judgement.deciding]


def ladder(rungs: Iterable[int]) -> Iterator[Step]:
    """The rungs below the one asked for, as next steps."""
    return (Step(rung, DEFAULT, RUNG_NAMES[rung]) for rung in rungs)
