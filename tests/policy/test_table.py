"""The decision table as data: every rule once, in the section of what it does, with what lifts it."""

from __future__ import annotations

from datetime import date

import pytest

from nocustom.form.choices import EFFECTS
from nocustom.judge.verdict import Judge
from nocustom.policy.table import Sort, Table, sort_of, table
from tests.judge.written import DAY, policy

TOP = """
schema = "policy/1"
policy = { id = "top", version = "1", default = "refuse" }
[values]
soon = { is = 18, may = "raise" }
rate = { is = 9, may = "lower" }
[[rule]]
id = "H"
effect = "forbid"
level = "hard"
when.gap.rung = { is = 9 }
[[rule]]
id = "F"
effect = "forbid"
level = "overridable"
when.system.months_to_renewal = { under = "$soon" }
[[rule]]
id = "E"
effect = "escalate"
when.reason.category = { is = "safety" }
[[rule]]
id = "P"
effect = "permit"
when.reason.category = { is = "law" }
grants = { max_months = "$rate" }
"""
BELOW = """
schema = "policy/1"
policy = { id = "below", version = "1", default = "abstain", extends = ["top.toml"] }
[values]
soon = { is = 24 }
[[rule]]
id = "D"
effect = "redirect"
when.gap.rung = { at_most = 4 }
effective = { until = 2026-05-31 }
[[rule]]
id = "G"
effect = "escalate"
when.reason.category = { is = "audit" }
"""
LATER = """
schema = "policy/1"
policy = { id = "later", version = "1", default = "abstain", effective = { from = 2027-04-01 } }
"""


def made(day: date = DAY) -> Table:
    return table(Judge(policy(top=TOP, below=BELOW, later=LATER), day))


def test_sections_stand_in_the_order_of_the_verdict() -> None:
    found = made()
    assert [(section.sort, [row.rule.id for row in section.rows]) for section in found.sections] == [
        (Sort.hard, ["H"]), (Sort.forbid, ["F"]), (Sort.redirect, ["D"]), (Sort.permit, ["P"]),
        (Sort.escalate, ["E", "G"]),
    ]  # fmt: skip


def test_what_lifts_what_goes_down_the_layers_only() -> None:
    rows = {row.rule.id: row for section in made().sections for row in section.rows}
    assert {id_: row.lifted_by for id_, row in rows.items() if row.lifted_by} == {
        "F": ("E",),
        "D": ("E", "G"),
    }
    assert {id_: row.lifts for id_, row in rows.items() if row.lifts} == {"E": ("D", "F"), "G": ("D",)}


@pytest.mark.parametrize("day, rests", [(date(2026, 5, 31), False), (DAY, True)])
def test_a_rule_outside_its_days_stays_and_says_so(day: date, rests: bool) -> None:
    (row,) = [row for section in made(day).sections for row in section.rows if row.rule.id == "D"]
    assert row.rests is rests


def test_numbers_are_those_of_the_day() -> None:
    soon, rate = sorted(made().numbers, key=lambda number: number.name, reverse=True)
    assert (soon.value, soon.owner, soon.may, soon.moved_by, soon.rules) == (
        24,
        "top",
        "raise",
        ("below",),
        ("F",),
    )
    assert (rate.value, rate.moved_by, rate.rules) == (9, (), ("P",)), (
        "what a permit grants rests on a value too"
    )


def test_a_layer_that_takes_no_part_is_named() -> None:
    assert [layer.id for layer in made().absent] == ["later"]
    assert [layer.id for layer in made(date(2027, 4, 1)).absent] == []


def test_every_effect_has_a_section() -> None:
    rules = {rule.effect: rule for rule in policy(top=TOP, below=BELOW).rules()}
    assert {sort_of(rule).value for rule in rules.values()} <= {"hard", *EFFECTS}
    assert {sort.value for sort in Sort} == {"hard", *EFFECTS}
