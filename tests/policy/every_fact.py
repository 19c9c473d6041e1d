"""Small random policies, and every set of facts that they can tell apart: brute force, for lint to agree with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import chain, combinations, product
from math import prod
from typing import Any, NamedTuple

from hypothesis import strategies as st

from nocustom.judge.condition import Leaf, Node
from nocustom.judge.operators import RungSet
from nocustom.judge.policy import Policy, Rule
from nocustom.judge.truth import NO, YES, Truth, negated
from nocustom.judge.verdict import Judge, Judgement
from tests.judge.drawn import DAY, VALUES, built, condition, leaf

Facts = dict[str, Any]
MISSING = object()
RUNGS = [1, 2, 3, 4, 5, 9]
"""The rungs on both sides of every cut that the drawn conditions make (they name 0 to 4), to the ends of the form."""
MEMBERS = [0, 1, 2, 3]
"""The rungs that the drawn conditions name in sets, and one that they don't."""

VALUES_OF: dict[str, list[Any]] = {
    "reason.category": ["law", "prefecture_scheme", "ordinance", "audit", "safety", "accessibility", "volume",
                        "efficiency", "habit"],
    "system.regime": ["standard", "transition", "common_function", "out_of_scope"],
    "gap.rung": RUNGS,
    "life.years": [1, 2, 3, 4, 5],
    "cost.lifetime_yen": [0, 1, 2, 3, 4, 5],
    "life.wanted_from": [DAY + timedelta(days=days) for days in (-2, -1, 0, 1, 2)],
    "impact.my_number": [True, False],
    "reason.legal_basis": ["", " ", "第3条", "x", "other", "\u3000"],
    "verification.owner": ["sato", "tanaka", "other"],
    "precedent.same_need": [list(some) for size in range(6)
                            for some in combinations(["", "東村", "隣市", "other", " "], size)],
}  # fmt: skip
"""Of each field that a drawn policy may use, values on both sides of whatever it may ask."""


def sets_below(rung: int) -> Iterator[RungSet]:
    """Every way in which the rungs below one may be answered."""
    below = [member for member in MEMBERS if member < rung]
    for states in product(["in", "out", "unknown"], repeat=len(below)):
        told = dict(zip(below, states, strict=True))
        yield RungSet(frozenset(each for each in below if told[each] == "in"),
                      frozenset(each for each in below if told[each] == "unknown"))  # fmt: skip


def every_fact(paths: list[str]) -> Iterator[Facts]:
    """All facts over these fields, each of which may be missing too."""
    columns: list[list[Facts]] = [
        [{}, *({path: value} for value in VALUES_OF[path])]
        for path in paths if path not in ("alternatives.possible", "gap.rung")
    ]  # fmt: skip
    if "alternatives.possible" in paths:
        pairs = [
            {"gap.rung": rung, "alternatives.possible": some} for rung in RUNGS for some in sets_below(rung)
        ]
        columns.append([{}, *pairs])
    elif "gap.rung" in paths:
        columns.append([{}, *({"gap.rung": rung} for rung in RUNGS)])
    for parts in product(*columns):
        yield dict(chain.from_iterable(part.items() for part in parts))


def is_complete(facts: Facts, paths: list[str]) -> bool:
    sets = [value for value in facts.values() if isinstance(value, RungSet)]
    return all(path in facts for path in paths) and not any(each.maybe for each in sets)


def size_of(paths: list[str]) -> int:
    sizes = {path: len(values) + 1 for path, values in VALUES_OF.items()} | {"alternatives.possible": 283}
    return prod(sizes[path] for path in paths if path != "gap.rung" or "alternatives.possible" not in paths)


# Policies ---------------------------------------------------------------------------------------------------------

_PERIODS: list[dict[str, date] | None] = [
    *[None] * 10, {"from": DAY + timedelta(days=2)}, {"until": DAY + timedelta(days=1)},
    {"until": DAY - timedelta(days=1)},
]  # fmt: skip


