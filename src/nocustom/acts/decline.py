"""What happens when the owner declines: as easy as accepting, with a reason that the requester can work with."""

from __future__ import annotations

from dataclasses import dataclass

from nocustom.acts.desk import Desk, Reader, Signer
from nocustom.acts.say_why import signed_with_reason
from nocustom.ledger.ledger import Appended
from nocustom.life.case import Case

__all__ = ["Declined", "decline"]


@dataclass(frozen=True, slots=True)
class Declined:
    """The owner has said no."""

    number: str
    rev: int
    by: str
    reason: str
    may_name_another: bool
    """Whether another owner may still be named; that can be done once."""
    receipt: Appended


def decline(desk: Desk, case: Case, signer: Signer, reader: Reader, reason: str | None = None) -> Declined:
    """Record that the owner named does not accept.

    Aborted where the person stops, NotPermitted where the person is not the owner named.
    """
    receipt, given = signed_with_reason(desk, case, "acceptance.declined", signer, reader, reason)
    another = desk.case(case.number).refiled_after_decline == 0
    return Declined(case.number, case.revision.rev, signer.person, given, another, receipt)
