"""What an office prints about a request, as data: the notice of a decision or of a no, or the sheet that goes round.

    approved            the term, the grounds, the rules overridden, and whose signatures it rests on
    refused, returned   why, and what can be done about it
    closed              the verdict, the rules that decided, the next steps, who may appeal until when
    review              the sheet for a decision on paper, with a column for each who decides and the
                        digests of what it rests on

Everything comes from the ledger and the judgement recorded there (`notice_items`). Printed again, a notice says the
same, but for the ledger's root and what ended since.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from nocustom.acts.decide import grouped
from nocustom.acts.desk import Desk
from nocustom.acts.notice_items import Column, Item, Part, Reading
from nocustom.acts.review import explained
from nocustom.acts.story import story
from nocustom.errors import NotJudged, NotPermitted
from nocustom.life import days
from nocustom.life.act import State
from nocustom.life.case import Case
from nocustom.life.paper import on_paper, printed
from nocustom.life.problem import unreadable
from nocustom.life.sheet import digests
from nocustom.words import Bilingual, Said, say

__all__ = ["Kind", "Notice", "notice"]

Kind = Literal["approved", "refused", "returned", "closed", "review", "record"]


@dataclass(frozen=True, slots=True)
class Notice:
    """One document. A sentence of the body has no full stop; whoever shows it sets that."""

    kind: Kind
    number: Said
    day: date
    to: Part
    """Empty on the sheet that goes round."""
    sender: Part
    title: Said
    body: tuple[Said, ...]
    items: tuple[Item, ...]
    columns: tuple[Column, ...]
    """Only of the sheet for a decision on paper."""
    record: tuple[Part, ...]
    """Where it stands in the ledger: line, leaf and root; on the sheet that goes round, also what it rests on."""


def notice(desk: Desk, case: Case) -> Notice:
    """The document there is to print for a request as it stands.

    NotPermitted where there is none in this state, NotJudged where the recorded judgement can't be read or repeated.
    """
    if case.unreadable:
        raise NotJudged(unreadable(case.number).said)
    kind = _KINDS.get(case.state)
    if kind is None:
        raise NotPermitted(
            say("there is nothing to print about {number}: it is {state}", number=case.number, state=case.state.label),
            say("a notice is printed once it is approved, refused, returned or closed, the sheet for a decision on "
                "paper while it is under review"),
        )  # fmt: skip
    told = story(desk, case)
    lines = {line.entry.seq: line for line in told.lines}
    line = lines[_seq(case, kind)]
    reading = Reading(desk, told, lines, line, explained(desk, case))
    title, body, items = _OF_KIND[kind](reading)
    day = desk.today if kind == "review" else days.read(line.entry.day) or desk.today
    record: tuple[Part, ...] = (
        say("ledger {origin}, line {seq}, leaf {leaf}", origin=desk.ledger.origin or "", seq=line.entry.seq,
            leaf=line.entry.leaf),
        say("{size} lines, root {root}", size=desk.ledger.size, root=desk.ledger.root),
    )  # fmt: skip
    if kind == "review":
        record += tuple(_digest(label, value) for label, value in digests(case) if value is not None)
        if on_paper(case):
            record += (say("code of this sheet, for its transcription: {code}",
                           code=grouped(printed(desk.world, case))),)  # fmt: skip
    return Notice(
        kind, say("CIO office No. {number}-{seq}", number=case.number, seq=line.entry.seq), day,
        "" if kind == "review" else reading.addressee(),
        reading.office(), title, body, (*reading.request(), *items, reading.contact()),
        tuple(reading.columns()) if kind == "review" else (), record,
    )  # fmt: skip


_KINDS: dict[State, Kind] = {
    State.APPROVED: "approved",
    State.REFUSED: "refused",
    State.RETURNED: "returned",
    State.CLOSED: "closed",
    State.REVIEW: "review",
}


def _digest(label: Bilingual, value: str) -> Bilingual:
    return Bilingual(f"照合値 {label.ja} {value}", f"SHA-256 {label.en} {value}")


def _seq(case: Case, kind: Kind) -> int:
    """The line of the ledger that a document is about; of the sheet that goes round, the latest."""
    if kind == "closed" and case.closing is not None:
        return case.closing.seq
    effective = [entry for entry in case.history if not entry.void]
    if kind in ("approved", "refused"):
        return case.decisions[-1][0]
    if kind == "returned":
        effective = [entry for entry in effective
                     if entry.type in ("request.returned", "decision.made", "decision.transcribed")]  # fmt: skip
    return effective[-1].seq


Written = tuple[Said, tuple[Said, ...], tuple[Item, ...]]
"""Title, body, and the items between the request and where to ask."""


def _approved(read: Reading) -> Written:
    body: tuple[Said, ...] = (
        say("the request below was approved for the term below"),
        say("the approval holds as long as the owner verifies as accepted, and ends with the term"),
    )
    if read.case.approval is not None and read.case.approval.awaits_owner:
        body += (
            say("it differs from what the verification owner accepted, and takes effect with the owner's signature: "
                "`nocustom accept {number}`", number=read.case.number),
        )  # fmt: skip
    if read.case.approval is not None and read.case.approval.provisional:
        body += (say("the approval is provisional: an act that it rests on was signed under a single root key"),)
    answer = read.story.in_force
    if answer is not None and not answer.yes:
        reasons = [reason.label for reason in answer.reasons]
        body += (say("on the day of printing it is not in force: {reasons}", reasons=reasons),)
    items = (
        read.decided(), read.term(), *read.conditions(), *read.overridden(), read.grounds(), *read.rests_on(),
        read.reason(),
    )  # fmt: skip
    return say("Approval of a customization request (notice)"), body, items


def _refused(read: Reading) -> Written:
    body = (say("the request below was refused for the reason below"),)
    items = (read.decided(), read.reason(), read.verdict(), read.appeal())
    return say("Refusal of a customization request (notice)"), body, items


def _returned(read: Reading) -> Written:
    body = (
        say("the request below is returned for the reason below"),
        say("correct it and file it again; its number stays"),
    )
    return say("Return of a customization request (notice)"), body, (read.reason(), read.verdict())


def _closed(read: Reading) -> Written:
    body = (
        say("the request below was judged by the policy and is closed"),
        say("the next steps, and who may insist or appeal, stand below"),
    )
    said_why = () if not read.line.entry.reason.strip() else (read.reason(),)
    items = (read.verdict(), read.deciding(), *said_why, read.steps(), read.appeal())
    return say("Closing of a customization request (notice)"), body, items


def _review(read: Reading) -> Written:
    body: tuple[Said, ...] = (say("a decision is asked for on the request below: approved, refused or returned"),)
    if not on_paper(read.case):
        body += (
            say("the policy does not let it be decided on paper: whoever decides runs `nocustom decide {number}`",
                number=read.case.number),
        )  # fmt: skip
    items = (
        read.wanted(), read.verdict(), *read.in_the_way(), read.grounds(), *read.figures(), read.term(),
        *read.rests_on(), *read.opinions(),
    )  # fmt: skip
    return say("Decision on a customization request (sheet)"), body, items


_OF_KIND = {
    "approved": _approved, "refused": _refused, "returned": _returned, "closed": _closed, "review": _review,
}  # fmt: skip
