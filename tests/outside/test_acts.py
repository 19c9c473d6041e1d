"""Acts at a desk without a terminal, words that lead nowhere, and a help page for every command."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.outside.desk import Desk, layer, request, rule, run

COMMAND = re.compile(r"^  ([a-z]+) {2,}", re.MULTILINE)


def pages(where: Path, lang: str, depth: int) -> dict[tuple[str, ...], str]:
    """The help page of every command down to `depth`, found by following the pages themselves."""
    found: dict[tuple[str, ...], str] = {}
    todo: list[tuple[str, ...]] = [()]
    while todo:
        words = todo.pop()
        ran = run(where, *words, "--help", lang=lang)
        assert (ran.code, ran.err) == (0, ""), words
        found[words] = ran.out
        heads = [part for part in re.split(r"\n(?=\S)", ran.out) if re.match(r"(Commands|コマンド)", part)]
        if len(words) < depth:
            todo += [(*words, name) for part in heads for name in COMMAND.findall(part)]
    return found


@pytest.mark.parametrize("lang, depth", [("en", 0), ("ja", 1)])
def test_every_command_has_a_help_page(lang: str, depth: int, tmp_path: Path) -> None:
    found = pages(tmp_path, lang, depth)
    assert depth == 0 or {("check",), ("explain",), ("ledger",), ("request",)} <= found.keys()
    for words, page in found.items():
        assert " ".join(["nocustom", *words]) in page
        if lang == "ja":
            assert re.search("[ぁ-んァ-ヶ一-龠]", page), words


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path).set_up(layer("top", [rule("P", "permit")]), requests=[request("one")])


ACTS = [
    ["endorse", "one"],
    ["accept", "2026-0001"],
    ["decline", "2026-0001"],
    ["decide", "2026-0001", "approve"],
    ["return", "2026-0001"],
    ["withdraw", "2026-0001"],
    ["submit", "one"],
    ["review"],
    ["queue"],
    ["policy", "adopt"],
    ["ledger", "verify"],
    ["request", "show", "one"],
    ["audit", "export", "--to", "out"],
]


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_an_act_without_ledger_says_what_comes_first_and_writes_nothing(lang: str, desk: Desk) -> None:
    before = desk.tree()
    for words in ACTS if lang == "en" else ACTS[:3]:
        ran = desk.run(*words, lang=lang)
        assert ran.code in (3, 4), words
        assert ran.out == "" and "nocustom people enroll" in ran.err, words
    assert desk.tree() == before


JUNK = [
    [],
    ["chekc"],
    ["check", "--jsn"],
    ["explain"],
    ["explain", "one", "two"],
    ["decide", "one", "maybe"],
    ["decide", "one"],
    ["policy", "show", "no-such-rule"],
    ["request", "new", "--no-input"],
    ["request", "new", "--no-input", "--rung", "x"],
    ["request", "new", "--no-input", "--system", "nowhere"],
    ["people", "enroll", "nobody", "--key", "nowhere", "--for", "nothing"],
    ["ledger", "show", "-1"],
    ["check", "--root", "nowhere"],
    ["check", "-f"],
    ["status", "x"],
]


def test_junk_gets_a_message_and_a_code(desk: Desk) -> None:
    for words in JUNK:
        ran = desk.run(*words)
        assert ran.code in (2, 3, 4), words
        assert ran.out == "" and ran.err.strip(), words
