"""Later confirmation (後閲): what a decision that was taken in somebody's place still needs, and from whom.

    a stand-in approved or refused      whom the stand-in acted for confirms it, or annuls it
    that one decides nothing any more   one of those who decide ordinarily and have not decided it does
    the CIO approved urgently           those who decide ordinarily do, by their quorum, each on a fresh sheet;
                                        who approved does so on a later day
    confirmed                           it stands as if they had decided
    annulled                            it falls, and the request is under review again
    neither within CONFIRM_DAYS         an approval is not in force until it is confirmed after all

A return settles nothing and needs no confirmation; what was filed or appealed anew since is past confirming.
"""

from __future__ import annotations

from datetime import date

from nocustom.life import days
from nocustom.life.act import OUTCOMES, State
from nocustom.life.appointment import appointed
from nocustom.life.authority import deciding_rows
from nocustom.life.case import Case, World
from nocustom.life.deeds import Ballot
from nocustom.life.gate import accepted, authorised, eligible, endorsed, sheet
from nocustom.life.problem import Problem
from nocustom.life.separation import separated
from nocustom.life.tally import tally
from nocustom.life.term import term
from nocustom.words import say

__all__ = ["CONFIRM_DAYS", "confirmers", "confirming", "due", "outcome_of", "owed"]

CONFIRM_DAYS = 14
"""How long after its day a decision may wait for its confirmation."""


def owed(case: Case) -> tuple[Ballot, ...]:
    """The decisions that the present state rests on and that still wait for a confirmation."""
    if case.state not in (State.APPROVED, State.REFUSED):
        return ()
    return tuple(
        cast
        for cast in case.ballots
        if (cast.acting_for is not None or cast.urgent)
        and OUTCOMES[cast.outcome] is case.state
        and cast.leaf not in case.confirmed
    )


def due(decision: Ballot) -> date:
    """The last day on which its confirmation is in time."""
    return days.after(decision.day, CONFIRM_DAYS)


def confirmers(world: World, case: Case, decision: Ballot, day: date) -> frozenset[str]:
    """Who may confirm it, or annul it, and has not yet."""
    assessment, people = case.revision.assessment, world.people
    if assessment is None or people is None:
        return frozenset()
    rows = deciding_rows(case, assessment)
    everybody = frozenset[str]().union(*(people.deciders(assessment.posts(row.role), day) for row in rows))
    if decision.urgent:
        return everybody - {cast.by for cast in _cast(case, decision)}
    if decision.acting_for in everybody:
        return frozenset({decision.acting_for})
    return everybody.difference(*(cast.stands_for for cast in case.ballots))


def _cast(case: Case, decision: Ballot) -> list[Ballot]:
    return [each for each in case.confirmations if each.confirms == decision.leaf]


def confirming(world: World, case: Case, ballot: Ballot, *, with_sheet: bool = True) -> tuple[Problem, ...]:
    """Every reason why this confirmation of the decision `ballot.confirms` may not be given; empty where it may.

    `ballot` is the confirmation: approve where it confirms, refuse where it annuls. It is given in the own name, by a
    person who has the authority on that day and does not gain.
    """
    decision = next((cast for cast in owed(case) if cast.leaf == ballot.confirms), None)
    if decision is None:
        return (
            Problem(
                "nothing-to-confirm", say("there is no decision on {number} that waits for this", number=case.number)
            ),
        )
    found: list[Problem | None] = []
    theirs = confirmers(world, case, decision, ballot.day)
    if ballot.acting_for is not None or ballot.by not in theirs:
        found.append(
            Problem(
                "not-yours-to-confirm",
                say("what `{person}` decided is confirmed by {others}, and by nobody else", person=decision.by,
                    others=sorted(theirs)),
            )
        )  # fmt: skip
    else:
        found += [point(world, case, ballot) for point in (authorised, separated, appointed)]
        if decision.urgent and ballot.outcome == "approve" and ballot.by == decision.by and ballot.day <= decision.day:
            found.append(_same_day(case, ballot))
        anew = decision.urgent or ballot.by != decision.acting_for
        if anew and (ballot.outcome, decision.outcome) == ("approve", "approve"):
            # They decide it now, so all that an approval needs must hold now.
            now = decision._replace(by=ballot.by, acting_for=None, keys=ballot.keys, day=ballot.day)
            found += [point(world, case, now) for point in (eligible, accepted, endorsed, term)]
    if with_sheet:
        found.append(sheet(world, case, ballot))
    return tuple(problem for problem in found if problem is not None)


def _same_day(case: Case, ballot: Ballot) -> Problem:
    """Nobody confirms in the same breath: who approved urgently looks again, at what came in since."""
    return Problem(
        "same-day",
        say("`{person}` approved {number} urgently today, and confirms it tomorrow at the earliest", person=ballot.by,
            number=case.number),
        (say("`nocustom decide {number} annul` is possible at once", number=case.number),),
    )  # fmt: skip


def outcome_of(world: World, case: Case, decision: Ballot, day: date) -> str | None:
    """What the confirmations cast so far come to: confirm, annul, or None while they are not enough."""
    cast = _cast(case, decision)
    outcome = tally(world, case, cast, day).outcome if decision.urgent else cast[-1].outcome if cast else None
    return None if outcome is None else "confirm" if outcome == "approve" else "annul"
