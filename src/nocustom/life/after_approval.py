"""What the owner's acts on an approval demand: to sign its terms, to decline them, to meet a condition.

The decision is named by its leaf in each, so that nothing signed for one approval serves another.
"""

from __future__ import annotations

from nocustom.life.act import BY_TYPE, State
from nocustom.life.case import Case, World
from nocustom.life.deeds import Approval
from nocustom.life.event import Event
from nocustom.life.problem import Problem
from nocustom.life.second_signature import VERSIONS, second_statement
from nocustom.life.who import not_theirs
from nocustom.words import say

__all__ = ["awaiting", "confirmed", "declined", "each_answered", "met", "other_decision"]


def declined(world: World, event: Event, papers: object) -> tuple[Problem, ...]:
    """The owner named declines to carry it at all, or the terms of the approval that waits for the second signature."""
    case = world.cases[event.stream]
    if case.state is not State.APPROVED:
        if event.content["decision"] is not None:
            return (other_decision(case),)
        return _theirs(world, event)
    _, found = awaiting(case, event.content["decision"])
    return found or _theirs(world, event)


def confirmed(world: World, event: Event, papers: object) -> tuple[Problem, ...]:
    """The owner's second signature: once, under the terms of the approval as it stands, clause by clause."""
    case, content = world.cases[event.stream], event.content
    approval, found = awaiting(case, content["decision"])
    if approval is None or found:
        return found
    if found := _theirs(world, event):
        return found
    assessment = case.revision.assessment
    assert assessment is not None  # `not_theirs`
    version, lang = content["statement_v"], content["lang"]
    if (version, lang) not in VERSIONS:
        return (
            Problem("unknown-statement", say("version {version} of the statement in `{lang}` is unknown",
                                             version=version, lang=lang)),
        )  # fmt: skip
    due = second_statement(assessment, case.number, event.by, approval, lang, version)
    if content["text"] != due.text:
        return (
            Problem("other-statement", say("the text that was signed is not the statement for {number}",
                                           number=case.number)),
        )  # fmt: skip
    return each_answered(content["answers"], len(due.clauses))


def awaiting(case: Case, decision: str | None) -> tuple[Approval | None, tuple[Problem, ...]]:
    """The approval that waits for the owner's second signature and that an act names; else why there is none."""
    approval = case.approval
    if approval is None or not approval.changed:
        said = say("{number} is approved as the owner accepted it: there is nothing more to sign", number=case.number)
        return None, (Problem("nothing-to-confirm", said),)
    if approval.second is not None:
        said = say("`{person}` signed the terms of {number} on {day}", person=approval.second.by, number=case.number,
                   day=approval.second.day)  # fmt: skip
        return None, (Problem("confirmed-already", said),)
    if decision != approval.leaf:
        return None, (other_decision(case),)
    return approval, ()


def other_decision(case: Case) -> Problem:
    said = say("it names another decision than the one on {number}", number=case.number)
    return Problem(
        "other-decision", said, (say("run `nocustom request show {number}` and begin again", number=case.number),)
    )


def met(world: World, event: Event, papers: object) -> tuple[Problem, ...]:
    """The owner meets one condition of the approval, once, on a day that is not to come."""
    case, content = world.cases[event.stream], event.content
    approval, number = case.approval, content["condition"]
    if approval is None or not 1 <= number <= len(approval.conditions):
        count = 0 if approval is None else len(approval.conditions)
        said = say("{number} has no condition {condition}; it has {count}", number=case.number, condition=number,
                   count=count)  # fmt: skip
        hint = say("`nocustom request show {number}` lists them", number=case.number)
        return (Problem("no-condition", said, (hint,)),)
    if approval.awaits_owner:
        said = say("the owner has not signed the terms of {number} yet", number=case.number)
        return (Problem("not-confirmed", said, (say("the owner `{owner}` runs `nocustom accept {number}`",
                                                    owner=case.revision.owner, number=case.number),)),)  # fmt: skip
    for done in approval.met:
        if done.condition == number:
            said = say("condition {condition} of {number} was recorded as met on {day}", condition=number,
                       number=case.number, day=done.day)  # fmt: skip
            return (Problem("met-already", said),)
    if content["decision"] != approval.leaf or content["wording"] != approval.conditions[number - 1].text:
        return (other_decision(case),)
    if content["met_on"] > event.day:
        return (Problem("met-ahead", say("the day {day} is still to come", day=content["met_on"])),)
    return _theirs(world, event)


def each_answered(answers: list[str], clauses: int) -> tuple[Problem, ...]:
    """Every clause has its own yes."""
    if answers != ["yes"] * clauses:
        return (Problem("answers", say("each of the {count} clauses needs its own yes", count=clauses)),)
    return ()


def _theirs(world: World, event: Event) -> tuple[Problem, ...]:
    problem = not_theirs(world, world.cases[event.stream], BY_TYPE[event.type], event.by, event.on)
    return () if problem is None else (problem,)
