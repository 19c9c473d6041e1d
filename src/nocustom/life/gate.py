"""The gate: nothing is approved unless all of its points hold (5-life-of-a-request, "The gate").

    the ballot is on the latest revision, under review       current
    1  it is eligible, or all in its way is overridden, or
       only the lead time is, which urgency waives           eligible
    2  a living acceptance covers exactly it                 accepted
    3  the section chief endorsed it; authority, quorum      endorsed, authorised, tally
    4  the decider is nobody who gains by it,                separated
       nor is one who decides appointed by one who does      appointed
    5  the term ends in time; all decide on the same terms   term, conditions, alike
    6  the sheet's code was typed, for the first time         sheet
    7  an act under one root key: it is provisional          recorded by the fold, counted by in_force

One ballot passes the gate or does not; `tally` says what the ballots together amount to. A refusal or a return needs
no eligible request and no acceptance, but the same authority, separation and sheet.
"""

from __future__ import annotations

from collections.abc import Callable

from nocustom.form.choices import ROLES, VERDICTS
from nocustom.life.act import State
from nocustom.life.appointment import appointed
from nocustom.life.authority import asked_of
from nocustom.life.case import Case, World
from nocustom.life.deeds import Ballot
from nocustom.life.lead_time import waived
from nocustom.life.living import lapsed
from nocustom.life.override import in_the_way
from nocustom.life.problem import NO_PEOPLE, Problem, unreadable
from nocustom.life.separation import separated
from nocustom.life.term import alike, conditions, term
from nocustom.life.who import not_acting
from nocustom.words import say

__all__ = ["APPROVING", "DECIDING", "code_of", "gate"]

Point = Callable[[World, Case, Ballot], Problem | None]


def gate(world: World, case: Case, ballot: Ballot, *, with_sheet: bool = True) -> tuple[Problem, ...]:
    """Every reason why this ballot may not be cast; empty where the gate is open to it.

    `with_sheet=False` asks before a sheet was made: whether it is this person's turn at all.
    """
    points = APPROVING if ballot.outcome == "approve" else DECIDING
    problems = [point(world, case, ballot) for point in points if with_sheet or point is not sheet]
    return tuple([problem for problem in problems if problem is not None])


def current(world: World, case: Case, ballot: Ballot) -> Problem | None:
    """The ballot is on the latest revision with all its digests, which is under review, and the person's first."""
    if case.state is not State.REVIEW:
        return Problem(
            "not-under-review",
            say("{number} is not under review but {state}", number=case.number, state=case.state.label),
        )
    if ballot.rev != case.revision.rev or ballot.digests != case.revision.digests:
        return Problem(
            "other-revision",
            say("the decision is not on the latest revision, {rev}", rev=case.revision.rev),
            (say("run `nocustom review {number}` again", number=case.number),),
        )
    if any(_voice(world, cast) & _voice(world, ballot) for cast in case.ballots):
        return Problem(
            "decided-already", say("`{person}` has decided {number}", person=ballot.by, number=case.number)
        )
    return None


def _voice(world: World, ballot: Ballot) -> frozenset[str]:
    """The person, and whom the person stands in for on the day, said or not: together they have one voice."""
    standing = frozenset() if world.people is None else world.people.persons(ballot.by, ballot.day)
    return ballot.stands_for | standing


def eligible(world: World, case: Case, ballot: Ballot) -> Problem | None:
    """Point 1: it is, and nothing is overridden; or the overrides name every rule in its way and no other; or the lead
    time alone is in its way, and the approval is urgent.
    """
    if case.revision.assessment is None:
        return unreadable(case.number)
    named, verdict = sorted(ballot.overrides), case.revision.verdict
    if verdict == "eligible":
        if not named:
            return None
        return Problem(
            "nothing-to-override",
            say("{number} is eligible: there is nothing to override", number=case.number),
        )
    if late := waived(case.revision.assessment):
        return _short_of_time(case, ballot, late)
    way = in_the_way(case.number, case.revision.assessment)
    hints = () if way.closed is not None else (
        say("`nocustom decide {number} approve {options}` overrides what is in its way", number=case.number,
            options=" ".join(f"--override {rule}" for rule in way.rules)),
    )  # fmt: skip
    if not named:
        said = say(
            "{number} is not eligible but {verdict}", number=case.number, verdict=VERDICTS.get(verdict, "?")
        )
        return Problem("not-eligible", said, hints)
    if way.closed is not None:
        return way.closed
    if named != list(way.rules):
        return Problem(
            "other-overrides",
            say("an override names every rule in the way of {number}, once, and no other: {rules}",
                number=case.number, rules=list(way.rules)),
            hints,
        )  # fmt: skip
    return None


def _short_of_time(case: Case, ballot: Ballot, late: tuple[str, ...]) -> Problem | None:
    if ballot.urgent and not ballot.overrides:
        return None
    return Problem(
        "only-urgently",
        say("{number} does not keep the lead time ({rules}), which only an urgent approval waives", number=case.number,
            rules=list(late)),
        (say("`nocustom decide {number} approve --urgent` gives the ground and waits for its confirmation",
             number=case.number),),
    )  # fmt: skip


