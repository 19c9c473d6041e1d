"""The copy of the ledger in a plain folder on a share: departments read there what they show and sign.

    ledger.jsonl       every line; what does not end with a line feed is not there yet
    blobs/SHA-256      the files that lines name
    roots, roster      who signs now
    checkpoint(.sig)   size and root, under the host's key where the settings name it
    receipts/          what became of that which came through the inbox

The host writes it after each commit, files before the lines that name them. It is best effort: a share that can't be
reached stops nobody, and the next command catches up. But what lies there is looked at before anything is recorded,
because it may know more than the ledger:

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

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import BinaryIO, ClassVar, Literal, NamedTuple, Protocol

from nocustom.errors import Broken, Changed, NocustomError, NotJudged
from nocustom.ledger.alone import LONGEST_LINE
from nocustom.ledger.blobs import Blobs
from nocustom.ledger.canonical import NotCanonical, parse_line
from nocustom.ledger.checkpoint import BadCheckpoint, Checkpoint, checkpoint, host_of, sign
from nocustom.ledger.event_types import TYPES
from nocustom.ledger.inbox import MOST_OF_SIGNATURE, SIGNATURE, plain_bytes
from nocustom.ledger.namespaces import CHECKPOINT as ROLE
from nocustom.ledger.places import BLOBS
from nocustom.ledger.roster import State
from nocustom.ledger.store import Store
from nocustom.ledger.turns import turn
from nocustom.ledger.whole_file import READABLE, put_whole, synced
from nocustom.progress import Progress
from nocustom.refusals import refusal
from nocustom.share import Share
from nocustom.words import Said, say

__all__ = [
    "CHECKPOINT", "EVERY_LINE", "LINES", "RECEIPTS", "Copied", "Mirror", "Standing", "open_plain", "standing", "vouch",
]  # fmt: skip

LINES, CHECKPOINT = "ledger.jsonl", "checkpoint"
RECEIPTS = "receipts"
_PATIENCE = 10.0
"""Seconds for which one waits while another process of the host writes the mirror."""
_BATCH = _SMALL = 4 << 20
EVERY_LINE = 1 << 62
"""More bytes than any mirror has."""
_GRACE = 0.5
"""Seconds for which a reader waits for a checkpoint that is being written."""
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


def open_plain(path: Path, *, writing: bool = False) -> BinaryIO:
    """A plain file of the mirror; a link is not followed. Raises OSError."""
    flags = _FLAGS | (os.O_RDWR | os.O_CREAT if writing else os.O_RDONLY)
    handle = os.open(path, flags, READABLE)
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
        for digest in files_of(line):
            target = self.folder / BLOBS / digest
            if os.path.lexists(target):
                continue
            try:
                data = self._ledger.blobs.get(digest)
            except NotJudged:
                if os.path.lexists(self._ledger.blobs.folder / digest):  # what can't be read now is not gone
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


def vouch(folder: Path, ledger: Copied, shown: str) -> None:
    """Compare what is read of the mirror with the checkpoint in it: Broken where that is of something else.

    Where the roster names a key of the host, its signature must cover every line: NotJudged where it does not.
    """
    last = time.monotonic() + _GRACE
    while (wrong := _unvouched(folder, ledger, shown)) is not None:
        if time.monotonic() > last:
            raise wrong
        time.sleep(0.05)  # the host may be writing just now


def _unvouched(folder: Path, ledger: Copied, shown: str) -> NotJudged | Broken | None:
    body, signature = _text(folder / CHECKPOINT), _text(_beside(folder / CHECKPOINT))
    size = ledger.size
    wanted = any(ROLE in entry.namespaces for entry in ledger.state.roster.entries)
    said = say("the mirror `{path}` is not vouched for by its host", path=shown)
    hint = say("sign nothing; ask the ledger's host to run `nocustom doctor`")
    unsigned = NotJudged(say("the mirror `{path}` has no signed checkpoint of all its lines", path=shown), hint)
    if body is None:
        return unsigned if wanted else None
    try:
        found = checkpoint(body)
        if found.size > size:
            return Broken(said, say("its checkpoint is of {seen} lines, and there are {size}", seen=found.size,
                                    size=size), hint)  # fmt: skip
        if found.origin != ledger.origin or found.root != ledger.root_at(found.size):
            return Broken(said, say("its checkpoint is not of these lines"), hint)
        if signature is not None:
            host_of(found, signature.decode("ascii", "replace"), ledger.state_at(found.size))
    except BadCheckpoint as bad:
        return Broken(said, bad.said, hint)
    return unsigned if wanted and (signature is None or found.size < size) else None


def _text(path: Path) -> bytes | None:
    try:
        return plain_bytes(path, path.name, MOST_OF_SIGNATURE)
    except NocustomError:
        return None


def _beside(path: Path) -> Path:
    return path.with_name(path.name + SIGNATURE)


def files_of(line: bytes) -> Iterator[str]:
    """The digests of the files that a line of the ledger names."""
    value = parse_line(line)
    content = value["body"] if value["stmt"] is None else parse_line(value["stmt"].encode())
    yield from TYPES[value["type"]].brought_by(content)


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
