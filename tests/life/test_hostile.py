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
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

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
rarely = st.integers(0, 3).map(lambda n: n == 0)


class Hostile(RuleBasedStateMachine):
    """Everybody acts; the rules let through what they let through."""

    @initialize(staff=st.sampled_from(STAFFS), roots=st.sampled_from([1, 3]))
    def found(self, staff: dict[str, Any], roots: int) -> None:
        self.town = Town(roots=roots, staff=staff)
        self.staff: list[tuple[int, dict[str, Any]]] = [(0, staff)]
        self.good: list[Event] = list(self.town.events)

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

    def number(self, data: st.DataObject) -> str:
        return data.draw(st.sampled_from(sorted(self.town.world.cases)))

    # People who do what they should

    @rule(data=st.data())
    def honest(self, data: st.DataObject) -> None:
        """The next act of somebody who may do it, on the way to an approval."""
        town = self.town
        ready = [number for number, case in town.world.cases.items() if case.state in OPEN]
        if not ready:
            self.attempt(town.filing(key=f"key{len(town.events)}"))
            return
        case = town.case(data.draw(st.sampled_from(sorted(ready))))
        number, owner = case.number, case.revision.owner
        steps: dict[State, Callable[[], Event]] = {
            State.FILED: lambda: town.endorsement(number=number),
            State.OWNER_PENDING: lambda: town.acceptance(owner, number),
            State.REVIEW: lambda: town.decision(number=number),
            State.RETURNED: lambda: town.filing(number=number, signed=True),
            State.DECLINED: lambda: town.filing(number=number, signed=True, owner="sato"),
        }
        self.attempt(steps[case.state]())

    # People who do not

    @rule(by=actors, owner=actors, department=st.sampled_from(["kodomo", "jumin"]), signed=st.booleans(), old=rarely,
          requester=st.none() | actors,
          verdict=st.sampled_from(["eligible", "eligible", "refused", "incomplete"]))  # fmt: skip
    def file(
        self,
        by: str,
        owner: str,
        department: str,
        signed: bool,
        old: bool,
        requester: str | None,
        verdict: str,
    ) -> None:
        more = {} if requester is None else {"requester": requester}
        more |= {} if old else {"key": f"key{len(self.town.events)}"}
        self.attempt(
            self.town.filing(by, owner=owner, department=department, signed=signed, verdict=verdict, **more)
        )

    @precondition(lambda self: self.town.world.cases)
    @rule(data=st.data(), by=actors, owner=actors, signed=st.booleans())
    def revise(self, data: st.DataObject, by: str, owner: str, signed: bool) -> None:
        self.attempt(self.town.filing(by, number=self.number(data), owner=owner, signed=signed))

    def bent(self, data: st.DataObject, number: str) -> dict[str, Any]:
        """Now and then: an older revision, another request, another key, another role."""
        bend: dict[str, Any] = {}
        if data.draw(rarely):
            of = self.town.case(data.draw(st.sampled_from(sorted(self.town.world.cases))))
            old = data.draw(st.sampled_from(of.revisions))
            bend |= {"rev": old.rev, **old.digests}
        if data.draw(rarely):
            bend |= {"ns": data.draw(st.sampled_from(SPACES))}
        if data.draw(rarely):
            bend |= {"signing_key": public(data.draw(actors))[1]}
        if data.draw(rarely):
            bend |= {"signer": data.draw(actors)}
        if data.draw(rarely):
            bend |= {"acting_for": data.draw(st.none() | actors)}
        return bend

    @precondition(lambda self: self.town.world.cases)
    @rule(
        data=st.data(), by=actors, act=st.sampled_from(["endorsement", "declining", "return_", "withdrawal"])
    )
    def act(self, data: st.DataObject, by: str, act: str) -> None:
        number = self.number(data)
        made = getattr(self.town, act)(by, number, **self.bent(data, number))
        self.attempt(made)

    @precondition(lambda self: self.town.world.cases)
    @rule(data=st.data(), by=actors, named=st.booleans())
    def accept(self, data: st.DataObject, by: str, named: bool) -> None:
        number = self.number(data)
        by = self.town.case(number).revision.owner if named else by
        bend = self.bent(data, number)
        if data.draw(rarely):
            texts = [made.content["text"] for made in self.good if made.type == "acceptance.signed"]
            bend |= {"text": data.draw(st.sampled_from([*texts, "引き受けます"]))}
        if data.draw(rarely):
            bend |= {"answers": data.draw(st.sampled_from([["yes"], ["yes"] * 6 + ["no"], []]))}
        self.attempt(self.town.acceptance(by, number, **bend))

    @precondition(lambda self: self.town.world.cases)
    @rule(data=st.data(), by=st.sampled_from(["aoki", "aoki", *EVERYBODY]))
    def decide(self, data: st.DataObject, by: str) -> None:
        number = self.number(data)
        bend = self.bent(data, number)
        if data.draw(rarely):
            leaves = [made.leaf for made in self.town.events if made.type == "acceptance.signed"]
            bend |= {"acceptance": data.draw(st.sampled_from([None, digest("made up"), *leaves]))}
        if data.draw(rarely):
            sheets = [made.content["sheet_sha256"] for made in self.good if made.type == "decision.made"]
            sheet = data.draw(st.sampled_from([digest("x"), *sheets]))
            bend |= {
                "sheet_sha256": sheet,
                "code": data.draw(st.sampled_from([code_of(sheet), "aaaaaaaaaaaa"])),
            }
        outcome = data.draw(st.sampled_from(["approve", "approve", "approve", "refuse", "return"]))
        self.attempt(self.town.decision(by, outcome, number, **bend))

    @rule(data=st.data())
    def replay(self, data: st.DataObject) -> None:
        """A line once more, as it is or on another request."""
        old = data.draw(st.sampled_from(self.town.events[4:] or self.town.events))
        streams = [old.stream, *self.town.world.cases]
        seq = len(self.town.events)
        again = replace(
            old, seq=seq, leaf=digest((seq, old.leaf)), stream=data.draw(st.sampled_from(streams))
        )
        self.attempt(again)

    @rule(staff=st.sampled_from(STAFFS), by=st.sampled_from(["mori", "tanaka"]))
    def move_people(self, staff: dict[str, Any], by: str) -> None:
        self.attempt(self.town.adoption("people.adopted", staff))
        self.staff.append((len(self.town.events), staff))

    @rule()
    def wait(self) -> None:
        self.town.later()

    # What must hold

    @invariant()
    def nothing_is_approved_that_is_not_owned_and_decided(self) -> None:
        for number, case in self.town.world.cases.items():
            if case.state is State.APPROVED:
                event("approved")
                self.owned_and_decided(number)

    def owned_and_decided(self, number: str) -> None:
        """Among the raw events stand the filing, the owner's acceptance of it, and another person's decision."""
        story = [made for made in self.good if made.stream == number]
        filing = [made for made in story if made.type == "request.filed"][-1]
        document = self.town.documents[filing.content["assessment_sha256"]]
        owner = document["request"]["verification"]["owner"]
        assert document["verdict"] == "eligible"

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
        assert self.in_kodomo_or_own(owner, document, acceptance)

        decisions = [
            made for made in after if made.type == "decision.made" and made.content["outcome"] == "approve"
        ]
        assert len(decisions) == 1
        decision = decisions[0]
        assert decision.seq > acceptance.seq and decision.content["acceptance"] == acceptance.leaf
        assert all(decision.content[name] == filing.content[name] for name in (*DIGESTS, "rev", "key"))
        assert [(sig.by, sig.ns) for sig in decision.sigs] == [("aoki", "nocustom-v1-decision")]
        assert self.in_kodomo_or_own(owner, document, decision)
        assert decision.content["code"] == code_of(decision.content["sheet_sha256"])

        endorsers = [made for made in story if made.type == "request.endorsed"]
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

        nonces = [made.content.get("nonce") for made in self.good if made.signed]
        assert len(nonces) == len(set(nonces))

    def staff_at(self, seq: int) -> dict[str, Any]:
        return [staff for since, staff in self.staff if since <= seq][-1]

    def in_kodomo_or_own(self, owner: str, document: dict[str, Any], made: Event) -> bool:
        """The owner was in service in the department on that day."""
        return any(
            line["id"] == owner
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
    max_examples=120, stateful_step_count=40, suppress_health_check=[HealthCheck.too_slow]
)
TestHostile = Hostile.TestCase
