"""Everything that waits for somebody: whose turn it is, since when, and what that person runs.

    orphan          the owner left the post, or can't own it any more
    overdue         past its last day and not retired, or that of a condition; or the owner was silent for 14 days
    confirm         a stand-in decided, or the CIO urgently, and it has not been confirmed
    expiring        90 days or less are left
    condition       a condition is due in 30 days or less, or is to be met before the exception is in force
    owner pending   an owner is asked, or is to sign the changed terms of an approval
    review, filed, declined, returned
    inside each: by the day it is due, then by how long it waits

Nothing here is a state: all of it is computed from the fold, for one day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from nocustom.acts.desk import Desk
from nocustom.acts.search import Narrowed, Search, departments
from nocustom.errors import Exit
from nocustom.life import days
from nocustom.life.act import NO, State
from nocustom.life.again import outdated
from nocustom.life.assessment import Assessment
from nocustom.life.authority import deciding_rows
from nocustom.life.case import SILENT_DAYS, Case, World
from nocustom.life.confirmation import confirmers, owed
from nocustom.life.confirmation import due as confirmed_by
from nocustom.life.deeds import Dispute
from nocustom.life.dispute import silent_since
from nocustom.life.in_force import EXPIRING_DAYS, GRACE_DAYS, Reason, in_force
from nocustom.life.lead_time import carried
from nocustom.life.living import unfit
from nocustom.life.people import People
from nocustom.life.turn import may
from nocustom.words import Bilingual

__all__ = ["Kind", "Queue", "Waiting", "queue", "quiet_until", "waiting", "waiting_cases"]

NEAR_DAYS = 30
"""How long before its day a condition stands in the queue."""


class Kind(StrEnum):
    """Why a request is in the queue; the order is the order of the queue."""

    ORPHAN = "orphan"
    OVERDUE = "overdue"
    CONFIRM = "confirm"
    EXPIRING = "expiring"
    CONDITION = "condition"
    OWNER_PENDING = "owner_pending"
    REVIEW = "review"
    FILED = "filed"
    DECLINED = "declined"
    RETURNED = "returned"

    @property
    def label(self) -> Bilingual:
        """The heading for people."""
        return _LABELS[self]


_LABELS = {
    Kind.ORPHAN: Bilingual("責任者不在", "Orphans"),
    Kind.OVERDUE: Bilingual("期限超過", "Overdue"),
    Kind.CONFIRM: Bilingual("後閲待ち", "To confirm"),
    Kind.EXPIRING: Bilingual("期限が近い", "Expiring"),
    Kind.CONDITION: Bilingual("条件の履行待ち", "Conditions"),
    Kind.OWNER_PENDING: Bilingual("責任引受待ち", "Owner pending"),
    Kind.REVIEW: Bilingual("審査", "Review"),
    Kind.FILED: Bilingual("提出", "Filed"),
    Kind.DECLINED: Bilingual("引受辞退", "Declined"),
    Kind.RETURNED: Bilingual("差戻し", "Returned"),
}
_RANK = {kind: place for place, kind in enumerate(Kind)}
_OF_STATE = {
    State.OWNER_PENDING: Kind.OWNER_PENDING, State.REVIEW: Kind.REVIEW, State.FILED: Kind.FILED,
    State.DECLINED: Kind.DECLINED, State.RETURNED: Kind.RETURNED,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Waiting:
    """One request that waits."""

    case: Case
    kind: Kind
    days: int
    """Days for which it waits: since the present state was reached, or since what brought an approval here."""
    due: date | None
    """The day by which somebody should have acted; None where nothing says when."""
    late: bool
    """Whether that day is over."""
    turn: tuple[str, ...]
    """Whose turn it is: ids of people; empty where nobody in service can act."""
    verb: str
    """What they do: an act's verb, as typed after `nocustom`."""
    command: str
    """The whole command."""
    outdated: tuple[str, ...] = ()
    """The parts of which another version is adopted now than it was judged by: the office may have it judged again."""

    @property
    def assessment(self) -> Assessment:
        """The latest assessment, an empty one where it can't be read."""
        return self.case.revision.assessment or Assessment({})


@dataclass(frozen=True, slots=True)
class Queue:
    """The rows in order, and what they were asked for."""

    today: date
    people: People | None
    rows: tuple[Waiting, ...]
    narrowed: Narrowed
    disputes: tuple[Dispute, ...] = ()
    """Those nobody has disposed of; none where rows were chosen."""

    @property
    def exit(self) -> Exit:
        """1 where overdue ones were asked for and there are some, else 0."""
        return Exit.FINDINGS if self.narrowed.overdue and self.rows else Exit.OK


