"""Help pages and wrong command lines speak Japanese throughout, although the parser speaks English."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from nocustom.cli.app import MODULES
from nocustom.form.choices import CHOICES
from nocustom.form.derived import DERIVED
from nocustom.form.fields import FORM
from nocustom.show.diagnosis import cells

if TYPE_CHECKING:
    from tests.conftest import Run

# Words of typer, as they stand in its source.
ENGLISH = re.compile(
    r"Usage|Arguments|Options|Commands|Show this|\[OPTIONS\]|\[ARGS\]|\[default|\[required|env var|Missing|No such|Got "
    r"|Invalid|Error|requires|argument|Did you mean"
)


@pytest.mark.parametrize("verb", ["", *MODULES])
def test_a_help_page_is_japanese_and_fits_the_screen(run: Run, verb: str) -> None:
    page = run(*filter(None, [verb]), "--help", lang="ja")
    assert page.code == 0 and page.err == ""
    assert page.out.startswith(f"使い方: nocustom {verb}".rstrip())
    assert ENGLISH.search(page.out) is None
    assert [line for line in page.out.splitlines() if cells(line) > 80] == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (("chekc",), "`chekc` というコマンドはありません\nヒント: `check` ではありませんか"),
        (("check", "--formatt", "x"), "`--formatt` というオプションはありません\nヒント: `--format` ではありませんか"),
        (
            ("check", "-f", "jsno"),
            "`--format` に `jsno` は指定できません\n"
            "ヒント: 次のいずれか: text, concise, json, sarif, junit, github, csv",
        ),
        (("check", "--as-of"), "`--as-of` には値が必要です"),
        (("check", "--json=1"), "`--json` に値は付けられません"),
        (("explain",), "`RULE|PATH|ID` の指定がありません"),
        (("explain", "a", "b"), "引数 `b` は余分です"),
    ],
)
def test_a_wrong_command_line_is_told_in_japanese(run: Run, line: tuple[str, ...], said: str) -> None:
    told = run(*line, lang="ja")
    assert told.code == 2 and told.out == ""
    assert told.err.startswith(f"エラー: {said}\n")
    assert "--help` で確認できます" in told.err
    assert ENGLISH.search(told.err) is None


def test_no_command_at_all_shows_the_help_page_and_is_wrong_usage(run: Run) -> None:
    told = run(lang="ja")
    assert told.code == 2 and told.out == ""
    assert told.err == run("--help", lang="ja").out


def test_labels_and_helps_can_be_shown_on_a_japanese_windows_console() -> None:
    texts = [text for field in FORM.values() for text in (*field.label, *field.help)]
    texts += [text for derived in DERIVED.values() for text in (*derived.label, *derived.help)]
    texts += [text for choices in CHOICES.values() for name in choices.values() for text in name]
    assert [text for text in texts if text.encode("cp932", "replace").decode("cp932") != text] == []
