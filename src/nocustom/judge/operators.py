"""The operators of the policy language: which a kind of field has, what operand each takes, what each asks.

`TESTS[kind][operator](operand)` gives a function from the value that is there to a truth. A missing value never gets
here: every operator is unknown on it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from nocustom.judge.truth import NO, UNKNOWN, YES, Truth, negated

__all__ = ["OPERANDS", "TESTS", "RungSet", "Test"]

Test = Callable[[Any], Truth]


class RungSet(NamedTuple):
    """A set of rungs of which some members may be unknown: in it are `known`, and perhaps some of `maybe`."""

    known: frozenset[int]
    maybe: frozenset[int] = frozenset()


def _yes(ask: Callable[[Any], bool]) -> Test:
    return lambda value: YES if ask(value) else NO


def _not(test: Test) -> Test:
    return lambda value: negated(test(value))


def _is(x: Any) -> Test:
    return lambda value: YES if value == x else NO


def _in(x: Any) -> Test:
    members = frozenset(x)
    return lambda value: YES if value in members else NO


def _filled(flag: Any, there: Test) -> Test:
    return there if flag else _not(there)


def _has_rung(x: int) -> Test:
    return lambda value: YES if x in value.known else UNKNOWN if x in value.maybe else NO


def _has_any_rung(x: Any) -> Test:
    wanted = frozenset(x)
    return lambda value: YES if wanted & value.known else UNKNOWN if wanted & value.maybe else NO


def _has_all_rungs(x: Any) -> Test:
    wanted = frozenset(x)
    return lambda value: (
        YES if wanted <= value.known else UNKNOWN if wanted <= value.known | value.maybe else NO
    )


def _some_rung(value: RungSet) -> Truth:
    return YES if value.known else UNKNOWN if value.maybe else NO


_there: Test = _yes(lambda value: True)
_text_there: Test = _yes(lambda value: bool(value.strip()))
_list_there: Test = _yes(lambda value: any(item.strip() for item in value))

_CHOICE: dict[str, Callable[[Any], Test]] = {
    "is": _is,
    "is_not": lambda x: _not(_is(x)),
    "in": _in,
    "not_in": lambda x: _not(_in(x)),
}
_FILLED: dict[str, Callable[[Any], Test]] = {"filled": lambda x: _filled(x, _there)}

TESTS: dict[str, dict[str, Callable[[Any], Test]]] = {
    "enum": _CHOICE | _FILLED,
    "id": _CHOICE | {"filled": lambda x: _filled(x, _text_there)},
    "text": _CHOICE | {"filled": lambda x: _filled(x, _text_there)},
    "int": {
        "is": _is,
        "over": lambda x: _yes(lambda value: value > x),
        "under": lambda x: _yes(lambda value: value < x),
        "at_least": lambda x: _yes(lambda value: value >= x),
        "at_most": lambda x: _yes(lambda value: value <= x),
    }
    | _FILLED,
    "date": {
        "before": lambda x: _yes(lambda value: value < x),
        "after": lambda x: _yes(lambda value: value > x),
        "on_or_before": lambda x: _yes(lambda value: value <= x),
        "on_or_after": lambda x: _yes(lambda value: value >= x),
    }
    | _FILLED,
    "bool": {"is": _is} | _FILLED,
    "list": {
        "has": lambda x: _yes(lambda value: x in value),
        "has_any": lambda x: _yes(lambda value: any(item in value for item in x)),
        "has_all": lambda x: _yes(lambda value: all(item in value for item in x)),
        "empty": lambda x: _yes(lambda value: bool(value) is not x),
        "filled": lambda x: _filled(x, _list_there),
    },
    "set": {
        "has": _has_rung,
        "has_any": _has_any_rung,
        "has_all": _has_all_rungs,
        "empty": lambda x: _filled(not x, _some_rung),
        "filled": lambda x: _filled(x, _some_rung),
    },
}

OPERANDS: dict[str, str] = {
    "filled": "bool", "empty": "bool", "in": "some", "not_in": "some", "has_any": "some", "has_all": "some",
}  # fmt: skip
"""What an operator takes: `bool`, `some` (a list that is not empty), else one value of the field's own kind."""
