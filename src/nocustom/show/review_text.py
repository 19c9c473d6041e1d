"""What a review leaves on the screen: the receipt of each act at once, and at the end what it came to."""

from __future__ import annotations

from collections.abc import Iterator

from nocustom.acts.close import Closed
from nocustom.acts.decide import Decided
from nocustom.acts.outbox import Sent
from nocustom.acts.question import Told
from nocustom.acts.review import Outcome, Reviewed
from nocustom.locale import speak
from nocustom.show.layout import paragraph
from nocustom.show.no_text import closed_text, told_text
from nocustom.show.receipt_text import decided_text, sent_back_text
from nocustom.show.sent_text import sent_text
from nocustom.words import say

__all__ = ["act_text", "reviewed_text"]


def act_text(act: Outcome, lang: str) -> Iterator[str]:
    """The receipt of one act."""
    match act:
        case Decided():
            yield from decided_text(act, lang)
        case Closed():
            yield from closed_text(act, lang)
        case Told():
            yield from told_text(act, lang)
        case Sent():
            yield from sent_text(act, lang)
        case _:
            yield from sent_back_text(act, lang)
    yield ""


def reviewed_text(result: Reviewed, lang: str) -> Iterator[str]:
    """The end of a review."""
    if not (result.done or result.skipped or result.left):
        yield speak(say("nothing waits for you"), lang)
        return
    said = say("done: {done}, skipped: {skipped}, not reached: {left}", done=len(result.done),
               skipped=len(result.skipped), left=len(result.left))  # fmt: skip
    yield from paragraph(speak(said, lang))
