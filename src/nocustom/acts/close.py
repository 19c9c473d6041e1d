"""What happens when the CIO office closes a no: the department learns the next steps and the last day of appeal.

A forbidden request closes by itself when it is filed; a refused or redirected one waits for the office, who may see
that it was only filled in badly, and returns it instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from nocustom.acts.desk import Desk, Reader, Signer
from nocustom.acts.say_why import SaidWhy, signed_with_reason
from nocustom.life.case import APPEAL_DAYS, Case

__all__ = ["Closed", "close"]


@dataclass(frozen=True, slots=True)
class Closed:
    """The request is closed."""

    said: SaidWhy
    verdict: str
    appeal_until: date
    """The last day on which the head of the department may appeal."""


def close(desk: Desk, case: Case, signer: Signer, reader: Reader, reason: str | None = None) -> Closed:
    """Close a refused or redirected request. Aborted where the person stops, NotPermitted where it is not theirs."""
    verdict, until = case.revision.verdict, desk.today + timedelta(days=APPEAL_DAYS)
    said = signed_with_reason(
        desk, case, "request.closed", signer, reader, reason, verdict=verdict, appeal_until=until.isoformat()
    )
    return Closed(said, verdict, until)
