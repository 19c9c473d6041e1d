"""`nocustom policy table -f csv`: a row for every rule, for a spreadsheet that people read."""

from __future__ import annotations

from collections.abc import Iterator

from nocustom.acts.policy_table import Sheet
from nocustom.files.csv import csv_lines
from nocustom.show.table_words import COLUMNS, SECTIONS, cells_of

__all__ = ["table_csv"]


def table_csv(sheet: Sheet, lang: str) -> Iterator[str]:
    """The table in lines that end with CRLF. Every cell is text, in the order of the columns."""
    rows = (
        {"section": SECTIONS[section.sort].get(lang), **cells_of(row, sheet, lang)}
        for section in sheet.table.sections for row in section.rows
    )  # fmt: skip
    heads = [head.get(lang) for head in COLUMNS.values()]
    yield from csv_lines(heads, ([row[column] for column in COLUMNS] for row in rows))
