"""Which rules stand in a request's way, and whether an override could clear it (3-policy-language, "An override").

Read from the recorded assessment alone: what is missing or odd in it counts against the request. A hard forbid is
never overridden; nor is anything while a require is unmet, or a forbid, redirect or escalate is unknown.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from nocustom.form.choices import EFFECTS, VERDICTS
from nocustom.life.assessment import Assessment
from nocustom.life.problem import Problem
from nocustom.words import say

__all__ = ["DEFAULT", "OVERRIDABLE", "Way", "in_the_way", "plain"]

DEFAULT = "default"
"""Stands for the refusal of a request for which no ground was found."""
OVERRIDABLE = frozenset({"refused", "redirected"})
"""Verdicts that an override may stand against."""


class Way(NamedTuple):
    """What lies between a request and its approval."""

    rules: tuple[str, ...]
    """The ids that an override must name, all of them and no others; sorted."""
    closed: Problem | None
    """Why no override clears it; None where naming these rules does."""
    blocking: tuple[str, ...] = ()
    """The ids that close it."""


def in_the_way(number: str, assessment: Assessment) -> Way:
    """Every forbid and redirect that is yes and not lifted, or `default` where that decides."""
    verdict, rows, decided_by = (
        assessment.verdict, assessment.document.get("rules"), assessment.document.get("decided_by"),
    )  # fmt: skip
    if verdict not in OVERRIDABLE:
        said = say("{number} is {verdict}: no override can approve it", number=number,
                   verdict=VERDICTS.get(verdict, "?"))  # fmt: skip
        return Way((), Problem("verdict-stays", said))
    odd = Problem(
        "odd-record",
        say("the record of {number} does not say plainly which rules are in its way", number=number),
    )
    if not isinstance(rows, list) or not isinstance(decided_by, list) or not all(map(plain, rows)):
        return Way((), odd)
    standing = [row for row in rows if row["effect"] in ("forbid", "redirect") and row["fired"] == "yes"
                and row["lifted"] is False]  # fmt: skip
    names = tuple(sorted([DEFAULT] if decided_by == [DEFAULT] else [row["id"] for row in standing]))
    hard = [row["id"] for row in rows if row["effect"] == "forbid" and row["fired"] == "yes"
            and row["level"] != "overridable"]  # fmt: skip
    if hard:
        return Way(names, Problem("hard-rule", say("nobody can override: {rules}", rules=hard)), tuple(hard))
    if unknown := [row["id"] for row in rows if row["fired"] == "unknown"
                   and row["effect"] in ("forbid", "redirect", "escalate")]:  # fmt: skip
        said = say("not known yet, so nothing is overridden: {rules}", rules=unknown)
        return Way(names, Problem("rule-unknown", said), tuple(unknown))
    if unmet := [row["id"] for row in rows if row["effect"] == "require" and row["met"] is not True]:
        said = say("not met yet, so nothing is overridden: {rules}", rules=unmet)
        return Way(names, Problem("rule-unmet", said), tuple(unmet))
    refuses = any(row["effect"] == "forbid" for row in standing) or names == (DEFAULT,)
    agrees = bool(names) and (verdict == "refused") == refuses and all(name in names for name in decided_by)
    if not agrees or not decided_by or len({row["id"] for row in rows}) != len(rows) or (
        names == (DEFAULT,) and standing
    ):  # fmt: skip
        return Way(names, odd)
    return Way(names, None)


def plain(row: Any) -> bool:
    """Whether a row says of its rule what must be known of it."""
    return (
        isinstance(row, dict)
        and isinstance(row.get("id"), str)
        and row["id"] not in ("", DEFAULT)
        and isinstance(row.get("effect"), str)
        and row["effect"] in EFFECTS
        and row.get("fired") in ("yes", "no", "unknown")
        and (row["effect"] not in ("forbid", "redirect") or isinstance(row.get("lifted"), bool))
        and (row["effect"] != "forbid" or isinstance(row.get("level"), str))
        and (row["effect"] != "require" or "met" in row)
    )
