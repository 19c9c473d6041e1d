"""Derived fields: the examples of page 2, leap days and month ends, and plain references that count day by day."""

from __future__ import annotations

import math
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nocustom.form.catalogue import Catalogue
from nocustom.form.derived import DERIVED
from nocustom.form.directory import Directory
from nocustom.form.fields import FIELDS, FORM
from nocustom.judge.derive import DERIVATIONS, Setting, facts_of, missing_inputs
from nocustom.judge.operators import RungSet

DAY = date(2026, 6, 1)
RENEWAL = date(2028, 4, 30)


def setting(**changed: Any) -> Setting:
    system = {"id": "s", "renewal_on": changed.pop("renewal_on", RENEWAL), "contract_end": date(2028, 5, 1),
              "releases_per_year": 3, "business": [{"id": "b", "regime": "standard"}]}  # fmt: skip
    systems = [system | changed.pop("system", {})]
    people = [{"id": "sato", "name": "佐藤", "department": "d", "post": "clerk", "until": date(2026, 3, 31)},
              {"id": "sato", "name": "佐藤", "department": "d", "post": "chief", "from": date(2026, 4, 1)},
              {"id": "gone", "name": "元", "department": "d", "post": "clerk", "until": date(2026, 5, 31)}]  # fmt: skip
    directory = Directory({"department": [{"id": "d", "name": "課"}], "post": [], "person": people})
    return Setting(Catalogue({"system": systems}), directory, DAY, DAY, {"hourly_rate_yen": 4200})._replace(**changed)


def derived(path: str, request: dict[str, Any], **changed: Any) -> Any:
    return facts_of(request, setting(**changed), [path]).get(path)


SYSTEM = {"system": {"id": "s", "business": "b"}}


@pytest.mark.parametrize(
    "wanted, renewal, months",
    [
        (date(2026, 10, 31), date(2028, 4, 30), 17),
        (date(2026, 10, 30), date(2028, 4, 30), 18),
        (date(2026, 10, 1), date(2028, 4, 1), 18),
        (date(2026, 10, 2), date(2028, 4, 1), 17),
        (date(2028, 2, 29), date(2029, 2, 28), 11),
        (date(2028, 2, 29), date(2029, 3, 1), 12),
        (date(2028, 2, 28), date(2029, 2, 28), 12),
        (date(2028, 4, 30), date(2028, 4, 30), 0),
        (date(2028, 5, 1), date(2028, 4, 30), -1),
        (date(2028, 5, 30), date(2028, 4, 30), -1),
        (date(2028, 5, 31), date(2028, 4, 30), -2),
    ],
)
def test_months_to_renewal(wanted: date, renewal: date, months: int) -> None:
    assert derived("system.months_to_renewal", SYSTEM | {"life": {"wanted_from": wanted}}, renewal_on=renewal) == months


@pytest.mark.parametrize(
    "first, last, years",
    [
        (date(2026, 10, 1), date(2027, 9, 30), 1),
        (date(2026, 10, 1), date(2027, 10, 1), 2),
        (date(2026, 10, 1), date(2028, 3, 31), 2),
        (date(2026, 10, 1), date(2026, 10, 1), 1),
        (date(2026, 10, 2), date(2026, 10, 1), 1),
        (date(2028, 2, 29), date(2029, 2, 28), 1),
        (date(2028, 2, 29), date(2029, 3, 1), 2),
    ],
)
def test_years(first: date, last: date, years: int) -> None:
    assert derived("life.years", {"life": {"wanted_from": first, "ends_on": last}}) == years


def written(day: date) -> tuple[int, int, int]:
    return day.year, day.month, day.day


dates = st.dates(date(2026, 1, 1), date(2034, 12, 31))


