"""The questions of the form: a field each, for one rung or one item where there are several; and their order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from nocustom.acts.answers import CLEARED, FOUND
from nocustom.acts.offered import NOTHING, Offered
from nocustom.form.fields import ALTERNATIVE, FORM, Field

__all__ = [
    "FIELDS_ASKED", "PLACE", "Question", "field_of", "in_order", "items_of", "of_entries", "of_list", "of_rungs",
]  # fmt: skip

_FOUND_PARTS = ("body", "what", "contacted_on")


@dataclass(frozen=True, slots=True)
class Question:
    """One question: a field, for one rung or one item where there are several; with its present answer, if any."""

    id: str
    field: Field
    offered: Offered = NOTHING
    rung: int | None = None
    item: int | None = None
    text: str | None = None
    """The string that looks like personal data and may be none."""
    current: Any = None

    @property
    def section(self) -> str:
        """The table of the form it belongs to."""
        return self.id.partition(".")[0]

    @property
    def may_be_none(self) -> bool:
        """Whether it can be said that there is none."""
        return (self.field.kind == "list" and self.item == 0) or self.id == "impact.approved_link"

    @property
    def mandatory(self) -> bool:
        """Whether no request is without it."""
        return self.field.required


FIELDS_ASKED = [path for path, field in FORM.items()
                if field.kind != "table" and path not in ("schema", "request.key", "request.requester")
                and not path.startswith((f"{ALTERNATIVE}.", f"{FOUND}.", f"{CLEARED}."))]  # fmt: skip
FIELDS_ASKED.insert(FIELDS_ASKED.index("request.title") + 1, "request.requester")
"""The order of the form; only who files comes earlier, for by it the people file knows department and section."""
PLACE = {path: place for place, path in enumerate(FORM)}
"""Where a field stands in the form."""


def field_of(name: str) -> str:
    """The field that a question is about."""
    if name.startswith(f"{CLEARED}."):
        return f"{CLEARED}.why"
    return ".".join(part for part in name.split(".") if not part.isdigit())


def in_order(request: dict[str, Any]) -> dict[str, Any]:
    """The same with the fields of each table in the order of the form."""
    return {section: dict(sorted(table.items(), key=lambda item: PLACE[f"{section}.{item[0]}"]))
            if isinstance(table, dict) else table for section, table in request.items()}  # fmt: skip


def items_of(path: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The items of a list, or the fields of its entries, up to the first that is not there."""
    if given.get(path) == []:
        return {path: []}
    items: dict[str, Any] = {}
    parts = [f".{part}" for part in _FOUND_PARTS] if path == FOUND else [""]
    place = 0
    while f"{path}.{place}{parts[0]}" in given:
        items |= {name: given[name] for part in parts if (name := f"{path}.{place}{part}") in given}
        place += 1
    return items


def of_list(path: str, known: Mapping[str, Any]) -> Iterator[Question]:
    """One question for each item, and one for the next."""
    if known.get(path) == []:
        yield Question(f"{path}.0", FORM[path], item=0, current=[])
        return
    place = 0
    while True:
        name = f"{path}.{place}"
        yield Question(name, FORM[path], item=place, current=known.get(name))
        if name not in known:
            return
        place += 1


def of_entries(known: Mapping[str, Any]) -> Iterator[Question]:
    """The fields of each precedent that was found, and the first of the next."""
    place = 0
    while True:
        for part in _FOUND_PARTS:
            name = f"{FOUND}.{place}.{part}"
            yield Question(name, FORM[f"{FOUND}.{part}"], item=place, current=known.get(name))
            if part == "body" and name not in known:
                return
        place += 1


def of_rungs(known: Mapping[str, Any]) -> Iterator[Question]:
    """Would each rung below do, and why?"""
    for rung in range(known.get("gap.rung", 0)):
        result, why = f"{ALTERNATIVE}.{rung}.result", f"{ALTERNATIVE}.{rung}.why"
        yield Question(result, FORM[f"{ALTERNATIVE}.result"], rung=rung, current=known.get(result))
        if result in known:
            yield Question(why, FORM[f"{ALTERNATIVE}.why"], rung=rung, current=known.get(why))
