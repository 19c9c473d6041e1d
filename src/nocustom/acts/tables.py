"""The ledger as tables: the register of requests, the log of decisions, conditions, events. Codes and ISO days only.

A period keeps rows, it never changes what a row says: of the register the requests with an event in it, of the
conditions those set in it, of the other two the rows of its days.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from nocustom.files.csv import Cell
from nocustom.life.act import BY_TYPE
from nocustom.life.assessment import Assessment
from nocustom.life.case import Case, World
from nocustom.life.deeds import conditions_of
from nocustom.life.event import Event
from nocustom.life.in_force import in_force

__all__ = ["Table", "tables"]

Covers = Callable[[str], bool]
"""Whether an ISO day lies in the period."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under named columns; every cell is one datum."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def tables(world: World, events: Sequence[Event], as_of: date, covers: Covers | None = None) -> tuple[Table, ...]:
    """All four, of a world that was folded up to `as_of`."""
    kept = covers or (lambda day: True)
    last = world.size
    return (
        Table("register", _REGISTER, tuple(_register(world, as_of, kept))),
        Table("decisions", _DECISIONS, tuple(_decisions(world, events[:last], kept))),
        Table("conditions", _CONDITIONS, tuple(_conditions(world, events[:last], kept))),
        Table("events", _EVENTS, tuple(_events(world, events[:last], kept))),
    )


_REGISTER = (
    "number", "key", "title", "department", "department_name", "requester", "requester_name", "system", "rung",
    "verdict", "state", "since", "revisions", "filed_on", "filing_signed", "endorsed_on", "owner", "owner_name",
    "accepted_on", "decided_on", "outcome", "ends_on", "second_signature_on", "conditions", "conditions_unmet",
    "in_force", "not_in_force_because", "as_of", "lifetime_yen",
    "verification_hours_per_year", "net_hours_per_year", "file_sha256", "assessment_sha256", "policy_sha256",
)  # fmt: skip
_DECISIONS = (
    "number", "rev", "seq", "day", "by", "by_name", "transcribed_by", "decided_on", "document", "acting_for",
    "urgent", "ground", "outcome", "reason", "took_effect", "confirmed_on", "annulled_on", "void_because", "acceptance",
    "accepted_by", "ends_on", "conditions", "lifetime_yen", "sheet_sha256", "policy_sha256", "leaf",
)  # fmt: skip
_CONDITIONS = (
    "number", "rev", "decision_seq", "decided_on", "condition", "text", "due", "approval_stands", "second_signature_on",
    "met_on", "met_recorded_on", "met_by", "met_seq", "evidence", "decision_leaf",
)  # fmt: skip
_EVENTS = ("seq", "ts", "day", "stream", "ver", "type", "rev", "by", "by_name", "acting_for", "signed", "keys",
           "os_user", "outcome", "reason", "void_because", "disputed", "leaf")  # fmt: skip


def _register(world: World, as_of: date, kept: Covers) -> Iterator[tuple[Cell, ...]]:
    for case in world.cases.values():
        if not any(kept(line.day) for line in case.history):
            continue
        revision, found = case.revision, case.revision.assessment or Assessment({})
        people = world.people
        answer = in_force(world, case, as_of)
        settled = case.decisions[-1] if case.decisions else None
        decided = case.approval is not None
        yield (
            case.number, case.key, found.title, found.department,
            "" if people is None else people.department_name(found.department),
            revision.by, _name(world, revision.by), found.word("system", "id"), _number(found.field("gap", "rung")),
            revision.verdict, case.state.value, case.since, len(case.revisions), case.revisions[0].filed_on,
            _yes(revision.signed), case.endorsement.day if case.endorsement else None, revision.owner,
            _name(world, revision.owner), case.acceptance.day if case.acceptance else None,
            settled[2] if settled else None, settled[1] if settled else None,
            *_terms(case, found), _yes(answer.yes) if decided else None,
            " ".join(answer.reasons) if decided else None, as_of.isoformat(), found.number("cost.lifetime_yen"),
            found.number("cost.verification_hours_per_year"), found.number("cost.net_hours_per_year"),
            revision.file_sha256, revision.assessment_sha256, revision.policy_sha256,
        )  # fmt: skip


_DECIDING = frozenset({"decision.made", "decision.transcribed"})


