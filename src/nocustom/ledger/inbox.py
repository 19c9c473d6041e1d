"""Reading what others put into a folder: plain files only, of a size that is told beforehand.

A folder that several people write to may hold a link to a file of the host, a pipe that never ends, a file that grows
while it is read. So each name is looked at without following it, opened without following it or waiting, compared with
what was looked at, and read to its cap and not a byte further. What a file is good for, others decide.

    NAME, NAME.sig      a statement, and its signature as ssh-keygen leaves it
    SHA-256 in hex      a file that a statement binds
    SHA-256.unsigned    an act that is not signed
    .NAME               somebody is still writing it
"""

from __future__ import annotations

import errno
import os
import re
import stat
from pathlib import Path

from nocustom.errors import NocustomError, NotJudged, NotPermitted
from nocustom.ledger.alone import LONGEST_LINE
from nocustom.refusals import refusal
from nocustom.words import say

__all__ = [
    "DIGEST", "MOST_OF_FILE", "MOST_OF_SIGNATURE", "MOST_OF_STATEMENT", "SIGNATURE", "UNSIGNED", "contents",
    "plain_bytes",
]  # fmt: skip

DIGEST = re.compile(r"[0-9a-f]{64}")
"""The name of a file that a statement binds: its SHA-256 in lower case."""
SIGNATURE = ".sig"
"""What ssh-keygen puts behind the name of a file for the name of its signature."""
UNSIGNED = ".unsigned"
"""What stands behind the digest of an act that needs no signature."""
MOST_OF_STATEMENT = LONGEST_LINE
MOST_OF_SIGNATURE = 16 * 1024
MOST_OF_FILE = 16 * 1024 * 1024
"""Most bytes that are read of a statement, of its signature, of a file that it binds."""

_NAME = re.compile(DIGEST.pattern + rf"({re.escape(SIGNATURE)}|{re.escape(UNSIGNED)})?")

_FLAGS = os.O_RDONLY
for _name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"):
    _FLAGS |= getattr(os, _name, 0)


def plain_bytes(path: Path, shown: str, most: int) -> bytes:
    """The bytes of a plain file. NotPermitted for a link, a device or too much, NotJudged where it can't be read."""
    try:
        before = os.lstat(path)
        _refuse(before, shown, most)
        handle = os.open(path, _FLAGS)
        try:
            now = os.fstat(handle)
            _refuse(now, shown, most)
            if (now.st_dev, now.st_ino) != (before.st_dev, before.st_ino):
                raise NotPermitted(say("`{file}` was exchanged while it was read", file=shown))
            with os.fdopen(handle, "rb", closefd=False) as opened:
                data = opened.read(most + 1)
        finally:
            os.close(handle)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise _link(shown) from None
        raise NotJudged(say("`{file}` can't be read: {reason}", file=shown, reason=refusal(error))) from None
    if len(data) > most:
        raise _too_large(shown, len(data), most)
    return data


def contents(folder: Path, *, by_digest: bool = False) -> tuple[list[Path], list[tuple[Path, NocustomError]]]:
    """The statements in a folder by name, and what else lies there and should not, each with the reason.

    `by_digest`: only those are wanted whose name is a digest, as in an inbox.

    NotPermitted where the folder is a link, NotJudged where it can't be listed.
    """
    shown = str(folder)
    try:
        if stat.S_ISLNK(os.lstat(folder).st_mode):
            raise _link(shown)
        names = sorted(os.listdir(folder))
    except OSError as error:
        raise NotJudged(say("`{file}` can't be read: {reason}", file=shown, reason=refusal(error))) from None
    statements: list[Path] = []
    odd: list[tuple[Path, NocustomError]] = []
    there = set(names)
    for name in names:
        path = folder / name
        if name.startswith("."):
            continue
        try:
            mode = os.lstat(path).st_mode
        except OSError:
            continue  # somebody has just taken it away
        if not stat.S_ISREG(mode):
            odd.append((path, _odd(mode, str(path))))
        elif by_digest and not _NAME.fullmatch(name):
            odd.append((path, NotPermitted(
                say("`{file}` is not named by its digest, and only such files are taken from the inbox",
                    file=str(path)),
                say("remove it; acts come here by themselves, other statements by `nocustom ledger ingest FILE`"),
            )))  # fmt: skip
        elif name.endswith(SIGNATURE):
            if name.removesuffix(SIGNATURE) not in there:
                said = say("`{file}` is a signature, and what it signs is not there", file=str(path))
                odd.append((path, NotPermitted(said)))
        elif not DIGEST.fullmatch(name) or name + SIGNATURE in there:
            statements.append(path)
    return statements, odd


def _refuse(found: os.stat_result, shown: str, most: int) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise _odd(found.st_mode, shown)
    if found.st_size > most:
        raise _too_large(shown, found.st_size, most)


def _odd(mode: int, shown: str) -> NotPermitted:
    if stat.S_ISLNK(mode):
        return _link(shown)
    if stat.S_ISDIR(mode):
        return NotPermitted(say("`{file}` is a folder, and only plain files are taken here", file=shown))
    return NotPermitted(say("`{file}` is no plain file, and only those are taken", file=shown))


def _link(shown: str) -> NotPermitted:
    return NotPermitted(
        say("`{file}` is a link, and only plain files are taken", file=shown), say("put the file itself there")
    )


def _too_large(shown: str, size: int, most: int) -> NotPermitted:
    return NotPermitted(
        say("`{file}` has {size} bytes, and at most {most} are taken", file=shown, size=size, most=most)
    )
