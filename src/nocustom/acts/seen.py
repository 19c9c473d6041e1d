"""What somebody kept of the ledger, and whether the ledger still says the same.

    three lines with the host's signature beside them           a checkpoint
    five lines with a witness's signature beside them           a witness's message
    what the host answered to an act that was sent              a receipt

A ledger whose last lines were cut off, or that was rewritten as a whole, is good in itself: only what lies outside
of it tells. So the root of so many lines is compared with the one that somebody saw, and the signature with the roster
of that moment.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from nocustom.errors import NotJudged
from nocustom.ledger.checkpoint import BadCheckpoint, Checkpoint, checkpoint, signer_of
from nocustom.ledger.cosignature import HEADER, cosignature
from nocustom.ledger.inbox import MOST_OF_SIGNATURE, SIGNATURE, plain_bytes
from nocustom.ledger.namespaces import CHECKPOINT, WITNESS
from nocustom.ledger.problem import Problem
from nocustom.ledger.receipt import MOST_OF_RECEIPT, RECEIPT, BadAnswer, receipt_in
from nocustom.ledger.verify import Report
from nocustom.words import say

__all__ = ["Seen", "compared", "receipts_in", "seen_at", "seen_in"]

_MOST = 4096


@dataclass(frozen=True, slots=True)
class Seen:
    """A file with what somebody saw: how many lines, and their root."""

    shown: str
    checkpoint: Checkpoint
    message: bytes
    """What was signed."""
    namespace: str
    """The role in which it was."""
    signature: str | None
    """None where none lies beside it; then it counts as what its holder says."""
    line: tuple[int, str] | None = None
    """Number and leaf hash of the line that a receipt is of."""


def seen_in(path: Path, shown: str) -> Seen:
    """What is in the file. NotJudged where it is neither of these, NotPermitted where it is no plain file."""
    if path.name.endswith(RECEIPT):
        return _receipt(path, shown)
    data = plain_bytes(path, shown, _MOST).replace(b"\r\n", b"\n")
    beside = path.with_name(path.name + SIGNATURE)
    signature = None
    if os.path.lexists(beside):
        raw = plain_bytes(beside, shown + SIGNATURE, MOST_OF_SIGNATURE)
        signature = raw.decode("ascii", "replace").replace("\r\n", "\n")
    try:
        if data.startswith(HEADER):
            found = cosignature(data)
            return Seen(shown, found.checkpoint, found.message, WITNESS, signature)
        return Seen(shown, checkpoint(data), data, CHECKPOINT, signature)
    except BadCheckpoint as bad:
        raise NotJudged(
            say("`{file}` can't be compared: {reason}", file=shown, reason=bad.said),
            say("`nocustom ledger checkpoint -o FILE` writes one"),
        ) from None


def _receipt(path: Path, shown: str) -> Seen:
    try:
        found = receipt_in(plain_bytes(path, shown, MOST_OF_RECEIPT), path.name.removesuffix(RECEIPT))
    except BadAnswer as bad:
        raise NotJudged(say("`{file}` can't be compared: {reason}", file=shown, reason=bad.said)) from None
    seen = found.checkpoint
    return Seen(shown, seen, seen.body, CHECKPOINT, found.signature, (found.event["seq"], found.leaf))


def seen_at(path: Path, shown: Callable[[Path], str]) -> list[Seen]:
    """The same of a file; of a folder, such as an outbox, all receipts in it. NotJudged where it has none."""
    if not path.is_dir():
        return [seen_in(path, shown(path))]
    found = receipts_in(path, shown)
    if not found:
        raise NotJudged(
            say("there is no receipt in `{folder}`, so nothing can be compared", folder=shown(path)),
            say("name the folder `outbox` of the PC that sent acts, or a file that was kept"),
        )
    return found


def receipts_in(folder: Path, shown: Callable[[Path], str]) -> list[Seen]:
    """The receipts in an outbox."""
    return [seen_in(each, shown(each)) for each in sorted(folder.glob("*" + RECEIPT))]


def compared(report: Report, kept: Iterable[Seen]) -> Iterator[Problem]:
    """What of it does not fit the ledger that was verified."""
    leaves = {event.seq: event.leaf for event in report.recorded}
    for seen in kept:
        size, file = seen.checkpoint.size, seen.shown
        if seen.checkpoint.origin != report.origin:
            yield Problem("other-ledger", None, say(
                "`{file}` is of the ledger `{other}`, and this is `{origin}`", file=file, other=seen.checkpoint.origin,
                origin=report.origin or ""))  # fmt: skip
            continue
        if left := _given_up(report, seen.checkpoint):
            if seen.line is not None and seen.line[0] < left and leaves.get(seen.line[0]) == seen.line[1]:
                continue  # what it is the receipt of was recorded before
            yield Problem("lost", None, say(
                "`{file}` is of {seen} lines, and those after the first {size} were lost when the ledger was restored",
                file=file, seen=size, size=left), "missing")  # fmt: skip
        elif size > report.size:
            yield Problem("cut-off", None, say(
                "`{file}` is of {seen} lines, here are {size}: the last ones were cut off, or an old copy lies here",
                file=file, seen=size, size=report.size), hints=(_RESTORE,))  # fmt: skip
        elif report.tree.root(size) != seen.checkpoint.root:
            yield Problem("rewritten", None, say(
                "`{file}` has another root of the first {size} lines: they were rewritten after somebody saw them",
                file=file, size=size))  # fmt: skip
        elif seen.line is not None and leaves.get(seen.line[0]) != seen.line[1]:
            said = say("`{file}` is the receipt of another line {seq} than there is", file=file, seq=seen.line[0])
            yield Problem("rewritten", seen.line[0], said)
        elif seen.signature is not None:
            try:
                signer_of(seen.message, seen.signature, seen.namespace, report.state_at(size))
            except BadCheckpoint as bad:
                yield Problem("seen-" + bad.reason, None, say(
                    "the signature of `{file}` does not count: {reason}", file=file, reason=bad.said))  # fmt: skip


def _given_up(report: Report, seen: Checkpoint) -> int:
    """Where the ledger was put back to fewer lines than were seen: how many it has in common; 0 where it was not.

    The roots said then what was last known: of more lines nobody knew, of so many no others.
    """
    for each in report.restores:
        if not each.size < seen.size <= each.known_size:
            continue
        if seen.size <= report.size and report.tree.root(seen.size) == seen.root:
            continue
        if seen.size < each.known_size or seen.root == each.known_root:
            return each.size
    return 0


_RESTORE = say("look for a newer copy before anything is recorded")
