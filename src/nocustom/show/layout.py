"""Plain text on 80 cells: cutting, padding, paragraphs, and days as a Japanese office writes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from nocustom.show.diagnosis import WIDTH, cells, wrapped
from nocustom.words import cut, visible

__all__ = [
    "FAR_IN", "WIDTH", "cells", "cut", "day", "era_year", "fiscal_year", "in_brackets", "listed", "padded", "page",
    "paragraph",
]  # fmt: skip

FAR_IN = 8
"""How far in somebody's own text goes on, so that none of its lines passes for one of ours."""


def padded(text: str, width: int) -> str:
    """`text` with spaces after it up to `width` cells."""
    return text + " " * (width - cells(text))


def in_brackets(text: str, lang: str) -> str:
    """`text` as it follows something else in brackets; in Japanese these are as wide as its letters."""
    return f"（{text}）" if lang == "ja" else f" ({text})"


def listed(words: Iterable[str], lang: str) -> str:
    """Words one after the other; codes that a person types are joined with a comma everywhere."""
    return ("、" if lang == "ja" else ", ").join(words)


def paragraph(text: str, indent: str = "", hanging: int = 0) -> Iterator[str]:
    """`text` wrapped to the screen, each line after `indent`, all but the first `hanging` cells further in."""
    rows = wrapped(indent + text, WIDTH, indent + " " * hanging)
    yield from rows


def page(text: str) -> Iterator[str]:
    """A text of several lines wrapped to the screen, each row as far in as its line; what is invisible is shown."""
    for line in visible(text, lines=True).splitlines():
        indent = line[: len(line) - len(line.lstrip(" "))]
        yield from paragraph(line.lstrip(" "), indent=indent) if line.strip() else [""]


def era_year(year: int) -> str:
    """A year of the era Reiwa in Japanese, `令和8年`; earlier years as they are."""
    if year < 2019:
        return f"{year}年"
    return "令和元年" if year == 2019 else f"令和{year - 2018}年"


def fiscal_year(day_: date) -> int:
    """The fiscal year, April to March, that a day lies in."""
    return day_.year if day_.month >= 4 else day_.year - 1


def day(day_: date, lang: str) -> str:
    """A day in ISO form; in Japanese with the fiscal year beside it."""
    return f"{day_.isoformat()}（{era_year(fiscal_year(day_))}度）" if lang == "ja" else day_.isoformat()
