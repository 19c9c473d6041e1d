"""A command that is forked (`tests/forked.py`) is the command that a person starts."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests import forked
from tests.screens.played import SAMPLES


@pytest.fixture
def plain(tmp_path: Path) -> dict[str, str]:
    """What both are told of their surroundings."""
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    return {**kept, "HOME": str(tmp_path), "PYTHONUTF8": "1", "COLUMNS": "80", "NO_COLOR": "1"}


@pytest.mark.parametrize("line, more", [
    ("--help", {}), ("check --as-of 2026-06-01 requests/2026", {}), ("explain NC-301", {"NOCUSTOM_LANG": "en"}),
    ("check --as-of 2026-13-01", {"LANG": "en_US.UTF-8"}), ("chekc", {"LC_ALL": "ja_JP.UTF-8"}), ("fmt -", {}),
    ("check -f json", {"NO_COLOR": "", "FORCE_COLOR": "1"}), ("request new", {"TERM": "dumb"}),
])  # fmt: skip
def test_it_says_and_ends_as_one_that_is_started(
    plain: dict[str, str], line: str, more: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = line.split(), SAMPLES, {**plain, **more}, "schema='request/1' # 要望\n".encode()
    one = forked.run(*asked)
    monkeypatch.setattr(forked._Starter, "forks", False)
    assert one == forked.run(*asked)
