"""Cutting what is shared out of an assessment changes nothing of what is read, and lets nothing through."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nocustom.ledger.assessments import parse_assessment
from nocustom.ledger.blobs import Blobs
from nocustom.ledger.canonical import NotCanonical, canonical, parse
from nocustom.ledger.judging import documents

WORDS = st.sampled_from([
    "NC-101", "},{", "{", '"rules":[]', '"rules":[', '],"systems_sha256":', "\\", '"', "", "費用", "a\\\"},{\"b",
    "cut out", '"cut out"', '"gate":', ',"judged_on":', '{"gate":{},"judged_on":1', '"policy":',
])  # fmt: skip
PLAIN = st.none() | st.booleans() | st.integers(-9, 9) | WORDS
ROWS = st.lists(
    st.dictionaries(st.sampled_from(["effect", "fired", "id", "level", "rules"]), PLAIN, max_size=4)
    | PLAIN
    | st.lists(PLAIN, max_size=2),
    max_size=5,
)
SHARED = st.fixed_dictionaries({
    "gate": PLAIN | ROWS | st.dictionaries(st.sampled_from(["gate", "judged_on", "roles"]), PLAIN, max_size=3),
    "judged_on": PLAIN, "policy": PLAIN | ROWS, "policy_sha256": PLAIN, "rules": PLAIN | ROWS, "systems_sha256": PLAIN,
})  # fmt: skip
FURTHER = st.sampled_from(["decided_by", "figures", "names", "request", "zone"])
INNER = PLAIN | SHARED | st.fixed_dictionaries({"rules": ROWS, "systems_sha256": PLAIN})
ASSESSMENTS = st.builds(
    lambda shared, further, left_out: {
        name: each for name, each in {**further, **shared}.items() if name not in left_out
    },
    SHARED, st.dictionaries(FURTHER, INNER, max_size=3),
    st.just(frozenset[str]()) | st.frozensets(st.sampled_from(["gate", "judged_on", "policy", "rules"]), max_size=2),
)  # fmt: skip
"""Close enough to assessments to be cut, in the right place and in wrong ones."""


def told(data: bytes, read: Any) -> Any:
    """What is read, with its types, or why nothing is."""
    try:
        return repr(read(data))
    except NotCanonical as bad:
        return bad.reason


@given(ASSESSMENTS)
def test_what_is_read_is_what_was_written(value: dict[str, Any]) -> None:
    assert parse_assessment(canonical(value)) == value


@given(ASSESSMENTS, st.data())
def test_whatever_was_changed_is_told_as_by_reading_the_whole(value: dict[str, Any], data: st.DataObject) -> None:
    text = canonical(value)
    place = data.draw(st.integers(0, len(text)))
    gone = data.draw(st.integers(0, 3))
    pieces = [b"", b" ", b",", b"{}", b"}", b'"', b"1.0", b"},{", b"]", b"[", b"\x7f", b"\xff"]
    there = data.draw(st.sampled_from(pieces))
    changed = text[:place] + there + text[place + gone :]
    assert told(changed, parse_assessment) == told(changed, parse)


@given(st.binary(max_size=60))
@example(b'{"rules":[{"a":1},{"b":2}],"systems_sha256":""}')
@example(b'{"rules":[{"a":1},{"a":1.0}],"systems_sha256":""}')
@example(b'{"rules":[{"a":1},{"A":1}],"systems_sha256":""}')
@example(b'{"rules":[{"b":1,"a":1},{"a":1}],"systems_sha256":""}')
@example(b'{"rules":[1},{2],"systems_sha256":""}')
@example(b'{"rules":[{"a":"},{"}],"systems_sha256":""}')
@example(b'{"a":"\\"rules\\":[","rules":[{}],"systems_sha256":""}')
@example(b'{"a":{"rules":[],"systems_sha256":1},"rules":[{}],"systems_sha256":""}')
@example(b'{"a":{"rules":[{}],"systems_sha256":1},"rules":[],"systems_sha256":""}')
@example(b'[{"rules":[{}],"systems_sha256":""}]')
@example(b'{"gate":1.0,"judged_on":"","policy":[],"policy_sha256":"","rules":[{}],"systems_sha256":""}')
@example(b'{"gate":"cut out","judged_on":"","policy":[],"policy_sha256":"","rules":[{}],"systems_sha256":""}')
@example(b'{"a":"cut out","gate":{},"judged_on":"","policy":[],"policy_sha256":"","rules":[{}],"systems_sha256":""}')
@example(b'{"a":{"gate":1,"judged_on":1,"policy":1,"policy_sha256":1,"rules":[{}],"systems_sha256":1}}')
@example(b'{"gate":1,"judged_on":1,"policy":1,"policy_sha256":1,"rules":[{}],"systems_sha256":1,"rules":[{}]}')
@example(b'{"a":{"gate":1,"judged_on":1},"gate":"cut out","policy":1,"policy_sha256":1,"rules":1,"systems_sha256":1}')
@example(b'{"gate":1,2,"judged_on":1,"policy":1,"policy_sha256":1,"rules":[{"a":1}],[{"a":1}],"systems_sha256":1}')
@example(b'["gate":1,"judged_on":"policy":1,"policy_sha256":"rules":1,"systems_sha256":1]')
def test_no_bytes_are_read_otherwise(data: bytes) -> None:
    assert told(data, parse_assessment) == told(data, parse)


@pytest.mark.parametrize("depth", range(251, 256))
def test_a_part_is_read_no_deeper_than_the_whole(depth: int) -> None:
    """A part of an assessment stands in one or two brackets more than it is read in."""
    deep = b"[" * depth + b"]" * depth
    for gate, rules in ((deep, b"1"), (b"1", b'[{"a":' + deep + b"}]"), (b"1", deep)):
        data = b'{"gate":%b,"judged_on":1,"policy":1,"policy_sha256":1,"rules":%b,"systems_sha256":1}' % (gate, rules)
        assert told(data, parse_assessment) == told(data, parse)


def test_nor_is_an_adopted_file_however_much_stands_on_the_stack(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    digests = [blobs.put(b"x = " + b"[" * depth + b"]" * depth) for depth in (100, 254)]
    assert [documents(blobs)(digest) is not None for digest in digests] == [True, False]
