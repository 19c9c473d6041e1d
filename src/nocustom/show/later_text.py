"""What a person sees after a decision was confirmed, annulled or transcribed, and the receipt to keep."""

from __future__ import annotations

from collections.abc import Iterator

from nocustom.acts.confirm import Later
from nocustom.acts.transcribe import Transcribed
from nocustom.life.act import State
from nocustom.locale import speak
from nocustom.show.layout import paragraph
from nocustom.show.receipt_text import receipt
from nocustom.words import Said, say

__all__ = ["later_text", "transcribed_text"]


def later_text(done: Later, lang: str) -> Iterator[str]:
    """The screen in lines."""
    facts = {"number": done.number, "by": done.by, "other": done.decision.by}
    if done.outcome == "confirm":
        yield from _line(say("{number}: `{by}` has confirmed the decision of `{other}`", **facts), lang)
    else:
        yield from _line(say("{number}: `{by}` has annulled the decision of `{other}`", **facts), lang)
    if not done.settled:
        yield from _line(say("not settled yet: others confirm it too"), lang)
    elif done.outcome == "annul":
        yield from _line(say("{number} is {state} now", number=done.number, state=done.state.label), lang)
    yield from receipt(done.receipt, lang)
    if done.state is State.REVIEW:
        said = say("it is decided anew: `nocustom review {number}`", number=done.number)
    else:
        said = say("`nocustom request show {number}` tells the whole story", number=done.number)
    yield from paragraph(f"{speak(say('hint'), lang)}: {speak(said, lang)}", hanging=2)


def transcribed_text(done: Transcribed, lang: str) -> Iterator[str]:
    """The screen after `decide ID OUTCOME --transcribe SCAN`."""
    yield from _line(say("{number}, revision {rev}: the decision of `{decider}` on paper is transcribed",
                         number=done.number, rev=done.rev, decider=done.paper.decider), lang)  # fmt: skip
    yield from _line(say("document {document}, decided on {day}", document=done.paper.document,
                         day=done.paper.decided_on), lang)  # fmt: skip
    yield from _line(say("{number} is {state} now", number=done.number, state=done.state.label), lang)
    yield from receipt(done.receipt, lang)
    said = say("`nocustom request show {number}` tells the whole story", number=done.number)
    yield from paragraph(f"{speak(say('hint'), lang)}: {speak(said, lang)}", hanging=2)


def _line(said: Said, lang: str) -> Iterator[str]:
    yield from paragraph(speak(said, lang), hanging=2)
