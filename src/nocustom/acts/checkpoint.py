"""The ledger's checkpoint, after a whole verification: what is signed and given away was looked at first."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nocustom.acts.seen import Seen
from nocustom.acts.verify import Verified, verify_workspace
from nocustom.acts.workspace import Workspace
from nocustom.errors import Broken, NotPermitted, Usage
from nocustom.files.atomic import write_atomically
from nocustom.ledger.checkpoint import Checkpoint, SignedCheckpoint, sign
from nocustom.ledger.inbox import SIGNATURE
from nocustom.refusals import refusal
from nocustom.words import Said, say

__all__ = ["UNSIGNED", "Made", "checkpoint_of", "names_a_file", "refuse_broken", "signed", "write", "write_signed"]


UNSIGNED = say("no key of the host is named, so the checkpoint can't be signed")
_NAME_ONE = say("write the key's file into nocustom.toml as `host_key` under `[ledger]`")


@dataclass(frozen=True, slots=True)
class Made:
    """A checkpoint of a ledger that is good, and whether the host can sign it."""

    checkpoint: Checkpoint
    verified: Verified
    host_key: Path | None
    """None where the workspace names none."""


def checkpoint_of(workspace: Workspace, against: Sequence[Seen] = ()) -> Made:
    """The checkpoint as of now. Broken where the ledger is, or where it is not what somebody saw."""
    verified = verify_workspace(workspace, against)
    refuse_broken(verified, say("the ledger is broken, so there is no checkpoint of it"))
    report = verified.report
    return Made(Checkpoint(workspace.origin, report.size, report.root), verified, workspace.host_key)


TELLS = say("`nocustom ledger verify` tells everything that is wrong with it")


def refuse_broken(verified: Verified, said: Said, *hints: Said) -> None:
    """Raise Broken with the first thing that is wrong; files that are missing hold up nothing."""
    broken = [problem for problem in verified.problems if problem.kind == "broken"]
    if broken:
        raise Broken(said, broken[0].said, *broken[0].hints, *(hints or (TELLS,)))


def signed(made: Made) -> SignedCheckpoint:
    """The checkpoint under the host's key. NotPermitted where none is named, or it may not sign."""
    if made.host_key is None:
        raise NotPermitted(UNSIGNED, _NAME_ONE)
    return sign(made.checkpoint, made.host_key, made.verified.report.state)


def write(done: SignedCheckpoint, path: Path) -> None:
    """The checkpoint, and its signature beside it. Raises Usage."""
    write_signed(path, done.checkpoint.body, done.signature)


def names_a_file(path: Path) -> None:
    """Raise Usage where it is a folder, before anybody reads what is to be signed."""
    if path.is_dir():
        raise _unwritable(path, IsADirectoryError(errno.EISDIR, ""))


def write_signed(path: Path, text: bytes, signature: str | None) -> None:
    """A text, and its signature beside it under the name that ssh-keygen gives it. Raises Usage."""
    names_a_file(path)
    try:
        if signature is not None:
            write_atomically(path.with_name(path.name + SIGNATURE), signature.encode())
        write_atomically(path, text)
    except OSError as error:
        raise _unwritable(path, error) from None


def _unwritable(path: Path, error: OSError) -> Usage:
    return Usage(
        say("`{path}` can't be written: {reason}", path=str(path), reason=refusal(error)),
        say("name a file in a folder that is there"),
    )
