"""A policy from one day on: its spans of days, the facts it can tell apart, and when each rule fires on them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from nocustom.form.finding import Finding
from nocustom.judge.condition import Node
from nocustom.judge.policy import Policy, Rule
from nocustom.policy.cells import Asked
from nocustom.policy.diagram import Diagram
from nocustom.policy.space import Dropped, Space, Truths
from nocustom.policy.spans import Gap, Span, spans
from nocustom.words import Said

__all__ = ["Survey", "pointing"]


class Survey:
    """What every check looks at."""

    def __init__(self, policy: Policy, day: date) -> None:
        found = list(spans(policy, day))
        self.policy = policy
        self.day = day
        self.spans = [each for each in found if isinstance(each, Span)]
        self.gaps = [each for each in found if isinstance(each, Gap)]
        self.space = Space(self._clauses())
        self._fires: dict[tuple[date, int], Truths] = {}

    def _clauses(self) -> Iterator[tuple[str, Asked]]:
        for span in self.spans:
            for place in span.active:
                rule = span.judge.rules[place]
                for leaf in rule.leaves():
                    yield leaf.field, Asked(leaf.operator, span.judge.operand(leaf))
                if rule.to is not None:
                    yield "gap.rung", Asked("is", rule.to)

    def rules(self) -> Iterator[tuple[Rule, list[tuple[Span, int]]]]:
        """Every rule whose days are not over, by layer and as written, with its spans and its places in them."""
        places: dict[str, list[tuple[Span, int]]] = {}
        for span in self.spans:
            for place in span.active:
                places.setdefault(span.judge.rules[place].id, []).append((span, place))
        for layer in self.policy.ordered():
            for rule in layer.rules:
                if rule.id in places:
                    yield rule, places[rule.id]

    def fires(self, span: Span, place: int) -> Truths:
        """When a rule fires in a span."""
        key = span.first, place
        if key not in self._fires:
            rule = span.judge.rules[place]
            self._fires[key] = self.space.fires(rule.when, rule.unless, span.judge.operand)
        return self._fires[key]

    def unmet(self, span: Span, place: int, dropped: Dropped = frozenset()) -> Diagram:
        """When a require is unmet: it fires yes or unknown, and its must is not yes."""
        rule, d = span.judge.rules[place], self.space.diagrams
        assert rule.must is not None
        met = self.space.node(rule.must, span.judge.operand, dropped).yes
        return d.without(d.either(self.fires(span, place).no, met))


def pointing(said: Said, node: Node) -> Finding:
    """What is to be said of another clause that belongs to a finding."""
    return Finding("", said, node.where, "key")
