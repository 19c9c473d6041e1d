"""XACML 3.0 as an oracle: a policy, a request and the decision that the standard wants, put into our language.

    Target, AnyOf, AllOf   `all` of `any` of `all`
    and, or, not, n-of     `all`, `any`, `none`, `any` of every choice of n
    Permit, Deny           `permit`, hard `forbid`; under permit-overrides `escalate`, overridable `forbid`
    first-applicable       each rule `unless` any before it
    an error               unknown

Permit is eligible, Deny a no by a rule, NotApplicable a no by default, Indeterminate incomplete. What our language has
no words for raises LeftOut: nothing is guessed. What a request is made into: `xacml_request.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element, fromstring

from nocustom.judge.verdict import Judge, Judgement
from tests.oracles.chance import DAY, KINDS, Documents, Facts, as_judged
from tests.oracles.oracle import built
from tests.oracles.xacml_request import (
    FALSE,
    TRUE,
    TURNED,
    TYPES,
    Asked,
    Condition,
    Fact,
    LeftOut,
    Why,
    compared,
    elements,
    inside,
    joined,
    literal,
    negated,
    short,
    tag,
    unsaid,
)  # fmt: skip

__all__ = ["COMBINED", "XacmlCase", "answered", "in_folder", "translated"]


class XacmlCase(NamedTuple):
    """One case in our language; `subtracts` where a fact had to be worked out beforehand."""

    documents: Documents
    known: Facts
    algorithm: str
    decision: str
    subtracts: bool


_FIELDS = {
    "text": [path for path, kind in KINDS.items() if kind in ("text", "id")],
    **{each: [path for path, kind in KINDS.items() if kind == each] for each in ("int", "bool", "date", "list")},
    "set": ["alternatives.possible"],
}  # fmt: skip
"""By kind, the fields that may stand for a fact."""
COMBINED = {
    "deny-overrides": {"Permit": {"effect": "permit"}, "Deny": {"effect": "forbid", "level": "hard"}},
    "permit-overrides": {
        "Permit": {"effect": "escalate"},
        "Deny": {"effect": "forbid", "level": "overridable"},
    },
    "first-applicable": {"Permit": {"effect": "permit"}, "Deny": {"effect": "forbid", "level": "hard"}},
    "deny-unless-permit": {"Permit": {"effect": "permit"}, "Deny": {"effect": "advise"}},
    "permit-unless-deny": {"Permit": {"effect": "advise"}, "Deny": {"effect": "forbid", "level": "hard"}},
}
"""By way of combining, what a rule of each effect becomes; what can't change the decision becomes advice."""

# Conditions -------------------------------------------------------------------------------------------------------


def _literals(element: Element) -> list[Any] | None:
    """The values of a bag written in the policy; None where it is no such bag."""
    parts = elements(element)
    if not short(element.get("FunctionId")).endswith("-bag") or any(
        tag(each) != "AttributeValue" for each in parts
    ):
        return None
    return [literal(each)[1] for each in parts]


def _function(name: str) -> str:
    """What a function does, without its type; LeftOut where our language can't."""
    type_, _, what = name.partition("-")
    if name in ("and", "or", "not", "n-of", "any-of"):
        return name
    if any(word in name for word in ("regexp", "substring", "starts-with", "ends-with", "contains", "normalize",
                                     "rfc822Name-match", "x500Name-match")):  # fmt: skip
        raise LeftOut(Why.TEXT)
    if name in ("all-of", "any-of-any", "all-of-any", "any-of-all", "all-of-all", "map"):
        raise LeftOut(Why.FUNCTION)
    if type_ not in TYPES:
        raise LeftOut(Why.TYPE)
    return what


