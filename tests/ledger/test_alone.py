"""What a line says by itself: the quick looks say yes exactly where the exact reader finds nothing wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nocustom.ledger import sshsig
from nocustom.ledger.alone import Alone, read_line
from nocustom.ledger.canonical import LARGEST, NotCanonical, canonical, in_profile, parse_line, spelled
from nocustom.ledger.event_types import KINDS, TYPES, EventType, Kind
from nocustom.ledger.namespaces import ROSTER
from tests.ledger.ssh_by_hand import blob

DIGEST = "ab" * 32
GOOD: dict[str, Any] = {
    "version": 1, "text": "本文", "texts": ["はい", "はい"], "said": "理由", "id": "CITY-2026-01", "person": "tanaka",
    "number": "2026-0001", "nonce": "0f" * 16, "sha256": DIGEST, "day": "2026-11-23", "whole": 0, "positive": 1,
    "lang": "ja", "outcome": "approve", "flag": False, "confirming": "annul", "source": "mirror", "stance": "note",
    "seen": {"size": 3, "root": DIGEST}, "layers": [{"id": "city", "version": "1", "sha256": DIGEST, "name": "市"}],
    "conditions": [{"text": "条件", "due": None}],
}  # fmt: skip
"""A value of each kind."""
ODD: list[Any] = [
    1.0, 0.0, 1.5, True, False, 2**53, -1, None, "", " ", [], {}, {"A": 1}, [1.5], [[]], "x" * 300, "２０２６-0001",
    {"size": 3.0, "root": DIGEST}, {"size": True, "root": DIGEST}, {"size": 3, "root": DIGEST, "More": 1},
    [{"text": "条件", "due": 1.5}], [{"text": "条件", "due": None, "Z": 1}], [{"text": "条件"}],
    [{"id": "city", "version": 1.5, "sha256": DIGEST, "name": "市"}],
    [{"id": "city", "version": "1", "sha256": DIGEST, "name": "市", "Z": 1.5}],
]  # fmt: skip


UNSIGNED = [act for act, kind in TYPES.items() if kind.unsigned]
TAILS = [f"{GOOD['person']}{more}" for more in "\n 　あ"]


def filled(fields: Mapping[str, Kind]) -> dict[str, Any]:
    """A good value in each of these fields."""
    kinds = {name: each for name, check in fields.items() for each, known in KINDS.items() if known is check}
    return {name: GOOD[each.removesuffix("?")] for name, each in kinds.items()}


def good(kind: EventType) -> dict[str, Any]:
    """A statement with a good value in each field."""
    return filled(kind.statement)


def written(value: Any) -> bytes:
    """As a writer would that does not ask whether a value is of the profile."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


@pytest.mark.parametrize("name", KINDS)
def test_every_value_of_a_kind_is_of_the_profile(name: str) -> None:
    # The quick look at a statement rests on it: it asks its kinds, and nothing of keys and numbers besides.
    assert KINDS[name](GOOD[name.removesuffix("?")])
    for value in (*ODD, *GOOD.values()):
        if KINDS[name](value):
            assert in_profile(value)
            assert spelled(canonical(value)) == value


@pytest.mark.parametrize("act", TYPES)
@given(data=st.data())
def test_it_says_yes_exactly_where_every_field_is_good(act: str, data: st.DataObject) -> None:
    kind = TYPES[act]
    statement = good(kind)
    assert kind.is_statement(spelled(canonical(statement)))
    field = data.draw(st.sampled_from(sorted(statement)))
    value = data.draw(st.sampled_from([*ODD, *GOOD.values(), *TAILS]))
    said = spelled(written({**statement, field: value}))
    if said is None:  # 1.0 is not how any writer spells 1, and 2**53 is too large for some
        return
    assert kind.is_statement(said) is kind.statement[field](value), (field, value)


@pytest.mark.parametrize("act", TYPES)
def test_no_field_is_missing_and_none_too_many(act: str) -> None:
    kind = TYPES[act]
    statement = good(kind)
    for field in statement:
        assert not kind.is_statement({name: value for name, value in sorted(statement.items()) if name != field})
    assert not kind.is_statement(dict(sorted({**statement, "zeal": 1}.items())))
    assert not kind.is_statement(None)
    assert not kind.is_statement([*statement])


def test_true_is_not_one_because_one_was_seen_before() -> None:
    kind = TYPES["request.endorsed"]
    statement = dict(sorted(good(kind).items()))
    assert kind.is_statement(statement)
    for other in (True, 1.0, LARGEST + 1):
        assert not kind.is_statement({**statement, "rev": other})
    assert kind.is_statement(statement)


@pytest.mark.parametrize("act", UNSIGNED)
@given(data=st.data())
def test_it_says_yes_to_a_body_exactly_where_every_field_is_good(act: str, data: st.DataObject) -> None:
    kind = TYPES[act]
    body = filled(kind.required_of_body)
    assert kind.is_body(spelled(canonical(body)))
    field = data.draw(st.sampled_from(sorted(body)))
    value = data.draw(st.sampled_from([*ODD, *GOOD.values(), *TAILS]))
    said = spelled(written({**body, field: value}))
    if said is None:
        return
    assert kind.is_body(said) is kind.required_of_body[field](value), (field, value)
    assert not kind.is_body({name: each for name, each in said.items() if name != field})
    assert not kind.is_body(dict(sorted({**said, "zeal": 1}.items())))


