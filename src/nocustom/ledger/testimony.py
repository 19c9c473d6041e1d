"""What lines say of the lines before them: a witness saw so many, or the ledger was put back to an earlier copy.

A witness's message must be true of those lines, signed by somebody who keeps no other part of the ledger, and not older
than the last line seen. A restored ledger ends right before the line that says so, and what had been seen of it before
is more than that. Both come in the ledger's own lines; who signs the second are the roots.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from nocustom.ledger.checkpoint import signer_of
from nocustom.ledger.cosignature import Cosignature, cosignature
from nocustom.ledger.namespaces import CHECKPOINT, DECISION, OFFICE, PREFIX, WITNESS
from nocustom.ledger.roster import State
from nocustom.ledger.tree import Tree
from nocustom.words import Said, say

__all__ = [
    "Past", "Restored", "Witnessed", "restore_objections", "signature_objections", "standing_objections",
    "witness_objections",
]  # fmt: skip

CLOCKS_DIFFER = 300
"""So many seconds may the clocks of a host and a witness differ."""

Objection = tuple[str, Said]
"""A stable slug, and the sentence for a person."""


@dataclass(frozen=True, slots=True)
class Witnessed:
    """A witness looked at the first `size` lines."""

    seq: int
    """The line that says so."""
    by: str
    time: int
    """Seconds since 1970, by the witness's clock."""
    day: str
    """The same as a day where the ledger is."""
    size: int
    root: str
    message: str
    signature: str

    @classmethod
    def read(cls, seq: int, body: dict[str, Any], ts: str) -> Witnessed:
        """What the content of a `witness.added` says, recorded at the time `ts`. Raises BadCheckpoint."""
        found = cosignature(body["cosignature"].encode())
        day = datetime.fromtimestamp(found.time, datetime.fromisoformat(ts).tzinfo).date().isoformat()
        seen = found.checkpoint
        return cls(seq, body["by"], found.time, day, seen.size, seen.root, body["cosignature"], body["sig"])

    @property
    def cosignature(self) -> Cosignature:
        """The message."""
        return cosignature(self.message.encode())


@dataclass(frozen=True, slots=True)
class Restored:
    """The ledger was put back to its first `size` lines; `known_size` is how many had been seen before."""

    seq: int
    size: int
    known_size: int
    known_root: str
    source: str

    @classmethod
    def read(cls, seq: int, stmt: dict[str, Any]) -> Restored:
        """What the statement of a `ledger.restored` says."""
        return cls(seq, *(stmt[name] for name in ("size", "known_size", "known_root", "source")))


class Past(Protocol):
    """The lines before."""

    @property
    def origin(self) -> str | None: ...
    @property
    def size(self) -> int: ...
    @property
    def tree(self) -> Tree: ...
    @property
    def state(self) -> State: ...
    @property
    def witnesses(self) -> Sequence[Witnessed]: ...

    def newest(self, size: int) -> str | None:
        """The time of the last good event of the first `size` lines; None where there is none."""
        ...


def witness_objections(past: Past, said: Witnessed) -> Iterator[Objection]:
    """Why what a witness says is not true of the lines before."""
    origin = said.cosignature.checkpoint.origin
    if origin != past.origin:
        yield "origin", say("signed for the ledger `{found}`, but this is `{needed}`", found=origin,
                            needed=past.origin or "")  # fmt: skip
    if not 0 < said.size <= past.size:
        yield "witness-size", say("the witness saw {size} lines, and before this one there are {lines}",
                                  size=said.size, lines=past.size)  # fmt: skip
    elif past.tree.root(said.size) != said.root:
        yield "witness-root", say("the witness saw other first {size} lines", size=said.size)
    last = past.witnesses[-1] if past.witnesses else None
    if last is not None and (said.time < last.time or said.size < last.size):
        yield "witness-order", say("the witness of line {seq} saw more, or later", seq=last.seq)


def signature_objections(past: Past, said: Witnessed) -> Iterator[Objection]:
    """Why a witness's signature does not count, or the witness is none. Raises BadCheckpoint where it does not fit."""
    person, _ = signer_of(said.cosignature.message, said.signature, WITNESS, past.state)
    if person != said.by:
        yield "signer", say("signed by `{signer}`, but `{by}` is said to act", signer=person, by=said.by)
    yield from standing_objections(past, said)


def standing_objections(past: Past, said: Witnessed) -> Iterator[Objection]:
    """Why nobody could be this witness, or not at this time; to be asked before anything is signed."""
    roster = past.state.roster
    roles = [role for role in (CHECKPOINT, OFFICE, DECISION) if roster.keys_of(said.by, role)]
    if roles:
        yield "witness-apart", say(
            "`{person}` has a key for {roles}, and nobody is a witness to their own work", person=said.by,
            roles=[role.removeprefix(PREFIX) for role in roles])  # fmt: skip
    newest = past.newest(said.size)
    if newest is not None and datetime.fromisoformat(newest).timestamp() > said.time + CLOCKS_DIFFER:
        yield "witness-clock", say(
            "the witness's time is before that of the last line seen, {ts}: a clock is wrong", ts=newest)  # fmt: skip


def restore_objections(past: Past, stmt: dict[str, Any]) -> Sequence[Objection]:
    """Why what a `ledger.restored` says is not true of the lines before."""
    found: list[Objection] = []
    if (stmt["size"], stmt["root"]) != (past.size, past.tree.root()):
        found.append(("restored", say("the copy it was restored from does not end right before this line")))
    size, root = stmt["known_size"], stmt["known_root"]
    if size < past.size or (size == past.size and root != stmt["root"]):
        found.append(("restored", say("what was last known is not of the copy, and not of more lines than it has")))
    return found
