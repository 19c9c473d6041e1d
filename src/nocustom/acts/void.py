"""What happens when the CIO office voids a request that should not be there: it is over, its number stays."""

from __future__ import annotations

from dataclasses import dataclass

from nocustom.acts.desk import Desk, Reader, Signer
from nocustom.acts.say_why import signed_with_reason
from nocustom.ledger.ledger import Appended
from nocustom.life.case import Case

__all__ = ["Voided", "void"]


@dataclass(frozen=True, slots=True)
class Voided:
    """The request has no effect any more."""

    number: str
    rev: int
    by: str
    reason: str
    receipt: Appended


def void(desk: Desk, case: Case, signer: Signer, reader: Reader, reason: str | None = None) -> Voided:
    """Void an open request. Aborted where the person stops, NotPermitted where the person is not of the office."""
    receipt, given = signed_with_reason(desk, case, "request.voided", signer, reader, reason)
    return Voided(case.number, case.revision.rev, signer.person, given, receipt)
