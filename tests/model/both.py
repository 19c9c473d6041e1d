"""The rules under test and the model of page 5, given the same events one after the other; they must agree.

`Both` holds a town (`tests/life/town.py`) and the model, and compares them after each event. Beside it stand the tables
that the exploration and the hostile machine share: how each act is made by an honest person (`HONEST`), and how a
hostile one bends it (`bends`).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from copy import copy
from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from nocustom.life import roster, texts
from nocustom.life.assessment import Assessment
from nocustom.life.event import Event
from nocustom.life.gate import code_of
from nocustom.life.in_force import in_force
from nocustom.life.paper import printed
from nocustom.life.rules import Rules
from nocustom.life.second_signature import VERSIONS as SECOND_VERSIONS
from nocustom.life.second_signature import second_statement
from nocustom.life.statement import VERSIONS, Statement, statement
from tests.life.town import ORIGIN, Town, digest, public
from tests.model.page5 import TABLE, Page5, waiting
from tests.model.page5_gate import Fact
from tests.model.page5_gate import in_force as due_in_force

NUMBER = "2026-0001"
OTHER = "2026-0002"


class Both:
    """A town and the model beside it."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.model = Page5(town.papers, self.due)
        for made in town.events:
            assert self.model.take(self.plain(made)) == ""

    @classmethod
    def read(cls, town: Town, events: list[Event]) -> Both:
        """A ledger of these lines, in this order; what is wrong is void to both."""
        town.rules = Rules(town.papers, ORIGIN)
        both = cls(town)
        for made in events:
            both.take(made)
        return both

    def copy(self) -> Both:
        """The same once more, to go another way from here."""
        town = copy(self.town)
        town.events = list(self.town.events)
        town.rules = Rules(town.papers, ORIGIN, _copied(self.town.world))
        both = copy(self)
        both.town = town
        both.model = Page5(town.papers, both.due)
        both.model.w = _copied(self.model.w)
        return both

    def due(self, say: Fact, number: str, document: Fact) -> str:
        """The text that belongs to an act; how it reads has its own tests."""
        if say["act"] not in ("acceptance.signed", "acceptance.confirmed"):
            return texts.text(say, Assessment(document).title)
        read = self._read(say["act"], say, number, Assessment(document))
        return "" if read is None else read.text

    def _read(self, kind: str, say: Fact, number: str, assessment: Assessment) -> Statement | None:
        """What an owner reads before signing; None where there is no such text."""
        version, lang, case = say["statement_v"], say["lang"], self.town.world.cases.get(number)
        if kind == "acceptance.signed":
            known = (version, lang) in VERSIONS
            return statement(assessment, number, say["rev"], say["by"], lang, version) if known else None
        if case is None or case.approval is None or (version, lang) not in SECOND_VERSIONS:
            return None
        return second_statement(assessment, number, say["by"], case.approval, lang, version)

    def plain(self, made: Event) -> Fact:
        """An event as the model reads it."""
        say = made.content
        fact: Fact = {
            "seq": made.seq, "leaf": made.leaf, "day": made.day, "type": made.type, "stream": made.stream, "say": say,
            "signed": made.signed, "sigs": [(sig.by, sig.ns, sig.key) for sig in made.sigs],
        }  # fmt: skip
        if made.type == "roster.set":
            fact |= {part: [(line.person, line.key) for line in roster.read(say[part]) or ()]
                     for part in ("roots", "roster")}  # fmt: skip
            fact["lets"] = [(line.person, line.spaces) for line in roster.read(say["roster"]) or ()]
        if made.type in ("acceptance.signed", "acceptance.confirmed"):
            fact["clauses"] = self._clauses(made.type, say, made.stream)
        return fact

    def _clauses(self, kind: str, say: Fact, number: str) -> int:
        case = self.town.world.cases.get(number)
        if case is None or case.revision.assessment is None:
            return 0
        read = self._read(kind, say, number, case.revision.assessment)
        return 0 if read is None else len(read.clauses)

    def judge(self, made: Event) -> tuple[list[str], str]:
        """What the rules and the model say of it as the next event; nothing changes."""
        codes = [problem.code for problem in self.town.rules.problems(made)]
        why = self.model.why_not(self.plain(made))
        assert bool(codes) == bool(why), (
            f"{told(made)}: the rules say {codes or 'good'}, the model {why or 'good'}"
        )
        return codes, why

    def take(self, made: Event) -> list[str]:
        """The next event in the ledger, good or void; what the rules said of it."""
        fact = self.plain(made)
        codes = self.town.codes(made)
        why = self.model.take(fact)
        assert bool(codes) == bool(why), (
            f"{told(made)}: the rules say {codes or 'good'}, the model {why or 'good'}"
        )
        return codes

    def agree(self) -> None:
        """Both know the same cases in the same state, and in force on the same days for the same reasons."""
        world, known = self.town.world, self.model.w["cases"]
        said = [(each.seq, each.line, each.by, each.disposal and each.disposal.seq) for each in world.disputes]
        assert said == [(each["seq"], each["line"], each["by"], each["disposed"]) for each in self.model.w["disputes"]]
        assert set(world.cases) == set(known)
        for number, case in world.cases.items():
            one, other = _seen(case), _imagined(known[number])
            assert one == other, f"{number}: {one} is not {other}"
            for day in self.days(number):
                real, wanted = in_force(world, case, day), due_in_force(self.model, number, day.isoformat())
                assert real.yes == (not wanted), f"{number} on {day}: {real.reasons}, not {wanted}"
                if case.state == "approved" and case.revision.assessment is not None:
                    assert {str(reason) for reason in real.reasons} == wanted, (
                        f"{number} on {day}: {real.reasons}, not {wanted}"
                    )

    def days(self, number: str) -> Iterator[date]:
        """Today, and days on which something ends."""
        yield self.town.day
        if self.town.case(number).state != "approved":
            return
        yield from (self.town.day + timedelta(days=after) for after in (14, 15, 29, 30, 31, 3000))
        assessment = self.town.case(number).revision.assessment
        if assessment is None:
            return
        approval = self.town.case(number).approval
        assert approval is not None
        for end in (assessment.ends_on, assessment.renewal_on, approval.ends_on,
                    *(each.due for each in approval.conditions)):  # fmt: skip
            if end is not None:
                yield from (end, end + timedelta(days=1))


