"""Where a refusal sends a person: to whoever may do the act today, and to the page that tells how the request stands.

A reason that names its own next step keeps it; this is for all others. Asked only once an act is refused, because it
asks the rules for everybody in the people document.
"""

from __future__ import annotations

from nocustom.acts.desk import Desk, Signer
from nocustom.errors import NocustomError, NotPermitted
from nocustom.life.case import Case
from nocustom.life.turn import able
from nocustom.words import Said, say

__all__ = ["MOST", "sent_on"]

MOST = 4
"""So many people are named; `people show` tells who else is in service."""


def sent_on(desk: Desk, case: Case, act: str, signer: Signer, error: NocustomError) -> NocustomError:
    """The error with a way on: who may do the act, where it is not this person's, and where to look."""
    if not isinstance(error, NotPermitted) or error.hints:
        return error
    look = say("`nocustom request show {number}` tells how it stands", number=case.number)
    return NotPermitted(error.said, *_others(desk, case, act, signer.person), look, findings=error.findings)


def _others(desk: Desk, case: Case, act: str, person: str) -> tuple[Said, ...]:
    people = desk.world.people
    others = able(desk.world, case, act, desk.today)
    if people is None or not others or person in others:
        return ()
    named = [say("{name} (`{person}`)", name=people.name(each), person=each) for each in others[:MOST]]
    if len(others) > MOST:
        return (
            say("who can today: {people} and {count} more; `nocustom people show` names them", people=named,
                count=len(others) - MOST),
        )  # fmt: skip
    return (say("who can today: {people}", people=named),)
