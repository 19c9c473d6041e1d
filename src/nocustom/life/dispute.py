"""Silence and dispute: what the office records of an owner who does not answer, and what anybody concerned says to it.

    14 full days after the owner was asked, to carry it or to sign the terms of an approval, the office may record
    the silence; such an approval lapses                                            silent
    a line may be disputed by whoever did it or is named in it, and, of a request, by requester, owner, chief, head,
    and whoever decides or did something on it                                      disputed
    the office says what was done about it, but nobody about an own act              disposed

A dispute stands beside its line and undoes nothing, but for one: an owner who disputes a silence within 14 days is
asked again, once, as long as nothing else has happened; an approval that lapsed by it waits for the owner again.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from nocustom.life import days
from nocustom.life.act import BY_TYPE, State
from nocustom.life.adoption import others_instead
from nocustom.life.after_approval import awaiting, other_decision
from nocustom.life.authority import deciding_rows
from nocustom.life.case import SILENT_DAYS, Case, World
from nocustom.life.deeds import Decline, Dispute
from nocustom.life.event import Event, Papers
from nocustom.life.people import People
from nocustom.life.problem import NO_PEOPLE, Problem
from nocustom.life.who import not_the_office, not_theirs
from nocustom.words import say

__all__ = ["disposed", "disputed", "may_dispute", "silent", "silent_since", "spoken_up"]


def silent_since(case: Case) -> date | None:
    """The first day on which the silence of the owner may be recorded; None where nobody is asked."""
    asked = days.read(case.asked_since)
    signs = case.state is State.APPROVED and case.approval is not None and case.approval.awaits_owner
    if not (case.state is State.OWNER_PENDING or signs) or asked is None:
        return None
    return days.after(asked, SILENT_DAYS + 1)


def silent(world: World, event: Event, papers: Papers) -> tuple[Problem, ...]:
    """The silence is that of the owner named, since the day of the ledger on which this person was asked."""
    case, content = world.cases[event.stream], event.content
    theirs = not_theirs(world, case, BY_TYPE[event.type], event.by, event.on)
    if theirs is not None:
        return (theirs,)
    if case.state is State.APPROVED:
        _, found = awaiting(case, content["decision"])
        if found:
            return found
    elif content["decision"] is not None:
        return (other_decision(case),)
    if content["owner"] != case.revision.owner or content["asked_on"] != case.asked_since:
        said = say("{number}: `{owner}` was asked on {day}", number=case.number, owner=case.revision.owner,
                   day=case.asked_since)  # fmt: skip
        return (Problem("other-question", said),)
    first = silent_since(case)
    if first is None or event.on < first:
        said = say("`{owner}` was asked on {day} and has {days} full days to answer", owner=case.revision.owner,
                   day=case.asked_since, days=SILENT_DAYS)  # fmt: skip
        return (Problem("not-silent-yet", said, (say("the first day for it is {day}", day=first or "?"),)),)
    return ()


def disputed(world: World, event: Event, papers: Papers) -> tuple[Problem, ...]:
    """A line of this ledger, named with its digest, by somebody concerned, who has not disputed it already."""
    found = _line(world, event)
    if isinstance(found, Problem):
        return (found,)
    number = event.content["line"]
    if any(each.line == number and each.by == event.by for each in world.open_disputes):
        return (Problem("disputed-already", say("`{person}` has disputed line {line}", person=event.by, line=number)),)
    problem = may_dispute(world, number, event.by, event.on, papers)
    return () if problem is None else (problem,)


def disposed(world: World, event: Event, papers: Papers) -> tuple[Problem, ...]:
    """An open dispute, named with its digest, by the office, but not by who did the act that is disputed."""
    found = _line(world, event)
    if isinstance(found, Problem):
        return (found,)
    dispute = next((each for each in world.open_disputes if each.seq == event.content["line"]), None)
    if dispute is None:
        said = say("line {line} is no dispute that is open", line=event.content["line"])
        return (Problem("no-dispute", said, (say("`nocustom queue` lists the open ones"),)),)
    case = world.cases.get(dispute.stream)
    row, by = BY_TYPE[event.type], event.by
    if case is not None:
        theirs = not_theirs(world, case, row, by, event.on)
    else:
        others = others_instead(world, row, by, event.content["acting_for"], event.on, papers)
        theirs = not_the_office(by, event.on) if others else None
    if theirs is not None:
        return (theirs._replace(hints=(say("`nocustom people show` tells who is of the CIO office"),)),)
    if event.by in {world.lines[dispute.line].by, dispute.by}:
        said = say("`{person}` may not dispose of a dispute about an own act, or of an own dispute", person=event.by)
        return (Problem("own-dispute", said, (say("another person of the office disposes of it"),)),)
    return ()


def _line(world: World, event: Event) -> Event | Problem:
    content = event.content
    if content["anomaly"] is not None:
        return Problem("no-anomaly", say("there is no anomaly `{name}`", name=content["anomaly"]))
    found = world.lines.get(content["line"]) if content["line"] is not None else None
    if found is None or found.leaf != content["leaf"]:
        return Problem("no-line", say("the ledger has no such line {line}", line=content["line"] or 0))
    return found


def may_dispute(world: World, number: int, person: str, day: date, papers: Papers) -> Problem | None:
    """Why this person is not concerned by a line; None where it is."""
    people = world.people
    if people is None:
        return NO_PEOPLE
    if not people.at(person, day):
        return Problem("not-in-service", say("`{person}` is not in service on {day}", person=person, day=day))
    line = world.lines[number]
    case = world.cases.get(line.stream)
    concerned = {line.by, line.acting_for} | set(_named(world, number, line, papers))
    if case is not None:
        concerned |= set(_of_case(world, case, people, day))
    if person in concerned:
        return None
    said = say("line {line} does not concern `{person}`", line=number, person=person)
    hint = say("whoever is named in it may dispute it; of a request also requester, owner, chief, head and deciders")
    return Problem("not-concerned", said, (hint,))


def _named(world: World, number: int, line: Event, papers: Papers) -> Iterator[str]:
    """Whom a line that is not about a request names: those in a people document or roster, and in the one before."""
    if line.type == "people.adopted":
        for version in [each for each in world.people_versions if each.seq <= number][-2:]:
            document = papers(version.sha256)
            if document is not None:
                yield from People(document).everybody
    elif line.type == "roster.set":
        for roster in [each for each in world.rosters if each.seq <= number][-2:]:
            yield from (entry.person for entry in (*roster.roots, *roster.keys))
    elif line.type in ("act.disputed", "act.disposed"):
        for dispute in world.disputes:
            if number in (dispute.seq, dispute.disposal.seq if dispute.disposal is not None else None):
                yield dispute.by
                yield world.lines[dispute.line].by


def _of_case(world: World, case: Case, people: People, day: date) -> Iterator[str]:
    for entry in case.history:
        yield entry.by
    for revision in case.revisions:
        if revision.assessment is not None:
            yield from (revision.assessment.requester, revision.assessment.owner)
    assessment = case.revision.assessment
    if assessment is None:
        return
    here = people.lineage(assessment.department, day)
    for role in ("section_chief", "department_head"):
        posts = assessment.posts(role)
        yield from (one for one in people.holders(posts, day) if people.holds(one, posts, day, here))
    for row in deciding_rows(case, assessment):
        yield from people.holders(assessment.posts(row.role), day)


def spoken_up(world: World, dispute: Dispute) -> Case | None:
    """The request whose owner is asked again by this dispute; None where it undoes nothing."""
    case = world.cases.get(dispute.stream)
    if case is None or case.state is not State.DECLINED or not case.declines:
        return None
    last: Decline = case.declines[-1]
    recorded, now = days.read(last.day), days.read(dispute.day)
    in_time = recorded is not None and now is not None and now <= days.after(recorded, SILENT_DAYS)
    mine = last.silent and last.seq == dispute.line and last.by == dispute.by and last.by not in case.spoke_up
    return case if mine and in_time and last.rev == case.revision.rev else None
