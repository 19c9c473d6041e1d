"""Whose turn it is: which acts of the table one person, or anybody, may do on a request today."""

from __future__ import annotations

from datetime import date

from nocustom.life.act import ACTS, BY_TYPE, NO, Act, State
from nocustom.life.again import outdated
from nocustom.life.authority import deciding_rows
from nocustom.life.case import Case, World
from nocustom.life.confirmation import confirming, owed
from nocustom.life.deeds import Ballot
from nocustom.life.dispute import silent_since
from nocustom.life.gate import gate
from nocustom.life.paper import transcribing
from nocustom.life.who import not_theirs

__all__ = ["able", "may", "possible"]


def possible(case: Case) -> tuple[Act, ...]:
    """The acts that the request's state allows to somebody."""
    done: set[str] = set()
    if case.endorsement is not None:
        done.add("request.endorsed")
    if not owed(case):
        done.add("decision.confirmed")
    if not case.questions:
        done.add("question.answered")
    if case.revision.verdict not in NO:
        done.add("request.closed")
    if case.revision.verdict == "forbidden" or not case.revision.owner:
        done |= {"request.insisted", "request.appealed"}
    if case.appeal is not None or case.endorsement is None:
        done.add("request.appealed")
    if case.state is State.DECLINED and case.refiled_after_decline:
        done.add("request.filed")
    approval = case.approval
    if case.state is State.APPROVED and not (approval and approval.awaits_owner):
        done |= {"acceptance.confirmed", "acceptance.declined", "owner.silent"}
    if approval is None or approval.awaits_owner or not approval.unmet:
        done.add("condition.met")
    return tuple(row for row in ACTS if case.state in row.before and row.type not in done)


def may(world: World, case: Case, person: str, day: date) -> tuple[Act, ...]:
    """The acts that this person may do on that day.

    `decide` is among them where some decision is open to the person, if only for another; whether approving is, `gate`
    says. Filing the
    next revision is open to the whole department, and whether its text is sound only the filing shows.
    """
    return tuple(row for row in possible(case) if _theirs(world, case, row, person, day))


def able(world: World, case: Case, act: str, day: date) -> tuple[str, ...]:
    """Everybody in service who may do an act of this type on that day, by id."""
    people = world.people
    if people is None or all(row.type != act for row in possible(case)):
        return ()
    row = BY_TYPE[act]
    return tuple(
        each for each in sorted(people.everybody) if people.at(each, day) and _theirs(world, case, row, each, day)
    )


def _theirs(world: World, case: Case, row: Act, person: str, day: date) -> bool:
    if row.type == "decision.transcribed":
        return _transcribes(world, case, row, person, day)
    if row.who == "decider":
        revision = case.revision
        keys = frozenset(key for key, holder in world.holders.items() if holder == person)
        draft = Ballot(person, None, keys, day, "return", revision.rev, revision.digests, None)
        if row.type == "decision.confirmed":
            return any(
                not confirming(world, case, draft._replace(confirms=each.leaf), with_sheet=False)
                for each in owed(case)
            )
        others = () if world.people is None else (place.acting_for for place in world.people.at(person, day))
        return any(
            not gate(world, case, draft._replace(acting_for=other), with_sheet=False) for other in {None, *others}
        )
    if row.type == "owner.silent" and (day < (silent_since(case) or date.max)):
        return False
    if row.type == "request.reassessed" and not outdated(world, case):
        return False
    last = case.last_day_of_appeal
    if row.type == "request.appealed" and (last is None or day > last):
        return False
    if row.type == "request.filed":
        assessment, people = case.revision.assessment, world.people
        if assessment is None or people is None:
            return False
        return people.works_in(person, assessment.department, day)
    return not_theirs(world, case, row, person, day) is None


def _transcribes(world: World, case: Case, row: Act, person: str, day: date) -> bool:
    """Whether there is somebody whose decision on paper, of that day, this person could transcribe."""
    revision, people = case.revision, world.people
    if revision.assessment is None or people is None:
        return False
    keys = frozenset(key for key, holder in world.holders.items() if holder == person)
    posts = [post for each in deciding_rows(case, revision.assessment) for post in revision.assessment.posts(each.role)]
    recorder = Ballot(person, None, keys, day, "return", revision.rev, revision.digests, None)
    return any(
        not transcribing(world, case, row, recorder._replace(by=each, keys=frozenset()), recorder)
        for each in people.deciders(posts, day)
    )
