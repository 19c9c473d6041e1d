"""Reading recorded assessments, which say the same of most things but the request.

What the policy grants, its layers, and the row of each rule are the same in most of them: 1,500 of `benchmarks/city.py`
have 39 rows between them. So these parts are cut out, each different one is read once, and all assessments share it.

It is as strict as reading the whole: where the text with a mark for each part is canonical, and each part is, the text
with the parts in the places of their marks is the canonical form of the value with the parts in theirs. The places are
the same, for these marks are all that the text has. A part is read in as many brackets as stand around it in the whole,
because how deep things are is looked at too. Where the cut is no good, the whole is read.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from nocustom.ledger.canonical import parse

__all__ = ["parse_assessment"]

_PARTS = (
    ("rules", b'"rules":', b',"systems_sha256":'),
    ("policy", b'"policy":', b',"policy_sha256":'),
    ("gate", b'"gate":', b',"judged_on":'),
)
"""What is shared, and between what it stands; the last first, for from the end they are found sooner."""
_MARK, _MARKED = "cut out", b'"cut out"'
_BEFORE, _BETWEEN, _AFTER = b"[{", b"},{", b"}]"
"""The rows of the rules stand in a list."""


def parse_assessment(data: bytes) -> Any:
    """The value that `data` is the canonical form of; what is shared is not to be changed.

    Raises NotCanonical.
    """
    kept, cut, at = list[bytes](), list[bytes](), len(data)
    for _, before, after in _PARTS:
        end = data.rfind(after, 0, at)
        begin = data.rfind(before, 0, end) + len(before)
        if end < 0 or begin < len(before):
            return parse(data)
        kept.append(data[end:at])
        cut.append(data[begin:end])
        at = begin
    marked = _MARKED.join((data[:at], *reversed(kept)))
    if marked.count(_MARKED) != len(_PARTS):
        return parse(data)
    rules, policy, gate = cut
    try:
        value, parts = parse(marked), (_rows(rules), _part(policy), _part(gate))
    except ValueError:  # also where one place holds two parts
        return parse(data)
    for (name, _, _), part in zip(_PARTS, parts, strict=True):
        if not isinstance(value, dict) or value.get(name) != _MARK:
            return parse(data)
        value[name] = part
    return value


@lru_cache(maxsize=1024)
def _part(data: bytes) -> Any:
    [part] = parse(b"[" + data + b"]")
    return part


def _rows(data: bytes) -> Any:
    """A list that begins and ends with a row; where there is more in it than rows, a row is not canonical."""
    if not (data.startswith(_BEFORE) and data.endswith(_AFTER)):
        return _part(data)
    return [_row(row) for row in data[len(_BEFORE) : -len(_AFTER)].split(_BETWEEN)]


@lru_cache(maxsize=4096)
def _row(inside: bytes) -> Any:
    [[row]] = parse(b"[[{" + inside + b"}]]")
    return row
