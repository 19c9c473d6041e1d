"""What happens when the requester withdraws: the request is over, its number stays.

It closes a case, so it is signed.
"""

from __future__ import annotations

from nocustom.acts.desk import Desk, Reader, Signer
from nocustom.acts.say_why import SaidWhy, signed_with_reason
from nocustom.life.case import Case

__all__ = ["withdraw"]


def withdraw(desk: Desk, case: Case, signer: Signer, reader: Reader, reason: str | None = None) -> SaidWhy:
    """Withdraw a request. Aborted where the person stops, NotPermitted where it is not the person's request."""
    return signed_with_reason(desk, case, "request.withdrawn", signer, reader, reason)
