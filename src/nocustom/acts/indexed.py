"""The index of a ledger, made of its lines and gone on with.

    it was made up to the last line      it is taken as it is
    lines were recorded since            the requests they are about are read, and it goes on
    damaged, or of another ledger        it is made anew of all lines, as where a large ledger has none

What was made or gone on with is answered from at once, and stands in its file where that can be written.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date

from nocustom.acts.desk import Desk
from nocustom.acts.queue import quiet_until
from nocustom.acts.search import named, written
from nocustom.errors import NotJudged
from nocustom.ledger.event_types import TYPES
from nocustom.ledger.excerpt import Excerpt, read_event
from nocustom.ledger.index import ALWAYS, MANY, NEVER, Damaged, Index, Look, NotRead, Row
from nocustom.ledger.thrifty import ThriftyRules
from nocustom.ledger.tree import leaf_hash
from nocustom.life.assessment import Assessment
from nocustom.life.case import Case, World
from nocustom.life.event import Event

__all__ = ["current", "look", "made", "of_some", "row", "those"]

_AT_ONCE = 10_000
"""Lines after which an index that is being made takes what became of the requests."""
_FEW = 500
"""Requests that are read at a time to go on with it."""
_JUDGED_BY = frozenset({"people.adopted", "catalogue.adopted", "policy.adopted"})
"""Who owns what until when is read from these: with another version each request is looked at once more."""


def current(desk: Desk, *, anew: bool = False) -> Index | None:
    """The index of all lines there are; None where there is no use in one, and all is read. `anew`: not the one of
    before.

    Raises Broken where all lines were read for it, and one of them is damaged.
    """
    path = desk.workspace.ledger.index_file
    if path is None:
        return None
    if not anew:
        with suppress(NotRead):
            if (index := Index.read(path)) is not None:
                return _caught_up(desk, index)
    if desk.ledger.store.head()[0] < MANY:
        return None
    index = made(desk)
    with suppress(OSError, NotJudged):
        index.put(path)
    return _of_use(index)


def _of_use(index: Index) -> Index | None:
    """The index, where a part tells what the whole does."""
    if index.plain:
        return index
    index.close()
    return None


def made(desk: Desk) -> Index:
    """The index of all lines, as of today. Raises Broken where the ledger is damaged, NotJudged where nobody can tell
    what it amounts to.
    """
    index = Index.made()
    try:
        _make(desk, index)
    except BaseException:
        index.close()
        raise
    return index


def _make(desk: Desk, index: Index) -> None:
    rules, today = ThriftyRules(desk.ledger.blobs, desk.workspace.origin), desk.workspace.today(desk.clock())
    about, fresh = set[str](), set[str]()  # requests with new lines; those looked at since the last adoption

    def take(event: Event) -> None:
        world = rules.world
        index.reach(event.seq + 1, event.leaf, plain=not world.voids)
        index.go_on(row(world, case, today) for number in about if (case := world.cases.get(number)) is not None)
        fresh.update(about)
        about.clear()

    event: Event | None = None
    for event in desk.ledger.passing(rules):
        if event.type in _JUDGED_BY:
            fresh.clear()
        about.add(rules.world.disputes[-1].stream if event.type == "act.disputed" else event.stream)
        if (event.seq + 1) % _AT_ONCE == 0:
            take(event)
    if event is not None:
        take(event)
        desk.ledger.told(rules.world)
        about.update(set(index.may_wait()) - fresh)
        take(event)


def _caught_up(desk: Desk, index: Index) -> Index | None:
    """The index of all lines there are. Raises Damaged where they don't begin with those it was made of."""
    try:
        store = desk.ledger.store
        size, leaf = store.head()
        before = store.numbered(index.size - 1)
        if size < index.size or before is None or leaf_hash(before) != index.leaf:
            raise Damaged  # another state of the ledger was put in its place
        if size - index.size > max(MANY, index.size):
            raise Damaged  # to make it is less work
        if (size, leaf) != (index.size, index.leaf) and index.plain:
            _go_on(desk, index, _following(index, store.lines(index.size)))
    except BaseException:
        index.close()
        raise
    return _of_use(index)


def _following(index: Index, lines: Iterable[bytes]) -> list[Event]:
    """The lines since, each of which follows the one before it. Raises NotRead."""
    events, last = list[Event](), index.leaf
    try:
        for seq, line in enumerate(lines, start=index.size):
            event = read_event(line)
            if (event.seq, event.prev) != (seq, last):
                raise NotRead
            events.append(event)
            last = event.leaf
    except (LookupError, TypeError, ValueError) as error:
        raise NotRead from error
    return events


def _go_on(desk: Desk, index: Index, new: Sequence[Event]) -> None:
    about = {event.stream for event in new if TYPES[event.type].stream == "request"}
    for event in new:
        if event.type == "act.disputed" and (line := desk.ledger.store.numbered(event.content["line"])) is not None:
            disputed = json.loads(line)
            about.update({disputed["stream"]} if TYPES[disputed["type"]].stream == "request" else ())
    if any(event.type in _JUDGED_BY for event in new):
        about.update(index.may_wait())
    index.reach(new[-1].seq + 1, new[-1].leaf)
    index.go_on(rows(desk, index, sorted(about)))


def rows(desk: Desk, index: Index, numbers: Sequence[str]) -> Iterator[Row]:
    """What an index keeps of these requests. Raises Damaged where one of them is not there."""
    for begin in range(0, len(numbers), _FEW):
        some = numbers[begin : begin + _FEW]
        part = of_some(desk, index, some)
        yield from (row(part.world, case, part.today) for case in those(part, some))


def of_some(desk: Desk, index: Index, numbers: Iterable[str]) -> Desk:
    """The desk with these requests of the ledger, and what holds for all."""
    part = Excerpt(desk.ledger, index)
    part.want(numbers)
    return replace(desk, ledger=part)


def those(part: Desk, numbers: Iterable[str]) -> list[Case]:
    """These requests, which were read. Raises Damaged where one of them is not there."""
    cases = part.world.cases
    if not all(dict.__contains__(cases, number) for number in numbers):
        raise Damaged
    return [cases[number] for number in numbers]


def row(world: World, case: Case, today: date) -> Row:
    """What an index keeps of a request."""
    found, by = case.revision.assessment or Assessment({}), case.revision.by
    return Row(
        case.number, case.key, case.revision.seq, case.state.value, found.department, look(world, case, today),
        written(found, case.number, case.key, by), named(found, by),
    )  # fmt: skip


def look(world: World, case: Case, today: date) -> Look:
    """The days on which nothing waits at a request, as of one of them."""
    until = quiet_until(world, case, today)
    if until is None:
        return ALWAYS
    return NEVER if until == date.max else (today.toordinal(), until.toordinal())
