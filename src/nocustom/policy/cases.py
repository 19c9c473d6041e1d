"""Whole requests with the verdict they must get: what a case expects, and what came out instead.

A case always expects a verdict; it may also expect which rules make it, what is asked, and to which rungs the next
steps lead. What it does not mention it does not judge.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from nocustom.form.finding import Key
from nocustom.judge.derive import Facts, Setting
from nocustom.judge.report import next_steps, questions
from nocustom.judge.verdict import Judgement

__all__ = ["Case", "Expected", "Part", "came_out", "differences"]


@dataclass(frozen=True, slots=True)
class Expected:
    """What a case says of its request; None where it says nothing."""

    verdict: str
    rules: tuple[str, ...] | None = None
    questions: tuple[str, ...] | None = None
    to: tuple[int, ...] | None = None


Part = str
"""`verdict`, `rules`, `questions` or `to`: the keys of a case that expect something."""


@dataclass(frozen=True, slots=True)
class Case:
    """A case that can be judged: the request as it is then, the day, what it is seen against, and what is expected."""

    name: str
    file: str
    where: Key
    day: date
    request: Mapping[str, Any]
    facts: Facts
    setting: Setting
    expected: Expected


def came_out(judgement: Judgement) -> Expected:
    """Everything that a case could expect, as it is."""
    rungs = {step.rung for step in next_steps(judgement) if step.rung is not None}
    return Expected(
        judgement.verdict,
        tuple(judgement.decided_by()),
        tuple(question.field for question in questions(judgement)),
        tuple(sorted(rungs)),
    )


def differences(expected: Expected, judgement: Judgement) -> Iterator[Part]:
    """The parts in which a judgement is not what was expected."""
    if judgement.verdict != expected.verdict:
        yield "verdict"
    if expected.rules is not None and sorted(expected.rules) != judgement.decided_by():
        yield "rules"
    if expected.questions is not None or expected.to is not None:
        out = came_out(judgement)
        if expected.questions is not None and expected.questions != out.questions:
            yield "questions"
        if expected.to is not None and tuple(sorted(expected.to)) != out.to:
            yield "to"
