"""The pack's own tests: every clause decides, no small mistake goes unnoticed, and the page about it says so."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import pytest

from nocustom.acts.policy_cases import read_cases
from nocustom.acts.policy_test import PolicyTest, policy_test
from nocustom.acts.workspace import Workspace
from nocustom.errors import Exit
from nocustom.policy.evidence import Evidence
from nocustom.policy.examples import examples_of
from tests.pack.sample_city import DAY, ROOT, policy, samples


@cache
def outcome() -> PolicyTest:
    return policy_test(Workspace(ROOT, ROOT), DAY)


@cache
def evidence() -> Evidence:
    """The pack's examples and cases, without what a plain reading of the verdict does not know."""
    read = read_cases(Workspace(ROOT, ROOT))
    cases = [replace(case, expected=replace(case.expected, questions=None, to=None)) for case in read.cases]
    return Evidence(policy(), DAY, {rule.id: list(examples_of(rule, [])) for rule in policy().rules()}, cases)


def test_everything_comes_out_as_expected() -> None:
    result = outcome()
    assert result.findings == [] and result.failed == [] and result.missing == []
    assert result.exit(100) == Exit.OK


def test_every_clause_decides_both_ways() -> None:
    assert [clause.finding for clause in outcome().uncovered] == []


def test_no_mistake_goes_unnoticed() -> None:
    result = outcome()
    assert result.tried is not None and result.tried > 500
    assert [survivor.finding.said for survivor in result.unnoticed] == []
    assert 100 * len(result.unnoticed) <= 5 * result.tried  # what is asked of the pack, should a rule ever need one


def test_every_sample_is_a_case() -> None:
    judged = {case.name.removeprefix("requests/") for case in read_cases(Workspace(ROOT, ROOT)).cases}
    assert set(samples()) <= judged


ROW = re.compile(r"^\| (NC-\d+) \| `([^`]+)` in place of `([^`]+)` \| .+ \|$", re.MULTILINE)


def test_the_page_lists_what_can_not_be_noticed() -> None:
    page = (ROOT / "docs" / "policy-tests.md").read_text("utf-8")
    equivalent = [
        (each.mutant.rule.id, each.mutant.after, each.mutant.before)
        for each in outcome().equivalent if each.mutant.rule
    ]  # fmt: skip
    assert ROW.findall(page) == equivalent and len(equivalent) == len(outcome().equivalent)


@pytest.mark.parametrize("row", ["examples", "cases", "clauses", "mutants"])
def test_the_page_shows_the_screen(row: str) -> None:
    from nocustom.show.policy_test_text import policy_test_text

    page = (ROOT / "docs" / "policy-tests.md").read_text("utf-8")
    (line,) = (line for line in policy_test_text(outcome(), "en") if line.strip().startswith(row))
    assert line in page.splitlines()


def test_the_page_has_the_figures() -> None:
    page = (ROOT / "docs" / "policy-tests.md").read_text("utf-8")
    result = outcome()
    assert result.clauses is not None
    assert f"its {len(result.clauses)} clauses decide both ways, and all {result.tried} mutants are noticed" in page
