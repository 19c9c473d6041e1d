"""What happens when somebody decides.

the gate is asked first                        every reason why not is told, and nothing is shown
the whole sheet is shown, with a fresh nonce    it serves this one decision
the reason is asked, for a yes too
the text to be signed is shown, then the code of the sheet is typed
the sheet is kept beside the ledger, ssh-keygen signs, it is recorded
the ballots are counted                         what is still needed is part of the answer
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from nocustom.acts.desk import Desk, Reader, Signer, stopped
from nocustom.acts.rehearse import PLACEHOLDER, fingerprint, refusal, rehearse
from nocustom.acts.say_why import reason_of, title_of
from nocustom.errors import Usage
from nocustom.ledger.ledger import Appended
from nocustom.life import gate as gates
from nocustom.life.act import Outcome, State
from nocustom.life.case import Ballot, Case, Terms
from nocustom.life.problem import Problem
from nocustom.life.sheet import Sheet, sheet
from nocustom.life.tally import Row, tally
from nocustom.locale import speak
from nocustom.words import Said, say

__all__ = ["OUTCOMES", "Decided", "code_in", "decide", "fresh_sheet", "grouped", "obstacles", "with_code"]

ACT = "decision.made"
ATTEMPTS = 3
AS_ACCEPTED = Terms()
OUTCOMES: tuple[Outcome, ...] = ("approve", "refuse", "return")


@dataclass(frozen=True, slots=True)
class Decided:
    """One person's decision is recorded."""

    number: str
    rev: int
    by: str
    outcome: Outcome
    """What this person decided."""
    reason: str
    sheet: Sheet
    state: State
    """Where the request stands now; under review while others are still to decide."""
    settled: Outcome | None
    """What all decisions together amount to; None while some are still needed."""
    rows: tuple[Row, ...]
    """Every row of the authority, with who decided so far and how many are needed."""
    ends_on: date | None
    provisional: bool
    """An approval in an office with a single root key."""
    overrides: tuple[str, ...]
    """The rules that this person overrides."""
    terms: Terms
    """What this person approves otherwise than it was accepted."""
    awaits_owner: bool
    """Whether the approval waits for the owner's second signature."""
    owner: str
    receipt: Appended


def obstacles(
    desk: Desk, case: Case, signer: Signer, outcome: Outcome, overrides: Sequence[str] = (), terms: Terms = AS_ACCEPTED
) -> tuple[Problem, ...]:
    """Every reason why the gate is closed to this decision by this person today; empty where it is open."""
    acceptance, ends_on = _relied_on(case, outcome, terms)
    key = fingerprint(signer)
    ballot = Ballot(
        signer.person, signer.acting_for, frozenset({key} if key else ()), desk.today, outcome, case.revision.rev,
        case.revision.digests, acceptance, ends_on, overrides=tuple(overrides),
        conditions=terms.conditions,
    )  # fmt: skip
    return gates.gate(desk.world, case, ballot, with_sheet=False)


def fresh_sheet(desk: Desk, case: Case, lang: str, terms: Terms = AS_ACCEPTED) -> Sheet:
    """A sheet that no decision has used: it is of today and has its own nonce."""
    return sheet(desk.world, case, desk.today, secrets.token_hex(16), lang, desk.titles(), terms)


