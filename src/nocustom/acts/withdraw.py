"""What happens when the requester withdraws: the request is over, its number stays.

It closes a case, so it is signed.
"""

from __future__ import annotations

from dataclasses import dataclass

from nocustom.acts.desk import Desk, Reader, Signer
from nocustom.acts.say_why import signed_with_reason
from nocustom.ledger.ledger import Appended
from nocustom.life.case import Case

__all__ = ["Withdrawn", "withdraw"]


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The request is over."""

    number: str
    rev: int
    by: str
    reason: str
    receipt: Appended


def withdraw(desk: Desk, case: Case, signer: Signer, reader: Reader, reason: str | None = None) -> Withdrawn:
    """Withdraw a request. Aborted where the person stops, NotPermitted where it is not the person's request."""
    receipt, given = signed_with_reason(desk, case, "request.withdrawn", signer, reader, reason)
    return Withdrawn(case.number, case.revision.rev, signer.person, given, receipt)
