"""A request that was begun, and the list of those there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from nocustom.acts.new import Listed, New
from nocustom.locale import speak
from nocustom.show.check_text import hint
from nocustom.show.layout import WIDTH, cells, cut, padded, paragraph
from nocustom.words import say, visible

__all__ = ["listed_text", "new_text"]


def new_text(result: New, lang: str) -> Iterator[str]:
    """Where the file is, and what to do with it."""
    yield result.shown
    yield from paragraph(
        speak(say("Open it and fill in what is known; each field says what belongs there"), lang)
    )
    yield from hint(
        say("`nocustom check {path}` tells the verdict, and what is missing", path=result.shown), lang
    )


def listed_text(rows: Iterable[Listed], lang: str) -> Iterator[str]:
    """One line a request: number, state, key, title; a dash for what is not filed."""
    listed = list(rows)
    keys = min(max((cells(row.key or row.path) for row in listed), default=0), 34)
    states = max((cells(row.state.label.get(lang)) for row in listed if row.state), default=1)
    for row in listed:
        state = row.state.label.get(lang) if row.state else "-"
        key = padded(cut(visible(row.key or row.path), keys), keys)
        line = f"{padded(row.number or '-', 9)}  {padded(state, states)}  {key}  "
        title = visible(row.title) if row.title else speak(say("can't be read"), lang)
        yield (line + cut(title, WIDTH - cells(line))).rstrip()
    if listed:
        yield ""
    filed = sum(row.number is not None for row in listed)
    yield speak(say("requests: {count}, filed: {filed}", count=len(listed), filed=filed), lang)
    yield from hint(say("`nocustom check KEY` judges one, `nocustom submit KEY` files it"), lang)
