"""Every sequence of acts on one request, up to a length: the rules under test and the model of page 5 must agree.

    from every state reached (told apart by all that can matter later, of the rules and of the model)
    each act of the table is offered by every person, honestly in each of its ways;
    a person whose act it is offers it bent in each way (`both.bends`), unsigned and on another request,
    and every earlier line is offered again.
    Whatever is refused must be refused by both; what is let through must lead both to the same state, in force alike.
    All that was refused is then written into a ledger nevertheless, and must change nothing.

`python -m tests.model.explore DEPTH [SCENARIO…]` prints a table; the test takes what fits a few seconds.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from time import perf_counter
from typing import Any, NamedTuple

from nocustom.life.event import Event
from nocustom.life.turn import may
from tests.life.town import COMMITTEE, Town, digest, people
from tests.model.both import (
    HONEST,
    NUMBER,
    OTHER,
    TERMS,
    WAYS,
    Both,
    again,
    bends,
    bent_remarks,
    remarks,
    stripped,
    told,
)
from tests.model.page5_gate import Fact

HOUSE: list[Fact] = [
    {"id": "aoki", "department": "kodomo", "post": "section_chief"},
    {"id": "kato", "department": "rijisha", "post": "cio"},
    {"id": "ueda", "department": "kodomo", "post": "department_head"},
    {"id": "endo", "department": "joho", "post": "cio_office"},
]
"""Second posts, so that everybody who decides could also gain: the CIO is a section chief of the department, whose
head sits in the committee, as somebody of the office does. Another CIO is there to decide instead."""
STANDS_IN: Fact = {"id": "ogawa", "department": "rijisha", "post": "cio", "acting_for": "aoki"}
EXCEEDS: Fact = {"id": "inoue", "department": "rijisha", "post": "cio", "acting_for": "ogawa"}
"""Stands in for somebody who may not decide, or only in the place of another."""
SITS_IN: Fact = {"id": "ogawa", "department": "kikaku", "post": "committee_member", "acting_for": "ito"}
FOR_OWNER: Fact = {"id": "kato", "department": "kodomo", "post": "clerk", "acting_for": "sato"}
OFFICE_ALSO: Fact = {"id": "mori", "department": "kodomo", "post": "clerk"}
"""Who adopted the people is of the department, and may file for it."""
LEAVES: Fact = {"until": {"sato": "2026-12-01"}}
OFFICE_FILES: Fact = {"id": "suzuki", "department": "joho", "post": "cio_office"}
"""A requester who is of the office as well, and may adopt people."""
FRIEND: Fact = {"id": "inoue", "department": "rijisha", "post": "cio"}
NOBODY_ELSE: Fact = {"until": {"ueda": "2026-11-22", "endo": "2026-11-22"}}
"""Two of the committee are out of it."""
TEMPTED = {"acceptance.signed": "aoki", "decision.made": "aoki"}
"""Who tries an act in all bent ways where it is nobody's turn."""
PERSONS = ("suzuki", "tanaka", "sato", "kurihara", "mori", "aoki", "kato", "ito", "ueda", "endo", "ogawa", "inoue",
           "stranger")  # fmt: skip
REMARKS = frozenset({"act.disputed", "act.disposed"})
"""Acts about lines: followed up where they change the request, or where a scenario is about them."""
ASKED = frozenset({"question.asked", "question.answered", "opinion.given"})
"""Acts that change nothing: followed up in some requests only, where not all are."""
KEY = "ikusei-k3f9"
FILERS = ("suzuki", "aoki", "mori")
"""Of those who may file, whose requests are followed up; the others have no more and no less to do with them."""
F, P, R = (
    {"id": "F", "effect": "forbid", "level": "overridable", "fired": "yes", "met": None, "lifted": False},
    {"id": "P", "effect": "permit", "level": None, "fired": "yes", "met": None, "lifted": False},
    {"id": "R", "effect": "redirect", "level": None, "fired": "yes", "met": None, "lifted": False},
)
A: Fact
T: Fact
A, T = (
    {"id": name, "effect": "require", "level": None, "fired": "yes", "met": False, "lifted": False} for name in "AT"
)
LATE: Fact = {"verdict": "incomplete", "decided_by": ["T"], "rules": [P, T], "urgent_waives": ["T"]}
"""It does not keep the lead time, and nothing else is in its way."""
REFUSED: Fact = {"verdict": "refused", "decided_by": ["F"], "rules": [F, P, R]}


