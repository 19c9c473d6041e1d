"""What happens when the owner accepts: before the decision, and again where that changed the terms.

    the rules say whether it is this person's act today         nothing is shown otherwise
    the whole statement is shown, in the reader's language
    each clause is shown again and answered on its own            anything but yes stops
    the name is typed as it stands in the people file
    ssh-keygen signs the text that was shown; it is recorded

The second text is of the approval: its conditions and its end. Without it the approval takes no effect.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from nocustom.acts.changed import show_changes
from nocustom.acts.desk import Desk, Reader, Signer, confirm_by_name, stopped
from nocustom.acts.rehearse import PLACEHOLDER, refusal, rehearse
from nocustom.ledger.ledger import Appended
from nocustom.life.act import State
from nocustom.life.case import Case
from nocustom.life.deeds import Condition
from nocustom.life.problem import unreadable
from nocustom.life.second_signature import SECOND_V, second_statement
from nocustom.life.statement import STATEMENT_V, Statement, statement
from nocustom.words import Said, say

__all__ = ["Accepted", "Confirmed", "accept", "name_of", "yes"]

ACT, AGAIN = "acceptance.signed", "acceptance.confirmed"
_YES = frozenset({"yes", "はい"})


@dataclass(frozen=True, slots=True)
class Accepted:
    """The owner has signed for this revision."""

    number: str
    rev: int
    by: str
    statement: Statement
    receipt: Appended


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The owner has signed the terms of the approval as well."""

    number: str
    by: str
    ends_on: date
    unmet: tuple[tuple[int, Condition], ...]
    """The conditions, with their numbers."""
    statement: Statement
    receipt: Appended


def accept(desk: Desk, case: Case, signer: Signer, reader: Reader) -> Accepted | Confirmed:
    """Hold the owner's ceremony: of the terms, where an approval waits for that. Aborted where the person stops it.

    NotPermitted before anything is shown where this is not the person's act, NotJudged where the assessment can't be
    read.
    """
    if case.state is State.APPROVED and case.approval is not None and case.approval.changed:
        return _again(desk, case, signer, reader)
    assessment, rev = case.revision.assessment, case.revision.rev
    if assessment is None:
        problem = unreadable(case.number)
        raise refusal(problem.said, [problem])
    ver = desk.next_version(case)
    due = statement(assessment, case.number, rev, signer.person, reader.lang)
    content = {**desk.about(case), "statement_v": STATEMENT_V, "answers": ["yes"] * len(due.clauses)}
    rehearse(desk, case, ACT, signer, reader.lang, due.text, {**content, "name": PLACEHOLDER})

    show_changes(desk, case, signer, reader, "owner")
    content["name"] = _clause_by_clause(desk, signer, reader, due, _carried)
    receipt = desk.sign_and_record(ACT, case.number, signer, reader.lang, due.text, content, ver)
    return Accepted(case.number, rev, signer.person, due, receipt)


def _again(desk: Desk, case: Case, signer: Signer, reader: Reader) -> Confirmed:
    assessment, approval = case.revision.assessment, case.approval
    if assessment is None:
        problem = unreadable(case.number)
        raise refusal(problem.said, [problem])
    assert approval is not None  # `accept`
    ver = desk.next_version(case)
    due = second_statement(assessment, case.number, signer.person, approval, reader.lang)
    content = {
        **desk.about(case), "decision": approval.leaf, "statement_v": SECOND_V, "answers": ["yes"] * len(due.clauses),
    }  # fmt: skip
    rehearse(desk, case, AGAIN, signer, reader.lang, due.text, {**content, "name": PLACEHOLDER})
    content["name"] = _clause_by_clause(desk, signer, reader, due, _agreed)
    receipt = desk.sign_and_record(AGAIN, case.number, signer, reader.lang, due.text, content, ver)
    return Confirmed(case.number, signer.person, approval.ends_on, approval.unmet, due, receipt)


def _carried(place: int, count: int) -> Said:
    return say("Clause {place} of {count}: do you accept it? `yes`, or Enter to stop", place=place, count=count)


def _agreed(place: int, count: int) -> Said:
    return say("Clause {place} of {count}: do you agree to it? `yes`, or Enter to stop", place=place, count=count)


def _clause_by_clause(
    desk: Desk, signer: Signer, reader: Reader, due: Statement, question: Callable[[int, int], Said]
) -> str:
    """Show the text, have every clause answered and the name typed; the name."""
    reader.read(due.text)
    for place, clause in enumerate(due.clauses if reader.in_person else (), start=1):
        reader.read("\n" + clause)
        asked = question(place, len(due.clauses))
        if not yes(reader.answer(asked)):
            raise stopped()
    return confirm_by_name(reader, name_of(desk, signer.person))


def yes(answer: str) -> bool:
    """Whether an answer is a plain yes; full-width letters and capitals say the same."""
    return unicodedata.normalize("NFKC", answer).strip().casefold() in _YES


def name_of(desk: Desk, person: str) -> str:
    """The person's name as it stands in the adopted people file, or the id."""
    people = desk.world.people
    return person if people is None else people.name(person)
