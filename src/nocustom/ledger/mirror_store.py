"""The lines as a department's PC reads them: from the mirror, and nothing is ever written.

A share belongs to many, so nothing there is believed: every line is examined with its signature and its files. What
this PC has examined once it keeps as size and root in a file of its own; those lines it knows again by the root, and a
mirror that has fewer, or others, is not the ledger any more that somebody here signed in.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import Self

from nocustom.errors import Broken, NotJudged, NotPermitted
from nocustom.ledger.alone import LONGEST_LINE
from nocustom.ledger.canonical import canonical
from nocustom.ledger.mirror_standing import LINES, open_plain
from nocustom.ledger.problem import Problem
from nocustom.ledger.recorded import Recorded
from nocustom.ledger.tree import leaf_hash
from nocustom.ledger.whole_file import put_whole
from nocustom.life.event import Event
from nocustom.refusals import refusal
from nocustom.share import Share
from nocustom.words import Said, say

__all__ = ["MirrorStore", "elsewhere", "read_seen", "went_back", "write_seen"]

_MOST = 8 << 20


class MirrorStore:
    """The lines in the mirror's folder; what does not end with a line feed yet is not there."""

    ours = False

    def __init__(self, folder: Path, shown: str | None = None) -> None:
        self.folder = folder
        self.shown = shown or str(folder)
        self._begins = [0]
        """Where each line begins that is known, and the next one."""

    @classmethod
    def open(cls, folder: Path, shown: str | None = None) -> MirrorStore:
        """The mirror in `folder`. NotJudged where it can't be reached or has no lines."""
        store = cls(folder, shown)
        try:
            Share.reach(folder / LINES, store.shown)
            if not folder.is_dir():
                os.stat(folder)
                raise NotJudged(say("`{path}` is no folder", path=store.shown), _ASK)
            with open_plain(folder / LINES):
                pass
        except FileNotFoundError:
            if not folder.is_dir():
                raise store._unreached(say("there is no such file or folder")) from None
            raise NotJudged(
                say("there is no ledger in the mirror `{path}`", path=store.shown),
                say("the ledger's host writes it with its next act"),
            ) from None
        except OSError as error:
            raise store._unreached(refusal(error)) from None
        return store

    def _unreached(self, reason: Said) -> NotJudged:
        return NotJudged(say("the mirror `{path}` can't be read: {reason}", path=self.shown, reason=reason), _ASK)

    def close(self) -> None:
        """There is nothing to let go of."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def head(self) -> tuple[int, str | None]:
        """The number of lines, and the leaf hash of the last one."""
        count, last = 0, None
        for line in self.lines():
            count, last = count + 1, line
        return count, None if last is None else leaf_hash(last)

    def last(self, stream: str) -> bytes | None:
        """The last line of a stream as it is stored, unverified: for a remark, not for an act."""
        return next(self._newest(f'"stream":{json.dumps(stream)}'), None)

    def newest(self, type_: str, most: int) -> list[bytes]:
        """At most so many lines of a type, the newest first, unverified: for a proposal, not for an act."""
        return [line for line, _ in zip(self._newest(f'"type":{json.dumps(type_)}'), range(most), strict=False)]

    def numbered(self, seq: int) -> bytes | None:
        """One line as it is stored, unverified."""
        return next(self.lines(seq), None)

    def among(self, streams: Iterable[str]) -> list[bytes]:
        """The lines of some streams in the order of the ledger, unverified: for an answer, not for an act."""
        marks = [f'"stream":{json.dumps(stream)}'.encode() for stream in streams]
        return [line for line in self.lines() if any(mark in line for mark in marks)]

    def _newest(self, mark: str) -> Iterator[bytes]:
        wanted = mark.encode()
        yield from (line for line in reversed(list(self.lines())) if wanted in line)

    def lines(self, from_seq: int = 0) -> Iterator[bytes]:
        """The lines from `from_seq` on, in order."""
        seq = min(from_seq, len(self._begins) - 1)
        while True:
            data = self._read(self._begins[seq])
            begin = 0
            while (end := data.find(b"\n", begin)) >= 0:
                if seq + 1 == len(self._begins):
                    self._begins.append(self._begins[seq] + end + 1 - begin)
                if seq >= from_seq:
                    yield data[begin:end]
                seq, begin = seq + 1, end + 1
            if len(data) < _MOST:
                return
            if not begin:
                raise Broken(say("the line is longer than {limit} bytes", limit=LONGEST_LINE), _ASK)

    def _read(self, begin: int) -> bytes:
        try:
            with open_plain(self.folder / LINES) as file:
                file.seek(begin)
                return file.read(_MOST)
        except OSError as error:
            raise self._unreached(refusal(error)) from None

    def writing(self) -> AbstractContextManager[None]:
        """Nothing is recorded here."""
        raise elsewhere()

    def append(self, line: bytes, expected_size: int, event: Event | None = None) -> None:
        """Nothing is recorded here."""
        raise elsewhere()

    def problems(self, known: Iterable[Recorded] = ()) -> list[Problem]:
        """Around the lines there is no database."""
        return []


def elsewhere() -> NotPermitted:
    """What only the ledger's host does."""
    return NotPermitted(
        say("the ledger is at another PC: this one reads its mirror and sends acts to its inbox"),
        say("run this at the ledger's host; here nocustom.toml says `host = false`"),
    )


def went_back(size: int, known: int) -> Broken:
    """A mirror that has fewer lines than this PC has examined, or others."""
    if size < known:
        said = say("the mirror has {size} lines, and this PC has seen {known}", size=size, known=known)
    else:
        said = say("the first {known} lines of the mirror are not those that this PC has seen", known=known)
    return Broken(said, say("sign nothing; show this to the CIO office and to the audit office"))


_ANEW = say("remove it: all lines are then examined anew; `nocustom ledger verify --seen outbox` compares them with "
            "the receipts here")  # fmt: skip


def read_seen(path: Path) -> tuple[int, str] | None:
    """Size and root of what this PC has examined; None where it has not yet. NotJudged where that can't be read."""
    try:
        with open_plain(path) as file:
            value = json.loads(file.read())
        size, root = value["size"], value["root"]
        if type(size) is int and size >= 0 and isinstance(root, str):
            return size, root
    except FileNotFoundError:
        return None
    except OSError as error:
        closed = say("let whoever runs this read it: it tells whether the ledger has lost lines")
        raise NotJudged(
            say("`{file}` can't be read: {reason}", file=str(path), reason=refusal(error)),
            closed if isinstance(error, PermissionError) else _ANEW,
        ) from None
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    raise NotJudged(
        say("`{file}`, which keeps what this PC has seen of the ledger, can't be read", file=str(path)), _ANEW
    )


def write_seen(path: Path, size: int, root: str) -> None:
    """Keep what was examined. Where it can't be kept it is examined again the next time."""
    with suppress(OSError):
        path.parent.mkdir(exist_ok=True)
        put_whole(path, canonical({"size": size, "root": root}), 0o644)


_ASK = say("ask the ledger's host, who keeps the mirror")
