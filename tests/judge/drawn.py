"""Random policies and facts for the laws of the judge: few fields and small values, so that all meets at its edge."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from hypothesis import strategies as st

from nocustom.judge.building import LayerFile, build
from nocustom.judge.operators import RungSet
from nocustom.judge.policy import Policy
from nocustom.judge.verdict import Judge
from tests.judge.plain import KINDS, Document

DAY = date(2026, 6, 1)
DAYS = [date(2026, 5, 31), DAY, date(2026, 6, 2)]
Facts = dict[str, Any]

_CHOICES: dict[str, list[Any]] = {
    "reason.category": ["law", "audit", "habit"],
    "system.regime": ["standard", "transition", "out_of_scope"],
    "request.kind": ["wish", "defect"],
}
_TEXTS = {"text": ["", " ", "第3条", "x"], "id": ["sato", "tanaka"]}
_NAMES = ["", "東村", "隣市"]
_FORM = [path for path in KINDS if path not in ("text.personal_data_hits", "history.refused_similar")]
_PERIODS: list[dict[str, date] | None] = [
    *[None] * 12, {"from": DAYS[0]}, {"from": DAYS[1], "until": DAYS[1]}, {"from": DAYS[2]},
    {"until": DAYS[0]},
]  # fmt: skip

# How a number that may be raised must be compared, by whether the rule tightens when the clause is yes more often.
_RAISED = {True: ["under", "at_most"], False: ["over", "at_least"]}
VALUES: dict[str, Any] = {"raised": "raise", "lowered": "lower", "fixed": None}


def value_of(path: str) -> st.SearchStrategy[Any]:
    """A value that a field can hold; of a set of rungs, what is surely in it and what perhaps is."""
    match KINDS[path]:
        case "enum":
            return st.sampled_from(_CHOICES[path])
        case "int":
            return st.integers(0, 4)
        case "date":
            return st.sampled_from(DAYS)
        case "bool":
            return st.booleans()
        case "text" | "id" as kind:
            return st.sampled_from(_TEXTS[kind])
        case "list":
            return st.lists(st.sampled_from(_NAMES), max_size=2)
        case _:
            return st.lists(st.sampled_from(["surely", "maybe", "no"]), min_size=3, max_size=3).map(
                lambda drawn: ({rung for rung, each in enumerate(drawn) if each == "surely"},
                               {rung for rung, each in enumerate(drawn) if each == "maybe"}))  # fmt: skip


@st.composite
def leaf(draw: st.DrawFn, paths: list[str], values: list[str], tightens: bool | None) -> tuple[str, dict[str, Any]]:
    """A field and one or two operators; a named value only in the sense in which its movement tightens."""
    path = draw(st.sampled_from(paths))
    if draw(st.integers(0, 9)) == 0:
        return path, {"filled": draw(st.booleans())}
    match KINDS[path]:
        case "enum" | "text" | "id":
            operator = draw(st.sampled_from(["is", "is_not", "in", "not_in"]))
            some = st.lists(value_of(path), min_size=1, max_size=2)
            return path, {operator: draw(some if operator in ("in", "not_in") else value_of(path))}
        case "int":
            if values and tightens is not None and draw(st.booleans()):
                name = draw(st.sampled_from(values))
                sense = {"raised": tightens, "lowered": not tightens}.get(name)
                fitting = ["is", "under", "over"] if sense is None else _RAISED[sense]
                return path, {draw(st.sampled_from(fitting)): f"${name}"}
            operators = st.sampled_from(["is", "over", "under", "at_least", "at_most"])
            return path, {draw(operators): draw(st.integers(0, 4)) for _ in range(draw(st.integers(1, 2)))}
        case "date":
            operator = draw(st.sampled_from(["before", "after", "on_or_before", "on_or_after"]))
            return path, {operator: draw(st.sampled_from(DAYS))}
        case "bool":
            return path, {"is": draw(st.booleans())}
        case kind:
            operator = draw(st.sampled_from(["has", "has_any", "has_all", "empty"]))
            item: st.SearchStrategy[Any] = st.sampled_from(_NAMES) if kind == "list" else st.integers(0, 2)
            if operator == "empty":
                return path, {operator: draw(st.booleans())}
            some = st.lists(item, min_size=1, max_size=2)
            return path, {operator: draw(item if operator == "has" else some)}


@st.composite
def condition(
    draw: st.DrawFn, paths: list[str], values: list[str], tightens: bool | None, depth: int = 1
) -> dict[str, Any]:
    """A condition table: leaves, and groups of smaller tables."""
    table: dict[str, Any] = {}
    for path, operators in draw(st.lists(leaf(paths, values, tightens), min_size=1, max_size=2)):
        section, _, key = path.partition(".")
        table.setdefault(section, {})[key] = operators
    if depth and draw(st.integers(0, 2)) == 0:
        join = draw(st.sampled_from(["any", "all", "none"]))
        turned = None if tightens is None else tightens is not (join == "none")
        inner = condition(paths, values, turned, depth - 1)
        table[join] = draw(st.lists(inner, min_size=1, max_size=3))
    return table


@st.composite
def rule(draw: st.DrawFn, rule_id: str, refuses: bool, values: list[str]) -> dict[str, Any]:
    """A rule; permits in refusing layers only, and fields in the parts where they may stand."""
    effects = ["forbid", "require", "redirect", "escalate", "advise", *(["permit"] * 5 if refuses else [])]
    effect = draw(st.sampled_from(effects))
    tight = None if effect == "advise" else effect not in ("permit", "escalate")
    made: dict[str, Any] = {"id": rule_id, "effect": effect}
    paths = list(KINDS) if effect == "advise" else _FORM
    if effect == "forbid":
        made["level"] = draw(st.sampled_from(["hard", "overridable"]))
    if draw(st.integers(0, 5)):
        made["when"] = draw(condition(paths, values, tight))
    if draw(st.integers(0, 3)) == 0:
        made["unless"] = draw(condition(paths, values, None if tight is None else not tight))
    if effect == "require":
        made["must"] = draw(condition([*_FORM, "text.personal_data_hits"], values, False))
    if period := draw(st.sampled_from(_PERIODS)):
        made["effective"] = period
    return made


@st.composite
def layer(draw: st.DrawFn, name: str, above: list[str], refuses: bool, sizes: tuple[int, int]) -> dict[str, Any]:
    """A layer that extends `above`; the first one defines the values, those below may move them as they may."""
    values: dict[str, Any] = {}
    if name == "a":
        values = {each: {"is": 2} | ({"may": may} if may else {}) for each, may in VALUES.items()}
    elif "a" in above:
        if draw(st.booleans()):
            values["raised"] = {"is": draw(st.integers(2, 4))}
        if draw(st.booleans()):
            values["lowered"] = {"is": draw(st.integers(0, 2))}
    usable = list(VALUES) if name == "a" or "a" in above else []
    head: dict[str, Any] = {"id": name, "version": "1", "default": "refuse" if refuses else "abstain"}
    if above:
        head["extends"] = [f"{each}.toml" for each in above]
    if period := draw(st.sampled_from(_PERIODS)):
        head["effective"] = period
    rules = [draw(rule(f"{name}-{number}", refuses, usable)) for number in range(draw(st.integers(*sizes)))]
    return {"schema": "policy/1", "policy": head, "values": values, "rule": rules}


@st.composite
def policy(draw: st.DrawFn, rules: int = 5) -> dict[str, dict[str, Any]]:
    """Up to three layers by file name; the first refuses by default, what each extends is drawn."""
    documents = {"a.toml": draw(layer("a", [], True, (1, rules)))}
    for name in draw(st.sampled_from([[], ["b"], ["b", "c"]])):
        above = [each[0] for each in documents if draw(st.booleans())]
        documents[f"{name}.toml"] = draw(layer(name, above, draw(st.booleans()), (0, 3)))
    return documents


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    """Facts in which many fields are missing; the scan for personal data always knows."""
    drawn = {path: draw(value_of(path)) for path in KINDS if draw(st.integers(0, 2))}
    drawn["text.personal_data_hits"] = draw(st.integers(0, 1))
    return drawn


@st.composite
def refined(draw: st.DrawFn, known: Mapping[str, Any]) -> Facts:
    """The same facts, of which some that were missing have got a value."""
    more = dict(known)
    for path in KINDS:
        if path not in known and draw(st.booleans()):
            more[path] = draw(value_of(path))
    if "alternatives.possible" in known:
        surely, maybe = known["alternatives.possible"]
        answers = {rung: draw(st.sampled_from(["surely", "maybe", "no"])) for rung in sorted(maybe)}
        more["alternatives.possible"] = (
            surely | {rung for rung, answer in answers.items() if answer == "surely"},
            {rung for rung, answer in answers.items() if answer == "maybe"})  # fmt: skip
    return more


def built(documents: Mapping[str, Document]) -> Policy:
    """The policy that `documents` make up; a drawn policy has no mistakes."""
    made, found = build([LayerFile(name, name, dict(each), "") for name, each in documents.items()])
    assert made is not None, found
    return made


def judge_on(documents: Mapping[str, Document], day: date = DAY) -> Judge:
    return Judge(built(documents), day)


def as_judged(known: Mapping[str, Any]) -> Facts:
    """Facts as the judge takes them."""
    return {path: RungSet(frozenset(value[0]), frozenset(value[1])) if KINDS[path] == "set" else value
            for path, value in known.items()}  # fmt: skip
