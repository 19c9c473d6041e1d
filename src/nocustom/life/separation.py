"""Separation of duties: who gains by an approval does not decide it, under whatever name or key.

Requester, owner, endorser and appealing head on one side; on the other the decider and (`appointment`) whoever picked
the decider. Compared by person and by key.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from nocustom.life import days
from nocustom.life.case import Case, World
from nocustom.life.deeds import Ballot
from nocustom.life.people import People
from nocustom.life.problem import NO_PEOPLE, Problem
from nocustom.words import say

__all__ = ["Gaining", "as_one", "gainer_among", "separated", "those_who_gain"]

_ANOTHER = say("another person with the authority decides")


def separated(world: World, case: Case, ballot: Ballot) -> Problem | None:
    """Point 4: who filed or endorsed any revision, and the owner of the latest, are other persons than the decider,
    with other keys.

    Whoever stands in for somebody is that somebody too, on the day of the act and on the day of the decision.
    """
    people = world.people
    if people is None:
        return NO_PEOPLE
    decider = as_one(people, ballot.by, ballot.acting_for, ballot.day)
    if case.appeal is not None and (said_no := decider & case.appeal.against):
        return Problem(
            "own-refusal",
            say("`{person}` may not decide the appeal of an own decision", person=sorted(said_no)[0]),
            (_ANOTHER,),
        )
    other = gainer_among(world, those_who_gain(case, people, ballot.day), decider, ballot.keys)
    if other is not None:
        return Problem(
            "same-person",
            say("`{person}` may not decide what `{other}` filed, endorsed or answers for", person=ballot.by,
                other=other),
            (_ANOTHER,),
        )  # fmt: skip
    return None


@lru_cache(maxsize=1024)
def as_one(people: People, by: str, acting_for: str | None, *on: date | None) -> frozenset[str]:
    """The person and all whom the person stands in for on those days: together they are one."""
    found = {by} | ({acting_for} if acting_for else set())
    for one in tuple(found):
        for day in on:
            found |= people.persons(one, day) if day is not None else set()
    return frozenset(found)


class Gaining(NamedTuple):
    """One who gains: by name, as everybody that is the same person, with the keys the person signed with."""

    name: str
    persons: frozenset[str]
    keys: frozenset[str]


def gainer_among(
    world: World, gaining: Iterable[Gaining], persons: frozenset[str], keys: frozenset[str]
) -> str | None:
    """Who of those that gain is one of these persons or has used one of these keys; None where nobody is."""
    acting = persons | {world.holders[key] for key in keys if key in world.holders}
    for each in gaining:
        if not (acting.isdisjoint(each.persons) and keys.isdisjoint(each.keys)):
            return each.name
    return None


def those_who_gain(case: Case, people: People, day: date) -> list[Gaining]:
    """Everybody who gains by an approval decided on that day."""
    found: list[Gaining] = []

    def one(by: str, acting_for: str | None, on: str, keys: frozenset[str] = frozenset()) -> None:
        found.append(Gaining(by, as_one(people, by, acting_for, days.read(on), day), keys))

    for revision in case.revisions:
        one(revision.by, None, revision.day, revision.keys)
        if revision.assessment is not None:
            one(revision.assessment.requester, None, revision.day)
    if case.revision.owner:
        one(case.revision.owner, None, case.revision.day)
    for chief in case.chiefs:
        one(chief.by, chief.acting_for, chief.day, chief.keys)
    if (owner := case.acceptance) is not None:
        one(owner.by, owner.acting_for, owner.day, owner.keys)
    if case.appeal is not None:
        one(case.appeal.by, None, case.appeal.day)
    return found
