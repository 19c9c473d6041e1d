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

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import NamedTuple

from nocustom.form.choices import VERDICTS
from nocustom.life import days, roster, texts
from nocustom.life.act import BY_TYPE, Act, State, namespace
from nocustom.life.assessment import Assessment
from nocustom.life.case import ADOPTED, APPEAL_DAYS, Acceptance, Case, Void, World, entry, next_number
from nocustom.life.course import Papers, apply, ballot_of, digests_of
from nocustom.life.event import Event
from nocustom.life.gate import gate
from nocustom.life.living import unfit, unread
from nocustom.life.people import People
from nocustom.life.problem import NO_PEOPLE, Problem, unreadable
from nocustom.life.shape import malformed
from nocustom.life.statement import statement
from nocustom.words import say

__all__ = ["Judged", "Rules", "check", "not_theirs"]

_BRINGING = frozenset({"request.filed", "people.adopted", "catalogue.adopted"})

NO = frozenset({"forbidden", "refused", "redirected"})
"""Verdicts that say no."""

Check = Callable[[World, Event, Papers], tuple[Problem, ...]]


class Judged(NamedTuple):
    """An event and what is wrong with it."""

    event: Event
    problems: tuple[Problem, ...]


class Rules:
    """The rules, one event after the other; `world` is what the events so far amount to."""

    def __init__(self, papers: Papers, origin: str | None = None, world: World | None = None) -> None:
        self.papers = papers
        self.world = World() if world is None else world
        if self.world.origin is None:
            self.world.origin = origin

    def problems(self, event: Event) -> tuple[Problem, ...]:
        """What is wrong with the event as the next one; nothing changes."""
        if event.type not in BY_TYPE:
            return (Problem("unknown-act", say("`{type}` is no act this version knows", type=event.type)),)
        for group in (_shape, _signed, _ready, _text, _on_request):
            found = group(self.world, event, self.papers)
            if found:
                return found
        return _OF_TYPE[event.type](self.world, event, self.papers)

    def step(self, event: Event) -> tuple[Problem, ...]:
        """Take the next event: what is wrong with it, and if nothing is, its effect on the world."""
        problems = self.problems(event)
        if not problems or (event.type in _BRINGING and {p.code for p in problems} == {"unreadable"}):
            # A filing whose assessment got lost still holds its number, and a lost people document replaces the one
            # before: nothing can be done on either.
            apply(self.world, event, self.papers)
        else:
            void = Void(event.seq, event.type, problems)
            self.world.voids.append(void)
            case = self.world.cases.get(event.stream)
            if case is not None and event.type in BY_TYPE:
                case.voids.append(void)
                case.history.append(entry(event, case, problems))
        # A nonce or a sheet that was seen once is used up, whether or not it served.
        if event.stmt is not None and isinstance(nonce := event.stmt.get("nonce"), str):
            self.world.nonces.add(nonce)
        if self.world.origin is None and event.stmt is not None and isinstance(event.stmt.get("ledger"), str):
            self.world.origin = event.stmt["ledger"]
        self.world.size += 1
        return problems


def check(events: Iterable[Event], papers: Papers, origin: str | None = None) -> list[Judged]:
    """Every event that breaks a rule, in the order of the ledger."""
    rules = Rules(papers, origin)
    judged = ((event, rules.step(event)) for event in events)
    return [Judged(event, problems) for event, problems in judged if problems]


def _shape(world: World, event: Event, papers: Papers) -> tuple[Problem, ...]:
    return malformed(event)


def _signed(world: World, event: Event, papers: Papers) -> tuple[Problem, ...]:
    row, stmt = BY_TYPE[event.type], event.stmt
    if stmt is None:
        return _unsigned(world, event, row)
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
    if event.type != "roster.set":
        wanted = namespace(row.space)
        if len(event.sigs) != 1 or event.sigs[0].ns != wanted or event.sigs[0].by != stmt["by"]:
            found.append(
                Problem("signature", say("{type} needs one signature by `{by}` as {space}", type=event.type,
                                         by=stmt["by"], space=wanted))
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
    places = () if world.people is None else world.people.at(event.by, _day(event))
    if any(place.acting_for == claimed for place in places):
        return ()
    return (
        Problem("not-acting", say("`{person}` does not stand in for `{other}` on {day}", person=event.by, other=claimed,
                                  day=event.day)),
    )  # fmt: skip


def _text(world: World, event: Event, papers: Papers) -> tuple[Problem, ...]:
    # The statement of an owner is compared with its revision, and the roster's text shows keys the ledger reads.
    if event.stmt is None or event.type in ("acceptance.signed", "roster.set"):
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
                                 state=case.state.label, verb=row.verb)),
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
    if content["rev"] != case.revision.rev or digests_of(content) != case.revision.digests:
        found.append(
            Problem("other-revision", say("it is not on the latest revision of {number}, {rev}", number=case.number,
                                          rev=case.revision.rev),
                    (say("run `nocustom request show {number}` and begin again", number=case.number),))
        )  # fmt: skip
    return tuple(found)


