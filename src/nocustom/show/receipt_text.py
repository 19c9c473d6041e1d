"""What a person sees after an act was recorded: what it was, where it stands, the receipt to keep, what comes next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from nocustom.acts.accept import Accepted, Confirmed
from nocustom.acts.decide import Decided
from nocustom.acts.decline import Declined
from nocustom.acts.fulfil import Fulfilled
from nocustom.acts.say_why import SaidWhy
from nocustom.acts.silence import Silence
from nocustom.acts.terms import condition_said, numbered
from nocustom.form.choices import QUORUMS, ROLES
from nocustom.ledger.ledger import Appended
from nocustom.life.act import State
from nocustom.life.deeds import Condition
from nocustom.life.tally import Row
from nocustom.locale import speak
from nocustom.show.layout import FAR_IN, paragraph
from nocustom.words import Said, say

__all__ = [
    "accepted_text", "decided_text", "declined_text", "fulfilled_text", "receipt", "sent_back_text", "withdrawn_text",
]  # fmt: skip


def accepted_text(done: Accepted | Confirmed, lang: str) -> Iterator[str]:
    """After `accept`."""
    if isinstance(done, Confirmed):
        yield from _confirmed(done, lang)
        return
    yield from _line(say("{number}, revision {rev}: `{by}` has accepted the responsibility for verification",
                         number=done.number, rev=done.rev, by=done.by), lang)  # fmt: skip
    yield from receipt(done.receipt, lang)
    yield from _hint(say("it is under review now: `nocustom review {number}`", number=done.number), lang)


def _confirmed(done: Confirmed, lang: str) -> Iterator[str]:
    yield from _line(say("{number}: `{by}` has signed the terms; it is approved until {ends_on}", number=done.number,
                         by=done.by, ends_on=done.ends_on), lang)  # fmt: skip
    for number, condition in done.unmet:
        yield from _quoting(condition_said(number, condition), lang)
    yield from receipt(done.receipt, lang)
    yield from _hint(_next_condition(done.number, done.unmet), lang)


def _next_condition(number: str, unmet: tuple[tuple[int, Condition], ...]) -> Said:
    if unmet:
        first = min(unmet, key=lambda each: (each[1].due or date.min, each[0]))[0]
        return say("when it is met: `nocustom fulfil {number} {condition}`", number=number, condition=first)
    return _whole_story(number)


def fulfilled_text(done: Fulfilled, lang: str) -> Iterator[str]:
    """After `fulfil`."""
    yield from _line(say("{number}: condition {condition} is recorded as met on {day} by `{by}`", number=done.number,
                         condition=done.condition, day=done.met_on, by=done.by), lang)  # fmt: skip
    if done.evidence is not None:
        yield from _line(say("the evidence is kept under {digest}", digest=done.evidence), lang)
    yield from _line(say("conditions still to be met: {count}", count=len(done.unmet)), lang)
    yield from receipt(done.receipt, lang)
    yield from _hint(_next_condition(done.number, done.unmet), lang)


def declined_text(done: Declined, lang: str) -> Iterator[str]:
    """After `decline`."""
    number = done.said.number
    yield from _line(say("{number}, revision {rev}: `{by}` has declined", number=number, rev=done.said.rev,
                         by=done.said.by), lang)  # fmt: skip
    if done.lapsed:
        yield from _line(say("the approval on those terms has lapsed"), lang)
    yield from receipt(done.said.receipt, lang)
    yield from _hint(_another_owner(number, done.may_name_another), lang)


def silent_text(done: Silence, lang: str) -> Iterator[str]:
    """After `decline --silent`."""
    said = say("{number}, revision {rev}: `{owner}`, asked on {day}, has not answered; that counts as a decline",
               number=done.number, rev=done.rev, owner=done.owner, day=done.asked_on)  # fmt: skip
    yield from _line(said, lang)
    if done.lapsed:
        yield from _line(say("the approval on those terms has lapsed"), lang)
    yield from receipt(done.receipt, lang)
    if done.disputable_until is not None:
        yield from _hint(say("until {day} the owner may dispute it with `nocustom dispute {line}`, and is asked again",
                             day=done.disputable_until, line=done.receipt.event.seq), lang)  # fmt: skip
    yield from _hint(_another_owner(done.number, done.may_name_another), lang)


def _another_owner(number: str, may: bool) -> Said:
    if may:
        return say("another owner may be named once: change `verification.owner` and run `nocustom submit {number}`",
                   number=number)  # fmt: skip
    return say("a second owner has declined; `nocustom withdraw {number}` ends it", number=number)


def sent_back_text(done: SaidWhy, lang: str) -> Iterator[str]:
    """After `return`."""
    said = say("{number}, revision {rev}: returned to its department", number=done.number, rev=done.rev)
    yield from _line(said, lang)
    yield from receipt(done.receipt, lang)
    yield from _hint(_next_revision(done.number), lang)


def _next_revision(number: str) -> Said:
    return say("the department files the next revision: `nocustom submit {number}`", number=number)


def withdrawn_text(done: SaidWhy, lang: str) -> Iterator[str]:
    """After `withdraw`."""
    yield from _line(say("{number}: withdrawn; the number stays in the ledger", number=done.number), lang)
    yield from receipt(done.receipt, lang)


def _recorded(done: Decided) -> Said:
    number, rev, by = done.number, done.rev, done.by
    match done.outcome:
        case "approve":
            return say("{number}, revision {rev}: the approval of `{by}` is recorded", number=number, rev=rev, by=by)
        case "refuse":
            return say("{number}, revision {rev}: the refusal of `{by}` is recorded", number=number, rev=rev, by=by)
        case _:
            return say("{number}, revision {rev}: the return by `{by}` is recorded", number=number, rev=rev, by=by)


def decided_text(done: Decided, lang: str) -> Iterator[str]:
    """After `decide`: what it amounts to, or who is still to decide."""
    yield from _line(_recorded(done), lang)
    if done.acting_for is not None:
        yield from _line(say("decided in the place of `{other}`", other=done.acting_for), lang)
    if done.urgent:
        yield from _line(say("approved urgently"), lang)
    if done.overrides:
        yield from _line(say("overridden: {rules}", rules=list(done.overrides)), lang)
    for said in numbered(done.terms.conditions):
        yield from _quoting(said, lang)
    if done.settled == "approve" and done.awaits_owner:
        said = say("{number} is approved until {ends_on}; it takes effect when the owner has signed these terms",
                   number=done.number, ends_on=done.ends_on)  # fmt: skip
        yield from _line(said, lang)
    elif done.settled == "approve":
        yield from _line(say("{number} is approved until {ends_on}", number=done.number, ends_on=done.ends_on), lang)
    elif done.settled is not None:
        yield from _line(say("{number} is {state} now", number=done.number, state=done.state.label), lang)
    else:
        yield from _line(say("not decided yet; still needed:"), lang)
        for row in done.rows:
            yield from _needed(row, lang)
    if done.settled == "approve" and done.provisional:
        yield from _line(say("provisional: an act that it rests on was signed under a single root key; "
                             "no report counts it as in force"), lang)  # fmt: skip
    yield from receipt(done.receipt, lang)
    yield from _hint(_next(done), lang)


def _next(done: Decided) -> Said:
    if done.urgent:
        return say("it lapses unless those who decide ordinarily confirm it by {day}: `nocustom decide {number} "
                   "confirm`", day=done.confirm_by, number=done.number)  # fmt: skip
    if done.confirm_by is not None and done.settled in ("approve", "refuse"):
        return say("`{other}` confirms it by {day}: `nocustom decide {number} confirm`", other=done.acting_for,
                   day=done.confirm_by, number=done.number)  # fmt: skip
    if done.settled == "return":
        return _next_revision(done.number)
    if done.state is State.REVIEW:
        return say("the others decide with `nocustom decide {number}`", number=done.number)
    if done.awaits_owner:
        return say("the owner `{owner}` runs `nocustom accept {number}`", owner=done.owner, number=done.number)
    return _whole_story(done.number)


def _whole_story(number: str) -> Said:
    return say("`nocustom request show {number}` tells the whole story", number=number)


def _needed(row: Row, lang: str) -> Iterator[str]:
    waiting = sorted(row.holders - row.approve - row.against)
    role = row.authority.role
    facts = {"role": ROLES.get(role, role), "count": len(row.approve), "need": row.need}
    if row.satisfied:
        said = say("{role}: {count} of {need} needed; done", **facts)
    else:
        said = say(
            "{role} ({quorum}): {count} of {need} needed; may still decide: {people}",
            quorum=QUORUMS[row.authority.quorum], people=", ".join(waiting) or "-", **facts,
        )  # fmt: skip
    yield from paragraph(speak(said, lang), indent="  ", hanging=2)


def receipt(receipt: Appended, lang: str) -> Iterator[str]:
    """Where the event stands: what its signer keeps."""
    yield from _line(say("recorded as line {seq}: {leaf}", seq=receipt.event.seq, leaf=receipt.event.leaf), lang)
    yield from _line(say("ledger: {size} lines, root {root}", size=receipt.size, root=receipt.root), lang)


def _line(said: Said, lang: str) -> Iterator[str]:
    yield from paragraph(speak(said, lang), hanging=2)


def _quoting(said: Said, lang: str) -> Iterator[str]:
    """A line that ends with somebody's own text."""
    yield from paragraph(speak(said, lang), hanging=FAR_IN)


def _hint(said: Said, lang: str) -> Iterator[str]:
    yield from paragraph(f"{speak(say('hint'), lang)}: {speak(said, lang)}", hanging=2)