def told(made: Event) -> str:
    """An event in a few words."""
    return f"{made.seq} {made.type} on {made.stream} by {made.by} {made.content.get('outcome', '')}"


def _seen(case: Any) -> Fact:
    approval = case.approval
    return {
        "terms": approval and (approval.ends_on.isoformat(), len(approval.conditions), approval.awaits_owner,
                               sorted(each.condition for each in approval.met)),
        "state": str(case.state), "rev": case.revision.rev, "endorsed": case.endorsement is not None,
        "acceptance": case.acceptance and case.acceptance.leaf, "declined": {each.by for each in case.declines},
        "renamed": case.refiled_after_decline, "insisted": case.insisted, "questions": len(case.questions),
        "votes": [(each.by, each.outcome) for each in case.ballots],
        "appeal": case.appeal and (case.appeal.by, case.appeal.against),
        "last_day": case.last_day_of_appeal and case.last_day_of_appeal.isoformat(),
    }  # fmt: skip


def _imagined(case: Fact) -> Fact:
    no = case["no"] if case["state"] in ("closed", "refused") else None
    approval = case["approval"]
    return {
        "terms": approval and (approval["ends"], len(approval["conditions"]), waiting(case) is not None,
                               sorted(approval["met"])),
        "state": case["state"], "rev": case["revs"][-1]["rev"], "endorsed": case["endorsed"],
        "acceptance": case["acceptance"] and case["acceptance"]["leaf"], "declined": case["declined"],
        "renamed": case["renamed"], "insisted": case["insisted"], "questions": len(case["questions"]),
        "votes": [(each["by"], each["outcome"]) for each in case["votes"]],
        "appeal": case["appeal"] and (case["appeal"]["by"], case["appeal"]["against"]),
        "last_day": no and (date.fromisoformat(no["day"]) + timedelta(days=30)).isoformat(),
    }  # fmt: skip


