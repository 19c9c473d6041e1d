"""The office and the ledger that the tests here play with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from nocustom.ledger.ledger import Ledger
from tests.ledger.city import ORIGIN, City, Office


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """One office for the whole run: making keys is what takes time."""
    return Office(tmp_path_factory.mktemp("keys"))


@pytest.fixture
def city(office: Office, tmp_path: Path) -> Iterator[City]:
    """An empty ledger."""
    with Ledger.create(tmp_path / "ledger" / "ledger.sqlite", origin=ORIGIN, rules=None) as ledger:
        yield City(office, ledger)


@pytest.fixture
def told(city: City) -> City:
    """A ledger in which one request was filed, accepted and decided."""
    city.story()
    return city
