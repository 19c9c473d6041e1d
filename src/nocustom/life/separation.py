"""Separation of duties: who gains by an approval does not decide it, under whatever name or key, nor picks who does.

Requester, owner, endorser and appealing head on one side; on the other the decider, and whoever adopted the line of the
people document by which the decider stands in for another. Compared by person and by key.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from nocustom.life import days
from nocustom.life.case import Case, World
from nocustom.life.deeds import Adopted, Ballot
from nocustom.life.people import People
from nocustom.life.problem import NO_PEOPLE, Problem
from nocustom.words import say

__all__ = ["appointed", "separated"]

_ANOTHER = say("another person with the authority decides")


class _Gaining(NamedTuple):
    """One who gains: by name, as everybody that is the same person, with the keys the person signed with."""

    name: str
    persons: frozenset[str]
    keys: frozenset[str]


def separated(world: World, case: Case, ballot: Ballot) -> Problem | None:
    """Point 4: who filed or endorsed any revision, and the owner of the latest, are other persons than the decider,
    with other keys.

    Whoever stands in for somebody is that somebody too, on the day of the act and on the day of the decision.
    """
    people = world.people
    if people is None:
        return NO_PEOPLE
    decider = _one(people, ballot.by, ballot.acting_for, ballot.day)
    if case.appeal is not None and (said_no := decider & case.appeal.against):
        return Problem(
            "own-refusal",
            say("`{person}` may not decide the appeal of an own decision", person=sorted(said_no)[0]),
            (_ANOTHER,),
        )
    other = _same(world, case, people, decider, ballot.keys, ballot.day)
    if other is not None:
        return Problem(
            "same-person",
            say("`{person}` may not decide what `{other}` filed, endorsed or answers for", person=ballot.by,
                other=other),
            (_ANOTHER,),
        )  # fmt: skip
    return None


def appointed(world: World, case: Case, ballot: Ballot) -> Problem | None:
    """Point 4, of a stand-in: whoever brought the line by which it is one neither gains nor is the stand-in."""
    people = world.people
    if ballot.acting_for is None or people is None:
        return None
    by = _brought(world, ballot)
    adopter = _one(people, by.by, by.acting_for, ballot.day, days.read(by.day))
    if ballot.by in adopter or by.keys & ballot.keys or _same(world, case, people, adopter, by.keys, ballot.day):
        return Problem(
            "appointed",
            say("`{person}` stands in by the people document of {day}; `{adopter}` adopted it, and may not appoint "
                "who decides {number}", person=ballot.by, day=by.day, adopter=by.by, number=case.number),
            (say("`{other}` decides; or somebody else adopts the people without that line, and then with it",
                 other=ballot.acting_for),),
        )  # fmt: skip
    return None


def _brought(world: World, ballot: Ballot) -> Adopted:
    """The version since which the person stands in for the other as on that day, without a break until now."""
    found = world.people_versions[-1]
    for version in reversed(world.people_versions):
        if not any(
            (place.person, place.acting_for) == (ballot.by, ballot.acting_for) and place.covers(ballot.day)
            for place in version.stand_ins
        ):
            break
        found = version
    return found


def _one(people: People, by: str, acting_for: str | None, *on: date | None) -> frozenset[str]:
    """The person and all whom the person stands in for on those days: together they are one."""
    found = {by} | ({acting_for} if acting_for else set())
    for one in tuple(found):
        for day in on:
            found |= people.persons(one, day) if day is not None else set()
    return frozenset(found)


def _same(
    world: World, case: Case, people: People, persons: frozenset[str], keys: frozenset[str], day: date
) -> str | None:
    """Who of those that gain is one of these persons or has used one of these keys; None where nobody is."""
    for gaining in _gaining(case, people, day):
        held = {world.holders.get(key) for key in keys} & gaining.persons
        if persons & gaining.persons or keys & gaining.keys or held:
            return gaining.name
    return None


def _gaining(case: Case, people: People, day: date) -> list[_Gaining]:
    """Everybody who gains by an approval decided on that day."""

    def one(by: str, acting_for: str | None, on: str, keys: frozenset[str] = frozenset()) -> _Gaining:
        return _Gaining(by, _one(people, by, acting_for, days.read(on), day), keys)

    found: list[_Gaining] = []
    for revision in case.revisions:
        found.append(one(revision.by, None, revision.day, revision.keys))
        if revision.assessment is not None:
            named = (revision.assessment.requester, revision.owner if revision is case.revision else "")
            found += [one(person, None, revision.day) for person in named if person]
    found += [one(chief.by, chief.acting_for, chief.day, chief.keys) for chief in case.chiefs]
    if (owner := case.acceptance) is not None:
        found.append(one(owner.by, owner.acting_for, owner.day, owner.keys))
    if case.appeal is not None:
        found.append(one(case.appeal.by, None, case.appeal.day))
    return found
