"""What happens when somebody confirms, or annuls, what was decided in the own place (後閲).

the rules are asked first                      every reason why not is told, and nothing is shown
the whole sheet is shown, with a fresh nonce   the decision stands on it, with its ground and reason
who annuls gives the reason
the text to be signed is shown, then the code of the sheet is typed
the sheet is kept beside the ledger, ssh-keygen signs, it is recorded
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nocustom.acts.decide import AS_ACCEPTED, fresh_sheet, type_code, with_code
from nocustom.acts.desk import Desk, Reader, Signer
from nocustom.acts.rehearse import PLACEHOLDER, rehearse
from nocustom.acts.say_why import reason_of, title_of
from nocustom.acts.terms import named_before
from nocustom.errors import NotPermitted
from nocustom.ledger.ledger import Appended
from nocustom.life.act import State
from nocustom.life.case import Case
from nocustom.life.confirmation import confirmers, owed
from nocustom.life.deeds import Ballot
from nocustom.life.sheet import Sheet
from nocustom.words import say

__all__ = ["Confirming", "Later", "confirm"]

ACT = "decision.confirmed"
Confirming = Literal["confirm", "annul"]


@dataclass(frozen=True, slots=True)
class Later:
    """A decision that was taken in somebody's place is confirmed or annulled."""

    number: str
    rev: int
    by: str
    outcome: Confirming
    reason: str
    decision: Ballot
    """What was confirmed or annulled."""
    sheet: Sheet
    state: State
    """Where the request stands now."""
    settled: bool
    """Whether nothing more is needed for it."""
    receipt: Appended


def confirm(
    desk: Desk, case: Case, signer: Signer, reader: Reader, outcome: Confirming, reason: str | None = None
) -> Later:
    """Hold the ceremony of a later confirmation.

    Raises NotPermitted with every reason before anything is shown, Aborted where the person stops.
    """
    ver, lang = desk.next_version(case), reader.lang
    waiting = owed(case)
    if not waiting:
        raise NotPermitted(
            say("there is no decision on {number} that waits for a confirmation", number=case.number),
            say("`nocustom request show {number}` tells who decided", number=case.number),
        )
    theirs = (each for each in waiting if signer.person in confirmers(desk.world, case, each, desk.today))
    decision = next(theirs, waiting[0])
    page = fresh_sheet(desk, case, lang, signer, named_before(case) or AS_ACCEPTED)
    content = {
        **desk.about(case), "decision": decision.leaf, "outcome": outcome, "sheet_sha256": page.sha256,
        "code": page.code, "reason": PLACEHOLDER,
    }  # fmt: skip
    rehearse(desk, case, ACT, signer, lang, desk.text_of(ACT, signer, lang, content, title_of(case)), content)

    reader.read(with_code(page, lang))
    content["reason"] = given = reason_of(reader, reason) if outcome == "annul" or reason is not None else ""
    text = desk.text_of(ACT, signer, lang, content, title_of(case))
    reader.read(text)
    if reader.in_person:
        type_code(desk, reader, page)
    receipt = desk.sign_and_record(
        ACT, case.number, signer, lang, text, content, ver, files=[page.text.encode("utf-8")])  # fmt: skip

    now = desk.case(case.number)
    return Later(
        case.number, case.revision.rev, signer.person, outcome, given, decision, page, now.state,
        all(each.leaf != decision.leaf for each in owed(now)), receipt,
    )  # fmt: skip
