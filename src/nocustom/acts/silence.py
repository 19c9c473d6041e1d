"""What happens when the office records that an owner has not answered: it counts as a decline, and may be disputed.

An approval whose terms the owner did not sign lapses by it, so that nothing waits for ever for one who left.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from nocustom.acts.accept import name_of
from nocustom.acts.decline import decision_awaiting
from nocustom.acts.desk import Desk, Reader, Signer, confirm_by_name
from nocustom.acts.rehearse import rehearse
from nocustom.acts.say_why import title_of
from nocustom.ledger.ledger import Appended
from nocustom.life.case import SILENT_DAYS, Case

__all__ = ["Silence", "record_silence"]

ACT = "owner.silent"


@dataclass(frozen=True, slots=True)
class Silence:
    """The silence is recorded."""

    number: str
    rev: int
    by: str
    owner: str
    asked_on: str
    lapsed: bool
    """Whether an approval lapsed by it, whose terms the owner did not sign."""
    disputable_until: date | None
    """The last day on which the owner is asked again by disputing it; None where this owner was once."""
    may_name_another: bool
    receipt: Appended


def record_silence(desk: Desk, case: Case, signer: Signer, reader: Reader) -> Silence:
    """Record it. Aborted where the person stops; NotPermitted before 14 full days, or where it is not the office."""
    ver, lang, revision = desk.next_version(case), reader.lang, case.revision
    content = {**desk.about(case), "owner": revision.owner or "?", "asked_on": case.asked_since,
               "decision": decision_awaiting(case)}  # fmt: skip
    text = desk.text_of(ACT, signer, lang, content, title_of(case))
    rehearse(desk, case, ACT, signer, lang, text, content)
    reader.read(text)
    confirm_by_name(reader, name_of(desk, signer.person))
    receipt = desk.sign_and_record(ACT, case.number, signer, lang, text, content, ver)
    after = desk.case(case.number)
    last = desk.today + timedelta(days=SILENT_DAYS)
    return Silence(
        case.number, revision.rev, signer.person, revision.owner, content["asked_on"],
        content["decision"] is not None, None if revision.owner in after.spoke_up else last,
        after.refiled_after_decline == 0, receipt,
    )  # fmt: skip
