"""A few points of every fault; all of them: `python -m tests.faults` (docs/ledger-faults.md has the table)."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.acts.hall import Keys
from tests.faults.disk import Disk
from tests.faults.faults import begun, crowds, errors, kills, power_cuts
from tests.faults.mirrors import ahead, behind, junk, torn
from tests.faults.share import ingests, with_post
from tests.faults.traced import STRACE, Operation

traced = pytest.mark.skipif(STRACE is None, reason="there is no strace here; CI has it")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with one request filed, in which every file is safe on the disk."""
    folder = tmp_path_factory.mktemp("faults")
    return begun(folder / "town", Keys(folder))


@traced
def test_killed_at_a_call_on_a_file(town: Path, tmp_path: Path) -> None:
    result = kills(town, tmp_path, events=2, every=40)
    assert result.points >= 5 and result.acknowledged > 0
    assert (result.lost, result.broken) == (0, 0), result.examples


@traced
def test_a_full_or_failing_disk(town: Path, tmp_path: Path) -> None:
    result = errors(town, tmp_path, events=2, every=25)
    assert result.points >= 5 and result.acknowledged > 0
    assert (result.lost, result.broken) == (0, 0), result.examples


@traced
def test_a_power_cut_loses_nothing_that_was_acknowledged(town: Path, tmp_path: Path) -> None:
    result = power_cuts(town, tmp_path, events=2, cuts=3)
    assert result.points > 150 and result.acknowledged > 100
    assert (result.lost, result.broken) == (0, 0), result.examples


@traced
def test_the_simulated_cut_does_lose_what_the_default_settings_acknowledge(town: Path, tmp_path: Path) -> None:
    # Were nothing lost here, the simulation would prove nothing above.
    result = power_cuts(town, tmp_path, events=2, cuts=6, plain=True)
    assert result.lost > 3
    assert any("is lost" in example for example in result.examples)


def test_writers_killed_at_random_lose_nothing_they_acknowledged(town: Path, tmp_path: Path) -> None:
    result = crowds(town, tmp_path, rounds=2, writers=4)
    assert result.acknowledged > 0
    assert (result.lost, result.broken) == (0, 0), result.examples


def test_the_disk_forgets_what_was_not_synced(tmp_path: Path) -> None:
    (tmp_path / "old").write_bytes(b"o" * 1024)
    disk = Disk.of(tmp_path)
    disk.do(Operation("write", "old", 512, b"n" * 512))
    disk.do(Operation("create", "new"))
    disk.do(Operation("write", "new", 0, b"x"))
    disk.do(Operation("sync", "new"))
    chance = random.Random(1)
    assert disk.after_a_cut(chance, 0) == {"old": b"o" * 1024}
    assert disk.after_a_cut(chance, 1) == {"old": b"o" * 512 + b"n" * 512, "new": b"x"}
    found = [disk.after_a_cut(chance) for _ in range(50)]
    assert {state["old"][512:513] for state in found} == {b"o", b"n"}
    assert {"new" in state for state in found} == {True, False}
    disk.do(Operation("sync_folder", ""))
    disk.do(Operation("sync", "old"))
    assert disk.after_a_cut(chance, 0) == {"old": b"o" * 512 + b"n" * 512, "new": b"x"}


@traced
def test_killed_while_the_inbox_is_taken(town: Path, tmp_path: Path) -> None:
    result = ingests(with_post(tmp_path / "post", town, Keys(town.parent)), tmp_path / "scratch", every=290)
    assert result.points >= 3
    assert (result.lost, result.broken) == (0, 0), result.examples


def test_a_mirror_that_is_short_ahead_or_full_of_junk(town: Path, tmp_path: Path) -> None:
    post = with_post(tmp_path / "post", town, Keys(town.parent))
    for result in (
        torn(post, tmp_path / "1", 500), behind(post, tmp_path / "2", 5), junk(post, tmp_path / "3"),
        ahead(post, tmp_path / "4", 9),
    ):  # fmt: skip
        assert result.points > 2
        assert (result.lost, result.broken) == (0, 0), (result.name, result.examples)
