"""The one reader of TOML says what CPython 3.11's tomllib says, whichever way a text goes."""

from __future__ import annotations

import contextlib
import sys
import tomllib
from pathlib import Path

import pytest
import toml_rs
from hypothesis import given, settings
from hypothesis import strategies as st

from nocustom.files.locator import Stop, scan
from nocustom.files.toml import NotToml, read_exactly, read_text, read_toml
from tests.files.documents import ANY_TEXT, INVALID, ONLY_1_1, TEXTS, VALID, name, text_of, truth, typed

TOMLLIB_READS_1_0 = sys.version_info < (3, 15)


def test_the_corpus_is_there() -> None:
    assert (len(VALID), len(INVALID), len(ONLY_1_1)) == (205, 473, 10)


@pytest.mark.parametrize("path", VALID, ids=name)
def test_valid_files_have_the_values_of_tomllib(path: Path) -> None:
    text = text_of(path)
    assert text is not None
    assert typed(read_toml(path, path.read_bytes())) == typed(tomllib.loads(text))
    assert typed(read_exactly(path, text)) == typed(tomllib.loads(text))


@pytest.mark.parametrize("path", INVALID, ids=name)
def test_invalid_files_are_refused(path: Path) -> None:
    with pytest.raises(NotToml):
        read_toml(path, path.read_bytes())


@pytest.mark.parametrize("path", ONLY_1_1, ids=name)
def test_what_only_toml_1_1_takes_is_refused_before_any_reader_sees_it(path: Path) -> None:
    with pytest.raises(NotToml):
        read_toml(path, path.read_bytes())
    with pytest.raises(Stop):  # so it does not depend on which version of TOML this Python reads
        scan(text_of(path) or "")


@pytest.mark.parametrize("path", ONLY_1_1, ids=name)
def test_a_python_whose_tomllib_reads_toml_1_1_refuses_it_too(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert toml_rs.loads(text_of(path) or "", toml_version="1.1.0")  # it stands in for the tomllib of Python 3.15
    monkeypatch.setitem(sys.modules, "tomllib", toml_rs)
    with pytest.raises(NotToml):
        read_exactly(path, text_of(path) or "")


@pytest.mark.skipif(not TOMLLIB_READS_1_0, reason="this tomllib reads TOML 1.1 and is no oracle for 1.0")
@settings(max_examples=250)
@given(ANY_TEXT)
def test_every_text_is_read_as_tomllib_reads_it(text: str) -> None:
    try:
        got = read_text("x.toml", text)
    except NotToml:
        assert truth(text) is None
    else:
        assert typed(got) == typed(truth(text))


@settings(max_examples=200)
@given(TEXTS)
def test_both_ways_say_the_same(text: str) -> None:
    answers = []
    for read in (read_text, read_exactly):
        try:
            answers.append(typed(read("x.toml", text)))
        except NotToml:
            answers.append(None)
    assert answers[0] == answers[1]


@pytest.mark.parametrize(
    "text",
    [
        'a = "\\e"', 'a = "\\x41"', "a = 12:30", "a = 2026-10-01T12:30", "a = [1,\n12:30]", "a = { b = 1, }",
        "a = { b = 1\n}", 'a = ["{", { b = "}"\n}]', "a = { b = { c = 1 },\n}", 'a = { b = """x}"""\n }', "\r\r\n",
        "\ufeff\ufeffa = 1", "a = 1\rb = 2",
    ],
)  # fmt: skip
def test_what_only_toml_1_1_or_a_lenient_reader_takes_is_refused(text: str) -> None:
    with pytest.raises(NotToml):
        read_text("x.toml", text)


def test_a_date_that_is_a_text_stays_a_text() -> None:
    assert read_text("x.toml", "[a]\n\"$__toml_private_datetime\" = '2026-10-01'") == {
        "a": {"$__toml_private_datetime": "2026-10-01"}
    }


def test_line_ends_of_windows_are_line_feeds_in_values() -> None:
    assert read_toml("x.toml", b'\xef\xbb\xbfa = """x\r\ny"""\r\n') == {"a": "x\ny"}


@pytest.mark.parametrize(
    "opening", ["a = " + "[" * 10_000, "[" * 10_000, "a = " + "{b = " * 10_000, "[" + "a." * 10_000]
)
def test_deep_nesting_is_refused(opening: str) -> None:
    with pytest.raises(NotToml):
        read_text("x.toml", opening)


def test_a_hundred_levels_are_the_limit() -> None:
    assert read_text("x.toml", "a = " + "[" * 100 + "]" * 100)
    with pytest.raises(NotToml):
        read_text("x.toml", "a = " + "[" * 101 + "]" * 101)


def test_without_toml_rs_reading_is_slower_and_not_different(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "toml_rs", None)
    assert read_toml("x.toml", b"a = 1") == {"a": 1}


@given(st.binary(max_size=60))
def test_no_bytes_lead_to_another_exception(data: bytes) -> None:
    with contextlib.suppress(NotToml):
        read_toml("x.toml", data)


@pytest.mark.parametrize("text", ["[a" + ".a" * 100 + "]", "a" + " . a" * 100 + " = 1", "a = " + "9" * 4301])
def test_what_the_exact_reader_refuses_the_fast_one_is_not_asked(text: str) -> None:
    with pytest.raises(NotToml):
        read_toml("x", text.encode())
