"""Colours: on a terminal and where they are forced, beside the words and never instead of them."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

from tests.cli.typist import Typist
from tests.conftest import Golden, Run
from tests.screens.played import SAMPLES

AS_OF = ("--as-of", "2026-06-01")
CODES = re.compile(r"\x1b\[[0-9;]*m")
ON = {"NO_COLOR": "", "FORCE_COLOR": "1"}


@pytest.fixture
def desk(workspace: Path) -> Path:
    """One request for each colour, and one with a mistake."""
    shutil.copyfile(SAMPLES / "nocustom.toml", workspace / "nocustom.toml")
    shutil.copytree(SAMPLES / "policies", workspace / "policies")
    (workspace / "requests").mkdir()
    for name in ("kazei-prohibited", "jumin-fewer-clicks", "kaigo-eight-cities", "kaigo-resident-data",
                 "kodomo-ikusei-outside"):  # fmt: skip
        shutil.copy(SAMPLES / f"requests/2026/{name}.toml", workspace / "requests")
    (workspace / "requests/torn.toml").write_text('schema = "request/1"\ntitle = "^^ x\n', encoding="utf-8")
    return workspace


LINES = (("check", *AS_OF), ("check", *AS_OF, "requests/kaigo-resident-data.toml"), ("check", "requests/torn.toml"),
         ("check", "no-such-key"), ("check", "-f", "xml"), ("policy", "lint", *AS_OF),
         ("explain", *AS_OF, "requests/jumin-fewer-clicks.toml"),
         ("explain", *AS_OF, "requests/kodomo-ikusei-outside.toml"),
         ("policy", "test", *AS_OF, "NC-301"))  # fmt: skip


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_what_is_coloured_is_said_in_the_same_words_without(golden: Golden, desk: Path, run: Run, lang: str) -> None:
    shown = []
    for line in LINES:
        plain, bright = run(*line, lang=lang), run(*line, lang=lang, env=ON)
        assert "\x1b" not in plain.out + plain.err
        assert (CODES.sub("", bright.out), CODES.sub("", bright.err), bright.code) == plain[1:] + plain[:1]
        shown.append(f"$ nocustom {' '.join(line)}\n{bright.out}{bright.err}")
    golden(f"formats/colours.{lang}", "\n".join(shown[:-4]).replace("\x1b", "<ESC>"))


def test_a_verdict_and_figures_are_coloured_wherever_they_stand(desk: Path, run: Run) -> None:
    refused = run("explain", *AS_OF, "requests/jumin-fewer-clicks.toml", env=ON).out
    assert "Verdict: \x1b[1;31mrefused\x1b[0m (" in refused and refused.count("\x1b[1;31m") >= 1
    eligible = run("explain", *AS_OF, "requests/kodomo-ikusei-outside.toml", env=ON).out
    assert "Verdict: \x1b[1;32meligible\x1b[0m (NC-501)" in eligible and "\x1b[1;32m[yes]\x1b[0m" in eligible
    tested = run("policy", "test", *AS_OF, "NC-301", env=ON).out
    assert "\x1b[1;31merror[no-such-request]\x1b[0m" in tested, "the cases name requests that are not here"
    shutil.rmtree(desk / "policies/tests")
    tested = run("policy", "test", *AS_OF, "NC-301", env=ON).out
    assert "\x1b[1;32m3 of 3 as expected\x1b[0m" in tested


def test_where_there_are_none(desk: Path, run: Run) -> None:
    for env in ({**ON, "NO_COLOR": "1"}, {"NO_COLOR": "", "FORCE_COLOR": "0"}, {"NO_COLOR": ""}):
        assert "\x1b" not in run("check", *AS_OF, env=env).out
    run("check", *AS_OF, "-o", "out.txt", env=ON)
    assert b"\x1b" not in (desk / "out.txt").read_bytes(), "a file is none"
    for line in (("explain", "requests/jumin-fewer-clicks.toml"), ("policy", "test", "NC-301")):
        assert "\x1b" not in run(*line, *AS_OF, env={**ON, "NO_COLOR": "1"}).out
        run(*line, *AS_OF, "-o", "out.txt", env=ON)
        assert b"\x1b" not in (desk / "out.txt").read_bytes()
    for form in ("concise", "json", "sarif", "junit", "github", "csv"):
        assert "\x1b" not in run("check", *AS_OF, "-f", form, env=ON).out, form


@pytest.mark.skipif(os.name != "posix", reason="a pseudo-terminal")
@pytest.mark.parametrize("env, wanted", [({"TERM": "xterm"}, True), ({"TERM": "dumb"}, False),
                                         ({"TERM": "xterm", "NO_COLOR": "1"}, False)])  # fmt: skip
def test_a_terminal(desk: Path, env: dict[str, str], wanted: bool) -> None:
    with Typist(desk, "check", *AS_OF, **env) as clerk:
        clerk.ended()
        assert ("\x1b[1;32meligible\x1b[0m" in clerk.screen) == wanted
        assert "eligible" in clerk.screen
