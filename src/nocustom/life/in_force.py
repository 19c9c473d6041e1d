"""Whether an approved exception is in force on a day: yes, or no with every reason. Computed, never stored."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from nocustom.life import days
from nocustom.life.act import State
from nocustom.life.assessment import Assessment
from nocustom.life.case import Case, World
from nocustom.life.confirmation import due, owed
from nocustom.life.living import lapsed, unfit
from nocustom.words import Bilingual

__all__ = ["EXPIRING_DAYS", "GRACE_DAYS", "InForce", "Reason", "in_force"]

GRACE_DAYS = 30
"""How long the section chief may look after an exception whose owner left."""
EXPIRING_DAYS = 90


class Reason(StrEnum):
    """Why an exception is not in force."""

    NOT_APPROVED = "NOT_APPROVED"
    PROVISIONAL = "PROVISIONAL"
    SECOND_SIGNATURE = "SECOND_SIGNATURE"
    DRIFTED = "DRIFTED"
    POLICY_MISSING = "POLICY_MISSING"
    AUTHORITY = "AUTHORITY"
    SOD = "SOD"
    NO_ACCEPTANCE = "NO_ACCEPTANCE"
    OWNER_LEFT = "OWNER_LEFT"
    CONDITION_DUE = "CONDITION_DUE"
    EXPIRED = "EXPIRED"
    UNCONFIRMED = "UNCONFIRMED"
    RENEWED = "RENEWED"
    UNREADABLE = "UNREADABLE"

    @property
    def label(self) -> Bilingual:
        """The reason for people."""
        return _LABELS[self]


_LABELS = {
    Reason.NOT_APPROVED: Bilingual("承認されていない", "not approved"),
    Reason.PROVISIONAL: Bilingual(
        "仮承認（根の鍵が一つの間の行為による）", "provisional: an act under a single root key"
    ),
    Reason.SECOND_SIGNATURE: Bilingual(
        "条件等に検証責任者の署名がない", "the owner has not signed its terms"
    ),
    Reason.CONDITION_DUE: Bilingual("条件が履行されていない", "a condition is due and not met"),
    Reason.DRIFTED: Bilingual(
        "承認後に要望の内容が変わった", "the request's text changed after the approval"
    ),
    Reason.POLICY_MISSING: Bilingual(
        "判定の方針が採択されていない", "the policy it was judged by is not adopted"
    ),
    Reason.AUTHORITY: Bilingual("決裁権限がない", "decided without authority"),
    Reason.SOD: Bilingual("職務分離に反する", "duties were not separated"),
    Reason.NO_ACCEPTANCE: Bilingual("有効な責任引受がない", "no living acceptance of responsibility"),
    Reason.OWNER_LEFT: Bilingual("検証責任者が職を離れた", "the owner left the post"),
    Reason.EXPIRED: Bilingual("期限が切れた", "expired"),
    Reason.UNCONFIRMED: Bilingual("期限内に後閲を受けていない", "not confirmed in time"),
    Reason.RENEWED: Bilingual("対象システムが更新された", "the system was renewed"),
    Reason.UNREADABLE: Bilingual("記録が読めない", "the record can't be read"),
}

_OF_CODE = {
    "authority": Reason.AUTHORITY, "no-authority": Reason.AUTHORITY, "same-person": Reason.SOD,
    "own-refusal": Reason.SOD, "appointed": Reason.SOD,
    "no-acceptance": Reason.NO_ACCEPTANCE, "other-acceptance": Reason.NO_ACCEPTANCE,
    "acceptance-of-another-revision": Reason.NO_ACCEPTANCE, "acceptance-by-another-person": Reason.NO_ACCEPTANCE,
    "other-statement": Reason.NO_ACCEPTANCE, "unknown-statement": Reason.NO_ACCEPTANCE,
    "unreadable": Reason.UNREADABLE, "no-people": Reason.UNREADABLE,
}  # fmt: skip


_UNFIT = frozenset({"not-in-service", "post", "other-department"})
"""Reasons of an acceptance that `OWNER_LEFT` speaks for, after its days of grace."""


class InForce(NamedTuple):
    """The answer for one day, with what is computed besides."""

    yes: bool
    reasons: tuple[Reason, ...]
    ends_on: date | None
    """The last day, where approved."""
    orphan: bool
    """The owner has left the post, or is not fit to own any more."""
    orphan_since: date | None
    expiring: bool
    """In force, with at most 90 days left."""
    begun: bool
    """Whether the day it was wanted from has come."""


def in_force(world: World, case: Case, as_of: date, *, drifted: bool = False) -> InForce:
    """Whether the exception is in force on a day, as `world` (folded up to that day) knows it.

    `drifted` says that the request's file no longer has the material digest that was approved; only the caller sees
    files.
    """
    assessment, approval = case.revision.assessment, case.approval
    if case.state is not State.APPROVED or approval is None or assessment is None:
        reasons = {Reason.NOT_APPROVED}
        # An approval that stands in the ledger without effect says why, as long as its revision is the latest.
        for void in case.voids:
            if void.seq > case.revision.seq and void.type in ("decision.made", "decision.transcribed"):
                reasons |= {_OF_CODE[problem.code] for problem in void.problems if problem.code in _OF_CODE}
        if case.unreadable:
            reasons.add(Reason.UNREADABLE)
        return InForce(False, _sorted(reasons), None, False, None, False, False)

    found: set[Reason] = set()
    if approval.provisional:
        found.add(Reason.PROVISIONAL)
    if drifted:
        found.add(Reason.DRIFTED)
    if all(policy.sha256 != case.revision.policy_sha256 for policy in world.policies):
        found.add(Reason.POLICY_MISSING)
    since = _left(world, case, assessment, as_of)
    why = lapsed(world, case, as_of)
    if why is not None and (since is None or why.code not in _UNFIT):
        found.add(_OF_CODE.get(why.code, Reason.NO_ACCEPTANCE))
    if since is not None and as_of >= days.after(since, GRACE_DAYS):
        found.add(Reason.OWNER_LEFT)
    if approval.awaits_owner:
        found.add(Reason.SECOND_SIGNATURE)
    if any(each.due is None or as_of > each.due for _, each in approval.unmet):
        found.add(Reason.CONDITION_DUE)
    if as_of > approval.ends_on:
        found.add(Reason.EXPIRED)
    if any(as_of > due(decision) for decision in owed(case)):
        found.add(Reason.UNCONFIRMED)
    renewals = [assessment.renewal_on, world.renewal(assessment.word("system", "id"))]
    if any(renewal is not None and as_of > renewal for renewal in renewals):
        found.add(Reason.RENEWED)
    yes = not found
    left = (approval.ends_on - as_of).days
    begins = assessment.wanted_from
    return InForce(
        yes, _sorted(found), approval.ends_on, since is not None, since, yes and left <= EXPIRING_DAYS,
        begins is None or begins <= as_of,
    )  # fmt: skip


def _left(world: World, case: Case, assessment: Assessment, as_of: date) -> date | None:
    """The first day on which the owner was no longer fit to own; None while fit, or where people can't be read."""
    people, owner = world.people, case.revision.owner
    if people is None or unfit(people, assessment, owner, as_of) is None:
        return None
    last = people.last_day(owner, assessment.owner_posts, assessment.department, as_of)
    if last is not None:
        return days.after(last, 1)
    # Nobody of that name was ever fit, as the document in force has it: the owner left when it was adopted.
    return days.read(world.people_versions[-1].day) if world.people_versions else as_of


def _sorted(reasons: set[Reason]) -> tuple[Reason, ...]:
    return tuple(reason for reason in Reason if reason in reasons)
