"""The ledger as one file of lines, `ledger.jsonl`: what anybody checks with jq, sha256sum and ssh-keygen."""

from __future__ import annotations

from collections.abc import Iterable

from nocustom.ledger.store import Store

__all__ = ["export_lines", "ledger_jsonl"]


def export_lines(lines: Iterable[bytes]) -> bytes:
    """Each line followed by one LF; the bytes of an older export are a prefix of those of a newer one."""
    return b"".join(line + b"\n" for line in lines)


def ledger_jsonl(store: Store) -> bytes:
    """The export of a whole store."""
    return export_lines(store.lines())