@cache
def _parts(kind: Hashable) -> tuple[str, ...] | None:
    """The fields of a record that can change; None for anything else."""
    if not isinstance(kind, type) or not is_dataclass(kind) or kind.__dataclass_params__.frozen:  # type: ignore[attr-defined]
        return None
    return tuple(field.name for field in fields(kind))


def _copied(value: Any) -> Any:
    """A copy of all that can change; what can't is shared."""
    if isinstance(value, list):
        return [_copied(each) for each in value]
    if isinstance(value, dict):
        return {name: _copied(each) for name, each in value.items()}
    if isinstance(value, set):
        return set(value)
    if (names := _parts(value.__class__)) is None:
        return value
    made = copy(value)
    for name in names:
        setattr(made, name, _copied(getattr(value, name)))
    return made


# How honest people make each act on a request: the town, the person, the request, and what is bent.

Maker = Callable[..., Event]


def _said(kind: str, **more: Any) -> Maker:
    def make(town: Town, by: str, number: str, **bend: Any) -> Event:
        asked = [asked.seq for asked in town.case(number).questions]
        fields = {"message": "なぜですか"} | ({"question": asked[-1] if asked else 0} if more else {})
        return town.event(kind, by, number, **town.on(number) | fields | bend)

    return make


def _refile(town: Town, by: str, number: str, **bend: Any) -> Event:
    over, record = bend.pop("over", {}), bend.pop("record", None)
    latest = town.case(number).revision.assessment
    kept = {"owner": latest.owner, "verdict": latest.verdict} if latest is not None else {}
    return town.filing(by, number=number, signed=True, bend=bend, record=record,
                       **{"key": town.case(number).key, **kept, **over})  # fmt: skip


HONEST: dict[str, Maker] = {
    "request.filed": _refile,
    "request.endorsed": Town.endorsement,
    "question.asked": _said("question.asked"),
    "question.answered": _said("question.answered", answers=True),
    "request.closed": Town.closing,
    "request.insisted": Town.insistence,
    "request.appealed": Town.appeal,
    "acceptance.signed": Town.acceptance,
    "acceptance.declined": Town.declining,
    "acceptance.confirmed": Town.confirmation,
    "condition.met": lambda town, by, number, condition=1, **bend: town.fulfilment(
        condition, by, number, **bend
    ),
    "opinion.given": lambda town, by, number, **bend: town.opinion(by, number=number, **bend),
    "decision.made": lambda town, by, number, outcome="approve", **bend: town.decision(
        by, outcome, number, **bend
    ),
    "owner.silent": Town.silence,
    "decision.confirmed": lambda town, by, number, outcome="confirm", **bend: town.later_confirmation(
        by, outcome, number, **bend
    ),
    "decision.transcribed": lambda town, by, number, outcome="approve", **bend: town.transcription(
        by, outcome, number, **bend
    ),
    "request.reassessed": Town.reassessment,
    "request.returned": Town.return_,
    "request.withdrawn": Town.withdrawal,
    "request.voided": Town.voiding,
}

def remarks(town: Town, about: str) -> Iterator[tuple[str, Maker]]:
    """What may be said of lines: the last two on a request, a silence, roster, adoptions, disputes."""
    lines = [made.seq for made in town.events if made.stream == about]
    silences = [made.seq for made in town.events if made.type == "owner.silent"]
    for seq in dict.fromkeys([*lines[-2:], *silences[-1:], 0, 1, 3, *(each.seq for each in town.world.disputes[-2:])]):
        yield "act.disputed", lambda town, by, seq=seq, **bend: town.dispute(by, seq, **bend)
    for each in town.world.disputes[-2:]:
        yield "act.disposed", lambda town, by, seq=each.seq, **bend: town.disposal(seq, by, **bend)


