"""The schemas take what `check` takes and refuse what it refuses, but for a list of what a schema can't say."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import schemas
from hypothesis import event, given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator, ValidationError  # type: ignore[import-untyped]
from jsonschema.validators import extend  # type: ignore[import-untyped]

from nocustom.acts.schema import KINDS, schema_text
from nocustom.files.schema_line import SCHEMAS, schema_line
from nocustom.form.choices import CHOICES
from nocustom.form.fields import FIELDS, FORM
from nocustom.form.models import MODELS
from nocustom.form.reading import validate
from nocustom.judge.building import LayerFile, build
from nocustom.judge.operators import OPERANDS, TESTS
from tests.conftest import Run
from tests.form.test_reading import ODD, WHOLE, mutated
from tests.judge import drawn
from tests.pack.sample_city import ROOT, document

# As a TOML editor reads them -----------------------------------------------------------------------------------------


def _type(_: Any, wanted: Any, value: Any, schema: dict[str, Any]) -> Iterator[ValidationError]:
    """A TOML date is what a string with the format `date` asks for; 1.0 and true are no integers."""
    day = schema.get("format") == "date"
    fits = {
        "string": type(value) is date if day else isinstance(value, str),
        "integer": isinstance(value, int) and not isinstance(value, bool),
        "boolean": isinstance(value, bool),
        "array": isinstance(value, list),
        "object": isinstance(value, dict),
    }
    if not any(fits[each] for each in ([wanted] if isinstance(wanted, str) else wanted)):
        yield ValidationError(f"{value!r} is not of type {wanted}")


def _pattern(_: Any, wanted: str, value: Any, __: Any) -> Iterator[ValidationError]:
    """`$` is the end, not the last line break: so the regular expressions of editors have it."""
    if isinstance(value, str) and not re.search(re.sub(r"\$$", r"\\Z", wanted), value):
        yield ValidationError(f"{value!r} does not match {wanted}")


_Reader: Any = extend(Draft7Validator, {"type": _type, "pattern": _pattern})
SCHEMA: dict[str, Any] = {kind: json.loads(schema_text(kind)) for kind in KINDS}
READER = {kind: _Reader(schema) for kind, schema in SCHEMA.items()}


def marked(kind: str, values: dict[str, Any]) -> list[str]:
    """What an editor marks: each mistake as path and message."""
    return [f"{each.json_path}: {each.message[:200]}" for each in READER[kind].iter_errors(values)]


# Agreement -----------------------------------------------------------------------------------------------------------

UNSAID = {
    "missing-layer", "layer-cycle", "stands-twice", "duplicate-id", "no-rules", "unknown-value",  # in another place
    "loosening-value", "loosening-redefinition",  # the same, and what the rules do with it
    "reserved-id", "backwards", "out-of-range",  # one value against another, or against what it is for
    "misplaced-key", "missing-field", "misplaced-permit",  # which keys an effect needs or forbids
    "misplaced-field",  # where a field for advise rules may stand
    "empty-condition",  # an empty table or array
}  # fmt: skip
"""What is wrong with a layer whose tables are well-formed, and no schema says."""


def inside(value: Any) -> Iterator[Any]:
    """The value and everything in it."""
    yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from inside(each)


def said_wrong(kind: str, values: dict[str, Any]) -> tuple[bool, bool]:
    """Whether `check` finds anything, and whether anything that a schema can say."""
    found = validate(kind, values)
    if found or kind != "policy":
        return bool(found), bool(found)
    _, by_path = build([LayerFile("a.toml", "a.toml", values, "")])
    findings = by_path["a.toml"]
    conditions = [each.get(part) for each in values.get("rule", ()) for part in ("when", "unless", "must")]
    empty = any(each in ([], {}) for table in conditions for each in inside(table))
    numbers = [row["from_yen"] for row in values.get("authority", ())]
    numbers += [
        each["grants"]["max_months"]
        for each in values.get("rule", ())
        if "max_months" in each.get("grants", ())
    ]
    unsaid = UNSAID | ({"wrong-operand"} if empty else set())
    unsaid |= {"wrong-type"} if any(isinstance(each, int) and each < 0 for each in numbers) else set()
    return bool(findings), any(each.code not in unsaid for each in findings)


def agree(kind: str, values: dict[str, Any]) -> None:
    wrong, sayable = said_wrong(kind, values)
    found = marked(kind, values)
    event("wrong" if wrong else "right")
    assert not found or wrong, found
    assert found or not sayable, "an editor marks nothing"


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=60)
@given(data=st.data())
def test_an_editor_marks_what_check_refuses_and_nothing_else(kind: str, data: st.DataObject) -> None:
    values = data.draw(mutated(WHOLE[kind]))
    if any(isinstance(each, int) and abs(each) >= 2**63 for each in inside(values)):
        return  # no TOML reader takes it
    for case in values.get("case", ()) if kind == "cases" and isinstance(values.get("case"), list) else ():
        if isinstance(case, dict):
            case.pop("given", None)  # told by `policy test`
    for rule in values.get("rule", ()) if kind == "policy" and isinstance(values.get("rule"), list) else ():
        if isinstance(rule, dict) and "example" in rule:
            rule["example"] = copy.deepcopy(WHOLE["policy"]["rule"][0]["example"])  # told by `policy lint`
    agree(kind, values)


@settings(max_examples=60)
@given(rules=st.data())
def test_every_condition_a_layer_may_have_is_taken(rules: st.DataObject) -> None:
    written = rules.draw(drawn.layer("a", [], refuses=True, sizes=(1, 3)))
    wrong, _ = said_wrong("policy", written)
    assert not wrong and marked("policy", written) == []


RIGHT: dict[str, list[Any]] = {
    "text": ["", "x"], "id": ["sato", "a b"], "int": [0, -1, "$x"], "date": [date(2026, 6, 1)], "bool": [True, False],
    "list": ["東村"], "set": [0, 9],
}  # fmt: skip
EVERYTHING: list[Any] = [
    "x", "$x", "law", 3, 10, True, date(2026, 6, 1), datetime(2026, 6, 1), 1.0, ["x"], ["law"], [3], [True],  # noqa: DTZ001
    [date(2026, 6, 1)], ["law", 3],
]  # fmt: skip
OPERATORS = sorted({name for tests in TESTS.values() for name in tests})
ONE_OF_A_KIND = list({FIELDS[path].kind: path for path in FIELDS}.values())


def asking(path: str, operators: Any) -> dict[str, Any]:
    """A layer with a rule that asks this of the field, where it may stand."""
    field = FIELDS[path]
    section, _, key = path.partition(".")
    condition = {section: {key: operators}}
    if field.only == "must":
        return layer({"id": "X", "effect": "require", "must": condition})
    effect: dict[str, Any] = {"effect": "advise"} if field.only else {"effect": "forbid", "level": "hard"}
    return layer({"id": "X", "when": condition} | effect)


@pytest.mark.parametrize("path", ONE_OF_A_KIND)
def test_an_operator_takes_what_it_takes_in_the_judge(path: str) -> None:
    for operator in [*OPERATORS, "equals"]:
        for operand in EVERYTHING:
            written = asking(path, {operator: operand})
            assert bool(marked("policy", written)) == said_wrong("policy", written)[0], (operator, operand)


@pytest.mark.parametrize("path", FIELDS)
def test_each_field_has_the_operators_of_its_kind_and_no_others(path: str) -> None:
    field = FIELDS[path]
    right = list(CHOICES[path]) if field.kind == "enum" else RIGHT[field.kind]
    for operator in OPERATORS:
        for operand in right:
            takes = {"bool": True, "some": [each for each in right if each != "$x"]}.get(
                OPERANDS.get(operator, ""), operand
            )
            found = marked("policy", asking(path, {operator: takes}))
            assert bool(found) == (operator not in TESTS[field.kind]), (operator, takes, found)
    if field.kind == "enum":
        assert marked("policy", asking(path, {"is": "neither"})) and marked(
            "policy", asking(path, {"in": ["neither"]})
        )


def layer(*rules: dict[str, Any]) -> dict[str, Any]:
    head = {"id": "x", "version": "1", "default": "abstain"}
    return {
        "schema": "policy/1",
        "policy": head,
        "values": {"x": {"is": 1}, "hourly_rate_yen": {"is": 1}},
        "rule": list(rules),
    }


@pytest.mark.parametrize("path", FIELDS)
def test_an_example_gives_what_the_field_holds(path: str) -> None:
    field = FIELDS[path]
    section, _, key = path.partition(".")
    kinds: dict[str, Any] = {
        "text": "x", "id": "sato", "int": 3, "date": date(2026, 6, 1), "bool": True, "list": ["東村"], "set": [0, 9],
    }  # fmt: skip
    right = next(iter(CHOICES[path])) if field.kind == "enum" else kinds[field.kind]

    def of(value: Any) -> list[str]:
        example = {"given": {section: {key: value}}, "fires": "yes"}
        return marked("policy", layer({"id": "X", "effect": "advise", "example": [example]}))

    assert of(right) == []
    for wrong in [1.5, "x y\n", [1.5], {"is": right}, True, 3]:
        if type(wrong) is not type(right):
            assert of(wrong), wrong


@pytest.mark.parametrize("wrong, where", [
    ({"when": {"reson": {"category": {"is": "law"}}}}, "$.rule[0].when:"),
    ({"when": {"any": [{"reason": {"category": {"is": "lax"}}}]}}, "$.rule[0].when.any[0].reason.category.is:"),
    ({"when": {"any": {"reason": {"category": {"is": "law"}}}}}, "$.rule[0].when.any:"),
    ({"must": {"history": {"refused_similar": {"over": 1}}}}, "$.rule[0].must:"),
    ({"to": 10}, "$.rule[0].to:"),
    ({"to": True}, "$.rule[0].to:"),
])  # fmt: skip
def test_a_mistake_in_a_rule_is_marked_where_it_is(wrong: dict[str, Any], where: str) -> None:
    found = marked("policy", layer({"id": "X", "effect": "forbid", "level": "hard"} | wrong))
    assert found and all(each.startswith(where) for each in found)


def test_what_ships_is_marked_nowhere() -> None:
    paths = [path.relative_to(ROOT).as_posix() for path in sorted(ROOT.glob("requests/**/*.toml"))]
    found = {path: marked("request", document(path)) for path in paths}
    found |= {
        f"policies/{name}.toml": marked("policy", document(f"policies/{name}.toml"))
        for name in ("national", "tokyo", "city")
    }
    found |= {
        f"policies/{kind}.toml": marked(kind, document(f"policies/{kind}.toml"))
        for kind in ("systems", "people")
    }
    cases = [path.relative_to(ROOT).as_posix() for path in ROOT.glob("policies/tests/*.toml")]
    found |= {path: marked("cases", document(path)) for path in cases}
    found |= {"nocustom.toml": marked("workspace", document("nocustom.toml"))}
    assert len(found) >= 50 and {path: each for path, each in found.items() if each} == {}


@settings(max_examples=30)
@given(values=st.dictionaries(st.sampled_from(["schema", "rule", "x", ""]), ODD))
def test_a_document_of_nothing_known_is_marked(values: dict[str, Any]) -> None:
    for kind in KINDS:
        assert marked(kind, values)


# What stands in them -------------------------------------------------------------------------------------------------


def test_there_is_a_schema_for_every_kind_of_file() -> None:
    assert set(KINDS) == set(MODELS)


def schemas_in(schema: dict[str, Any], path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema in a schema, with where it stands."""
    yield path, schema
    for word in ("properties", "$defs"):
        for name, inner in schema.get(word, {}).items():
            yield from schemas_in(inner, f"{path}/{word}/{name}")
    for word in ("items", "additionalProperties"):
        if isinstance(schema.get(word), dict):
            yield from schemas_in(schema[word], f"{path}/{word}")


