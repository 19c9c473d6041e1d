"""The part of the sheet that says under which terms it is to be approved: the end, and the conditions."""

from __future__ import annotations

from nocustom.life.assessment import Assessment
from nocustom.life.deeds import Terms
from nocustom.life.pen import NONE, Pen
from nocustom.life.prose import quoted

__all__ = ["conditions", "term"]


def term(pen: Pen, assessment: Assessment, terms: Terms) -> list[str]:
    """From when until when, and until when the owner accepted it where the end is another."""
    begins, ends = pen.day(assessment.wanted_from), pen.day(terms.ends_on or assessment.ends_on)
    lines = [pen.line("期間", "Term", pen.word(f"{begins}から{ends}まで", f"{begins} to {ends}"))]
    if terms.ends_on not in (None, assessment.ends_on):
        accepted = pen.day(assessment.ends_on)
        lines.append(pen.word(f"  引受は{accepted}まで", f"  accepted until {accepted}"))
    return lines


def conditions(pen: Pen, assessment: Assessment, terms: Terms) -> list[str]:
    """Each condition quoted under its day, and what it takes where the terms are not the accepted ones."""
    if terms.conditions:
        lines = [pen.line("条件（引用）", "Conditions (quoted)")]
    else:
        lines = [pen.line("条件", "Conditions", NONE.get(pen.lang))]
    for place, each in enumerate(terms.conditions, start=1):
        if each.due is None:
            due = pen.word("効力の発生前に履行", "to be met before it is in force")
        else:
            due = pen.word(f"期限 {pen.day(each.due)}", f"due {pen.day(each.due)}")
        lines += [f"  {place}. {due}", *quoted(each.text)]
    if terms.conditions or terms.ends_on not in (None, assessment.ends_on):
        lines.append(
            pen.word(
                "承認は、検証責任者がこれに署名したときに効力を生じる。",
                "An approval takes effect when the verification owner has signed these terms.",
            )
        )
    return lines
