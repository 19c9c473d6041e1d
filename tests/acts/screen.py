"""What every screen must hold: 80 cells, and characters that a Japanese Windows console can show."""

from __future__ import annotations

from collections.abc import Iterable

from nocustom.show.layout import WIDTH, cells

__all__ = ["screen"]


def screen(lines: Iterable[str]) -> str:
    """The screen as one text; fails where a line is wider than 80 cells or has a character outside cp932."""
    text = "\n".join(lines)
    for line in text.splitlines():
        assert cells(line) <= WIDTH, line
        line.encode("cp932")
    return text
