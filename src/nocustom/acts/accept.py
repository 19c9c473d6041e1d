"""What happens when the owner accepts.

    the rules say whether it is this person's act today         nothing is shown otherwise
    the whole statement is shown, in the reader's language
    each clause is shown again and answered on its own            anything but yes stops
    the name is typed as it stands in the people file
    ssh-keygen signs the text that was shown; it is recorded
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from nocustom.acts.desk import Desk, Reader, Signer, confirm_by_name, stopped
from nocustom.acts.rehearse import PLACEHOLDER, refusal, rehearse
from nocustom.ledger.ledger import Appended
from nocustom.life.case import Case
from nocustom.life.problem import unreadable
from nocustom.life.statement import STATEMENT_V, Statement, statement
from nocustom.words import say

__all__ = ["Accepted", "accept", "name_of", "yes"]

ACT = "acceptance.signed"
_YES = frozenset({"yes", "はい"})


@dataclass(frozen=True, slots=True)
class Accepted:
    """The owner has signed for this revision."""

    number: str
    rev: int
    by: str
    statement: Statement
    receipt: Appended


def accept(desk: Desk, case: Case, signer: Signer, reader: Reader) -> Accepted:
    """Hold the owner's ceremony. Aborted, with nothing written, where the person stops it.

    NotPermitted before anything is shown where this is not the person's act, NotJudged where the assessment can't be
    read.
    """
    assessment, rev = case.revision.assessment, case.revision.rev
    if assessment is None:
        problem = unreadable(case.number)
        raise refusal(problem.said, [problem])
    ver = desk.next_version(case)
    due = statement(assessment, case.number, rev, signer.person, reader.lang)
    content = {**desk.about(case), "statement_v": STATEMENT_V, "answers": ["yes"] * len(due.clauses)}
    rehearse(desk, case, ACT, signer, reader.lang, due.text, {**content, "name": PLACEHOLDER})

    reader.read(due.text)
    for place, clause in enumerate(due.clauses if reader.in_person else (), start=1):
        reader.read("\n" + clause)
        if not yes(reader.answer(say(
            "Clause {place} of {count}: do you accept it? `yes`, or Enter to stop", place=place,
            count=len(due.clauses)))):  # fmt: skip
            raise stopped()
    content["name"] = confirm_by_name(reader, name_of(desk, signer.person))
    receipt = desk.sign_and_record(ACT, case.number, signer, reader.lang, due.text, content, ver)
    return Accepted(case.number, rev, signer.person, due, receipt)


def yes(answer: str) -> bool:
    """Whether an answer is a plain yes; full-width letters and capitals say the same."""
    return unicodedata.normalize("NFKC", answer).strip().casefold() in _YES


def name_of(desk: Desk, person: str) -> str:
    """The person's name as it stands in the adopted people file, or the id."""
    people = desk.world.people
    return person if people is None else people.name(person)
