"""What single acts leave behind: an adopted version, a revision, an endorsement, a decision, an approval, a dispute.

Records without rules; `case` says which of them make up a request, and `course` puts them there.
"""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from nocustom.life import days
from nocustom.life.act import Outcome
from nocustom.life.assessment import Assessment
from nocustom.life.people import People
from nocustom.life.problem import Problem

__all__ = [
    "Acceptance", "Adopted", "Appeal", "Approval", "Ballot", "Closing", "Condition", "Decline", "Digests",
    "Disposal", "Dispute", "Endorsement", "Met", "Opinion", "Question", "Replaced",
    "Revision", "SecondSignature", "Terms", "Void", "conditions_of",
]  # fmt: skip


class Adopted(NamedTuple):
    """A version of policy, systems or people that counts from one position of the ledger on."""

    sha256: str
    seq: int
    leaf: str
    day: str
    by: str
    layers: tuple[dict[str, Any], ...] = ()
    """Of a policy: id, version, sha256 of each layer."""
    acting_for: str | None = None
    keys: frozenset[str] = frozenset()
    people: People | None = None
    """Of the people: what it says; None where it can't be read."""


class Digests(NamedTuple):
    """What of a request somebody acted on: every act repeats the digests of its latest revision."""

    file_sha256: str
    material_sha256: str
    assessment_sha256: str
    policy_sha256: str


class Replaced(NamedTuple):
    """A judgement of a revision that another one took the place of, and what that came to."""

    assessment_sha256: str
    policy_sha256: str
    assessment: Assessment | None
    seq: int
    """Of the line by which the revision was judged again, as are the day and the person."""
    day: str
    by: str
    lapsed: Problem | None = None
    """Why the owner's acceptance ended by it; None where it lives on, or none was given."""
    ballots: int = 0
    """How many decisions that were made before count no more."""


class Revision(NamedTuple):
    """One text of a request as it was filed, with the judgement of it that counts."""

    rev: int
    seq: int
    leaf: str
    day: str
    by: str
    keys: frozenset[str]
    signed: bool
    filed_on: str
    file_sha256: str
    material_sha256: str
    assessment_sha256: str
    policy_sha256: str
    assessment: Assessment | None
    """None where the assessment can't be read; then nothing is done on this revision."""
    replaced: tuple[Replaced, ...] = ()
    """The judgements before the one that counts, oldest first."""

    @property
    def digests(self) -> Digests:
        """What every later act repeats."""
        return Digests(self.file_sha256, self.material_sha256, self.assessment_sha256, self.policy_sha256)

    @property
    def judged_on(self) -> str:
        """The day of the judgement that counts."""
        return self.filed_on if self.assessment is None else self.assessment.judged_on

    def judgements(self) -> tuple[tuple[str, str, Assessment | None], ...]:
        """Every judgement of it, that of its filing first: digests of assessment and policy, and the assessment."""
        earlier = [(each.assessment_sha256, each.policy_sha256, each.assessment) for each in self.replaced]
        return (*earlier, (self.assessment_sha256, self.policy_sha256, self.assessment))

    @property
    def verdict(self) -> str:
        """What the engine said; empty where it can't be read."""
        return "" if self.assessment is None else self.assessment.verdict

    @property
    def owner(self) -> str:
        """The verification owner named in it; empty where there is none."""
        return "" if self.assessment is None else self.assessment.owner


class Endorsement(NamedTuple):
    """The section chief stands behind one revision."""

    rev: int
    seq: int
    leaf: str
    day: str
    by: str
    acting_for: str | None
    keys: frozenset[str]


class Acceptance(NamedTuple):
    """The owner's signature under the statement for one revision."""

    rev: int
    seq: int
    leaf: str
    day: str
    by: str
    acting_for: str | None
    keys: frozenset[str]
    digests: Digests
    statement_v: int
    lang: str
    text: str


class Decline(NamedTuple):
    """The owner said no, and why."""

    rev: int
    seq: int
    day: str
    by: str
    reason: str
    silent: bool = False
    """Whether the owner said nothing, and the office recorded that."""
    lapsed: Approval | None = None
    """The approval whose terms the owner did not sign."""


class Disposal(NamedTuple):
    """What was done about a dispute."""

    seq: int
    day: str
    by: str
    done: str


class Dispute(NamedTuple):
    """Somebody concerned says that a line is wrong. It stands beside the line; it undoes nothing but a silence."""

    seq: int
    leaf: str
    day: str
    by: str
    line: int
    """The line that is disputed."""
    stream: str
    """Where that stands: a request's number, or what was adopted."""
    reason: str
    disposal: Disposal | None = None


class Condition(NamedTuple):
    """What must be done under an approval, in the decider's words."""

    text: str
    due: date | None
    """The last day to meet it; None: the exception is not in force before it is met."""

    @property
    def recorded(self) -> dict[str, str | None]:
        """As a decision records it."""
        return {"text": self.text, "due": None if self.due is None else self.due.isoformat()}


