"""What happens when the head of a department appeals a no: once, within 30 days, with a new fact.

Others decide it than those who said the no: the committee, or whom the policy names.
"""

from __future__ import annotations

from dataclasses import dataclass

from nocustom.acts.desk import Desk, Reader, Signer
from nocustom.acts.say_why import SaidWhy, signed_with_reason
from nocustom.life.act import State
from nocustom.life.case import Case

__all__ = ["Appealed", "appeal"]


@dataclass(frozen=True, slots=True)
class Appealed:
    """It is decided anew, on the fact that stands as the reason."""

    said: SaidWhy
    state: State
    """Under review, or with the owner first where no acceptance lives."""


def appeal(desk: Desk, case: Case, signer: Signer, reader: Reader, fact: str | None = None) -> Appealed:
    """Appeal on a new fact. Aborted where the person stops, NotPermitted where it is not theirs or too late."""
    said = signed_with_reason(desk, case, "request.appealed", signer, reader, fact)
    return Appealed(said, desk.case(case.number).state)
