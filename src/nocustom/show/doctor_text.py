"""`nocustom doctor`: a line for each thing looked at, and below it what to do."""

from __future__ import annotations

from collections.abc import Iterator

from nocustom.acts.doctor import Examined
from nocustom.acts.observation import Level
from nocustom.locale import speak
from nocustom.show.diagnosis import diagnoses
from nocustom.show.layout import cells, listed, padded, paragraph
from nocustom.words import Bilingual, say

__all__ = ["LEVELS", "doctor_text"]

LEVELS: dict[Level, Bilingual] = {
    Level.ok: Bilingual("良好", "ok"),
    Level.warn: Bilingual("注意", "warning"),
    Level.problem: Bilingual("問題", "problem"),
}


def doctor_text(examined: Examined, lang: str) -> Iterator[str]:
    """The screen in lines."""
    width = max(cells(word.get(lang)) for word in LEVELS.values()) + 2
    for heading, group in examined.groups:
        yield speak(heading, lang)
        for each in group:
            level = padded(LEVELS[each.level].get(lang), width)
            yield from paragraph(level + speak(each.said, lang), indent="  ", hanging=width)
            if each.findings:
                yield diagnoses(each.findings, lang)
            for said in each.hints:
                yield from paragraph(f"-> {speak(said, lang)}", indent=" " * (width + 2), hanging=3)
    yield ""
    counts = (f"{LEVELS[level].get(lang)} {examined.count(level)}" for level in Level)
    yield listed(counts, lang)
    if not examined.exit:
        yield from paragraph(
            f"{speak(say('hint'), lang)}: {speak(say('`nocustom status` tells what waits for whom'), lang)}",
            hanging=2,
        )