@st.composite
def fields(draw: st.DrawFn) -> list[str]:
    """Few enough fields for all their facts to be tried."""
    pool = [*VALUES_OF, "alternatives.possible"]
    chosen = draw(st.lists(st.sampled_from(pool), min_size=1, max_size=4, unique=True))
    if "alternatives.possible" in chosen and "gap.rung" not in chosen:
        chosen.append("gap.rung")
    while size_of(chosen) > 400:
        chosen.remove(max((each for each in chosen if each != "gap.rung"), key=lambda each: size_of([each])))
    return chosen


class Habits(NamedTuple):
    """What the author of a policy likes: the same few conditions and effects again and again, so that rules meet."""

    paths: list[str]
    conditions: list[dict[str, Any]]
    effects: list[str]


@st.composite
def habits(draw: st.DrawFn) -> Habits:
    paths = draw(fields())
    conditions = draw(st.lists(condition(paths, [], None), min_size=2, max_size=3))
    pairs = [["permit", "escalate", "forbid", "redirect"], ["forbid", "escalate"], ["redirect", "forbid"],
             ["redirect", "permit"], ["require", "permit"], ["escalate", "permit"], ["forbid", "permit"]]  # fmt: skip
    return Habits(paths, conditions, draw(st.sampled_from(pairs)))


@st.composite
def when(draw: st.DrawFn, liked: Habits, sense: bool) -> dict[str, Any]:
    """A usual condition, two of them together, or another one that may use named values."""
    match draw(st.integers(0, 3)):
        case 0 | 1:
            return draw(st.sampled_from(liked.conditions))
        case 2:
            two = st.lists(st.sampled_from(liked.conditions), min_size=2, max_size=2)
            return {draw(st.sampled_from(["all", "any"])): draw(two)}
        case _:
            return draw(condition(liked.paths, list(VALUES), sense, 2))


@st.composite
def rule(draw: st.DrawFn, rule_id: str, refuses: bool, liked: Habits) -> dict[str, Any]:
    effect = draw(
        st.sampled_from([each for each in liked.effects if refuses or each != "permit"] or ["advise"])
    )
    made: dict[str, Any] = {"id": rule_id, "effect": effect}
    sense = effect not in ("permit", "escalate")
    if effect == "forbid":
        made["level"] = draw(st.sampled_from(["hard", "overridable"]))
    if effect == "redirect" and "gap.rung" in liked.paths:
        made |= draw(st.sampled_from([{}, {"to": 3}]))
    if effect == "permit":
        made |= draw(st.sampled_from([{}, {}, {"grants": {"max_months": 12}}]))
    if draw(st.integers(0, 9)):
        made["when"] = draw(when(liked, sense))
    if draw(st.integers(0, 2)) == 0:
        made["unless"] = draw(when(liked, not sense))
    if effect == "require":
        made["must"] = draw(when(liked, False))
    if period := draw(st.sampled_from(_PERIODS)):
        made["effective"] = period
    return made


class Small(NamedTuple):
    """A policy, and the fields it may use."""

    policy: Policy
    paths: list[str]


@st.composite
def small(draw: st.DrawFn, rules: int = 4) -> Small:
    """One layer that refuses, perhaps one below it that may refuse too, raise or lower values and begin later."""
    liked = draw(habits())
    values = {name: {"is": 2} | ({"may": may} if may else {}) for name, may in VALUES.items()}
    top = {"id": "a", "version": "1", "default": "refuse"}
    above = [draw(rule(f"a-{number}", True, liked)) for number in range(draw(st.integers(1, rules)))]
    documents: dict[str, Any] = {
        "a.toml": {"schema": "policy/1", "policy": top, "values": values, "rule": above}
    }
    if draw(st.booleans()):
        refuses = draw(st.booleans())
        head: dict[str, Any] = {"id": "b", "version": "1", "extends": ["a.toml"]}
        head["default"] = "refuse" if refuses else "abstain"
        if period := draw(st.sampled_from(_PERIODS)):
            head["effective"] = period
        below = [draw(rule(f"b-{number}", refuses, liked)) for number in range(draw(st.integers(1, 3)))]
        moved = draw(st.sampled_from([{}, {"raised": {"is": 3}}, {"lowered": {"is": 1}}]))
        documents["b.toml"] = {"schema": "policy/1", "policy": head, "values": moved, "rule": below}
    return Small(built(documents), liked.paths)


