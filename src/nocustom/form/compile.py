"""Compile the models of this package into `compiled.py`: `python -m nocustom.form.compile [--check]`.

Importing pydantic and building five models costs more than judging a thousand requests, and `check` must start fast.
So the models are the source, and what pydantic makes of them is written down once: the validation schema for
pydantic-core (models become typed dictionaries, nothing else changes) and the table of fields. A test keeps the file
current and compares both on random documents.
"""

from __future__ import annotations

import sys
from datetime import date
from types import NoneType
from typing import Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from nocustom.form.choices import CHOICES
from nocustom.form.entry import Form
from nocustom.form.models import MODELS

__all__ = ["source"]

KEPT = {"type", "pattern", "ge", "le", "expected"}


def _pruned(schema: Any, known: dict[str, Any]) -> Any:
    """The core schema without classes, defaults and titles: what pydantic-core needs to validate parsed TOML."""
    kind = schema["type"]
    if kind == "definitions":
        known = known | {part["ref"]: part for part in schema["definitions"]}
        return _pruned(schema["schema"], known)
    if kind == "definition-ref":
        return _pruned(known[schema["schema_ref"]], known)
    if kind in ("model", "default", "nullable"):
        return _pruned(schema["schema"], known)
    if kind == "model-fields":
        fields = {}
        for name, field in schema["fields"].items():
            fields[field.get("validation_alias", name)] = {
                "type": "typed-dict-field",
                "required": field["schema"]["type"] != "default",
                "schema": _pruned(field["schema"], known),
            }
        return {"type": "typed-dict", "extra_behavior": "forbid", "fields": fields}
    kept = {key: value for key, value in schema.items() if key in KEPT}
    if kind == "list":
        kept["items_schema"] = _pruned(schema["items_schema"], known)
    if kind == "dict":
        kept["values_schema"] = _pruned(schema["values_schema"], known)
    return kept


def _kind(info: FieldInfo) -> tuple[str, Any]:
    """What a field holds: a scalar kind, `list` of text, `table` or `tables` with its model."""
    options = [each for each in get_args(info.annotation) if each is not NoneType] or [info.annotation]
    holds = options[0] if get_origin(info.annotation) is not Literal else info.annotation
    if get_origin(holds) is Literal:
        return "enum", None
    if get_origin(holds) is list:
        inner = get_args(holds)[0]
        return ("tables", inner) if isinstance(inner, type) and issubclass(inner, Form) else ("list", None)
    if isinstance(holds, type) and issubclass(holds, Form):
        return "table", holds
    if get_origin(holds) is not None:  # Annotated
        holds = get_args(holds)[0]
    if holds is str:
        return ("id" if any(hasattr(part, "pattern") for part in _metadata(info)) else "text"), None
    kinds: dict[Any, str] = {int: "int", bool: "bool", date: "date"}
    return kinds[holds], None


def _metadata(info: FieldInfo) -> list[Any]:
    found = list(info.metadata)
    for option in get_args(info.annotation):
        found += getattr(option, "__metadata__", ())
    return found


def _fields(model: type[Form], prefix: str = "") -> dict[str, tuple[Any, ...]]:
    rows: dict[str, tuple[Any, ...]] = {}
    for name, info in model.model_fields.items():
        path = prefix + (info.alias or name)
        kind, inner = _kind(info)
        extra: Any = info.json_schema_extra
        about = extra["nocustom"]
        values = tuple(CHOICES[path]) if kind == "enum" and path in CHOICES else ()
        rows[path] = (kind, values, about["label"], about["help"], about["example"], about["mark"],
                      info.is_required(), about["administrative"])  # fmt: skip
        if inner is not None:
            rows |= _fields(inner, path + ".")
    return rows


def source() -> str:
    """The text of `compiled.py` for the models as they are now."""
    schemas = {}
    for name, model in MODELS.items():
        model.model_rebuild()
        schemas[name] = _pruned(model.__pydantic_core_schema__, {})
    lines = [
        '"""Made by `python -m nocustom.form.compile` from the models beside it; do not edit."""',
        "",
        "from typing import Any",
        "",
        "SCHEMAS: dict[str, Any] = {",
        *(f"    {name!r}: {schema!r}," for name, schema in schemas.items()),
        "}",
        "",
        "# path: kind, values, label (ja, en), help (ja, en), example, mark, required, administrative",
        "FIELDS: dict[str, tuple[Any, ...]] = {",
        *(f"    {path!r}: {row!r}," for path, row in _fields(MODELS["request"]).items()),
        "}",
    ]
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    """Write `compiled.py`, or with `--check` only say whether it is current."""
    from pathlib import Path  # a build step, not part of the pure package at run time

    target = Path(__file__).with_name("compiled.py")
    text = source()
    if arguments == ["--check"]:
        return 0 if target.read_text(encoding="utf-8") == text else 1
    target.write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
