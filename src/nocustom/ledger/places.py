"""Where a ledger may lie: on a local disk. Locks and fsync mean nothing certain on a network share.

What lies in its place and can't be read is not "no ledger yet": nobody may begin a second one beside it.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from nocustom.errors import NotJudged
from nocustom.refusals import refusal
from nocustom.words import Said, say

__all__ = ["BLOBS", "INDEX", "refuse_network", "sync_folder", "taken"]

BLOBS = "blobs"
"""Folder of the files, beside the ledger."""
INDEX = ".index"
"""The end of the name of its index, beside it as well."""

_NETWORK = {
    "9p", "afs", "beegfs", "ceph", "cifs", "davfs", "fuse.ceph", "fuse.davfs2", "fuse.glusterfs", "fuse.rclone",
    "fuse.s3fs", "fuse.sshfs", "glusterfs", "gpfs", "lustre", "ncpfs", "nfs", "nfs4", "smb2", "smb3", "smbfs", "vboxsf",
}  # fmt: skip
_MOUNTS = Path("/proc/mounts")


def taken(path: Path, shown: str | None = None) -> bool:
    """Whether there is a ledger's file at `path`, as far as can be told from outside.

    Raises NotJudged with the reason where there is something else, or a file that can't be opened.
    """
    name = shown or str(path)
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        if not path.is_symlink():
            return False
        raise _unread(name, say("it is a link that leads nowhere")) from None
    except PermissionError as error:
        raise _unread(name, refusal(error), _ASK) from None
    except OSError as error:
        raise _unread(name, refusal(error)) from None
    if stat.S_ISDIR(mode):
        raise _unread(name, say("it is a folder, not a file"))
    if not stat.S_ISREG(mode):
        raise _unread(name, say("it is a device or a pipe, not a file"))
    if not os.access(path, os.R_OK):  # to open and close it would let go of locks that SQLite holds on it here
        raise _unread(name, say("you have no permission for it"), _ASK)
    return True


_ASK = say("ask the person who owns it for permission")
_PUT = say("put the ledger's file in its place, or name its place by `ledger.location` in nocustom.toml")


def _unread(shown: str, reason: Said, hint: Said = _PUT) -> NotJudged:
    return NotJudged(say("the ledger at `{path}` can't be read: {reason}", path=shown, reason=reason), hint)


def refuse_network(path: Path) -> None:
    """Raise NotJudged when `path` is known to lie on a network file system; best effort, local where unknown."""
    text = os.fspath(path)
    kind = "UNC" if text.startswith(("\\\\", "//")) else mounted_as(path)
    if kind == "UNC" or kind in _NETWORK:
        raise NotJudged(
            say(
                "`{path}` lies on a network share ({kind}), where a lost commit can't be ruled out",
                path=text,
                kind=kind,
            ),
            say("keep the ledger on a local disk; departments reach it through the inbox"),
        )


def mounted_as(path: Path) -> str:
    """Type of the file system that holds `path`, or an empty string where this can't be told."""
    try:
        table = _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape")
        real = Path(os.path.realpath(path))
    except OSError:
        return ""
    depths = {os.fspath(folder): len(folder.parts) for folder in (real, *real.parents)}
    best, kind = 0, ""
    for row in table.splitlines():
        words = row.split(" ", 3)
        if len(words) < 3:
            continue
        point = words[1].replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\")
        # A later row for the same point lies over the earlier one.
        if (depth := depths.get(point, -1)) >= best:
            best, kind = depth, words[2]
    return kind


def sync_folder(folder: Path) -> None:
    """Make a new name in `folder` outlast a power cut, where the system lets a folder be synced."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _NO_SUCH_THING:
            raise
    finally:
        os.close(handle)


_NO_SUCH_THING = {errno.EINVAL, errno.ENOSYS, getattr(errno, "ENOTSUP", errno.EINVAL)}
"""What file systems say that do not know this of folders, as some on a share."""
