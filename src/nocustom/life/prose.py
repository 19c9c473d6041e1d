"""Other people's prose inside a text that is signed: quoted so that it can't pass for a clause.

Every quoted line bears the mark `> ` and is at most 72 cells long, so that no viewer wraps it to a line without the
mark. Control, bidirectional and invisible characters are made visible.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache

from nocustom.words import visible

__all__ = ["WIDTH", "day_in", "folded", "number_in", "quoted", "quoted_items"]

WIDTH = 72
"""Cells of a quoted line without its mark."""


def quoted(text: str, width: int = WIDTH) -> list[str]:
    """`text` as quoted lines, at most `width` cells after the mark."""
    return list(_quoted_before(text, width)) if len(text) <= _SHORT else _quoted(text, width)


_SHORT = 200
"""Characters of a title, a name, a reason: they are quoted in each text about a request."""


@lru_cache(maxsize=1024)
def _quoted_before(text: str, width: int) -> tuple[str, ...]:
    return tuple(_quoted(text, width))


def _quoted(text: str, width: int) -> list[str]:
    return ["> " + line for paragraph in text.split("\n") for line in _cut(visible(paragraph.rstrip("\r")), width)]


def quoted_items(items: Iterable[str]) -> list[str]:
    """Each item as a quoted, numbered paragraph."""
    lines: list[str] = []
    for number, item in enumerate(items, start=1):
        lines.extend(quoted(f"({number}) {item}"))
    return lines


def folded(line: str) -> list[str]:
    """A line of ours in lines that no viewer wraps; what goes on stands far in, where it passes for no line of ours."""
    if line.startswith(">") or sum(map(_cells, line)) <= WIDTH + 8:
        return [line]
    rows, row, used = list[str](), "", 0
    for piece in _UNBROKEN.findall(line):
        cells = sum(map(_cells, piece))
        if used + cells > WIDTH + 6 and piece not in _CLOSING:
            rows.append(row.rstrip(" "))
            row, used = " " * 8, 8
        if piece != " " or row.strip() or not rows:
            row, used = row + piece, used + cells
    return [*rows, row.rstrip(" ")]


_UNBROKEN = re.compile(r"[!-~]{1,64}|[^!-~]")
_CLOSING = frozenset("、。）")


def _cells(character: str) -> int:
    """Two cells for all but ASCII: a Japanese console gives Greek and Cyrillic two, and no line may be too long."""
    return 1 if ord(character) < 0x80 else 2


def _cut(line: str, width: int) -> Sequence[str]:
    if 2 * len(line) <= width or (line.isascii() and len(line) <= width):
        return (line.rstrip(" "),)
    cut: list[str] = []
    start, cells, blank = 0, 0, -1
    for index, character in enumerate(line):
        cells += 1 if character < "\x80" else 2
        if cells > width:
            end = blank + 1 if blank > start and index - blank <= 24 else index
            cut.append(line[start:end].rstrip(" "))
            start, cells = end, sum(_cells(one) for one in line[end : index + 1])
        if character == " ":
            blank = index
    cut.append(line[start:].rstrip(" "))
    return cut


def day_in(day: date, lang: str) -> str:
    """A day for people: `令和10年3月31日（2028-03-31）` or `2028-03-31`."""
    iso = day.isoformat()
    if lang != "ja":
        return iso
    if day < date(2019, 5, 1):
        return f"{day.year}年{day.month}月{day.day}日（{iso}）"
    year = "元" if day.year == 2019 else str(day.year - 2018)
    return f"令和{year}年{day.month}月{day.day}日（{iso}）"


def number_in(number: int) -> str:
    """A number with its thousands set apart."""
    return f"{number:,}"
