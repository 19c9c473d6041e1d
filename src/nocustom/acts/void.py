"""What happens when the CIO office voids a request that should not be there: it is over, its number stays."""

from __future__ import annotations

from nocustom.acts.desk import Desk, Reader, Signer
from nocustom.acts.say_why import SaidWhy, signed_with_reason
from nocustom.life.case import Case

__all__ = ["void"]


def void(desk: Desk, case: Case, signer: Signer, reader: Reader, reason: str | None = None) -> SaidWhy:
    """Void an open request. Aborted where the person stops, NotPermitted where the person is not of the office."""
    return signed_with_reason(desk, case, "request.voided", signer, reader, reason)
