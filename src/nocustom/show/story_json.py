"""`nocustom request show -f json`: `"schema": "nocustom.request/1"`."""

from __future__ import annotations

from typing import Any

from nocustom.acts.story import Line, Story
from nocustom.form.fields import label
from nocustom.life.changes import Changes
from nocustom.life.deeds import Approval, Revision
from nocustom.life.problem import Problem
from nocustom.locale import speak
from nocustom.show.json_text import encode
from nocustom.show.queue_json import row_json

__all__ = ["story_json"]


def story_json(story: Story, lang: str) -> str:
    """The object; messages are in `lang`, everything else is a code, an id, a digest or an ISO day."""
    case, found, answer = story.case, story.assessment, story.in_force
    content: dict[str, Any] = {
        "schema": "nocustom.request/1",
        "as_of": story.today.isoformat(),
        "number": case.number,
        "key": case.key,
        "title": found.title,
        "state": case.state.value,
        "since": case.since,
        "department": {"id": found.department, "name": story.department},
        "requester": {"id": case.revision.by, "name": story.requester},
        "owner": {"id": case.revision.owner, "name": story.owner} if case.revision.owner else None,
        "policy_adopted_now": story.policy_now,
        "judged_by_other_than_adopted": list(story.outdated),
        "overridden": [{"rule": each.rule, "now": each.now} for each in story.overridden],
        "returned": case.returned,
        "declined": len(case.declines),
        "revisions": [_revision(each) for each in case.revisions],
        "acceptance": None if case.acceptance is None else {
            "leaf": case.acceptance.leaf, "rev": case.acceptance.rev, "by": case.acceptance.by,
            "day": case.acceptance.day, "lapsed": None if story.lapsed is None else _problem(story.lapsed, lang),
        },
        "approval": None if case.approval is None else _approval(case.approval),
        "in_force": None if answer is None else {
            "yes": answer.yes, "reasons": [reason.value for reason in answer.reasons],
            "ends_on": None if answer.ends_on is None else answer.ends_on.isoformat(), "orphan": answer.orphan,
            "expiring": answer.expiring, "begun": answer.begun,
        },
        "events": [_line(line, lang) for line in story.lines],
        "waiting": None if story.waiting is None else row_json(story.waiting, None),
    }  # fmt: skip
    return encode(content, indent=1) + "\n"


def _approval(approval: Approval) -> dict[str, Any]:
    met = {each.condition: each for each in approval.met}
    second = approval.second
    return {
        "leaf": approval.leaf,
        "day": approval.day,
        "ends_on": approval.ends_on.isoformat(),
        "accepted_until": None if approval.accepted_until is None else approval.accepted_until.isoformat(),
        "provisional": approval.provisional,
        "overrides": list(approval.overrides),
        "changed": approval.changed,
        "second_signature": None if second is None else {"by": second.by, "day": second.day, "leaf": second.leaf},
        "conditions": [
            each.recorded | {"met": None if (done := met.get(number)) is None else {
                "met_on": done.met_on.isoformat(), "day": done.day, "by": done.by, "evidence": done.evidence,
                "leaf": done.leaf,
            }}
            for number, each in enumerate(approval.conditions, start=1)
        ],
    }  # fmt: skip


def _revision(revision: Revision) -> dict[str, Any]:
    found = revision.assessment
    return {
        "rev": revision.rev,
        "filed_on": revision.filed_on,
        "by": revision.by,
        "signed": revision.signed,
        "verdict": revision.verdict or None,
        "policy": [] if found is None else [{"id": layer, "version": version} for layer, version in found.layers],
        "systems_sha256": None if found is None else found.systems_sha256,
        "people_sha256": None if found is None else found.people_sha256,
        **revision.digests._asdict(),
        "judged_on": revision.judged_on,
        "replaced": [
            {
                "verdict": None if each.assessment is None else each.assessment.verdict,
                "assessment_sha256": each.assessment_sha256, "policy_sha256": each.policy_sha256, "line": each.seq,
                "acceptance_lapsed": None if each.lapsed is None else each.lapsed.code, "ballots": each.ballots,
            }
            for each in revision.replaced
        ],
    }  # fmt: skip


def _line(line: Line, lang: str) -> dict[str, Any]:
    entry = line.entry
    return {
        "seq": entry.seq,
        "ts": entry.ts,
        "type": entry.type,
        "rev": entry.rev,
        "line": entry.line,
        "by": {"id": entry.by, "name": line.name, "posts": list(line.posts)},
        "acting_for": None if line.acting_for is None else {"id": line.acting_for, "name": line.acting_for_name},
        "signed": entry.signed,
        "keys": list(line.keys),
        "os_user": line.os_user,
        "outcome": entry.outcome,
        "overrides": list(entry.overrides),
        "conditions": [each.recorded for each in entry.conditions],
        "until": None if line.until is None else line.until.isoformat(),
        "condition": entry.condition,
        "met_on": None if line.met_on is None else line.met_on.isoformat(),
        "evidence": line.evidence,
        "ground": entry.ground or None,
        "urgent": entry.urgent,
        "waived": list(entry.waived),
        "transcribed": None if line.decider_name is None else {
            "decider": {"id": entry.decider, "name": line.decider_name}, "decided_on": entry.decided_on,
            "in_the_place_of": None if line.decider_for_name is None else {
                "id": entry.decider_for, "name": line.decider_for_name},
            "document": entry.paper,
        },
        "reason": entry.reason or None,
        "state": entry.state.value,
        "adopted": {
            part: {"sha256": version.sha256, "line": version.seq, "day": version.day,
                   "layers": [{"id": row.get("id"), "version": row.get("version")} for row in version.layers]}
            for part, version in line.adopted
        },
        "changes": None if line.changes is None else _changes(line.changes, lang),
        "leaf": entry.leaf,
        "void": [_problem(problem, lang) for problem in entry.void],
    }  # fmt: skip


def _changes(changes: Changes, lang: str) -> dict[str, Any]:
    """What a revision changed; `before` and `after` as they stand in the form, null where nothing was written."""
    return {
        "since": changes.since,
        "readable": changes.readable,
        "verdict": None if changes.verdict is None else {"before": changes.verdict[0], "after": changes.verdict[1]},
        "fields": [
            {"path": each.path, "label": label(each.field).get(lang), "before": each.before, "after": each.after}
            for each in (*changes.fields, *changes.figures)
        ],
        "rules": [{"id": each.id, "before": each.before, "after": each.after} for each in changes.rules],
    }


def _problem(problem: Problem, lang: str) -> dict[str, str]:
    return {"code": problem.code, "message": speak(problem.said, lang)}
