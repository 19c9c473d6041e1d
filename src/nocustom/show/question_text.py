"""One question of the wizard on the screen: what is asked and why, what may be answered, what stands there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from nocustom.acts.form_questions import Question
from nocustom.form.choices import RUNG_NAMES
from nocustom.form.finding import Finding
from nocustom.form.typed import Option
from nocustom.judge.policy import Rule
from nocustom.locale import speak
from nocustom.show.diagnosis import diagnosis
from nocustom.show.layout import WIDTH, cells, cut, day, padded, paragraph
from nocustom.words import Said, say, visible

__all__ = ["explained", "numbered", "objections", "question_text", "title_of", "value_of"]


def question_text(question: Question, rules: Sequence[Rule], lang: str) -> Iterator[str]:
    """Label, help, why it is asked, what may be answered, an example, what stands there; of a series once in full."""
    yield ""
    title = title_of(question, lang)
    yield from paragraph(
        speak(say("{label} (mandatory)", label=title), lang) if question.mandatory else title
    )
    again = bool(question.item or question.rung)
    if not again:
        yield from paragraph(_asked(question, lang), indent="  ", hanging=2)
        yield from _why(rules, lang)
    yield from numbered(question.offered.shown, lang, own=question.field.kind == "int")
    if not again:
        if question.current is None and (example := _example(question)):
            yield from paragraph(f"{speak(say('for example'), lang)}: {example}", indent="  ", hanging=2)
        if how := _how(question):
            yield from paragraph(speak(how, lang), indent="  ")
    if question.current is not None:
        stands = f"{speak(say('answered'), lang)}: {value_of(question, lang)}"
        yield from paragraph(stands, indent="  ", hanging=2)


def _why(rules: Sequence[Rule], lang: str) -> Iterator[str]:
    """The first rule that looks at the answer, and how many more do."""
    if rules:
        more = speak(say(", and {count} more", count=len(rules) - 1), lang) if len(rules) > 1 else ""
        first = f"{rules[0].id} {speak(rules[0].title, lang)}"
        yield from paragraph(f"{speak(say('looked at by'), lang)}: {first}{more}", indent="  ", hanging=2)


def title_of(question: Question, lang: str) -> str:
    """What a question is called: the rung it is about, its label, its place in a list."""
    label = speak(question.field.label, lang)
    if question.rung is not None:
        rung = speak(say("rung {rung}", rung=question.rung), lang)
        label = f"{rung} {speak(RUNG_NAMES[question.rung], lang)}: {label}"
    if question.item:
        label = speak(say("{label}, number {count}", label=label, count=question.item + 1), lang)
    return label


def _asked(question: Question, lang: str) -> str:
    if question.text is not None:
        return speak(
            say("`{text}` looks like personal data; if it is none, say why", text=question.text), lang
        )
    return speak(question.field.help, lang)


def numbered(options: Sequence[Option], lang: str, *, own: bool = False) -> Iterator[str]:
    """Options with the number to type, their name, what tells them apart, and what will stand in the file.

    With `own` the value is the number.
    """
    names = [speak(option.name, lang) for option in options]
    notes = [speak(option.note, lang) for option in options]
    name_width = min(max(map(cells, names), default=0), 72 if own else 40)
    note_width = min(max(map(cells, notes), default=0), 24)
    for place, (option, name, note) in enumerate(zip(options, names, notes, strict=True), start=1):
        row = f"  {option.value if own else place:>3}  {padded(cut(name, name_width), name_width)}"
        row += f"  {padded(cut(note, note_width), note_width)}" if note_width else ""
        value = "" if own or isinstance(option.value, bool) else f"  {visible(str(option.value))}"
        yield cut((row + value).rstrip(), WIDTH)


def _example(question: Question) -> str:
    """An example for what is typed in words or figures."""
    example = question.field.example
    if question.offered.all or question.offered.shown or example in (None, "") or question.text is not None:
        return ""
    return str(example[0]) if isinstance(example, list | tuple) else str(example)


def _how(question: Question) -> Said | None:
    """How to answer, where that is not plain."""
    if question.may_be_none and question.item is None:
        return say("0 says that there is none")
    if question.field.kind == "list":
        return say("one at a time; Enter to end the list, 0 says that there is none")
    if question.item is not None and question.id.endswith(".body"):
        return say("one at a time; Enter to end the list")
    if question.offered.shown and question.offered.all:
        return say("a number, an id, or a part of the name")
    return say("an id, or a part of the name") if question.offered.all else None


def value_of(question: Question, lang: str) -> str:
    """The present answer as a person reads it."""
    value: Any = question.current
    for option in (*question.offered.shown, *question.offered.all):
        if option.value == value and type(option.value) is type(value):
            name = speak(option.name, lang)
            return name if isinstance(value, bool) else f"{name} ({visible(str(value))})"
    if value in ([], ""):
        return speak(say("there is none"), lang)
    if question.field.kind == "date":
        return day(value, lang)
    return f"{value:,}" if question.field.kind == "int" else visible(str(value))


def explained(question: Question, rules: Sequence[Rule], lang: str) -> Iterator[str]:
    """More about a question: its name in the file, whether it is a fact or a choice, every rule that looks at it."""
    field = question.field
    mark = say("a fact of the world") if field.mark == "fact" else say("the department's own choice")
    yield from paragraph(f"{field.path}: {speak(mark, lang)}", indent="  ")
    for rule in rules:
        yield from paragraph(f"{padded(rule.id, 7)} {speak(rule.title, lang)}", indent="    ", hanging=8)
    last = (
        say("`nocustom explain {rule}` tells why a rule exists and what to do about it", rule=rules[0].id)
        if rules
        else say("no rule looks at it; it is for the people who read the request")
    )
    yield from paragraph(speak(last, lang), indent="  ")


def objections(findings: Iterable[Finding], lang: str) -> Iterator[str]:
    """Why an answer can't stand, or a remark on one that does."""
    for finding in findings:
        yield from diagnosis(finding, lang).splitlines()
