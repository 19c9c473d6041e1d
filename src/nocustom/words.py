"""Messages as data.

Pure code says *what* is to be said (`say("unknown key {key}", key=...)`); which language it is said in, and how user
text is shown safely, is decided where it is shown (`nocustom.locale.speak`).
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cache, lru_cache
from typing import Any, NamedTuple

__all__ = [
    "HIDDEN", "LONGEST_NAME", "Bilingual", "Said", "as_name", "cells", "cut", "hidden", "marked", "odd_name", "say",
    "strangers", "visible",
]  # fmt: skip


class Said(NamedTuple):
    """One message: the English source sentence with `{named}` places, and what stands in them."""

    msgid: str
    params: dict[str, Any]


class Bilingual(NamedTuple):
    """A text that its author wrote in both languages, such as a label or a rule's title."""

    ja: str
    en: str

    def get(self, lang: str) -> str:
        """The text in `lang`, or in the other language where this one was left empty."""
        return (self.ja or self.en) if lang == "ja" else (self.en or self.ja)


def say(msgid: str, /, **params: Any) -> Said:
    """A message to be spoken later. The literal `msgid` is what the Japanese catalogue translates."""
    return Said(msgid, params)


HIDDEN: tuple[tuple[int, int], ...] = (
    (0x00, 0x1F), (0x7F, 0x9F), (0xAD, 0xAD), (0x034F, 0x034F), (0x0600, 0x0605), (0x061C, 0x061C), (0x06DD, 0x06DD),
    (0x070F, 0x070F), (0x0890, 0x0891), (0x08E2, 0x08E2), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F),
    (0x200B, 0x200F), (0x2028, 0x202E), (0x2060, 0x206F), (0x2800, 0x2800), (0x3164, 0x3164), (0xD800, 0xDFFF),
    (0xE000, 0xF8FF), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFFB), (0x110BD, 0x110BD),
    (0x110CD, 0x110CD), (0x13430, 0x1345F), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0x10FFFF),
)  # fmt: skip
"""Ranges of characters that nobody sees, that move others about, or that each computer draws as it likes: controls,
bidirectional and other format characters, variation selectors, blanks that are letters, halves of characters, and
those of one's own (Unicode TR 36 and TR 39; 外字)."""
_FIRSTS = [first for first, _ in HIDDEN]


class _Shown(dict[int, "int | str"]):
    """What stands for a character; each is looked up in the ranges once."""

    def __missing__(self, code: int) -> int | str:
        shown = self[code] = f"<U+{code:04X}>" if hidden(code) else code
        return shown


_ONE_LINE = _Shown({0x0A: "\\n", 0x0D: "\\r", 0x09: "\\t"})
_LINES = _Shown({0x0A: 0x0A, 0x0D: "\\r", 0x09: "\\t"})


def hidden(code: int) -> bool:
    """Whether a code point lies in one of the ranges of `HIDDEN`."""
    place = bisect_right(_FIRSTS, code) - 1
    return place >= 0 and code <= HIDDEN[place][1]


def visible(text: str, *, lines: bool = False) -> str:
    """`text` with every character of `HIDDEN` shown as `<U+202E>` (or `\\n`, `\\t`).

    With `lines`, line feeds stay what they are: for texts that are meant to have several lines.
    """
    if text.isascii() and text.isprintable():
        return text
    return text.translate(_LINES if lines else _ONE_LINE)


def cells(text: str) -> int:
    """How many cells of a terminal `text` takes. Ambiguous characters take one, as in Windows and most others."""
    if text.isascii():
        return len(text)
    return _cells(text) if len(text) == 1 else sum(map(_cells, text))


@cache
def _cells(char: str) -> int:
    if char < "\u0300":
        return 1
    import unicodedata  # a large table, and a start in English needs none of it

    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def cut(text: str, width: int) -> str:
    """`text` in at most `width` cells; what does not fit becomes `...`."""
    if cells(text) <= width:
        return text
    if width < 3:
        return ""
    kept, used = "", 0
    for char in text:
        used += cells(char)
        if used > width - 3:
            break
        kept += char
    return kept + "..."


LONGEST_NAME = 48
"""Cells of a name, so that it never fills a line and ends on the next, where it could pass for something else."""

_ORDINARY = (
    (0x41, 0x5A), (0x61, 0x7A), (0xAA, 0xAA), (0xB5, 0xB5), (0xBA, 0xBA), (0xC0, 0x0130), (0x0132, 0x017F),
    (0x1E00, 0x1EFF), (0x3005, 0x3007), (0x3041, 0x30FF), (0x31F0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF), (0xFF10, 0xFFDC), (0x20000, 0x3FFFF),
)  # fmt: skip
"""Letters of Japanese names: kanji, kana, Latin, and their full-width and half-width forms."""
_RADICALS = (0x2E80, 0x2FDF)
"""Parts of kanji that look like kanji."""
_LIKE_LATIN = frozenset("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧνο" "АВЕЅІЈКМНОРСТУХҮаеѕіјорсухһԁԛԝ")
"""Greek and Cyrillic letters that look like Latin ones."""


@lru_cache(maxsize=8192)
def strangers(name: str) -> frozenset[str]:
    """The letters of a name that let it pass for another: of a script that does not belong among the others in it.

    Kanji, kana and Latin belong together. A name wholly in another script is as good as any, unless each of its letters
    looks like a Latin one (Unicode TR 39, "mixed-script" and "whole-script confusables").
    """
    if name.isascii():
        return frozenset()
    radicals = {char for char in name if _RADICALS[0] <= ord(char) <= _RADICALS[1]}
    ordinary = [char for char in name if any(first <= ord(char) <= last for first, last in _ORDINARY)]
    others = {char for char in name if char.isalpha()} - {*ordinary} - radicals
    if others and not (ordinary or radicals or others <= _LIKE_LATIN):
        import unicodedata

        if len({unicodedata.name(char, "?").partition(" ")[0] for char in others}) == 1:
            return frozenset()
    return frozenset(others | radicals)


def odd_name(name: str) -> bool:
    """Whether a name has letters that don't belong in it, or characters that nobody sees."""
    return bool(strangers(name)) or visible(name) != name


@lru_cache(maxsize=8192)
def as_name(name: str) -> str:
    """The name of a person, a post, a department or a system as signers see it: short, and on one line.

    What `visible` shows is shown, letters that don't belong are (`strangers`), and a name too long for a line is cut.
    """
    return cut(visible(marked(name)).strip(), LONGEST_NAME)


def marked(name: str) -> str:
    """A name whose letters that don't belong are shown by their number."""
    odd = strangers(name)
    return "".join(f"<U+{ord(char):04X}>" if char in odd else char for char in name) if odd else name
