"""Page 3 once more, written from the page alone: three-valued conditions, derived fields and the table of verdicts.

    fired(rule)  = when and not unless                      (no outside its days)
    verdict      = the first line of the table that holds
Slow and plain on purpose; truth is True, False or None for unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

Truth = bool | None
Table = dict[str, Any]


# Kleene -------------------------------------------------------------------------------------------------------------


def both(truths: Iterable[Truth]) -> Truth:
    seen = list(truths)
    return False if False in seen else None if None in seen else True


def either(truths: Iterable[Truth]) -> Truth:
    seen = list(truths)
    return True if True in seen else None if None in seen else False


def negate(truth: Truth) -> Truth:
    return None if truth is None else not truth


# Conditions ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Members:
    """A set of which some members are not settled."""

    sure: frozenset[Any]
    open: frozenset[Any] = frozenset()

    def holds(self, member: Any) -> Truth:
        return True if member in self.sure else None if member in self.open else False

    def empty(self) -> Truth:
        return False if self.sure else None if self.open else True


def blank(value: Any) -> bool:
    if isinstance(value, str):
        return not value.strip()
    if isinstance(value, (list, tuple)):
        return all(blank(one) for one in value)
    return False


COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "is": lambda value, operand: bool(value == operand),
    "is_not": lambda value, operand: bool(value != operand),
    "in": lambda value, operand: value in operand,
    "not_in": lambda value, operand: value not in operand,
    "over": lambda value, operand: bool(value > operand),
    "under": lambda value, operand: bool(value < operand),
    "at_least": lambda value, operand: bool(value >= operand),
    "at_most": lambda value, operand: bool(value <= operand),
    "before": lambda value, operand: bool(value < operand),
    "after": lambda value, operand: bool(value > operand),
    "on_or_before": lambda value, operand: bool(value <= operand),
    "on_or_after": lambda value, operand: bool(value >= operand),
}


def operate(operator: str, value: Any, operand: Any) -> Truth:
    if value is None:
        return None
    group = value if isinstance(value, Members) else None
    if isinstance(value, (list, tuple)):
        group = Members(frozenset(value))
    if operator == "filled":
        there: Truth = negate(group.empty()) if isinstance(value, Members) and group else not blank(value)
        return there if operand else negate(there)
    if operator == "empty":
        assert group is not None
        return group.empty() if operand else negate(group.empty())
    if operator == "has":
        assert group is not None
        return group.holds(operand)
    if operator == "has_any":
        assert group is not None
        return either(group.holds(one) for one in operand)
    if operator == "has_all":
        assert group is not None
        return both(group.holds(one) for one in operand)
    return COMPARE[operator](value, operand)


def leaves(condition: Table, prefix: str = "") -> Iterator[tuple[str, Table]]:
    """The leaves of a condition table, without its groups."""
    for name, inner in condition.items():
        if not prefix and name in ("any", "all", "none"):
            continue
        path = f"{prefix}.{name}" if prefix else name
        if prefix:
            yield path, inner
        else:
            yield from leaves(inner, path)


def holds(condition: Table, facts: Mapping[str, Any], values: Mapping[str, int]) -> Truth:
    def number(operand: Any) -> Any:
        if isinstance(operand, list):
            return [number(one) for one in operand]
        return values[operand[1:]] if isinstance(operand, str) and operand.startswith("$") else operand

    parts: list[Truth] = [
        operate(operator, facts.get(name), number(operand))
        for name, leaf in leaves(condition)
        for operator, operand in leaf.items()
    ]
    if "any" in condition:
        parts.append(either(holds(one, facts, values) for one in condition["any"]))
    if "all" in condition:
        parts.append(both(holds(one, facts, values) for one in condition["all"]))
    if "none" in condition:
        parts.append(negate(either(holds(one, facts, values) for one in condition["none"])))
    return both(parts)


# Facts --------------------------------------------------------------------------------------------------------------


def completed_months(start: date, end: date) -> int:
    """Days compared as written; floored when negative."""
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)


def years_begun(start: date, end: date) -> int:
    return max(1, completed_months(start, end) // 12 + 1)


def facts_of(form: Table, system: Table, people: Table, day: date, rate: int | None) -> dict[str, Any]:
    """Every field of the form, of the catalogue and derived, by name; missing ones are left out."""
    facts: dict[str, Any] = {}
    for section in form:
        if section not in ("schema", "alternative") and isinstance(form[section], dict):
            for name, value in form[section].items():
                facts[f"{section}.{name}"] = value
    found = facts.get

    business = next(one for one in system["business"] if one["id"] == form["system"]["business"])
    shared = bool(system.get("shared_with"))
    facts |= {
        "system.regime": business["regime"],
        "system.renewal_on": system["renewal_on"],
        "system.contract_end": system["contract_end"],
        "system.releases_per_year": system["releases_per_year"],
        "system.shared": shared,
        "system.joint_consent": system["joint_consent"] if shared else True,
    }
    releases = system["releases_per_year"]

    def derive(name: str, inputs: list[str], make: Any) -> None:
        if all(found(one) is not None for one in inputs):
            facts[name] = make(*[found(one) for one in inputs])

    answered = {one["rung"]: one["result"] for one in form.get("alternative", []) if "result" in one}
    below = set(range(found("gap.rung") or 0))
    facts["alternatives.unanswered"] = Members(frozenset(below - answered.keys()))
    facts["alternatives.possible"] = Members(
        frozenset(rung for rung in below & answered.keys() if answered[rung] == "possible"),
        frozenset(below - answered.keys()),
    )

    start, end = "life.wanted_from", "life.ends_on"
    derive("system.months_to_renewal", [start, "system.renewal_on"], completed_months)
    derive("request.lead_days", [start], lambda wanted: (wanted - day).days)
    derive(
        "precedent.same_need_count",
        ["precedent.same_need"],
        lambda bodies: len({one.strip() for one in bodies if one.strip()}),
    )
    derive("cost.quote_age_days", ["cost.quote_on"], lambda quoted: (day - quoted).days)
    duty = found("reason.category") in ("law", "prefecture_scheme", "ordinance")
    counts = "reason.effective_on" if duty else start
    derive("cost.vendor_in_time", ["cost.vendor_from", counts], lambda usable, when: usable <= when)
    derive("life.years", [start, end], years_begun)
    derive("life.days", [start, end], lambda first, last: (last - first).days)
    derive("life.ends_after_renewal", [end, "system.renewal_on"], lambda last, renewal: last > renewal)
    derive(
        "cost.lifetime_yen",
        ["cost.initial_yen", "cost.annual_yen", "cost.per_release_yen", "life.years"],
        lambda initial, annual, each, years: initial + (annual + each * releases) * years,
    )
    derive(
        "cost.verification_hours_per_year",
        ["verification.hours_per_release"],
        lambda hours: hours * releases,
    )
    if rate is not None:
        derive(
            "cost.net_hours_per_year",
            [
                "reason.hours_per_year",
                "cost.verification_hours_per_year",
                "cost.lifetime_yen",
                "life.years",
            ],
            lambda saved, verified, cost, years: saved - verified - -(-cost // (years * rate)),
        )
    derive(
        "verification.owner_is_requester",
        ["verification.owner", "request.requester"],
        lambda owner, requester: owner == requester,
    )
    derive(
        "verification.owner_is_deputy",
        ["verification.owner", "verification.deputy"],
        lambda owner, deputy: owner == deputy,
    )
    posts = [
        one["post"]
        for one in people["person"]
        if one["id"] == found("verification.owner") and one.get("from", day) <= day <= one.get("until", day)
    ]
    if posts:
        facts["verification.owner_post"] = posts[0]
    return facts


# Layers and the table -----------------------------------------------------------------------------------------------


def in_days(days: Mapping[str, date] | None, day: date) -> bool:
    days = days or {}
    return days.get("from", day) <= day <= days.get("until", day)


def above(layers: Mapping[str, Table], name: str) -> set[str]:
    """`name` and every layer it extends, transitively."""
    found: set[str] = set()
    todo = [name]
    while todo:
        one = todo.pop()
        if one not in found:
            found.add(one)
            todo += [file.removesuffix(".toml") for file in layers[one]["policy"].get("extends", [])]
    return found


def strictest(layers: Mapping[str, Table], day: date) -> dict[str, int]:
    """Each named value as it counts on `day`."""
    taking_part = [one for one in layers.values() if in_days(one["policy"].get("effective"), day)]
    values: dict[str, int] = {}
    for name in {name for one in taking_part for name in one.get("values", {})}:
        numbers = [(one, one["values"][name]) for one in taking_part if name in one.get("values", {})]
        owner = next(
            one
            for one, _ in numbers
            if all(one["policy"]["id"] in above(layers, other["policy"]["id"]) for other, _ in numbers)
        )
        choose = min if owner["values"][name].get("may") == "lower" else max
        values[name] = choose(number["is"] for _, number in numbers)
    return values


@dataclass
class Judged:
    verdict: str
    fired: dict[str, Truth]
    met: dict[str, bool]
    lifted: set[str]
    matters: set[str]
    deciding: set[str]

    @property
    def listed(self) -> set[str]:
        """What the report lists: every rule that is yes, every unmet require, every unknown that matters."""
        unmet = {id for id, met in self.met.items() if not met}
        default = {"default"} & self.deciding
        return {id for id, truth in self.fired.items() if truth} | unmet | self.matters | default


def judge(
    layers: Mapping[str, Table], facts: Mapping[str, Any], day: date, values: Mapping[str, int]
) -> Judged:
    part = {name: one for name, one in layers.items() if in_days(one["policy"].get("effective"), day)}
    rules = {rule["id"]: (name, rule) for name, one in part.items() for rule in one["rule"]}
    fired: dict[str, Truth] = {}
    met: dict[str, bool] = {}
    for id, (_, rule) in rules.items():
        truth: Truth = False
        if in_days(rule.get("effective"), day):
            when = holds(rule["when"], facts, values) if "when" in rule else True
            unless = holds(rule["unless"], facts, values) if "unless" in rule else False
            truth = both([when, negate(unless)])
        fired[id] = truth
        if rule["effect"] == "require":
            met[id] = truth is False or holds(rule["must"], facts, values) is True

    def of(effect: str) -> list[str]:
        return [id for id, (_, rule) in rules.items() if rule["effect"] == effect]

    def lifters(id: str) -> list[str]:
        reach = above(layers, rules[id][0])
        return [one for one in of("escalate") if rules[one][0] in reach]

    def lift(id: str) -> Truth:
        return either(fired[one] for one in lifters(id))

    hard = [id for id in of("forbid") if rules[id][1]["level"] == "hard"]
    soft = [id for id in of("forbid") if rules[id][1]["level"] == "overridable"]
    redirects = of("redirect")
    grounds: dict[str, list[str]] = {}
    for name, one in part.items():
        if one["policy"]["default"] == "refuse":
            own = [id for id in of("permit") if rules[id][0] == name]
            grounds[name] = own + [id for id in of("escalate") if rules[id][0] in above(layers, name)]

    matters = {id for id in hard if fired[id] is None}
    for id in soft + redirects:
        if fired[id] is not False and lift(id) is not True:
            matters |= {one for one in [id, *lifters(id)] if fired[one] is None}
    for hopes in grounds.values():
        if not any(fired[id] for id in hopes):
            matters |= {id for id in hopes if fired[id] is None}
    unmet = {id for id, is_met in met.items() if not is_met}

    lines: list[tuple[str, set[str]]] = [
        ("forbidden", {id for id in hard if fired[id]}),
        ("refused", {id for id in soft if fired[id] and lift(id) is False}),
        ("redirected", {id for id in redirects if fired[id] and lift(id) is False}),
        (
            "refused",
            {"default" for hopes in grounds.values() if all(fired[id] is False for id in hopes)},
        ),
        ("incomplete", unmet | matters),
    ]
    verdict, deciding = next((line for line in lines if line[1]), ("eligible", set()))
    return Judged(
        verdict,
        fired,
        met,
        {id for id in soft + redirects if fired[id] and lift(id)},
        matters if verdict == "incomplete" else set(),
        deciding,
    )
