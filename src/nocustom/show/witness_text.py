"""After `ledger witness`: what was signed, and where it goes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from nocustom.acts.witness import Cosigned
from nocustom.ledger.namespaces import WITNESS
from nocustom.life.act import BY_TYPE
from nocustom.locale import speak
from nocustom.show.check_text import hint
from nocustom.show.layout import paragraph
from nocustom.show.receipt_text import receipt
from nocustom.words import Said, say

__all__ = ["cosigned_text"]


def cosigned_text(done: Cosigned, path: Path | None, lang: str) -> Iterator[str]:
    """After `ledger witness`."""
    seen = done.found.checkpoint
    yield from _line(say("{size} lines, {new} of them new, root {root}", size=seen.size, new=done.new, root=seen.root),
                     lang)  # fmt: skip
    if done.by is None:
        yield from _line(say("to be signed: {path}", path=str(path)), lang)
        yield from hint(say("`ssh-keygen -Y sign -n {namespace} -f KEY {file}` signs it", namespace=WITNESS,
                            file=str(path)), lang)  # fmt: skip
    else:
        yield from _line(say("signed by the witness `{person}`", person=done.by), lang)
    if done.receipt is not None:
        yield from _line(say("recorded as {act}", act=BY_TYPE["witness.added"].label), lang)
        yield from receipt(done.receipt, lang)
    else:
        yield from hint(say("`nocustom ledger ingest {path}` at the ledger's host records it", path=str(path)), lang)
    yield from hint(say("keep the pack: the next time it is compared with `--before`"), lang)


def _line(said: Said, lang: str) -> Iterator[str]:
    yield from paragraph(speak(said, lang), hanging=2)
