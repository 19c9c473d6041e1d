"""The rules over a whole large ledger at once, in little memory: assessments are read again where they are asked for.

A recorded assessment is ten kilobytes of JSON and four times that in memory, and hardly any is asked for again once its
request came to an end.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nocustom.ledger.blobs import Blobs
from nocustom.ledger.judging import LifeRules, documents
from nocustom.life.rules import Rules

__all__ = ["ThriftyRules"]

_MOST = 1000
"""So many documents are known at a time."""


class ThriftyRules(LifeRules):
    """The same rules, with the same answers."""

    def __init__(self, blobs: Blobs, origin: str | None = None) -> None:
        super().__init__(blobs, origin)
        self._rules = Rules(_Recent(blobs).papers, origin)


class _Recent:
    """The files beside the ledger, parsed; of those read before only the last ones are known."""

    def __init__(self, blobs: Blobs) -> None:
        self._blobs = blobs
        self._known = documents(blobs)
        self._asked = set[str]()

    def papers(self, digest: str) -> dict[str, Any] | None:
        """A document by its SHA-256; None where it can't be read."""
        found = self._read(digest)
        return found if found is None or "rules" not in found else _Assessment(digest, self)

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


class _Assessment(dict[str, Any]):
    """A document that is known by its digest, and read whenever somebody looks into it."""

    def __init__(self, digest: str, files: _Recent) -> None:
        super().__init__()
        self._digest, self._files = digest, files

    def __getitem__(self, key: str) -> Any:
        return self._files.again(self._digest)[key]

    def get(self, key: str, default: Any = None) -> Any:
        """A part of it."""
        return self._files.again(self._digest).get(key, default)

    def keys(self) -> Any:
        """The names of its parts."""
        return self._files.again(self._digest).keys()

    def __iter__(self) -> Iterator[str]:
        return iter(self._files.again(self._digest))

    def __contains__(self, key: object) -> bool:
        return key in self._files.again(self._digest)

    def __len__(self) -> int:
        return len(self._files.again(self._digest))
