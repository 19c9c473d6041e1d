"""How far a witness has seen the ledger, and where it was put back: what every report says beside size and root."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from nocustom.ledger.testimony import Restored, Witnessed
from nocustom.words import Said, say

__all__ = ["coverage", "put_back"]


def coverage(witnesses: Sequence[Witnessed], size: int) -> Iterator[Said]:
    """Up to where somebody outside has seen the ledger, for every report."""
    if not witnesses:
        yield say("no witness has seen the ledger yet")
        return
    last = witnesses[-1]
    yield say("witness: `{person}` saw the first {size} lines on {day}; {rest} came since", person=last.by,
              size=last.size, day=date.fromisoformat(last.day), rest=size - last.size)  # fmt: skip


def put_back(restores: Sequence[Restored]) -> Iterator[Said]:
    """Where the ledger was restored, and what is known to be lost by it."""
    for each in restores:
        if each.known_size == each.size:
            yield say("restored at line {seq}; no line is known to be lost by it", seq=each.seq)
            continue
        yield say("restored at line {seq}: {lost} lines that were known after the copy are lost", seq=each.seq,
                  lost=each.known_size - each.size)  # fmt: skip