class Terms(NamedTuple):
    """What an approval says otherwise than the owner accepted; nothing where it is approved as it was accepted."""

    ends_on: date | None = None
    """The last day; None where it is the accepted one."""
    conditions: tuple[Condition, ...] = ()


def conditions_of(value: object) -> tuple[Condition, ...]:
    """The conditions that a recorded decision lists, as far as they can be read."""
    return tuple([
        Condition(row["text"], days.read(row.get("due")))
        for row in (value if isinstance(value, list) else ())
        if isinstance(row, dict) and isinstance(row.get("text"), str)
    ])


class SecondSignature(NamedTuple):
    """The owner's signature under what an approval changed."""

    seq: int
    leaf: str
    day: str
    by: str


class Met(NamedTuple):
    """A condition was met."""

    condition: int
    """Its number, from 1."""
    seq: int
    leaf: str
    day: str
    by: str
    met_on: date
    """The day on which it was met, as the owner says; `day` is that of the record."""
    message: str
    evidence: str | None
    """The SHA-256 of the file that shows it; None where there is none."""


class Ballot(NamedTuple):
    """One person's decision: an event, or a draft of one (`leaf` empty, `sheet_sha256` None)."""

    by: str
    acting_for: str | None
    keys: frozenset[str]
    day: date
    outcome: Outcome
    rev: int
    digests: Digests
    acceptance: str | None
    ends_on: date | None = None
    sheet_sha256: str | None = None
    code: str | None = None
    reason: str = ""
    overrides: tuple[str, ...] = ()
    """Ids of the rules in its way that the person approves it against."""
    conditions: tuple[Condition, ...] = ()
    ground: str | None = None
    """Why the person decides in another's place, or at once."""
    urgent: bool = False
    """Approved at once by the CIO alone, to be confirmed by those who decide ordinarily."""
    paper: str = ""
    """The number of the document where it was decided on paper; then `day` is the day on it."""
    recorder: str = ""
    """Who transcribed it."""
    confirms: str | None = None
    """Of a later confirmation: the leaf of the decision that it confirms, or annuls where the outcome is to refuse."""
    seq: int = -1
    leaf: str = ""

    @property
    def voice(self) -> str:
        """Whose voice it is: the person's, or that of whom the person stands in for."""
        return self.acting_for or self.by

    @property
    def stands_for(self) -> frozenset[str]:
        """The person, and whom the person says to act for: together they have one voice."""
        return frozenset({self.by} | ({self.acting_for} if self.acting_for else set()))


class Closing(NamedTuple):
    """A no that the engine said and the office (or, where it is forbidden, nobody: by itself) made an end of."""

    rev: int
    seq: int
    day: str
    by: str
    """Empty where it closed by itself."""
    verdict: str
    appeal_until: date


class Appeal(NamedTuple):
    """The head of the department asks for another decision, with a new fact. There is one in the life of a request."""

    rev: int
    seq: int
    day: str
    by: str
    reason: str
    against: frozenset[str]
    """Who said the no, and for whom they stood in: they don't decide it again."""


class Opinion(NamedTuple):
    """What somebody of another department says of a revision under review."""

    rev: int
    seq: int
    leaf: str
    day: str
    by: str
    acting_for: str | None
    stance: str
    """`agree`, `object` or `note`."""
    message: str


class Question(NamedTuple):
    """The office asked; `answers` are what the department said."""

    seq: int
    day: str
    by: str
    message: str
    answers: tuple[tuple[int, str, str, str], ...] = ()
    """Each with line, day, person and message."""


class Approval(NamedTuple):
    """The decision that took effect, with every ballot it rests on."""

    rev: int
    seq: int
    leaf: str
    day: str
    ballots: tuple[Ballot, ...]
    acceptance: str
    ends_on: date
    provisional: bool
    """An act that it rests on was signed in an office with a single root key."""
    accepted_until: date | None = None
    """The last day that the owner accepted."""
    conditions: tuple[Condition, ...] = ()
    second: SecondSignature | None = None
    """The owner's, where the terms are not the accepted ones and the owner has signed them."""
    met: tuple[Met, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether its terms differ from what the owner accepted, so that the owner signs them before they count."""
        return bool(self.conditions) or self.ends_on != self.accepted_until

    @property
    def awaits_owner(self) -> bool:
        """Whether the owner is still to sign the changed terms."""
        return self.changed and self.second is None

    @property
    def unmet(self) -> tuple[tuple[int, Condition], ...]:
        """The conditions that nobody has recorded as met, with their numbers from 1."""
        done = {each.condition for each in self.met}
        return tuple((number, each) for number, each in enumerate(self.conditions, start=1) if number not in done)

    @property
    def overrides(self) -> tuple[str, ...]:
        """The rules it stands against; the gate lets no two approvals name others."""
        return next((cast.overrides for cast in self.ballots if cast.outcome == "approve"), ())


class Void(NamedTuple):
    """An event that stands in the ledger and has no effect, and why."""

    seq: int
    type: str
    problems: tuple[Problem, ...]
