"""Offices in which somebody has something to gain: made once, copied for each attack."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.acts.hall import Hall, Keys
from tests.acts.paperwork import IKUSEI, decided, endorse_it, filed, owner_accepts
from tests.attacks.stage import Stage

NUMBER = "2026-0001"


@pytest.fixture(scope="session")
def _accepted(tmp_path_factory: pytest.TempPathFactory, founded_city: Hall) -> Hall:
    hall = _copied(founded_city, tmp_path_factory.mktemp("accepted") / "hall")
    hall.later(hours=1)
    assert filed(hall, IKUSEI) == NUMBER
    endorse_it(hall, NUMBER)
    owner_accepts(hall, NUMBER)
    return hall


@pytest.fixture(scope="session")
def _approved(tmp_path_factory: pytest.TempPathFactory, _accepted: Hall) -> Hall:
    hall = _copied(_accepted, tmp_path_factory.mktemp("approved") / "hall")
    hall.later(hours=1)
    decided(hall, NUMBER)
    return hall


def _copied(hall: Hall, root: Path) -> Hall:
    shutil.copytree(hall.root, root)
    return Hall(root, hall.keys, hall.time)


def _stage(hall: Hall, root: Path) -> Stage:
    """A copy to act in; keys made there are its own."""
    copy = _copied(hall, root / "hall")
    return Stage(Hall(copy.root, Keys(root, {**hall.keys.known}), copy.time))


@pytest.fixture
def office(founded_city: Hall, tmp_path: Path) -> Stage:
    """The city at work; nothing is filed."""
    return _stage(founded_city, tmp_path)


@pytest.fixture
def accepted(_accepted: Hall, tmp_path: Path) -> Stage:
    """One request, 2026-0001, is under review: filed, endorsed and accepted by tanaka."""
    return _stage(_accepted, tmp_path)


@pytest.fixture
def approved(_approved: Hall, tmp_path: Path) -> Stage:
    """The same, approved by the CIO."""
    return _stage(_approved, tmp_path)