def queue(
    desk: Desk, *, mine: str | None = None, overdue: bool = False, department: str | None = None,
    search: str | None = None, cases: Iterable[Case] | None = None,
) -> Queue:  # fmt: skip
    """What waits today: `mine` keeps the turn of one person, `department` an id or name, `search` a text; of these
    `cases`, where nothing waits at any other.

    Usage where there is no such department.
    """
    world, today = desk.world, desk.today
    people = world.people
    where = None if department is None else departments(people, department, today)
    words = None if search is None else Search(search, world)
    rows = [
        row
        for row in waiting_cases(world, today, cases)
        if (mine is None or mine in row.turn)
        and (not overdue or row.late)
        and (where is None or row.assessment.department in where)
        and (words is None or words.finds(row.case))
    ]
    narrowed = Narrowed(search, department, mine=mine, overdue=overdue)
    return Queue(today, people, tuple(rows), narrowed, _open_disputes(world) if narrowed == Narrowed() else ())


def _open_disputes(world: World) -> tuple[Dispute, ...]:
    """Those on which the office has something to do: an owner who was asked again and has answered settled it."""
    return tuple(each for each in world.open_disputes if not _answered(world, each))


def _answered(world: World, dispute: Dispute) -> bool:
    case = world.cases.get(dispute.stream)
    if case is None or world.lines[dispute.line].type != "owner.silent":
        return False
    return any(entry.seq > dispute.seq and entry.type in _ANSWERS and not entry.void for entry in case.history)


_ANSWERS = frozenset({"acceptance.signed", "acceptance.confirmed", "acceptance.declined"})
"""How an owner answers."""


def waiting_cases(world: World, today: date, cases: Iterable[Case] | None = None) -> list[Waiting]:
    """Everything that waits on a day, in the order of the queue; of these cases, by default of all."""
    cases = world.cases.values() if cases is None else cases
    rows = [row for case in cases if (row := waiting(world, case, today)) is not None]
    return sorted(rows, key=lambda row: (_RANK[row.kind], row.due or date.max, -row.days, row.case.number))


def waiting(world: World, case: Case, today: date) -> Waiting | None:
    """Why this request waits, and for whom; None where nothing is to be done."""
    found = _kind(world, case, today)
    if found is None:
        return None
    kind, due, command = found
    turn, verb, target = _turn(world, case, kind, today) if not command else ((case.revision.owner,), *command)
    since = _since(world, case, kind, due, today)
    return Waiting(
        case, kind, max((today - since).days, 0), due, due is not None and due < today, tuple(sorted(turn)), verb,
        f"nocustom {verb} {target}".rstrip(), outdated(world, case),
    )  # fmt: skip


def _since(world: World, case: Case, kind: Kind, due: date | None, today: date) -> date:
    """Since when it waits for what it waits for: of an approval since its end, its owner's leaving, or 90 days before
    the end; of everything else since the present state.
    """
    reached = days.read(case.since) or today
    if case.state is not State.APPROVED or due is None:
        return reached
    if kind is Kind.ORPHAN:
        return in_force(world, case, today).orphan_since or reached
    if kind is Kind.EXPIRING:
        return max(reached, days.after(due, -EXPIRING_DAYS))
    expired = kind is Kind.OVERDUE and not (case.approval is not None and case.approval.awaits_owner)
    return due if expired else reached


Found = tuple[Kind, date | None, tuple[str, str] | None]
"""Why, by when, and where it is the owner's turn after an approval, the verb and what stands after it."""


def _kind(world: World, case: Case, today: date) -> Found | None:
    """Why it is in the queue and when it is due; None where nothing is to be done."""
    if case.state is State.REFUSED:
        return _confirmation(case)
    if case.state is State.APPROVED:
        answer = in_force(world, case, today)
        if answer.orphan:
            since = answer.orphan_since or today
            return Kind.ORPHAN, (silent_since(case) or days.after(since, GRACE_DAYS)), None
        if Reason.EXPIRED in answer.reasons or Reason.RENEWED in answer.reasons:
            return Kind.OVERDUE, answer.ends_on, None
        owing = [each for each in (_terms(case, today), _confirmation(case)) if each is not None]
        if owing:  # one row tells one thing: what is due first
            return min(owing, key=lambda each: each[1] or date.max)
        near = answer.ends_on is not None and (answer.ends_on - today).days <= EXPIRING_DAYS
        # A provisional approval is in force nowhere, but its end comes all the same.
        if answer.expiring or (near and answer.reasons == (Reason.PROVISIONAL,)):
            return Kind.EXPIRING, answer.ends_on, None
        return None
    if case.state not in _OF_STATE:
        return None
    if case.state in (State.OWNER_PENDING, State.REVIEW) and _unowned(world, case, today):
        return Kind.ORPHAN, None, None
    if case.state is State.OWNER_PENDING:
        due = days.after(days.read(case.asked_since) or today, SILENT_DAYS)
        return (Kind.OVERDUE if due < today else Kind.OWNER_PENDING), due, None
    return _OF_STATE[case.state], None, None


