"""Offices in which somebody has something to gain: made once, copied for each attack."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.acts.hall import Hall, Keys, opened
from tests.acts.paperwork import IKUSEI, decided, endorse_it, filed, owner_accepts
from tests.attacks.stage import Stage

NUMBER = "2026-0001"


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    """Everybody's keys, made when first asked for."""
    return Keys(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="session")
def _office(tmp_path_factory: pytest.TempPathFactory, keys: Keys) -> Hall:
    return opened(tmp_path_factory.mktemp("office") / "hall", keys)


@pytest.fixture(scope="session")
def _accepted(tmp_path_factory: pytest.TempPathFactory, _office: Hall) -> Hall:
    hall = _copied(_office, tmp_path_factory.mktemp("accepted") / "hall")
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
def office(_office: Hall, tmp_path: Path) -> Stage:
    """The city at work; nothing is filed."""
    return _stage(_office, tmp_path)


@pytest.fixture
def accepted(_accepted: Hall, tmp_path: Path) -> Stage:
    """One request, 2026-0001, is under review: filed, endorsed and accepted by tanaka."""
    return _stage(_accepted, tmp_path)


@pytest.fixture
def approved(_approved: Hall, tmp_path: Path) -> Stage:
    """The same, approved by the CIO."""
    return _stage(_approved, tmp_path)
