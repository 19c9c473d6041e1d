"""Requests, settings and policies that are not what they should be: a message, never a traceback, nothing written."""

from __future__ import annotations

import os
import shutil
import socket
from pathlib import Path

import pytest

from nocustom.errors import Exit
from nocustom.show.layout import cells
from tests.conftest import Ran, Run
from tests.misuse.conftest import sample_city

AS_OF = ("--as-of", "2026-06-01")


def clean(ran: Ran) -> Ran:
    """A run that ended as a program should end, whatever it was given."""
    assert "Traceback" not in ran.err + ran.out and ran.code != Exit.INTERNAL, ran.err
    return ran


def everything(root: Path) -> dict[str, bytes | None]:
    """What lies in a folder."""
    return {path.relative_to(root).as_posix(): path.read_bytes() if path.is_file() else None
            for path in sorted(root.rglob("*"))}  # fmt: skip


def test_what_is_no_file_of_moderate_size_is_not_read_and_stops_no_other(city: Path, run: Run) -> None:
    requests = city / "requests"
    (requests / "big.toml").write_bytes(b"# " + b"x" * 10_000_000)
    os.mkfifo(requests / "pipe.toml")
    (requests / "zero.toml").symlink_to("/dev/zero")
    (requests / "folder.toml").mkdir()
    (requests / "gone.toml").symlink_to("nowhere.toml")
    (requests / "round.toml").symlink_to("round.toml")
    (requests / "deep.toml").write_text("x = " + "[" * 5000 + "]" * 5000, encoding="utf-8")
    with socket.socket(socket.AF_UNIX) as listener:
        here = Path.cwd()
        os.chdir(requests)
        try:
            listener.bind("socket.toml")
        finally:
            os.chdir(here)
        ran = clean(run("check", *AS_OF, cwd=city))
    assert ran.code == Exit.NOT_JUDGED and ran.err == ""
    assert "eligible    NC-502" in ran.out and "not judged 7" in ran.out.replace("\n", " ")
    for code in ("too-large", "not-a-file", "is-a-folder", "dangling-link"):
        assert f"error[{code}]" in ran.out


@pytest.mark.parametrize(
    "target", ["/dev/zero", "/dev/null", "/proc/self/mem", "nowhere/x.toml", "a\\b", "x" * 300 + ".toml"]
)
def test_a_strange_target_is_not_judged(city: Path, run: Run, target: str) -> None:
    ran = clean(run("check", target, cwd=city))
    assert ran.code == Exit.NOT_JUDGED
    assert "error[" in ran.out and ran.err == ""


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_broken_workspace_file_is_shown_at_its_place(city: Path, run: Run, lang: str) -> None:
    with (city / "nocustom.toml").open("a", encoding="utf-8") as settings:
        settings.write('language = "ja\n')
    ran = clean(run("status", cwd=city, lang=lang))
    assert ran.code == Exit.NOT_JUDGED and ran.out == ""
    assert "[open-text]" in ran.err and "nocustom.toml:" in ran.err and '"ja' in ran.err
    clean(run("check", *AS_OF, cwd=city, lang=lang))


def test_the_language_line_chooses_the_language_and_a_wrong_one_is_told(city: Path, run: Run) -> None:
    settings = city / "nocustom.toml"
    text = "\n".join(line for line in settings.read_text("utf-8").splitlines() if not line.startswith("language"))
    nothing = {"NOCUSTOM_LANG": "", "LANG": "C", "LC_ALL": "C"}
    for line, said in (('language = "ja"', "台帳はまだありません"), ('language = "en"', "there is no ledger yet")):
        settings.write_text(text.replace("\n", f"\n{line}\n", 1), encoding="utf-8")
        assert said in run("status", cwd=city, env=nothing).out
        assert said in run("status", "--root", city, cwd=city.parent, env=nothing).out
    settings.write_text(text.replace("\n", '\nlanguage = "fr"\n', 1), encoding="utf-8")
    ran = clean(run("status", cwd=city, env=nothing))
    assert ran.code == Exit.NOT_JUDGED and "error[not-allowed]: `fr`" in ran.err


@pytest.mark.parametrize("lang", ["xx", "JA_jp.UTF-8", "../../etc", "ja;rm"])
def test_a_language_that_is_none(city: Path, run: Run, lang: str) -> None:
    ran = clean(run("check", *AS_OF, cwd=city, lang=lang))
    assert ran.code == Exit.OK
    assert ("判定:" in ran.out) == lang.lower().startswith("ja")


