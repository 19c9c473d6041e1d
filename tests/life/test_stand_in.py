"""Standing in: another decides in somebody's place, never with more power, and not picked by who gains by it."""

from __future__ import annotations

from typing import Any

import pytest

from nocustom.life.act import State
from nocustom.life.deeds import Ballot
from nocustom.life.tally import tally
from nocustom.life.turn import may
from tests.life.town import COMMITTEE, Town, digest, people, public


def line(who: str, other: str | None, post: str = "cio", **days: str) -> dict[str, Any]:
    """A line by which one acts for another."""
    return {"id": who, "department": "rijisha", "post": post, "from": "2025-04-01", "acting_for": other, **days}


OFFICE = [
    {"id": who, "department": "joho", "post": "cio_office", "from": "2025-04-01"}
    for who in ("suzuki", "tanaka", "ito", "inoue")
]
"""In a small town more than one of those who file, endorse and decide is of the office as well, and may adopt."""


def small() -> Town:
    """A town of them."""
    return Town(staff=people(*OFFICE))


def adopted(town: Town, *lines: dict[str, Any], by: str = "mori") -> Town:
    """The people with these lines besides, adopted by somebody."""
    document = people(*OFFICE, *lines)
    town.put(town.event("people.adopted", by, "people", sha256=town.keep(document)))
    return town


def refusals(town: Town, by: str = "ito", **bend: Any) -> list[str]:
    """What the rules say to a decision by the stand-in."""
    return [why.code for why in town.rules.problems(town.decision(by, **{"acting_for": "aoki"} | bend))]


def test_a_stand_in_decides_with_a_ground() -> None:
    town = adopted(small(), line("ito", "aoki")).to_review()
    town.put(town.decision("ito", acting_for="aoki", ground="出張中"))
    approval = town.case().approval
    assert approval is not None and town.case().state is State.APPROVED
    ballot: Ballot = approval.ballots[0]
    assert (ballot.by, ballot.acting_for, ballot.voice, ballot.ground) == ("ito", "aoki", "aoki", "出張中")
    assert town.case().history[-1].ground == "出張中"


@pytest.mark.parametrize(
    ("bend", "code"),
    [
        ({"ground": None}, "no-ground"),
        ({"ground": " "}, "malformed"),
        ({"ground": ""}, "malformed"),
        ({"acting_for": None, "ground": None}, "authority"),
        ({"acting_for": "mori"}, "not-acting"),
        ({"by": "ueda"}, "not-acting"),
        ({"by": "aoki", "acting_for": None, "ground": "出張中"}, "malformed"),
        ({"text": "代決します"}, "other-text"),
    ],
)
def test_without_saying_so_and_why_nobody_stands_in(bend: dict[str, Any], code: str) -> None:
    town = adopted(small(), line("ito", "aoki")).to_review()
    assert refusals(town) == []
    assert refusals(town, **bend) == [code]


def test_only_on_the_days_of_the_line() -> None:
    town = adopted(small(), line("ito", "aoki", until="2026-11-25")).to_review()
    assert refusals(town) == []
    assert refusals(town.later(3)) == ["not-acting"]


@pytest.mark.parametrize(
    "lines",
    [
        # who is stood in for does not decide, whatever the line says
        [line("ito", "mori")],
        [line("ito", "mori"), line("ito", None, "clerk")],
        # a stand-in of a stand-in
        [line("ueda", "aoki"), line("ito", "ueda")],
        [line("ueda", "aoki"), line("ito", "ueda"), line("ueda", None, "clerk")],
    ],
)
def test_a_stand_in_has_no_power_that_the_other_has_not(lines: list[dict[str, Any]]) -> None:
    town = adopted(small(), *lines).to_review()
    assert refusals(town, acting_for="mori" if lines[0]["acting_for"] == "mori" else "ueda") == ["authority"]


def test_the_post_of_the_line_is_nothing_in_the_own_name() -> None:
    town = adopted(small(), line("kato", "ito", "cio")).to_review()
    assert refusals(town, "kato", acting_for=None, ground=None) == ["authority"]
    assert refusals(town, "kato", acting_for="ito") == ["authority"]
    gone = Town(staff=people(line("kato", "aoki"), until={"aoki": "2026-11-22"})).to_review()
    assert refusals(gone, "kato", acting_for=None, ground=None) == ["authority"]


def test_a_cio_who_left_has_no_stand_in() -> None:
    town = Town().to_review()
    town.put(town.adoption("people.adopted", people(line("ito", "aoki"), until={"aoki": "2026-11-22"})))
    assert refusals(town) == ["authority"]