@settings(max_examples=150)
@given(dates, dates)
def test_months_are_counted_one_by_one(wanted: date, renewal: date) -> None:
    """The largest number of whole months after `wanted` whose day, as written, is not after the renewal."""

    def later(months: int) -> tuple[int, int, int]:
        return wanted.year + (wanted.month - 1 + months) // 12, (wanted.month - 1 + months) % 12 + 1, wanted.day

    expected = max(months for months in range(-130, 130) if later(months) <= written(renewal))
    found = derived("system.months_to_renewal", SYSTEM | {"life": {"wanted_from": wanted}}, renewal_on=renewal)
    assert found == expected


@settings(max_examples=150)
@given(dates, st.integers(0, 3000))
def test_years_begin_on_the_first_day_and_its_anniversaries(first: date, days: int) -> None:
    last = first + timedelta(days)
    begun = sum((first.year + each, first.month, first.day) <= written(last) for each in range(20))
    assert derived("life.years", {"life": {"wanted_from": first, "ends_on": last}}) == begun
    assert derived("life.days", {"life": {"wanted_from": first, "ends_on": last}}) == days


@settings(max_examples=100)
@given(*[st.integers(0, 10**7)] * 3, *[st.integers(0, 5000)] * 2, dates, st.integers(0, 2000), st.integers(1, 9999))
def test_money_and_hours(
    initial: int, annual: int, release: int, saved: int, verifying: int, first: date, days: int, rate: int
) -> None:
    request = SYSTEM | {
        "cost": {"initial_yen": initial, "annual_yen": annual, "per_release_yen": release},
        "life": {"wanted_from": first, "ends_on": first + timedelta(days)},
        "reason": {"hours_per_year": saved}, "verification": {"hours_per_release": verifying},
    }  # fmt: skip
    names = ["life.years", "cost.lifetime_yen", "cost.verification_hours_per_year", "cost.net_hours_per_year"]
    years, lifetime, hours, net = (
        facts_of(request, setting(values={"hourly_rate_yen": rate}), names)[name] for name in names
    )
    assert lifetime == initial + sum(annual + 3 * release for _ in range(years))
    assert hours == 3 * verifying
    assert net == saved - hours - math.ceil(Fraction(lifetime, years) / rate)


@pytest.mark.parametrize("category, counts", [
    ("law", "effective_on"), ("prefecture_scheme", "effective_on"), ("ordinance", "effective_on"),
    ("audit", "wanted_from"), ("safety", "wanted_from"), ("accessibility", "wanted_from"), ("volume", "wanted_from"),
    ("efficiency", "wanted_from"), ("habit", "wanted_from"),
])  # fmt: skip
def test_vendor_in_time(category: str, counts: str) -> None:
    for vendor, in_time in ((DAY, True), (DAY + timedelta(1), False)):
        request: dict[str, Any] = {
            "reason": {"category": category, "effective_on": date(2020, 1, 1)},
            "cost": {"vendor_from": vendor}, "life": {"wanted_from": date(2020, 1, 1)}}  # fmt: skip
        section = "reason" if counts == "effective_on" else "life"
        request[section][counts] = DAY
        assert derived("cost.vendor_in_time", request) is in_time
        del request[section][counts]
        assert derived("cost.vendor_in_time", request) is None
        assert missing_inputs("cost.vendor_in_time", DERIVED["cost.vendor_in_time"].inputs,
                              facts_of(request, setting())) == [f"{section}.{counts}"]  # fmt: skip


@pytest.mark.parametrize(
    "system, shared, consent",
    [
        ({}, False, True),
        ({"shared_with": [], "joint_consent": False}, False, True),
        ({"shared_with": [" "], "joint_consent": False}, False, True),
        ({"shared_with": ["東村"], "joint_consent": False}, True, False),
        ({"shared_with": ["東村"], "joint_consent": True}, True, True),
    ],
)
def test_shared_systems(system: dict[str, Any], shared: bool, consent: bool) -> None:
    assert derived("system.shared", SYSTEM, system=system) is shared
    assert derived("system.joint_consent", SYSTEM, system=system) is consent


