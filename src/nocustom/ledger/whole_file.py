"""Putting a file beside the ledger, or on a share, so that nobody ever sees half of it, not even after a power cut.

Everything goes to a new file in the same folder and down to the disk; then one rename puts it in place.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from nocustom.ledger.places import sync_folder

__all__ = ["PART", "READABLE", "make_folder", "put_whole", "synced"]

PART = ".part"
"""The end of a name that is still being written; it begins with a dot."""
READABLE = 0o644
"""May be read by all who may enter the folder: on a share that is for its permissions to say."""


def put_whole(path: Path, data: bytes, mode: int) -> None:
    """Make `data` the content of the file at `path`, with the permissions `mode` whatever the umask. Raises OSError."""
    handle, temporary = tempfile.mkstemp(prefix=".", suffix=PART, dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(mode)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    synced(path.parent)


def make_folder(folder: Path) -> None:
    """Make the folder and those above it; on return their names outlast a power cut. Raises OSError."""
    missing = [each for each in folder.parents if not each.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for each in (*missing, folder):  # of `folder` always: who made it may have been killed before this
        synced(each.parent)


def synced(folder: Path) -> None:
    """Make the names in a folder outlast a power cut, also where one may write to it and not list it."""
    with suppress(PermissionError):
        sync_folder(folder)
