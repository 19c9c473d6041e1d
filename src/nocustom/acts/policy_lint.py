"""Lint the policy on disk: what the loader refuses, and if it refuses nothing, what else its owner wants to know."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from nocustom.acts.workspace import Workspace
from nocustom.errors import Exit, NotJudged
from nocustom.files.document import Document, place
from nocustom.form.finding import Finding, Severity
from nocustom.judge.policy import Policy
from nocustom.policy.lint import lint

__all__ = ["Linted", "lint_workspace"]

_DEEP = 100_000
"""How deep diagrams may be asked: as deep as a policy names things. Python's own limit is for runaway programs."""


@dataclass(frozen=True)
class Linted:
    """What was found, file by file from the first line to the last; without a policy, the loader refused it."""

    day: date
    policy: Policy | None
    findings: tuple[Finding, ...]

    def count(self, severity: Severity) -> int:
        """How many findings are that severe."""
        return sum(each.severity == severity for each in self.findings)

    @property
    def exit(self) -> Exit:
        """1 where there is an error or a warning; a note changes nothing."""
        return Exit.FINDINGS if self.count("error") or self.count("warning") else Exit.OK


def lint_workspace(workspace: Workspace, day: date) -> Linted:
    """Lint the policy as it is from `day` on. Raises NotJudged where a layer can't even be read."""
    documents = {each.shown: each for each in workspace.layer_documents.values()}
    try:
        policy = workspace.policy
    except NotJudged as error:
        if not error.findings or any(each.path not in documents for each in error.findings):
            raise
        return Linted(day, None, tuple(sorted(error.findings, key=_by_place)))
    sys.setrecursionlimit(max(sys.getrecursionlimit(), _DEEP))
    return Linted(
        day, policy, tuple(sorted((_placed(each, documents) for each in lint(policy, day)), key=_by_place))
    )


def _placed(finding: Finding, documents: Mapping[str, Document]) -> Finding:
    """The finding and all that belongs to it with line and column; what names no file stands in its own."""
    own = documents[finding.path or ""]
    related = (place(each, documents[each.path] if each.path else own) for each in finding.related)
    return place(replace(finding, related=tuple(related)), own)


def _by_place(finding: Finding) -> tuple[str, int, int]:
    return finding.path or "", finding.line or 0, finding.column or 0
