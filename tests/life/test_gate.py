"""The gate, point by point: each alone keeps an approval out."""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nocustom.life.act import State
from nocustom.life.ballots import ballot_of
from nocustom.life.deeds import Acceptance, Endorsement
from nocustom.life.event import Event
from nocustom.life.gate import code_of, gate
from nocustom.life.in_force import Reason, in_force
from nocustom.life.roster import Roster
from nocustom.life.sheet import sheet
from nocustom.life.tally import tally
from tests.life.town import COMMITTEE, ONE, ROLES, Town, digest, people, public


def refusals(town: Town, **bend: Any) -> list[str]:
    """What the gate alone says to an approval by the CIO, or as bent."""
    by = bend.pop("by", "aoki")
    return [why.code for why in gate(town.world, town.case(), ballot_of(town.decision(by, **bend)))]


def test_the_gate_is_open_when_all_holds() -> None:
    assert refusals(Town().to_review()) == []


# Point 0 and 1


def test_only_what_is_under_review() -> None:
    assert refusals(Town().to_owner())[0] == "not-under-review"
    assert refusals(Town().to_approval())[0] == "not-under-review"


def test_only_the_latest_revision() -> None:
    assert refusals(Town().to_review(), rev=2) == ["other-revision"]
    assert refusals(Town().to_review(), assessment_sha256=digest("x")) == ["other-revision"]


@pytest.mark.parametrize("verdict", ["forbidden", "refused", "redirected", "incomplete", ""])
def test_1_only_what_is_eligible(verdict: str) -> None:
    town = Town().to_review()
    assessment = town.case().revision.assessment
    assert assessment is not None
    assessment.document["verdict"] = verdict
    assert refusals(town) == ["not-eligible"]


# Point 2


def test_2_no_acceptance() -> None:
    town = Town().to_review()
    town.case().acceptance = None
    assert refusals(town, acceptance=digest("made up")) == ["no-acceptance"]


def test_2_another_acceptance_is_cited() -> None:
    assert refusals(Town().to_review(), acceptance=digest("made up")) == ["other-acceptance"]
    assert refusals(Town().to_review(), acceptance=None) == ["other-acceptance"]


@pytest.mark.parametrize(
    ("bend", "code"),
    [
        ({"rev": 7}, "acceptance-of-another-revision"),
        ({"digests": ()}, "acceptance-of-another-revision"),
        ({"by": "sato"}, "acceptance-by-another-person"),
        ({"text": "x"}, "other-statement"),
        ({"lang": "en"}, "other-statement"),
        ({"statement_v": 9}, "unknown-statement"),
    ],
)
def test_2_an_acceptance_of_something_else(bend: dict[str, Any], code: str) -> None:
    town = Town().to_review()
    assert isinstance(town.case().acceptance, Acceptance)
    town.case().acceptance = town.case().acceptance._replace(**bend)  # type: ignore[union-attr]
    assert refusals(town) == [code]


def test_2_the_owner_left_or_moved_meanwhile() -> None:
    town = Town().to_review()
    town.put(town.adoption("people.adopted", people(until={"tanaka": "2026-11-30"})))
    assert refusals(town) == []
    assert refusals(town.later(8)) == ["not-in-service"]
    moved = {"id": "tanaka", "department": "jumin", "post": "section_chief", "from": "2026-12-01"}
    town.put(town.adoption("people.adopted", people(moved, until={"tanaka": "2026-11-30"})))
    assert refusals(town) == ["other-department"]
    promoted = {"id": "tanaka", "department": "kodomo", "post": "department_head", "from": "2026-12-01"}
    town.put(town.adoption("people.adopted", people(promoted, until={"tanaka": "2026-11-30"})))
    assert refusals(town) == ["post"]


def test_2_the_successor_of_the_department_is_the_department() -> None:
    town = Town().to_review()
    moved = {"id": "tanaka", "department": "kosodate", "post": "section_chief", "from": "2026-12-01"}
    document = people(moved, until={"tanaka": "2026-11-30"})
    for row in document["department"]:
        if row["id"] == "kodomo":
            row |= {"until": "2026-11-30", "successor": "kosodate"}
    town.put(town.adoption("people.adopted", document))
    assert refusals(town.later(8)) == []


