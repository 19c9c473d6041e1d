"""What a filing must be: the next number or revision, judged with what is adopted, by somebody of the department."""

from __future__ import annotations

from collections.abc import Iterable

from nocustom.life import days
from nocustom.life.act import State
from nocustom.life.assessment import Assessment
from nocustom.life.case import ADOPTED, Case, World, next_number
from nocustom.life.course import Papers
from nocustom.life.event import Event
from nocustom.life.problem import Problem, unreadable
from nocustom.words import say

__all__ = ["filed"]


def filed(world: World, event: Event, papers: Papers) -> tuple[Problem, ...]:
    content, case = event.content, world.cases.get(event.stream)
    found: list[Problem] = []
    if case is None:
        found.extend(_first(world, event))
    else:
        if content["key"] != case.key:
            found.append(
                Problem(
                    "other-key",
                    say("`{key}` is not the key of {number}", key=content["key"], number=case.number),
                )
            )
        if content["rev"] != case.revision.rev + 1:
            found.append(
                Problem("revision", say("the next revision of {number} is {rev}", number=case.number,
                                        rev=case.revision.rev + 1))
            )  # fmt: skip
    if found:
        return tuple(found)
    document = papers(content["assessment_sha256"])
    if document is None:
        return (
            Problem(
                "unreadable",
                say("the assessment {sha256} can't be read", sha256=content["assessment_sha256"]),
            ),
        )
    return tuple(_judged(world, event, Assessment(document), case))


def _first(world: World, event: Event) -> list[Problem]:
    content, found = event.content, list[Problem]()
    on = (event.on, days.read(content["filed_on"]) or event.on)
    if all(event.stream != next_number(world, day) for day in on):
        found.append(Problem("number", say("`{number}` is not the next request number", number=event.stream)))
    if content["rev"] != 1:
        found.append(Problem("revision", say("the first revision is 1")))
    if content["key"] in world.keys:
        found.append(
            Problem("same-key", say("the key `{key}` belongs to {number}", key=content["key"],
                                    number=world.keys[content["key"]]),
                    (say("`nocustom request new` makes a fresh key"),))
        )  # fmt: skip
    return found


def _judged(world: World, event: Event, assessment: Assessment, case: Case | None) -> Iterable[Problem]:
    content, day = event.content, event.on
    assert world.policy and world.catalogue and world.people_version and world.people  # `_ready`
    for recorded, stated, name in (
        (assessment.file_sha256, content["file_sha256"], "file_sha256"),
        (assessment.material_sha256, content["material_sha256"], "material_sha256"),
        (assessment.policy_sha256, content["policy_sha256"], "policy_sha256"),
        (assessment.key, content["key"], "key"),
        (assessment.judged_on, content["filed_on"], "filed_on"),
        (assessment.requester, event.by, "by"),
    ):
        if recorded != stated:
            yield Problem("other-assessment", say("the assessment is of another `{field}`", field=name))
    for recorded, adopted, name in (
        (assessment.policy_sha256, world.policy.sha256, "policy"),
        (assessment.systems_sha256, world.catalogue.sha256, "systems"),
        (assessment.people_sha256, world.people_version.sha256, "people"),
    ):
        if recorded != adopted:
            yield Problem(
                "not-the-adopted",
                say("it was judged with other {name} than the adopted ones", name=ADOPTED[name]),
                (say("run `nocustom submit` again"),),
            )
    for version, name in ((world.policy, "policy"), (world.catalogue, "systems"), (world.people_version, "people")):
        if content["filed_on"] < version.day:
            yield Problem(
                "filed-before",
                say("the filing day {day} lies before the day on which what it was judged by was adopted "
                    "({name}, {adopted})", day=content["filed_on"], name=ADOPTED[name], adopted=version.day),
            )  # fmt: skip
    if content["filed_on"] > event.day:
        yield Problem("filed-ahead", say("the filing day {day} is still to come", day=content["filed_on"]))
    people = world.people
    if not people.works_in(event.by, assessment.department, day):
        yield Problem(
            "other-department",
            say("`{person}` is not of {name} (`{department}`) on {day}", person=event.by,
                name=people.department_name(assessment.department), department=assessment.department, day=day),
            (say("somebody of the department files it; `nocustom people show` tells who is in service"),),
        )  # fmt: skip
    if case is None:
        return
    earlier = case.revision.assessment
    if earlier is None:
        yield unreadable(case.number)
    elif not people.lineage(assessment.department, day) & people.lineage(earlier.department, day):
        yield Problem(
            "other-department", say("{number} is a request of another department", number=case.number)
        )
    yield from _another_owner(case, assessment, earlier)


def _another_owner(case: Case, now: Assessment, earlier: Assessment | None) -> Iterable[Problem]:
    """After a decline another owner may be named once, whatever came between; never again who declined."""
    if not case.declines:
        return
    another = case.state is State.DECLINED or (earlier is not None and now.owner != earlier.owner)
    if another and case.refiled_after_decline:
        yield Problem(
            "declined-twice",
            say("another owner may be named once, and {number} has done so", number=case.number),
        )
    if now.owner in {decline.by for decline in case.declines}:
        yield Problem("same-owner", say("`{owner}` has declined; name another owner", owner=now.owner))
