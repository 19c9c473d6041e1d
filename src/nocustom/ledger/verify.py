"""Verifying a whole ledger, from its first line: whatever comes is taken, and what is wrong is collected.

A line by itself is read by `ledger.alone`; where it stands, and all that follows from it, is judged by
`ledger.verifier`. A large ledger is verified by several processes (`ledger.together`), and only where these don't say
that all is good by one alone, for which others read lines ahead (`ledger.ahead`).
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from itertools import chain, islice

from nocustom.errors import Exit
from nocustom.ledger.alone import Alone, read_line
from nocustom.ledger.blobs import Blobs
from nocustom.ledger.brought import brought, sheet_problems
from nocustom.ledger.judging import MakeRules
from nocustom.ledger.portion import Found
from nocustom.ledger.problem import Problem, exit_of
from nocustom.ledger.recorded import Recorded
from nocustom.ledger.roster import State
from nocustom.ledger.testimony import Restored, Witnessed
from nocustom.ledger.tree import Tree
from nocustom.ledger.verifier import Verifier, roster_after
from nocustom.progress import Progress
from nocustom.words import say

__all__ = ["Report", "each_read", "no_collecting", "verify", "verify_export"]

MANY = 4000
"""Fewer lines than these are verified in less time than it takes to begin other processes."""
MOST_PROCESSES = 4
"""More would wait for the verifier, which goes from one line to the next."""
_MUCH = 10_000
"""So many objects more are worth being left alone by the garbage collector."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a whole verification found: print size and root with everything that rests on it."""

    problems: tuple[Problem, ...]
    size: int
    root: str
    """Hex Merkle root over all lines."""
    origin: str | None
    state: State
    recorded: tuple[Recorded, ...]
    """Where every event stands that is good in itself, in order."""
    files: frozenset[str]
    """The digests of every file that these events name."""
    sheets: tuple[Problem, ...]
    """What is wrong with the sheets by which was decided: no rule rests on them."""
    tree: Tree
    witnesses: tuple[Witnessed, ...]
    restores: tuple[Restored, ...]
    states: tuple[tuple[int, State], ...]

    def state_at(self, size: int) -> State:
        """Roots and roster in force after the first `size` lines."""
        return roster_after(self.states, size)

    def newest(self, size: int) -> str | None:
        """The time of the last good event of the first lines; None where there is none."""
        return next((event.ts for event in reversed(self.recorded) if event.seq < size), None)

    @property
    def witnessed(self) -> int:
        """How many lines a witness has seen; whoever owns the database could rewrite the others unseen."""
        return self.witnesses[-1].size if self.witnesses else 0

    @property
    def exit(self) -> Exit:
        """How a command that verified this ends."""
        return exit_of(self.problems)


Lines = Sequence[bytes] | Callable[[], Iterable[bytes]]
"""Lines (without LF) from the first on, as often as they are asked for."""


def verify(
    lines: Lines, *, origin: str | None = None, papers: Blobs | None = None, rules: MakeRules | None = None,
    seen: Iterable[tuple[int, str]] = (), processes: int | None = None, total: Callable[[], int | None] | None = None,
) -> Report:  # fmt: skip
    """Verify every line. `seen`: (size, root) of receipts, checkpoints and witnesses.

    A ledger whose last lines were cut off is good in itself; only what somebody kept of it (`seen`) tells. So many
    other `processes` help; by default, with many lines, one for each further processor. `total` tells how many lines
    come, where they don't.
    """
    coming = lines if callable(lines) else lambda: lines
    known = len(lines) if isinstance(lines, Sequence) else None

    def watched() -> Iterator[bytes]:
        return Progress.over(say("verifying the ledger"), coming(), total or (lambda: known))

    with no_collecting():
        others = _further(_at_most(coming(), MANY)) if processes is None else processes
        found = None
        if others:
            from nocustom.ledger.together import together

            found = together(watched(), others, origin=origin, blobs=papers, rules=rules)
        if found is None:
            found = _one_by_one(watched(), others, origin, papers, rules)
    verifier, problems = found.verifier, found.verifier.problems
    if not verifier.size:
        problems.append(Problem("empty", None, say("the ledger has no lines")))
    for size, root in seen:
        if size > verifier.size:
            problems.append(Problem("cut-off", None, say(
                "somebody saw {seen} lines, here are {size}", seen=size, size=verifier.size)))  # fmt: skip
        elif verifier.tree.root(size) != root:
            problems.append(
                Problem("rewritten", None, say("somebody saw other first {size} lines", size=size))
            )
    return Report(
        tuple(problems),
        verifier.size,
        verifier.tree.root(),
        verifier.origin,
        verifier.state,
        found.recorded,
        found.files,
        found.sheets,
        verifier.tree,
        tuple(verifier.witnesses),
        tuple(verifier.restores),
        tuple(verifier.states),
    )


def _one_by_one(
    lines: Iterable[bytes], others: int, origin: str | None, papers: Blobs | None, rules: MakeRules | None
) -> Found:
    """Every line is judged by this process, and what is wrong is collected."""
    made = None if rules is None or papers is None else rules(papers, origin)
    verifier = Verifier(origin=origin, papers=papers, rules=made)
    with closing(each_read(lines, others)) as coming:
        for line, alone in coming:
            verifier.step(line, alone)
    events = verifier.events
    files = frozenset(digest for event in events for digest in brought(event))
    sheets = () if papers is None else tuple(wrong for event in events for wrong in sheet_problems(event, papers))
    return Found(verifier, tuple(map(Recorded.of, events)), files, sheets)


def each_read(
    lines: Iterable[bytes], processes: int | None = None
) -> Generator[tuple[bytes, Alone], None, None]:
    """Each line and what it says by itself; so many other processes help, by default as for `verify`."""
    coming = iter(lines)
    if processes is None:
        first = [*islice(coming, MANY)]
        processes, coming = _further(len(first)), chain(first, coming)
    if processes:
        from nocustom.ledger.ahead import ahead

        yield from ahead(coming, processes)
    else:
        yield from ((line, read_line(line)) for line in coming)


def _at_most(lines: Iterable[bytes], most: int) -> int:
    """How many lines there are, counted up to so many."""
    some = islice(lines, most)
    return sum(1 for _ in some)


def _further(size: int) -> int:
    """How many other processes are worth beginning for so many lines."""
    return min(_processors() - 1, MOST_PROCESSES) if size >= MANY else 0


def _processors() -> int:
    """How many this process may use."""
    may = getattr(os, "sched_getaffinity", None)
    return len(may(0)) if may is not None else os.cpu_count() or 1


@contextmanager
def no_collecting() -> Iterator[None]:
    """Events hold no cycles, and walking over all of them again and again would take a sixth of the time.

    What was made meanwhile stays until nobody refers to it, and is not walked over afterwards either.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            if gc.get_count()[0] > _MUCH:
                gc.freeze()
            gc.enable()


def verify_export(
    data: bytes, *, origin: str | None = None, papers: Blobs | None = None, rules: MakeRules | None = None,
    seen: Iterable[tuple[int, str]] = (),
) -> Report:  # fmt: skip
    """Verify the bytes of a `ledger.jsonl`: each line ends with one LF. A tail without it is reported as cut."""
    lines = data.split(b"\n")
    tail = lines.pop()
    report = verify(lines, origin=origin, papers=papers, rules=rules, seen=seen)
    if not tail:
        return report
    cut = Problem("tail", len(lines), say("the last line is cut short: it does not end with a line feed"))
    return replace(report, problems=(*report.problems, cut))
