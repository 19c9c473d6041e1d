"""The lead time that an urgent approval waives (5-life-of-a-request, "urgent"), and what that lets an owner carry.

    eligible                                  the owner is asked, and it may be approved
    incomplete, but for the lead time alone   the owner is asked, and it may be approved urgently
    anything else                             no owner is asked, unless the section chief insists on a no

Read from the recorded assessment: it names the requires on the lead time that are unmet, and they must be all that is
open in it. What is missing or odd in the record counts against the request; nothing that forbids is ever waived.
"""

from __future__ import annotations

from nocustom.life.assessment import Assessment
from nocustom.life.override import plain

__all__ = ["carried", "waived"]


def carried(assessment: Assessment | None) -> bool:
    """Whether the owner is asked by what the judgement says alone."""
    return assessment is not None and (assessment.verdict == "eligible" or bool(waived(assessment)))


def waived(assessment: Assessment | None) -> tuple[str, ...]:
    """The rules that an urgent approval waives, where they alone are in its way; sorted, and empty otherwise."""
    if assessment is None or assessment.verdict != "incomplete":
        return ()
    named, rows = assessment.urgent_waives, assessment.document.get("rules")
    if not named or not isinstance(rows, list) or not all(map(plain, rows)):
        return ()
    requires = [row for row in rows if row["effect"] == "require"]
    unmet = sorted(row["id"] for row in requires if row["met"] is not True)
    fired = all(row["fired"] == "yes" for row in requires if row["id"] in named)
    no = any(row["effect"] in ("forbid", "redirect") and row["fired"] == "yes" and not row["lifted"] for row in rows)
    return named if fired and not no and list(named) == unmet == assessment.decided_by else ()
