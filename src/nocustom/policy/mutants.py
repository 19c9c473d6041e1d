"""Mutants: the policy with one small mistake in it, such as `over` for `at_least`. Tests are good if they notice.

    operator     over / at_least, under / at_most, before / on_or_before, and the opposite of each; is / is_not,
                 in / not_in, has_any / has_all; filled, empty and bool the other way round
    operand      a number or a day one more or one less, the next value of an enum, one member of a set less, or the
                 one next to it more
    join         all / any, any / none, none / any
    clause       one clause left out, or the whole of when, unless or must
    effect       what forbids, redirects, permits or escalates only advises; hard / overridable; another rung to go to
    default      refuse / abstain of a layer, where the policy can still be read
    value        a named value one more or one less

What means the same as the original for every number (`over 3` and `at_least 4`) is no mutant, and of several that mean
the same the first stands for all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from nocustom.form.fields import FIELDS, Field
from nocustom.form.finding import At, Key
from nocustom.judge.condition import Leaf, Node, named_values
from nocustom.judge.policy import Layer, Policy, Rule
from nocustom.policy.written import value, written

__all__ = ["Kind", "Mutant", "mutants", "values_of"]

Kind = Literal["operator", "operand", "join", "clause", "effect", "default", "value"]


@dataclass(frozen=True, slots=True)
class Mutant:
    """One changed policy: what was changed in which layer at which key, from what to what (empty: left out).

    `rule` is the rule it was made in and `made` what became of that rule; both None where the layer itself changed.
    """

    kind: Kind
    layer: str
    where: Key
    at: At
    before: str
    after: str
    policy: Policy
    rule: Rule | None = None
    made: Rule | None = None


def mutants(policy: Policy, wanted: frozenset[str] | None = None) -> Iterator[Mutant]:
    """All mutants of the policy, rule by rule, then those of layers and values; of `wanted` rules only where given."""
    for rule in policy.rules():
        if wanted is None or rule.id in wanted:
            yield from _of_rule(policy, rule)
    if wanted is None:
        for layer in policy.ordered():
            yield from _of_layer(policy, layer)


# Rules --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Change:
    kind: Kind
    where: Key
    at: At
    before: str
    after: str


def _of_rule(policy: Policy, rule: Rule) -> Iterator[Mutant]:
    for change, made in (*_conditions(rule), *_effects(rule)):
        layer = policy.layers[rule.layer]
        rules = tuple(made if each is rule else each for each in layer.rules)
        yield Mutant(
            change.kind, rule.layer, change.where, change.at, change.before, change.after,
            _with(policy, replace(layer, rules=rules)), rule, made)  # fmt: skip


def _conditions(rule: Rule) -> Iterator[tuple[_Change, Rule]]:
    for part, node in (("when", rule.when), ("unless", rule.unless), ("must", rule.must)):
        if node is None:
            continue
        for change, made in _of_node(node):
            yield change, _but(rule, part, made)
        if part != "when" or isinstance(node, Leaf) or node.join != "all":
            yield (
                _Change("clause", (*rule.where, part), "key", f"{part}: {written(node)}", ""),
                _but(rule, part, None),
            )


def _but(rule: Rule, part: str, node: Node | None) -> Rule:
    match part:
        case "when":
            return replace(rule, when=node)
        case "unless":
            return replace(rule, unless=node)
        case _:
            return replace(rule, must=node)


def _effects(rule: Rule) -> Iterator[tuple[_Change, Rule]]:
    where = (*rule.where, "effect")
    if rule.effect == "forbid":
        level = (*rule.where, "level")
        before, after = ("hard", "overridable") if rule.hard else ("overridable", "hard")
        yield (
            _Change("effect", level, "value", value(before), value(after)),
            replace(rule, hard=not rule.hard),
        )
    if rule.effect in ("forbid", "redirect", "permit", "escalate"):
        change = _Change("effect", where, "value", value(rule.effect), value("advise"))
        yield change, replace(rule, effect="advise", hard=False, to=None, grants=None)
    if rule.effect == "redirect":
        others = (0,) if rule.to is None else (rule.to - 1, rule.to + 1, None)
        to = (*rule.where, "to") if rule.to is not None else where
        for other in others:
            if other is None or 0 <= other <= 9:
                yield _Change("effect", to, "value", _to(rule.to), _to(other)), replace(rule, to=other)


def _to(rung: int | None) -> str:
    return "" if rung is None else f"to = {rung}"


# Conditions ---------------------------------------------------------------------------------------------------------

_JOINS: dict[str, Literal["all", "any", "none"]] = {"all": "any", "any": "all", "none": "any"}


def _of_node(node: Node) -> Iterator[tuple[_Change, Node]]:
    if isinstance(node, Leaf):
        yield from _of_leaf(node)
        return
    joins = [_JOINS[node.join]] if node.join == "none" or len(node.parts) > 1 else []
    if node.join == "any":
        joins.append("none")
    for join in joins:
        yield _Change("join", node.where, "key", node.join, join), replace(node, join=join)
    for index, part in enumerate(node.parts):
        before, after = node.parts[:index], node.parts[index + 1 :]
        if before or after:
            change = _Change("clause", _where(part), "key", written(part), "")
            yield change, replace(node, parts=(*before, *after))
        for change, made in _of_node(part):
            yield change, replace(node, parts=(*before, made, *after))


def _where(node: Node) -> Key:
    """Where a clause is written: a leaf at its field, a group at its array or its table."""
    return node.where[:-1] if isinstance(node, Leaf) else node.where


def _of_leaf(leaf: Leaf) -> Iterator[tuple[_Change, Node]]:
    seen = {_meaning(leaf)}
    for kind, made in _variants(leaf):
        meaning = _meaning(made)
        if meaning not in seen:
            seen.add(meaning)
            at: At = "key" if kind == "operator" else "value"
            yield _Change(kind, leaf.where, at, written(leaf), written(made)), made


def _meaning(leaf: Leaf) -> Any:
    """The same for leaves that are the same for every value: `over 3` is `at_least 4`, and order in lists is none."""
    operand = leaf.operand
    if leaf.named is None and type(operand) in (int, date):
        number = operand.toordinal() if isinstance(operand, date) else operand
        match leaf.operator:
            case "over" | "after":
                return leaf.field, "from", number + 1
            case "at_least" | "on_or_after":
                return leaf.field, "from", number
            case "under" | "before":
                return leaf.field, "below", number
            case "at_most" | "on_or_before":
                return leaf.field, "below", number + 1
    return leaf.field, leaf.operator, repr(sorted(operand) if isinstance(operand, list) else operand)


_OPERATORS: dict[str, tuple[str, ...]] = {
    "over": ("at_least", "at_most"), "at_least": ("over", "under"),
    "under": ("at_most", "at_least"), "at_most": ("under", "over"),
    "before": ("on_or_before", "on_or_after"), "on_or_before": ("before", "after"),
    "after": ("on_or_after", "on_or_before"), "on_or_after": ("after", "before"),
    "is_not": ("is",), "in": ("not_in",), "not_in": ("in",), "has_any": ("has_all",), "has_all": ("has_any",),
}  # fmt: skip
"""What each operator is mistaken for: its neighbour at the boundary, and its opposite."""

_IS: dict[str, tuple[str, ...]] = {"int": ("at_least", "at_most"), "bool": ()}
"""What `is` is mistaken for; of all other kinds `is_not`."""


def _variants(leaf: Leaf) -> Iterator[tuple[Kind, Leaf]]:
    kind, operator, operand = FIELDS[leaf.field].kind, leaf.operator, leaf.operand
    others = _IS.get(kind, ("is_not",)) if operator == "is" else _OPERATORS.get(operator, ())
    if operator in ("has_any", "has_all") and len(operand) == 1:
        others = ()
    for other in others:
        yield "operator", replace(leaf, operator=other)
    for changed in _operands(leaf):
        yield "operand", replace(leaf, operand=changed)


def _operands(leaf: Leaf) -> Iterator[Any]:
    field, operand = FIELDS[leaf.field], leaf.operand
    match operand:
        case bool():
            yield not operand
        case list():
            for index in range(len(operand)) if len(operand) > 1 else ():
                yield [*operand[:index], *operand[index + 1 :]]
            yield from ([*operand, other] for other in _neighbours(field, operand))
        case int() if field.kind == "set":
            yield from (each for each in (operand - 1, operand + 1) if each in field.values)
        case int():
            yield from (operand - 1, operand + 1)
        case date():
            days = (operand.toordinal() - 1, operand.toordinal() + 1)
            yield from (date.fromordinal(day) for day in days if 0 < day <= date.max.toordinal())
        case str() if field.kind == "enum":
            place = field.values.index(operand)
            yield field.values[(place + 1) % len(field.values)]
        case str() if leaf.named is None:
            yield operand + "_"


def _neighbours(field: Field, members: list[Any]) -> list[Any]:
    """What is next to a set of a field's values: of an enum the value declared after the last, of rungs both sides."""
    values = list(field.values)
    if field.kind == "set":
        return [each for each in (min(members) - 1, max(members) + 1) if each in values]
    last = max((values.index(each) for each in members if each in values), default=-1)
    return [each for each in (*values[last + 1 :], *values[: last + 1]) if each not in members][:1]


