"""The copy of the ledger in a plain folder on a share: departments read there what they show and sign.

    ledger.jsonl       every line; what does not end with a line feed is not there yet
    blobs/SHA-256      the files that lines name
    roots, roster      who signs now
    checkpoint(.sig)   size and root, under the host's key where the settings name it
    receipts/          what became of that which came through the inbox

The host writes it after each commit, files before the lines that name them. It is best effort: a share that can't be
reached stops nobody, and the next command catches up. What lies there may know more than the ledger, and is looked at
before anything is recorded (`mirror_standing`).
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import AbstractContextManager, suppress
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import ClassVar, Protocol

from nocustom.errors import Broken, Changed, NocustomError, NotJudged
from nocustom.ledger.alone import read_line
from nocustom.ledger.blobs import Blobs
from nocustom.ledger.brought import named
from nocustom.ledger.checkpoint import Checkpoint, sign
from nocustom.ledger.inbox import SIGNATURE, plain_bytes
from nocustom.ledger.mirror_standing import (
    CHECKPOINT,
    LINES,
    Standing,
    open_plain,
    standing,
    stop_where_ahead,
)
from nocustom.ledger.places import BLOBS
from nocustom.ledger.roster import State
from nocustom.ledger.store import Store
from nocustom.ledger.turns import turn
from nocustom.ledger.whole_file import READABLE, put_whole, synced
from nocustom.progress import Progress
from nocustom.refusals import refusal
from nocustom.share import Share
from nocustom.words import Said, say

__all__ = ["RECEIPTS", "Copied", "Mirror"]

RECEIPTS = "receipts"
_PATIENCE = 10.0
"""Seconds for which one waits while another process of the host writes the mirror."""
_BATCH = _SMALL = 4 << 20


class Copied(Protocol):
    """What of a ledger is copied."""

    store: Store
    blobs: Blobs

    @property
    def origin(self) -> str | None:
        """The ledger's name."""
        ...

    @property
    def size(self) -> int:
        """The number of lines."""
        ...

    @property
    def state(self) -> State:
        """Roots and roster in force."""
        ...

    def root_at(self, size: int) -> str:
        """Hex Merkle root over the first lines."""
        ...

    def state_at(self, size: int) -> State:
        """Roots and roster in force after the first lines."""
        ...

    def could_stand(self, line: bytes, seq: int) -> bool:
        """Whether a line that the ledger does not have would be good as its line `seq`."""
        ...


