"""What happens when the head of a department appeals a no: once, within 30 days, with a new fact.

Others decide it than those who said the no: the committee, or whom the policy names.
"""

from __future__ import annotations

from dataclasses import dataclass

from nocustom.acts.desk import Desk, Reader, Signer
from nocustom.acts.say_why import signed_with_reason
from nocustom.ledger.ledger import Appended
from nocustom.life.act import State
from nocustom.life.case import Case

__all__ = ["Appealed", "appeal"]


@dataclass(frozen=True, slots=True)
class Appealed:
    """It is decided anew."""

    number: str
    rev: int
    by: str
    fact: str
    state: State
    """Under review, or with the owner first where no acceptance lives."""
    owner: str
    receipt: Appended


def appeal(desk: Desk, case: Case, signer: Signer, reader: Reader, fact: str | None = None) -> Appealed:
    """Appeal on a new fact. Aborted where the person stops, NotPermitted where it is not theirs or too late."""
    receipt, given = signed_with_reason(desk, case, "request.appealed", signer, reader, fact)
    now = desk.case(case.number)
    return Appealed(
        case.number, case.revision.rev, signer.person, given, now.state, case.revision.owner, receipt
    )
