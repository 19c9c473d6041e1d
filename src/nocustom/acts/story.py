"""The story of one request: who did what, in which post, acting for whom, when, why, and what it amounts to today.

Names and posts are those of the people document that was adopted at that moment: a department that was renamed later
does not rewrite what happened before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

from nocustom.acts.assess import material
from nocustom.acts.desk import Desk
from nocustom.acts.find import request_paths
from nocustom.acts.override import Overridden, overridden
from nocustom.acts.queue import Waiting, waiting
from nocustom.acts.reassess import changes_said, ended_said
from nocustom.errors import NocustomError
from nocustom.ledger.canonical import NotCanonical
from nocustom.life import days
from nocustom.life.act import State
from nocustom.life.again import changes, outdated
from nocustom.life.assessment import Assessment
from nocustom.life.case import Case, World
from nocustom.life.changes import Changes, as_judged
from nocustom.life.changes import changes as compared
from nocustom.life.deeds import Adopted, Revision
from nocustom.life.entry import Entry
from nocustom.life.event import Event
from nocustom.life.in_force import InForce, in_force
from nocustom.life.living import lapsed
from nocustom.life.people import People
from nocustom.life.problem import Problem
from nocustom.words import Bilingual, Said

__all__ = ["Line", "Story", "story"]


@dataclass(frozen=True, slots=True)
class Line:
    """One event of the request, with the people as they were then."""

    entry: Entry
    name: str
    posts: tuple[str, ...]
    """Names of the posts the person held on that day, with the department's."""
    acting_for: str | None
    acting_for_name: str | None
    os_user: str | None
    """Who the operating system said it was, of an unsigned event."""
    keys: tuple[str, ...]
    revision: Revision | None
    """What was filed, of a filing."""
    until: date | None = None
    """Of an approval that ends earlier than accepted, its last day."""
    met_on: date | None = None
    """The day on which a condition was met, as its owner says."""
    evidence: str | None = None
    """The SHA-256 of the file that shows it."""
    again: tuple[Said, ...] = ()
    """What changed, of a judging again."""
    changes: Changes | None = None
    """What is different from the revision before, of a filing that is not the first."""
    adopted: tuple[tuple[str, Adopted], ...] = ()
    """What was adopted when it happened, by the parts of `ADOPTED`."""
    decider_name: str | None = None
    """Who decided, of a decision on paper that somebody else transcribed."""
    decider_for_name: str | None = None
    """In whose place."""


@dataclass(frozen=True, slots=True)
class Story:
    """Everything the ledger says about one request, as of a day."""

    case: Case
    today: date
    department: str
    requester: str
    owner: str
    """Names, as the people document in force has them."""
    lines: tuple[Line, ...]
    overridden: tuple[Overridden, ...]
    """The rules that an approval stands against, each with how it stands today."""
    in_force: InForce | None
    """None where nothing was approved, nor voided."""
    lapsed: Problem | None
    """Why the acceptance does not live, where one was given for the latest revision."""
    policy_now: bool
    """Whether the policy of the latest revision is the adopted one."""
    outdated: tuple[str, ...]
    """The parts of which another version is adopted now, where the office could have it judged again."""
    waiting: Waiting | None
    """Whose turn it is."""
    turn: tuple[tuple[str, str], ...]
    """The same people: name and id."""
    titles: Mapping[str, Bilingual]
    """Of the rules of the policy that is adopted now."""

    @property
    def assessment(self) -> Assessment:
        """The latest assessment, an empty one where it can't be read."""
        return self.case.revision.assessment or Assessment({})


