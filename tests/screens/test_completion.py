"""Completion: what is offered where, and that real shells put it in."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from nocustom.cli import complete
from nocustom.cli.app import MODULES, tree
from nocustom.cli.completion import SCRIPTS, Shell
from nocustom.errors import Exit
from tests.acts.hall import Hall
from tests.conftest import Run
from tests.screens.played import SAMPLES, play
from tests.screens.test_startup import HEAVY, loaded


def offered(
    line: str, cwd: Path = SAMPLES, shell: str = "zsh", lang: str = "en"
) -> tuple[str, dict[str, str]]:
    """What the shell adds, and the candidates with what they are called, behind a line as it is typed."""
    *words, current = line.split(" ")
    screen = play(lang, "--complete", shell, f"={current}", *words, cwd=cwd)
    assert (screen.code, screen.err) == (0, "")
    mode, *rows = screen.out.splitlines()
    found = dict(row.split("\t") for row in rows)
    assert len(found) == len(rows)
    return mode, found


def values(line: str, cwd: Path = SAMPLES, shell: str = "zsh") -> list[str]:
    return list(offered(line, cwd, shell)[1])


# What is offered ----------------------------------------------------------------------------------------------------


def test_verbs_and_what_they_do() -> None:
    mode, found = offered("")
    assert mode == "words" and set(found) == set(MODULES) and all(found.values())
    assert values("che") == ["check"] and values("policy sh") == ["show"]
    assert values("nonsense ") == [] and values("policy nonsense ") == []
    assert values("check --for") == ["--format"] and "--root" in values("check -")
    assert values("--version ") == [], "it is not told in the middle of a line"


def test_closed_lists() -> None:
    assert values("check -f j") == ["json", "junit"]
    assert values("check --format=j") == ["--format=json", "--format=junit"]
    assert values("check --nonsense=j") == []
    assert values("decide 2026-0001 a") == ["approve", "annul"]
    assert values("policy adopt ") == ["policy", "systems", "people"]
    assert values("request new --category h") == ["habit"]
    assert offered("request new --rung ")[1]["9"].startswith("customize")
    assert values("people enroll x --for ch") == ["checkpoint"]
    assert values("people enroll x --for accept,of") == ["accept,office"]
    assert values("help ex") == ["exit-codes", "explain"]


def test_ids_of_the_workspace() -> None:
    assert offered("explain NC-50")[1]["NC-501"] == "A duty without an alternative"
    assert offered("policy show NC-502", lang="ja")[1]["NC-502"].startswith("安全")
    assert offered("status --me uch")[1] == {"uchida": "内田 哲"}
    assert "kodomo" in values("queue --department ") and "child-allowance" in values("request new --system ")
    assert "child-rearing-allowance" in values("request new --business ")
    mode, found = offered("check fewer")
    assert mode == "files" and found == {"fewer-clicks-s3e7": "転入処理の操作回数の削減"}
    assert offered("fmt x") == ("files", {}) and offered("check --root x") == ("dirs", {})
    assert offered("request new --title ") == ("words", {})


def test_numbers_of_the_ledger(this_morning: Hall) -> None:
    root = this_morning.root
    _, found = offered("review 20", root)
    assert [*found] == ["2026-0003", "2026-0002", "2026-0001"], "the newest first"
    assert found["2026-0001"] == "児童育成手当の外付け支給管理"
    assert "ikusei-teate-k3f9" in values("review ", root)
    shutil.rmtree(root / "requests")
    assert offered("request show 2026-0001", root)[1] == {"2026-0001": "ikusei-teate-k3f9"}
    this_morning.ledger_file.write_bytes(b"damaged")
    assert offered("request show 20", root) == ("words", {})


def test_the_workspace_that_the_line_names(tmp_path: Path) -> None:
    assert values("explain NC-50", tmp_path) == []
    assert "NC-501" in values(f"explain --root {SAMPLES} NC-50", tmp_path)


def test_a_key_that_a_shell_would_run_is_not_offered(tmp_path: Path) -> None:
    (tmp_path / "policies").mkdir()
    (tmp_path / "requests").mkdir()
    for place, key in enumerate(
        ("good-k1", "$(reboot)", "a;b", "a b", "`x`", "-rf", "\\u202Ex", "語", "a\\tb")
    ):
        text = f'[request]\nkey = "{key}"\ntitle = "\\u001b]0;x\\u0007 \\n t"\n'
        (tmp_path / f"requests/{place}.toml").write_text(text, encoding="utf-8")
    _, found = offered("check ", tmp_path)
    assert found == {"good-k1": "<U+001B>]0;x<U+0007> \\n t"}


def test_what_cannot_be_read_offers_nothing_and_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "policies").mkdir()
    (tmp_path / "nocustom.toml").write_text("[", encoding="utf-8")
    (tmp_path / "policies/people.toml").write_text("[[", encoding="utf-8")
    for line in ("status --me ", "explain ", "check ", "endorse ", "queue --department "):
        assert offered(line, tmp_path)[1] == {}
    for arguments in ((), ("zsh",), ("zsh", "=x", "--", "\udcff")):
        screen = play("en", "--complete", *arguments)
        assert (screen.code, screen.err) == (0, "")


@pytest.mark.parametrize("words, expected", [
    (["check", "--format", "=", "js"], ["json"]), (["check", "--format", "="], ["text", "concise", "json"]),
    (["check", "--format=", "x", "--fail-on", "=", "inc"], ["incomplete"]),
])  # fmt: skip
def test_bash_takes_an_equals_sign_for_a_word(words: list[str], expected: list[str]) -> None:
    assert values(" ".join(words), shell="bash")[: len(expected)] == expected


def test_bash_puts_in_what_stands_behind_a_colon(tmp_path: Path) -> None:
    (tmp_path / "policies").mkdir()
    (tmp_path / "requests").mkdir()
    (tmp_path / "requests/a.toml").write_text('[request]\nkey = "city:tax:1"\n', encoding="utf-8")
    assert values("check city : t", tmp_path, "bash") == ["tax:1"]
    assert values("check city:t", tmp_path, "zsh") == ["city:tax:1"]


def parameters() -> Iterator[tuple[str, Any]]:
    """Every parameter of every command that takes a value."""

    def below(command: Any, path: str) -> Iterator[tuple[str, Any]]:
        for parameter in command.params:
            if not getattr(parameter, "is_flag", False):
                yield f"{path} {parameter.opts[0]}", parameter
        for name, inner in getattr(command, "commands", {}).items():
            yield from below(inner, f"{path} {name}".strip())

    return below(typer.main.get_command(tree([])), "")


def test_whatever_takes_a_value_completes_or_is_free_text() -> None:
    """A new metavar is told to `cli/complete.py`, or said to be free."""
    left_out = []
    for name, parameter in parameters():
        mode, sources = complete.offered_by(parameter)
        free = set(re.findall(r"[A-Z]+|-", parameter.metavar or "")) & complete.FREE
        if mode == "words" and not sources and not free and not [*complete._values(parameter)]:
            left_out.append(f"{name} {parameter.metavar}")
    assert left_out == []


def test_an_answer_is_quick() -> None:
    """Not by a stop watch: by what is loaded."""
    for line in (("=ch",), ("=fewer", "check")):
        found = loaded("--complete", "bash", *line)
        assert found & (HEAVY - {"nocustom.ledger", "nocustom.life"}) == set(), line
    where = {"nocustom.ledger", "nocustom.ledger.engines", "nocustom.ledger.places"}  # and nothing that opens it
    found = loaded("--complete", "bash", "=NC-5", "explain")
    assert {each for each in found if each.startswith("nocustom.ledger")} <= where


# In real shells -------------------------------------------------------------------------------------------------------


@pytest.fixture
def shell_env(tmp_path: Path) -> dict[str, str]:
    """Where `nocustom` is a command."""
    folder = tmp_path / "bin"
    folder.mkdir()
    command = folder / "nocustom"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m nocustom "$@"\n', encoding="utf-8")
    command.chmod(command.stat().st_mode | stat.S_IXUSR)
    kept = {name: os.environ[name] for name in ("PYTHONPATH", "LANG", "LC_ALL") if name in os.environ}
    return {**kept, "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}", "HOME": str(tmp_path), "TERM": "dumb",
            "NOCUSTOM_LANG": "en", "PYTHONUTF8": "1"}  # fmt: skip


def needs(shell: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(shell) is None, reason=f"there is no {shell} here; CI has it")


def in_shell(program: str, script: str, env: dict[str, str]) -> str:
    ran = subprocess.run([program], input=script, cwd=SAMPLES, env=env, capture_output=True, encoding="utf-8",
                         timeout=60, check=False)  # fmt: skip
    assert (ran.returncode, ran.stderr) == (0, "")
    return ran.stdout


@needs("bash")
def test_bash(shell_env: dict[str, str]) -> None:
    script = """
