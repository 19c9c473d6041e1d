"""An office with real throw-away keys, made once and copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from nocustom.errors import NocustomError
from nocustom.ledger.ledger import Ledger
from tests.acts.hall import Hall, Keys, furnished
from tests.acts.scripted import eight
from tests.ledger.portions import agree


@pytest.fixture(scope="session")
def _opened(founded_city: Hall) -> Path:
    return founded_city.root


@pytest.fixture
def hall(tmp_path: Path, keys: Keys) -> Hall:
    """The sample city before its ledger begins."""
    return furnished(tmp_path / "hall", keys)


@pytest.fixture
def office(tmp_path: Path, keys: Keys, _opened: Path) -> Iterator[Hall]:
    """The sample city at work: two roots, everybody of `tests.acts.hall.ROLES` enrolled, everything adopted."""
    shutil.copytree(_opened, tmp_path / "hall")
    hall = Hall(tmp_path / "hall", keys)
    yield hall
    verified_by_many(hall)


def verified_by_many(hall: Hall) -> None:
    """Whatever a test did: several processes verify the ledger with the same result as one."""
    try:
        workspace = hall.workspace
        with Ledger.open(workspace.begun_ledger) as ledger:
            lines, blobs = list(ledger.store.lines()), ledger.blobs
    except NocustomError:  # there is none left that can be read
        return
    agree(lines, workspace.origin, blobs)


@pytest.fixture(scope="session")
def _counter(tmp_path_factory: pytest.TempPathFactory, keys: Keys, _opened: Path) -> Path:
    root = tmp_path_factory.mktemp("counter") / "hall"
    shutil.copytree(_opened, root)
    eight(Hall(root, keys))
    return root


@pytest.fixture
def counter(tmp_path: Path, keys: Keys, _counter: Path) -> Iterator[Hall]:
    """The city at work with the eight requests of `tests.acts.scripted`."""
    shutil.copytree(_counter, tmp_path / "hall")
    hall = Hall(tmp_path / "hall", keys)
    yield hall
    verified_by_many(hall)
