"""The shapes of personal data, in text whose full-width characters are folded (`form/personal.py`).

The check digit is that of the Order on My Number (weights 6 5 4 3 2 7 6 5 4 3 2, modulo 11). Phone numbers have ten
digits in Japan, eleven with 050 to 090 and 0800, and are written with separators (those of eleven digits also without).
Days, amounts, articles, counts and document numbers are none of these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["matches"]

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


def matches(text: str) -> Iterator[str]:
    """Each string in `text` that looks like personal data, none overlapping another."""
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
