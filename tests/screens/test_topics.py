"""`help`: the documents as they are shown, and nothing left out of them in either language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

import nocustom
from nocustom.acts.enroll import ROLE_NAMES
from nocustom.cli.app import MODULES
from nocustom.errors import Exit
from nocustom.form.choices import EFFECTS, RUNGS, VERDICTS
from nocustom.form.fields import FIELDS, FORM
from nocustom.judge.operators import TESTS
from nocustom.judge.truth import NAMES
from nocustom.locale.topics import TOPICS, document, named, title
from nocustom.show.layout import WIDTH, cells
from tests.conftest import Golden
from tests.screens.played import play

LANGUAGES = ("ja", "en")


def terms(topic: str, lang: str) -> list[str]:
    """What a document explains: the left side of its rows."""
    return [line.partition(" | ")[0] for line in document(topic, lang).splitlines() if " | " in line]


def explained(topic: str, lang: str) -> set[str]:
    """The terms of a document word by word, those of code above all."""
    return {word for term in terms(topic, lang) for word in (term, *term.split())}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic(golden: Golden, lang: str, topic: str) -> None:
    golden(f"topic-{topic}.{lang}", str(play(lang, "help", topic)))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_there_is(lang: str) -> None:
    shown = play(lang, "help")
    assert shown.code == Exit.OK and not [line for line in shown.out.splitlines() if cells(line) > WIDTH]
    listed = [line.split()[0] for line in shown.out.splitlines() if re.match(r"  \S", line)]
    assert listed[: len(TOPICS)] == [*TOPICS] and {*listed[len(TOPICS) :]} == {*MODULES}


CODES = [str(int(code)) for code in Exit]
WANTED: dict[str, Iterable[str]] = {
    "verdicts": VERDICTS,
    "rungs": map(str, RUNGS),
    "exit-codes": CODES,
    "conditions": [*(name for tests in TESTS.values() for name in tests), *EFFECTS, *NAMES, "when", "unless", "must",
                   "any", "all", "none"],
    "signing": ROLE_NAMES,
    "files": {name for path in Path(nocustom.__file__).parent.rglob("*.py")
              for name in re.findall(r"NOCUSTOM_[A-Z]+", path.read_text("utf-8"))},
}  # fmt: skip
"""What a topic has to explain, taken from the code that means it."""


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("topic", WANTED)
def test_nothing_is_left_unexplained(lang: str, topic: str) -> None:
    missing = sorted({*WANTED[topic]} - explained(topic, lang))
    assert not missing


@pytest.mark.parametrize("lang", LANGUAGES)
def test_verdicts_truths_and_effects_have_the_names_of_the_screens(lang: str) -> None:
    shown = {word.get(lang) for word in (*VERDICTS.values(), *EFFECTS.values())}
    assert shown <= explained("verdicts", lang) | explained("conditions", lang)


def test_exit_codes_and_operators_are_explained_once_each() -> None:
    for lang in LANGUAGES:
        assert terms("exit-codes", lang) == CODES
        assert len(terms("conditions", lang)) == len({*terms("conditions", lang)})


@pytest.mark.parametrize("topic", TOPICS)
def test_both_languages_explain_the_same(topic: str) -> None:
    shape = {lang: [_kind(line) for line in document(topic, lang).splitlines()] for lang in LANGUAGES}
    assert shape["ja"] == shape["en"]
    if topic != "words":
        beside = [re.sub(r"^[^ -~]+ ", "", term) for term in terms(topic, "ja")]
        assert beside == terms(topic, "en"), "a Japanese name may stand before a word, and that is all"


def _kind(line: str) -> str:
    return "row" if " | " in line else line[:1] if line[:1] in "# " else "prose" if line else ""


def test_the_words_stand_beside_each_other_in_both_languages() -> None:
    english = [tuple(re.fullmatch(r"([ -~]+) (.+)", term).groups()) for term in terms("words", "en")]  # type: ignore[union-attr]
    japanese = [tuple(re.fullmatch(r"([^ -~]+) (.+)", term).groups()[::-1]) for term in terms("words", "ja")]  # type: ignore[union-attr]
    assert english == japanese


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("topic", TOPICS)
def test_a_document_names_commands_that_exist_and_fits_a_windows_console(topic: str, lang: str) -> None:
    text = document(topic, lang)
    assert set(re.findall(r"nocustom ([a-z]+)", text)) <= {*MODULES}
    assert text.encode("cp932").decode("cp932") == text and text.endswith("\n") and "\t" not in text
    assert not [line for line in text.splitlines() if line.startswith("    ") and cells(line) > WIDTH]


@pytest.mark.parametrize("word, topic", [
    ("verdicts", "verdicts"), ("VERDICTS", "verdicts"), ("判定", "verdicts"), ("終了コード", "exit-codes"),
    ("exit codes", "exit-codes"), ("chekc", None), ("", None),
])  # fmt: skip
def test_a_topic_goes_by_its_title_too(word: str, topic: str | None) -> None:
    assert named(word) == topic


def test_no_topic_is_a_command() -> None:
    assert {*TOPICS}.isdisjoint(MODULES)
    assert len({title(topic, lang) for topic in TOPICS for lang in LANGUAGES}) == 2 * len(TOPICS)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_of_a_command(lang: str) -> None:
    for command in ("check", "policy", "policy table"):
        assert play(lang, "help", *command.split()).out == play(lang, *command.split(), "--help").out


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_neither(golden: Golden, lang: str) -> None:
    screens = [
        play(lang, "help", *line.split()) for line in ("verdikts", "exit", "chekc", "zzz", "policy tabel")
    ]
    assert {screen.code for screen in screens} == {Exit.USAGE}
    golden(f"topic-unknown.{lang}", "\n".join(map(str, screens)))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_word_that_is_no_topic(golden: Golden, lang: str) -> None:
    """A verdict in either language, a word of the policy language, an exit code, a field, a table, a rule."""
    words = ("refused", "不採用", "require", "3", "gap.rung", "category", "gap", "system.months_to_renewal", "nc-304")
    screens = [play(lang, "help", word) for word in words]
    assert [screen.code for screen in screens] == [Exit.OK] * len(words)
    assert [line for screen in screens for line in screen.out.splitlines() if cells(line) > WIDTH] == []
    golden(f"help-words.{lang}", "\n".join(map(str, screens)))


@pytest.mark.parametrize("path", [*FIELDS, *FORM])
def test_every_field_is_told(path: str) -> None:
    for lang in LANGUAGES:
        screen = play(lang, "help", path)
        assert screen.code == Exit.OK and (path in screen.out or path in TOPICS)