def story(desk: Desk, case: Case) -> Story:
    """Tell it as of today."""
    world, today = desk.world, desk.today
    events = {event.seq: event for event in desk.ledger.events()}
    people = world.people
    revisions = {revision.seq: revision for revision in case.revisions}
    lines = []
    for entry in case.history:
        then = desk.people_at(entry.seq)
        line = _line(case, entry, events[entry.seq], then, revisions.get(entry.seq))
        lines.append(replace(line, again=tuple(_again(case, entry.seq)), changes=_changes(case, entry.seq),
                             adopted=tuple(_adopted(world, entry.seq))))  # fmt: skip
    found = case.revision.assessment or Assessment({})
    next_ = waiting(world, case, today)
    void_decision = any(void.type in ("decision.made", "decision.transcribed") for void in case.voids)
    answer = None
    if case.state is State.APPROVED or void_decision:
        answer = in_force(world, case, today, drifted=_drifted(desk, case))
    return Story(
        case, today,
        found.department if people is None else people.department_name(found.department),
        _name(people, case.revision.by), _name(people, case.revision.owner), tuple(lines),
        overridden(desk, case), answer,
        None if case.acceptance is None else lapsed(world, case, today),
        world.policy is not None and world.policy.sha256 == case.revision.policy_sha256,
        outdated(world, case),
        next_, tuple((_name(people, person), person) for person in (next_.turn if next_ else ())),
        desk.titles(),
    )  # fmt: skip


def _again(case: Case, seq: int) -> Iterator[Said]:
    """What a line changed, where the request was judged again by it."""
    for revision in case.revisions:
        judged = [assessment for _, _, assessment in revision.judgements()]
        for ended, before, after in zip(revision.replaced, judged, judged[1:], strict=False):
            if ended.seq == seq:
                if before is not None and after is not None:
                    yield from changes_said(changes(before, after))
                yield from ended_said(ended)


def _changes(case: Case, seq: int) -> Changes | None:
    """What a filing changed, as both revisions were judged at that moment."""
    for before, after in zip(case.revisions, case.revisions[1:], strict=False):
        if after.seq == seq:
            return compared(as_judged(before, seq), as_judged(after, seq))
    return None


def _adopted(world: World, seq: int) -> Iterator[tuple[str, Adopted]]:
    """The versions that counted at a line of the ledger."""
    every = {"policy": world.policies, "systems": world.catalogues, "people": world.people_versions}
    for part, versions in every.items():
        if earlier := [version for version in versions if version.seq <= seq]:
            yield part, earlier[-1]


def _line(case: Case, entry: Entry, event: Event, people: People | None, revision: Revision | None) -> Line:
    acting_for, os_user = event.content.get("acting_for"), event.body.get("os_user")
    day, posts = days.read(entry.day), list[str]()
    if people is not None and day is not None:
        places = people.at(entry.by, day)
        own = [place for place in places if place.acting_for is None]  # whom one stands in for is told besides
        posts = [f"{people.department_name(each.department)} {people.post_name(each.post)}" for each in own or places]
    other = acting_for if isinstance(acting_for, str) else None
    return Line(
        entry, _name(people, entry.by), tuple(posts), other, None if other is None else _name(people, other),
        os_user if isinstance(os_user, str) else None, tuple(signature.key for signature in event.sigs), revision,
        _earlier_end(case, event), days.read(event.content.get("met_on")), _text(event.content.get("evidence")),
        decider_name=_name(people, entry.decider) if entry.decider else None,
        decider_for_name=_name(people, entry.decider_for) if entry.decider_for else None,
    )  # fmt: skip


def _earlier_end(case: Case, event: Event) -> date | None:
    ends = days.read(event.content.get("ends_on")) if event.type == "decision.made" else None
    filed = next((each.assessment for each in case.revisions if each.rev == event.content.get("rev")), None)
    return ends if filed is not None and ends is not None and ends != filed.ends_on else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _name(people: People | None, person: str) -> str:
    return person if people is None or not person else people.name(person)


def _drifted(desk: Desk, case: Case) -> bool:
    """Whether the request's file in the workspace says something else than what was approved.

    A file that is not there or can't be read says nothing: the ledger keeps the one that was approved.
    """
    try:
        (path,) = request_paths(desk.workspace, [case.key])
        values = desk.workspace.read(path).values
        return sha256(material(values)).hexdigest() != case.revision.material_sha256
    except (NocustomError, NotCanonical):
        return False
