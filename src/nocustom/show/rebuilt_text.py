"""What `nocustom ledger rebuild` tells."""

from __future__ import annotations

from collections.abc import Iterator

from nocustom.acts.glance import Rebuilt
from nocustom.locale import speak
from nocustom.show.layout import paragraph
from nocustom.words import say

__all__ = ["rebuilt_text"]


def rebuilt_text(done: Rebuilt, lang: str) -> Iterator[str]:
    """How much the index knows, and where it lies."""
    said = [say("indexed: {requests} requests, {lines} lines, in `{path}`", requests=f"{done.requests:,}",
                lines=f"{done.lines:,}", path=done.shown)]  # fmt: skip
    if not done.plain:
        said.append(say("an event without effect stands in this ledger, so it is read as a whole all the same"))
    for each in said:
        yield from paragraph(speak(each, lang))
