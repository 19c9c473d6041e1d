"""A disk that loses its power: what may be found afterwards, if everything not synced is up to the hardware.

    a write, not yet synced      each of its 512-byte sectors may have reached the disk or not, in any order
    a truncation                 may be there or not
    a new, renamed, lost name    may be there or not, until its folder was synced; a file's own sync does not help
    a new folder                 the same; without it nothing that was put into it is there

A file's content and its name are two things (an inode and an entry of a folder), as in POSIX; what a file system
promises beyond is not relied on.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from tests.faults.traced import Operation

__all__ = ["SECTOR", "Disk"]

SECTOR = 512


@dataclass(slots=True)
class _File:
    """What is safe of one file, and what was done since its last sync."""

    safe: bytes = b""
    since: list[Operation] = field(default_factory=list)

    def now(self) -> bytes:
        return self.after(self.since)

    def after(self, done: Iterable[Operation]) -> bytes:
        content = bytearray(self.safe)
        for each in done:
            if each.kind == "truncate":
                content = content[: each.offset] + bytes(max(0, each.offset - len(content)))
            else:
                content += bytes(max(0, each.offset + len(each.data) - len(content)))
                content[each.offset : each.offset + len(each.data)] = each.data
        return bytes(content)


    def found(self, chance: random.Random, kept: float | None) -> bytes:
        """The content after a cut: of each sector one of the versions it had since the last sync."""
        pieces = [piece for each in self.since for piece in _sectors(each)]
        versions: dict[int, int] = {}
        for piece in pieces:
            if piece.kind == "write":
                sector = piece.offset // SECTOR
                versions[sector] = versions.get(sector, 0) + 1
        left = {sector: _how_many(count, chance, kept) for sector, count in sorted(versions.items())}
        survived: list[Operation] = []
        for piece in pieces:
            if piece.kind == "truncate":
                if _how_many(1, chance, kept):
                    survived.append(piece)
            elif left[piece.offset // SECTOR] > 0:
                left[piece.offset // SECTOR] -= 1
                survived.append(piece)
        return self.after(survived)


def _sectors(operation: Operation) -> Iterator[Operation]:
    """A write as the sectors it touches."""
    if operation.kind != "write":
        yield operation
        return
    start, end = operation.offset, operation.offset + len(operation.data)
    while start < end:
        stop = min(end, (start // SECTOR + 1) * SECTOR)
        piece = operation.data[start - operation.offset : stop - operation.offset]
        yield Operation("write", operation.path, start, piece)
        start = stop


@dataclass(slots=True)
class Disk:
    """The files below one folder, from the state in which it is found."""

    files: list[_File] = field(default_factory=list)
    safe: dict[str, int] = field(default_factory=dict)
    """Names that are safe, each with the place of its file."""
    names: dict[str, int] = field(default_factory=dict)
    """Names as processes see them."""
    since: list[tuple[str, str, int | None]] = field(default_factory=list)
    """Changes of names since the last sync of their folder: folder, name, file or None for gone."""
    made: set[str] = field(default_factory=set)
    """Folders that were made meanwhile; their names end with a slash."""

    @classmethod
    def of(cls, root: Path) -> Disk:
        """A folder of which everything is safe."""
        disk = cls()
        for path in sorted(root.rglob("*")):
            if path.is_file():
                disk.names[path.relative_to(root).as_posix()] = len(disk.files)
                disk.files.append(_File(path.read_bytes()))
        disk.safe = dict(disk.names)
        return disk

    def do(self, operation: Operation) -> None:
        """Let one thing happen."""
        path = operation.path
        match operation.kind:
            case "create":
                if path not in self.names:
                    self._name(path, len(self.files))
                    self.files.append(_File())
            case "write" | "truncate":
                self.files[self.names[path]].since.append(operation)
            case "sync":
                file = self.files[self.names[path]]
                file.safe, file.since = file.now(), []
            case "rename":
                place = self.names[path]
                self._name(path, None)
                self._name(operation.to, place)
            case "link":
                self._name(operation.to, self.names[path])
            case "unlink":
                self._name(path, None)
            case "sync_folder":
                for folder, name, now in self.since:
                    if folder == path:
                        _put(self.safe, name, now)
                self.since = [change for change in self.since if change[0] != path]
            case "mkdir":
                self._name(path + "/", len(self.files))
                self.files.append(_File())
            case "told":
                pass

    def _name(self, path: str, place: int | None) -> None:
        _put(self.names, path, place)
        folder = PurePosixPath(path).parent.as_posix()
        if path.endswith("/"):
            self.made.add(path)
        self.since.append(("" if folder == "." else folder, path, place))

    def after_a_cut(self, chance: random.Random, kept: float | None = None) -> dict[str, bytes]:
        """What is found when the power comes back; with `kept` 0 or 1 nothing, or all, of what was not synced."""
        names = dict(self.safe)
        for folder in sorted({folder for folder, _, _ in self.since}):
            changes = [change for change in self.since if change[0] == folder]
            # A folder's own changes are written in order; how far they got is chance.
            for _, name, place in changes[: _how_many(len(changes), chance, kept)]:
                _put(names, name, place)
        gone = tuple(folder for folder in self.made if folder not in names)
        return {
            name: self.files[place].found(chance, kept) for name, place in names.items()
            if not name.endswith("/") and not name.startswith(gone)
        }  # fmt: skip


def _how_many(count: int, chance: random.Random, kept: float | None) -> int:
    return chance.randint(0, count) if kept is None else round(count * kept)


def _put(names: dict[str, int], name: str, place: int | None) -> None:
    if place is None:
        names.pop(name, None)
    else:
        names[name] = place
