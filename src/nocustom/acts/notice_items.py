"""The paragraphs of a notice: each item read off one request, its story and the judgement recorded there.

Names and posts are those of the moment, reasons and steps in the words of the policy it was judged by.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from nocustom.acts.desk import Desk
from nocustom.acts.explain import Explained
from nocustom.acts.story import Line, Story
from nocustom.acts.terms import standing
from nocustom.form.choices import ROLES, VERDICTS
from nocustom.judge.policy import Rule
from nocustom.judge.report import Step, next_steps
from nocustom.judge.verdict import DEFAULT
from nocustom.life import days
from nocustom.life.case import Case
from nocustom.life.confirmation import due, owed
from nocustom.life.override import OVERRIDABLE, in_the_way
from nocustom.life.paper import on_paper
from nocustom.life.prose import day_in, number_in
from nocustom.life.sheet import STANCES
from nocustom.life.tally import tally
from nocustom.life.turn import possible
from nocustom.words import Bilingual, Said, say

__all__ = ["Column", "Item", "Part", "Reading"]

Part = Said | Bilingual | str
"""Something to say; a plain text is a person's own."""

_OUTCOME = {
    "approve": Bilingual("承認", "approved"),
    "refuse": Bilingual("不採用", "refused"),
    "return": Bilingual("差戻し", "returned"),
}


