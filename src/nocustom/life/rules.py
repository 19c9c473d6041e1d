"""The rules every verifier applies, and every append before it writes: what verify would refuse can't be written.

    per event, and the first group with a problem ends it:
    its fields are there                                         shape
    it is signed exactly as its row of the table says, for this ledger, once
    the ledger is ready for it (roster first; policy, systems and people before a request)
    the text that was signed is the one that belongs to it
    it names the latest revision with all its digests, from a state its row allows
    it is this person's act, and what this act in particular demands (for a decision: the gate)
    then it takes effect; an event with a problem has none

Signatures, chain and line format are the ledger's; here a signature is a fact.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from nocustom.life import texts
from nocustom.life.act import BY_TYPE, Act, namespaces
from nocustom.life.assessment import Assessment
from nocustom.life.ballots import digests_of
from nocustom.life.case import Case, World, entry
from nocustom.life.course import Papers, apply
from nocustom.life.deeds import Void
from nocustom.life.demands import OF_TYPE
from nocustom.life.event import Event
from nocustom.life.problem import NO_PEOPLE, Problem, unreadable
from nocustom.life.shape import Look, malformed
from nocustom.life.who import not_acting
from nocustom.words import say

__all__ = ["Judged", "Rules", "check"]

_COMPARED = frozenset({"acceptance.signed", "acceptance.confirmed", "roster.set"})
"""Acts whose text is no sentence of `texts`, and is compared where it belongs."""
_BRINGING = frozenset({"request.filed", "request.reassessed", "people.adopted", "catalogue.adopted"})


class Judged(NamedTuple):
    """An event and what is wrong with it."""

    event: Event
    problems: tuple[Problem, ...]


class Rules:
    """The rules, one event after the other; `world` is what the events so far amount to."""

    def __init__(
        self, papers: Papers, origin: str | None = None, world: World | None = None, shape: Look = malformed
    ) -> None:
        """`shape` asks for the fields that nobody has looked at yet, by default for all."""
        self.papers = papers
        self.shape = shape
        self.world = World() if world is None else world
        if self.world.origin is None:
            self.world.origin = origin

    def problems(self, event: Event) -> tuple[Problem, ...]:
        """What is wrong with the event as the next one; nothing changes."""
        if event.type not in BY_TYPE:
            return (Problem("unknown-act", say("`{type}` is no act this version knows", type=event.type)),)
        if found := self.shape(event):
            return found
        for group in (_signed, _ready, _text, _on_request):
            if found := group(self.world, event, self.papers):
                return found
        return OF_TYPE[event.type](self.world, event, self.papers)

    def step(self, event: Event) -> tuple[Problem, ...]:
        """Take the next event: what is wrong with it, and if nothing is, its effect on the world."""
        problems = self.problems(event)
        if not problems or ({p.code for p in problems} == {"unreadable"} and self._brings(event)):
            # A filing whose assessment got lost still holds its number, one that was judged again does not fall back on
            # the judgement before, and a lost people document replaces the one before: nothing can be done on any.
            apply(self.world, event, self.papers)
        else:
            void = Void(event.seq, event.type, problems)
            self.world.voids.append(void)
            case = self.world.cases.get(event.stream)
            if case is not None and event.type in BY_TYPE:
                case.voids.append(void)
                case.history.append(entry(event, case, problems))
        self._count(event)
        return problems

    def take(self, event: Event) -> None:
        """Let an event take effect that is known to keep the rules; they are not asked again."""
        apply(self.world, event, self.papers)
        self._count(event)

    def _count(self, event: Event) -> None:
        # A nonce or a sheet that was seen once is used up, whether or not it served.
        if event.stmt is not None and isinstance(nonce := event.stmt.get("nonce"), str):
            self.world.nonces.add(nonce)
        if self.world.origin is None and event.stmt is not None and isinstance(event.stmt.get("ledger"), str):
            self.world.origin = event.stmt["ledger"]
        self.world.size += 1
        self.world.lines[event.seq] = event

    def _brings(self, event: Event) -> bool:
        """Whether what is lost is a document that the event brings, and not one that was there before."""
        case = self.world.cases.get(event.stream)
        lost = case is not None and case.revision.assessment is None
        return event.type in _BRINGING and not (event.type == "request.reassessed" and lost)


def check(events: Iterable[Event], papers: Papers, origin: str | None = None) -> list[Judged]:
    """Every event that breaks a rule, in the order of the ledger."""
    rules = Rules(papers, origin)
    judged = ((event, rules.step(event)) for event in events)
    return [Judged(event, problems) for event, problems in judged if problems]


def _signed(world: World, event: Event, papers: Papers) -> tuple[Problem, ...]:
    row, stmt = BY_TYPE[event.type], event.stmt
    if stmt is None:
        return _unsigned(world, event, row)
    if row.unsigned == "only":
        return (Problem("signed", say("{type} carries a signature of its own, and no statement", type=event.type)),)
    found: list[Problem] = []
    if stmt["v"] != 1:
        found.append(Problem("version", say("version {v} of a statement is unknown", v=stmt["v"])))
    if stmt["act"] != event.type:
        found.append(
            Problem("other-act", say("`{act}` was signed, not {type}", act=stmt["act"], type=event.type))
        )
    if world.origin is not None and stmt["ledger"] != world.origin:
        found.append(
            Problem("other-ledger", say("it was signed for the ledger `{other}`, not `{ledger}`",
                                        other=stmt["ledger"], ledger=world.origin))
        )  # fmt: skip
    if stmt["nonce"] in world.nonces:
        found.append(Problem("replayed", say("this statement is in the ledger already")))
    if stmt["seen"]["size"] > event.seq:
        found.append(
            Problem("seen-ahead", say("it was signed on {size} events, the ledger had {seq}",
                                      size=stmt["seen"]["size"], seq=event.seq))
        )  # fmt: skip
    if row.who != "roots":  # how many of them, and who, is the ledger's rule
        wanted = namespaces(row.space)
        if len(event.sigs) != 1 or event.sigs[0].ns not in wanted or event.sigs[0].by != stmt["by"]:
            found.append(
                Problem("signature", say("{type} needs one signature by `{by}` as {space}", type=event.type,
                                         by=stmt["by"], space=", ".join(wanted)))
            )  # fmt: skip
    found.extend(_acting_for(world, event))
    return tuple(found)


def _unsigned(world: World, event: Event, row: Act) -> tuple[Problem, ...]:
    case = world.cases.get(event.stream)
    accepted_once = case is not None and case.ever_accepted
    if event.sigs or row.unsigned == "never" or (row.unsigned == "until_accepted" and accepted_once):
        return (Problem("unsigned", say("{type} must be signed here", type=event.type)),)
    return ()


def _acting_for(world: World, event: Event) -> tuple[Problem, ...]:
    claimed = event.content["acting_for"]
    if claimed is None:
        return ()
    if world.people is None and world.people_version is not None:
        return (NO_PEOPLE,)
    problem = not_acting(world.people, event.by, claimed, event.on)
    return () if problem is None else (problem,)


def _text(world: World, event: Event, papers: Papers) -> tuple[Problem, ...]:
    # The statement of an owner is compared with its revision, and the roster's text shows keys the ledger reads.
    if event.stmt is None or event.type in _COMPARED:
        return ()
    title = ""
    case = world.cases.get(event.stream)
    if event.type == "request.filed" or case is not None:
        assessment = _assessment_of(event, case, papers)
        if assessment is None:
            return ()  # the text has a title that nobody can read: that it is lost is said of the act itself
        title = assessment.title
    if event.content["text"] != texts.text(event.content, title):
        return (Problem("other-text", say("the text that was signed is not the one of this act")),)
    return ()


def _assessment_of(event: Event, case: Case | None, papers: Papers) -> Assessment | None:
    """What the act is on: the assessment filed with it, or that of the latest revision; None where it is lost."""
    if event.type != "request.filed":
        return None if case is None else case.revision.assessment
    document = papers(event.content["assessment_sha256"])
    return None if document is None else Assessment(document)


def _ready(world: World, event: Event, papers: Papers) -> tuple[Problem, ...]:
    if event.type == "roster.set":
        return ()
    if world.roster is None:
        return (
            Problem(
                "no-roster",
                say("the ledger does not begin with a roster of keys"),
                (say("run `nocustom init`"),),
            ),
        )
    if BY_TYPE[event.type].before:
        if missing := world.not_adopted():
            return (Problem("not-adopted", say("not adopted yet: {names}", names=missing)),)
        if world.people is None:
            return (NO_PEOPLE,)
    return ()


def _on_request(world: World, event: Event, papers: Papers) -> tuple[Problem, ...]:
    row, content = BY_TYPE[event.type], event.content
    if not row.before:
        return ()
    case = world.cases.get(event.stream)
    if case is None and None not in row.before:
        return (Problem("no-request", say("there is no request {number}", number=event.stream)),)
    lost = case is not None and case.revision.assessment is None
    if case is not None and lost and event.type != "request.filed":  # nobody can tell which state it is in
        return (unreadable(case.number),)
    if case is not None and not lost and case.state not in row.before:
        return (
            Problem("state", say("{number} is {state}: `{verb}` is not possible now", number=event.stream,
                                 state=case.state.label, verb=row.verb),
                    (say("`nocustom request show {number}` tells how it stands", number=event.stream),)),
        )  # fmt: skip
    if content["request"] != event.stream and (case is not None or content["request"] is not None):
        return (Problem("other-request", say("it names another request than {number}", number=event.stream)),)
    if case is None or event.type == "request.filed":
        return ()
    found: list[Problem] = []
    if content["key"] != case.key:
        found.append(
            Problem(
                "other-key", say("`{key}` is not the key of {number}", key=content["key"], number=case.number)
            )
        )
    acted_on = digests_of(content)
    if event.type == "request.reassessed":  # brings another assessment, by another policy, in place of this one
        acted_on = acted_on._replace(
            assessment_sha256=content["replaces"], policy_sha256=case.revision.policy_sha256
        )
    if content["rev"] != case.revision.rev or acted_on != case.revision.digests:
        found.append(
            Problem("other-revision", say("it is not on the latest revision of {number}, {rev}", number=case.number,
                                          rev=case.revision.rev),
                    (say("run `nocustom request show {number}` and begin again", number=case.number),))
        )  # fmt: skip
    return tuple(found)
