"""One spelling for each value: orjson, rfc8785, the standard library and jq agree, and everything else is refused."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from nocustom.ledger.canonical import LARGEST, NotCanonical, _parse_exactly, canonical, parse, parse_line

KEYS = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x7f"), max_size=20)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)
OBJECTS = st.dictionaries(KEYS, VALUES, max_size=5)


@given(OBJECTS)
def test_what_is_written_is_read_again_and_as_others_write_it(value: dict[str, Any]) -> None:
    written = canonical(value)
    assert parse_line(written) == value
    assert written == json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    assert written == rfc8785.dumps(value)


LOOSE: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=5) | st.sampled_from(["\x7f", "\ud800"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS | st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(LOOSE, st.booleans(), st.booleans(), st.sampled_from([(",", ":"), (", ", ": ")]))
def test_the_quick_yes_is_never_quicker_than_right(
    value: Any, ascii_only: bool, ordered: bool, between: tuple[str, str]
) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only, sort_keys=ordered, separators=between)
    data = text.encode("utf-8", "surrogatepass")
    assert outcome(parse, data) == outcome(_parse_exactly, data)


def outcome(read: Callable[[bytes], Any], data: bytes) -> Any:
    try:
        return "read", repr(read(data))
    except NotCanonical as refused:
        return "refused", refused.reason


@settings(max_examples=10)
@given(st.lists(OBJECTS, min_size=5, max_size=20))
def test_jq_writes_the_same_bytes(values: list[dict[str, Any]]) -> None:
    if shutil.which("jq") is None:
        pytest.skip("jq is not installed: canonical bytes were NOT compared with it")
    lines = b"".join(canonical(value) + b"\n" for value in values)
    done = subprocess.run(["jq", "-cS", "."], input=lines, capture_output=True, check=True)
    assert done.stdout == lines


def test_the_string_of_rfc_8785() -> None:
    # RFC 8785, 3.2.2 and 3.2.4: the string of its sample, and how it must be written.
    read = json.loads(r'"\u20ac$\u000F\u000aA' + r"'" + r'\u0042\u0022\u005c\\\"\/"')
    assert canonical({"string": read}) == '{"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'.encode()


@pytest.mark.parametrize(
    "line, reason",
    [
        (b"", "not-json"),
        (b"{", "not-json"),
        (b"[1]", "not-an-object"),
        (b"null", "not-an-object"),
        (b'{"a":1} ', "not-canonical"),
        (b' {"a":1}', "not-canonical"),
        (b'{"a": 1}', "not-canonical"),
        (b'{"b":1,"a":2}', "not-canonical"),
        (b'{"a":1}\n', "not-canonical"),
        (b'{"a":1}{"a":1}', "not-json"),
        (b'{"a":1,"a":1}', "duplicate-key"),
        (b'{"a":{"b":1,"b":2}}', "duplicate-key"),
        (b'{"A":1}', "key"),
        (b'{"":1}', "key"),
        (b'{"a\\n":1}', "key"),
        ('{"年":1}'.encode(), "key"),
        (b'{"a":1.0}', "float"),
        (b'{"a":1e2}', "float"),
        (b'{"a":-0.0}', "float"),
        (b'{"a":NaN}', "float"),
        (b'{"a":-Infinity}', "float"),
        (b'{"a":-0}', "not-canonical"),
        (b'{"a":01}', "not-json"),
        (b'{"a":9007199254740992}', "integer-range"),
        (b'{"a":-9007199254740992}', "integer-range"),
        (b'{"a":' + b"9" * 5000 + b"}", "integer-range"),
        (b'{"a":"\\u0041"}', "not-canonical"),
        (b'{"a":"\\/"}', "not-canonical"),
        (b'{"a":"\\u000A"}', "not-canonical"),
        (b'{"a":"\\ud800"}', "not-canonical"),
        (b'{"a":"\\ud83d\\ude00"}', "not-canonical"),
        (b'{"a":"\x7f"}', "delete-character"),
        (b'{"a":"\\u007f"}', "not-canonical"),
        (b'{"a":"\n"}', "not-json"),
        (b'{"a":"\xff"}', "not-utf8"),
        (b'{"a":"\xed\xa0\x80"}', "not-utf8"),
        (b"\xef\xbb\xbf{}", "not-json"),
        (b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "too-deep"),
        (b'{"a":' + b"[" * 254 + b"]" * 254 + b"}", "too-deep"),
    ],
)
def test_every_other_spelling_is_refused(line: bytes, reason: str) -> None:
    with pytest.raises(NotCanonical) as refused:
        parse_line(line)
    assert refused.value.reason == reason


def test_as_deep_is_read_as_is_written_whoever_asks() -> None:
    """However much stands on the stack already."""
    value: Any = {}
    for _ in range(253):
        value = [value]
    assert parse(canonical(value)) == value

    def asked(further: int) -> str:
        if further:
            return asked(further - 1)
        with pytest.raises(NotCanonical) as refused:
            parse(b"[" + canonical(value) + b"]")
        return refused.value.reason

    assert asked(0) == asked(400) == "too-deep"
    with pytest.raises(NotCanonical):
        canonical([value])


@pytest.mark.parametrize(
    "value, reason",
    [
        ({"a": 1.5}, "type"),
        ({"a": b"x"}, "type"),
        ({"a": 2**53}, "integer-range"),
        ({"A": 1}, "key"),
        ({1: 1}, "key"),
        ({"a": "\x7f"}, "delete-character"),
        ({"a": "\ud800"}, "surrogate"),
    ],
)
def test_what_has_no_canonical_form_is_not_written(value: Any, reason: str) -> None:
    with pytest.raises(NotCanonical) as refused:
        canonical(value)
    assert refused.value.reason == reason


@given(
    st.binary(max_size=200) | st.text(max_size=100).map(lambda text: text.encode("utf-8", "surrogatepass"))
)
def test_no_bytes_make_it_fall_over(data: bytes) -> None:
    try:
        value = parse(data)
    except NotCanonical:
        return
    assert canonical(value) == data
