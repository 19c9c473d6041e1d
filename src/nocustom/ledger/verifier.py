"""The rules of the design's page 6, line after line.

For each line: it is good by itself (`ledger.alone`); its place fits (`seq`, `prev`, version of its stream, time); its
signer is in the roster of that moment with that key in that role; nonce fresh, origin equal, what the signer saw is our
own past; the files it rests on are there unaltered. Then the rules of `life` judge the acts together.

`examine` changes nothing, `take` moves on. A whole verification takes whatever comes and collects what is wrong; the
ledger appends only what `examine` finds nothing wrong with, so what verify would refuse can't be written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, Literal, NamedTuple, Protocol

from nocustom.ledger.alone import Alone, Signed, read_line
from nocustom.ledger.checkpoint import BadCheckpoint
from nocustom.ledger.event_line import Head
from nocustom.ledger.event_types import EventType
from nocustom.ledger.namespaces import ROSTER
from nocustom.ledger.problem import Problem
from nocustom.ledger.roster import (
    BadRoster,
    State,
    parse_roots,
    parse_roster,
    roster_objections,
    table_objections,
)
from nocustom.ledger.testimony import (
    Restored,
    Witnessed,
    restore_objections,
    signature_objections,
    witness_objections,
)
from nocustom.ledger.tree import Tree, leaf_hash
from nocustom.life.event import Event, Signature
from nocustom.words import Said, say

__all__ = ["Examined", "Papers", "Rules", "Verifier", "roster_after"]

_TS = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}[+-]\d{2}:\d{2}\Z", re.ASCII)
_LENGTH_OF_TS = len("2026-11-23T12:41:41+09:00")


class Papers(Protocol):
    """The files beside the ledger, by digest."""

    def get(self, digest: str) -> bytes:
        """What the file holds. Raises NocustomError."""
        ...

    def state(self, digest: str) -> Literal["ok", "missing", "altered"]:
        """Whether the file with this SHA-256 is there and unaltered."""
        ...


class Rules(Protocol):
    """What judges the acts together, event by event; only events that are good in themselves come here."""

    def examine(self, event: Event) -> Sequence[Problem]:
        """What is wrong with the next event, after all that were taken; nothing changes."""
        ...

    def take(self, event: Event) -> Sequence[Problem]:
        """Move past the next event, and say what is wrong with it."""
        ...

    def accept(self, event: Event) -> None:
        """Move past the next event, with which `examine` has just found nothing wrong."""
        ...


class Examined(NamedTuple):
    """What `examine` found out about one line."""

    line: bytes
    leaf: str
    problems: tuple[Problem, ...]
    event: Event | None
    """The event, where the line could be read as one."""
    sound: bool
    """Whether the event is good in itself; the rules of `life` are another question."""
    state: State | None
    """The roster it brings into force, for a good `roster.set`."""
    witnessed: Witnessed | None = None
    """What a good `witness.added` says."""


@dataclass(slots=True)
class _Line:
    """A line under examination: what was read so far and what is wrong with it."""

    seq: int
    problems: list[Problem] = field(default_factory=list)
    state: State | None = None
    witnessed: Witnessed | None = None

    def wrong(self, code: str, said: Said, kind: Literal["broken", "missing"] = "broken") -> None:
        self.problems.append(Problem(code, self.seq, said, kind))


class Verifier:
    """Everything the next line is judged by; grows line by line."""

    def __init__(
        self, *, origin: str | None = None, papers: Papers | None = None, rules: Rules | None = None
    ) -> None:
        self.origin = origin
        """The ledger's name; taken from the first line where not given."""
        self.papers = papers
        self.rules = rules
        self.size = 0
        self.leaf: str | None = None
        self.ts: str | None = None
        self.tree = Tree()
        self.streams: dict[str, int] = {}
        self.nonces: set[str] = set()
        self.state = State()
        self.states: list[tuple[int, State]] = []
        """Every roster, with the number of lines from which on it is in force."""
        self.witnesses: list[Witnessed] = []
        self.restores: list[Restored] = []
        self.events: list[Event] = []
        """Events that are good in themselves, whatever the rules of `life` say to them."""
        self.problems: list[Problem] = []

    def state_at(self, size: int) -> State:
        """Roots and roster in force after the first `size` lines."""
        return roster_after(self.states, size)

    def head(self, stream: str) -> Head:
        """Where the next line of `stream` goes."""
        return Head(self.size, self.leaf, self.ts, self.streams.get(stream, 0))

    def step(self, line: bytes, alone: Alone | None = None, *, stored: bool = False) -> tuple[Problem, ...]:
        """Examine the next line, move on whatever it is, and return what is wrong with it.

        `alone` is what the line says by itself, where it was read already. `stored` lines come from our own database,
        where only examined lines get in: the arithmetic of their signatures, the files they rest on and the rules of
        `life` are left to a whole verification.
        """
        alone = read_line(line, arithmetic=not stored) if alone is None else alone
        examined = self._examine(line, alone, stored=stored)
        judged = self._take(examined)
        found = examined.problems if stored else (*examined.problems, *judged)
        self.problems.extend(found)
        return found

    def take(self, examined: Examined) -> None:
        """Move past a line that was just examined."""
        self._take(examined, judged=not examined.problems)
        self.problems.extend(examined.problems)

    def _take(self, examined: Examined, *, judged: bool = False) -> Sequence[Problem]:
        self.size += 1
        self.leaf = examined.leaf
        self._grow(examined.leaf)
        event = examined.event
        if event is None:
            return ()
        self.streams[event.stream] = event.ver
        if self.ts is None or event.ts > self.ts:
            self.ts = event.ts
        if event.stmt is not None and isinstance(nonce := event.stmt.get("nonce"), str):
            self.nonces.add(nonce)
            if self.origin is None and isinstance(event.stmt.get("ledger"), str):
                self.origin = event.stmt["ledger"]
        if examined.state is not None:
            self.state = examined.state
            self.states.append((self.size, examined.state))
        if examined.sound:
            self.events.append(event)
            if examined.witnessed is not None:
                self.witnesses.append(examined.witnessed)
            if event.type == "ledger.restored" and event.stmt is not None:
                self.restores.append(Restored.read(event.seq, event.stmt))
            if self.rules is not None and judged:
                self.rules.accept(event)
            elif self.rules is not None:
                return self.rules.take(event)
        return ()

    def _grow(self, leaf: str) -> None:
        self.tree.append(leaf)

    def examine(self, line: bytes) -> Examined:
        """What the next line is and what is wrong with it; nothing changes. Never raises, whatever the bytes."""
        examined = self._examine(line, read_line(line))
        if not examined.sound or examined.event is None or self.rules is None:
            return examined
        return examined._replace(problems=(*examined.problems, *self.rules.examine(examined.event)))

    def _examine(self, line: bytes, alone: Alone, *, stored: bool = False) -> Examined:
        """The same without the rules of `life`."""
        at = _Line(self.size)
        leaf = leaf_hash(line)
        event = self._event(at, alone, leaf, stored)
        problems = tuple(at.problems)
        sound = event is not None and (not problems or all(each.kind == "missing" for each in problems))
        return Examined(line, leaf, problems, event, sound, at.state if sound else None, at.witnessed)

    def _event(self, at: _Line, alone: Alone, leaf: str, stored: bool) -> Event | None:
        value, kind, stmt, sigs = alone.value, alone.kind, alone.stmt, alone.sigs
        if value is not None:
            self._place(at, value)
        if stmt is not None and alone.formed and not at.problems:
            self._statement(at, stmt)
        for code, said in alone.problems:
            at.wrong(code, said)
        if value is None or kind is None:
            return None
        if stmt is not None and sigs is not None:
            self._signers(at, stmt, kind, sigs)
        elif value["type"] == "witness.added" and not at.problems:
            self._witness(at, value, stored)
        content = value["body"] if value["stmt"] is None else stmt
        if content is not None and not at.problems and not stored:
            self._rests_on(at, kind, content)
        signed = tuple([Signature(by, ns, key.fingerprint) for by, ns, key in sigs]) if sigs else ()
        body, prev, seq, _, _, stream, ts, act, _, ver = value.values()
        return Event(seq, leaf, prev, stream, ver, act, ts, body, stmt, signed)

    def _place(self, at: _Line, value: dict[str, Any]) -> None:
        _, prev, seq, _, _, stream, ts, act, _, ver = value.values()
        if seq != self.size:
            at.wrong("seq", say("numbered {found}, but it is line {needed}", found=seq, needed=self.size))
        if prev != self.leaf:
            at.wrong(
                "prev",
                say("does not follow the line before it: that one was changed, or one is missing here"),
            )
        needed = self.streams.get(stream, 0) + 1
        if ver != needed:
            at.wrong("ver", say(
                "version {found} of `{stream}`, where {needed} comes next",
                found=ver, stream=stream, needed=needed))  # fmt: skip
        last = self.ts
        if len(ts) != _LENGTH_OF_TS or not _is_time(ts):
            at.wrong("ts", say("`{ts}` is not a time with an offset, to the second", ts=ts))
        elif last is not None and last != ts:
            if ts[19:] != last[19:]:
                at.wrong("ts-offset", say("the time `{ts}` is not in the offset of the first line", ts=ts))
            elif ts < last:
                at.wrong("ts-order", say("the time `{ts}` is before that of the line before", ts=ts))
        if self.size == 0 and act != "roster.set":
            at.wrong("genesis", say("the first line is not the first roster"))

    def _statement(self, at: _Line, stmt: dict[str, Any]) -> None:
        if self.origin is not None and stmt["ledger"] != self.origin:
            at.wrong(
                "origin",
                say(
                    "signed for the ledger `{found}`, but this is `{needed}`",
                    found=stmt["ledger"],
                    needed=self.origin,
                ),
            )
        if stmt["nonce"] in self.nonces:
            at.wrong("replay", say("this statement was recorded before"))
        seen = stmt["seen"]
        if seen["size"] > self.size:
            at.wrong("seen", say("the signer saw {size} lines, more than there are here", size=seen["size"]))
        elif not self._saw(seen["size"], seen["root"]):
            at.wrong(
                "seen", say("the signer saw another history of the first {size} lines", size=seen["size"])
            )

    def _saw(self, size: int, root: str) -> bool:
        """Whether the first lines had this root."""
        return self.tree.root(size) == root

    def newest(self, size: int) -> str | None:
        """The time of the last good event of the first lines; None where there is none."""
        return next((event.ts for event in reversed(self.events) if event.seq < size), None)

    def _signers(self, at: _Line, stmt: dict[str, Any], kind: EventType, sigs: Sequence[Signed]) -> None:
        if at.problems and "by" not in stmt:
            return
        if stmt.get("act") == "ledger.restored":
            self._restored(at, stmt, sigs)
            return
        if ROSTER in kind.namespaces:
            self._new_roster(at, stmt, sigs)
            return
        person, namespace, key = sigs[0]
        if person != stmt["by"]:
            at.wrong(
                "signer", say("signed by `{signer}`, but `{by}` is said to act", signer=person, by=stmt["by"])
            )
        objection = self.state.objection(person, key, namespace)
        if objection is not None:
            at.wrong(*objection)

    def _new_roster(self, at: _Line, stmt: dict[str, Any], sigs: Sequence[Signed]) -> None:
        if at.problems:
            return
        try:
            roots, roster = parse_roots(stmt["roots"]), parse_roster(stmt["roster"])
            state = self.state.succeeded_by(roots, roster)
        except BadRoster as bad:
            at.wrong("roster-" + bad.reason, bad.said)
            return
        if stmt["by"] not in {person for person, namespace, _ in sigs if namespace == ROSTER}:
            at.wrong("signer", say("`{by}` is said to act, but did not sign as a root", by=stmt["by"]))
        for code, said in roster_objections(self.state, roots, roster, stmt["added"], sigs):
            at.wrong("roster-" + code, said)
        at.state = state

    def _restored(self, at: _Line, stmt: dict[str, Any], sigs: Sequence[Signed]) -> None:
        if at.problems:
            return
        if stmt["by"] not in {person for person, _, _ in sigs}:
            at.wrong("signer", say("`{by}` is said to act, but did not sign as a root", by=stmt["by"]))
        for code, said in table_objections(self.state, sigs):
            at.wrong("roster-" + code, said)
        for code, said in restore_objections(self, stmt):
            at.wrong(code, said)

    def _witness(self, at: _Line, value: dict[str, Any], stored: bool) -> None:
        try:
            witnessed = Witnessed.read(at.seq, value["body"], value["ts"])
            signed = () if stored else signature_objections(self, witnessed)
            for code, said in (*signed, *witness_objections(self, witnessed)):
                at.wrong(code, said)
        except BadCheckpoint as bad:
            at.wrong("witness-" + bad.reason, bad.said)
            return
        at.witnessed = witnessed

    def _rests_on(self, at: _Line, kind: EventType, content: dict[str, Any]) -> None:
        if self.papers is None:
            return
        for digest in kind.papers_of(content):
            state = self.papers.state(digest)
            if state == "missing":
                at.wrong("file-missing", say("the file {digest} is not there", digest=digest), "missing")
            elif state == "altered":
                at.wrong("file-altered", say("the file {digest} was altered", digest=digest))


@lru_cache(maxsize=1024)
def _is_time(ts: str) -> bool:
    """Lines that were recorded together have the same time."""
    if not _TS.match(ts):
        return False
    try:
        datetime.fromisoformat(ts)
    except ValueError:
        return False
    return True


def roster_after(states: Iterable[tuple[int, State]], size: int) -> State:
    """The roster that counts after the first `size` lines; `states` are those that came into force after so many."""
    earlier = [state for since, state in states if since <= size]
    return earlier[-1] if earlier else State()
