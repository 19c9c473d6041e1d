"""A workspace of real files for real processes."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.screens.played import SAMPLES

Command = Callable[..., list[str]]


def sample_city(root: Path, *requests: str) -> Path:
    """The sample city's policy in the folder `root`, with these of its requests."""
    shutil.copytree(SAMPLES / "policies", root / "policies")
    shutil.copyfile(SAMPLES / "nocustom.toml", root / "nocustom.toml")
    (root / "requests").mkdir()
    for name in requests:
        shutil.copy(SAMPLES / "requests" / "2026" / f"{name}.toml", root / "requests")
    return root


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """A workspace with one eligible request."""
    return sample_city(tmp_path / "city", "korei-large-print")


def command(*arguments: str | Path) -> list[str]:
    """The command line of a process."""
    return [sys.executable, "-m", "nocustom", *map(str, arguments)]


def environment(**more: str) -> dict[str, str]:
    """What a process inherits: no language, key or person of whoever runs the tests."""
    kept = ("PATH", "PYTHONPATH", "SYSTEMROOT", "TEMP", "TMP", "HOME")
    plain = {name: os.environ[name] for name in kept if name in os.environ}
    return {**plain, "NOCUSTOM_LANG": "en", "PYTHONUTF8": "1", "LOGNAME": "clerk", **more}