def bent_remarks(town: Town, by: str) -> Iterator[tuple[str, Fact]]:
    """How a hostile person bends one."""
    yield "another line", {"leaf": digest("another")}
    yield "no line", {"line": None, "leaf": None}
    yield "a line to come", {"line": len(town.events) + 1}
    yield "an anomaly", {"anomaly": "split-1"}
    yield "another role", {"ns": "nocustom-v1-roster"}
    yield "signed for another", {"signer": "suzuki" if by != "suzuki" else "tanaka"}
    yield "claims to stand in", {"acting_for": "aoki" if by != "aoki" else "kato"}
    yield "another ledger", {"ledger": "elsewhere.example/nocustom"}
    yield "another act", {"act": "request.withdrawn"}
    yield "another text", {"text": "はい\n"}
    yield "used nonce", {"nonce": f"{1:032x}"}
    yield "nothing said", {"reason": " "}


WAYS: dict[str, Callable[[Town, str], list[Fact]]] = {
    "decision.made": lambda town, number: [
        {}, {"outcome": "refuse"}, {"outcome": "return"}, *overrides(town, number), *_terms(town, number)
    ],
    "condition.met": lambda town, number: [{}, {"condition": 2}],
    "acceptance.signed": lambda town, number: [{}],
    "decision.confirmed": lambda town, number: [
        {"outcome": outcome} | more for outcome in ("confirm", "annul") for more in _of_which(town, number)],
    "decision.transcribed": lambda town, number: [
        {}, {"outcome": "refuse"}, {"decider": "kato"}, {"conditions": [SHOWN]}, {"ends_on": "2028-03-31"},
        {"decider": "ogawa", "decider_for": "aoki"}, *overrides(town, number)],
    "request.reassessed": lambda town, number: [
        {}, *({"over": {"verdict": verdict, "owner": _owner(town, number), **more}} for verdict, more in (
            ("eligible", {}), ("eligible", {"hours_per_year": 90}), ("eligible", {"max_term_months": 36}),
            ("refused", {}), ("incomplete", {}), ("forbidden", {})))],
}  # fmt: skip
"""Acts that honest people do in more than one way."""


def _of_which(town: Town, number: str) -> list[Fact]:
    """The decisions that wait for a later confirmation: the first, and each of the others by its leaf."""
    waiting = [each for each in town.case(number).ballots if each.acting_for or each.urgent]
    return [{}, *({"decision": each.leaf} for each in waiting[1:])]


def _owner(town: Town, number: str) -> str:
    return town.case(number).revision.owner


SHOWN: Fact = {"text": "委員会に示す", "due": "2027-06-30"}
AGREED: Fact = {"text": "事業者と合意する", "due": None}
TERMS: Fact = {"conditions": [SHOWN, AGREED], "ends_on": "2028-09-30"}
"""What a decider changes."""


def _terms(town: Town, number: str) -> list[Fact]:
    """Other terms than accepted, where there is nothing to override."""
    return [] if overrides(town, number) else [TERMS]


def overrides(town: Town, number: str) -> list[Fact]:
    """How an approval overrides what is in its way; nothing where nothing is."""
    assessment = town.case(number).revision.assessment
    if assessment is None or assessment.verdict == "eligible":
        return []
    ends = assessment.ends_on and assessment.ends_on.isoformat()
    rules = [
        r["id"] for r in assessment.rules if r["effect"] in ("forbid", "redirect") and r["fired"] == "yes"
    ]
    return [{"overrides": rules or ["default"], "ends_on": ends}]