class Mirror:
    """The mirror as the host keeps it. What went wrong with it is left in `remarks`, to be told beside the answer."""

    remarks: ClassVar[list[tuple[Said, ...]]] = []

    def __init__(
        self, folder: Path, ledger: Copied, lock: Path, shown: str | None = None, host_key: Path | None = None
    ) -> None:
        self.folder = folder
        self.shown = shown or str(folder)
        self._host_key = host_key
        self._ledger = ledger
        self._lock = lock

    def ready(self) -> None:
        """Look at the mirror before anything is recorded, and catch up. Broken where it knows more than the ledger."""
        try:
            found = self.standing(whole=_SMALL)
            complete = found.kind == "level" and not (found.lines and self._unmarked(found.lines))
            complete = complete and not self._without_files()
        except (OSError, NotJudged) as error:
            self._unreached(error)
            return
        stop_where_ahead(found, self.shown)
        if not complete:
            self.follow(_SMALL)

    def standing(self, *, whole: int = 0) -> Standing:
        """How it stands now. Raises OSError where it can't be reached."""
        Share.reach(self.folder / LINES, self.shown)
        with Share.working(self.shown):
            return standing(self.folder, self._ledger.store, self._ledger.could_stand, whole=whole)

    def follow(self, whole: int = 0) -> None:
        """Write what the ledger has and the mirror lacks. Whatever is in the way is told, and stops nobody."""
        try:
            self._lock.parent.mkdir(parents=True, exist_ok=True)
            with turn(self._lock, _PATIENCE):
                found = self.standing(whole=whole)
                if found.kind in ("ahead", "forked"):
                    stop_where_ahead(found, self.shown)
                with Share.working(self.shown):
                    if found.kind in ("torn", "junk", "given-up"):
                        self._cut(found)
                    self._write(found)
        except (OSError, NotJudged, Changed) as error:
            self._unreached(error)
        except Broken as error:  # what was just recorded is recorded; the next act finds this before it begins
            Mirror.remarks.append((error.said, *error.hints))

    def _cut(self, found: Standing) -> None:
        path = self.folder / LINES
        with open_plain(path, writing=True) as file:
            if found.kind != "torn":
                file.seek(found.upto)
                junk = file.read()
                aside = path.with_name(f"{LINES}.aside-{sha256(junk).hexdigest()[:12]}")
                put_whole(aside, junk, READABLE)
                if found.kind == "given-up":
                    said = say("the mirror `{path}` had lines that were given up when the ledger was restored",
                               path=self.shown)  # fmt: skip
                    hint = say("they were put aside as `{file}`", file=aside.name)
                else:
                    said = say("the mirror `{path}` held {count} bytes that are no lines of the ledger",
                               path=self.shown, count=len(junk))  # fmt: skip
                    hint = say("they were put aside as `{file}`: somebody else writes there", file=aside.name)
                Mirror.remarks.append((said, hint))
            file.truncate(found.upto)
            file.flush()
            os.fsync(file.fileno())

    def _write(self, found: Standing) -> None:
        lines: list[bytes] = []
        size = 0
        upto, count = found.upto, found.lines
        if self._without_files():
            for line in islice(self._ledger.store.lines(), found.lines):
                self._bring(line)
        coming = self._ledger.store.lines(found.lines)
        for line in Progress.over(say("copying the files"), coming, lambda: self._ledger.store.head()[0] - found.lines):
            self._bring(line)
            lines.append(line + b"\n")
            count += 1
            size += len(line) + 1
            if size > _BATCH:
                upto = self._append(upto, lines)
                lines, size = [], 0
        self._append(upto, lines)
        state = self._ledger.state
        for name, text in (("roots", state.roots.text), ("roster", state.roster.text)):
            self._put(name, text.encode())
        if count and self._unmarked(count):
            self._mark(count)

    def _without_files(self) -> bool:
        """Whether somebody took the whole folder of files away."""
        if (self.folder / BLOBS).is_dir() or not self._ledger.blobs.folder.is_dir():
            return False
        with os.scandir(self._ledger.blobs.folder) as files:
            return any(files)

    def _unmarked(self, size: int) -> bool:
        """Whether the checkpoint is not that of so many lines, or lacks the signature it could have."""
        path = self.folder / CHECKPOINT
        try:
            body = plain_bytes(path, CHECKPOINT, 4096)
        except NocustomError:
            return True
        return body != self.checkpoint(size).body or (self._host_key is not None and not _beside(path).exists())

    def _mark(self, size: int) -> None:
        """The new checkpoint; a reader may find it without its signature, and never with an older one."""
        found = self.checkpoint(size)
        signature = self.signature(found)
        path = self.folder / CHECKPOINT
        _beside(path).unlink(missing_ok=True)
        put_whole(path, found.body, READABLE)
        if signature is not None:
            put_whole(_beside(path), signature.encode(), READABLE)

    def checkpoint(self, size: int) -> Checkpoint:
        """The checkpoint of the first lines."""
        return Checkpoint(self._ledger.origin or "", size, self._ledger.root_at(size))

    def signature(self, found: Checkpoint) -> str | None:
        """The host's signature; None where no key is named, or it does not serve, which is told."""
        if self._host_key is None:
            return None
        try:
            return sign(found, self._host_key, self._ledger.state_at(found.size)).signature
        except NocustomError as error:
            Mirror.remarks.append((
                say("the checkpoint in the mirror could not be signed"), error.said, *error.hints))  # fmt: skip
            return None

    def _append(self, upto: int, lines: Sequence[bytes]) -> int:
        if not lines:
            return upto
        path = self.folder / LINES
        new = not os.path.lexists(path)
        if new:
            put_whole(path, b"", READABLE)
        with open_plain(path, writing=True) as file:
            file.seek(upto)
            data = b"".join(lines)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        return upto + len(data)

    def _bring(self, line: bytes) -> None:
        """The files a line names, where they are not there yet. One that is not beside the ledger was removed."""
        for digest in named(read_line(line, arithmetic=False)):
            target = self.folder / BLOBS / digest
            if os.path.lexists(target):
                continue
            try:
                data = self._ledger.blobs.get(digest)
            except NotJudged:
                if not self._ledger.blobs.gone(digest):  # what can't be read now is not gone
                    raise
                continue
            self._folder(BLOBS)
            put_whole(target, data, READABLE)

    def _put(self, name: str, data: bytes) -> None:
        path = self.folder / name
        if not path.is_symlink() and path.is_file() and path.read_bytes() == data:
            return
        put_whole(path, data, READABLE)

    def taking(self) -> AbstractContextManager[None]:
        """The turn at the inbox: one process at a time. Raises Changed where another comes to no end."""
        return turn(self._lock.with_name(self._lock.name + ".inbox"), _PATIENCE)

    def answer(self, name: str, data: bytes) -> None:
        """Put an answer to what came through the inbox among the receipts. Raises OSError."""
        self._folder(RECEIPTS)
        self._put(f"{RECEIPTS}/{name}", data)

    def reach(self) -> None:
        """Raises OSError where the mirror can't be reached."""
        Share.reach(self.folder / LINES, self.shown)
        os.stat(self.folder)

    def answered(self, name: str) -> bool:
        """Whether there is such an answer. Raises OSError where the mirror can't be reached."""
        os.stat(self.folder)
        return os.path.lexists(self.folder / RECEIPTS / name)

    def withdraw(self, name: str) -> None:
        """Take an answer back that is overtaken by another. Raises OSError."""
        (self.folder / RECEIPTS / name).unlink(missing_ok=True)

    def _folder(self, name: str) -> None:
        with suppress(FileExistsError):
            (self.folder / name).mkdir()
            (self.folder / name).chmod(0o755)
            synced(self.folder)

    def _unreached(self, error: OSError | NocustomError) -> None:
        reason = refusal(error) if isinstance(error, OSError) else error.said
        Mirror.remarks.append((
            say("the mirror `{path}` could not be written: {reason}", path=self.shown, reason=reason),
            say("what is recorded stays recorded; the next command at the host catches up"),
        ))  # fmt: skip


def _beside(path: Path) -> Path:
    return path.with_name(path.name + SIGNATURE)
