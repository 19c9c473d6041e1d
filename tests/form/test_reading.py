"""The compiled validator takes what the models take and nothing else, and says each mistake at its key."""

from __future__ import annotations

import copy
import tomllib
from datetime import date, datetime, time
from typing import Any

import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from nocustom.form.models import MODELS
from nocustom.form.reading import did_you_mean, validate
from nocustom.locale import speak
from tests.pack.sample_city import document

WHOLE: dict[str, dict[str, Any]] = {
    "request": document("requests/2026/kodomo-ikusei-outside.toml"),
    "systems": document("policies/systems.toml"),
    "people": document("policies/people.toml"),
    "policy": document("policies/national.toml"),
    "workspace": document("nocustom.toml"),
    "cases": document("policies/tests/samples.toml"),
}
WHOLE["systems"]["system"] = WHOLE["systems"]["system"][:3]
WHOLE["people"]["person"] = WHOLE["people"]["person"][:3]
WHOLE["cases"]["case"] = [
    *WHOLE["cases"]["case"][:2],
    {"given": {"gap": {"rung": 9}}, "as_of": date(2026, 4, 1), "verdict": "incomplete", "questions": ["gap.output"]},
]
WHOLE["policy"]["rule"] = WHOLE["policy"]["rule"][-2:]

ODD = st.sampled_from([
    "", "x", "2026-10-01", "true", "9", 0, 1, -1, 9, 10, 2**63 - 1, 2**63, -2**63, 10**30, 1.0, 9.5, float("inf"),
    float("nan"), True, False, date(2026, 10, 1), datetime(2026, 10, 1), time(9), [], ["x"], [1], [[]], {}, {"id": "x"},  # noqa: DTZ001
    [{}], "a b", "a\n", "law", "possible", "raise",
])  # fmt: skip


