"""An answer about a few requests of a large ledger, from the lines of those requests alone.

    the index was made up to the last line     the requests asked about are read, and those lines that hold for all
    lines were recorded since                  the requests they are about are read as well, and the index goes on
    there is none, or it is another ledger's   everything is read, as acts always do; a large ledger gets an index
    the part does not tell                     the same

So a crash between a line and the index, and an index that was deleted or damaged, cost time once and nothing else.
Where it can't be written, every command reads what came since.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import NamedTuple, TypeVar

from nocustom.acts.desk import Desk
from nocustom.acts.queue import Queue, queue, quiet_until
from nocustom.acts.story import Story, story
from nocustom.errors import NotJudged
from nocustom.ledger import index as kept
from nocustom.ledger.excerpt import Excerpt, NotRead, read_event
from nocustom.ledger.index import MANY, Index, Look, by_days
from nocustom.ledger.mirror_store import elsewhere
from nocustom.ledger.tree import leaf_hash
from nocustom.life.case import Case, World
from nocustom.life.event import Event
from nocustom.refusals import refusal
from nocustom.words import say

__all__ = ["Rebuilt", "index_of", "queue_at_a_glance", "rebuild", "story_at_a_glance"]

T = TypeVar("T")

_ALWAYS: Look = (1, 0)
_JUDGED_BY = frozenset({"people.adopted", "catalogue.adopted", "policy.adopted"})
"""Who owns what until when is read from these: with another version each request is looked at once more."""


def queue_at_a_glance(
    desk: Desk, *, mine: Callable[[Desk], str | None] = lambda desk: None, overdue: bool = False,
    department: str | None = None, search: str | None = None,
) -> Queue:  # fmt: skip
    """The queue; `mine` tells whose turn is asked for."""

    def told(desk: Desk, cases: Iterable[Case] | None) -> Queue:
        return queue(
            desk, mine=mine(desk), overdue=overdue, department=department, search=search, cases=cases
        )  # fmt: skip

    def few(part: Desk, index: Index) -> Queue:
        assert isinstance(part.ledger, Excerpt)
        today = part.today
        numbers = index.to_look_at(today.toordinal())
        part.ledger.want(numbers)
        world = part.world
        cases = [world.cases[number] for number in numbers]
        answer = told(part, cases)
        if quiet := {case.number: look for case in cases if (look := _look(world, case, today)) != _ALWAYS}:
            _keep(desk, replace(index, quiet=_merged(index, quiet)))
        return answer

    return _at_a_glance(desk, few, lambda whole: told(whole, None))


def story_at_a_glance(desk: Desk, name: str) -> Story:
    """The story of the request with this number or key. NotJudged where the ledger has none."""

    def few(part: Desk, index: Index) -> Story:
        assert isinstance(part.ledger, Excerpt)
        number = index.number(name) or name
        part.ledger.want([number] if index.knows(number) else [])
        return story(part, part.case(name))

    return _at_a_glance(desk, few, lambda whole: story(whole, whole.case(name)))


def rebuild(desk: Desk) -> Rebuilt:
    """Make the index anew of every line. NotPermitted where a mirror is read, NotJudged where it can't be written."""
    path = desk.workspace.ledger.index_file
    if path is None:
        raise elsewhere()
    index, shown = index_of(desk), desk.workspace.shown(path)
    try:
        kept.write(path, index)
    except OSError as error:
        raise NotJudged(say("can't write `{path}`: {reason}", path=shown, reason=refusal(error))) from error
    return Rebuilt(index, shown)


class Rebuilt(NamedTuple):
    """The index that was made, and the path of its file as messages name it."""

    made: Index
    shown: str


def index_of(desk: Desk) -> Index:
    """The index of the whole ledger, as of today. Raises Broken where the ledger is damaged."""
    world, today = desk.world, desk.today
    looks = ((case.number, _look(world, case, today)) for case in world.cases.values())
    return Index(
        desk.ledger.size, desk.ledger.leaf or "", not world.voids,
        by_days((number, look) for number, look in looks if look is not None),
        "\n" + "".join(f"{key}\t{number}\n" for key, number in world.keys.items()),
    )  # fmt: skip


