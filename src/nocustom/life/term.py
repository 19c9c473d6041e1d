"""Point 5 of the gate: until when an approval lasts, under which conditions, and that those who decide agree on both.

    it ends within the longest term, not after the renewal, never later than accepted     term
    every condition is due inside the term, or before it begins                           conditions
    a second decision names the same end and conditions as the first                      alike

What differs from the accepted text is open to a decider: an earlier end, and conditions. It binds nobody before the
owner has signed it (`second_signature`).
"""

from __future__ import annotations

import shlex
from datetime import date

from nocustom.life import days
from nocustom.life.case import Case, World
from nocustom.life.deeds import Ballot, Condition, Terms
from nocustom.life.problem import Problem, unreadable
from nocustom.words import say

__all__ = ["alike", "conditions", "options", "term", "terms_named"]


def term(world: World, case: Case, ballot: Ballot) -> Problem | None:
    """It ends, not later than the owner accepted, within the longest term and not after the system's renewal."""
    assessment = case.revision.assessment
    if assessment is None:
        return unreadable(case.number)
    accepted = assessment.ends_on
    if accepted is None:
        return Problem(
            "no-end", say("the request names no end"), (say("fill in {field}", field="life.ends_on"),)
        )
    if ballot.ends_on is None and ballot.overrides:
        return Problem("no-end", say("an override names its end"))
    ends = ballot.ends_on or accepted
    if ends > accepted:
        return Problem(
            "other-term",
            say("the decision ends on {day}, the owner accepted {accepted}", day=ends, accepted=accepted),
            (say("return it, so that the owner accepts the other term"),),
        )
    begins = assessment.wanted_from or ballot.day
    if ends < ballot.day or ends < begins:
        return Problem("ended", say("the term ends on {day}, before it begins", day=ends))
    longest = assessment.max_term_months
    if longest is None:
        return Problem("no-longest-term", say("the policy names no longest term"))
    if ends >= days.months_after(begins, longest):
        last = days.after(days.months_after(begins, longest), -1)
        return Problem(
            "term-too-long",
            say("from {begins} to {ends} is longer than {months} months", begins=begins, ends=ends, months=longest),
            (say("the last possible day is {day}", day=last),),
        )  # fmt: skip
    recorded, now = assessment.renewal_on, world.renewal(assessment.word("system", "id"))
    if recorded is None:
        return Problem("no-renewal", say("it is not known when the system is renewed"))
    renewal = recorded if now is None else min(recorded, now)
    if ends > renewal:
        return Problem(
            "after-renewal",
            say("the term ends on {ends}, after the renewal on {renewal}", ends=ends, renewal=renewal),
        )
    return None


def conditions(world: World, case: Case, ballot: Ballot) -> Problem | None:
    """Every condition can be met: its day is none that is over, and none after the term."""
    ends, _ = terms_named(case, ballot)
    for number, each in enumerate(ballot.conditions, start=1):
        if each.due is not None and (each.due < ballot.day or (ends is not None and each.due > ends)):
            return Problem(
                "condition-day",
                say("condition {condition} is due on {day}: that is not between {first} and {last}", condition=number,
                    day=each.due, first=ballot.day, last=ends or "?"),
            )  # fmt: skip
    return None


def alike(world: World, case: Case, ballot: Ballot) -> Problem | None:
    """The same end and conditions as the approvals before it: the owner signs one text."""
    for earlier in case.ballots:
        if earlier.outcome == "approve" and terms_named(case, earlier) != terms_named(case, ballot):
            ends, named = terms_named(case, earlier)
            assessment = case.revision.assessment
            accepted = None if assessment is None else assessment.ends_on
            shown = options(Terms(None if ends == accepted else ends, named))
            return Problem(
                "other-terms",
                say("the approval of `{person}` ends on {day} and has {count} conditions; a second one names the same",
                    person=earlier.by, day=ends or "?", count=len(named)),
                (say("`{command}` agrees to them; `nocustom decide {number} return` sends it back",
                     command=f"nocustom decide {case.number} approve {shown}".rstrip(), number=case.number),),
            )  # fmt: skip
    return None


def terms_named(case: Case, ballot: Ballot) -> tuple[date | None, tuple[Condition, ...]]:
    """The last day and the conditions that an approval comes to."""
    assessment = case.revision.assessment
    accepted = None if assessment is None else assessment.ends_on
    return ballot.ends_on or accepted, ballot.conditions


def options(terms: Terms) -> str:
    """The options of `decide` that name these terms; empty where nothing is changed."""
    until = [] if terms.ends_on is None else ["--until", terms.ends_on.isoformat()]
    named = [
        f"--condition {shlex.quote(each.text if each.due is None else f'{each.due.isoformat()} {each.text}')}"
        for each in terms.conditions
    ]
    return " ".join([*until, *named])
