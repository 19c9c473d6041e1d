"""The ledger as the acts use it: read the events, append one.

To append: take the turn, start the transaction, read what others wrote meanwhile, build the line, let the verifier
examine it, keep its files, write, commit. Of what the verifier finds anything wrong with nothing is written.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import ClassVar

from nocustom.errors import Broken, Changed, NocustomError, NotJudged, NotPermitted
from nocustom.ledger.alone import read_line
from nocustom.ledger.blobs import Blobs
from nocustom.ledger.brought import named
from nocustom.ledger.canonical import NotCanonical
from nocustom.ledger.engines import Place, create_store, open_store
from nocustom.ledger.event_line import Draft, next_line
from nocustom.ledger.judging import LifeRules, MakeRules
from nocustom.ledger.mirror_store import read_seen, went_back, write_seen
from nocustom.ledger.problem import Problem
from nocustom.ledger.roster import State
from nocustom.ledger.store import Store
from nocustom.ledger.testimony import Restored, Witnessed
from nocustom.ledger.thrifty import ThriftyRules
from nocustom.ledger.tree import Tree
from nocustom.ledger.verifier import Examined, Rules, Verifier
from nocustom.ledger.verify import Report, each_read, no_collecting, verify
from nocustom.ledger.whole_file import make_folder
from nocustom.life.case import World
from nocustom.life.deeds import Adopted
from nocustom.life.event import Event
from nocustom.progress import Progress
from nocustom.words import say

__all__ = ["Appended", "Ledger"]

_AT_ONCE = 256
"""So many lines are read before they are judged: their files come from the disk meanwhile."""

Check = Callable[[Sequence[Event], Event], None]
"""An act's own last look, inside the transaction: all events before, and the new one. Raises to stop it."""


@dataclass(frozen=True, slots=True)
class Appended:
    """The receipt of an append: the line as recorded, and the tree it is part of."""

    event: Event
    line: bytes
    size: int
    tree: Tree

    @property
    def root(self) -> str:
        """Hex Merkle root over the lines up to this one."""
        return self.tree.root(self.size)


