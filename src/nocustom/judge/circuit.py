"""Conditions as a circuit: every leaf, and every group that is no plain conjunction, is one bit of two whole numbers.

    yes, no     a bit is set in `yes` where its leaf is yes, in `no` where it is no, in neither where it is unknown
    mask        a conjunction of bits: no where one of them is no, yes where all are yes (Kleene's *and*)
    gate        `any`, `none` or an inner `all`: computed from a mask, after its parts, into a bit of its own

So each leaf is asked once however many rules use it, and a whole rule is two operations on whole numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from nocustom.form.fields import FIELDS
from nocustom.judge.condition import Leaf, Node
from nocustom.judge.derive import Facts
from nocustom.judge.operators import TESTS, Test
from nocustom.judge.truth import NO, UNKNOWN, YES, Truth

__all__ = ["NEVER", "Circuit", "Trace"]

NEVER = 1
"""The bit that is always no: the mask of a rule outside its days."""

_FEW = ("enum", "id", "bool", "int")
"""Kinds whose values come again and again: what the leaves say to a value is remembered."""
_REMEMBERED = 256


class Trace(NamedTuple):
    """What every leaf and gate came to."""

    yes: int
    no: int

    def truth(self, mask: int) -> Truth:
        """The truth of a conjunction."""
        return NO if self.no & mask else YES if self.yes & mask == mask else UNKNOWN


_Bits = tuple[int, int]


class Circuit:
    """Built by asking for the masks of conditions; then `trace` evaluates all of them at once."""

    def __init__(self, operand: Callable[[Leaf], Any]) -> None:
        self._operand = operand
        self._size = 1
        self._bits: dict[tuple[str, str, str], int] = {}
        self._gates: list[tuple[str, int, int]] = []
        self._tests: dict[str, list[tuple[int, Test]]] = {}
        self._again: list[tuple[str, dict[Any, _Bits], list[tuple[int, Test]]]] = []
        self._each: list[tuple[str, list[tuple[int, Test]]]] = []

    @property
    def fields(self) -> Iterable[str]:
        """The fields that any leaf asks for."""
        return self._tests

    def mask(self, node: Node | None) -> int:
        """The bits that must all be yes for `node` to be yes; none of them where there is no condition."""
        if node is None:
            return 0
        if isinstance(node, Leaf):
            return self._leaf(node)
        if node.join == "all":
            whole = 0
            for part in node.parts:
                whole |= self.mask(part)
            return whole
        whole = 0
        for part in node.parts:
            whole |= self._one(self.mask(part))
        return self._gate(node.join, whole)

    def unless(self, node: Node | None) -> int:
        """The bit that is yes where `node` is no; none where there is no condition."""
        return self._gate("none", self._one(self.mask(node))) if node else 0

    def bit(self, leaf: Leaf) -> int:
        """The bit of a leaf that is part of the circuit."""
        return self._bits[self._key(leaf)]

    def trace(self, facts: Facts) -> Trace:
        """Every leaf asked, every gate computed."""
        yes, no = 0, NEVER
        get = facts.get
        for field, remembered, tests in self._again:
            value = get(field)
            if value is not None:
                bits = remembered.get(value)
                if bits is None:
                    bits = _asked(tests, value)
                    if len(remembered) < _REMEMBERED:
                        remembered[value] = bits
                yes |= bits[0]
                no |= bits[1]
        for field, tests in self._each:
            value = get(field)
            if value is not None:
                bits = _asked(tests, value)
                yes |= bits[0]
                no |= bits[1]
        for join, mask, bit in self._gates:
            if join == "all":
                if no & mask:
                    no |= bit
                elif yes & mask == mask:
                    yes |= bit
            elif yes & mask:
                if join == "any":
                    yes |= bit
                else:
                    no |= bit
            elif no & mask == mask:
                if join == "any":
                    no |= bit
                else:
                    yes |= bit
        return Trace(yes, no)

    def _next(self) -> int:
        bit = 1 << self._size
        self._size += 1
        return bit

    def _key(self, leaf: Leaf) -> tuple[str, str, str]:
        return leaf.field, leaf.operator, repr(self._operand(leaf))

    def _leaf(self, leaf: Leaf) -> int:
        key = self._key(leaf)
        bit = self._bits.get(key)
        if bit is None:
            bit = self._bits[key] = self._next()
            kind = FIELDS[leaf.field].kind
            if leaf.field not in self._tests:
                tests = self._tests[leaf.field] = []
                if kind in _FEW:
                    self._again.append((leaf.field, {}, tests))
                else:
                    self._each.append((leaf.field, tests))
            self._tests[leaf.field].append((bit, TESTS[kind][leaf.operator](self._operand(leaf))))
        return bit

    def _gate(self, join: str, mask: int) -> int:
        bit = self._next()
        self._gates.append((join, mask, bit))
        return bit

    def _one(self, mask: int) -> int:
        """A single bit for a conjunction."""
        return mask if mask & (mask - 1) == 0 else self._gate("all", mask)


def _asked(tests: list[tuple[int, Test]], value: Any) -> _Bits:
    yes = no = 0
    for bit, test in tests:
        truth = test(value)
        if truth == YES:
            yes |= bit
        elif truth == NO:
            no |= bit
    return yes, no
