"""Streams that take nothing, consoles that can't show it, and a person who stops it all."""

from __future__ import annotations

import json
import os
import re
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from nocustom.errors import Exit
from tests.conftest import Run
from tests.misuse.conftest import command, environment, sample_city

AS_OF = ("--as-of", "2026-06-01")
MANY = 3000


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A city with 3,000 requests."""
    root = sample_city(tmp_path_factory.mktemp("crowd") / "city", "korei-large-print")
    text = (root / "requests" / "korei-large-print.toml").read_bytes()
    for number in range(MANY - 1):
        (root / "requests" / f"r{number:04}.toml").write_bytes(text)
    return root


def shell(root: Path, line: str, **more: str) -> subprocess.CompletedProcess[bytes]:
    """A line of sh in which `nocustom` is the program."""
    program = " ".join(f"'{part}'" for part in command())
    return subprocess.run(
        ["/bin/sh", "-c", line.replace("nocustom", program)], cwd=root, env=environment(**more), capture_output=True,
        timeout=60, check=False,
    )  # fmt: skip


def test_a_pipe_that_is_closed_early(crowd: Path) -> None:
    ran = shell(crowd, f"{{ nocustom check {' '.join(AS_OF)}; echo $? >&2; }} | head -1")
    assert ran.stdout == b"in requests/\n" and ran.stderr == b"0\n"


SAID = {"en": "error: the answer could not be written: the disk is full\n",
        "ja": "エラー: 結果を書き出せませんでした: ディスクの空きがありません\n"}  # fmt: skip


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("line", ["check --as-of 2026-06-01", "check --as-of 2026-06-01 --json", "--version",
                                  "check --help"])  # fmt: skip
def test_a_disk_that_is_full(city: Path, line: str, lang: str) -> None:
    """Nobody got the answer, so nothing is clean; and of a ledger there is nothing to say."""
    ran = shell(city, f"nocustom {line} > /dev/full", NOCUSTOM_LANG=lang)
    assert (ran.returncode, ran.stderr.decode()) == (Exit.NOT_JUDGED, SAID[lang])


def test_an_error_on_a_disk_that_is_full(city: Path) -> None:
    ran = shell(city, "nocustom check nowhere > /dev/full")
    assert ran.returncode == Exit.NOT_JUDGED and ran.stderr.startswith(b"error: ")


def test_a_stdout_or_stderr_that_is_closed(city: Path) -> None:
    ran = shell(city, "nocustom check --as-of 2026-06-01 >&-")
    assert ran.returncode == Exit.NOT_JUDGED
    assert ran.stderr == b"error: the answer could not be written: the stream is closed\n"
    for closed in ("2>&-", "2> /dev/full"):
        ran = shell(city, f"nocustom check nowhere {closed}")
        assert (ran.returncode, ran.stdout) == (Exit.NOT_JUDGED, b"")


@pytest.mark.parametrize(
    "output",
    ["nowhere/out.txt", "requests", ".", "..", "/", "", "/dev/full", "/dev/null", "/dev/stdout", "pipe", "x" * 300],
)
def test_an_output_that_is_no_file(city: Path, run: Run, output: str) -> None:
    os.mkfifo(city / "pipe")
    kinds = [stat.S_IFMT(os.lstat(device).st_mode) for device in ("/dev/full", "/dev/null", "/dev/stdout")]
    ran = run("check", *AS_OF, "-o", output, cwd=city)
    assert ran.code == Exit.USAGE and ran.out == ""
    assert f"error: `{output[:60] or '.'}" in ran.err.replace("\n  ", " ")
    assert kinds == [stat.S_IFMT(os.lstat(device).st_mode) for device in ("/dev/full", "/dev/null", "/dev/stdout")]
    assert sorted(path.name for path in city.iterdir()) == ["nocustom.toml", "pipe", "policies", "requests"]


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_console_that_knows_cp932_only(city: Path, lang: str) -> None:
    request = city / "requests" / "korei-large-print.toml"
    text = request.read_text("utf-8")
    request.write_text(re.sub('title = ".*"', 'title = "𠮷田 ①髙﨑 😀 — café"', text), encoding="utf-8")
    ran = subprocess.run(
        command("check", *AS_OF), cwd=city, capture_output=True, check=False,
        env=environment(PYTHONIOENCODING="cp932", PYTHONUTF8="0", NOCUSTOM_LANG=lang),
    )  # fmt: skip
    assert (ran.returncode, ran.stderr) == (Exit.OK, b"")
    assert ran.stdout.decode("cp932").startswith("?田 ①髙﨑 ? ? caf?")
    ran = subprocess.run(
        command("check", *AS_OF, "-o", "out.txt"), cwd=city, capture_output=True, check=False,
        env=environment(PYTHONIOENCODING="cp932", PYTHONUTF8="0", NOCUSTOM_LANG=lang),
    )  # fmt: skip
    assert (city / "out.txt").read_text("utf-8").startswith("𠮷田 ①髙﨑 😀 — café"), "a file loses nothing"


def interrupted(root: Path, *arguments: str, after: float) -> tuple[int, bytes, bytes]:
    """A run that gets Ctrl-C after so many seconds."""
    process = subprocess.Popen(
        command("check", *AS_OF, *arguments), cwd=root, env=environment(),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    time.sleep(after)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


def test_ctrl_c_while_thousands_are_judged(crowd: Path) -> None:
    process = subprocess.Popen(
        command("check", *AS_OF, "requests", "requests", "requests"), cwd=crowd, env=environment(),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None and process.stdout.readline() == b"in requests/\n"
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == Exit.INTERRUPTED
    assert err == b"error: interrupted; nothing was written half\n"


_SWALLOWED = """
import signal, sys
from nocustom.cli import boundary
class Compiled:
    def __del__(self):  # what is raised here is swallowed, as in compiled code
        signal.raise_signal(signal.SIGINT)
