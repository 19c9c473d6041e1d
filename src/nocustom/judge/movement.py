"""Which way a named value must not move: in no rule may a larger or smaller number make a request easier to grant.

    the rule tightens when it fires more often   forbid, redirect, require
                           fires less often      permit, escalate
    `unless`, `none` and the `must` of a require turn that round
    a larger operand makes   `under`, `at_most`  yes more often
                             `over`, `at_least`  yes less often
                             `is`                either

An advise rule changes no verdict, so its numbers may move freely.
"""

from __future__ import annotations

from collections.abc import Iterator

from nocustom.form.fields import FIELDS
from nocustom.judge.condition import Leaf, Node

__all__ = ["loosened_by"]

_RISING = {"under": 1, "at_most": 1, "over": -1, "at_least": -1}
"""Whether a leaf is yes more often (1) or less often (-1) when its operand grows."""

_VALUE_IN_FIELD = {"hourly_rate_yen": 1}
"""Whether a derived field grows (1) or shrinks (-1) when a named value in it grows."""

_EITHER = frozenset({"raise", "lower"})


def loosened_by(
    effect: str, when: Node | None, unless: Node | None, must: Node | None
) -> Iterator[tuple[str, Leaf, frozenset[str]]]:
    """Each named value that a rule uses, the leaf that uses it, and the directions that would loosen the rule."""
    if effect == "advise":
        return
    tight = -1 if effect in ("permit", "escalate") else 1
    for node, sense in ((when, tight), (unless, -tight), (must, -1)):
        for leaf, turned in _leaves(node, sense):
            if leaf.named is not None:
                yield leaf.named, leaf, _looser(turned * _RISING.get(leaf.operator, 0))
            for name in FIELDS[leaf.field].inputs:
                if name.startswith("$") and leaf.operator != "filled":
                    growth = _VALUE_IN_FIELD.get(name[1:], 0)
                    yield name[1:], leaf, _looser(-turned * growth * _RISING.get(leaf.operator, 0))


def _looser(tightens_by_growing: int) -> frozenset[str]:
    return {1: frozenset({"lower"}), -1: frozenset({"raise"})}.get(tightens_by_growing, _EITHER)


def _leaves(node: Node | None, sense: int) -> Iterator[tuple[Leaf, int]]:
    if isinstance(node, Leaf):
        yield node, sense
    elif node is not None:
        for part in node.parts:
            yield from _leaves(part, -sense if node.join == "none" else sense)
