"""Step through what can be reviewed, like `git add -p`: one sheet a request, and only the acts this person may do now.

    a  approve       where the gate is open to it, on the terms of who approved before; against a no the person names
                     each rule in its way first
    t  on terms      the same under conditions or to an earlier end, where nobody has approved yet
    r  refuse        where the person may decide
    b  send back     the CIO office, or a decider as a decision
    c  close         the CIO office, what the policy refuses or redirects
    k  ask           the CIO office; unsigned, and the next request
    o  open          the request's file as it was filed
    e  explain       every clause, from what was recorded
    s  skip          the next request
    q  quit          no more

Approving and refusing go on with the very sheet that was just read; its code serves that one decision. Whatever else
was looked at, the sheet is shown again before anything is asked. A person who stops in the middle of an act is back at
the question, and nothing was written.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from nocustom.acts.assess import Adoption
from nocustom.acts.check import judge_document
from nocustom.acts.close import Closed, close
from nocustom.acts.decide import (
    AS_ACCEPTED,
    Decided,
    decide,
    fresh_sheet,
    obstacles,
    to_override,
    with_code,
)
from nocustom.acts.desk import Aborted, Desk, Reader, Signer, stopped
from nocustom.acts.explain import Explained
from nocustom.acts.outbox import Sent
from nocustom.acts.question import Told, ask
from nocustom.acts.queue import waiting_cases
from nocustom.acts.say_why import SaidWhy
from nocustom.acts.send_back import send_back
from nocustom.acts.terms import condition_of, end_of, named_before
from nocustom.errors import Exit, NotJudged, NotPermitted, Usage
from nocustom.files.document import document
from nocustom.life import days
from nocustom.life.act import State
from nocustom.life.case import Case
from nocustom.life.deeds import Condition, Terms
from nocustom.life.problem import unreadable
from nocustom.life.sheet import Sheet
from nocustom.life.turn import may
from nocustom.locale import speak
from nocustom.words import Said, say

__all__ = ["Explain", "Reviewed", "chosen", "explained", "review", "sheets"]

Explain = Callable[[Case], str]
"""Renders every clause of a request's recorded judgement; without it the choice is not offered."""

PATIENCE = 5
"""After so many answers in a row that choose nothing, the review ends."""

Outcome = Decided | SaidWhy | Closed | Told | Sent
"""What may come of one request."""
Done = Callable[[Outcome], None]
"""Told of every act at once: a person who quits later keeps the receipts of what was done before."""

_CHOICES: dict[str, Said] = {
    "a": say("a: approve"),
    "t": say("t: approve on terms"),
    "r": say("r: refuse"),
    "b": say("b: send back"),
    "c": say("c: close"),
    "k": say("k: ask the department"),
    "o": say("o: open the file"),
    "e": say("e: explain"),
    "s": say("s: skip"),
    "q": say("q: quit"),
}


@dataclass
class Reviewed:
    """What a review came to."""

    done: list[Outcome] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    """Numbers that were not reached."""

    @property
    def exit(self) -> Exit:
        """0: to review is no duty to decide."""
        return Exit.OK


def chosen(desk: Desk, names: Sequence[str], person: str | None) -> list[Case]:
    """The cases named; without names those in the queue that this person may send back, close or decide, in its order.

    Without a person (nobody at a terminal) everything under review.
    """
    if names:
        return [desk.case(name) for name in names]
    world, today = desk.world, desk.today
    waiting = [row.case for row in waiting_cases(world, today)]
    if person is None:
        return [case for case in waiting if case.state is State.REVIEW]
    return [case for case in waiting if _verbs(desk, case, person) & _LEADING]


def sheets(desk: Desk, cases: Sequence[Case], lang: str) -> Iterator[str]:
    """The sheets to read only: without a code, because nobody is there to type it."""
    for case in cases:
        yield fresh_sheet(desk, case, lang, terms=named_before(case) or AS_ACCEPTED).text


def review(
    desk: Desk, cases: Sequence[Case], signer: Signer, reader: Reader, *, explain: Explain | None = None,
    done: Done | None = None,
) -> Reviewed:  # fmt: skip
    """Go through the cases. NotPermitted where there is no terminal; what was done before stays done."""
    result = Reviewed(left=[case.number for case in cases])
    for place, case in enumerate(cases, start=1):
        page = fresh_sheet(desk, case, reader.lang, signer, named_before(case) or AS_ACCEPTED)
        reader.read(speak(say("{place} of {count}", place=place, count=len(cases)), reader.lang))
        reader.read(with_code(page, reader.lang))
        act = _one(desk, case, signer, reader, page, explain)
        if act == "quit":
            return result
        result.left.remove(case.number)
        if not isinstance(act, str):
            result.done.append(act)
            if done is not None:
                done(act)
        else:
            result.skipped.append(case.number)
    return result


def explained(desk: Desk, case: Case) -> Explained:
    """The judgement of the latest revision, clause by clause, by the policy and catalogues it was judged by.

    NotJudged where what was recorded can't be read, or does not come out again: then nothing would be explained.
    """
    revision, recorded = case.revision, case.revision.assessment
    if recorded is None:
        raise NotJudged(unreadable(case.number).said)
    then = Adoption(recorded.policy_sha256, recorded.systems_sha256, recorded.people_sha256)
    judged_on, filed_on = days.read(revision.judged_on), days.read(revision.filed_on)
    judge, setting = desk.adopted(judged_on or desk.today, then, filed_on)
    paper = document(desk.ledger.blobs.get(revision.file_sha256), shown=case.number)
    checked = judge_document(paper, judge, setting)
    judgement = checked.judgement
    if judgement is None or (judgement.verdict, judgement.decided_by()) != (recorded.verdict, recorded.decided_by):
        raise NotJudged(
            say("this version judges {number} otherwise than it was recorded", number=case.number),
            say("use the version that recorded it: {engine}", engine=recorded.engine),
        )
    return Explained(checked, judge, setting)


