"""One malformed value hides nothing else: what is sound beside it is still looked up, and nothing is told twice."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from typing import Any

import pytest

from nocustom.form.catalogue import Catalogue, check_references, check_systems, names_of_systems
from nocustom.form.directory import Directory, check_people, names_of_people
from nocustom.form.finding import Finding
from nocustom.form.reading import sound, validate

PEOPLE = """
schema = "people/1"
department = [{ id = "kodomo", name = "Children" }]
post = [{ id = "clerk", name = "Clerk", rank = 1 }]
person = [{ id = "suzuki", name = "Suzuki", department = "kodomo", post = "clerk" }]
"""
SYSTEMS = """
schema = "systems/1"
[[system]]
id = "desk"
name = "Desk"
vendor = "Nobody"
package = "Desk"
version = "1"
contract_end = 2029-03-31
renewal_on = 2029-04-01
releases_per_year = 3
business = [{ id = "desk-work", name = "Work", regime = "standard" }]
"""
REQUEST = """
schema = "request/1"
request = { key = "k", title = "T", department = "kodomo", requester = "suzuki", kind = "wish" }
system = { id = "desk", business = "desk-work" }
gap = { current = "Now", wanted = "Then", output = "screen", rung = 3 }
reason = { category = "efficiency" }
alternative = [{ rung = 1, result = "partly" }, { rung = 2, result = "possible" }]
verification = { owner = "suzuki", deputy = "suzuki" }
"""
CHECKS: dict[str, Callable[[dict[str, Any]], list[Finding]]] = {
    "request": lambda document: check_references(
        document, Catalogue(tomllib.loads(SYSTEMS)), Directory(tomllib.loads(PEOPLE))
    ),
    "systems": check_systems,
    "people": check_people,
}


def mistakes(kind: str, text: str, *slips: tuple[str, str]) -> set[tuple[str, str]]:
    """What is found in a file with these slips of the pen: code and key path."""
    for old, new in slips:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    document = tomllib.loads(text)
    found = validate(kind, document)
    found += CHECKS[kind](sound(document, found))
    told = [(each.code, ".".join(map(str, each.where))) for each in found]
    assert len(set(told)) == len(told)
    return set(told)


@pytest.mark.parametrize("kind, text", [("request", REQUEST), ("systems", SYSTEMS), ("people", PEOPLE)])
def test_a_file_without_a_mistake(kind: str, text: str) -> None:
    assert mistakes(kind, text) == set()
    document = tomllib.loads(text)
    assert sound(document, []) is document


def test_a_document_is_never_changed_by_looking_at_what_is_sound() -> None:
    document = tomllib.loads(REQUEST.replace('"kodomo"', "3").replace("rung = 1", 'rung = "1"'))
    before = tomllib.loads(REQUEST.replace('"kodomo"', "3").replace("rung = 1", 'rung = "1"'))
    rest = sound(document, validate("request", document))
    assert document == before
    assert rest["request"]["department"] is None and rest["request"]["requester"] == "suzuki"
    assert rest["alternative"] == [{"rung": None, "result": "partly"}, {"rung": 2, "result": "possible"}]


@pytest.mark.parametrize(
    "slips, expected",
    [
        ([('department = "kodomo"', "department = 3"), ('requester = "suzuki"', 'requester = "sasaki"')],
         {("wrong-type", "request.department"), ("unknown-person", "request.requester")}),
        ([('requester = "suzuki"', 'requester = ["suzuki"]'), ('id = "desk"', 'id = "dusk"'),
          ('owner = "suzuki"', "owner = {}"), ('deputy = "suzuki"', 'deputy = "x"')],
         {("wrong-type", "request.requester"), ("unknown-system", "system.id"),
          ("wrong-type", "verification.owner"), ("unknown-person", "verification.deputy")}),
        ([('id = "desk"', "id = 1"), ('department = "kodomo"', 'department = "kodoma"')],
         {("wrong-type", "system.id"), ("unknown-department", "request.department")}),
        ([('business = "desk-work"', "business = 2026-01-01"), ('requester = "suzuki"', 'requester = "x"')],
         {("wrong-type", "system.business"), ("unknown-person", "request.requester")}),
        ([("rung = 3", 'rung = "3"'), ("rung = 2", "rung = 1")],
         {("wrong-type", "gap.rung"), ("two-answers", "alternative.1.rung")}),
        ([("rung = 3", "rung = 30"), ("rung = 2", "rung = 8")], {("out-of-range", "gap.rung")}),
        ([("rung = 1", "rung = 1.0"), ("rung = 2", "rung = 3")],
         {("wrong-type", "alternative.0.rung"), ("rung-not-below", "alternative.1.rung")}),
        ([('{ rung = 1, result = "partly" }', "7"), ("rung = 2", "rung = 3")],
         {("wrong-type", "alternative.0"), ("rung-not-below", "alternative.1.rung")}),
        ([('requester = "suzuki"', 'requester = "no such one"')], {("bad-id", "request.requester")}),
        ([('gap = { current = "Now", wanted = "Then", output = "screen", rung = 3 }', "gap = 3"),
          ('owner = "suzuki"', 'owner = "x"')],
         {("wrong-type", "gap"), ("unknown-person", "verification.owner")}),
        ([('verification = { owner = "suzuki", deputy = "suzuki" }', "verification = []"),
          ('id = "desk"', 'id = "dusk"')],
         {("wrong-type", "verification"), ("unknown-system", "system.id")}),
    ],
)  # fmt: skip
def test_a_request(slips: list[tuple[str, str]], expected: set[tuple[str, str]]) -> None:
    assert mistakes("request", REQUEST, *slips) == expected


TWO = PEOPLE.replace(
    "person = [", 'person = [{ id = "sato", name = "Sato", department = "kodomo", post = "clerk" }, '
)


@pytest.mark.parametrize(
    "slips, expected",
    [
        ([("rank = 1", 'rank = "1"'), ('department = "kodomo"', 'department = "kodoma"')],
         {("wrong-type", "post.0.rank"), ("unknown-department", "person.0.department")}),
        # who knows what the department that can't be read is called
        ([('{ id = "kodomo"', "{ id = 3"), ('post = "clerk"', 'post = "clark"')],
         {("wrong-type", "department.0.id"), ("unknown-post", "person.0.post")}),
        ([('department = [{ id = "kodomo", name = "Children" }]', "department = 3")], {("wrong-type", "department")}),
        ([('department = [{ id = "kodomo", name = "Children" }]', "")], {("missing-field", "")}),
        ([('id = "suzuki", ', "")], {("missing-field", "person.0")}),
        ([('post = "clerk" }', 'post = "clerk", from = "2026", until = 2026-01-01 }')],
         {("wrong-type", "person.0.from")}),
        ([('post = "clerk" }', 'post = "clerk", acting_for = "x" }'), ('name = "Children"', "name = 1")],
         {("unknown-person", "person.0.acting_for"), ("wrong-type", "department.0.name")}),
    ],
)  # fmt: skip
def test_the_people(slips: list[tuple[str, str]], expected: set[tuple[str, str]]) -> None:
    assert mistakes("people", PEOPLE, *slips) == expected


def test_who_is_entered_twice_beside_somebody_who_can_not_be_read() -> None:
    assert mistakes("people", TWO, ('id = "sato"', 'id = "suzuki"'), ('name = "Suzuki"', "name = 7")) == {
        ("wrong-type", "person.1.name"), ("duplicate-id", "person.1.id")}  # fmt: skip
    days = 'department = "kodomo", post = "clerk", until = "soon" }, {'
    assert mistakes("people", TWO, ('id = "sato"', 'id = "suzuki"'), (
        'department = "kodomo", post = "clerk" }, {', days)) == {("wrong-type", "person.0.until")}  # fmt: skip


@pytest.mark.parametrize(
    "slips, expected",
    [
        ([("releases_per_year = 3", 'releases_per_year = "3"\nshared_with = ["A"]')],
         {("wrong-type", "system.0.releases_per_year"), ("missing-field", "system.0")}),
        ([("releases_per_year = 3", 'releases_per_year = 3\nshared_with = ["A"]\njoint_consent = "no"')],
         {("wrong-type", "system.0.joint_consent")}),
        ([("releases_per_year = 3", "releases_per_year = 3\nshared_with = 7\njoint_consent = true")],
         {("wrong-type", "system.0.shared_with")}),
        ([("releases_per_year = 3", "releases_per_year = 3.0\njoint_consent = true")],
         {("wrong-type", "system.0.releases_per_year"), ("consent-without-sharing", "system.0.joint_consent")}),
        ([('regime = "standard" }', 'regime = "special" }, { id = "desk-work", name = "W", regime = "standard" }')],
         {("not-allowed", "system.0.business.0.regime"), ("duplicate-id", "system.0.business.1.id")}),
        ([('business = [{ id = "desk-work", name = "Work", regime = "standard" }]', "business = [1]\nrelease = 4")],
         {("wrong-type", "system.0.business.0"), ("wrong-type", "system.0.release")}),
    ],
)  # fmt: skip
def test_the_systems(slips: list[tuple[str, str]], expected: set[tuple[str, str]]) -> None:
    assert mistakes("systems", SYSTEMS, *slips) == expected


def test_what_can_not_be_looked_up_is_not_unknown() -> None:
    request = tomllib.loads(REQUEST.replace('"suzuki"', '"x"').replace('"desk"', '"dusk"'))
    assert check_references(request, None, None) == []
    no_people = check_references(request, Catalogue(tomllib.loads(SYSTEMS)), None)
    assert [each.code for each in no_people] == ["unknown-system"]
    no_systems = check_references(request, None, Directory(tomllib.loads(PEOPLE)))
    assert [each.code for each in no_systems] == ["unknown-person"] * 3


def test_names_are_looked_up_in_what_is_sound_of_a_malformed_file() -> None:
    people = tomllib.loads(PEOPLE.replace("rank = 1", "rank = 'x'").replace('name = "Suzuki"', "name = 3"))
    directory = names_of_people(sound(people, validate("people", people)))
    assert (
        directory is not None
        and set(directory.persons) == {"suzuki"}
        and set(directory.departments) == {"kodomo"}
    )
    nameless = tomllib.loads(PEOPLE.replace('id = "suzuki"', "id = 3"))
    assert names_of_people(sound(nameless, validate("people", nameless))) is None
    assert names_of_people({}) is None and names_of_systems({}) is None
    systems = tomllib.loads(SYSTEMS.replace('id = "desk-work"', "id = 3"))
    catalogue = names_of_systems(sound(systems, validate("systems", systems)))
    assert catalogue is not None
    request = tomllib.loads(REQUEST.replace('"desk-work"', '"anything"'))
    assert check_references(request, catalogue, None) == []
    request["system"]["id"] = "dusk"
    assert [each.code for each in check_references(request, catalogue, None)] == ["unknown-system"]
    systems = tomllib.loads(SYSTEMS.replace('id = "desk"', "id = 3"))
    assert names_of_systems(sound(systems, validate("systems", systems))) is None


def test_a_system_without_businesses_has_none() -> None:
    systems = tomllib.loads(SYSTEMS.replace("business = [", "# ["))
    catalogue = names_of_systems(systems)
    assert catalogue is not None
    request = tomllib.loads(REQUEST)
    assert [each.code for each in check_references(request, catalogue, None)] == ["unknown-business"]
