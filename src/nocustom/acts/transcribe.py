"""What happens when the office records a decision that was made on paper.

    the rules are asked first                      every reason why not is told, and nothing is shown
    the reason that stands on the paper is asked
    the text with number, day and decider is shown, the name typed
    the scan is kept beside the ledger, ssh-keygen signs, it is recorded, and marked as transcribed ever after
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from nocustom.acts.accept import name_of
from nocustom.acts.desk import Desk, Reader, Signer, confirm_by_name
from nocustom.acts.rehearse import PLACEHOLDER, rehearse
from nocustom.acts.say_why import said_of, title_of
from nocustom.ledger.inbox import MOST_OF_FILE, plain_bytes
from nocustom.ledger.ledger import Appended
from nocustom.life.act import Outcome, State
from nocustom.life.case import Case
from nocustom.words import say

__all__ = ["Paper", "Transcribed", "transcribe"]

ACT = "decision.transcribed"


@dataclass(frozen=True, slots=True)
class Paper:
    """What is written on it, and the file with its picture."""

    scan: Path
    document: str
    decided_on: date
    decider: str


@dataclass(frozen=True, slots=True)
class Transcribed:
    """A decision on paper is recorded."""

    number: str
    rev: int
    by: str
    outcome: Outcome
    paper: Paper
    state: State
    """Where the request stands now; under review while others are still to decide."""
    receipt: Appended


def transcribe(
    desk: Desk, case: Case, signer: Signer, reader: Reader, outcome: Outcome, paper: Paper, reason: str | None = None
) -> Transcribed:
    """Hold the ceremony. NotPermitted with every reason before anything is shown, NotJudged where the scan can't be
    read, Aborted where the person stops.
    """
    ver, lang = desk.next_version(case), reader.lang
    scan = plain_bytes(paper.scan, str(paper.scan), MOST_OF_FILE)
    content = {
        **desk.about(case), "outcome": outcome, "reason": PLACEHOLDER, "decider": paper.decider,
        "acceptance": case.acceptance.leaf if outcome == "approve" and case.acceptance is not None else None,
        "decided_on": paper.decided_on.isoformat(), "document": paper.document, "scan": sha256(scan).hexdigest(),
    }  # fmt: skip
    rehearse(desk, case, ACT, signer, lang, desk.text_of(ACT, signer, lang, content, title_of(case)), content)
    content["reason"] = said_of(reader, reason, say("Which reason does the paper give? Or Enter to stop"))
    text = desk.text_of(ACT, signer, lang, content, title_of(case))
    reader.read(text)
    confirm_by_name(reader, name_of(desk, signer.person))
    receipt = desk.sign_and_record(ACT, case.number, signer, lang, text, content, ver, (scan,))
    now = desk.case(case.number)
    return Transcribed(case.number, case.revision.rev, signer.person, outcome, paper, now.state, receipt)
