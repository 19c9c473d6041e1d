"""The checkpoint: three lines that stand for the whole ledger (C2SP tlog-checkpoint), signed by its host.

    aozora.example/nocustom                          the ledger's origin
    201                                              how many lines
    xOHU5XgOFyp/Nt6vONhsL/2H/v/KrwBR01AqLzBGGmQ=     the Merkle root over them, in base64

Each line ends with one LF, and nothing else stands there. The signature lies beside it as ssh-keygen leaves it, under a
key that may sign as `checkpoint` by the roster in force after that many lines.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode, b64encode
from dataclasses import dataclass
from pathlib import Path

from nocustom.errors import NotPermitted
from nocustom.ledger import signing, sshsig
from nocustom.ledger.canonical import LARGEST
from nocustom.ledger.namespaces import CHECKPOINT
from nocustom.ledger.roster import State
from nocustom.words import Said, say

__all__ = ["BadCheckpoint", "Checkpoint", "SignedCheckpoint", "checkpoint", "host_of", "sign", "signer_of"]

_SIZE = re.compile(r"0|[1-9][0-9]{0,15}")


class BadCheckpoint(ValueError):
    """Not a checkpoint, or not one that counts. `reason` is a stable slug, `said` the sentence for a person."""

    def __init__(self, reason: str, said: Said) -> None:
        super().__init__(reason)
        self.reason = reason
        self.said = said


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A ledger at one size."""

    origin: str
    size: int
    root: str
    """In hex, as everywhere but in the text."""

    @property
    def body(self) -> bytes:
        """The three lines: the exact bytes that are signed."""
        root = b64encode(bytes.fromhex(self.root)).decode()
        return f"{self.origin}\n{self.size}\n{root}\n".encode()


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """A checkpoint with the host's signature, and whose key that is."""

    checkpoint: Checkpoint
    by: str
    fingerprint: str
    signature: str
    """The armoured SSHSIG."""


def checkpoint(data: bytes) -> Checkpoint:
    """The checkpoint in these bytes, which have no other spelling. Raises BadCheckpoint."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise _not_one() from None
    lines = text.split("\n")
    if len(lines) != 4 or lines[3]:
        raise _not_one()
    origin, size, root = lines[:3]
    if not origin or not _SIZE.fullmatch(size) or int(size) > LARGEST:
        raise _not_one()
    try:
        digest = b64decode(root, validate=True)
    except (binascii.Error, ValueError):
        raise _not_one() from None
    found = Checkpoint(origin, int(size), digest.hex())
    if len(digest) != 32 or found.body != data:
        raise _not_one()
    return found


def _not_one() -> BadCheckpoint:
    return BadCheckpoint("form", say("no checkpoint: it has three lines, the ledger's origin, its size, its root"))


def sign(found: Checkpoint, keyfile: Path, state: State) -> SignedCheckpoint:
    """The checkpoint under the host's key, which `state`, the roster in force now, lets sign. Raises NotPermitted."""
    key = signing.public_key_of(keyfile)
    entry = state.roster.by_key.get(key.fingerprint)
    if entry is None or CHECKPOINT not in entry.namespaces:
        raise NotPermitted(
            say("the key {key} may not sign checkpoints", key=key.fingerprint),
            say("`nocustom people enroll PERSON --key FILE --for checkpoint` enters the host's key in the roster"),
        )
    signature = signing.sign(keyfile, CHECKPOINT, found.body, expected=[key.fingerprint])
    return SignedCheckpoint(found, entry.person, key.fingerprint, signature)


def host_of(found: Checkpoint, signature: str, state: State) -> SignedCheckpoint:
    """Who signed a checkpoint. `state` is the roster in force after its last line. Raises BadCheckpoint.

    That its root is that of the ledger is not asked here.
    """
    person, key = signer_of(found.body, signature, CHECKPOINT, state)
    return SignedCheckpoint(found, person, key, signature)


def signer_of(message: bytes, signature: str, namespace: str, state: State) -> tuple[str, str]:
    """Person and fingerprint of a good signature in a role by this roster. Raises BadCheckpoint."""
    try:
        read = sshsig.parse(signature)
        sshsig.verify(read, message, namespace)
    except sshsig.BadSignature as bad:
        raise BadCheckpoint("signature-" + bad.reason, bad.said) from None
    fingerprint = read.key.fingerprint
    person = state.owners.get(fingerprint, "")
    objection = state.objection(person, read.key, namespace)
    if objection is not None:
        raise BadCheckpoint(*objection)
    return person, fingerprint
