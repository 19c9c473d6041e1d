# ruff: noqa: E501  a table is read by its rows
"""What people write who know no TOML, and what they are told: the user's file, not objects."""

from __future__ import annotations

from pathlib import Path

import pytest

from nocustom.errors import NotJudged
from nocustom.files.document import document
from nocustom.files.mistake import half_width, mistakes
from nocustom.form.finding import Finding
from nocustom.locale import speak
from tests.files.documents import INVALID, name, text_of


def told(text: str) -> list[str]:
    with pytest.raises(NotJudged) as raised:
        document(text.encode(), shown="a.toml")
    return [_line(finding) for finding in raised.value.findings]


def _line(finding: Finding) -> str:
    assert finding.context is not None
    assert finding.column is not None
    marked = finding.context[finding.column - 1 : finding.column - 1 + finding.length]
    tail = f" -> {speak(finding.expected, 'en')}" if finding.expected else ""
    return f"{finding.line}:{finding.column} [{marked}] {speak(finding.said, 'en')}{tail}"


@pytest.mark.parametrize(
    "text, expected",
    [
        # full-width
        ("rung = ９", "1:8 [９] full-width `９` outside of quotes -> write half-width `9`"),
        ("rung = 1０", "1:8 [1０] full-width `1０` outside of quotes -> write half-width `10`"),
        ("a = ２０２６-10-01", "1:5 [２０２６-10-01] full-width `２０２６-10-01` outside of quotes -> write half-width `2026-10-01`"),
        ("a = ｔｒｕｅ", "1:5 [ｔｒｕｅ] full-width `ｔｒｕｅ` outside of quotes -> write half-width `true`"),
        ("\n　rung = 9", "2:1 [　] full-width space outside of quotes -> a half-width space"),
        ("rung = 9　# x", "1:9 [　] full-width space outside of quotes -> a half-width space"),
        ("rung = 　9", "1:8 [　] full-width space outside of quotes -> a half-width space"),
        ("\u00a0rung = 9", "1:1 [\u00a0] no-break space outside of quotes -> a half-width space"),
        ("rung =\u00a09", "1:7 [\u00a0] no-break space outside of quotes -> a half-width space"),
        ("rung = 9\u202f", "1:9 [\u202f] no-break space outside of quotes -> a half-width space"),
        ("rung = 9\u2003# x", "1:9 [\u2003] space of another kind (U+2003) outside of quotes -> a half-width space"),
        ("rung\u2009= 9", "1:5 [\u2009] space of another kind (U+2009) outside of quotes -> a half-width space"),
        ("rung＝9", "1:5 [＝] full-width `＝` outside of quotes -> write half-width `=`"),
        ("ｒung = 9", "1:1 [ｒ] full-width `ｒ` outside of quotes -> write half-width `r`"),
        ("［gap]", "1:1 [［] full-width `［` outside of quotes -> write half-width `[`"),
        ("[[gap］］", "1:6 [］］] full-width `］］` outside of quotes -> write half-width `]]`"),
        ('a = ["x"、"y"]', "1:9 [、] full-width `、` outside of quotes -> write half-width `,`"),
        ("＃ x", "1:1 [＃] full-width `＃` outside of quotes -> write half-width `#`"),
        ("title = ”手当”", '1:9 [”手当”] full-width `”` instead of a quote -> write `"手当"`'),
        ("title = 「手当」", '1:9 [「手当」] full-width `「` instead of a quote -> write `"手当"`'),
        ('title = "手当”', '1:12 [”] full-width `”` outside of quotes -> write half-width `"`'),
        # dates
        ("a = 2026/10/01", "1:5 [2026/10/01] `2026/10/01` is not written as a date -> write `2026-10-01`"),
        ("a = 2026-1-5", "1:5 [2026-1-5] `2026-1-5` is not written as a date -> write `2026-01-05`"),
        ("a = 2026.10.1", "1:5 [2026.10.1] `2026.10.1` is not written as a date -> write `2026-10-01`"),
        ("a = 2026年１０月1日 # x", "1:5 [2026年１０月1日] `2026年１０月1日` is not written as a date -> write `2026-10-01`"),
        ("a = 令和8年10月1日", "1:5 [令和8年10月1日] `令和8年10月1日` is not written as a date -> write `2026-10-01`"),
        ("a = 令和元年5月1日", "1:5 [令和元年5月1日] `令和元年5月1日` is not written as a date -> write `2019-05-01`"),
        ("a = R8.4.1", "1:5 [R8.4.1] `R8.4.1` is not written as a date -> write `2026-04-01`"),
        ("a = 平成31年4月30日", "1:5 [平成31年4月30日] `平成31年4月30日` is not written as a date -> write `2019-04-30`"),
        ("a = 令和8年10月", "1:5 [令和8年10月] `令和8年10月` is not written as a date -> year-month-day, such as `2026-10-01`"),
        ("a = 2026/02/30", "1:5 [2026/02/30] `2026/02/30` is not written as a date -> year-month-day, such as `2026-10-01`"),
        ("a = 2026-02-30", "1:5 [2026-02-30] there is no day `2026-02-30`"),
        ("a = 8:30", "1:5 [8:30] `8:30` is not written as a time -> hours, minutes and seconds, such as `08:30:00`"),
        # numbers, truth, text
        ("a = 1,800,000", "1:5 [1,800,000] `1,800,000` is not written as a number -> write `1800000`"),
        ("a = 180万円", "1:5 [180万円] `180万円` is not written as a number -> write `1800000`"),
        ("a = 3,200件 # x", "1:5 [3,200件] `3,200件` is not written as a number -> write `3200`"),
        ("a = 007", "1:5 [007] `007` is not written as a number -> write `7`"),
        ("a = 約 3", '1:5 [約 3] text without quotes -> write `"約 3"`'),
        ("a = 3時間半", "1:5 [3時間半] `3時間半` is not written as a number -> a whole number such as `1800000`, or text in quotes"),
        ("a = 3 時間", "1:5 [3 時間] `3 時間` is not written as a number -> write `3`"),
        ("a = 1.5円", "1:5 [1.5円] `1.5円` is not written as a number -> a whole number such as `1800000`, or text in quotes"),
        ("a = yes", "1:5 [yes] `yes` is neither true nor false -> write `true`"),
        ("a = False # x", "1:5 [False] `False` is neither true nor false -> write `false`"),
        ("a = [はい, true]", "1:6 [はい] `はい` is neither true nor false -> write `true`"),
        ("title = 手当 の \"表\"", '1:9 [手当 の "表"] text without quotes -> write `"手当 の \\"表\\""`'),
        ("a = [x, y]", '1:6 [x] text without quotes -> write `"x"`'),
        ("a =", "1:4 [] the value is missing"),
        ("a = # x", "1:5 [#] the value is missing"),
        # quotes
        ('a = "x', '1:5 ["x] this text is not closed in its line'),
        ("a = '''x\ny", "1:5 ['''] this text of several lines is never closed"),
        ('a = "x"y"', '1:8 [y"] something is left after the closing quote'),
        (r'a = "C:\Users"', r"1:8 [\U] `\U` means nothing in quotes"),
        (r'a = "\e"', r"1:6 [\e] `\e` means nothing in quotes"),
        (r'a = "\ud800"', r"1:6 [\ud800] there is no such character"),
        ('a = "x\0y"', "1:7 [\0] control character `<U+0000>`"),
        ("a = 1\rb = 2", "1:6 [\r] a carriage return without a line feed"),
        ("a\u200b = 1", "1:2 [\u200b] invisible character `<U+200B>`"),
        ("a = 1 # \x01", "1:9 [\x01] control character `<U+0001>`"),
        # names and sections
        ("rung 9", "1:1 [rung ] `rung` has no `=` and no value"),
        ("rung: 9", "1:5 [:] `:` between name and value -> write `=`"),
        ('legal basis = "x"', "1:1 [legal basis] a name has no spaces"),
        ('説明 = "x"', "1:1 [説明] `説明` is not a name -> half-width letters, digits, `_` and `-`"),
        ("= 3", "1:1 [=] there is no name before `=`"),
        ("// x", "1:1 [/] a comment begins with `#`"),
        ("[gap", "1:1 [[gap] the name of a section is not closed -> write `[gap]`"),
        ("[[gap]", "1:1 [[[gap]] the name of a section is not closed -> write `[[gap]]`"),
        ("[the gap]", "1:6 [g] `g` does not belong into the name of a section -> `]`; a name has half-width letters, digits, `_` and `-`"),
        ("[]", "1:2 []] `]` closes nothing"),
        # brackets
        ("a = [1,\n2\nb = 3", "1:5 [[] `[` is never closed"),
        ("a = [1,", "1:5 [[] `[` is never closed"),
        ('a = ["x" "y"]', '1:10 ["] a comma is missing before this -> `,` or `]`'),
        ("a = { b = 1, }", "1:12 [,] a comma before `}`"),
        ("a = { b = 1,\n c = 2 }", "1:5 [{ b = 1,] `{` is not closed in its line"),
        ("a = 1 b = 2", "1:7 [b = 2] `b = 2` does not belong here"),
        ("a = " + "[" * 10_000, "1:105 [[] more than 100 levels inside each other"),
        ("a." * 10_000 + "a = 1", "1:201 [a] more than 100 levels inside each other"),
        ("a = " + "9" * 5000, "1:5 [" + "9" * 5000 + "] this number is too long"),
        # twice
        ("a = 1\n[b]\na = 2\na = 3", "4:1 [a] `b.a` is written twice"),
        ("[a]\nb = 1\n[a]\nc = 2", "3:2 [a] `a` is written twice"),
        ("a.b = 1\n[a]\nc = 1", "2:2 [a] `a` is written twice"),
        ("[[t]]\na = 1\n[t]\nb = 2", "3:2 [t] `t` is written twice"),
        ("[a]\nb = 1\n[a.b]\nc = 2", "3:4 [b] `a.b` is written twice"),
    ],
)  # fmt: skip
def test_one_mistake(text: str, expected: str) -> None:
    assert told(text) == [expected]


