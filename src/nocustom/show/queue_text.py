"""`nocustom queue` for people: one row a request, under the reason why it waits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nocustom.acts.queue import Kind, Queue, Waiting
from nocustom.life.act import ACTS
from nocustom.life.confirmation import owed
from nocustom.life.people import People
from nocustom.locale import speak
from nocustom.show.dispute_text import disputes_text
from nocustom.show.layout import cells, cut, in_brackets, padded, paragraph
from nocustom.show.nothing_text import none_waits
from nocustom.words import Bilingual, say, visible

__all__ = ["outdated_text", "queue_text", "row_text"]

_HEADS = (
    (Bilingual("番号", "number"), 9),
    (Bilingual("所管課", "department"), 12),
    (Bilingual("件名", "title"), 17),
    (Bilingual("状態", "state"), 13),
    (Bilingual("日数", "days"), 5),
    (Bilingual("次の手番", "whose turn"), 19),
)
_TURNS = {act.verb: act.label.ja for act in reversed(ACTS)} | {
    "decide": "後閲", "review": "審査", "request new": "再要望", "decline --silent": "無回答",
}  # fmt: skip
"""What it is somebody's turn to do, where the verb of the command is no word of an office."""
_ENGLISH = {"decide": "confirm", "decline --silent": "silence"}


def queue_text(queue: Queue, lang: str) -> Iterator[str]:
    """The screen in lines."""
    if not queue.rows:
        yield from none_waits(queue.narrowed, queue.people, lang)
        yield from disputes_text(queue.disputes, lang)
        return
    yield " ".join(padded(head.get(lang), width) for head, width in _HEADS).rstrip()
    kind: Kind | None = None
    for row in queue.rows:
        if row.kind is not kind:
            kind = row.kind
            count = sum(1 for each in queue.rows if each.kind is kind)
            yield ""
            yield kind.label.get(lang) + in_brackets(str(count), lang)
        yield row_text(row, queue.people, lang)
    yield ""
    yield speak(say("waiting: {count}", count=len(queue.rows)), lang)
    first = say("`{command}` is the most urgent", command=queue.rows[0].command)
    yield from paragraph(f"{speak(say('hint'), lang)}: {speak(first, lang)}", hanging=2)
    yield from outdated_text(queue.rows, lang)
    yield from disputes_text(queue.disputes, lang)


def outdated_text(rows: Sequence[Waiting], lang: str) -> Iterator[str]:
    """Which of these were judged by other than what is adopted now, and what the office does about it."""
    numbers = [row.case.number for row in rows if row.outdated]
    if numbers:
        said = say("judged by other than what is adopted now: {numbers}", numbers=", ".join(numbers))
        yield from paragraph(speak(said, lang), hanging=2)
        said = say("`nocustom reassess {number}` judges it by what is adopted now", number=numbers[0])
        yield from paragraph(f"{speak(say('hint'), lang)}: {speak(said, lang)}", hanging=2)


def row_text(row: Waiting, people: People | None, lang: str) -> str:
    """One row: number, department, title, days it waits, whose turn and with which verb."""
    found = row.assessment
    department = found.department if people is None else people.department_name(found.department)
    columns = [row.case.number, visible(department), visible(found.title), _state(row, lang), _days(row),
               _turn(row, people, lang)]  # fmt: skip
    shown = [padded(cut(text, width), width) for text, (_, width) in zip(columns, _HEADS, strict=True)]
    return " ".join(shown).rstrip()


def _state(row: Waiting, lang: str) -> str:
    """Says of an approval that it is urgent and to be confirmed, and of a decision that it was transcribed."""
    urgent = any(cast.urgent for cast in owed(row.case))
    if urgent:
        return Bilingual("承認（急施）", "urgent").get(lang)
    if any(cast.paper for cast in row.case.ballots):
        return row.case.state.label.get(lang) + Bilingual("（転記）", "*").get(lang)
    return row.case.state.label.get(lang)


def _days(row: Waiting) -> str:
    return f"{row.days:>4}{'!' if row.late else ''}"


def _turn(row: Waiting, people: People | None, lang: str) -> str:
    if not row.turn:
        return speak(say("nobody can act"), lang)
    first = row.turn[0] if people is None else people.name(row.turn[0])
    more = f" +{len(row.turn) - 1}" if len(row.turn) > 1 else ""
    verb = _TURNS.get(row.verb, row.verb) if lang == "ja" else _ENGLISH.get(row.verb, row.verb)
    return f"{verb}: {cut(visible(first), 17 - cells(verb) - len(more))}{more}"
