"""Who held which post where, on a day; and days themselves."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from nocustom.life import days, roster
from nocustom.life.people import People
from tests.life.town import Town, public


def person(who: str, **more: Any) -> dict[str, Any]:
    """A line of the document."""
    return {"id": who, "name": who, "department": "kodomo", "post": "clerk", **more}


DAY = date(2026, 4, 1)


@pytest.mark.parametrize(
    ("more", "there"),
    [
        ({}, True),
        ({"from": "2026-04-01"}, True),
        ({"from": date(2026, 4, 1), "until": date(2026, 4, 1)}, True),
        ({"from": "2026-04-02"}, False),
        ({"until": "2026-03-31"}, False),
        ({"from": "soon"}, False),
        ({"until": 2027}, False),
        ({"post": None}, False),
        ({"department": 7}, False),
    ],
)
def test_both_days_are_included_and_a_broken_line_is_nobody(more: dict[str, Any], there: bool) -> None:
    assert bool(People({"person": [person("a", **more)]}).at("a", DAY)) is there


@pytest.mark.parametrize(
    "document", [{}, {"person": 1}, {"person": [1, None]}, {"person": [{}], "department": "x"}]
)
def test_a_broken_document_knows_nobody(document: dict[str, Any]) -> None:
    people = People(document)
    assert (
        people.at("a", DAY) == () and people.holders(["clerk"], DAY) == frozenset() and not people.known("a")
    )
    assert people.name("a") == "a"


def test_posts_held_at_once_and_one_after_the_other() -> None:
    people = People(
        {
            "person": [
                person("a", post="section_chief", until="2026-03-31"),
                person("a", department="jumin", post="section_chief", **{"from": "2026-04-01"}),
                person("a", department="joho", post="cio_office"),
            ]
        }
    )
    assert {(place.department, place.post) for place in people.at("a", DAY)} == {
        ("jumin", "section_chief"),
        ("joho", "cio_office"),
    }
    assert not people.holds("a", ["section_chief"], DAY, ["kodomo"])
    # A post here and a department there are not a post there.
    assert not people.holds("a", ["section_chief"], DAY, ["joho"])
    assert people.last_day("a", ["section_chief"], "kodomo", DAY) == date(2026, 3, 31)
    assert people.last_day("a", ["clerk"], "kodomo", DAY) is None


def test_successors_follow_only_after_the_end_and_circles_end() -> None:
    people = People(
        {
            "department": [
                {"id": "a", "until": "2026-03-31", "successor": "b"},
                {"id": "b", "until": "2026-04-30", "successor": "a"},
                {"id": "c", "successor": "b"},
            ]
        }
    )
    assert people.lineage("a", date(2026, 3, 31)) == {"a"}
    assert people.lineage("a", DAY) == {"a", "b"}
    assert people.lineage("a", date(2026, 5, 1)) == {"a", "b"}
    assert people.lineage("c", DAY) == {"c"}
    assert people.lineage("unknown", DAY) == {"unknown"}


def test_stand_ins_are_followed_to_the_end() -> None:
    people = People(
        {
            "person": [
                person("a", acting_for="b"),
                person("b", acting_for="c"),
                person("c", acting_for="a"),
                person("d"),
            ]
        }
    )
    assert people.persons("a", DAY) == {"a", "b", "c"}
    assert people.persons("d", DAY) == {"d"}
    assert people.persons("nobody", DAY) == {"nobody"}


NOON = datetime(2026, 4, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "value", ["2026-4-1", "20260401", "２０２６-04-01", "2026-02-30", "2026-04-01T00:00", NOON, 1, None, ""]
)
def test_what_is_no_day(value: object) -> None:
    assert days.read(value) is None


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [("2026-01-31", 1, "2026-02-28"), ("2026-11-23", 24, "2028-11-23"), ("2026-12-01", 1, "2027-01-01"),
     ("9999-12-01", 1, "9999-12-31")],
)  # fmt: skip
def test_months_after(day: str, months: int, then: str) -> None:
    assert days.months_after(date.fromisoformat(day), months) == date.fromisoformat(then)


def test_the_fiscal_year_begins_in_april() -> None:
    assert (days.fiscal_year(date(2027, 3, 31)), days.fiscal_year(date(2027, 4, 1))) == (2026, 2027)


def test_a_fingerprint_as_ssh_keygen_prints_it() -> None:
    # `ssh-keygen -lf` says the same of this key.
    text = (
        'tanaka namespaces="nocustom-v1-accept" ssh-ed25519 '
        "AAAAC3NzaC1lZDI1NTE5AAAAIJUNZB5xJzLk6bO2rTS0wYdk0DCpXnbJDzDtTrFNeH3B\n"
    )
    lines = roster.read(text)
    assert lines is not None and lines[0].key == FINGERPRINT and lines[0].spaces == {"nocustom-v1-accept"}


FINGERPRINT = "SHA256:ty3b1qShgdCJf9Qd+kGp2CDJQsUJY/LX3KJNtY7q8Nw"


@pytest.mark.parametrize(
    "text", ["tanaka ssh-ed25519 AAAA\n", '* namespaces="x" ssh-ed25519 AAAA\n', 'a namespaces="x" k ===\n']
)
def test_a_roster_of_another_form_is_none(text: str) -> None:
    assert roster.read(text) is None


def test_all_roots_of_one_person_are_a_single_root() -> None:
    lines = roster.read(Town.root_line("r1") + Town.root_line("r2").replace("r2", "r1", 1))
    assert lines is not None
    assert roster.Roster(0, lines, ()).single
    assert public("r1") != public("r2")
