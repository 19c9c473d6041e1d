"""A decision that was made on paper, and what its transcription must hold to count as that person's decision.

    the policy allows paper for every row that this request takes
    the recorder is of the office, gains nothing by it, and is not who decided
    the day is not after the recording, nor before what was decided was there: the filing, and the last time it was
    judged again; of an approval the review that is now, begun by the acceptance or by what annulled a decision
    on that day the decider had the authority and gained nothing; everything else the gate asks holds

The scan is kept beside the ledger; the number on the paper leads back to it. Whoever counts it reads that it was
transcribed.
"""

from __future__ import annotations

from datetime import date

from nocustom.life import days
from nocustom.life.act import Act
from nocustom.life.authority import deciding_rows
from nocustom.life.case import Case, World
from nocustom.life.deeds import Ballot
from nocustom.life.gate import gate
from nocustom.life.problem import NO_PEOPLE, Problem
from nocustom.life.separation import separated
from nocustom.life.who import not_theirs
from nocustom.words import say

__all__ = ["on_paper", "transcribing"]


def transcribing(world: World, case: Case, row: Act, ballot: Ballot, recorder: Ballot) -> tuple[Problem, ...]:
    """Every reason why the paper may not be transcribed; empty where it may.

    `ballot` is the decider's, of the day on the paper; `recorder` is who transcribes it, today.
    """
    if world.people is None:
        return (NO_PEOPLE,)
    found = [
        _not_on_paper(case),
        not_theirs(world, case, row, recorder.by, recorder.day),
        _recorder(world, case, ballot, recorder),
        _day(case, ballot, recorder.day),
    ]
    stopped = tuple(problem for problem in found if problem is not None)
    return stopped or gate(world, case, ballot, with_sheet=False)


def on_paper(case: Case) -> bool:
    """Whether the policy lets it be decided on paper: every row of the authority that it takes does."""
    assessment = case.revision.assessment
    return assessment is not None and all(row.paper for row in deciding_rows(case, assessment))


def _not_on_paper(case: Case) -> Problem | None:
    if on_paper(case):
        return None
    return Problem(
        "no-paper",
        say("the policy does not let {number} be decided on paper", number=case.number),
        (say("whoever decides runs `nocustom decide {number}`", number=case.number),),
    )


def _recorder(world: World, case: Case, ballot: Ballot, recorder: Ballot) -> Problem | None:
    assert world.people is not None
    same = world.people.persons(recorder.by, recorder.day) & world.people.persons(ballot.by, ballot.day)
    held = {world.holders.get(key) for key in recorder.keys}
    if same or ballot.by in held or recorder.acting_for is not None:
        return Problem(
            "own-paper",
            say("`{person}` may not transcribe the decision of `{other}`: another person of the office does",
                person=recorder.by, other=ballot.by),
        )  # fmt: skip
    if separated(world, case, recorder) is not None:
        return Problem(
            "recorder-gains",
            say("`{person}` filed, endorsed or answers for {number}, and may not transcribe its decision",
                person=recorder.by, number=case.number),
        )  # fmt: skip
    return None


def _day(case: Case, ballot: Ballot, today: date) -> Problem | None:
    if ballot.day > today:
        return Problem("not-yet", say("{day} is still to come: nothing was decided on it", day=ballot.day))
    since = max(case.revision.day, *(each.day for each in case.revision.replaced), "")
    if ballot.outcome == "approve":
        since = max(since, case.since)
    if ballot.day < (days.read(since) or date.max):
        return Problem(
            "back-dated",
            say("on {day} there was nothing to decide yet: what is under review is of {since}", day=ballot.day,
                since=since),
        )  # fmt: skip
    return None
