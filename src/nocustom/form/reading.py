"""From a parsed TOML document to findings: is this a well-formed request, catalogue, people file, policy?

pydantic-core judges against the compiled models and reports every error at once; here each of its error types
becomes one of our messages, at the key path where it happened.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from pydantic_core import SchemaValidator, ValidationError

from nocustom.form.compiled import SCHEMAS
from nocustom.form.fields import FORM
from nocustom.form.finding import Finding, Key
from nocustom.words import Said, say

__all__ = ["did_you_mean", "entries", "not_allowed", "sound", "validate"]


@cache
def _validator(kind: str) -> SchemaValidator:
    return SchemaValidator(SCHEMAS[kind])


def validate(kind: str, document: dict[str, Any]) -> list[Finding]:
    """Every way in which `document` is no well-formed file of `kind`: request, systems, people, workspace, policy.

    Where its schema says that it is another kind of file, or another version, that alone: all else follows from it.
    """
    try:
        _validator(kind).validate_python(document, strict=True)
    except ValidationError as error:
        if not document:
            return [_nothing(kind)]
        if (other := _other(kind, document.get("schema"))) is not None:
            return [other]
        return [
            _finding(kind, {**each, "loc": where}, document)
            for each in error.errors(include_url=False)
            for where in (_lacking(kind, each["loc"]) if each["type"] == "missing" else [each["loc"]])
        ]
    return []


def _nothing(kind: str) -> Finding:
    """For an empty file one finding, not one for everything that it lacks."""
    first = say("delete it; `nocustom init` writes what a workspace lacks")
    if kind == "request":
        first = say("delete it; `nocustom request new` writes a request")
    return Finding("empty-file", say("nothing is written in this file"), (), "key", hints=(first,))


_WHAT: dict[str, Said] = {
    "request": say("a request"),
    "policy": say("a layer of the policy"),
    "systems": say("a catalogue of systems"),
    "people": say("a list of people"),
    "workspace": say("the settings of a workspace"),
    "cases": say("a file of cases"),
    "draft": say("a draft of `nocustom request new`"),
}
"""What a file is, by the first word of its schema."""
_WHERE_TO: dict[str, Said] = {
    "request": say("`nocustom check PATH` judges it; requests lie in requests/"),
    "policy": say("`nocustom policy lint` looks at the layers in policies/"),
    "systems": say("it is read as policies/systems.toml, by every command that judges"),
    "people": say("it is read as policies/people.toml, by every command that judges"),
    "workspace": say("it is read as nocustom.toml, by every command"),
    "cases": say("`nocustom policy test` tries the cases in policies/tests/"),
    "draft": say("`nocustom request new` goes on with it"),
}


_ALONE = {"other-kind", "unknown-version"}
"""Findings from which all else that could be said of a file follows."""


def _other(kind: str, schema: Any) -> Finding | None:
    """The one finding for a file that says it is of another kind, or of a version that this program does not know."""
    word, slash, version = schema.partition("/") if isinstance(schema, str) else ("", "", "")
    if not slash or not version.isascii() or not version.isdigit() or word not in _WHAT:
        return None
    expected = _schema_of(kind)
    if schema == expected:
        return None
    if word == kind:
        said = say("this program does not know the schema `{schema}`", schema=_toml(schema))
        hint = say("a newer version of nocustom may know it")
        return Finding("unknown-version", said, ("schema",), expected=say("expected `{schema}`", schema=expected),
                       hints=(hint,))  # fmt: skip
    said = say("this file is {what}, not {wanted}", what=_WHAT[word], wanted=_WHAT[kind])
    return Finding("other-kind", said, ("schema",), expected=say("expected `{schema}`", schema=expected),
                   hints=(_WHERE_TO[word],))  # fmt: skip


def _schema_of(kind: str) -> str:
    return str(SCHEMAS[kind]["fields"]["schema"]["schema"]["expected"][0])


def sound(document: dict[str, Any], found: Iterable[Finding]) -> dict[str, Any]:
    """What can still be looked at of a document that `validate` found this in: None in place of what is malformed.

    TOML has no null, so None says that something stands there and nobody knows what it means. Nothing of a file of
    another kind or version can be looked at.
    """
    if any(each.code in _ALONE for each in found):
        return {}
    for finding in found:
        if finding.at == "value":
            document = _without(document, finding.where)
    return document


def _without(part: Any, where: Key) -> Any:
    if part is None or not where:
        return None
    copied = part.copy()
    copied[where[0]] = _without(part[where[0]], where[1:])
    return copied


def entries(table: Mapping[str, Any], name: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The tables of the list `name` in a sound document, each with its place; those that can't be read left out."""
    for index, each in enumerate(table.get(name) or ()):
        if each is not None:
            yield index, each


