"""An office with real throw-away keys, made once and copied for each test."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.acts.hall import Hall, Keys, furnished
from tests.acts.scripted import eight


@pytest.fixture(scope="session")
def _opened(founded_city: Hall) -> Path:
    return founded_city.root


@pytest.fixture
def hall(tmp_path: Path, keys: Keys) -> Hall:
    """The sample city before its ledger begins."""
    return furnished(tmp_path / "hall", keys)


@pytest.fixture
def office(tmp_path: Path, keys: Keys, _opened: Path) -> Hall:
    """The sample city at work: two roots, everybody of `tests.acts.hall.ROLES` enrolled, everything adopted."""
    shutil.copytree(_opened, tmp_path / "hall")
    return Hall(tmp_path / "hall", keys)


@pytest.fixture(scope="session")
def _counter(tmp_path_factory: pytest.TempPathFactory, keys: Keys, _opened: Path) -> Path:
    root = tmp_path_factory.mktemp("counter") / "hall"
    shutil.copytree(_opened, root)
    eight(Hall(root, keys))
    return root


@pytest.fixture
def counter(tmp_path: Path, keys: Keys, _counter: Path) -> Hall:
    """The city at work with the eight requests of `tests.acts.scripted`."""
    shutil.copytree(_counter, tmp_path / "hall")
    return Hall(tmp_path / "hall", keys)
