"""A request that was begun."""

from __future__ import annotations

from collections.abc import Iterator

from nocustom.acts.new import New
from nocustom.locale import speak
from nocustom.show.check_text import hint
from nocustom.show.layout import paragraph
from nocustom.words import say

__all__ = ["new_text"]


def new_text(result: New, lang: str) -> Iterator[str]:
    """Where the file is, and what to do with it."""
    yield result.shown
    yield from paragraph(
        speak(say("Open it and fill in what is known; each field says what belongs there"), lang)
    )
    yield from hint(
        say("`nocustom check {path}` tells the verdict, and what is missing", path=result.shown), lang
    )
