"""Whether the rules that an approval overrides would stand in its way today: still needed, or no longer.

The text that was approved is judged by what is adopted now. A rule that is gone, does not fire or is lifted is needed
no longer; one that is unknown is told as such; nothing is changed by the answer.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from nocustom.acts.desk import Desk
from nocustom.acts.submit import judged
from nocustom.errors import NocustomError
from nocustom.files.document import document
from nocustom.judge.truth import NO, UNKNOWN
from nocustom.judge.verdict import Judgement
from nocustom.life import days
from nocustom.life.case import Case
from nocustom.life.override import DEFAULT
from nocustom.words import Said, say

__all__ = ["Overridden", "overridden", "overridden_said"]


class Overridden(NamedTuple):
    """A rule that was overridden, and how it stands today."""

    rule: str
    now: Literal["needed", "unneeded", "unknown"]


def overridden(desk: Desk, case: Case) -> tuple[Overridden, ...]:
    """Each rule the approval stands against; none where there is none. Unknown where it can't be judged any more."""
    if case.approval is None or not case.approval.overrides:
        return ()
    try:
        paper = document(desk.ledger.blobs.get(case.revision.file_sha256), shown=case.number)
        checked, _ = judged(desk, paper, desk.today, days.read(case.revision.filed_on))
    except NocustomError:
        return tuple(Overridden(rule, "unknown") for rule in case.approval.overrides)
    found = checked.judgement
    return tuple(
        Overridden(rule, "unknown" if found is None else _now(found, rule)) for rule in case.approval.overrides
    )


def _now(judgement: Judgement, rule: str) -> Literal["needed", "unneeded", "unknown"]:
    if rule == DEFAULT:
        return "needed" if judgement.decided_by() == [DEFAULT] else "unneeded"
    for place, each in enumerate(judgement.judge.rules):
        if each.id == rule:
            truth = judgement.fired[place]
            if truth == UNKNOWN:
                return "unknown"
            return "unneeded" if truth == NO or judgement.lifted(place) else "needed"
    return "unneeded"


def overridden_said(found: Overridden) -> Said:
    """One of them, for people."""
    match found.now:
        case "needed":
            return say("{rule}: still needed", rule=found.rule)
        case "unneeded":
            return say("{rule}: no longer needed", rule=found.rule)
        case _:
            return say("{rule}: not known today", rule=found.rule)
