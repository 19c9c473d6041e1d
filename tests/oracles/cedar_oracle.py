"""Cedar as an oracle for the combination: forbid over permit, no by default, and nothing unknown that lets one through.

Cedar knows two truths and skips a policy that errs. So a condition has two forms, and every leaf asks `has` first:

    yes-form    true exactly where the condition is yes       context has f && (context.f > 3)
    no-form     true exactly where it is no                   context has f && !(context.f > 3)

    certain     permit when {yes-form}      forbid unless {no-form}     Allow: eligible
    possible    permit unless {no-form}     forbid when {yes-form}      Deny: a no, whatever is still filled in
    grounds     permit when {yes-form}                                  the permits that are yes

Between the two, the verdict is incomplete. This holds for one layer that refuses by default, with forbids, permits and
advice; nothing lifts, redirects or requires here, for Cedar has nothing like it.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import cedarpy

from nocustom.judge.verdict import Judgement
from tests.oracles.chance import BLANK, DAY, KINDS, NAMES, Documents, Facts, Shape
from tests.oracles.oracle import Oracle

__all__ = ["CEDAR"]

Answer = tuple[str, frozenset[str]]
"""The verdict, and the rules that decide it; `default` where no rule does."""

_COMPARED = {
    "is": "==", "is_not": "!=", "over": ">", "under": "<", "at_least": ">=", "at_most": "<=",
    "after": ">", "before": "<", "on_or_after": ">=", "on_or_before": "<=",
}  # fmt: skip
_SETS = {"has": "containsAny", "has_any": "containsAny", "has_all": "containsAll"}


def _plain(value: Any) -> Any:
    """A value as Cedar has it: a date is its day number."""
    return value.toordinal() if isinstance(value, date) else value


def _literal(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_literal, value))}]"
    return json.dumps(_plain(value), ensure_ascii=False)


def _leaf(path: str, operator: str, operand: Any, values: dict[str, int], wanted: bool) -> str:
    """The leaf's yes-form, or its no-form where not `wanted`."""
    kind = KINDS[path]
    if kind == "set":
        return _rungs(path, operator, operand, wanted)
    if kind == "int" and isinstance(operand, str):
        operand = values[operand[1:]]
    field = f"context[{_literal(path)}]"
    if operator == "filled":
        asked = {"text": f"!{_literal(BLANK)}.contains({field})",
                 "list": f"{field}.containsAny({_literal([each for each in NAMES if each not in BLANK])})"}.get(
                     "text" if kind == "id" else kind, "true")  # fmt: skip
        asked = asked if operand else f"!({asked})"
    elif operator == "empty":
        asked = f"{field}.isEmpty() == {_literal(operand)}"
    elif operator in _SETS:
        asked = f"{field}.{_SETS[operator]}({_literal(operand if isinstance(operand, list) else [operand])})"
    elif operator in ("in", "not_in"):
        asked = f"{'!' * (operator == 'not_in')}{_literal(operand)}.contains({field})"
    else:
        asked = f"{field} {_COMPARED[operator]} {_literal(operand)}"
    return f"(context has {_literal(path)} && {'' if wanted else '!'}({asked}))"


def _rungs(path: str, operator: str, operand: Any, wanted: bool) -> str:
    """A set of which some members are unknown: yes is asked of those surely in it, no of those that may be."""
    sought = wanted
    if operator in ("empty", "filled"):
        sought = wanted is (operand is (operator == "filled"))
        which = "surely" if sought else "perhaps"
        asked = f"!context[{_literal(f'{path} {which}')}].isEmpty()"
    else:
        which = "surely" if sought else "perhaps"
        some = _literal(operand if isinstance(operand, list) else [operand])
        asked = f"context[{_literal(f'{path} {which}')}].{_SETS[operator]}({some})"
    return f"(context has {_literal(f'{path} {which}')} && {'' if sought else '!'}({asked}))"


