"""Condition tables: read from TOML with every mistake at its place, then kept as a tree of leaves and groups.

    {section: {field: {operator: operand, ...}}, any: [...], all: [...], none: [...]}

is the conjunction of all its leaves and groups; `none` is *not any*. Empty tables and arrays are errors, because
"all of nothing" is the classic trap.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from nocustom.form.fields import FIELDS, Field
from nocustom.form.finding import Finding, Key
from nocustom.form.reading import did_you_mean, not_allowed
from nocustom.judge.operators import OPERANDS, TESTS
from nocustom.judge.truth import Truth, negated
from nocustom.words import Said, say

__all__ = ["Group", "Leaf", "Node", "joined", "leaves", "named_values", "read_condition", "wrong_value"]

Part = Literal["when", "unless", "must"]
LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Leaf:
    """`field = { operator = operand }`; an operand that begins with `$` in an int field names a value."""

    field: str
    operator: str
    operand: Any
    where: Key

    @property
    def named(self) -> str | None:
        """The named value the operand stands for, if it does."""
        operand = self.operand
        return operand[1:] if FIELDS[self.field].kind == "int" and isinstance(operand, str) else None


@dataclass(frozen=True, slots=True)
class Group:
    """Several conditions joined: `all`, `any` or `none` of them. `where` is the array, or the table that holds all."""

    join: Literal["all", "any", "none"]
    parts: tuple[Node, ...]
    where: Key = field(default=(), compare=False)


Node = Leaf | Group


def leaves(node: Node | None) -> Iterator[Leaf]:
    """The leaves of a tree in the order they are written."""
    match node:
        case Leaf():
            yield node
        case Group(parts=parts):
            for part in parts:
                yield from leaves(part)


def joined(node: Node, truth: Callable[[Leaf], Truth]) -> Truth:
    """What a tree comes to where its leaves come to `truth`: Kleene's *and*, *or* and *not or*."""
    match node:
        case Leaf():
            return truth(node)
        case Group(join="all", parts=parts):
            return min(joined(part, truth) for part in parts)
        case Group(join="any", parts=parts):
            return max(joined(part, truth) for part in parts)
        case Group(parts=parts):
            return negated(max(joined(part, truth) for part in parts))


def named_values(node: Node | None) -> Iterator[tuple[str, Leaf]]:
    """Every named value a condition uses, directly or through a derived field."""
    for leaf in leaves(node):
        if leaf.named is not None:
            yield leaf.named, leaf
        for source in FIELDS[leaf.field].inputs:
            if source.startswith("$"):
                yield source[1:], leaf


def read_condition(table: Any, where: Key, part: Part, effect: str, found: list[Finding]) -> Node | None:
    """The tree of one condition table; what is wrong with it is added to `found`."""
    if not isinstance(table, dict):
        found.append(Finding(
            "wrong-type", say("a condition is a table"), where,
            expected=say("at least one `section.field = { operator = ... }`")))  # fmt: skip
        return None
    if not table:
        found.append(Finding(
            "empty-condition", say("an empty condition would always hold"), where, "key",
            expected=say("at least one `section.field = { operator = ... }`")))  # fmt: skip
        return None
    parts: list[Node] = []
    for key, inner in table.items():
        if key in ("any", "all", "none"):
            if (group := _read_group(key, inner, (*where, key), part, effect, found)) is not None:
                parts.append(group)
        else:
            parts += _read_section(key, inner, (*where, key), part, effect, found)
    return parts[0] if len(parts) == 1 else Group("all", tuple(parts), where)


def _read_group(join: Any, inner: Any, where: Key, part: Part, effect: str, found: list[Finding]) -> Node | None:
    if not isinstance(inner, list) or not inner:
        found.append(Finding(
            "empty-condition", say("`{join}` needs an array of conditions that is not empty", join=join), where, "key",
            expected=say("[{ section.field = { operator = ... } }, ...]")))  # fmt: skip
        return None
    parts = [read_condition(each, (*where, index), part, effect, found) for index, each in enumerate(inner)]
    return Group(join, tuple(each for each in parts if each is not None), where)


_SECTIONS = sorted({path.partition(".")[0] for path in FIELDS})


