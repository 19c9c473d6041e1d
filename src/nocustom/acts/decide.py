"""What happens when somebody decides.

the gate is asked first                        every reason why not is told, and nothing is shown
the whole sheet is shown, with a fresh nonce    it serves this one decision; its last line is its code
a stand-in is asked for the ground, everybody for the reason, of a yes too
the text to be signed is shown, then the code of the sheet is typed: nothing else names it
the sheet is kept beside the ledger, ssh-keygen signs, it is recorded
the ballots are counted                         what is still needed is part of the answer
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from nocustom.acts.desk import Desk, Reader, Signer, stopped
from nocustom.acts.rehearse import PLACEHOLDER, fingerprint, refusal, rehearse
from nocustom.acts.say_why import reason_of, said_of, title_of
from nocustom.acts.sent_on import sent_on
from nocustom.errors import Usage
from nocustom.ledger.ledger import Appended
from nocustom.life import gate as gates
from nocustom.life.act import Outcome, State
from nocustom.life.case import Case
from nocustom.life.confirmation import CONFIRM_DAYS
from nocustom.life.deeds import Ballot, Terms
from nocustom.life.lead_time import waived
from nocustom.life.override import OVERRIDABLE, in_the_way
from nocustom.life.problem import Problem
from nocustom.life.sheet import Sheet, sheet
from nocustom.life.tally import Row, tally
from nocustom.life.turn import may
from nocustom.locale import speak
from nocustom.words import Said, say

__all__ = [
    "AS_ACCEPTED", "OUTCOMES", "Decided", "code_below", "code_in", "decide", "ends_of", "fresh_sheet", "grouped",
    "obstacles", "relied_on",
    "still_so", "to_override", "type_code", "with_code",
]  # fmt: skip

ACT = "decision.made"
SIGNED_BY_CODE = frozenset({ACT, "decision.confirmed"})
ATTEMPTS = 3
AS_ACCEPTED = Terms()
_CODE_BELOW = re.compile(r"(?<=[：: ])[a-z2-7]{4}(?:-[a-z2-7]{4}){2}$")
FRESH = 14
"""How many days a sheet that was written to be signed elsewhere may be old."""
OUTCOMES: tuple[Outcome, ...] = ("approve", "refuse", "return")


@dataclass(frozen=True, slots=True)
class Decided:
    """One person's decision is recorded."""

    number: str
    rev: int
    by: str
    acting_for: str | None
    """Whom this person stands in for."""
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
    urgent: bool
    confirm_by: date | None
    """The last day on which it is to be confirmed; None where nobody needs to."""
    receipt: Appended


def obstacles(
    desk: Desk, case: Case, signer: Signer, outcome: Outcome, overrides: Sequence[str] = (), terms: Terms = AS_ACCEPTED,
    *, urgent: bool = False,
) -> tuple[Problem, ...]:  # fmt: skip
    """Every reason why the gate is closed to this decision by this person today; empty where it is open."""
    acceptance, ends_on = relied_on(case, outcome, terms)
    key = fingerprint(signer)
    ballot = Ballot(
        signer.person, signer.acting_for, frozenset({key} if key else ()), desk.today, outcome, case.revision.rev,
        case.revision.digests, acceptance, ends_on, overrides=tuple(overrides),
        conditions=terms.conditions, urgent=urgent,
    )  # fmt: skip
    return gates.gate(desk.world, case, ballot, with_sheet=False)


def fresh_sheet(
    desk: Desk, case: Case, lang: str, signer: Signer | None = None, terms: Terms = AS_ACCEPTED
) -> Sheet:
    """A sheet that no decision has used: of today, for this person, with its own nonce. The desk remembers it."""
    page = _sheet(desk, case, lang, signer, terms, secrets.token_hex(16))
    desk.sheets.append(page)
    return page


def _sheet(
    desk: Desk, case: Case, lang: str, signer: Signer | None, terms: Terms, nonce: str, day: date | None = None
) -> Sheet:
    """The sheet for a person; who has a decision to make is told on it why approving is closed to them."""
    said: list[Said] = []
    if signer is not None and any(
        row.type == "decision.made" for row in may(desk.world, case, signer.person, desk.today)
    ):
        urgent = bool(waived(case.revision.assessment))  # then no other approval is open to anybody
        for problem in obstacles(desk, case, signer, "approve", to_override(case), terms, urgent=urgent):
            said += [problem.said, *(problem.hints if problem.code == "authority" else ())]
    return sheet(
        desk.world, case, day or desk.today, nonce, lang, desk.titles(), terms,
        reader=None if signer is None else signer.person, acting_for=None if signer is None else signer.acting_for,
        closed=[speak(each, lang) for each in said],
    )  # fmt: skip