def test_every_mistake_of_a_file_is_told_in_one_run() -> None:
    text = '［request]\ntitle = ”手当”\nrung = ９\n\n[life]\nends_on = 令和10年3月31日\n"x" = 1\nitems = [\n  "a"\n  "b",\n]\nok = はい\nok = true\n'
    assert [line.split(" ", 1)[0] for line in told(text)] == [
        "1:1",
        "2:9",
        "3:8",
        "6:11",
        "10:3",
        "12:6",
        "13:1",
    ]


def test_keys_after_a_broken_header_are_not_called_double() -> None:
    assert told("[a]\nb = 1\n[c\nb = 1\n") == ["3:1 [[c] the name of a section is not closed -> write `[c]`"]


def test_a_second_key_names_the_line_of_the_first() -> None:
    (finding,) = mistakes("a = 1\n\na = 2\n", "a.toml")
    assert [speak(hint, "en") for hint in finding.hints] == ["the first one is in line 1; keep one of them"]
    assert finding.where == ("a",)


def test_there_are_never_more_than_twenty() -> None:
    assert len(mistakes("a = ９\n" * 100, "a.toml")) == 20


@pytest.mark.parametrize("path", [path for path in INVALID if text_of(path) is not None], ids=name)
def test_every_invalid_file_of_the_corpus_is_explained(path: Path) -> None:
    text = text_of(path) or ""
    findings = mistakes(text, "a.toml")
    assert findings
    assert "not-toml" not in {finding.code for finding in findings}


def test_half_width() -> None:
    assert [half_width(char) for char in "Ａ～　＝あa"] == ["A", "~", " ", "=", None, None]