def test_a_stand_in_is_counted_once_and_as_the_other() -> None:
    town = adopted(small(), line("kato", "ito", "committee_member")).to_review(
        lifetime_yen=10_000_000, authority=COMMITTEE
    )
    row = tally(town.world, town.case(), town.case().ballots, town.day).rows[1]
    assert row.holders == {"ito", "ueda", "endo"}, "a stand-in makes the committee no larger"
    town.put(town.decision("kato", acting_for="ito"))
    row = tally(town.world, town.case(), town.case().ballots, town.day).rows[1]
    assert row.approve == {"ito"}
    assert refusals(town, "ito", acting_for=None, ground=None) == ["decided-already"]
    town.put(town.decision("ueda"))
    town.put(town.decision())
    assert town.case().state is State.APPROVED


def test_a_member_does_not_vote_for_another_as_well() -> None:
    town = adopted(small(), line("ito", "ueda", "committee_member")).to_review(
        lifetime_yen=10_000_000, authority=COMMITTEE
    )
    town.put(town.decision("ito", acting_for="ueda"))
    assert refusals(town, "ito", acting_for=None, ground=None) == ["decided-already"]


@pytest.mark.parametrize("gaining", ["suzuki", "tanaka"])
def test_nor_does_who_stands_in_for_one_who_gains(gaining: str) -> None:
    town = adopted(small(), line("ito", "aoki"), line("ito", gaining, "clerk")).to_review()
    assert refusals(town) == ["same-person"]


def test_nobody_stands_in_where_the_other_gains() -> None:
    also = {"id": "aoki", "department": "kodomo", "post": "section_chief", "from": "2025-04-01"}
    town = adopted(small(), line("ito", "aoki"), also)
    town.put(town.filing())
    town.put(town.endorsement("aoki"))
    town.put(town.acceptance())
    assert refusals(town) == ["same-person"]


# Who brought the line


@pytest.mark.parametrize("by", ["suzuki", "tanaka", "ito"])
def test_a_stand_in_is_not_appointed_by_who_gains_nor_by_itself(by: str) -> None:
    town = adopted(small(), line("ito", "aoki"), by=by).to_review()
    assert refusals(town) == ["appointed"]
    assert refusals(town, outcome="refuse", acceptance=None) == ["appointed"]
    assert refusals(town, by="aoki", acting_for=None, ground=None) == []


def test_nor_by_an_endorser_of_an_earlier_revision() -> None:
    also = {"id": "inoue", "department": "kodomo", "post": "section_chief", "from": "2025-04-01"}
    town = adopted(small(), also)
    town.put(town.filing())
    town.put(town.endorsement("inoue"))
    town.put(town.acceptance())
    town.put(town.return_())
    town.put(town.filing(number="2026-0001", signed=True))
    town.put(town.endorsement())
    town.put(town.acceptance())
    adopted(town, also, line("ito", "aoki"), by="inoue")
    assert refusals(town) == ["appointed"]


def test_a_version_that_only_carries_the_line_on_launders_nothing() -> None:
    town = adopted(small(), line("ito", "aoki"), by="tanaka").to_review()
    adopted(town, line("ito", "aoki"), line("ueda", "ito", "clerk"), by="mori")
    assert refusals(town) == ["appointed"]
    adopted(town, by="mori")
    adopted(town, line("ito", "aoki"), by="mori")
    assert refusals(town) == []
    adopted(town, line("ito", "aoki"), line("ueda", "ito", "clerk"), by="tanaka")
    assert refusals(town) == [], "who carries on what another brought appoints nobody"


def test_longer_days_are_another_line() -> None:
    town = adopted(small(), line("ito", "aoki", until="2026-11-22"), by="mori").to_review()
    adopted(town, line("ito", "aoki", until="2026-12-31"), by="tanaka")
    assert refusals(town) == ["appointed"]


def test_nor_by_the_key_of_one_who_gains_nor_by_a_stand_in_of_one() -> None:
    town = Town()
    document = people(line("ito", "aoki"))
    town.put(town.event("people.adopted", "mori", "people", sha256=town.keep(document),
                        signing_key=public("tanaka")[1]))  # fmt: skip
    assert refusals(town.to_review()) == ["appointed"]
    town = adopted(small(), line("ito", "aoki"), line("mori", "suzuki", "clerk"), by="mori").to_review()
    assert refusals(town) == ["appointed"]
    town = Town()
    town.put(town.event("people.adopted", "mori", "people", sha256=town.keep(document), signing_key=digest("two")))
    town.world.holders[digest("two")] = "suzuki"
    assert refusals(town.to_review()) == ["appointed"]


def test_what_a_stand_in_may_do_now() -> None:
    town = adopted(small(), line("ito", "aoki")).to_review()
    for who, mine in (("ito", True), ("aoki", True), ("ueda", False)):
        types = {row.type for row in may(town.world, town.case(), who, town.day)}
        assert ("decision.made" in types) is mine


def test_who_refused_for_another_made_it_the_others_refusal_too() -> None:
    town = adopted(small(), line("ito", "aoki")).to_review()
    town.put(town.decision("ito", "refuse", acting_for="aoki"))
    town.put(town.appeal())
    assert town.case().appeal is not None and town.case().appeal.against == {"ito", "aoki"}  # type: ignore[union-attr]
