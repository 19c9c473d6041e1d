"""`nocustom policy lint -f concise` and `-f github`: a line for each finding, for editors and for pull requests."""

from __future__ import annotations

from collections.abc import Iterator

from nocustom.acts.policy_lint import Linted
from nocustom.form.finding import Finding
from nocustom.locale import speak
from nocustom.show.check_concise import finding_line
from nocustom.show.check_github import command
from nocustom.show.outcome import explained
from nocustom.words import visible

__all__ = ["lint_concise", "lint_github"]

_WORST_FIRST = ("error", "warning", "note")


def lint_concise(linted: Linted, lang: str) -> Iterator[str]:
    """`path:line:column: severity[code]: message`, file by file."""
    return (finding_line(each.path or "", each, lang) for each in linted.findings)


def lint_github(linted: Linted, lang: str) -> Iterator[str]:
    """Workflow commands; GitHub shows ten of a kind in a step, so the worst come first."""
    for finding in sorted(linted.findings, key=lambda each: _WORST_FIRST.index(each.severity)):
        kind = "notice" if finding.severity == "note" else finding.severity
        text = "\n".join([*explained(finding, lang), *(_pointed(each, lang) for each in finding.related)])
        yield command(kind, finding.path or "", finding.line, finding.column, finding.code, text)


def _pointed(finding: Finding, lang: str) -> str:
    return f"{visible(finding.path or '')}:{finding.line}: {speak(finding.said, lang)}"