def _condition(element: Element, request: Asked) -> Condition:
    if tag(element) == "AttributeValue":
        return TRUE if literal(element)[1] is True else FALSE
    if tag(element) != "Apply":
        raise LeftOut(Why.OTHER)
    parts, what = elements(element), _function(short(element.get("FunctionId")))
    match what:
        case "and" | "or":
            return joined("all" if what == "and" else "any", [_condition(each, request) for each in parts])
        case "not":
            return negated(_condition(parts[0], request))
        case "n-of":
            inner = [_condition(each, request) for each in parts[1:]]
            return joined(
                "any", [joined("all", list(each)) for each in combinations(inner, literal(parts[0])[1])]
            )
        case "any-of":
            if tag(parts[2]) == "Apply":
                raise LeftOut(Why.FUNCTION)
            function = _function(short(parts[0].get("FunctionId")))
            return request.member(parts[2], TURNED[function], literal(parts[1])[1])
        case "is-in":
            literals = _literals(parts[1])
            if literals is None:
                return request.member(parts[1], "equal", _single(parts[0], request))
            fact = request.one(parts[0])
            if fact is None or fact.kind != "text":
                raise LeftOut(Why.OTHER)
            return "in", fact, literals
        case "at-least-one-member-of" | "subset" | "set-equals":
            return _sets(what, parts, request)
    if what not in TURNED:
        raise LeftOut(Why.OTHER)
    return _comparison(what, parts, request)


def _single(element: Element, request: Asked) -> Any:
    """A value written in the policy."""
    if tag(element) == "AttributeValue":
        return literal(element)[1]
    raise LeftOut(Why.TWO if request.one(element) else unsaid(element))


def _comparison(what: str, parts: list[Element], request: Asked) -> Condition:
    first, second = parts
    fact, turned = request.one(first), False
    if fact is None and tag(second) == "AttributeValue" and isinstance(literal(second)[1], bool):
        holds = _condition(first, request)
        return holds if literal(second)[1] else negated(holds)
    if fact is None and tag(first) == "AttributeValue":
        fact, second, turned = request.one(second), first, True
        if fact is None:
            raise LeftOut(unsaid(parts[1]))
    if fact is None:
        raise LeftOut(unsaid(first))
    return compared(fact, TURNED[what] if turned else what, _single(second, request))


def _sets(what: str, parts: list[Element], request: Asked) -> Condition:
    for written, asked, turned in ((parts[0], parts[1], False), (parts[1], parts[0], True)):
        literals = _literals(written)
        if literals is not None:
            if what == "at-least-one-member-of":
                return request.members(asked, "has_any", literals)
            if what == "subset":
                return request.members(asked, "within" if turned else "has_all", literals)
            return joined("all", [request.members(asked, each, literals) for each in ("has_all", "within")])
    raise LeftOut(Why.TWO)


def _target(element: Element, request: Asked) -> Condition:
    """`all` of `any` of `all`; what has no target always matches."""
    return joined("all", [
        joined("any", [joined("all", [_match(match, request) for match in inside(every, "Match")])
                        for every in inside(some, "AllOf")])
        for target in inside(element, "Target") for some in inside(target, "AnyOf")])  # fmt: skip


def _match(element: Element, request: Asked) -> Condition:
    written, designator = elements(element)
    what = _function(short(element.get("MatchId")))
    if what not in TURNED:
        raise LeftOut(Why.OTHER)
    return request.member(designator, TURNED[what], literal(written)[1])


# Rules and how they combine -----------------------------------------------------------------------------------------


def _algorithm(element: Element) -> str:
    name = short(element.get("RuleCombiningAlgId") or element.get("PolicyCombiningAlgId"))
    return name.removeprefix("ordered-")


def _rules(element: Element, algorithm: str, outer: list[Condition], request: Asked) -> Iterator[
        tuple[str, Condition]]:  # fmt: skip
    """Every rule below an element: its effect, and the conjunction of all targets above it and its condition."""
    within = [*outer, _target(element, request)]
    if tag(element) == "Rule":
        asked = [
            _condition(part, request) for each in inside(element, "Condition") for part in elements(each)
        ]
        yield element.get("Effect", ""), joined("all", within + asked)
        return
    if inside(element, "PolicyIdReference", "PolicySetIdReference"):
        raise LeftOut(Why.FILES)
    children, own = inside(element, "Rule", "Policy", "PolicySet"), _algorithm(element)
    if own != algorithm and (
        len(children) > 1 or "unless" in own
    ):  # with one child, the others come to the same
        raise LeftOut(Why.NESTING)
    for child in children:
        yield from _rules(child, algorithm, within, request)


