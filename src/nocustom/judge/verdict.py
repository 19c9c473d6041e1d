"""The verdict table: what the rules that fire make of a request.

1. A hard forbid is yes: forbidden.
2. An overridable forbid is yes and no escalate could lift it: refused.
3. A redirect is yes and no escalate could lift it: redirected.
4. Some layer that refuses by default finds no ground, and none can come: refused, by `default`.
5. A require is unmet, or something unknown could still change the result: incomplete.
6. Otherwise: eligible. A person decides; the engine never approves.

Every leaf is evaluated once; that trace (`judge/circuit.py`) is all that a judgement is explained from.
An escalate lifts overridable forbids and redirects of its own layer and of layers that extend it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from nocustom.errors import NotJudged
from nocustom.form.choices import VERDICTS
from nocustom.form.directory import in_days
from nocustom.form.fields import FIELDS
from nocustom.judge.circuit import NEVER, Circuit, Trace
from nocustom.judge.condition import Leaf
from nocustom.judge.derive import Facts, Setting, facts_of
from nocustom.judge.policy import Grants, Layer, Policy, Rule
from nocustom.judge.truth import NO, UNKNOWN, YES, Truth
from nocustom.judge.values import not_in_effect
from nocustom.words import say

__all__ = ["SEVERITY", "VERDICTS", "Judge", "Judgement", "Verdict"]

Verdict = Literal["forbidden", "refused", "redirected", "incomplete", "eligible"]
SEVERITY: dict[str, int] = {verdict: place for place, verdict in enumerate(reversed(VERDICTS))}
"""0 for eligible up to 4 for forbidden."""

DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict and its whole trace. `fired` and `met` go with `judge.rules`; `met` is YES without a must."""

    judge: Judge
    facts: Facts
    leaf_truths: Trace
    fired: list[Truth]
    met: list[Truth]
    verdict: Verdict
    deciding: tuple[int, ...]
    """Places in `judge.rules` of the rules that made the verdict; empty where `default` did."""

    @property
    def by_default(self) -> bool:
        """Whether no ground was found in some layer, and nothing else had said no before."""
        return self.verdict == "refused" and not self.deciding

    def decided_by(self) -> list[str]:
        """The ids of the deciding rules, sorted."""
        return [DEFAULT] if self.by_default else [self.judge.rules[place].id for place in self.deciding]

    def leaf_truth(self, leaf: Leaf) -> Truth:
        """What a clause of one of the judge's rules came to."""
        return self.judge.leaf_truth(leaf, self.leaf_truths)

    def lifted(self, place: int) -> bool:
        """Whether an escalate that is yes takes the refusal of this rule out of the machine's hands."""
        return any(self.fired[lifter] == YES for lifter in self.judge.lifters.get(place, ()))

    def grounds(self) -> list[Rule]:
        """The permits and escalates that are yes."""
        return [rule for rule, fired in zip(self.judge.rules, self.fired, strict=True)
                if fired == YES and rule.effect in ("permit", "escalate")]  # fmt: skip


