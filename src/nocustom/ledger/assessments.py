"""Reading recorded assessments, which say the same of most rules.

Half of an assessment are its rows under `rules`, one for each rule, and those of most requests are the same: 1,500 of
`benchmarks/city.py` have 39 rows between them. So the rows are cut out, each different one is read once, and all
assessments share it: three quarters of the time, and half of the memory.

It is as strict as reading the whole: where the text without the rows is canonical, and each row is, the text with the
rows in their place is the canonical form of the value with the rows in theirs. Where the cut is no good, the whole is
read.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from nocustom.ledger.canonical import NotCanonical, parse

__all__ = ["parse_assessment"]

_BEFORE, _AFTER, _BETWEEN = b'"rules":[', b'],"systems_sha256":', b"},{"
_NONE = b'"rules":[]'


def parse_assessment(data: bytes) -> Any:
    """The value that `data` is the canonical form of; what is under `rules` is shared, and not to be changed.

    Raises NotCanonical.
    """
    begin, end = data.find(_BEFORE) + len(_BEFORE), data.find(_AFTER)
    if begin < len(_BEFORE) or end <= begin:
        return parse(data)
    without = data[:begin] + data[end:]
    if without.count(_NONE) != 1:
        return parse(data)
    first, *others = data[begin:end].split(_BETWEEN)
    try:
        value = parse(without)
        if not others:
            rows = [_row(first)]
        else:
            last = others.pop()
            rows = [_row(first + b"}"), *[_row(b"{" + row + b"}") for row in others], _row(b"{" + last)]
    except NotCanonical:
        return parse(data)
    if not isinstance(value, dict) or value.get("rules") != []:
        return parse(data)
    value["rules"] = rows
    return value


@lru_cache(maxsize=4096)
def _row(data: bytes) -> Any:
    return parse(data)
