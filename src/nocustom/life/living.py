"""Whether the owner's acceptance lives, and if not, why."""

from __future__ import annotations

from datetime import date

from nocustom.life.assessment import Assessment
from nocustom.life.case import Acceptance, Case, World
from nocustom.life.people import People
from nocustom.life.problem import NO_PEOPLE, Problem, unreadable
from nocustom.life.statement import VERSIONS, statement
from nocustom.words import say

__all__ = ["lapsed", "unfit", "unread"]


def lapsed(world: World, case: Case, day: date) -> Problem | None:
    """Why no acceptance lives on that day; None where one does.

    It lives while it is of the latest revision with all its digests, its text is exactly the statement for that
    revision, its signer is the owner named there, and that person is still fit to own it.
    """
    acceptance, revision = case.acceptance, case.revision
    if acceptance is None:
        return Problem(
            "no-acceptance",
            say(
                "nobody has accepted the responsibility for verification of revision {rev}", rev=revision.rev
            ),
            (
                say(
                    "the owner `{owner}` runs `nocustom accept {number}`",
                    owner=revision.owner,
                    number=case.number,
                ),
            )
            if revision.owner
            else (say("the request names no verification owner"),),
        )
    if revision.assessment is None:
        return unreadable(case.number)
    if acceptance.rev != revision.rev or acceptance.digests != revision.digests:
        return Problem(
            "acceptance-of-another-revision",
            say("the acceptance is of another revision than the latest, {rev}", rev=revision.rev),
        )
    if acceptance.by != revision.owner:
        return Problem(
            "acceptance-by-another-person",
            say(
                "the acceptance is by `{by}`, the owner named is `{owner}`",
                by=acceptance.by,
                owner=revision.owner,
            ),
        )
    return unread(acceptance, case.number, revision.assessment) or unfit(
        world.people, revision.assessment, acceptance.by, day
    )


def unread(acceptance: Acceptance, number: str, assessment: Assessment) -> Problem | None:
    """Why the signed text is not the statement for this revision, rendered again; None where it is."""
    if (acceptance.statement_v, acceptance.lang) not in VERSIONS:
        return Problem(
            "unknown-statement",
            say("version {version} of the statement in `{lang}` is unknown", version=acceptance.statement_v,
                lang=acceptance.lang),
        )  # fmt: skip
    due = statement(
        assessment, number, acceptance.rev, acceptance.by, acceptance.lang, acceptance.statement_v
    )
    if acceptance.text != due.text:
        return Problem(
            "other-statement",
            say("the text that was signed is not the statement for {number}", number=number),
        )
    return None


def unfit(people: People | None, assessment: Assessment, person: str, day: date) -> Problem | None:
    """Why the person can't own the verification on that day: not in service, post not allowed, other department."""
    if people is None:
        return NO_PEOPLE
    if not people.at(person, day):
        return Problem("not-in-service", say("`{person}` is not in service on {day}", person=person, day=day))
    if not people.holds(person, assessment.owner_posts, day):
        return Problem(
            "post", say("the post of `{person}` on {day} may not own a verification", person=person, day=day)
        )
    where = people.lineage(assessment.department, day)
    if not people.holds(person, assessment.owner_posts, day, where):
        return Problem(
            "other-department",
            say("`{person}` is not of the department `{department}` on {day}", person=person,
                department=assessment.department, day=day),
        )  # fmt: skip
    return None
