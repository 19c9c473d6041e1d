"""A finding: one thing that is wrong with one place of one file, as data."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from nocustom.words import Said

__all__ = ["At", "Finding", "Key", "Severity"]

Key = tuple[str | int, ...]
"""A place in a TOML document: keys and list indices from the root, such as `("alternative", 1, "rung")`."""

At = Literal["key", "value"]
Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong, at which key; `files` adds path, line and column (both from 1, in characters)."""

    code: str
    said: Said
    where: Key = ()
    at: At = "value"
    severity: Severity = "error"
    expected: Said | None = None
    hints: tuple[Said, ...] = ()
    path: str | None = None
    line: int | None = None
    column: int | None = None
    length: int = 1
    context: str | None = None
    related: tuple[Finding, ...] = ()
    """Other places that belong to it, each with what is to be said there and, in another file, with its path."""

    def moved(
        self, *, path: str, line: int | None = None, column: int | None = None, length: int = 1,
        context: str | None = None,
    ) -> Finding:  # fmt: skip
        """The same finding at a known place: characters `column` to `column + length` of `context`, line `line`."""
        return replace(self, path=path, line=line, column=column, length=length, context=context)
