"""Lint: everything in a policy that its owner would want to know before anybody is judged by it.

    error      the policy does not do what it says: a rule that can't fire, a permit that can't help
    warning    hardly what was meant, or something is missing that people need
    note       worth knowing, and right as it may be

Conditions are decided exactly, over all facts that the policy can tell apart (`space.py`) and all days from one day on
(`spans.py`). What is said of all facts or of none is so; nothing is guessed. `docs/policy-lint.md` tells every code.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from nocustom.form.finding import Finding
from nocustom.judge.policy import Layer, Policy
from nocustom.policy import beside
from nocustom.policy.between import Between
from nocustom.policy.examples import examples_of
from nocustom.policy.inside import Inside
from nocustom.policy.survey import Survey

__all__ = ["lint"]


def lint(policy: Policy, day: date) -> list[Finding]:
    """What is to be said of a policy that has no mistakes, as it is from `day` on; each finding with its path."""
    return [replace(finding, path=layer.path) for layer, finding in _findings(policy, Survey(policy, day))]


def _findings(policy: Policy, survey: Survey) -> Iterator[tuple[Layer, Finding]]:
    layers = policy.layers
    yield from beside.gaps(survey)
    yield from beside.days_of(policy, survey.day)
    living = []
    for rule, places in survey.rules():
        layer = layers[rule.layer]
        inside = Inside(survey, rule, places)
        yield from ((layer, each) for each in inside.findings())
        yield from ((layer, each) for each in beside.examples_missing(survey, rule, places))
        yield from ((layer, each) for each in beside.grants_of(survey, rule, places))
        if not inside.never_fires:
            living.append((rule, places))
    for culprit, finding in Between(survey, living).findings():
        refusing = next((each for each in policy.ordered() if each.refuses), policy.ordered()[0])
        yield layers[culprit.layer] if culprit else refusing, finding
    for layer in policy.ordered():
        for rule in layer.rules:
            yield from ((layer, each) for each in beside.words_missing(rule))
            mistaken: list[Finding] = []
            list(examples_of(rule, mistaken))
            yield from ((layer, each) for each in mistaken)
    yield from beside.unused_values(policy)
    yield from beside.unnamed_values(policy)
    if survey.spans:
        yield from beside.no_authority(policy, survey.spans[0].judge.values)
