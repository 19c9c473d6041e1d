"""What happens when the owner declines: as easy as accepting, with a reason that the requester can work with."""

from __future__ import annotations

from dataclasses import dataclass

from nocustom.acts.desk import Desk, Reader, Signer
from nocustom.acts.say_why import SaidWhy, signed_with_reason
from nocustom.life.case import Case

__all__ = ["Declined", "decision_awaiting", "decline"]


@dataclass(frozen=True, slots=True)
class Declined:
    """The owner has said no."""

    said: SaidWhy
    may_name_another: bool
    """Whether another owner may still be named; that can be done once."""
    lapsed: bool = False
    """Whether an approval lapsed, because its terms were declined."""


def decision_awaiting(case: Case) -> str | None:
    """The leaf of the decision whose terms the owner is still to sign."""
    return case.approval.leaf if case.approval is not None and case.approval.awaits_owner else None


def decline(desk: Desk, case: Case, signer: Signer, reader: Reader, reason: str | None = None) -> Declined:
    """Record that the owner named does not accept, or not the terms of the approval, which lapses then.

    Aborted where the person stops, NotPermitted where the person is not the owner named.
    """
    decision = decision_awaiting(case)
    said = signed_with_reason(desk, case, "acceptance.declined", signer, reader, reason, decision=decision)
    return Declined(said, desk.case(case.number).refiled_after_decline == 0, decision is not None)
