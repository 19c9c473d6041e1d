"""The answer to an act that came through the inbox, as it lies among the receipts: recorded, or refused and why.

    DIGEST.receipt     the event's line, and the host's checkpoint of the ledger with it as the last line
    DIGEST.refused     the reason, in both languages

DIGEST is the SHA-256 of what was sent. A receipt is proof: whoever keeps it finds out later where the line is
not in the ledger any more. A refusal proves nothing; it is there so that its sender need not wait.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nocustom.ledger.canonical import NotCanonical, canonical, parse_line
from nocustom.ledger.checkpoint import BadCheckpoint, Checkpoint, checkpoint
from nocustom.ledger.inbox import MOST_OF_SIGNATURE, MOST_OF_STATEMENT
from nocustom.ledger.tree import leaf_hash
from nocustom.words import Bilingual, Said, say

__all__ = ["MOST_OF_RECEIPT", "RECEIPT", "REFUSED", "BadAnswer", "Receipt", "Refusal", "receipt_in", "refusal_in"]

RECEIPT, REFUSED = ".receipt", ".refused"
MOST_OF_RECEIPT = 2 * MOST_OF_STATEMENT + MOST_OF_SIGNATURE + 4096
"""Most bytes that are read of an answer."""


class BadAnswer(ValueError):
    """No receipt, no refusal, or not of what was sent."""

    def __init__(self, said: Said) -> None:
        super().__init__(said.msgid)
        self.said = said


@dataclass(frozen=True, slots=True)
class Receipt:
    """That something stands in the ledger, and where."""

    sent: str
    """Digest of what was sent."""
    line: bytes
    checkpoint: Checkpoint
    signature: str | None
    """The host's, armoured; None where its key is not named."""

    @property
    def data(self) -> bytes:
        """As it lies among the receipts."""
        return canonical({
            "v": 1, "sent": self.sent, "line": self.line.decode(), "checkpoint": self.checkpoint.body.decode(),
            "signature": self.signature,
        })  # fmt: skip

    @property
    def event(self) -> dict[str, Any]:
        """The line as an object."""
        return parse_line(self.line)

    @property
    def leaf(self) -> str:
        """The line's leaf hash."""
        return leaf_hash(self.line)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something was not recorded."""

    sent: str
    on: str
    """When, as the host's clock has it."""
    final: bool
    """False where it stays in the inbox, and is tried again."""
    reasons: tuple[Bilingual, ...]

    @property
    def data(self) -> bytes:
        """As it lies among the receipts."""
        return canonical({
            "v": 1, "sent": self.sent, "on": self.on, "final": self.final,
            "reasons": [{"ja": each.ja, "en": each.en} for each in self.reasons],
        })  # fmt: skip


def receipt_in(data: bytes, sent: str) -> Receipt:
    """The receipt in these bytes. Raises BadAnswer where it is none, or of something else than `sent`."""
    value = _fields(data, sent, {"v", "sent", "line", "checkpoint", "signature"})
    line, body, signature = value["line"], value["checkpoint"], value["signature"]
    if not (isinstance(line, str) and isinstance(body, str) and isinstance(signature, str | None)):
        raise BadAnswer(_NONE)
    try:
        found = Receipt(sent, line.encode(), checkpoint(body.encode()), signature)
        event = found.event
    except BadCheckpoint as bad:
        raise BadAnswer(bad.said) from None
    except NotCanonical as bad:
        raise BadAnswer(bad.said) from None
    if type(event.get("seq")) is not int or event["seq"] >= found.checkpoint.size:
        raise BadAnswer(_NONE)
    return found


def refusal_in(data: bytes, sent: str) -> Refusal:
    """The refusal in these bytes. Raises BadAnswer where it is none, or of something else than `sent`."""
    value = _fields(data, sent, {"v", "sent", "on", "final", "reasons"})
    reasons = value["reasons"]
    if type(value["on"]) is not str or type(value["final"]) is not bool or not _are_reasons(reasons):
        raise BadAnswer(_NONE)
    return Refusal(sent, value["on"], value["final"], tuple(Bilingual(each["ja"], each["en"]) for each in reasons))


def _are_reasons(value: Any) -> bool:
    return isinstance(value, Sequence) and all(
        isinstance(each, dict) and {*each} == {"ja", "en"} and all(isinstance(text, str) for text in each.values())
        for each in value
    )


def _fields(data: bytes, sent: str, names: set[str]) -> dict[str, Any]:
    try:
        value = parse_line(data)
    except NotCanonical as bad:
        raise BadAnswer(bad.said) from None
    if {*value} != names or value["v"] != 1:
        raise BadAnswer(_NONE)
    if value["sent"] != sent:
        raise BadAnswer(say("it answers something else than what was sent"))
    return value


_NONE = say("it is no answer of a ledger's host")
