"""Every field of every file is declared once and whole, and what is compiled from the declarations is current."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import pytest

import nocustom.form
from nocustom.form import choices
from nocustom.form.choices import CHOICES
from nocustom.form.compile import main, source
from nocustom.form.derived import DERIVED
from nocustom.form.entry import Form
from nocustom.form.fields import FIELDS, FORM, label
from nocustom.form.models import MODELS
from nocustom.form.reading import validate


def options(annotation: Any) -> Iterator[Any]:
    """What a field may hold, without `| None`, `Annotated` and `list`."""
    if get_origin(annotation) is Literal or not get_args(annotation):
        yield annotation
    else:
        for each in get_args(annotation):
            if isinstance(each, type) or get_args(each):
                yield from options(each)


def declared(kind: str) -> Iterator[tuple[str, Any, Any]]:
    """Path, model field and what it holds, for every field of a kind of file."""

    def of(model: type[Form], prefix: str) -> Iterator[tuple[str, Any, Any]]:
        for key, info in model.model_fields.items():
            held = next(each for each in options(info.annotation) if each is not type(None))
            yield prefix + (info.alias or key), info, held
            if isinstance(held, type) and issubclass(held, Form):
                yield from of(held, f"{prefix}{info.alias or key}.")

    yield from of(MODELS[kind], "")


ALL = [pytest.param(kind, path, info, held, id=f"{kind}: {path}")
       for kind in MODELS for path, info, held in declared(kind)]  # fmt: skip


def test_what_is_compiled_is_current() -> None:
    compiled = Path(nocustom.form.__path__[0]) / "compiled.py"
    assert compiled.read_text("utf-8") == source()
    assert main(["--check"]) == 0


@pytest.mark.parametrize("kind, path, info, held", ALL)
def test_a_field_has_label_help_example_and_mark(kind: str, path: str, info: Any, held: Any) -> None:
    about = info.json_schema_extra["nocustom"]
    for ja, en in (about["label"], about["help"]):
        assert en.isascii() and en.strip() == en and en and not en.endswith(".")
        assert ja.strip() == ja and ja and not ja.endswith("。")
    assert about["label"][0] != about["label"][1] or about["label"][1] == "CIO"
    assert about["mark"] in ("fact", "choice")
    is_table = (isinstance(held, type) and issubclass(held, Form)) or path.rpartition(".")[2] in TABLES
    assert (about["example"] is None) is is_table


TABLES = {"values", "given", "when", "unless", "must"}


@pytest.mark.parametrize("path", [path for path, field in FORM.items() if field.example is not None])
def test_an_example_is_a_value_the_form_takes(path: str) -> None:
    field = FORM[path]
    example = date.fromisoformat(field.example) if field.kind == "date" else field.example
    document: Any = example
    for key in reversed(path.split(".")):
        document = {key: document}
    if path.startswith("alternative."):
        document = {"alternative": [{path.rpartition(".")[2]: example}]}
    if ".found." in path or ".cleared." in path:
        section, inner, key = path.split(".")
        document = {section: {inner: [{key: example}]}}
    assert [each for each in validate("request", document) if each.code != "missing-field"] == []


def test_the_choices_are_those_of_the_types() -> None:
    named = {"request.kind": "Kind", "system.spec_class": "SpecClass", "gap.output": "Output",
             "gap.form_basis": "FormBasis", "reason.category": "Category", "alternative.result": "Result",
             "cost.vendor_answer": "VendorAnswer",
             "impact.coupling": "Coupling", "impact.privacy_assessment": "PrivacyAssessment",
             "disclosure.level": "Disclosure", "system.regime": "Regime"}  # fmt: skip
    assert {path: tuple(values) for path, values in CHOICES.items()} == {
        path: get_args(getattr(choices, name)) for path, name in named.items()}  # fmt: skip
    for path, values in CHOICES.items():
        assert FIELDS[path].values == tuple(values) if path in FIELDS else FORM[path].values == tuple(values)
        assert all(each.ja and each.en for each in values.values())


def test_the_rungs_have_names() -> None:
    assert list(choices.RUNG_NAMES) == list(choices.RUNGS) == list(range(10))


# As page 2 of the design marks them.
REQUIRED = {
    "schema", "request", "request.key", "request.title", "request.department", "request.requester", "request.kind",
    "system", "system.id", "system.business", "gap", "gap.current", "gap.wanted", "gap.output", "gap.rung", "reason",
    "reason.category", "alternative.rung",
}  # fmt: skip
ADMINISTRATIVE = {"request.doc_number", "disclosure.level"}


def test_what_the_form_demands_and_what_is_administrative() -> None:
    assert {path for path, field in FORM.items() if field.required} == REQUIRED
    assert {path for path, field in FORM.items() if field.administrative} == ADMINISTRATIVE


def test_what_the_department_decides_is_a_choice() -> None:
    decided = {"gap.rung", "life.wanted_from", "life.ends_on", "verification.owner", "verification.deputy"}
    true_of_the_world = {"reason.legal_basis", "reason.hours_per_year", "reason.category", "cost.initial_yen"}
    assert {FORM[path].mark for path in decided} == {"choice"}
    assert {FORM[path].mark for path in true_of_the_world} == {"fact"}


def test_derived_fields_are_labelled_and_never_written() -> None:
    for path, field in DERIVED.items():
        assert field.label.ja and field.label.en and field.help.ja and field.help.en
        assert path not in FORM and FIELDS[path].derived
    assert label("cost.net_hours_per_year").en == "net hours per year"
    assert label("no.such_field").en == "no.such_field"


def test_rules_can_name_no_table() -> None:
    assert not [path for path, field in FIELDS.items() if field.kind in ("table", "tables")]
    assert "alternative.rung" not in FIELDS and "precedent.found" not in FIELDS
