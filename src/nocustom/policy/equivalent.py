"""Whether a mutant means the same as the original: decided over all facts there can be, not guessed.

Such a mutant is no mistake, so no example could notice it, and none has to.
"""

from __future__ import annotations

from nocustom.judge.policy import Rule
from nocustom.judge.verdict import Judge
from nocustom.policy.cells import Asked
from nocustom.policy.diagram import Diagram
from nocustom.policy.space import Space

__all__ = ["equivalent"]


def equivalent(rule: Rule, made: Rule, judge: Judge) -> bool:
    """Whether both fire on the same facts, and are unmet on the same, with the named values of the judge's day."""
    operand = judge.operand
    space = Space((leaf.field, Asked(leaf.operator, operand(leaf))) for leaf in (*rule.leaves(), *made.leaves()))
    fires = [space.fires(each.when, each.unless, operand) for each in (rule, made)]
    if not space.same(*fires):
        return False

    def unmet(each: Rule) -> Diagram:
        met = space.all([space.node(each.must, operand)] if each.must else []).yes
        return space.diagrams.without(space.diagrams.either(fires[0].no, met))

    now, was = unmet(made), unmet(rule)
    return space.within(now, was) and space.within(was, now)
