"""An office's PC, as a process of its own: asks question after question, and says so only when each is recorded.

    python -m tests.faults.appender ROOT COUNT        ours
    python -m tests.faults.appender ROOT COUNT plain   the same table through `sqlite3.connect` as it comes: the control

Before each event a file is kept beside the ledger, as the acts do. `ack SEQ LEAF DIGEST` on stdout is the
acknowledgment; whatever happens to the machine afterwards, what it names must be there. A refusal ends with 7 and
says on stderr what a person would read.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

from nocustom.errors import NocustomError
from nocustom.ledger.blobs import Blobs
from nocustom.ledger.event_line import Draft, Head, next_line
from nocustom.ledger.ledger import Ledger
from nocustom.ledger.places import BLOBS
from nocustom.ledger.tree import leaf_hash

NOW = datetime(2026, 6, 3, 9, 0, tzinfo=timezone(timedelta(hours=9)))
REFUSED = 7


def question(ledger: Ledger, text: str) -> Draft:
    """The office asks about the ledger's first request."""
    case = next(iter(ledger.world.cases.values()))
    about = {"request": case.number, "key": case.key, "rev": case.revision.rev, **case.revision.digests._asdict()}
    return Draft("question.asked", case.number, body={**about, "message": text, "by": "uchida", "os_user": "x"})


def evidence(text: str) -> bytes:
    """The file that comes with it: some sectors long."""
    return (text + "\n").encode() * 120


def acknowledge(seq: int, leaf: str, digest: str) -> None:
    said = f"ack {seq} {leaf} {digest}\n".encode()
    try:
        os.write(1, said)
    except OSError:  # the fault was meant for the disk, and met this pipe: it comes once
        os.write(1, said)


def append(root: Path, count: int) -> None:
    """Through the product's own ledger."""
    with Ledger.open(root / "ledger" / "ledger.sqlite", writable=True) as ledger:
        for place in range(count):
            text = f"question {os.getpid()} {place} " + "x" * (90 * (place % 50))
            digest = ledger.blobs.put(evidence(text))
            done = ledger.append(question(ledger, text), NOW + timedelta(minutes=place))
            acknowledge(done.event.seq, done.event.leaf, digest)


def append_plainly(root: Path, count: int) -> None:
    """The same lines and files, but the table written through `sqlite3.connect` as it comes."""
    path = root / "ledger" / "ledger.sqlite"
    with Ledger.open(path) as ledger:
        stream = next(iter(ledger.world.cases))
        head = Head(ledger.size, ledger.leaf, None, ledger.version(stream))
        drafts = [question(ledger, f"question {place} " + "x" * (90 * (place % 50))) for place in range(count)]
    db, blobs = sqlite3.connect(path), Blobs(path.parent / BLOBS)
    db.execute("PRAGMA journal_mode = DELETE")
    for place, draft in enumerate(drafts):
        digest = blobs.put(evidence(f"plain {place}"))
        line = next_line(draft, head, NOW + timedelta(minutes=place))
        with db:
            db.execute(
                "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?)",
                (head.size, leaf_hash(line), head.leaf, stream, head.ver + 1, draft.type, line.decode()),
            )
        acknowledge(head.size, leaf_hash(line), digest)
        head = Head(head.size + 1, leaf_hash(line), None, head.ver + 1)


if __name__ == "__main__":
    try:
        (append_plainly if sys.argv[3:] == ["plain"] else append)(Path(sys.argv[1]), int(sys.argv[2]))
    except NocustomError as error:
        sys.stderr.write("\n".join(map(str, (error.said, *error.hints))) + "\n")
        sys.exit(REFUSED)
