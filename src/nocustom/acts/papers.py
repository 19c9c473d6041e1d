"""The files beside the ledger, parsed: assessments are JSON, adopted documents and requests are TOML."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from nocustom.errors import NocustomError
from nocustom.files.document import document
from nocustom.ledger.blobs import Blobs

__all__ = ["Papers", "as_json"]


class Papers:
    """Called with a SHA-256: the parsed document, or None where there is none or it can't be read."""

    def __init__(self, blobs: Blobs) -> None:
        self._blobs = blobs
        self._read: dict[str, dict[str, Any] | None] = {}

    def __call__(self, sha256: str) -> dict[str, Any] | None:
        if sha256 not in self._read:
            self._read[sha256] = self._parse(sha256)
        return self._read[sha256]

    def _parse(self, sha256: str) -> dict[str, Any] | None:
        try:
            data = self._blobs.get(sha256)
            if data.startswith(b"{"):
                parsed = json.loads(data)
                return parsed if isinstance(parsed, dict) else None
            return document(data, shown=sha256).values
        except (NocustomError, ValueError, RecursionError):
            return None  # unreadable: whoever asked treats it so, and verification names the file


def as_json(value: Any) -> Any:
    """A parsed TOML value as JSON holds it: dates in ISO form; whole numbers beyond 2^53 - 1 as decimal digits."""
    match value:
        case bool():
            return value
        case int():
            return value if abs(value) < 2**53 else str(value)
        case date():
            return value.isoformat()
        case dict():
            return {key: as_json(each) for key, each in value.items()}
        case list():
            return [as_json(each) for each in value]
        case _:
            return value
