"""The judge once more, written from page 3 of the design alone: slow, plain, knowing nothing of `nocustom.judge`.

It takes what TOML gives: layer documents by file name, and facts by field path. A set of rungs is a pair: those in it,
and those of which nobody knows. Truths are the words `yes`, `no` and `unknown`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import combinations
from typing import Any, NamedTuple

Document = Mapping[str, Any]
Documents = Mapping[str, Document]

KINDS = {
    "reason.category": "enum", "system.regime": "enum", "request.kind": "enum",
    "gap.rung": "int", "life.years": "int", "cost.lifetime_yen": "int", "text.personal_data_hits": "int",
    "history.refused_similar": "int",
    "life.wanted_from": "date", "cost.quote_on": "date",
    "impact.my_number": "bool", "precedent.searched": "bool",
    "reason.legal_basis": "text", "verification.owner": "id",
    "precedent.same_need": "list", "alternatives.possible": "set",
}  # fmt: skip
"""The fields that the drawn policies use, each with what it holds."""


class NotJudged(Exception):
    """The policy can't be used on the day."""


class Outcome(NamedTuple):
    verdict: str
    decided_by: set[str]
    fired: dict[str, str]
    met: dict[str, bool]


# Conditions -------------------------------------------------------------------------------------------------------


def every(truths: list[str]) -> str:
    return "no" if "no" in truths else "unknown" if "unknown" in truths else "yes"


def some(truths: list[str]) -> str:
    return "yes" if "yes" in truths else "unknown" if "unknown" in truths else "no"


def opposite(truth: str) -> str:
    return {"yes": "no", "no": "yes", "unknown": "unknown"}[truth]


def condition(table: Document, facts: Document, values: Mapping[str, int]) -> str:
    parts = []
    for key, inner in table.items():
        if key in ("any", "all", "none"):
            inside = [condition(each, facts, values) for each in inner]
            parts.append({"any": some(inside), "all": every(inside), "none": opposite(some(inside))}[key])
        else:
            for field, operators in inner.items():
                for operator, operand in operators.items():
                    parts.append(leaf(f"{key}.{field}", operator, operand, facts, values))
    return every(parts)


def leaf(path: str, operator: str, operand: Any, facts: Document, values: Mapping[str, int]) -> str:
    if path not in facts:
        return "unknown"
    if isinstance(operand, str) and operand.startswith("$"):
        operand = values[operand[1:]]
    kind = KINDS.get(path, "enum")
    if kind != "set":
        return "yes" if holds(kind, facts[path], operator, operand) else "no"
    surely, maybe = facts[path]
    answers = {holds("list", sorted(surely | set(extra)), operator, operand)
               for size in range(len(maybe) + 1) for extra in combinations(sorted(maybe), size)}  # fmt: skip
    return "unknown" if len(answers) == 2 else "yes" if True in answers else "no"


def holds(kind: str, value: Any, operator: str, operand: Any) -> bool:
    """One operator on a value that is there and certain."""
    match operator:
        case "filled":
            if kind == "list":
                there = any(str(item).strip() for item in value)
            else:
                there = bool(value.strip()) if isinstance(value, str) else True
            return there is operand
        case "is":
            return bool(value == operand)
        case "is_not":
            return bool(value != operand)
        case "in":
            return bool(value in operand)
        case "not_in":
            return bool(value not in operand)
        case "over" | "after":
            return bool(value > operand)
        case "under" | "before":
            return bool(value < operand)
        case "at_least" | "on_or_after":
            return bool(value >= operand)
        case "at_most" | "on_or_before":
            return bool(value <= operand)
        case "has":
            return bool(operand in value)
        case "has_any":
            return any(item in value for item in operand)
        case "has_all":
            return all(item in value for item in operand)
        case "empty":
            return bool(operand) is (len(value) == 0)
    raise AssertionError(operator)


# Layers -----------------------------------------------------------------------------------------------------------


def within(days: Document, day: date) -> bool:
    return bool(days.get("from", day) <= day <= days.get("until", day))


def extended(name: str, documents: Documents) -> set[str]:
    """The files that `name` extends, transitively."""
    reached: set[str] = set()
    for direct in documents[name]["policy"].get("extends", ()):
        reached |= {direct} | extended(direct, documents)
    return reached


