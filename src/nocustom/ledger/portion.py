"""A portion of a ledger: some requests, each with all its lines, and the lines that hold for all.

No request's course depends on another's, so a portion can be judged without the others, by the same verifier and the
same rules. What of a line rests on the others is told: where it stands and how many requests there were before. What
all lines say together (`Claims`) is compared when everybody is done. A portion only says yes: every line is good, and
is what it was taken for. Else the whole ledger is verified by one process, which finds the reason (`ledger.together`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from nocustom.errors import NocustomError
from nocustom.ledger.alone import Alone, read_line
from nocustom.ledger.blobs import Blobs
from nocustom.ledger.brought import brought, named, sheet_problems
from nocustom.ledger.judging import MakeRules
from nocustom.ledger.problem import Problem
from nocustom.ledger.recorded import Recorded
from nocustom.ledger.tree import Tree
from nocustom.ledger.verifier import Verifier
from nocustom.life.event import Event

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
        self.verifier = _Placed(origin, blobs, whole)
        self._papers = blobs
        self._for_all = set[str]()
        self._files = set[str]()

    def good(self, lines: Sequence[Told]) -> bool:
        """Whether all of them are good, and what they were taken for.

        First each is read by itself, then each has its place, then all are judged: a processor is faster at doing the
        same again.
        """
        read = [read_line(told.line) for told in lines]
        if self._papers is not None:
            self._papers.expect(digest for alone in read for digest in named(alone))
        try:
            return all(map(self._stands, lines, read)) and all(map(self._holds, lines, self._events()))
        except (NocustomError, AssertionError, AttributeError, LookupError, TypeError, ValueError):
            return False  # a file is gone meanwhile, or the rules rely on what only all portions together find good

    def _stands(self, told: Told, alone: Alone) -> bool:
        verifier, recorded = self.verifier, told.recorded
        verifier.place(recorded, told.ts)
        before = len(verifier.events)
        if verifier.step(told.line, alone) or len(verifier.events) == before:
            return False
        return Recorded.of(verifier.events[-1]) == recorded

    def _events(self) -> list[Event]:
        """Those that stand, to be judged."""
        events, self.verifier.events = self.verifier.events, []
        return events

    def _holds(self, told: Told, event: Event) -> bool:
        if told.recorded.stream in FOR_ALL and event.stmt is not None:
            self._for_all.add(event.stmt["nonce"])
        if self._rules is not None:
            if told.counts is not None:
                self._rules.world.counts = {**told.counts}
            if self._rules.take(event):
                return False
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

    def __init__(self, origin: str | None, blobs: Blobs | None, whole: Whole | None) -> None:
        super().__init__(origin=origin, papers=blobs)
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
