"""Who may do an act on a request on a day: the column `who` of the one table, asked of people and posts."""

from __future__ import annotations

from datetime import date

from nocustom.life.act import Act
from nocustom.life.assessment import Assessment
from nocustom.life.case import Case, World
from nocustom.life.living import unfit
from nocustom.life.people import People
from nocustom.life.problem import NO_PEOPLE, Problem, unreadable
from nocustom.words import say

__all__ = ["not_acting", "not_the_office", "not_theirs"]


def not_theirs(world: World, case: Case, row: Act, person: str, day: date) -> Problem | None:
    """Why an act on a request is not this person's on that day, as the table's column `who` says; None where it is.

    Not for filing, which may open a case, nor for the decider, whom the gate asks for more.
    """
    assessment, people = case.revision.assessment, world.people
    if assessment is None:
        return unreadable(case.number)
    if people is None:
        return NO_PEOPLE
    if row.who in ("owner", "named_owner") and person != assessment.owner:
        return Problem(
            "not-the-owner",
            say("`{verb}` is the act of the owner named, `{owner}`", verb=row.verb, owner=assessment.owner),
        )
    if row.who == "owner":
        return unfit(people, assessment, person, day)
    if row.who == "requester" and (person != case.revision.by or not people.at(person, day)):
        return Problem(
            "not-the-requester",
            say(
                "`{verb}` is the act of the requester, `{requester}`",
                verb=row.verb,
                requester=case.revision.by,
            ),
        )
    if row.who == "section_chief" and not people.holds(
        person, assessment.posts("section_chief"), day, people.lineage(assessment.department, day)
    ):
        return Problem(
            "not-the-chief",
            say("`{person}` is no section chief of {name} (`{department}`) on {day}", person=person,
                name=people.department_name(assessment.department), department=assessment.department, day=day),
        )  # fmt: skip
    if row.who == "department_head" and not people.holds(
        person, assessment.posts("department_head"), day, people.lineage(assessment.department, day)
    ):
        return Problem(
            "not-the-head",
            say("`{person}` is not head of {name} (`{department}`) on {day}", person=person,
                name=people.department_name(assessment.department), department=assessment.department, day=day),
        )  # fmt: skip
    if row.who == "department" and not people.works_in(person, assessment.department, day):
        return Problem(
            "other-department",
            say("`{person}` is not of {name} (`{department}`) on {day}", person=person,
                name=people.department_name(assessment.department), department=assessment.department, day=day),
        )  # fmt: skip
    if row.who == "consulted":
        return _not_consulted(people, assessment, person, day)
    if row.who == "office" and not people.holds(person, assessment.posts("office"), day):
        return not_the_office(person, day)
    return None


def not_the_office(person: str, day: date) -> Problem:
    """The act is the office's."""
    return Problem("not-the-office", say("`{person}` is not of the CIO office on {day}", person=person, day=day))


def not_acting(people: People | None, person: str, other: str, day: date) -> Problem | None:
    """Why the person does not stand in for the other on that day; None where a line of the people document says so."""
    if people is not None and any(place.acting_for == other for place in people.at(person, day)):
        return None
    return Problem(
        "not-acting", say("`{person}` does not stand in for `{other}` on {day}", person=person, other=other, day=day)
    )


def _not_consulted(people: People, assessment: Assessment, person: str, day: date) -> Problem | None:
    if not people.holds(person, assessment.posts("consulted"), day):
        return Problem(
            "not-consulted",
            say("the post of `{person}` on {day} is none that the policy consults", person=person, day=day),
        )
    if any(people.works_in(each, assessment.department, day) for each in people.persons(person, day)):
        return Problem(
            "own-department", say("`{person}` is of the department whose request it is", person=person)
        )
    return None
