"""A line by itself: what can be told of it whatever stands before it.

In this order: it is canonical JSON with exactly the fields of an event; its type is known and stands on its stream; it
is signed exactly where required, in the roles of its type, and each signature fits the statement's bytes; only then is
the statement parsed, and its fields are looked at. `ledger.verifier` asks the rest, line by line. This part needs
nothing but the line, so other processes may look ahead (`ledger.ahead`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from nocustom.ledger import sshsig
from nocustom.ledger.canonical import NotCanonical, in_profile, parse_line, read, spelled
from nocustom.ledger.event_types import KINDS, TYPES, EventType, Kind
from nocustom.ledger.namespaces import ENROLL, ROSTER
from nocustom.words import Said, say

__all__ = ["LONGEST_LINE", "Alone", "Signed", "read_line", "read_vouched"]

LONGEST_LINE = 1024 * 1024

_NAMES = ("body", "prev", "seq", "sigs", "stmt", "stream", "ts", "type", "v", "ver")
"""The fields of a line, in the order of canonical JSON."""
_OF_SIGNATURE = ("by", "fmt", "ns", "sig")
_is_leaf = KINDS["sha256"]
_is_number = KINDS["number"]
_FIXED_STREAMS = {kind.stream for kind in TYPES.values()} - {"request"}


class Signed(NamedTuple):
    """Who signed, in which role, with which key: the signature fits, whether it counts is another question."""

    by: str
    ns: str
    key: sshsig.PublicKey


@dataclass(slots=True)
class Alone:
    """What a line says, and what is wrong with it."""

    value: dict[str, Any] | None = None
    """The fields of an event, where it has exactly those."""
    kind: EventType | None = None
    """None for a type that is not known."""
    sigs: tuple[Signed, ...] | None = None
    """None where nothing was signed, or any signature is bad."""
    stmt: dict[str, Any] | None = None
    """What was signed; None as well where it can't be read."""
    formed: bool = False
    """Whether the statement has its fields, so that it can be asked what they say."""
    problems: list[tuple[str, Said]] = field(default_factory=list)
    """A stable slug and the sentence for a person."""

    def wrong(self, code: str, said: Said) -> None:
        """Note what is wrong."""
        self.problems.append((code, said))


def read_vouched(line: bytes) -> Alone:
    """What a line says with which `read_line` finds nothing wrong."""
    value = read(line)
    text = value["stmt"]
    sigs = tuple(Signed(sig["by"], sig["ns"], sshsig.parse(sig["sig"]).key) for sig in value["sigs"])
    stmt = None if text is None else read(text.encode())
    return Alone(value, TYPES[value["type"]], sigs if sigs else None, stmt, stmt is not None)


def read_line(line: bytes, *, arithmetic: bool = True) -> Alone:
    """What a line says, whatever the bytes; without `arithmetic` nobody asks whether its signatures fit."""
    alone = Alone()
    if len(line) > LONGEST_LINE:
        alone.wrong("line-too-long", say("the line is longer than {limit} bytes", limit=LONGEST_LINE))
        return alone
    value = spelled(line)
    if not _is_event(value):
        return _no_event(alone, line)
    kind = TYPES.get(value["type"])
    body = value["body"]
    is_body = kind is not None and kind.is_body(body)
    if not (is_body or not body or in_profile(body)):
        return _no_event(alone, line)
    alone.value, alone.kind = value, kind
    if kind is None:
        alone.wrong("type", say("events of type `{type}` are not known here", type=value["type"]))
        return alone
    _stream(alone, value, kind)
    if value["stmt"] is None:
        _unsigned(alone, value, kind, is_body)
        return alone
    text = value["stmt"].encode()
    alone.sigs = _signatures(alone, value, kind, text, arithmetic)
    if alone.sigs is not None:
        alone.stmt = _statement(alone, value, kind, text)
    return alone


def _is_event(value: Any) -> bool:
    """Whether what a line spells has exactly the fields of an event, with values of the profile; but for the body, of
    which nothing more is asked than that it is an object."""
    if type(value) is not dict or tuple(value) != _NAMES:
        return False
    body, prev, seq, sigs, stmt, stream, ts, act, v, ver = value.values()
    return (
        type(body) is dict and (prev is None or _is_leaf(prev)) and type(seq) is int and type(sigs) is list
        and (stmt is None or type(stmt) is str) and type(stream) is type(ts) is type(act) is str
        and type(v) is int and type(ver) is int and v == 1 and seq >= 0 and ver > 0
        and (not sigs or all(map(_is_signature, sigs)))
    )  # fmt: skip


def _is_signature(value: Any) -> bool:
    if type(value) is not dict or tuple(value) != _OF_SIGNATURE:
        return False
    by, fmt, ns, sig = value.values()
    return type(by) is type(fmt) is type(ns) is type(sig) is str


