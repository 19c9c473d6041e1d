"""Random policies and facts over the whole form, each made by its seed alone, so that a table of results can be kept.

A policy asks about a handful of fields, so that its clauses meet. A fact is mostly an operand of the policy or its
neighbour, so that every comparison is tried at its edge; about one fact in seven is missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any, NamedTuple

from nocustom.form.fields import FIELDS
from nocustom.judge.operators import RungSet

__all__ = ["BLANK", "DAY", "KINDS", "NAMES", "RUNGS", "TEXTS", "Documents", "Facts", "Shape", "as_judged", "clauses",
           "facts", "policy"]  # fmt: skip

Documents = dict[str, dict[str, Any]]
Facts = dict[str, Any]
"""Field path to value; of a set of rungs, those surely in it and those that may be."""

DAY = date(2026, 6, 1)
KINDS = {path: field.kind for path, field in FIELDS.items()}
BLANK = ["", " ", "\t", "\u3000"]
TEXTS = [*BLANK, "第3条", "it's", 'a "b" \\c', "x"]
NAMES = ["", " ", "東村", "隣市", "o'"]
RUNGS = range(10)
MISSING = 0.15
LARGEST = 2**63 - 1
_WHOLE = [-LARGEST, -3, 0, 1, 2, 9, 40, 5_000_000, LARGEST]
_DAYS = [DAY - timedelta(days=1), DAY, DAY + timedelta(days=1), date(2024, 2, 29), date(2027, 3, 31)]
_PERIODS: list[dict[str, date] | None] = [
    *[None] * 8, {"from": _DAYS[0]}, {"from": DAY, "until": DAY}, {"from": _DAYS[2]}, {"until": _DAYS[0]},
]  # fmt: skip
_VALUES = {"some": 2, "many": 40, "hourly_rate_yen": 5_000}  # a derived field uses the last one
_OPERATORS = {
    "enum": ["is", "is_not", "in", "not_in", "filled"],
    "int": ["is", "over", "under", "at_least", "at_most", "filled"],
    "date": ["before", "after", "on_or_before", "on_or_after", "filled"],
    "bool": ["is", "filled"],
    "list": ["has", "has_any", "has_all", "empty", "filled"],
}
_OPERATORS |= {"text": _OPERATORS["enum"], "id": _OPERATORS["enum"], "set": _OPERATORS["list"]}


class Shape(NamedTuple):
    """Which policies are wanted: effects (one named twice comes twice as often), fields, and layers at most."""

    effects: tuple[str, ...]
    fields: tuple[str, ...] = tuple(KINDS)
    layers: int = 1
    rules: tuple[int, int] = (2, 6)


def policy(chance: Random, shape: Shape) -> Documents:
    """Layer documents by file name. The first refuses by default and has a permit if `shape` knows permits."""
    pool = _pool(chance, shape.fields, chance.randint(4, 7))
    documents: Documents = {}
    for name in "abc"[: chance.randint(1, shape.layers)]:
        above = [each for each in documents if chance.random() < 0.7]
        refuses = not documents or chance.random() < 0.4
        head: dict[str, Any] = {"id": name, "version": "1", "default": "refuse" if refuses else "abstain",
                                "extends": above}  # fmt: skip
        document: dict[str, Any] = {"schema": "policy/1", "policy": head, "rule": []}
        if not documents:
            document["values"] = {value: {"is": number} for value, number in _VALUES.items()}
        named = list(_VALUES) if not documents or "a.toml" in above else []
        effects = [each for each in shape.effects if refuses or each != "permit"]
        drawn = chance.choices(effects, k=chance.randint(*shape.rules))
        if refuses and "permit" in effects:
            drawn.append("permit")
        for number, effect in enumerate(drawn):
            document["rule"].append(_rule(chance, f"{name}-{number}", effect, pool, named))
        documents[f"{name}.toml"] = document
    return documents


def _pool(chance: Random, fields: tuple[str, ...], count: int) -> list[str]:
    """Fields of all kinds alike, however few the form has of a kind."""
    pool: list[str] = []
    while len(pool) < count:
        kind = chance.choice(list(_OPERATORS))
        path = chance.choice([path for path in fields if KINDS[path] == kind])
        if path not in pool:
            pool.append(path)
    return pool


def _rule(chance: Random, rule_id: str, effect: str, pool: list[str], named: list[str]) -> dict[str, Any]:
    rule: dict[str, Any] = {"id": rule_id, "effect": effect}
    if effect == "forbid":
        rule["level"] = chance.choice(["hard", "overridable"])
    asked = [path for path in pool if effect == "advise" or not FIELDS[path].only] or ["life.years"]
    if chance.random() < 0.9:
        rule["when"] = _condition(chance, asked, named, 2)
    if chance.random() < 0.35:
        rule["unless"] = _condition(chance, asked, named, 2)
    if effect == "require":
        must = [path for path in pool if FIELDS[path].only != "advise"] or ["life.years"]
        rule["must"] = _condition(chance, must, named, 2)
    if period := chance.choice(_PERIODS):
        rule["effective"] = period
    return rule


def _condition(chance: Random, pool: list[str], named: list[str], depth: int) -> dict[str, Any]:
    table: dict[str, Any] = {}
    if depth and chance.random() < 0.4:
        for join in chance.sample(["any", "all", "none"], chance.choice([1, 1, 2])):
            table[join] = [_condition(chance, pool, named, depth - 1) for _ in range(chance.randint(1, 3))]
    if not table or chance.random() < 0.6:
        for path in chance.sample(pool, min(len(pool), chance.choice([1, 1, 2]))):
            section, _, key = path.partition(".")
            operators = chance.sample(_OPERATORS[KINDS[path]], 2 if chance.random() < 0.15 else 1)
            table.setdefault(section, {})[key] = {each: _operand(chance, path, each, named) for each in operators}
    return table


def _operand(chance: Random, path: str, operator: str, named: list[str]) -> Any:
    if operator in ("filled", "empty"):
        return chance.random() < 0.6
    if operator in ("in", "not_in", "has_any", "has_all"):
        return [_item(chance, path) for _ in range(chance.randint(1, 3))]
    if KINDS[path] == "int" and named and chance.random() < 0.2:
        return f"${chance.choice(named)}"
    return _item(chance, path)


def _item(chance: Random, path: str) -> Any:
    """One value of the field's kind; of a list or set, one member."""
    return chance.choice({
        "enum": FIELDS[path].values, "int": _WHOLE, "date": _DAYS, "bool": [True, False], "text": TEXTS,
        "id": ["sato", "tanaka", "", "\u3000"], "list": NAMES, "set": range(4),
    }[KINDS[path]])  # fmt: skip


