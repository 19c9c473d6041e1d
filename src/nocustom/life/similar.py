"""Whether two requests say nearly the same: their texts' sets of three-character pieces overlap (Jaccard).

After NFKC, without white space and without regard to case. Title, current practice and what is wanted count.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from unicodedata import normalize

from nocustom.life.assessment import Assessment

__all__ = ["NEARLY_THE_SAME", "alike", "similarity"]

NEARLY_THE_SAME = 0.6


def similarity(one: str, other: str) -> float:
    """How much two texts overlap, 0 to 1."""
    a, b = _pieces(one), _pieces(other)
    return len(a & b) / len(a | b) if a | b else 1.0


def alike(earlier: Assessment, texts: Iterable[str]) -> float:
    """How much an earlier request overlaps with these title, current practice and wish, 0 to 1."""
    before = " ".join((earlier.title, earlier.word("gap", "current"), earlier.word("gap", "wanted")))
    return similarity(before, " ".join(texts))


@lru_cache(maxsize=1024)
def _pieces(text: str) -> frozenset[str]:
    plain = "".join(normalize("NFKC", text).casefold().split())
    return frozenset(plain[at : at + 3] for at in range(max(1, len(plain) - 2))) if plain else frozenset()
