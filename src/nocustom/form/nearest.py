"""The word that was meant by a mistyped one.

A slip of the hand changes little: a letter left out, added, replaced, or two swapped. The candidate that is the fewest
such slips away is the one meant, if it is at most a third of the word away; among equals the first of the candidates.
"""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["nearest", "slips"]


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate that `word` is most likely a misspelling of, or None if it is like none of them."""
    meant = _plain(word)
    best: tuple[int, str] | None = None
    for candidate in candidates:
        plain = _plain(candidate)
        most = max(len(meant), len(plain)) // 3
        if abs(len(meant) - len(plain)) > most:
            continue
        away = slips(meant, plain)
        if away <= most and (best is None or away < best[0]):
            best = (away, candidate)
    return best[1] if best else None


def _plain(word: str) -> str:
    return word.casefold().replace("-", "_").replace(" ", "_")


def slips(one: str, other: str) -> int:
    """Letters to leave out, add or replace, and neighbours to swap, to get from `one` to `other`.

    The optimal string alignment distance (Damerau 1964): no letter is changed twice.
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, mine in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, theirs in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (mine != theirs))
            if i > 1 and j > 1 and mine == other[j - 2] and theirs == one[i - 2]:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
    return row[-1]