def _lacking(kind: str, where: Key) -> list[Key]:
    """What is missing at `where`: a table that is not there lacks each of the fields that it must have."""
    schema = _at(SCHEMAS[kind], where)
    if schema["type"] != "typed-dict":
        return [where]
    return [
        inner
        for key, field in schema["fields"].items()
        if field["required"]
        for inner in _lacking(kind, (*where, key))
    ]


def _finding(kind: str, error: Any, document: dict[str, Any]) -> Finding:
    where: Key = error["loc"]
    name = _dotted(where)
    got = error["input"]
    match error["type"]:
        case "missing":
            field = FORM.get(name) if kind == "request" else None
            example = _EXAMPLE.get((kind, name)) or (field and field.example)
            hints = () if example is None else (
                say("write `{key} = {example}`", key=where[-1], example=_toml(example)),)  # fmt: skip
            said = (
                say("`{field}` ({label}) is missing", field=name, label=field.label)
                if field
                else say("`{field}` is missing", field=name)
            )
            return Finding("missing-field", said, where[:-1], "key", hints=hints)
        case "extra_forbidden":
            return _unknown_key(kind, where, document)
        case "literal_error" if where == ("schema",):
            return Finding(
                "unknown-schema", say("this program does not know the schema `{schema}`", schema=_toml(got)), where,
                expected=say("expected `{schema}`", schema=_schema_of(kind)))  # fmt: skip
        case "literal_error":
            allowed = _at(SCHEMAS[kind], where)["expected"]
            return not_allowed(where, got, [str(each) for each in allowed])
        case "string_pattern_mismatch":
            return _not_in_form(where, str(got))
        case "greater_than_equal" | "less_than_equal" as bound:
            limit = error["ctx"]["ge" if bound == "greater_than_equal" else "le"]
            said = (
                say("{value} is too small for `{field}`", value=got, field=name)
                if bound == "greater_than_equal"
                else say("{value} is too large for `{field}`", value=got, field=name)
            )
            expected_said = (
                say("at least {limit}", limit=limit)
                if bound == "greater_than_equal"
                else say("at most {limit}", limit=limit)
            )
            return Finding("out-of-range", said, where, expected=expected_said)
        case wrong:
            return Finding(
                "wrong-type", say("`{field}` holds {got}", field=name, got=_described(got)), where,
                expected=_wanted(wrong, kind, where))  # fmt: skip


def _wanted(wrong: str, kind: str, where: Key) -> Said:
    """What should stand there instead; for a table how its header is written."""
    headed = all(isinstance(part, str) for part in where)
    if wrong == "dict_type" and headed:
        return say("a table: `[{table}]`, one bracket on each side", table=_dotted(where))
    if wrong == "list_type" and headed and _at(SCHEMAS[kind], where)["items_schema"]["type"] == "typed-dict":
        return say("tables in a list: `[[{table}]]`, two brackets on each side", table=_dotted(where))
    return _WANTED.get(wrong, say("a value of another type"))


