"""What a person sees after a no was closed, insisted on or appealed, and after a question, an answer, an opinion."""

from __future__ import annotations

from collections.abc import Iterator

from nocustom.acts.appeal import Appealed
from nocustom.acts.close import Closed
from nocustom.acts.opinion import Opined
from nocustom.acts.question import Told
from nocustom.acts.say_why import SaidWhy
from nocustom.form.choices import VERDICTS
from nocustom.life.act import State
from nocustom.locale import speak
from nocustom.show.layout import paragraph
from nocustom.show.receipt_text import receipt
from nocustom.words import Said, say

__all__ = ["appealed_text", "closed_text", "insisted_text", "opined_text", "told_text", "voided_text"]


def closed_text(done: Closed, lang: str) -> Iterator[str]:
    """After `close`."""
    said = done.said
    yield from _line(say("{number}, revision {rev}: closed as {verdict}", number=said.number, rev=said.rev,
                         verdict=VERDICTS[done.verdict]), lang)  # fmt: skip
    yield from _line(say("last day of appeal: {day}", day=done.appeal_until), lang)
    yield from receipt(said.receipt, lang)
    yield from _hint(say("the section chief may insist (`nocustom insist {number}`), the head of the department "
                         "appeal (`nocustom appeal {number}`)", number=said.number), lang)  # fmt: skip


def insisted_text(said: SaidWhy, lang: str) -> Iterator[str]:
    """After `insist`."""
    yield from _line(say("{number}, revision {rev}: `{by}` insists; the verdict stays", number=said.number,
                         rev=said.rev, by=said.by), lang)  # fmt: skip
    yield from receipt(said.receipt, lang)
    yield from _hint(_owner_next(said.number), lang)


def appealed_text(done: Appealed, lang: str) -> Iterator[str]:
    """After `appeal`."""
    said = done.said
    yield from _line(say("{number}, revision {rev}: the appeal of `{by}` is recorded", number=said.number, rev=said.rev,
                         by=said.by), lang)  # fmt: skip
    yield from receipt(said.receipt, lang)
    if done.state is State.OWNER_PENDING:
        yield from _hint(_owner_next(said.number), lang)
    else:
        yield from _hint(say("it is under review now: `nocustom review {number}`", number=said.number), lang)


def _owner_next(number: str) -> Said:
    return say("the owner named runs `nocustom accept {number}`", number=number)


def voided_text(said: SaidWhy, lang: str) -> Iterator[str]:
    """After `void`."""
    yield from _line(say("{number}: void; the number stays in the ledger", number=said.number), lang)
    yield from receipt(said.receipt, lang)


def told_text(done: Told, lang: str) -> Iterator[str]:
    """After `ask` and `answer`."""
    if done.question is None:
        said = say("{number}: the question of `{by}` is recorded, unsigned", number=done.number, by=done.by)
    else:
        said = say("{number}: the answer of `{by}` is recorded, unsigned", number=done.number, by=done.by)
    yield from _line(said, lang)
    yield from receipt(done.receipt, lang)
    if done.question is None:
        yield from _hint(
            say("the department answers with `nocustom answer {number}`", number=done.number), lang
        )


def opined_text(done: Opined, lang: str) -> Iterator[str]:
    """After `opinion`."""
    number, rev, by = done.number, done.rev, done.by
    said = say("{number}, revision {rev}: the opinion of `{by}` is recorded", number=number, rev=rev, by=by)
    yield from _line(said, lang)
    yield from receipt(done.receipt, lang)
    yield from _hint(
        say("it stands on the sheet from now on: `nocustom review {number}`", number=done.number), lang
    )


def _line(said: Said, lang: str) -> Iterator[str]:
    yield from paragraph(speak(said, lang), hanging=2)


def _hint(said: Said, lang: str) -> Iterator[str]:
    yield from paragraph(f"{speak(say('hint'), lang)}: {speak(said, lang)}", hanging=2)
