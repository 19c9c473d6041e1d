"""The policy: layers, their rules and named values, read from parsed files; every mistake becomes a finding.

A policy is built from layer files (name, parsed document, digest). It is built whole or not at all: with any finding
nothing is judged. What depends on the day (which layers take part, what a named value is) is settled by `Judge`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, NamedTuple

from nocustom.form.directory import in_days
from nocustom.form.finding import Finding, Key
from nocustom.form.reading import validate
from nocustom.judge.condition import LARGEST, Leaf, Node, leaves, named_values, read_condition
from nocustom.judge.movement import loosened_by
from nocustom.words import Bilingual, say

__all__ = ["Authority", "Grants", "Layer", "LayerFile", "Policy", "Rule", "Value", "build", "uses"]

Effect = Literal["forbid", "require", "redirect", "escalate", "permit", "advise"]
Quorum = Literal["one", "majority", "all"]


class LayerFile(NamedTuple):
    """One layer as it was read: its name (as `extends` names it), its path as shown, its document and its digest."""

    name: str
    path: str
    document: dict[str, Any]
    sha256: str


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


class Value(NamedTuple):
    """A named value as one layer writes it; `may` is the direction in which layers below may move it."""

    is_: int
    may: Literal["raise", "lower"] | None


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

    @property
    def roles(self) -> Mapping[str, tuple[str, ...]]:
        """Which posts act in which part."""
        return {role: posts for layer in self.layers.values() for role, posts in layer.roles.items()}

    @property
    def authority(self) -> tuple[Authority, ...]:
        """Who decides from which lifetime cost on; all rows that are reached must be satisfied."""
        return tuple(row for layer in self.ordered() for row in layer.authority)


def build(files: Sequence[LayerFile]) -> tuple[Policy | None, dict[str, list[Finding]]]:
    """The policy that `files` make up, or None with the findings by path.

    `files` must hold every file that any of them extends (the caller loads them transitively).
    """
    found: dict[str, list[Finding]] = {file.path: validate("policy", file.document) for file in files}
    read = {file.name: _layer(file, found[file.path]) for file in files if not found[file.path]}
    if any(found.values()):
        return None, found
    layers = _by_id(files, read, found)
    by_name = {name: layer.id for name, layer in read.items()}
    above = _above(layers, by_name, found)
    if any(found.values()):
        return None, found
    _check_rule_ids(layers, found)
    owners = _check_values(layers, above, found)
    for part in ("roles", "authority"):
        for layer in [layer for layer in layers.values() if getattr(layer, part)][1:]:
            found[layer.path].append(Finding("stands-twice", say("`{part}` stands in one layer only", part=part),
                                             (part,), "key"))  # fmt: skip
    if not any(layer.rules for layer in layers.values()):
        for layer in list(layers.values())[:1]:
            found[layer.path].append(Finding("no-rules", say("this policy has no rules"), (),
                                             expected=say("at least one `[[rule]]`")))  # fmt: skip
    if any(found.values()):
        return None, found
    return Policy(layers, above, owners), found


def _words(table: Mapping[str, str] | None) -> Bilingual:
    table = table or {}
    return Bilingual(table.get("ja", ""), table.get("en", ""))


def _layer(file: LayerFile, found: list[Finding]) -> Layer:
    document = file.document
    head = document["policy"]
    refuses = head["default"] == "refuse"
    found += _backwards(head, ("policy",))
    values = {name: Value(each["is"], each.get("may")) for name, each in document.get("values", {}).items()}
    rules = [_rule(each, index, head["id"], refuses, found) for index, each in enumerate(document.get("rule", ()))]
    authority = []
    for index, row in enumerate(document.get("authority", ())):
        if (wrong := _no_number(row["from_yen"], ("authority", index, "from_yen"))) is not None:
            found.append(wrong)
        authority.append(Authority(row["from_yen"], row["role"], row["quorum"]))
    return Layer(
        head["id"], head["version"], file.name, file.path, file.sha256, refuses, head.get("effective", {}),
        tuple(head.get("extends", ())), values, tuple(rules),
        {role: tuple(posts) for role, posts in document.get("roles", {}).items()}, tuple(authority))  # fmt: skip


def _no_number(value: Any, where: Key) -> Finding | None:
    named = isinstance(value, str) and value.startswith("$") and len(value) > 1
    if named or (isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST):
        return None
    return Finding("wrong-type", say("`{key}` is a whole number or a named value", key=where[-1]), where,
                   expected=say('at least 0, or a name such as "$max_term_months"'))  # fmt: skip


def _backwards(table: Mapping[str, Any], where: Key) -> Iterable[Finding]:
    """A period that ends before it begins would silently hold on no day."""
    days = table.get("effective", {})
    if "from" in days and "until" in days and days["until"] < days["from"]:
        yield Finding("backwards", say("`until` lies before `from`"), (*where, "effective", "until"),
                      expected=say("{day} or later", day=days["from"].isoformat()))  # fmt: skip


def _rule(table: dict[str, Any], index: int, layer: str, refuses: bool, found: list[Finding]) -> Rule:
    where: Key = ("rule", index)
    effect: Effect = table["effect"]
    nodes: dict[str, Node | None] = {"when": None, "unless": None, "must": None}
    for part in ("when", "unless", "must"):
        if part in table:
            nodes[part] = read_condition(table[part], (*where, part), part, effect, found)
    for key, home in (("level", "forbid"), ("to", "redirect"), ("must", "require"), ("grants", "permit")):
        if key in table and effect != home:
            found.append(Finding(
                "misplaced-key", say("`{key}` belongs to a {effect} rule only", key=key, effect=home),
                (*where, key), "key"))  # fmt: skip
    for key, needed in (("level", "forbid"), ("must", "require")):
        if effect == needed and key not in table:
            found.append(Finding("missing-field", say("a {effect} rule needs `{key}`", effect=effect, key=key),
                                 where, "key"))  # fmt: skip
    if effect == "permit" and not refuses:
        found.append(Finding("misplaced-permit", say('a permit stands in layers with `default = "refuse"` only'),
                             (*where, "effect")))  # fmt: skip
    if table["id"] == "default":
        found.append(Finding("reserved-id", say("the id `default` is reserved"), (*where, "id"),
                             expected=say("another id, such as NC-101")))  # fmt: skip
    found += _backwards(table, where)
    grants = table.get("grants")
    if grants and "max_months" in grants:
        wrong = _no_number(grants["max_months"], (*where, "grants", "max_months"))
        found += [wrong] if wrong else []
    return Rule(
        table["id"], layer, effect, table.get("level") == "hard", table.get("to"),
        _words(table.get("title")), _words(table.get("reason")), _words(table.get("remedy")), table.get("source", ""),
        table.get("effective", {}), nodes["when"], nodes["unless"], nodes["must"],
        grants and Grants(grants.get("max_months"), grants.get("quorum"),
                          tuple(grants["owner_posts"]) if "owner_posts" in grants else None),
        tuple(table.get("example", ())), where)  # fmt: skip


def _by_id(files: Sequence[LayerFile], read: Mapping[str, Layer], found: dict[str, list[Finding]]) -> dict[str, Layer]:
    layers: dict[str, Layer] = {}
    for file in files:
        layer = read[file.name]
        if layer.id in layers:
            found[file.path].append(Finding(
                "duplicate-id", say("the layer id `{id}` stands in {path} as well", id=layer.id,
                                    path=layers[layer.id].path), ("policy", "id")))  # fmt: skip
        layers[layer.id] = layer
    return layers


def _above(
    layers: Mapping[str, Layer], by_name: Mapping[str, str], found: dict[str, list[Finding]]
) -> dict[str, frozenset[str]]:
    """For each layer the ids of all it extends; a circle or an unknown file is a finding."""
    direct: dict[str, list[str]] = {}
    for layer in layers.values():
        direct[layer.id] = []
        for index, name in enumerate(layer.extends):
            if name in by_name:
                direct[layer.id].append(by_name[name])
            else:
                found[layer.path].append(Finding("missing-layer", say("`{name}` is no layer of this policy", name=name),
                                                 ("policy", "extends", index)))  # fmt: skip
    above: dict[str, frozenset[str]] = {}
    for layer in layers.values():
        reached: set[str] = set()
        waiting = list(direct[layer.id])
        while waiting:
            current = waiting.pop()
            if current not in reached:
                reached.add(current)
                waiting += direct[current]
        if layer.id in reached:
            found[layer.path].append(Finding("layer-cycle", say("`{id}` extends itself", id=layer.id),
                                             ("policy", "extends")))  # fmt: skip
        above[layer.id] = frozenset(reached)
    return above


def _check_rule_ids(layers: Mapping[str, Layer], found: dict[str, list[Finding]]) -> None:
    seen: dict[str, Layer] = {}
    for layer in layers.values():
        for rule in layer.rules:
            if rule.id in seen:
                found[layer.path].append(Finding(
                    "duplicate-id", say("the rule id `{id}` stands in {path} as well", id=rule.id,
                                        path=seen[rule.id].path), (*rule.where, "id")))  # fmt: skip
            seen[rule.id] = layer


def _check_values(
    layers: Mapping[str, Layer], above: Mapping[str, frozenset[str]], found: dict[str, list[Finding]]
) -> dict[str, str]:
    """The owner of each named value; redefinitions against its direction and uses without a definition are findings."""
    writers: dict[str, list[str]] = {}
    for layer in layers.values():
        for name in layer.values:
            writers.setdefault(name, []).append(layer.id)
    owners: dict[str, str] = {}
    for name, ids in writers.items():
        owner = next((one for one in ids if all(one in above[other] for other in ids if other != one)), None)
        if owner is None:
            first, *others = sorted(ids)
            for other in others:
                said = say("`{name}` is defined in {path} as well, and neither extends the other", name=name,
                           path=layers[first].path)  # fmt: skip
                found[layers[other].path].append(Finding("stands-twice", said, ("values", name), "key"))
            continue
        owners[name] = owner
        for other in ids:
            if other != owner:
                _check_redefinition(name, layers[owner], layers[other], found)
    for layer in layers.values():
        if (rate := layer.values.get("hourly_rate_yen")) is not None and rate.is_ < 1:
            found[layer.path].append(Finding("out-of-range", say("an hourly rate must be over 0"),
                                             ("values", "hourly_rate_yen", "is")))  # fmt: skip
        for name, where in uses(layer):
            owner = owners.get(name)
            if owner is None or (owner != layer.id and owner not in above[layer.id]):
                found[layer.path].append(Finding(
                    "unknown-value", say("no value `{name}` in this layer or one it extends", name=name), where,
                    hints=(say("define it: `[values]` {name} = {{ is = ... }}", name=name),)))  # fmt: skip
    for layer in layers.values():
        _check_movements(layer, layers, owners, found[layer.path])
    return owners


def _check_movements(
    layer: Layer, layers: Mapping[str, Layer], owners: Mapping[str, str], found: list[Finding]
) -> None:
    """A value that a layer moves must tighten whatever uses it, or a layer could loosen a rule through a number."""
    for name, where, looser in _movements(layer):
        if name not in owners or (may := layers[owners[name]].values[name].may) not in looser:
            continue
        original = layers[owners[name]].values[name].is_
        movers = [each.path for each in layers.values() if name in each.values and each.values[name].is_ != original]
        if not movers:
            continue
        path = ", ".join(movers)
        said = {
            "raise": say("{path} raises `{name}`, which would loosen this", path=path, name=name),
            "lower": say("{path} lowers `{name}`, which would loosen this", path=path, name=name),
        }[may]
        found.append(Finding("loosening-value", said, where,
                             expected=say("a value that moves the other way, or not at all")))  # fmt: skip


def _movements(layer: Layer) -> Iterable[tuple[str, Key, frozenset[str]]]:
    """Each use of a named value with the directions in which a change of it would loosen the policy."""
    for rule in layer.rules:
        for name, leaf, looser in loosened_by(rule.effect, rule.when, rule.unless, rule.must):
            yield name, leaf.where, looser
        if rule.grants and isinstance(rule.grants.max_months, str):
            yield rule.grants.max_months[1:], (*rule.where, "grants", "max_months"), frozenset({"raise"})
    for index, row in enumerate(layer.authority):
        if isinstance(row.from_yen, str):
            yield row.from_yen[1:], ("authority", index, "from_yen"), frozenset({"raise"})


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


def _check_redefinition(name: str, owner: Layer, layer: Layer, found: dict[str, list[Finding]]) -> None:
    original, new = owner.values[name], layer.values[name]
    where: Key = ("values", name)
    if new.may is not None and new.may != original.may:
        found[layer.path].append(Finding(
            "not-the-owner", say("only {path} says in which direction `{name}` may move", path=owner.path, name=name),
            (*where, "may")))  # fmt: skip
    looser = {"raise": new.is_ < original.is_, "lower": new.is_ > original.is_, None: new.is_ != original.is_}
    if looser[original.may]:
        allowed = {
            "raise": say("{path} says {value}; it may only be raised", path=owner.path, value=original.is_),
            "lower": say("{path} says {value}; it may only be lowered", path=owner.path, value=original.is_),
            None: say("{path} says {value}; it may not be changed", path=owner.path, value=original.is_),
        }[original.may]
        found[layer.path].append(Finding(
            "loosened-value", say("`{name}` can't become {value} here", name=name, value=new.is_), (*where, "is"),
            expected=allowed))  # fmt: skip
