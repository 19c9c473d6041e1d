"""`nocustom request list` for people: one line a request."""

from __future__ import annotations

from collections.abc import Iterator

from nocustom.acts.listing import Listing
from nocustom.locale import speak
from nocustom.show.check_text import hint
from nocustom.show.layout import WIDTH, cells, cut, padded
from nocustom.show.nothing_text import none_found
from nocustom.words import say, visible

__all__ = ["listing_text"]


def listing_text(listing: Listing, lang: str) -> Iterator[str]:
    """Number, state, key, title; a dash for what is not filed."""
    rows = listing.rows
    if not rows:
        yield from none_found(listing.narrowed, listing.people, lang)
        return
    keys = min(max(cells(row.key or row.path) for row in rows), 34)
    states = max((cells(row.state.label.get(lang)) for row in rows if row.state), default=1)
    for row in rows:
        state = row.state.label.get(lang) if row.state else "-"
        key = padded(cut(visible(row.key or row.path), keys), keys)
        line = f"{padded(row.number or '-', 9)}  {padded(state, states)}  {key}  "
        title = visible(row.title) if row.title else speak(say("can't be read"), lang)
        yield (line + cut(title, WIDTH - cells(line))).rstrip()
    yield ""
    count = len(rows) + listing.more
    yield speak(say("requests: {count}, filed: {filed}", count=count, filed=listing.filed), lang)
    if listing.more:
        said = say("{more} more are not shown; `--search`, `--department` and `--state` narrow the list, `--limit` "
                   "lengthens it", more=listing.more)  # fmt: skip
        yield from hint(said, lang)
    else:
        yield from hint(say("`nocustom check KEY` judges one, `nocustom submit KEY` files it"), lang)
