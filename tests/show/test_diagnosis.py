"""Findings as a reader sees them: in 80 columns, with the caret in the right cell."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nocustom.form.finding import Finding
from nocustom.show.diagnosis import WIDTH, cells, diagnoses, diagnosis, wrapped
from nocustom.words import Said, say

FINDING = Finding(
    "not-allowed", say("`{value}` is not a reason category", value="prefecture_schema"), ("reason", "category"),
    expected=say("one of {allowed}", allowed="law, prefecture_scheme, ordinance"),
    hints=(say("nearest is `{near}`", near="prefecture_scheme"), say("`nocustom explain R-1` says more")),
    path="requests/2026/ikusei.toml", line=14, column=12, length=19, context='category = "prefecture_schema"',
)  # fmt: skip


def shown(source: str, marked: str, expected: Said | None = None, line: int = 7) -> list[str]:
    """The rows from the source line on, of a finding at `marked` in `source`."""
    finding = Finding(
        "x", say("x"), expected=expected, path="a.toml", line=line,
        column=source.index(marked) + 1, length=len(marked), context=source,
    )  # fmt: skip
    return diagnosis(finding, "en").split("\n")[3:]


def test_the_whole_of_it() -> None:
    assert (
        diagnosis(FINDING, "en")
        == """\
error[not-allowed]: `prefecture_schema` is not a reason category
  --> requests/2026/ikusei.toml:14:12
   |
14 | category = "prefecture_schema"
   |            ^^^^^^^^^^^^^^^^^^^ one of law, prefecture_scheme, ordinance
   = hint: nearest is `prefecture_scheme`
   = hint: `nocustom explain R-1` says more"""
    )


def test_a_warning_without_a_line() -> None:
    finding = Finding(
        "too-large", say("the file is large"), severity="warning", expected=say("less"), path="a.toml"
    )
    assert diagnosis(finding, "en") == "warning[too-large]: the file is large\n --> a.toml\n  = less"
    assert diagnosis(Finding("x", say("y"), hints=(say("z"),)), "en") == "error[x]: y\n  = hint: z"


@pytest.mark.parametrize(
    "source, marked, carets",
    [
        ('title = "児童手当" # x', "x", " " * 21 + "^"),
        ('title = "児童手当"', "児童", "         ^^^^"),
        ("　rung", "　", "^^"),
        ("ｱｲ = 1", "1", "     ^"),
        ("①→× = 1", "1", "      ^"),  # ambiguous: one cell
        ("か\u3099 = 1", "1", "     ^"),  # a combining mark takes none
        ("\ta\t= 1", "1", "     ^"),
        ("a\u202e = 1", "1", "            ^"),
        ("a\x00 = 1", "\x00", " ^^^^^^^^"),
    ],
)
def test_the_caret_stands_below_its_character(source: str, marked: str, carets: str) -> None:
    assert shown(source, marked)[1] == f"  | {carets}"


def test_what_can_not_be_seen_is_made_visible() -> None:
    assert shown("a\u202e\t= 1", "1")[0] == "7 | a<U+202E> = 1"


def test_a_place_behind_the_end_of_the_line() -> None:
    finding = Finding("x", say("x"), path="a.toml", line=2, column=4, length=1, context="a =")
    assert diagnosis(finding, "en").split("\n")[3:] == ["2 | a =", "  |    ^"]


def test_a_long_line_is_cut_around_the_caret() -> None:
    behind = shown("key = 1 # " + "x" * 200, "1")
    assert behind == ["7 | key = 1 # " + "x" * 63 + "...", "  |       ^"]
    before = shown("# " + "あ" * 100 + " here " + "い" * 100, "here")
    assert before[0].startswith("7 | ...ああ")
    assert before[0].endswith("いい...")
    at = before[1].index("^")
    assert cells(before[0][: before[0].index("here")]) == at
    assert before[1].count("^") == 4
    whole = shown('a = "' + "あ" * 100 + '"', '"' + "あ" * 100 + '"')
    assert cells(whole[1]) == cells(whole[0]) - 3
    assert whole[0].endswith("あ...")


def test_what_is_expected_wraps_beside_the_caret_or_goes_below() -> None:
    allowed = say(
        "one of law, prefecture_scheme, ordinance, audit, safety, accessibility, volume, efficiency, habit"
    )
    assert shown('category = "x"', '"x"', allowed)[1:] == [
        "  |            ^^^ one of law, prefecture_scheme, ordinance, audit, safety,",
        "  |                accessibility, volume, efficiency, habit",
    ]
    assert shown('category = "' + "x" * 50 + '"', '"' + "x" * 50 + '"', allowed)[1:] == [
        "  |            " + "^" * 52,
        "  |            one of law, prefecture_scheme, ordinance, audit, safety,",
        "  |            accessibility, volume, efficiency, habit",
    ]


def test_several_are_in_the_order_of_the_files() -> None:
    def at(path: str, line: int, column: int) -> Finding:
        return Finding("x", say("x"), path=path, line=line, column=column, context="")

    text = diagnoses(
        [at("b", 1, 1), at("a", 10, 1), at("a", 2, 5), at("a", 2, 1), Finding("y", say("y"))], "en"
    )
    places = [row.strip() for row in text.split("\n") if "-->" in row]
    assert places == ["--> a:2:1", "--> a:2:5", "--> a:10:1", "--> b:1:1"]
    assert text.startswith("error[y]: y\n\nerror[x]")


def test_japanese_wraps_between_characters_but_not_before_a_full_stop() -> None:
    rows = wrapped("検証責任者が決まっていない要望は、受け付けられません。", 20, "  ")
    assert all(cells(row) <= 20 for row in rows)
    assert "".join(row.strip() for row in rows) == "検証責任者が決まっていない要望は、受け付けられません。"
    assert not any(row.strip()[0] in "、。" for row in rows)


def test_a_command_stays_in_one_row() -> None:
    command = "`nocustom explain requests/2026/a.toml`"
    assert command in [row.strip() for row in wrapped(f"what the rule says is told by {command}", 50, "  ")]
    long = f"`nocustom check {'x' * 100}`"
    assert long in wrapped(f"run {long}", 80, "")


TEXT = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("あ漢。「` \t＝"), max_size=120)


@settings(max_examples=200)
@given(TEXT, TEXT, TEXT, st.integers(1, 130), st.integers(1, 130), st.integers(1, 99999))
def test_no_row_is_wider_than_the_screen(
    said: str, expected: str, context: str, column: int, length: int, line: int
) -> None:
    context = context.replace("\n", "").replace("\r", "")
    finding = Finding(
        "code", say("it is {said}", said=said), expected=say("{expected}", expected=expected),
        hints=(say("write {expected}", expected=expected),), path="a.toml",
        line=line, column=column, length=length, context=context,
    )  # fmt: skip
    text = diagnosis(finding, "en")
    assert all(
        cells(row) <= WIDTH for row in text.split("\n") if "`nocustom " not in row and "://" not in row
    )
    assert all(row == row.rstrip() for row in text.split("\n"))
    assert not any(unicodedata.category(char) == "Cc" for char in text.replace("\n", ""))


def test_the_frame_can_be_encoded_for_old_screens() -> None:
    shown_text = diagnosis(FINDING, "en") + "\n".join(
        shown("# " + "あ" * 100 + " here " + "い" * 100, "here")
    )
    assert shown_text.encode("cp932").decode("cp932") == shown_text
