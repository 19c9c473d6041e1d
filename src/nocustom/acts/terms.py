"""The conditions and the earlier end that a decider names: read from what is written, and told as they stand.

    2027-03-31 Show the new form to the committee     to be met by that day
    Agree on the form with the supplier               to be met before the exception is in force
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from nocustom.errors import Usage
from nocustom.ledger.canonical import NotCanonical, canonical
from nocustom.life import days
from nocustom.life.case import Case
from nocustom.life.deeds import Approval, Condition, Terms
from nocustom.life.term import terms_named
from nocustom.words import Said, say

__all__ = ["condition_of", "condition_said", "end_of", "named_before", "numbered", "standing", "terms_of"]

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
_LIKE_A_DAY = re.compile(r"(\d{4}[-/.年]\d{1,2}|令和|[Rr]\d{1,2}[-/.年])")


def terms_of(conditions: Sequence[str], until: str | None) -> Terms:
    """The terms that options name. Usage where a condition or a day can't be read."""
    return Terms(None if until is None else end_of(until), tuple(condition_of(each) for each in conditions))


def condition_of(written: str) -> Condition:
    """One condition; a day in front of it is the last day to meet it."""
    first, _, rest = written.strip().replace("\u3000", " ").partition(" ")
    token, text, due = unicodedata.normalize("NFKC", first), written.strip(), None
    if _DAY.match(token):
        due, text = days.read(token), rest.strip()
        if due is None:
            raise Usage(say("`{text}` is no day", text=first), _hint())
    elif _LIKE_A_DAY.match(token):
        raise Usage(say("`{text}` is no day", text=first), _hint())
    if not text:
        raise Usage(say("a condition says what is to be done"), _hint())
    try:
        canonical(text)
    except NotCanonical as bad:
        raise Usage(bad.said, say("write the condition in plain text")) from None
    return Condition(text, due)


def end_of(written: str) -> date:
    """A day on which the approval ends."""
    day = days.read(unicodedata.normalize("NFKC", written.strip()))
    if day is None:
        raise Usage(say("`{text}` is no day", text=written), say("write it like 2026-10-01"))
    return day


def _hint() -> Said:
    return say('write it like "2027-03-31 what is to be done"')


def named_before(case: Case) -> Terms | None:
    """The terms of the approvals cast so far, which the others name too; None where nobody has approved yet."""
    assessment = case.revision.assessment
    for cast in case.ballots:
        if cast.outcome == "approve":
            ends, conditions = terms_named(case, cast)
            accepted = None if assessment is None else assessment.ends_on
            return Terms(None if ends == accepted else ends, conditions)
    return None


def condition_said(number: int, condition: Condition) -> Said:
    """One condition as it was set."""
    if condition.due is None:
        return say("condition {condition}, before it is in force: {text}", condition=number, text=condition.text)
    return say("condition {condition}, by {day}: {text}", condition=number, day=condition.due, text=condition.text)


def numbered(conditions: Iterable[Condition]) -> Iterator[Said]:
    """All of them, as they were set."""
    for number, each in enumerate(conditions, start=1):
        yield condition_said(number, each)


def standing(approval: Approval) -> Iterator[tuple[Said, Said]]:
    """Every condition, and how it stands."""
    met = {each.condition: each for each in approval.met}
    for number, each in enumerate(approval.conditions, start=1):
        done = met.get(number)
        stands = say("still to be met") if done is None else say("met on {day}", day=done.met_on)
        yield condition_said(number, each), stands
