"""An XACML request, and what a policy may ask of it: facts about fields of our form, compared with what is written.

an attribute, one-and-only   a field of its type; missing where there is no value, or more than one
an attribute as a bag        a field where there is one value, else a list or a set of rungs; empty where there is
                             none, and missing where there is none and one must be present
integer-subtract             a number worked out beforehand, as a derived field would be
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

__all__ = ["FALSE", "TRUE", "TURNED", "TYPES", "Asked", "Condition", "Fact", "LeftOut", "Why", "compared", "elements",
           "inside", "joined", "literal", "negated", "short", "tag", "unsaid"]  # fmt: skip


class Why(StrEnum):
    """What a case wants that our language can't say."""

    TYPE = "a type that the form has no field of"
    TEXT = "part, order or form of a text"
    COUNT = "counts members, or builds a new bag"
    CLOSED_SET = "asks whether a list holds nothing else"
    ARITHMETIC = "arithmetic, but for the difference of two facts"
    TWO = "compares two facts with each other"
    CLOCK = "asks the clock of the engine"
    DUTY = "obligations or advice"
    ONLY_ONE = "an error where two policies apply"
    NESTING = "one way of combining within another"
    FILES = "policies that name others by reference"
    REFUSAL = "wants a faulty XACML file refused"
    FIELD = "more lists than the form has"
    FUNCTION = "applies a function to each member of a bag"
    OTHER = "another part of XACML without a counterpart"


class LeftOut(Exception):
    """A case that our language can't say."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


class Fact(NamedTuple):
    """What a clause asks for: a kind of field, and the value it has in this request, None where it is missing."""

    name: tuple[Any, ...]
    kind: str
    value: Any


Condition = tuple[str, Any, Any]
"""A join with its parts and None, or an operator with its fact and operand."""

TRUE: Condition = ("all", [], None)
FALSE: Condition = ("any", [], None)

_COMPARED = {
    "int": {"equal": "is", "greater-than": "over", "greater-than-or-equal": "at_least", "less-than": "under",
            "less-than-or-equal": "at_most"},
    "date": {"equal": "", "greater-than": "after", "greater-than-or-equal": "on_or_after", "less-than": "before",
             "less-than-or-equal": "on_or_before"},
    "text": {"equal": "is"},
    "bool": {"equal": "is"},
}  # fmt: skip
TURNED = {"greater-than": "less-than", "greater-than-or-equal": "less-than-or-equal", "less-than": "greater-than",
          "less-than-or-equal": "greater-than-or-equal", "equal": "equal"}  # fmt: skip
"""What each comparison is with its sides changed."""
TYPES: dict[str, tuple[str, Callable[[str], Any]]] = {
    "string": ("text", str), "anyURI": ("text", str), "integer": ("int", int), "date": ("date", date.fromisoformat),
    "boolean": ("bool", lambda text: {"true": True, "1": True, "false": False, "0": False}[text]),
}  # fmt: skip
"""By XACML type: the kind of field, and how a value is read."""


def tag(element: Element) -> str:
    """The name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


def short(urn: str | None) -> str:
    """The last word of a name such as `urn:oasis:...:string-equal`."""
    return (urn or "").rpartition(":")[2].rpartition("#")[2]


def inside(element: Element, *tags: str) -> list[Element]:
    """The children with one of these names."""
    return [each for each in element if tag(each) in tags]


def elements(element: Element) -> list[Element]:
    """The children that mean something."""
    return [each for each in element if tag(each) != "Description"]


# Conditions -------------------------------------------------------------------------------------------------------


def joined(join: str, parts: list[Condition]) -> Condition:
    """`all` or `any` of the parts, without those that are always so."""
    settled = FALSE if join == "all" else TRUE
    if settled in parts:
        return settled
    return join, [part for part in parts if part not in (TRUE, FALSE)], None


def negated(part: Condition) -> Condition:
    """What is yes where the part is no."""
    return FALSE if part == TRUE else TRUE if part == FALSE else ("none", [part], None)


def compared(fact: Fact, function: str, operand: Any) -> Condition:
    """A fact compared with what is written; days are the same that are neither before nor after each other."""
    operators = _COMPARED[fact.kind]
    if function not in operators:
        raise LeftOut(Why.TEXT)
    if fact.kind == "date" and function == "equal":
        return joined("all", [("on_or_after", fact, operand), ("on_or_before", fact, operand)])
    return operators[function], fact, operand


# The request ------------------------------------------------------------------------------------------------------


