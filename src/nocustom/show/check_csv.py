"""`nocustom check -f csv`: a row for every request, for a spreadsheet. The header is the same in every language."""

from __future__ import annotations

from collections.abc import Iterator

from nocustom.acts.check import Check, Checked
from nocustom.files.csv import Cell, csv_lines
from nocustom.judge.report import next_steps, questions
from nocustom.locale import speak
from nocustom.words import visible

__all__ = ["check_csv"]

COLUMNS = (
    "path", "key", "title", "verdict", "decided_by", "questions", "next_steps", "findings", "digest",
)  # fmt: skip


def check_csv(check: Check, lang: str) -> Iterator[str]:
    """The table in lines that end with CRLF. What could not be judged has an empty verdict and counts its findings."""
    yield from csv_lines(COLUMNS, (_row(checked, lang) for checked in check.requests))


def _row(checked: Checked, lang: str) -> list[Cell]:
    judgement = checked.judgement
    asked = [f"{each.field} {speak(each.label, lang)}" for each in questions(judgement)] if judgement else []
    steps = [speak(each.text, lang) for each in next_steps(judgement)] if judgement else []
    return [
        visible(checked.path),
        visible(checked.text("key") or ""),
        visible(checked.text("title") or ""),
        checked.verdict,
        ",".join(judgement.decided_by()) if judgement else None,
        "; ".join(asked),
        "; ".join(steps),
        len(checked.findings),
        checked.document.sha256 if checked.document else None,
    ]
