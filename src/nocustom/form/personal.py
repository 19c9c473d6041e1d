"""Strings that look like personal data: My Number (with its check digit), phone, mail and street address.

Text is compared after NFKC, so that full-width digits count. What the form lists under `disclosure.cleared`, with
a reason, does not count. The check digit is that of the Order on My Number (weights 6 5 4 3 2 7 6 5 4 3 2, modulo 11).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from unicodedata import normalize

from nocustom.form.finding import Key
from nocustom.form.fields import FORM

__all__ = ["count", "hits"]

_PHONE = re.compile(
    r"(?<![\d-])(?:\+81[- ]?|0)(?:[5789]0[- ]?\d{4}[- ]?\d{4}|\d{1,4}-\d{1,4}-\d{3,4}|\d{1,3}\(\d{2,4}\)\d{4})(?![\d-])"
)
_NUMBER = re.compile(r"(?<![\d-])\d{4}([ -]?)\d{4}\1\d{4}(?![\d-])")
_MAIL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._%+-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
_N = r"(?:\d{1,4}|[一二三四五六七八九十百]{1,4})"
_PLACE = r"[一-鿿ぁ-んァ-ヶー々]{1,12}"
_ADDRESS = re.compile(
    rf"{_PLACE}{_N}丁目\s*(?:{_N}(?:番地?|-)?(?:\s*{_N}号?)?)?|{_PLACE}{_N}番地(?:の\d+)?"
    rf"|[市区町村郡][^\s\d、。,.]{{0,12}}(?<!\d)\d{{1,3}}-\d{{1,3}}(?:-\d{{1,4}})?(?![\d-])"
)
_MARKS = re.compile(r"[0-9０-９一二三四五六七八九十百][-0-9０-９\s()（）‐－ー–−丁番]|[@＠]")
_DASHES = str.maketrans({dash: "-" for dash in "‐‑‒–—−－"})
_TEXTS = {
    path for path, field in FORM.items() if field.kind in ("text", "list") and not path.startswith("disclosure.")
}


def texts(request: Mapping[str, Any]) -> Iterator[tuple[Key, str]]:
    """Every free text of the request with its place."""
    for section, table in request.items():
        if isinstance(table, dict):
            yield from _texts_of((section,), section, table)
        elif isinstance(table, list):
            for index, each in enumerate(table):
                yield from _texts_of((section, index), section, each)


def _texts_of(where: Key, path: str, table: Mapping[str, Any]) -> Iterator[tuple[Key, str]]:
    for key, value in table.items():
        if isinstance(value, str):
            if f"{path}.{key}" in _TEXTS:
                yield (*where, key), value
        elif isinstance(value, list) and path != "disclosure":
            for index, each in enumerate(value):
                if isinstance(each, str):
                    yield (*where, key, index), each
                else:
                    yield from _texts_of((*where, key, index), f"{path}.{key}", each)


def hits(request: Mapping[str, Any]) -> Iterator[tuple[Key, str]]:
    """Each string of the request's free texts that looks like personal data and is not cleared."""
    cleared = {
        _plain(each["text"])
        for each in request.get("disclosure", {}).get("cleared", ())
        if each.get("text", "").strip() and each.get("why", "").strip()
    }
    for where, text in texts(request):
        if _MARKS.search(text) is None:
            continue
        for found in _patterns(_plain(text)):
            if not any(found in allowed or allowed == found for allowed in cleared):
                yield where, found


def count(request: Mapping[str, Any]) -> int:
    """How many such strings there are."""
    return sum(1 for _ in hits(request))


def _plain(text: str) -> str:
    return normalize("NFKC", text).translate(_DASHES)


def _patterns(text: str) -> Iterator[str]:
    taken = []
    for pattern in (_MAIL, _NUMBER, _PHONE, _ADDRESS):
        for match in pattern.finditer(text):
            if pattern is _NUMBER and not _is_my_number(match.group()):
                continue
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            taken.append(match.span())
            yield match.group()


def _is_my_number(text: str) -> bool:
    digits = [int(each) for each in text if each.isdigit()]
    rest = sum(digit * weight for digit, weight in zip(digits, (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2), strict=False)) % 11
    return digits[-1] == (0 if rest <= 1 else 11 - rest)
