"""How the mirror stands to the ledger: what lies there is looked at before anything is recorded, for it may know more.

    behind                          what is missing is written
    the last line is cut            it is cut off, and written again
    ahead, with a line that could   the ledger is an old copy of itself: nothing may be recorded
    follow, or another line that
    could stand in a line's place
    the same, where the roots have  is told, and put aside under a name of its own; the office goes on
    restored the ledger meanwhile
    anything else                   the same
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Literal, NamedTuple

from nocustom.errors import Broken, NocustomError
from nocustom.ledger.alone import LONGEST_LINE
from nocustom.ledger.canonical import NotCanonical, parse_line
from nocustom.ledger.checkpoint import BadCheckpoint, checkpoint
from nocustom.ledger.inbox import MOST_OF_SIGNATURE, plain_bytes
from nocustom.ledger.store import Store
from nocustom.ledger.whole_file import READABLE
from nocustom.words import say

__all__ = ["CHECKPOINT", "EVERY_LINE", "LINES", "Standing", "open_plain", "standing", "stop_where_ahead"]

LINES, CHECKPOINT = "ledger.jsonl", "checkpoint"
EVERY_LINE = 1 << 62
"""More bytes than any mirror has."""
_FLAGS = os.O_CLOEXEC if hasattr(os, "O_CLOEXEC") else 0
for _name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"):
    _FLAGS |= getattr(os, _name, 0)

Kind = Literal["level", "behind", "torn", "ahead", "forked", "given-up", "junk"]


class Standing(NamedTuple):
    """How the mirror stands to the ledger: so many lines are the same, up to so many bytes of the file."""

    kind: Kind
    lines: int
    upto: int
    missing: int
    """Lines of the ledger that are not in the mirror."""
    more: int
    """Bytes in the mirror that are no line of the ledger."""


def stop_where_ahead(found: Standing, shown: str) -> None:
    """Raise Broken where the mirror knows lines that could be the ledger's, and are not."""
    verify = say("`nocustom ledger verify` looks at the ledger as it is; `nocustom doctor` at the mirror")
    if found.kind == "ahead":
        raise Broken(
            say("the mirror `{path}` has lines after the {size} of the ledger, and they are good: an old copy of the "
                "ledger was put in its place", path=shown, size=found.lines),
            say("nothing is recorded, or two histories would begin here; keep the mirror as it is"),
            say("`nocustom ledger restore {path}` takes its lines back; the roots sign that", path=shown), verify,
        )  # fmt: skip
    if found.kind == "forked":
        raise Broken(
            say("line {seq} of the mirror `{path}` is another than the ledger's, and it is good as well: there are two "
                "histories", path=shown, seq=found.lines),
            say("nothing is recorded before it is known which of them is true; keep both as they are"), verify,
        )  # fmt: skip


def open_plain(path: Path, *, writing: bool = False) -> BinaryIO:
    """A plain file of the mirror; a link is not followed. Raises OSError."""
    flags = _FLAGS | (os.O_RDWR | os.O_CREAT if writing else os.O_RDONLY)
    try:
        handle = os.open(path, flags, READABLE)
    except OSError as error:
        if error.errno == errno.ELOOP and path.is_symlink():  # which FreeBSD tells from a circle of links
            raise OSError(errno.EMLINK, os.strerror(errno.EMLINK), str(path)) from None
        raise
    try:
        return os.fdopen(handle, "r+b" if writing else "rb")
    except BaseException:
        os.close(handle)
        raise


def standing(
    folder: Path, store: Store, could_stand: Callable[[bytes, int], bool], *, whole: int = 0
) -> Standing:
    """How the mirror in `folder` stands to the ledger. Up to `whole` bytes every line is compared, else the last one.

    Raises OSError where the folder can't be reached. The mirror is read first: the ledger is never behind it then.
    """
    os.stat(folder)
    try:
        file = open_plain(folder / LINES)
    except FileNotFoundError:
        return _behind(0, 0, store.head()[0])
    with file:
        lines, upto = (0, 0) if os.fstat(file.fileno()).st_size <= whole else _as_the_last(file, store)
        if not lines or not _since_marked(folder, file, store, lines, upto):
            lines, upto = _as_all(file, store)
        file.seek(upto)
        rest = file.read(LONGEST_LINE + 2)
        end = file.seek(0, os.SEEK_END)
    size = store.head()[0]
    if not rest:
        return _behind(lines, upto, size)
    line, feed, _ = rest.partition(b"\n")
    if not feed and len(rest) <= LONGEST_LINE + 1:
        kind: Kind = "torn" if lines < size and next(store.lines(lines)).startswith(line) else "junk"
    elif could_stand(line, lines):
        kind = "ahead" if lines == size else "given-up" if _gives_up(next(store.lines(lines))) else "forked"
    else:
        kind = "junk"
    return Standing(kind, lines, upto, size - lines, end - upto)


def _gives_up(line: bytes) -> bool:
    """Whether the roots signed with this line that the ledger goes on from here, whatever came after it before."""
    return bool(parse_line(line)["type"] == "ledger.restored")


def _behind(lines: int, upto: int, size: int) -> Standing:
    return Standing("behind" if lines < size else "level", lines, upto, size - lines, 0)


def _as_the_last(file: BinaryIO, store: Store) -> tuple[int, int]:
    """Lines and bytes in common, where the last whole line of the mirror is the ledger's; else nothing is said.

    Every line names the one before it, so whoever reads the mirror finds out about the others.
    """
    end = file.seek(0, os.SEEK_END)
    begin = max(0, end - 2 * (LONGEST_LINE + 1))
    file.seek(begin)
    whole, feed, _ = file.read(end - begin).rpartition(b"\n")
    if not feed:
        return 0, 0
    last = whole.rpartition(b"\n")[2]
    try:
        seq = parse_line(last)["seq"]
    except (NotCanonical, KeyError):
        return 0, 0
    if type(seq) is not int or not 0 <= seq < store.head()[0] or next(store.lines(seq), None) != last:
        return 0, 0
    return seq + 1, begin + len(whole) + 1


def _since_marked(folder: Path, file: BinaryIO, store: Store, lines: int, upto: int) -> bool:
    """Whether the lines are there that were written after the last checkpoint: it follows only lines that are safe.

    Of the others the end alone says nothing: when the power goes, any sector of them may be missing.
    """
    try:
        marked = checkpoint(plain_bytes(folder / CHECKPOINT, CHECKPOINT, MOST_OF_SIGNATURE)).size
    except (NocustomError, BadCheckpoint):
        return False
    since = b"".join(line + b"\n" for line in islice(store.lines(marked), max(0, lines - marked))) if marked else b""
    file.seek(max(0, upto - len(since)))
    return marked > 0 and file.read(len(since)) == since


def _as_all(file: BinaryIO, store: Store) -> tuple[int, int]:
    """Lines and bytes in common, line by line."""
    file.seek(0)
    lines = upto = 0
    for ours in store.lines():
        if file.readline(LONGEST_LINE + 2) != ours + b"\n":
            break
        lines, upto = lines + 1, upto + len(ours) + 1
    return lines, upto