def line_of(act: str, body: Any) -> dict[str, Any]:
    """An unsigned line with this body."""
    kind = TYPES[act]
    stream = GOOD["number"] if kind.stream == "request" else kind.stream
    return {"body": body, "prev": DIGEST, "seq": 7, "sigs": [], "stmt": None, "stream": stream,
            "ts": "2026-11-23T12:41:41+09:00", "type": act, "v": 1, "ver": 2}  # fmt: skip


def told(alone: Alone) -> Any:
    """All that a line says."""
    return repr((alone.value, alone.kind, alone.sigs, alone.stmt, alone.formed, alone.problems))


@pytest.mark.parametrize("act", UNSIGNED)
@given(data=st.data())
def test_the_exact_reader_says_the_same_of_a_body(act: str, data: st.DataObject) -> None:
    body = filled(TYPES[act].allowed_in_body)
    for name in data.draw(st.lists(st.sampled_from(sorted({*body} - {*TYPES[act].required_of_body})))):
        body.pop(name, None)
    changes = st.sampled_from([*ODD, *GOOD.values(), *TAILS])
    body |= data.draw(st.dictionaries(st.sampled_from([*sorted(body), "zeal", "A"]), changes, max_size=2))
    line = written(line_of(act, body))
    quick = told(read_line(line))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(EventType, "is_body", lambda _, value: False)
        assert told(read_line(line)) == quick


@pytest.mark.parametrize("act", [act for act, kind in TYPES.items() if not kind.bare and ROSTER not in kind.namespaces])
@given(data=st.data())
def test_the_exact_reader_says_the_same_of_a_statement(act: str, data: st.DataObject) -> None:
    stmt = {**good(TYPES[act]), "act": act}
    changes = st.sampled_from([*ODD, *GOOD.values(), *TAILS])
    stmt |= data.draw(st.dictionaries(st.sampled_from([*sorted(stmt), "zeal", "A"]), changes, max_size=2))
    for name in data.draw(st.lists(st.sampled_from(sorted(stmt)), max_size=1)):
        del stmt[name]
    text, role = written(stmt), TYPES[act].namespaces[0]
    sig = {"by": "tanaka", "fmt": "sshsig", "ns": role, "sig": sshsig.armour(blob(text, namespace=role.encode()))}
    line = written({**line_of(act, {}), "stmt": text.decode(), "sigs": [sig]})
    quick = told(read_line(line))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(EventType, "is_statement", lambda _, value: False)
        assert told(read_line(line)) == quick


_IS: dict[str, Any] = {
    "body": lambda value: type(value) is dict,
    "prev": KINDS["sha256?"],
    "seq": lambda value: type(value) is int and 0 <= value <= LARGEST,
    "sigs": lambda value: type(value) is list and all(
        type(sig) is dict and {*sig} == {"by", "fmt", "ns", "sig"} and all(type(each) is str for each in sig.values())
        for sig in value
    ),
    "stmt": lambda value: value is None or type(value) is str,
    "stream": lambda value: type(value) is str,
    "ts": lambda value: type(value) is str,
    "type": lambda value: type(value) is str,
    "v": lambda value: type(value) is int and value == 1,
    "ver": lambda value: type(value) is int and 1 <= value <= LARGEST,
}  # fmt: skip
"""What each field of a line must be."""
_SIG: dict[str, Any] = {"by": "tanaka", "fmt": "sshsig", "ns": "nocustom-v1-file", "sig": ""}
_ENVELOPES: list[Any] = [
    *ODD, *GOOD.values(), "request.withdrawn", [_SIG], [_SIG, _SIG], [{**_SIG, "more": ""}], [{"by": "tanaka"}],
    *([{**_SIG, name: value}] for name in _SIG for value in (None, 1)), [_SIG, 1], {"by": 1.5}, {"By": 1},
    {"a": {"B": 1}}, 2, 2**70,
]  # fmt: skip


def test_an_event_has_exactly_its_fields() -> None:
    fields = line_of("question.asked", filled(TYPES["question.asked"].required_of_body))
    assert not read_line(written(fields)).problems
    tried = [{**fields, name: value} for name in (*fields, "zeal") for value in _ENVELOPES]
    for changed in (*tried, *({name: fields[name] for name in {*fields} - {left}} for left in fields)):
        line = written(changed)
        found, reason = [code for code, _ in read_line(line).problems], refused(line)
        is_event = {*changed} == {*_IS} and all(fits(changed[name]) for name, fits in _IS.items())
        assert (found == ["line-" + reason]) if reason else (found == ["envelope"]) is not is_event, changed


def refused(line: bytes) -> str | None:
    """Why it is no canonical line."""
    try:
        parse_line(line)
    except NotCanonical as bad:
        return bad.reason
    return None
