"""After `ledger checkpoint -o FILE`: what was written, of how many lines, under whose key."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from nocustom.ledger.checkpoint import SignedCheckpoint
from nocustom.locale import speak
from nocustom.show.layout import paragraph
from nocustom.words import say

__all__ = ["checkpoint_text"]


def checkpoint_text(done: SignedCheckpoint, path: Path, lang: str) -> Iterator[str]:
    """The screen in lines."""
    for said in (
        say("checkpoint: {path}, with the signature {path}.sig", path=str(path)),
        say("{size} lines, root {root}", size=done.checkpoint.size, root=done.checkpoint.root),
        say("signed by the host's key {key} of `{person}`", key=done.fingerprint, person=done.by),
    ):
        yield from paragraph(speak(said, lang), hanging=2)