def accepted(world: World, case: Case, ballot: Ballot) -> Problem | None:
    """Point 2: the acceptance relied on is the case's, and it lives on the day of the decision."""
    why = lapsed(world, case, ballot.day)
    if why is not None or case.acceptance is None:
        return why
    if ballot.acceptance != case.acceptance.leaf:
        return Problem(
            "other-acceptance",
            say("the decision relies on another acceptance than the one of {number}", number=case.number),
        )
    return None


def endorsed(world: World, case: Case, ballot: Ballot) -> Problem | None:
    """Point 3, first half."""
    if case.endorsement is None or case.endorsement.rev != case.revision.rev:
        return Problem(
            "not-endorsed", say("no section chief has endorsed revision {rev}", rev=case.revision.rev)
        )
    return None


def authorised(world: World, case: Case, ballot: Ballot) -> Problem | None:
    """Point 3, second half: the person has one of the roles that decide at this lifetime cost, on this day.

    A stand-in has the role by standing in, and only where the other has it too.
    """
    assessment, people = case.revision.assessment, world.people
    if assessment is None:
        return unreadable(case.number)
    if people is None:
        return NO_PEOPLE
    rows = asked_of(case, assessment, ballot)
    if not rows:
        return Problem(
            "no-authority", say("the policy does not say who decides {number}", number=case.number)
        )
    if any(people.decides_as(ballot.by, ballot.acting_for, assessment.posts(row.role), ballot.day) for row in rows):
        return None
    roles = [ROLES.get(role, role) for role in sorted({row.role for row in rows})]
    if ballot.acting_for is not None:
        return not_acting(people, ballot.by, ballot.acting_for, ballot.day) or Problem(
            "authority",
            say("`{person}` may not decide {number} for `{other}` on {day}; that takes: {roles}", person=ballot.by,
                other=ballot.acting_for, number=case.number, day=ballot.day, roles=roles),
            (say("a stand-in has the powers that `{other}` has in the own name, and no others",
                 other=ballot.acting_for),),
        )  # fmt: skip
    posts = frozenset(post for row in rows for post in assessment.posts(row.role))
    others = sorted(
        place.acting_for
        for place in people.at(ballot.by, ballot.day)
        if place.acting_for and people.decides_as(ballot.by, place.acting_for, posts, ballot.day)
    )
    return Problem(
        "authority",
        say("`{person}` may not decide {number} on {day}; that takes: {roles}", person=ballot.by,
            number=case.number, day=ballot.day, roles=roles),
        tuple(say("who stands in says so: `--acting-for {other}`", other=other) for other in others),
    )  # fmt: skip


def urgency(world: World, case: Case, ballot: Ballot) -> Problem | None:
    """Point 3, of an urgent approval: it comes before those who decide ordinarily, so once, and never on appeal."""
    if not ballot.urgent:
        return None
    if case.appeal is not None:
        return Problem(
            "urgent-appeal",
            say("{number} was appealed: others decide it, and nobody before them", number=case.number),
        )
    if case.urgently == ballot.rev:
        return Problem(
            "urgent-again",
            say("revision {rev} was approved urgently before, and not confirmed", rev=ballot.rev),
            (say("it is decided ordinarily now: `nocustom decide {number} approve`", number=case.number),),
        )
    return None


def sheet(world: World, case: Case, ballot: Ballot) -> Problem | None:
    """Point 6: the code typed is the sheet's, and the sheet has served no other decision."""
    if ballot.sheet_sha256 is None or ballot.code is None or ballot.code != code_of(ballot.sheet_sha256):
        return Problem(
            "code",
            say("the code is not the one of the sheet that was read"),
            (say("run `nocustom review {number}` and type the code below the sheet", number=case.number),),
        )
    if ballot.sheet_sha256 in world.sheets:
        return Problem(
            "sheet-used",
            say("this sheet has served a decision already"),
            (say("run `nocustom review {number}` for a fresh one", number=case.number),),
        )
    return None


DECIDING: tuple[Point, ...] = (current, authorised, separated, appointed, sheet)
"""What every decision must pass."""
APPROVING: tuple[Point, ...] = (
    current, eligible, accepted, endorsed, authorised, urgency, separated, appointed, alike, term, conditions, sheet,
)  # fmt: skip
"""What an approval must pass."""


_BASE32 = "abcdefghijklmnopqrstuvwxyz234567"
"""The alphabet of RFC 4648 in lower case."""


def code_of(sha256: str) -> str:
    """The code of a sheet: the first 12 characters of its SHA-256 in base32, which are its first 60 bits."""
    bits = int(sha256[:15], 16)
    return "".join([_BASE32[bits >> place & 31] for place in range(55, -1, -5)])
