"""Writing a file so that nobody ever sees half of it, not even after the power fails.

The content goes to a new file in the same folder and down to the disk; then one rename puts it in place. A reader sees
the old content or the new. Where it must not replace anything, a hard link puts it in place, which fails if the name is
taken; file systems without hard links get the name reserved first.
"""

from __future__ import annotations

import errno
import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path

from nocustom.refusals import DEVICE

__all__ = ["write_atomically"]


def write_atomically(
    path: Path, data: bytes, *, exclusive: bool = False, mode: int = 0o666, like: Path | None = None
) -> None:
    """Make `data` the content of the file at `path`; its folder must be there. `mode` is what the umask leaves of it;
    with `like` the permissions are those of that file, and its owner, where the system lets a file be given away.

    With `exclusive` raises FileExistsError if there is such a file (or folder, or link) already. Raises OSError if the
    system can't write; then nothing has changed and nothing is left behind. A link is replaced, not followed.
    """
    _refuse_device(path)
    if not path.name or (not exclusive and path.is_dir() and not path.is_symlink()):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    fresh = path.with_name(f".{path.name[:80]}.{secrets.token_hex(6)}.part")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
    handle = os.open(fresh, flags, mode)
    try:
        try:
            left = memoryview(data)
            while left:
                left = left[os.write(handle, left) :]
            if like:
                _belong(fresh, like.stat())
            os.fsync(handle)
        finally:
            os.close(handle)
        if exclusive:
            _put_new(fresh, path)
        else:
            fresh.replace(path)
    except BaseException:
        with suppress(OSError):
            fresh.unlink()
        raise
    _sync_folder(path.parent)


def _belong(fresh: Path, like: os.stat_result) -> None:
    """Give a file the owner and the permissions of another."""
    if hasattr(os, "chown"):
        with suppress(OSError):
            os.chown(fresh, like.st_uid, like.st_gid)
    fresh.chmod(stat.S_IMODE(like.st_mode))


def _refuse_device(path: Path) -> None:
    """A rename would put a file in the place of a device or a pipe, for everybody, where the user may do that."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return
    if _of_the_system(path.parent.resolve()) or not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise OSError(DEVICE, os.strerror(DEVICE), str(path))


def _of_the_system(folder: Path) -> bool:
    """Whether devices lie there, or what processes have open; `/dev/shm` is memory with files as on any disk."""
    within = [Path(name) in (folder, *folder.parents) for name in ("/dev", "/proc", "/dev/shm")]
    return any(within[:2]) and not within[2]


def _put_new(fresh: Path, path: Path) -> None:
    try:
        path.hardlink_to(fresh)
    except FileExistsError:
        raise
    except (OSError, NotImplementedError):
        os.close(
            os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
        )  # FileExistsError if somebody was faster
        try:
            fresh.replace(path)
        except BaseException:
            with suppress(OSError):
                path.unlink()
            raise
    else:
        fresh.unlink()


def _sync_folder(folder: Path) -> None:
    """Make the rename itself survive a power failure, where the system lets a folder be opened (not on Windows)."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
