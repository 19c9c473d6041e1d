"""The policy of one day as a decision table: rules by what they do, in the order in which a verdict asks for them.

What lifts what, and which numbers the rules use, is settled here; nothing is put into words.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from nocustom.form.directory import in_days
from nocustom.judge.condition import named_values
from nocustom.judge.policy import Authority, Layer, Rule
from nocustom.judge.verdict import Judge

__all__ = ["Number", "Row", "Section", "Sort", "Table", "sort_of", "table"]


class Sort(StrEnum):
    """What the rules of a section do: an effect, and of a forbid whether anything can lift it."""

    hard = "hard"
    forbid = "forbid"
    redirect = "redirect"
    permit = "permit"
    escalate = "escalate"
    require = "require"
    advise = "advise"


@dataclass(frozen=True, slots=True)
class Row:
    """One rule. An escalate `lifts` rules, a forbid or redirect is `lifted_by` escalates: ids, sorted."""

    rule: Rule
    lifts: tuple[str, ...]
    lifted_by: tuple[str, ...]
    rests: bool
    """Whether the day lies outside the rule's own days: it stands there and can't fire."""


@dataclass(frozen=True, slots=True)
class Section:
    """The rules of one sort, by id."""

    sort: Sort
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Number:
    """A named value as it is on the day: who owns it, where layers below may move it, and which rules rest on it."""

    name: str
    value: int
    owner: str
    may: Literal["raise", "lower"] | None
    moved_by: tuple[str, ...]
    """Layers that made it stricter than its owner wrote it."""
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The whole table. `absent` are layers of the policy that take no part on this day."""

    day: date
    layers: tuple[Layer, ...]
    absent: tuple[Layer, ...]
    sections: tuple[Section, ...]
    numbers: tuple[Number, ...]
    authority: tuple[Authority, ...]


def sort_of(rule: Rule) -> Sort:
    """The section a rule stands in."""
    return Sort.hard if rule.hard else Sort(rule.effect)


def table(judge: Judge) -> Table:
    """The table of the judge's policy on its day; sections without a rule are left out."""
    lifted_by = {judge.rules[place].id: [judge.rules[lifter].id for lifter in lifters]
                 for place, lifters in judge.lifters.items()}  # fmt: skip
    rows = [
        Row(rule, tuple(id_ for id_, by in lifted_by.items() if rule.id in by),
            tuple(lifted_by.get(rule.id, ())), not in_days(rule.days, judge.day))
        for rule in judge.rules
    ]  # fmt: skip
    sections = [Section(sort, tuple(row for row in rows if sort_of(row.rule) is sort)) for sort in Sort]
    absent = [layer for layer in judge.policy.ordered() if not layer.takes_part(judge.day)]
    return Table(
        judge.day, tuple(judge.layers), tuple(absent), tuple(each for each in sections if each.rows),
        tuple(_numbers(judge)), tuple(row for layer in judge.layers for row in layer.authority))  # fmt: skip


def _numbers(judge: Judge) -> Iterable[Number]:
    """The values that hold on the day, by name."""
    for name in sorted(judge.values):
        owner = judge.policy.owners[name]
        original = judge.policy.layers[owner].values[name]
        moved = [layer.id for layer in judge.layers
                 if name in layer.values and layer.values[name].is_ != original.is_]  # fmt: skip
        using = [rule.id for rule in judge.rules if name in _uses(rule)]
        yield Number(name, judge.values[name], owner, original.may, tuple(moved), tuple(using))


def _uses(rule: Rule) -> set[str]:
    """The values a rule rests on: in a condition, through a derived field, or for what it grants."""
    found = {name for node in (rule.when, rule.unless, rule.must) for name, _ in named_values(node)}
    if rule.grants and isinstance(rule.grants.max_months, str):
        found.add(rule.grants.max_months[1:])
    return found
