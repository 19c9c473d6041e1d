"""An answer about a few requests of a large ledger, from the lines of those requests alone.

An index (`acts/indexed.py`) picks them; they are folded from their own lines and those that hold for all, and whatever
that does not tell is asked of the whole ledger. So an index that was deleted, damaged or left behind by a crash costs
time once and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import closing
from typing import NamedTuple, TypeVar

from nocustom.acts.desk import Desk
from nocustom.acts.indexed import current, look, made, of_some, row, those
from nocustom.acts.queue import Queue, queue
from nocustom.acts.search import asked
from nocustom.acts.story import Story, story
from nocustom.errors import NotJudged
from nocustom.ledger.index import ALWAYS, Damaged, Index, NotRead
from nocustom.ledger.mirror_store import elsewhere
from nocustom.life.case import Case
from nocustom.refusals import refusal
from nocustom.words import say

__all__ = ["Rebuilt", "queue_at_a_glance", "rebuild", "story_at_a_glance"]

T = TypeVar("T")

_TRIES = 3


def queue_at_a_glance(
    desk: Desk, *, mine: Callable[[Desk], str | None] = lambda desk: None, overdue: bool = False,
    department: str | None = None, search: str | None = None,
) -> Queue:  # fmt: skip
    """The queue; `mine` tells whose turn is asked for."""

    def told(desk: Desk, cases: Iterable[Case] | None) -> Queue:
        return queue(
            desk, mine=mine(desk), overdue=overdue, department=department, search=search, cases=cases
        )  # fmt: skip

    def few(index: Index) -> Queue:
        all_ = of_some(desk, index, ())
        numbers = index.select(
            asked(all_.world, all_.today, search=search, department=department, waiting=True))  # fmt: skip
        part = of_some(desk, index, numbers)
        cases = those(part, numbers)
        answer = told(part, cases)
        world, today = part.world, part.today
        if quiet := [case for case in cases if look(world, case, today) != ALWAYS]:
            index.go_on([row(world, case, today) for case in quiet])
        return answer

    return at_a_glance(desk, few, lambda: told(desk, None))


def story_at_a_glance(desk: Desk, name: str) -> Story:
    """The story of the request with this number or key. NotJudged where the ledger has none."""

    def few(index: Index) -> Story:
        number = index.number(name) or name
        part = of_some(desk, index, [number] if index.knows(number) else [])
        return story(part, part.case(name))

    return at_a_glance(desk, few, lambda: story(desk, desk.case(name)))


def at_a_glance(desk: Desk, few: Callable[[Index], T], whole: Callable[[], T]) -> T:
    """The answer of a few requests where an index picks them, or of the whole ledger."""
    anew = False
    for _ in range(_TRIES):
        index = current(desk, anew=anew)
        if index is None:
            break
        with closing(index):
            try:
                answer = few(index)
            except NotRead as error:
                if index.same():  # nobody went on with it meanwhile
                    if anew or not isinstance(error, Damaged):
                        break
                    anew = True
                continue
            if index.same():
                return answer
    return whole()


class Rebuilt(NamedTuple):
    """The index that was made, and the path of its file as messages name it."""

    requests: int
    lines: int
    plain: bool
    """Whether it is of use: every line took effect."""
    shown: str


def rebuild(desk: Desk) -> Rebuilt:
    """Make the index anew of every line. NotPermitted where a mirror is read, NotJudged where it can't be written."""
    path = desk.workspace.ledger.index_file
    if path is None:
        raise elsewhere()
    shown = desk.workspace.shown(path)
    with closing(made(desk)) as index:
        try:
            index.put(path)
        except OSError as error:
            raise NotJudged(
                say("can't write `{path}`: {reason}", path=shown, reason=refusal(error)),
                say("until it can be written, answers are read from all lines"),
            ) from error
        return Rebuilt(index.requests, index.size, index.plain, shown)
