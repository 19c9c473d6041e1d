"""A portion of a ledger: some requests, each with all its lines, and the lines that hold for all.

No request's course depends on another's, so a portion can be judged without the others, by the same verifier and the
same rules. What of a line rests on the others is told: where it stands and how many requests there were before. What
all lines say together (`Claims`) is compared when everybody is done. A portion only says yes: every line is good, and
is what it was taken for. Else the whole ledger is verified by one process, which finds the reason (`ledger.together`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from nocustom.ledger.blobs import Blobs
from nocustom.ledger.brought import brought, sheet_problems
from nocustom.ledger.judging import LifeRules, MakeRules
from nocustom.ledger.problem import Problem
from nocustom.ledger.recorded import Recorded
from nocustom.ledger.tree import Tree
from nocustom.ledger.verifier import Verifier

__all__ = ["FOR_ALL", "Claims", "Found", "Portion", "Told", "Whole"]

FOR_ALL = frozenset({"roster", "policy", "catalogue", "people"})
"""Streams whose lines every portion has."""


class Told(NamedTuple):
    """A line of a portion, with what is told of the lines before it."""

    line: bytes
    recorded: Recorded
    """What it is taken for."""
    ts: str | None
    """The time of the line before."""
    counts: Mapping[int, int] | None
    """How many requests there were in each fiscal year, where it is the first line of one."""


class Claims(NamedTuple):
    """What the requests of a portion used up, and what their signers saw."""

    nonces: frozenset[str]
    keys: frozenset[str]
    sheets: frozenset[str]
    seen: frozenset[tuple[int, str]]
    """Size and root."""
    files: frozenset[str]
    """The digests of every file that is named."""

    @classmethod
    def joined(cls, portions: Sequence[Claims]) -> Claims | None:
        """Those of all portions; None where two used up the same."""
        nonces, keys, sheets, seen, files = (frozenset[object]().union(*each) for each in zip(*portions, strict=True))
        once = ((nonces, "nonces"), (keys, "keys"), (sheets, "sheets"))
        if any(len(all_) != sum(len(getattr(each, name)) for each in portions) for all_, name in once):
            return None
        return cls(nonces, keys, sheets, seen, files)  # type: ignore[arg-type]  # zip forgets which is which


class Found(NamedTuple):
    """What a verification of all lines came to, whoever read them."""

    verifier: Verifier
    """What the lines that hold for all amount to, the tree over all lines, and what is wrong."""
    recorded: tuple[Recorded, ...]
    """Where every event stands that is good in itself."""
    files: frozenset[str]
    """The digests of every file that these name."""
    sheets: tuple[Problem, ...] = ()
    """What is wrong with the sheets by which was decided: no rule reads them."""


class Portion:
    """Lines are read one after the other, in the order of the ledger."""

    def __init__(
        self, origin: str | None, blobs: Blobs | None, rules: MakeRules | None, whole: Whole | None = None
    ) -> None:
        """`whole` is what is known of all lines, where lines are judged that are about the lines themselves."""
        self._rules = None if rules is None or blobs is None else rules(blobs, origin)
        self.verifier = _Placed(origin, blobs, self._rules, whole)
        self._papers = blobs
        self._for_all = set[str]()
        self._files = set[str]()

    def good(self, lines: Iterable[Told]) -> bool:
        """Whether all of them are good, and what they were taken for."""
        try:
            return all(map(self._is_good, lines))
        except (AssertionError, AttributeError, LookupError, TypeError, ValueError):
            return False  # the rules may rely on what only all portions together have found good

    def _is_good(self, told: Told) -> bool:
        verifier, recorded = self.verifier, told.recorded
        verifier.place(recorded, told.ts)
        if told.counts is not None and self._rules is not None:
            self._rules.world.counts = {**told.counts}
        if verifier.step(told.line) or len(verifier.events) != 1:
            return False
        event = verifier.events.pop()
        if Recorded.of(event) != recorded:
            return False
        if recorded.stream in FOR_ALL and event.stmt is not None:
            self._for_all.add(event.stmt["nonce"])
        self._files.update(brought(event))
        return self._papers is None or not any(sheet_problems(event, self._papers))

    @property
    def claims(self) -> Claims:
        """What was used up by these requests, and by lines that no other portion has."""
        world = None if self._rules is None else self._rules.world
        return Claims(
            frozenset(self.verifier.nonces - self._for_all),
            frozenset(world.keys if world is not None else ()),
            frozenset(world.sheets if world is not None else ()),
            frozenset(self.verifier.saw),
            frozenset(self._files),
        )


class Whole:
    """What is known of all lines, whoever reads them."""

    def __init__(self) -> None:
        self.tree = Tree()
        self.recorded: list[Recorded] = []

    def append(self, recorded: Recorded) -> None:
        """The next line."""
        self.tree.append(recorded.leaf)
        self.recorded.append(recorded)


class _Placed(Verifier):
    """Is told where the next line stands, and notes what signers saw of lines that it has not."""

    def __init__(
        self, origin: str | None, blobs: Blobs | None, rules: LifeRules | None, whole: Whole | None
    ) -> None:
        super().__init__(origin=origin, papers=blobs, rules=rules)
        self.saw: set[tuple[int, str]] = set()
        self._recorded: Sequence[Recorded] = ()
        if whole is not None:
            self.tree, self._recorded = whole.tree, whole.recorded

    def place(self, line: Recorded, ts: str | None) -> None:
        """The next line stands there, after one of that time."""
        self.size, self.leaf, self.ts = line.seq, line.prev, ts
        self.streams[line.stream] = line.ver - 1

    def newest(self, size: int) -> str | None:
        return self._recorded[size - 1].ts

    def _saw(self, size: int, root: str) -> bool:
        self.saw.add((size, root))
        return True

    def _grow(self, leaf: str) -> None:
        """Whoever tells it where lines stand has the whole tree."""
