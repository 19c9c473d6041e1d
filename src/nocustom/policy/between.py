"""What rules do to each other: who says the same, who is never heard because of whom, and whether anything can pass.

Where it is asked what comes of a request, only complete ones are looked at: what is missing is a question, not an end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from nocustom.form.finding import Finding, Severity
from nocustom.judge.policy import Rule
from nocustom.policy.diagram import Diagram
from nocustom.policy.spans import Span
from nocustom.policy.survey import Survey
from nocustom.words import Said, say

__all__ = ["Between"]

Places = list[tuple[Span, int]]


class _Noes(NamedTuple):
    """On which complete facts which rule of a span says no, by its place: hard forbids, then what was not lifted."""

    hard: dict[int, Diagram]
    forbids: dict[int, Diagram]
    redirects: dict[int, Diagram]

    def above(self, rule: Rule) -> dict[int, Diagram]:
        """Those that stand before a rule in the verdict table."""
        if rule.effect == "redirect":
            return self.hard | self.forbids
        return self.hard if rule.effect == "forbid" else self.hard | self.forbids | self.redirects


class Between:
    """The rules that can fire at all, `living`, in all spans of the survey."""

    def __init__(self, survey: Survey, living: list[tuple[Rule, Places]]) -> None:
        self.survey = survey
        self.space = survey.space
        self.living = living
        self.noes = {span.first: self._noes_of(span) for span in survey.spans}

    def findings(self) -> Iterator[tuple[Rule | None, Finding]]:
        """Each finding with its rule; none where it is the whole policy's."""
        for order, (rule, places) in enumerate(self.living):
            if found := self._implied(order):
                yield rule, found
            else:
                yield from ((rule, each) for each in self._unheard(rule, places))
            yield from ((rule, each) for each in self._misled(rule, places))
        if self.survey.spans and self.never_eligible():
            yield None, Finding("never-eligible", say("no request can ever become eligible"), ("policy", "default"),
                                "value", "error", say("a permit that some complete request reaches"))  # fmt: skip

    # Who says the same ---------------------------------------------------------------------------------------------

    def covers(self, places: Places, other: Places) -> bool:
        """Whether the rule at `other` makes the one at `places` needless for every verdict, on every day."""
        there = {span.first: place for span, place in other}
        return all(
            span.first in there and self._covers(span, place, there[span.first]) for span, place in places
        )

    def _covers(self, span: Span, place: int, other: int) -> bool:
        rule, cover = span.judge.rules[place], span.judge.rules[other]
        if rule.effect != cover.effect or rule.effect == "advise":
            return False
        above, lifters = self.survey.policy.above[rule.layer], span.judge.lifters
        match rule.effect:
            case "forbid" if rule.hard and not cover.hard:
                return False
            case "redirect" if rule.to != cover.to:
                return False
            case "permit" if (rule.layer, rule.grants) != (cover.layer, cover.grants):
                return False
            case "escalate" if cover.layer != rule.layer and cover.layer not in above:
                return False
            case "require":
                return self.space.within(self.survey.unmet(span, place), self.survey.unmet(span, other))
        if other in lifters and not set(lifters[other]) <= set(lifters[place]):
            return False
        return self.space.at_most(self.survey.fires(span, place), self.survey.fires(span, other))

    def _implied(self, order: int) -> Finding | None:
        rule, places = self.living[order]
        for number, (other, there) in enumerate(self.living):
            if other is rule or not self.covers(places, there):
                continue
            same = self.covers(there, places)
            if same and number > order:
                continue  # said of the other one
            cover = self._there(other, say("the other rule"))
            at = (*rule.where, "id")
            if same:
                said = say("`{id}` does exactly what `{other}` does", id=rule.id, other=other.id)
                hint = say("keep one of them")
                return Finding(
                    "duplicate-rule", said, at, "value", "warning", hints=(hint,), related=(cover,)
                )
            said = say("`{id}` decides nothing that `{other}` does not decide", id=rule.id, other=other.id)
            hint = say("a special case may stay for its own words; no verdict depends on it")
            return Finding("implied", said, at, "value", "note", hints=(hint,), related=(cover,))
        return None

    # Who is never heard --------------------------------------------------------------------------------------------

    def _unheard(self, rule: Rule, places: Places) -> Iterator[Finding]:
        if rule.effect in ("permit", "escalate"):
            if self.never_heard(rule, places):
                yield self._silenced("never-helps", rule, places, "error", say("`{id}` never helps", id=rule.id),
                                     say("whenever it fires, this says no"))  # fmt: skip
        elif rule.effect == "redirect" or (rule.effect == "forbid" and not rule.hard):
            if self.always_lifted(places):
                yield Finding("always-lifted", say("`{id}` is lifted whenever it fires", id=rule.id),
                              (*rule.where, "id"), "value", "warning",
                              related=self._named(self._lifting(places), say("this lifts it")))  # fmt: skip
            elif self.never_heard(rule, places):
                yield self._silenced("never-decides", rule, places, "note", say("`{id}` never decides", id=rule.id),
                                     say("whenever it fires, this says no before it"))  # fmt: skip

    def never_heard(self, rule: Rule, places: Places) -> bool:
        """Whether something above it in the verdict table says no whenever the rule is yes on complete facts."""
        d = self.space.diagrams
        return all(
            self.space.within(self._voice(rule, span, place), d.some(self.noes[span.first].above(rule).values()))
            for span, place in places)  # fmt: skip

    def always_lifted(self, places: Places) -> bool:
        """Whether an escalate is yes whenever this refusal is, on complete facts."""
        return all(self.space.never(self._standing(span, place)) for span, place in places)

    def _voice(self, rule: Rule, span: Span, place: int) -> Diagram:
        """Where a rule has something to say: it is yes on complete facts, and not lifted."""
        liftable = place in span.judge.lifters
        return self._standing(span, place) if liftable else self._yes(span, place)

    def _silenced(
        self, code: str, rule: Rule, places: Places, severity: Severity, said: Said, of_others: Said
    ) -> Finding:
        voices = [(span, self._voice(rule, span, place)) for span, place in places]
        by_id: dict[str, list[tuple[Span, Diagram]]] = {}
        for span, _ in voices:
            for place, no in self.noes[span.first].above(rule).items():
                by_id.setdefault(span.judge.rules[place].id, []).append((span, no))

        def enough(ids: list[str]) -> bool:
            for span, voice in voices:
                some = [no for each in ids for when, no in by_id[each] if when is span]
                if not self.space.within(voice, self.space.diagrams.some(some)):
                    return False
            return True

        ids = _fewest(list(by_id), enough)
        return Finding(
            code, said, (*rule.where, "id"), "value", severity, related=self._named(ids, of_others)
        )

    def _lifting(self, places: Places) -> list[str]:
        """The fewest escalates that together lift a rule whenever it fires."""
        by_id = {span.judge.rules[each].id for span, place in places for each in span.judge.lifters[place]}

        def enough(ids: list[str]) -> bool:
            for span, place in places:
                lifters = [each for each in span.judge.lifters[place] if span.judge.rules[each].id in ids]
                lifted = self.space.diagrams.some(self._yes(span, each) for each in lifters)
                if not self.space.within(self._yes(span, place), lifted):
                    return False
            return True

        return _fewest(sorted(by_id), enough)

    # Who leads nowhere ---------------------------------------------------------------------------------------------

    def _misled(self, rule: Rule, places: Places) -> Iterator[Finding]:
        if rule.effect == "escalate" and self.lifts_nothing(places):
            ground = any(
                place in grounds for span, place in places for grounds in span.judge.grounds_by_layer
            )
            yield Finding("lifts-nothing", say("`{id}` lifts nothing", id=rule.id), (*rule.where, "id"), "value",
                          "note" if ground else "warning", None,
                          (say("it only is a ground, as a permit would be"),) if ground
                          else (say("it is no ground either: its layer abstains"),))  # fmt: skip
        if rule.to is not None and self.stays_in_place(rule.to, places):
            yield Finding("redirect-in-place",
                          say("who asks for rung {rung} is redirected to rung {rung}", rung=rule.to),
                          (*rule.where, "to"), "key", "warning",
                          say("a condition that rung {rung} does not meet", rung=rule.to))  # fmt: skip

    def lifts_nothing(self, places: Places) -> bool:
        """Whether no refusal that an escalate could lift is ever yes together with it."""
        both = self.space.diagrams.both
        return all(
            self.space.never(both(self._yes(span, place), self._yes(span, refusal)))
            for span, place in places
            for refusal, lifters in span.judge.lifters.items()
            if place in lifters)  # fmt: skip

    def stays_in_place(self, rung: int, places: Places) -> bool:
        """Whether a redirect fires on a complete request for the very rung it leads to."""
        both, asked_for = self.space.diagrams.both, self.space.asked_for(rung)
        return any(not self.space.never(both(self._yes(span, place), asked_for)) for span, place in places)

    def never_eligible(self) -> bool:
        """Whether no complete request comes to be eligible, on no day."""
        return all(self.space.never(self._eligible(span)) for span in self.survey.spans)

    def _eligible(self, span: Span) -> Diagram:
        d = self.space.diagrams
        whole = self.space.complete
        for grounds in span.judge.grounds_by_layer:
            whole = d.both(whole, d.some(self._yes(span, each) for each in grounds))
        for noes in self.noes[span.first]:
            for no in noes.values():
                whole = d.both(whole, d.without(no))
        for place in span.active:
            if span.judge.rules[place].must is not None:
                whole = d.both(whole, d.without(self.survey.unmet(span, place)))
        return whole

    # What is the case ----------------------------------------------------------------------------------------------

    def _yes(self, span: Span, place: int) -> Diagram:
        """Where a rule is yes on complete facts; nowhere outside its days."""
        fires = self.survey.fires(span, place).yes if place in span.active else 0
        return self.space.diagrams.both(fires, self.space.complete)

    def _standing(self, span: Span, place: int) -> Diagram:
        """Where a refusal is yes on complete facts and no escalate lifts it."""
        d = self.space.diagrams
        lifted = d.some(self._yes(span, each) for each in span.judge.lifters[place])
        return d.both(self._yes(span, place), d.without(lifted))

    def _noes_of(self, span: Span) -> _Noes:
        noes = _Noes({}, {}, {})
        for place in span.active:
            rule = span.judge.rules[place]
            if rule.hard:
                noes.hard[place] = self._yes(span, place)
            elif rule.effect == "forbid":
                noes.forbids[place] = self._standing(span, place)
            elif rule.effect == "redirect":
                noes.redirects[place] = self._standing(span, place)
        return noes

    def _named(self, ids: list[str], said: Said) -> tuple[Finding, ...]:
        rules = {rule.id: rule for rule, _ in self.living}
        return tuple(self._there(rules[each], said) for each in ids)

    def _there(self, rule: Rule, said: Said) -> Finding:
        path = self.survey.policy.layers[rule.layer].path
        return Finding("", said, (*rule.where, "id"), path=path)


def _fewest(ids: list[str], enough: Callable[[list[str]], bool]) -> list[str]:
    kept = list(ids)
    for each in ids:
        less = [other for other in kept if other != each]
        if enough(less):
            kept = less
    return kept
