"""The decision that an event records, and what each act on a request repeats."""

from __future__ import annotations

from operator import itemgetter
from typing import Any

from nocustom.life import days
from nocustom.life.deeds import Ballot, Digests, conditions_of
from nocustom.life.event import Event

__all__ = ["ballot_of", "confirmation_of", "digests_of", "keys_of", "transcribed_of"]

_digests = itemgetter(*Digests._fields)


def digests_of(content: dict[str, Any]) -> Digests:
    """The four digests that a request act repeats."""
    return Digests(*_digests(content))


def ballot_of(event: Event) -> Ballot:
    """The decision an event records."""
    content = event.content
    return Ballot(
        by=event.by, acting_for=content["acting_for"], keys=keys_of(event), day=event.on,
        outcome=content["outcome"], rev=content["rev"], digests=digests_of(content), acceptance=content["acceptance"],
        ends_on=days.read(content["ends_on"]), sheet_sha256=content["sheet_sha256"], code=content["code"],
        reason=content["reason"], overrides=tuple(content["overrides"]), ground=content["ground"],
        urgent=content["urgent"], conditions=conditions_of(content["conditions"]), seq=event.seq, leaf=event.leaf,
    )  # fmt: skip


def transcribed_of(event: Event) -> Ballot:
    """The decision on paper that an event records: the decider's, on the day of the paper."""
    content = event.content
    return Ballot(
        by=content["decider"], acting_for=content["decider_for"], keys=frozenset(),
        day=days.read(content["decided_on"]) or event.on, outcome=content["outcome"], rev=content["rev"],
        digests=digests_of(content), acceptance=content["acceptance"], ends_on=days.read(content["ends_on"]),
        code=content["paper_code"], reason=content["reason"], overrides=tuple(content["overrides"]),
        conditions=conditions_of(content["conditions"]), ground=content["ground"], paper=content["document"],
        recorder=event.by, seq=event.seq, leaf=event.leaf,
    )  # fmt: skip


def confirmation_of(event: Event) -> Ballot:
    """The later confirmation an event records."""
    content = event.content
    return Ballot(
        by=event.by, acting_for=content["acting_for"], keys=keys_of(event), day=event.on,
        outcome="approve" if content["outcome"] == "confirm" else "refuse", rev=content["rev"],
        digests=digests_of(content), acceptance=None, sheet_sha256=content["sheet_sha256"], code=content["code"],
        reason=content["reason"], confirms=content["decision"], seq=event.seq, leaf=event.leaf,
    )  # fmt: skip


def keys_of(event: Event) -> frozenset[str]:
    """Fingerprints of the keys that signed it."""
    return frozenset([signature.key for signature in event.sigs])
