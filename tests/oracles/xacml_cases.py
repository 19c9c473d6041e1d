"""Cases of our own in the shape of the XACML conformance suite: what section 7 and appendix C of the standard say.

They always run, so that the translator is tried without the suite's files, and they hunt planted faults.
"""

from __future__ import annotations

from itertools import count
from typing import NamedTuple
from xml.sax.saxutils import escape

__all__ = ["CASES", "Written"]

_SPACE = 'xmlns="urn:oasis:names:tc:xacml:3.0:core:schema:wd-17"'
_CATEGORY = "urn:oasis:names:tc:xacml:1.0:subject-category:access-subject"
_IDS = count()


class Written(NamedTuple):
    """A case as three XACML files have it."""

    policy: str
    request: str
    response: str


def _function(name: str) -> str:
    return f"urn:oasis:names:tc:xacml:1.0:function:{name}"


def _value(type_: str, text: str) -> str:
    return (
        f'<AttributeValue DataType="http://www.w3.org/2001/XMLSchema#{type_}">{escape(text)}</AttributeValue>'
    )


def _asked(type_: str, name: str, must: bool = False) -> str:
    return (f'<AttributeDesignator Category="{_CATEGORY}" AttributeId="{name}" MustBePresent="{str(must).lower()}" '
            f'DataType="http://www.w3.org/2001/XMLSchema#{type_}"/>')  # fmt: skip


def _apply(function: str, *inner: str) -> str:
    return f'<Apply FunctionId="{_function(function)}">' + "".join(inner) + "</Apply>"


def _one(type_: str, name: str) -> str:
    return _apply(f"{type_}-one-and-only", _asked(type_, name))


def _bag(type_: str, *texts: str) -> str:
    return _apply(f"{type_}-bag", *[_value(type_, text) for text in texts])


def _match(function: str, text: str, name: str, must: bool = False) -> str:
    type_ = function.partition("-")[0]
    return f'<Match MatchId="{_function(function)}">{_value(type_, text)}{_asked(type_, name, must)}</Match>'


def _target(*some: list[list[str]]) -> str:
    """For each argument an AnyOf, for each list in it an AllOf."""
    return "".join("<AnyOf>" + "".join(f"<AllOf>{''.join(every)}</AllOf>" for every in each) + "</AnyOf>"
                   for each in some)  # fmt: skip


def _rule(effect: str, target: str = "", condition: str = "") -> str:
    asked = f"<Condition>{condition}</Condition>" if condition else ""
    return f'<Rule RuleId="r{next(_IDS)}" Effect="{effect}"><Target>{target}</Target>{asked}</Rule>'


def _policy(algorithm: str, *rules: str, target: str = "") -> str:
    version = "1.0" if algorithm == "first-applicable" else "3.0"
    return (
        f'<Policy {_SPACE} PolicyId="p{next(_IDS)}" Version="1.0" RuleCombiningAlgId="urn:oasis:names:tc:xacml:'
        f'{version}:rule-combining-algorithm:{algorithm}"><Target>{target}</Target>'
        + "".join(rules)
        + "</Policy>"
    )


def _policies(algorithm: str, *inner: str) -> str:
    return (
        f'<PolicySet {_SPACE} PolicySetId="s{next(_IDS)}" Version="1.0" PolicyCombiningAlgId="urn:oasis:names:tc:'
        f'xacml:3.0:policy-combining-algorithm:{algorithm}"><Target/>' + "".join(inner) + "</PolicySet>"
    )


def _case(policy: str, decision: str, *given: tuple[str, str, str]) -> Written:
    """A case in which these attributes are given: type, name, value."""
    attributes = "".join(f'<Attribute AttributeId="{name}" IncludeInResult="false">{_value(type_, text)}</Attribute>'
                         for type_, name, text in given)  # fmt: skip
    return Written(
        policy, f'<Request {_SPACE}><Attributes Category="{_CATEGORY}">{attributes}</Attributes></Request>',
        f"<Response {_SPACE}><Result><Decision>{decision}</Decision></Result></Response>")  # fmt: skip


# What the cases are made of -----------------------------------------------------------------------------------------

_CLERK, _CHIEF = ("string", "post", "clerk"), ("string", "post", "chief")
_IS_CLERK = _target([[_match("string-equal", "clerk", "post")]])
_IS_CHIEF = _target([[_match("string-equal", "chief", "post")]])
_KNOWN_CHIEF = _target([[_match("string-equal", "chief", "post", must=True)]])
_TRAINED = _apply("boolean-equal", _one("boolean", "trained"), _value("boolean", "true"))
_ON_DUTY = _apply("boolean-equal", _one("boolean", "on-duty"), _value("boolean", "true"))
_IS_TRAINED, _IS_ON_DUTY = ("boolean", "trained", "true"), ("boolean", "on-duty", "1")


def _permit(condition: str) -> str:
    return _policy("deny-overrides", _rule("Permit", condition=condition))


