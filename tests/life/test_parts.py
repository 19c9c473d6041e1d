"""What an answer about one request rests on: its own lines and those for all make the same case of it, and on the days
until which nothing is said to be to do, nothing is.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import timedelta
from typing import Any

import pytest

from nocustom.acts.queue import quiet_until, waiting
from nocustom.ledger.event_types import TYPES
from nocustom.life.act import State
from nocustom.life.assessment import Assessment
from nocustom.life.case import World
from nocustom.life.event import Event
from nocustom.life.people import People
from nocustom.life.rules import Rules
from tests.life.town import ORIGIN, Town, people
from tests.model.both import HONEST, TERMS, WAYS
from tests.model.explore import HOUSE, REFUSED, SITS_IN, STANDS_IN

PERSONS = ("suzuki", "tanaka", "sato", "kurihara", "mori", "aoki", "kato", "ito", "endo", "ogawa")
KINDS: list[dict[str, Any]] = [{}, {}, {}, REFUSED, {"verdict": "forbidden"}, {"system_renewal_on": "2028-12-31"}]
STAFF = [row | {"from": "2025-04-01"} for row in (*HOUSE, STANDS_IN, SITS_IN)]
ENDS = {"request.withdrawn", "request.returned", "request.voided", "acceptance.declined", "request.closed"}
"""Acts after which little more happens: mostly the last to be tried."""
FOR_ALL = {kind.stream for kind in TYPES.values()} - {"request"}


def lived(seed: int, steps: int = 60) -> Town:
    """A town in which, for some time, whoever may does something with one of a few requests."""
    chance = random.Random(seed)
    town = Town(staff=people(*STAFF))
    numbers: list[str] = []
    for step in range(steps):
        town.later(chance.choice([0, 0, 1, 1, 2, 9]))
        if (len(numbers) < 4 and chance.random() < 0.2) or not numbers:
            made = town.filing(signed=True, **chance.choice(KINDS), key=f"k-{step}")
            numbers.append(made.stream)
            town.put(made)
        elif chance.random() < 0.04:
            until = {chance.choice(["tanaka", "sato"]): (town.day + timedelta(chance.randint(1, 500))).isoformat()}
            keep(town, town.adoption("people.adopted", people(*STAFF, until=until)))
        elif chance.random() < 0.1:
            line = chance.randrange(len(town.events))
            keep(town, town.dispute(chance.choice(["tanaka", "suzuki", town.events[line].by]), line))
        else:
            number = chance.choice(numbers)
            ways = [(kind, way) for kind in HONEST for way in (WAYS[kind](town, number) if kind in WAYS else [{}])]
            chance.shuffle(ways)
            ways.sort(key=lambda each: each[0] in ENDS and chance.random() < 0.9)
            any(tried(town, kind, number, way, chance) for kind, way in ways[:8])
    return town


def tried(town: Town, kind: str, number: str, way: dict[str, Any], chance: random.Random) -> bool:
    """Whether somebody did it."""
    for by in chance.sample(PERSONS, len(PERSONS)):
        try:
            made = HONEST[kind](town, by, number, **way)
        except (AssertionError, AttributeError, IndexError, KeyError, StopIteration):
            return False  # nothing to say it about
        if keep(town, made):
            return True
    return False


def keep(town: Town, made: Event) -> bool:
    """The next event, if it is a good one."""
    if town.rules.problems(made):
        return False
    town.put(made)
    return True


def part(town: Town, number: str) -> World:
    """The world of that request alone, with what holds for all."""
    disputed = {town.events[event.content["line"]].stream for event in town.events if event.type == "act.disputed"}
    rules = Rules(town.papers, ORIGIN)
    for event in town.events:
        if event.stream in FOR_ALL | disputed | {number}:
            rules.take(event)
    return rules.world


@pytest.fixture(scope="module")
def towns() -> list[Town]:
    """Some towns that lived."""
    return [lived(seed) for seed in range(8)]


def test_what_holds_for_all_and_its_own_lines_make_the_same_case(towns: list[Town]) -> None:
    seen = Counter[Any]()
    for town in towns:
        assert not town.world.voids
        for number, case in town.world.cases.items():
            alone = part(town, number)
            assert plain(alone.cases[number]) == plain(case)
            for what in ("disputes", "people_versions", "rosters", "policies", "catalogues"):
                assert plain(getattr(alone, what)) == plain(getattr(town.world, what))
            for after in (0, 20, 200, 900):
                day = town.day + timedelta(after)
                assert plain(waiting(alone, alone.cases[number], day)) == plain(waiting(town.world, case, day))
            seen[case.state] += 1
        seen["disputes"] += len(town.world.disputes)
        seen.update(event.type for event in town.events)
    assert seen[State.APPROVED] and seen["disputes"] and len(seen) > 22, seen


def plain(value: Any) -> Any:
    """The same without objects that are equal to themselves only."""
    if isinstance(value, Assessment):
        return value.document
    if is_dataclass(value):
        return [plain(getattr(value, each.name)) for each in fields(value)]
    if isinstance(value, People):
        return vars(value)
    return [plain(each) for each in value] if isinstance(value, list | tuple) else value


def days(first: int, last: int) -> Iterator[int]:
    """Both ends, the days beside them, and some between."""
    yield from {*range(first, last + 1, 1 + (last - first) // 40), *range(max(first, last - 3), last + 1)}


def test_nothing_waits_on_the_days_that_are_said_to_be_quiet(towns: list[Town]) -> None:
    told = Counter[str]()
    for town in towns:
        for case in town.world.cases.values():
            for after in (0, 30, 300):
                today = town.day + timedelta(after)
                until = quiet_until(town.world, case, today)
                if until is None:
                    told["waits"] += 1
                    continue
                told["for ever" if case.state is not State.APPROVED else "for some time"] += 1
                for day in days(0, min((until - today).days, 4000)):
                    assert waiting(town.world, case, today + timedelta(day)) is None, (case.number, today, day, until)
    assert min(told["waits"], told["for ever"], told["for some time"]) > 0, told


def test_quiet_ends_where_something_begins_to_wait() -> None:
    town = Town().to_approval()
    until = quiet_until(town.world, town.case(), town.day)
    assert until is not None
    assert waiting(town.world, town.case(), until) is None
    assert waiting(town.world, town.case(), until + timedelta(1)) is not None, "90 days before its end"
    town = Town().to_review()
    town.put(town.decision(**TERMS))
    assert quiet_until(town.world, town.case(), town.day) is None, "the owner is to sign the terms"
