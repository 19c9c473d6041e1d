"""What a person types at a prompt, made a value of a field; or the finding that says why it is none.

    a number of the list shown, the value itself, or its name in either language     where there is a list
    `1,800,000`, `2026-10-01`, `yes`, any text                                         by the kind of the field
    full-width characters where a file could have none                                 said, never guessed

What is a value here still has to stand in the form: `validate` and the catalogue look at it as if it stood in a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple
from unicodedata import normalize

from nocustom.form.finding import Finding
from nocustom.words import Bilingual, say

__all__ = ["YES_NO", "Option", "found", "named", "narrow", "numbered", "value_of"]


class Option(NamedTuple):
    """One value that may be chosen: what stands in the file, its name, and what else tells it apart."""

    value: Any
    name: Bilingual
    note: Bilingual = Bilingual("", "")


YES_NO = (Option(True, Bilingual("はい", "yes")), Option(False, Bilingual("いいえ", "no")))

_DASHES = str.maketrans(dict.fromkeys("ー−‐‑–—―", "-"))
_WHOLE = re.compile(r"[+-]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LONGEST = 40
"""More digits than this are no number anybody means."""


def narrow(text: str) -> str:
    """`text` with full-width letters, digits, signs and spaces made half-width."""
    return normalize("NFKC", text).translate(_DASHES)


def numbered(options: Sequence[Option], text: str) -> Option | None:
    """The option with this number in the list as it is shown; rungs are their own numbers."""
    if text.isascii() and text.isdigit() and len(text) < 5 and 1 <= int(text) <= len(options):
        return options[int(text) - 1]
    return None


def named(options: Iterable[Option], text: str) -> Option | None:
    """The option with exactly this value or name."""
    for option in options:
        if text in (_spelled(option.value), *option.name):
            return option
    return None


def _spelled(value: Any) -> str:
    """A value as it stands in a file."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def found(options: Iterable[Option], text: str) -> tuple[Option, ...]:
    """The options whose name or value has `text` in it, whatever its width, case and spaces."""
    wanted = _folded(text)
    return tuple(option for option in options
                 if wanted and any(wanted in _folded(each) for each in (str(option.value), *option.name)))  # fmt: skip


def _folded(text: str) -> str:
    return "".join(normalize("NFKC", text).casefold().split())


def value_of(kind: str, text: str) -> Any:
    """The value that was typed for a field of `kind` (text, list, id, enum, int, date, bool), or the finding."""
    control = next((char for char in text if _unstorable(char)), None)
    if control is not None:
        return Finding("control-character", say("control character `{char}`", char=control),
                       hints=(say("type it again; arrow keys may not work here"),))  # fmt: skip
    if kind in ("text", "list"):
        return text
    if not text.isascii() and narrow(text).isascii():
        return Finding("full-width", say("`{text}` is written in full-width characters", text=text),
                       expected=say("write half-width `{narrow}`", narrow=narrow(text)))  # fmt: skip
    match kind:
        case "int":
            if _WHOLE.fullmatch(text) and len(text) <= _LONGEST:
                return int(text.replace(",", ""))
            return Finding("wrong-type", say("`{text}` is not a whole number", text=text),
                           expected=say("digits only, such as 3200"))  # fmt: skip
        case "date":
            try:
                return date.fromisoformat(text) if _DAY.fullmatch(text) else _no_day(text)
            except ValueError:
                return _no_day(text)
        case "bool":
            return Finding("wrong-type", say("`{text}` is neither yes nor no", text=text),
                           expected=say("1 for yes, 2 for no"))  # fmt: skip
        case _:
            return text


def _unstorable(char: str) -> bool:
    """Control characters but line feed and tab, and halves of characters, which no file can hold."""
    return (char < " " and char not in "\n\t") or "\x7f" <= char < "\xa0" or "\ud800" <= char < "\ue000"


def _no_day(text: str) -> Finding:
    if re.fullmatch(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}", text):
        return Finding("wrong-type", say("there is no day `{text}`", text=text),
                       expected=say("year, month and day in four, two and two digits, such as 2026-10-01"))  # fmt: skip
    return Finding("wrong-type", say("`{text}` is not a date", text=text),
                   expected=say("year, month and day in four, two and two digits, such as 2026-10-01"))  # fmt: skip
