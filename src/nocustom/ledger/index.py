"""The index of a ledger: derived from its lines, so that an answer about a few requests reads those requests alone.

It says up to which line it was made, which requests are called how, and on which days which of them must be looked at.
Nothing else rests on it: what a request is like is folded from its own lines every time, acts and `ledger verify` read
them all. It is one file with its digest before it, beside the ledger and no part of it. Whatever is not exactly what
was written counts as if there were none, and it is made again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from nocustom.ledger.whole_file import READABLE, put_whole

__all__ = ["MANY", "Index", "Look", "by_days", "read", "write"]

MANY = 5000
"""Lines from which on an index is made unasked: fewer are read as a whole in less time than it takes to notice."""
_FORMAT = 1

Look = tuple[int, int]
"""From one day to another (`date.toordinal`), both included, nothing waits at a request; never where the second is
before the first."""


@dataclass(frozen=True, slots=True)
class Index:
    """What is known of the first `size` lines, the last of which has this leaf hash."""

    size: int
    leaf: str
    plain: bool
    """Whether every one of them took effect: only then a part tells what the whole does."""
    quiet: dict[Look, str]
    """The numbers of requests, with a space between them, by the days on which nothing waits there; those at which
    nothing ever will until something is recorded are left out."""
    keys: str
    """Every request: line feed, its key, tab, its number; and a line feed at the end."""

    def number(self, key: str) -> str | None:
        """The number of the request with this key."""
        begin = self.keys.find(f"\n{key}\t")
        if begin < 0:
            return None
        begin += len(key) + 2
        return self.keys[begin : self.keys.index("\n", begin)]

    @property
    def requests(self) -> int:
        """How many requests there are."""
        return self.keys.count("\t")

    def knows(self, number: str) -> bool:
        """Whether there is a request with this number."""
        return f"\t{number}\n" in self.keys

    def to_look_at(self, day: int) -> list[str]:
        """The requests of which something may wait on a day."""
        due = (numbers for (since, until), numbers in self.quiet.items() if not since <= day <= until)
        return [number for numbers in due for number in numbers.split(" ")]

    def looks(self) -> dict[str, Look]:
        """The same days by request."""
        return {number: look for look, numbers in self.quiet.items() for number in numbers.split(" ")}


def by_days(looks: Iterable[tuple[str, Look]]) -> dict[Look, str]:
    """Requests and their quiet days, as an index keeps them: many have the same, and texts are read in no time."""
    found: dict[Look, list[str]] = {}
    for number, look in looks:
        found.setdefault(look, []).append(number)
    return {look: " ".join(numbers) for look, numbers in found.items()}


def read(path: Path) -> Index | None:
    """The index in this file; None where there is none, or it is not as it was written."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    digest, _, rest = data.partition(b"\n")
    if sha256(rest).hexdigest().encode() != digest:
        return None
    try:
        found = json.loads(rest)
    except (ValueError, RecursionError):
        return None
    return _index(found) if isinstance(found, dict) and found.pop("format", None) == _FORMAT else None


def _index(found: dict[str, Any]) -> Index | None:
    try:
        size, leaf, plain, keys = (found[name] for name in ("size", "leaf", "plain", "keys"))
        quiet = {(int(since), int(until)): str(numbers) for since, until, numbers in found["quiet"]}
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
    sound = type(size) is int and type(leaf) is str and type(plain) is bool and type(keys) is str
    return Index(size, leaf, plain, quiet, keys) if sound else None


def write(path: Path, index: Index) -> None:
    """Keep it. Raises OSError where that can't be."""
    quiet = [[since, until, numbers] for (since, until), numbers in index.quiet.items()]
    whole = {"size": index.size, "leaf": index.leaf, "plain": index.plain, "quiet": quiet, "keys": index.keys}
    data = json.dumps({"format": _FORMAT, **whole}, ensure_ascii=False, separators=(",", ":")).encode()
    put_whole(path, sha256(data).hexdigest().encode() + b"\n" + data, READABLE)
