"""A judge with a fault planted in it is caught: each fault by exactly those of whom `docs/oracles.md` says so."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from nocustom.judge.truth import NAMES, YES
from nocustom.judge.verdict import Judgement
from tests.judge import plain, test_verdict_table
from tests.oracles.chance import DAY, Documents, Facts, Shape
from tests.oracles.faults import FAULTS
from tests.oracles.oracle import Case, Oracle, case, disagreements, smaller
from tests.oracles.sqlite_oracle import SQLITE
from tests.oracles.xacml_cases import CASES
from tests.oracles.xacml_oracle import answered, translated

pytest.importorskip("cedarpy", reason="no cedarpy: faults are not hunted", exc_type=ImportError)

from tests.oracles.cedar_oracle import CEDAR

PAGE = Path(__file__).resolve().parents[2] / "docs" / "oracles.md"
POLICIES = 120
FACTS = 30


# The plain walker and the rows written by hand, as two more who may catch a fault ---------------------------------


def _walk(documents: Documents, known: list[Facts]) -> list[plain.Outcome]:
    return [plain.judge(documents, each, DAY) for each in known]


def _heard(judgement: Judgement) -> plain.Outcome:
    rules = judgement.judge.rules
    return plain.Outcome(
        judgement.verdict, set(judgement.decided_by()),
        {rule.id: NAMES[fired] for rule, fired in zip(rules, judgement.fired, strict=True)},
        {rule.id: met == YES for rule, met in zip(rules, judgement.met, strict=True) if rule.must})  # fmt: skip


WALKER = Oracle(
    "walker",
    Shape(("forbid", "require", "redirect", "escalate", "permit", "advise"), tuple(plain.KINDS), layers=3),
    _walk, _heard)  # fmt: skip


def _written() -> Iterator[tuple[str, Callable[..., None], tuple[Any, ...]]]:
    """Every test of the table of verdicts with each of the rows written for it."""
    for name, test in vars(test_verdict_table).items():
        if name.startswith("test_"):
            marks = [mark.args[1] for mark in vars(test).get("pytestmark", ()) if mark.name == "parametrize"]
            for rows in product(*marks):
                yield name, test, tuple(value for row in rows for value in row.values)


ROWS = list(_written())


def _a_row_fails() -> bool:
    for _, test, values in ROWS:
        try:
            test(*values)
        except (AssertionError, pytest.fail.Exception):
            return True
    return False


XACML = [translated(*each) for each in CASES.values()]


# The hunt ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def cases() -> list[tuple[Oracle, list[Case]]]:
    """What the oracles say, asked once: a fault of the judge can't change it."""
    return [(oracle, [case(oracle, f"planted {number}", FACTS) for number in range(POLICIES)])
            for oracle in (SQLITE, CEDAR, WALKER)]  # fmt: skip


def _caught_by(cases: list[tuple[Oracle, list[Case]]]) -> list[str]:
    caught = [oracle.name for oracle, asked in cases if any(any(disagreements(oracle, each)) for each in asked)]
    said_otherwise = any(answered(each) != each.decision for each in XACML)
    return caught + ["XACML"] * said_otherwise + ["rows"] * _a_row_fails()


def _line(name: str, caught: list[str]) -> str:
    return f"| `{name}` | {FAULTS[name].what} | {', '.join(caught)} |"


def _on_the_page() -> dict[str, str]:
    """The lines of the page's table of faults, by the fault."""
    lines = PAGE.read_text("utf-8").splitlines()
    return {found[1]: line for line in lines if (found := re.match(r"\| `([^`]+)` \|", line))}


def test_nobody_objects_to_the_judge_as_it_is(cases: list[tuple[Oracle, list[Case]]]) -> None:
    assert len(ROWS) > 40
    assert _caught_by(cases) == []


def test_the_page_lists_every_fault() -> None:
    assert list(_on_the_page()) == list(FAULTS)


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_caught(
    name: str, cases: list[tuple[Oracle, list[Case]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        FAULTS[name].plant(patch)
        caught = _caught_by(cases)
    print(_line(name, caught))
    assert caught, "nobody notices"
    assert _line(name, caught) == _on_the_page()[name], "docs/oracles.md says otherwise"


def test_a_disagreement_is_shown_small(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        FAULTS["at_least as over"].plant(patch)
        asked = (case(SQLITE, f"planted {number}", FACTS) for number in range(POLICIES))
        first = next(found for each in asked for found in disagreements(SQLITE, each))
        small = smaller(SQLITE, first)
    (rule,) = small.case.documents["a.toml"]["rule"]
    assert "at_least" in str(rule)
    assert len(small.known) <= len(first.known)
