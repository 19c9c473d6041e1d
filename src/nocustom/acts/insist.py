"""What happens when the section chief insists on a closed request: the owner named is asked, and then it is decided.

Who insists says "we take the responsibility" and stands behind the request as by an endorsement. The verdict stays: to
approve it, the decider must override every rule in its way.
"""

from __future__ import annotations

from nocustom.acts.desk import Desk, Reader, Signer
from nocustom.acts.say_why import SaidWhy, signed_with_reason
from nocustom.life.case import Case

__all__ = ["insist"]


def insist(desk: Desk, case: Case, signer: Signer, reader: Reader, reason: str | None = None) -> SaidWhy:
    """Insist. Aborted where the person stops, NotPermitted where the person is not the section chief."""
    return signed_with_reason(desk, case, "request.insisted", signer, reader, reason, changed_for="chief")