class Judge:
    """A policy made ready for one day: the layers that take part, the values that hold, every leaf once.

    Raises NotJudged when no refusing layer takes part on the day, or a rule uses a value of a layer outside its days.
    """

    def __init__(self, policy: Policy, day: date) -> None:
        self.policy = policy
        self.day = day
        self.layers = [layer for layer in policy.ordered() if layer.takes_part(day)]
        self.values = _values_on(policy, self.layers)
        self._refuse_gaps()
        rules = [rule for layer in self.layers for rule in layer.rules]
        self.rules: list[Rule] = sorted(rules, key=lambda rule: rule.id)
        self._circuit = Circuit(self.operand)
        self._fires = [self._fires_when(rule) for rule in self.rules]
        self._musts = [(place, self._circuit.mask(rule.must)) for place, rule in enumerate(self.rules) if rule.must]
        self.wanted = [path for path in self._circuit.fields if FIELDS[path].derived]
        self._arrange()

    def judge(self, request: Mapping[str, Any], setting: Setting) -> Judgement:
        """The verdict on one well-formed (or, in the wizard, unfinished) request."""
        if setting.values is not self.values:
            setting = setting._replace(values=self.values)
        return self.judge_facts(facts_of(request, setting, self.wanted))

    def judge_facts(self, facts: Facts) -> Judgement:
        """The verdict on facts that are already derived."""
        trace = self._circuit.trace(facts)
        yes, no = trace
        fired = [NO if no & mask else YES if yes & mask == mask else UNKNOWN for mask in self._fires]
        met = self._all_met.copy()
        for place, must in self._musts:
            if fired[place] != NO:
                met[place] = trace.truth(must)
        verdict, deciding = self._table(fired, met)
        return Judgement(self, facts, trace, fired, met, verdict, deciding)

    def had(self, judgement: Judgement, place: int, fired: Truth, met: Truth) -> Judgement:
        """The judgement as it would be, had the rule at `place` come to this and all others to what they came to."""
        all_fired, all_met = judgement.fired.copy(), judgement.met.copy()
        all_fired[place], all_met[place] = fired, met
        verdict, deciding = self._table(all_fired, all_met)
        return replace(judgement, fired=all_fired, met=all_met, verdict=verdict, deciding=deciding)

    def _table(self, fired: list[Truth], met: list[Truth]) -> tuple[Verdict, tuple[int, ...]]:
        """The six lines, in order; the first that holds decides."""
        if deciding := tuple([rule for rule in self._hard if fired[rule] == YES]):
            return "forbidden", deciding
        standing: dict[int, Truth] = {}
        """Of overridable forbids and redirects not lifted: what the escalates that could lift them are at most."""
        for rule in self._liftable:
            if fired[rule]:
                hope = max([fired[lifter] for lifter in self.lifters[rule]], default=NO)
                if hope != YES:
                    standing[rule] = hope
        certain = [rule for rule, hope in standing.items() if fired[rule] == YES and hope == NO]
        if deciding := tuple([rule for rule in certain if self.rules[rule].effect == "forbid"]):
            return "refused", deciding
        if deciding := tuple(certain):
            return "redirected", deciding
        granted = [max([fired[ground] for ground in grounds], default=NO) for grounds in self.grounds_by_layer]
        if NO in granted:
            return "refused", ()
        open_ = [rule for rule, _ in self._musts if met[rule] != YES]
        open_ += [rule for rule in self._hard if fired[rule] == UNKNOWN]
        for rule, hope in standing.items():
            if fired[rule] == UNKNOWN:
                open_.append(rule)
            if hope == UNKNOWN:
                open_ += [lifter for lifter in self.lifters[rule] if fired[lifter] == UNKNOWN]
        for grounds, best in zip(self.grounds_by_layer, granted, strict=True):
            if best == UNKNOWN:
                open_ += [ground for ground in grounds if fired[ground] == UNKNOWN]
        if open_:
            waiting = {rule for rule, hope in standing.items() if hope == UNKNOWN}
            return "incomplete", tuple(sorted(waiting.union(open_)))
        return "eligible", tuple(sorted({ground for grounds in self.grounds_by_layer for ground in grounds
                                         if fired[ground] == YES}))  # fmt: skip

    def leaf_truth(self, leaf: Leaf, trace: Trace) -> Truth:
        """The truth that `leaf` had in a trace of this judge."""
        return trace.truth(self._circuit.bit(leaf))

    def operand(self, leaf: Leaf) -> Any:
        """The leaf's operand with a named value replaced by what it is on this day."""
        return self.values[leaf.named] if leaf.named is not None else leaf.operand

    def number(self, value: int | str) -> int:
        """A number, or the named value that stands for one."""
        return self.values[value[1:]] if isinstance(value, str) else value

    def grants(self, judgement: Judgement) -> list[Grants]:
        """What the permits that are yes allow, with named values replaced."""
        return [rule.grants._replace(max_months=self.number(rule.grants.max_months)
                                     if rule.grants.max_months is not None else None)
                for rule in judgement.grounds() if rule.grants]  # fmt: skip

    def _fires_when(self, rule: Rule) -> int:
        """`when` and not `unless`, as one conjunction; on days outside its own, no rule fires."""
        mask = self._circuit.mask(rule.when) | self._circuit.unless(rule.unless)
        return mask if in_days(rule.days, self.day) else NEVER

    def _arrange(self) -> None:
        above = self.policy.above
        places = list(enumerate(self.rules))
        self._all_met = [YES] * len(self.rules)
        self._hard = [place for place, rule in places if rule.hard]
        self._liftable = [place for place, rule in places
                          if rule.effect == "redirect" or (rule.effect == "forbid" and not rule.hard)]  # fmt: skip
        escalates = [(place, rule.layer) for place, rule in places if rule.effect == "escalate"]
        self.lifters = {
            place: [lifter for lifter, layer in escalates
                    if layer == self.rules[place].layer or layer in above[self.rules[place].layer]]
            for place in self._liftable
        }  # fmt: skip
        self.grounds_by_layer = [
            [place for place, rule in places if rule.effect == "permit" and rule.layer == layer.id]
            + [place for place, owner in escalates if owner == layer.id or owner in above[layer.id]]
            for layer in self.layers if layer.refuses
        ]  # fmt: skip
        """For each layer that refuses by default, the places of the permits and escalates it can find a ground in."""

    def _refuse_gaps(self) -> None:
        if not any(layer.refuses for layer in self.layers):
            raise NotJudged(
                say("no policy layer that refuses by default is in effect on {day}", day=self.day.isoformat()),
                say("look at `effective` of the layers in policies/, or choose another day with `--as-of`"),
            )
        if found := not_in_effect(self.policy, self.day):
            raise NotJudged(say("the policy can't be used on {day}", day=self.day.isoformat()), findings=found)


def _values_on(policy: Policy, layers: list[Layer]) -> dict[str, int]:
    """Each named value on the day: the owner's, or the strictest that layers in effect made of it."""
    values: dict[str, int] = {}
    for name, owner in policy.owners.items():
        original = policy.layers[owner].values[name]
        said = [layer.values[name].is_ for layer in layers if name in layer.values]
        values[name] = (max if original.may == "raise" else min)([original.is_, *said])
    return values
