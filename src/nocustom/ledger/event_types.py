"""The one table of event types: on which stream each stands, in which role it is signed, what its statement says.

Roles, what may come unsigned, and the fields with the kinds of their values are those of `life`; here stands how they
are written in a line. What the values mean to the life of a request is judged in `life.rules`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from operator import itemgetter
from types import MappingProxyType
from typing import Any, Literal, TypeGuard

from nocustom.ledger.canonical import LARGEST
from nocustom.ledger.roster import PERSON
from nocustom.life import shape
from nocustom.life.act import BY_TYPE, namespaces
from nocustom.life.shape import ON_REQUEST, Kind

__all__ = ["KINDS", "NUMBER", "TYPES", "WIDER", "EventType", "Kind", "left_to_life"]

NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}\Z")
"""What a request's number, which is its stream, may look like."""

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:@/-]{0,127}")
_sha256 = shape.KINDS["sha256"]


def _whole(value: Any) -> bool:
    return type(value) is int and 0 <= value <= LARGEST


def _seen(value: Any) -> bool:
    return isinstance(value, dict) and len(value) == 2 and _whole(value.get("size")) and _sha256(value.get("root"))


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


WIDER = shape.or_null({
    "said": shape.KINDS["text"], "id": shape.matches(_ID), "number": shape.matches(NUMBER), "layers": _layers,
})  # fmt: skip
"""Of these kinds a line may hold more than the rules of `life` take."""
KINDS: Mapping[str, Kind] = MappingProxyType({**shape.KINDS, **WIDER, **shape.or_null({
    "version": lambda value: type(value) is int and value == 1, "person": shape.matches(PERSON), "whole": _whole,
    "positive": lambda value: _whole(value) and value > 0, "seen": _seen,
})})  # fmt: skip
"""What a value must be in a line; what the rules of `life` ask of it besides, they say themselves."""
left_to_life = shape.looking_at(WIDER)
"""Asks what those rules ask of the fields of an event besides what its line was asked."""


_ACTED_ON = {name: KINDS[kind] for name, kind in ON_REQUEST.items() if name != "request"}
"""What of a request the person acted on, but for its number, which a first filing does not know."""
_acted_on = itemgetter(*_ACTED_ON)


@lru_cache(maxsize=1024, typed=True)  # 1 is not true
def _good(*acted_on: Any) -> bool:
    """Several lines say the same: what is good is remembered. Raises ValueError where one is not."""
    for kind, value in zip(_ACTED_ON.values(), acted_on, strict=True):
        if not kind(value):
            raise ValueError
    return True


class _Form:
    """Exactly these fields with values of their kinds, in the order of canonical JSON."""

    def __init__(self, fields: Mapping[str, Kind]) -> None:
        self._names = tuple(sorted(fields))
        self._on_request = {*_ACTED_ON} <= {*fields}
        together = {*_ACTED_ON} if self._on_request else set[str]()
        self._alone = tuple((name, kind) for name, kind in fields.items() if name not in together)

    def fits(self, value: Any) -> bool:
        """Whether it has them, and nothing else."""
        if type(value) is not dict or tuple(value) != self._names:
            return False
        for name, check in self._alone:  # a loop is faster than `all`, and this is asked of every line
            if not check(value[name]):
                return False
        try:
            return not self._on_request or _good(*_acted_on(value))
        except (ValueError, TypeError):  # no text, so not even to be remembered
            return False


Stream = Literal["request", "roster", "policy", "catalogue", "people", "disputes", "witness", "restored"]


@dataclass(frozen=True)
class EventType:
    """How events of one type must look."""

    stream: Stream
    """The fixed stream, or `request` where the stream is the request's number."""
    namespaces: tuple[str, ...]
    """The roles in one of which the person of the statement signs."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """Fields of the statement besides the common ones."""
    unsigned: bool = False
    """Whether it may come without a signature; its body then holds the fields and the operating system's user."""
    bare: bool = False
    """Whether it only comes so: what it holds is signed in itself."""
    papers: tuple[str, ...] = ()
    """Fields whose value is null, the digest of a file kept beside the ledger, or a list of layers, each with one."""
    read: tuple[str, ...] = ()
    """The same, of files that the person read and that come with the act; no rule rests on them."""

    @cached_property
    def statement(self) -> Mapping[str, Kind]:
        """Every field of the statement, with the check of its value."""
        return {name: KINDS[kind] for name, kind in {**shape.COMMON, **self.fields}.items()}

    @cached_property
    def required_of_body(self) -> Mapping[str, Kind]:
        """The fields an unsigned body must have, with the check of their values."""
        fields = {**self.fields, "by": "person", "os_user": "text"}
        return {name: KINDS[kind] for name, kind in fields.items()}

    @cached_property
    def allowed_in_body(self) -> Mapping[str, Kind]:
        """Those, and what else a statement would say."""
        return {**self.statement, **self.required_of_body}

    @cached_property
    def _signed(self) -> _Form:
        return _Form(self.statement)

    @cached_property
    def _unsigned(self) -> _Form:
        return _Form(self.required_of_body)

    def is_statement(self, value: Any) -> TypeGuard[dict[str, Any]]:
        """Whether this has exactly the fields of the statement, with values of their kinds, and so of the profile."""
        return self._signed.fits(value)

    def is_body(self, value: Any) -> TypeGuard[dict[str, Any]]:
        """The same of an unsigned body with those fields alone that it must have, as nearly all are."""
        return self._unsigned.fits(value)

    def papers_of(self, content: Mapping[str, Any]) -> list[str]:
        """The digests of the files that an event with this content rests on."""
        return _digests(content, self.papers)

    def brought_by(self, content: Mapping[str, Any]) -> list[str]:
        """The digests of the files that come with such an act: those it rests on, and what its person read."""
        return _digests(content, (*self.papers, *self.read))


def _digests(content: Mapping[str, Any], names: tuple[str, ...]) -> list[str]:
    found: list[str] = []
    for name in names:
        value = content[name]
        if value is not None:
            found.extend([value] if isinstance(value, str) else [layer["sha256"] for layer in value])
    return found


_STREAMS: Mapping[str, Stream] = {
    "roster.set": "roster", "policy.adopted": "policy", "catalogue.adopted": "catalogue", "people.adopted": "people",
    "witness.added": "witness", "ledger.restored": "restored", "act.disputed": "disputes", "act.disposed": "disputes",
}  # fmt: skip
_PAPERS: Mapping[str, tuple[str, ...]] = {
    "policy.adopted": ("layers",), "catalogue.adopted": ("sha256",), "people.adopted": ("sha256",),
    "request.filed": ("file_sha256", "assessment_sha256"), "request.reassessed": ("assessment_sha256",),
    "condition.met": ("evidence",), "decision.transcribed": ("scan",),
}  # fmt: skip
_READ: Mapping[str, tuple[str, ...]] = {
    "decision.made": ("sheet_sha256",), "decision.confirmed": ("sheet_sha256",),
}  # fmt: skip

TYPES: Mapping[str, EventType] = MappingProxyType({
    act: EventType(
        _STREAMS.get(act, "request"), namespaces(BY_TYPE[act].space), fields, BY_TYPE[act].unsigned != "never",
        BY_TYPE[act].unsigned == "only", _PAPERS.get(act, ()), _READ.get(act, ()),
    )
    for act, fields in shape.FIELDS.items()
})  # fmt: skip
"""Every type of event there is, by name."""