class Ledger:
    """One city's ledger: the lines, and the files beside them."""

    appended: ClassVar[int] = 0
    """How many lines this process has recorded, for what is said where it ends badly."""

    def __init__(
        self,
        store: Store,
        blobs: Blobs,
        *,
        origin: str | None = None,
        rules: MakeRules | None = LifeRules,
        seen: Path | None = None,
    ) -> None:
        self.store = store
        self.blobs = blobs
        self._seen = seen
        self._known = None if seen is None else read_seen(seen)
        self._origin = origin
        self._rules = rules
        self._verifier = self._fresh()
        self.follow: Callable[[], None] | None = None
        """What comes after each commit."""

    @classmethod
    def open(
        cls, place: Place | Path, *, origin: str | None = None, writable: bool = False,
        rules: MakeRules | None = LifeRules,
    ) -> Ledger:  # fmt: skip
        """The ledger at `place`, by reading which nothing changes. `origin` is the name the workspace gives it.

        Raises NotJudged when there is none, Broken when it is damaged.
        """
        place = Place.of(place) if isinstance(place, Path) else place
        store = open_store(place.location, writable=writable, shown=place.shown)
        try:
            return cls(store, Blobs(place.files), origin=origin, rules=rules, seen=place.seen)
        except BaseException:
            store.close()
            raise

    @classmethod
    def create(
        cls, place: Place | Path, *, origin: str | None = None, rules: MakeRules | None = LifeRules
    ) -> Ledger:
        """A new ledger without lines, whose first event must be the first roster. Raises NotJudged."""
        place = Place.of(place) if isinstance(place, Path) else place
        try:
            make_folder(place.files.parent)
        except OSError as error:
            raise NotJudged(say("can't make the folder `{path}`", path=str(place.files.parent))) from error
        return cls(create_store(place.location, place.shown), Blobs(place.files), origin=origin, rules=rules)

    def close(self) -> None:
        """Let go of the store."""
        self.store.close()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def events(self) -> Sequence[Event]:
        """Every event up to now, in order. Raises Broken where a line does not follow the one before it."""
        return tuple(self._caught_up().events)

    @property
    def size(self) -> int:
        """The number of lines."""
        return self._caught_up().size

    @property
    def root(self) -> str:
        """Hex Merkle root over all lines."""
        return self._caught_up().tree.root()

    @property
    def leaf(self) -> str | None:
        """Leaf hash of the last line."""
        return self._caught_up().leaf

    @property
    def ts(self) -> str | None:
        """The time of the last line, None before the first: no later line is of an earlier time."""
        return self._caught_up().head("").ts

    @property
    def origin(self) -> str | None:
        """The ledger's name, bound by every signature; None before the first line unless the workspace gives it."""
        return self._caught_up().origin

    @property
    def witnesses(self) -> Sequence[Witnessed]:
        """Who witnessed how many lines, in order."""
        return tuple(self._caught_up().witnesses)

    @property
    def restores(self) -> Sequence[Restored]:
        """When the ledger was put back to an earlier copy, in order."""
        return tuple(self._caught_up().restores)

    @property
    def state(self) -> State:
        """Roots and roster in force."""
        return self._caught_up().state

    @property
    def world(self) -> World:
        """What all events amount to (`life.fold`), up to now: to be read, not changed.

        Raises NotJudged where a people document can't be read: whatever was recorded under it would not be there.
        """
        return self.told(self.as_far_as_told)

    def told(self, world: World) -> World:
        """A world of these lines. Raises NotJudged as `world` does."""
        lost = next((each for each in world.people_versions if each.people is None), None)
        if lost is not None:
            raise self._without_people(lost)
        return world

    @property
    def as_far_as_told(self) -> World:
        """The same, also where a people document can't be read."""
        rules = self._caught_up().rules
        assert isinstance(rules, LifeRules)
        return rules.world

    def _without_people(self, lost: Adopted) -> NotJudged:
        try:
            self.blobs.get(lost.sha256)
        except (NotJudged, Broken) as error:
            reason = (error.said, *error.hints)
        else:
            reason = (say("the file {digest} is no people document", digest=lost.sha256),)
        return NotJudged(
            say("the people document of line {seq} can't be read, so nobody can tell what was recorded under it",
                seq=lost.seq),
            *(reason if self.store.ours else (*reason[:1], say("ask the ledger's host to run `nocustom doctor`"))),
        )  # fmt: skip

    def passing(self, rules: Rules) -> Iterator[Event]:
        """Every event of our own database, one after the other, taken by `rules`; none is kept. Raises as `events`."""
        verifier = Verifier(origin=self._origin, papers=self.blobs, rules=rules)
        with no_collecting():
            for line in Progress.over(say("reading the ledger"), self.store.lines(), lambda: self._more(0)):
                problems = verifier.step(line, stored=True)
                if any(map(_is_broken, problems)):
                    raise _broken(problems)
                yield from verifier.events
                verifier.events.clear()

    def seen(self) -> dict[str, int | str]:
        """What a signer sees now: size and root, for the statement's `seen`."""
        verifier = self._caught_up()
        return {"size": verifier.size, "root": verifier.tree.root()}

    def version(self, stream: str) -> int:
        """The version a stream has now, 0 before its first event."""
        return self._caught_up().head(stream).ver

    def unchanged(self, stream: str, ver: int) -> None:
        """Raise Changed where `ver` is not the next version of the stream."""
        _next(stream, self.version(stream), ver)

    def append(
        self, draft: Draft, now: datetime, check: Check | None = None, files: Iterable[bytes] = (),
        before: Iterable[bytes] = (),
    ) -> Appended:  # fmt: skip
        """Record `draft` as the next event, and return its receipt once it outlasts a power cut.

        `files` are those it rests on: they are kept beside the ledger before the line, and only with it. `before` are
        the lines of another copy, with which a ledger without lines begins: all of them, or none.

        `now` carries the organisation's offset. Raises Changed when the draft's stream has moved on since,
        NotPermitted when the rules refuse the event, NotJudged when a file it rests on is missing, Broken when the
        ledger is damaged.
        """
        with self.store.writing(), self.blobs.offering(files):
            for seq, line in enumerate(before):
                self.store.append(line, seq)
            verifier = self._caught_up()
            examined = self._examined(verifier, draft, now)
            assert examined.event is not None
            if check is not None:
                check(verifier.events, examined.event)
            self.blobs.keep_offered()
            self.store.append(examined.line, verifier.size, examined.event)
        Ledger.appended += 1
        verifier.take(examined)
        if self.follow is not None:
            self.follow()
        return Appended(examined.event, examined.line, verifier.size, verifier.tree)

    def receipt(self, event: Event) -> Appended:
        """The receipt that an event of this ledger had when it was recorded."""
        (line,) = islice(self.store.lines(event.seq), 1)
        return Appended(event, line, event.seq + 1, self._caught_up().tree)

    def rehearse(self, draft: Draft, now: datetime, files: Iterable[bytes] = ()) -> None:
        """Raise what `append` would raise, and record nothing."""
        with self.blobs.offering(files):
            self._examined(self._caught_up(), draft, now)

    def _examined(self, verifier: Verifier, draft: Draft, now: datetime) -> Examined:
        head = verifier.head(draft.stream)
        if draft.ver is not None:
            _next(draft.stream, head.ver, draft.ver)
        try:
            line = next_line(draft, head, now)
        except NotCanonical as bad:
            raise NotPermitted(bad.said) from None
        examined = verifier.examine(line)
        if examined.problems or examined.event is None:
            raise _refused(examined.problems)
        return examined

    def could_stand(self, line: bytes, seq: int) -> bool:
        """Whether a line from elsewhere would be good as line `seq` of this ledger; files that are not here aside."""
        verifier = self._fresh()
        for before in islice(self.store.lines(), seq):
            verifier.step(before, stored=True)
        examined = verifier.examine(line)
        return examined.event is not None and not any(map(_is_broken, examined.problems))

    def root_at(self, size: int) -> str:
        """Hex Merkle root over the first lines. Raises IndexError beyond the end."""
        return self._caught_up().tree.root(size)

    def leaf_at(self, seq: int) -> str | None:
        """Leaf hash of a line; None where there is none of that number."""
        events = self._caught_up().events
        return events[seq].leaf if seq < len(events) else None

    def state_at(self, size: int) -> State:
        """Roots and roster in force after the first lines."""
        return self._caught_up().state_at(size)

    def verify(self, *, seen: Iterable[tuple[int, str]] = ()) -> Report:
        """Verify everything anew: each line, signature and file, the rules, and the database around the lines."""
        unread: list[Problem] = []

        def readable() -> Iterator[bytes]:
            unread.clear()
            try:
                yield from self.store.lines()
            except Broken as error:
                unread.append(Problem("database", None, error.said, hints=error.hints))

        report = verify(
            readable, origin=self._origin, papers=self.blobs.read_once(),
            rules=None if self._rules is None else ThriftyRules, seen=seen, total=lambda: self._more(0),
        )  # fmt: skip
        if unread and not report.size:  # what can't be read is not empty
            report = replace(report, problems=())
        try:
            around = self.store.problems(report.recorded)
        except Broken as error:
            around = [Problem("database", None, error.said, hints=error.hints)]
        return replace(report, problems=(*report.problems, *unread, *around))

    def _fresh(self) -> Verifier:
        rules = None if self._rules is None else self._rules(self.blobs, self._origin)
        return Verifier(origin=self._origin, papers=self.blobs, rules=rules)

    def _caught_up(self) -> Verifier:
        """The verifier after every line that is in the store by now."""
        before = self._verifier.size
        self._read_on(0 if self._known is None else self._known[0])
        if self._seen is not None and (self._verifier.size > before or self._known is not None):
            self._recognise(self._seen)
        return self._verifier

    def _read_on(self, known: int) -> None:
        """Take what is in the store by now; of what comes from elsewhere, all after the first `known` lines in full."""
        coming = self.store.lines(self._verifier.size)
        first = next(coming, None)
        if first is None:
            return
        with no_collecting(), closing(self._stepping(chain((first,), coming), known)) as steps:
            for problems in steps:
                if any(map(_is_broken, problems)):
                    self._verifier = self._fresh()
                    raise _broken(problems)

    def _stepping(self, lines: Iterable[bytes], known: int) -> Generator[tuple[Problem, ...], None, None]:
        verifier, begun = self._verifier, self._verifier.size
        coming = Progress.over(say("reading the ledger"), lines, lambda: self._more(begun))
        stored = coming if self.store.ours else islice(coming, max(known - verifier.size, 0))
        while some := [*islice(stored, _AT_ONCE)]:
            read = [read_line(line, arithmetic=False) for line in some]
            self.blobs.expect(digest for alone in read for digest in named(alone))
            for line, alone in zip(some, read, strict=True):
                yield verifier.step(line, alone, stored=True)
        for line, alone in each_read(coming):
            yield verifier.step(line, alone)

    def _more(self, size: int) -> int | None:
        """How many lines there are after the first `size`; None where only reading them all would tell."""
        return self.store.head()[0] - size if self.store.ours else None

    def _recognise(self, seen: Path) -> None:
        """Compare what is read from elsewhere with what was known of it, and keep what is known now."""
        known = self._known
        if known is not None and not self._begins_with(*known):
            self._verifier = self._fresh()
            self._read_on(0)  # nothing of it counts as examined any more
            size = self._verifier.size
            if not any(each.size < known[0] <= each.known_size for each in self._verifier.restores):
                self._verifier = self._fresh()
                raise went_back(size, known[0])
            known = None
        if known is None or self._verifier.size > known[0]:
            self._known = (self._verifier.size, self._verifier.tree.root())
            write_seen(seen, *self._known)

    def _begins_with(self, size: int, root: str) -> bool:
        return size <= self._verifier.size and self._verifier.tree.root(size) == root


def _is_broken(problem: Problem) -> bool:
    """Whether a line itself is wrong: what only the rules of `life` object to stands there and has no effect."""
    return problem.kind == "broken" and not problem.code.startswith("act-")


def _broken(problems: Iterable[Problem]) -> Broken:
    """What stands at the first line that is wrong in itself."""
    first = next(filter(_is_broken, problems))
    return Broken(
        say("the ledger is broken at line {seq}", seq=first.seq), first.said,
        say("`nocustom ledger verify` tells everything that is wrong with it"),
    )  # fmt: skip


def _next(stream: str, last: int, ver: int) -> None:
    if ver != last + 1:
        raise Changed(
            say("`{stream}` has changed meanwhile", stream=stream),
            say("look at it again, then run the command again"),
        )


def _refused(problems: Sequence[Problem]) -> NocustomError:
    """The error for an event that verify would refuse: the first reason as the message, the others as hints."""
    first, *others = problems
    hints = (*first.hints, *(hint for other in others for hint in (other.said, *other.hints)))
    kind = NotJudged if first.kind == "missing" else NotPermitted
    return kind(first.said, *hints)
