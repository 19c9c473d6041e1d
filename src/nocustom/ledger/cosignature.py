"""What a witness signs: the C2SP `cosignature/v1` message, two lines before the checkpoint that was looked at.

    cosignature/v1
    time 1795392000                                  when, in seconds since 1970
    aozora.example/nocustom                          the checkpoint's three lines
    201
    xOHU5XgOFyp/Nt6vONhsL/2H/v/KrwBR01AqLzBGGmQ=

C2SP puts a raw Ed25519 signature of these bytes into a note; here an SSHSIG lies beside them, because ssh-keygen is on
every machine, speaks to tokens and agents, and asks whether the key has the role of a witness.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from nocustom.ledger.checkpoint import BadCheckpoint, Checkpoint, checkpoint
from nocustom.words import say

__all__ = ["HEADER", "Cosignature", "cosignature"]

HEADER = b"cosignature/v1\n"
"""The first line, by which such a file is known."""
_TIME = re.compile(r"time (0|[1-9][0-9]{0,11})")
_YEAR_9999 = 253_370_764_800
"""From here on no calendar knows the day everywhere."""


@dataclass(frozen=True, slots=True)
class Cosignature:
    """A checkpoint as a witness saw it."""

    time: int
    """Seconds since 1970, by the witness's clock."""
    checkpoint: Checkpoint

    @property
    def message(self) -> bytes:
        """The five lines: the exact bytes that are signed."""
        return HEADER + f"time {self.time}\n".encode() + self.checkpoint.body


def cosignature(data: bytes) -> Cosignature:
    """The message in these bytes, which has no other spelling. Raises BadCheckpoint."""
    head, feed, rest = data.removeprefix(HEADER).partition(b"\n")
    match = _TIME.fullmatch(head.decode("ascii", "replace"))
    if not data.startswith(HEADER) or not feed or match is None or int(match[1]) >= _YEAR_9999:
        raise BadCheckpoint("form", say("no witness's message: it begins with `cosignature/v1` and the time"))
    return Cosignature(int(match[1]), checkpoint(rest))
