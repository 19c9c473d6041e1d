"""The JSON Schema of a policy layer, with conditions whole: sections, fields, operators, values.

    when.reason.category = { in = ["law"] }
         section field       operator  value      each level is a closed table, so an editor offers what may stand there

Of the words of JSON Schema it uses only properties, $ref, enum, items and additionalProperties beside type, format
(for a TOML date), pattern and required, so that any editor can follow it: what may stand at a place never depends on
what stands beside it. What can't be said so is left to the judge and to `policy lint`: a table or list that is empty, a
number below 0, which keys an effect needs or forbids, where a field for advise rules may stand, and all that looks at
another place (`extends`, named values, ids).
"""

from __future__ import annotations

from collections.abc import Mapping

from nocustom.form.choices import CHOICES, RUNG_NAMES, RUNGS
from nocustom.form.fields import FIELDS, FORM, Field
from nocustom.form.json_schema import Schema, about, closed, file_schema
from nocustom.judge.operators import OPERANDS, TESTS
from nocustom.words import Bilingual as B

__all__ = ["policy_schema"]

_OPERATORS: dict[str, B] = {
    "is": B("等しい", "is"),
    "is_not": B("等しくない", "is not"),
    "in": B("いずれかである", "is one of"),
    "not_in": B("いずれでもない", "is none of"),
    "over": B("より大きい", "is over"),
    "under": B("より小さい", "is under"),
    "at_least": B("以上", "is at least"),
    "at_most": B("以下", "is at most"),
    "before": B("より前", "is before"),
    "after": B("より後", "is after"),
    "on_or_before": B("以前（その日を含む）", "is on or before"),
    "on_or_after": B("以後（その日を含む）", "is on or after"),
    "has": B("含む", "has"),
    "has_any": B("いずれかを含む", "has at least one of"),
    "has_all": B("全てを含む", "has all of"),
    "empty": B("空である（true）・空でない（false）", "is empty, or with false is not"),
    "filled": B("記入がある（true）・空欄である（false）", "is filled in, or with false is blank"),
}
_GROUPS: dict[str, tuple[B, B]] = {
    "all": (B("全て", "all"), B("並べた条件の全てに当てはまる", "Every one of these conditions holds")),
    "any": (B("いずれか", "any"), B("並べた条件のいずれかに当てはまる", "At least one of these conditions holds")),
    "none": (B("いずれでもない", "none"), B("並べた条件のいずれにも当てはまらない", "None of these conditions holds")),
}
_ONLY: dict[str, B] = {
    "must": B("must と助言（advise）の規則だけで使えます。", "In `must` and in advise rules only."),
    "advise": B("助言（advise）の規則だけで使えます。", "In advise rules only."),
}
_SCALARS: dict[str, Schema] = {
    "text": {"type": "string"},
    "id": {"type": "string"},
    "list": {"type": "string"},
    "int": {"type": "integer"},
    "date": {"type": "string", "format": "date"},
    "bool": {"type": "boolean"},
    "set": {"type": "integer", "enum": list(RUNGS)},
}
_NAMED: Schema = {"type": ["integer", "string"], "pattern": r"^\$."}
"""A whole number, or the name of a value."""


def policy_schema() -> Schema:
    """The schema of a policy layer."""
    schema = file_schema("policy")
    rule = schema["properties"]["rule"]["items"]["properties"]
    for part, wanted in (("when", "condition"), ("unless", "condition"), ("must", "demand")):
        rule[part] = _words(rule[part]) | _ref(wanted)
    example = rule["example"]["items"]["properties"]
    example["given"] = _words(example["given"]) | _ref("given")
    for number in (rule["grants"]["properties"], "max_months"), (_authority(schema), "from_yen"):
        number[0][number[1]] = _words(number[0][number[1]]) | _NAMED
    return schema | {"$defs": _definitions()}