def translated(policy: str, request: str, response: str) -> XacmlCase:
    """The case that three XACML files make up. Raises LeftOut where our language can't say it."""
    root, asked = fromstring(policy), Asked(fromstring(request))
    decisions = [each.text or "" for each in fromstring(response).iter() if tag(each) == "Decision"]
    names = {tag(each) for each in root.iter()}
    if names & {"ObligationExpressions", "AdviceExpressions"}:
        raise LeftOut(Why.DUTY)
    if len(decisions) != 1 or names & {"VariableReference", "AttributeSelector"}:
        raise LeftOut(Why.OTHER)
    algorithm = _algorithm(root)
    if algorithm not in COMBINED:
        raise LeftOut(Why.ONLY_ONE)
    found = [each for each in _rules(root, algorithm, [], asked) if each[1] != FALSE]
    fields = _Fields()
    rules: list[dict[str, Any]] = []
    for place, (effect, condition) in enumerate(found):
        rule: dict[str, Any] = {"id": f"R-{place}", **COMBINED[algorithm][effect]}
        if condition != TRUE:
            rule["when"] = fields.table(condition)
        if algorithm == "first-applicable" and place:
            earlier = joined("any", [each for _, each in found[:place]])
            if earlier == TRUE:
                continue
            rule["unless"] = fields.table(earlier)
        rules.append(rule)
    if algorithm == "permit-unless-deny":
        rules.append({"id": "R-else", "effect": "permit"})
    head = {"id": "xacml", "version": "1", "default": "refuse"}
    documents = {"xacml.toml": {"schema": "policy/1", "policy": head, "rule": rules}}
    return XacmlCase(documents, fields.known, algorithm, decisions[0], asked.subtracts)


class _Fields:
    """Which field stands for which fact, and what is known of it."""

    def __init__(self) -> None:
        self._paths: dict[tuple[Any, ...], str] = {}
        self.known: Facts = {}

    def _path(self, fact: Fact) -> str:
        if fact.name not in self._paths:
            free = [path for path in _FIELDS[fact.kind] if path not in self._paths.values()]
            if not free:
                raise LeftOut(Why.FIELD)
            self._paths[fact.name] = free[0]
            if fact.value is not None:
                self.known[free[0]] = fact.value
        return self._paths[fact.name]

    def table(self, condition: Condition) -> dict[str, Any]:
        """A condition as it stands in a policy file."""
        word, what, operand = condition
        if isinstance(what, list):
            return {word: [self.table(part) for part in what]}
        section, _, name = self._path(what).partition(".")
        return {section: {name: {word: operand}}}


def answered(case: XacmlCase) -> str:
    """The decision that our judge comes to, in XACML's words."""
    policy = built(case.documents)
    assert policy is not None, case.documents
    decision = _heard(Judge(policy, DAY).judge_facts(as_judged(case.known)))
    if case.algorithm == "deny-unless-permit" and decision != "Permit":
        return "Deny"
    return decision


def _heard(judgement: Judgement) -> str:
    if judgement.verdict == "refused" and judgement.by_default:
        return "NotApplicable"
    return {"forbidden": "Deny", "refused": "Deny", "incomplete": "Indeterminate", "eligible": "Permit"}[
        judgement.verdict]  # fmt: skip


def in_folder(folder: Path) -> XacmlCase:
    """The case of a folder of the conformance suite."""
    if (folder / "Policies").is_dir():
        raise LeftOut(Why.FILES)
    texts = [folder / f"{name}.xml" for name in ("Policy", "Request", "Response")]
    if not all(path.exists() for path in texts):
        raise LeftOut(Why.REFUSAL)
    policy, request, response = (path.read_text(encoding="utf-8-sig") for path in texts)
    return translated(policy, request, response)