def _read_section(section: str, inner: Any, where: Key, part: Part, effect: str, found: list[Finding]) -> list[Node]:
    if section not in _SECTIONS:
        found.append(Finding(
            "unknown-field", say("there is no table `{section}` in the form", section=section), where, "key",
            expected=say("one of {allowed}", allowed=", ".join(_SECTIONS)),
            hints=did_you_mean(section, [*_SECTIONS, "any", "all", "none"])))  # fmt: skip
        return []
    if not isinstance(inner, dict) or not inner:
        found.append(Finding(
            "empty-condition", say("an empty condition would always hold"), where, "key",
            expected=say("at least one `section.field = { operator = ... }`")))  # fmt: skip
        return []
    parts: list[Node] = []
    for name, operators in inner.items():
        path = f"{section}.{name}"
        field = FIELDS.get(path)
        if field is None:
            known = [each for each in FIELDS if each.startswith(section + ".")]
            found.append(Finding(
                "unknown-field", say("`{field}` is not a field of the form", field=path), (*where, name), "key",
                expected=say("one of {allowed}", allowed=", ".join(known)),
                hints=did_you_mean(path, known)))  # fmt: skip
            continue
        if (refused := _misplaced(field, part, effect)) is not None:
            found.append(Finding("misplaced-field", refused, (*where, name), "key"))
        parts += _read_leaf(field, operators, (*where, name), found)
    return parts


def _misplaced(field: Field, part: Part, effect: str) -> Said | None:
    if field.only == "must" and part != "must" and effect != "advise":
        return say("`{field}` may stand in `must` and in advise rules only", field=field.path)
    if field.only == "advise" and effect != "advise":
        return say("`{field}` may stand in advise rules only", field=field.path)
    return None


def _read_leaf(field: Field, operators: Any, where: Key, found: list[Finding]) -> list[Node]:
    known = TESTS[field.kind]
    if not isinstance(operators, dict) or not operators:
        found.append(Finding(
            "empty-condition", say("`{field}` needs an operator", field=field.path), where,
            expected=say("{{ operator = ... }} with one of {allowed}", allowed=", ".join(known))))  # fmt: skip
        return []
    parts: list[Node] = []
    for operator, operand in operators.items():
        place = (*where, operator)
        if operator not in known:
            found.append(Finding(
                "unknown-operator",
                say("`{operator}` is not an operator for `{field}`", operator=operator, field=field.path), place, "key",
                expected=say("one of {allowed}", allowed=", ".join(known)),
                hints=did_you_mean(operator, known)))  # fmt: skip
        elif (wrong := _wrong_operand(field, operator, operand, place)) is not None:
            found.append(wrong)
        else:
            parts.append(Leaf(field.path, operator, operand, place))
    return parts


def _wrong_operand(field: Field, operator: str, operand: Any, where: Key) -> Finding | None:
    match OPERANDS.get(operator, "one"):
        case "bool":
            if not isinstance(operand, bool):
                return Finding(
                    "wrong-operand", say("`{operator}` takes true or false", operator=operator), where,
                    expected=say("`true` or `false`, without quotes"))  # fmt: skip
            return None
        case "some":
            if not isinstance(operand, list) or not operand:
                return Finding(
                    "wrong-operand", say("`{operator}` takes a list that is not empty", operator=operator), where,
                    expected=say("a list with at least one value"))  # fmt: skip
            for index, each in enumerate(operand):
                if (wrong := wrong_value(field, each, (*where, index), alone=False)) is not None:
                    return wrong
            return None
        case _:
            return wrong_value(field, operand, where, alone=True)


def wrong_value(field: Field, value: Any, where: Key, *, alone: bool) -> Finding | None:
    """Why `value` is none of the field (of a list or a set: no item); only `alone` may it name a value."""
    whole = isinstance(value, int) and not isinstance(value, bool)
    match field.kind:
        case "enum":
            return None if value in field.values else not_allowed(where, value, list(field.values))
        case "set":
            fits, wanted = whole and value in field.values, say("a rung, 0 to 9")
        case "int":
            named = alone and isinstance(value, str) and value.startswith("$") and len(value) > 1
            fits = named or (whole and -LARGEST <= value <= LARGEST)
            wanted = say('a whole number, or a named value such as "$near_renewal_months"')
        case "date":
            fits, wanted = type(value) is date, say("a date such as 2026-10-01, without quotes")
        case "bool":
            fits, wanted = isinstance(value, bool), say("`true` or `false`, without quotes")
        case _:
            fits, wanted = isinstance(value, str), say('a text in quotes, such as "..."')
    if fits:
        return None
    return Finding(
        "wrong-operand", say("wrong type of value for `{field}`", field=field.path), where, expected=wanted)