# Point 3


def test_3_not_endorsed() -> None:
    town = Town().to_review()
    kept = town.case().endorsement
    assert isinstance(kept, Endorsement)
    town.case().endorsement = None
    assert refusals(town) == ["not-endorsed"]
    town.case().endorsement = kept._replace(rev=7)
    assert refusals(town) == ["not-endorsed"]


@pytest.mark.parametrize("by", ["sato", "mori", "ito", "kato", "stranger"])
def test_3_only_who_has_the_authority(by: str) -> None:
    assert refusals(Town().to_review(), by=by) == ["authority"]


def test_3_a_cio_of_yesterday_has_none() -> None:
    town = Town(staff=people(until={"aoki": "2026-11-23"})).to_review()
    assert refusals(town) == []
    assert refusals(town.later()) == ["authority"]


@pytest.mark.parametrize(
    "over",
    [
        {"authority": []},
        {"authority": None},
        {"authority": [{"from_yen": 0, "role": "cio", "quorum": "some"}]},
        {"authority": [{"from_yen": 5_000_000, "role": "cio", "quorum": "one"}]},
        {"authority": [*ONE, {"role": "committee"}]},
        {"quorum": "none"},
    ],
)
def test_3_where_the_policy_does_not_say_who_decides_nobody_does(over: dict[str, Any]) -> None:
    assert refusals(Town().to_review(**over)) == ["no-authority"]


def test_3_a_role_without_posts_is_nobodys() -> None:
    assert refusals(Town().to_review(roles={**ROLES, "cio": []})) == ["authority"]
    assert refusals(Town().to_review(roles={k: v for k, v in ROLES.items() if k != "cio"})) == ["authority"]


@pytest.mark.parametrize("cost", [10_000_000, 25_000_000, None])
def test_3_from_ten_million_the_committee_decides_as_well(cost: int | None) -> None:
    town = Town().to_review(lifetime_yen=cost, authority=COMMITTEE)
    town.put(town.decision())
    assert town.case().state is State.REVIEW
    town.put(town.decision("ito"))
    assert town.case().state is State.REVIEW
    assert town.codes(town.decision("ito")) == ["decided-already"]
    assert town.codes(town.decision()) == ["decided-already"]
    town.put(town.decision("ueda"))
    assert town.case().state is State.APPROVED
    assert [ballot.by for ballot in town.case().approval.ballots] == ["aoki", "ito", "ueda"]  # type: ignore[union-attr]


def test_3_below_the_band_the_cio_alone() -> None:
    town = Town().to_review(lifetime_yen=9_999_999, authority=COMMITTEE)
    assert refusals(town, by="ito") == ["authority"]
    town.put(town.decision())
    assert town.case().state is State.APPROVED


def test_3_a_permit_may_ask_for_a_stricter_quorum() -> None:
    town = Town().to_review(lifetime_yen=10_000_000, authority=COMMITTEE, quorum="all")
    for by in ("aoki", "ito", "ueda"):
        town.put(town.decision(by))
        assert town.case().state is State.REVIEW
    town.put(town.decision("endo"))
    assert town.case().state is State.APPROVED


def test_3_a_decision_on_an_earlier_revision_counts_no_more() -> None:
    town = Town().to_review(lifetime_yen=10_000_000, authority=COMMITTEE)
    town.put(town.decision())
    town.put(town.decision("ito"))
    town.put(town.return_())
    town.put(town.filing(number="2026-0001", signed=True, lifetime_yen=10_000_000, authority=COMMITTEE))
    town.put(town.endorsement())
    town.put(town.acceptance())
    town.put(town.decision("ueda"))
    assert town.case().state is State.REVIEW
    town.put(town.decision())
    assert town.case().state is State.REVIEW
    town.put(town.decision("ito"))
    assert town.case().state is State.APPROVED


