"""One line of the ledger as `life` sees it: already parsed, its signatures already verified by `ledger`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from nocustom.life import days

__all__ = ["Event", "Papers", "Signature"]

Papers = Callable[[str], dict[str, Any] | None]
"""The parsed document with a SHA-256; None where there is none or it can't be read."""


class Signature(NamedTuple):
    """One verified signature of an event."""

    by: str
    """The person the roster gives for the key."""
    ns: str
    """The namespace, which is a role: `nocustom-v1-accept` and so on."""
    key: str
    """The key's fingerprint, `SHA256:…`."""


class Event(NamedTuple):
    """One event, in the order of the ledger (6-ledger, "Event")."""

    seq: int
    leaf: str
    """Hex SHA-256 of the line: the event's id."""
    prev: str | None
    stream: str
    ver: int
    type: str
    ts: str
    """RFC 3339 with the offset of the organisation, +09:00. Claimed by the host; order comes from `seq` only."""
    body: dict[str, Any]
    stmt: dict[str, Any] | None
    """What was signed, parsed (its canonical form are the signed bytes); None where the event is unsigned."""
    sigs: tuple[Signature, ...] = ()

    @property
    def content(self) -> dict[str, Any]:
        """What the act says: the signed statement, or the body where nothing was signed."""
        return self.body if self.stmt is None else self.stmt

    @property
    def signed(self) -> bool:
        """Whether a statement was signed."""
        return self.stmt is not None

    @property
    def day(self) -> str:
        """The calendar day in the organisation's offset, `2026-11-23`."""
        return self.ts[:10]

    @property
    def on(self) -> date:
        """The same as a day; the last of all where it is none, so that nothing is in time by it."""
        return days.read(self.day) or date.max

    @property
    def by(self) -> str:
        """The person who acted, as the act itself says; empty where it does not."""
        by = self.content.get("by")
        return by if isinstance(by, str) else ""

    @property
    def acting_for(self) -> str | None:
        """Whom the person stood in for, as the act itself says; None where for nobody."""
        other = self.content.get("acting_for")
        return other if isinstance(other, str) else None