def literal(element: Element) -> tuple[str, Any]:
    """The type of an AttributeValue, and its value."""
    name = short(element.get("DataType"))
    if name not in TYPES:
        raise LeftOut(Why.TYPE)
    text = element.text or ""
    return name, TYPES[name][1](text if TYPES[name][0] == "text" else text.strip())


class Asked:
    """The attributes of a request, and what a policy may ask of them."""

    def __init__(self, root: Element) -> None:
        self._given = [(group.get("Category"), each.get("AttributeId"), each.get("Issuer"), value)
                       for group in inside(root, "Attributes") for each in inside(group, "Attribute")
                       for value in inside(each, "AttributeValue")]  # fmt: skip
        self.subtracts = False

    def bag(self, designator: Element) -> tuple[tuple[Any, ...], str, list[Any]]:
        """The name, the type and the values of what an AttributeDesignator asks for."""
        if tag(designator) != "AttributeDesignator":
            raise LeftOut(Why.OTHER)
        category, attribute, issuer = map(designator.get, ("Category", "AttributeId", "Issuer"))
        wanted = short(designator.get("DataType"))
        if wanted not in TYPES:
            raise LeftOut(Why.TYPE)
        values = [literal(value)[1] for *where, by, value in self._given
                  if where == [category, attribute] and issuer in (None, by)
                  and short(value.get("DataType")) == wanted]  # fmt: skip
        if not values and short(attribute).startswith("current-"):
            raise LeftOut(Why.CLOCK)
        return (category, attribute, issuer, wanted), wanted, values

    def one(self, element: Element) -> Fact | None:
        """The fact that an expression of a single value stands for; None where it is no such expression."""
        function = short(element.get("FunctionId"))
        if function.endswith("-one-and-only"):
            name, type_, values = self.bag(elements(element)[0])
            return Fact(("one", *name), TYPES[type_][0], values[0] if len(values) == 1 else None)
        if function == "integer-subtract":
            self.subtracts = True
            facts = [self.one(each) for each in elements(element)]
            if None in facts:
                raise LeftOut(next(map(unsaid, elements(element))))
            both = [each.value for each in facts if each is not None]
            return Fact(("minus", *facts), "int", None if None in both else both[0] - both[1])
        return None

    def member(self, designator: Element, function: str, operand: Any) -> Condition:
        """Whether some value of a bag compares so with the operand."""
        name, type_, values = self.bag(designator)
        kind, must = TYPES[type_][0], designator.get("MustBePresent") == "true"
        if len(values) == 1 or (not values and must):
            return compared(
                Fact(("bag", *name, must), kind, values[0] if values else None), function, operand
            )
        if function != "equal":
            raise LeftOut(Why.OTHER)
        return self.members(designator, "has", [operand])

    def members(self, designator: Element, operator: str, operands: list[Any]) -> Condition:
        """What a bag holds: `has`, `has_any`, `has_all`, or `within` where it must hold nothing else."""
        name, type_, values = self.bag(designator)
        must = designator.get("MustBePresent") == "true"
        rungs = type_ == "integer" and all(0 <= each <= 9 for each in (*values, *operands))
        spoken = (lambda each: each) if rungs else _spoken
        kind = "set" if rungs else "list"
        missing = not values and must
        there: Any = [spoken(each) for each in values]
        fact = Fact((kind, *name, must), kind, None if missing else ({*there}, set()) if rungs else there)
        if operator == "within":
            others = [each for each in _universe(type_, rungs) if each not in operands]
            return ("none", [("has_any", fact, [spoken(each) for each in others])], None) if others else TRUE
        asked = [spoken(each) for each in operands]
        return operator, fact, asked[0] if operator == "has" else asked


def _universe(type_: str, rungs: bool) -> list[Any]:
    """All values of a type that has few."""
    if type_ != "boolean" and not rungs:
        raise LeftOut(Why.CLOSED_SET)
    return [True, False] if type_ == "boolean" else list(range(10))


def _spoken(value: Any) -> str:
    """A value as a member of a list of texts, equal exactly where the values are."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def unsaid(element: Element) -> Why:
    """Why an expression of a single value has no counterpart."""
    function = short(element.get("FunctionId"))
    if any(word in function for word in ("substring", "normalize")):
        return Why.TEXT
    if any(word in function for word in ("double", "round", "floor", "time", "dateTime", "Duration")):
        return Why.TYPE
    return Why.COUNT if function.endswith("-bag-size") else Why.ARITHMETIC
