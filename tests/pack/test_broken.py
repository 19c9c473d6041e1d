"""The broken files of the demonstration are broken in the ways they were written to show, and in no other."""

from __future__ import annotations

import pytest

from nocustom.errors import NotJudged
from nocustom.files.document import load
from nocustom.form.catalogue import check_references
from nocustom.form.reading import validate
from tests.pack.sample_city import ROOT, document, setting

BROKEN = ROOT / "tests" / "pack" / "broken"


def test_slips_of_the_keyboard_are_all_found_in_one_run() -> None:
    found = validate("request", document("tests/pack/broken/typing-errors.toml"))
    assert sorted((finding.code, ".".join(map(str, finding.where))) for finding in found) == [
        ("missing-field", "request"),
        ("not-allowed", "alternative.0.result"),
        ("not-allowed", "reason.category"),
        ("not-allowed", "system.spec_class"),
        ("out-of-range", "cost.initial_yen"),
        ("unknown-key", "request.departmnet"),
        ("wrong-type", "cost.quote_on"),
        ("wrong-type", "gap.rung"),
        ("wrong-type", "life.wanted_from"),
        ("wrong-type", "reason.hours_per_year"),
        ("wrong-type", "reason.rule_amendable"),
    ]


def test_names_that_no_catalogue_knows() -> None:
    request = document("tests/pack/broken/wrong-names.toml")
    assert validate("request", request) == []
    found = check_references(request, setting().catalogue, setting().people)
    assert sorted((finding.code, ".".join(map(str, finding.where))) for finding in found) == [
        ("rung-not-below", "alternative.2.rung"),
        ("two-answers", "alternative.1.rung"),
        ("unknown-business", "system.business"),
        ("unknown-department", "request.department"),
        ("unknown-person", "request.requester"),
        ("unknown-person", "verification.deputy"),
    ]


def test_a_full_width_digit_is_found_where_it_stands() -> None:
    with pytest.raises(NotJudged) as caught:
        load(BROKEN / "full-width.toml", shown="full-width.toml")
    assert [(finding.code, finding.line, finding.column) for finding in caught.value.findings] == [
        ("full-width", 20, 8)
    ]