def _decisions(world: World, events: Sequence[Event], kept: Covers) -> Iterator[tuple[Cell, ...]]:
    """Every decision that was recorded, in the order of the ledger, one without effect too."""
    void = _void(world)
    accepted_by = {event.leaf: event.by for event in events if event.type == "acceptance.signed"}
    for event in events:
        case = world.cases.get(event.stream)
        if event.type not in _DECIDING or case is None or not kept(event.day):
            continue
        content, paper = event.content, event.type == "decision.transcribed"
        by = content["decider"] if paper else event.by
        revision = next((each for each in case.revisions if each.rev == content["rev"]), None)
        judged = {} if revision is None else {sha256: each for sha256, _, each in revision.judgements()}
        found = judged.get(content["assessment_sha256"]) or Assessment({})
        yield (
            case.number, content["rev"], event.seq, event.day, by, _name(world, by), event.by if paper else None,
            content["decided_on"] if paper else event.day, content.get("document"),
            content["decider_for"] if paper else content["acting_for"],
            _yes(content.get("urgent") is True), content.get("ground"), content["outcome"], content["reason"],
            _yes(any(seq == event.seq for seq, _, _ in (*case.decisions, *case.undone))),
            case.confirmed.get(event.leaf), case.annulled.get(event.leaf), void.get(event.seq),
            content["acceptance"], accepted_by.get(content["acceptance"]),
            content.get("ends_on"), len(content.get("conditions", ())), found.number("cost.lifetime_yen"),
            content.get("sheet_sha256"),
            content["policy_sha256"], event.leaf,
        )  # fmt: skip


def _conditions(world: World, events: Sequence[Event], kept: Covers) -> Iterator[tuple[Cell, ...]]:
    """Every condition of every approval that was reached, one that its owner declined or that was annulled too."""
    for event in events:
        case = world.cases.get(event.stream)
        if event.type not in _DECIDING or case is None or not kept(event.day):
            continue
        if (event.seq, "approve", event.day) not in (*case.decisions, *case.undone):
            continue
        approval = case.approval if case.approval is not None and case.approval.leaf == event.leaf else None
        for number, each in enumerate(conditions_of(event.content["conditions"]), start=1):
            done = next((met for met in approval.met if met.condition == number), None) if approval else None
            yield (
                case.number, event.content["rev"], event.seq, event.day, number, each.text, _iso(each.due),
                _yes(approval is not None), approval.second.day if approval and approval.second else None,
                _iso(done.met_on) if done else None, done.day if done else None, done.by if done else None,
                done.seq if done else None, done.evidence if done else None, event.leaf,
            )  # fmt: skip


def _terms(case: Case, found: Assessment) -> tuple[Cell, ...]:
    """The last day, when the owner signed changed terms, how many conditions, and how many are not met."""
    approval = case.approval
    if approval is None:
        return (_iso(found.ends_on), None, None, None)
    second = None if approval.second is None else approval.second.day
    return _iso(approval.ends_on), second, len(approval.conditions), len(approval.unmet)


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _events(world: World, events: Sequence[Event], kept: Covers) -> Iterator[tuple[Cell, ...]]:
    void, disputed = _void(world), _disputed(world)
    for event in events:
        if not kept(event.day):
            continue
        content = event.content
        yield (
            event.seq, event.ts, event.day, event.stream, event.ver, event.type, _number(content.get("rev")), event.by,
            _name(world, event.by), _text(content.get("acting_for")),
            _yes(event.signed or BY_TYPE[event.type].unsigned == "only"),
            " ".join(sorted(signature.key for signature in event.sigs)), _text(content.get("os_user")),
            _text(content.get("outcome")), _text(content.get("reason")), void.get(event.seq),
            disputed.get(event.seq), event.leaf,
        )  # fmt: skip


def _void(world: World) -> dict[int, str]:
    """Why events have no effect, by position."""
    return {each.seq: " ".join(problem.code for problem in each.problems) for each in world.voids}


def _disputed(world: World) -> dict[int, str]:
    """Which lines are disputed: `open`, or `disposed` where the office has dealt with every dispute of it."""
    found = {each.line: "disposed" for each in world.disputes}
    return found | {each.line: "open" for each in world.open_disputes}


def _name(world: World, person: str) -> str:
    return person if world.people is None or not person else world.people.name(person)


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
