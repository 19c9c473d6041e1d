"""What lint says of a policy is what comes out when every set of facts is tried: nothing missed, nobody wronged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from hypothesis import given, settings

from nocustom.judge.condition import Group, Node
from nocustom.judge.policy import Policy, Rule
from nocustom.judge.truth import NO, UNKNOWN, YES
from nocustom.judge.verdict import Judge
from nocustom.policy.between import Between
from nocustom.policy.inside import Inside
from nocustom.policy.survey import Survey
from tests.judge.drawn import DAY
from tests.policy.every_fact import Seen, Small, clauses, judged, small


def looked_at(case: Small) -> tuple[Survey, list[Inside]]:
    survey = Survey(case.policy, DAY)
    return survey, [Inside(survey, rule, places) for rule, places in survey.rules()]


def active(inside: Inside, seen: list[Seen]) -> list[Seen]:
    """What was seen on days on which the rule takes part."""
    judges = {span.judge.day for span, _ in inside.places}
    return [each for each in seen if _first(inside, each) in judges]


def _first(inside: Inside, seen: Seen) -> object:
    """The first day of the span that a day lies in."""
    days = [span.first for span in inside.survey.spans if span.first <= seen.judgement.judge.day]
    return max(days)


@settings(max_examples=60)
@given(small())
def test_of_one_rule(case: Small) -> None:
    _, rules = looked_at(case)
    seen = judged(case)
    for inside in rules:
        rule, here = inside.rule, active(inside, seen)
        assert inside.never_fires == all(each.fired(rule) != YES for each in here), rule
        assert inside.always_fires == all(each.fired(rule) != NO for each in here), rule
        if rule.must is not None:
            firing = [each for each in here if each.fired(rule) == YES]
            assert inside.always_met == (bool(firing) and not any(each.unmet(rule) for each in firing)), rule
            assert inside.never_met == (bool(firing) and all(each.unmet(rule) for each in firing)), rule


@settings(max_examples=60)
@given(small(rules=2))
def test_redundant_clauses(case: Small) -> None:
    """All that is reported can be deleted at once; of what is left, nothing can."""
    _, rules = looked_at(case)
    seen = judged(case)
    for inside in rules:
        here, rule = active(inside, seen), inside.rule
        dropped = frozenset(id(node) for node, _ in inside.redundant())
        assert unchanged(rule, dropped, here), rule
        for one_more in droppable(rule, dropped):
            assert not unchanged(rule, dropped | {id(one_more)}, here), (rule, one_more)


@settings(max_examples=60)
@given(clauses())
def test_which_truths_come_together(case: Small) -> None:
    """Of three clauses, each way of being yes, no or unknown together is possible exactly when some facts show it."""
    ((rule, ((span, _),)),) = Survey(case.policy, DAY).rules()
    space, seen = Survey(case.policy, DAY).space, judged(case)
    leaves = rule.leaves()
    for facts, within in ((seen, space.possible), ([each for each in seen if each.complete], space.complete)):
        shown = {tuple(each.judgement.leaf_truth(leaf) for leaf in leaves) for each in facts}
        for together in product((NO, UNKNOWN, YES), repeat=len(leaves)):
            where = within
            for leaf, truth in zip(leaves, together, strict=True):
                truths = space.leaf(leaf, span.judge.operand)
                where = space.diagrams.both(
                    where, {YES: truths.yes, NO: truths.no, UNKNOWN: space.unknown(truths)}[truth]
                )
            assert space.never(where) == (together not in shown), (leaves, together)


def unchanged(rule: Rule, dropped: frozenset[int], seen: list[Seen]) -> bool:
    for each in seen:
        fires = each.fires(rule, dropped)
        if fires != each.fires(rule):
            return False
        if rule.must is not None:
            unmet = fires != NO and each.truth(rule.must, dropped) != YES
            if unmet != (each.fires(rule) != NO and each.truth(rule.must) != YES):
                return False
    return True


def droppable(rule: Rule, dropped: frozenset[int]) -> Iterator[Node]:
    """Everything that could be deleted from the file and leave a rule that can be read."""
    both = [root for root in (rule.when, rule.unless) if root is not None and id(root) not in dropped]
    if rule.unless in both:
        yield from both
    for root in (*both, *([rule.must] if rule.must is not None else [])):
        yield from parts(root, dropped)


def parts(node: Node, dropped: frozenset[int]) -> Iterator[Node]:
    if isinstance(node, Group):
        left = [part for part in node.parts if id(part) not in dropped]
        for part in left:
            if len(left) > 1:
                yield part
            yield from parts(part, dropped)


@settings(max_examples=60)
@given(small())
def test_between_rules(case: Small) -> None:
    survey, rules = looked_at(case)
    living = [(inside.rule, list(inside.places)) for inside in rules if not inside.never_fires]
    between = Between(survey, living)
    seen = judged(case)
    complete = [each for each in seen if each.complete]
    assert between.never_eligible() == (not any(each.judgement.verdict == "eligible" for each in complete))
    for rule, places in living:
        yes = [each for each in complete if each.fired(rule) == YES]
        if rule.effect in ("permit", "escalate"):
            refused = [
                each for each in yes if each.judgement.verdict in ("forbidden", "refused", "redirected")
            ]
            noes = [each for each in refused if not each.judgement.by_default]
            assert between.never_heard(rule, places) == (len(noes) == len(yes)), rule
        elif rule.effect == "redirect" or (rule.effect == "forbid" and not rule.hard):
            assert between.always_lifted(places) == all(
                each.judgement.lifted(each.place(rule) or 0) for each in yes
            ), rule
            assert between.never_heard(rule, places) == (not any(each.decides(rule) for each in yes)), rule
        if rule.effect == "escalate":
            lifting = [each for each in yes for place, lifters in each.judgement.judge.lifters.items()
                       if each.place(rule) in lifters and each.judgement.fired[place] == YES]  # fmt: skip
            assert between.lifts_nothing(places) == (not lifting), rule
        if rule.to is not None:
            here = [each for each in yes if each.judgement.facts["gap.rung"] == rule.to]
            assert between.stays_in_place(rule.to, places) == bool(here), rule


@settings(max_examples=60)
@given(small())
def test_a_rule_that_another_covers(case: Small) -> None:
    """It is never stronger than the other on any facts; and without it, no verdict is different."""
    survey, rules = looked_at(case)
    living = [(inside.rule, list(inside.places)) for inside in rules if not inside.never_fires]
    between = Between(survey, living)
    seen = judged(case)
    for inside in rules:
        for other in rules:
            if inside.never_fires or other.never_fires or inside is other:
                continue
            covered = between.covers(list(inside.places), list(other.places))
            assert covered == (
                comparable(case, inside.rule, other.rule) and never_stronger(inside, other, seen)
            )
            if covered:
                without = deleted(case, inside.rule)
                for each in seen:
                    judge = Judge(without, each.judgement.judge.day)
                    assert judge.judge_facts(each.judgement.facts).verdict == each.judgement.verdict


def comparable(case: Small, rule: Rule, other: Rule) -> bool:
    """Whether the two do the same where they fire, or the other does more."""
    above = case.policy.above[rule.layer]
    if (rule.effect, rule.to) != (other.effect, other.to) or (rule.hard and not other.hard):
        return False
    if rule.effect == "permit":
        return (rule.layer, rule.grants) == (other.layer, other.grants)
    return rule.effect != "escalate" or other.layer == rule.layer or other.layer in above


def never_stronger(inside: Inside, other: Inside, seen: list[Seen]) -> bool:
    if not {span.first for span, _ in inside.places} <= {span.first for span, _ in other.places}:
        return False
    for each in active(inside, seen):
        judge = each.judgement.judge
        place, there = each.place(inside.rule), each.place(other.rule)
        assert place is not None and there is not None
        if inside.rule.effect == "require":
            if each.unmet(inside.rule) and not each.unmet(other.rule):
                return False
            continue
        if each.fired(inside.rule) > each.fired(other.rule):
            return False
        if there in judge.lifters and not set(judge.lifters[there]) <= set(judge.lifters[place]):
            return False
    return True


def deleted(case: Small, rule: Rule) -> Policy:
    layers = {name: replace(layer, rules=tuple(each for each in layer.rules if each is not rule))
              for name, layer in case.policy.layers.items()}  # fmt: skip
    return replace(case.policy, layers=layers)
