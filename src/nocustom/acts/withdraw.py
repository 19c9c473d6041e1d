"""What happens when the requester withdraws: the number stays, the request is over.

Nobody is bound before an owner has accepted, so until then it may come without a key, marked as unsigned.
"""

from __future__ import annotations

from dataclasses import dataclass

from nocustom.acts.accept import name_of
from nocustom.acts.desk import Desk, Reader, Signer, confirm_by_name, os_user
from nocustom.acts.rehearse import PLACEHOLDER, refusal, unsigned_problems
from nocustom.acts.say_why import reason_of, signed_with_reason, title_of
from nocustom.ledger.event_line import Draft
from nocustom.ledger.ledger import Appended
from nocustom.life.case import Case

__all__ = ["Withdrawn", "withdraw"]

ACT = "request.withdrawn"


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The request is over."""

    number: str
    rev: int
    by: str
    reason: str
    signed: bool
    receipt: Appended


def withdraw(desk: Desk, case: Case, signer: Signer, reader: Reader, reason: str | None = None) -> Withdrawn:
    """Withdraw a request. Aborted where the person stops, NotPermitted where it is not the person's request."""
    if signer.keyfile is None and not case.ever_accepted:
        receipt, given = _unsigned(desk, case, signer, reader, reason)
    else:
        receipt, given = signed_with_reason(desk, case, ACT, signer, reader, reason)
    return Withdrawn(case.number, case.revision.rev, signer.person, given, signer.keyfile is not None, receipt)


def _unsigned(
    desk: Desk, case: Case, signer: Signer, reader: Reader, reason: str | None
) -> tuple[Appended, str]:
    ver, lang = desk.next_version(case), reader.lang
    body = {**desk.about(case), "by": signer.person, "os_user": os_user()}
    problems = unsigned_problems(desk, case, ACT, {**body, "reason": PLACEHOLDER})
    if problems:
        raise refusal(problems[0].said, problems)
    body["reason"] = given = reason_of(reader, reason)
    reader.read(desk.text_of(ACT, signer, lang, {**desk.about(case), "reason": given}, title_of(case)))
    confirm_by_name(reader, name_of(desk, signer.person))
    return desk.ledger.append(Draft(ACT, case.number, body=body, ver=ver), desk.now), given
