"""What a line says by itself: the quick look at a statement says yes exactly where each of its fields is good."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nocustom.ledger.canonical import LARGEST, canonical, in_profile, spelled
from nocustom.ledger.event_types import KINDS, TYPES, EventType

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


def kinds_of(kind: EventType) -> dict[str, str]:
    """The name of the kind that each field of a statement has."""
    return {name: each for name, check in kind.statement.items() for each, known in KINDS.items() if known is check}


def good(kind: EventType) -> dict[str, Any]:
    """A statement with a good value in each field."""
    return {name: GOOD[each.removesuffix("?")] for name, each in kinds_of(kind).items()}


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
    value = data.draw(st.sampled_from([*ODD, *GOOD.values(), *[f"{GOOD['person']}{more}" for more in "\n 　あ"]]))
    changed = {**statement, field: value}
    said = spelled(json.dumps(changed, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode())
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
