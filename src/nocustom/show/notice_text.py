"""A notice as plain text, laid out as an office lays out its letters."""

from __future__ import annotations

from collections.abc import Iterator

from nocustom.acts.notice import Notice
from nocustom.life.prose import day_in
from nocustom.locale import speak
from nocustom.show.layout import WIDTH, cells, paragraph
from nocustom.words import Said, say

__all__ = ["END", "HEADING", "notice_text", "sentence"]

HEADING = say("Particulars")
"""What stands between the letter and its numbered paragraphs; in Japanese 記."""

END = "以上"
"""What a Japanese letter closes its particulars with; an English one has no such word."""


def sentence(said: Said, lang: str) -> str:
    """A sentence of the letter, with its full stop and its capital."""
    text = speak(said, lang)
    return f"{text}。" if lang == "ja" else f"{text[0].upper()}{text[1:]}."


def notice_text(notice: Notice, lang: str) -> Iterator[str]:
    """Number and day, to whom, from whom, title, letter, particulars, and where it stands in the ledger."""
    yield from _right(speak(notice.number, lang))
    yield from _right(day_in(notice.day, lang))
    yield ""
    if notice.to:
        yield from paragraph(speak(notice.to, lang))
        yield ""
    yield from _right(speak(notice.sender, lang))
    yield ""
    yield from _centred(speak(notice.title, lang))
    yield ""
    for said in notice.body:
        yield from paragraph(sentence(said, lang), indent="  ", hanging=-2)
    yield ""
    yield from _centred(speak(HEADING, lang))
    yield ""
    for number, item in enumerate(notice.items, start=1):
        head = f"{number}  " if number < 10 else f"{number} "
        yield from paragraph(f"{head}{speak(item.label, lang)}", hanging=3)
        for value in item.values:
            yield from paragraph(speak(value, lang), indent="   ", hanging=2 if len(item.values) > 1 else 0)
    if lang == "ja":
        yield from _right(END)
    if notice.columns:
        yield ""
        for column in notice.columns:
            yield from paragraph(f"[ {speak(column.label, lang)} ]  {speak(column.value, lang) or '_' * 24}")
    yield ""
    yield "-" * WIDTH
    for part in notice.record:
        yield from paragraph(speak(part, lang), hanging=2)


def _right(text: str) -> Iterator[str]:
    yield " " * max(0, WIDTH - cells(text)) + text if cells(text) <= WIDTH else text


def _centred(text: str) -> Iterator[str]:
    yield " " * (max(0, WIDTH - cells(text)) // 2) + text
