"""The sample city on a morning in June: made once, read by every test, copied by those that act in it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.acts.hall import Hall, Keys, furnished
from tests.acts.paperwork import decided, edit, endorse_it, filed, filed_file, owner_accepts


@pytest.fixture
def new_hall(tmp_path: Path, keys: Keys) -> Hall:
    """The sample city before its ledger begins."""
    return furnished(tmp_path / "hall", keys)


@pytest.fixture(scope="session")
def morning(tmp_path_factory: pytest.TempPathFactory, founded_city: Hall) -> Hall:
    """Three requests are in the ledger: the first waits for its owner, the others for the office. Not to act in."""
    hall = copied(founded_city, tmp_path_factory.mktemp("morning") / "hall")
    hall.later(hours=1)
    first = filed(hall)
    hall.later(minutes=10)
    endorse_it(hall, first)
    hall.later(minutes=10)
    filed(hall, "jumin-menu-favourites")
    hall.later(minutes=10)
    filed(hall, "kenko-draft")
    return hall


@pytest.fixture(scope="session")
def evening(tmp_path_factory: pytest.TempPathFactory, morning: Hall) -> Hall:
    """The first is approved, its sibling is accepted and waits for the decision. Not to act in."""
    hall = copied(morning, tmp_path_factory.mktemp("evening") / "hall")
    hall.later(days=1)
    owner_accepts(hall, "2026-0001")
    hall.later(hours=2)
    decided(hall, "2026-0001")
    hall.later(days=1)
    path = hall.request("kodomo-ikusei-outside")
    edit(path, 'key = "ikusei-teate-k3f9"', 'key = "shogai-teate-k4g1"')
    edit(path, 'title = "児童育成手当の外付け支給管理"', 'title = "障害手当の外付け支給管理"')
    number = filed_file(hall, path)
    endorse_it(hall, number)
    hall.later(days=1)
    owner_accepts(hall, number)
    hall.later(hours=3)
    return hall


@pytest.fixture
def this_morning(morning: Hall, tmp_path: Path) -> Hall:
    """The morning, to act in."""
    return copied(morning, tmp_path / "hall")


@pytest.fixture
def this_evening(evening: Hall, tmp_path: Path) -> Hall:
    """The evening, to act in."""
    return copied(evening, tmp_path / "hall")


def copied(hall: Hall, root: Path) -> Hall:
    """The same hall in another folder, at the same time of day."""
    shutil.copytree(hall.root, root)
    return Hall(root, hall.keys, hall.time)
