"""Cedar and the judge agree on the verdict and on the rules that decide it, for one layer of forbids and permits.

A longer run: ORACLE_POLICIES=1000 ORACLE_SEED=x pytest tests/oracles/test_cedar.py -rP
"""

from __future__ import annotations

import pytest

from nocustom.judge.truth import NAMES
from tests.oracles.oracle import agree, longer

pytest.importorskip("cedarpy", reason="no cedarpy: nobody checks how rules combine", exc_type=ImportError)

from tests.oracles.cedar_oracle import CEDAR

POLICIES = longer(40)
FACTS = 40


@pytest.mark.parametrize("seed", range(4))
def test_cedar_and_the_judge_agree(seed: int) -> None:
    seen = agree(CEDAR, seed, POLICIES, FACTS)
    assert seen.keys() == {"forbidden", "refused", "incomplete", "eligible", *NAMES}
