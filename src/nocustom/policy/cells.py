"""What a field can hold, as far as a policy can tell it apart: finitely many cells, each with a value to stand for it.

    enum, bool     each value
    int, date      the cut points that rules name, and what lies between, below and above, within the field's bounds
    text           the texts that are named, any other, and any other that is blank
    id             the ids that are named, and any other; what can't be an id is not among them
    any of them    also: missing

Values that every clause answers alike are one cell; it is the judge's own operators that are asked.
Lists of texts and sets of rungs have no cells of their own: `space.py` takes them member by member.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from nocustom.form.compiled import SCHEMAS
from nocustom.form.fields import FIELDS, Field
from nocustom.judge.operators import OPERANDS, TESTS
from nocustom.judge.truth import YES

__all__ = ["AT_LEAST", "Asked", "bounds", "cells_of"]

_DAY = timedelta(days=1)
_ID = re.compile(SCHEMAS["request"]["fields"]["request"]["schema"]["fields"]["key"]["schema"]["pattern"])

AT_LEAST: dict[str, int] = {
    "system.releases_per_year": 0, "precedent.same_need_count": 0, "life.years": 1, "cost.lifetime_yen": 0,
    "cost.verification_hours_per_year": 0, "text.personal_data_hits": 0, "history.live_on_function": 0,
    "history.cost_12_months_yen": 0, "history.refused_similar": 0,
}  # fmt: skip
"""The smallest number of each derived field that has one, as `judge/derive.py` computes it."""


class Asked(NamedTuple):
    """What one clause asks of a field, with the number itself where the policy names a value."""

    operator: str
    operand: Any

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from others; operands may be lists."""
        return self.operator, repr(self.operand)


def bounds(path: str) -> tuple[int | None, int | None]:
    """The smallest and the largest number that an int field can hold; None where there is none."""
    if FIELDS[path].derived:
        return AT_LEAST.get(path), None
    section, _, key = path.partition(".")
    schema = SCHEMAS["request"]["fields"][section]["schema"]["fields"][key]["schema"]
    return schema.get("ge"), schema.get("le")


def cells_of(path: str, asked: Iterable[Asked]) -> list[tuple[Any, frozenset[tuple[str, str]]]]:
    """A value for each cell of a field, with the keys of what is yes on it; on all values everything else is no."""
    field = FIELDS[path]
    questions = list({each.key: each for each in asked}.values())
    tests = [(each.key, TESTS[field.kind][each.operator](each.operand)) for each in questions]
    found: dict[frozenset[tuple[str, str]], Any] = {}
    for value in _values(field, questions):
        found.setdefault(frozenset(key for key, test in tests if test(value) == YES), value)
    return [(value, yes) for yes, value in found.items()]


def _values(field: Field, asked: list[Asked]) -> Iterator[Any]:
    """Values of the field among which every cell has at least one."""
    named = [operand for each in asked for operand in _named(each)]
    match field.kind:
        case "enum":
            yield from field.values
        case "bool":
            yield from (True, False)
        case "int":
            least, most = bounds(field.path)
            ends = [end for end in (least, most) if end is not None]
            for value in sorted(
                {near + step for near in (*named, *ends, *([] if ends else [0])) for step in (-1, 0, 1)}
            ):
                if (least is None or least <= value) and (most is None or value <= most):
                    yield value
        case "date":
            for day in sorted({date(2026, 4, 1), *named}):
                yield from (day - _DAY,) if day > date.min else ()
                yield day
                yield from (day + _DAY,) if day < date.max else ()
        case "id":
            yield from filter(_ID.fullmatch, named)
            yield _other(named, "x")
        case _:
            yield from named
            yield _other(named, "x")
            yield _other(named, " ")


def _named(asked: Asked) -> list[Any]:
    """The values of the field that a clause names."""
    kind = OPERANDS.get(asked.operator, "one")
    return [] if kind == "bool" else list(asked.operand) if kind == "some" else [asked.operand]


def _other(named: list[Any], letter: str) -> str:
    """A text of that letter which nobody named."""
    length = 1
    while letter * length in named:
        length += 1
    return letter * length