def busy(arguments):
    Compiled()
    for _ in range(10**9):
        pass
boundary._command = busy
from nocustom.__main__ import main
sys.exit(main())
"""


def test_ctrl_c_that_compiled_code_swallows_is_not_lost(city: Path) -> None:
    line = [sys.executable, "-c", _SWALLOWED]
    ran = subprocess.run(line, cwd=city, env=environment(), capture_output=True, check=False, timeout=30)
    assert (ran.returncode, ran.stderr) == (Exit.INTERRUPTED, b"error: interrupted; nothing was written half\n")


_WHILE_CLEARING = """
import os, signal, sys
from nocustom.cli import boundary
from nocustom.errors import NotJudged
from nocustom.words import say
def busy(arguments):
    handle = os.open(os.devnull, os.O_RDONLY)
    try:
        try:  # as Python does where it clears a folder
            os.close(handle)
            signal.raise_signal(signal.SIGINT)
        finally:
            os.close(handle)
    except OSError:
        raise NotJudged(say("the file has no rules")) from None
boundary._command = busy
from nocustom.__main__ import main
sys.exit(main())
"""


def test_an_error_that_only_ctrl_c_made_is_ctrl_c(city: Path) -> None:
    line = [sys.executable, "-c", _WHILE_CLEARING]
    ran = subprocess.run(line, cwd=city, env=environment(), capture_output=True, check=False, timeout=30)
    assert (ran.returncode, ran.stderr) == (Exit.INTERRUPTED, b"error: interrupted; nothing was written half\n")


def test_ctrl_c_at_any_moment_leaves_a_whole_file_or_none(crowd: Path, tmp_path: Path) -> None:
    """From before the first import to after the rename: no traceback that a person sees, no part of a file."""
    for place, after in enumerate((0.1, 0.2, 0.3, 0.45)):
        target = tmp_path / f"out{place}.json"
        code, out, err = interrupted(crowd, "--json", "-o", str(target), after=after)
        if code != -signal.SIGINT:  # Python itself, before it has read a line of ours
            assert code in (Exit.INTERRUPTED, Exit.OK) and out == b"" and b"Traceback" not in err, err.decode()
        if target.exists():
            assert len(json.loads(target.read_text("utf-8"))["requests"]) == MANY
        assert not [path for path in tmp_path.iterdir() if path.suffix == ".part"]
