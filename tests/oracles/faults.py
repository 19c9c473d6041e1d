"""Faults to plant in the judge: each replaces one of its own tables or functions, as a slip of the hand would.

Nothing else is touched: policies are read as they are, and what is written in the oracles stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

import pytest

from nocustom.form.directory import in_days
from nocustom.judge import circuit, verdict
from nocustom.judge.circuit import Circuit, Trace
from nocustom.judge.derive import Facts
from nocustom.judge.operators import TESTS, Test
from nocustom.judge.policy import Rule
from nocustom.judge.truth import NO, UNKNOWN, YES, Truth
from nocustom.judge.verdict import Judge, Verdict

__all__ = ["FAULTS", "Fault"]

Patch = pytest.MonkeyPatch


class Fault(NamedTuple):
    """What is wrong, and how to make it so until the patch is undone."""

    what: str
    plant: Callable[[Patch], None]


# Operators --------------------------------------------------------------------------------------------------------


def _replaced(kinds: str, operator: str, wrong: Callable[[Any], Test]) -> Callable[[Patch], None]:
    def plant(patch: Patch) -> None:
        for kind in kinds.split():
            patch.setitem(TESTS[kind], operator, wrong)

    return plant


def _mistaken(kinds: str, operator: str, other: str) -> Callable[[Patch], None]:
    """One operator does what another does."""

    def plant(patch: Patch) -> None:
        for kind in kinds.split():
            patch.setitem(TESTS[kind], operator, TESTS[kind][other])

    return plant


def _filled_without_blanks(operand: Any) -> Test:
    return lambda value: YES if bool(value) is operand else NO


def _first_is(operand: Any) -> Test:
    return lambda value: YES if value[:1] == [operand] else NO


def _maybe_taken_for_not(operand: Any) -> Test:
    return lambda value: YES if operand in value.known else NO


# Three truths -----------------------------------------------------------------------------------------------------

_ABSENT = object()


def _missing_is(truth: Truth) -> Callable[[Patch], None]:
    """A missing field answers every question with `truth`."""
    trace, asked = Circuit.trace, circuit._asked

    def wrong_trace(self: Circuit, facts: Facts) -> Trace:
        return trace(self, dict.fromkeys(self.fields, _ABSENT) | facts)

    def wrong_asked(tests: list[tuple[int, Test]], value: Any) -> tuple[int, int]:
        if value is not _ABSENT:
            return asked(tests, value)
        bits = sum(bit for bit, _ in tests)
        return (bits, 0) if truth == YES else (0, bits)

    def plant(patch: Patch) -> None:
        patch.setattr(Circuit, "trace", wrong_trace)
        patch.setattr(circuit, "_asked", wrong_asked)

    return plant


def _gates(**wrong: Callable[[list[Truth]], Truth]) -> Callable[[Patch], None]:
    """Some kinds of groups are joined wrongly."""
    trace = Circuit.trace
    right: dict[str, Callable[[list[Truth]], Truth]] = {
        "all": min,
        "any": max,
        "none": lambda parts: 2 - max(parts),
    }

    def wrong_trace(self: Circuit, facts: Facts) -> Trace:
        gates, self._gates = self._gates, []
        yes, no = trace(self, facts)
        self._gates = gates
        for join, mask, bit in gates:
            parts = [YES if yes & one else NO if no & one else UNKNOWN
                     for one in (1 << place for place in range(mask.bit_length())) if mask & one]  # fmt: skip
            truth = {**right, **wrong}[join](parts)
            yes |= bit * (truth == YES)
            no |= bit * (truth == NO)
        return Trace(yes, no)

    return lambda patch: patch.setattr(Circuit, "trace", wrong_trace)


# Rules and verdict ------------------------------------------------------------------------------------------------

See = Callable[[Rule, Truth, Truth, set[str]], tuple[Truth, Truth]]


def _table_sees(see: See) -> Callable[[Patch], None]:
    """The table mistakes rules: `see` gets one, whether it fires and is met, and the effects of all that are yes."""
    table = Judge._table

    def wrong_table(self: Judge, fired: list[Truth], met: list[Truth]) -> tuple[Verdict, tuple[int, ...]]:
        yes = {rule.effect for rule, truth in zip(self.rules, fired, strict=True) if truth == YES}
        seen = [see(*each, {*yes}) for each in zip(self.rules, fired, met, strict=True)]
        return table(self, [truth for truth, _ in seen], [truth for _, truth in seen])

    return lambda patch: patch.setattr(Judge, "_table", wrong_table)


def _unknown_is(effect: str, truth: Truth) -> Callable[[Patch], None]:
    """Where it is unknown whether a rule of this effect fires, the table takes it for `truth`."""
    return _table_sees(lambda rule, fired, met, yes: (
        truth if rule.effect == effect and fired == UNKNOWN else fired, met))  # fmt: skip


def _arranged(wrong: Callable[[Judge], None]) -> Callable[[Patch], None]:
    """What lifts what, and what grants what, is put together wrongly."""
    arrange = Judge._arrange

    def wrong_arrange(self: Judge) -> None:
        arrange(self)
        wrong(self)

    return lambda patch: patch.setattr(Judge, "_arrange", wrong_arrange)


def _need_no_ground(judge: Judge) -> None:
    judge.grounds_by_layer = []


def _share_grounds(judge: Judge) -> None:
    judge.grounds_by_layer = [[place for grounds in judge.grounds_by_layer for place in grounds]]


def _lift_whatever(judge: Judge) -> None:
    escalates = [place for place, rule in enumerate(judge.rules) if rule.effect == "escalate"]
    judge.lifters = dict.fromkeys(judge.lifters, escalates)


def _fires_without_unless(patch: Patch) -> None:
    fires_when = Judge._fires_when
    patch.setattr(Judge, "_fires_when", lambda self, rule: fires_when(self, replace(rule, unless=None)))


def _until_is_too_late(patch: Patch) -> None:
    def wrong_in_days(days: Mapping[str, date], day: date) -> bool:
        return in_days(days, day) and day != days.get("until")

    patch.setattr(verdict, "in_days", wrong_in_days)


FAULTS: dict[str, Fault] = {
    "at_least as over": Fault("`>` for `>=`", _mistaken("int", "at_least", "over")),
    "at_most as under": Fault("`<` for `<=`", _mistaken("int", "at_most", "under")),
    "on_or_after as after": Fault("`>` for `>=` between days", _mistaken("date", "on_or_after", "after")),
    "before as on_or_before": Fault("`<=` for `<` between days", _mistaken("date", "before", "on_or_before")),
    "is_not as is": Fault("a negation is lost", _mistaken("enum text id", "is_not", "is")),
    "has_any as has_all": Fault("one member is not enough", _mistaken("list set", "has_any", "has_all")),
    "first member only": Fault("a list is asked for its first member only", _replaced("list", "has", _first_is)),
    "filled takes blanks": Fault("spaces count as filled in", _replaced("text id", "filled", _filled_without_blanks)),
    "maybe taken for not": Fault("a rung of which nobody knows is not in the set",
                                 _replaced("set", "has", _maybe_taken_for_not)),
    "missing is no": Fault("unknown counts as no", _missing_is(NO)),
    "missing is yes": Fault("unknown counts as yes", _missing_is(YES)),
    "not unknown is yes": Fault("`unless` and `none` take unknown for no",
                                _gates(none=lambda parts: NO if YES in parts else YES)),
    "any waits": Fault("in `any`, unknown beats yes",
                       _gates(any=lambda parts: UNKNOWN if UNKNOWN in parts else max(parts))),
    "all waits": Fault("in an inner `all`, unknown beats no",
                       _gates(all=lambda parts: UNKNOWN if UNKNOWN in parts else min(parts))),
    "none as any": Fault("`none` of several is taken for `any`", _gates(none=max)),
    "unless forgotten": Fault("a rule fires in spite of its `unless`", _fires_without_unless),
    "until excluded": Fault("a rule ends a day early", _until_is_too_late),
    "unknown forbid is no": Fault("fails open: an unknown forbid lets through", _unknown_is("forbid", NO)),
    "permit beats forbid": Fault("a ground overrides a forbid", _table_sees(
        lambda rule, fired, met, yes: (NO if rule.effect == "forbid" and "permit" in yes else fired, met))),
    "default allow": Fault("no ground is needed", _arranged(_need_no_ground)),
    "unknown permit is yes": Fault("a ground that may come counts as found", _unknown_is("permit", YES)),
    "unknown permit is no": Fault("refused by default while a ground may come", _unknown_is("permit", NO)),
    "hard forbid lifted": Fault("an escalate lifts a hard forbid", _table_sees(
        lambda rule, fired, met, yes: (NO if rule.hard and "escalate" in yes else fired, met))),
    "unknown escalate lifts": Fault("what may lift a forbid counts as lifting it", _unknown_is("escalate", YES)),
    "escalate lifts above": Fault("an escalate lifts rules of layers above and beside", _arranged(_lift_whatever)),
    "grounds are shared": Fault("one layer's ground serves another layer", _arranged(_share_grounds)),
    "unknown require asks nothing": Fault("a require that may fire is ignored", _table_sees(
        lambda rule, fired, met, yes: (fired, YES if fired == UNKNOWN else met))),
    "unknown must is met": Fault("a missing field meets a `must`", _table_sees(
        lambda rule, fired, met, yes: (fired, YES if met == UNKNOWN else met))),
}  # fmt: skip
"""By a short name, which the page about oracles uses as well."""