def clauses(table: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """Field, operator and operand of every leaf of a condition table."""
    for key, inner in table.items():
        if key in ("any", "all", "none"):
            for each in inner:
                yield from clauses(each)
        else:
            for name, operators in inner.items():
                for operator, operand in operators.items():
                    yield f"{key}.{name}", operator, operand


def _operands(documents: Documents) -> dict[str, list[Any]]:
    """What a policy compares each field with."""
    found: dict[str, list[Any]] = {}
    for document in documents.values():
        for rule in document["rule"]:
            for part in ("when", "unless", "must"):
                for path, operator, operand in clauses(rule.get(part, {})):
                    known = found.setdefault(path, [])
                    if operator in ("in", "not_in", "has_any", "has_all"):
                        known += operand
                    elif operator not in ("filled", "empty"):
                        known.append(_VALUES[operand[1:]] if str(operand)[:1] == "$" else operand)
    return found


def facts(chance: Random, documents: Documents, count: int) -> list[Facts]:
    """Facts about the fields that a policy asks for."""
    operands = _operands(documents)
    return [{path: _value(chance, path, seen) for path, seen in operands.items() if chance.random() >= MISSING}
            for _ in range(count)]  # fmt: skip


def _value(chance: Random, path: str, seen: list[Any]) -> Any:
    near = seen and chance.random() < 0.8
    match KINDS[path]:
        case "int":
            value = chance.choice(seen) + chance.choice([-1, 0, 0, 1]) if near else chance.choice(_WHOLE)
            return max(-LARGEST, min(LARGEST, value))
        case "date":
            return chance.choice(seen or _DAYS) + timedelta(days=chance.choice([-1, 0, 0, 1]))
        case "list":
            return chance.sample(NAMES, chance.choice([0, 1, 1, 2, 2, 3]))
        case "set":
            drawn = chance.choices(["surely", "maybe", "no"], chance.choice([(1, 1, 2), (0, 1, 4), (2, 0, 2)]), k=4)
            if chance.random() < 0.2:
                drawn = ["no"]
            return ({rung for rung, each in enumerate(drawn) if each == "surely"},
                    {rung for rung, each in enumerate(drawn) if each == "maybe"})  # fmt: skip
        case _:
            return chance.choice(seen) if near else _item(chance, path)


def as_judged(known: Facts) -> Facts:
    """Facts as the judge takes them."""
    return {path: RungSet(frozenset(value[0]), frozenset(value[1])) if KINDS[path] == "set" else value
            for path, value in known.items()}  # fmt: skip
