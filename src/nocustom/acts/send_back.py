"""What happens when the CIO office returns a request: the department learns why, and files the next revision."""

from __future__ import annotations

from dataclasses import dataclass

from nocustom.acts.desk import Desk, Reader, Signer
from nocustom.acts.say_why import signed_with_reason
from nocustom.ledger.ledger import Appended
from nocustom.life.case import Case

__all__ = ["SentBack", "send_back"]


@dataclass(frozen=True, slots=True)
class SentBack:
    """The request lies with its department again."""

    number: str
    rev: int
    by: str
    reason: str
    receipt: Appended


def send_back(desk: Desk, case: Case, signer: Signer, reader: Reader, reason: str | None = None) -> SentBack:
    """Return a request. Aborted where the person stops, NotPermitted where it is not theirs to return."""
    receipt, given = signed_with_reason(desk, case, "request.returned", signer, reader, reason)
    return SentBack(case.number, case.revision.rev, signer.person, given, receipt)