class Scenario(NamedTuple):
    """One request: what it is, who is there, what happens besides acts."""

    over: Fact
    refile: tuple[Fact, ...] = ({}, {"owner": "tanaka"})
    staff: tuple[Fact, ...] = ()
    roots: int = 3
    grows: bool = False
    """Whether there are three roots instead of one, or one instead of three, from some day on."""
    waits: bool = False
    moves: tuple[tuple[str, tuple[Fact, ...], Fact], ...] = ()
    """What people documents are adopted on the way, in this order: by whom, second posts besides, what else."""
    asks: bool = False
    disputes: bool = False
    changes: bool = False
    """Whether another policy is adopted on the way, once."""


SCENARIOS: dict[str, Scenario] = {
    "eligible": Scenario({}, ({}, {"owner": "tanaka"}, {"owner": "suzuki"}, {"department": "rijisha"})),
    "refused": Scenario(REFUSED, ({}, {"verdict": "eligible"})),
    "redirected": Scenario({"verdict": "redirected", "decided_by": ["R"], "rules": [P, R]}, ({},)),
    "by default": Scenario({"verdict": "refused", "decided_by": ["default"], "rules": []}, ({},)),
    "still open": Scenario({**REFUSED, "rules": [F, R | {"fired": "unknown"}]}, ({},)),
    "forbidden": Scenario({"verdict": "forbidden", "decided_by": ["H"], "rules": [F | {"id": "H", "level": "hard"}]},
                          ({}, {"verdict": "eligible"})),
    "incomplete": Scenario({"verdict": "incomplete"}, ({}, {"verdict": "eligible"}), asks=True),
    "short of time": Scenario(LATE, ({}, {"owner": "tanaka"}, {"verdict": "eligible"}), waits=True),
    "late and more": Scenario({**LATE, "decided_by": ["A", "T"], "rules": [A, P, T]}, ({},)),
    "late by a forbidden way": Scenario({**LATE, "rules": [F | {"lifted": False}, P, T]}, ({},)),
    "refused, nobody named": Scenario({**REFUSED, "owner": ""}, ({},)),
    "nobody named": Scenario({"owner": ""}),
    "committee": Scenario({"authority": COMMITTEE, "lifetime_yen": 20_000_000}),
    "refused, committee alone": Scenario({**REFUSED, "authority": COMMITTEE[1:], "lifetime_yen": 20_000_000}, ({},)),
    "on paper": Scenario({"authority": [{"from_yen": 0, "role": "cio", "quorum": "one", "paper": True}]}),
    "stand-in on paper": Scenario({"authority": [{"from_yen": 0, "role": "cio", "quorum": "one", "paper": True}]},
                                  staff=(STANDS_IN,)),
    "refused, on paper": Scenario(
        {**REFUSED, "authority": [{"from_yen": 0, "role": "cio", "quorum": "one", "paper": True}]}, ({},)),
    "too long": Scenario({"max_term_months": 12}, ({},)),
    "past renewal": Scenario({"system_renewal_on": "2028-12-31"}, ({},)),
    "CIO named": Scenario({"owner": "aoki"}, ({}, {"owner": "sato"})),
    "stand-ins": Scenario({}, ({},), staff=(STANDS_IN, EXCEEDS)),
    "committee, stand-ins": Scenario({"authority": COMMITTEE, "lifetime_yen": 20_000_000}, ({},),
                                     staff=(STANDS_IN, SITS_IN)),
    "owner's stand-in": Scenario({}, ({},), staff=(FOR_OWNER,)),
    "appointed": Scenario({}, ({},), staff=(STANDS_IN, OFFICE_ALSO)),
    "one root": Scenario({}, ({},), roots=1),
    "one root, then three": Scenario({}, ({},), roots=1, grows=True),
    "three roots, then one": Scenario({}, ({},), grows=True),
    "people move": Scenario({}, moves=(("mori", (), LEAVES),), waits=True),
    "friend made CIO": Scenario({}, ({},), staff=(OFFICE_FILES,), moves=(
        ("suzuki", (OFFICE_FILES, FRIEND), {}), ("endo", (OFFICE_FILES, FRIEND, STANDS_IN), {}),
        ("mori", (OFFICE_FILES,), {}), ("endo", (OFFICE_FILES, FRIEND), {}))),
    "friend's stand-in": Scenario({}, ({},), staff=(OFFICE_FILES,), moves=(
        ("suzuki", (OFFICE_FILES, FRIEND), {}),
        ("mori", (OFFICE_FILES, FRIEND, STANDS_IN | {"acting_for": "inoue"}), {}))),
    "friend confirms": Scenario({}, ({},), staff=(OFFICE_FILES, STANDS_IN), moves=(
        ("suzuki", (OFFICE_FILES, STANDS_IN, FRIEND), {"until": {"aoki": "2026-11-22"}}),)),
    "committee made smaller": Scenario({"authority": COMMITTEE, "lifetime_yen": 20_000_000}, ({},),
                                       staff=(OFFICE_FILES,), moves=(
        ("suzuki", (OFFICE_FILES,), NOBODY_ELSE), ("mori", (OFFICE_FILES, STANDS_IN), NOBODY_ELSE),
        ("mori", (OFFICE_FILES,), {}))),
    "time passes": Scenario(REFUSED, ({},), waits=True),
    "silence": Scenario({}, waits=True, disputes=True),
    "another policy": Scenario({}, ({},), changes=True),
    "refused, another policy": Scenario(REFUSED, ({},), changes=True),
}  # fmt: skip


