"""What `nocustom help TOPIC` tells: documents in both languages, one file each, written for people who use the program.

A document is plain text of four kinds of lines: `# title: what it is about` first, `## heading`, `term | meaning`,
four spaces before what is to be typed as it stands, and everything else, a paragraph a line.
"""

from __future__ import annotations

from pathlib import Path

__all__ = ["TOPICS", "document", "named", "title"]

TOPICS = ("verdicts", "rungs", "conditions", "exit-codes", "files", "signing", "postgresql", "words")
"""In the order in which they are listed."""


def document(topic: str, lang: str) -> str:
    """The text of one of the `TOPICS`."""
    return (Path(__file__).parent / lang / "topics" / f"{topic}.txt").read_text(encoding="utf-8")


def title(topic: str, lang: str) -> str:
    """What a topic is about: its first line."""
    return document(topic, lang).partition("\n")[0].removeprefix("# ")


def named(word: str) -> str | None:
    """The topic that `word` names, as it is typed or as its title says it in either language."""
    wanted = word.strip().casefold()
    for topic in TOPICS:
        titles = {title(topic, lang).partition(":")[0].casefold() for lang in ("ja", "en")}
        if wanted in {topic, *titles}:
            return topic
    return None
