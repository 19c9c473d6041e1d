"""The rules under test do exactly what the model of page 5 does, wherever a request can get (`explore.py`)."""

from __future__ import annotations

import pytest

from nocustom.life.act import ACTS
from tests.model.both import HONEST
from tests.model.explore import SCENARIOS, STORIES, Found, explore, stations
from tests.model.page5 import TABLE


def test_the_model_knows_every_act_of_the_table() -> None:
    """An act that is new in `life/act.py` needs its row in the model, and a way to make it."""
    assert set(TABLE) == {row.type for row in ACTS}
    assert set(HONEST) == {row.type for row in ACTS if row.before}


@pytest.mark.parametrize(("name", "depth"), [("eligible", 2), ("refused", 2)])
def test_all_short_sequences(name: str, depth: int) -> None:
    told(name, explore(SCENARIOS[name], depth, wide=False))


@pytest.mark.parametrize("name", dict.fromkeys(name for name, _ in STORIES))
def test_everything_at_each_station_of_the_stories(name: str) -> None:
    """All of one request in one test: stories begin alike, and no station is tried twice."""
    for its, story in STORIES:
        if its == name:
            told(name, stations(name, story))


def told(name: str, found: Found) -> None:
    """What it came to; shown by `-rP`."""
    assert found.offers
    print(
        f"{name}: states {found.states}, offers {found.offers}, let through {found.good.total()}, no disagreement"
    )