Step = tuple[str, str, Fact]
_FILED: Step = ("request.filed", "suzuki", {})
_CLOSED: Step = ("request.closed", "endo", {})
_ENDORSED: Step = ("request.endorsed", "tanaka", {})
_INSISTED: Step = ("request.insisted", "tanaka", {})
_ACCEPTED: Step = ("acceptance.signed", "sato", {})
_DECLINED: Step = ("acceptance.declined", "sato", {})
_CONFIRMED: Step = ("acceptance.confirmed", "sato", {})
_APPEALED: Step = ("request.appealed", "kurihara", {})
_OTHER_OWNER: Step = ("request.filed", "suzuki", {"over": {"owner": "tanaka"}})
_OTHER_POLICY: Step = ("policy.adopted", "aoki", {})
_WAIT: Step = ("wait", "", {"days": 31})
_SILENT: Step = ("owner.silent", "mori", {})
_PEOPLE: Step = ("people.adopted", "", {})
_ROOTS: Step = ("roster.set", "", {})
_NOW_REFUSED: Step = ("request.reassessed", "mori", {"over": {**REFUSED, "owner": "sato"}})
_OVERRIDE: Fact = {"overrides": ["F", "R"], "ends_on": "2029-03-31"}


def _voted(by: str, outcome: str, **more: Any) -> Step:
    return ("decision.made", by, {"outcome": outcome, **more})