def _roster(world: World, event: Event, papers: Papers) -> tuple[Problem, ...]:
    # Which roots must sign, and what a new key must prove, is the ledger's rule: it knows the keys.
    if (event.seq == 0) != (world.roster is None):
        return (Problem("no-roster", say("the ledger does not begin with a roster of keys")),)
    if not roster.read(event.content["roots"]) or roster.read(event.content["roster"]) is None:
        return (Problem("roster", say("the roster can't be read")),)
    return ()


def _nothing_more(world: World, event: Event, papers: Papers) -> tuple[Problem, ...]:
    return ()


def _document(world: World, event: Event, papers: Papers) -> tuple[Problem, ...]:
    if papers(event.content["sha256"]) is None:
        return (
            Problem("unreadable", say("the document {sha256} can't be read", sha256=event.content["sha256"])),
        )
    return ()


def _filed(world: World, event: Event, papers: Papers) -> tuple[Problem, ...]:
    content, case = event.content, world.cases.get(event.stream)
    found: list[Problem] = []
    if case is None:
        found.extend(_first(world, event))
    else:
        if content["key"] != case.key:
            found.append(
                Problem(
                    "other-key",
                    say("`{key}` is not the key of {number}", key=content["key"], number=case.number),
                )
            )
        if content["rev"] != case.revision.rev + 1:
            found.append(
                Problem("revision", say("the next revision of {number} is {rev}", number=case.number,
                                        rev=case.revision.rev + 1))
            )  # fmt: skip
    if found:
        return tuple(found)
    document = papers(content["assessment_sha256"])
    if document is None:
        return (
            Problem(
                "unreadable",
                say("the assessment {sha256} can't be read", sha256=content["assessment_sha256"]),
            ),
        )
    return tuple(_judged(world, event, Assessment(document), case))


def _first(world: World, event: Event) -> list[Problem]:
    content, found = event.content, list[Problem]()
    due = {next_number(world, _day(event)), next_number(world, days.read(content["filed_on"]) or _day(event))}
    if event.stream not in due:
        found.append(Problem("number", say("`{number}` is not the next request number", number=event.stream)))
    if content["rev"] != 1:
        found.append(Problem("revision", say("the first revision is 1")))
    if content["key"] in world.keys:
        found.append(
            Problem("same-key", say("the key `{key}` belongs to {number}", key=content["key"],
                                    number=world.keys[content["key"]]),
                    (say("`nocustom request new` makes a fresh key"),))
        )  # fmt: skip
    return found


def _judged(world: World, event: Event, assessment: Assessment, case: Case | None) -> Iterable[Problem]:
    content, day = event.content, _day(event)
    assert world.policy and world.catalogue and world.people_version and world.people  # `_ready`
    for recorded, stated, name in (
        (assessment.file_sha256, content["file_sha256"], "file_sha256"),
        (assessment.material_sha256, content["material_sha256"], "material_sha256"),
        (assessment.policy_sha256, content["policy_sha256"], "policy_sha256"),
        (assessment.key, content["key"], "key"),
        (assessment.judged_on, content["filed_on"], "filed_on"),
        (assessment.requester, event.by, "by"),
    ):
        if recorded != stated:
            yield Problem("other-assessment", say("the assessment is of another `{field}`", field=name))
    for recorded, adopted, name in (
        (assessment.policy_sha256, world.policy.sha256, "policy"),
        (assessment.systems_sha256, world.catalogue.sha256, "systems"),
        (assessment.people_sha256, world.people_version.sha256, "people"),
    ):
        if recorded != adopted:
            yield Problem(
                "not-the-adopted",
                say("it was judged with other {name} than the adopted ones", name=ADOPTED[name]),
                (say("run `nocustom submit` again"),),
            )
    if content["filed_on"] > event.day:
        yield Problem("filed-ahead", say("the filing day {day} is still to come", day=content["filed_on"]))
    people = world.people
    here = people.lineage(assessment.department, day)
    if not any(place.department in here for place in people.at(event.by, day)):
        yield Problem(
            "other-department",
            say("`{person}` is not of the department `{department}` on {day}", person=event.by,
                department=assessment.department, day=day),
        )  # fmt: skip
    if case is None:
        return
    earlier = case.revision.assessment
    if earlier is None:
        yield unreadable(case.number)
    elif not here & people.lineage(earlier.department, day):
        yield Problem(
            "other-department", say("{number} is a request of another department", number=case.number)
        )
    if case.state is State.DECLINED:
        if case.refiled_after_decline:
            yield Problem(
                "declined-twice",
                say("another owner may be named once, and {number} has done so", number=case.number),
            )
        if assessment.owner in {decline.by for decline in case.declines}:
            yield Problem(
                "same-owner", say("`{owner}` has declined; name another owner", owner=assessment.owner)
            )


