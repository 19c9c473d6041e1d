"""Files beside the ledger, each under its SHA-256: requests as received, assessments, policies.

They are apart from the lines so that retention can remove personal data without breaking the log. All lie in one
flat folder: it is the same folder in an audit pack, `sha256sum -c` reads it as it is, and ten years of a city are
some tens of thousands of files, which every file system we know takes.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Literal

from nocustom.errors import Broken, NotJudged
from nocustom.ledger.places import sync_folder
from nocustom.ledger.whole_file import put_whole
from nocustom.refusals import DEVICE, refusal
from nocustom.words import Said, say

__all__ = ["Blobs"]

_USUAL = 32 * 1024
"""More bytes than most of these files have."""
_FLAGS = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
_NAME = re.compile(r"[0-9a-f]{64}\Z")


class Blobs:
    """A folder of files named by their digest."""

    def read_once(self) -> Blobs:
        """The same folder for one pass over the ledger: what several questions in a row need is read once."""
        return _ReadOnce(self.folder)

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._offered: dict[str, bytes] = {}

    @contextmanager
    def offering(self, files: Iterable[bytes]) -> Iterator[None]:
        """Meanwhile these files count as being here, so that a line which rests on them can be examined."""
        self._offered = {sha256(data).hexdigest(): data for data in files}
        try:
            yield
        finally:
            self._offered = {}

    def keep_offered(self) -> None:
        """Keep the files that are offered. Raises as `put` does."""
        offered, self._offered = self._offered, {}
        for data in offered.values():
            self.put(data)

    def put(self, data: bytes) -> str:
        """Keep `data` and return its hex SHA-256; on return it outlasts a power cut, so an event may name it.

        Raises Broken when a file of that name holds something else, NotJudged when the folder can't be written.
        """
        digest = sha256(data).hexdigest()
        path = self._path(digest)
        state = self.state(digest)
        if state == "altered":
            raise _altered(digest)
        if state == "ok":
            return digest
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            put_whole(path, data, 0o444)
            sync_folder(self.folder.parent)
        except OSError as error:
            raise NotJudged(
                say("can't keep a file beside the ledger: {reason}", reason=refusal(error)),
                say("`nocustom doctor` tells who may write there"),
            ) from error
        return digest

    def get(self, digest: str) -> bytes:
        """The file with this SHA-256. Raises NotJudged when it is not there, Broken when it was altered."""
        if digest in self._offered:
            return self._offered[digest]
        try:
            data = _read(self._named(digest))
        except FileNotFoundError:
            raise NotJudged(say("the file {digest} is not beside the ledger", digest=digest), self._where()) from None
        except OSError as error:
            raise NotJudged(
                say("the file {digest} can't be read: {reason}", digest=digest, reason=refusal(error)),
                say("it lies in `{folder}`, where whoever runs this has to be able to read", folder=str(self.folder)),
            ) from error
        if sha256(data).hexdigest() != digest:
            raise _altered(digest)
        return data

    def expect(self, digests: Iterable[str]) -> None:
        """These will be asked for soon: where the system can, it fetches them from the disk meanwhile."""
        if not hasattr(os, "posix_fadvise"):
            return
        for digest in digests:
            try:
                handle = os.open(self._named(digest), os.O_RDONLY | os.O_NONBLOCK)
            except (OSError, ValueError):  # whoever asks for it is told why
                continue
            with suppress(OSError):
                os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_WILLNEED)
            os.close(handle)

    def state(self, digest: str) -> Literal["ok", "missing", "altered"]:
        """Whether the file with this SHA-256 is there and unaltered; one that can't be read counts as missing."""
        try:
            self.get(digest)
        except NotJudged:
            return "missing"
        except Broken:
            return "altered"
        return "ok"

    def gone(self, digest: str) -> bool:
        """Whether the file was removed: the folder can be looked into, and it is not there."""
        try:
            os.lstat(self._named(digest))
        except FileNotFoundError:
            return self.folder.is_dir()
        except OSError:
            return False
        return False

    def names(self) -> list[str]:
        """Digests of all files in the folder, sorted."""
        if not self.folder.is_dir():
            return []
        return sorted(path.name for path in self.folder.iterdir() if _NAME.match(path.name))

    def _where(self) -> Said:
        """Where to look for a file that is not there."""
        if self.folder.is_dir():
            return say(
                "it was removed, or not copied along; `nocustom ledger restore PATH` puts it back from a copy"
            )
        return say(
            "the whole folder of files is not there: look whether the disk or the share it lies on is connected"
        )

    def _path(self, digest: str) -> Path:
        return Path(self._named(digest))

    def _named(self, digest: str) -> str:
        """The file's path; as text, for thousands are opened in a row."""
        if not _NAME.match(digest):
            raise ValueError("not a SHA-256 in hex")
        return f"{self.folder}/{digest}"


def _read(path: str) -> bytes:
    """The whole file, in fewer calls of the system than an open file makes. A pipe is not waited for."""
    handle, parts = os.open(path, _FLAGS), list[bytes]()
    try:
        kind = stat.S_IFMT(os.fstat(handle).st_mode)
        if kind not in (stat.S_IFREG, stat.S_IFDIR):  # of a folder the system says it
            raise OSError(DEVICE, os.strerror(DEVICE))
        while part := os.read(handle, _USUAL):
            parts.append(part)
    finally:
        os.close(handle)
    return b"".join(parts)


def _altered(digest: str) -> Broken:
    return Broken(
        say("the file {digest} beside the ledger was altered", digest=digest),
        say("`nocustom ledger restore PATH` puts it back from a copy; its name is the SHA-256 of what it held"),
    )


class _ReadOnce(Blobs):
    """Remembers the last few files."""

    _MOST = 8

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._last: dict[str, bytes] = {}

    def get(self, digest: str) -> bytes:
        if digest not in self._last:
            if len(self._last) == self._MOST:
                del self._last[next(iter(self._last))]
            self._last[digest] = super().get(digest)
        return self._last[digest]
