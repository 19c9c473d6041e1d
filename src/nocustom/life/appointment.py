"""Who picked those who decide: whoever gains by an approval appoints nobody to it, and takes nobody's voice away.

    a stand-in decides by the line that names the other    whoever brought it neither gains nor is the stand-in
    one decides by an own post, or has another do so       the same of whoever brought that post
    one who gains took deciders out of the people          the quorum is reckoned as if they were still there

What counts is who brought a line, or took it out: a later version that only carries on what is there changes nothing.
The first people document is adopted before there is any request: who has an own post there is appointed by nobody.
A version that can't be read could have brought it or not, so both it and the one after it are asked about.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from functools import partial

from nocustom.life import days
from nocustom.life.authority import asked_of
from nocustom.life.case import Case, World
from nocustom.life.deeds import Adopted, Ballot
from nocustom.life.people import People
from nocustom.life.problem import Problem
from nocustom.life.separation import as_one, gainer_among, those_who_gain
from nocustom.words import say

__all__ = ["appointed", "taken_out"]

Holds = Callable[[People], bool]


def appointed(world: World, case: Case, ballot: Ballot) -> Problem | None:
    """Point 4, of everybody who decides: by whom they came to do so."""
    people, assessment, day = world.people, case.revision.assessment, ballot.day
    if people is None or assessment is None:  # `separated` and `authorised` say so
        return None
    if ballot.acting_for is not None:
        brought = _bringing(world, partial(_stands_in, ballot=ballot), 0)
        by = _appointing(world, case, people, ballot, {ballot.by}, brought)
        if by is not None:
            return Problem(
                "appointed",
                say("`{person}` stands in by the people document of {day}; `{adopter}` adopted it, and may not appoint "
                    "who decides {number}", person=ballot.by, day=by.day, adopter=by.by, number=case.number),
                (say("`{other}` decides; or somebody else adopts the people without that line, and then with it",
                     other=ballot.acting_for),),
            )  # fmt: skip
    for row in asked_of(case, assessment, ballot):
        posts = assessment.posts(row.role)
        if not people.decides_as(ballot.voice, None, posts, day):
            continue
        holds = partial(_decides, person=ballot.voice, posts=posts, day=day)
        by = _appointing(world, case, people, ballot, ballot.stands_for, _bringing(world, holds, 1))
        if by is not None:
            return Problem(
                "appointed",
                say("`{person}` decides by the people document of {day}; `{adopter}` adopted it, and may not appoint "
                    "who decides {number}", person=ballot.voice, day=by.day, adopter=by.by, number=case.number),
                (say("another person with the authority decides; or somebody else adopts the people without that post "
                     "of `{person}`, and then with it", person=ballot.voice),),
            )  # fmt: skip
    return None


def taken_out(world: World, case: Case, posts: Collection[str], day: date) -> frozenset[str]:
    """Who would decide by one of these posts on that day, had nobody who gains taken them out of the people."""
    people, versions = world.people, world.people_versions
    gone, had, suspected = set[str](), frozenset[str](), False
    if people is None or len(versions) < 2:
        return frozenset()
    gaining = those_who_gain(case, people, day)
    adopters = [(_adopter(people, version, day), version.keys) for version in versions[1:]]
    gainers = {each for each in set(adopters) if gainer_among(world, gaining, *each) is not None}  # few people adopt
    if not gainers:
        return frozenset()
    for version, adopter in zip(versions, [None, *adopters], strict=True):
        suspected = suspected or adopter in gainers
        if version.people is None:
            continue
        has = version.people.deciders(posts, day)
        gone -= has
        if suspected:
            gone |= had - has
        had, suspected = has, False
    return frozenset(gone)


def _stands_in(people: People, ballot: Ballot) -> bool:
    return any(place.acting_for == ballot.acting_for for place in people.at(ballot.by, ballot.day))


def _decides(people: People, person: str, posts: Collection[str], day: date) -> bool:
    return people.decides_as(person, None, posts, day)


def _bringing(world: World, holds: Holds, free: int) -> list[Adopted]:
    """The versions that may have brought what the people in force hold, the last first; of the first `free` none."""
    found, versions = list[Adopted](), world.people_versions
    place = len(versions) - 1
    held = _held(versions[place], holds) if place >= free else False
    while place >= free and held is not False:
        before = _held(versions[place - 1], holds) if place else None
        if before is not True:
            found.append(versions[place])
        place, held = place - 1, before
    return found


def _held(version: Adopted, holds: Holds) -> bool | None:
    """Whether it holds by this version; None where that can't be read."""
    return None if version.people is None else holds(version.people)


def _appointing(
    world: World, case: Case, people: People, ballot: Ballot, own: Collection[str], brought: list[Adopted]
) -> Adopted | None:
    """The one of these versions that somebody adopted who gains, or who is one of its `own`."""
    for version in brought:
        adopter = _adopter(people, version, ballot.day)
        themselves = version.keys & ballot.keys or not adopter.isdisjoint(own)
        if themselves or gainer_among(world, those_who_gain(case, people, ballot.day), adopter, version.keys):
            return version
    return None


def _adopter(people: People, version: Adopted, day: date) -> frozenset[str]:
    return as_one(people, version.by, version.acting_for, day, days.read(version.day))
