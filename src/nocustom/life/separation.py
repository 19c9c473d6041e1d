"""Separation of duties: who gains by an approval does not decide it, under whatever name or key.

Requester, owner, endorser and appealing head on one side; on the other the decider and (`appointment`) whoever picked
the decider. Compared by person and by key.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from nocustom.life import days
from nocustom.life.case import Case, World
from nocustom.life.deeds import Ballot
from nocustom.life.people import People
from nocustom.life.problem import NO_PEOPLE, Problem
from nocustom.words import say

__all__ = ["as_one", "gainer_among", "separated"]

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
    other = gainer_among(world, case, decider, ballot.keys, ballot.day)
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


def gainer_among(
    world: World, case: Case, persons: frozenset[str], keys: frozenset[str], day: date
) -> str | None:
    """Who of those that gain is one of these persons or has used one of these keys; None where nobody is."""
    if world.people is None:
        return None
    acting = persons | {world.holders[key] for key in keys if key in world.holders}
    for by, acting_for, on, used in _gaining(case):
        gaining = as_one(world.people, by, acting_for, days.read(on), day)
        if not (acting.isdisjoint(gaining) and keys.isdisjoint(used)):
            return by
    return None


_Gaining = tuple[str, str | None, str, frozenset[str]]
"""One who gains: who acted and for whom, on which day, with which keys."""
_NO_KEYS = frozenset[str]()


def _gaining(case: Case) -> list[_Gaining]:
    """Everybody who gains by an approval."""
    found: list[_Gaining] = []
    for revision in case.revisions:
        found.append((revision.by, None, revision.day, revision.keys))
        if revision.assessment is not None:
            found.append((revision.assessment.requester, None, revision.day, _NO_KEYS))
    if owner := case.revision.owner:
        found.append((owner, None, case.revision.day, _NO_KEYS))
    for chief in case.chiefs:
        found.append((chief.by, chief.acting_for, chief.day, chief.keys))
    if (accepted := case.acceptance) is not None:
        found.append((accepted.by, accepted.acting_for, accepted.day, accepted.keys))
    if case.appeal is not None:
        found.append((case.appeal.by, None, case.appeal.day, _NO_KEYS))
    return found