@pytest.mark.parametrize("change", [
    ("[policy]", "[polcy]"), ('effect = "forbid"', 'effect = 3'), ("[[rule]]", "[[rule]"), ("city", "cit\x00y"),
    ("NC-303", "NC-301"), ("extends", "extend"),
])  # fmt: skip
def test_a_broken_policy_judges_nothing_and_says_where(city: Path, run: Run, change: tuple[str, str]) -> None:
    layer = city / "policies" / "city.toml"
    text = layer.read_text("utf-8")
    assert change[0] in text
    layer.write_text(text.replace(*change, 1), encoding="utf-8")
    before = everything(city)
    ran = clean(run("check", *AS_OF, cwd=city))
    assert ran.code == Exit.NOT_JUDGED and ran.out == "" and "policies/city.toml:" in ran.err
    assert everything(city) == before


@pytest.mark.parametrize("name", ["systems.toml", "people.toml", "city.toml"])
def test_a_policy_file_that_is_not_there(city: Path, run: Run, name: str) -> None:
    (city / "policies" / name).unlink()
    ran = clean(run("check", *AS_OF, cwd=city))
    if name != "city.toml":  # without the city's layer the others still judge
        assert ran.code == Exit.NOT_JUDGED and f"policies/{name}" in ran.err


def test_a_path_with_spaces_and_japanese(tmp_path: Path, run: Run) -> None:
    root = sample_city(tmp_path / "青空市 の 要望（控え）", "korei-large-print")
    (root / "requests" / "korei-large-print.toml").rename(root / "requests" / "大きな 文字.toml")
    ran = clean(run("check", *AS_OF, "requests/大きな 文字.toml", cwd=root, lang="ja"))
    assert ran.code == Exit.OK and "requests/大きな 文字.toml" in ran.out
    elsewhere = clean(run("check", *AS_OF, "--root", root, cwd=tmp_path))
    assert elsewhere.code == Exit.OK and "青空市 の 要望（控え）/requests/大きな 文字.toml" in elsewhere.out
    assert clean(run("explain", *AS_OF, "large-print-d1y6", cwd=root)).code == Exit.OK


def test_below_the_root_and_elsewhere(city: Path, run: Run, tmp_path: Path) -> None:
    below = city / "requests" / "2027" / "draft"
    below.mkdir(parents=True)
    inside = clean(run("check", *AS_OF, "large-print-d1y6", cwd=below))
    assert inside.code == Exit.OK and f"{city}/requests/korei-large-print.toml" in inside.out
    assert clean(run("check", *AS_OF, cwd=below)).code == Exit.OK
    assert clean(run("check", *AS_OF, "--root", "city", cwd=tmp_path)).code == Exit.OK
    outside = clean(run("check", *AS_OF, cwd=tmp_path))
    assert outside.code == Exit.NOT_JUDGED and "`nocustom init` makes one" in outside.err


def test_a_huge_or_tiny_terminal_changes_nothing(city: Path, run: Run) -> None:
    line = ("check", *AS_OF)
    screens = {run(*line, cwd=city, env={"COLUMNS": columns}).out for columns in ("80", "10000", "20", "x")}
    assert len(screens) == 1
    assert max(cells(row) for row in screens.pop().splitlines()) <= 80
    pages = {run("check", "--help", env={"COLUMNS": columns}).out for columns in ("80", "10000", "20")}
    assert len(pages) == 1


@pytest.mark.skipif(os.geteuid() == 0 and not shutil.which("setpriv"), reason="root may write everywhere")
def test_a_workspace_that_may_not_be_written_is_judged(city: Path, run: Run) -> None:
    for path in sorted(city.rglob("*"), reverse=True):
        path.chmod(0o555 if path.is_dir() else 0o444)
    city.chmod(0o555)
    try:
        before = everything(city)
        assert clean(run("check", *AS_OF, cwd=city)).code == Exit.OK
        assert clean(run("explain", *AS_OF, "large-print-d1y6", cwd=city)).code == Exit.OK
        assert clean(run("status", cwd=city)).code == Exit.OK
        assert everything(city) == before
        if os.geteuid() != 0:
            assert clean(run("check", *AS_OF, "-o", "out.txt", cwd=city)).code == Exit.USAGE
    finally:
        for path in (city, *city.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)


def test_control_characters_in_a_title_never_reach_the_terminal(city: Path, run: Run) -> None:
    request = city / "requests" / "korei-large-print.toml"
    text = request.read_text("utf-8").replace('title = "', 'title = "[red]\\u001b[31m\\u202e[/foo]', 1)
    request.write_text(text, encoding="utf-8")
    for line in (("check",), ("explain", "requests/korei-large-print.toml"), ("check", "--json")):
        ran = clean(run(line[0], *AS_OF, *line[1:], cwd=city))
        assert ran.code == Exit.OK
        assert "\x1b" not in ran.out and "\u202e" not in ran.out and "[/foo]" in ran.out
