"""What an event changes. Called only for events whose rules hold; decides nothing itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from nocustom.life import days, roster
from nocustom.life.act import BY_TYPE, NO, OUTCOMES, State
from nocustom.life.again import judged_again
from nocustom.life.assessment import Assessment
from nocustom.life.ballots import ballot_of, confirmation_of, digests_of, keys_of, transcribed_of
from nocustom.life.case import APPEAL_DAYS, Case, World, entry
from nocustom.life.confirmation import outcome_of
from nocustom.life.deeds import (
    Acceptance,
    Adopted,
    Appeal,
    Approval,
    Ballot,
    Closing,
    Decline,
    Disposal,
    Dispute,
    Endorsement,
    Met,
    Opinion,
    Question,
    Revision,
    SecondSignature,
)
from nocustom.life.dispute import spoken_up
from nocustom.life.event import Event, Papers
from nocustom.life.lead_time import carried
from nocustom.life.living import lapsed
from nocustom.life.people import People
from nocustom.life.tally import tally
from nocustom.life.term import terms_named

__all__ = ["Papers", "apply"]


def apply(world: World, event: Event, papers: Papers) -> None:
    """Let one event take effect."""
    if event.type == "roster.set":
        _roster(world, event)
    elif event.type in _ADOPTIONS:
        _adopt(world, event, papers)
    elif event.type in _ON_THE_LEDGER:
        pass
    elif event.type in _ON_LINES:
        _ON_LINES[event.type](world, event)
    else:
        case = _file(world, event, papers) if event.type == "request.filed" else world.cases[event.stream]
        if event.type == "request.reassessed":
            _judge_again(case, event, papers)
        _ON_CASE[event.type](world, case, event)
        case.history.append(entry(event, case))


def _roster(world: World, event: Event) -> None:
    roots, keys = roster.read(event.content["roots"]) or (), roster.read(event.content["roster"]) or ()
    world.rosters.append(roster.Roster(event.seq, roots, keys))
    for line in (*roots, *keys):
        world.holders.setdefault(line.key, line.person)


_ON_THE_LEDGER = frozenset({"witness.added", "ledger.restored"})
"""Acts that say something about the lines themselves and change nothing of what they amount to."""
_ADOPTIONS = frozenset({"policy.adopted", "catalogue.adopted", "people.adopted"})


def _adopt(world: World, event: Event, papers: Papers) -> None:
    content = event.content
    if event.type == "policy.adopted":
        layers = tuple(dict(layer) for layer in content["layers"])
        world.policies.append(
            Adopted(content["policy_sha256"], event.seq, event.leaf, event.day, event.by, layers)
        )
        return
    document = papers(content["sha256"])
    adopted = Adopted(
        content["sha256"], event.seq, event.leaf, event.day, event.by, acting_for=content["acting_for"],
        keys=keys_of(event),
    )  # fmt: skip
    if event.type == "people.adopted":
        world.people = None if document is None else People(document)
        world.people_versions.append(adopted._replace(people=world.people))
    else:
        world.catalogues.append(adopted)
        world.systems, world.renewals = document, _renewals(document)


def _renewals(catalogue: dict[str, Any] | None) -> dict[str, date | None]:
    """When each system is renewed; of two rows for the same, the first says it."""
    rows = (catalogue or {}).get("system")
    found: dict[str, date | None] = {}
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict) and isinstance(row.get("id"), str):
            found.setdefault(row["id"], days.read(row.get("renewal_on")))
    return found


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
            rev=content["rev"], seq=event.seq, leaf=event.leaf, day=event.day, by=event.by, keys=keys_of(event),
            signed=event.signed, filed_on=content["filed_on"],
            assessment=None if document is None else Assessment(document),
            file_sha256=content["file_sha256"], material_sha256=content["material_sha256"],
            assessment_sha256=content["assessment_sha256"], policy_sha256=content["policy_sha256"],
        )
    )  # fmt: skip
    case.endorsement, case.acceptance, case.ballots = None, None, []
    case.closing, case.insisted = None, False
    return case


def _judge_again(case: Case, event: Event, papers: Papers) -> None:
    """The latest revision under its new judgement; no decision that was made by the one before counts."""
    content = event.content
    document = papers(content["assessment_sha256"])
    revision = judged_again(
        case, None if document is None else Assessment(document), content["assessment_sha256"],
        content["policy_sha256"], event.seq, event.day, event.by,
    )  # fmt: skip
    case.revisions[-1], case.ballots = revision, []
    if revision.replaced[-1].lapsed is not None:
        case.acceptance = None


def _reassessed(world: World, case: Case, event: Event) -> None:
    revision = case.revision
    verdict, before = revision.verdict, revision.replaced[-1].assessment
    if revision.assessment is None:  # nobody can tell what it says: nothing is done on it any more
        return
    # Who insisted took the responsibility for the no that was said then, not for another; an appeal is made once.
    case.insisted = case.insisted and before is not None and verdict == before.verdict
    if verdict == "forbidden":
        _close(case, event, by="")
        return
    under_appeal = case.appeal is not None and case.appeal.rev == revision.rev
    asked = carried(revision.assessment) or (verdict in NO and (case.insisted or under_appeal))
    if not asked or case.endorsement is None or not revision.owner:
        case.state = State.FILED
    elif case.state is not State.REVIEW or case.acceptance is None:
        case.state = State.OWNER_PENDING


def _filed(world: World, case: Case, event: Event) -> None:
    _move(case, event)
    if case.revision.verdict == "forbidden":  # nobody could ever approve it, so nobody has to close it
        _close(case, event, by="")


def _closed(world: World, case: Case, event: Event) -> None:
    _close(case, event, by=event.by)


def _close(case: Case, event: Event, by: str) -> None:
    case.closing = Closing(
        case.revision.rev, event.seq, event.day, by, case.revision.verdict, days.after(event.on, APPEAL_DAYS)
    )
    case.state = State.CLOSED


def _endorsed(world: World, case: Case, event: Event) -> None:
    _endorse(case, event)
    # The owner is asked first, and only for what may be approved, if urgently, and names one.
    if case.state is State.FILED and carried(case.revision.assessment) and case.revision.owner:
        case.state = State.OWNER_PENDING


def _endorse(case: Case, event: Event) -> None:
    case.endorsement = Endorsement(
        case.revision.rev,
        event.seq,
        event.leaf,
        event.day,
        event.by,
        event.content["acting_for"],
        keys_of(event),
    )
    case.chiefs.append(case.endorsement)


def _insisted(world: World, case: Case, event: Event) -> None:
    _endorse(case, event)  # who asks for the review of a revision stands behind it
    case.insisted = True
    _move(case, event)


def _appealed(world: World, case: Case, event: Event) -> None:
    said_no = {(person, cast.day) for cast in case.ballots if cast.outcome == "refuse" for person in cast.stands_for}
    if case.state is State.CLOSED and case.closing is not None:
        said_no = {(case.closing.by, days.read(case.closing.day) or date.max)} if case.closing.by else set()
    assert world.people is not None  # `not_theirs`
    persons = frozenset[str]().union(*(world.people.persons(person, day) for person, day in said_no))
    living = lapsed(world, case, event.on) is None
    case.appeal = Appeal(
        case.revision.rev, event.seq, event.day, event.by, event.content["reason"], persons
    )
    case.ballots = []  # it is decided anew
    case.state = State.REVIEW if living else State.OWNER_PENDING


def _silent(world: World, case: Case, event: Event) -> None:
    lapsed, case.approval = case.approval, None
    case.declines.append(
        Decline(case.revision.rev, event.seq, event.day, event.content["owner"], "", silent=True, lapsed=lapsed)
    )
    _move(case, event)


def _disputed(world: World, event: Event) -> None:
    line = event.content["line"]
    stream, reason = world.lines[line].stream, event.content["reason"]
    dispute = Dispute(event.seq, event.leaf, event.day, event.by, line, stream, reason)
    world.disputes.append(dispute)
    asked_again = spoken_up(world, dispute)
    if asked_again is not None:
        asked_again.approval = asked_again.declines.pop().lapsed
        asked_again.spoke_up.add(event.by)
        asked_again.state = State.OWNER_PENDING if asked_again.approval is None else State.APPROVED
    _told(world, dispute, event)


def _disposed(world: World, event: Event) -> None:
    for place, dispute in enumerate(world.disputes):
        if dispute.seq == event.content["line"]:
            disposal = Disposal(event.seq, event.day, event.by, event.content["reason"])
            world.disputes[place] = dispute._replace(disposal=disposal)
            _told(world, dispute, event)


def _told(world: World, dispute: Dispute, event: Event) -> None:
    """A dispute stands in the story of the request that it is about."""
    case = world.cases.get(dispute.stream)
    if case is not None:
        case.history.append(entry(event, case))


_ON_LINES: dict[str, Callable[[World, Event], None]] = {"act.disputed": _disputed, "act.disposed": _disposed}


def _asked(world: World, case: Case, event: Event) -> None:
    case.questions.append(Question(event.seq, event.day, event.by, event.content["message"]))


def _answered(world: World, case: Case, event: Event) -> None:
    answer = (event.seq, event.day, event.by, event.content["message"])
    case.questions = [
        question._replace(answers=(*question.answers, answer))
        if question.seq == event.content["question"] else question
        for question in case.questions
    ]  # fmt: skip


def _opinion(world: World, case: Case, event: Event) -> None:
    content = event.content
    case.opinions.append(Opinion(
        case.revision.rev, event.seq, event.leaf, event.day, event.by, content["acting_for"], content["stance"],
        content["message"],
    ))  # fmt: skip


def _accepted(world: World, case: Case, event: Event) -> None:
    content = event.content
    case.acceptance = Acceptance(
        content["rev"], event.seq, event.leaf, event.day, event.by, content["acting_for"], keys_of(event),
        digests_of(content), content["statement_v"], content["lang"], content["text"],
    )  # fmt: skip
    case.ever_accepted = True
    _move(case, event)


def _declined(world: World, case: Case, event: Event) -> None:
    case.declines.append(Decline(case.revision.rev, event.seq, event.day, event.by, event.content["reason"]))
    case.approval = None  # one that waited for the owner's second signature lapses
    _move(case, event)


def _decided(world: World, case: Case, event: Event) -> None:
    ballot = ballot_of(event)
    case.ballots.append(ballot)
    if ballot.urgent:
        case.urgently = ballot.rev
    world.sheets.add(event.content["sheet_sha256"])
    _settle(world, case, event, ballot)


def _transcribed(world: World, case: Case, event: Event) -> None:
    ballot = transcribed_of(event)
    case.ballots.append(ballot)
    _settle(world, case, event, ballot)


def _settle(world: World, case: Case, event: Event, ballot: Ballot) -> None:
    """What the decisions so far come to, the last one included."""
    outcome = tally(world, case, case.ballots, event.on).outcome
    if outcome is None:
        return
    assessment, acceptance = case.revision.assessment, case.acceptance
    if outcome == "approve":
        assert (
            assessment is not None and assessment.ends_on is not None and acceptance is not None
        )  # the gate's points
        ends_on, conditions = terms_named(case, ballot)
        case.approval = Approval(
            case.revision.rev, event.seq, event.leaf, event.day, tuple(case.ballots), acceptance.leaf,
            ends_on or assessment.ends_on, world.provisional(case),
            assessment.ends_on, conditions,
        )  # fmt: skip
    case.decisions.append((event.seq, outcome, event.day))
    case.state = OUTCOMES[outcome]


def _confirmed(world: World, case: Case, event: Event) -> None:
    assert case.approval is not None  # `demands`
    case.approval = case.approval._replace(second=SecondSignature(event.seq, event.leaf, event.day, event.by))
    _on_approval(world, case)


def _on_approval(world: World, case: Case) -> None:
    """One more act that an approval rests on."""
    if case.approval is not None and world.single_root:
        case.approval = case.approval._replace(provisional=True)


def _confirmed_later(world: World, case: Case, event: Event) -> None:
    cast = confirmation_of(event)
    case.confirmations.append(cast)
    world.sheets.add(event.content["sheet_sha256"])
    decision = next(each for each in case.ballots if each.leaf == cast.confirms)
    _on_approval(world, case)
    outcome = outcome_of(world, case, decision, cast.day)
    if outcome == "confirm":
        case.confirmed[decision.leaf] = event.day
    elif outcome == "annul":
        case.annulled[decision.leaf] = event.day
        case.undone.append(case.decisions.pop())  # the one that the present state rests on
        # What was urgent is so once: no ballot that comes now revives it, and the CIO decides it ordinarily.
        case.ballots = [each for each in case.ballots if each is not decision and not each.urgent]
        case.approval, case.state = None, State.REVIEW


def _met(world: World, case: Case, event: Event) -> None:
    content = event.content
    assert case.approval is not None  # `demands`
    met = Met(
        content["condition"], event.seq, event.leaf, event.day, event.by, days.read(content["met_on"]) or event.on,
        content["message"], content["evidence"],
    )  # fmt: skip
    case.approval = case.approval._replace(met=(*case.approval.met, met))
    _on_approval(world, case)


def _moved(world: World, case: Case, event: Event) -> None:
    _move(case, event)


def _move(case: Case, event: Event) -> None:
    after = BY_TYPE[event.type].after
    assert after is not None  # a row of the table
    case.state = after


_ON_CASE: dict[str, Callable[[World, Case, Event], None]] = {
    "request.filed": _filed,
    "request.endorsed": _endorsed,
    "question.asked": _asked,
    "question.answered": _answered,
    "request.closed": _closed,
    "request.insisted": _insisted,
    "request.appealed": _appealed,
    "opinion.given": _opinion,
    "acceptance.signed": _accepted,
    "acceptance.declined": _declined,
    "acceptance.confirmed": _confirmed,
    "decision.made": _decided,
    "owner.silent": _silent,
    "decision.confirmed": _confirmed_later,
    "decision.transcribed": _transcribed,
    "request.reassessed": _reassessed,
    "condition.met": _met,
    "request.returned": _moved,
    "request.withdrawn": _moved,
    "request.voided": _moved,
}
