"""A request judged again: when it may be, what such a judgement must be, and what it changed.

    open, and judged by another policy, catalogue or people than are adopted now     outdated
    the same text, by the adopted ones, on a day that has come                       reassessed
    it takes the place of the one before; the owner's promise lives on if it is one    judged_again
    verdict, rules, grants and figures, each before and after                        changes

Requests keep the judgement of the day they were filed until the office has them judged again; nothing else replaces it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from nocustom.life.act import BY_TYPE
from nocustom.life.assessment import Assessment
from nocustom.life.case import ADOPTED, Case, World
from nocustom.life.deeds import Replaced, Revision
from nocustom.life.event import Event, Papers
from nocustom.life.living import unpromised
from nocustom.life.problem import Problem
from nocustom.life.who import not_theirs
from nocustom.words import Bilingual, say

__all__ = ["STANDINGS", "Change", "Changes", "changes", "judged_again", "other_parts", "outdated", "reassessed"]

ACT = "request.reassessed"


def other_parts(world: World, assessment: Assessment) -> tuple[str, ...]:
    """The parts (of `ADOPTED`) of which another version is adopted now than it was judged by."""
    now = {"people": world.people_version, "systems": world.catalogue, "policy": world.policy}
    then = {
        "people": assessment.people_sha256, "systems": assessment.systems_sha256, "policy": assessment.policy_sha256,
    }  # fmt: skip
    return tuple(part for part in ADOPTED if (adopted := now[part]) is not None and adopted.sha256 != then[part])


def outdated(world: World, case: Case) -> tuple[str, ...]:
    """The same of an open request that could be judged again; none where it could not."""
    if case.state not in BY_TYPE[ACT].before or case.revision.assessment is None:
        return ()
    return other_parts(world, case.revision.assessment)


def reassessed(world: World, event: Event, papers: Papers) -> tuple[Problem, ...]:
    """What judging again demands, besides that it is the office's act."""
    case, content = world.cases[event.stream], event.content
    before = case.revision.assessment
    theirs = not_theirs(world, case, BY_TYPE[ACT], event.by, event.on)
    if theirs is not None or before is None:
        return () if theirs is None else (theirs,)
    if not other_parts(world, before):
        said = say("{number} was judged by what is adopted now: there is nothing to judge again", number=case.number)
        hint = say("after a policy, systems or people are adopted, `nocustom queue` tells which requests are concerned")
        return (Problem("judged-by-the-adopted", said, (hint,)),)
    document = papers(content["assessment_sha256"])
    if document is None:
        said = say("the assessment {sha256} can't be read", sha256=content["assessment_sha256"])
        return (Problem("unreadable", said),)
    return tuple(_sound(world, event, before, Assessment(document)))


def _sound(world: World, event: Event, before: Assessment, now: Assessment) -> Iterable[Problem]:
    content = event.content
    for recorded, stated, name in (
        (now.file_sha256, content["file_sha256"], "file_sha256"),
        (now.material_sha256, content["material_sha256"], "material_sha256"),
        (now.policy_sha256, content["policy_sha256"], "policy_sha256"),
        (now.judged_on, content["judged_on"], "judged_on"),
        (now.verdict, content["verdict"], "verdict"),
        (now.document.get("request"), before.document.get("request"), "request"),
    ):
        if recorded != stated:
            yield Problem("other-assessment", say("the assessment is of another `{field}`", field=name))
    for part in other_parts(world, now):
        yield Problem(
            "not-the-adopted",
            say("it was judged with other {name} than the adopted ones", name=ADOPTED[part]),
            (say("run `nocustom reassess {number}` again", number=event.stream),),
        )
    for version in (world.policy, world.catalogue, world.people_version):
        if version is not None and content["judged_on"] < version.day:
            yield Problem(
                "judged-before",
                say("the judging day {day} lies before the day on which what it was judged by was adopted, "
                    "{adopted}", day=content["judged_on"], adopted=version.day),
            )  # fmt: skip
    if content["judged_on"] > event.day:
        yield Problem("judged-ahead", say("the judging day {day} is still to come", day=content["judged_on"]))


def judged_again(
    case: Case, now: Assessment | None, assessment_sha256: str, policy_sha256: str, seq: int, day: str, by: str
) -> Revision:
    """The latest revision as it is when `now` replaces its judgement, with what becomes of acceptance and decisions."""
    before = case.revision
    replaced = Replaced(
        before.assessment_sha256, before.policy_sha256, before.assessment, seq, day, by, ballots=len(case.ballots)
    )
    after = before._replace(
        assessment=now, assessment_sha256=assessment_sha256, policy_sha256=policy_sha256,
        replaced=(*before.replaced, replaced),
    )  # fmt: skip
    lapsed = None if case.acceptance is None else unpromised(case.acceptance, case.number, after)
    return after._replace(replaced=(*before.replaced, replaced._replace(lapsed=lapsed)))


STANDINGS: dict[str | None, Bilingual] = {
    None: Bilingual("規則なし", "not there"),
    "no": Bilingual("非該当", "no"),
    "unknown": Bilingual("不明", "unknown"),
    "yes": Bilingual("該当", "yes"),
    "lifted": Bilingual("該当（上申により解除）", "yes, lifted"),
    "met": Bilingual("充足", "met"),
    "unmet": Bilingual("未充足", "unmet"),
}
"""How a rule stands."""


class Change(NamedTuple):
    """One thing that is otherwise: a rule, a limit, a figure. None where it was not there before, or is not now."""

    name: str
    before: Any
    after: Any


class Changes(NamedTuple):
    """What a later judgement of the same text says otherwise."""

    before: str
    """The verdict it replaces."""
    after: str
    rules: tuple[Change, ...]
    """Rules by id, each with how it stands, a key of `STANDINGS`."""
    grants: tuple[Change, ...]
    figures: tuple[Change, ...]
    """Derived figures by their field's path."""


def changes(before: Assessment, after: Assessment) -> Changes:
    """What is otherwise between two judgements of one text."""
    return Changes(
        before.verdict, after.verdict, _compared(_rules(before), _rules(after)),
        _compared(before.grants, after.grants), _compared(_figures(before), _figures(after)),
    )  # fmt: skip


def _compared(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    return tuple(
        Change(name, before.get(name), after.get(name))
        for name in sorted({*before, *after})
        if before.get(name) != after.get(name)
    )


def _rules(assessment: Assessment) -> dict[str, str]:
    """How each rule stands."""
    return {row["id"]: _standing(row) for row in assessment.rules if isinstance(row.get("id"), str)}


def _standing(row: Mapping[str, Any]) -> str:
    fired = str(row.get("fired"))
    if fired == "no":
        return fired
    if row.get("effect") == "require":
        return "met" if row.get("met") is True else "unmet"
    return "lifted" if row.get("lifted") is True else fired


def _figures(assessment: Assessment) -> dict[str, Any]:
    tables = assessment.document.get("figures")
    return {
        f"{table}.{name}": value
        for table, row in (tables.items() if isinstance(tables, dict) else ())
        for name, value in (row.items() if isinstance(row, dict) else ())
    }
