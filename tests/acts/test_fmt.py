"""Formatting a workspace: what is touched, what is not, and what stays whole whatever happens."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from nocustom.acts.fmt import Fmt, fmt
from nocustom.acts.init import init
from nocustom.acts.new import new
from nocustom.errors import Exit, NotJudged
from tests.acts.hall import Hall
from tests.conftest import Run

NEAT = 'schema = "workspace/1"\n\n[ledger]\norigin = "a"\n'
UNTIDY = 'schema="workspace/1"\n[ledger]\norigin ="a"'
GIVEN = {
    "request.title": "窓口の一覧", "request.department": "kodomo", "request.requester": "suzuki",
    "request.kind": "wish", "system.id": "child-allowance", "system.business": "child-rearing-allowance",
    "gap.current": "一行目\n'''二行目 # これは注記ではない", "gap.wanted": "一覧がほしい。" * 20,
    "gap.output": "list", "gap.rung": 4, "reason.category": "efficiency",
}  # fmt: skip
MORE = {"verification.owner": "tanaka", "life.wanted_from": date(2026, 10, 1), "system.function": "0150042"}
unlike_windows = pytest.mark.skipif(
    sys.platform == "win32", reason="other permissions, and links need a right"
)
as_user = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may do everything")


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """A workspace with a file of each kind that is not formatted, beside one that no TOML reader takes."""
    for name in ("nocustom.toml", "policies/a.toml", "policies/tests/cases.toml", "requests/2026/b.toml"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(UNTIDY, encoding="utf-8")
    (tmp_path / "requests" / "broken.toml").write_text("a = \n", encoding="utf-8")
    (tmp_path / "other.toml").write_text(UNTIDY, encoding="utf-8")
    (tmp_path / "requests" / ".draft.toml").write_text(UNTIDY, encoding="utf-8")
    return tmp_path


def paths(result: Fmt) -> list[str]:
    return [change.path for change in result.changes]


def test_all_files_of_the_workspace_are_formatted_and_one_that_is_broken_stops_none(city: Path) -> None:
    result = fmt([], city / "requests", write=True)
    assert paths(result) == [
        "../nocustom.toml",
        "../policies/a.toml",
        "../policies/tests/cases.toml",
        "2026/b.toml",
    ]
    assert (result.total, result.exit) == (5, Exit.NOT_JUDGED)
    assert [(each.code, each.path, each.line) for each in result.findings] == [("no-value", "broken.toml", 1)]
    assert (city / "requests" / "2026" / "b.toml").read_bytes() == NEAT.encode()
    assert (city / "requests" / "broken.toml").read_text() == "a = \n"
    assert (city / "other.toml").read_text() == (city / "requests" / ".draft.toml").read_text() == UNTIDY
    (city / "requests" / "broken.toml").unlink()
    assert fmt([], city, write=True) == Fmt(True, total=4)


def test_comparing_writes_nothing(city: Path) -> None:
    before = {path: path.stat() for path in city.rglob("*")}
    result = fmt([city / "policies"], city, write=False)
    assert (paths(result), result.exit) == (["policies/a.toml", "policies/tests/cases.toml"], Exit.FINDINGS)
    assert {path: path.stat() for path in city.rglob("*")} == before


def test_a_target_is_a_file_a_folder_or_another_workspace(
    city: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    assert paths(fmt([city / "other.toml", city / "." / "other.toml"], elsewhere, write=False)) == [
        f"../{city.name}/other.toml"
    ]
    assert fmt([city], elsewhere, write=False).total == fmt([], elsewhere, city, write=False).total == 5
    assert paths(fmt([city / "requests" / "2026"], city, write=False)) == ["requests/2026/b.toml"]


@pytest.mark.parametrize(
    "name, code", [("nothing.toml", "no-such-file"), ("requests/2026/x.toml", "is-a-folder")]
)
def test_a_target_that_can_not_be_read_is_no_success(city: Path, name: str, code: str) -> None:
    (city / "requests" / "2026" / "x.toml").mkdir()
    result = fmt([city / name], city, write=True)
    assert ([each.code for each in result.findings], result.exit) == ([code], Exit.NOT_JUDGED)


def test_nothing_to_format_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotJudged, match="there is no workspace"):
        fmt([tmp_path], tmp_path, write=False)
    with pytest.raises(NotJudged, match="no workspace"):
        fmt([], tmp_path, write=False)


def test_what_is_formatted_is_not_touched(city: Path) -> None:
    path = city / "nocustom.toml"
    path.write_text(NEAT, encoding="utf-8")
    os.utime(path, ns=(1, 1))
    number = path.stat().st_ino
    assert paths(fmt([path], city, write=True)) == []
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == (1, number)


@pytest.mark.parametrize("text", [NEAT.replace("\n", "\r\n"), "\ufeff" + NEAT, NEAT[:-1]])
def test_windows_line_ends_marks_and_a_missing_last_one_go(city: Path, text: str) -> None:
    path = city / "nocustom.toml"
    path.write_bytes(text.encode())
    assert paths(fmt([path], city, write=True)) == ["nocustom.toml"]
    assert path.read_bytes() == NEAT.encode()


@unlike_windows
@pytest.mark.parametrize("mode", [0o600, 0o664, 0o755])
def test_permissions_are_kept(city: Path, mode: int) -> None:
    path = city / "nocustom.toml"
    path.chmod(mode)
    assert paths(fmt([path], city, write=True)) == ["nocustom.toml"]
    assert stat.S_IMODE(path.stat().st_mode) == mode


@unlike_windows
def test_a_link_stays_and_what_it_leads_to_is_formatted_once(city: Path) -> None:
    link = city / "requests" / "2026" / "a-link.toml"
    link.symlink_to("b.toml")
    assert paths(fmt([city / "requests" / "2026"], city, write=True)) == ["requests/2026/a-link.toml"]
    assert (
        link.is_symlink() and link.read_text() == (city / "requests" / "2026" / "b.toml").read_text() == NEAT
    )


@unlike_windows
@as_user
def test_what_may_not_be_written_is_said_and_stays(city: Path) -> None:
    path = city / "policies" / "a.toml"
    path.chmod(0o444)
    result = fmt([city / "policies"], city, write=True)
    assert [(each.code, each.path) for each in result.findings] == [("no-permission", "policies/a.toml")]
    assert paths(result) == ["policies/tests/cases.toml"] and path.read_text() == UNTIDY


def test_a_full_disk_is_said_and_nothing_is_lost(city: Path) -> None:
    """Full for this process: it may write no file larger than nothing."""
    pytest.importorskip("resource", reason="not on Windows")
    script = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0));"
        "from pathlib import Path; from nocustom.acts.fmt import fmt;"
        "found = fmt([Path('policies')], Path.cwd(), write=True);"
        "print([(each.code, each.path) for each in found.findings], found.changes, found.exit)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script], cwd=city, capture_output=True, encoding="utf-8", check=True
    )
    expected = [("not-writable", "policies/a.toml"), ("not-writable", "policies/tests/cases.toml")]
    assert ran.stdout == f"{expected} [] 3\n"
    assert sorted(path.name for path in (city / "policies").iterdir()) == ["a.toml", "tests"]
    assert (city / "policies" / "a.toml").read_text() == UNTIDY


def test_a_new_workspace_and_a_new_request_are_formatted(tmp_path: Path, hall: Hall) -> None:
    init(tmp_path / "city", 'A "city"\\of\t' + "長い名前の" * 20)
    assert fmt([tmp_path / "city"], tmp_path, write=False).changes == []
    for given in (GIVEN, GIVEN | MORE):
        made = new(hall.workspace, given, date(2026, 6, 1))
        assert fmt([made.path], hall.root, write=False).changes == []


# The command line


def test_stdin_to_stdout(run: Run, workspace: Path) -> None:
    ran = run("fmt", "-", stdin="\ufeff" + UNTIDY.replace("\n", "\r\n"))
    assert (ran.code, ran.out, ran.err) == (0, NEAT, "")
    assert run("fmt", "-", stdin=NEAT).out == NEAT
    ran = run("fmt", "-", stdin="a = ")
    assert (ran.code, ran.out) == (3, "") and "--> -:1:" in ran.err
    assert run("fmt", "--check", "-", stdin=UNTIDY).code == 1
    assert run("fmt", "--check", "-", stdin=NEAT).code == 0
    assert run("fmt", "--diff", "-", stdin=NEAT) == (0, "", "")
    japanese = "# 青空市\n"
    assert run("fmt", "-", stdin=japanese, env={"PYTHONUTF8": "0", "LC_ALL": "C"}).out == japanese
    assert list(workspace.iterdir()) == []


@unlike_windows
def test_streams_that_are_closed(run: Run, workspace: Path) -> None:
    command = f"{sys.executable} -m nocustom fmt -"
    env = {**os.environ, "NOCUSTOM_LANG": "en"}
    closed = subprocess.run(
        f"{command} <&-", shell=True, capture_output=True, encoding="utf-8", env=env, cwd=workspace
    )
    assert (closed.returncode, closed.stdout) == (2, "") and "error: stdin is closed" in closed.stderr
    deaf = subprocess.run(f"{command} >&-", shell=True, capture_output=True, input=NEAT, encoding="utf-8", env=env,
                          cwd=workspace)  # fmt: skip
    assert deaf.returncode == 3 and "the answer could not be written" in deaf.stderr


def test_a_diff_can_be_applied_and_is_coloured_only_where_that_is_wanted(city: Path, run: Run) -> None:
    plain = run("fmt", "--diff", "policies", "nocustom.toml", cwd=city)
    assert plain.code == 1 and "\x1b" not in plain.out
    coloured = run("fmt", "--diff", "nocustom.toml", cwd=city, env={"NO_COLOR": "", "FORCE_COLOR": "1"})
    assert '\x1b[32m+schema = "workspace/1"\x1b[0m' in coloured.out
    if shutil.which("patch") is None:
        pytest.skip("no patch here")
    subprocess.run(
        ["patch", "-p0"], cwd=city, input=plain.out, encoding="utf-8", check=True, capture_output=True
    )
    assert run("fmt", "--check", "policies", "nocustom.toml", cwd=city).code == 0


def test_what_was_adopted_and_is_laid_out_anew_is_told(office: Hall, run: Run) -> None:
    path = office.root / "policies" / "systems.toml"
    path.write_text(path.read_text(encoding="utf-8") + "\n\n\n# one more remark", encoding="utf-8")
    ran = run("fmt", cwd=office.root)
    assert ran.code == 0 and ran.out.startswith("formatted  policies/systems.toml\n")
    assert "note: not what is adopted" in ran.err and "`nocustom policy adopt`" in ran.err


def test_a_folder_outside_a_workspace_and_one_without_a_name_stay_as_they_are(tmp_path: Path, run: Run) -> None:
    strange = tmp_path / "elsewhere" / "a.toml"
    strange.parent.mkdir()
    strange.write_text("a   =   1\n")
    for target, code in (("", 2), (str(strange.parent), 3), ("/", 3)):
        ran = run("fmt", target, cwd=strange.parent)
        assert ran.code == code, ran.err
        assert "Traceback" not in ran.err
    assert strange.read_text() == "a   =   1\n"
    assert run("fmt", str(strange), cwd=strange.parent).code == 0
    assert strange.read_text() == "a = 1\n"