def test_3_who_left_the_committee_no_longer_counts() -> None:
    town = Town().to_review(lifetime_yen=10_000_000, authority=COMMITTEE)
    town.put(town.decision("ito"))
    town.put(town.decision("ueda"))
    town.put(town.adoption("people.adopted", people(until={"ito": "2026-11-23"})))
    town.later().put(town.decision())
    # Two are left, of which one approves: no majority.
    assert town.case().state is State.REVIEW
    assert tally(town.world, town.case(), town.case().ballots, town.day).rows[1].need == 2
    town.put(town.decision("endo"))
    assert town.case().state is State.APPROVED


@pytest.mark.parametrize(
    ("votes", "state"),
    [
        ([("aoki", "refuse")], State.REFUSED),
        ([("aoki", "return")], State.RETURNED),
        ([("ito", "refuse")], State.REVIEW),
        ([("ito", "refuse"), ("ueda", "refuse")], State.REFUSED),
        ([("ito", "refuse"), ("ueda", "return")], State.RETURNED),
        ([("aoki", "approve"), ("ito", "refuse"), ("ueda", "refuse")], State.REFUSED),
        ([("aoki", "approve"), ("ito", "refuse"), ("ueda", "approve"), ("endo", "approve")], State.APPROVED),
    ],
)
def test_3_refusals_and_returns_need_a_quorum_too(votes: list[tuple[str, str]], state: State) -> None:
    town = Town().to_review(lifetime_yen=10_000_000, authority=COMMITTEE)
    for by, outcome in votes:
        assert town.case().state is State.REVIEW
        town.put(town.decision(by, outcome))
    assert town.case().state is state
    if state is not State.REVIEW:
        assert town.codes(town.decision("endo")) == ["state"]


# Point 4

CIO_IN_KODOMO = {"id": "aoki", "department": "kodomo", "post": "section_chief", "from": "2025-04-01"}


def test_4_the_requester_does_not_decide() -> None:
    town = Town(staff=people(CIO_IN_KODOMO)).to_review(requester="aoki", by="aoki")
    assert refusals(town) == ["same-person"]


def test_4_nor_does_who_filed_an_earlier_revision() -> None:
    town = Town(staff=people(CIO_IN_KODOMO))
    town.put(town.filing("aoki"))
    town.put(town.return_())
    town.put(town.filing(number="2026-0001"))
    town.put(town.endorsement())
    town.put(town.acceptance())
    assert refusals(town) == ["same-person"]


def test_4_the_owner_does_not_decide() -> None:
    assert refusals(Town(staff=people(CIO_IN_KODOMO)).to_review(owner="aoki")) == ["same-person"]


def test_4_the_endorser_does_not_decide() -> None:
    town = Town(staff=people(CIO_IN_KODOMO))
    town.put(town.filing())
    town.put(town.endorsement("aoki"))
    town.put(town.acceptance())
    assert refusals(town) == ["same-person"]
    # A refusal is a decision too.
    assert town.codes(town.decision(outcome="refuse")) == ["same-person"]


@pytest.mark.parametrize("who", ["suzuki", "tanaka"])
def test_4_a_stand_in_is_the_other_person(who: str) -> None:
    line = {"id": "aoki", "department": "kodomo", "post": "clerk", "from": "2025-04-01", "acting_for": who}
    assert refusals(Town(staff=people(line)).to_review()) == ["same-person"]


def test_4_who_stands_in_for_the_decider_does_not_gain() -> None:
    line = {
        "id": "suzuki",
        "department": "kodomo",
        "post": "clerk",
        "from": "2025-04-01",
        "acting_for": "aoki",
    }
    assert refusals(Town(staff=people(line)).to_review()) == ["same-person"]


def test_4_a_stand_in_that_ended_counts_where_it_was_used() -> None:
    line = {"id": "tanaka", "department": "kodomo", "post": "clerk", "from": "2025-04-01", "until": "2026-11-23",
            "acting_for": "aoki"}  # fmt: skip
    town = Town(staff=people(line)).to_review()
    assert refusals(town.later(5)) == ["same-person"]


