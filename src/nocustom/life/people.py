"""The adopted people document seen through the questions the acts ask of it: who held which post where, on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from nocustom.life import days
from nocustom.words import as_name

__all__ = ["People", "Place"]


class Place(NamedTuple):
    """One line of the people document: a post a person holds from one day to another, both included."""

    person: str
    name: str
    department: str
    section: str | None
    post: str
    acting_for: str | None
    begins: date
    ends: date

    def covers(self, day: date) -> bool:
        """Whether the post is held on that day."""
        return self.begins <= day <= self.ends


class _Department(NamedTuple):
    name: str
    ends: date
    successor: str | None


class People:
    """A view over a people/1 document, with names as signers see them (`words.as_name`).

    Lines it can't read count as absent: nobody gains a part by a broken line.
    """

    def __init__(self, document: dict[str, Any]) -> None:
        self._places: dict[str, list[Place]] = {}
        self._departments: dict[str, _Department] = {}
        self._posts: dict[str, str] = {}
        for row in _rows(document, "person"):
            place = _place(row)
            if place is not None:
                self._places.setdefault(place.person, []).append(place)
        for row in _rows(document, "department"):
            ends = days.read(row["until"]) if "until" in row and row["until"] is not None else date.max
            if isinstance(row.get("id"), str) and ends is not None:
                self._departments[row["id"]] = _Department(_name(row), ends, row.get("successor"))
        for row in _rows(document, "post"):
            if isinstance(row.get("id"), str):
                self._posts[row["id"]] = _name(row)

    def known(self, person: str) -> bool:
        """Whether the document names this person on any day."""
        return person in self._places

    @property
    def everybody(self) -> frozenset[str]:
        """Everybody the document names on any day."""
        return frozenset(self._places)

    def name(self, person: str) -> str:
        """The person's name, or the id where the document does not know it."""
        places = self._places.get(person)
        return places[-1].name if places and places[-1].name else person

    def department_name(self, department: str) -> str:
        """The department's name, or its id."""
        known = self._departments.get(department)
        return known.name if known and known.name else department

    @property
    def departments(self) -> dict[str, str]:
        """Every department's name by its id."""
        return {name: self.department_name(name) for name in self._departments}

    def post_name(self, post: str) -> str:
        """The post's name, or its id."""
        return self._posts.get(post) or post

    def at(self, person: str, day: date) -> tuple[Place, ...]:
        """The posts a person holds on a day; several where posts are held concurrently."""
        return _at(self, person, day)

    def lineage(self, department: str, day: date) -> frozenset[str]:
        """The department and, once it has ended, its successor, and the successor's successor."""
        return _lineage(self, department, day)

    def works_in(self, person: str, department: str, day: date) -> bool:
        """Whether the person has any post in the department, or in its successor, on that day."""
        return not self.lineage(department, day).isdisjoint([place.department for place in self.at(person, day)])

    def holds(
        self, person: str, posts: Iterable[str], day: date, departments: Iterable[str] | None = None
    ) -> bool:
        """Whether the person holds one of `posts` on that day, in one of `departments` where these are given."""
        posts, where = frozenset(posts), None if departments is None else frozenset(departments)
        for place in self.at(person, day):
            if place.post in posts and (where is None or place.department in where):
                return True
        return False

    def decides_as(self, person: str, acting_for: str | None, posts: Iterable[str], day: date) -> bool:
        """Whether the person decides with one of `posts` on that day: in the own name by a line of that post that names
        nobody else, for another by a line that names that one, who has such a post in the own name. So nobody stands
        in for a stand-in, and a stand-in has no power that the other has not.
        """
        lines = [place for place in self.at(person, day) if place.acting_for == acting_for]
        if acting_for is not None:
            return bool(lines) and self.decides_as(acting_for, None, posts, day)
        return not frozenset(posts).isdisjoint([place.post for place in lines])

    def deciders(self, posts: Iterable[str], day: date) -> frozenset[str]:
        """Everybody who holds one of `posts` on that day in the own name: those whose voices are counted."""
        return _deciders(self, frozenset(posts), day)

    def holders(self, posts: Iterable[str], day: date) -> frozenset[str]:
        """Everybody in service on that day who holds one of `posts`."""
        return _holders(self, frozenset(posts), day)

    def persons(self, person: str, day: date) -> frozenset[str]:
        """The person and everybody the person stands in for on that day: for the separation of duties all are one."""
        return _persons(self, person, day)

    def changes_after(self, person: str, day: date) -> date | None:
        """The first later day on which a post of the person, or any department, begins or has ended."""
        places = self._places.get(person, [])
        ends = [*(place.ends for place in places), *(each.ends for each in self._departments.values())]
        found = [place.begins for place in places]
        found += [each + timedelta(days=1) for each in ends if each < date.max]
        return min((each for each in found if each > day), default=None)

    def last_day(self, person: str, posts: Iterable[str], department: str, day: date) -> date | None:
        """The last day up to `day` on which the person held one of `posts` in the department or its successor."""
        posts = frozenset(posts)
        last: date | None = None
        for place in self._places.get(person, ()):
            end = min(place.ends, day)
            if (
                place.post in posts
                and place.begins <= end
                and place.department in self.lineage(department, end)
            ):
                last = end if last is None else max(last, end)
        return last


# A document never changes, and the same few questions are asked of it at every act of a day.


@lru_cache(maxsize=4096)
def _at(people: People, person: str, day: date) -> tuple[Place, ...]:
    return tuple(place for place in people._places.get(person, ()) if place.covers(day))


@lru_cache(maxsize=1024)
def _lineage(people: People, department: str, day: date) -> frozenset[str]:
    found: list[str] = [department]
    while (known := people._departments.get(found[-1])) and known.ends < day:
        if not isinstance(known.successor, str) or known.successor in found:
            break
        found.append(known.successor)
    return frozenset(found)


@lru_cache(maxsize=1024)
def _deciders(people: People, posts: frozenset[str], day: date) -> frozenset[str]:
    return frozenset(person for person in people._places if people.decides_as(person, None, posts, day))


@lru_cache(maxsize=1024)
def _holders(people: People, posts: frozenset[str], day: date) -> frozenset[str]:
    return frozenset(person for person in people._places if people.holds(person, posts, day))


@lru_cache(maxsize=4096)
def _persons(people: People, person: str, day: date) -> frozenset[str]:
    found, waiting = {person}, [person]
    while waiting:
        for place in people.at(waiting.pop(), day):
            if place.acting_for and place.acting_for not in found:
                found.add(place.acting_for)
                waiting.append(place.acting_for)
    return frozenset(found)


def _rows(document: dict[str, Any], table: str) -> list[dict[str, Any]]:
    rows = document.get(table)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _name(row: dict[str, Any]) -> str:
    value = row.get("name")
    return as_name(value) if isinstance(value, str) else ""


def _place(row: dict[str, Any]) -> Place | None:
    person, department, post = row.get("id"), row.get("department"), row.get("post")
    if not (isinstance(person, str) and isinstance(department, str) and isinstance(post, str)):
        return None
    begins = date.min if row.get("from") is None else days.read(row["from"])
    ends = date.max if row.get("until") is None else days.read(row["until"])
    if begins is None or ends is None:
        return None
    section, acting = row.get("section"), row.get("acting_for")
    return Place(
        person, _name(row), department, section if isinstance(section, str) else None, post,
        acting if isinstance(acting, str) and acting else None, begins, ends,
    )  # fmt: skip
