"""A field of the form as `nocustom help gap.rung` tells it: what it is called, what belongs there, what it may hold."""

from __future__ import annotations

from collections.abc import Iterator

from nocustom.form.choices import CHOICES
from nocustom.form.fields import FIELDS, FORM, Field
from nocustom.locale import speak
from nocustom.show.check_text import hint
from nocustom.show.layout import cells, padded, paragraph
from nocustom.words import say

__all__ = ["field_named", "field_text"]


def field_named(word: str) -> Field | None:
    """The field called so, derived ones included: its whole path, or its last part where only one field has it."""
    every = {**FIELDS, **FORM}
    if word in every:
        return every[word]
    found = [field for path, field in every.items() if path.rpartition(".")[2] == word]
    return found[0] if len(found) == 1 else None


def field_text(field: Field, lang: str) -> Iterator[str]:
    """The screen in lines."""
    label = speak(field.label, lang)
    title = speak(say("{label} (mandatory)", label=label), lang) if field.required else label
    yield from paragraph(f"{field.path}  {title}", hanging=2)
    yield from paragraph(speak(field.help, lang), indent="  ")
    names = CHOICES.get(field.path, {})
    if field.kind in ("table", "tables"):
        inner = [path for path in FORM if path.startswith(f"{field.path}.")]
        yield from _rows([(path, speak(FORM[path].label, lang)) for path in inner])
    elif field.kind == "enum":
        yield from _rows([(str(value), speak(names[value], lang) if value in names else "") for value in field.values])
    if field.example is not None:
        example = field.example if not isinstance(field.example, list | tuple) else ", ".join(map(str, field.example))
        yield from paragraph(f"{speak(say('for example'), lang)}: {example}", indent="  ")
    if field.derived:
        said = say("it is derived from {fields}", fields=[say("`{value}`", value=each) for each in field.inputs])
        yield from paragraph(speak(said, lang), indent="  ")
    yield from hint(say("`nocustom policy table` shows which rules look at it"), lang)


def _rows(rows: list[tuple[str, str]]) -> Iterator[str]:
    width = max((cells(word) for word, _ in rows), default=0)
    for word, name in rows:
        yield from paragraph(f"{padded(word, width)}  {name}".rstrip(), indent="    ", hanging=width + 2)