def _not_in_form(where: Key, value: str) -> Finding:
    match where:
        case ("ledger", "origin"):
            return Finding("bad-origin", say("`{value}` is not a name for a ledger", value=value), where,
                           expected=say("letters, digits and . _ : - / only"))  # fmt: skip
        case ("utc_offset",):
            return Finding("bad-offset", say("`{value}` is not an offset from UTC", value=value), where,
                           expected=say("hours and minutes such as `+09:00`"))  # fmt: skip
        case _:
            empty = say("`{field}` is empty", field=_dotted(where))
            said = say("`{value}` is not an id", value=value) if value else empty
            return Finding("bad-id", said, where,
                           expected=say("letters, digits and . _ : - only"))  # fmt: skip


_EXAMPLE = {(kind, "schema"): schema["fields"]["schema"]["schema"]["expected"][0] for kind, schema in SCHEMAS.items()}

_WANTED: dict[str, Said] = {
    "string_type": say('a text in quotes, such as "..."'),
    "int_type": say("a whole number, without quotes"),
    "bool_type": say("`true` or `false`, without quotes"),
    "date_type": say("a date such as 2026-10-01, without quotes"),
    "list_type": say('a list such as ["...", "..."]'),
    "dict_type": say("a table"),
}


def _described(value: Any) -> Said:
    match value:
        case bool():
            return say("`{value}`", value="true" if value else "false")
        case str():
            return say("a text in quotes")
        case int():
            return say("a whole number")
        case float():
            return say("a number with a decimal point")
        case list():
            return say("a list")
        case dict():
            return say("a table")
        case _ if hasattr(value, "hour"):
            return say("a date with a time of day") if hasattr(value, "year") else say("a time of day")
        case _:
            return say("a date")


def not_allowed(where: Key, got: Any, allowed: list[str]) -> Finding:
    """The finding for a value outside its closed list, with the nearest allowed one as a hint."""
    shown = str(got) if isinstance(got, str) else _toml(got)
    return Finding(
        "not-allowed", say("`{value}` is not allowed for `{field}`", value=shown, field=_dotted(where)), where,
        expected=say("one of {allowed}", allowed=", ".join(allowed)),
        hints=did_you_mean(shown, allowed))  # fmt: skip


def did_you_mean(word: str, known: Iterable[str]) -> tuple[Said, ...]:
    """The hint that names the known word nearest to a mistyped one; empty where none is near."""
    # Only where something is wrong: a good file starts without difflib.
    from nocustom.form.nearest import nearest

    near = nearest(word, list(known))
    return (say("did you mean `{near}`?", near=near),) if near else ()


def _unknown_key(kind: str, where: Key, document: dict[str, Any]) -> Finding:
    known = list(_at(SCHEMAS[kind], where[:-1])["fields"])
    key = str(where[-1])
    hints = list(did_you_mean(key, known))
    elsewhere = [path for path in FORM if path.endswith("." + key)] if kind == "request" and not hints else []
    hints += [say("`{field}` stands in another table", field=path) for path in elsewhere[:1]]
    table = _dotted(where[:-1])
    said = say("unknown key `{key}` in [{table}]", key=key, table=table) if table else say(
        "unknown key `{key}`", key=key)  # fmt: skip
    return Finding(
        "unknown-key", said, where, "key", expected=say("known here: {known}", known=", ".join(known)),
        hints=tuple(hints))  # fmt: skip


def _at(schema: Any, where: Key) -> Any:
    for part in where:
        match schema["type"]:
            case "typed-dict":
                schema = schema["fields"][part]["schema"]
            case "list":
                schema = schema["items_schema"]
            case _:
                schema = schema["values_schema"]
    return schema


def _dotted(where: Key) -> str:
    return ".".join(part for part in where if isinstance(part, str))


def _toml(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str() if len(value) == 10 and value[4] == value[7] == "-":
            return value
        case str():
            return f'"{value}"'
        case list():
            return "[" + ", ".join(map(_toml, value)) + "]"
        case _:
            return str(value)