# Layers -------------------------------------------------------------------------------------------------------------


def _of_layer(policy: Policy, layer: Layer) -> Iterator[Mutant]:
    used = {name for rule in policy.rules() for name in values_of(rule)}
    for name, one in layer.values.items():
        for number in (one.is_ - 1, one.is_ + 1):
            if name in used and (name != "hourly_rate_yen" or number > 0):
                values = {**layer.values, name: one._replace(is_=number)}
                yield Mutant(
                    "value", layer.id, ("values", name, "is"), "value", f"{name} = {one.is_}", f"{name} = {number}",
                    _with(policy, replace(layer, values=values)))  # fmt: skip
    made = replace(layer, refuses=not layer.refuses)
    permits = any(rule.effect == "permit" for rule in layer.rules)
    some_refuses = any(each.refuses for each in policy.layers.values() if each is not layer)
    if made.refuses or (some_refuses and not permits):
        before, after = ("refuse", "abstain") if layer.refuses else ("abstain", "refuse")
        yield Mutant("default", layer.id, ("policy", "default"), "value", value(before), value(after),
                     _with(policy, made))  # fmt: skip


def values_of(rule: Rule) -> frozenset[str]:
    """The named values that a rule's clauses use, directly or through a derived field."""
    return frozenset(name for node in (rule.when, rule.unless, rule.must) for name, _ in named_values(node))


def _with(policy: Policy, layer: Layer) -> Policy:
    return Policy({**policy.layers, layer.id: layer}, policy.above, policy.owners)
