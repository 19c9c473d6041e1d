"""The JSON Schema of each kind of file, by which editors complete it and mark mistakes: from the models beside it.

    a model        an object with its fields as properties, the mandatory ones required, and no others allowed
    a field        its label as title; its help, an example and what its values mean as description, ja and en
    its type       from the compiled validator, so that an editor and `check` ask the same

No value is a default and no example is an `examples`: an editor would offer it, and nobody would notice it left in.
Draft 7 is what every TOML editor reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from nocustom.form.choices import CHOICES, RUNG_NAMES, VERDICTS
from nocustom.form.compiled import SCHEMAS
from nocustom.form.entry import Form
from nocustom.form.models import MODELS
from nocustom.form.policy import CHOICES as POLICY_CHOICES
from nocustom.words import Bilingual

__all__ = ["Schema", "about", "closed", "file_schema"]

Schema = dict[str, Any]

_DRAFT = "http://json-schema.org/draft-07/schema#"

_RUNG = {str(rung): name for rung, name in RUNG_NAMES.items()}
_MEANINGS: dict[tuple[str, str], Mapping[str, Bilingual]] = {
    **{("request", path): names for path, names in CHOICES.items()},
    **{("policy", path): names for path, names in POLICY_CHOICES.items()},
    ("systems", "system.business.regime"): CHOICES["system.regime"],
    ("request", "gap.rung"): _RUNG, ("request", "alternative.rung"): _RUNG, ("policy", "rule.to"): _RUNG,
    ("cases", "case.to"): _RUNG, ("cases", "case.verdict"): VERDICTS,
}  # fmt: skip


def file_schema(kind: str) -> Schema:
    """The schema of a whole file of `kind`; what the judge reads of a policy (conditions) is any table in it."""
    schema = _table(MODELS[kind], SCHEMAS[kind], kind, "")
    if kind == "cases":
        form = _unfinished(_table(MODELS["request"], SCHEMAS["request"], "request", ""))
        del form["properties"]["schema"]
        schema["properties"]["case"]["items"]["properties"]["given"] |= form
    return {"$schema": _DRAFT, "title": f"{kind}/1"} | schema


def _unfinished(schema: Schema) -> Schema:
    """The same, where nothing need be filled in."""
    kept = {word: each for word, each in schema.items() if word != "required"}
    if "properties" in kept:
        kept["properties"] = {name: _unfinished(each) for name, each in kept["properties"].items()}
    return kept | ({"items": _unfinished(kept["items"])} if "items" in kept else {})


def about(label: Bilingual, help_: Bilingual | None = None, example: Any = None,
          meanings: Mapping[str, Bilingual] | None = None) -> Schema:  # fmt: skip
    """Title and description as an editor shows them: both languages, because an editor asks for none."""
    said = [] if help_ is None else [f"{help_.ja}\n\n{help_.en}"]
    if example is not None:
        said.append(f"例 e.g. `{_plain(example)}`")
    if meanings:
        said.append("\n".join(f"- `{value}` {name.ja} / {name.en}" for value, name in meanings.items()))
    titled: Schema = {"title": f"{label.ja} / {label.en}"}
    return titled | ({"description": "\n\n".join(said)} if said else {})


def closed(properties: Schema, required: list[str] | None = None) -> Schema:
    """A table that has these properties and no others."""
    table: Schema = {"type": "object", "properties": properties}
    return table | ({"required": required} if required else {}) | {"additionalProperties": False}


def _table(model: type[Form], core: Any, kind: str, path: str) -> Schema:
    properties: Schema = {}
    required = []
    for name, info in model.model_fields.items():
        key = info.alias or name
        field = core["fields"][key]
        if field["required"]:
            required.append(key)
        extra: Any = info.json_schema_extra
        said = extra["nocustom"]
        inner = f"{path}{key}"
        properties[key] = about(
            Bilingual(*said["label"]), Bilingual(*said["help"]), said["example"], _MEANINGS.get((kind, inner))
        ) | _type(field["schema"], _model(info.annotation), kind, f"{inner}.")
    return closed(properties, required)


def _model(annotation: Any) -> type[Form] | None:
    """The model that a field's annotation holds, alone, in a list or by name."""
    if isinstance(annotation, type) and issubclass(annotation, Form):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model(part)) is not None), None)


def _type(core: Any, model: type[Form] | None, kind: str, path: str) -> Schema:
    match core["type"]:
        case "typed-dict":
            assert model is not None
            return _table(model, core, kind, path)
        case "list":
            return {"type": "array", "items": _type(core["items_schema"], model, kind, path)}
        case "dict" if core["values_schema"]["type"] == "any":
            return {"type": "object"}
        case "dict":
            return {"type": "object", "additionalProperties": _type(core["values_schema"], model, kind, path)}
        case "literal":
            return {"type": "string", "enum": core["expected"]}
        case "str":
            return {"type": "string"} | ({"pattern": core["pattern"]} if "pattern" in core else {})
        case "date":
            return {"type": "string", "format": "date"}
        case "bool":
            return {"type": "boolean"}
        case "int" if core["le"] - core["ge"] < 10:
            return {"type": "integer", "enum": list(range(core["ge"], core["le"] + 1))}
        case "int":  # a TOML integer has 64 bits anyway
            return {"type": "integer"} | ({"minimum": core["ge"]} if core["ge"] == 0 else {})
        case _:
            return {}


def _plain(example: Any) -> str:
    match example:
        case bool():
            return "true" if example else "false"
        case list():
            return "[" + ", ".join(f'"{each}"' for each in example) + "]"
        case _:
            return str(example)
