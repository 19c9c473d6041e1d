"""What a person has said so far in the wizard, and the request that this amounts to.

An answer is kept by the question it answers: the field's path, and behind it the item where there are several.

    gap.output                    a field
    alternative.3.result          what was said of rung 3
    precedent.same_need.0         the first item of a list
    precedent.found.1.body        a field of the second entry
    disclosure.cleared.<text>     why this text is no personal data
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from nocustom.form.fields import ALTERNATIVE, FORM
from nocustom.form.finding import Key

__all__ = ["CLEARED", "FOUND", "Answers", "request_of", "where_of"]

FOUND = "precedent.found"
CLEARED = "disclosure.cleared"


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers by question, the questions passed over, and the no that the person goes on in spite of."""

    given: Mapping[str, Any] = field(default_factory=dict)
    passed: frozenset[str] = frozenset()
    insisted: str = ""

    def to(self, question: str, value: Any) -> Answers:
        """With one more answer."""
        return replace(self, given={**self.given, question: value}, passed=self.passed - {question})

    def without(self, question: str) -> Answers:
        """With no answer to this question: it will be asked again."""
        given = {each: value for each, value in self.given.items() if each != question}
        return replace(self, given=given, passed=self.passed - {question})

    def passing(self, question: str) -> Answers:
        """With this question left unknown."""
        without = self.without(question)
        return replace(without, passed=without.passed | {question})

    def emptied(self, path: str) -> Answers:
        """With a list that is known to have no items."""
        given = {each: value for each, value in self.given.items() if not each.startswith(f"{path}.")}
        return replace(self, given={**given, path: []})

    def without_item(self, root: str, item: int) -> Answers:
        """With one item of a list, or one entry, taken out; those after it move up."""
        given: dict[str, Any] = {}
        for name, value in self.given.items():
            if name.startswith(f"{root}."):
                place, _, part = name.removeprefix(f"{root}.").partition(".")
                if int(place) == item:
                    continue
                if int(place) > item:
                    name = ".".join(filter(None, (root, str(int(place) - 1), part)))
            given[name] = value
        passed = frozenset(name for name in self.passed if not name.startswith(f"{root}."))
        return replace(self, given=given, passed=passed)


def request_of(known: Mapping[str, Any]) -> dict[str, Any]:
    """Answers, in the order of the form, as the tables and lists of a request."""
    request: dict[str, Any] = {"schema": "request/1"}
    for name, value in known.items():
        section, _, rest = name.partition(".")
        if section == ALTERNATIVE:
            rung, _, part = rest.partition(".")
            entries = request.setdefault(ALTERNATIVE, [])
            if not entries or entries[-1]["rung"] != int(rung):
                entries.append({"rung": int(rung)})
            entries[-1][part] = value
            continue
        table = request.setdefault(section, {})
        if name in FORM:
            table[rest] = value
        elif name.startswith(f"{CLEARED}."):
            table.setdefault("cleared", []).append({"text": name.removeprefix(f"{CLEARED}."), "why": value})
        elif name.startswith(f"{FOUND}."):
            place, _, part = name.removeprefix(f"{FOUND}.").partition(".")
            entries = table.setdefault("found", [])
            if int(place) == len(entries):
                entries.append({})
            entries[int(place)][part] = value
        else:
            table.setdefault(rest.rpartition(".")[0], []).append(value)
    return request


def where_of(name: str, request: Mapping[str, Any]) -> Key:
    """Where the answer to a question stands in a request that has it."""
    section, _, rest = name.partition(".")
    if section == ALTERNATIVE:
        rung, _, part = rest.partition(".")
        return ALTERNATIVE, [each["rung"] for each in request[ALTERNATIVE]].index(int(rung)), part
    if name.startswith(f"{CLEARED}."):
        texts = [each["text"] for each in request["disclosure"]["cleared"]]
        return section, "cleared", texts.index(name.removeprefix(f"{CLEARED}.")), "why"
    return section, *(int(part) if part.isdigit() else part for part in rest.split("."))
