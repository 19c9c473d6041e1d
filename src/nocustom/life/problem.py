"""Why an act is refused, as data."""

from __future__ import annotations

from typing import NamedTuple

from nocustom.words import Said

__all__ = ["Problem"]


class Problem(NamedTuple):
    """One reason why an event may not stand in the ledger: a stable slug, the sentence, what to do next."""

    code: str
    said: Said
    hints: tuple[Said, ...] = ()
