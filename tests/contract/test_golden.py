"""The golden screens' own rules, on screens of a folder of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import unused

ROOT = Path(__file__).resolve().parents[2]


def test_a_screen_nobody_shows_is_named(tmp_path: Path) -> None:
    for name in ("check.ja", "check.en", "queue/empty.en"):
        path = tmp_path / f"{name}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text("", "utf-8")
    assert unused({"check.ja", "queue/empty.en"}, tmp_path) == [tmp_path / "check.en.txt"]


SCREEN = """
def test_screen(golden):
    golden("hello", "shown\\n")
"""


def session(folder: Path, *options: str, ci: bool = False) -> tuple[int, str]:
    """A pytest session of its own, with one test that shows one screen."""
    tests = folder / "tests"
    if not tests.exists():
        tests.mkdir()
        (tests / "conftest.py").write_bytes((ROOT / "tests" / "conftest.py").read_bytes())
        (tests / "test_screen.py").write_text(SCREEN, "utf-8")
        (folder / "pytest.ini").write_text("[pytest]\ntestpaths = tests\n", "utf-8")
    env = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "CI"))}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options], cwd=folder, capture_output=True,
        encoding="utf-8", env={**env, **({"CI": "true"} if ci else {})}, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def test_a_screen_is_written_once_and_compared_from_then_on(tmp_path: Path) -> None:
    golden = tmp_path / "tests/screens/golden"
    assert session(tmp_path)[0] == 1, "a screen that was never reviewed passed"
    assert session(tmp_path, "--update-golden")[0] == 0
    assert (golden / "hello.txt").read_bytes() == b"shown\n"
    assert session(tmp_path)[0] == 0

    (golden / "hello.txt").write_bytes(b"reviewed\n")
    code, said = session(tmp_path)
    assert code == 1
    assert "-reviewed" in said and "+shown" in said


def test_ci_never_writes_a_screen(tmp_path: Path) -> None:
    code, said = session(tmp_path, "--update-golden", ci=True)
    assert code == 4
    assert "CI compares golden screens" in said
    assert not (tmp_path / "tests/screens").exists()


def test_a_whole_run_fails_on_a_screen_that_nobody_shows(tmp_path: Path) -> None:
    session(tmp_path, "--update-golden")
    (tmp_path / "tests/screens/golden/gone.txt").write_bytes(b"")
    for options in ((), ("-n", "1")):
        code, said = session(tmp_path, *options)
        assert code == 1 and "gone.txt" in said
    assert session(tmp_path, "tests/test_screen.py")[0] == 0, "one file's run knows nothing of other screens"
