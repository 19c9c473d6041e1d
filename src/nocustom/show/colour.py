"""Colour on text that is laid out already: codes take no cells, so nothing is measured after them."""

from __future__ import annotations

from typing import Literal

__all__ = ["Colour", "painted"]

Colour = Literal["red", "yellow", "green", "cyan"]
_CODES: dict[Colour, str] = {"red": "1;31", "yellow": "1;33", "green": "1;32", "cyan": "1;36"}


def painted(text: str, colour: Colour | None) -> str:
    """`text` in a colour; as it is without one, and where there is nothing to see."""
    return f"\x1b[{_CODES[colour]}m{text}\x1b[0m" if colour and text else text
