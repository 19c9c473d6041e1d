"""From what is typed at a prompt to a value, or to the finding that says why it is none."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nocustom.form.finding import Finding
from nocustom.form.typed import YES_NO, Option, found, named, narrow, numbered, value_of
from nocustom.locale import speak
from nocustom.words import Bilingual

PEOPLE = (
    Option("sato", Bilingual("佐藤 健太", "佐藤 健太")),
    Option("saito", Bilingual("斎藤 司", "斎藤 司")),
)


@pytest.mark.parametrize("kind, text, value", [
    ("int", "3200", 3200), ("int", "1,800,000", 1_800_000), ("int", "-3", -3), ("int", "007", 7),
    ("date", "2026-10-01", date(2026, 10, 1)), ("date", "2028-02-29", date(2028, 2, 29)),
    ("text", "３件、“全角”のまま", "３件、“全角”のまま"), ("text", "two\nlines", "two\nlines"),
    ("id", "a.b_c:d-e", "a.b_c:d-e"), ("enum", "wish", "wish"), ("list", "[x]", "[x]"),
])  # fmt: skip
def test_what_is_a_value(kind: str, text: str, value: Any) -> None:
    assert value_of(kind, text) == value


@pytest.mark.parametrize("kind, text, said, expected", [
    ("int", "３", "`３` is written in full-width characters", "write half-width `3`"),
    ("int", "１，０００", "`１，０００` is written in full-width characters", "write half-width `1,000`"),
    ("int", "12円", "`12円` is not a whole number", "digits only, such as 3200"),
    ("int", "1.5", "`1.5` is not a whole number", "digits only, such as 3200"),
    ("int", "1,80", "`1,80` is not a whole number", "digits only, such as 3200"),
    ("int", "9" * 5000, None, "digits only, such as 3200"),
    ("date", "２０２６ー１０ー０１", "`２０２６ー１０ー０１` is written in full-width characters",
     "write half-width `2026-10-01`"),
    ("date", "2026-02-30", "there is no day `2026-02-30`", None),
    ("date", "2026/10/1", "`2026/10/1` is not a date", None),
    ("date", "令和8年10月1日", "`令和8年10月1日` is not a date", None),
    ("date", "20261001", "`20261001` is not a date", None),
    ("id", "ｓａｔｏ　１", "`ｓａｔｏ　１` is written in full-width characters", "write half-width `sato 1`"),
    ("bool", "maybe", "`maybe` is neither yes nor no", "1 for yes, 2 for no"),
    ("text", "a\x1b[Db", "control character `<U+001B>`", None),
    ("text", "\udcff", "control character `<U+DCFF>`", None),
])  # fmt: skip
def test_what_is_none(kind: str, text: str, said: str | None, expected: str | None) -> None:
    against = value_of(kind, text)
    assert isinstance(against, Finding)
    assert said is None or speak(against.said, "en") == said
    assert expected is None or (against.expected and speak(against.expected, "en") == expected)
    for lang in ("ja", "en"):
        speak(against.said, lang).encode("cp932")


@given(st.sampled_from(["text", "list", "id", "enum", "int", "date", "bool"]), st.text())
def test_anything_typed_is_a_value_or_a_finding(kind: str, text: str) -> None:
    value = value_of(kind, text)
    wanted = {"int": int, "date": date}.get(kind, str)
    assert isinstance(value, (Finding, wanted))
    if isinstance(value, str):
        value.encode()


def test_a_number_counts_from_one_in_the_list_that_is_shown() -> None:
    assert numbered(PEOPLE, "2") is PEOPLE[1]
    assert [numbered(PEOPLE, text) for text in ("0", "3", "-1", "２", "", "99999", "x")] == [None] * 7


def test_a_value_or_a_name_names_an_option() -> None:
    assert named(PEOPLE, "sato") is PEOPLE[0] and named(PEOPLE, "斎藤 司") is PEOPLE[1]
    assert named(PEOPLE, "佐藤") is None
    assert [named(YES_NO, text) for text in ("はい", "yes", "true", "no")] == [*[YES_NO[0]] * 3, YES_NO[1]]


@pytest.mark.parametrize("text, ids", [
    ("佐藤", ["sato"]), ("佐藤　健太", ["sato"]), ("佐藤健太", ["sato"]), ("藤", ["sato", "saito"]),
    ("ＳＡＩ", ["saito"]), ("田", []), ("　", []),
])  # fmt: skip
def test_a_part_of_a_name_finds_whoever_has_it(text: str, ids: list[str]) -> None:
    assert [option.value for option in found(PEOPLE, text)] == ids


def test_wide_signs_become_narrow_ones() -> None:
    assert [narrow(text) for text in ("？", "＜", "－", "ー", "−")] == ["?", "<", "-", "-", "-"]
