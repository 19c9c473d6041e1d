"""What the ledger says around a request: exceptions in force beside it, the owner's record, earlier noes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from nocustom.life.assessment import Assessment
from nocustom.life.record import live_beside, noes, owner_record, same_matter
from nocustom.life.similar import similarity
from tests.life.town import Town, assessed

DAY = date(2026, 11, 23)


def town_of_two() -> Town:
    """The first is approved, the second, of the same owner, under review."""
    town = Town().to_approval()
    town.put(town.filing(key="second", title="児童扶養手当の帳票"))
    town.put(town.endorsement(number="2026-0002"))
    town.put(town.acceptance(number="2026-0002"))
    return town


def test_what_is_in_force_on_the_same_system_and_function() -> None:
    town = town_of_two()
    world = town.world
    assert [(each.number, str(each.ends_on)) for each in live_beside(world, "second", "child-allowance", "0010", DAY)] \
        == [("2026-0001", "2029-03-31")]  # fmt: skip
    assert live_beside(world, "second", "child-allowance", "００１０ ", DAY), "in letters of any width"
    assert live_beside(world, "second", "child-allowance", "", DAY), "on the system, where no function is named"
    assert live_beside(world, "second", "child-allowance", "0011", DAY) == []
    assert live_beside(world, "second", "tax", "0010", DAY) == []
    assert live_beside(world, "ikusei-k3f9", "child-allowance", "0010", DAY) == [], "not itself"
    assert live_beside(world, "second", "child-allowance", "0010", date(2029, 4, 1)) == [], "it has ended"


def test_a_provisional_approval_is_in_force_nowhere() -> None:
    town = Town(roots=1).to_approval()
    assert live_beside(town.world, "x", "child-allowance", "0010", DAY) == []


def test_what_the_owner_carries() -> None:
    town = town_of_two()
    record = owner_record(town.world, "tanaka", DAY, town.case("2026-0002"))
    assert (record.in_force, record.pending, record.overdue, record.declined) == (("2026-0001",), (), (), ())
    assert record.hours == 60
    late = owner_record(town.world, "tanaka", date(2029, 4, 1), town.case("2026-0002"))
    assert (late.in_force, late.overdue, late.hours) == ((), ("2026-0001",), 0)
    assert owner_record(town.world, "tanaka", DAY, town.case("2026-0001")).pending == ("2026-0002",)
    assert owner_record(town.world, "sato", DAY, town.case("2026-0001")).in_force == ()


def test_what_the_owner_declined_and_what_is_only_provisional() -> None:
    town = Town(roots=1).to_approval()
    town.put(town.filing(key="second"))
    town.put(town.endorsement(number="2026-0002"))
    town.put(town.declining(number="2026-0002"))
    record = owner_record(town.world, "tanaka", DAY, town.case("2026-0002"))
    assert (record.in_force, record.not_in_force, record.declined) == ((), ("2026-0001",), ("2026-0002",))


def test_earlier_noes_to_this_one_and_to_others_like_it() -> None:
    town = Town().to_review(title="児童育成手当の計算")
    town.put(town.decision(outcome="refuse", reason="高い"))
    town.later().put(town.filing(key="second", title="児童育成手当の計算式"))
    town.put(town.return_(number="2026-0002"))
    town.later().put(town.filing(number="2026-0002", key="second", title="児童育成手当の計算式"))
    found = noes(town.world, town.case("2026-0002"))
    assert [(no.number, no.what, no.reason) for no in found] == [
        ("2026-0002", "returned", "見積が古い"), ("2026-0001", "refuse", "高い")
    ]  # fmt: skip
    assert found[0].overlap == 100 and 40 < found[1].overlap < 100
    assert [no.number for no in noes(town.world, town.case())] == ["2026-0001"], "the return of another is its own"


def test_a_no_by_the_verdict_and_a_decline_are_noes_too() -> None:
    town = Town()
    town.put(town.filing(verdict="refused", rules=[], decided_by=["default"]))
    town.put(town.filing(key="second"))
    assert [(no.number, no.what) for no in noes(town.world, town.case("2026-0002"))] == [("2026-0001", "judged")]
    town.put(town.closing())
    assert [(no.number, no.what) for no in noes(town.world, town.case("2026-0002"))] == [("2026-0001", "closed")]
    town.put(town.endorsement(number="2026-0002"))
    town.put(town.declining(number="2026-0002"))
    town.put(town.filing(key="third"))
    assert {no.what for no in noes(town.world, town.case("2026-0003"))} == {"closed", "declined"}


def test_the_same_function_counts_whatever_the_words() -> None:
    town = Town().to_review(title="児童育成手当の計算")
    town.put(town.decision(outcome="refuse"))
    town.put(town.filing(key="second", title="まったく別の語で書かれた長い件名をもつ要望のひとつ"))
    (no,) = noes(town.world, town.case("2026-0002"))
    assert (no.number, no.overlap < 60) == ("2026-0001", True)


@pytest.mark.parametrize("bend, found", [
    ({}, True), ({"department": "jumin", "requester": "kimura"}, False), ({"gap": ("別の業務", "別の画面")}, False),
    ({"gap": ("手計算", "別の画面")}, True), ({"gap": ("", "")}, False),
])  # fmt: skip
def test_the_same_matter_under_another_title_counts(bend: dict[str, Any], found: bool) -> None:
    def of(title: str, function: str, gap: tuple[str, str] = ("手計算", "自動計算"), **over: Any) -> Assessment:
        document = assessed(title=title, **over)
        document["request"]["gap"] |= {"current": gap[0], "wanted": gap[1]}
        document["request"]["system"]["function"] = function
        return Assessment(document)

    one = of("児童育成手当の計算", "")
    assert same_matter(of("まったく別の語で書かれた長い件名", "0020", **bend), one) is found


def test_texts_that_say_nearly_the_same() -> None:
    one = "受給者の現況届を窓口で受け付け、台帳に転記している"
    assert similarity(one, one) == 1
    assert similarity(one, one.replace("転記", "書き写")) > 0.6
    assert similarity(one, "固定資産税の納税通知書を並べ替える") < 0.2
    assert similarity("ＡＢＣ ｄｅｆ", "abcdef") == 1
