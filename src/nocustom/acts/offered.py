"""What may be chosen at a question of the wizard: closed lists of the form, and what catalogue and people file know."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from nocustom.form.catalogue import Catalogue
from nocustom.form.choices import CHOICES, RUNG_NAMES
from nocustom.form.directory import Directory, in_days
from nocustom.form.fields import FORM
from nocustom.form.typed import YES_NO, Option
from nocustom.words import Bilingual, as_name

__all__ = ["NOTHING", "Offered", "offered", "persons"]

_ASKED = tuple(Option(rung, RUNG_NAMES[rung]) for rung in range(1, 10))


class Offered(NamedTuple):
    """The options that are shown with numbers, and all that may be named or searched by a part of the name."""

    shown: tuple[Option, ...] = ()
    all: tuple[Option, ...] = ()


NOTHING = Offered()


def offered(
    path: str, known: Mapping[str, Any], catalogue: Catalogue, people: Directory, day: date
) -> Offered:
    """What may be chosen for a field, by what is known."""
    match path:
        case "system.id":
            systems = tuple(Option(each["id"], _name(each)) for each in catalogue.systems.values())
            return Offered(systems, systems)
        case "system.business":
            businesses = tuple(
                Option(each["id"], _name(each), CHOICES["system.regime"][each["regime"]])
                for each in catalogue.businesses.get(known.get("system.id", ""), {}).values())  # fmt: skip
            return Offered(businesses, businesses)
        case "request.department":
            departments = tuple(
                Option(each["id"], _name(each)) for each in people.departments.values() if in_days(each, day)
            )
            return Offered(departments, departments)
        case "request.requester":
            return Offered((), persons(people, day))
        case "verification.owner" | "verification.deputy":
            return Offered(persons(people, day, known.get("request.department", "")), persons(people, day))
        case "gap.rung":
            return Offered(_ASKED)
        case _ if path in CHOICES:
            return Offered(tuple(Option(value, name) for value, name in CHOICES[path].items()))
        case _:
            return Offered(YES_NO if FORM[path].kind == "bool" else ())


def persons(people: Directory, day: date, department: str | None = None) -> tuple[Option, ...]:
    """Who is in service on the day, of all departments or of one; the highest post first."""
    entries = [entry for person in people.persons if (entry := people.at(person, day))
               and department in (None, entry["department"])]  # fmt: skip
    entries.sort(key=lambda entry: -people.posts[entry["post"]]["rank"])
    return tuple(Option(entry["id"], _name(entry), _post(people, entry)) for entry in entries)


def _post(people: Directory, entry: Mapping[str, Any]) -> Bilingual:
    text = f"{people.department_name(entry['department'])} {as_name(people.posts[entry['post']]['name'])}"
    return Bilingual(text, text)


def _name(entry: Mapping[str, Any]) -> Bilingual:
    name = as_name(entry["name"])
    return Bilingual(name, name)
