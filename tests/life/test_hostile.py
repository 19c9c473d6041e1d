"""Whatever anybody does in any order: nothing ends approved without the owner's acceptance and another's decision.

A machine lets honest and hostile people act on a few requests: in the wrong order, on old revisions, under another
text, with another's key, twice, on another request. What was really signed, by whom and in which order is kept by a
model that knows nothing of rules: it looks for the acceptance and the decision among the raw events.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, event, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from nocustom.life.act import OPEN, State, namespace
from nocustom.life.assessment import Assessment
from nocustom.life.event import Event
from nocustom.life.fold import fold
from nocustom.life.gate import code_of
from nocustom.life.rules import check
from nocustom.life.statement import statement
from tests.life.town import DIGESTS, ORIGIN, STAFF, Town, digest, people, public

EVERYBODY = [*STAFF, "stranger"]
SPACES = [namespace(space) for space in ("file", "accept", "office", "decision")]
CIO_ALSO = {"id": "aoki", "department": "kodomo", "post": "section_chief", "from": "2025-04-01"}
CIO_STANDS_IN = {
    "id": "aoki",
    "department": "kodomo",
    "post": "clerk",
    "from": "2025-04-01",
    "acting_for": "suzuki",
}
OWNER_STANDS_IN = {
    "id": "tanaka",
    "department": "joho",
    "post": "clerk",
    "from": "2025-04-01",
    "acting_for": "aoki",
}
STAFFS = [
    people(),
    people(CIO_ALSO),
    people(CIO_STANDS_IN),
    people(OWNER_STANDS_IN),
    people(until={"tanaka": "2026-11-24"}),
    people(without="tanaka"),
    people(until={"aoki": "2026-11-24"}),
]

actors = st.sampled_from(EVERYBODY)
staffs = st.integers(0, len(STAFFS) - 1)
rarely = st.integers(0, 3).map(lambda n: n == 0)
IN_THE_WAY: dict[str, Any] = {
    "verdict": "refused",
    "decided_by": ["F"],
    "rules": [
        {"id": "F", "effect": "forbid", "level": "overridable", "fired": "yes", "met": None, "lifted": False},
        {"id": "P", "effect": "permit", "level": None, "fired": "yes", "met": None, "lifted": False},
        {"id": "R", "effect": "redirect", "level": None, "fired": "yes", "met": None, "lifted": False},
    ],
}
"""A no that the CIO may override, by naming F and R."""
OVERRIDES: dict[str, Any] = {"overrides": ["F", "R"], "ends_on": "2029-03-31"}
DUE = {
    "endorsement": State.FILED,
    "declining": State.OWNER_PENDING,
    "return_": State.REVIEW,
    "withdrawal": State.REVIEW,
}


class Hostile(RuleBasedStateMachine):
    """Everybody acts; the rules let through what they let through."""

    @initialize(staff=staffs, roots=st.sampled_from([1, 3]))
    def found(self, staff: int, roots: int) -> None:
        self.town = Town(roots=roots, staff=STAFFS[staff])
        self.staff = [(0, STAFFS[staff])]
        self.good: list[Event] = list(self.town.events)
        for key in ("first", "second"):
            self.attempt(self.town.filing(key=key))

    def attempt(self, made: Event) -> None:
        """One more line in the ledger; where it is void, nothing may have changed."""
        before = {number: case.state for number, case in self.town.world.cases.items()}
        codes = self.town.codes(made)
        note(f"{made.seq} {made.type} {made.stream} by {made.by}: {codes or 'good'}")
        if codes:
            event(f"{made.type} refused: {codes[0]}")
            assert before == {number: case.state for number, case in self.town.world.cases.items()}
        else:
            event(f"{made.type} good")
            self.good.append(made)

    def number(self, data: st.DataObject, state: State | None = None) -> str:
        """A request, often one that honest people first bring to the state in which the act is due."""
        cases = self.town.world.cases
        if state is None or data.draw(rarely):
            return data.draw(st.sampled_from(list(cases)))
        ways = [number for number, case in cases.items() if case.state in OPEN]
        if not ways:
            self.attempt(self.town.filing(key=f"key{len(self.town.events)}"))
        number = data.draw(st.sampled_from(ways or list(cases)[-1:]))
        self.advance(number, state)
        return number

    # People who do what they should

    @rule(data=st.data(), aim=st.sampled_from([State.REVIEW, State.APPROVED]))
    def honest(self, data: st.DataObject, aim: State) -> None:
        """The next acts of those whose turn it is, on the way to an approval."""
        self.advance(self.number(data), aim)

    def advance(self, number: str, aim: State) -> None:
        town = self.town
        again: dict[str, Any] = {"number": number, "signed": True, "key": town.case(number).key}
        no = town.case(number).revision.verdict == "refused"
        ways: dict[State, Callable[[], Event]] = {
            State.FILED: lambda: town.closing(number=number) if no else town.endorsement(number=number),
            State.CLOSED: lambda: town.insistence(number=number),
            State.OWNER_PENDING: lambda: town.acceptance(town.case(number).revision.owner, number),
            State.REVIEW: lambda: town.decision(number=number, **(OVERRIDES if no else {})),
            State.RETURNED: lambda: town.filing(**again),
            State.DECLINED: lambda: town.filing(**again, owner="sato"),
        }
        for _ in range(5):
            state = town.case(number).state
            if state is aim or state not in ways:
                break
            self.attempt(ways[state]())

    @rule(aim=st.sampled_from([State.OWNER_PENDING, State.REVIEW, State.APPROVED]))
    def insist(self, aim: State) -> None:
        """A request with a no, on which its section insists."""
        self.attempt(made := self.town.filing(key=f"key{len(self.town.events)}", **IN_THE_WAY))
        if made.stream in self.town.world.cases:
            self.advance(made.stream, aim)

    # People who do not

    @rule(
        by=actors,
        owner=actors,
        department=st.sampled_from(["kodomo", "jumin"]),
        signed=st.booleans(),
        requester=st.none() | actors,
        verdict=st.sampled_from(["eligible", "refused"]),
    )
    def file(
        self, by: str, owner: str, department: str, signed: bool, requester: str | None, verdict: str
    ) -> None:
        more: dict[str, Any] = {} if requester is None else {"requester": requester}
        more |= {
            "owner": owner,
            "department": department,
            "key": f"key{len(self.town.events)}",
        }
        more |= IN_THE_WAY if verdict == "refused" else {}
        self.attempt(self.town.filing(by, signed=signed, **more))

    @rule(data=st.data(), by=actors, owner=actors, signed=st.booleans())
    def revise(self, data: st.DataObject, by: str, owner: str, signed: bool) -> None:
        number = self.number(data)
        key = self.town.case(self.number(data) if data.draw(rarely) else number).key
        self.attempt(self.town.filing(by, number=number, owner=owner, signed=signed, key=key))

    def bends(self, data: st.DataObject) -> list[dict[str, Any]]:
        """Nothing; or an older revision, another role, another's key or name, another request."""
        of = self.town.case(self.number(data))
        old = data.draw(st.sampled_from(of.revisions))
        return [
            {},
            {"rev": old.rev, **old.digests},
            old.digests,
            {"ns": data.draw(st.sampled_from(SPACES))},
            {"signing_key": public(data.draw(actors))[1]},
            {"signer": data.draw(actors)},
            {"acting_for": data.draw(actors)},
            {"request": of.number},
            {"key": of.key},
        ]

    @rule(data=st.data(), by=actors, act=st.sampled_from(sorted(DUE)))
    def act(self, data: st.DataObject, by: str, act: str) -> None:
        number = self.number(data, DUE[act])
        self.attempt(getattr(self.town, act)(by, number, **data.draw(st.sampled_from(self.bends(data)))))

    @rule(data=st.data(), by=actors, named=st.booleans())
    def accept(self, data: st.DataObject, by: str, named: bool) -> None:
        number = self.number(data, State.OWNER_PENDING)
        by = self.town.case(number).revision.owner if named else by
        texts = [made.content["text"] for made in self.good if made.type == "acceptance.signed"]
        bends = [
            *self.bends(data),
            {"text": data.draw(st.sampled_from([*texts, "引き受けます"]))},
            {"answers": data.draw(st.sampled_from([["yes"], ["yes"] * 6 + ["no"], []]))},
        ]
        bend = data.draw(st.sampled_from(bends))
        self.attempt(self.town.acceptance(by, number, **bend))

    @rule(data=st.data(), by=st.just("aoki") | actors)
    def decide(self, data: st.DataObject, by: str) -> None:
        number = self.number(data, State.REVIEW)
        leaves = [made.leaf for made in self.town.events if made.type == "acceptance.signed"]
        sheets = [made.content["sheet_sha256"] for made in self.good if made.type == "decision.made"]
        used = data.draw(st.sampled_from([digest("x"), *sheets]))
        bends = [
            *self.bends(data),
            {"acceptance": data.draw(st.sampled_from([None, digest("made up"), *leaves]))},
            {"sheet_sha256": used, "code": code_of(used)},
            {"code": "aaaaaaaaaaaa"},
            {"overrides": data.draw(st.sampled_from([["F"], ["R"], ["F", "R"], ["F", "P", "R"], ["default"]]))},
            OVERRIDES,
        ]
        bend = data.draw(st.sampled_from(bends))
        outcome = data.draw(st.sampled_from(["approve", "approve", "refuse", "return"]))
        self.attempt(self.town.decision(by, outcome, number, **bend))

    @rule(data=st.data())
    def replay(self, data: st.DataObject) -> None:
        """A line once more, as it is or on another request."""
        old = data.draw(st.sampled_from(self.town.events[4:]))
        stream = data.draw(st.sampled_from([old.stream, *self.town.world.cases]))
        seq = len(self.town.events)
        self.attempt(replace(old, seq=seq, leaf=digest((seq, old.leaf)), stream=stream))

    @rule(data=st.data(), due=st.sampled_from([State.FILED, State.OWNER_PENDING, State.REVIEW]))
    def unsigned(self, data: st.DataObject, due: State) -> None:
        """What an honest person would sign, without the signature."""
        town, number = self.town, self.number(data, due)
        honest = {
            State.FILED: lambda: town.endorsement(number=number),
            State.OWNER_PENDING: lambda: town.acceptance(town.case(number).revision.owner, number),
            State.REVIEW: lambda: town.decision(number=number),
        }[due]()
        self.attempt(replace(honest, body=honest.stmt or {}, stmt=None, sigs=()))

    @rule(staff=staffs)
    def move_people(self, staff: int) -> None:
        self.attempt(self.town.adoption("people.adopted", STAFFS[staff]))
        self.staff.append((len(self.town.events), STAFFS[staff]))

    @rule()
    def wait(self) -> None:
        self.town.later()

    # What must hold

    @invariant()
    def nothing_is_approved_that_is_not_owned_and_decided(self) -> None:
        for number, case in self.town.world.cases.items():
            if case.state in (State.REVIEW, State.APPROVED):
                filing, acceptance = self.owned(number)
                if case.state is State.APPROVED:
                    event("approved")
                    self.decided(number, filing, acceptance)

    def owned(self, number: str) -> tuple[Event, Event]:
        """Among the raw events stand the latest filing and one acceptance of exactly it, by the owner it names."""
        story = [made for made in self.good if made.stream == number]
        filing = [made for made in story if made.type == "request.filed"][-1]
        document = self.town.documents[filing.content["assessment_sha256"]]
        owner = document["request"]["verification"]["owner"]
        insisted = any(made.type == "request.insisted" and made.seq > filing.seq for made in story)
        assert document["verdict"] == "eligible" or (document["verdict"] == "refused" and insisted)

        after = [made for made in story if made.seq > filing.seq]
        acceptances = [made for made in after if made.type == "acceptance.signed"]
        assert len(acceptances) == 1
        acceptance = acceptances[0]
        assert [(sig.by, sig.ns) for sig in acceptance.sigs] == [(owner, "nocustom-v1-accept")]
        assert all(acceptance.content[name] == filing.content[name] for name in (*DIGESTS, "rev", "key"))
        assert acceptance.content["request"] == number
        due = statement(
            Assessment(document), number, filing.content["rev"], owner, acceptance.content["lang"]
        )
        assert acceptance.content["text"] == due.text
        assert acceptance.content["answers"] == ["yes"] * len(due.clauses)
        assert self.in_service(document, acceptance)
        return filing, acceptance

    def decided(self, number: str, filing: Event, acceptance: Event) -> None:
        """And after them one decision that relies on them, by another person, with another key."""
        document = self.town.documents[filing.content["assessment_sha256"]]
        owner = document["request"]["verification"]["owner"]
        story = [made for made in self.good if made.stream == number]
        after = [made for made in story if made.seq > filing.seq]
        decisions = [
            made for made in after if made.type == "decision.made" and made.content["outcome"] == "approve"
        ]
        assert len(decisions) == 1
        decision = decisions[0]
        assert decision.seq > acceptance.seq and decision.content["acceptance"] == acceptance.leaf
        assert all(decision.content[name] == filing.content[name] for name in (*DIGESTS, "rev", "key"))
        assert [(sig.by, sig.ns) for sig in decision.sigs] == [("aoki", "nocustom-v1-decision")]
        assert self.in_service(document, decision)
        assert decision.content["code"] == code_of(decision.content["sheet_sha256"])
        against = [] if document["verdict"] == "eligible" else ["F", "R"]
        assert sorted(decision.content["overrides"]) == against
        if against:
            event("approved by an override")
            assert decision.content["reason"].strip() and decision.content["ends_on"]

        endorsers = [made for made in story if made.type in ("request.endorsed", "request.insisted")]
        assert any(made.seq > filing.seq for made in endorsers)
        filers = [made for made in story if made.type == "request.filed"]
        others = {owner, *(made.by for made in (*filers, *endorsers))}
        assert "aoki" not in others
        keys = {sig.key for made in (*filers, *endorsers, acceptance) for sig in made.sigs}
        used = {sig.key for sig in decision.sigs}
        assert not keys & used and not {public(who)[1] for who in others} & used
        for line in self.staff_at(decision.seq)["person"]:
            pair = {line["id"], line.get("acting_for")}
            assert not ("aoki" in pair and pair & others)

        sheets = [made.content["sheet_sha256"] for made in self.good if made.type == "decision.made"]
        assert len(sheets) == len(set(sheets))
        nonces = [made.content.get("nonce") for made in self.good if made.signed]
        assert len(nonces) == len(set(nonces))

    def staff_at(self, seq: int) -> dict[str, Any]:
        return [staff for since, staff in self.staff if since <= seq][-1]

    def in_service(self, document: dict[str, Any], made: Event) -> bool:
        """The owner was in service in the department on that day."""
        return any(
            line["id"] == document["request"]["verification"]["owner"]
            and line["department"] == document["request"]["request"]["department"]
            and line["post"] in ("clerk", "section_chief")
            and made.day <= line.get("until", "9999-12-31")
            for line in self.staff_at(made.seq)["person"]
        )

    def teardown(self) -> None:
        if not hasattr(self, "town"):
            return
        town = self.town
        again = fold(town.events, town.papers, origin=ORIGIN)
        assert {number: case.state for number, case in again.cases.items()} == {
            number: case.state for number, case in town.world.cases.items()
        }
        wrong = {judged.event.seq for judged in check(town.events, town.papers, ORIGIN)}
        assert wrong == {made.seq for made in town.events} - {made.seq for made in self.good}


Hostile.TestCase.settings = settings(
    max_examples=150, stateful_step_count=30, suppress_health_check=[HealthCheck.too_slow]
)
TestHostile = Hostile.TestCase
