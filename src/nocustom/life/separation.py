"""Separation of duties: who gains by an approval does not decide it, under whatever name or key.

Requester, owner, endorser and appealing head on one side, the decider on the other; compared by person and by key.
"""

from __future__ import annotations

from datetime import date

from nocustom.life import days
from nocustom.life.case import Ballot, Case, World
from nocustom.life.problem import NO_PEOPLE, Problem
from nocustom.words import say

__all__ = ["separated"]


def separated(world: World, case: Case, ballot: Ballot) -> Problem | None:
    """Point 4: requester, owner and endorser of any revision are other persons, with other keys, than the decider.

    Whoever stands in for somebody is that somebody too, on the day of the act and on the day of the decision.
    """
    people = world.people
    if people is None:
        return NO_PEOPLE

    def persons(by: str, acting_for: str | None, *on: date | None) -> frozenset[str]:
        found = {by} | ({acting_for} if acting_for else set())
        for one in tuple(found):
            for day in on:
                found |= people.persons(one, day) if day is not None else set()
        return frozenset(found)

    gaining: list[tuple[str, frozenset[str], frozenset[str]]] = []
    for revision in case.revisions:
        filed_on = days.read(revision.day)
        gaining.append((revision.by, persons(revision.by, None, filed_on, ballot.day), revision.keys))
        if revision.assessment is not None:
            for named in (revision.assessment.requester, revision.owner if revision is case.revision else ""):
                if named:
                    gaining.append((named, persons(named, None, filed_on, ballot.day), frozenset()))
    for chief in case.chiefs:
        gaining.append(
            (chief.by, persons(chief.by, chief.acting_for, days.read(chief.day), ballot.day), chief.keys)
        )
    if case.acceptance is not None:
        owner = case.acceptance
        gaining.append(
            (owner.by, persons(owner.by, owner.acting_for, days.read(owner.day), ballot.day), owner.keys)
        )

    if case.appeal is not None:
        head = case.appeal.by
        gaining.append((head, persons(head, None, days.read(case.appeal.day), ballot.day), frozenset()))

    decider = persons(ballot.by, ballot.acting_for, ballot.day)
    if case.appeal is not None and (said_no := decider & case.appeal.against):
        return Problem(
            "own-refusal",
            say("`{person}` may not decide the appeal of an own decision", person=sorted(said_no)[0]),
            (say("another person with the authority decides"),),
        )
    for name, who, keys in gaining:
        held = {world.holders.get(key) for key in ballot.keys} & who
        if decider & who or ballot.keys & keys or held:
            return Problem(
                "same-person",
                say("`{person}` may not decide what `{other}` filed, endorsed or answers for", person=ballot.by,
                    other=name),
                (say("another person with the authority decides"),),
            )  # fmt: skip
    return None