def to_override(case: Case) -> tuple[str, ...]:
    """The rules that an approval would have to override; none where it is eligible, or nothing can override."""
    assessment = case.revision.assessment
    if assessment is None or assessment.verdict not in OVERRIDABLE:
        return ()
    way = in_the_way(case.number, assessment)
    return way.rules if way.closed is None else ()


def decide(
    desk: Desk, case: Case, signer: Signer, reader: Reader, outcome: Outcome, reason: str | None = None, *,
    read: Sheet | None = None, overrides: Sequence[str] = (), terms: Terms = AS_ACCEPTED, ground: str | None = None,
    urgent: bool = False,
) -> Decided:  # fmt: skip
    """Hold the ceremony of a decision; `read` is the sheet, where the person has just read it in a review.

    Raises Usage where something else than an approval overrides rules or names terms, or a ground is given for nobody;
    NotPermitted with every reason of the gate before anything is shown; Aborted where the person stops.
    """
    ver, lang = desk.next_version(case), reader.lang
    stale = None if read is None else _stale(desk, case, signer, read, terms)
    if overrides and outcome != "approve":
        raise Usage(say("only an approval overrides rules"), say("leave out `--override`"))
    if terms != AS_ACCEPTED and outcome != "approve":
        raise Usage(say("only an approval has conditions or an end"), say("leave out `--condition` and `--until`"))
    if urgent and outcome != "approve":
        raise Usage(say("only an approval is urgent"), say("leave out `--urgent`"))
    if ground is not None and signer.acting_for is None and not urgent:
        raise Usage(
            say("only who decides for another, or urgently, gives a ground"),
            say("name whom you stand in for with `--acting-for ID`"),
        )
    closed = obstacles(desk, case, signer, outcome, overrides, terms, urgent=urgent)
    if closed:
        raise sent_on(desk, case, ACT, signer, refusal(_not_now(signer, case, outcome), closed))
    page = fresh_sheet(desk, case, lang, signer, terms) if read is None or stale is not None else read
    acceptance, ends_on = relied_on(case, outcome, terms)
    content = {
        **desk.about(case), "outcome": outcome, "acceptance": acceptance, "sheet_sha256": page.sha256,
        "code": page.code, "reason": PLACEHOLDER, **ends_of(case, ends_on),
        "overrides": sorted(overrides), "urgent": urgent,
        "ground": PLACEHOLDER if urgent or signer.acting_for is not None else None,
        "conditions": [each.recorded for each in terms.conditions],
    }  # fmt: skip
    rehearse(desk, case, ACT, signer, lang, desk.text_of(ACT, signer, lang, content, title_of(case)), content)

    if stale is not None:
        reader.read(speak(stale, lang))
    if page is not read:
        reader.read(with_code(page, lang))
    if signer.acting_for is not None:
        asked = say("Why do you decide for `{other}`, such as an absence? Or Enter to stop", other=signer.acting_for)
        content["ground"] = said_of(reader, ground, asked)
    elif urgent:
        content["ground"] = said_of(reader, ground, say("Why can it not wait for those who decide? Or Enter to stop"))
    content["reason"] = given = reason_of(reader, reason)
    text = desk.text_of(ACT, signer, lang, content, title_of(case))
    reader.read(text)
    if reader.in_person:
        type_code(desk, reader, page)
    receipt = desk.sign_and_record(
        ACT, case.number, signer, lang, text, content, ver, files=[page.text.encode("utf-8")])  # fmt: skip

    now = desk.case(case.number)
    counted = tally(desk.world, now, now.ballots, desk.today)
    return Decided(
        case.number, case.revision.rev, signer.person, signer.acting_for, outcome, given, page, now.state,
        counted.outcome, counted.rows, ends_on, now.approval is not None and now.approval.provisional,
        tuple(content["overrides"]), terms, now.approval is not None and now.approval.awaits_owner,
        case.revision.owner, urgent,
        None if content["ground"] is None else desk.today + timedelta(days=CONFIRM_DAYS), receipt,
    )  # fmt: skip


def still_so(
    desk: Desk, case: Case, text: str, lang: str, signer: Signer, terms: Terms = AS_ACCEPTED
) -> bool:
    """Whether `text` is this person's sheet of the request as it stands now, made on one of the last `FRESH` days.

    What came meanwhile (an opinion, an acceptance, a revision, an answer) stands on a new sheet, and not on this one.
    """
    nonces = re.findall(r"\b[0-9a-f]{32}\b", text)
    if not nonces:
        return False
    days = (desk.today - timedelta(days=back) for back in range(FRESH))
    return any(text == _sheet(desk, case, lang, signer, terms, nonces[-1], day).text for day in days)