def bends(town: Town, kind: str, by: str, number: str) -> Iterator[tuple[str, Fact]]:
    """How a hostile person bends an act: name and changed fields."""
    case, row = town.case(number), TABLE[kind]
    filing = kind == "request.filed"
    other = next((each for each in town.world.cases.values() if each is not case), None)
    for space in {"file", "accept", "office", "decision", "opinion"} - {row.space}:
        yield "another role", {"ns": "nocustom-v1-" + space}
        break
    yield "another's key", {"signer": "stranger"}
    yield "signed for another", {"signer": "suzuki" if by != "suzuki" else "tanaka"}
    yield "claims to stand in", {"acting_for": "aoki" if by != "aoki" else "kato"}
    yield "another ledger", {"ledger": "elsewhere.example/nocustom"}
    yield "another version", {"v": 2}
    yield "another act", {"act": "request.withdrawn" if kind != "request.withdrawn" else "request.voided"}
    yield "another text", {"text": "はい\n"}
    yield "from the future", {"seen": {"size": len(town.events) + 10**6, "root": digest("root")}}
    yield "used nonce", {"nonce": f"{1:032x}"}
    yield "another request", {"request": other.number if other else "2026-0009"}
    yield "another key", {"key": other.key if other else "nobodys"}
    if row.said:
        yield "nothing said", {row.said: " "}
    if not filing:
        for old in case.revisions[-2:-1]:
            yield "old revision", {"rev": old.rev, **old.digests._asdict()}
            yield "old digests", old.digests._asdict()
        yield "future revision", {"rev": case.revision.rev + 1}
        for name in ("file_sha256", "material_sha256", "assessment_sha256", "policy_sha256"):
            yield f"another {name}", {name: digest("another")}
    if kind in BENDS:
        yield from BENDS[kind](town, by, number)


def _bent_filing(town: Town, by: str, number: str) -> Iterator[tuple[str, Fact]]:
    rev = town.case(number).revision.rev
    yield "the same revision", {"rev": rev}
    yield "skips a revision", {"rev": rev + 2}
    yield "filed tomorrow", {"filed_on": (town.day + timedelta(days=1)).isoformat()}
    yield "another file", {"file_sha256": digest("another")}
    yield "another policy", {"policy_sha256": digest("another")}
    yield "a lost paper", {"assessment_sha256": digest("nowhere")}
    for part in ("policy", "systems", "people"):
        yield f"judged by other {part}", {"record": {f"{part}_sha256": digest("another")}}
    yield "another's request", {"over": {"requester": "kurihara"}}
    yield "another department", {"over": {"department": "jumin"}}


def _bent_silence(town: Town, by: str, number: str) -> Iterator[tuple[str, Fact]]:
    yield "of another owner", {"owner": "ueda"}
    yield "of no decision", {"decision": None}
    yield "of another decision", {"decision": digest("made up")}
    yield "asked before", {"asked_on": "2026-01-01"}


def _bent_reassessment(town: Town, by: str, number: str) -> Iterator[tuple[str, Fact]]:
    yield (
        "another verdict",
        {"verdict": "eligible" if town.case(number).revision.verdict != "eligible" else "refused"},
    )
    yield "another assessment replaced", {"replaces": digest("another")}
    yield "a lost paper", {"assessment_sha256": digest("nowhere")}
    yield "judged tomorrow", {"judged_on": (town.day + timedelta(days=1)).isoformat()}
    for name, record in (
        ("of another request", {"request": {}}), ("of another file", {"request_sha256": digest("another")}),
        ("by other systems", {"systems_sha256": digest("another")}), ("of another day", {"judged_on": "2026-01-01"}),
    ):  # fmt: skip
        yield f"an assessment {name}", {"record": record}


def _bent_answer(town: Town, by: str, number: str) -> Iterator[tuple[str, Fact]]:
    yield "no question", {"question": 0}


