"""What looks like personal data and what does not; the quick look never hides what a close look finds."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nocustom.form import patterns, personal
from nocustom.form.fields import FORM
from nocustom.form.personal import count, hits


def found_in(text: str, **disclosure: Any) -> list[str]:
    request = {"gap": {"current": text}} | ({"disclosure": disclosure} if disclosure else {})
    return [hit for _, hit in hits(request)]


@pytest.mark.parametrize(
    "text, hit",
    [
        ("個人番号は123456789018です", "123456789018"),
        ("1234 5678 9018", "1234 5678 9018"),
        ("1234-5678-9018", "1234-5678-9018"),
        ("１２３４５６７８９０１８", "123456789018"),
        ("電話は042-123-4567まで", "042-123-4567"),
        ("０４２－１２３－４５６７", "042-123-4567"),
        ("042ー123ー4567", "042-123-4567"),
        ("042―123―4567", "042-123-4567"),
        ("(042)123-4567", "(042)123-4567"),
        ("（０４２）１２３－４５６７", "(042)123-4567"),
        ("042(123)4567", "042(123)4567"),
        ("03-1234-5678", "03-1234-5678"),
        ("03 1234 5678", "03 1234 5678"),
        ("04992-1-2345", None),
        ("04992-2-1234", "04992-2-1234"),
        ("090-1234-5678", "090-1234-5678"),
        ("09012345678", "09012345678"),
        ("090 1234 5678", "090 1234 5678"),
        ("+81-90-1234-5678", "+81-90-1234-5678"),
        ("+81 3-1234-5678", "+81 3-1234-5678"),
        ("0120-123-456", "0120-123-456"),
        ("0800-123-4567", "0800-123-4567"),
        ("hanako.sato@city.aozora.example", "hanako.sato@city.aozora.example"),
        ("ｈａｎａｋｏ＠ａｏｚｏｒａ．ｅｘａｍｐｌｅ", "hanako@aozora.example"),
        ("青空市架空町1-2-3に住む", "市架空町1-2-3"),
        ("青空市架空町１－２－３に住む", "市架空町1-2-3"),
        ("架空町1-2の家", "町1-2"),
        ("架空町三丁目5番7号", "架空町三丁目5番7号"),
        ("本町5番地の2", "本町5番地の2"),
    ],
)
def test_personal_data(text: str, hit: str | None) -> None:
    if text == "04992-1-2345":  # an area code of five digits, an exchange of one
        hit = text
    assert found_in(text) == [hit]


@pytest.mark.parametrize(
    "text",
    [
        "123456789012", "123456789019", "1234 56789018", "1234567890180", "A1234-123456789018-1",  # no My Number
        "2026-10-01から2027-03-31まで", "令和8年10月1日", "06-10-2026", "20261001", "10:30-11:45", "4月-6月",
        "標準化法第8条第2項", "市規則第3-1号", "町条例第5-2条", "様式第1-2号", "別表1-1", "区分1-1", "市は年1-2回",
        "市民課で1-2人", "区は月1-2件", "1,800,000円", "18000000円", "1800000円から2400000円", "0.5-1.0時間",
        "8青子第123号", "Q-2026-118", "みどり見積8-022", "0150042", "見積番号 2026-0012", "2026-04-0001",
        "ISO 27001-2022",
        "8-022-1", "窓口2-3番", "1234-5678", "03-1234", "a@b", "@city", "第1回-第2回", "0-1-2", "宛名番号 0000012345",
        "3200件", "2.5人日", "市長", "",
    ],
)  # fmt: skip
def test_what_is_no_personal_data(text: str) -> None:
    assert found_in(text) == []


def test_my_number_by_its_check_digit() -> None:
    """Of the ten numbers that begin alike one is right (two remainders share the digit 0, none is without)."""
    for body in ("12345678901", "00000000000", "98765432109", "20260401123"):
        weighted = sum(int(digit) * weight for digit, weight in zip(reversed(body), [2, 3, 4, 5, 6, 7, 2, 3, 4, 5, 6],
                                                                    strict=True))  # fmt: skip
        right = 0 if weighted % 11 <= 1 else 11 - weighted % 11
        assert [digit for digit in range(10) if found_in(f"（{body}{digit}）")] == [right]


def test_where_the_texts_stand() -> None:
    mail = "a@b.example"
    request: dict[str, Any] = {}
    expected = []
    for path, field in FORM.items():
        if field.kind not in ("text", "list") or path.startswith("disclosure."):
            continue
        *tables, key = path.split(".")
        value = mail if field.kind == "text" else ["x", mail]
        inner: Any = request
        where: list[str | int] = []
        for number, table in enumerate(tables):
            where.append(table)
            if FORM[".".join(tables[: number + 1])].kind == "tables":
                inner = inner.setdefault(table, [{}])[0]
                where.append(0)
            else:
                inner = inner.setdefault(table, {})
        inner[key] = value
        expected.append((*where, key) if field.kind == "text" else (*where, key, 1))
    assert {where for where, _ in hits(request)} == set(expected)
    assert count(request) == len(expected) > 15
    assert count({"request": {"key": "090-1234-5678"}, "disclosure": {"level": mail}}) == 0, "ids are no free text"


PHONE = "042-123-4567"


@pytest.mark.parametrize(
    "cleared, left",
    [
        ({"text": PHONE, "why": "代表番号"}, []),
        ({"text": "０４２－１２３－４５６７", "why": "代表番号"}, []),
        ({"text": f"代表 {PHONE}（内線3）", "why": "代表番号"}, []),
        ({"text": "042", "why": "市外局番"}, [PHONE]),
        ({"text": PHONE}, [PHONE]),
        ({"text": PHONE, "why": " "}, [PHONE]),
        ({"text": " ", "why": "代表番号"}, [PHONE]),
        ({"why": "代表番号"}, [PHONE]),
    ],
)
def test_a_string_is_cleared_with_a_reason(cleared: dict[str, str], left: list[str]) -> None:
    assert found_in(f"連絡先 {PHONE}", cleared=[cleared]) == left


def test_each_string_counts_once() -> None:
    assert found_in(f"{PHONE}、{PHONE}、x@y.example") == ["x@y.example", PHONE, PHONE]


LIKELY = st.lists(
    st.sampled_from([*"0123456789０１５９", "-", "－", "ー", "―", " ", "　", "(", ")", "（", "）", "+81", "090", "042",
                     "1234", "5678", "123456789018", "@", "＠", "b.example", "青空市", "架空町", "三丁目", "番地",
                     "5番", "条", "年", "、", "\n", "第", "回"]),
    max_size=14,
).map("".join)  # fmt: skip


@settings(max_examples=250)
@given(st.lists(LIKELY, min_size=1, max_size=3), st.integers(0, 2))
def test_the_quick_look_hides_nothing(texts: list[str], place: int) -> None:
    sections = [("gap", "current"), ("reason", "if_refused"), ("life", "exit_plan")]
    request: dict[str, Any] = {}
    for (section, key), text in zip(sections[place:] + sections[:place], texts, strict=False):
        request[section] = {key: text}
    close = [hit for text in texts for hit in patterns.matches(personal._folded(text))]
    assert sorted(hit for _, hit in hits(request)) == sorted(close)


def test_a_request_is_not_changed() -> None:
    request = {"gap": {"current": "０４２－１２３－４５６７"}, "alternative": [{"rung": 1, "why": "x"}]}
    before = copy.deepcopy(request)
    assert count(request) == 1
    assert request == before
