"""Help pages and what is said of a wrong command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache

import pytest

from nocustom.cli.app import MODULES
from tests.conftest import Golden
from tests.screens.played import SAMPLES, play

_ALL_PAGES = """
import io, json, sys
from contextlib import redirect_stdout
from nocustom.cli.boundary import run

def page(*command):
    out = io.StringIO()
    with redirect_stdout(out):
        assert run([*command, "--help"]) == 0
    return out.getvalue()

from nocustom.cli.app import MODULES, tree
pages = {"": page()}
from typer.main import get_command
for verb, command in get_command(tree([])).commands.items():
    pages[verb] = page(verb)
    for below in getattr(command, "commands", ()):
        pages[f"{verb} {below}"] = page(verb, below)
sys.stdout.buffer.write(json.dumps(pages).encode())
"""


@cache
def pages(lang: str) -> dict[str, str]:
    """Every help page by command. The language of a process is settled once, so each gets its own."""
    ran = subprocess.run(
        [sys.executable, "-c", _ALL_PAGES], env={**os.environ, "NOCUSTOM_LANG": lang}, cwd=SAMPLES,
        capture_output=True, check=True,
    )  # fmt: skip
    found: dict[str, str] = json.loads(ran.stdout)
    return found


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("verb", ["", *MODULES])
def test_help(golden: Golden, lang: str, verb: str) -> None:
    """The page of each verb, with those of the commands below it."""
    below = (verb + " ") if verb else " "
    shown = [(name, page) for name, page in pages(lang).items() if name == verb or name.startswith(below)]
    assert shown, "a verb without a page"
    golden(f"help-{verb or 'root'}.{lang}", "\n".join(f"$ {' '.join(f'nocustom {name} --help'.split())}\n{page}"
                                                     for name, page in shown))  # fmt: skip


def test_no_page_is_left_out() -> None:
    assert {name.split(" ")[0] for name in pages("ja")} == {"", *MODULES}


WRONG = (
    ("chekc",),
    ("check", "--formatt", "json"),
    ("check", "-f", "jsno"),
    ("check", "--as-of"),
    ("check", "--as-of", "1 June 2026"),
    ("check", "--json=1"),
    ("check", "--root", "nowhere"),
    ("explain",),
    ("explain", "NC-101", "NC-102"),
    ("decide", "2026-0001", "aprove"),
    ("ledger", "veryfy"),
    ("ledger", "show", "one"),
    ("request", "new", "--no-input"),
    ("audit", "export", "--fiscal-year", "H30", "--to", "audit"),
    ("audit", "export"),
)


@pytest.mark.parametrize(
    "line, said",
    [
        (("b\x1bad",), "there is no command `b<U+001B>ad`"),
        (("ledger", "\x1bx"), "there is no command `<U+001B>x`"),
        (("it's",), "there is no command `it's`"),
        (("x'\"y",), "there is no command `x'\"y`"),
        (("back\\slash",), "there is no command `back\\slash`"),
        (("\u202echeck",), "there is no command `<U+202E>check`"),
        (("方針",), "there is no command `方針`"),
        (("check", "-f", "x\x1b'\""), "`x<U+001B>'\"` is no value for `--format`"),
        (("check", "--b\x1bad"), "there is no option `--b<U+001B>ad`"),
        (("submit", "a", "b", "\x7f\x9b\n"), "one argument too many: `b <U+007F><U+009B>\\n`"),
    ],
)
def test_what_was_typed_is_shown_as_everywhere(line: tuple[str, ...], said: str) -> None:
    screen = play("en", *line)
    assert screen.code == 2
    assert screen.err.splitlines()[0] == f"error: {said}"


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_wrong_usage(golden: Golden, lang: str) -> None:
    screens = [play(lang, *line) for line in WRONG]
    assert {screen.line: screen.code for screen in screens if screen.code != 2} == {}
    assert [screen.out for screen in screens if screen.out] == []
    golden(f"wrong-usage.{lang}", "\n".join(map(str, screens)))


@pytest.mark.parametrize("lang, said", [
    ("en", "error: `nocustom.toml` can't be read: you have no permission for it\n"
           "hint: ask the person who owns it for permission\n"),
    ("ja", "エラー: `nocustom.toml` を読めません: 権限がありません\n"),
])  # fmt: skip
def test_a_file_that_the_parser_may_not_read(monkeypatch: pytest.MonkeyPatch, lang: str, said: str) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    screen = play(lang, "close", "2026-0001", "--key", "nocustom.toml", cwd=SAMPLES)
    assert screen.code == 2 and screen.err.startswith(said), screen
    assert "readable" not in screen.err
