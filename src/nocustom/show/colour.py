"""Colour on text that is laid out already: codes take no cells, so nothing is measured after them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

__all__ = ["Colour", "first_painted", "painted"]

Colour = Literal["red", "yellow", "green", "cyan"]
_CODES: dict[Colour, str] = {"red": "1;31", "yellow": "1;33", "green": "1;32", "cyan": "1;36"}


def first_painted(rows: Iterable[str], word: str, colour: Colour | None) -> Iterator[str]:
    """Lines that are laid out, with the first `word` in them in a colour; as they are where it was broken over two."""
    waiting = True
    for row in rows:
        yield row.replace(word, painted(word, colour), 1) if waiting else row
        waiting = waiting and word not in row


def painted(text: str, colour: Colour | None) -> str:
    """`text` in a colour; as it is without one, and where there is nothing to see."""
    return f"\x1b[{_CODES[colour]}m{text}\x1b[0m" if colour and text else text
