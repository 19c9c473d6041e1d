"""A rule and what it does here: its place among the others, and what came of it in each request of the workspace."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from nocustom.acts.check import Checked, check
from nocustom.acts.explain import ExplainedRule, explain_rule
from nocustom.acts.workspace import Workspace
from nocustom.errors import NotJudged
from nocustom.files.workspace import REQUESTS, request_files
from nocustom.form.reading import did_you_mean
from nocustom.judge.policy import Rule
from nocustom.judge.truth import NAMES, YES
from nocustom.judge.verdict import Judge, Judgement
from nocustom.words import say

__all__ = ["ROLES", "Role", "RuleShown", "Sighting", "show_rule"]

Role = Literal["decided", "lifted", "unmet", "applies"]
ROLES: tuple[Role, ...] = ("decided", "lifted", "unmet", "applies")
"""What a rule that applies is to a request: it made the verdict; an escalate lifted it; what it demands is not there;
or it applies and something else decided. The first that holds."""


class Sighting(NamedTuple):
    """A request to which the rule applies, or whose verdict waits for it."""

    role: Role
    request: Checked


@dataclass(frozen=True)
class RuleShown:
    """One rule. Without a layer in effect on the day, or without requests, nothing was judged by it."""

    explained: ExplainedRule
    lifts: tuple[str, ...]
    lifted_by: tuple[str, ...]
    sightings: tuple[Sighting, ...]
    others: Counter[str]
    """How many requests it does not apply to (`no`), may apply to (`unknown`), and were `not_judged`."""

    @property
    def rule(self) -> Rule:
        """The rule itself."""
        return self.explained.rule

    @property
    def judged(self) -> bool:
        """Whether there was any request to look at."""
        return bool(self.sightings or self.others)


def show_rule(workspace: Workspace, rule_id: str, day: date) -> RuleShown:
    """The rule with this id, as of `day`. NotJudged where there is none, or the workspace can't be used."""
    explained = explain_rule(workspace, rule_id, day)
    if explained is None:
        raise NotJudged(
            say("there is no rule `{id}`", id=rule_id),
            *did_you_mean(rule_id, [each.id for each in workspace.policy.rules()]),
            say("`nocustom policy list` lists them all"))  # fmt: skip
    judge, others = explained.judge, Counter[str]()
    if not explained.in_effect:
        return RuleShown(explained, (), (), (), others)
    place = judge.rules.index(explained.rule)
    lifts = [judge.rules[lifted].id for lifted, lifters in judge.lifters.items() if place in lifters]
    lifted_by = [judge.rules[lifter].id for lifter in judge.lifters.get(place, ())]
    sightings = tuple(_sightings(workspace, judge, place, others))
    return RuleShown(explained, tuple(sorted(lifts)), tuple(sorted(lifted_by)), sightings, others)


def _sightings(workspace: Workspace, judge: Judge, place: int, others: Counter[str]) -> list[Sighting]:
    folder = workspace.root / REQUESTS
    if not os.path.lexists(folder) or not request_files(folder):
        return []
    found = []
    for checked in check(workspace, [], judge.day).requests:
        if checked.judgement is None:
            others["not_judged"] += 1
        elif (role := _role(checked.judgement, place)) is not None:
            found.append(Sighting(role, checked))
        else:
            others[NAMES[checked.judgement.fired[place]]] += 1
    return sorted(found, key=lambda sighting: ROLES.index(sighting.role))


def _role(judgement: Judgement, place: int) -> Role | None:
    """What the rule at this place is to a request; None where it does not apply and decided nothing."""
    if place in judgement.deciding:
        return "decided"
    if judgement.fired[place] != YES:
        return None
    if judgement.lifted(place):
        return "lifted"
    return "applies" if judgement.met[place] == YES else "unmet"
