"""A part of the ledger, read without the rest: the lines of some requests, and those that hold for all.

The same fold makes the same cases of them, because no request's course depends on another request. The rules are not
asked again: an index (`ledger.index`) says that every event took effect, and what was recorded since was examined
before. Whatever can't be told from this part raises `NotRead`, and then the whole ledger is read. It answers questions;
it is never what an act rests on.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, NoReturn, TypeVar

from nocustom.ledger import sshsig
from nocustom.ledger.canonical import parse_line
from nocustom.ledger.event_types import TYPES
from nocustom.ledger.index import Index, NotRead
from nocustom.ledger.judging import documents
from nocustom.ledger.ledger import Ledger
from nocustom.ledger.roster import State, parse_roots, parse_roster
from nocustom.ledger.tree import leaf_hash
from nocustom.ledger.verifier import Verifier
from nocustom.life.case import World
from nocustom.life.course import Papers
from nocustom.life.event import Event, Signature
from nocustom.life.rules import Rules

__all__ = ["Excerpt", "read_event"]

_FOR_ALL = sorted({kind.stream for kind in TYPES.values()} - {"request"})

K = TypeVar("K")
V = TypeVar("V")


class Excerpt(Ledger):
    """The ledger for a question about some requests: `want` them before anything else is asked."""

    def __init__(self, whole: Ledger, index: Index) -> None:
        super().__init__(whole.store, whole.blobs, origin=whole._origin, rules=whole._rules)
        self._index = index
        self._streams: list[str] = []

    def want(self, numbers: Iterable[str]) -> None:
        """The requests that it is about."""
        self._streams = sorted(set(numbers))

    def _caught_up(self) -> Verifier:
        raise NotRead

    @property
    def size(self) -> int:
        """The number of lines."""
        return self._index.size

    @property
    def leaf(self) -> str | None:
        """Leaf hash of the last line."""
        return self._index.leaf

    @cached_property
    def ts(self) -> str | None:
        """The time of the last line."""
        last = self.store.numbered(self.size - 1)
        if last is None or leaf_hash(last) != self.leaf:
            raise NotRead
        return str(json.loads(last)["ts"])

    def events(self) -> Sequence[Event]:
        """The events that were read, in order."""
        return self._read[0]

    @property
    def world(self) -> World:
        """What these events amount to."""
        return self._read[1]

    @cached_property
    def state(self) -> State:
        """Roots and roster in force."""
        state = State()
        for event in self.events():
            if event.type == "roster.set":
                state = state.succeeded_by(parse_roots(event.content["roots"]), parse_roster(event.content["roster"]))
        return state

    @cached_property
    def _read(self) -> tuple[tuple[Event, ...], World]:
        try:
            events = self._among([*_FOR_ALL, *self._streams])
            if disputed := self._disputed(events):
                events = self._among([*_FOR_ALL, *self._streams, *disputed])
            rules = Rules(_all_there(documents(self.blobs)), self._origin)
            for event in events:
                rules.take(event)
        except (AssertionError, AttributeError, LookupError, TypeError, ValueError) as error:
            raise NotRead from error  # a line that can't be read: the whole ledger says which
        return events, self._closed(rules.world)

    def _among(self, streams: Iterable[str]) -> tuple[Event, ...]:
        events = map(read_event, self.store.among(set(streams)))
        return tuple(event for event in events if event.seq < self.size)

    def _disputed(self, events: Iterable[Event]) -> set[str]:
        """The further streams whose lines are disputed: what a dispute changes is told by what it is about."""
        found = set[str]()
        for event in events:
            if event.type == "act.disputed":
                line = self.store.numbered(event.content["line"])
                if line is None:
                    raise NotRead
                found.add(json.loads(line)["stream"])
        return found - {*_FOR_ALL, *self._streams}

    def _closed(self, world: World) -> World:
        """The world, of which nothing can be told but what was read."""
        world.size = self.size
        world.cases = _Cases(world.cases, self._index)
        world.keys = _Keys(world.keys, self._index)
        world.counts, world.lines = _Some(world.counts), _Some(world.lines)
        world.nonces, world.sheets = _SomeOf(world.nonces), _SomeOf(world.sheets)
        return world


def read_event(line: bytes) -> Event:
    """The event in a line that was examined when it was recorded. Raises ValueError, TypeError or KeyError."""
    value = parse_line(line)
    text = value["stmt"]
    return Event(
        value["seq"], leaf_hash(line), value["prev"], value["stream"], value["ver"], value["type"], value["ts"],
        value["body"], None if text is None else parse_line(text.encode()),
        tuple(Signature(sig["by"], sig["ns"], sshsig.parse(sig["sig"]).key.fingerprint) for sig in value["sigs"]),
    )  # fmt: skip


def _all_there(papers: Papers) -> Papers:
    def read(digest: str) -> dict[str, Any]:
        found = papers(digest)
        if found is None:
            raise NotRead
        return found

    return read


class _Some(dict[K, V]):
    """Of a mapping only a part: what is not in it may be there all the same."""

    def __missing__(self, key: K) -> NoReturn:
        raise NotRead

    def get(self, key: K, default: Any = None) -> Any:
        return self[key]

    def __contains__(self, key: object) -> bool:
        return dict.__contains__(self, key) or self._unread()

    def __iter__(self) -> Iterator[K]:
        self._unread()

    def __len__(self) -> int:
        self._unread()

    def keys(self) -> NoReturn:
        self._unread()

    def values(self) -> NoReturn:
        self._unread()

    def items(self) -> NoReturn:
        self._unread()

    def _unread(self) -> NoReturn:
        raise NotRead


class _SomeOf(set[K]):
    """The same of a set."""

    def __contains__(self, item: object) -> bool:
        if set.__contains__(self, item):
            return True
        raise NotRead

    def __iter__(self) -> Iterator[K]:
        raise NotRead

    def __len__(self) -> int:
        raise NotRead


class _Cases(_Some[str, Any]):
    """The cases that were read; that there is no such request is known of the others."""

    def __init__(self, read: Mapping[str, Any], index: Index) -> None:
        super().__init__(read)
        self._index = index

    def get(self, key: str, default: Any = None) -> Any:
        return self[key] if dict.__contains__(self, key) or self._index.knows(key) else default

    def __contains__(self, key: object) -> bool:
        return dict.__contains__(self, key) or self._index.knows(str(key))


class _Keys(_Some[str, str]):
    """The number of every request, by its key."""

    def __init__(self, read: Mapping[str, str], index: Index) -> None:
        super().__init__(read)
        self._index = index

    def get(self, key: str, default: Any = None) -> Any:
        return self._index.number(key) or default

    def __missing__(self, key: str) -> Any:
        number = self._index.number(key)
        if number is None:
            raise KeyError(key)
        return number

    def __contains__(self, key: object) -> bool:
        return self._index.number(str(key)) is not None
