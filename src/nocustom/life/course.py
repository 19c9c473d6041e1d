"""What an event changes. Called only for events whose rules hold; decides nothing itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from nocustom.life import days, roster
from nocustom.life.act import BY_TYPE, OUTCOMES, State
from nocustom.life.assessment import Assessment
from nocustom.life.case import (
    Acceptance,
    Adopted,
    Approval,
    Ballot,
    Case,
    Decline,
    Endorsement,
    Revision,
    World,
    entry,
)  # fmt: skip
from nocustom.life.event import Event
from nocustom.life.gate import tally
from nocustom.life.people import People

__all__ = ["Papers", "apply", "ballot_of", "digests_of"]

Papers = Callable[[str], dict[str, Any] | None]
"""The parsed document with a SHA-256; None where there is none or it can't be read."""

DIGESTS = ("file_sha256", "material_sha256", "assessment_sha256", "policy_sha256")


def apply(world: World, event: Event, papers: Papers) -> None:
    """Let one event take effect."""
    if event.type == "roster.set":
        _roster(world, event)
    elif event.type in _ADOPTIONS:
        _adopt(world, event, papers)
    else:
        case = _file(world, event, papers) if event.type == "request.filed" else world.cases[event.stream]
        _ON_CASE[event.type](world, case, event)
        case.history.append(entry(event, case))


def _roster(world: World, event: Event) -> None:
    roots, keys = roster.read(event.content["roots"]) or (), roster.read(event.content["roster"]) or ()
    world.rosters.append(roster.Roster(event.seq, roots, keys))
    for line in (*roots, *keys):
        world.holders.setdefault(line.key, line.person)


_ADOPTIONS = frozenset({"policy.adopted", "catalogue.adopted", "people.adopted"})


def _adopt(world: World, event: Event, papers: Papers) -> None:
    content = event.content
    if event.type == "policy.adopted":
        layers = tuple(dict(layer) for layer in content["layers"])
        world.policies.append(
            Adopted(content["policy_sha256"], event.seq, event.leaf, event.day, event.by, layers)
        )
        return
    adopted, document = (
        Adopted(content["sha256"], event.seq, event.leaf, event.day, event.by),
        papers(content["sha256"]),
    )
    if event.type == "people.adopted":
        world.people_versions.append(adopted)
        world.people = None if document is None else People(document)
    else:
        world.catalogues.append(adopted)
        world.systems = document


def _file(world: World, event: Event, papers: Papers) -> Case:
    content = event.content
    document = papers(content["assessment_sha256"])
    case = world.cases.get(event.stream)
    if case is None:
        case = world.cases[event.stream] = Case(event.stream, content["key"])
        world.keys[case.key] = case.number
        year = int(case.number[:4])
        world.counts[year] = world.counts.get(year, 0) + 1
    elif case.state is State.DECLINED:
        case.refiled_after_decline += 1
    case.revisions.append(
        Revision(
            rev=content["rev"], seq=event.seq, leaf=event.leaf, day=event.day, by=event.by, keys=_keys(event),
            signed=event.signed, filed_on=content["filed_on"],
            assessment=None if document is None else Assessment(document), **digests_of(content),
        )
    )  # fmt: skip
    case.endorsement, case.acceptance, case.ballots = None, None, []
    return case


def _endorsed(world: World, case: Case, event: Event) -> None:
    case.endorsement = Endorsement(
        case.revision.rev,
        event.seq,
        event.leaf,
        event.day,
        event.by,
        event.content["acting_for"],
        _keys(event),
    )
    case.chiefs.append(case.endorsement)
    # The owner is asked first, and only for what is eligible and names one.
    if case.revision.verdict == "eligible" and case.revision.owner:
        case.state = State.OWNER_PENDING


def _accepted(world: World, case: Case, event: Event) -> None:
    content = event.content
    case.acceptance = Acceptance(
        content["rev"], event.seq, event.leaf, event.day, event.by, content["acting_for"], _keys(event),
        digests_of(content), content["statement_v"], content["lang"], content["text"],
    )  # fmt: skip
    case.ever_accepted = True
    _move(case, event)


def _declined(world: World, case: Case, event: Event) -> None:
    case.declines.append(Decline(case.revision.rev, event.seq, event.day, event.by, event.content["reason"]))
    _move(case, event)


def _decided(world: World, case: Case, event: Event) -> None:
    ballot = ballot_of(event)
    case.ballots.append(ballot)
    world.sheets.add(event.content["sheet_sha256"])
    outcome = tally(world, case, case.ballots, ballot.day).outcome
    if outcome is None:
        return
    assessment, acceptance = case.revision.assessment, case.acceptance
    if outcome == "approve":
        assert (
            assessment is not None and assessment.ends_on is not None and acceptance is not None
        )  # the gate's points
        case.approval = Approval(
            case.revision.rev, event.seq, event.leaf, event.day, tuple(case.ballots), acceptance.leaf,
            assessment.ends_on, any(world.single_root_at(cast.seq) for cast in case.ballots),
        )  # fmt: skip
    case.decisions.append((event.seq, outcome, event.day))
    case.state = OUTCOMES[outcome]


def _moved(world: World, case: Case, event: Event) -> None:
    _move(case, event)


def _move(case: Case, event: Event) -> None:
    after = BY_TYPE[event.type].after
    assert after is not None  # a row of the table
    case.state = after


_ON_CASE: dict[str, Callable[[World, Case, Event], None]] = {
    "request.filed": _moved,
    "request.endorsed": _endorsed,
    "acceptance.signed": _accepted,
    "acceptance.declined": _declined,
    "decision.made": _decided,
    "request.returned": _moved,
    "request.withdrawn": _moved,
}


def digests_of(content: dict[str, Any]) -> dict[str, str]:
    """The four digests that a request act repeats."""
    return {name: content[name] for name in DIGESTS}


def ballot_of(event: Event) -> Ballot:
    """The decision an event records."""
    content = event.content
    day = days.read(event.day)
    return Ballot(
        by=event.by, acting_for=content["acting_for"], keys=_keys(event), day=day or date.max,
        outcome=content["outcome"], rev=content["rev"], digests=digests_of(content), acceptance=content["acceptance"],
        ends_on=days.read(content["ends_on"]), sheet_sha256=content["sheet_sha256"], code=content["code"],
        reason=content["reason"], seq=event.seq, leaf=event.leaf,
    )  # fmt: skip


def _keys(event: Event) -> frozenset[str]:
    return frozenset(signature.key for signature in event.sigs)