def _one(
    desk: Desk, case: Case, signer: Signer, reader: Reader, page: Sheet, explain: Explain | None
) -> Outcome | str:
    """One request until something is done with it; `skip` or `quit` where nothing was."""
    offered = _offered(desk, case, signer, explain)
    question = say("{choices}", choices=[_CHOICES[letter] for letter in offered])
    idle = 0
    while True:
        answer = unicodedata.normalize("NFKC", reader.answer(question)).strip().casefold()
        if answer not in offered:
            # Enter and anything else do nothing, and the question comes again; but a terminal that was closed
            # answers nothing for ever.
            idle += 1
            if idle == PATIENCE:
                return "quit"
            reader.read(speak(say("choose one letter"), reader.lang))
            continue
        idle = 0
        if answer == "q":
            return "quit"
        if answer == "s":
            return "skip"
        try:
            if answer in ("o", "e"):
                reader.read(_looked_at(answer, desk, case, explain))
                reader.read(with_code(page, reader.lang))
                continue
            return _act(answer, desk, case, signer, reader, page)
        except Sent as sent:
            return sent
        except (Aborted, NotJudged, NotPermitted) as error:
            reader.read(speak(error.said, reader.lang))
            for finding in error.findings:
                reader.read("- " + speak(finding.said, reader.lang))


def _looked_at(letter: str, desk: Desk, case: Case, explain: Explain | None) -> str:
    if letter == "e" and explain is not None:
        return explain(case)
    return desk.ledger.blobs.get(case.revision.file_sha256).decode("utf-8", "replace")


def _act(letter: str, desk: Desk, case: Case, signer: Signer, reader: Reader, page: Sheet) -> Outcome:
    if letter == "a":
        overrides = _named(to_override(case), reader)
        terms = named_before(case) or AS_ACCEPTED
        return decide(desk, case, signer, reader, "approve", read=page, overrides=overrides, terms=terms)
    if letter == "t":
        overrides, terms = _named(to_override(case), reader), _asked(case, reader)
        read = page if terms == AS_ACCEPTED else None
        return decide(desk, case, signer, reader, "approve", read=read, overrides=overrides, terms=terms)
    if letter == "r":
        return decide(desk, case, signer, reader, "refuse", read=page)
    if letter == "c":
        return close(desk, case, signer, reader)
    if letter == "k":
        return ask(desk, case, signer, reader)
    if "request.returned" in _verbs(desk, case, signer.person):
        return send_back(desk, case, signer, reader)
    return decide(desk, case, signer, reader, "return", read=page)


def _asked(case: Case, reader: Reader) -> Terms:
    """The terms that the decider names: a condition a line, then the last day; Enter leaves it as it was accepted."""
    conditions: list[Condition] = []
    while given := reader.answer(
        say(
            "Condition {condition}, its last day in front if it has one, or Enter for none",
            condition=len(conditions) + 1,
        )
    ):
        try:
            conditions.append(condition_of(given))
        except Usage as error:
            _told(error, reader)
    accepted = case.revision.assessment.ends_on if case.revision.assessment is not None else None
    while given := reader.answer(say("Last day, if earlier than {day}, or Enter for that day", day=accepted or "?")):
        try:
            return Terms(end_of(given), tuple(conditions))
        except Usage as error:
            _told(error, reader)
    return Terms(None, tuple(conditions))


def _told(error: Usage, reader: Reader) -> None:
    reader.read("\n".join(speak(said, reader.lang) for said in (error.said, *error.hints)))


def _named(rules: Sequence[str], reader: Reader) -> tuple[str, ...]:
    """Have the person type each rule in the way, one after the other; anything else stops."""
    for at, rule in enumerate(rules, start=1):
        typed = reader.answer(
            say("Rule {at} of {of} in its way: {rule}. Type it to override it, or Enter to stop", at=at, of=len(rules),
                rule=rule)
        )  # fmt: skip
        if unicodedata.normalize("NFKC", typed).strip().casefold() != rule.casefold():
            raise stopped()
    return tuple(rules)


_LEADING = frozenset({"decision.made", "request.returned", "request.closed"})
"""What brings a request before a person who named none."""


def _verbs(desk: Desk, case: Case, person: str) -> frozenset[str]:
    """The types of acts that a review can lead to and that are this person's today."""
    types = {row.type for row in may(desk.world, case, person, desk.today)}
    return frozenset(types & {*_LEADING, "question.asked"})


def _offered(desk: Desk, case: Case, signer: Signer, explain: Explain | None) -> tuple[str, ...]:
    verbs = _verbs(desk, case, signer.person)
    deciding = "decision.made" in verbs and not obstacles(desk, case, signer, "refuse")
    approving = deciding and not obstacles(
        desk, case, signer, "approve", to_override(case), named_before(case) or AS_ACCEPTED
    )
    return (
        *(("a",) if approving else ()),
        *(("t",) if approving and named_before(case) is None else ()),
        *(("r",) if deciding else ()),
        *(("b",) if deciding or "request.returned" in verbs else ()),
        *(("c",) if "request.closed" in verbs else ()),
        *(("k",) if "question.asked" in verbs else ()),
        "o",
        *(("e",) if explain is not None else ()),
        "s",
        "q",
    )
