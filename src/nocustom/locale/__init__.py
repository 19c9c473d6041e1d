"""The two languages: English in the source, Japanese in `ja/LC_MESSAGES/nocustom.po` (compiled when installed)."""

from __future__ import annotations

import gettext
import os
import sys
from functools import cache
from pathlib import Path
from typing import Any, Literal

from nocustom.words import Bilingual, Said, visible

__all__ = ["LANGUAGES", "Lang", "choose", "has_catalogue", "speak"]

Lang = Literal["ja", "en"]
LANGUAGES: tuple[Lang, ...] = ("ja", "en")


@cache
def _catalogue(lang: str) -> gettext.NullTranslations:
    if lang == "en":
        return gettext.NullTranslations()
    return gettext.translation("nocustom", Path(__file__).parent, languages=[lang], fallback=True)


def has_catalogue(lang: str, folder: Path | None = None) -> bool:
    """Whether the compiled texts of a language are there; without them its messages stay English."""
    return gettext.find("nocustom", folder or Path(__file__).parent, [lang]) is not None


def speak(said: Said | Bilingual | str, lang: str) -> str:
    """`said` in `lang`, on one line; user text in it has its control and bidirectional characters made visible."""
    if isinstance(said, str):
        return visible(said)
    if isinstance(said, Bilingual):
        return visible(said.get(lang))
    text = _catalogue(lang).gettext(said.msgid)
    if not said.params:
        return text
    return text.format_map({key: _place(value, lang) for key, value in said.params.items()})


def _place(value: Any, lang: str) -> Any:
    """What stands in a place of a message: a list with its commas, everything else that is spoken, numbers as such."""
    if isinstance(value, list):
        return ("、" if lang == "ja" else ", ").join(speak(each, lang) for each in value)
    return speak(value, lang) if isinstance(value, (str, Said, Bilingual)) else value


def choose(configured: str | None = None) -> Lang:
    """The language to speak: `NOCUSTOM_LANG`, else the workspace's, else Japanese where the system is Japanese."""
    for wish in (os.environ.get("NOCUSTOM_LANG"), configured, _system_language()):
        if wish:
            return "ja" if wish.lower().startswith("ja") else "en"
    return "en"


def _system_language() -> str | None:
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return value
    if sys.platform == "win32":
        import ctypes

        # The user interface language of Windows; 0x11 is the primary language id of Japanese.
        return "ja" if ctypes.windll.kernel32.GetUserDefaultUILanguage() & 0x3FF == 0x11 else "en"
    return None
