"""What is wrong inside one rule: what can never be, what always is, what excludes each other, what says nothing new."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from nocustom.form.finding import Finding, Severity
from nocustom.judge.condition import Group, Leaf, Node
from nocustom.judge.policy import Rule
from nocustom.policy.diagram import Diagram
from nocustom.policy.space import Dropped, Truths, opposite
from nocustom.policy.spans import Span
from nocustom.policy.survey import Survey, pointing
from nocustom.words import Said, say

__all__ = ["Inside"]


class Inside:
    """One rule in the spans in which it can fire. What is said of it holds in all of them."""

    def __init__(self, survey: Survey, rule: Rule, places: Sequence[tuple[Span, int]]) -> None:
        self.survey = survey
        self.space = survey.space
        self.rule = rule
        self.places = places
        self.never_fires = all(self.space.never(survey.fires(*place).yes) for place in places)
        self.always_fires = all(self.space.never(opposite(survey.fires(*place)).yes) for place in places)
        binding = rule.must is not None and not self.never_fires
        self.always_met = binding and all(
            self.space.within(survey.fires(*place).yes, self._met(place)) for place in places
        )
        self.never_met = binding and all(self.space.never(self._met_when_firing(place)) for place in places)

    def findings(self) -> Iterator[Finding]:
        """Each root cause once."""
        wrong: dict[int, Node] = {}
        for leaf in self.rule.leaves():
            if found := self._constant(leaf):
                wrong[id(leaf)] = leaf
                yield found
        for node in (self.rule.when, self.rule.unless, self.rule.must):
            for group in _conjunctions(node):
                if not self._explained(group, wrong) and self._never(group):
                    yield self._contradiction(group)
                    wrong[id(group)] = group
        if self.never_fires:
            yield from self._dead(wrong)
            return
        if self.never_met and not self._explained(self.rule.must, wrong):
            yield self._of_rule("never-met", "must", "error",
                                say("`{id}` can never be met where it fires", id=self.rule.id),
                                say("something that its own condition leaves open"))  # fmt: skip
        if self.always_met:
            yield self._of_rule("always-met", "must", "warning", say("`{id}` demands nothing new", id=self.rule.id),
                                say("something that its own condition leaves open"))  # fmt: skip
        if self.always_fires:
            if self.rule.when or self.rule.unless or self.rule.effect not in ("require", "advise"):
                yield self._always()
            return
        for node, because in self.redundant(frozenset(wrong)):
            yield self._redundant(node, because)

    def redundant(self, skipped: Dropped = frozenset()) -> Iterator[tuple[Node, list[Node]]]:
        """Clauses and groups that can all be deleted together without changing the rule, and what says the same.

        Of what is left, nothing can be deleted. Later clauses go first, and a whole group before what is in it.
        """
        dropped: Dropped = frozenset()
        while (found := next(self._next_redundant(dropped, skipped), None)) is not None:
            dropped |= {id(found[0])}
            yield found

    def _next_redundant(self, dropped: Dropped, skipped: Dropped) -> Iterator[tuple[Node, list[Node]]]:
        def needless(node: Node) -> bool:
            return id(node) not in skipped and self._unchanged(dropped | {id(node)})

        roots = [
            root
            for root in (self.rule.unless, self.rule.when)
            if root is not None and id(root) not in dropped
        ]
        for root in roots:
            others = [other for other in roots if other is not root]
            if (others or root is self.rule.unless) and needless(root):
                yield root, others
        waiting = [self.rule.must, *reversed(roots)]
        while waiting:
            group = waiting.pop()
            if isinstance(group, Group):
                parts = [part for part in group.parts if id(part) not in dropped]
                for part in reversed(parts) if len(parts) > 1 else ():
                    if needless(part):
                        yield (
                            part,
                            self._because(group, part, [other for other in parts if other is not part]),
                        )
                waiting += parts

    # What is the case ----------------------------------------------------------------------------------------------

    def _never(self, node: Node) -> bool:
        return all(self.space.never(self._truths(node, span).yes) for span, _ in self.places)

    def _truths(self, node: Node, span: Span) -> Truths:
        return self.space.node(node, span.judge.operand)

    def _met(self, place: tuple[Span, int]) -> Diagram:
        assert self.rule.must is not None
        return self._truths(self.rule.must, place[0]).yes

    def _met_when_firing(self, place: tuple[Span, int]) -> Diagram:
        return self.space.diagrams.both(self._met(place), self.survey.fires(*place).yes)

    def _unchanged(self, dropped: Dropped) -> bool:
        """Whether the rule fires, and is unmet, on the same facts without these clauses."""
        for span, place in self.places:
            fires = self.space.fires(self.rule.when, self.rule.unless, span.judge.operand, dropped)
            if not self.space.same(fires, self.survey.fires(span, place)):
                return False
            if self.rule.must is not None:
                now, was = self.survey.unmet(span, place, dropped), self.survey.unmet(span, place)
                if not (self.space.within(now, was) and self.space.within(was, now)):
                    return False
        return True

    def _because(self, group: Group, part: Node, left: list[Node]) -> list[Node]:
        """The fewest of the other parts of a group that make `part` say nothing new; none if it is not they alone."""

        def enough(others: list[Node]) -> bool:
            joined = self.space.any if group.join in ("any", "none") else self.space.all
            return all(
                self.space.same(joined(self._truths(each, span) for each in others),
                                joined(self._truths(each, span) for each in (*others, part)))
                for span, _ in self.places)  # fmt: skip

        return _fewest(left, enough) if enough(left) else []

    def _explained(self, node: Node | None, wrong: dict[int, Node]) -> bool:
        """Whether something in a condition is reported already."""
        return node is not None and any(id(each) in wrong for each in _nodes(node))

    # What is said of it --------------------------------------------------------------------------------------------

    def _so(self, always: bool = False) -> tuple[Severity, tuple[Said, ...]]:
        if self.never_fires and not always:
            return "error", (say("so `{id}` can never fire", id=self.rule.id),)
        return "warning", ()

    def _constant(self, leaf: Leaf) -> Finding | None:
        truths = [self._truths(leaf, span) for span, _ in self.places]
        if all(self.space.never(each.yes) for each in truths):
            severity, hints = self._so()
            return Finding("never-true", say("no value of `{field}` fulfils this", field=leaf.field), leaf.where, "key",
                           severity, say("a clause that some value fulfils"), hints)  # fmt: skip
        if leaf.operator != "filled" and all(self.space.never(each.no) for each in truths):
            return Finding("always-true", say("every value of `{field}` fulfils this", field=leaf.field), leaf.where,
                           "key", "warning", say("a clause that some value does not fulfil"),
                           (say("to ask that it is stated, write `{ filled = true }`"),))  # fmt: skip
        return None

    def _contradiction(self, group: Group) -> Finding:
        def impossible(parts: list[Node]) -> bool:
            every, span_truths = self.space.all, self._truths
            return all(
                self.space.never(every(span_truths(each, span) for each in parts).yes)
                for span, _ in self.places
            )

        *others, last = _fewest(_together(group), impossible)
        severity, hints = self._so()
        said = say("these clauses exclude each other") if others else say("this can never be yes")
        return Finding("contradiction", said, last.where, "key", severity, hints=hints,
                       related=tuple(pointing(say("against this"), each) for each in others))  # fmt: skip

    def _dead(self, wrong: dict[int, Node]) -> Iterator[Finding]:
        """The rule can never fire, and no clause alone says why: its `unless` takes all that its `when` gives."""
        when, unless = self.rule.when, self.rule.unless
        parts = [] if when is None else _together(when)

        def impossible(kept: list[Node]) -> bool:
            for span, _ in self.places:
                truths = [self._truths(each, span) for each in kept]
                if unless is not None:
                    truths.append(opposite(self._truths(unless, span)))
                if not self.space.never(self.space.all(truths).yes):
                    return False
            return True

        causes = _fewest(parts, impossible)
        if id(when) in wrong or any(
            self._explained(each, wrong) for each in (*causes, *([] if causes else [unless]))
        ):
            return
        said = say("`{id}` can never fire", id=self.rule.id)
        if unless is None:
            yield self._of_rule("never-fires", "when", "error", said, say("a condition that can be yes"))
            return
        yield Finding("never-fires", said, (*self.rule.where, "unless"), "key", "error",
                      say("an exception that leaves something of `when`"),
                      related=tuple(pointing(say("whenever this is yes, `unless` is too"), each)
                                    for each in causes))  # fmt: skip

    def _always(self) -> Finding:
        key = "when" if self.rule.when else "unless" if self.rule.unless else "effect"
        consequence = {
            "forbid": say("so nothing can pass it"),
            "redirect": say("so nothing can pass it"),
            "permit": say("so its layer never refuses by default"),
            "escalate": say("so its layer never refuses by default, and what it lifts never counts"),
        }.get(self.rule.effect)
        return Finding("always-fires", say("`{id}` fires on every request", id=self.rule.id),
                       (*self.rule.where, key), "key", "warning", say("a condition that can be no"),
                       (consequence,) if consequence else ())  # fmt: skip

    def _redundant(self, node: Node, because: list[Node]) -> Finding:
        said = (
            say("this exception never makes a difference")
            if node is self.rule.unless
            else say("this says nothing that the rest does not say")
        )
        return Finding("redundant", said, node.where, "key", "warning", hints=(say("delete it"),),
                       related=tuple(pointing(say("this says it already"), each) for each in because))  # fmt: skip

    def _of_rule(self, code: str, key: str, severity: Severity, said: Said, expected: Said) -> Finding:
        return Finding(code, said, (*self.rule.where, key), "key", severity, expected)


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    if isinstance(node, Group):
        for part in node.parts:
            yield from _nodes(part)


def _conjunctions(node: Node | None) -> Iterator[Group]:
    """The groups whose parts must hold together, inner ones first."""
    if isinstance(node, Group):
        for part in node.parts:
            yield from _conjunctions(part)
        if node.join == "all":
            yield node


def _together(node: Node) -> list[Node]:
    """What must hold for a condition to hold, as far as that is a plain list of clauses and groups."""
    if isinstance(node, Group) and (node.join == "all" or (node.join == "any" and len(node.parts) == 1)):
        return [inner for part in node.parts for inner in _together(part)]
    return [node]


def _fewest(parts: list[Node], enough: Callable[[list[Node]], bool]) -> list[Node]:
    """A smallest part of `parts` that is still enough: without any one of it, it is not."""
    kept = list(parts)
    for part in parts:
        less = [each for each in kept if each is not part]
        if enough(less):
            kept = less
    return kept
