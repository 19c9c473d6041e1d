"""`nocustom check -f json`: one object, `"schema": "nocustom.check/1"`, written request by request."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from nocustom.acts.check import Check, Checked
from nocustom.errors import NocustomError
from nocustom.form.finding import Finding
from nocustom.judge.report import RuleReport, next_steps, questions, rule_reports
from nocustom.judge.verdict import VERDICTS
from nocustom.locale import speak
from nocustom.show.json_text import encode

__all__ = ["check_json", "finding_json", "nothing_judged_json", "request_json"]


def check_json(check: Check, lang: str) -> Iterator[str]:
    """The object in pieces, so that ten thousand requests need no memory."""
    policy = [{"id": layer.id, "version": layer.version, "digest": layer.sha256} for layer in check.layers]
    yield '{"schema": "nocustom.check/1", '
    yield f'"as_of": "{check.as_of.isoformat()}", "policy": {encode(policy)}, "requests": ['
    separator = "\n"
    for checked in check.requests:
        yield separator + encode(request_json(checked, lang))
        separator = ",\n"
    yield f'\n], "findings": [], "summary": {encode(check.tally.verdicts)}}}\n'


def nothing_judged_json(error: NocustomError, day: date, lang: str) -> Iterator[str]:
    """The object where nothing is judged: no request, no verdict, and among the findings why."""
    ordered = sorted(error.findings, key=lambda each: (each.path or "", each.line or 0, each.column or 0))
    findings = [{"path": each.path, **finding_json(each, lang)} for each in ordered]
    if not findings:
        findings = [{"path": None, **finding_json(Finding("not-judged", error.said), lang)}]
    yield encode({
        "schema": "nocustom.check/1", "as_of": day.isoformat(), "policy": [], "requests": [], "findings": findings,
        "summary": dict.fromkeys(VERDICTS, 0),
    }) + "\n"  # fmt: skip


def request_json(checked: Checked, lang: str) -> dict[str, Any]:
    """One request: what it is, the verdict, and everything the verdict rests on."""
    judgement = checked.judgement
    return {
        "path": checked.path,
        "key": checked.text("key"),
        "title": checked.text("title"),
        "verdict": checked.verdict,
        "rules": [_rule(each, lang) for each in rule_reports(judgement)] if judgement else [],
        "questions": [
            {"field": each.field, "label": speak(each.label, lang), "rules": list(each.rules)}
            for each in (questions(judgement) if judgement else ())
        ],
        "next_steps": [
            {"rung": each.rung, "rule": each.rule, "text": each.text.get(lang)}
            for each in (next_steps(judgement) if judgement else ())
        ],
        "findings": [
            finding_json(each, lang)
            for each in sorted(checked.findings, key=lambda each: (each.line or 0, each.column or 0))
        ],
        "digest": checked.document.sha256 if checked.document else None,
    }


def _rule(report: RuleReport, lang: str) -> dict[str, Any]:
    rule = report.rule
    return {
        "id": report.id,
        "layer": rule.layer if rule else None,
        "effect": rule.effect if rule else None,
        "level": rule.level if rule else None,
        "fired": report.fired,
        "met": report.met,
        "lifted": report.lifted,
        "title": rule.title.get(lang) if rule else None,
        "remedy": rule.remedy.get(lang) if rule else None,
        "clauses": [
            {
                "field": clause.field,
                "operator": clause.operator,
                "operand": clause.operand,
                "value": clause.value,
                "truth": clause.truth,
                "part": clause.part,
            }
            for clause in report.clauses
        ],
    }


def finding_json(finding: Finding, lang: str) -> dict[str, Any]:
    """A finding at its place; line and column count from 1, in characters."""
    return {
        "code": finding.code,
        "severity": finding.severity,
        "line": finding.line,
        "column": finding.column,
        "message": speak(finding.said, lang),
    }
