"""`nocustom policy lint -f json`: one object, `"schema": "nocustom.policy-lint/1"`."""

from __future__ import annotations

from typing import Any

from nocustom.acts.policy_lint import Linted
from nocustom.form.finding import Finding
from nocustom.locale import speak
from nocustom.show.check_json import finding_json
from nocustom.show.json_text import encode

__all__ = ["lint_json"]


def lint_json(linted: Linted, lang: str) -> str:
    """The whole object."""
    layers = linted.policy.ordered() if linted.policy else ()
    return encode({
        "schema": "nocustom.policy-lint/1",
        "as_of": linted.day.isoformat(),
        "policy": [{"id": each.id, "version": each.version, "digest": each.sha256} for each in layers],
        "findings": [_finding(each, lang) for each in linted.findings],
        "summary": {word: linted.count(word) for word in ("error", "warning", "note")},
    }, indent=2) + "\n"  # fmt: skip


def _finding(finding: Finding, lang: str) -> dict[str, Any]:
    return {
        "path": finding.path,
        **finding_json(finding, lang),
        "expected": speak(finding.expected, lang) if finding.expected else None,
        "hints": [speak(each, lang) for each in finding.hints],
        "related": [
            {"path": each.path, "line": each.line, "column": each.column, "message": speak(each.said, lang)}
            for each in finding.related
        ],
    }
