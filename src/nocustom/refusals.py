"""Why the operating system refused, in words of the catalogue.

Its own words are English on most machines, whatever language the person speaks. A number that is known gets a
sentence; for one that is not, the system's words stand in back quotes, as everything that somebody else wrote.
"""

from __future__ import annotations

import errno

from nocustom.words import Said, say

__all__ = ["DEVICE", "NOT_BY_NAME", "refusal"]

_ANOTHER_PROGRAM = {32, 33}
"""What Windows says of a file that another program has open; to Python that is a lack of permission."""
DEVICE = errno.ENODEV
"""What is refused because it is a device or a pipe."""

_SAID: dict[int, Said] = {
    errno.EACCES: say("you have no permission for it"),
    errno.EPERM: say("you have no permission for it"),
    errno.ENOENT: say("there is no such file or folder"),
    errno.ENOTDIR: say("a part of its path is no folder"),
    errno.EISDIR: say("it is a folder, not a file"),
    errno.EEXIST: say("something of that name is there already"),
    errno.ENOTEMPTY: say("the folder is not empty"),
    errno.ENAMETOOLONG: say("its name is too long"),
    errno.ELOOP: say("its links lead in a circle"),
    errno.EMLINK: say("it is a link, which is not followed"),
    errno.ENXIO: say("it is a device or a pipe, not a file"),
    DEVICE: say("it is a device or a pipe, not a file"),
    errno.ENOSPC: say("the disk is full"),
    errno.EFBIG: say("the file would be larger than the system allows"),
    errno.EROFS: say("the disk may only be read"),
    errno.EIO: say("the disk, or the connection to it, fails"),
    errno.EBADF: say("the stream is closed"),
    errno.EBUSY: say("another program has it open"),
    errno.ETXTBSY: say("another program has it open"),
    errno.EXDEV: say("it lies on another disk"),
    errno.EMFILE: say("too many files are open"),
    errno.ENFILE: say("too many files are open"),
    errno.ENOMEM: say("there is too little memory"),
    errno.ETIMEDOUT: say("the connection to its disk is lost"),
}  # fmt: skip
for _name, _sentence in (
    ("EDQUOT", say("your share of the disk is used up")),
    *((name, say("the connection to its disk is lost")) for name in (
        "ESTALE", "EHOSTDOWN", "ENOTCONN", "ECONNRESET", "ECONNABORTED", "EHOSTUNREACH", "ENETDOWN", "ENETUNREACH",
        "EREMOTEIO", "ESHUTDOWN")),
):  # numbers that not every system has
    if hasattr(errno, _name):
        _SAID.setdefault(getattr(errno, _name), _sentence)

NOT_BY_NAME = {
    getattr(errno, name) for name in ("ENOSPC", "EDQUOT", "EROFS", "EIO", "EFBIG", "EBADF", "ENOMEM", "ESTALE")
    if hasattr(errno, name)
}  # fmt: skip
"""Refusals that no other name of the file would change."""


def refusal(error: OSError) -> Said:
    """Why the system refused: a sentence of ours without a subject, or the system's own words in back quotes."""
    if getattr(error, "winerror", None) in _ANOTHER_PROGRAM:
        return _SAID[errno.EBUSY]
    if error.errno in _SAID:
        return _SAID[error.errno]
    return say("`{words}`", words=error.strerror or str(error) or type(error).__name__)
