"""What is found wrong with a ledger, and how a command ends that found it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from nocustom.errors import Exit
from nocustom.words import Said

__all__ = ["Problem", "exit_of"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a ledger."""

    code: str
    """A stable slug."""
    seq: int | None
    """The line it was found at, from 0; None for the ledger as a whole."""
    said: Said
    kind: Literal["broken", "missing"] = "broken"
    """`missing`: a file is not there, so something could not be judged."""
    hints: tuple[Said, ...] = ()


def exit_of(problems: Iterable[Problem]) -> Exit:
    """How a command that found these ends."""
    kinds = {problem.kind for problem in problems}
    return Exit.BROKEN if "broken" in kinds else Exit.NOT_JUDGED if kinds else Exit.OK
