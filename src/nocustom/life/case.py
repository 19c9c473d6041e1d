"""What the ledger says: the world, and in it each request as a case. Only `course` changes these, event by event."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from nocustom.life import days
from nocustom.life.act import Outcome, State
from nocustom.life.deeds import (
    Acceptance,
    Adopted,
    Appeal,
    Approval,
    Ballot,
    Closing,
    Decline,
    Dispute,
    Endorsement,
    Opinion,
    Question,
    Revision,
    Void,
)
from nocustom.life.entry import Entry
from nocustom.life.event import Event
from nocustom.life.lead_time import waived
from nocustom.life.people import People
from nocustom.life.problem import Problem
from nocustom.life.roster import Roster
from nocustom.words import Bilingual

__all__ = ["ADOPTED", "APPEAL_DAYS", "SILENT_DAYS", "Case", "World", "entry", "next_number"]


ADOPTED = {
    "people": Bilingual("職員名簿", "people"),
    "systems": Bilingual("システム一覧", "systems"),
    "policy": Bilingual("方針", "policy"),
}
"""What people call the parts that are adopted."""

SILENT_DAYS = 14
"""How long an owner may take to answer, and to dispute that the silence was recorded."""

APPEAL_DAYS = 30
"""How long after a no the head of the department may appeal (5-life-of-a-request, "appeal")."""


@dataclass(slots=True)
class Case:
    """A request, from its first filing on."""

    number: str
    key: str
    state: State = State.FILED
    revisions: list[Revision] = field(default_factory=list)
    endorsement: Endorsement | None = None
    acceptance: Acceptance | None = None
    ever_accepted: bool = False
    declines: list[Decline] = field(default_factory=list)
    refiled_after_decline: int = 0
    spoke_up: set[str] = field(default_factory=set)
    """Owners who disputed that they had been silent; each may once."""
    ballots: list[Ballot] = field(default_factory=list)
    """On the current revision; they count together until one outcome has its quorum."""
    decisions: list[tuple[int, Outcome, str]] = field(default_factory=list)
    """Outcomes that took effect and were not annulled: seq, outcome, day."""
    undone: list[tuple[int, Outcome, str]] = field(default_factory=list)
    """Outcomes that fell because a decision they rested on was annulled."""
    approval: Approval | None = None
    confirmations: list[Ballot] = field(default_factory=list)
    """Cast on decisions that were taken in somebody's place."""
    confirmed: dict[str, str] = field(default_factory=dict)
    """The day on which such a decision was confirmed, by its leaf."""
    annulled: dict[str, str] = field(default_factory=dict)
    """The day on which such a decision was annulled, by its leaf."""
    urgently: int = 0
    """The revision that was approved urgently, which is done once; 0 where none was."""
    voids: list[Void] = field(default_factory=list)
    history: list[Entry] = field(default_factory=list)
    chiefs: list[Endorsement] = field(default_factory=list)
    """Every endorsement of any revision: for the separation of duties."""
    closing: Closing | None = None
    """Why the latest revision was closed."""
    insisted: bool = False
    """Whether the section chief insisted on the latest revision."""
    appeal: Appeal | None = None
    opinions: list[Opinion] = field(default_factory=list)
    """On any revision."""
    questions: list[Question] = field(default_factory=list)

    @property
    def revision(self) -> Revision:
        """The latest revision."""
        return self.revisions[-1]

    @property
    def returned(self) -> int:
        """How often it was sent back to its department, by the office or by a decision."""
        by_office = sum(1 for line in self.history if line.type == "request.returned" and not line.void)
        return by_office + sum(1 for _, outcome, _ in self.decisions if outcome == "return")

    @property
    def unreadable(self) -> bool:
        """Whether the latest revision's assessment can't be read."""
        return self.revision.assessment is None

    @property
    def unanswered(self) -> tuple[Question, ...]:
        """The questions that nobody has answered."""
        return tuple(question for question in self.questions if not question.answers)

    @property
    def last_day_of_appeal(self) -> date | None:
        """The last day on which the no may be appealed; None where there is none to appeal."""
        if self.state is State.CLOSED and self.closing is not None:
            return self.closing.appeal_until
        refused = [day for _, outcome, day in self.decisions if outcome == "refuse"]
        said_on = days.read(refused[-1]) if self.state is State.REFUSED and refused else None
        return None if said_on is None else days.after(said_on, APPEAL_DAYS)

    @property
    def asked_since(self) -> str:
        """Where the owner is to answer, the day from which that is: a judgement since then asks anew."""
        return max(self.since, self.revision.replaced[-1].day if self.revision.replaced else "")

    @property
    def since(self) -> str:
        """The day the present state was reached."""
        day = ""
        for line in reversed(self.history):
            if line.state is not self.state:
                break
            day = line.day
        return day


