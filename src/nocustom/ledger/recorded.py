"""Where an event stands, and when it was recorded: what is known of every line of a ledger without what it says."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from nocustom.ledger.tree import leaf_hash
from nocustom.life import days
from nocustom.life.event import Event

__all__ = ["Recorded", "glanced"]

_TAIL = re.compile(rb',"stream":"([^"\\]+)","ts":"([^"\\]+)","type":"([^"\\]+)","v":1,"ver":([1-9][0-9]{0,14})}\Z')


class Recorded(NamedTuple):
    """An event beside its content."""

    seq: int
    leaf: str
    """Hex SHA-256 of the line: the event's id."""
    prev: str | None
    stream: str
    ver: int
    type: str
    ts: str
    """RFC 3339 with the offset of the organisation."""

    @classmethod
    def of(cls, event: Event) -> Recorded:
        """That of an event."""
        return cls(event.seq, event.leaf, event.prev, event.stream, event.ver, event.type, event.ts)

    @property
    def day(self) -> str:
        """The calendar day in the organisation's offset."""
        return self.ts[:10]

    @property
    def on(self) -> date:
        """The same as a day; the last of all where it is none."""
        return days.read(self.day) or date.max


def glanced(line: bytes, seq: int, prev: str | None) -> Recorded | None:
    """What the end of a line says, if it is that of an event and good; None where it can't be told from there.

    The fields of a line that is good stand in one order and spelling, so a good line says this and nothing else.
    """
    found = _TAIL.match(line, line.rfind(b',"stream":"'))
    if found is None:
        return None
    try:
        stream, ts, kind = found[1].decode(), found[2].decode(), found[3].decode()
    except UnicodeDecodeError:
        return None
    return Recorded(seq, leaf_hash(line), prev, stream, int(found[4]), kind, ts)
