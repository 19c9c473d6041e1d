"""Explain a rule, or a request rule by rule: every clause with the value it saw. Nothing is judged differently here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from nocustom.acts.check import Checked, judge_document, ready
from nocustom.acts.find import is_number, request_paths
from nocustom.acts.workspace import Workspace
from nocustom.errors import NotJudged
from nocustom.form.reading import did_you_mean
from nocustom.judge.derive import Setting
from nocustom.judge.policy import Rule
from nocustom.judge.verdict import Judge
from nocustom.words import as_name, say

__all__ = ["Explained", "ExplainedRule", "explain_request", "explain_rule"]


@dataclass(frozen=True)
class ExplainedRule:
    """One rule as the policy of that day has it; `in_effect` is whether its layer takes part."""

    rule: Rule
    judge: Judge
    in_effect: bool


@dataclass(frozen=True)
class Explained:
    """A request with its judgement."""

    checked: Checked
    judge: Judge
    setting: Setting

    @property
    def names(self) -> dict[str, str]:
        """What those are called whom and which the request names by an id, by field; none of whom nothing is known."""
        judgement, people, systems = self.checked.judgement, self.setting.people, self.setting.catalogue
        ids = {} if judgement is None else {field: str(judgement.facts.get(field, "")) for field in _IDS}
        found = {field: people.name(id_) for field, id_ in ids.items() if id_ in people.persons}
        if (department := ids.get("request.department", "")) in people.departments:
            found["request.department"] = people.department_name(department)
        if (system := systems.systems.get(ids.get("system.id", ""))) is not None:
            found["system.id"] = as_name(str(system["name"]))
        business = systems.businesses.get(ids.get("system.id", ""), {}).get(ids.get("system.business", ""))
        if business is not None:
            found["system.business"] = as_name(str(business["name"]))
        return found


_IDS = (
    "request.requester", "verification.owner", "verification.deputy", "request.department", "system.id",
    "system.business",
)  # fmt: skip


def explain_rule(workspace: Workspace, rule_id: str, day: date) -> ExplainedRule | None:
    """The rule with this id; None where there is none."""
    rule = workspace.policy.rule(rule_id)
    if rule is None:
        return None
    judge, _ = ready(workspace, day)
    return ExplainedRule(rule, judge, any(each is rule for each in judge.rules))


def explain_request(workspace: Workspace, target: str, day: date) -> Explained:
    """The request that `target` (a path or a key) names. NotJudged with its findings where it can't be judged."""
    judge, setting = ready(workspace, day)
    path = _request_path(workspace, target)
    checked = judge_document(workspace.read(path), judge, setting)
    if checked.judgement is None:
        raise NotJudged(
            say("`{path}` can't be judged, so there is nothing to explain", path=checked.path),
            say("mend the file and run `nocustom check {path}` again", path=checked.path),
            findings=checked.findings,
        )
    return Explained(checked, judge, setting)


def _request_path(workspace: Workspace, target: str) -> Path:
    """The file of a request; where `target` may have been meant as a rule, the message says that too."""
    try:
        (path,) = request_paths(workspace, [target])
    except NotJudged:
        if is_number(target):
            raise
        rules = [rule.id for rule in workspace.policy.rules()]
        raise NotJudged(
            say("there is no rule, no file and no request `{name}`", name=target),
            *did_you_mean(target.upper(), rules),
            say("`nocustom policy list` lists the rules, `nocustom request list` the requests"),
        ) from None
    return path
