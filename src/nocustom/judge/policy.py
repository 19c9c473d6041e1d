"""The policy: layers, their rules and named values.

It is built from layer files (`judge/building.py`), whole or not at all. What depends on the day (which layers take
part, what a named value is) is settled by `Judge`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, NamedTuple

from nocustom.form.directory import in_days
from nocustom.form.finding import Key
from nocustom.judge.condition import Leaf, Node, leaves, named_values
from nocustom.words import Bilingual

__all__ = ["Authority", "Effect", "Grants", "Layer", "Policy", "Rule", "Value", "uses"]

LEAD_TIME = "request.lead_days"
"""The derived field that rules on the lead time ask for."""
Effect = Literal["forbid", "require", "redirect", "escalate", "permit", "advise"]
Quorum = Literal["one", "majority", "all"]


class Grants(NamedTuple):
    """What a permit allows at most: a term in months (or a named value), a quorum, the posts that may own it."""

    max_months: int | str | None
    quorum: Quorum | None
    owner_posts: tuple[str, ...] | None


class Authority(NamedTuple):
    """From `from_yen` of lifetime cost (or a named value) the decision needs `quorum` of `role`."""

    from_yen: int | str
    role: str
    quorum: Quorum
    paper: bool = False
    """Whether it may be decided on paper and transcribed."""


class Value(NamedTuple):
    """A named value as one layer writes it; `may` is the direction in which layers below may move it."""

    is_: int
    may: Literal["raise", "lower"] | None
    title: Bilingual = Bilingual("", "")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of one layer."""

    id: str
    layer: str
    effect: Effect
    hard: bool
    to: int | None
    title: Bilingual
    reason: Bilingual
    remedy: Bilingual
    source: str
    days: Mapping[str, date]
    when: Node | None
    unless: Node | None
    must: Node | None
    grants: Grants | None
    examples: tuple[dict[str, Any], ...]
    where: Key

    @property
    def level(self) -> str | None:
        """`hard` or `overridable` for a forbid, else None."""
        return ("hard" if self.hard else "overridable") if self.effect == "forbid" else None

    @property
    def on_lead_time(self) -> bool:
        """Whether it is a require that asks for lead time and for nothing else: an urgent approval waives it."""
        asked = leaves(self.must) if self.effect == "require" and self.must is not None else ()
        return {leaf.field for leaf in asked} == {LEAD_TIME}

    def leaves(self) -> list[Leaf]:
        """Every leaf of when, unless and must, in that order."""
        return [leaf for node in (self.when, self.unless, self.must) for leaf in leaves(node)]


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer: who it is, when it takes part, what it extends, and its rules and values."""

    id: str
    version: str
    name: str
    path: str
    sha256: str
    refuses: bool
    days: Mapping[str, date]
    extends: tuple[str, ...]
    values: Mapping[str, Value]
    rules: tuple[Rule, ...]
    roles: Mapping[str, tuple[str, ...]]
    authority: tuple[Authority, ...]

    def takes_part(self, day: date) -> bool:
        """Whether `day` lies in the layer's own days."""
        return in_days(self.days, day)


@dataclass(frozen=True)
class Policy:
    """All layers by id, each with the ids of all layers it extends, directly or through others."""

    layers: Mapping[str, Layer]
    above: Mapping[str, frozenset[str]]
    owners: Mapping[str, str] = field(default_factory=dict)

    def rules(self) -> Iterable[Rule]:
        """All rules of all layers, sorted by id."""
        return sorted((rule for layer in self.layers.values() for rule in layer.rules), key=lambda rule: rule.id)

    def rule(self, rule_id: str) -> Rule | None:
        """The rule with this id."""
        return next((rule for rule in self.rules() if rule.id == rule_id), None)

    def ordered(self) -> list[Layer]:
        """The layers, those that others extend first, then by id."""
        return sorted(self.layers.values(), key=lambda layer: (len(self.above[layer.id]), layer.id))

    def title_of(self, value: str) -> Bilingual:
        """What the owner of a named value calls it; empty where it doesn't say, or nobody owns it."""
        owner = self.owners.get(value)
        return self.layers[owner].values[value].title if owner else Bilingual("", "")

    @property
    def roles(self) -> Mapping[str, tuple[str, ...]]:
        """Which posts act in which part."""
        return {role: posts for layer in self.layers.values() for role, posts in layer.roles.items()}

    @property
    def authority(self) -> tuple[Authority, ...]:
        """Who decides from which lifetime cost on; all rows that are reached must be satisfied."""
        return tuple(row for layer in self.ordered() for row in layer.authority)


def uses(layer: Layer) -> Iterable[tuple[str, Key]]:
    """Every named value that the layer's rules, grants and authority rows use, with the place of the use."""
    for rule in layer.rules:
        for node in (rule.when, rule.unless, rule.must):
            for name, leaf in named_values(node):
                yield name, leaf.where
        if rule.grants and isinstance(rule.grants.max_months, str):
            yield rule.grants.max_months[1:], (*rule.where, "grants", "max_months")
    for index, row in enumerate(layer.authority):
        if isinstance(row.from_yen, str):
            yield row.from_yen[1:], ("authority", index, "from_yen")