def not_theirs(world: World, case: Case, row: Act, person: str, day: date) -> Problem | None:
    """Why an act on a request is not this person's on that day, as the table's column `who` says; None where it is.

    Not for filing, which may open a case, nor for the decider, whom the gate asks for more.
    """
    assessment, people = case.revision.assessment, world.people
    if assessment is None:
        return unreadable(case.number)
    if people is None:
        return NO_PEOPLE
    if row.who in ("owner", "named_owner") and person != assessment.owner:
        return Problem(
            "not-the-owner",
            say("`{verb}` is the act of the owner named, `{owner}`", verb=row.verb, owner=assessment.owner),
        )
    if row.who == "owner":
        return unfit(people, assessment, person, day)
    if row.who == "requester" and (person != case.revision.by or not people.at(person, day)):
        return Problem(
            "not-the-requester",
            say(
                "`{verb}` is the act of the requester, `{requester}`",
                verb=row.verb,
                requester=case.revision.by,
            ),
        )
    if row.who == "section_chief" and not people.holds(
        person, assessment.posts("section_chief"), day, people.lineage(assessment.department, day)
    ):
        return Problem(
            "not-the-chief",
            say("`{person}` is no section chief of the department `{department}` on {day}", person=person,
                department=assessment.department, day=day),
        )  # fmt: skip
    if row.who == "department_head" and not people.holds(
        person, assessment.posts("department_head"), day, people.lineage(assessment.department, day)
    ):
        return Problem(
            "not-the-head",
            say("`{person}` is not head of the department `{department}` on {day}", person=person,
                department=assessment.department, day=day),
        )  # fmt: skip
    if row.who == "department" and not _of_department(people, assessment, person, day):
        return Problem(
            "other-department",
            say("`{person}` is not of the department `{department}` on {day}", person=person,
                department=assessment.department, day=day),
        )  # fmt: skip
    if row.who == "consulted":
        return _not_consulted(people, assessment, person, day)
    if row.who == "office" and not people.holds(person, assessment.posts("office"), day):
        return Problem(
            "not-the-office", say("`{person}` is not of the CIO office on {day}", person=person, day=day)
        )
    return None


def _of_department(people: People, assessment: Assessment, person: str, day: date) -> bool:
    here = people.lineage(assessment.department, day)
    return any(place.department in here for place in people.at(person, day))


def _not_consulted(people: People, assessment: Assessment, person: str, day: date) -> Problem | None:
    if not people.holds(person, assessment.posts("consulted"), day):
        return Problem(
            "not-consulted",
            say("the post of `{person}` on {day} is none that the policy consults", person=person, day=day),
        )
    if any(_of_department(people, assessment, each, day) for each in people.persons(person, day)):
        return Problem(
            "own-department", say("`{person}` is of the department whose request it is", person=person)
        )
    return None


def _by_part(world: World, event: Event, papers: Papers) -> tuple[Problem, ...]:
    problem = not_theirs(world, world.cases[event.stream], BY_TYPE[event.type], event.by, _day(event))
    return () if problem is None else (problem,)


def _endorsed(world: World, event: Event, papers: Papers) -> tuple[Problem, ...]:
    case = world.cases[event.stream]
    if case.endorsement is not None:
        return (Problem("endorsed-already", say("{number} is endorsed already", number=case.number)),)
    return _by_part(world, event, papers)


def _answered(world: World, event: Event, papers: Papers) -> tuple[Problem, ...]:
    case, question = world.cases[event.stream], event.content["question"]
    if all(asked.seq != question for asked in case.questions):
        return (
            Problem(
                "no-question",
                say("line {seq} is no question about {number}", seq=question, number=case.number),
            ),
        )
    return _by_part(world, event, papers)


