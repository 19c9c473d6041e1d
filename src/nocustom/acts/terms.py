"""The conditions and the earlier end that a decider names, as they are written: on the command line or in a review.

    2027-03-31 Show the new form to the committee     to be met by that day
    Agree on the form with the supplier               to be met before the exception is in force
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date

from nocustom.errors import Usage
from nocustom.ledger.canonical import NotCanonical, canonical
from nocustom.life import days
from nocustom.life.case import Condition, Terms
from nocustom.words import Said, say

__all__ = ["condition_of", "end_of", "terms_of"]

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