STORIES: tuple[tuple[str, tuple[Step, ...]], ...] = (
    ("eligible", (_FILED, ("question.asked", "mori", {}), _ENDORSED, _DECLINED, _OTHER_OWNER, _ENDORSED,
                  ("acceptance.declined", "tanaka", {}))),
    ("eligible", (_FILED, _ENDORSED, _ACCEPTED, ("opinion.given", "ogawa", {}), ("request.returned", "mori", {}),
                  _OTHER_OWNER, _ENDORSED, ("acceptance.signed", "tanaka", {}), _voted("aoki", "approve"))),
    ("eligible", (("request.filed", "aoki", {}), ("request.returned", "mori", {}), _FILED, _ENDORSED, _ACCEPTED,
                  _voted("kato", "return"))),
    ("eligible", (_FILED, _ENDORSED, _ACCEPTED, _voted("kato", "refuse"), _APPEALED, _voted("ito", "refuse"),
                  _voted("endo", "refuse"))),
    ("eligible", (_FILED, _ENDORSED, _ACCEPTED, _voted("kato", "refuse"), ("request.appealed", "ueda", {}))),
    ("refused", (_FILED, _CLOSED, _INSISTED, _ACCEPTED, _voted("kato", "approve", **_OVERRIDE))),
    ("refused", (_FILED, _CLOSED, _ENDORSED, _APPEALED, _ACCEPTED, _voted("ito", "approve", **_OVERRIDE),
                 _voted("ueda", "approve", **_OVERRIDE))),
    ("forbidden", (_FILED, _ENDORSED)),
    ("refused, nobody named", (_FILED, _CLOSED)),
    ("too long", (_FILED, _ENDORSED, _ACCEPTED)),
    ("past renewal", (_FILED, _ENDORSED, _ACCEPTED)),
    ("still open", (_FILED, _CLOSED, _INSISTED, _ACCEPTED)),
    ("committee", (_FILED, ("request.endorsed", "aoki", {}), _ACCEPTED, _voted("ito", "approve"),
                   _voted("kato", "approve"), _voted("endo", "approve"))),
    ("CIO named", (_FILED, _ENDORSED, ("acceptance.signed", "aoki", {}), _voted("kato", "approve"))),
    ("stand-ins", (_FILED, _ENDORSED, _ACCEPTED, _voted("ogawa", "refuse", acting_for="aoki"), _APPEALED)),
    ("committee, stand-ins", (_FILED, _ENDORSED, _ACCEPTED, _voted("ogawa", "approve", acting_for="ito"),
                              _voted("kato", "approve"))),
    ("stand-ins", (_FILED, _ENDORSED, _ACCEPTED, _voted("ogawa", "approve", acting_for="aoki"),
                   ("decision.confirmed", "aoki", {}))),
    ("on paper", (_FILED, _ENDORSED, _ACCEPTED, ("decision.transcribed", "mori", {}))),
    ("stand-in on paper", (_FILED, _ENDORSED, _ACCEPTED, ("question.asked", "mori", {}),
                           ("decision.transcribed", "mori", {"decider": "ogawa", "decider_for": "aoki"}))),
    ("refused, on paper", (_FILED, _CLOSED, _INSISTED, _ACCEPTED, ("decision.transcribed", "mori", _OVERRIDE))),
    ("committee", (_FILED, _ENDORSED, _ACCEPTED, _voted("kato", "approve", urgent=True), ("wait", "", {"days": 1}),
                   *(("decision.confirmed", by, {}) for by in ("kato", "ito", "endo")))),
    ("short of time", (_FILED, _ENDORSED, _ACCEPTED, _voted("kato", "approve", urgent=True),
                       ("wait", "", {"days": 1}), ("decision.confirmed", "kato", {}))),
    ("late and more", (_FILED, _ENDORSED)),
    ("late by a forbidden way", (_FILED, _ENDORSED)),
    ("committee", (_FILED, _ENDORSED, _ACCEPTED, _voted("kato", "approve", urgent=True),
                   *(("decision.confirmed", by, {"outcome": "annul"}) for by in ("ito", "endo")))),
    ("committee, stand-ins", (_FILED, _ENDORSED, _ACCEPTED, _voted("ogawa", "approve", acting_for="ito"),
                              _voted("kato", "approve", urgent=True),
                              ("decision.confirmed", "ito", {"outcome": "annul"}), _voted("ueda", "approve"))),
    ("stand-ins", (_FILED, _ENDORSED, _ACCEPTED, _voted("ogawa", "refuse", acting_for="aoki"),
                   ("decision.confirmed", "aoki", {"outcome": "annul"}), _voted("aoki", "approve"))),
    ("another policy", (_FILED, _ENDORSED, _ACCEPTED, _OTHER_POLICY, ("request.reassessed", "mori", {}),
                        _voted("aoki", "approve"))),
    ("another policy", (_FILED, _ENDORSED, _ACCEPTED, _OTHER_POLICY, _NOW_REFUSED, _CLOSED, _APPEALED)),
    ("refused, another policy", (_FILED, _CLOSED, _INSISTED, _ACCEPTED, _OTHER_POLICY,
                                 ("request.reassessed", "mori", {}), _voted("kato", "approve", **_OVERRIDE))),
    ("eligible", (_FILED, _ENDORSED, _ACCEPTED, _voted("kato", "approve", **TERMS), _CONFIRMED,
                  ("condition.met", "sato", {"condition": 2}), ("condition.met", "sato", {}))),
    ("eligible", (_FILED, _ENDORSED, _ACCEPTED, _voted("kato", "approve", **TERMS), _DECLINED, _OTHER_OWNER)),
    ("committee", (_FILED, _ENDORSED, _ACCEPTED, _voted("ito", "approve", **TERMS), _voted("kato", "approve", **TERMS),
                   _voted("endo", "approve", **TERMS))),
    ("owner's stand-in", (_FILED, _ENDORSED, _ACCEPTED, _voted("aoki", "approve"))),
    ("people move", (_FILED, _ENDORSED, _ACCEPTED, _PEOPLE, _WAIT)),
    ("people move", (_FILED, _ENDORSED, _PEOPLE, _WAIT)),
    ("friend made CIO", (_FILED, _ENDORSED, _ACCEPTED, *(_PEOPLE,) * 4, _voted("inoue", "approve"))),
    ("friend's stand-in", (_FILED, _ENDORSED, _ACCEPTED, *(_PEOPLE,) * 2)),
    ("friend confirms", (_FILED, _ENDORSED, _ACCEPTED, _voted("ogawa", "approve", acting_for="aoki"), _PEOPLE)),
    ("committee made smaller", (_FILED, _ENDORSED, _ACCEPTED, _voted("ito", "approve"), _voted("kato", "approve"),
                                *(_PEOPLE,) * 3, _voted("ueda", "approve"))),
    ("committee made smaller", (_FILED, _ENDORSED, _ACCEPTED, _PEOPLE, _voted("ito", "refuse"))),
    ("silence", (_FILED, _ENDORSED, _WAIT, _SILENT, ("act.disputed", "suzuki", {}), ("act.disposed", "endo", {}))),
    ("silence", (_FILED, _ENDORSED, _WAIT, _SILENT, ("act.disputed", "sato", {}), _WAIT, _SILENT)),
    ("silence", (_FILED, _ENDORSED, _ACCEPTED, _voted("aoki", "approve", **TERMS), _WAIT, _SILENT,
                 ("act.disputed", "sato", {}), _CONFIRMED)),
    ("silence", (_FILED, _ENDORSED, _ACCEPTED, _voted("aoki", "approve", **TERMS), _WAIT, _SILENT, _WAIT,
                 ("act.disputed", "sato", {}), _OTHER_OWNER)),
    ("time passes", (_FILED, _CLOSED, _ENDORSED, _WAIT)),
    ("appointed", (("request.filed", "mori", {}), _ENDORSED, _ACCEPTED)),
    ("one root", (_FILED, _ENDORSED, _ACCEPTED, _voted("aoki", "approve"))),
    ("one root, then three", (_FILED, _ENDORSED, _ACCEPTED, _ROOTS, _voted("kato", "approve", **TERMS), _CONFIRMED)),
    ("one root, then three", (_FILED, _ROOTS, _ENDORSED, _ACCEPTED, _voted("aoki", "approve"))),
    ("three roots, then one", (_FILED, _ENDORSED, _ACCEPTED, _voted("kato", "approve", **TERMS), _ROOTS, _CONFIRMED)),
    ("refused, committee alone", (_FILED, _CLOSED, _INSISTED, _ACCEPTED, _voted("ito", "approve", **_OVERRIDE),
                                  _voted("endo", "approve", **_OVERRIDE))),
)  # fmt: skip
"""Ways through the life of a request; at each station of them everything is tried."""