def owner_of(value: str, documents: Documents) -> str:
    """The file that defined a value: the one that all others which write it extend."""
    writers = [name for name in documents if value in documents[name].get("values", {})]
    return next(name for name in writers
                if all(name in extended(other, documents) for other in writers if other != name))  # fmt: skip


def names_in(table: Any) -> Iterator[str]:
    if isinstance(table, Mapping):
        for each in table.values():
            yield from names_in(each)
    elif isinstance(table, list):
        for each in table:
            yield from names_in(each)
    elif isinstance(table, str) and table.startswith("$"):
        yield table[1:]


# Verdict ----------------------------------------------------------------------------------------------------------


def judge(documents: Documents, facts: Document, day: date) -> Outcome:
    here = {name: each for name, each in documents.items() if within(each["policy"].get("effective", {}), day)}
    refusing = [name for name, each in here.items() if each["policy"]["default"] == "refuse"]
    if not refusing:
        raise NotJudged
    values: dict[str, int] = {}
    for name in {value for document in documents.values() for value in document.get("values", {})}:
        owner = documents[owner_of(name, documents)]["values"][name]
        said = [document["values"][name]["is"] for document in here.values() if name in document.get("values", {})]
        strictest = max if owner.get("may") == "raise" else min
        values[name] = strictest([owner["is"], *said])
    rules: dict[str, tuple[str, Document]] = {}
    for layer, document in here.items():
        for rule in document.get("rule", ()):
            rules[rule["id"]] = layer, rule
            parts = [rule.get(part, {}) for part in ("when", "unless", "must")]
            if any(owner_of(name, documents) not in here for name in names_in(parts)):
                raise NotJudged

    fired, met = {}, {}
    for rule_id, (_, rule) in rules.items():
        when = condition(rule["when"], facts, values) if "when" in rule else "yes"
        unless = condition(rule["unless"], facts, values) if "unless" in rule else "no"
        fired[rule_id] = every([when, opposite(unless)]) if within(rule.get("effective", {}), day) else "no"
        if rule["effect"] == "require":
            must = condition(rule["must"], facts, values)
            met[rule_id] = not (fired[rule_id] in ("yes", "unknown") and must != "yes")

    def of(effect: str, level: str | None = None) -> list[str]:
        return [rule_id for rule_id, (_, rule) in rules.items()
                if rule["effect"] == effect and rule.get("level") == level]  # fmt: skip

    def lifters(rule_id: str) -> list[str]:
        """An escalate lifts rules of its own layer and of layers that extend it."""
        layer = rules[rule_id][0]
        return [each for each in of("escalate") if rules[each][0] in {layer} | extended(layer, documents)]

    def hopes(layer: str) -> list[str]:
        permits = [each for each in of("permit") if rules[each][0] == layer]
        return permits + [each for each in of("escalate") if rules[each][0] in {layer} | extended(layer, documents)]

    def outcome(verdict: str, decided_by: set[str]) -> Outcome:
        return Outcome(verdict, decided_by, fired, met)

    # 1
    if yes := {each for each in of("forbid", "hard") if fired[each] == "yes"}:
        return outcome("forbidden", yes)
    # 2, 3
    for verdict, candidates in (("refused", of("forbid", "overridable")), ("redirected", of("redirect"))):
        certain = {each for each in candidates
                   if fired[each] == "yes" and all(fired[lifter] == "no" for lifter in lifters(each))}  # fmt: skip
        if certain:
            return outcome(verdict, certain)
    # 4
    if any(all(fired[each] == "no" for each in hopes(layer)) for layer in refusing):
        return outcome("refused", {"default"})
    # 5
    open_ = {rule_id for rule_id, is_met in met.items() if not is_met}
    open_ |= {each for each in of("forbid", "hard") if fired[each] == "unknown"}
    for each in of("forbid", "overridable") + of("redirect"):
        lifted = any(fired[lifter] == "yes" for lifter in lifters(each))
        if fired[each] != "no" and not lifted:
            waiting = {lifter for lifter in lifters(each) if fired[lifter] == "unknown"}
            open_ |= waiting
            if fired[each] == "unknown" or waiting:
                open_.add(each)
    for layer in refusing:
        if not any(fired[each] == "yes" for each in hopes(layer)):
            open_ |= {each for each in hopes(layer) if fired[each] == "unknown"}
    if open_:
        return outcome("incomplete", open_)
    # 6
    return outcome("eligible", {each for layer in refusing for each in hopes(layer) if fired[each] == "yes"})
