"""Whose decision a request takes: the rows of the authority that it reaches, or others after an appeal or in haste."""

from __future__ import annotations

from nocustom.life.assessment import Assessment, Authority
from nocustom.life.case import Case
from nocustom.life.deeds import Ballot
from nocustom.life.override import OVERRIDABLE

__all__ = ["asked_of", "deciding_rows"]

_CIO = Authority(0, "cio", "one")


def deciding_rows(case: Case, assessment: Assessment) -> tuple[Authority, ...]:
    """Whose decision it takes: the rows of the authority, or after an appeal those whom the policy names for it."""
    if case.appeal is not None:
        return assessment.of_appeal()
    rows = assessment.reached()
    if rows and assessment.verdict in OVERRIDABLE and all(row.role != "cio" for row in rows):
        return (_CIO, *rows)  # what says no is overridden by the CIO, whatever it costs
    return rows


def asked_of(case: Case, assessment: Assessment, ballot: Ballot) -> tuple[Authority, ...]:
    """The rows of which a person must have one to cast this ballot: urgently, that of the CIO."""
    return (_CIO,) if ballot.urgent else deciding_rows(case, assessment)
