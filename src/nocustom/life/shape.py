"""The fields an event must have, and of what kind, before any rule looks at what they say.

The one table of fields: the ledger reads and writes its lines by it (`ledger/event_types.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from nocustom.life import days
from nocustom.life.event import Event
from nocustom.life.problem import Problem
from nocustom.words import say

__all__ = ["COMMON", "FIELDS", "KINDS", "ON_REQUEST", "Kind", "Look", "looking_at", "malformed", "matches", "or_null"]

_HEX = re.compile(r"[0-9a-f]{64}")
_NONCE = re.compile(r"[0-9a-f]{32}")
_ID = re.compile(r"[A-Za-z0-9._:-]{1,200}")
_NUMBER = re.compile(r"[0-9]{4}-[0-9]{4,9}")

Kind = Callable[[Any], bool]
Look = Callable[[Event], tuple[Problem, ...]]


_LONGEST = 200
"""No id or number is longer."""


def matches(pattern: re.Pattern[str]) -> Kind:
    """Whether a value is text of this form, from its first character to its last. Ids and numbers come again and again:
    what was found of the last ones is remembered.
    """
    known = lru_cache(maxsize=1024)(lambda text: pattern.fullmatch(text) is not None)
    return lambda value: isinstance(value, str) and len(value) <= _LONGEST and known(value)


def or_null(kinds: Mapping[str, Kind]) -> dict[str, Kind]:
    """The kinds, and each of them with a `?` behind its name, which may be null."""
    return {**kinds, **{name + "?": _or_null(kind) for name, kind in kinds.items()}}


def _or_null(kind: Kind) -> Kind:
    return lambda value: value is None or kind(value)


def _whole(value: Any) -> bool:
    return type(value) is int


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _said(value: Any) -> bool:
    return isinstance(value, str) and value != "" and not value.isspace()


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _sha256(value: Any) -> bool:
    return isinstance(value, str) and _HEX.fullmatch(value) is not None


def _nonce(value: Any) -> bool:
    return isinstance(value, str) and _NONCE.fullmatch(value) is not None


def _layers(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(
        isinstance(row, dict) and _text(row.get("id")) and "version" in row and _sha256(row.get("sha256"))
        and _text(row.get("name"))
        for row in value
    )  # fmt: skip


def _conditions(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(row, dict) and {*row} == {"text", "due"} and _text(row["text"]) and row["text"].strip() != ""
        and (row["due"] is None or (_text(row["due"]) and days.read(row["due"]) is not None))
        for row in value
    )  # fmt: skip


def _seen(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and _whole(value.get("size"))
        and value["size"] >= 0
        and _sha256(value.get("root"))
    )


KINDS: Mapping[str, Kind] = MappingProxyType(or_null({
    "version": _whole, "text": _text, "texts": _texts, "said": _said,
    "id": matches(_ID), "person": matches(_ID), "number": matches(_NUMBER), "nonce": _nonce,
    "sha256": _sha256, "day": lambda value: _text(value) and days.read(value) is not None,
    "whole": lambda value: _whole(value) and value >= 0, "positive": lambda value: _whole(value) and value > 0,
    "lang": lambda value: value in ("ja", "en"),
    "outcome": lambda value: value in ("approve", "refuse", "return"),
    "flag": lambda value: type(value) is bool,
    "confirming": lambda value: value in ("confirm", "annul"),
    "source": lambda value: value in ("backup", "export", "mirror"),
    "stance": lambda value: value in ("agree", "object", "note"), "seen": _seen, "layers": _layers,
    "conditions": _conditions,
}))  # fmt: skip
"""What a value must be for the rules to ask anything of it; the ledger demands more of how some are written."""

COMMON: Mapping[str, str] = MappingProxyType({
    "v": "version", "act": "text", "ledger": "said", "by": "person", "acting_for": "person?", "nonce": "nonce",
    "seen": "seen", "lang": "lang", "text": "said",
})  # fmt: skip
"""Fields of every statement, with the kind of their value."""

ON_REQUEST: Mapping[str, str] = MappingProxyType({
    "request": "number?", "key": "id", "rev": "positive", "file_sha256": "sha256", "material_sha256": "sha256",
    "assessment_sha256": "sha256", "policy_sha256": "sha256",
})  # fmt: skip
"""Further fields of every statement about a request: exactly what the person acted on."""

FIELDS: Mapping[str, Mapping[str, str]] = MappingProxyType({
    "roster.set": {"roots": "said", "roster": "text", "added": "texts"},
    "policy.adopted": {"layers": "layers", "policy_sha256": "sha256"},
    "catalogue.adopted": {"sha256": "sha256"},
    "people.adopted": {"sha256": "sha256"},
    "witness.added": {"cosignature": "said", "sig": "said"},
    "ledger.restored": {
        "source": "source", "size": "positive", "taken": "positive?", "root": "sha256", "known_size": "positive",
        "known_root": "sha256", "reason": "said",
    },
    "request.filed": {**ON_REQUEST, "filed_on": "day"},
    "request.endorsed": ON_REQUEST,
    "question.asked": {**ON_REQUEST, "message": "said"},
    "question.answered": {**ON_REQUEST, "question": "whole", "message": "said"},
    "request.closed": {**ON_REQUEST, "verdict": "said", "appeal_until": "day", "reason": "text"},
    "request.insisted": {**ON_REQUEST, "reason": "said"},
    "request.appealed": {**ON_REQUEST, "reason": "said"},
    "opinion.given": {**ON_REQUEST, "stance": "stance", "message": "text"},
    "acceptance.signed": {**ON_REQUEST, "statement_v": "positive", "answers": "texts", "name": "said"},
    "acceptance.declined": {**ON_REQUEST, "decision": "sha256?", "reason": "said"},
    "decision.made": {
        **ON_REQUEST, "outcome": "outcome", "acceptance": "sha256?", "sheet_sha256": "sha256", "code": "text",
        "reason": "text", "ends_on": "day?", "accepted_until": "day?", "overrides": "texts",
        "conditions": "conditions", "ground": "said?", "urgent": "flag",
    },
    "decision.transcribed": {
        **ON_REQUEST, "outcome": "outcome", "acceptance": "sha256?", "reason": "said", "decider": "person",
        "decider_for": "person?", "ground": "said?", "decided_on": "day", "document": "said", "scan": "sha256",
        "paper_code": "text", "ends_on": "day?", "accepted_until": "day?", "overrides": "texts",
        "conditions": "conditions",
    },
    "decision.confirmed": {
        **ON_REQUEST, "decision": "sha256", "outcome": "confirming", "sheet_sha256": "sha256", "code": "text",
        "reason": "text",
    },
    "acceptance.confirmed": {
        **ON_REQUEST, "decision": "sha256", "statement_v": "positive", "answers": "texts", "name": "said",
    },
    "condition.met": {
        **ON_REQUEST, "decision": "sha256", "condition": "positive", "wording": "said", "met_on": "day",
        "evidence": "sha256?", "message": "said",
    },
    "owner.silent": {**ON_REQUEST, "owner": "person", "asked_on": "day", "decision": "sha256?"},
    "act.disputed": {"line": "whole?", "leaf": "sha256?", "anomaly": "id?", "reason": "said"},
    "act.disposed": {"line": "whole?", "leaf": "sha256?", "anomaly": "id?", "reason": "said"},
    "request.reassessed": {**ON_REQUEST, "judged_on": "day", "replaces": "sha256", "verdict": "said"},
    "request.returned": {**ON_REQUEST, "reason": "said"},
    "request.withdrawn": {**ON_REQUEST, "reason": "text"},
    "request.voided": {**ON_REQUEST, "reason": "said"},
})  # fmt: skip
"""What an event of each type says besides."""


_MISSING = object()
"""Is of no kind."""


def looking_at(kinds: Container[str]) -> Look:
    """Names every field of these kinds that is missing or of another kind; those of other kinds nobody asks."""

    def wanted(fields: Mapping[str, str]) -> tuple[tuple[str, Kind], ...]:
        return tuple((name, KINDS[kind]) for name, kind in fields.items() if kind in kinds)

    signed = {act: wanted({**fields, **COMMON}) for act, fields in FIELDS.items()}
    unsigned = {act: wanted({**fields, "by": "person"}) for act, fields in FIELDS.items()}

    def look(event: Event) -> tuple[Problem, ...]:
        asked = (signed if event.stmt is not None else unsigned)[event.type]
        given = event.content.get
        wrong = [name for name, kind in asked if not kind(given(name, _MISSING))]
        if days.read(event.ts[:10]) is None:
            wrong.append("ts")
        if not wrong:
            return ()
        return tuple([
            Problem(
                "malformed", say("`{field}` of {type} is missing or not what it must be", field=name, type=event.type)
            )
            for name in wrong
        ])  # fmt: skip

    return look


malformed = looking_at(KINDS)
"""Names every field that is missing or of the wrong kind."""
