"""The golden screens' own rules, in pytest sessions of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

CONFTEST = Path(__file__).resolve().parents[1] / "conftest.py"
GOLDEN = "tests/screens/golden"
SHOWS_HELLO = """
def test_screen(golden):
    golden("hello", "shown\\n")
"""


@pytest.fixture
def folder(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A project whose one test shows one screen, on the machine of a developer."""
    profile = settings.get_current_profile_name()
    monkeypatch.delenv("CI", raising=False)
    pytester.makeini("[pytest]\ntestpaths = tests\n")
    tests = pytester.mkdir("tests")
    (tests / "conftest.py").write_bytes(CONFTEST.read_bytes())
    (tests / "test_screen.py").write_text(SHOWS_HELLO, "utf-8")
    yield pytester.path
    settings.load_profile(profile)  # the inner sessions run in this process and chose their own


def test_a_screen_is_written_once_and_compared_from_then_on(pytester: pytest.Pytester, folder: Path) -> None:
    assert pytester.runpytest().ret == pytest.ExitCode.TESTS_FAILED, "a screen that was never reviewed passed"
    assert pytester.runpytest("--update-golden").ret == pytest.ExitCode.OK
    assert (folder / GOLDEN / "hello.txt").read_bytes() == b"shown\n"
    assert pytester.runpytest().ret == pytest.ExitCode.OK

    (folder / GOLDEN / "hello.txt").write_bytes(b"reviewed\n")
    ran = pytester.runpytest()
    assert ran.ret == pytest.ExitCode.TESTS_FAILED
    ran.stdout.fnmatch_lines(["screen hello changed", "-reviewed", "+shown", "hint: pytest --update-golden"])


def test_ci_never_writes_a_screen(
    pytester: pytest.Pytester, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    ran = pytester.runpytest("--update-golden")
    assert ran.ret == pytest.ExitCode.USAGE_ERROR
    ran.stderr.fnmatch_lines(["*CI compares golden screens*"])
    assert not (folder / GOLDEN).exists()


@pytest.mark.parametrize("options", [(), ("-n", "1")], ids=["one process", "workers"])
def test_a_whole_run_fails_on_a_screen_that_nobody_shows(
    options: tuple[str, ...], pytester: pytest.Pytester, folder: Path
) -> None:
    (folder / GOLDEN / "deep").mkdir(parents=True)
    (folder / GOLDEN / "hello.txt").write_bytes(b"shown\n")
    assert pytester.runpytest(*options).ret == pytest.ExitCode.OK

    (folder / GOLDEN / "deep" / "gone.txt").write_bytes(b"")
    ran = pytester.runpytest(*options)
    assert ran.ret == pytest.ExitCode.TESTS_FAILED
    ran.stderr.fnmatch_lines(["no test shows this screen any more: *gone.txt"])


def test_a_run_of_one_file_knows_nothing_of_other_screens(pytester: pytest.Pytester, folder: Path) -> None:
    (folder / GOLDEN).mkdir(parents=True)
    for name in ("hello", "gone"):
        (folder / GOLDEN / f"{name}.txt").write_bytes(b"shown\n")
    assert pytester.runpytest("tests/test_screen.py").ret == pytest.ExitCode.OK