class Found(NamedTuple):
    """How far it went: per depth states seen for the first time, and offers made; and which acts were let through."""

    states: list[int]
    offers: list[int]
    good: Counter[str]
    bent: Counter[str]
    seconds: float


def start(scenario: Scenario) -> Both:
    """A town with another request under way, whose papers a hostile person may try here."""
    staff = people(*(row | {"from": "2025-04-01"} for row in (*HOUSE, *scenario.staff)))
    town = Town(roots=scenario.roots, staff=staff)
    town.put(town.filing(key="another-k3f9"))
    return Both(town)


class Offer(NamedTuple):
    """What somebody could try: in which way, by whom, the event, and what rules and model say of it."""

    name: str
    by: str
    made: Event
    codes: list[str]
    why: str


def offers(both: Both, scenario: Scenario, remarked: bool = True) -> Iterator[Offer]:
    """Everything anybody could try."""
    town = both.town

    def offer(name: str, by: str, made: Event) -> Offer:
        return Offer(name, by, made, *both.judge(made))

    if OTHER not in town.world.cases:
        for first in _first(both, scenario):
            yield offer(*first)
        return
    turn: dict[str, str] = {}
    for kind, make in HONEST.items():
        ways = _ways(town, kind, scenario)
        for by in PERSONS:
            for place, way in enumerate(ways):
                yield (each := offer("", by, make(town, by, OTHER, **way)))
                if not place and not each.codes:
                    turn.setdefault(kind, by)
    for kind, make in HONEST.items():
        way = _ways(town, kind, scenario)[0]
        by = turn.get(kind) or TEMPTED.get(kind, "")
        if not by:
            continue
        for name, bend in bends(town, kind, by, OTHER):
            yield offer(name, by, make(town, by, OTHER, **way | bend))
        yield offer("unsigned", by, stripped(make(town, by, OTHER, **way)))
        yield offer("under another request", by, make(town, by, OTHER, **way)._replace(stream=NUMBER))
    for place, (kind, say) in enumerate(remarks(town, OTHER) if remarked else ()):
        each_one = [offer("", by, say(town, by)) for by in PERSONS]
        yield from each_one
        if place == 0 or kind == "act.disposed":
            by = next((each.by for each in each_one if not each.codes), "mori")
            for name, bend in bent_remarks(town, by):
                yield offer(name, by, say(town, by, **bend))
            yield offer("unsigned", by, stripped(say(town, by)))
    for old in town.events[4:]:
        yield offer("again", old.by, again(town, old, OTHER))
        if old.stream != OTHER:
            continue
        yield offer("again, elsewhere", old.by, again(town, old, NUMBER))