def test_the_schema_of_a_policy_is_made_of_what_every_editor_can_follow() -> None:
    words = {
        word
        for path, schema in schemas_in(SCHEMA["policy"], "")
        for word in schema
        if word not in ("$schema", "$defs")
    }
    assert words == {
        "properties", "$ref", "enum", "items", "additionalProperties", "type", "format", "pattern", "required", "title",
        "description",
    }  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_each_table_is_closed_and_each_reference_leads_somewhere(kind: str) -> None:
    open_tables = []
    for path, schema in schemas_in(SCHEMA[kind], ""):
        if schema.get("type") == "object" and schema["additionalProperties"] is not False:
            open_tables.append(path)
        if "$ref" in schema:
            assert schema["$ref"].removeprefix("#/$defs/") in SCHEMA[kind]["$defs"]
    assert open_tables == (["/properties/values"] if kind == "policy" else []), (
        "only named values have names of their own"
    )


@pytest.mark.parametrize("kind", KINDS)
def test_everything_an_editor_offers_is_told_in_both_languages(kind: str) -> None:
    for path, schema in schemas_in(SCHEMA[kind], ""):
        for name, inner in schema.get("properties", {}).items():
            ja, _, en = inner["title"].partition(" / ")
            assert ja and en and en.isascii(), f"{path}/{name}"
            if "description" in inner and "operators." not in path:
                assert re.search("[ぁ-んァ-ヶ一-龥]", inner["description"]) and re.search(
                    "[a-z]{2}", inner["description"]
                )


