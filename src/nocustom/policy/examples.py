"""The examples that stand with a rule: read from what is given there, and asked of the rule alone.

An example says whether its rule fires where these fields hold these values and nothing else is known; of a require also
whether it is met. What is given may be a field of the form or a derived one, which an example states as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from nocustom.form.fields import FIELDS, FORM
from nocustom.form.finding import Finding, Key
from nocustom.form.reading import did_you_mean, validate
from nocustom.judge.condition import wrong_value
from nocustom.judge.derive import Facts
from nocustom.judge.operators import RungSet
from nocustom.judge.policy import Policy, Rule
from nocustom.judge.truth import NAMES, NO, YES, TruthName
from nocustom.judge.verdict import Judge, Judgement
from nocustom.words import say

__all__ = ["Answer", "Example", "alone", "answer", "day_for", "examples_of"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a rule says: whether it fires, and of a require that fires or may, whether it is met."""

    fires: TruthName
    met: bool | None


@dataclass(frozen=True, slots=True)
class Example:
    """One example of a rule: its facts, what it expects, and where in the layer it is written."""

    rule: str
    facts: Facts
    expected: Answer
    where: Key


def examples_of(rule: Rule, found: list[Finding]) -> Iterator[Example]:
    """The rule's examples; one that can't be evaluated becomes findings instead."""
    for index, table in enumerate(rule.examples):
        where: Key = (*rule.where, "example", index)
        facts, wrong = _facts(table["given"], (*where, "given"))
        wrong += _met_wrong(rule, table, where)
        if wrong:
            found += wrong
        else:
            yield Example(rule.id, facts, Answer(table["fires"], table.get("met")), where)


def day_for(policy: Policy, rule: Rule, day: date) -> date:
    """The day on which a rule is tried: `day`, or where it is not in effect then, the nearest on which it is."""
    for days in (policy.layers[rule.layer].days, rule.days):
        first, last = days.get("from"), days.get("until")
        if first is not None and day < first:
            day = first
        elif last is not None and day > last:
            day = last
    return day


def alone(policy: Policy, rule: Rule) -> Policy:
    """The policy with this one rule (or what was made of it) and no other: the same layers, the same values."""
    layers = {
        layer.id: replace(layer, rules=(rule,) if layer.id == rule.layer else ())
        for layer in policy.layers.values()
    }
    return Policy(layers, policy.above, policy.owners)


def answer(judge: Judge, facts: Facts) -> tuple[Answer, Judgement]:
    """What the one rule of the judge of a policy `alone` says of some facts."""
    judgement = judge.judge_facts(facts)
    (rule,), (fired,), (met,) = judge.rules, judgement.fired, judgement.met
    asked = rule.effect == "require" and fired != NO
    return Answer(NAMES[fired], met == YES if asked else None), judgement


def _facts(given: Mapping[str, Any], where: Key) -> tuple[Facts, list[Finding]]:
    facts: Facts = {}
    found: list[Finding] = []
    sections = sorted({path.partition(".")[0] for path in FIELDS})
    for section, table in given.items():
        if section not in sections:
            found.append(Finding(
                "unknown-field", say("there is no table `{section}` in the form", section=section), (*where, section),
                "key", expected=say("one of {allowed}", allowed=", ".join(sections)),
                hints=did_you_mean(section, sections)))  # fmt: skip
        elif not isinstance(table, dict):
            found.append(Finding(
                "wrong-type", say("`{section}` is a table of the form", section=section), (*where, section),
                expected=say("at least one `section.field = ...`")))  # fmt: skip
        else:
            for key, value in table.items():
                wrong = _wrong(section, key, value, (*where, section, key))
                if wrong is None:
                    path = f"{section}.{key}"
                    facts[path] = RungSet(frozenset(value)) if FIELDS[path].kind == "set" else value
                else:
                    found.append(wrong)
    return facts, found


def _wrong(section: str, key: str, value: Any, where: Key) -> Finding | None:
    """Why `value` can't be what the field holds: of a field of the form by the form, of a derived one by its kind."""
    path = f"{section}.{key}"
    field = FIELDS.get(path)
    if field is None:
        known = [each for each in FIELDS if each.startswith(section + ".")]
        return Finding(
            "unknown-field", say("`{field}` is not a field of the form", field=path), where, "key",
            expected=say("one of {allowed}", allowed=", ".join(known)), hints=did_you_mean(path, known))  # fmt: skip
    if path in FORM:
        for finding in validate("request", {section: {key: value}}):
            if finding.where[:2] == (section, key):
                return replace(finding, where=(*where, *finding.where[2:]))
        return None
    if field.kind not in ("list", "set"):
        return wrong_value(field, value, where, alone=False)
    if not isinstance(value, list):
        return Finding(
            "wrong-operand", say("wrong type of value for `{field}`", field=path), where,
            expected=say("a list, such as [0, 3]"))  # fmt: skip
    items = (wrong_value(field, each, (*where, index), alone=False) for index, each in enumerate(value))
    return next((each for each in items if each is not None), None)


def _met_wrong(rule: Rule, table: Mapping[str, Any], where: Key) -> list[Finding]:
    asked = rule.effect == "require" and table["fires"] != "no"
    if asked and "met" not in table:
        return [Finding("missing-field", say("an example of a require says whether it is met"), (*where, "fires"),
                        hints=(say("write `met = true` or `met = false` below it"),))]  # fmt: skip
    if "met" in table and not asked:
        return [
            Finding(
                "misplaced-key", say("`met` belongs to a require that fires or may"), (*where, "met"), "key"
            )
        ]
    return []
