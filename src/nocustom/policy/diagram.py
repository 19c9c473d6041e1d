"""Decision diagrams: on which of all possible facts something holds, kept whole and compared at once.

    a variable     one thing that facts may say, with finitely many cells: a field's value, a member of a list
    a diagram      a number; NEVER holds on no facts, ALWAYS on all, every other is a variable with a diagram for each
                   of its cells

Variables are asked in one fixed order and equal diagrams are one number, so two questions are the same question exactly
when their numbers are equal, and something can happen exactly when it is not NEVER. Nothing is sampled.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

__all__ = ["ALWAYS", "NEVER", "Diagram", "Diagrams"]

Diagram = int
NEVER: Diagram = 0
ALWAYS: Diagram = 1
_AFTER_ALL = 2**62
"""The place of NEVER and ALWAYS, which ask nothing, in the order of the variables."""


class Diagrams:
    """All diagrams over variables, which are asked in the order in which they were added."""

    def __init__(self) -> None:
        self._sizes: list[int] = []
        self._nodes: list[tuple[int, tuple[Diagram, ...]]] = [(_AFTER_ALL, ()), (_AFTER_ALL, ())]
        self._numbers: dict[tuple[int, tuple[Diagram, ...]], Diagram] = {}
        self._joined: dict[tuple[Diagram, Diagram, Diagram], Diagram] = {}
        self._others: dict[Diagram, Diagram] = {NEVER: ALWAYS, ALWAYS: NEVER}

    def variable(self, cells: int) -> int:
        """Another variable, with so many cells."""
        self._sizes.append(cells)
        return len(self._sizes) - 1

    def where(self, variable: int, cells: Collection[int]) -> Diagram:
        """Where `variable` is in one of `cells`."""
        size = self._sizes[variable]
        return self._node(variable, tuple(ALWAYS if cell in cells else NEVER for cell in range(size)))

    def both(self, one: Diagram, other: Diagram) -> Diagram:
        """Where both hold."""
        return self._join(one, other, NEVER)

    def either(self, one: Diagram, other: Diagram) -> Diagram:
        """Where at least one holds."""
        return self._join(one, other, ALWAYS)

    def every(self, parts: Iterable[Diagram]) -> Diagram:
        """Where all hold."""
        return self._all_joined(parts, NEVER)

    def some(self, parts: Iterable[Diagram]) -> Diagram:
        """Where at least one holds."""
        return self._all_joined(parts, ALWAYS)

    def without(self, diagram: Diagram) -> Diagram:
        """Where `diagram` does not hold."""
        found = self._others.get(diagram)
        if found is None:
            variable, below = self._nodes[diagram]
            found = self._node(variable, tuple([self.without(each) for each in below]))
            self._others[diagram] = found
            self._others[found] = diagram
        return found

    def _node(self, variable: int, below: tuple[Diagram, ...]) -> Diagram:
        first = below[0]
        if below.count(first) == len(below):
            return first
        key = variable, below
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self._nodes)
            self._nodes.append(key)
        return number

    def _all_joined(self, parts: Iterable[Diagram], stronger: Diagram) -> Diagram:
        """From the last variables to the first: each step then adds on top, and need not go through what is below."""
        whole = 1 - stronger
        for part in sorted(parts, key=lambda each: self._nodes[each][0], reverse=True):
            whole = self._join(whole, part, stronger)
        return whole

    def _join(self, one: Diagram, other: Diagram, stronger: Diagram) -> Diagram:
        """*Both* where NEVER is the stronger, *either* where ALWAYS is."""
        if one in (other, stronger):
            return one
        if one == 1 - stronger or other == stronger:
            return other
        if other == 1 - stronger:
            return one
        key = (one, other, stronger) if one < other else (other, one, stronger)
        found = self._joined.get(key)
        if found is None:
            (here, below), (there, under) = self._nodes[one], self._nodes[other]
            if here == there:
                pairs = [self._join(a, b, stronger) for a, b in zip(below, under, strict=True)]
            elif here < there:
                pairs = [self._join(a, other, stronger) for a in below]
            else:
                pairs = [self._join(one, b, stronger) for b in under]
            found = self._joined[key] = self._node(min(here, there), tuple(pairs))
        return found
