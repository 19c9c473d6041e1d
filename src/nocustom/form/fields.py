"""Every field a rule, a question or an error can name: the form's own and the derived ones, in the form's order."""

from __future__ import annotations

from typing import Any, NamedTuple

from nocustom.form.choices import RUNGS
from nocustom.form.compiled import FIELDS as COMPILED
from nocustom.form.derived import DERIVED
from nocustom.words import Bilingual

__all__ = ["ALTERNATIVE", "FIELDS", "FORM", "Field", "label"]


class Field(NamedTuple):
    """One field. `kind`: text, id, enum, int, date, bool, set (of rungs), list (of text), table or tables."""

    path: str
    kind: str
    values: tuple[Any, ...]
    label: Bilingual
    help: Bilingual
    example: Any
    mark: str
    required: bool
    administrative: bool
    derived: bool
    only: str
    inputs: tuple[str, ...]


ALTERNATIVE = "alternative"

FORM: dict[str, Field] = {
    path: Field(path, kind, values, Bilingual(*label), Bilingual(*help_), example, mark, required, administrative,
                False, "", (path,))
    for path, (kind, values, label, help_, example, mark, required, administrative) in COMPILED.items()
}  # fmt: skip
"""The fields a person writes, in the order of the form."""

FIELDS: dict[str, Field] = {
    path: field for path, field in FORM.items()
    if path.count(".") == 1 and field.kind not in ("table", "tables") and not path.startswith("alternative.")
} | {
    path: Field(path, d.kind, d.values or (tuple(RUNGS) if d.kind == "set" else ()), d.label, d.help, None, "fact",
                False, False, True, d.only, d.inputs)
    for path, d in DERIVED.items()
}  # fmt: skip
"""The fields a rule may use."""


def label(path: str) -> Bilingual:
    """The label of a field, derived or not; the path itself where there is none."""
    field = FORM.get(path) or FIELDS.get(path)
    return field.label if field else Bilingual(path, path)
