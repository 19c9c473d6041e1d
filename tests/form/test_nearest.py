"""The word that was meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nocustom.form.nearest import nearest, slips

FIELDS = [
    "category",
    "legal_basis",
    "effective_on",
    "rule_amendable",
    "cases_per_year",
    "hours_per_year",
    "owner",
    "rung",
]


@pytest.mark.parametrize(
    "typed, meant",
    [
        ("categroy", "category"),  # two letters swapped
        ("catgory", "category"),
        ("categoryy", "category"),
        ("Legal-Basis", "legal_basis"),
        ("effective on", "effective_on"),
        ("hour_per_year", "hours_per_year"),
        ("rugn", "rung"),
        ("onwer", "owner"),
        ("kind", None),
        ("", None),
        ("理由", None),
    ],
)
def test_the_nearest_name(typed: str, meant: str | None) -> None:
    assert nearest(typed, FIELDS) == meant


def test_a_swap_is_one_slip() -> None:
    assert (slips("rugn", "rung"), slips("ab", "ba"), slips("", "abc"), slips("abc", "axc")) == (1, 1, 3, 1)


WORDS = st.text("abc_", max_size=6)


@given(WORDS, WORDS)
def test_slips_are_the_same_from_both_ends(one: str, other: str) -> None:
    away = slips(one, other)
    assert away == slips(other, one) == slips(one[::-1], other[::-1])
    assert abs(len(one) - len(other)) <= away <= max(len(one), len(other))
    assert (away == 0) == (one == other)


@given(st.sampled_from(FIELDS), st.data())
def test_one_letter_left_out_of_a_long_name_is_found(field: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(field) - 1))
    assert nearest(field[:at] + field[at + 1 :], FIELDS) == field
