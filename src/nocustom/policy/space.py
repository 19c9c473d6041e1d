"""All facts that a policy can tell apart, and on which of them each clause is yes and on which it is no.

A field of one value is one variable: its cells, and one for missing. A list is one variable for missing or there, and
one for each text that is named, for any other and for any other that is blank: in it or not. A set of rungs is one
variable for each rung: in it, not in it, or unknown, as long as nobody has answered.

Fields are taken as independent of each other, so that more facts are thought possible than ever occur. What is said of
*all* facts is therefore true of all requests; what happens only because two fields hang together is not seen. One tie
is known, because policies lean on it: the rungs of `alternatives.*` lie below the rung that is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from nocustom.form.choices import RUNGS
from nocustom.form.fields import FIELDS
from nocustom.judge.condition import Leaf, Node
from nocustom.policy.cells import Asked, cells_of
from nocustom.policy.diagram import NEVER, Diagram, Diagrams

__all__ = ["Dropped", "Operand", "Space", "Truths", "opposite"]

Operand = Callable[[Leaf], Any]
"""What a leaf compares with on a day: `Judge.operand`."""
Dropped = frozenset[int]
"""Clauses and groups (by `id`) that count as if they were not written."""

_RUNG = "gap.rung"
_BELOW = ("alternatives.possible", "alternatives.unanswered")
_IN, _OUT, _UNKNOWN = 0, 1, 2


class Truths(NamedTuple):
    """On which facts something is yes, and on which it is no; on all others it is unknown."""

    yes: Diagram
    no: Diagram


class Space:
    """The facts that matter to these clauses, each with the operand it has on some day."""

    def __init__(self, clauses: Iterable[tuple[str, Asked]]) -> None:
        asked: dict[str, list[Asked]] = {}
        for path, clause in clauses:
            asked.setdefault(path, []).append(clause)
        tied = [path for path in _BELOW if path in asked]
        if tied:
            asked.setdefault(_RUNG, []).extend(Asked("at_most", rung) for rung in RUNGS)
        self.diagrams = Diagrams()
        self._truths: dict[tuple[str, tuple[str, str]], Truths] = {}
        self._settled: list[Diagram] = []
        self._there: dict[str, Diagram] = {}
        self._rungs: dict[str, dict[int, int]] = {}
        for path in sorted(
            asked, key=lambda path: (path != _RUNG, path not in tied, -len(asked[path]), path)
        ):
            kind = FIELDS[path].kind
            add = self._add_set if kind == "set" else self._add_list if kind == "list" else self._add_value
            add(path, asked[path])
        self.possible = self.diagrams.every(self._tie(path) for path in tied)
        """Where the fields that hang together fit each other."""
        self.complete = self.diagrams.every([self.possible, *self._settled])
        """Where nothing is missing."""

    # What holds ----------------------------------------------------------------------------------------------------

    def never(self, holds: Diagram) -> bool:
        """Whether no facts make it hold."""
        return self.diagrams.both(holds, self.possible) == NEVER

    def within(self, one: Diagram, other: Diagram) -> bool:
        """Whether `other` holds on all facts on which `one` does."""
        return self.never(self.diagrams.both(one, self.diagrams.without(other)))

    def same(self, one: Truths, other: Truths) -> bool:
        """Whether the two are yes, no and unknown on the same facts."""
        both = self.diagrams.both
        return all(both(a, self.possible) == both(b, self.possible) for a, b in zip(one, other, strict=True))

    def at_most(self, one: Truths, other: Truths) -> bool:
        """Whether `one` is yes only where `other` is, and `other` no only where `one` is."""
        return self.within(one.yes, other.yes) and self.within(other.no, one.no)

    def unknown(self, truths: Truths) -> Diagram:
        """Where it is neither yes nor no."""
        return self.diagrams.without(self.diagrams.either(*truths))

    def asked_for(self, rung: int) -> Diagram:
        """Where `gap.rung` is this rung; NEVER where no clause tells rungs apart as far as that."""
        found = self._truths.get((_RUNG, Asked("is", rung).key))
        return found.yes if found else NEVER

    # Conditions ----------------------------------------------------------------------------------------------------

    def leaf(self, leaf: Leaf, operand: Operand) -> Truths:
        """One clause."""
        return self._truths[leaf.field, Asked(leaf.operator, operand(leaf)).key]

    def node(self, node: Node, operand: Operand, dropped: Dropped = frozenset()) -> Truths:
        """A condition."""
        if isinstance(node, Leaf):
            return self.leaf(node, operand)
        parts = [self.node(part, operand, dropped) for part in node.parts if id(part) not in dropped]
        match node.join:
            case "all":
                return self.all(parts)
            case "any":
                return self.any(parts)
            case _:
                return opposite(self.any(parts))

    def all(self, parts: Iterable[Truths]) -> Truths:
        """Kleene's *and*."""
        parts = list(parts)
        return Truths(
            self.diagrams.every(part.yes for part in parts), self.diagrams.some(part.no for part in parts)
        )

    def any(self, parts: Iterable[Truths]) -> Truths:
        """Kleene's *or*."""
        return opposite(self.all(opposite(part) for part in parts))

    def fires(
        self, when: Node | None, unless: Node | None, operand: Operand, dropped: Dropped = frozenset()
    ) -> Truths:
        """`when` and not `unless`."""
        parts = []
        if when is not None and id(when) not in dropped:
            parts.append(self.node(when, operand, dropped))
        if unless is not None and id(unless) not in dropped:
            parts.append(opposite(self.node(unless, operand, dropped)))
        return self.all(parts)

    # Variables -----------------------------------------------------------------------------------------------------

    def _add_value(self, path: str, asked: list[Asked]) -> None:
        d, cells = self.diagrams, cells_of(path, asked)
        there = range(len(cells))
        always = path.startswith("text.")  # what the scan of the texts finds is always known
        variable = d.variable(len(cells) + (not always))
        self._there[path] = d.where(variable, there)
        self._settled.append(self._there[path])
        for each in asked:
            yes = [cell for cell in there if each.key in cells[cell][1]]
            no = [cell for cell in there if each.key not in cells[cell][1]]
            self._truths[path, each.key] = Truths(d.where(variable, yes), d.where(variable, no))

    def _add_list(self, path: str, asked: list[Asked]) -> None:
        d = self.diagrams
        there = d.where(d.variable(2), (_IN,))
        self._settled.append(there)
        named = {
            name: self._in_or_out() for name in dict.fromkeys(name for each in asked for name in _texts(each))
        }
        worded = [*(each for name, each in named.items() if name.strip()), self._in_or_out()]
        blank = [*(each for name, each in named.items() if not name.strip()), self._in_or_out()]
        for each in asked:
            truths = self._asked_of(each, named, worded if each.operator == "filled" else [*worded, *blank])
            self._truths[path, each.key] = Truths(d.both(there, truths.yes), d.both(there, truths.no))

    def _in_or_out(self) -> Truths:
        variable = self.diagrams.variable(2)
        return Truths(self.diagrams.where(variable, (_IN,)), self.diagrams.where(variable, (_OUT,)))

    def _add_set(self, path: str, asked: list[Asked]) -> None:
        d = self.diagrams
        self._rungs[path] = {rung: d.variable(3) for rung in RUNGS}
        self._settled += [d.where(variable, (_IN, _OUT)) for variable in self._rungs[path].values()]
        members = {rung: Truths(d.where(variable, (_IN,)), d.where(variable, (_OUT,)))
                   for rung, variable in self._rungs[path].items()}  # fmt: skip
        for each in asked:
            self._truths[path, each.key] = self._asked_of(each, members, list(members.values()))

    def _asked_of(self, asked: Asked, members: Mapping[Any, Truths], some: list[Truths]) -> Truths:
        """A clause on a list or set, from what is in it."""
        match asked.operator:
            case "has":
                return members[asked.operand]
            case "has_any":
                return self.any(members[each] for each in asked.operand)
            case "has_all":
                return self.all(members[each] for each in asked.operand)
            case "empty":
                return opposite(self.any(some)) if asked.operand else self.any(some)
            case _:
                return self.any(some) if asked.operand else opposite(self.any(some))

    def _tie(self, path: str) -> Diagram:
        """A rung is in the set, or may be, only below the rung asked for; without that, nothing is known of any."""
        d, known = self.diagrams, self._there[_RUNG]
        open_ = (_IN, _OUT) if path == "alternatives.unanswered" else (_IN, _OUT, _UNKNOWN)
        parts = []
        for rung, member in self._rungs[path].items():
            not_below = self._truths[_RUNG, Asked("at_most", rung).key].yes
            parts += [
                d.either(d.without(not_below), d.where(member, (_OUT,))),
                d.either(d.without(known), d.where(member, open_)),
                d.either(known, d.where(member, (_UNKNOWN,))),
            ]
        return d.every(parts)


def opposite(truths: Truths) -> Truths:
    """Kleene's *not*."""
    return Truths(truths.no, truths.yes)


def _texts(asked: Asked) -> list[str]:
    """The texts that a clause on a list names."""
    match asked.operator:
        case "has":
            return [asked.operand]
        case "has_any" | "has_all":
            return list(asked.operand)
        case _:
            return []