def test_the_help_of_the_form_is_what_an_editor_shows() -> None:
    kind = SCHEMA["request"]["properties"]["request"]["properties"]["kind"]
    field = FORM["request.kind"]
    assert kind["title"] == f"{field.label.ja} / {field.label.en}"
    assert kind["description"].startswith(
        f"{field.help.ja}\n\n{field.help.en}\n\n例 e.g. `wish`\n\n- `law_change` 法改正 / "
    )
    assert "default" not in kind and "examples" not in kind, (
        "an editor would put it in, and nobody would notice"
    )


def test_what_must_be_there_is_required() -> None:
    request = SCHEMA["request"]
    tables = {
        path.partition(".")[0] for path, field in FORM.items() if field.required and path.count(".") == 0
    }
    assert set(request["required"]) == tables == {"schema", "request", "system", "gap", "reason"}
    for name in tables - {"schema"}:
        wanted = [
            path.partition(".")[2]
            for path, field in FORM.items()
            if path.startswith(f"{name}.") and field.required
        ]
        assert request["properties"][name]["required"] == wanted


# Where they stand ----------------------------------------------------------------------------------------------------


def test_the_committed_schemas_are_current() -> None:
    assert schemas.main(["--check"]) == 0


def test_a_stale_schema_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / SCHEMAS
    assert schemas.main(["--check"], folder) == 1
    assert schemas.main([], folder) == schemas.main(["--check"], folder) == 0
    (folder / "policy.json").write_text("{}", encoding="utf-8")
    (folder / "another.json").write_text("{}", encoding="utf-8")
    capsys.readouterr()
    assert schemas.main(["--check"], folder) == 1
    assert capsys.readouterr().err == (
        ".schema/another.json is not what the models say now: run `make schemas`\n"
        ".schema/policy.json is not what the models say now: run `make schemas`\n")  # fmt: skip


