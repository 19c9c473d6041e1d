"""`nocustom policy table`: the decision table on 80 columns, a rule after the other under what they do."""

from __future__ import annotations

from collections.abc import Iterator

from nocustom.acts.policy_table import Sheet
from nocustom.form.choices import RUNG_NAMES
from nocustom.locale import speak
from nocustom.policy.table import Row
from nocustom.show.explain_text import rule_conditions
from nocustom.show.layout import cells, day, padded, paragraph
from nocustom.show.table_words import (
    COLUMNS,
    SECTIONS,
    UNKNOWN,
    authority_words,
    consequence,
    days_words,
    layer_words,
    number_words,
    steps,
)
from nocustom.words import Said, say, visible

__all__ = ["TITLE", "ladder", "table_text"]

TITLE = say("Decision table of the policy")


def table_text(sheet: Sheet, lang: str) -> Iterator[str]:
    """The table in lines: how to read it, the rules, the numbers they rest on."""
    table = sheet.table
    if sheet.organisation:
        yield from paragraph(visible(sheet.organisation))
    yield speak(TITLE, lang)
    yield from paragraph(speak(say("as of {day}", day=day(table.day, lang)), lang))
    yield ""
    yield speak(HOW, lang)
    yield from paragraph(UNKNOWN.get(lang), indent="  ")
    width = max(cells(verdict) for verdict, _ in steps(lang)) + 2
    for place, (verdict, when) in enumerate(steps(lang), 1):
        yield from paragraph(f"{place}  {padded(verdict, width)}{when}", indent="  ", hanging=3 + width)
    yield from _list(RUNGS, ladder(lang), lang)
    for section in table.sections:
        count = speak(say("rules: {count}", count=len(section.rows)), lang)
        yield from ("", "-" * 80, f"{SECTIONS[section.sort].get(lang)}  ({count})")
        for row in section.rows:
            yield ""
            yield from _rule(row, sheet, lang)
    yield from ("", "-" * 80)
    yield from _list(LAYERS, (layer_words(layer, lang) for layer in table.layers), lang)
    yield from _list(ABSENT, (layer_words(layer, lang) for layer in table.absent), lang)
    yield from _list(NUMBERS, (number_words(number, sheet, lang) for number in table.numbers), lang)
    yield from _list(AUTHORITY, authority_words(sheet, lang), lang)


HOW = say("How a verdict is reached")
RUNGS = say("The ladder of alternatives: rungs from 0 to 9")
LAYERS = say("Layers that take part")
ABSENT = say("Layers that take no part on this day")
NUMBERS = say("Named values, and the rules that rest on them")
AUTHORITY = say("Who decides")


def ladder(lang: str) -> Iterator[str]:
    """The rungs with their names."""
    for rung, name in RUNG_NAMES.items():
        yield f"{rung}  {name.get(lang)}"


def _rule(row: Row, sheet: Sheet, lang: str) -> Iterator[str]:
    rule = row.rule
    head = "  ".join(part for part in (rule.id, rule.title.get(lang), f"[{rule.layer}]") if part)
    yield from paragraph(visible(head), indent="  ", hanging=2)
    yield from rule_conditions(rule, sheet.judge, None, lang, "    ")
    for column, text in (
        ("then", consequence(row, sheet, lang)), ("days", days_words(rule, lang)),
        ("next", rule.remedy.get(lang)), ("source", rule.source),
    ):  # fmt: skip
        if text:
            yield from paragraph(f"{COLUMNS[column].get(lang)}: {visible(text)}", indent="    ", hanging=2)


def _list(heading: Said, items: Iterator[str], lang: str) -> Iterator[str]:
    for place, item in enumerate(items):
        if not place:
            yield from ("", speak(heading, lang))
        yield from paragraph(item, indent="  ", hanging=2)
