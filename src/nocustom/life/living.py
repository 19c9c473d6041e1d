"""Whether the owner's acceptance lives, and if not, why."""

from __future__ import annotations

from datetime import date

from nocustom.form.choices import VERDICTS
from nocustom.life.act import State
from nocustom.life.assessment import Assessment
from nocustom.life.case import Case, World
from nocustom.life.deeds import Acceptance, Digests, Revision
from nocustom.life.lead_time import waived
from nocustom.life.people import People
from nocustom.life.problem import NO_PEOPLE, Problem, unreadable
from nocustom.life.statement import VERSIONS, again, statement
from nocustom.words import Said, say

__all__ = ["lapsed", "unfit", "unpromised", "unread"]


def lapsed(world: World, case: Case, day: date) -> Problem | None:
    """Why no acceptance lives on that day; None where one does.

    It lives while it is of the latest revision with all its digests, its text is exactly the statement for that
    revision (as it was judged when it was signed: `unpromised`), its signer is the owner named there, and that person
    is still fit to own it.
    """
    acceptance, revision = case.acceptance, case.revision
    if acceptance is None:
        return Problem(
            "no-acceptance",
            say(
                "nobody has accepted the responsibility for verification of revision {rev}", rev=revision.rev
            ),
            (_who_accepts(case),),
        )
    if revision.assessment is None:
        return unreadable(case.number)
    if acceptance.by != revision.owner:
        return Problem(
            "acceptance-by-another-person",
            say(
                "the acceptance is by `{by}`, the owner named is `{owner}`",
                by=acceptance.by,
                owner=revision.owner,
            ),
        )
    return unpromised(acceptance, case.number, revision) or unfit(
        world.people, revision.assessment, acceptance.by, day
    )


def _who_accepts(case: Case) -> Said:
    """The next command; nobody is sent to accept what can't be accepted yet, or any more."""
    owner = case.revision.owner
    if not owner:
        return say("the request names no verification owner")
    if case.state is not State.OWNER_PENDING:
        return say("`nocustom request show {number}` tells how it stands", number=case.number)
    return say("the owner `{owner}` runs `nocustom accept {number}`", owner=owner, number=case.number)


def unpromised(acceptance: Acceptance, number: str, revision: Revision) -> Problem | None:
    """Why what was signed is not what the revision asks of its owner; None where it is.

    It was signed for one judgement of this revision, whose statement it is to the letter. Where the revision was
    judged again since, that judgement must say the same to the owner: verdict, grants, and the statement but for the
    day and the policy in its head.
    """
    read = [
        assessment
        for sha256, policy, assessment in revision.judgements()
        if acceptance.digests == Digests(revision.file_sha256, revision.material_sha256, sha256, policy)
    ]
    if acceptance.rev != revision.rev or not read:
        return Problem(
            "acceptance-of-another-revision",
            say("the acceptance is of another revision than the latest, {rev}", rev=revision.rev),
        )
    then, now = read[-1], revision.assessment
    if then is None or now is None:
        return unreadable(number)
    other = unread(acceptance, number, then)
    if other is not None or then is now:
        return other
    if then.verdict != now.verdict:
        return Problem(
            "other-verdict-now",
            say("it was accepted as {before}, and is {after} since it was judged again",
                before=VERDICTS.get(then.verdict, "?"), after=VERDICTS.get(now.verdict, "?")),
        )  # fmt: skip
    if then.grants != now.grants:
        return Problem(
            "other-grants-now",
            say("what the policy grants has changed since it was accepted, for it was judged again"),
        )
    if waived(then) != waived(now):
        return Problem(
            "other-waiver-now",
            say("it is not short of the same lead time any more since it was accepted, for it was judged again"),
        )
    signed = (acceptance.rev, acceptance.by, acceptance.lang, acceptance.statement_v)
    if again(now, then, number, *signed) != acceptance.text:
        return Problem(
            "other-statement-now",
            say("the statement reads otherwise since it was accepted, for it was judged again"),
        )
    return None


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
    where = people.lineage(assessment.department, day)
    if people.holds(person, assessment.owner_posts, day, where):
        return None
    if not people.at(person, day):
        return Problem("not-in-service", say("`{person}` is not in service on {day}", person=person, day=day))
    if not people.holds(person, assessment.owner_posts, day):
        return Problem(
            "post", say("the post of `{person}` on {day} may not own a verification", person=person, day=day)
        )
    return Problem(
        "other-department",
        say("`{person}` is not of {name} (`{department}`) on {day}", person=person,
            name=people.department_name(assessment.department), department=assessment.department, day=day),
    )  # fmt: skip
