"""The people file as a directory: who held which post in which department on a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from nocustom.form.finding import Finding
from nocustom.form.reading import did_you_mean
from nocustom.words import say

__all__ = ["Directory", "check_people", "in_days"]


def in_days(entry: Mapping[str, Any], day: date) -> bool:
    """Whether `day` lies in the entry's `from` to `until`, both included; a missing end is open."""
    first, last = entry.get("from"), entry.get("until")
    return (first is None or first <= day) and (last is None or day <= last)


class Directory:
    """Look-ups in a people file (`people/1`). A person who moved has several entries whose days do not overlap."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.departments: dict[str, dict[str, Any]] = {each["id"]: each for each in document["department"]}
        self.posts: dict[str, dict[str, Any]] = {each["id"]: each for each in document["post"]}
        self.persons: dict[str, list[dict[str, Any]]] = {}
        for each in document["person"]:
            self.persons.setdefault(each["id"], []).append(each)

    def at(self, person: str, day: date) -> dict[str, Any] | None:
        """The entry of `person` that holds on `day`; None when unknown or not in service that day."""
        for each in self.persons.get(person, ()):
            if in_days(each, day):
                return each
        return None

    def post(self, person: str, day: date) -> str | None:
        """The post `person` holds on `day`."""
        entry = self.at(person, day)
        return entry["post"] if entry else None

    def name(self, person: str) -> str:
        """The person's name as the file writes it, or the id where it is unknown."""
        entries = self.persons.get(person)
        return str(entries[-1]["name"]) if entries else person


def check_people(document: Mapping[str, Any]) -> list[Finding]:
    """What the schema can't see: ids used twice, unknown departments and posts, periods that overlap or turn round."""
    found: list[Finding] = []
    for table in ("department", "post"):
        seen: set[str] = set()
        for index, each in enumerate(document[table]):
            if each["id"] in seen:
                found.append(Finding("duplicate-id", say("`{id}` stands twice", id=each["id"]), (table, index, "id")))
            seen.add(each["id"])
    departments = {each["id"] for each in document["department"]}
    posts = {each["id"] for each in document["post"]}
    for index, each in enumerate(document["department"]):
        if "successor" in each and each["successor"] not in departments:
            found.append(unknown("department", each["successor"], departments, ("department", index, "successor")))
        found += _backwards(each, ("department", index))
    people = {each["id"] for each in document["person"]}
    entries: dict[str, list[Mapping[str, Any]]] = {}
    for index, each in enumerate(document["person"]):
        for field, known, what in (("department", departments, "department"), ("post", posts, "post"),
                                   ("acting_for", people, "person")):  # fmt: skip
            if field in each and each[field] not in known:
                found.append(unknown(what, each[field], known, ("person", index, field)))
        found += _backwards(each, ("person", index))
        for earlier in entries.get(each["id"], ()):
            if _overlap(earlier, each):
                found.append(Finding(
                    "duplicate-id", say("`{id}` is entered twice for the same days", id=each["id"]),
                    ("person", index, "id"),
                    hints=(say("a person who moved has one entry per post, with `from` and `until`"),)))  # fmt: skip
        entries.setdefault(each["id"], []).append(each)
    return found


def _backwards(entry: Mapping[str, Any], where: tuple[str | int, ...]) -> list[Finding]:
    if "from" in entry and "until" in entry and entry["until"] < entry["from"]:
        return [Finding("backwards", say("`until` lies before `from`"), (*where, "until"),
                        expected=say("{day} or later", day=entry["from"].isoformat()))]  # fmt: skip
    return []


def _overlap(a: Mapping[str, Any], b: Mapping[str, Any]) -> bool:
    return bool(
        a.get("from", date.min) <= b.get("until", date.max) and b.get("from", date.min) <= a.get("until", date.max)
    )


def unknown(what: str, value: str, known: Iterable[str], where: tuple[str | int, ...]) -> Finding:
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