def _no_event(alone: Alone, line: bytes) -> Alone:
    """Why the line is none, as the exact reader tells it."""
    try:
        parse_line(line)
    except NotCanonical as bad:
        alone.wrong("line-" + bad.reason, bad.said)
        return alone
    alone.wrong("envelope", say("the line does not have exactly the fields of an event"))
    return alone


def _stream(alone: Alone, value: dict[str, Any], kind: EventType) -> None:
    stream = value["stream"]
    fits = _is_number(stream) and stream not in _FIXED_STREAMS if kind.stream == "request" else stream == kind.stream
    if not fits:
        alone.wrong("stream", say(
            "an event of type `{type}` can't stand on `{stream}`", type=value["type"], stream=stream))  # fmt: skip


def _unsigned(alone: Alone, value: dict[str, Any], kind: EventType, is_body: bool) -> None:
    """An unsigned event's content: what the statement would have said, and the operating system's user."""
    if value["sigs"]:
        alone.wrong("signed-nothing", say("there are signatures but no statement"))
    if not kind.unsigned:
        alone.wrong("unsigned", say("an event of type `{type}` must be signed", type=value["type"]))
        return
    body = value["body"]
    if not is_body:
        _fields(alone, "body-field", body, kind.required_of_body, kind.allowed_in_body)
    if not alone.problems and kind.stream == "request":
        _number(alone, body["request"], value)


def _signatures(
    alone: Alone, value: dict[str, Any], kind: EventType, message: bytes, arithmetic: bool
) -> tuple[Signed, ...] | None:
    """Who signed the statement's bytes; None where any signature is bad."""
    if kind.bare:
        alone.wrong(
            "act-signed", say("{type} carries a signature of its own, and no statement", type=value["type"])
        )
        return None
    if value["body"]:
        alone.wrong("body", say("beside a signed statement there is content that nobody signed"))
    if not value["sigs"]:
        alone.wrong("unsigned", say("an event of type `{type}` must be signed", type=value["type"]))
        return None
    if ROSTER not in kind.namespaces and len(value["sigs"]) != 1:
        alone.wrong(
            "signatures", say("an event of type `{type}` has exactly one signature", type=value["type"])
        )
        return None
    roles = (ROSTER, ENROLL) if value["type"] == "roster.set" else kind.namespaces
    found: list[Signed] = []
    for sig in value["sigs"]:
        by, fmt, ns, text = sig.values()
        if fmt != "sshsig":
            alone.wrong("signature-format", say("a signature of format `{fmt}` can't be checked here", fmt=fmt))
            return None
        if ns not in roles:
            alone.wrong("role", say("signed as `{signed}`, needed as `{needed}`", signed=ns,
                                    needed=", ".join(kind.namespaces)))  # fmt: skip
            return None
        try:
            read = sshsig.parse(text)
            if arithmetic:
                sshsig.verify(read, message, ns)
        except sshsig.BadSignature as bad:
            alone.wrong("signature-" + bad.reason, bad.said)
            return None
        found.append(Signed(by, ns, read.key))
    return tuple(found)


def _statement(alone: Alone, value: dict[str, Any], kind: EventType, text: bytes) -> dict[str, Any] | None:
    spoken = spelled(text)
    if kind.is_statement(spoken):
        stmt = spoken
    else:
        try:
            stmt = parse_line(text)
        except NotCanonical as bad:
            alone.wrong("statement-" + bad.reason, bad.said)
            return None
        _fields(alone, "statement-field", stmt, kind.statement, kind.statement)
    if alone.problems:
        return stmt
    alone.formed = True
    if stmt["act"] != value["type"]:
        alone.wrong("act", say(
            "`{act}` was signed, but `{type}` is claimed", act=stmt["act"], type=value["type"]))  # fmt: skip
    if kind.stream == "request":
        _number(alone, stmt["request"], value)
    return stmt


def _number(alone: Alone, number: str | None, value: dict[str, Any]) -> None:
    """The content names the request, except where the number is given only now: at its first filing."""
    first = value["type"] == "request.filed" and value["ver"] == 1
    if number != value["stream"] and not (first and number is None):
        alone.wrong("request", say(
            "signed for request `{signed}`, but it stands under `{stream}`",
            signed=number or "", stream=value["stream"]))  # fmt: skip


def _fields(
    alone: Alone, code: str, content: dict[str, Any], required: Mapping[str, Kind], allowed: Mapping[str, Kind]
) -> None:
    for name in required:
        if name not in content:
            alone.wrong(code, say("the event lacks `{field}`", field=name))
    for name, value in content.items():
        check = allowed.get(name)
        if check is None:
            alone.wrong(code, say("the event has a field `{field}` that is not known", field=name))
        elif not check(value):
            alone.wrong(code, say("`{field}` of the event can't have that value", field=name))
