"""After `ledger ingest`: each statement that was taken, with its receipt."""

from __future__ import annotations

from collections.abc import Iterator

from nocustom.acts.ingest import Ingested, Taken
from nocustom.life.act import BY_TYPE
from nocustom.locale import speak
from nocustom.show.layout import paragraph
from nocustom.show.receipt_text import receipt
from nocustom.words import say

__all__ = ["ingested_text"]


def ingested_text(result: Ingested, lang: str) -> Iterator[str]:
    """One paragraph each; what was refused is told beside the answer."""
    for taken in result.taken:
        yield from _taken(taken, lang)
    if not result.taken and not result.refused:
        yield from paragraph(speak(say("there is no statement there"), lang))


def _taken(taken: Taken, lang: str) -> Iterator[str]:
    act = BY_TYPE[taken.act].label
    if taken.number is None:
        said = say("`{file}`: {act} by `{person}`", file=taken.path, act=act, person=taken.by)
    else:
        said = say("`{file}`: {number}: {act} by `{person}`", file=taken.path, act=act, number=taken.number,
                   person=taken.by)  # fmt: skip
    yield from paragraph(speak(said, lang), hanging=2)
    if taken.again:
        yield from paragraph(speak(say("it was recorded before; its receipt was missing"), lang), hanging=2)
    yield from receipt(taken.receipt, lang)
