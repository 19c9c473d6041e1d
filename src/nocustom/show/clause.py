"""A condition in words: what a clause asks, and what it saw, for people who don't know the policy language.

`condition` writes a tree clause by clause on lines of its own, `sentence` the same on one line, for a cell of a table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from nocustom.form.choices import CHOICES, RUNG_NAMES, TRUTHS
from nocustom.form.fields import FIELDS, label
from nocustom.judge.condition import Group, Leaf, Node
from nocustom.judge.operators import RungSet
from nocustom.judge.policy import Policy
from nocustom.judge.report import plain, truth_of
from nocustom.judge.truth import NAMES
from nocustom.judge.verdict import Judge, Judgement
from nocustom.locale import speak
from nocustom.show.layout import cells, in_brackets, listed, padded, paragraph
from nocustom.words import Said, say, visible

__all__ = ["NAMELESS", "TRUTHS", "Names", "condition", "named_value", "sentence", "value_words"]

_OF_RUNGS = ("gap.rung", "alternatives.possible", "alternatives.unanswered")

_JOINS: dict[str, Said] = {
    "all": say("all of these:"),
    "any": say("at least one of these:"),
    "none": say("none of these:"),
}


def _asked(leaf: Leaf, operand: str, lang: str) -> str:
    """The clause as a sentence without its subject's value."""
    name = FIELDS[leaf.field].label
    places: dict[str, Any] = {"field": name, "operand": operand}
    match leaf.operator:
        case "is" | "is_not" if isinstance(leaf.operand, bool):
            yes = leaf.operand is (leaf.operator == "is")
            said = say("{field}: yes", field=name) if yes else say("{field}: no", field=name)
        case "is":
            said = say("{field}: {operand}", **places)
        case "is_not":
            said = say("{field}: not {operand}", **places)
        case "in":
            said = say("{field}: one of {operand}", **places)
        case "not_in":
            said = say("{field}: none of {operand}", **places)
        case "over":
            said = say("{field}: over {operand}", **places)
        case "under":
            said = say("{field}: under {operand}", **places)
        case "at_least":
            said = say("{field}: at least {operand}", **places)
        case "at_most":
            said = say("{field}: at most {operand}", **places)
        case "before":
            said = say("{field}: before {operand}", **places)
        case "after":
            said = say("{field}: after {operand}", **places)
        case "on_or_before":
            said = say("{field}: on or before {operand}", **places)
        case "on_or_after":
            said = say("{field}: on or after {operand}", **places)
        case "has":
            said = say("{field}: {operand} among them", **places)
        case "has_any":
            said = say("{field}: at least one of {operand} among them", **places)
        case "has_all":
            said = say("{field}: all of {operand} among them", **places)
        case "empty":
            said = (
                say("{field}: none", **places) if leaf.operand else say("{field}: at least one", **places)
            )
        case _:
            said = (
                say("{field}: filled in", **places) if leaf.operand else say("{field}: left blank", **places)
            )
    return speak(said, lang)


Names = Mapping[str, str]
"""What those are called whom and which a request names by an id, by field."""
NAMELESS: Names = {}


def value_words(field: str, value: Any, lang: str, names: Names = NAMELESS) -> str:
    """A value as a person reads it: names of choices, yes and no, yen with separators, rungs with their numbers, an id
    behind its name.
    """
    if field in names:
        return names[field] + in_brackets(visible(str(value)), lang)
    if isinstance(value, bool):
        return speak(say("Yes") if value else say("No"), lang)
    if field in _OF_RUNGS and isinstance(value, int):
        return f"第{value}段" if lang == "ja" else str(value)
    if isinstance(value, int):
        return speak(say("{amount} yen", amount=f"{value:,}"), lang) if field.endswith("_yen") else str(value)
    if isinstance(value, (list, tuple)):
        shown = [value_words(field, each, lang) for each in value]
        return listed(shown, lang) if shown else speak(say("(none)"), lang)
    choices = CHOICES.get(field, {})
    if value in choices:
        return choices[value].get(lang)
    text = visible(str(value))
    return text if field in FIELDS and FIELDS[field].kind == "date" else f"`{text}`"


def _named_rung(field: str, value: Any, lang: str, names: Names = NAMELESS) -> str:
    """A value as a person reads it who may not know the ladder: a single rung carries its name."""
    words = value_words(field, value, lang, names)
    if field in _OF_RUNGS and isinstance(value, int) and value in RUNG_NAMES:
        words += in_brackets(RUNG_NAMES[value].get(lang), lang)
    return words


def condition(
    node: Node, judge: Judge, judgement: Judgement | None, lang: str, indent: str = "  ", names: Names = NAMELESS
) -> Iterator[str]:
    """A condition tree, one clause a line; with a judgement each line says what came out, and the value below it."""
    if isinstance(node, Group) and node.join == "all":
        for part in node.parts:
            yield from _part(part, judge, judgement, lang, indent, names)
    else:
        yield from _part(node, judge, judgement, lang, indent, names)


