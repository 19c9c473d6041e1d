"""A decision that was made on paper, and what its transcription must hold to count as that person's decision.

    the policy allows paper for every row that this request takes
    the recorder is of the office, gains nothing by it, and is not who decided
    the day is not after the recording, nor before what was decided was there: the filing, and the last time it was
    judged again; of an approval the review that is now, begun by the acceptance or by what annulled a decision
    on that day the decider had the authority and gained nothing; everything else the gate asks holds
    it bears the code of a sheet that could be printed on that day

The code of the printed sheet is 12 characters, as that of a sheet on the screen, of the SHA-256 over the lines of the
request that are no decisions, in their order: each line's hash covers the file, the assessment, the acceptance and
every opinion. So it changes with all that a decider would have to read, and whoever verifies computes it again.

The scan is kept beside the ledger; the number on the paper leads back to it. Whoever counts it reads that it was
transcribed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from hashlib import sha256

from nocustom.life import days
from nocustom.life.act import Act
from nocustom.life.authority import deciding_rows
from nocustom.life.case import Case, World
from nocustom.life.deeds import Ballot
from nocustom.life.gate import code_of, gate
from nocustom.life.problem import NO_PEOPLE, Problem
from nocustom.life.separation import separated
from nocustom.life.who import not_theirs
from nocustom.words import say

__all__ = ["on_paper", "printed", "transcribing"]


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
        _code(world, case, ballot),
    ]
    stopped = tuple(problem for problem in found if problem is not None)
    return stopped or gate(world, case, ballot, with_sheet=False)


def printed(world: World, case: Case) -> str:
    """The code of the sheet for a decision on paper, printed now."""
    return [code for _, _, code in _printable(world, case)][-1]


def _printable(world: World, case: Case) -> Iterator[tuple[int, str, str]]:
    """Each line after which the sheet could be printed, its day, and the code that stood on it from then on."""
    said = f"nocustom-paper/1\n{world.origin}\n{case.number}\n"
    for entry in case.history:
        if not entry.void and not entry.type.startswith("decision."):
            said += entry.leaf + "\n"
            yield entry.seq, entry.day, code_of(sha256(said.encode()).hexdigest())


def _code(world: World, case: Case, ballot: Ballot) -> Problem | None:
    """It is that of a sheet which told the judgement and the acceptance there are, on a day up to that of the paper."""
    if ballot.code is None:  # nobody has a paper in hand yet
        return None
    seqs = [case.revision.seq, *(each.seq for each in case.revision.replaced)]
    seqs += [case.acceptance.seq] if case.acceptance is not None else []
    good = {code for seq, day, code in _printable(world, case) if seq >= max(seqs) and day <= ballot.day.isoformat()}
    if ballot.code in good:
        return None
    return Problem(
        "paper-code",
        say("`{code}` is not the code of a sheet for {number} that could be printed by {day}", code=ballot.code,
            number=case.number, day=ballot.day),
        (say("it stands at the end of the sheet that went round; `nocustom notice {number}` prints the one of now",
             number=case.number),),
    )  # fmt: skip


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
