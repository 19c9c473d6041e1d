"""What this PC sends to the ledger's host, and keeps: every act with its signature, its files and the answer to it.

    first it lies here, then in the inbox: a share that is away loses nothing, the next command sends it
    files, statement, signature, in this order: only with the last is it there for the host
    the receipt is compared with what was sent and with the mirror, and kept

To send something twice does no harm: it is recorded once, and answered by the same receipt.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from nocustom.errors import NocustomError, NotJudged
from nocustom.ledger import inbox
from nocustom.ledger.canonical import NotCanonical, canonical, parse_line
from nocustom.ledger.checkpoint import BadCheckpoint, host_of
from nocustom.ledger.event_line import Draft
from nocustom.ledger.inbox import DIGEST, SIGNATURE, UNSIGNED, plain_bytes
from nocustom.ledger.ledger import Ledger
from nocustom.ledger.mirror import RECEIPTS, Mirror
from nocustom.ledger.namespaces import CHECKPOINT
from nocustom.ledger.receipt import (
    MOST_OF_RECEIPT,
    RECEIPT,
    REFUSED,
    BadAnswer,
    Receipt,
    receipt_in,
    refusal_in,
)
from nocustom.ledger.whole_file import READABLE, put_whole, synced
from nocustom.refusals import refusal
from nocustom.share import Share
from nocustom.words import Bilingual, Said, say

__all__ = ["Message", "Outbox", "Sending", "Sent", "message"]

_REMEMBERED = timedelta(days=30)
"""So long a refusal is shown."""


@dataclass(frozen=True, slots=True)
class Message:
    """One act on its way."""

    data: bytes
    """The signed statement, or the content of an act that is not signed."""
    signature: str | None
    files: tuple[bytes, ...] = ()

    @property
    def digest(self) -> str:
        """Its name."""
        return sha256(self.data).hexdigest()

    @property
    def content(self) -> dict[str, Any]:
        """What the act says."""
        return parse_line(self.data)

    @property
    def parts(self) -> list[tuple[str, bytes]]:
        """Its files by name, in the order in which they are written; the last one says that all are there."""
        files = [(sha256(data).hexdigest(), data) for data in self.files]
        if self.signature is None:
            return [*files, (self.digest + UNSIGNED, self.data)]
        return [*files, (self.digest, self.data), (self.digest + SIGNATURE, self.signature.encode())]


def message(draft: Draft, origin: str, nonce: str, files: Sequence[bytes]) -> Message:
    """A draft as it is sent. One without a signature says which act of which ledger it is, and is drawn a number."""
    if draft.stmt is not None:
        return Message(draft.stmt.encode(), draft.sigs[0].sig, tuple(files))
    body = {**draft.body, "v": 1, "act": draft.type, "ledger": origin, "nonce": nonce}
    return Message(canonical(body), None, tuple(files))


class Sent(Exception):  # no error: the act has ended as it does on a PC that is not the ledger's
    """An act was signed and sent; it counts once it is recorded."""

    def __init__(self, sent: Message, undelivered: Said | None) -> None:
        super().__init__(sent.digest)
        self.message = sent
        self.undelivered = undelivered
        """Why it is not in the inbox yet."""


State = Literal["waiting", "refused", "recorded", "doubtful"]


@dataclass(frozen=True, slots=True)
class Sending:
    """One act that was sent from here, and what became of it."""

    digest: str
    content: Mapping[str, Any] = field(hash=False)
    since: datetime
    state: State
    reasons: tuple[Said | Bilingual, ...] = ()
    """Why it was refused, or is doubtful; or why it still lies here."""
    receipt: Receipt | None = None

    @property
    def act(self) -> str:
        """The type of the event."""
        return str(self.content.get("act", ""))

    @property
    def about(self) -> str | None:
        """The request: its number, or its key as long as it has none."""
        if self.receipt is not None and self.content.get("key"):
            return str(self.receipt.event["stream"])
        return self.content.get("request") or self.content.get("key")

    @property
    def by(self) -> str:
        """Who acts."""
        return str(self.content.get("by", ""))


class Outbox:
    """The folder of what was sent."""

    def __init__(self, folder: Path, inbox: Path, mirror: Path, inbox_shown: str) -> None:
        self.folder = folder
        self._inbox = inbox
        self._receipts = mirror / RECEIPTS
        self._shown = inbox_shown

    def post(self, sent: Message, now: datetime) -> Sent:
        """Keep an act and send it; what to raise to end it. NotJudged where it can't even be kept."""
        try:
            self.folder.mkdir(exist_ok=True)
            _write(self.folder, sent)
            synced(self.folder.parent)
            os.utime(self.folder / sent.parts[-1][0], (now.timestamp(), now.timestamp()))
        except OSError as error:
            raise NotJudged(
                say("`{path}` can't be written: {reason}", path=str(self.folder), reason=refusal(error)),
                say("what is sent is kept there first; nothing was sent"),
            ) from None
        try:
            return Sent(sent, self._deliver(sent))
        except KeyboardInterrupt:  # whoever waits for the share no longer
            Mirror.remarks.append((say("the act is kept in `outbox`, and goes out with the next command here"),))
            raise

    def _deliver(self, sent: Message) -> Said | None:
        try:
            Share.reach(self._inbox, self._shown)
            with Share.working(self._shown):
                os.stat(self._inbox)
                _write(self._inbox, sent)
        except OSError as error:
            return say("the inbox `{path}` can't be written: {reason}", path=self._shown, reason=refusal(error))
        return None

    def settled(self, ledger: Ledger, now: datetime) -> list[Sending]:
        """What became of everything that was sent, the oldest first. Answers are fetched, what is lost is sent anew."""
        found = sorted(self._all(ledger, now), key=lambda each: (each.since, each.digest))
        done = [(each.act, each.about, each.by, each.since) for each in found if each.state != "refused"]
        return [each for each in found if each.state != "refused" or (
            each.since > now - _REMEMBERED
            and not any(act == each.act and about == each.about and by == each.by and since > each.since
                        for act, about, by, since in done))]  # fmt: skip

    def _all(self, ledger: Ledger, now: datetime) -> Iterator[Sending]:
        for digest, path in self._names():
            since = datetime.fromtimestamp(path.stat().st_mtime, now.tzinfo)
            try:
                sent = self._read(digest, path)
                content = sent.content
            except (NocustomError, NotCanonical) as error:
                yield Sending(digest, {}, since, "doubtful", (error.said,))
                continue
            yield self._one(sent, content, since, ledger)

    def _one(self, sent: Message, content: dict[str, Any], since: datetime, ledger: Ledger) -> Sending:
        digest = sent.digest
        kept = self.folder / (digest + RECEIPT)
        if kept.exists():
            with suppress(BadAnswer, NocustomError):
                held = receipt_in(plain_bytes(kept, kept.name, MOST_OF_RECEIPT), digest)
                objection = _not_in(held, ledger)
                if objection is None:
                    return Sending(digest, content, since, "recorded", receipt=held)
                return Sending(digest, content, since, "doubtful", (objection,), held)
        try:
            data = self._answer(digest + RECEIPT)
            if data is not None:
                found = receipt_in(data, digest)
                objection = _objection(found, sent, ledger)
                if objection is not None:
                    return Sending(digest, content, since, "doubtful", (objection,))
                if found.checkpoint.size <= ledger.size:
                    put_whole(kept, data, READABLE)
                    return Sending(digest, content, since, "recorded", receipt=found)
                return Sending(digest, content, since, "waiting")
            data = self._answer(digest + REFUSED)
            refused = None if data is None else refusal_in(data, digest)
        except BadAnswer as bad:
            return Sending(digest, content, since, "doubtful", (say("its answer is none: {reason}", reason=bad.said),))
        except NocustomError as error:
            return Sending(digest, content, since, "waiting", (error.said,))
        except OSError as error:
            return Sending(digest, content, since, "waiting", (refusal(error),))
        if refused is not None and refused.final:
            return Sending(digest, content, since, "refused", refused.reasons)
        undelivered = self._deliver(sent)
        reasons = (() if refused is None else refused.reasons) + (() if undelivered is None else (undelivered,))
        return Sending(digest, content, since, "waiting", reasons)

    def _answer(self, name: str) -> bytes | None:
        path = self._receipts / name
        return plain_bytes(path, name, MOST_OF_RECEIPT) if os.path.lexists(path) else None

    def _names(self) -> Iterator[tuple[str, Path]]:
        if not self.folder.is_dir():
            return
        for path in sorted(self.folder.iterdir()):
            for end in (SIGNATURE, UNSIGNED):
                digest = path.name.removesuffix(end)
                if path.name.endswith(end) and DIGEST.fullmatch(digest):
                    yield digest, path

    def _read(self, digest: str, path: Path) -> Message:
        last = plain_bytes(path, path.name, inbox.MOST_OF_STATEMENT)
        signed = path.name.endswith(SIGNATURE)
        data = plain_bytes(path.with_name(digest), digest, inbox.MOST_OF_STATEMENT) if signed else last
        if sha256(data).hexdigest() != digest:
            raise NotJudged(say("`{file}` does not hold what its name says: it was changed on the way", file=digest))
        return Message(data, last.decode("ascii", "replace") if signed else None, tuple(self._bound(parse_line(data))))

    def _bound(self, content: dict[str, Any]) -> Iterator[bytes]:
        from nocustom.ledger.event_types import TYPES

        kind = TYPES.get(content.get("act", ""))
        for digest in [] if kind is None else kind.brought_by(content):
            path = self.folder / digest
            if os.path.lexists(path):
                yield plain_bytes(path, digest, inbox.MOST_OF_FILE)


