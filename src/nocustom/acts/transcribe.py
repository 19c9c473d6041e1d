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
from nocustom.acts.decide import AS_ACCEPTED, code_in, ends_of, relied_on
from nocustom.acts.desk import Desk, Reader, Signer, confirm_by_name
from nocustom.acts.rehearse import PLACEHOLDER, rehearse
from nocustom.acts.say_why import said_of, title_of
from nocustom.errors import Usage
from nocustom.ledger.inbox import MOST_OF_FILE, plain_bytes
from nocustom.ledger.ledger import Appended
from nocustom.life.act import Outcome, State
from nocustom.life.case import Case
from nocustom.life.deeds import Terms
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
    code: str
    """At the end of the sheet that went round."""
    decider_for: str | None = None
    """In whose place it was decided."""
    ground: str | None = None
    """Why in that one's place."""
    terms: Terms = AS_ACCEPTED
    overrides: tuple[str, ...] = ()


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
    _fitting(outcome, paper)
    acceptance, ends_on = relied_on(case, outcome, paper.terms)
    content = {
        **desk.about(case), "outcome": outcome, "reason": PLACEHOLDER, "decider": paper.decider,
        "decider_for": paper.decider_for, "acceptance": acceptance, **ends_of(case, ends_on),
        "overrides": sorted(paper.overrides), "conditions": [each.recorded for each in paper.terms.conditions],
        "ground": None if paper.decider_for is None else paper.ground or PLACEHOLDER,
        "decided_on": paper.decided_on.isoformat(), "document": paper.document, "scan": sha256(scan).hexdigest(),
        "paper_code": code_in(paper.code),
    }  # fmt: skip
    rehearse(desk, case, ACT, signer, lang, desk.text_of(ACT, signer, lang, content, title_of(case)), content)
    if paper.decider_for is not None:
        asked = say("Why in the place of `{other}`, as the paper has it? Or Enter to stop", other=paper.decider_for)
        content["ground"] = said_of(reader, paper.ground, asked)
    content["reason"] = said_of(reader, reason, say("Which reason does the paper give? Or Enter to stop"))
    text = desk.text_of(ACT, signer, lang, content, title_of(case))
    reader.read(text)
    confirm_by_name(reader, name_of(desk, signer.person))
    receipt = desk.sign_and_record(ACT, case.number, signer, lang, text, content, ver, (scan,))
    now = desk.case(case.number)
    return Transcribed(case.number, case.revision.rev, signer.person, outcome, paper, now.state, receipt)


def _fitting(outcome: Outcome, paper: Paper) -> None:
    """Usage where the paper is said to hold what such a decision can't."""
    if outcome != "approve" and (paper.overrides or paper.terms != AS_ACCEPTED):
        raise Usage(say("only an approval overrides rules, has conditions or an end"),
                    say("leave out `--override`, `--condition` and `--until`"))  # fmt: skip
    if paper.ground is not None and paper.decider_for is None:
        raise Usage(say("a ground is given on paper where somebody decided for another"),
                    say("name that one with `--decider-for ID`"))  # fmt: skip