def _bent_closing(town: Town, by: str, number: str) -> Iterator[tuple[str, Fact]]:
    yield "another verdict", {"verdict": "incomplete"}
    yield "a shorter appeal", {"appeal_until": (town.day + timedelta(days=29)).isoformat()}


def _bent_acceptance(town: Town, by: str, number: str) -> Iterator[tuple[str, Fact]]:
    case = town.case(number)
    clauses = len(town.acceptance(by, number).content["answers"])
    yield "a no among the answers", {"answers": ["yes"] * (clauses - 1) + ["no"]}
    yield "an answer short", {"answers": ["yes"] * (clauses - 1)}
    yield "another's statement", {"text": town.acceptance("kurihara", number).content["text"]}
    yield "unknown statement", {"statement_v": 9}
    if case.revision.assessment is not None and case.revision.rev > 1:
        old = case.revisions[-2]
        if old.assessment is not None:
            yield "the old statement", {"text": statement(old.assessment, number, old.rev, by, "ja").text}
    yield "read in English, signed in Japanese", {
        "text": statement(case.revision.assessment or Assessment({}), number, case.revision.rev, by, "en").text
    }  # fmt: skip


def _bent_decision(town: Town, by: str, number: str) -> Iterator[tuple[str, Fact]]:
    way = (overrides(town, number) or [{}])[0]
    for name, bend in (
        ("no acceptance", {"acceptance": None}),
        ("a made-up acceptance", {"acceptance": digest("made up")}),
        ("another code", {"code": "a" * 12}),
        ("a later end", {"ends_on": "2029-04-01"}),
        ("an earlier end", {"ends_on": "2028-03-31"}),
        ("an earlier end that is not said to be", {"ends_on": "2028-03-31", "accepted_until": None}),
        ("the same end as if it were earlier", {"accepted_until": "2029-03-31"}),
        ("an end before it begins", {"ends_on": "2027-03-31"}),
        ("a condition", {"conditions": [SHOWN]}),
        ("a condition due too late", {"conditions": [SHOWN | {"due": "2029-04-01"}]}),
        ("a condition due before", {"conditions": [SHOWN | {"due": "2026-11-22"}]}),
        (
            "refuses under conditions",
            {"outcome": "refuse", "conditions": [SHOWN], "overrides": [], "ends_on": None},
        ),
        (
            "signed with the owner's key",
            {"signing_key": public(town.case(number).revision.owner or "sato")[1]},
        ),
        ("the requester's key", {"signing_key": public("suzuki")[1]}),
        ("no rule named", {"overrides": []}),
        ("a rule left out", {"overrides": way.get("overrides", ["F"])[:-1]}),
        ("a rule too many", {"overrides": [*way.get("overrides", []), "P"]}),
        ("a rule twice", {"overrides": [*way.get("overrides", ["F"]), *way.get("overrides", ["F"])[:1]]}),
        ("no end with an override", {"ends_on": None}),
        ("no reason", {"reason": ""}),
        ("no ground", {"acting_for": "aoki", "ground": None}),
        ("a ground for nobody", {"ground": "出張中"}),
        ("refuses without a reason", {"outcome": "refuse", "reason": " ", "overrides": [], "ends_on": None}),
        ("refuses and overrides", {"outcome": "refuse", "overrides": ["F"]}),
    ):
        yield name, way | bend
    leaves = [e.leaf for e in town.events if e.type == "acceptance.signed" and e.stream == number]
    for old in leaves[-2:-1]:
        yield "an old acceptance", way | {"acceptance": old}
    sheets = sorted(town.world.sheets)
    for used in sheets[:1]:
        yield "a used sheet", way | {"sheet_sha256": used, "code": code_of(used)}


def _bent_confirmation(town: Town, by: str, number: str) -> Iterator[tuple[str, Fact]]:
    made, acceptance = town.confirmation(by, number), town.case(number).acceptance
    yield "an answer short", {"answers": made.content["answers"][1:]}
    yield "a no among the answers", {"answers": [*made.content["answers"][1:], "no"]}
    yield "another decision", {"decision": digest("another")}
    yield "unknown statement", {"statement_v": 9}
    yield "another's statement", {"text": town.confirmation("kurihara", number).content["text"]}
    if acceptance is not None:
        yield "the first statement", {"text": acceptance.text}