def _condition(table: dict[str, Any], values: dict[str, int], wanted: bool) -> str:
    """All parts yes; or, where not `wanted`, one of them no."""
    parts = []
    for key, inner in table.items():
        if key in ("any", "all", "none"):
            side = wanted is not (key == "none")
            whole = side is (key == "all")
            parts.append(_joined("&&" if whole else "||", [_condition(each, values, side) for each in inner]))
        else:
            parts += [_leaf(f"{key}.{name}", operator, operand, values, wanted)
                      for name, operators in inner.items() for operator, operand in operators.items()]  # fmt: skip
    return _joined("&&" if wanted else "||", parts)


def _joined(sign: str, parts: list[str]) -> str:
    return f"({f' {sign} '.join(parts)})"


def _fires(rule: dict[str, Any], values: dict[str, int], wanted: bool) -> str:
    days = rule.get("effective", {})
    if not days.get("from", DAY) <= DAY <= days.get("until", DAY):
        return _literal(not wanted)
    when = _condition(rule["when"], values, wanted) if "when" in rule else _literal(wanted)
    unless = _condition(rule["unless"], values, not wanted) if "unless" in rule else _literal(wanted)
    return _joined("&&" if wanted else "||", [when, unless])


def _policies(rules: list[dict[str, Any]], values: dict[str, int], surely: str) -> cedarpy.PolicySet:
    """Rules of the effect `surely` count where they are yes, the others where they are not no."""
    written = []
    for rule in rules:
        certain = rule["effect"] == surely
        guard = f"{'when' if certain else 'unless'} {{ {_fires(rule, values, certain)} }}"
        written.append(f"@id({_literal(rule['id'])})\n{rule['effect']}(principal, action, resource) {guard};")
    return cedarpy.PolicySet.from_str("\n".join(written))


def _context(known: Facts) -> dict[str, Any]:
    context = {}
    for path, value in known.items():
        if KINDS[path] == "set":
            context[f"{path} surely"] = sorted(value[0])
            context[f"{path} perhaps"] = sorted(value[0] | value[1])
        else:
            context[path] = _plain(value)
    return context


def _authorized(policies: cedarpy.PolicySet, requests: list[dict[str, Any]]) -> list[tuple[bool, frozenset[str]]]:
    """Of each request: whether it is allowed, and the rules that Cedar names for it."""
    answers = []
    for said in cedarpy.is_authorized_batch(requests, policies, []):
        assert not said.diagnostics.errors, said.diagnostics.errors
        assert said.decision is not cedarpy.Decision.NoDecision
        answers.append((said.allowed, frozenset(said.diagnostics.id_annotations_by_reason.values())))
    return answers


def _ask(documents: Documents, known: list[Facts]) -> list[Answer]:
    (document,) = documents.values()
    values = {name: each["is"] for name, each in document["values"].items()}
    rules = [rule for rule in document["rule"] if rule["effect"] in ("forbid", "permit")]
    permits = [rule for rule in rules if rule["effect"] == "permit"]
    hard = {rule["id"] for rule in rules if rule.get("level") == "hard"}
    who = {"principal": 'Person::"a"', "action": 'Action::"change"', "resource": 'System::"a"'}
    requests = [{**who, "context": _context(each)} for each in known]
    answers: list[Answer] = []
    for (allowed, named), (may_be, hopes), (_, yes) in zip(
        _authorized(_policies(rules, values, "permit"), requests),
        _authorized(_policies(rules, values, "forbid"), requests),
        _authorized(_policies(permits, values, "permit"), requests),
        strict=True,
    ):
        if allowed:
            answers.append(("eligible", named))
        elif may_be:
            answers.append(("incomplete", named if yes else named | hopes))
        elif hard & hopes:
            answers.append(("forbidden", hopes & hard))
        else:
            answers.append(("refused", hopes or frozenset({"default"})))
    return answers


def _heard(judgement: Judgement) -> Answer:
    return judgement.verdict, frozenset(judgement.decided_by())


CEDAR = Oracle("Cedar", Shape(("forbid", "permit", "permit", "advise")), _ask, _heard)
