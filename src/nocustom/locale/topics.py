"""What `nocustom help TOPIC` tells: documents in both languages, one file each, written for people who use the program.

A document is plain text of four kinds of lines: `# title: what it is about` first, `## heading`, `term | meaning`,
four spaces before what is to be typed as it stands, and everything else, a paragraph a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

__all__ = ["TOPICS", "document", "explaining", "named", "title"]

TOPICS = ("verdicts", "rungs", "conditions", "exit-codes", "files", "signing", "postgresql", "words")
"""In the order in which they are listed."""


def document(topic: str, lang: str) -> str:
    """The text of one of the `TOPICS`."""
    return (Path(__file__).parent / lang / "topics" / f"{topic}.txt").read_text(encoding="utf-8")


def title(topic: str, lang: str) -> str:
    """What a topic is about: its first line."""
    return document(topic, lang).partition("\n")[0].removeprefix("# ")


def explaining(word: str, lang: str) -> Iterator[tuple[str, str]]:
    """The rows of documents that say what `word` means, in `lang` whatever language it is from, each with its topic."""
    wanted = word.strip().casefold()
    for topic in TOPICS:
        rows = {each: [line for line in document(topic, each).splitlines() if _term(line)] for each in ("ja", "en")}
        for place, row in enumerate(rows[lang]):
            same = [each[place] for each in rows.values() if len(each) == len(rows[lang])]
            if any(wanted in {part.casefold() for part in _parts(_term(each))} for each in same):
                yield topic, row


def _term(line: str) -> str:
    return "" if line.startswith("    ") else line.partition(" | ")[0] if " | " in line else ""


def _parts(term: str) -> list[str]:
    """A term as a whole, and its words: `refused（不採用）` is asked for as `refused` and as `不採用`."""
    return [term, *re.split(r"[\s,、（）()]+", term)]


def named(word: str) -> str | None:
    """The topic that `word` names, as it is typed or as its title says it in either language."""
    wanted = word.strip().casefold()
    for topic in TOPICS:
        titles = {title(topic, lang).partition(":")[0].casefold() for lang in ("ja", "en")}
        if wanted in {topic, *titles}:
            return topic
    return None
