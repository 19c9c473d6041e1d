"""What happens when the owner declines: as easy as accepting, with a reason that the requester can work with."""

from __future__ import annotations

from dataclasses import dataclass

from nocustom.acts.desk import Desk, Reader, Signer
from nocustom.acts.say_why import SaidWhy, signed_with_reason
from nocustom.life.case import Case

__all__ = ["Declined", "decline"]


@dataclass(frozen=True, slots=True)
class Declined:
    """The owner has said no."""

    said: SaidWhy
    may_name_another: bool
    """Whether another owner may still be named; that can be done once."""


def decline(desk: Desk, case: Case, signer: Signer, reader: Reader, reason: str | None = None) -> Declined:
    """Record that the owner named does not accept.

    Aborted where the person stops, NotPermitted where the person is not the owner named.
    """
    said = signed_with_reason(desk, case, "acceptance.declined", signer, reader, reason)
    return Declined(said, desk.case(case.number).refiled_after_decline == 0)