def places(value: Any, where: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every key path of a document."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for key, each in inner for place in ((*where, key), *places(each, (*where, key)))]


@st.composite
def mutated(draw: st.DrawFn, whole: dict[str, Any]) -> dict[str, Any]:
    """The document with a few places left out, filled with something odd, or with a key more."""
    changed = copy.deepcopy(whole)
    for _ in range(draw(st.integers(0, 3))):
        where = draw(st.sampled_from(places(changed) or [("schema",)]))
        inner: Any = changed
        for key in where[:-1]:
            inner = inner[key]
        match draw(st.sampled_from(["leave out", "something odd", "a key more"])):
            case "leave out" if where[-1] in inner or isinstance(where[-1], int):
                del inner[where[-1]]
            case "a key more" if isinstance(inner, dict):
                inner[draw(st.sampled_from(["x", "rungs", "from_", "schema_", "is_"]))] = copy.deepcopy(draw(ODD))
            case _:
                inner[where[-1]] = copy.deepcopy(draw(ODD))
    return changed


def model_takes(kind: str, changed: dict[str, Any]) -> list[tuple[str | int, ...]]:
    """The places of the errors that the pydantic model finds, sorted."""
    try:
        MODELS[kind].model_validate(changed)
    except ValidationError as error:
        return sorted((each["loc"] for each in error.errors()), key=repr)
    return []


@pytest.mark.parametrize("kind", MODELS)
@settings(max_examples=80)
@given(data=st.data())
def test_the_compiled_validator_and_the_models_agree(kind: str, data: st.DataObject) -> None:
    changed = data.draw(mutated(WHOLE[kind]))
    assume(changed)  # an empty file is told as that
    found = validate(kind, changed)
    expected = model_takes(kind, changed)
    event(f"{min(len(expected), 3)} mistakes")
    # A missing key is told at the table that lacks it, a missing table by each key it must have; the models name the
    # outermost thing that is missing.
    missing = [where for where in expected if not _is_there(changed, where)]
    shown = [each.where for each in found if each.code != "missing-field"]
    assert sorted(shown, key=repr) == sorted((where for where in expected if where not in missing), key=repr)
    lacking = [each.where for each in found if each.code == "missing-field"]
    assert len(lacking) >= len(missing)
    assert all(any(where[: len(gap) - 1] == gap[:-1] for gap in missing) for where in lacking)
    assert all(any(where[: len(gap) - 1] == gap[:-1] for where in lacking) for gap in missing)


def _is_there(value: Any, where: tuple[str | int, ...]) -> bool:
    for key in where:
        try:
            value = value[key]
        except (KeyError, IndexError, TypeError):
            return False
    return True


@pytest.mark.parametrize("kind", MODELS)
def test_the_files_of_the_sample_city_are_well_formed(kind: str) -> None:
    assert validate(kind, WHOLE[kind]) == []
    assert model_takes(kind, WHOLE[kind]) == []


def put(text: str) -> list[tuple[str, str, str]]:
    """What is wrong after one line of TOML has changed the sample request: code, key path and what is said."""
    changed = copy.deepcopy(WHOLE["request"])
    for section, table in tomllib.loads(text).items():
        if isinstance(table, dict) and isinstance(changed.get(section), dict):
            changed[section].update(table)
        else:
            changed[section] = table
    return [(each.code, ".".join(map(str, each.where)), speak(each.said, "en")
             + (f" / {speak(each.expected, 'en')}" if each.expected else "")
             + "".join(f" / hint: {speak(hint, 'en')}" for hint in each.hints))
            for each in validate("request", changed)]  # fmt: skip


DAY_WANTED = "a date such as 2026-10-01, without quotes"
NUMBER_WANTED = "a whole number, without quotes"
CATEGORIES = "law, prefecture_scheme, ordinance, audit, safety, accessibility, volume, efficiency, habit"


@pytest.mark.parametrize(
    "text, code, where, said",
    [
        ("life.ends_on = '2026-10-01'", "wrong-type", "life.ends_on",
         f"`life.ends_on` holds a text in quotes / {DAY_WANTED}"),
        ("life.ends_on = 2026-10-01T00:00:00", "wrong-type", "life.ends_on",
         f"`life.ends_on` holds a date with a time of day / {DAY_WANTED}"),
        ("life.ends_on = 2026-10-01T00:00:00Z", "wrong-type", "life.ends_on",
         f"`life.ends_on` holds a date with a time of day / {DAY_WANTED}"),
        ("life.ends_on = 10:00:00", "wrong-type", "life.ends_on", f"`life.ends_on` holds a time of day / {DAY_WANTED}"),
        ("gap.rung = true", "wrong-type", "gap.rung", f"`gap.rung` holds `true` / {NUMBER_WANTED}"),
        ("gap.rung = 9.0", "wrong-type", "gap.rung",
         f"`gap.rung` holds a number with a decimal point / {NUMBER_WANTED}"),
        ("cost.annual_yen = nan", "wrong-type", "cost.annual_yen",
         f"`cost.annual_yen` holds a number with a decimal point / {NUMBER_WANTED}"),
        ("cost.annual_yen = 2026-10-01", "wrong-type", "cost.annual_yen",
         f"`cost.annual_yen` holds a date / {NUMBER_WANTED}"),
        ("cost.annual_yen = -1", "out-of-range", "cost.annual_yen",
         "-1 is too small for `cost.annual_yen` / at least 0"),
        ("cost.annual_yen = 9223372036854775808", "out-of-range", "cost.annual_yen",
         "9223372036854775808 is too large for `cost.annual_yen` / at most 9223372036854775807"),
        ("gap.rung = 0", "out-of-range", "gap.rung", "0 is too small for `gap.rung` / at least 1"),
        ("gap.rung = 10", "out-of-range", "gap.rung", "10 is too large for `gap.rung` / at most 9"),
        ("alternative = [{ rung = 9 }]", "out-of-range", "alternative.0.rung",
         "9 is too large for `alternative.rung` / at most 8"),
        ("alternative = [{ result = 'possible' }]", "missing-field", "alternative.0",
         "`alternative.rung` (rung) is missing / hint: write `rung = 1`"),
        ("alternative = [{ rung = 1, result = 'maybe' }]", "not-allowed", "alternative.0.result",
         "`maybe` is not allowed for `alternative.result` / one of possible, partly, not_possible"),
        ("alternative = { rung = 1 }", "wrong-type", "alternative",
         "`alternative` holds a table / tables in a list: `[[alternative]]`, two brackets on each side"),
        ("precedent.found = { body = 'x' }", "wrong-type", "precedent.found",
         "`precedent.found` holds a table / tables in a list: `[[precedent.found]]`, two brackets on each side"),
        ("gap = [{ rung = 9 }]", "wrong-type", "gap",
         "`gap` holds a list / a table: `[gap]`, one bracket on each side"),
        ("request = 'x'", "wrong-type", "request",
         "`request` holds a text in quotes / a table: `[request]`, one bracket on each side"),
        ("precedent.searched = 'true'", "wrong-type", "precedent.searched",
         "`precedent.searched` holds a text in quotes / `true` or `false`, without quotes"),
        ("precedent.searched = 1", "wrong-type", "precedent.searched",
         "`precedent.searched` holds a whole number / `true` or `false`, without quotes"),
        ("precedent.same_need = 'x'", "wrong-type", "precedent.same_need",
         '`precedent.same_need` holds a text in quotes / a list such as ["...", "..."]'),
        ("precedent.same_need = ['x', 1]", "wrong-type", "precedent.same_need.1",
         '`precedent.same_need` holds a whole number / a text in quotes, such as "..."'),
        ("request.title = 3", "wrong-type", "request.title",
         '`request.title` holds a whole number / a text in quotes, such as "..."'),
        ("request.requester = 'sato hanako'", "bad-id", "request.requester",
         "`sato hanako` is not an id / letters, digits and . _ : - only"),
        ('request.key = "a\\n"', "bad-id", "request.key", "`a\\n` is not an id / letters, digits and . _ : - only"),
        ("request.key = ''", "bad-id", "request.key", "`request.key` is empty / letters, digits and . _ : - only"),
        ("reason.category = 'habits'", "not-allowed", "reason.category",
         f"`habits` is not allowed for `reason.category` / one of {CATEGORIES} / hint: did you mean `habit`?"),
        ("reason.category = ['law']", "not-allowed", "reason.category",
         f'`["law"]` is not allowed for `reason.category` / one of {CATEGORIES}'),
        ("schema = 'request/2'", "unknown-version", "schema",
         'this program does not know the schema `"request/2"` / expected `request/1`'
         " / hint: a newer version of nocustom may know it"),
        ("schema = 'requst/1'", "unknown-schema", "schema",
         'this program does not know the schema `"requst/1"` / expected `request/1`'),
        ("schema = 'cases/1'", "other-kind", "schema", "this file is a file of cases, not a request"
         " / expected `request/1` / hint: `nocustom policy test` tries the cases in policies/tests/"),
        ("gap.rungg = 9", "unknown-key", "gap.rungg",
         "unknown key `rungg` in [gap] / known here: current, wanted, output, form_basis, rung"
         " / hint: did you mean `rung`?"),
        ("gap.title = 'x'", "unknown-key", "gap.title", "unknown key `title` in [gap] / known here: current, wanted, "
         "output, form_basis, rung / hint: `request.title` stands in another table"),
        ("disclosure.cleared = [{ txt = 'x' }]", "unknown-key", "disclosure.cleared.0.txt",
         "unknown key `txt` in [disclosure.cleared] / known here: text, why / hint: did you mean `text`?"),
    ],
)  # fmt: skip
def test_a_mistake_is_said_at_its_key(text: str, code: str, where: str, said: str) -> None:
    assert (code, where, said) in put(text)
    assert [each for each in put(text) if each[0] == code] == [(code, where, said)]


@pytest.mark.parametrize("kind", MODELS)
def test_an_empty_file_is_one_finding(kind: str) -> None:
    (found,) = validate(kind, {})
    assert (found.code, found.where, found.at) == ("empty-file", (), "key")
    command = "request new` writes a request" if kind == "request" else "init` writes what a workspace lacks"
    assert [speak(hint, "en") for hint in found.hints] == [f"delete it; `nocustom {command}"]


@pytest.mark.parametrize("kind", MODELS)
def test_a_file_without_its_schema_lacks_that(kind: str) -> None:
    (found,) = validate(kind, {key: each for key, each in WHOLE[kind].items() if key != "schema"})
    assert (found.code, found.where, found.at) == ("missing-field", (), "key")
    assert [speak(hint, "en") for hint in found.hints] == [f'write `schema = "{WHOLE[kind]["schema"]}"`']


@pytest.mark.parametrize(
    "changed, said, expected",
    [
        ({"ledger": {"origin": "青空市"}}, "`青空市` is not a name for a ledger", "letters, digits and . _ : - / only"),
        ({"utc_offset": "+9:00"}, "`+9:00` is not an offset from UTC", "hours and minutes such as `+09:00`"),
        ({"utc_offset": "+24:00"}, "`+24:00` is not an offset from UTC", "hours and minutes such as `+09:00`"),
    ],
)
def test_a_mistake_in_the_workspace(changed: dict[str, Any], said: str, expected: str) -> None:
    (found,) = validate("workspace", WHOLE["workspace"] | changed)
    assert found.expected is not None
    assert (speak(found.said, "en"), speak(found.expected, "en")) == (said, expected)


def test_several_mistakes_are_told_at_once() -> None:
    assert [each[:2] for each in put("gap = { rung = 'x', output = 'y' }\nlife.ends = 2026-01-01")] == [
        ("not-allowed", "gap.output"), ("wrong-type", "gap.rung"), ("unknown-key", "life.ends")]  # fmt: skip


def test_a_word_like_no_other_gets_no_suggestion() -> None:
    assert did_you_mean("xyzzy", ["law", "audit"]) == ()