def _bent_transcription(town: Town, by: str, number: str) -> Iterator[tuple[str, Fact]]:
    yield "another code", {"paper_code": "a" * 12}
    before = copy(town.case(number))
    before.history = before.history[:-1]
    if before.history:
        yield "the sheet of before the last act", {"paper_code": printed(town.world, before)}
    yield "an earlier end that is not said to be", {"ends_on": "2028-03-31", "accepted_until": None}
    yield "in another's place, no ground", {"decider": "ogawa", "decider_for": "aoki", "ground": None}
    yield "a ground for nothing", {"ground": "出張中"}
    yield "refuses under conditions", {"outcome": "refuse", "acceptance": None, "conditions": [SHOWN]}
    yield "the recorder as decider", {"decider": by}
    yield "a decider without authority", {"decider": "ito"}
    yield "tomorrow", {"decided_on": (town.day + timedelta(days=1)).isoformat()}
    yield "before there was anything", {"decided_on": (town.day - timedelta(days=60)).isoformat()}
    yield "no acceptance", {"acceptance": None}
    yield "a made-up acceptance", {"acceptance": digest("made up")}
    yield "the owner's key", {"signing_key": public(town.case(number).revision.owner or "sato")[1]}
    yield "the decider's key", {"signing_key": public("aoki")[1]}


def _bent_later_confirmation(town: Town, by: str, number: str) -> Iterator[tuple[str, Fact]]:
    yield "another code", {"code": "a" * 12}
    yield "another decision", {"decision": digest("made up")}
    yield "annuls without a reason", {"outcome": "annul", "reason": " "}
    yield "the requester's key", {"signing_key": public("suzuki")[1]}
    for used in sorted(town.world.sheets)[:1]:
        yield "a used sheet", {"sheet_sha256": used, "code": code_of(used)}


def _bent_fulfilment(town: Town, by: str, number: str) -> Iterator[tuple[str, Fact]]:
    yield "no such condition", {"condition": 3}
    yield "another decision", {"decision": digest("another")}
    yield "other words", {"wording": "何もしない"}
    yield "tomorrow", {"met_on": (town.day + timedelta(days=1)).isoformat()}


def _bent_decline(town: Town, by: str, number: str) -> Iterator[tuple[str, Fact]]:
    yield "a made-up decision", {"decision": digest("made up")}
    yield "no decision", {"decision": None}
    approval = town.case(number).approval
    if approval is not None:
        yield "the decision", {"decision": approval.leaf}


BENDS: dict[str, Callable[[Town, str, str], Iterator[tuple[str, Fact]]]] = {
    "request.filed": _bent_filing,
    "owner.silent": _bent_silence,
    "request.reassessed": _bent_reassessment,
    "question.answered": _bent_answer,
    "request.closed": _bent_closing,
    "acceptance.signed": _bent_acceptance,
    "acceptance.confirmed": _bent_confirmation,
    "acceptance.declined": _bent_decline,
    "condition.met": _bent_fulfilment,
    "decision.made": _bent_decision,
    "decision.confirmed": _bent_later_confirmation,
    "decision.transcribed": _bent_transcription,
}


def stripped(made: Event) -> Event:
    """The same without its signature."""
    body = dict(made.stmt or {}, os_user=made.by)
    return made._replace(body=body, stmt=None, sigs=())


def again(town: Town, old: Event, stream: str) -> Event:
    """An old line at the end of the ledger, on the same request or another."""
    seq = len(town.events)
    return old._replace(seq=seq, leaf=digest((seq, old.leaf)), stream=stream, ts=f"{town.day}T12:00:00+09:00")
