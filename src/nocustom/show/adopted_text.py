"""What counts from now on, after `nocustom policy adopt`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nocustom.acts.adopt import Adopted
from nocustom.life.case import ADOPTED
from nocustom.locale import speak
from nocustom.show.check_text import hint
from nocustom.show.layout import paragraph
from nocustom.words import say

__all__ = ["adopted_text"]


def adopted_text(adopted: Sequence[Adopted], left: Sequence[str], lang: str) -> Iterator[str]:
    """What counts from now on; `left` are parts that differ still and are another person's to adopt."""
    if not adopted and not left:
        yield speak(say("everything in policies/ is adopted already"), lang)
    for each in adopted:
        yield from paragraph(speak(say("Adopted: {part} (line {seq} of the ledger)", part=ADOPTED[each.part],
                                       seq=each.appended.event.seq), lang))  # fmt: skip
    for part in left:
        if part == "policy":
            yield from hint(say("the policy differs too: the CIO runs `nocustom policy adopt policy`"), lang)
        else:
            yield from hint(say("the {name} differ too: the CIO office runs `nocustom policy adopt {part}`",
                                name=ADOPTED[part], part=part), lang)  # fmt: skip
