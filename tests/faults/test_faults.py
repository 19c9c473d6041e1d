"""A few points of every fault; all of them: `python -m tests.faults` (docs/ledger-faults.md has the table)."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.acts.hall import Keys
from tests.faults.away import failing_share, full, hanging, may_mount, slow
from tests.faults.copies import headless, restoring
from tests.faults.disk import Disk
from tests.faults.faults import Result, begun, crowds, errors, kills, power_cuts
from tests.faults.founding import founding, furnishing
from tests.faults.mirrors import ahead, behind, holed, junk, torn
from tests.faults.scenes import cut_off, killed
from tests.faults.share import asking, ingesting, sending, with_post
from tests.faults.traced import STRACE, Operation

mounts = pytest.mark.skipif(not may_mount(), reason="only root may mount a disk that is full, or that hangs")
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


@pytest.fixture(scope="module")
def post(town: Path) -> Path:
    """The same office as the host of a share, with two acts in its inbox."""
    return with_post(town.parent / "post", town, Keys(town.parent))


def fine(*results: Result) -> None:
    """Points were tried, and nothing was lost or broken at any of them."""
    for result in results:
        assert result.points > 1, result.name
        assert (result.lost, result.broken) == (0, 0), (result.name, result.examples)


@traced
def test_the_inbox_is_taken(post: Path, tmp_path: Path) -> None:
    scene = ingesting(post)
    fine(killed(scene, tmp_path, every=120), cut_off(scene, tmp_path, 2, every=200, apart=("share",)))


@traced
def test_an_act_is_sent(town: Path, tmp_path: Path) -> None:
    scene = sending(tmp_path / "town", town, Keys(town.parent))
    fine(killed(scene, tmp_path, every=20), cut_off(scene, tmp_path, 2, every=90, apart=("share",)))


@traced
def test_a_folder_is_furnished(tmp_path: Path) -> None:
    fine(cut_off(furnishing(tmp_path / "town"), tmp_path, 2, every=200))


@traced
def test_a_ledger_is_begun(town: Path, tmp_path: Path) -> None:
    scene = founding(tmp_path / "town", Keys(town.parent))
    fine(killed(scene, tmp_path, every=36), cut_off(scene, tmp_path, 2, every=90, apart=("share",)))


@traced
def test_a_ledger_is_restored(town: Path, tmp_path: Path) -> None:
    scene = restoring(town, tmp_path / "town", Keys(town.parent), headless)
    fine(killed(scene, tmp_path, every=60), cut_off(scene, tmp_path, 2, every=120))


@traced
def test_a_share_that_fails_or_is_slow(post: Path, tmp_path: Path) -> None:
    fine(failing_share(asking(post), tmp_path, every=150))
    ended = slow(asking(post), tmp_path, 2.3)
    assert ended.told and "still waiting for the share" in ended.said, ended


@mounts
def test_a_full_share(post: Path, tmp_path: Path) -> None:
    fine(full(asking(post), tmp_path, (0, 1)))


@mounts
def test_a_share_that_hangs(post: Path, tmp_path: Path) -> None:
    ended, seconds = hanging(asking(post), tmp_path, "share/mirror")
    assert ended.code == 130 and "waiting for the share" in ended.said and seconds < 2, ended


def test_a_mirror_that_is_short_ahead_or_full_of_junk(post: Path, tmp_path: Path) -> None:
    fine(
        torn(post, tmp_path / "1", 500), behind(post, tmp_path / "2", 5), junk(post, tmp_path / "3"),
        ahead(post, tmp_path / "4", 9), holed(post, tmp_path / "5"),
    )  # fmt: skip
