"""The rules of `life`, as the verifier asks for them: documents read from the files beside the ledger."""

from __future__ import annotations

import tomllib
from codecs import BOM_UTF8
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from nocustom.errors import NocustomError
from nocustom.ledger.assessments import parse_assessment
from nocustom.ledger.blobs import Blobs
from nocustom.ledger.canonical import NotCanonical, too_deep
from nocustom.ledger.event_types import left_to_life
from nocustom.ledger.problem import Problem
from nocustom.life.case import World
from nocustom.life.course import Papers
from nocustom.life.event import Event
from nocustom.life.problem import LOST
from nocustom.life.problem import Problem as Reason
from nocustom.life.rules import Rules
from nocustom.life.sheet import is_sheet

__all__ = ["LifeRules", "MakeRules", "documents"]


def documents(blobs: Blobs) -> Papers:
    """Reads a file by its SHA-256: canonical JSON (assessments), TOML (people, systems, policy) or a sheet, as `sheet`.

    None where it can't.
    """

    @lru_cache(maxsize=256)  # a request's files are asked for while its lines are looked at, and seldom again
    def there(digest: str) -> dict[str, Any]:
        try:
            document = _parsed(_File(digest, blobs.get(digest)))
        except (NocustomError, ValueError) as error:
            raise _NotThere from error
        if document is None:
            raise _NotThere
        return document

    def read(digest: str) -> dict[str, Any] | None:
        try:
            return there(digest)
        except _NotThere:  # it may come later
            return None

    return read


class _NotThere(Exception):
    """There is no such file, or it can't be read."""


class _File:
    """What a file holds: the same where the digest is."""

    __slots__ = ("data", "digest")

    def __init__(self, digest: str, data: bytes) -> None:
        self.digest, self.data = digest, data

    def __hash__(self) -> int:
        return hash(self.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _File) and self.digest == other.digest


@lru_cache(maxsize=256)
def _parsed(file: _File) -> dict[str, Any] | None:
    """What the file says. A ledger that is read twice in one process has the same files twice."""
    data = file.data
    try:
        if data.startswith(b"{"):
            value = parse_assessment(data)
        elif is_sheet(text := data.removeprefix(BOM_UTF8).decode()):
            value = {"sheet": text}
        else:
            value = tomllib.loads(text)
            if too_deep(value):
                return None
    except (NotCanonical, ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


class LifeRules:
    """`life.rules` over the events of one ledger; `world` is what they amount to."""

    def __init__(self, blobs: Blobs, origin: str | None = None) -> None:
        self._rules = Rules(documents(blobs), origin, shape=left_to_life)

    @property
    def world(self) -> World:
        """What the events taken so far say."""
        return self._rules.world

    def examine(self, event: Event) -> list[Problem]:
        """What is wrong with the event as the next one; nothing changes."""
        return [_problem(event, reason) for reason in self._rules.problems(event)]

    def take(self, event: Event) -> list[Problem]:
        """Take the next event, and say what is wrong with it; with a problem it has no effect."""
        return [_problem(event, reason) for reason in self._rules.step(event)]

    def accept(self, event: Event) -> None:
        """Take the next event, with which `examine` has just found nothing wrong: nobody is asked twice."""
        self._rules.take(event)


MakeRules = Callable[[Blobs, str | None], LifeRules]
"""Rules that rest on these files, in the ledger of this name where that is known."""


def _problem(event: Event, reason: Reason) -> Problem:
    unread = reason.code in LOST
    return Problem(
        "act-" + reason.code, event.seq, reason.said, "missing" if unread else "broken", reason.hints
    )
