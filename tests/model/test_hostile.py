"""Whatever anybody does in any order, the rules do what the model of page 5 does, and nothing is approved unowned.

A machine lets honest and hostile people act on a few requests: in the wrong order, on old revisions, under another
text, with another's key, twice, on another request, while people move, keys and policies change and days pass. The
hostile also write to the database and to the folder of papers directly: they drop, double, swap and move lines, set
other days, change what nobody signed and take papers away; what the ledger then says is read anew. Here a signature is
a fact, so they change no signed statement; that they can't is tried on real ledgers in `test_edited_ledger.py`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, Phase, event, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from nocustom.life.act import OPEN, State
from nocustom.life.event import Event
from tests.life.town import DIGESTS, MONDAY, STAFF, Town, people, public
from tests.model.both import (
    HONEST,
    TERMS,
    WAYS,
    Both,
    again,
    bends,
    bent_remarks,
    overrides,
    remarks,
    stripped,
    told,
)
from tests.model.explore import (
    FOR_OWNER,
    FRIEND,
    HOUSE,
    LATE,
    NOBODY_ELSE,
    OFFICE_ALSO,
    OFFICE_FILES,
    REFUSED,
    SITS_IN,
    STANDS_IN,
)
from tests.model.page5_gate import Fact

EXAMPLES = int(os.environ.get("MODEL_EXAMPLES", "40"))
EVERYBODY = [*STAFF, "stranger"]
OWNER_STANDS_IN: Fact = {"id": "tanaka", "department": "joho", "post": "clerk", "acting_for": "aoki"}
CIO_STANDS_IN: Fact = {"id": "aoki", "department": "kodomo", "post": "clerk", "acting_for": "suzuki"}


def _staff(*more: Fact, **other: Any) -> Fact:
    return people(*(row | {"from": "2025-04-01"} for row in more), **other)


STAFFS: list[Fact] = [
    _staff(*HOUSE), _staff(*HOUSE), _staff(*HOUSE), _staff(),
    _staff(*HOUSE, STANDS_IN, SITS_IN), _staff(*HOUSE, STANDS_IN, OFFICE_ALSO),
    _staff(*HOUSE, FOR_OWNER), _staff(CIO_STANDS_IN), _staff(OWNER_STANDS_IN),
    _staff(*HOUSE, OFFICE_FILES, FRIEND, OFFICE_ALSO), _staff(*HOUSE, OFFICE_FILES, **NOBODY_ELSE),
    _staff(until={"tanaka": "2026-11-24"}), _staff(without="tanaka"), _staff(until={"aoki": "2026-11-24"}),
]  # fmt: skip
COMMITTEE: Fact = {
    "authority": [{"from_yen": 0, "role": "cio", "quorum": "one"},
                  {"from_yen": 10_000_000, "role": "committee", "quorum": "majority"}],
    "lifetime_yen": 20_000_000,
}  # fmt: skip
KINDS: list[Fact] = [{}, {}, REFUSED, REFUSED, COMMITTEE, {**REFUSED, **COMMITTEE}, {"verdict": "incomplete"}, LATE,
                     {"verdict": "forbidden"}, {"owner": ""}, {"max_term_months": 12}]  # fmt: skip
DUE: dict[str, State] = {
    "request.endorsed": State.FILED, "request.closed": State.FILED, "request.insisted": State.CLOSED,
    "request.appealed": State.REFUSED, "acceptance.signed": State.OWNER_PENDING,
    "acceptance.declined": State.OWNER_PENDING, "opinion.given": State.REVIEW, "decision.made": State.REVIEW,
    "request.filed": State.RETURNED, "acceptance.confirmed": State.APPROVED, "condition.met": State.APPROVED,
}  # fmt: skip
"""In which state an act is mostly due; honest people mostly bring a request there first."""

staffs = st.integers(0, len(STAFFS) - 1)
kinds = st.integers(0, len(KINDS) - 1).map(lambda place: KINDS[place])
DECIDERS = [("kato", None), ("inoue", None), ("aoki", None), ("ito", None), ("endo", None), ("ueda", None),
            ("ogawa", "aoki"), ("ogawa", "ito"), ("sato", None)]  # fmt: skip
"""Who might decide, and for whom."""
actors = st.sampled_from(EVERYBODY)
rarely = st.integers(0, 3).map(lambda n: n == 0)


class Hostile(RuleBasedStateMachine):
    """Everybody acts; the rules let through what they let through."""

    @initialize(
        staff=staffs, roots=st.sampled_from([1, 3]), kind=kinds,
        requester=st.sampled_from(["suzuki", "suzuki", "aoki", "mori"]),
        chief=st.sampled_from(["tanaka", "aoki"]), head=st.sampled_from(["kurihara", "ueda"]),
        office=st.sampled_from(["mori", "endo"]), owner=st.sampled_from(["sato", "aoki", "aoki", "tanaka"]),
    )  # fmt: skip
    def found(self, staff: int, roots: int, kind: Fact, **cast: str) -> None:
        """A town, and who plays which part as a rule: many could decide as well."""
        self.cast = cast
        self.both = Both(Town(roots=roots, staff=STAFFS[staff]))
        self.good = list(self.town.events)
        for key in ("first", "second"):
            self.filed(kind, key)

    def filed(self, kind: Fact, key: str) -> None:
        """What the requester files, naming an owner; where one has no post there, who has."""
        owners = [who for who in (self.cast["owner"], "sato") if self.works_here(who)]
        over = {"owner": owners[0] if owners else "sato", **kind, "key": key}
        self.honestly(
            *(self.town.filing(by, signed=True, **over) for by in (self.cast["requester"], "suzuki"))
        )

    def works_here(self, who: str) -> bool:
        """Whether the person is of the department."""
        people = self.town.world.people
        return people is not None and any(
            place.department == "kodomo" for place in people.at(who, self.town.day)
        )

    def honestly(self, *ways: Event) -> None:
        """The first of these that is allowed, or else the last one, in vain."""
        self.attempt(next((made for made in ways if not self.both.judge(made)[0]), ways[-1]))

    @property
    def town(self) -> Town:
        """The town they live in."""
        return self.both.town

    def attempt(self, made: Event) -> None:
        """One more line in the ledger; the rules and the model say the same of it, and both know the same after."""
        codes = self.both.take(made)
        note(f"{told(made)}: {codes or 'good'}")
        event(f"{made.type} {'refused: ' + codes[0] if codes else 'good'}")
        if not codes:
            self.good.append(made)
        self.both.agree()

    def number(self, data: st.DataObject, state: State | None = None) -> str:
        """A request, often one that honest people first bring to the state in which the act is due."""
        cases = self.town.world.cases
        if all(case.state not in OPEN for case in cases.values()) or data.draw(rarely):
            kind = data.draw(kinds)
            self.filed(kind, f"key{len(self.town.events)}")
        if not cases:  # whoever files has left
            return ""
        if state is None or data.draw(rarely):
            return data.draw(st.sampled_from(list(cases)))
        ways = [number for number, case in cases.items() if case.state in OPEN or case.state is state]
        number = data.draw(st.sampled_from((ways or list(cases))[::-1]))
        self.advance(number, state)
        return number

    # People who do what they should

    @rule(data=st.data(), aim=st.sampled_from([State.REVIEW, State.APPROVED, State.REFUSED, State.RETURNED]))
    def honest(self, data: st.DataObject, aim: State) -> None:
        """The next acts of those whose turn it is, on the way to an end."""
        if number := self.number(data):
            self.advance(number, aim)

    def advance(self, number: str, aim: State) -> None:
        town, cast = self.town, self.cast
        decides = self.decides(number, aim)
        no = town.case(number).revision.verdict in ("refused", "redirected")
        requesters, chiefs = (cast["requester"], "suzuki"), (cast["chief"], "tanaka")
        ways: dict[State, Callable[[], list[Event]]] = {
            State.FILED: lambda: (
                [town.closing(by, number) for by in (cast["office"], "mori")]
                if no else [town.endorsement(by, number) for by in chiefs]
            ),
            State.CLOSED: lambda: [town.insistence(by, number) for by in chiefs],
            State.OWNER_PENDING: lambda: [town.acceptance(town.case(number).revision.owner, number)],
            State.REVIEW: lambda: [next(decides, town.decision("stranger", number=number))],
            State.RETURNED: lambda: [HONEST["request.filed"](town, by, number) for by in requesters[::-1]],
            State.DECLINED: lambda: [
                HONEST["request.filed"](town, by, number, over={"owner": "suzuki"}) for by in requesters
            ],
        }  # fmt: skip
        for _ in range(8):
            state = town.case(number).state
            if state is aim or state not in ways:
                break
            self.honestly(*ways[state]())

    def decides(self, number: str, aim: State) -> Iterator[Event]:
        """Decisions by whoever may have to decide, one after the other."""
        outcome = {State.REFUSED: "refuse", State.RETURNED: "return"}.get(aim, "approve")
        for by, acting_for in DECIDERS:
            yield self.decision(by, acting_for, outcome, number)

    def decision(self, by: str, acting_for: str | None, outcome: str, number: str, **more: Any) -> Event:
        """A decision that names what it overrides."""
        no = overrides(self.town, number) if outcome == "approve" else []
        way = {"outcome": outcome, "acting_for": acting_for, **(no[0] if no else more)}
        return HONEST["decision.made"](self.town, by, number, **way)

    @rule(
        data=st.data(),
        outcome=st.sampled_from(["approve", "approve", "refuse", "return"]),
        appealed=st.booleans(),
    )
    def everybody_decides(self, data: st.DataObject, outcome: str, appealed: bool) -> None:
        """Whoever might decide tries to, one after the other; it may have been refused and appealed before."""
        if not (number := self.number(data, State.REFUSED if appealed else State.REVIEW)):
            return
        if appealed:
            self.honestly(*(self.town.appeal(by, number) for by in (self.cast["head"], "kurihara")))
            self.advance(number, State.REVIEW)
        terms = TERMS if outcome == "approve" and data.draw(rarely) else {}
        order = data.draw(st.permutations(DECIDERS))
        for by, acting_for in (*order, *order[:2]):
            self.attempt(self.decision(by, acting_for, outcome, number, **terms))

    # People who do not

    @rule(by=actors, owner=actors, department=st.sampled_from(["kodomo", "kodomo", "jumin"]), signed=st.booleans(),
          requester=st.none() | actors, kind=kinds)  # fmt: skip
    def file(
        self, by: str, owner: str, department: str, signed: bool, requester: str | None, kind: Fact
    ) -> None:
        """A new request by anybody."""
        more: Fact = {} if requester is None else {"requester": requester}
        more |= {"owner": owner, "department": department, "key": f"key{len(self.town.events)}"} | kind
        self.attempt(self.town.filing(by, signed=signed, **more))

    @rule(data=st.data(), kind=st.sampled_from(sorted(HONEST)), by=actors, bent=st.booleans())
    def act(self, data: st.DataObject, kind: str, by: str, bent: bool) -> None:
        """Any act of the table, as it is or bent."""
        if not (number := self.number(data, DUE.get(kind))):
            return
        theirs = [each for each in EVERYBODY if not self.both.judge(HONEST[kind](self.town, each, number))[0]]
        by = data.draw(st.sampled_from(theirs)) if theirs and not data.draw(rarely) else by
        ways = WAYS[kind](self.town, number) if kind in WAYS else [{}]
        way = data.draw(st.sampled_from(ways))
        if kind == "request.filed":
            way = {"over": data.draw(st.sampled_from([{}, {"owner": by}, {"owner": "tanaka"}]))}
        if bent:
            name, bend = data.draw(st.sampled_from(list(bends(self.town, kind, by, number))))
            note(name)
            way = {**way, **bend}
        made = HONEST[kind](self.town, by, number, **way)
        self.attempt(stripped(made) if bent and data.draw(rarely) else made)

    @rule(data=st.data(), by=actors, bent=rarely, waits=rarely)
    def remark(self, data: st.DataObject, by: str, bent: bool, waits: bool) -> None:
        """Lines are disputed, disputes disposed of; an owner's silence may have been recorded before."""
        number = self.number(data, data.draw(st.sampled_from([State.OWNER_PENDING, State.APPROVED, None])))
        if not number:
            return
        if waits:
            self.town.later(15)
            self.attempt(self.town.silence(self.cast["office"], number))
        ways = list(remarks(self.town, number))
        _, say = data.draw(st.sampled_from(ways))
        theirs = [each for each in EVERYBODY if not self.both.judge(say(self.town, each))[0]]
        by = data.draw(st.sampled_from(theirs)) if theirs and not data.draw(rarely) else by
        name, bend = data.draw(st.sampled_from(list(bent_remarks(self.town, by)))) if bent else ("", {})
        note(name)
        self.attempt(say(self.town, by, **bend))

    @rule(data=st.data(), by=actors, signing=actors)
    def another_key(self, data: st.DataObject, by: str, signing: str) -> None:
        """A decision signed with a key that is, or was, somebody else's."""
        if number := self.number(data, State.REVIEW):
            self.attempt(self.town.decision(by, number=number, signing_key=public(signing)[1]))

    @rule(data=st.data())
    def replay(self, data: st.DataObject) -> None:
        """A line once more, as it is or on another request."""
        old = data.draw(st.sampled_from(self.town.events[4:]))
        stream = data.draw(st.sampled_from([old.stream, *self.town.world.cases]))
        self.attempt(again(self.town, old, stream))

    @rule(data=st.data(), what=st.sampled_from(["people", "renewal", "roots", "policy", "days"]))
    def besides(self, data: st.DataObject, what: str) -> None:
        """What goes on besides: other people, systems, keys and policies, and the days."""
        town, events = self.town, len(self.town.events)
        if what == "people":
            by = data.draw(st.sampled_from(["mori", "mori", "endo", "suzuki"]))
            self.attempt(town.adoption("people.adopted", STAFFS[data.draw(staffs)], by))
        elif what == "renewal":
            on = data.draw(
                st.sampled_from([None, None, "2026-12-31", "2029-03-30", "2029-03-31", "2035-03-31"])
            )
            row = {"id": "child-allowance"} | ({} if on is None else {"renewal_on": on})
            by = data.draw(st.sampled_from(["mori", "mori", "endo", "aoki"]))
            self.attempt(town.adoption("catalogue.adopted", {"system": [row]}, by))
        elif what == "roots":
            lines = "".join(
                town.root_line(who) for who in ["r1", "r2", "r3"][: data.draw(st.sampled_from([1, 3]))]
            )
            roster = town.roster(data.draw(st.sampled_from(["", "mori", "aoki"])))
            self.attempt(town.event("roster.set", "aoki", "roster", roots=lines, roster=roster, added=[]))
        elif what == "policy":
            by = data.draw(st.sampled_from(["aoki", "aoki", "kato", "ito", "ogawa"]))
            other = data.draw(st.sampled_from([None, None, "aoki"]))
            self.attempt(town.policy(f"policy {events}", by, acting_for=other))
        else:
            town.later(data.draw(st.sampled_from([1, 30, 31])))

    # Who has the database and the folder

    @rule(data=st.data())
    def edit(self, data: st.DataObject) -> None:
        """Lines and papers are changed behind everybody's back, and all is read again."""
        events, papers = list(self.town.events), dict(self.town.documents)
        for _ in range(data.draw(st.integers(1, 3))):
            self.edited(data, events, papers)
        town = Town.__new__(Town)
        town.documents, town.events, town.day = papers, [], self.town.day
        both = Both.read(town, [made._replace(seq=seq) for seq, made in enumerate(events)])
        both.agree()
        for number, case in both.town.world.cases.items():
            if case.state is State.APPROVED:
                event("approved after an edit")
                self.owned(both, number)

    def edited(self, data: st.DataObject, events: list[Event], papers: dict[str, Fact]) -> None:
        place = data.draw(st.integers(1, len(events) - 1))
        old = events[place]
        how = data.draw(
            st.sampled_from(["drop", "double", "swap", "cut", "day", "move", "unsigned", "paper"])
        )
        note(f"{how} {told(old)}")
        if how == "drop":
            del events[place]
        elif how == "double":
            events.insert(data.draw(st.integers(place, len(events))), old)
        elif how == "swap":
            other = data.draw(st.integers(1, len(events) - 1))
            events[place], events[other] = events[other], old
        elif how == "cut":
            del events[max(place, 4) :]
        elif how == "day":
            day = MONDAY + timedelta(days=data.draw(st.sampled_from([-400, -1, 1, 31, 400, 3000])))
            events[place] = old._replace(ts=f"{day}T12:00:00+09:00")
        elif how == "move":
            events[place] = old._replace(
                stream=data.draw(st.sampled_from([*self.town.world.cases, "2026-0009"]))
            )
        elif how == "unsigned" and not old.signed:
            events[place] = old._replace(body={**old.body, "by": data.draw(actors)})
        elif how == "paper":
            papers.pop(data.draw(st.sampled_from(sorted(papers))))

    # What must hold, by the raw lines alone

    @invariant()
    def nothing_is_approved_that_is_not_owned(self) -> None:
        """Said once more without any model."""
        for number, case in self.town.world.cases.items():
            if case.state is State.APPROVED:
                event("approved")
                self.owned(self.both, number)

    def owned(self, both: Both, number: str) -> None:
        """After the latest filing stand an endorsement, the owner's acceptance of exactly it, another decides.

        Where it was judged again since, the decision is on the last judgement, the acceptance on any of them.
        """
        wrong = {void.seq for void in both.town.world.voids}
        story = [made for made in both.town.events if made.stream == number and made.seq not in wrong]
        filing = [made for made in story if made.type == "request.filed"][-1]
        owner = both.town.documents[filing.content["assessment_sha256"]]["request"]["verification"]["owner"]
        after = [made for made in story if made.seq > filing.seq]
        (acceptance,) = [made for made in after if made.type == "acceptance.signed"][-1:]
        assert [(sig.by, sig.ns) for sig in acceptance.sigs] == [(owner, "nocustom-v1-accept")]
        decisions = [made for made in after if made.type == "decision.made" and made.seq > acceptance.seq
                     and made.content["acceptance"] == acceptance.leaf]  # fmt: skip
        judged = [filing, *(made for made in after if made.type == "request.reassessed")]
        decisions = [made for made in decisions if made.seq > judged[-1].seq]
        assert decisions
        for made in (acceptance, *decisions, *judged):
            assert all(made.content[name] == filing.content[name] for name in (*DIGESTS[:2], "rev", "key"))
        for made, by in ((acceptance, judged), *((decision, judged[-1:]) for decision in decisions)):
            assert any(all(made.content[name] == one.content[name] for name in DIGESTS) for one in by)
        chiefs = [made for made in after if made.type in ("request.endorsed", "request.insisted")]
        assert chiefs
        for decision in decisions:
            assert {sig.ns for sig in decision.sigs} == {"nocustom-v1-decision"}
            assert decision.by not in {owner, filing.by, *(made.by for made in chiefs)}

    def teardown(self) -> None:
        if not hasattr(self, "both"):
            return
        town = Town.__new__(Town)
        town.documents, town.events, town.day = self.town.documents, [], self.town.day
        once_more = Both.read(town, self.town.events)
        one, other = once_more.town.world, self.town.world
        assert {number: case.state for number, case in one.cases.items()} == {
            number: case.state for number, case in other.cases.items()
        }
        assert {void.seq for void in one.voids} == {made.seq for made in self.town.events} - {
            made.seq for made in self.good
        }


Hostile.TestCase.settings = settings(
    max_examples=EXAMPLES,
    stateful_step_count=30,
    suppress_health_check=[HealthCheck.too_slow],
    deadline=None,
    phases=[
        Phase.explicit,
        Phase.reuse,
        Phase.generate,
    ],  # to make such a long story shorter takes many minutes
)
TestHostile = Hostile.TestCase
