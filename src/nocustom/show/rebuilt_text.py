"""What `nocustom ledger rebuild` tells."""

from __future__ import annotations

from collections.abc import Iterator

from nocustom.acts.glance import Rebuilt
from nocustom.locale import speak
from nocustom.words import say

__all__ = ["rebuilt_text"]


def rebuilt_text(done: Rebuilt, lang: str) -> Iterator[str]:
    """How much the index knows, and where it lies."""
    index = done.made
    yield speak(say("indexed: {requests} requests, {lines} lines, in `{path}`", requests=f"{index.requests:,}",
                    lines=f"{index.size:,}", path=done.shown), lang)  # fmt: skip
    if not index.plain:
        yield speak(say("an event without effect stands in this ledger, so it is read as a whole all the same"), lang)
