"""The fields an event must have, and of what kind, before any rule looks at what they say."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from nocustom.life import days
from nocustom.life.event import Event
from nocustom.life.problem import Problem
from nocustom.words import say

__all__ = ["malformed"]

_HEX = re.compile(r"[0-9a-f]{64}")
_NONCE = re.compile(r"[0-9a-f]{32}")
_ID = re.compile(r"[A-Za-z0-9._:-]{1,200}")
_NUMBER = re.compile(r"[0-9]{4}-[0-9]{4,9}")

Kind = Callable[[object], bool]


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _matches(pattern: re.Pattern[str]) -> Kind:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


def _or_null(kind: Kind) -> Kind:
    return lambda value: value is None or kind(value)


def _text(value: object) -> bool:
    return isinstance(value, str)


def _said(value: object) -> bool:
    return isinstance(value, str) and value.strip() != ""


def _day(value: object) -> bool:
    return isinstance(value, str) and days.read(value) is not None


def _words(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _layers(value: object) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(
            isinstance(row, dict)
            and _text(row.get("id"))
            and "version" in row
            and _hex(row.get("sha256"))
            and _text(row.get("name"))
            for row in value
        )
    )


def _seen(value: object) -> bool:
    return (
        isinstance(value, dict)
        and _whole(value.get("size"))
        and value["size"] >= 0
        and _hex(value.get("root"))
    )


_hex, _id = _matches(_HEX), _matches(_ID)

_SIGNED: dict[str, Kind] = {
    "v": _whole, "act": _text, "ledger": _said, "by": _id, "acting_for": _or_null(_id), "nonce": _matches(_NONCE),
    "seen": _seen, "lang": lambda value: value in ("ja", "en"), "text": _said,
}  # fmt: skip
_ON_REQUEST: dict[str, Kind] = {
    "request": _or_null(_matches(_NUMBER)), "key": _id, "rev": _whole, "file_sha256": _hex, "material_sha256": _hex,
    "assessment_sha256": _hex, "policy_sha256": _hex,
}  # fmt: skip
_BY_TYPE: dict[str, dict[str, Kind]] = {
    "roster.set": {"roots": _said, "roster": _text, "added": _words},
    "policy.adopted": {"layers": _layers, "policy_sha256": _hex},
    "catalogue.adopted": {"sha256": _hex},
    "people.adopted": {"sha256": _hex},
    "request.filed": {**_ON_REQUEST, "filed_on": _day, "by": _id},
    "request.endorsed": _ON_REQUEST,
    "question.asked": {**_ON_REQUEST, "by": _id, "message": _said},
    "question.answered": {**_ON_REQUEST, "by": _id, "question": _whole, "message": _said},
    "request.closed": {**_ON_REQUEST, "verdict": _said, "appeal_until": _day, "reason": _text},
    "request.insisted": {**_ON_REQUEST, "reason": _said},
    "request.appealed": {**_ON_REQUEST, "reason": _said},
    "acceptance.signed": {**_ON_REQUEST, "statement_v": _whole, "answers": _words, "name": _said},
    "acceptance.declined": {**_ON_REQUEST, "reason": _said},
    "decision.made": {
        **_ON_REQUEST, "outcome": lambda value: value in ("approve", "refuse", "return"), "acceptance": _or_null(_hex),
        "sheet_sha256": _hex, "code": _text, "reason": _text, "ends_on": _or_null(_day),
    },
    "opinion.given": {
        **_ON_REQUEST, "stance": lambda value: value in ("agree", "object", "note"), "message": _text,
    },
    "request.returned": {**_ON_REQUEST, "reason": _said},
    "request.voided": {**_ON_REQUEST, "reason": _said},
    "request.withdrawn": {**_ON_REQUEST, "reason": _text},
}  # fmt: skip


_WANTED_SIGNED = {kind: fields | _SIGNED for kind, fields in _BY_TYPE.items()}


def malformed(event: Event) -> tuple[Problem, ...]:
    """Every field that is missing or of the wrong kind."""
    wanted: Mapping[str, Kind] = (_WANTED_SIGNED if event.signed else _BY_TYPE)[event.type]
    content: dict[str, Any] = event.content
    problems = [
        Problem(
            "malformed",
            say("`{field}` of {type} is missing or not what it must be", field=name, type=event.type),
        )
        for name, kind in wanted.items()
        if name not in content or not kind(content[name])
    ]
    if days.read(event.day) is None:
        problems.append(Problem("malformed", say("`{field}` of {type} is missing or not what it must be", field="ts",
                                                 type=event.type)))  # fmt: skip
    return tuple(problems)
