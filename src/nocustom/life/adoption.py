"""Who adopts: the policy the CIO or who stands in for the CIO, systems and people the CIO office, by post and key.

    the people and the policy in force name somebody able      one of those adopts, and nobody else
    they name nobody, or can't be read, or there are none yet   whoever's key the roots let in for that role

Able is who holds the post on that day and has a key for the role in the roster in force. So a people document in which
nobody of the office is left, or nobody with a key, locks nobody out, and the roots always have the last word.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from nocustom.form.choices import ROLES
from nocustom.life.act import Act, namespace
from nocustom.life.case import ADOPTED, World
from nocustom.life.event import Papers
from nocustom.life.people import People
from nocustom.life.problem import Problem
from nocustom.words import say

__all__ = ["PART", "not_adopting", "others_instead"]

PART = {"people.adopted": "people", "catalogue.adopted": "systems", "policy.adopted": "policy"}
"""What is adopted by which act."""


def not_adopting(
    world: World, row: Act, person: str, acting_for: str | None, day: date, papers: Papers
) -> Problem | None:
    """Why the person does not adopt this part on that day; None where it is this person's to adopt."""
    able = others_instead(world, row, person, acting_for, day, papers)
    if not able:
        return None
    role = ROLES.get("cio" if row.who == "cio" else "office", "?")
    return Problem(
        "not-adopting",
        say("the {role} adopts the {part}, and `{person}` has no such post on {day}", role=role,
            part=ADOPTED[PART[row.type]], person=person, day=day),
        (say("one of these runs `nocustom policy adopt {part}`: {others}", part=PART[row.type], others=sorted(able)),),
    )  # fmt: skip


def others_instead(
    world: World, row: Act, person: str, acting_for: str | None, day: date, papers: Papers
) -> frozenset[str]:
    """Who does an act of CIO or office that is on no request, where it is not this person's; nobody where it is."""
    people, posts = world.people, _posts(world, "cio" if row.who == "cio" else "office", papers)
    if people is None or world.roster is None or not posts:
        return frozenset()
    with_key = {key.person for key in world.roster.keys if namespace(row.space) in key.spaces}
    able = {each for each in with_key if any(_holds(people, row, each, other, posts, day)
                                             for other in (None, *_others(people, each, day)))}  # fmt: skip
    theirs = _holds(people, row, person, acting_for, posts, day)
    return frozenset() if theirs else frozenset(able)


def _holds(people: People, row: Act, person: str, acting_for: str | None, posts: frozenset[str], day: date) -> bool:
    if row.who == "cio":
        return people.decides_as(person, acting_for, posts, day)
    return people.holds(person, posts, day)


def _others(people: People, person: str, day: date) -> Iterable[str]:
    return (place.acting_for for place in people.at(person, day) if place.acting_for)


def _posts(world: World, role: str, papers: Papers) -> frozenset[str]:
    """The posts of a role by the policy in force; none where there is none, or one of its layers can't be read."""
    found: Any = ()
    for layer in () if world.policy is None else world.policy.layers:
        document = papers(layer["sha256"])
        if document is None:
            return frozenset()
        roles = document.get("roles")
        if isinstance(roles, dict):  # they stand in one layer only
            found = roles.get(role)
    return frozenset(post for post in found if isinstance(post, str)) if isinstance(found, list) else frozenset()
