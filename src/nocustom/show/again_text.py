"""What the office sees after it had a request judged again: what changed, what ended by it, whose turn it is."""

from __future__ import annotations

from collections.abc import Iterator

from nocustom.acts.reassess import Reassessed, changes_said, ended_said
from nocustom.life.act import State
from nocustom.locale import speak
from nocustom.show.layout import paragraph
from nocustom.show.receipt_text import receipt
from nocustom.words import say

__all__ = ["reassessed_text"]


def reassessed_text(done: Reassessed, lang: str) -> Iterator[str]:
    """After `reassess`."""
    said = say("{number}, revision {rev}: judged again; the state is {state}", number=done.number, rev=done.rev,
               state=done.state.label)  # fmt: skip
    yield from paragraph(speak(said, lang), hanging=2)
    for each in (*changes_said(done.changes), *ended_said(done.ended)):
        yield from paragraph(speak(each, lang), indent="  ", hanging=2)
    yield from receipt(done.receipt, lang)
    if done.waiting is not None:
        turn = list(done.waiting.turn) or "-"
        said = say("next: {people} with `{command}`", people=turn, command=done.waiting.command)
    elif done.state is State.CLOSED:
        said = say("`nocustom notice {number}` prints what the department is told", number=done.number)
    else:
        return
    yield from paragraph(f"{speak(say('hint'), lang)}: {speak(said, lang)}", hanging=2)
