"""What happens when somebody of another department gives an opinion on what is under review.

The sheet that the decider reads shows it; nobody is bound by it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nocustom.acts.accept import name_of
from nocustom.acts.changed import show_changes
from nocustom.acts.desk import Desk, Reader, Signer, confirm_by_name
from nocustom.acts.rehearse import rehearse
from nocustom.acts.say_why import reason_of, title_of
from nocustom.ledger.ledger import Appended
from nocustom.life.case import Case

__all__ = ["Opined", "Stance", "opinion"]

Stance = Literal["agree", "object", "note"]
ACT = "opinion.given"


@dataclass(frozen=True, slots=True)
class Opined:
    """The opinion stands on the sheet from now on."""

    number: str
    rev: int
    by: str
    stance: Stance
    message: str
    receipt: Appended


def opinion(
    desk: Desk, case: Case, signer: Signer, reader: Reader, stance: Stance, message: str | None = None
) -> Opined:
    """Give an opinion; only agreeing needs no words. Aborted where the person stops, NotPermitted where not asked."""
    ver, lang = desk.next_version(case), reader.lang
    content = {**desk.about(case), "stance": stance, "message": ""}
    rehearse(desk, case, ACT, signer, lang, desk.text_of(ACT, signer, lang, content, title_of(case)), content)
    given = (message or "").strip() if stance == "agree" else reason_of(reader, message)
    content["message"] = given
    text = desk.text_of(ACT, signer, lang, content, title_of(case))
    show_changes(desk, case, signer, reader, "consulted")
    reader.read(text)
    confirm_by_name(reader, name_of(desk, signer.person))
    receipt = desk.sign_and_record(ACT, case.number, signer, lang, text, content, ver)
    return Opined(case.number, case.revision.rev, signer.person, stance, given, receipt)
