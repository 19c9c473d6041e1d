"""The one table of event types: on which stream each stands, in which role it is signed, what its statement says.

Roles, and what may come unsigned, are those of the table of acts in `life`. Fields are named with the kind of their
value; what the values mean to the life of a request is judged in `life.rules`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any, Literal

from nocustom.ledger.canonical import LARGEST
from nocustom.ledger.roster import PERSON
from nocustom.life.act import BY_TYPE, namespace

__all__ = ["KINDS", "COMMON", "NUMBER", "REQUEST_FIELDS", "TYPES", "EventType", "Kind"]

NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}\Z")
"""What a request's number, which is its stream, may look like."""

_HEX64 = re.compile(r"[0-9a-f]{64}\Z")
_HEX32 = re.compile(r"[0-9a-f]{32}\Z")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:@/-]{0,127}\Z")


Kind = Callable[[Any], bool]


def _matches(pattern: re.Pattern[str]) -> Kind:
    return lambda value: isinstance(value, str) and pattern.match(value) is not None


def _or_null(check: Kind) -> Kind:
    return lambda value: value is None or check(value)


_sha256 = _matches(_HEX64)


def _whole(value: Any) -> bool:
    return type(value) is int and 0 <= value <= LARGEST


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _seen(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and {*value} == {"size", "root"}
        and _whole(value["size"])
        and _sha256(value["root"])
    )


def _layers(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(layer, dict)
        and {*layer} == {"id", "version", "sha256", "name"}
        and _sha256(layer["sha256"])
        and isinstance(layer["id"], str)
        and isinstance(layer["version"], str)
        and isinstance(layer["name"], str)
        for layer in value
    )


KINDS: dict[str, Kind] = {
    "one": lambda value: type(value) is int and value == 1,
    "text": _text,
    "texts": _texts,
    "id": _matches(_ID),
    "person": _matches(PERSON),
    "number": _matches(NUMBER),
    "nonce": _matches(_HEX32),
    "sha256": _sha256,
    "day": _matches(_DAY),
    "whole": _whole,
    "positive": lambda value: _whole(value) and value > 0,
    "lang": lambda value: value in ("ja", "en"),
    "outcome": lambda value: value in ("approve", "refuse", "return"),
    "stance": lambda value: value in ("agree", "object", "note"),
    "seen": _seen,
    "layers": _layers,
}
KINDS |= {kind + "?": _or_null(check) for kind, check in KINDS.items()}
"""What a value must be; a kind that ends with `?` may be null."""


COMMON: Mapping[str, str] = MappingProxyType({
    "v": "one", "act": "text", "ledger": "text", "by": "person", "acting_for": "person?", "nonce": "nonce",
    "seen": "seen", "lang": "lang", "text": "text",
})  # fmt: skip
"""Fields of every statement."""

REQUEST_FIELDS: Mapping[str, str] = MappingProxyType({
    "request": "number?", "key": "id", "rev": "positive", "file_sha256": "sha256", "material_sha256": "sha256",
    "assessment_sha256": "sha256", "policy_sha256": "sha256",
})  # fmt: skip
"""Further fields of every statement about a request: exactly what the person acted on."""


Stream = Literal["request", "roster", "policy", "catalogue", "people"]


@dataclass(frozen=True)
class EventType:
    """How events of one type must look."""

    stream: Stream
    """The fixed stream, or `request` where the stream is the request's number."""
    namespace: str
    """The role in which the person of the statement signs."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """Fields of the statement besides the common ones (and the request's, on a request's stream)."""
    unsigned: bool = False
    """Whether it may come without a signature; its body then holds the fields and the operating system's user."""
    papers: tuple[str, ...] = ()
    """Fields whose value is the digest of a file kept beside the ledger, or a list of layers, each with one."""

    @cached_property
    def statement(self) -> Mapping[str, Kind]:
        """Every field of the statement, with the check of its value."""
        about = REQUEST_FIELDS if self.stream == "request" else {}
        return {name: KINDS[kind] for name, kind in {**COMMON, **about, **self.fields}.items()}

    @cached_property
    def required_of_body(self) -> Mapping[str, Kind]:
        """The fields an unsigned body must have, with the check of their values."""
        fields = {**REQUEST_FIELDS, **self.fields, "by": "person", "os_user": "text"}
        return {name: KINDS[kind] for name, kind in fields.items()}

    @cached_property
    def allowed_in_body(self) -> Mapping[str, Kind]:
        """Those, and what else a statement would say."""
        return {**self.statement, **self.required_of_body}

    def papers_of(self, content: Mapping[str, Any]) -> list[str]:
        """The digests of the files that an event with this content rests on."""
        found: list[str] = []
        for name in self.papers:
            value = content[name]
            found.extend([value] if isinstance(value, str) else [layer["sha256"] for layer in value])
        return found


_FILE_AND_ASSESSMENT = ("file_sha256", "assessment_sha256")


def _row(
    act: str, stream: Stream, fields: Mapping[str, str], papers: tuple[str, ...] = ()
) -> tuple[str, EventType]:
    return act, EventType(stream, namespace(BY_TYPE[act].space), fields, BY_TYPE[act].unsigned != "never", papers)


TYPES: Mapping[str, EventType] = MappingProxyType(dict((
    _row("roster.set", "roster", {"roots": "text", "roster": "text", "added": "texts"}),
    _row("policy.adopted", "policy", {"layers": "layers", "policy_sha256": "sha256"}, ("layers",)),
    _row("catalogue.adopted", "catalogue", {"sha256": "sha256"}, ("sha256",)),
    _row("people.adopted", "people", {"sha256": "sha256"}, ("sha256",)),
    _row("request.filed", "request", {"filed_on": "day"}, _FILE_AND_ASSESSMENT),
    _row("request.endorsed", "request", {}),
    _row("question.asked", "request", {"message": "text"}),
    _row("question.answered", "request", {"question": "whole", "message": "text"}),
    _row("request.closed", "request", {"verdict": "text", "appeal_until": "day", "reason": "text"}),
    _row("request.insisted", "request", {"reason": "text"}),
    _row("request.appealed", "request", {"reason": "text"}),
    _row("acceptance.signed", "request", {"statement_v": "positive", "answers": "texts", "name": "text"}),
    _row("acceptance.declined", "request", {"reason": "text"}),
    _row("opinion.given", "request", {"stance": "stance", "message": "text"}),
    _row("decision.made", "request", {
        "outcome": "outcome", "acceptance": "sha256?", "sheet_sha256": "sha256", "code": "text", "reason": "text",
        "ends_on": "day?"}),
    _row("request.returned", "request", {"reason": "text"}),
    _row("request.withdrawn", "request", {"reason": "text"}),
    _row("request.voided", "request", {"reason": "text"}),
)))  # fmt: skip
"""Every type of event there is, by name."""
