"""What the ledger says around one request: exceptions in force beside it, its owner's record, and earlier noes.

Everything is computed for one day from the fold; nothing of it decides, a person reads it.
"""

from __future__ import annotations

from datetime import date
from typing import Literal, NamedTuple
from unicodedata import normalize

from nocustom.life.act import State
from nocustom.life.assessment import Assessment
from nocustom.life.case import Case, World
from nocustom.life.in_force import Reason, in_force
from nocustom.life.similar import NEARLY_THE_SAME, alike, similarity

__all__ = [
    "Live", "No", "OwnerRecord", "live_beside", "noes", "owner_record", "refused", "same_function", "same_matter",
]  # fmt: skip

_NO = frozenset({"forbidden", "refused"})
_LATE = frozenset({Reason.EXPIRED, Reason.RENEWED})


class Live(NamedTuple):
    """Another exception that is in force."""

    number: str
    ends_on: date | None


class OwnerRecord(NamedTuple):
    """What a person carries besides one request: numbers of requests."""

    in_force: tuple[str, ...]
    overdue: tuple[str, ...]
    """Approved, past the end or the renewal, and not retired."""
    not_in_force: tuple[str, ...]
    """Approved, and not in force for another reason."""
    pending: tuple[str, ...]
    """Accepted, and not decided yet."""
    declined: tuple[str, ...]
    """Where the person declined, each once."""
    hours: int | None
    """Of verification per year on what is approved and not overdue; None where one of them is unknown."""


class No(NamedTuple):
    """One no said earlier, to this request or to one like it."""

    day: str
    number: str
    what: Literal["refuse", "return", "declined", "silent", "closed", "returned", "judged"]
    reason: str
    overlap: int
    """How much the request overlaps with this one, in 100; 100 of this request itself."""


def same_function(one: Assessment, other: Assessment) -> bool:
    """Whether two requests name the same function of the same system; not where one of them names none."""
    return one.word("system", "id") == other.word("system", "id") and _function(one) == _function(other) != ""


def _function(assessment: Assessment) -> str:
    return normalize("NFKC", assessment.word("system", "function")).strip()


def same_matter(one: Assessment, other: Assessment) -> bool:
    """Whether a department says nearly the same of one system again: what it does today, or what it wants instead.

    However it is called: who is refused gives the next request another title.
    """
    if one.department != other.department or one.word("system", "id") != other.word("system", "id"):
        return False
    texts = [(one.word("gap", name).strip(), other.word("gap", name).strip()) for name in ("current", "wanted")]
    return any(here and there and similarity(here, there) >= NEARLY_THE_SAME for here, there in texts)


def live_beside(world: World, key: str, system: str, function: str, day: date) -> list[Live]:
    """Other requests' exceptions in force on a day, on the same system, and function where one is named."""
    wanted = normalize("NFKC", function).strip()
    found: list[Live] = []
    for case in world.cases.values():
        assessment = case.revision.assessment
        if case.key == key or case.state is not State.APPROVED or assessment is None:
            continue
        if assessment.word("system", "id") != system or (wanted and _function(assessment) != wanted):
            continue
        answer = in_force(world, case, day)
        if answer.yes:
            found.append(Live(case.number, answer.ends_on))
    return found


def owner_record(world: World, person: str, day: date, aside: Case) -> OwnerRecord:
    """What the person carries on a day, `aside` left aside."""
    live, late, other, pending, declined = [list[str]() for _ in range(5)]
    hours: int | None = 0
    for case in world.cases.values():
        if any(no.by == person for no in case.declines):
            declined.append(case.number)
        if case is aside or case.revision.owner != person:
            continue
        if case.state is State.APPROVED:
            answer = in_force(world, case, day)
            if _LATE & set(answer.reasons):
                late.append(case.number)
                continue
            (live if answer.yes else other).append(case.number)
            assessment = case.revision.assessment
            own = None if assessment is None else assessment.number("cost.verification_hours_per_year")
            hours = None if hours is None or own is None else hours + own
        elif case.acceptance is not None and case.state is State.REVIEW:
            pending.append(case.number)
    return OwnerRecord(tuple(live), tuple(late), tuple(other), tuple(pending), tuple(declined), hours)


def refused(case: Case, assessment: Assessment) -> bool:
    """Whether a request got a no: by decision, or by its verdict."""
    return case.state is State.REFUSED or assessment.verdict in _NO


def noes(world: World, case: Case) -> list[No]:
    """Every no said earlier, the latest first: to this request, on the same function, to the same matter of the
    department under whatever title, to nearly the same words.
    """
    here = case.revision.assessment
    if here is None:
        return []
    texts = (here.title, here.word("gap", "current"), here.word("gap", "wanted"))
    found: list[No] = []
    for other in world.cases.values():
        there = other.revision.assessment
        if there is None:
            continue
        overlap = 100 if other is case else round(100 * alike(there, texts))
        like = same_function(here, there) or same_matter(here, there) or overlap >= 100 * NEARLY_THE_SAME
        if other is case or like:
            found += _said(other, there, overlap, own=other is case)
    return sorted(found, key=lambda no: (no.day, no.number), reverse=True)


def _said(case: Case, assessment: Assessment, overlap: int, own: bool) -> list[No]:
    lines = {line.seq: line for line in case.history}
    found = [
        No(day, case.number, outcome, lines[seq].reason, overlap)
        for seq, outcome, day in case.decisions
        if outcome != "approve" and seq in lines
    ]
    found += [No(no.day, case.number, "silent" if no.silent else "declined", no.reason, overlap)
              for no in case.declines]
    for line in case.history:
        if line.type == "request.closed" and not line.void:
            found.append(No(line.day, case.number, "closed", line.reason, overlap))
        elif line.type == "request.returned" and not line.void and own:
            found.append(No(line.day, case.number, "returned", line.reason, overlap))
    if not found and not own and refused(case, assessment):
        found.append(No(case.revision.day, case.number, "judged", "", overlap))
    return found