@st.composite
def clauses(draw: st.DrawFn) -> Small:
    """A policy of a single rule whose condition is three clauses, each in a group of its own."""
    paths = draw(fields())
    three = [draw(leaf(paths, list(VALUES), True)) for _ in range(3)]
    tables = [{path.partition(".")[0]: {path.partition(".")[2]: asked}} for path, asked in three]
    values = {name: {"is": 2} | ({"may": may} if may else {}) for name, may in VALUES.items()}
    only = {"id": "R", "effect": "forbid", "level": "hard", "when": {"all": tables}}
    head = {"id": "a", "version": "1", "default": "refuse"}
    document = {"schema": "policy/1", "policy": head, "values": values, "rule": [only]}
    return Small(built({"a.toml": document}), paths)


# Brute force ------------------------------------------------------------------------------------------------------


class Seen(NamedTuple):
    """One set of facts as the real judge sees it on one day."""

    judgement: Judgement
    complete: bool

    def place(self, rule: Rule) -> int | None:
        """Where the rule stands among those that take part that day."""
        return self.judgement.judge.rules.index(rule) if rule in self.judgement.judge.rules else None

    def fired(self, rule: Rule) -> Truth:
        place = self.place(rule)
        return NO if place is None else self.judgement.fired[place]

    def unmet(self, rule: Rule) -> bool:
        place = self.place(rule)
        return place is not None and self.judgement.met[place] != YES

    def decides(self, rule: Rule) -> bool:
        return self.place(rule) in self.judgement.deciding

    def truth(self, node: Node, dropped: frozenset[int] = frozenset()) -> Truth:
        """A condition by walking over it; the clauses are asked by the judge."""
        if isinstance(node, Leaf):
            return self.judgement.leaf_truth(node)
        parts = [self.truth(each, dropped) for each in node.parts if id(each) not in dropped]
        if node.join == "all":
            return min(parts, default=YES)
        return max(parts, default=NO) if node.join == "any" else negated(max(parts, default=NO))

    def fires(self, rule: Rule, dropped: frozenset[int] = frozenset()) -> Truth:
        """Whether a rule would fire without the clauses that are dropped."""
        when = YES if rule.when is None or id(rule.when) in dropped else self.truth(rule.when, dropped)
        unless = NO if rule.unless is None or id(rule.unless) in dropped else self.truth(rule.unless, dropped)
        return min(when, negated(unless))


def judged(case: Small) -> list[Seen]:
    """Every set of facts on every day; of those that every clause answers alike, one."""
    every = list(every_fact(case.paths))
    found: dict[Any, Seen] = {}
    for day in [DAY + timedelta(days=days) for days in range(4)]:
        judge = Judge(case.policy, day)
        alike = (tuple(each.id for each in judge.layers), tuple(judge.values.items()),
                 tuple(_in_days(each, day) for each in judge.rules))  # fmt: skip
        for facts in every:
            judgement, complete = judge.judge_facts(facts), is_complete(facts, case.paths)
            found.setdefault(
                (alike, judgement.leaf_truths, complete, facts.get("gap.rung")), Seen(judgement, complete)
            )
    return list(found.values())


def _in_days(rule: Rule, day: date) -> bool:
    days: Mapping[str, date] = rule.days
    return bool(days.get("from", day) <= day <= days.get("until", day))