def _years(function: str) -> str:
    return _permit(_apply(function, _one("integer", "years"), _value("integer", "5")))


def _since(function: str) -> str:
    return _permit(_apply(function, _one("date", "since"), _value("date", "2026-04-01")))


def _keys(function: str, *texts: str) -> str:
    return _permit(_apply(function, _bag("string", *texts), _asked("string", "keys")))


def _rungs(function: str, *texts: str) -> str:
    return _permit(_apply(function, _bag("integer", *texts), _asked("integer", "rungs", must=True)))


_KEYS = [("string", "keys", "gate"), ("string", "keys", "vault")]
_RUNGS = [("integer", "rungs", "2"), ("integer", "rungs", "4")]
_BOTH = [_rule("Permit", condition=_TRAINED), _rule("Deny", _IS_CLERK)]

CASES = {
    # Targets
    "no target": _case(_policy("deny-overrides", _rule("Permit")), "Permit"),
    "match": _case(_policy("deny-overrides", _rule("Permit", _IS_CLERK)), "Permit", _CLERK),
    "no match": _case(_policy("deny-overrides", _rule("Permit", _IS_CLERK)), "NotApplicable", _CHIEF),
    "absent": _case(_policy("deny-overrides", _rule("Permit", _IS_CLERK)), "NotApplicable"),
    "absent, must be present": _case(_policy("deny-overrides", _rule("Permit", _KNOWN_CHIEF)), "Indeterminate"),
    "one of many": _case(_policy("deny-overrides", _rule("Permit", _IS_CHIEF)), "Permit", _CLERK, _CHIEF),
    "either, one unknown": _case(
        _policy("deny-overrides", _rule("Permit", _target(
            [[_match("string-equal", "gate", "keys", must=True)], [_match("string-equal", "clerk", "post")]]))),
        "Permit", _CLERK),
    "neither, one unknown": _case(
        _policy("deny-overrides", _rule("Permit", _target(
            [[_match("string-equal", "gate", "keys", must=True)], [_match("string-equal", "clerk", "post")]]))),
        "Indeterminate", _CHIEF),
    "both, one unknown": _case(
        _policy("deny-overrides", _rule("Permit", _target(
            [[_match("string-equal", "gate", "keys", must=True), _match("string-equal", "clerk", "post")]]))),
        "NotApplicable", _CHIEF),
    "target of the policy": _case(
        _policy("deny-overrides", _rule("Permit"), target=_IS_CLERK), "NotApplicable", _CHIEF),
    # Comparisons at their edges
    "five is at least five": _case(_years("integer-greater-than-or-equal"), "Permit", ("integer", "years", "5")),
    "four is not": _case(_years("integer-greater-than-or-equal"), "NotApplicable", ("integer", "years", "4")),
    "five is not over five": _case(_years("integer-greater-than"), "NotApplicable", ("integer", "years", "5")),
    "five is at most five": _case(_years("integer-less-than-or-equal"), "Permit", ("integer", "years", "5")),
    "six is not": _case(_years("integer-less-than-or-equal"), "NotApplicable", ("integer", "years", "6")),
    "five is not under five": _case(_years("integer-less-than"), "NotApplicable", ("integer", "years", "5")),
    "five is five": _case(_years("integer-equal"), "Permit", ("integer", "years", "05")),
    "written first": _case(
        _permit(_apply("integer-less-than", _value("integer", "5"), _one("integer", "years"))), "Permit",
        ("integer", "years", "6")),
    "a difference": _case(
        _permit(_apply("integer-less-than", _apply("integer-subtract", _one("integer", "to"), _one("integer", "from")),
                       _value("integer", "5"))),
        "NotApplicable", ("integer", "to", "9"), ("integer", "from", "4")),
    "on the day": _case(_since("date-greater-than-or-equal"), "Permit", ("date", "since", "2026-04-01")),
    "a day before": _case(_since("date-greater-than-or-equal"), "NotApplicable", ("date", "since", "2026-03-31")),
    "not after the day": _case(_since("date-greater-than"), "NotApplicable", ("date", "since", "2026-04-01")),
    "not before the day": _case(_since("date-less-than"), "NotApplicable", ("date", "since", "2026-04-01")),
    "at the latest on the day": _case(_since("date-less-than-or-equal"), "Permit", ("date", "since", "2026-04-01")),
    "that day": _case(_since("date-equal"), "Permit", ("date", "since", "2026-04-01")),
    "two values of one": _case(
        _years("integer-equal"), "Indeterminate", ("integer", "years", "5"), ("integer", "years", "6")),
    # and, or, not, n-of
    "and": _case(_permit(_apply("and", _TRAINED, _ON_DUTY)), "Permit", _IS_TRAINED, _IS_ON_DUTY),
    "no and unknown": _case(
        _permit(_apply("and", _TRAINED, _ON_DUTY)), "NotApplicable", ("boolean", "trained", "false")),
    "yes and unknown": _case(_permit(_apply("and", _TRAINED, _ON_DUTY)), "Indeterminate", _IS_TRAINED),
    "yes or unknown": _case(_permit(_apply("or", _TRAINED, _ON_DUTY)), "Permit", _IS_TRAINED),
    "no or unknown": _case(
        _permit(_apply("or", _TRAINED, _ON_DUTY)), "Indeterminate", ("boolean", "trained", "false")),
    "not": _case(_permit(_apply("not", _TRAINED)), "NotApplicable", _IS_TRAINED),
    "not no": _case(_permit(_apply("not", _TRAINED)), "Permit", ("boolean", "trained", "0")),
    "not unknown": _case(_permit(_apply("not", _TRAINED)), "Indeterminate"),
    "two of three": _case(
        _permit(_apply("n-of", _value("integer", "2"), _TRAINED, _ON_DUTY, _apply("not", _TRAINED))), "Permit",
        _IS_TRAINED, _IS_ON_DUTY),
    "one of three is too few": _case(
        _permit(_apply("n-of", _value("integer", "2"), _TRAINED, _ON_DUTY, _apply("not", _TRAINED))), "NotApplicable",
        _IS_TRAINED, ("boolean", "on-duty", "false")),
    # Sets
    "is in what is written": _case(
        _permit(_apply("string-is-in", _one("string", "post"), _bag("string", "clerk", "chief"))), "Permit", _CHIEF),
    "is in what is given": _case(
        _permit(_apply("string-is-in", _value("string", "vault"), _asked("string", "keys"))), "Permit", *_KEYS),
    "one member": _case(_keys("string-at-least-one-member-of", "vault", "lift"), "Permit", *_KEYS),
    "no member": _case(_keys("string-at-least-one-member-of", "lift"), "NotApplicable", *_KEYS),
    "subset": _case(_keys("string-subset", "gate", "vault"), "Permit", *_KEYS),
    "no subset": _case(_keys("string-subset", "gate", "lift"), "NotApplicable", *_KEYS),
    "of nothing": _case(_keys("string-at-least-one-member-of", "gate"), "NotApplicable"),
    "one rung": _case(_rungs("integer-at-least-one-member-of", "4", "7"), "Permit", *_RUNGS),
    "all rungs": _case(_rungs("integer-set-equals", "4", "2"), "Permit", *_RUNGS),
    "not all rungs": _case(_rungs("integer-set-equals", "4"), "NotApplicable", *_RUNGS),
    "unknown rungs": _case(_rungs("integer-subset", "4"), "Indeterminate"),
    # Combining
    "deny over permit": _case(_policy("deny-overrides", *_BOTH), "Deny", _CLERK, _IS_TRAINED),
    "unknown deny over permit": _case(
        _policy("deny-overrides", _rule("Permit", condition=_TRAINED), _rule("Deny", _KNOWN_CHIEF)), "Indeterminate",
        _IS_TRAINED),
    "permit over unknown permit": _case(
        _policy("deny-overrides", _rule("Permit", condition=_TRAINED), _rule("Permit", _KNOWN_CHIEF)), "Permit",
        _IS_TRAINED),
    "deny with unknown permit": _case(_policy("deny-overrides", *_BOTH), "Deny", _CLERK),
    "nothing applies": _case(
        _policy("ordered-deny-overrides", *_BOTH), "NotApplicable", _CHIEF, ("boolean", "trained", "false")),
    "permit over deny": _case(_policy("permit-overrides", *_BOTH), "Permit", _CLERK, _IS_TRAINED),
    "unknown permit over deny": _case(_policy("permit-overrides", *_BOTH), "Indeterminate", _CLERK),
    "deny where no permit comes": _case(
        _policy("ordered-permit-overrides", *_BOTH), "Deny", _CLERK, ("boolean", "trained", "false")),
    "deny unless permit": _case(_policy("deny-unless-permit", *_BOTH), "Permit", _CLERK, _IS_TRAINED),
    "deny unless sure": _case(_policy("deny-unless-permit", *_BOTH), "Deny", _CHIEF),
    "permit unless deny": _case(_policy("permit-unless-deny", *_BOTH), "Permit", _CHIEF),
    "first denies": _case(_policy("first-applicable", *_BOTH[::-1]), "Deny", _CLERK, _IS_TRAINED),
    "first permits": _case(_policy("first-applicable", *_BOTH), "Permit", _CLERK, _IS_TRAINED),
    "first is unknown": _case(_policy("first-applicable", *_BOTH), "Indeterminate", _CLERK),
    "policies": _case(
        _policies("deny-overrides", _policy("first-applicable", _BOTH[0]), _policy("permit-overrides", _BOTH[1])),
        "Deny", _CLERK, _IS_TRAINED),
}  # fmt: skip
"""By what each is about: its files, with the decision that the standard wants."""
