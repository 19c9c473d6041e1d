"""What each act in particular demands, once it is well formed, signed and on the latest revision."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nocustom.form.choices import VERDICTS
from nocustom.life import days, roster, sheet
from nocustom.life.act import BY_TYPE, NO
from nocustom.life.adoption import not_adopting
from nocustom.life.after_approval import confirmed, declined, each_answered, met
from nocustom.life.again import reassessed
from nocustom.life.ballots import ballot_of, confirmation_of, digests_of, transcribed_of
from nocustom.life.case import APPEAL_DAYS, Case, World
from nocustom.life.confirmation import confirming
from nocustom.life.course import Papers
from nocustom.life.deeds import Acceptance, Ballot, Terms, conditions_of
from nocustom.life.dispute import disposed, disputed, silent
from nocustom.life.event import Event
from nocustom.life.filing import filed
from nocustom.life.gate import gate
from nocustom.life.living import unread
from nocustom.life.paper import transcribing
from nocustom.life.problem import Problem
from nocustom.life.statement import statement
from nocustom.life.who import not_theirs
from nocustom.words import say

__all__ = ["OF_TYPE", "Demand"]

NO_GROUND = Problem("no-ground", say("whoever decides for another, or urgently, gives the ground"))
GROUND_OF_NOBODY = Problem("malformed", say("only who decides for another, or urgently, gives a ground"))

Demand = Callable[[World, Event, Papers], tuple[Problem, ...]]


def _roster(world: World, event: Event, papers: Papers) -> tuple[Problem, ...]:
    # Which roots must sign, and what a new key must prove, is the ledger's rule: it knows the keys.
    if (event.seq == 0) != (world.roster is None):
        return (Problem("no-roster", say("the ledger does not begin with a roster of keys")),)
    if not roster.read(event.content["roots"]) or roster.read(event.content["roster"]) is None:
        return (Problem("roster", say("the roster can't be read")),)
    return ()


def _adopted(world: World, event: Event, papers: Papers) -> tuple[Problem, ...]:
    row, acting_for = BY_TYPE[event.type], event.content["acting_for"]
    problem = not_adopting(world, row, event.by, acting_for, event.on, papers)
    return () if problem is None else (problem,)


def _document(world: World, event: Event, papers: Papers) -> tuple[Problem, ...]:
    if found := _adopted(world, event, papers):
        return found
    if papers(event.content["sha256"]) is None:
        return (
            Problem("unreadable", say("the document {sha256} can't be read", sha256=event.content["sha256"])),
        )
    return ()


def _by_part(world: World, event: Event, papers: Papers) -> tuple[Problem, ...]:
    problem = not_theirs(world, world.cases[event.stream], BY_TYPE[event.type], event.by, event.on)
    return () if problem is None else (problem,)


def _endorsed(world: World, event: Event, papers: Papers) -> tuple[Problem, ...]:
    case = world.cases[event.stream]
    if case.endorsement is not None:
        return (Problem("endorsed-already", say("{number} is endorsed already", number=case.number)),)
    return _by_part(world, event, papers)


def _answered(world: World, event: Event, papers: Papers) -> tuple[Problem, ...]:
    case, question = world.cases[event.stream], event.content["question"]
    if all(asked.seq != question for asked in case.questions):
        return (
            Problem(
                "no-question",
                say("line {seq} is no question about {number}", seq=question, number=case.number),
            ),
        )
    return _by_part(world, event, papers)


def _closed(world: World, event: Event, papers: Papers) -> tuple[Problem, ...]:
    case, content = world.cases[event.stream], event.content
    verdict = case.revision.verdict
    if verdict not in NO:
        hint = (
            say("`nocustom return {number}` sends it back to be completed", number=case.number)
            if verdict == "incomplete"
            else say("the section chief endorses it: `nocustom endorse {number}`", number=case.number)
        )
        said = say("{number} is {verdict}: there is no refusal to close", number=case.number,
                   verdict=VERDICTS.get(verdict, "?"))  # fmt: skip
        return (Problem("not-a-no", said, (hint,)),)
    if content["verdict"] != verdict:
        return (Problem("other-verdict", say("{number} was judged otherwise", number=case.number)),)
    if content["appeal_until"] != days.after(event.on, APPEAL_DAYS).isoformat():
        return (
            Problem(
                "appeal-day", say("the last day of appeal is {days} days after the closing", days=APPEAL_DAYS)
            ),
        )
    return _by_part(world, event, papers)


def _insisted(world: World, event: Event, papers: Papers) -> tuple[Problem, ...]:
    case = world.cases[event.stream]
    return _no_way_on(case) or _by_part(world, event, papers)


def _appealed(world: World, event: Event, papers: Papers) -> tuple[Problem, ...]:
    case, day = world.cases[event.stream], event.on
    if stopped := _no_way_on(case):
        return stopped
    if case.appeal is not None:
        return (
            Problem(
                "appealed-already",
                say(
                    "{number} was appealed on {day}; there is one appeal",
                    number=case.number,
                    day=case.appeal.day,
                ),
            ),
        )
    last = case.last_day_of_appeal
    if last is None or day > last:
        return (
            Problem(
                "appeal-too-late",
                say("the last day of appeal for {number} was {day}", number=case.number, day=last or "?"),
                (say("`nocustom request new` begins another request"),),
            ),
        )
    if case.endorsement is None:
        return (
            Problem(
                "not-endorsed",
                say("no section chief has endorsed revision {rev}", rev=case.revision.rev),
                (say("the section chief runs `nocustom endorse {number}`", number=case.number),),
            ),
        )
    return _by_part(world, event, papers)


def _no_way_on(case: Case) -> tuple[Problem, ...]:
    """Why a no can't be taken further: it can't be approved by anybody, or nobody is named to carry it."""
    if case.revision.verdict == "forbidden":
        said = say("{number} is forbidden: nobody can approve it", number=case.number)
        return (Problem("forbidden", said, (say("`nocustom request show {number}` tells the other ways",
                                                 number=case.number),)),)  # fmt: skip
    if not case.revision.owner:
        said = say("the request names no verification owner, so nobody can be asked to carry it")
        return (Problem("no-owner", said, (say("`nocustom request new` begins another request"),)),)
    return ()


def _accepted(world: World, event: Event, papers: Papers) -> tuple[Problem, ...]:
    found = _by_part(world, event, papers)
    if found:
        return found
    case, content = world.cases[event.stream], event.content
    assessment = case.revision.assessment
    assert assessment is not None  # `not_theirs`
    signed = Acceptance(
        content["rev"], event.seq, event.leaf, event.day, event.by, content["acting_for"], frozenset(),
        digests_of(content), content["statement_v"], content["lang"], content["text"],
    )  # fmt: skip
    other = unread(signed, case.number, assessment)
    if other is not None:
        return (other,)
    clauses = statement(
        assessment, case.number, signed.rev, event.by, signed.lang, signed.statement_v
    ).clauses
    return each_answered(content["answers"], len(clauses))


def _decided(world: World, event: Event, papers: Papers) -> tuple[Problem, ...]:
    case, content = world.cases[event.stream], event.content
    if (content["acting_for"] is None and not content["urgent"]) != (content["ground"] is None):
        return (NO_GROUND if content["ground"] is None else GROUND_OF_NOBODY,)
    if content["outcome"] != "approve":
        if not content["reason"].strip():
            return (Problem("no-reason", say("a refusal or a return gives its reason")),)
        if any(content[name] for name in (
            "acceptance", "ends_on", "accepted_until", "overrides", "conditions", "urgent"
        )):  # fmt: skip
            said = say("only an approval names an acceptance, an end, conditions and overrides, or is urgent")
            return (Problem("malformed", said),)
    elif content["overrides"] and not content["reason"].strip():
        return (Problem("no-reason", say("an override gives its reason")),)
    if other := _other_end(case, content):
        return other
    return (*gate(world, case, ballot_of(event)), *_before_appeal(case, event), *_other_sheet(case, event, papers))


def _other_end(case: Case, content: dict[str, Any]) -> tuple[Problem, ...]:
    """An approval that ends earlier than was accepted says so, with the end that was accepted; no other does."""
    assessment = case.revision.assessment
    accepted = None if assessment is None or assessment.ends_on is None else assessment.ends_on.isoformat()
    earlier = content["ends_on"] is not None and content["ends_on"] != accepted
    if content["accepted_until"] == (accepted if earlier else None):
        return ()
    return (Problem("other-end", say("the decision on {number} names another end than the owner accepted",
                                     number=case.number)),)  # fmt: skip


def _before_appeal(case: Case, event: Event) -> tuple[Problem, ...]:
    """An appeal brings a new fact: who decides it has seen the line by which it was made."""
    if case.appeal is None or event.content["seen"]["size"] > case.appeal.seq:
        return ()
    said = say("the decision on {number} was signed before it was appealed in line {seq}", number=case.number,
               seq=case.appeal.seq)  # fmt: skip
    return (Problem("before-appeal", said, (say("run `nocustom review {number}` again", number=case.number),)),)


def _terms(case: Case, content: dict[str, Any]) -> Terms:
    """Those of a decision, or of the decision that a later confirmation names."""
    for cast in case.ballots:
        if cast.leaf == content.get("decision"):
            return Terms(cast.ends_on, cast.conditions)
    return Terms(days.read(content.get("ends_on")), conditions_of(content.get("conditions")))


def _other_sheet(case: Case, event: Event, papers: Papers) -> tuple[Problem, ...]:
    """The sheet that is kept names what is decided: the revision with its digests, the acceptance relied on, the terms.

    That of a later confirmation names the decision.
    """
    content = event.content
    paper = papers(content["sheet_sha256"])
    if paper is None:  # lost, or not kept yet: whoever verifies the files tells
        return ()
    text = paper.get("sheet")
    further = (content.get("acceptance"), content.get("decision"))
    named = [*digests_of(content), *(each for each in further if each)]
    if isinstance(text, str) and sheet.names(text, named):
        if sheet.sets(text, _terms(case, content)):
            return ()
        said = say("the sheet that was read does not set the end and the conditions of the decision on {number}",
                   number=case.number)  # fmt: skip
        return (Problem("other-sheet", said, (say("run `nocustom decide {number}` and read its own sheet",
                                                  number=case.number),)),)  # fmt: skip
    said = say("the sheet that was read is of another request or revision than the decision on {number}",
               number=case.number)  # fmt: skip
    return (Problem("other-sheet", said, (say("run `nocustom decide {number}` and read its own sheet",
                                              number=case.number),)),)  # fmt: skip


def _transcribed(world: World, event: Event, papers: Papers) -> tuple[Problem, ...]:
    case, content, ballot = world.cases[event.stream], event.content, transcribed_of(event)
    if (content["decider_for"] is None) != (content["ground"] is None):
        return (NO_GROUND if content["ground"] is None else GROUND_OF_NOBODY,)
    if content["outcome"] != "approve" and any(content[name] for name in (
        "acceptance", "ends_on", "accepted_until", "overrides", "conditions"
    )):  # fmt: skip
        said = say("only an approval names an acceptance, an end, conditions and overrides, or is urgent")
        return (Problem("malformed", said),)
    if other := _other_end(case, content):
        return other
    keys = frozenset(signature.key for signature in event.sigs)
    recorder = Ballot(
        event.by, content["acting_for"], keys, event.on, ballot.outcome, ballot.rev, ballot.digests, None
    )
    return transcribing(world, case, BY_TYPE[event.type], ballot, recorder)


def _confirmed_later(world: World, event: Event, papers: Papers) -> tuple[Problem, ...]:
    content = event.content
    if content["outcome"] == "annul" and not content["reason"].strip():
        return (Problem("no-reason", say("whoever annuls a decision gives the reason")),)
    case = world.cases[event.stream]
    return (*confirming(world, case, confirmation_of(event)), *_other_sheet(case, event, papers))


def _of_the_lines(world: World, event: Event, papers: Papers) -> tuple[Problem, ...]:
    """Who signed, and whether what it says of the lines is true, is the ledger's rule: it knows them."""
    return ()


OF_TYPE: dict[str, Demand] = {
    "roster.set": _roster,
    "policy.adopted": _adopted,
    "witness.added": _of_the_lines,
    "ledger.restored": _of_the_lines,
    "catalogue.adopted": _document,
    "people.adopted": _document,
    "request.filed": filed,
    "request.endorsed": _endorsed,
    "question.asked": _by_part,
    "question.answered": _answered,
    "request.closed": _closed,
    "request.insisted": _insisted,
    "request.appealed": _appealed,
    "opinion.given": _by_part,
    "acceptance.signed": _accepted,
    "acceptance.declined": declined,
    "acceptance.confirmed": confirmed,
    "condition.met": met,
    "decision.made": _decided,
    "owner.silent": silent,
    "act.disputed": disputed,
    "act.disposed": disposed,
    "decision.confirmed": _confirmed_later,
    "decision.transcribed": _transcribed,
    "request.reassessed": reassessed,
    "request.returned": _by_part,
    "request.withdrawn": _by_part,
    "request.voided": _by_part,
}
"""What an act of each type demands besides; every row of the table has its line."""
