"""Whether the host vouches for a mirror: what its readers ask before they sign."""

from __future__ import annotations

import time
from pathlib import Path

from nocustom.errors import Broken, NocustomError, NotJudged
from nocustom.ledger.checkpoint import BadCheckpoint, checkpoint, host_of
from nocustom.ledger.inbox import MOST_OF_SIGNATURE, SIGNATURE, plain_bytes
from nocustom.ledger.mirror import Copied
from nocustom.ledger.mirror_standing import CHECKPOINT
from nocustom.ledger.namespaces import CHECKPOINT as ROLE
from nocustom.words import say

__all__ = ["vouch"]

_GRACE = 0.5
"""Seconds for which a reader waits for a checkpoint that is being written."""


def vouch(folder: Path, ledger: Copied, shown: str) -> None:
    """Compare what is read of the mirror with the checkpoint in it: Broken where that is of something else.

    Where the roster names a key of the host, its signature must cover every line: NotJudged where it does not.
    """
    last = time.monotonic() + _GRACE
    while (wrong := _unvouched(folder, ledger, shown)) is not None:
        if time.monotonic() > last:
            raise wrong
        time.sleep(0.05)  # the host may be writing just now


def _unvouched(folder: Path, ledger: Copied, shown: str) -> NotJudged | Broken | None:
    body, signature = _text(folder / CHECKPOINT), _text(folder / (CHECKPOINT + SIGNATURE))
    size = ledger.size
    wanted = any(ROLE in entry.namespaces for entry in ledger.state.roster.entries)
    said = say("the mirror `{path}` is not vouched for by its host", path=shown)
    hint = say("sign nothing; ask the ledger's host to run `nocustom doctor`")
    unsigned = NotJudged(say("the mirror `{path}` has no signed checkpoint of all its lines", path=shown), hint)
    if body is None:
        return unsigned if wanted else None
    try:
        found = checkpoint(body)
        if found.size > size:
            return Broken(said, say("its checkpoint is of {seen} lines, and there are {size}", seen=found.size,
                                    size=size), hint)  # fmt: skip
        if found.origin != ledger.origin or found.root != ledger.root_at(found.size):
            return Broken(said, say("its checkpoint is not of these lines"), hint)
        if signature is not None:
            host_of(found, signature.decode("ascii", "replace"), ledger.state_at(found.size))
    except BadCheckpoint as bad:
        return Broken(said, bad.said, hint)
    return unsigned if wanted and (signature is None or found.size < size) else None


def _text(path: Path) -> bytes | None:
    try:
        return plain_bytes(path, path.name, MOST_OF_SIGNATURE)
    except NocustomError:
        return None
