"""The rules over a whole large ledger at once, in little memory: of what came to an end, assessments are read again.

A recorded assessment is ten kilobytes of JSON and more than that in memory, and hardly any is asked for again once its
request came to an end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from nocustom.ledger.blobs import Blobs
from nocustom.ledger.judging import LifeRules
from nocustom.ledger.problem import Problem
from nocustom.life.act import State
from nocustom.life.assessment import Assessment
from nocustom.life.case import Case
from nocustom.life.deeds import Revision
from nocustom.life.event import Event, Papers

__all__ = ["ThriftyRules"]

_GOING_ON = frozenset({State.FILED, State.OWNER_PENDING, State.REVIEW})


class ThriftyRules(LifeRules):
    """The same rules, with the same answers."""

    def __init__(self, blobs: Blobs, origin: str | None = None) -> None:
        super().__init__(blobs, origin)
        self._blobs = blobs

    def take(self, event: Event) -> list[Problem]:
        """The same; the text that was signed is compared, and not kept."""
        found = super().take(event)
        kept = event._replace(stmt=_without_text(event.stmt))
        self.world.lines[event.seq] = kept
        case = self.world.cases.get(event.stream)
        if case is not None:
            if case.history and case.history[-1].event is event:
                case.history[-1] = case.history[-1]._replace(event=kept)
            if case.state not in _GOING_ON:
                self._spare(case)
        return found

    def _spare(self, case: Case) -> None:
        case.revisions[:] = [_spared(each, self._rules.papers, self._blobs) for each in case.revisions]


def _spared(revision: Revision, papers: Papers, blobs: Blobs) -> Revision:
    """The revision, whose assessment is read again whenever somebody looks into it."""
    if revision.assessment is None or isinstance(revision.assessment.document, _Again):
        return revision
    digest = revision.assessment_sha256

    def again() -> dict[str, Any]:
        found = papers(digest)
        if found is None:
            blobs.get(digest)  # says why not
        assert found is not None  # its bytes are the same
        return found

    return revision._replace(assessment=Assessment(_Again(again, tables=True)))


def _without_text(stmt: dict[str, Any] | None) -> dict[str, Any] | None:
    return None if stmt is None else {name: value for name, value in stmt.items() if name != "text"}


class _Again(dict[str, Any]):
    """A table that is read whenever somebody looks into it, as are the `tables` in it.

    As a dict it is empty, so every way to look into a dict stands here.
    """

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

    def values(self) -> Any:
        """What stands in it."""
        return self._read().values()

    def items(self) -> Any:
        """Both."""
        return self._read().items()

    def copy(self) -> dict[str, Any]:
        """A table of its own."""
        return {**self._read()}

    def __eq__(self, other: object) -> bool:
        return self._read() == other

    def __ne__(self, other: object) -> bool:
        return self._read() != other

    def __or__(self, other: Any) -> Any:
        return self._read() | other

    def __ror__(self, other: Any) -> Any:
        return other | self._read()

    def __reversed__(self) -> Iterator[str]:
        return reversed(self._read())

    def __repr__(self) -> str:
        return repr(self._read())

    def __iter__(self) -> Iterator[str]:
        return iter(self._read())

    def __contains__(self, key: object) -> bool:
        return key in self._read()

    def __len__(self) -> int:
        return len(self._read())
