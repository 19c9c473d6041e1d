"""The one way to write a JSON value as bytes (RFC 8785, in a narrow profile), and to refuse every other way.

The profile: keys `[a-z][a-z0-9_]*`; strings, booleans, null, arrays, objects, integers within ±(2^53-1); no floats,
no U+007F, no lone surrogates. In it `orjson` with sorted keys, `rfc8785`, sorted compact `json` and `jq -cS` give the
same bytes (tests hold them together), so a reader may check with any of them. `parse` reads and writes again with
`orjson`, which may only say yes; whatever is not surely canonical the standard library reads, and tells why.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import Any

import orjson

from nocustom.words import Said, say

__all__ = [
    "LARGEST", "NotCanonical", "canonical", "in_profile", "parse", "parse_line", "read", "spelled", "too_deep",
]  # fmt: skip

LARGEST = 2**53 - 1
_KEY = re.compile(r"[a-z][a-z0-9_]*\Z")
_DEEPEST = 64
_DEEPEST_READ = 254
"""As deep as `orjson` writes. The standard library reads as deep as the stack allows just then: not so here."""
_PLAIN = frozenset({str, int, bool, type(None)})
_OPTIONS = orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER


class NotCanonical(ValueError):
    """Bytes or a value outside the profile. `reason` is a stable slug, `said` the sentence for a person."""

    def __init__(self, reason: str, said: Said) -> None:
        super().__init__(reason)
        self.reason = reason
        self.said = said


@lru_cache(maxsize=4096)
def _is_key(key: str) -> bool:
    return _KEY.match(key) is not None


@lru_cache(maxsize=4096)
def _are_keys(keys: tuple[str, ...]) -> bool:
    """The same of an object's keys: most objects have the keys of many others."""
    return all(map(_is_key, keys))


def canonical(value: Any) -> bytes:
    """`value` as canonical JSON bytes.

    Raises NotCanonical when it lies outside the profile.
    """
    try:
        data = orjson.dumps(value, option=_OPTIONS)
        if 0x7F not in data and in_profile(value):
            return data
    except orjson.JSONEncodeError:
        pass
    _check(value, 0)
    return orjson.dumps(value, option=_OPTIONS)


def _check(value: Any, depth: int) -> None:
    if depth > _DEEPEST:
        raise _nested()
    if value is None or isinstance(value, bool):
        return
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, int):
        if not -LARGEST <= value <= LARGEST:
            raise NotCanonical("integer-range", say("the integer {value} is too large", value=str(value)))
    elif isinstance(value, dict):
        for key, inner in value.items():
            if not isinstance(key, str) or not _is_key(key):
                raise NotCanonical(
                    "key", say("the key `{key}` is not of lower case letters, digits and _", key=str(key))
                )
            _check(inner, depth + 1)
    elif isinstance(value, list | tuple):
        for inner in value:
            _check(inner, depth + 1)
    else:
        kind = type(value).__name__
        raise NotCanonical("type", say("a value of type `{kind}` has no canonical form here", kind=kind))


def _check_text(text: str) -> None:
    if "\x7f" in text:
        raise NotCanonical("delete-character", say("a text holds the character U+007F"))
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise NotCanonical("surrogate", say("a text holds half of a surrogate pair")) from None


def parse_line(line: bytes) -> dict[str, Any]:
    """The object that `line` (without LF) is the canonical form of.

    Raises NotCanonical for anything else: not JSON, a duplicate key, another spelling, or outside the profile.
    """
    value = parse(line)
    if not isinstance(value, dict):
        raise NotCanonical("not-an-object", say("not a JSON object"))
    return value


def read(data: bytes) -> Any:
    """The value of JSON whose spelling was looked at before, or is looked at elsewhere. Raises ValueError."""
    return orjson.loads(data)


def parse(data: bytes) -> Any:
    """The value that `data` is the canonical form of. Raises NotCanonical."""
    value = spelled(data)
    return value if value is not None and in_profile(value) else _parse_exactly(data)


def spelled(data: bytes) -> Any:
    """The value that `data` surely is the canonical spelling of, or None; `in_profile` tells the rest."""
    try:
        value = orjson.loads(data)
        return value if orjson.dumps(value, option=_OPTIONS) == data and 0x7F not in data else None
    except (orjson.JSONDecodeError, orjson.JSONEncodeError):
        return None


def in_profile(value: Any) -> bool:
    """Whether all keys and numbers are of the profile, in what `spelled` gave."""
    boxes: list[Any] = [[value]]
    for box in boxes:  # it grows on the way
        parts = box
        if type(box) is dict:
            if not _are_keys(tuple(box)):
                return False
            parts = box.values()
        if not _PLAIN.issuperset(map(type, parts)):
            for part in parts:
                if type(part) is dict or type(part) is list:
                    boxes.append(part)
                elif type(part) not in _PLAIN:
                    return False
    return True


def _parse_exactly(data: bytes) -> Any:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise NotCanonical("not-utf8", say("not UTF-8")) from None
    if "\x7f" in text:
        raise NotCanonical("delete-character", say("a text holds the character U+007F"))
    try:
        value = _decode(text)
        again = _encode(value)
    except NotCanonical:
        raise
    except RecursionError:
        raise _nested() from None
    except ValueError:
        raise NotCanonical("not-json", say("not JSON")) from None
    if again != text:
        raise NotCanonical("not-canonical", say("JSON, but not in its canonical form"))
    if too_deep(value):
        raise _nested()
    return value


def _nested() -> NotCanonical:
    return NotCanonical("too-deep", say("the value is nested too deeply"))


def too_deep(value: Any) -> bool:
    """Whether there are more tables and lists in each other than anybody reads here."""
    level, left = [value], _DEEPEST_READ
    while level and left >= 0:
        boxes = [each for each in level if isinstance(each, dict | list)]
        level = [part for box in boxes for part in (box.values() if isinstance(box, dict) else box)]
        left -= bool(boxes)
    return left < 0


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise NotCanonical("duplicate-key", say("a key stands twice in one object"))
    for key in made:
        if not _is_key(key):
            raise NotCanonical(
                "key", say("the key `{key}` is not of lower case letters, digits and _", key=key)
            )
    return made


def _integer(digits: str) -> int:
    value = int(digits) if len(digits) <= 17 else LARGEST + 1
    if not -LARGEST <= value <= LARGEST:
        raise NotCanonical("integer-range", say("the integer {value} is too large", value=digits[:40]))
    return value


def _no_float(digits: str) -> float:
    raise NotCanonical("float", say("the number {value} is not an integer", value=digits[:40]))


_decode = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_integer, parse_float=_no_float, parse_constant=_no_float
).decode
_encode = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False
).encode