def _closed(world: World, event: Event, papers: Papers) -> tuple[Problem, ...]:
    case, content = world.cases[event.stream], event.content
    verdict = case.revision.verdict
    if verdict not in NO:
        hint = (
            say("`nocustom return {number}` sends it back to be completed", number=case.number)
            if verdict == "incomplete"
            else say("the section chief endorses it: `nocustom endorse {number}`", number=case.number)
        )
        said = say("{number} is {verdict}: there is no refusal to close", number=case.number,
                   verdict=VERDICTS.get(verdict, "?"))  # fmt: skip
        return (Problem("not-a-no", said, (hint,)),)
    if content["verdict"] != verdict:
        return (Problem("other-verdict", say("{number} was judged otherwise", number=case.number)),)
    if content["appeal_until"] != (_day(event) + timedelta(days=APPEAL_DAYS)).isoformat():
        return (
            Problem(
                "appeal-day", say("the last day of appeal is {days} days after the closing", days=APPEAL_DAYS)
            ),
        )
    return _by_part(world, event, papers)


def _insisted(world: World, event: Event, papers: Papers) -> tuple[Problem, ...]:
    case = world.cases[event.stream]
    return _no_way_on(case) or _by_part(world, event, papers)


def _appealed(world: World, event: Event, papers: Papers) -> tuple[Problem, ...]:
    case, day = world.cases[event.stream], _day(event)
    if stopped := _no_way_on(case):
        return stopped
    if case.appeal is not None:
        return (
            Problem(
                "appealed-already",
                say(
                    "{number} was appealed on {day}; there is one appeal",
                    number=case.number,
                    day=case.appeal.day,
                ),
            ),
        )
    last = case.last_day_of_appeal
    if last is None or day > last:
        return (
            Problem(
                "appeal-too-late",
                say("the last day of appeal for {number} was {day}", number=case.number, day=last or "?"),
                (say("`nocustom request new` begins another request"),),
            ),
        )
    if case.endorsement is None:
        return (
            Problem(
                "not-endorsed",
                say("no section chief has endorsed revision {rev}", rev=case.revision.rev),
                (say("the section chief runs `nocustom endorse {number}`", number=case.number),),
            ),
        )
    return _by_part(world, event, papers)


def _no_way_on(case: Case) -> tuple[Problem, ...]:
    """Why a no can't be taken further: it can't be approved by anybody, or nobody is named to carry it."""
    if case.revision.verdict == "forbidden":
        said = say("{number} is forbidden: nobody can approve it", number=case.number)
        return (Problem("forbidden", said, (say("`nocustom request show {number}` tells the other ways",
                                                 number=case.number),)),)  # fmt: skip
    if not case.revision.owner:
        said = say("the request names no verification owner, so nobody can be asked to carry it")
        return (Problem("no-owner", said, (say("`nocustom request new` begins another request"),)),)
    return ()


def _accepted(world: World, event: Event, papers: Papers) -> tuple[Problem, ...]:
    found = _by_part(world, event, papers)
    if found:
        return found
    case, content = world.cases[event.stream], event.content
    assessment = case.revision.assessment
    assert assessment is not None  # `not_theirs`
    signed = Acceptance(
        content["rev"], event.seq, event.leaf, event.day, event.by, content["acting_for"], frozenset(),
        digests_of(content), content["statement_v"], content["lang"], content["text"],
    )  # fmt: skip
    other = unread(signed, case.number, assessment)
    if other is not None:
        return (other,)
    clauses = statement(
        assessment, case.number, signed.rev, event.by, signed.lang, signed.statement_v
    ).clauses
    if content["answers"] != ["yes"] * len(clauses):
        return (Problem("answers", say("each of the {count} clauses needs its own yes", count=len(clauses))),)
    return ()


def _decided(world: World, event: Event, papers: Papers) -> tuple[Problem, ...]:
    case, content = world.cases[event.stream], event.content
    if content["outcome"] != "approve":
        if not content["reason"].strip():
            return (Problem("no-reason", say("a refusal or a return gives its reason")),)
        if content["acceptance"] is not None or content["ends_on"] is not None or content["overrides"]:
            return (Problem("malformed", say("only an approval names an acceptance, an end and overrides")),)
    elif content["overrides"] and not content["reason"].strip():
        return (Problem("no-reason", say("an override gives its reason")),)
    return gate(world, case, ballot_of(event))


_OF_TYPE: dict[str, Check] = {
    "roster.set": _roster,
    "policy.adopted": _nothing_more,
    "catalogue.adopted": _document,
    "people.adopted": _document,
    "request.filed": _filed,
    "request.endorsed": _endorsed,
    "question.asked": _by_part,
    "question.answered": _answered,
    "request.closed": _closed,
    "request.insisted": _insisted,
    "request.appealed": _appealed,
    "opinion.given": _by_part,
    "acceptance.signed": _accepted,
    "acceptance.declined": _by_part,
    "decision.made": _decided,
    "request.returned": _by_part,
    "request.withdrawn": _by_part,
    "request.voided": _by_part,
}


def _day(event: Event) -> date:
    return days.read(event.day) or date.max
