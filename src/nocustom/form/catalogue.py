"""The catalogue of systems, and what a request may refer to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nocustom.form.directory import Directory, unknown
from nocustom.form.finding import Finding
from nocustom.words import say

__all__ = ["Catalogue", "check_references", "check_systems"]


class Catalogue:
    """Look-ups in a systems file (`systems/1`)."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.systems: dict[str, dict[str, Any]] = {each["id"]: each for each in document["system"]}
        self.businesses: dict[str, dict[str, dict[str, Any]]] = {
            each["id"]: {business["id"]: business for business in each.get("business", ())}
            for each in document["system"]
        }


def check_systems(document: Mapping[str, Any]) -> list[Finding]:
    """What the schema can't see: ids and versions used twice, sharing without a word on consent, or the reverse."""
    found: list[Finding] = []
    seen: set[str] = set()
    for index, system in enumerate(document["system"]):
        if system["id"] in seen:
            found.append(Finding("duplicate-id", say("`{id}` stands twice", id=system["id"]), ("system", index, "id")))
        seen.add(system["id"])
        if "shared_with" in system and "joint_consent" not in system:
            found.append(Finding(
                "missing-field", say("`joint_consent` is missing: this system is shared"), ("system", index), "key",
                hints=(say("write `{key} = {example}`", key="joint_consent", example="false"),)))  # fmt: skip
        if "joint_consent" in system and "shared_with" not in system:
            found.append(Finding(
                "consent-without-sharing", say("`joint_consent` says nothing: nobody shares this system"),
                ("system", index, "joint_consent"), "key",
                hints=(say("write `{key} = {example}`", key="shared_with", example='["..."]'),)))  # fmt: skip
        businesses: set[str] = set()
        for number, business in enumerate(system.get("business", ())):
            if business["id"] in businesses:
                found.append(Finding("duplicate-id", say("`{id}` stands twice", id=business["id"]),
                                     ("system", index, "business", number, "id")))  # fmt: skip
            businesses.add(business["id"])
        versions: set[str] = set()
        for number, release in enumerate(system.get("release", ())):
            if release["version"] in versions:
                found.append(Finding("duplicate-id", say("`{id}` stands twice", id=release["version"]),
                                     ("system", index, "release", number, "version")))  # fmt: skip
            versions.add(release["version"])
    return found


def check_references(request: Mapping[str, Any], catalogue: Catalogue, people: Directory) -> list[Finding]:
    """Unknown systems, businesses, departments and people, and answers for rungs that can't have one.

    `request` may be unfinished (inside the wizard): what is missing is not looked up.
    """
    found: list[Finding] = []
    about, system, gap = (request.get(part, {}) for part in ("request", "system", "gap"))
    if "department" in about and about["department"] not in people.departments:
        found.append(unknown("department", about["department"], people.departments, ("request", "department")))
    for section, field in (("request", "requester"), ("verification", "owner"), ("verification", "deputy")):
        person = request.get(section, {}).get(field)
        if person is not None and person not in people.persons:
            found.append(unknown("person", person, people.persons, (section, field)))
    if "id" in system:
        businesses = catalogue.businesses.get(system["id"])
        if businesses is None:
            found.append(unknown("system", system["id"], catalogue.systems, ("system", "id")))
        elif "business" in system and system["business"] not in businesses:
            found.append(unknown("business", system["business"], businesses, ("system", "business")))
    asked = gap.get("rung")
    answered: set[int] = set()
    for index, answer in enumerate(request.get("alternative", ())):
        rung = answer.get("rung")
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
