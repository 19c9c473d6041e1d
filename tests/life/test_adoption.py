"""Who adopts: by post and key, as long as the people in force name somebody who can."""

from __future__ import annotations

from typing import Any

from nocustom.life.event import Event
from tests.life.test_stand_in import line
from tests.life.town import ROLES, STAFF, Town, people


def by(town: Town, who: str, kind: str = "people.adopted", **bend: Any) -> list[str]:
    """What the rules say to an adoption by this person, who has a key for it."""
    made: Event = town.policy("policy 2", who, **bend) if kind == "policy.adopted" else town.event(
        kind, who, kind.split(".")[0], sha256=town.keep(people()), **bend)  # fmt: skip
    return [why.code for why in town.rules.problems(made)]


def test_each_part_by_those_whose_it_is() -> None:
    town = Town()
    for who in STAFF:
        assert by(town, who) == by(town, who, "catalogue.adopted") == ([] if who == "mori" else ["not-adopting"])
        assert by(town, who, "policy.adopted") == ([] if who == "aoki" else ["not-adopting"])
    told = town.rules.problems(town.policy("policy 2", "ito"))[0]
    assert (told.said.params["person"], told.hints[0].params["others"]) == ("ito", ["aoki"])


def test_a_stand_in_of_the_cio_adopts_a_policy_as_such() -> None:
    town = Town(staff=people(line("ito", "aoki")))
    assert by(town, "ito", "policy.adopted") == ["not-adopting"]
    assert by(town, "ito", "policy.adopted", acting_for="aoki") == []
    assert by(town, "ito", acting_for="aoki") == ["not-adopting"]


def test_nobody_is_locked_out_by_a_people_document() -> None:
    """Where nobody is left who could, whoever has a key for it does, as the roots let in."""
    assert by(Town(staff=people(without="mori")), "ito") == []
    assert by(Town(staff=people(until={"mori": "2026-11-22"})), "ito") == []
    assert by(Town(staff=people(without="aoki")), "ito", "policy.adopted") == []
    town = Town()
    roots, roster = Town.root_line("r1"), Town.roster("mori")
    town.put(town.event("roster.set", "aoki", "roster", roots=roots, roster=roster, added=[]))
    assert by(town, "ito") == [], "the roots revoked the only key of the office"
    town = Town()
    del town.documents[town.put(town.adoption("people.adopted", people(without="sato"))).content["sha256"]]
    read = Town.__new__(Town)
    read.documents, read.events, read.day, read._nonce = town.documents, [], town.day, 1000
    read.rules = type(town.rules)(read.papers, town.world.origin)
    for made in town.events:
        read.rules.step(made)
        read.events.append(made)
    assert by(read, "ito") == []


def test_the_policy_in_force_says_whose_it_is_not_the_one_that_is_adopted() -> None:
    town = Town()
    theirs = ROLES | {"cio": ["committee_member"]}
    assert by(town, "ito", "policy.adopted", roles=theirs) == ["not-adopting"]
    town.put(town.policy("policy 2", roles=theirs))
    assert by(town, "ito", "policy.adopted") == [] and by(town, "aoki", "policy.adopted") == ["not-adopting"]


def test_the_first_of_each_is_adopted_by_whoever_has_a_key() -> None:
    town = Town.__new__(Town)
    town.documents, town.events, town.day, town._nonce = {}, [], Town().day, 0
    town.rules = type(Town().rules)(town.papers, "aozora.example/nocustom")
    town.put(town.event("roster.set", "aoki", "roster", roots=Town.root_line("r1"), roster=Town.roster(), added=[]))
    assert by(town, "ito") == by(town, "kato", "policy.adopted") == []