def decide(
    desk: Desk, case: Case, signer: Signer, reader: Reader, outcome: Outcome, reason: str | None = None, *,
    read: Sheet | None = None, overrides: Sequence[str] = (), terms: Terms = AS_ACCEPTED,
) -> Decided:  # fmt: skip
    """Hold the ceremony of a decision; `read` is the sheet, where the person has just read it in a review.

    Raises Usage where something else than an approval overrides rules or names terms; NotPermitted with every reason of
    the gate before anything is shown; Aborted where the person stops.
    """
    ver, lang = desk.next_version(case), reader.lang
    if overrides and outcome != "approve":
        raise Usage(say("only an approval overrides rules"), say("leave out `--override`"))
    if terms != AS_ACCEPTED and outcome != "approve":
        raise Usage(say("only an approval has conditions or an end"), say("leave out `--condition` and `--until`"))
    closed = obstacles(desk, case, signer, outcome, overrides, terms)
    if closed:
        raise refusal(_not_now(signer, case, outcome), closed)
    page = fresh_sheet(desk, case, lang, terms) if read is None else read
    acceptance, ends_on = _relied_on(case, outcome, terms)
    content = {
        **desk.about(case), "outcome": outcome, "acceptance": acceptance, "sheet_sha256": page.sha256,
        "code": page.code, "reason": PLACEHOLDER, "ends_on": None if ends_on is None else ends_on.isoformat(),
        "overrides": sorted(overrides), "conditions": [each.recorded for each in terms.conditions],
    }  # fmt: skip
    rehearse(desk, case, ACT, signer, lang, desk.text_of(ACT, signer, lang, content, title_of(case)), content)

    if read is None:
        reader.read(with_code(page, lang))
    content["reason"] = given = reason_of(reader, reason)
    text = desk.text_of(ACT, signer, lang, content, title_of(case))
    reader.read(text)
    _type_code(reader, page)
    desk.ledger.blobs.put(page.text.encode("utf-8"))
    receipt = desk.sign_and_record(ACT, case.number, signer, lang, text, content, ver)

    now = desk.case(case.number)
    counted = tally(desk.world, now, now.ballots, desk.today)
    return Decided(
        case.number, case.revision.rev, signer.person, outcome, given, page, now.state, counted.outcome, counted.rows,
        ends_on, now.approval is not None and now.approval.provisional, tuple(content["overrides"]), terms,
        now.approval is not None and now.approval.awaits_owner, case.revision.owner, receipt,
    )  # fmt: skip


def with_code(page: Sheet, lang: str) -> str:
    """The sheet as it is shown: its code stands below it."""
    return f"{page.text}\n{speak(say('Code of this sheet: {code}', code=grouped(page.code)), lang)}\n"


def _relied_on(case: Case, outcome: Outcome, terms: Terms) -> tuple[str | None, date | None]:
    """The acceptance and the end that an approval names; other outcomes name none."""
    if outcome != "approve":
        return None, None
    assessment = case.revision.assessment
    return (
        None if case.acceptance is None else case.acceptance.leaf,
        terms.ends_on or (None if assessment is None else assessment.ends_on),
    )


def _not_now(signer: Signer, case: Case, outcome: Outcome) -> Said:
    if outcome == "approve":
        return say("`{person}` can't approve {number}", person=signer.person, number=case.number)
    if outcome == "refuse":
        return say("`{person}` can't refuse {number}", person=signer.person, number=case.number)
    return say("`{person}` can't return {number}", person=signer.person, number=case.number)


def _type_code(reader: Reader, page: Sheet) -> None:
    """Have the person type the sheet's code; a slip of the finger is told, Enter stops."""
    question = say("Type the code of the sheet, {code}, to sign, or Enter to stop", code=grouped(page.code))
    for _ in range(ATTEMPTS):
        typed = reader.answer(question)
        code = code_in(typed)
        if code == page.code:
            return
        if not code:
            break
        question = _slip(typed, code, page)
    raise stopped()


def _slip(typed: str, code: str, page: Sheet) -> Said:
    if any(char in "0189" for char in code):
        return say("`{typed}` has a digit that no code has: l and o are letters. The code is {code}; Enter stops",
                   typed=typed, code=grouped(page.code))  # fmt: skip
    if len(code) != len(page.code):
        return say("`{typed}` has {count} characters, the code has {needed}: {code}; Enter stops", typed=typed,
                   count=len(code), needed=len(page.code), code=grouped(page.code))  # fmt: skip
    return say(
        "`{typed}` is not the code of this sheet, {code}; Enter stops", typed=typed, code=grouped(page.code)
    )


def code_in(typed: str) -> str:
    """What was typed as a code: full-width letters, capitals, spaces and hyphens mean the same."""
    plain = unicodedata.normalize("NFKC", typed).casefold()
    return "".join(char for char in plain if not char.isspace() and char not in "-‐‑–ー−")


def grouped(code: str) -> str:
    """A code in groups of four, easier to read and to type."""
    return "-".join(code[place : place + 4] for place in range(0, len(code), 4))
