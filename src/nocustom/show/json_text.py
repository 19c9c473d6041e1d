"""JSON as we print it: readable UTF-8, without the control and bidirectional characters that a terminal would obey."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

from nocustom.words import HIDDEN

__all__ = ["ascii_only", "encode"]


def encode(value: Any, indent: int | None = None) -> str:
    """`value` as JSON; what `words.visible` would make visible is written as `\\uXXXX`."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    for hidden in _hidden():
        if hidden.search(text) is not None:
            text = hidden.sub(_escaped, text)
    return text


def ascii_only(text: str) -> str:
    """The same JSON in ASCII, for a stream that can't hold every character."""
    return re.sub(r"[^\x00-\x7f]", _escaped, text)


def _escaped(match: re.Match[str]) -> str:
    return json.dumps(match.group())[1:-1] if match.group() != "\x7f" else "\\u007f"


@cache
def _hidden() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What `json` leaves as it is and `words.visible` does not: one pattern up to U+FFFF, which is fast, one beyond.

    Below U+0020 `json` escapes by itself, and halves of characters are left to whoever encodes them.
    """
    below, beyond = "", ""
    for first, last in HIDDEN:
        if last <= 0xFFFF:
            below += "" if last < 0x7F or first == 0xD800 else f"{chr(first)}-{chr(last)}"
        else:
            beyond += f"{chr(first)}-{chr(last)}"
    return re.compile(f"[{below}]"), re.compile(f"[{beyond}]")
