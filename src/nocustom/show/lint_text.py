"""`nocustom policy lint`: every finding with its line and caret, then how many there are."""

from __future__ import annotations

from collections.abc import Iterator

from nocustom.acts.policy_lint import Linted
from nocustom.locale import speak
from nocustom.show.check_text import hint
from nocustom.show.diagnosis import diagnosis
from nocustom.show.layout import day, paragraph
from nocustom.words import say

__all__ = ["lint_text"]


def lint_text(linted: Linted, lang: str, *, coloured: bool = False) -> Iterator[str]:
    """The screen in lines."""
    for finding in linted.findings:
        yield diagnosis(finding, lang, coloured=coloured)
        yield ""
    counts = say("errors: {errors}, warnings: {warnings}, notes: {notes}", errors=linted.count("error"),
                 warnings=linted.count("warning"), notes=linted.count("note"))  # fmt: skip
    yield from paragraph(speak(counts, lang))
    if linted.policy is None:
        yield from hint(
            say("mend these first; what the rules mean is looked at when all of it can be read"), lang
        )
        return
    layers = ", ".join(f"{layer.id} {layer.version}" for layer in linted.policy.ordered())
    said = say("rules: {count}, of {layers}", count=len(list(linted.policy.rules())), layers=layers)
    yield from paragraph(speak(said, lang))
    yield from paragraph(
        speak(say("looked at as of {day} and all days after", day=day(linted.day, lang)), lang)
    )