def _authority(schema: Schema) -> Schema:
    properties: Schema = schema["properties"]["authority"]["items"]["properties"]
    return properties


def _words(schema: Schema) -> Schema:
    return {key: schema[key] for key in ("title", "description") if key in schema}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _definitions() -> Schema:
    sections: dict[str, list[Field]] = {}
    for field in FIELDS.values():
        sections.setdefault(field.path.partition(".")[0], []).append(field)
    asked = {name: _words_of_section(name) | _ref(f"asked.{name}") for name in sections}
    demanded = {name: each for name, each in asked.items() if any(field.only != "advise" for field in sections[name])}
    definitions: Schema = {
        "condition": closed(asked | _groups("condition")),
        # `must` stands in require rules, where nothing can stand that only an advise rule may ask.
        "demand": closed(demanded | _groups("demand")),
        "given": closed({name: _words_of_section(name) | _ref(f"given.{name}") for name in sections}),
    }
    for name, fields in sections.items():
        definitions[f"asked.{name}"] = closed({_key(each): _words_of_field(each) | _operators(each) for each in fields})
        definitions[f"given.{name}"] = closed({_key(each): _words_of_field(each) | _value(each) for each in fields})
    for kind in TESTS:
        if kind != "enum":
            definitions[f"operators.{kind}"] = closed(_tests(kind, _NAMED if kind == "int" else _SCALARS[kind]))
    for field in FIELDS.values():
        if field.kind == "enum":
            definitions[f"operators.{field.path}"] = closed(_tests("enum", _ref(f"value.{field.path}")))
            definitions[f"value.{field.path}"] = about(field.label, meanings=_meanings(field)) | {
                "type": "string", "enum": list(field.values)}  # fmt: skip
    return definitions


def _groups(name: str) -> Schema:
    return {join: about(*words) | {"type": "array", "items": _ref(name)} for join, words in _GROUPS.items()}


def _key(field: Field) -> str:
    return field.path.partition(".")[2]


def _words_of_section(name: str) -> Schema:
    section = FORM.get(name)
    return about(section.label, section.help) if section else about(_SECTIONS[name])


_SECTIONS: dict[str, B] = {
    "alternatives": B("代替手段の検討", "alternatives"),
    "text": B("自由記述", "free texts"),
    "history": B("これまでの要望", "earlier requests"),
}
"""The sections that only derived fields have."""


def _words_of_field(field: Field) -> Schema:
    help_ = field.help
    if field.only:
        only = _ONLY[field.only]
        help_ = B(f"{help_.ja}。{only.ja}", f"{help_.en}. {only.en}")
    return about(field.label, help_, field.example, _meanings(field))


def _meanings(field: Field) -> Mapping[str, B] | None:
    if field.kind == "set":
        return {str(rung): name for rung, name in RUNG_NAMES.items()}
    return CHOICES[field.path] if field.kind == "enum" else None


def _operators(field: Field) -> Schema:
    return _ref(f"operators.{field.path if field.kind == 'enum' else field.kind}")


def _value(field: Field) -> Schema:
    """What an example may give: for a field of the form what the form takes there, for a derived one its kind."""
    if field.kind == "enum":
        return _ref(f"value.{field.path}")
    if field.path in FORM:
        section, _, key = field.path.partition(".")
        written = file_schema("request")["properties"][section]["properties"][key]
        return {word: written[word] for word in ("type", "format", "enum", "pattern", "items") if word in written}
    scalar = _SCALARS[field.kind]
    return {"type": "array", "items": scalar} if field.kind in ("list", "set") else scalar


def _tests(kind: str, operand: Schema) -> Schema:
    """The operators of a kind of field, each with what it takes."""
    takes: dict[str, Schema] = {"bool": {"type": "boolean"}, "some": {"type": "array", "items": operand}}
    return {name: about(_OPERATORS[name]) | takes.get(OPERANDS.get(name, ""), operand) for name in TESTS[kind]}