def _first(both: Both, scenario: Scenario) -> Iterator[tuple[str, str, Event]]:
    town, over = both.town, {"owner": "sato", **scenario.over, "key": KEY}
    for by in PERSONS:
        for signed in (True, False):
            yield "", by, town.filing(by, signed=signed, **over)
    bent: tuple[tuple[str, Fact], ...] = (
        ("a number too far", {"number": "2026-0003"}), ("number of another", {"number": NUMBER}),
        ("second revision first", {"rev": 2}), ("key of another", {"key": "another-k3f9"}),
        ("another's request", {"requester": "kurihara"}), ("another department", {"department": "jumin"}),
        ("a lost paper", {"bend": {"assessment_sha256": "0" * 64}}), ("tomorrow", {"bend": {"filed_on": "2026-12-31"}}),
        *((f"judged by other {part}", {"record": {f"{part}_sha256": digest("another")}})
          for part in ("policy", "systems", "people")),
        ("another's signature", {"bend": {"signer": "kato"}}),
    )  # fmt: skip
    for name, bend in bent:
        yield name, "suzuki", town.filing("suzuki", signed=True, **over | bend)


def _ways(town: Town, kind: str, scenario: Scenario) -> list[Fact]:
    if kind == "request.filed":
        return [{"over": {**scenario.over, "owner": scenario.over.get("owner", "sato"), **change}}
                for change in scenario.refile]  # fmt: skip
    found = WAYS[kind](town, OTHER) if kind in WAYS else [{}]
    if kind != "decision.made":
        return found
    found = [*found, found[0] | {"urgent": True}]
    lines = (*scenario.staff, *(row for _, staff, _ in scenario.moves for row in staff))
    others = dict.fromkeys(row["acting_for"] for row in lines if "acting_for" in row)
    return found + [way | {"acting_for": other} for other in others for way in found]


def elsewhere(both: Both, scenario: Scenario) -> Iterator[Both]:
    """What happens besides acts on the request: days pass, people move."""
    if scenario.waits and both.town.day.year == 2026 and both.town.day.month == 11:
        other = both.copy()
        other.town.later(31)
        yield other
    if scenario.grows and len(both.town.world.rosters) == 1:
        other = both.copy()
        assert other.take(other_roots(other.town)) == []
        yield other
    if scenario.changes and len(both.town.world.policies) == 1:
        other = both.copy()
        assert other.take(other_policy(other.town)) == []
        yield other
    if len(both.town.world.people_versions) <= len(scenario.moves):
        other = both.copy()
        assert other.take(next_people(other.town, scenario)) == []
        yield other


def other_policy(town: Town) -> Event:
    """The CIO adopts another policy."""
    return town.policy("policy 2")


def other_roots(town: Town) -> Event:
    """From now on it takes two of three persons to set the roster where it took one, or one alone does it."""
    roots = "".join(map(town.root_line, ("r1", "r2", "r3") if town.world.single_root else ("r1",)))
    return town.event("roster.set", "aoki", "roster", roots=roots, roster=town.roster(), added=[])


