"""What happens when the CIO office returns a request: the department learns why, and files the next revision."""

from __future__ import annotations

from nocustom.acts.desk import Desk, Reader, Signer
from nocustom.acts.say_why import SaidWhy, signed_with_reason
from nocustom.life.case import Case

__all__ = ["send_back"]


def send_back(desk: Desk, case: Case, signer: Signer, reader: Reader, reason: str | None = None) -> SaidWhy:
    """Return a request. Aborted where the person stops, NotPermitted where it is not theirs to return."""
    return signed_with_reason(desk, case, "request.returned", signer, reader, reason)
