"""Strings that look like personal data: My Number (with its check digit), phone, mail and street address.

    gather    the free texts that are there
    sieve     most have no `@`, no 丁目 or 番地, no long row of digits, no block number after a place: nothing to find
    fold      full-width characters become plain ones (NFKC), every kind of dash becomes `-`
    match     mail, My Number, phone, address, in this order; what one pattern took is not taken again
    clear     what the form lists under `disclosure.cleared`, with a reason, does not count

The check digit is that of the Order on My Number (weights 6 5 4 3 2 7 6 5 4 3 2, modulo 11). Phone numbers have ten
digits in Japan, eleven with 050 to 090 and 0800, and are written with separators (those of eleven digits also without).
Days, amounts, articles, counts and document numbers are none of these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from unicodedata import normalize

from nocustom.form.fields import FORM
from nocustom.form.finding import Key

__all__ = ["count", "hits"]

_DASHES = "-‐‑‒–—―−－ー─━"
_FOLDED = str.maketrans(dict.fromkeys(_DASHES.replace("ー", ""), "-"))
_LONG_VOWEL = re.compile(r"(?<=\d)ー(?=\d)")  # typed for a dash: 03ー1234ー5678

_D, _SEPARATED = "[0-9０-９]", rf"[{_DASHES}()（） 　]{{1,2}}"
_ROW = re.compile(rf"{_D}(?:{_SEPARATED}{_D}{{1,4}}{_SEPARATED}{_D}|{_D}{{6}}(?:{_D}|{_SEPARATED}))")
_PLACE_AND_BLOCK = re.compile(rf"[市区町村郡][^\s0-9０-９、。,.]{{0,12}}{_D}{{1,3}}[{_DASHES}]{_D}")

_MAIL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._%+-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
_NUMBER = re.compile(r"(?<![\d-])\d{4}([ -]?)\d{4}\1\d{4}(?![\d-])")
_PHONE = re.compile(
    r"""(?<![\d-])(?:
        (?:\+81[- ]?|0)[5789]0[- ]?\d{4}[- ]?\d{4}                                  # 090-1234-5678
      | (?:\+81[- ]?|0)(?:\d[- ]\d{4}|\d{2}[- ]\d{3}|\d{3}[- ]\d{2}|\d{4}[- ]\d)[- ]\d{4}  # 042-123-4567
      | (?:\+81[- ]?|0)(?:\d\(\d{4}|\d{2}\(\d{3}|\d{3}\(\d{2}|\d{4}\(\d)\)[ -]?\d{4}      # 042(123)4567
      | \(0(?:\d\)[ -]?\d{4}|\d{2}\)[ -]?\d{3}|\d{3}\)[ -]?\d{2}|\d{4}\)[ -]?\d)[- ]\d{4}   # (042)123-4567
      | 0(?:120|570)[- ](?:\d{3}[- ]\d{3}|\d{2}[- ]\d{4})                            # 0120-123-456
      | 0800[- ]\d{3}[- ]\d{4}
    )(?![\d-])""",
    re.VERBOSE,
)
_N = r"(?:\d{1,4}|[一二三四五六七八九十百]{1,4})"
_CHOME = re.compile(rf"[一-鿿ぁ-んァ-ヶー々]{{1,12}}{_N}(?:丁目\s*(?:{_N}(?:番地?|-)?(?:\s*{_N}号?)?)?|番地(?:の\d+)?)")
# After the name of a place, 1-2-3 is an address; 1-2 alone is one unless it counts something or numbers a document.
_BLOCK = re.compile(
    r"[市区町村郡][^\s\d、。,.]{0,12}(?<![第表図式条項号])"
    r"(?:\d{1,3}-\d{1,3}-\d{1,4}|(?<![分年月週約計例は])\d{1,3}-\d{1,3}(?!\s*(?:[回人名件日週年時%円枚版台個種冊本章条項節頁割度月]|[かヶカ]月|号様式)))"
    r"(?![\d-])"
)
_PATTERNS = (_MAIL, _NUMBER, _PHONE, _CHOME, _BLOCK)

_Keys = list[tuple[str, tuple[str, ...]]]


def _keys(kind: str, tables: str) -> _Keys:
    """Tables of the form (of kind `table`, or `tables`: a list of them) with those fields that are of `kind`."""
    found: dict[str, tuple[str, ...]] = {}
    for path, field in FORM.items():
        table, _, key = path.rpartition(".")
        if field.kind == kind and FORM[table].kind == tables and not path.startswith("disclosure."):
            found[table] = (*found.get(table, ()), key)
    return list(found.items())


_TEXTS, _LISTS, _REPEATED = _keys("text", "table"), _keys("list", "table"), _keys("text", "tables")


def texts(request: Mapping[str, Any]) -> Iterator[tuple[Key, str]]:
    """Every free text of the request with its place."""
    for table, keys in _TEXTS:
        for key in keys:
            if key in request.get(table, {}):
                yield (table, key), request[table][key]
    for table, keys in _LISTS:
        for key in keys:
            for index, each in enumerate(request.get(table, {}).get(key, ())):
                yield (table, key, index), each
    for path, keys in _REPEATED:
        for index, each in enumerate(_repeated(request, path)):
            for key in keys:
                if key in each:
                    yield (*path.split("."), index, key), each[key]


def _repeated(request: Mapping[str, Any], path: str) -> list[dict[str, Any]]:
    section, _, inner = path.partition(".")
    found: list[dict[str, Any]] = request.get(section, {}).get(inner, []) if inner else request.get(section, [])
    return found


def _whole(request: Mapping[str, Any]) -> str:
    """What `texts` gives, in one text with a line for each: all that most requests are looked at for."""
    parts: list[str] = []
    for table, keys in _TEXTS:
        if table in request:
            held = request[table]
            parts += [held[key] for key in keys if key in held]
    for table, keys in _LISTS:
        if table in request:
            held = request[table]
            for key in keys:
                parts += held.get(key, ())
    for path, keys in _REPEATED:
        for each in _repeated(request, path):
            parts += [each[key] for key in keys if key in each]
    return "\n".join(parts)


def hits(request: Mapping[str, Any]) -> Iterator[tuple[Key, str]]:
    """Each string of the request's free texts that looks like personal data and is not cleared, with its place."""
    if not _worth_a_look(_whole(request)):
        return
    cleared = [
        _folded(each["text"])
        for each in request.get("disclosure", {}).get("cleared", ())
        if each.get("text", "").strip() and each.get("why", "").strip()
    ]
    for where, text in texts(request):
        if _worth_a_look(text):
            for match in _matches(_folded(text)):
                if not any(match in allowed for allowed in cleared):
                    yield where, match


def count(request: Mapping[str, Any]) -> int:
    """How many such strings there are."""
    return sum(1 for _ in hits(request))


def _worth_a_look(text: str) -> bool:
    """False only where no pattern can match; a few plain searches for what nearly every request answers with no."""
    return (
        "@" in text or "＠" in text or "﹫" in text or "丁目" in text or "番地" in text
        or _ROW.search(text) is not None or _PLACE_AND_BLOCK.search(text) is not None
    )  # fmt: skip


def _folded(text: str) -> str:
    return _LONG_VOWEL.sub("-", normalize("NFKC", text).translate(_FOLDED))


def _matches(text: str) -> Iterator[str]:
    taken: list[tuple[int, int]] = []
    for pattern in _PATTERNS:
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