def next_people(town: Town, scenario: Scenario) -> Event:
    """The next people document that is adopted."""
    by, staff, other = scenario.moves[len(town.world.people_versions) - 1]
    document = people(*(row | {"from": "2025-04-01"} for row in (*HOUSE, *staff)), **other)
    return town.adoption("people.adopted", document, by)


def explore(scenario: Scenario, depth: int, wide: bool = True) -> Found:
    """All sequences of that length at most. Where not `wide`, each act is followed up by one person only."""
    begun = perf_counter()
    found = Found([], [], Counter(), Counter(), 0.0)
    seen: set[str] = set()
    wave = [start(scenario)]
    for left in range(depth, -1, -1):
        fresh = []
        for both in wave:
            if (key := shape(both)) not in seen:
                seen.add(key)
                fresh.append(both)
        found.states.append(len(fresh))
        if not left:
            break
        found.offers.append(0)
        wave = []
        for both in fresh:
            wave += _from_here(both, scenario, found, wide)
    return found._replace(seconds=perf_counter() - begun)


TRIED: set[tuple[str, str]] = set()
"""Stations that were tried: stories begin alike."""


def _station(name: str, both: Both, found: Found) -> None:
    found.offers.append(0)
    if (name, here := shape(both)) not in TRIED:
        TRIED.add((name, here))
        _from_here(both, SCENARIOS[name], found, wide=False)


def stations(name: str, story: tuple[Step, ...]) -> Found:
    """Everything that could be tried at each station of one story."""
    begun, scenario = perf_counter(), SCENARIOS[name]
    found, both = Found([], [], Counter(), Counter(), 0.0), start(scenario)
    for kind, by, way in story:
        _station(name, both, found)
        if kind == "wait":
            both.town.later(way["days"])
            continue
        if kind == "act.disputed":
            made = both.town.dispute(by, [e.seq for e in both.town.events if e.stream == OTHER][-1])
        elif kind == "act.disposed":
            made = both.town.disposal(both.town.world.disputes[0].seq, by)
        elif kind == "policy.adopted":
            made = other_policy(both.town)
        elif kind == "roster.set":
            made = other_roots(both.town)
        elif kind == "people.adopted":
            made = next_people(both.town, scenario)
        elif OTHER in both.town.world.cases:
            made = HONEST[kind](both.town, by, OTHER, **way)
        else:
            made = both.town.filing(by, signed=True, **{"owner": "sato", **scenario.over, "key": KEY})
        assert both.take(made) == [], f"{name}: {told(made)}"
    _station(name, both, found)
    return found._replace(seconds=perf_counter() - begun)


def _from_here(both: Both, scenario: Scenario, found: Found, wide: bool) -> list[Both]:
    """All that is let through from a state."""
    followed = set[tuple[Any, ...]]()
    case = both.town.world.cases.get(OTHER)
    before_it = case and case.state
    reached, refused, allowed = list(elsewhere(both, scenario)), [], set[tuple[str, str]]()
    for name, by, made, codes, why in offers(both, scenario, wide or scenario.disputes):
        found.offers[-1] += 1
        if codes:
            if why != "lost paper" and (
                name or made.type in TEMPTED
            ):  # a lost paper's filing holds its number
                refused.append(made)
            continue
        found.good[made.type] += 1
        way = (made.type, made.content.get("outcome"), made.content.get("assessment_sha256"))
        if name:
            found.bent[f"{name}: {made.type}"] += 1
        if made.type not in REMARKS:
            allowed.add((made.by, made.type))
        after = both.copy()
        after.take(made)
        after.agree()
        if made.type in REMARKS and not scenario.disputes and after.town.world.cases[OTHER].state is before_it:
            continue
        if not wide and (name or way in followed or (not scenario.asks and made.type in ASKED)):
            continue
        if made.type != "request.filed" or by in FILERS:
            reached.append(after)
            followed.add(way if made.type != "request.filed" else (*way, by))
    _theirs(both, allowed)
    before, void = shape(both), both.copy()
    for made in refused:
        assert void.take(made._replace(seq=len(void.town.events))), (
            f"{told(made)} was refused and then let through"
        )
    assert shape(void) == before, "a void line changed something"
    return reached