def test_4_the_owners_key_does_not_decide() -> None:
    town = Town().to_review()
    key = public("tanaka")[1]
    assert town.codes(town.decision(signing_key=key)) == ["same-person"]


def test_4_nor_does_a_key_the_roster_has_forgotten() -> None:
    town = Town().to_owner()
    key = digest("a key in no roster")
    town.put(town.acceptance(signing_key=key))
    assert town.codes(town.decision(signing_key=key)) == ["same-person"]


def test_4_a_key_that_once_was_the_requesters_does_not_decide() -> None:
    town = Town().to_review()
    second = digest("another key of suzuki")
    town.world.holders[second] = "suzuki"
    assert town.codes(town.decision(signing_key=second)) == ["same-person"]


def test_4_one_voice_for_a_person_and_the_stand_in() -> None:
    line = {
        "id": "ueda",
        "department": "somu",
        "post": "committee_member",
        "from": "2025-04-01",
        "acting_for": "ito",
    }
    town = Town(staff=people(line)).to_review(lifetime_yen=10_000_000, authority=COMMITTEE)
    town.put(town.decision("ueda", acting_for="ito"))
    assert town.codes(town.decision("ito")) == ["decided-already"]
    assert town.codes(town.decision("ueda")) == ["decided-already"]


# Point 5


@pytest.mark.parametrize(
    ("over", "codes"),
    [
        ({"ends_on": None}, ["no-end"]),
        ({"ends_on": "2026-11-22", "wanted_from": None}, ["ended"]),
        ({"ends_on": "2027-03-31"}, ["ended"]),
        ({"wanted_from": "2027-03-31"}, ["term-too-long"]),
        ({"wanted_from": "2027-03-31", "ends_on": "2029-03-30"}, []),
        ({"wanted_from": None, "ends_on": "2028-11-23"}, ["term-too-long"]),
        ({"wanted_from": None, "ends_on": "2028-11-22"}, []),
        ({"max_term_months": None}, ["no-longest-term"]),
        ({"max_term_months": 12}, ["term-too-long"]),
        ({"system_renewal_on": "2029-03-30"}, ["after-renewal"]),
        ({"system_renewal_on": None}, ["no-renewal"]),
    ],
)
def test_5_the_term(over: dict[str, Any], codes: list[str]) -> None:
    assert refusals(Town().to_review(**over)) == codes


def test_5_a_decision_with_a_later_end_needs_another_acceptance() -> None:
    town = Town().to_review()
    assert refusals(town, ends_on="2029-04-01") == ["other-term"]
    assert refusals(town, ends_on="2029-03-31") == []


def test_5_a_renewal_that_came_nearer_counts() -> None:
    town = Town().to_review()
    nearer = {"system": [{"id": "child-allowance", "renewal_on": date(2028, 12, 31)}]}
    town.put(town.adoption("catalogue.adopted", nearer))
    assert refusals(town) == ["after-renewal"]


# Point 6


@given(st.binary(min_size=32, max_size=32))
def test_6_the_code_is_base32_of_the_digest(sha256: bytes) -> None:
    assert code_of(sha256.hex()) == b32encode(sha256)[:12].decode().lower()


def test_6_the_code_is_the_sheets() -> None:
    town = Town().to_review()
    assert refusals(town, code="aaaaaaaaaaaa") == ["code"]
    assert refusals(town, code="") == ["code"]
    assert refusals(town, code=code_of(digest("another sheet"))) == ["code"]
    sheet = digest("sheet")
    assert refusals(town, sheet_sha256=sheet, code=code_of(sheet).upper()) == ["code"]


def test_6_a_sheet_serves_one_decision() -> None:
    town = Town().to_review(lifetime_yen=10_000_000, authority=COMMITTEE)
    town.put(town.decision(sheet=digest("sheet")))
    assert town.codes(town.decision("ito", sheet=digest("sheet"))) == ["sheet-used"]
    assert town.codes(town.decision("ito", "refuse", sheet=digest("sheet"))) == ["sheet-used"]


