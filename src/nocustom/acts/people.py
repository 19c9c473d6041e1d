"""Who is in service on a day, and whose keys the roster has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from nocustom.acts.desk import Desk
from nocustom.acts.workspace import Workspace
from nocustom.form.directory import Directory
from nocustom.ledger.namespaces import PREFIX
from nocustom.ledger.roster import Entry, State

__all__ = ["Keyed", "PeopleShown", "Served", "people_on"]


@dataclass(frozen=True, slots=True)
class Keyed:
    """A key: its fingerprint and the roles it may sign in."""

    fingerprint: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Served:
    """A person in service on that day; `department` is None for somebody who only has a key.

    Department and post are names; `first` and `last` are the days in that post, as far as the file has them.
    """

    id: str
    name: str
    department: str | None
    post: str | None
    keys: tuple[Keyed, ...]
    first: date | None = None
    last: date | None = None
    acting_for: str | None = None


@dataclass(frozen=True, slots=True)
class PeopleShown:
    """The people of a day, and the roots."""

    day: date
    people: tuple[Served, ...]
    roots: tuple[tuple[str, str], ...]
    threshold: int
    provisional: bool


def people_on(workspace: Workspace, desk: Desk | None, day: date) -> PeopleShown:
    """Everybody of the people file (as it is on disk) in service on `day`, and everybody with a key."""
    directory = workspace.people
    state = State()
    if desk is not None:
        desk.ledger.events()
        state = desk.ledger.state
    rows = [
        _served(directory, state, person, day) for person in directory.persons if directory.at(person, day)
    ]
    named = {row.id for row in rows}
    rows += [_served(directory, state, person, day) for person in state.roster.people if person not in named]
    roots = tuple((entry.person, entry.key.fingerprint) for entry in state.roots.entries)
    return PeopleShown(day, tuple(rows), roots, state.threshold, state.provisional)


def _served(directory: Directory, state: State, person: str, day: date) -> Served:
    entry = directory.at(person, day)
    keys = tuple(_keyed(each) for each in state.roster.entries if each.person == person)
    if entry is None:
        return Served(person, directory.name(person), None, None, keys)
    department, acting_for = entry["department"], entry.get("acting_for")
    return Served(
        person, directory.name(person), f"{directory.department_name(department)} ({department})",
        str(directory.posts[entry["post"]]["name"]), keys, entry.get("from"), entry.get("until"),
        None if acting_for is None else directory.name(acting_for),
    )  # fmt: skip


def _keyed(entry: Entry) -> Keyed:
    return Keyed(entry.key.fingerprint, tuple(role.removeprefix(PREFIX) for role in entry.namespaces))