def _write(folder: Path, sent: Message) -> None:
    for name, data in sent.parts:
        if not os.path.lexists(folder / name):
            put_whole(folder / name, data, READABLE)


def _objection(found: Receipt, sent: Message, ledger: Ledger) -> Said | None:
    """Why a receipt is not one for what was sent."""
    event = found.event
    said = event.get("stmt") if sent.signature is not None else event.get("body")
    if said != (sent.data.decode() if sent.signature is not None else sent.content):
        return say("the receipt is of something else than what was sent")
    return _not_in(found, ledger)


def _not_in(found: Receipt, ledger: Ledger) -> Said | None:
    """Why a receipt does not fit the ledger, as far as this PC sees it by now."""
    seen, size = found.checkpoint, ledger.size
    if seen.origin != ledger.origin:
        return say("the receipt is of the ledger `{other}`, and this is `{origin}`", other=seen.origin,
                   origin=ledger.origin or "")  # fmt: skip
    same = seen.size <= size and ledger.root_at(seen.size) == seen.root and (
        ledger.leaf_at(found.event["seq"]) == found.leaf)  # fmt: skip
    if not same:
        for each in ledger.restores:
            if each.size < seen.size:
                return say("it was lost: the ledger was restored with {size} lines; do it again", size=each.size)
    if seen.size <= size:
        if not same:
            return say("the receipt is of line {seq}, and there the ledger has another: show it to the audit office",
                       seq=found.event["seq"])  # fmt: skip
        state = ledger.state_at(seen.size)
        if found.signature is not None:
            try:
                host_of(seen, found.signature, state)
            except BadCheckpoint as bad:
                return bad.said
        elif any(CHECKPOINT in entry.namespaces for entry in state.roster.entries):
            return say("the receipt is not signed, though the ledger's host has a key")
    return None