def _at_a_glance(desk: Desk, few: Callable[[Desk, Index], T], whole: Callable[[Desk], T]) -> T:
    path = desk.workspace.ledger.index_file
    found = None if path is None else kept.read(path)
    if found is not None and found.plain:
        try:
            index = _caught_up(desk, found)
            return few(_part(desk, index), index)
        except NotRead:
            pass
    answer = whole(desk)
    if path is not None and desk.ledger.size >= MANY and _outdated(desk, found):
        _keep(desk, index_of(desk))
    return answer


def _outdated(desk: Desk, index: Index | None) -> bool:
    """Whether it was made of other lines than there are."""
    return index is None or (index.size, index.leaf) != (desk.ledger.size, desk.ledger.leaf)


def _part(desk: Desk, index: Index) -> Desk:
    return replace(desk, ledger=Excerpt(desk.ledger, index))


def _caught_up(desk: Desk, index: Index) -> Index:
    """The index of all lines there are. Raises NotRead where they don't begin with those it was made of."""
    store = desk.ledger.store
    size, leaf = store.head()
    if (size, leaf) == (index.size, index.leaf):
        return index
    before = store.numbered(index.size - 1)
    if size < index.size or before is None or leaf_hash(before) != index.leaf:
        raise NotRead  # another state of the ledger was put in its place
    try:
        new = _following(index, [*store.lines(index.size)])
    except (LookupError, TypeError, ValueError) as error:
        raise NotRead from error
    after = _gone_on(desk, index, new)
    _keep(desk, after)
    return after


def _following(index: Index, lines: Iterable[bytes]) -> list[Event]:
    """The lines since, each of which follows the one before it."""
    events, last = list[Event](), index.leaf
    for seq, line in enumerate(lines, start=index.size):
        event = read_event(line)
        if (event.seq, event.prev) != (seq, last):
            raise NotRead
        events.append(event)
        last = event.leaf
    return events


def _gone_on(desk: Desk, index: Index, new: list[Event]) -> Index:
    keys = "".join(
        f"{event.content['key']}\t{event.stream}\n"
        for event in new if event.type == "request.filed" and event.ver == 1
    )  # fmt: skip
    index = replace(index, size=new[-1].seq + 1, leaf=new[-1].leaf, keys=index.keys + keys)
    about = {event.stream for event in new}
    for event in new:
        if event.type == "act.disputed":
            line = desk.ledger.store.numbered(event.content["line"])
            about.add("" if line is None else json.loads(line)["stream"])
    if any(event.type in _JUDGED_BY for event in new):
        about.update(index.looks())
    part = _part(desk, index)
    assert isinstance(part.ledger, Excerpt)
    known = index.looks()
    numbers = [number for number in about if number in known or index.knows(number)]
    part.ledger.want(numbers)
    world, today = part.world, part.today
    looks = {number: _look(world, world.cases[number], today) for number in numbers}
    return replace(index, quiet=_merged(index, looks))


def _merged(index: Index, more: Mapping[str, Look | None]) -> dict[Look, str]:
    return by_days((number, look) for number, look in {**index.looks(), **more}.items() if look is not None)


def _look(world: World, case: Case, today: date) -> Look | None:
    """The days on which nothing waits at a request; None where that is so until something is recorded."""
    until = quiet_until(world, case, today)
    if until == date.max:
        return None
    return _ALWAYS if until is None else (today.toordinal(), until.toordinal())


def _keep(desk: Desk, index: Index) -> None:
    """Keep the index where that can be; where not, the next command reads more than it had to."""
    path = desk.workspace.ledger.index_file
    if path is not None:
        with suppress(OSError):
            kept.write(path, index)