@dataclass(slots=True)
class World:
    """Everything the ledger says up to one position."""

    origin: str | None = None
    size: int = 0
    policies: list[Adopted] = field(default_factory=list)
    catalogues: list[Adopted] = field(default_factory=list)
    people_versions: list[Adopted] = field(default_factory=list)
    people: People | None = None
    """The adopted people document; None where there is none or it can't be read."""
    systems: dict[str, Any] | None = None
    renewals: dict[str, date | None] = field(default_factory=dict)
    """When each of these systems is renewed; None where that can't be read."""
    rosters: list[Roster] = field(default_factory=list)
    holders: dict[str, str] = field(default_factory=dict)
    """Fingerprint to person, over all rosters: a key never passes to somebody else."""
    cases: dict[str, Case] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    """Request key to number."""
    counts: dict[int, int] = field(default_factory=dict)
    """How many numbers each fiscal year has given."""
    nonces: set[str] = field(default_factory=set)
    sheets: set[str] = field(default_factory=set)
    voids: list[Void] = field(default_factory=list)
    lines: dict[int, Event] = field(default_factory=dict)
    """Every line by its number."""
    disputes: list[Dispute] = field(default_factory=list)

    @property
    def open_disputes(self) -> tuple[Dispute, ...]:
        """The disputes that nobody has disposed of."""
        return tuple(dispute for dispute in self.disputes if dispute.disposal is None)

    @property
    def policy(self) -> Adopted | None:
        """The policy in force."""
        return self.policies[-1] if self.policies else None

    @property
    def catalogue(self) -> Adopted | None:
        """The systems in force."""
        return self.catalogues[-1] if self.catalogues else None

    @property
    def people_version(self) -> Adopted | None:
        """The people document in force."""
        return self.people_versions[-1] if self.people_versions else None

    def not_adopted(self) -> list[Bilingual]:
        """What must be adopted before there are requests, and is not yet."""
        adopted = (("policy", self.policies), ("systems", self.catalogues), ("people", self.people_versions))
        return [ADOPTED[part] for part, versions in adopted if not versions]

    @property
    def roster(self) -> Roster | None:
        """The keys in force."""
        return self.rosters[-1] if self.rosters else None

    @property
    def single_root(self) -> bool:
        """Whether one person can set the roster alone; approvals are provisional then."""
        return self.roster is None or self.roster.single

    def single_root_at(self, seq: int) -> bool:
        """The same, at an earlier position of the ledger."""
        for roster in reversed(self.rosters):
            if roster.seq <= seq:
                return roster.single
        return True

    def provisional(self, case: Case) -> bool:
        """Whether an approval of it is: one person could set the roster when an act was signed that it rests on."""
        acts = (case.endorsement, case.acceptance, *case.ballots)
        return self.single_root or any(self.single_root_at(act.seq) for act in acts if act is not None)

    def renewal(self, system: str) -> date | None:
        """When a system is renewed, as the catalogue in force says; None where it does not."""
        return self.renewals.get(system)


def next_number(world: World, day: date) -> str:
    """The number the next first filing gets: fiscal year and running number, `2026-0012`."""
    year = days.fiscal_year(day)
    return f"{year:04d}-{world.counts.get(year, 0) + 1:04d}"


def entry(event: Event, case: Case, problems: tuple[Problem, ...] = ()) -> Entry:
    """The line of history for an event, after it took effect or was found to have none."""
    waiving = event.content.get("urgent") is True
    return Entry(event, case.state, problems, waived(case.revision.assessment) if waiving else ())
