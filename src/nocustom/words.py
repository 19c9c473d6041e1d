"""Messages as data.

Pure code says *what* is to be said (`say("unknown key {key}", key=...)`); which language it is said in, and how user
text is shown safely, is decided where it is shown (`nocustom.locale.speak`).
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

__all__ = ["INVISIBLE", "Bilingual", "Said", "cells", "say", "visible"]


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


# Bidirectional formatting characters and invisible ones that let a text look like another (Unicode TR 36, TR 39).
INVISIBLE = {
    *range(0x00, 0x20), 0x7F, *range(0x80, 0xA0), 0x00AD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5,
    *range(0x180B, 0x1810), *range(0x200B, 0x2010), 0x2028, 0x2029, *range(0x202A, 0x202F), *range(0x2060, 0x2070),
    0x3164, *range(0xD800, 0xE000), 0xFEFF, 0xFFA0, *range(0xFFF9, 0xFFFC), *range(0xE0000, 0xE0080),
}  # fmt: skip
_VISIBLE = {code: f"<U+{code:04X}>" for code in INVISIBLE} | {0x0A: "\\n", 0x0D: "\\r", 0x09: "\\t"}
_VISIBLE_LINES = {code: shown for code, shown in _VISIBLE.items() if code != 0x0A}


def visible(text: str, *, lines: bool = False) -> str:
    """`text` with every control, bidirectional and invisible character shown as `<U+202E>` (or `\\n`, `\\t`).

    With `lines`, line feeds stay what they are: for texts that are meant to have several lines.
    """
    if text.isascii() and text.isprintable():
        return text
    return text.translate(_VISIBLE_LINES if lines else _VISIBLE)


def cells(text: str) -> int:
    """How many cells of a terminal `text` takes. Ambiguous characters take one, as in Windows and most others."""
    if text.isascii():
        return len(text)
    return sum(map(_cells, text))


@cache
def _cells(char: str) -> int:
    if char < "\u0300":
        return 1
    import unicodedata  # a large table, and a start in English needs none of it

    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
