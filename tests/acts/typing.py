"""Somebody who has the whole request on paper and types it into the wizard, question by question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from nocustom.acts.answers import Answers
from nocustom.acts.form_questions import Question
from nocustom.acts.wizard import CLEAR, Wizard


def typed_in(wizard: Wizard, paper: Mapping[str, Any]) -> Answers:
    """The answers after every question was answered from the paper, or left with Enter where that has nothing.

    A no on the way does not stop this person. What the people file said otherwise than the paper is changed at the end.
    """
    answers = Answers()
    for _ in range(400):
        question = wizard.following(answers)
        if question is None:
            break
        heard = wizard.hear(answers, question, line(question, on_paper(question, paper)))
        assert heard.answers is not None, (question.id, heard.findings, heard.options)
        answers = heard.answers
    else:
        raise AssertionError("the form has no end")
    for name in ("request.department", "request.section"):
        question = wizard.question(answers, name)
        if question is not None and question.current != on_paper(question, paper):
            heard = wizard.hear(answers, question, line(question, on_paper(question, paper)) or CLEAR)
            assert heard.answers is not None
            answers = heard.answers
    return replace(answers, insisted=wizard.judgement(answers).verdict)


def on_paper(question: Question, paper: Mapping[str, Any]) -> Any:
    """What the paper says to a question; None where it says nothing."""
    if question.text is not None:
        cleared = paper.get("disclosure", {}).get("cleared", ())
        return next((each["why"] for each in cleared if each["text"] == question.text), None)
    if question.rung is not None:
        entries = [each for each in paper.get("alternative", ()) if each["rung"] == question.rung]
        return entries[0].get(question.id.rpartition(".")[2]) if entries else None
    value: Any = paper
    for part in question.id.split("."):
        if part.isdigit() and value == []:
            return []
        try:
            value = value[int(part) if part.isdigit() else part]
        except (KeyError, IndexError):
            return None
    return value


def line(question: Question, value: Any) -> str:
    """What is typed for a value."""
    match value:
        case None:
            return ""
        case [] | "":
            return "0" if question.may_be_none else ""
        case bool():
            return "1" if value else "2"
        case int() if question.id != "gap.rung":
            return f"{value:,}"
        case date():
            return value.isoformat()
        case _:
            return str(value)
