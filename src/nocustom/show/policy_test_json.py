"""`nocustom policy test -f json`: one object, `"schema": "nocustom.policy-test/1"`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from nocustom.acts.policy_test import Clause, PolicyTest, Survivor, Trial
from nocustom.form.finding import Finding
from nocustom.judge.report import plain
from nocustom.judge.truth import NAMES
from nocustom.locale import speak
from nocustom.show.check_json import finding_json
from nocustom.show.json_text import encode

__all__ = ["policy_test_json"]


def policy_test_json(test: PolicyTest, lang: str) -> Iterator[str]:
    """The object; `coverage` and `mutants` are null while an example or a case does not come out as expected."""
    yield encode({
        "schema": "nocustom.policy-test/1",
        "as_of": test.as_of.isoformat(),
        "policy": [{"id": layer.id, "version": layer.version, "digest": layer.sha256} for layer in test.layers],
        "trials": [_trial(trial, lang) for trial in test.trials],
        "missing": [_finding(finding, lang) for finding in test.missing],
        "findings": [_finding(finding, lang) for finding in test.findings],
        "coverage": None if test.clauses is None else {
            "clauses": len(test.clauses),
            "decided": len(test.clauses) - len(test.uncovered),
            "rules": [{"id": rule.id, "clauses": [_clause(each) for each in clauses]}
                      for rule, clauses in groupby(test.clauses, key=lambda clause: clause.coverage.rule)],
        },
        "mutants": None if test.tried is None else {
            "tried": test.tried,
            "noticed": test.tried - len(test.unnoticed),
            "unnoticed": [_survivor(survivor) for survivor in test.unnoticed],
            "equivalent": [_survivor(survivor) for survivor in test.equivalent],
        },
    }) + "\n"  # fmt: skip


def _trial(trial: Trial, lang: str) -> dict[str, Any]:
    return {
        "kind": trial.kind,
        "name": trial.name,
        "path": trial.path,
        "line": trial.line,
        "passed": not trial.wrong,
        "wrong": [_finding(finding, lang) for finding in trial.wrong],
    }


def _finding(finding: Finding, lang: str) -> dict[str, Any]:
    return {
        "path": finding.path,
        **finding_json(finding, lang),
        "expected": speak(finding.expected, lang) if finding.expected else None,
    }


def _clause(clause: Clause) -> dict[str, Any]:
    covered, leaf = clause.coverage, clause.coverage.leaf
    return {
        "part": covered.part,
        "field": leaf.field,
        "operator": leaf.operator,
        "operand": plain(leaf.operand),
        "path": clause.finding.path,
        "line": clause.finding.line,
        "column": clause.finding.column,
        "seen": [NAMES[truth] for truth in sorted(covered.seen)],
        "decided": [NAMES[truth] for truth in sorted(covered.decided)],
        "covered": covered.covered,
    }


def _survivor(survivor: Survivor) -> dict[str, Any]:
    mutant, at = survivor.mutant, survivor.finding
    return {
        "rule": mutant.rule.id if mutant.rule else None,
        "layer": mutant.layer,
        "kind": mutant.kind,
        "path": at.path,
        "line": at.line,
        "column": at.column,
        "from": mutant.before,
        "to": mutant.after,
    }
