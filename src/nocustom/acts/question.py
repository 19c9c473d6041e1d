"""What happens when the office asks and the department answers: unsigned, marked so, and no state changes.

The operating system's user stands beside the name that was given; nothing that binds anybody rests on either.
"""

from __future__ import annotations

from dataclasses import dataclass

from nocustom.acts.desk import Desk, Reader, Signer, os_user, stopped
from nocustom.acts.sent_on import sent_on
from nocustom.errors import NotPermitted, Usage
from nocustom.ledger.canonical import NotCanonical, canonical
from nocustom.ledger.event_line import Draft
from nocustom.ledger.ledger import Appended
from nocustom.life.case import Case
from nocustom.life.deeds import Question
from nocustom.words import Said, say

__all__ = ["Told", "answer", "ask"]


@dataclass(frozen=True, slots=True)
class Told:
    """A question or an answer is recorded."""

    number: str
    by: str
    message: str
    question: Question | None
    """What was answered; None for a question."""
    receipt: Appended


def ask(desk: Desk, case: Case, signer: Signer, reader: Reader, message: str | None = None) -> Told:
    """Ask the department. NotPermitted where the person named is not of the CIO office, or it is too late to ask."""
    said = _message(reader, message, say("What do you ask? Or Enter to stop"))
    return _told(desk, case, signer, "question.asked", said, None)


def answer(
    desk: Desk,
    case: Case,
    signer: Signer,
    reader: Reader,
    message: str | None = None,
    line: int | None = None,
) -> Told:
    """Answer the question on `line` of the ledger, or the oldest that is open.

    NotPermitted where there is none, or the person named is not of the department.
    """
    question = _question(case, line)
    if message is None:
        reader.read(question.message)
    said = _message(reader, message, say("What do you answer? Or Enter to stop"))
    return _told(desk, case, signer, "question.answered", said, question)


def _question(case: Case, line: int | None) -> Question:
    if line is None:
        waiting = case.unanswered or tuple(case.questions[-1:])
    else:
        waiting = tuple(question for question in case.questions if question.seq == line)
    if not waiting:
        raise NotPermitted(
            say("there is no question about {number}", number=case.number)
            if line is None
            else say("line {seq} is no question about {number}", seq=line, number=case.number),
            say("`nocustom request show {number}` tells what was asked", number=case.number),
        )
    return waiting[0]


def _message(reader: Reader, message: str | None, question: Said) -> str:
    given = (reader.answer(question) if message is None else message).strip()
    if not given:
        raise stopped()
    try:
        canonical(given)
    except NotCanonical as bad:
        raise Usage(bad.said, say("write it in plain text")) from None
    return given


def _told(desk: Desk, case: Case, signer: Signer, act: str, message: str, question: Question | None) -> Told:
    body = {**desk.about(case), "message": message, "by": signer.person, "os_user": os_user()}
    if question is not None:
        body["question"] = question.seq
    try:
        receipt = desk.record(Draft(act, case.number, body=body, ver=desk.next_version(case)))
    except NotPermitted as error:
        raise sent_on(desk, case, act, signer, error) from None
    return Told(case.number, signer.person, message, question, receipt)
