"""Every key and value is found where it stands."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings

from nocustom.files.document import document, place
from nocustom.files.locator import Lines, Scan, scan, spot
from nocustom.form.finding import At, Finding, Key
from nocustom.words import say
from tests.files.documents import ANY_TEXT, VALID, key_paths, name, text_of, truth, typed, value_at

REQUEST = """\
schema = "request/1"

[request]
title = "児童手当"  # 表題
department = "kodomo"
[[alternative]]
rung = 1
[[alternative]]
rung = 2
why.short = "なし"

[precedent]
same_need = ["A市", "B市"]
found = [{ body = "C県", what = "x" }, { body = "D県" }]
[a.b.c]
"""


def check_places(text: str, scanned: Scan) -> None:
    values = tomllib.loads(text)
    assert set(scanned.places) == set(key_paths(values))
    assert not scanned.clashes
    for where, found in scanned.places.items():
        if found.header or (found.value == found.key and not isinstance(where[-1], int)):
            continue  # a table without a value of its own: a header, or dots in a name
        again = tomllib.loads("x = " + text[slice(*found.value)])["x"]
        assert typed(again) == typed(value_at(values, where)), where
        if isinstance(where[-1], str):
            assert list(tomllib.loads(text[slice(*found.key)] + " = 1")) == [where[-1]]


@pytest.mark.parametrize("path", VALID, ids=name)
def test_the_corpus_is_located_whole(path: Path) -> None:
    text = text_of(path)
    assert text is not None
    check_places(text, scan(text))


@settings(max_examples=200)
@given(ANY_TEXT)
def test_any_text_that_tomllib_takes_is_located_whole(text: str) -> None:
    if truth(text) is not None:
        check_places(text, scan(text))


@pytest.mark.parametrize(
    "where, at, expected",
    [
        (("schema",), "value", '1:10 "request/1"'),
        (("request", "title"), "value", '4:9 "児童手当"'),
        (("request", "title"), "key", "4:1 title"),
        (("request",), "value", "3:1 [request]"),
        (("request",), "key", "3:2 request"),
        (("request", "section"), "value", "3:1 [request]"),  # missing: the section's header
        (("gap", "rung"), "value", "1:1 "),  # the section itself is missing
        (("kind",), "value", "1:1 "),
        (("alternative", 1, "rung"), "value", "9:8 2"),
        (("alternative", 1), "value", "8:1 [[alternative]]"),
        (("alternative", 0, "why"), "value", "6:1 [[alternative]]"),
        (("alternative", 1, "why", "short"), "value", '10:13 "なし"'),
        (("alternative", 1, "why"), "key", "10:1 why"),
        (("precedent", "same_need", 1), "value", '13:20 "B市"'),
        (("precedent", "found", 0, "what"), "value", '14:32 "x"'),
        (("precedent", "found", 1, "what"), "value", '14:39 { body = "D県" }'),  # missing in an inline table
        (("a", "b"), "key", "15:4 b"),
    ],
)
def test_a_place_by_hand(where: Key, at: At, expected: str) -> None:
    start, end = spot(scan(REQUEST).places, where, at)
    line, column = Lines(REQUEST).at(start)
    assert f"{line}:{column} {REQUEST[start:end]}" == expected


@pytest.mark.parametrize("lead, line_end", [("", "\n"), ("\ufeff", "\r\n")])
def test_a_finding_gets_its_line_whatever_the_line_ends(lead: str, line_end: str) -> None:
    data = (lead + REQUEST.replace("\n", line_end)).encode()
    finding = place(
        Finding("not-allowed", say("x"), ("request", "department")), document(data, shown="requests/a.toml")
    )
    assert (finding.path, finding.line, finding.column, finding.length, finding.context) == (
        "requests/a.toml", 5, 14, 8, 'department = "kodomo"',
    )  # fmt: skip


def test_a_value_of_several_lines_is_marked_in_its_first() -> None:
    finding = place(Finding("x", say("x"), ("a",)), document(b"a = [\n  1,\n]\n", shown="a.toml"))
    assert (finding.line, finding.column, finding.length, finding.context) == (1, 5, 1, "a = [")


def test_an_empty_file_has_a_first_character() -> None:
    finding = place(Finding("missing", say("x"), ("request", "key")), document(b"", shown="a.toml"))
    assert (finding.line, finding.column, finding.length, finding.context) == (1, 1, 1, "")