@dataclass(frozen=True, slots=True)
class Item:
    """One numbered paragraph: its heading, and one or several things to say."""

    label: Said
    values: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A box of the sheet that goes round; empty where somebody is still to sign."""

    label: Part
    value: Part = ""


def _day(day: date | str | None) -> Part:
    """A day as a document writes it: with the era in Japanese."""
    read = days.read(day)
    return say("unknown") if read is None else Bilingual(day_in(read, "ja"), day_in(read, "en"))


@dataclass(frozen=True, slots=True)
class Reading:
    """One request, with everything that is read about it."""

    desk: Desk
    story: Story
    lines: dict[int, Line]
    line: Line
    explained: Explained

    @property
    def case(self) -> Case:
        return self.story.case

    def person(self, seq: int) -> Part:
        """Who did what stands on that line, with the posts of that day."""
        line = self.lines[seq]
        posts, other = ", ".join(line.posts), line.acting_for_name
        ja, en = f"{posts}　{line.name}".strip("　"), f"{line.name}, {posts}".strip(", ")
        return Bilingual(ja, en) if other is None else Bilingual(f"{ja}（{other}の代理）", f"{en}, for {other}")

    def office(self) -> Part:
        """Who sends it."""
        return say("{organisation}, CIO office", organisation=self.desk.workspace.organisation)

    def addressee(self) -> Part:
        """The chief of the section that asked."""
        assessment, people = self.story.assessment, self.desk.people_at(self.line.entry.seq)
        day = days.read(self.line.entry.day)
        if people is None or day is None:
            return say("to the section chief of {department}", department=assessment.department)
        department = people.department_name(assessment.department)
        here = people.lineage(assessment.department, day)
        for person in sorted(people.holders(assessment.posts("section_chief"), day)):
            for place in people.at(person, day):
                if place.department in here and place.post in assessment.posts("section_chief"):
                    post, where = people.post_name(place.post), people.department_name(place.department)
                    return say(
                        "to {name}, {post}, {department}", name=place.name, post=post, department=where
                    )
        return say("to the section chief of {department}", department=department)

    def contact(self) -> Item:
        """Where to ask."""
        return Item(say("Where to ask"), (say("{office}, naming the number above", office=self.office()),))

    def request(self) -> Iterator[Item]:
        """Which request it is."""
        revision = self.case.revision
        about = say("{number}, revision {rev}, filed on {day}", number=self.case.number, rev=revision.rev,
                    day=_day(revision.day))  # fmt: skip
        yield Item(say("Request"), (about,))
        yield Item(say("Subject"), (self.story.assessment.title,))
        yield Item(say("Asked for by"), (self.person(revision.seq),))
        for ended in revision.replaced:
            label = say("Judged again on {day}", day=_day(ended.day))
            yield Item(label, tuple(said for line in self.story.lines if line.entry.seq == ended.seq
                                    for said in line.again))  # fmt: skip

    def verdict(self) -> Item:
        """What the engine said, when and by which policy."""
        assessment = self.story.assessment
        layers = ", ".join(f"{name} {version}" for name, version in assessment.layers)
        said = say("{verdict}, judged on {day} under {layers}", verdict=VERDICTS[assessment.verdict],
                   day=_day(assessment.judged_on), layers=layers)  # fmt: skip
        return Item(say("Verdict"), (said,))

    def deciding(self) -> Item:
        """The rules that decided, with their titles and reasons."""
        return Item(say("Decided by"), tuple(self._of_rules(self.story.assessment.decided_by)))

    def grounds(self) -> Item:
        """The permits and escalates that hold."""
        judgement = self.explained.checked.judgement
        found = [rule.id for rule in judgement.grounds()] if judgement else []
        return Item(say("Grounds"), tuple(self._of_rules(found)) or (say("none"),))

    def _of_rules(self, ids: Sequence[str]) -> Iterator[Part]:
        rules: dict[str, Rule] = {rule.id: rule for rule in self.explained.judge.rules}
        for name in ids:
            if name == DEFAULT:
                yield say("no ground of the policy holds: the standard applies")
            elif name in rules:
                yield _with_reason(rules[name])

    def steps(self) -> Item:
        """The alternatives."""
        judgement = self.explained.checked.judgement
        steps = next_steps(judgement) if judgement else []
        return Item(say("Next steps"), tuple(_step(step) for step in steps))

    def reason(self) -> Item:
        """Why, in the words of who said so, each once."""
        decided = ("decision.made", "decision.transcribed")
        given = (self.line,) if self.line.entry.type not in decided else self._ballots()
        return Item(
            say("Why"), tuple(dict.fromkeys(line.entry.reason for line in given if line.entry.reason.strip()))
        )

    def decided(self) -> Item:
        """Whose decision it is."""
        return Item(say("Decision"), tuple(said for line in self._ballots() for said in self._who_decided(line)))

    def _who_decided(self, line: Line) -> Iterator[Said]:
        entry = line.entry
        if line.decider_name is not None:
            yield say("{outcome} on {day} on paper, document {document}: {person}",
                      outcome=_OUTCOME[entry.outcome or ""], day=_day(entry.decided_on), document=entry.paper,
                      person=line.decider_name)  # fmt: skip
            if entry.decider_for:
                yield say("in the place of {other}", other=line.decider_for_name)
            yield say("transcribed on {day}: {person}", day=_day(entry.day), person=self.person(entry.seq))
        else:
            yield say("{outcome} on {day}: {person}", outcome=_OUTCOME[entry.outcome or ""], day=_day(entry.day),
                      person=self.person(entry.seq))  # fmt: skip
        if entry.ground:
            yield (
                say("urgent, on the ground: {text}", text=entry.ground)
                if entry.urgent
                else say("ground for standing in: {text}", text=entry.ground)
            )
        if entry.waived:
            yield say("lead time waived by urgency: {rules}", rules=list(entry.waived))
        cast = next((each for each in self.case.ballots if each.seq == entry.seq), None)
        if cast is None:
            return
        if (day := self.case.confirmed.get(cast.leaf)) is not None:
            yield say("confirmed on {day}", day=_day(day))
        elif cast in owed(self.case):
            yield say("not confirmed yet; it is to be confirmed by {day}", day=_day(due(cast)))

    def _ballots(self) -> tuple[Line, ...]:
        """The decisions of the same outcome that count together."""
        outcome = self.line.entry.outcome
        return tuple(self.lines[cast.seq] for cast in self.case.ballots if cast.outcome == outcome) or (
            self.line,
        )

    def term(self) -> Item:
        """From when until when."""
        assessment, approval = self.story.assessment, self.case.approval
        ends = assessment.ends_on if approval is None else approval.ends_on
        return Item(
            say("Term"), (say("{start} to {end}", start=_day(assessment.wanted_from), end=_day(ends)),)
        )

    def conditions(self) -> Iterator[Item]:
        """What the approval demands, and how far that is; nothing where it is as it was accepted."""
        approval = self.case.approval
        if approval is None or not approval.changed:
            return
        if approval.conditions:
            yield Item(say("Conditions"), tuple(
                say("[{stands}] {condition}", condition=condition, stands=stands)
                for condition, stands in standing(approval)
            ))  # fmt: skip
        if approval.second is None:
            yield Item(say("Owner's signature under these terms"), (say("not yet given"),))
        else:
            yield Item(say("Owner's signature under these terms"), (
                say("{person}, on {day} (ledger line {seq})", person=self.person(approval.second.seq),
                    day=_day(approval.second.day), seq=approval.second.seq),
            ))  # fmt: skip

    def overridden(self) -> Iterator[Item]:
        """The rules that the approval stands against; nothing where it stands against none."""
        approval = self.case.approval
        if approval is not None and approval.overrides:
            yield Item(say("Overridden rules"), tuple(self._of_rules(approval.overrides)))

    def in_the_way(self) -> Iterator[Item]:
        """The rules that an approval would have to override; nothing where there are none."""
        assessment = self.story.assessment
        if assessment.verdict in OVERRIDABLE:
            rules = in_the_way(self.case.number, assessment).rules
            yield Item(say("Rules in the way"), tuple(self._of_rules(rules)) or (say("unknown"),))

    def rests_on(self) -> Iterator[Item]:
        """The owner's acceptance and the section chief's endorsement, with their lines."""
        for label, act in (
            (say("Verification owner, accepted"), self.case.acceptance),
            (say("Section chief, endorsed"), self.case.endorsement),
        ):
            if act is None:
                yield Item(label, (say("none"),))
            else:
                said = say("{person}, on {day} (ledger line {seq})", person=self.person(act.seq), day=_day(act.day),
                           seq=act.seq)  # fmt: skip
                yield Item(label, (said,))

    def appeal(self) -> Item:
        """Who may still do what about the no, and until when."""
        return Item(say("Insisting and appeal"), tuple(self._ways_on()))

    def _ways_on(self) -> Iterator[Said]:
        case = self.case
        if case.revision.verdict == "forbidden":
            yield say("nobody can approve it, so nobody can insist or appeal")
            return
        if not case.revision.owner:
            yield say("it names no verification owner, so nobody can insist or appeal; file another request")
            return
        if "request.insisted" in {act.type for act in possible(case)}:
            yield say("the section chief may insist, taking the responsibility: `nocustom insist {number}`",
                      number=case.number)  # fmt: skip
        if case.appeal is not None:
            yield say("it was appealed on {day}; there is one appeal", day=_day(case.appeal.day))
            return
        yield say("the last day of appeal is {day}", day=_day(case.last_day_of_appeal))
        yield say("the head of the department may appeal once, with a new fact: `nocustom appeal {number}`",
                  number=case.number)  # fmt: skip
        if case.endorsement is None:
            yield say("an appeal needs the section chief's endorsement first: `nocustom endorse {number}`",
                      number=case.number)  # fmt: skip

    def wanted(self) -> Item:
        """What the system should do, in the words of the department."""
        return Item(say("What is wanted"), (self.story.assessment.word("gap", "wanted"),))

    def figures(self) -> Iterator[Item]:
        """What it costs and how much work it is."""
        assessment = self.story.assessment
        cost = assessment.number("cost.lifetime_yen")
        hours = assessment.number("cost.verification_hours_per_year")
        yield Item(say("Cost over its life"),
                   (say("unknown") if cost is None else say("{amount} yen", amount=number_in(cost)),))  # fmt: skip
        yield Item(say("Verification per year"),
                   (say("unknown") if hours is None else say("{amount} hours", amount=number_in(hours)),))  # fmt: skip

    def opinions(self) -> Iterator[Item]:
        """What others said of this revision, and the appeal."""
        case = self.case
        if case.appeal is not None:
            said = say("{person}, on {day}: {text}", person=self.person(case.appeal.seq), day=_day(case.appeal.day),
                       text=case.appeal.reason)  # fmt: skip
            yield Item(say("Appeal"), (said,))
        given = [each for each in case.opinions if each.rev == case.revision.rev]
        yield Item(say("Opinions"), tuple(
            say("{person}, on {day}, {stance}: {text}", person=self.person(each.seq), day=_day(each.day),
                stance=STANCES[each.stance], text=each.message)
            for each in given
        ) or (say("none"),))  # fmt: skip

    def columns(self) -> Iterator[Column]:
        """Draft, a box for each who decides, the day and the number that the paper gets."""
        yield Column(say("Drafted"), ROLES["office"])
        for row in tally(self.desk.world, self.case, self.case.ballots, self.desk.today).rows:
            role = ROLES.get(row.authority.role, row.authority.role)
            cast = [each for each in self.case.ballots if each.voice in row.approve | row.against]
            for each in cast:
                line = self.lines[each.seq]
                yield Column(role, say("{person}: {outcome}", person=line.decider_name or line.name,
                                       outcome=_OUTCOME[each.outcome]))  # fmt: skip
            for _ in range(row.need - len(row.approve)):
                yield Column(role)
        yield Column(say("Decision (circle one)"), say("approved, refused, returned"))
        yield Column(say("Decided on"))
        yield Column(say("Document number"))
        if on_paper(self.case):
            yield Column(say("Conditions, an earlier end, rules overridden, in whose place and why (if any)"))


def _with_reason(rule: Rule) -> Bilingual:
    ja = f"{rule.id}　{rule.title.get('ja')}" + (
        f"。{rule.reason.get('ja')}" if rule.reason.get("ja") else ""
    )
    en = f"{rule.id} {rule.title.get('en')}" + (f". {rule.reason.get('en')}" if rule.reason.get("en") else "")
    return Bilingual(ja, en)


def _step(step: Step) -> Said | Bilingual:
    if step.rung is None:
        return step.text
    return say("rung {rung}: {text}", rung=step.rung, text=step.text)