def with_code(page: Sheet, lang: str) -> str:
    """The sheet as it is shown: its code stands below it."""
    return f"{page.text}\n{speak(say('Code of this sheet: {code}', code=grouped(page.code)), lang)}\n"


def code_below(text: str) -> str:
    """The code in the last line of a text that was shown, as it stands there; empty where there is none."""
    found = _CODE_BELOW.search(text.rstrip())
    return found[0] if found else ""


def ends_of(case: Case, ends_on: date | None) -> dict[str, str | None]:
    """The end that a decision names, and the accepted one where that is later: the owner signs the earlier end."""
    accepted = None if case.revision.assessment is None else case.revision.assessment.ends_on
    earlier = ends_on is not None and accepted is not None and ends_on != accepted
    return {
        "ends_on": None if ends_on is None else ends_on.isoformat(),
        "accepted_until": accepted.isoformat() if earlier and accepted is not None else None,
    }


def relied_on(case: Case, outcome: Outcome, terms: Terms) -> tuple[str | None, date | None]:
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


def _stale(desk: Desk, case: Case, signer: Signer, page: Sheet, terms: Terms) -> Said | None:
    """Why a sheet that was read does not serve this decision any more; None where it does."""
    if page.number != case.number:
        return say("the sheet that was read is of {other}; this is the sheet of {number}", other=page.number,
                   number=case.number)  # fmt: skip
    if page.made_on != desk.today:
        return say("the sheet that was read was made on {day}; this is the sheet of today", day=page.made_on)
    if _sheet(desk, case, page.lang, signer, terms, page.nonce).sha256 != page.sha256:
        return say("{number} has changed since the sheet was read; this is the sheet as it is now", number=case.number)
    return None


def type_code(desk: Desk, reader: Reader, page: Sheet) -> None:
    """Have the person type the code from the end of the sheet; a slip is told without naming it, Enter stops."""
    question = say("Type the code at the end of the sheet of {sheet} to sign, or Enter to stop", sheet=page.number)
    for _ in range(ATTEMPTS):
        typed = reader.answer(question)
        code = code_in(typed)
        if code == page.code:
            return
        if not code:
            break
        question = _slip(desk, typed, code, page)
    raise stopped()


def _slip(desk: Desk, typed: str, code: str, page: Sheet) -> Said:
    """What is wrong with a code, as far as anybody can know: of another sheet, or mistyped."""
    if any(char in "0189" for char in code):
        return say("`{typed}` has a digit that no code has: l and o are letters. Look at the end of the sheet of "
                   "{sheet}; Enter to stop", typed=typed, sheet=page.number)  # fmt: skip
    if len(code) != len(page.code):
        return say("`{typed}` has {count} characters, a code has {needed}. Look at the end of the sheet of {sheet}; "
                   "Enter to stop", typed=typed, count=len(code), needed=len(page.code), sheet=page.number)  # fmt: skip
    for other in desk.sheets:
        if other.code == code and other.number != page.number:
            return say("`{typed}` is the code of the sheet of {other}. This takes the one of {sheet}; Enter to stop",
                       typed=typed, other=other.number, sheet=page.number)  # fmt: skip
        if other.code == code:
            return say("`{typed}` is the code of an earlier sheet of {sheet}, made on {day}. Each sheet has its own; "
                       "Enter to stop", typed=typed, sheet=page.number, day=other.made_on)  # fmt: skip
    for event in desk.ledger.events():
        if event.type in SIGNED_BY_CODE and event.content.get("code") == code:
            return say("with the code `{typed}` `{person}` decided {other} on {day}; it serves once. This takes the "
                       "one of {sheet}; Enter to stop", typed=typed, person=event.by, other=event.stream,
                       day=event.on, sheet=page.number)  # fmt: skip
    return say("`{typed}` is not the code at the end of the sheet of {sheet}, made on {day}. A sheet shown before has "
               "another; Enter to stop", typed=typed, sheet=page.number, day=page.made_on)  # fmt: skip


def code_in(typed: str) -> str:
    """What was typed as a code: full-width letters, capitals, spaces and hyphens mean the same."""
    plain = unicodedata.normalize("NFKC", typed).casefold()
    return "".join(char for char in plain if not char.isspace() and char not in "-‐‑–ー−")


def grouped(code: str) -> str:
    """A code in groups of four, easier to read and to type."""
    return "-".join(code[place : place + 4] for place in range(0, len(code), 4))
