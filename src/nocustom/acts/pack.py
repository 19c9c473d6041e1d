"""What an auditor's pack says, judged from its files alone: no workspace, no database, nothing that the host believes.

    SHA256SUMS                      every file is there, unaltered, and nothing else is
    ledger.jsonl, blobs/            verified as in `ledger verify`
    roots, roster                   those in force at the end of the lines
    checkpoint, checkpoint.sig      of exactly these lines, signed by a host's key
    witness/                        the messages that stand in the lines, with their signatures
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path

from nocustom.acts.seen import Seen, compared
from nocustom.acts.verify import Verified, judged, verify_workspace
from nocustom.acts.workspace import Workspace
from nocustom.errors import NotJudged
from nocustom.ledger.blobs import Blobs
from nocustom.ledger.checkpoint import BadCheckpoint, Checkpoint, checkpoint, signer_of
from nocustom.ledger.export import export_lines
from nocustom.ledger.inbox import plain_bytes
from nocustom.ledger.ledger import Ledger
from nocustom.ledger.namespaces import CHECKPOINT
from nocustom.ledger.problem import Problem
from nocustom.ledger.thrifty import ThriftyRules
from nocustom.ledger.verify import Report, verify_export
from nocustom.words import say

__all__ = ["LEDGER", "Evidence", "here", "ledger_in", "read", "witness_name"]

LEDGER = "ledger.jsonl"
SUMS = "SHA256SUMS"
_UNSUMMED = {SUMS, "manifest.json"}


@dataclass(frozen=True, slots=True)
class Evidence:
    """A ledger as bytes, and what a whole verification found."""

    data: bytes
    verified: Verified


def here(workspace: Workspace) -> Evidence:
    """The workspace's own ledger, as an export would have it."""
    verified = verify_workspace(workspace)
    with Ledger.open(workspace.begun_ledger, origin=workspace.origin) as ledger:
        return Evidence(export_lines(islice(ledger.store.lines(), verified.report.size)), verified)


def read(folder: Path, seen: tuple[Seen, ...] = ()) -> Evidence:
    """The pack in a folder. NotJudged where there is none, or it holds tables only."""
    shown = str(folder)
    if not (folder / LEDGER).is_file():
        raise NotJudged(
            say("there is no `{file}` in `{folder}`", file=LEDGER, folder=shown),
            say("`nocustom audit export --to DIR` writes a pack"),
        )
    data = _whole(folder / LEDGER, LEDGER)
    blobs = Blobs(folder / "blobs")
    report = verify_export(data, papers=blobs, rules=ThriftyRules)
    around = [*_sums(folder), *_rosters(folder, report), *_checkpoint(folder, report), *_witnesses(folder, report)]
    return Evidence(data, judged(report, [*report.problems, *compared(report, seen), *around], seen))


def ledger_in(path: Path) -> bytes:
    """The lines that were kept: of a pack, or the file itself. NotJudged where they can't be read."""
    return _whole(path / LEDGER if path.is_dir() else path, str(path))


def witness_name(seq: int) -> str:
    """Under which name the message of a line lies in a pack; its signature beside it."""
    return f"witness/{seq:07d}"


def _sums(folder: Path) -> Iterator[Problem]:
    """What differs from the list of sums, which is the pack's own word."""
    path = folder / SUMS
    if not path.is_file():
        yield Problem("sums", None, say("there is no `{file}`: nothing says which files belong to the pack", file=SUMS))
        return
    listed: dict[str, str] = {}
    for row in path.read_text(encoding="utf-8", errors="replace").splitlines():
        digest, _, name = row.partition("  ")
        listed[name] = digest
    there = {
        os.path.relpath(Path(at) / name, folder).replace(os.sep, "/")
        for at, folders, names in os.walk(folder)
        for name in (*names, *(each for each in folders if os.path.islink(Path(at) / each)))
    }  # fmt: skip
    for name in sorted(listed.keys() | there):
        if name in _UNSUMMED:
            continue
        if name not in listed:
            yield Problem("sums", None, say("`{file}` does not belong to the pack", file=name))
        elif name not in there:
            yield Problem("sums-missing", None, say("`{file}` of the pack is not there", file=name), "missing")
        elif sha256(_whole(folder / name, name)).hexdigest() != listed[name]:
            yield Problem("sums", None, say("`{file}` was changed since the pack was made", file=name))


def _rosters(folder: Path, report: Report) -> Iterator[Problem]:
    for name, roster in (("roots", report.state.roots), ("roster", report.state.roster)):
        if _bytes(folder / name) != roster.text.encode():
            yield Problem("pack-roster", None, say("`{file}` is not what the ledger says", file=name))


def _checkpoint(folder: Path, report: Report) -> Iterator[Problem]:
    data, signature = _bytes(folder / "checkpoint"), _bytes(folder / "checkpoint.sig")
    if data is None:
        yield Problem("pack-checkpoint", None, say("`{file}` of the pack is not there", file="checkpoint"), "missing")
        return
    try:
        found = checkpoint(data)
        if found != Checkpoint(report.origin or "", report.size, report.root):
            yield Problem("pack-checkpoint", None, say("the checkpoint is not that of these lines"))
        if signature is not None:
            signer_of(data, signature.decode("ascii", "replace"), CHECKPOINT, report.state)
    except BadCheckpoint as bad:
        yield Problem("pack-checkpoint", None, say("the checkpoint does not count: {reason}", reason=bad.said))


def _witnesses(folder: Path, report: Report) -> Iterator[Problem]:
    for each in report.witnesses:
        name = witness_name(each.seq)
        if (_bytes(folder / name), _bytes(folder / f"{name}.sig")) != (each.message.encode(), each.signature.encode()):
            yield Problem("pack-witness", each.seq, say("`{file}` is not what the ledger says", file=name))


def _bytes(path: Path) -> bytes | None:
    return _whole(path, path.name) if os.path.lexists(path) else None


def _whole(path: Path, shown: str) -> bytes:
    """A plain file, however large it is now."""
    try:
        size = os.lstat(path).st_size
    except OSError:
        size = 0  # why it can't be read is told there
    return plain_bytes(path, shown, size)