def _theirs(both: Both, allowed: set[tuple[str, str]]) -> None:
    """`turn.may` offers a person exactly what was let through; of a filing it can't know the text."""
    case = both.town.world.cases.get(OTHER)
    if case is None:
        return
    told_ = {(by, row.type) for by in PERSONS for row in may(both.town.world, case, by, both.town.day)}
    apart = {(by, kind) for by, kind in told_ ^ allowed if kind != "request.filed"}
    assert not apart, f"{OTHER} is {case.state}: `may` and the rules differ about {sorted(apart)}"


# When two states are the same: all that can matter later, without positions, hashes and the order of mere remarks.


def shape(both: Both) -> str:
    """A text that two states share only where whatever follows is the same, for the rules and for the model."""
    case, imagined = both.town.world.cases.get(OTHER), both.model.w["cases"].get(OTHER)
    if case is not None and case.state in ("withdrawn", "void"):
        return f"{case.state}, {case.ever_accepted}"
    names: dict[str, str] = {}
    real = _plain(case, names) if case is not None else None
    model = None
    if imagined is not None:
        revs = [
            _filed(both, each["by"], each["day"], each["keys"], each["doc_sha"]) for each in imagined["revs"]
        ]
        model = _plain({**imagined, "revs": [sorted(set(revs[:-1])), revs[-1]],
                        "questions": bool(imagined["questions"])}, {})  # fmt: skip
    if case is not None:
        revs = [
            _filed(both, each.by, each.day, sorted(each.keys), each.assessment_sha256)
            for each in case.revisions
        ]
        real = (real, sorted(set(revs[:-1])), revs[-1])
    world = both.town.world
    said = [(world.lines[each.line].type, each.by, each.disposal and each.disposal.by) for each in world.disputes]
    adopted = (sorted(map(str, said)), len(world.people_versions), len(world.rosters), len(world.policies))
    return repr((both.town.day, adopted, len(world.sheets) > 0, real, model))


_LEFT_OUT = frozenset({"seq", "rev", "history", "voids", "number", "key", "revisions", "text", "digests", "message",
                       "reason", "sheet_sha256", "code", "doc_sha", "nonce", "silence", "actors"})  # fmt: skip
_ANY_ORDER = frozenset({"chiefs", "endorsers"})


def _filed(both: Both, by: str, day: str, keys: list[str], sha: str) -> str:
    doc = both.town.papers(sha)
    assert doc is not None
    return repr((by, day, keys, doc["verdict"], doc["request"]["verification"]["owner"],
                 doc["request"]["request"], doc["policy_sha256"], doc["figures"], doc["gate"]))  # fmt: skip


def _plain(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, str):
        return names.setdefault(value, f"#{len(names)}") if len(value) == 64 else str(value)
    if isinstance(value, dict):
        return [(name, _part(name, each, names)) for name, each in value.items() if name not in _LEFT_OUT]
    if is_dataclass(value) and not isinstance(value, type):
        return [(f.name, _part(f.name, getattr(value, f.name), names)) for f in fields(value)
                if f.name not in _LEFT_OUT]  # fmt: skip
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return [_part(name, each, names) for name, each in zip(value._fields, value, strict=True)
                if name not in _LEFT_OUT]  # fmt: skip
    if isinstance(value, (set, frozenset)):
        return sorted(map(str, (_plain(each, names) for each in value)))
    if isinstance(value, (list, tuple)):
        return [_plain(each, names) for each in value if type(each) is not int]
    return value


def _part(name: str, value: Any, names: dict[str, str]) -> Any:
    if name in ("questions", "opinions"):
        return bool(value)
    if name in _ANY_ORDER:
        return sorted({str(_plain(each, names)) for each in value})
    return _plain(value, names)


def table(depth: int, names: list[str]) -> Iterator[str]:
    """The result as lines."""
    yield "| Request | States by length | Offers | Let through | Seconds |"
    yield "|---|---|---|---|---|"
    for name in names:
        found = explore(SCENARIOS[name], depth)
        yield (f"| {name} | {' '.join(map(str, found.states))} = {sum(found.states):,} | {sum(found.offers):,} "
               f"| {found.good.total():,} | {found.seconds:.0f} |")  # fmt: skip


if __name__ == "__main__":
    for line in table(int(sys.argv[1]), sys.argv[2:] or list(SCENARIOS)):
        print(line, flush=True)