ANSWERS = {"gap": {"rung": 5}, "alternative": [
    {"rung": 0, "result": "not_possible"}, {"rung": 1, "result": "possible"}, {"rung": 2, "why": "まだ"},
    {"rung": 3, "result": "partly"}]}  # fmt: skip


def test_alternatives() -> None:
    assert derived("alternatives.unanswered", ANSWERS) == RungSet(frozenset({2, 4}))
    assert derived("alternatives.possible", ANSWERS) == RungSet(frozenset({1}), frozenset({2, 4}))
    assert derived("alternatives.possible", ANSWERS | {"gap": {}}) is None
    assert derived("alternatives.unanswered", {"gap": {"rung": 1}}) == RungSet(frozenset({0}))


@pytest.mark.parametrize("names, count", [([], 0), (["", " "], 0), (["東村", "東村 ", "隣市"], 2)])
def test_same_need(names: list[str], count: int) -> None:
    assert derived("precedent.same_need_count", {"precedent": {"same_need": names}}) == count


def test_days_are_counted_from_filing_and_posts_looked_up_on_the_judging_day() -> None:
    request: dict[str, Any] = {
        "life": {"wanted_from": DAY}, "cost": {"quote_on": DAY - timedelta(10)},
        "verification": {"owner": "sato", "deputy": "gone"}, "request": {"requester": "sato"}}  # fmt: skip
    earlier = {"filed_on": DAY - timedelta(90)}
    assert derived("request.lead_days", request, **earlier) == 90
    assert derived("cost.quote_age_days", request, **earlier) == -80
    assert derived("verification.owner_post", request) == "chief"
    assert derived("verification.owner_post", request, judged_on=date(2026, 3, 31)) == "clerk"
    assert derived("verification.owner_post", {"verification": {"owner": "gone"}}) is None
    assert derived("verification.owner_is_requester", request) is True
    assert derived("verification.owner_is_deputy", request) is False


@pytest.mark.parametrize("ends_on, after", [(RENEWAL, False), (RENEWAL + timedelta(1), True)])
def test_ends_after_renewal(ends_on: date, after: bool) -> None:
    assert derived("life.ends_after_renewal", SYSTEM | {"life": {"ends_on": ends_on}}) is after


def test_history_is_unknown_without_the_ledger() -> None:
    for name in ("live_on_function", "cost_12_months_yen", "refused_similar"):
        assert derived(f"history.{name}", SYSTEM) is None
        assert derived(f"history.{name}", SYSTEM, history={name: 2}) == 2


FULL: dict[str, Any] = SYSTEM | ANSWERS | {
    "request": {"requester": "sato"},
    "reason": {"category": "law", "effective_on": DAY, "hours_per_year": 9},
    "precedent": {"same_need": ["東村"]},
    "cost": {"initial_yen": 1, "annual_yen": 1, "per_release_yen": 1, "vendor_from": DAY, "quote_on": DAY},
    "verification": {"owner": "sato", "deputy": "gone", "hours_per_release": 1},
    "life": {"wanted_from": DAY, "ends_on": DAY},
}  # fmt: skip


def test_every_derived_field_has_its_function_and_inputs_that_exist() -> None:
    assert DERIVATIONS.keys() == DERIVED.keys()
    for name, field in DERIVED.items():
        assert all(each in FORM or each == "$hourly_rate_yen" for each in field.inputs), name
        assert FIELDS[name].derived


@pytest.mark.parametrize("name", [name for name in DERIVED if not name.startswith("history.")])
def test_a_derived_field_is_unknown_exactly_when_an_input_is_missing(name: str) -> None:
    assert derived(name, FULL) is not None
    used = {each for each in DERIVED[name].inputs if each.count(".") == 1}
    if name == "cost.vendor_in_time":
        used.discard("life.wanted_from")  # not the day that counts for a duty by law
    for section, table in FULL.items():
        for key in table if isinstance(table, dict) else ():
            fewer = FULL | {section: {each: value for each, value in table.items() if each != key}}
            assert (derived(name, fewer) is None) is (f"{section}.{key}" in used), key
