"""`nocustom ledger show -f json`: `"schema": "nocustom.lines/1"`, each line as it is stored beside what it says."""

from __future__ import annotations

from collections.abc import Iterator

from nocustom.acts.lines import StoredLine
from nocustom.show.json_text import encode

__all__ = ["lines_json"]


def lines_json(found: list[StoredLine]) -> Iterator[str]:
    """The object in pieces; `event` is null where the line can't be read."""
    yield '{"schema": "nocustom.lines/1", "lines": ['
    separator = "\n"
    for line in found:
        row = {"seq": line.seq, "leaf": line.leaf, "event": line.value, "statement": line.stmt}
        if line.value is None:
            row["line"] = line.line.decode("utf-8", "replace")
        yield separator + encode(row)
        separator = ",\n"
    yield "\n]}\n"