def test_6_the_code_of_a_known_digest() -> None:
    # printf '' | sha256sum | xxd -r -p | base32
    assert code_of("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855") == "4oymiquy7qob"


# Point 7


def test_7_with_a_single_root_it_is_provisional() -> None:
    for roots, provisional in ((1, True), (2, False), (3, False)):
        approval = Town(roots=roots).to_approval().case().approval
        assert approval is not None and approval.provisional is provisional


def test_7_so_is_what_rests_on_a_decision_made_then() -> None:
    town = Town().to_review(lifetime_yen=10_000_000, authority=COMMITTEE)
    three: Roster = town.world.rosters[-1]
    town.world.rosters.append(replace_roots(three, 1, len(town.events)))
    town.put(town.decision())
    town.world.rosters.append(replace_roots(three, 3, len(town.events)))
    town.put(town.decision("ito"))
    town.put(town.decision("ueda"))
    approval = town.case().approval
    assert approval is not None and approval.provisional


def with_roots(town: Town, roots: int) -> Town:
    """From now on as many persons may set the roster together."""
    lines = "".join(map(town.root_line, ["r1", "r2", "r3"][:roots]))
    town.put(town.event("roster.set", "aoki", "roster", roots=lines, roster=town.roster(), added=[]))
    return town


@pytest.mark.parametrize("alone", ["filed", "endorsed", "accepted", "decided", "signed", "met", "confirmed", ""])
def test_7_every_act_that_it_rests_on_counts(alone: str) -> None:
    """Whoever could set the roster alone could have signed it, in whatever name; a filing needs no key at all."""
    town = Town(staff=people({"id": "ito", "department": "rijisha", "post": "cio", "acting_for": "aoki",
                              "from": "2025-04-01"}))  # fmt: skip
    acts: tuple[tuple[str, Callable[[], Event]], ...] = (
        ("filed", town.filing), ("endorsed", town.endorsement), ("accepted", town.acceptance),
        ("decided", lambda: town.decision("ito", acting_for="aoki", conditions=[{"text": "示す", "due": None}])),
        ("signed", town.confirmation), ("met", town.fulfilment), ("confirmed", town.later_confirmation),
    )  # fmt: skip
    for name, act in acts:
        if name == alone:
            with_roots(town, 1)
        if name == "decided":
            told = "under a single root key" in text_of(town)
            assert told is (alone in ("endorsed", "accepted"))
        town.put(act())
        if name == alone:
            with_roots(town, 3)
    approval = town.case().approval
    assert approval is not None and approval.provisional is (alone not in ("", "filed"))
    reasons = in_force(town.world, town.case(), town.day).reasons
    assert (Reason.PROVISIONAL in reasons) is approval.provisional


def text_of(town: Town) -> str:
    """The sheet that the decider would read."""
    return sheet(town.world, town.case(), town.day, "0" * 32, "en").text


def replace_roots(roster: Roster, roots: int, seq: int) -> Roster:
    """The roster with its first roots only, from another position on."""
    return replace(roster, roots=roster.roots[:roots], seq=seq)


def test_a_draft_is_asked_before_there_is_a_sheet() -> None:
    town = Town().to_review()
    draft = ballot_of(town.decision())._replace(sheet_sha256=None, code=None, leaf="")
    assert gate(town.world, town.case(), draft, with_sheet=False) == ()
    assert [why.code for why in gate(town.world, town.case(), draft)] == ["code"]


def test_a_refusal_gives_its_reason_and_nothing_else() -> None:
    town = Town().to_review()
    assert town.codes(town.decision(outcome="refuse", reason=" ")) == ["no-reason"]
    assert town.codes(town.decision(outcome="refuse", ends_on="2029-03-31")) == ["malformed"]
    town.put(town.decision(outcome="refuse"))
    assert town.case().state is State.REFUSED
    assert town.codes(town.decision()) == ["state"]
