"""The language of this run. It is settled before any module is imported that says something at import time."""

from __future__ import annotations

from nocustom.locale import Lang, choose, speak
from nocustom.words import say

__all__ = ["_", "language", "settle"]

_language: Lang = "en"


def settle(configured: str | None) -> Lang:
    """Choose the language once, at the start."""
    global _language
    _language = choose(configured)
    return _language


def language() -> Lang:
    """The language of this run."""
    return _language


def _(msgid: str) -> str:
    """A help text in the language of this run."""
    return speak(say(msgid), _language)
