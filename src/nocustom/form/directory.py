"""The people file as a directory: who held which post in which department on a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Any

from nocustom.form.finding import Finding, Key
from nocustom.form.reading import did_you_mean, entries
from nocustom.words import as_name, odd_name, say

__all__ = ["Directory", "backwards", "check_people", "ids", "in_days", "names_of_people", "stands_twice", "unknown"]


def in_days(entry: Mapping[str, Any], day: date) -> bool:
    """Whether `day` lies in the entry's `from` to `until`, both included; a missing end is open."""
    first, last = entry.get("from"), entry.get("until")
    return (first is None or first <= day) and (last is None or day <= last)


class Directory:
    """Look-ups in a people file (`people/1`).

    A person who moved has several entries whose days do not overlap; who stands in for somebody has one more.
    """

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.departments: dict[str, dict[str, Any]] = {each["id"]: each for each in document["department"]}
        self.posts: dict[str, dict[str, Any]] = {each["id"]: each for each in document["post"]}
        self.persons: dict[str, list[dict[str, Any]]] = {}
        for each in document["person"]:
            self.persons.setdefault(each["id"], []).append(each)

    @cached_property
    def odd(self) -> frozenset[str]:
        """The ids of people and departments whose names could be taken for others (`words.odd_name`)."""
        people = (each for entries in self.persons.values() for each in entries)
        return frozenset(each["id"] for each in (*people, *self.departments.values()) if odd_name(each["name"]))

    def department_name(self, department: str) -> str:
        """The department's name as signers see it, or the id where it is unknown."""
        known = self.departments.get(department)
        return as_name(str(known["name"])) if known else department

    def at(self, person: str, day: date) -> dict[str, Any] | None:
        """The entry of `person` that holds on `day`, the one in the own name before one that stands in for somebody.

        None when unknown or not in service that day.
        """
        held = [each for each in self.persons.get(person, ()) if in_days(each, day)]
        return min(held, key=lambda each: each.get("acting_for") is not None, default=None)

    def post(self, person: str, day: date) -> str | None:
        """The post `person` holds on `day`."""
        entry = self.at(person, day)
        return entry["post"] if entry else None

    def name(self, person: str) -> str:
        """The person's name as signers see it, or the id where it is unknown."""
        entries = self.persons.get(person)
        return as_name(str(entries[-1]["name"])) if entries else person


def check_people(document: Mapping[str, Any]) -> list[Finding]:
    """What the schema can't see: ids used twice, unknown departments and posts, periods that overlap or turn round.

    `document` may be what is sound of a malformed one: a name is looked up only where all that it could mean is known.
    """
    found = [*stands_twice(document, "department", "id"), *stands_twice(document, "post", "id")]
    departments, posts, people = (ids(document, table) for table in ("department", "post", "person"))
    for index, each in entries(document, "department"):
        found += _unknown(each, "successor", "department", departments, ("department", index))
        found += backwards(each, ("department", index))
    held: dict[str, list[Mapping[str, Any]]] = {}
    for index, each in entries(document, "person"):
        for field, what, known in (("department", "department", departments), ("post", "post", posts),
                                   ("acting_for", "person", people)):  # fmt: skip
            found += _unknown(each, field, what, known, ("person", index))
        found += backwards(each, ("person", index))
        if (person := each.get("id")) is None:
            continue
        if any(
            _overlap(earlier, each) and earlier.get("acting_for") == each.get("acting_for")
            for earlier in held.get(person, ())
        ):
            found.append(Finding(
                "duplicate-id", say("`{id}` is entered twice for the same days", id=person), ("person", index, "id"),
                hints=(say("a person who moved has one entry per post, with `from` and `until`"),
                       say("who stands in for somebody has one more, with `acting_for`"))))  # fmt: skip
        held.setdefault(person, []).append(each)
    return found


def names_of_people(document: Mapping[str, Any]) -> Directory | None:
    """A directory to look departments and people up in, of what is sound; None where an id of theirs can't be read."""
    if ids(document, "department") is None or ids(document, "person") is None:
        return None
    return Directory({**document, "post": ()})


def stands_twice(document: Mapping[str, Any], table: str, field: str, above: Key = ()) -> Iterator[Finding]:
    """Every entry of a list of tables whose id, or what it is told apart by, another one before it has."""
    seen: set[str] = set()
    for index, each in entries(document, table):
        if (value := each.get(field)) is None:
            continue
        if value in seen:
            yield Finding("duplicate-id", say("`{id}` stands twice", id=value), (*above, table, index, field))
        seen.add(value)


def ids(document: Mapping[str, Any], table: str) -> set[str] | None:
    """The ids of a list of tables; None where one can't be read, and so nobody can say what is unknown."""
    listed = document.get(table)
    if listed is None or any(each is None or each.get("id") is None for each in listed):
        return None
    return {each["id"] for each in listed}


def _unknown(entry: Mapping[str, Any], field: str, what: str, known: set[str] | None, where: Key) -> list[Finding]:
    value = entry.get(field)
    return [] if known is None or value is None or value in known else [unknown(what, value, known, (*where, field))]


def backwards(entry: Mapping[str, Any], where: Key) -> list[Finding]:
    first, last = entry.get("from"), entry.get("until")
    if first is None or last is None or first <= last:
        return []
    return [Finding("backwards", say("`until` lies before `from`"), (*where, "until"),
                    expected=say("{day} or later", day=first.isoformat()))]  # fmt: skip


def _overlap(a: Mapping[str, Any], b: Mapping[str, Any]) -> bool:
    """Whether two entries hold on the same day; not where a day of theirs can't be read."""
    days = [each.get(end, open_) for each in (a, b) for end, open_ in (("from", date.min), ("until", date.max))]
    return None not in days and days[0] <= days[3] and days[2] <= days[1]


def unknown(what: str, value: str, known: Iterable[str], where: Key) -> Finding:
    """The finding for a reference to something that the catalogue or the people file does not have."""
    options = sorted(known)
    said = {
        "system": say("`{id}` is not a system of policies/systems.toml", id=value),
        "business": say("`{id}` is not a business of this system", id=value),
        "department": say("`{id}` is not a department of policies/people.toml", id=value),
        "post": say("`{id}` is not a post of policies/people.toml", id=value),
        "person": say("`{id}` is not a person of policies/people.toml", id=value),
    }[what]
    shown = ", ".join(options[:12]) + (", ..." if len(options) > 12 else "")
    return Finding(
        f"unknown-{what}", said, where, expected=say("one of {allowed}", allowed=shown),
        hints=did_you_mean(value, options))  # fmt: skip
