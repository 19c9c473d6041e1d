"""A document of `nocustom help TOPIC` on 80 columns."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from nocustom.show.layout import cells, padded, paragraph

__all__ = ["topic_text"]

WIDEST = 26
"""Cells of the terms' column; a wider term has a line for itself."""


def topic_text(text: str) -> Iterator[str]:
    """The document in lines."""
    for kind, group in groupby(text.splitlines(), key=_kind):
        lines = list(group)
        if kind == "rows":
            yield from _rows([line.partition(" | ")[::2] for line in lines])
        elif kind == "typed":
            yield from lines
        else:
            for line in lines:
                yield from paragraph(line.lstrip("# ")) if line else [""]


def _kind(line: str) -> str:
    return "typed" if line.startswith("    ") else "rows" if " | " in line else "prose"


def _rows(rows: list[tuple[str, str]]) -> Iterator[str]:
    """Terms on the left, what they mean on the right."""
    left = max([cells(term) for term, _ in rows if cells(term) <= WIDEST], default=2) + 2
    for term, meaning in rows:
        if cells(term) > left - 2:
            yield f"  {term}"
            term = ""
        yield from paragraph(padded(term, left) + meaning, indent="  ", hanging=left)