@pytest.mark.parametrize("file, line", [
    ("nocustom.toml", "#:schema .schema/request.json\n"),
    ("policies/city.toml", "#:schema ../.schema/request.json\n"),
    ("requests/2026/x.toml", "#:schema ../../.schema/request.json\n"),
    ("../elsewhere/x.toml", "#:schema ../city/.schema/request.json\n"),
])  # fmt: skip
def test_the_line_leads_from_the_file_to_its_schema(tmp_path: Path, file: str, line: str) -> None:
    root = tmp_path / "city"
    assert schema_line("request", root / file, root) == line


def test_every_file_that_ships_begins_with_its_line() -> None:
    kinds = {"nocustom.toml": "workspace", "systems.toml": "systems", "people.toml": "people"}
    paths = [ROOT / "nocustom.toml", *ROOT.glob("policies/**/*.toml"), *ROOT.glob("requests/**/*.toml")]
    assert len(paths) >= 50
    folders = {"requests": "request", "tests": "cases"}
    for path in paths:
        folder = [each for each in path.relative_to(ROOT).parts if each in folders]
        kind = kinds.get(path.name) or (folders[folder[-1]] if folder else "policy")
        assert path.read_text("utf-8").startswith(schema_line(kind, path, ROOT)), path


# The command ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_the_command_prints_what_is_committed(run: Run, kind: str, tmp_path: Path) -> None:
    ran = run("schema", kind, cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (ROOT / SCHEMAS / f"{kind}.json").read_text("utf-8")


def test_the_command_writes_a_file(run: Run, tmp_path: Path) -> None:
    ran = run("schema", "people", "-o", "people.json", cwd=tmp_path)
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    assert (tmp_path / "people.json").read_bytes() == (ROOT / SCHEMAS / "people.json").read_bytes()


def test_a_kind_there_is_not(run: Run) -> None:
    ran = run("schema", "polisy")
    assert ran.code == 2
    assert ran.err.startswith(
        "error: `polisy` is no value for `KIND`\n"
        "hint: one of request, policy, systems, people, workspace, cases, ledger\n"
        "hint: did you mean `policy`?\n")  # fmt: skip