def _part(
    node: Node, judge: Judge, judgement: Judgement | None, lang: str, indent: str, names: Names
) -> Iterator[str]:
    if isinstance(node, Leaf):
        yield from _clause(node, judge, judgement, lang, indent, names)
        return
    yield from paragraph(_mark(node, judgement, lang) + speak(_JOINS[node.join], lang), indent=indent)
    for part in node.parts:
        yield from _part(part, judge, judgement, lang, indent + "    ", names)


_AND = say(" AND ")
_OR = say(" OR ")


def sentence(node: Node, judge: Judge, lang: str) -> str:
    """A condition tree on one line; a group inside another stands in brackets, so that it reads one way only."""
    while isinstance(node, Group) and node.join != "none" and len(node.parts) == 1:
        (node,) = node.parts
    if isinstance(node, Leaf):
        return _clause_words(node, judge, lang, legend=True)
    parts = [sentence(part, judge, lang) for part in node.parts]
    if len(parts) > 1:
        for place, part in enumerate(node.parts):
            if isinstance(part, Group) and part.join != "none":
                parts[place] = in_brackets(parts[place], lang).strip()
    joined = speak(_AND if node.join == "all" else _OR, lang).join(parts)
    return speak(say("not ({condition})", condition=joined), lang) if node.join == "none" else joined


def _clause(
    leaf: Leaf, judge: Judge, judgement: Judgement | None, lang: str, indent: str, names: Names
) -> Iterator[str]:
    mark = _mark(leaf, judgement, lang)
    yield from paragraph(mark + _clause_words(leaf, judge, lang, legend=False), indent=indent, hanging=cells(mark))
    if judgement is not None:
        seen = _seen(leaf.field, judgement.facts.get(leaf.field), lang, names)
        yield from paragraph(
            f"{speak(seen, lang)}  [{leaf.field}]", indent=indent + " " * cells(mark), hanging=2
        )
        if FIELDS[leaf.field].derived:
            yield from paragraph(
                _comes_from(leaf.field, judgement, lang, names), indent=indent + " " * cells(mark), hanging=2
            )


def _clause_words(leaf: Leaf, judge: Judge, lang: str, *, legend: bool) -> str:
    """What a clause asks; a named value is there as what it is on the day, with its name behind.

    Without a legend beside it, a clause says itself what a rung and a named value are.
    """
    operand = plain(judge.operand(leaf))
    if lang == "ja" and leaf.field in CHOICES:
        several = operand if isinstance(operand, list) else [operand]
        words = "、".join(f"「{value_words(leaf.field, each, lang)}」" for each in several)
    else:
        words = (value_words if legend else _named_rung)(leaf.field, operand, lang)
    if leaf.named is None:
        return _asked(leaf, words, lang)
    title = judge.policy.title_of(leaf.named).get(lang)
    named = (title or leaf.named) if legend else speak(_named(title, leaf.named), lang)
    return _asked(leaf, words, lang) + in_brackets(visible(named), lang)


def _named(title: str, name: str) -> Said:
    """A named value where no legend says what it is."""
    return say("policy: {title}", title=title) if title else say("value {name} of the policy", name=name)


def named_value(name: str, policy: Policy, lang: str) -> str:
    """A named value in a legend: its title, or else the one field it is compared with, with its name behind."""
    title = policy.title_of(name).get(lang)
    if not title:
        fields = {leaf.field for rule in policy.rules() for leaf in rule.leaves() if leaf.named == name}
        title = label(*fields).get(lang) if len(fields) == 1 else ""
    return visible(title) + in_brackets(visible(name), lang) if title else visible(name)


def _comes_from(field: str, judgement: Judgement, lang: str, names: Names) -> str:
    """How a derived field comes about: its definition, and those of its inputs that are there."""
    parts = []
    for source in FIELDS[field].inputs:
        value = judgement.judge.values.get(source[1:]) if source.startswith("$") else judgement.facts.get(source)
        if source.startswith("$"):
            title = judgement.judge.policy.title_of(source[1:]).get(lang)
            name = speak(_named(title, source[1:]), lang)
        else:
            name = label(source).get(lang)
        if value is not None:
            parts.append(f"{name} {value_words(source, plain(value), lang, names)}")
    how = FIELDS[field].help.get(lang)
    return f"= {how}" + (in_brackets(listed(parts, lang), lang) if parts else "")


def _seen(field: str, value: Any, lang: str, names: Names) -> Said:
    """The value that a clause saw; of a set of rungs also those that may yet be in it."""
    if value is None:
        return say("not answered")
    words = _named_rung(field, plain(value), lang, names)
    if isinstance(value, RungSet) and value.maybe:
        open_ = value_words(field, sorted(value.maybe), lang)
        return say("here: {value}; not answered: {open}", value=words, open=open_)
    return say("here: {value}", value=words)


def _mark(node: Node, judgement: Judgement | None, lang: str) -> str:
    if judgement is None:
        return "- "
    truth = truth_of(node, judgement)
    return padded(TRUTHS[NAMES[truth]].get(lang), 8)
