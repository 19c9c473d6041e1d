"""Texts as a search sees them, and what an index of them keeps: every two letters that follow each other.

A word of two letters is one such pair, a longer one several in their order; so words are found as parts of words, and
nobody has to know where a Japanese word begins. White space divides; width and case of letters do not count.

An index of SQLite takes what stands between spaces as it is, except that its plainest way of reading divides at ASCII
punctuation too: that is written as characters which nobody ever assigned.
"""

from __future__ import annotations

import unicodedata
from itertools import pairwise

__all__ = ["mark", "pairs", "plain", "singles"]

_BEYOND = 0x10FF00
_PUNCTUATION = {code: chr(_BEYOND + code) for code in range(128) if not chr(code).isalnum()}
_END = _PUNCTUATION[ord(" ")]
"""Between two words, so that the second one's first pair does not follow the first one's last."""


def plain(text: str) -> str:
    """The text whatever the width and case of its letters."""
    return unicodedata.normalize("NFKC", text).casefold()


def pairs(text: str) -> str:
    """All pairs of a plain text in their order, with a space between them."""
    found: list[str] = []
    for word in text.split():
        word = word.translate(_PUNCTUATION)
        found += map("".join, pairwise(word))
        found.append(_END)
    return " ".join(found)


def singles(text: str) -> set[str]:
    """The letters of a plain text."""
    return {letter.translate(_PUNCTUATION) for letter in set(text) if not letter.isspace()}


def mark(kind: str, name: str) -> str:
    """What stands among the single letters for the id of somebody or something; longer than any of them."""
    return f"{_END}{kind}{plain(name).translate(_PUNCTUATION)}"
