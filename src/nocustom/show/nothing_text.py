"""What is said where a list of requests is empty: what nothing was found for, and how more would be found."""

from __future__ import annotations

from collections.abc import Iterator

from nocustom.acts.search import Narrowed
from nocustom.life.people import People
from nocustom.locale import speak
from nocustom.show.layout import in_brackets, listed, paragraph
from nocustom.show.typed import typed
from nocustom.words import Said, say

__all__ = ["none_found", "none_waits"]

_SHORT = 2
"""Letters of the shortest word that means anything in Japanese."""


def none_found(narrowed: Narrowed, people: People | None, lang: str) -> Iterator[str]:
    """`request list` without a request."""
    words = narrowed.words
    if not words and not narrowed.otherwise:
        yield speak(say("there are no requests yet"), lang)
        yield from _hint(say("`nocustom request new` writes one"), lang)
        return
    said = say("no request was found for `{words}`", words=words) if words else say("no request was found")
    yield from _narrowed(said, narrowed, people, lang)
    if words and narrowed.otherwise:
        command = typed("nocustom", "request", "list", "--search", words)
        yield from _hint(say("`{command}` searches all departments and states", command=command), lang)
    elif " " in words:
        yield from _hint(say("all words must stand in the same request; fewer words find more"), lang)
    elif len(words) > _SHORT:
        yield from _hint(say("parts of words are found too; a shorter one finds more"), lang)
    else:
        yield from _hint(say("`nocustom request list` lists all requests"), lang)


def none_waits(narrowed: Narrowed, people: People | None, lang: str) -> Iterator[str]:
    """`nocustom queue` without a row."""
    words = narrowed.words
    said = say("nothing that waits was found for `{words}`", words=words) if words else say("nothing waits")
    yield from _narrowed(said, narrowed, people, lang)
    if words:
        command = typed("nocustom", "request", "list", "--search", words)
        yield from _hint(say("`{command}` searches all requests, closed ones too", command=command), lang)
    elif narrowed.otherwise:
        yield from _hint(say("`nocustom queue` shows everything that waits"), lang)


def _narrowed(said: Said, narrowed: Narrowed, people: People | None, lang: str) -> Iterator[str]:
    to = list[Said]()
    if narrowed.department is not None:
        to.append(say("department {department}", department=_department(narrowed.department, people, lang)))
    if narrowed.state is not None:
        to.append(say("state {state}", state=narrowed.state.label))
    if narrowed.mine is not None:
        to.append(say("whose turn: {person}", person=people.name(narrowed.mine) if people else narrowed.mine))
    if narrowed.overdue:
        to.append(say("overdue"))
    brackets = in_brackets(listed((speak(each, lang) for each in to), lang), lang) if to else ""
    yield from paragraph(speak(said, lang) + brackets, hanging=2)


def _department(name: str, people: People | None, lang: str) -> str:
    """With its id, where that was asked for."""
    if people is None or name not in people.departments:
        return name
    return people.department_name(name) + in_brackets(name, lang)


def _hint(said: Said, lang: str) -> Iterator[str]:
    yield from paragraph(f"{speak(say('hint'), lang)}: {speak(said, lang)}", hanging=2)
