"""Building the next line of the ledger, and the statement that a person signs.

A line is canonical JSON: who signed what (`sigs`, `stmt`), what was recorded unsigned (`body`), and where it stands
(`seq`, `prev`, `stream`, `ver`, `ts`). Position and time are given here, at the moment of appending; they are not part
of what was signed, so an act stays good when other events come first.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from nocustom.ledger.canonical import canonical

__all__ = ["Draft", "Head", "RawSignature", "next_line", "statement"]


@dataclass(frozen=True, slots=True)
class RawSignature:
    """A signature as it stands in a line: who, in which role, and the armoured SSHSIG."""

    by: str
    ns: str
    sig: str


@dataclass(frozen=True, slots=True)
class Draft:
    """An event before it has a place."""

    type: str
    stream: str
    stmt: str | None = None
    """The signed text, or None for an unsigned event."""
    sigs: tuple[RawSignature, ...] = ()
    body: Mapping[str, Any] = field(default_factory=dict)
    """The content of an unsigned event; empty where a statement carries it."""
    ver: int | None = None
    """The version of the stream that this becomes, as the person saw it; None takes the next one whatever it is."""


@dataclass(frozen=True, slots=True)
class Head:
    """Where the next line goes."""

    size: int
    leaf: str | None
    ts: str | None
    """Time of the last event."""
    ver: int
    """The version that the draft's stream has now; 0 before its first event."""


def next_line(draft: Draft, head: Head, now: datetime) -> bytes:
    """The line (without LF) for `draft` after `head`. `now` carries the organisation's offset.

    A clock that stands before the last event's time takes that time: order is `seq`, time never decreases.
    """
    ts = now.isoformat(timespec="seconds")
    if head.ts is not None and ts < head.ts:
        ts = head.ts
    return canonical({
        "v": 1, "seq": head.size, "prev": head.leaf, "stream": draft.stream, "ver": head.ver + 1, "type": draft.type,
        "ts": ts, "body": dict(draft.body), "stmt": draft.stmt,
        "sigs": [{"by": sig.by, "fmt": "sshsig", "ns": sig.ns, "sig": sig.sig} for sig in draft.sigs],
    })  # fmt: skip


def statement(
    act: str, *, ledger: str, by: str, seen: Mapping[str, Any], lang: str, text: str, acting_for: str | None = None,
    nonce: str | None = None, **content: Any,
) -> str:  # fmt: skip
    """The one line that is signed: `content` under its names, and what every statement has (a fresh nonce too)."""
    return canonical({
        "v": 1, "act": act, "ledger": ledger, "by": by, "acting_for": acting_for, "seen": dict(seen), "lang": lang,
        "text": text, "nonce": nonce or secrets.token_hex(16), **content,
    }).decode()  # fmt: skip
