"""What a person sees after a line was disputed, or a dispute disposed of; and which disputes are open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from nocustom.acts.dispute import Disputed
from nocustom.life.deeds import Dispute
from nocustom.locale import speak
from nocustom.show.layout import paragraph
from nocustom.show.receipt_text import receipt
from nocustom.words import Said, say

__all__ = ["disputed_text", "disputes_text"]


def disputed_text(done: Disputed, lang: str) -> Iterator[str]:
    """After `dispute` and `dispose`."""
    said = (
        say("line {line}: the dispute is disposed of by `{by}`", line=done.line, by=done.by)
        if done.disposed
        else say("line {line} is disputed by `{by}`; what it did stays", line=done.line, by=done.by)
    )
    if done.asked_again:
        said = say("line {line} is disputed by `{by}`, who is asked again", line=done.line, by=done.by)
    yield from paragraph(speak(said, lang), hanging=2)
    yield from receipt(done.receipt, lang)
    if done.asked_again:
        yield from _hint(say("the owner named runs `nocustom accept {number}`", number=done.number), lang)
    elif not done.disposed:
        said = say("the CIO office says what it did about it: `nocustom dispose {line}`", line=done.receipt.event.seq)
        yield from _hint(said, lang)


def disputes_text(disputes: Iterable[Dispute], lang: str) -> Iterator[str]:
    """The open ones, a line each, and what the office does about the first."""
    rows = list(disputes)
    for each in rows:
        said = say("line {line} ({stream}) is disputed by `{by}` since {day}", line=each.line, stream=each.stream,
                   by=each.by, day=each.day)  # fmt: skip
        yield from paragraph(speak(said, lang), hanging=2)
    if rows:
        said = say("the CIO office says what it did about it: `nocustom dispose {line}`", line=rows[0].seq)
        yield from _hint(said, lang)


def _hint(said: Said, lang: str) -> Iterator[str]:
    yield from paragraph(f"{speak(say('hint'), lang)}: {speak(said, lang)}", hanging=2)
