"""SQLite and the judge agree on every single rule: whether it fires, and whether what it requires is met.

A longer run: ORACLE_POLICIES=2000 ORACLE_SEED=x pytest tests/oracles/test_sqlite.py -rP
"""

from __future__ import annotations

import sqlite3
from random import Random

import pytest

from nocustom.form.choices import VERDICTS
from nocustom.judge.operators import TESTS
from nocustom.judge.truth import NAMES
from tests.oracles.chance import KINDS, clauses, policy
from tests.oracles.oracle import agree, longer
from tests.oracles.sqlite_oracle import SQLITE

POLICIES = longer(100)
FACTS = 60


@pytest.mark.parametrize("join", ["AND", "OR"])
def test_sqlite_joins_as_kleene_does(join: str) -> None:
    """The ground the oracle stands on: NULL between 0 and 1, AND the smallest, OR the largest."""
    base = sqlite3.connect(":memory:")
    truths, best = [0, None, 1], min if join == "AND" else max
    for one in truths:
        for other in truths:
            (said,) = base.execute(f"SELECT ? {join} ?", (one, other)).fetchone()
            assert said == truths[best(truths.index(one), truths.index(other))]
    assert [base.execute("SELECT NOT ?", (one,)).fetchone()[0] for one in truths] == [1, None, 0]
    base.close()


@pytest.mark.parametrize("seed", range(4))
def test_sqlite_and_the_judge_agree(seed: int) -> None:
    seen = agree(SQLITE, seed, POLICIES, FACTS)
    assert seen.keys() == {*VERDICTS, *NAMES}


def test_every_operator_of_every_kind_is_asked() -> None:
    chance = Random("operators")
    drawn = [policy(chance, SQLITE.shape) for _ in range(POLICIES)]
    asked = {(KINDS[path], operator) for documents in drawn for rule in documents["a.toml"]["rule"]
             for part in ("when", "unless", "must") for path, operator, _ in clauses(rule.get(part, {}))}  # fmt: skip
    assert asked == {(kind, operator) for kind, operators in TESTS.items() for operator in operators}
