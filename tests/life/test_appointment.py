"""Who gains by an approval picks nobody who decides it in an own post, and takes no voice away."""

from __future__ import annotations

from typing import Any

import pytest

from nocustom.life.act import State
from nocustom.life.case import World
from nocustom.life.in_force import Reason, in_force
from nocustom.life.tally import tally
from nocustom.life.turn import may
from tests.life.test_stand_in import OFFICE, line, small
from tests.life.town import COMMITTEE, Town, people

FRIEND = {"id": "kato", "department": "rijisha", "post": "cio", "from": "2025-04-01"}
COSTLY: dict[str, Any] = {"lifetime_yen": 20_000_000, "authority": COMMITTEE}


def adopted(town: Town, *lines: dict[str, Any], by: str, **other: Any) -> Town:
    """Another people document, adopted by somebody of the office."""
    town.put(town.event("people.adopted", by, "people", sha256=town.keep(people(*OFFICE, *lines, **other))))
    return town


def refusals(town: Town, by: str = "kato", **bend: Any) -> list[str]:
    return [why.code for why in town.rules.problems(town.decision(by, **bend))]


@pytest.mark.parametrize("by", ["suzuki", "tanaka"])
def test_who_gains_makes_nobody_cio(by: str) -> None:
    town = adopted(small(), FRIEND, by=by).to_review()
    assert refusals(town) == ["appointed"]
    assert refusals(town, outcome="refuse", acceptance=None) == ["appointed"]
    assert refusals(town, urgent=True) == ["appointed"]
    assert "decision.made" not in {row.type for row in may(town.world, town.case(), "kato", town.day)}
    assert refusals(town, by="aoki") == [], "who was there before is nobody's appointee"
    told = town.rules.problems(town.decision("kato"))[0]
    assert told.said.params["adopter"] == by and told.hints


def test_somebody_elses_appointee_decides() -> None:
    assert refusals(adopted(small(), FRIEND, by="mori").to_review()) == []


def test_nobody_appoints_themselves() -> None:
    friend = {**FRIEND, "id": "ito"}
    assert refusals(adopted(small(), friend, by="ito").to_review(), by="ito") == ["appointed"]


def test_the_first_people_are_appointed_by_nobody() -> None:
    """Else a small office could never decide what its founder files."""
    town = Town(staff=people(*OFFICE, {"id": "mori", "department": "kodomo", "post": "clerk", "from": "2025-04-01"}))
    town.put(town.filing("mori"))
    town.put(town.endorsement())
    town.put(town.acceptance())
    assert town.world.people_versions[0].by == "mori"
    assert refusals(town, by="aoki") == []
    adopted(town, FRIEND, by="mori")
    assert (refusals(town), refusals(town, by="aoki")) == (["appointed"], [])


def test_carrying_on_launders_nothing_and_bringing_anew_does() -> None:
    town = adopted(small(), FRIEND, by="tanaka").to_review()
    adopted(town, FRIEND, line("ueda", "endo", "committee_member"), by="mori")
    assert refusals(town) == ["appointed"]
    adopted(town, by="mori")
    adopted(town, FRIEND, by="mori")
    assert refusals(town) == []


def test_longer_in_the_post_by_who_gains() -> None:
    town = adopted(small(), {**FRIEND, "until": "2026-11-22"}, by="mori").to_review()
    adopted(town, {**FRIEND, "until": "2027-03-31"}, by="suzuki")
    assert refusals(town) == ["appointed"]


def test_a_seat_in_the_committee_is_no_cio() -> None:
    """A member whom the one who gains makes CIO decides neither as the one nor as the other."""
    town = adopted(small(), {**FRIEND, "id": "ueda"}, by="tanaka").to_review(**COSTLY)
    assert refusals(town, by="ueda") == ["appointed"]
    assert refusals(town, by="ueda", urgent=True) == ["appointed"]
    assert refusals(town, by="ito") == []


def test_nor_by_a_stand_in_for_the_appointee() -> None:
    """The line that names the friend is honestly brought; the post it lives on is not."""
    town = adopted(small(), FRIEND, by="tanaka")
    adopted(town, FRIEND, line("endo", "kato"), by="mori")
    assert refusals(town.to_review(), by="endo", acting_for="kato") == ["appointed"]


def test_nor_by_a_later_confirmation() -> None:
    town = adopted(small(), line("ito", "aoki"), by="mori").to_review()
    town.put(town.decision("ito", acting_for="aoki"))
    adopted(town, line("ito", "aoki"), FRIEND, by="suzuki", until={"aoki": "2026-11-22"})
    later = town.later_confirmation("kato")
    assert [why.code for why in town.rules.problems(later)] == ["appointed"]


def test_an_appointees_approval_that_was_written_nevertheless_says_why() -> None:
    town = adopted(small(), FRIEND, by="tanaka").to_review()
    assert town.codes(town.decision("kato")) == ["appointed"]
    assert Reason.SOD in in_force(town.world, town.case(), town.day).reasons


def lost(town: Town, place: int) -> World:
    """The same ledger read anew, when one people document is not beside it any more."""
    del town.documents[town.world.people_versions[place].sha256]
    read = Town.__new__(Town)
    read.documents, read.events, read.day = town.documents, [], town.day
    read.rules = type(town.rules)(read.papers, town.world.origin)
    for made in town.events:
        read.rules.step(made)
    return read.rules.world


@pytest.mark.parametrize("place", [0, 1])
def test_to_take_a_document_away_launders_nothing(place: int) -> None:
    """Before or at the version that brought the friend: either could have done it."""
    town = adopted(small(), FRIEND, by="tanaka")
    adopted(town, FRIEND, line("ueda", "endo", "committee_member"), by="mori").to_review()
    draft = town.decision("kato")
    world = lost(town, place)
    rules = type(town.rules)(town.papers, world.origin, world)
    assert [why.code for why in rules.problems(draft)] == ["appointed"]


# Voices that are taken away


def test_who_gains_makes_the_committee_no_smaller() -> None:
    left = {"ueda": "2026-11-22", "endo": "2026-11-22"}
    town = adopted(small(), by="tanaka", until=left).to_review(**COSTLY)
    row = tally(town.world, town.case(), (), town.day).rows[1]
    assert row.holders == {"ito"} and row.need == 2
    town.put(town.decision("ito"))
    town.put(town.decision("aoki"))
    assert town.case().state is State.REVIEW, "one of three is no majority"
    adopted(town, by="mori")
    town.put(town.decision("ueda"))
    assert town.case().state is State.APPROVED


def test_who_left_by_somebody_elses_hand_is_not_missed() -> None:
    left = {"ueda": "2026-11-22", "endo": "2026-11-22"}
    town = adopted(small(), by="mori", until=left).to_review(**COSTLY)
    assert tally(town.world, town.case(), (), town.day).rows[1].need == 1
    adopted(town, by="mori")
    adopted(town, by="tanaka", until=left)
    adopted(town, line("ito", "aoki"), by="mori", until=left)
    assert tally(town.world, town.case(), (), town.day).rows[1].need == 2, "that another carries it on changes nothing"
    adopted(town, by="mori")
    adopted(town, by="mori", until=left)
    assert tally(town.world, town.case(), (), town.day).rows[1].need == 1