def quiet_until(world: World, case: Case, today: date) -> date | None:
    """Where nothing is to be done today: the last day until which that stays so if nothing is recorded. None where
    something is to be done, or it can't be told.
    """
    if _kind(world, case, today) is not None:
        return None
    if case.state is not State.APPROVED:
        return date.max  # none of these states ends by itself
    assessment, approval, people = case.revision.assessment, case.approval, world.people
    if assessment is None or approval is None or people is None:
        return None
    changing = [
        days.after(approval.ends_on, -EXPIRING_DAYS),
        *(days.after(each.due, -NEAR_DAYS) for _, each in approval.unmet if each.due is not None),
        *(days.after(each, 1) for each in (assessment.renewal_on, world.renewal(assessment.word("system", "id")))
          if each is not None),
        *filter(None, [people.changes_after(case.revision.owner, today)]),
    ]  # fmt: skip
    return days.after(min(changing), -1)


def _confirmation(case: Case) -> Found | None:
    """The later confirmation of what a stand-in decided."""
    unconfirmed = owed(case)
    return (Kind.CONFIRM, min(map(confirmed_by, unconfirmed)), None) if unconfirmed else None


def _terms(case: Case, today: date) -> Found | None:
    """What the owner still owes an approval: the second signature, then the condition that is due first."""
    approval = case.approval
    if approval is None:
        return None
    if approval.awaits_owner:
        due = days.after(days.read(case.asked_since) or today, SILENT_DAYS)
        return (Kind.OVERDUE if due < today else Kind.OWNER_PENDING), due, None
    unmet = sorted((each.due or date.min, number) for number, each in approval.unmet)
    if not unmet or unmet[0][0] > days.after(today, NEAR_DAYS):
        return None
    day, number = unmet[0]
    command = ("fulfil", f"{case.number} {number}")
    if day == date.min:
        return Kind.CONDITION, None, command
    return (Kind.OVERDUE if day < today else Kind.CONDITION), day, command


def _unowned(world: World, case: Case, today: date) -> bool:
    assessment = case.revision.assessment
    return assessment is not None and unfit(world.people, assessment, case.revision.owner, today) is not None


def _turn(world: World, case: Case, kind: Kind, today: date) -> tuple[Iterable[str], str, str]:
    """Who is next, the verb, and what stands after it."""
    number, assessment, people = case.number, case.revision.assessment, world.people
    if assessment is None or people is None:
        return (), "request show", number
    if kind is Kind.CONFIRM:
        theirs = (confirmers(world, case, each, today) for each in owed(case))
        return frozenset[str]().union(*theirs), "decide", f"{number} confirm"
    match case.state:
        case State.APPROVED if case.approval is not None and case.approval.awaits_owner and kind is not Kind.EXPIRING:
            # Who has not signed in time, or left, still may; or the office records the silence, and it lapses.
            if kind in (Kind.OVERDUE, Kind.ORPHAN):
                return people.holders(assessment.posts("office"), today), "decline --silent", number
            return (case.revision.owner,), "accept", number
        case State.APPROVED:
            chiefs = _chiefs(people, assessment, today)
            return (chiefs if kind is Kind.ORPHAN else (case.revision.owner,)), "request new", ""
        case State.OWNER_PENDING:
            # Nobody else can take it from an owner who is not fit: it is withdrawn, and filed with another one.
            if kind is Kind.ORPHAN:
                return (case.revision.by,), "withdraw", number
            # Who has not answered in time still may, until the office has recorded the silence.
            if kind is Kind.OVERDUE:
                return people.holders(assessment.posts("office"), today), "decline --silent", number
            return (case.revision.owner,), "accept", number
        case State.REVIEW:
            if kind is Kind.ORPHAN:
                return people.holders(assessment.posts("office"), today), "return", number
            return _deciders(world, case, assessment, people, today), "review", number
        case State.FILED:
            if case.endorsement is None and carried(case.revision.assessment) and case.revision.owner:
                return _chiefs(people, assessment, today), "endorse", number
            verb = "close" if case.revision.verdict in NO else "return"
            return people.holders(assessment.posts("office"), today), verb, number
        case _:
            return (case.revision.by,), "submit", number


def _chiefs(people: People, assessment: Assessment, today: date) -> Iterator[str]:
    posts, here = assessment.posts("section_chief"), people.lineage(assessment.department, today)
    return (person for person in people.holders(posts, today) if people.holds(person, posts, today, here))


def _deciders(
    world: World, case: Case, assessment: Assessment, people: People, today: date
) -> Iterator[str]:
    posts = {post for row in deciding_rows(case, assessment) for post in assessment.posts(row.role)}
    for person in people.holders(posts, today):
        if any(row.type == "decision.made" for row in may(world, case, person, today)):
            yield person