eval "$(nocustom completion bash)"
complete -p nocustom
try() { COMP_WORDS=("$@"); COMP_CWORD=$(($#-1)); _nocustom_complete; (IFS=,; echo "${COMPREPLY[*]}"); }
try nocustom ch
try nocustom check --format = js
try nocustom explain NC-50
try nocustom check fewer
try nocustom check requests/REA
try nocustom check --root po
try nocustom nonsense ''
"""
    assert in_shell("bash", script, shell_env).splitlines() == [
        "complete -F _nocustom_complete nocustom", "check", "json", "NC-501,NC-502,NC-503,NC-504", "fewer-clicks-s3e7",
        "requests/README.md", "policies", "",
    ]  # fmt: skip


@needs("fish")
def test_fish(shell_env: dict[str, str]) -> None:
    script = """
nocustom completion fish | source
complete -C 'nocustom ch'
complete -C 'nocustom check --format=js'
complete -C 'nocustom explain NC-501'
complete -C 'nocustom check requests/REA'
complete -C 'nocustom check --root pol'
"""
    assert in_shell("fish", script, shell_env).splitlines() == [
        "check\tJudge requests against the policy; nothing is written", "--format=json",
        "NC-501\tA duty without an alternative", "requests/README.md", "policies/\tDirectory",
    ]  # fmt: skip


def at_a_keyboard(command: list[str], typed: list[tuple[str, str]], env: dict[str, str]) -> str:
    """What a shell at a terminal shows: each text is typed, then waited for."""
    pty = pytest.importorskip("pty")
    child, screen = pty.fork()
    if child == 0:
        os.chdir(SAMPLES)
        os.execvpe(command[0], command, env)
    os.set_blocking(screen, False)
    shown, until = "", time.monotonic() + 30
    try:
        for text, awaited in typed:
            os.write(screen, text.encode())
            seen = len(shown)
            while awaited not in shown[seen:]:
                assert time.monotonic() < until, f"`{awaited}` does not come:\n{shown}"
                time.sleep(0.02)
                try:
                    shown += os.read(screen, 65536).decode("utf-8", "replace")
                except BlockingIOError:
                    continue
    finally:
        os.kill(child, 9)
        os.waitpid(child, 0)
        os.close(screen)
    return shown


@needs("zsh")
def test_zsh_at_a_keyboard(shell_env: dict[str, str]) -> None:
    ready = "autoload -Uz compinit && compinit -u -D; PS1='> '; eval \"$(nocustom completion zsh)\"; echo rea''dy\n"
    shown = at_a_keyboard(["zsh", "-f", "-i"], [
        (ready, "ready"), ("nocustom chec\t", "check "), ("\x15nocustom explain NC-50\t\t", "net benefit"),
        ("\x15echo done; nocustom check requests/REA\t", "requests/README.md"),
    ], shell_env)  # fmt: skip
    assert "A duty without an alternative" in shown


@needs("bash")
def test_bash_at_a_keyboard(shell_env: dict[str, str]) -> None:
    ready = "PS1='> '; eval \"$(nocustom completion bash)\"; echo rea''dy\n"
    at_a_keyboard(["bash", "--norc", "--noprofile", "-i"], [
        (ready, "ready"), ("nocustom chec\t", "check "), ("\x15nocustom check --format=js\t", "json "),
        ("\x15nocustom check fewer\t", "fewer-clicks-s3e7 "),
    ], shell_env)  # fmt: skip


# The scripts ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shell", Shell)
def test_a_script_is_printed_as_it_is_and_says_where_it_goes(run: Run, shell: Shell, tmp_path: Path) -> None:
    screen = play("ja", "completion", shell.value)
    assert (screen.code, screen.out) == (Exit.OK, SCRIPTS[shell].read_text("utf-8"))
    assert f"nocustom completion {shell.value}" in screen.out.splitlines()[0 if shell is not Shell.zsh else 1]
    assert screen.out.isascii() and "--complete " + shell.value in screen.out


def test_an_unknown_shell(run: Run) -> None:
    screen = play("en", "completion", "tcsh")
    assert screen.code == Exit.USAGE and "one of bash, zsh, fish, powershell" in screen.err
