"""What happens when the section chief insists on a closed request: the owner named in it is asked, and then it is decided.

Who insists says "we take the responsibility", stands behind the request as by an endorsement, and changes no verdict: to
approve it, the decider must override every rule in its way.
"""

from __future__ import annotations

from dataclasses import dataclass

from nocustom.acts.desk import Desk, Reader, Signer
from nocustom.acts.say_why import signed_with_reason
from nocustom.ledger.ledger import Appended
from nocustom.life.case import Case

__all__ = ["Insisted", "insist"]


@dataclass(frozen=True, slots=True)
class Insisted:
    """The owner is asked."""

    number: str
    rev: int
    by: str
    reason: str
    owner: str
    receipt: Appended


def insist(desk: Desk, case: Case, signer: Signer, reader: Reader, reason: str | None = None) -> Insisted:
    """Insist. Aborted where the person stops, NotPermitted where the person is not the section chief."""
    receipt, given = signed_with_reason(desk, case, "request.insisted", signer, reader, reason)
    return Insisted(case.number, case.revision.rev, signer.person, given, case.revision.owner, receipt)
