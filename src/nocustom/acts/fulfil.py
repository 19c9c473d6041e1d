"""What happens when the owner meets a condition of the approval.

    what was done is said, and a file that shows it may be named     it is kept beside the ledger, under its digest
    the text with the condition in the decider's words is shown
    the name is typed, ssh-keygen signs, it is recorded
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from nocustom.acts.accept import name_of
from nocustom.acts.desk import Desk, Reader, Signer, confirm_by_name, stopped
from nocustom.acts.rehearse import PLACEHOLDER, rehearse
from nocustom.acts.say_why import title_of
from nocustom.errors import NotPermitted, Usage
from nocustom.ledger.canonical import NotCanonical, canonical
from nocustom.ledger.inbox import MOST_OF_FILE, plain_bytes
from nocustom.ledger.ledger import Appended
from nocustom.life.act import BY_TYPE, State
from nocustom.life.case import Case
from nocustom.life.deeds import Condition
from nocustom.words import say

__all__ = ["Fulfilled", "fulfil"]

ACT = "condition.met"


@dataclass(frozen=True, slots=True)
class Fulfilled:
    """One condition is recorded as met."""

    number: str
    condition: int
    wording: str
    by: str
    met_on: date
    evidence: str | None
    unmet: tuple[tuple[int, Condition], ...]
    """What is still to be met, with its numbers."""
    receipt: Appended


def fulfil(
    desk: Desk, case: Case, signer: Signer, reader: Reader, condition: int, message: str | None = None, *,
    met_on: date | None = None, evidence: Path | None = None,
) -> Fulfilled:  # fmt: skip
    """Hold the ceremony. `met_on` is today where it is not given.

    NotPermitted before anything is shown where there is no such condition to be met by this person or the file is none
    that is kept, NotJudged where it can't be read, Aborted where the person stops.
    """
    ver, lang, approval = desk.next_version(case), reader.lang, case.approval
    if approval is None or case.state is not State.APPROVED:
        raise NotPermitted(
            say("{number} is {state}: `{verb}` is not possible now", number=case.number, state=case.state.label,
                verb=BY_TYPE[ACT].verb),
            say("`nocustom request show {number}` tells how it stands", number=case.number))  # fmt: skip
    named = 1 <= condition <= len(approval.conditions)
    file = None if evidence is None else plain_bytes(evidence, str(evidence), MOST_OF_FILE)
    content = {
        **desk.about(case), "decision": approval.leaf, "condition": condition,
        "wording": approval.conditions[condition - 1].text if named else PLACEHOLDER,
        "met_on": (met_on or desk.today).isoformat(), "evidence": None if file is None else sha256(file).hexdigest(),
        "message": PLACEHOLDER,
    }  # fmt: skip
    rehearse(desk, case, ACT, signer, lang, desk.text_of(ACT, signer, lang, content, title_of(case)), content)
    content["message"] = _done(reader, message)
    text = desk.text_of(ACT, signer, lang, content, title_of(case))
    reader.read(text)
    confirm_by_name(reader, name_of(desk, signer.person))
    files = () if file is None else (file,)
    receipt = desk.sign_and_record(ACT, case.number, signer, lang, text, content, ver, files)
    now = desk.case(case.number).approval
    return Fulfilled(
        case.number, condition, content["wording"], signer.person, met_on or desk.today, content["evidence"],
        () if now is None else now.unmet, receipt,
    )  # fmt: skip


def _done(reader: Reader, message: str | None) -> str:
    asked = say("What was done, and how can it be seen? Or Enter to stop")
    given = (reader.answer(asked) if message is None else message).strip()
    if not given:
        raise stopped()
    try:
        canonical(given)
    except NotCanonical as bad:
        raise Usage(bad.said, say("write it in plain text")) from None
    return given
