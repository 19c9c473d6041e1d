"""`nocustom policy table -f markdown`: the decision table as a document, a table for each section.

What an author of the policy wrote is text: nothing in it is taken for Markdown or HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from nocustom.acts.policy_table import Sheet
from nocustom.locale import speak
from nocustom.policy.table import Section
from nocustom.show.layout import day
from nocustom.show.table_text import ABSENT, AUTHORITY, HOW, LAYERS, NUMBERS, RUNGS, TITLE, ladder
from nocustom.show.table_words import (
    COLUMNS,
    SECTIONS,
    UNKNOWN,
    authority_words,
    cells_of,
    layer_words,
    number_words,
    steps,
)
from nocustom.words import Said, say

__all__ = ["plain", "table_markdown"]


def table_markdown(sheet: Sheet, lang: str) -> Iterator[str]:
    """The document in lines. A column that is empty for all rules of a section is left out there."""
    table = sheet.table
    yield f"# {plain(': '.join(part for part in (sheet.organisation, speak(TITLE, lang)) if part))}"
    yield from ("", plain(speak(say("as of {day}", day=day(table.day, lang)), lang)))
    yield from ("", f"## {speak(HOW, lang)}", "", plain(UNKNOWN.get(lang)), "")
    for place, (verdict, when) in enumerate(steps(lang), 1):
        yield f"{place}. **{verdict}**{'：' if lang == 'ja' else ': '}{plain(when)}"
    yield from _list(RUNGS, ladder(lang), lang)
    for section in table.sections:
        yield from ("", f"## {SECTIONS[section.sort].get(lang)}", "")
        yield from _section(section, sheet, lang)
    yield from _list(LAYERS, (layer_words(layer, lang) for layer in table.layers), lang)
    yield from _list(ABSENT, (layer_words(layer, lang) for layer in table.absent), lang)
    yield from _list(NUMBERS, (number_words(number, sheet, lang) for number in table.numbers), lang)
    yield from _list(AUTHORITY, authority_words(sheet, lang), lang)


def _section(section: Section, sheet: Sheet, lang: str) -> Iterator[str]:
    rows = [cells_of(row, sheet, lang) for row in section.rows]
    columns = [column for column in COLUMNS if any(row.get(column) for row in rows)]
    yield _row(COLUMNS[column].get(lang) for column in columns)
    yield _row("---" for _ in columns)
    for row in rows:
        yield _row(plain(row[column]) for column in columns)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _list(heading: Said, items: Iterator[str], lang: str) -> Iterator[str]:
    for place, item in enumerate(items):
        if not place:
            yield from ("", f"## {speak(heading, lang)}", "")
        yield f"- {plain(item)}"


_ACTIVE = re.compile(r"[\\`*{}\[\]<>&|~#$@]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|:(?=//)|(?<=www)\.|^[-+=]")
_NUMBERED = re.compile(r"^(\d{1,9})(?=[.)])")
"""What would be a mark, a link, an entity, or the head of a list."""


def plain(text: str) -> str:
    """`text` so that Markdown shows it as it is."""
    quoted = _ACTIVE.sub(lambda found: _ENTITIES.get(found[0]) or "\\" + found[0], text)
    return _NUMBERED.sub(r"\1\\", quoted)


_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
