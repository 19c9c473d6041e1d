"""The catalogue of systems, and what a request may refer to."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from nocustom.form.directory import Directory, ids, stands_twice, unknown
from nocustom.form.finding import Finding
from nocustom.form.reading import entries
from nocustom.words import odd_name, say

__all__ = ["Catalogue", "check_references", "check_systems", "names_of_systems"]


class Catalogue:
    """Look-ups in a systems file (`systems/1`)."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.systems: dict[str, dict[str, Any]] = {each["id"]: each for each in document["system"]}
        self.businesses: dict[str, dict[str, dict[str, Any]]] = {
            each["id"]: {business["id"]: business for business in each.get("business", ())}
            for each in document["system"]
        }

    @cached_property
    def odd(self) -> frozenset[str]:
        """The ids of systems whose names could be taken for others (`words.odd_name`)."""
        return frozenset(id_ for id_, each in self.systems.items() if odd_name(each["name"]))


def check_systems(document: Mapping[str, Any]) -> list[Finding]:
    """What the schema can't see: ids and versions used twice, sharing without a word on consent, or the reverse.

    `document` may be what is sound of a malformed one.
    """
    found = [*stands_twice(document, "system", "id")]
    for index, system in entries(document, "system"):
        if "shared_with" in system and "joint_consent" not in system:
            found.append(Finding(
                "missing-field", say("`joint_consent` is missing: this system is shared"), ("system", index), "key",
                hints=(say("write `{key} = {example}`", key="joint_consent", example="false"),)))  # fmt: skip
        if "joint_consent" in system and "shared_with" not in system:
            found.append(Finding(
                "consent-without-sharing", say("`joint_consent` says nothing: nobody shares this system"),
                ("system", index, "joint_consent"), "key",
                hints=(say("write `{key} = {example}`", key="shared_with", example='["..."]'),)))  # fmt: skip
        found += stands_twice(system, "business", "id", ("system", index))
        found += stands_twice(system, "release", "version", ("system", index))
    return found


def names_of_systems(document: Mapping[str, Any]) -> Catalogue | None:
    """A catalogue to look systems up in, of what is sound; None where the id of one can't be read.

    Businesses too, but of a system where the id of one can't be read.
    """
    if ids(document, "system") is None:
        return None
    open_ = {each["id"] for each in document["system"] if "business" in each and ids(each, "business") is None}
    catalogue = Catalogue({"system": [{**each, "business": ()} if each["id"] in open_ else each
                                      for each in document["system"]]})  # fmt: skip
    for system in open_:
        del catalogue.businesses[system]
    return catalogue


def check_references(
    request: Mapping[str, Any], catalogue: Catalogue | None, people: Directory | None
) -> list[Finding]:
    """Unknown systems, businesses, departments and people, and answers for rungs that can't have one.

    `request` may be unfinished (inside the wizard) or what is sound of a malformed one: what is missing, or None, is
    not looked up. Nor is anything in a catalogue or a people file that can't be used (None).
    """
    found: list[Finding] = []
    if people is not None:
        department = (request.get("request") or {}).get("department")
        if department is not None and department not in people.departments:
            found.append(unknown("department", department, people.departments, ("request", "department")))
        for section, field in (("request", "requester"), ("verification", "owner"), ("verification", "deputy")):
            person = (request.get(section) or {}).get(field)
            if person is not None and person not in people.persons:
                found.append(unknown("person", person, people.persons, (section, field)))
    system = request.get("system") or {}
    if catalogue is not None and system.get("id") is not None:
        businesses = catalogue.businesses.get(system["id"])
        business = system.get("business")
        if businesses is None:
            if system["id"] not in catalogue.systems:
                found.append(unknown("system", system["id"], catalogue.systems, ("system", "id")))
        elif business is not None and business not in businesses:
            found.append(unknown("business", business, businesses, ("system", "business")))
    asked = (request.get("gap") or {}).get("rung")
    answered: set[int] = set()
    for index, answer in enumerate(request.get("alternative") or ()):
        rung = answer.get("rung") if answer is not None else None
        if rung is None:
            continue
        where = ("alternative", index, "rung")
        if rung in answered:
            found.append(Finding("two-answers", say("rung {rung} is answered twice", rung=rung), where))
        answered.add(rung)
        if asked is not None and rung >= asked:
            found.append(Finding(
                "rung-not-below", say("rung {rung} does not lie below the rung asked for", rung=rung), where,
                expected=say("a rung below {asked} (`gap.rung`)", asked=asked)))  # fmt: skip
    return found
