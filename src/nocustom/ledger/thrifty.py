"""The rules over a whole large ledger at once, in little memory: assessments are read again where they are asked for.

A recorded assessment is ten kilobytes of JSON and four times that in memory, and hardly any is asked for again once its
request came to an end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from nocustom.ledger.blobs import Blobs
from nocustom.ledger.judging import LifeRules, documents
from nocustom.ledger.problem import Problem
from nocustom.life.event import Event
from nocustom.life.rules import Rules

__all__ = ["ThriftyRules"]

_MOST = 1000
"""So many documents are known at a time."""


class ThriftyRules(LifeRules):
    """The same rules, with the same answers."""

    def __init__(self, blobs: Blobs, origin: str | None = None) -> None:
        super().__init__(blobs, origin)
        self._rules = Rules(_Recent(blobs).papers, origin)

    def take(self, event: Event) -> list[Problem]:
        """The same; the text that was signed is compared, and not kept."""
        found = super().take(event)
        kept = event._replace(stmt=_without_text(event.stmt), stmt_text=None)
        self.world.lines[event.seq] = kept
        case = self.world.cases.get(event.stream)
        if case is not None and case.history and case.history[-1].event is event:
            case.history[-1] = case.history[-1]._replace(event=kept)
        return found


def _without_text(stmt: dict[str, Any] | None) -> dict[str, Any] | None:
    return None if stmt is None else {name: value for name, value in stmt.items() if name != "text"}


class _Recent:
    """The files beside the ledger, parsed; of those read before only the last ones are known."""

    def __init__(self, blobs: Blobs) -> None:
        self._blobs = blobs
        self._known = documents(blobs)
        self._asked = set[str]()

    def papers(self, digest: str) -> dict[str, Any] | None:
        """A document by its SHA-256; None where it can't be read."""
        found = self._read(digest)
        return found if found is None or "rules" not in found else _Again(lambda: self.again(digest), tables=True)

    def again(self, digest: str) -> dict[str, Any]:
        """One that could be read before. Raises NotJudged where it is gone."""
        found = self._read(digest)
        if found is None:
            self._blobs.get(digest)
        assert found is not None  # its bytes are the same
        return found

    def _read(self, digest: str) -> dict[str, Any] | None:
        if len(self._asked) == _MOST:
            self._known, self._asked = documents(self._blobs), set()
        self._asked.add(digest)
        return self._known(digest)


class _Again(dict[str, Any]):
    """A table that is read whenever somebody looks into it, as are the `tables` in it."""

    def __init__(self, read: Callable[[], dict[str, Any]], *, tables: bool = False) -> None:
        super().__init__()
        self._read, self._tables = read, tables

    def __getitem__(self, key: str) -> Any:
        value = self._read()[key]
        return _Again(lambda: self._read()[key]) if self._tables and isinstance(value, dict) else value

    def get(self, key: str, default: Any = None) -> Any:
        """What stands under a name."""
        if key not in self:
            return default
        return self[key]

    def keys(self) -> Any:
        """The names in it."""
        return self._read().keys()

    def __iter__(self) -> Iterator[str]:
        return iter(self._read())

    def __contains__(self, key: object) -> bool:
        return key in self._read()

    def __len__(self) -> int:
        return len(self._read())
