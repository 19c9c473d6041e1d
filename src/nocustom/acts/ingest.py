"""Record what was signed elsewhere: a statement, its signature, the files it brings.

    the files are plain ones of moderate size                     ledger.inbox
    the statement is canonical, of an act we know, and new here
    what its files say comes out here too                         acts.brought
    signature, roster, revision, turn, gate: the rules of every append
    the event is written, the files whose digest it binds are kept with it

Whoever runs this needs no key and is believed nothing: the signature says who acts. Each statement is taken or refused
for itself, and what is refused leaves nothing behind.

From the inbox comes what departments send, acts without a signature too. Everything there is answered, and taken out
only when the answer lies among the receipts: what is interrupted is done again, recorded once and answered the same.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from nocustom.acts.brought import as_here
from nocustom.acts.desk import Desk
from nocustom.acts.witness import record
from nocustom.errors import Exit, NocustomError, NotJudged, NotPermitted, Uncertain
from nocustom.ledger import inbox, sshsig
from nocustom.ledger.canonical import NotCanonical, parse_line
from nocustom.ledger.cosignature import HEADER
from nocustom.ledger.event_line import Draft, RawSignature
from nocustom.ledger.event_types import KINDS, TYPES, EventType
from nocustom.ledger.inbox import DIGEST, SIGNATURE, UNSIGNED, plain_bytes
from nocustom.ledger.ledger import Appended
from nocustom.ledger.mirror import Mirror
from nocustom.ledger.namespaces import ROSTER, WITNESS
from nocustom.ledger.receipt import RECEIPT, REFUSED, Receipt, Refusal
from nocustom.life import shape
from nocustom.life.case import next_number
from nocustom.life.event import Event
from nocustom.locale import speak
from nocustom.refusals import refusal
from nocustom.share import Share
from nocustom.words import Bilingual, say

__all__ = ["Ingested", "Refused", "Taken", "ingest", "ingest_inbox"]

_ADDRESSED = {name: KINDS[kind] for name, kind in shape.COMMON.items() if name in ("v", "act", "ledger", "nonce")}
"""What an act without a signature says besides, so that it is recorded here and once."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A statement that stands in the ledger now."""

    path: str
    act: str
    number: str | None
    """The request; None for an adoption."""
    by: str
    receipt: Appended
    again: bool = False
    """Whether it was recorded before, and only its answer was missing."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A file of which nothing was written, and why."""

    path: str
    error: NocustomError


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of each."""

    taken: tuple[Taken, ...]
    refused: tuple[Refused, ...]
    interrupted: bool = False
    """Whether the share, or the ledger's server, failed before everything was answered."""

    @property
    def exit(self) -> Exit:
        """0 where all were taken, else how the refused ones end; 4 where they end in several ways."""
        codes = {Exit(refused.error.exit) for refused in self.refused}
        if self.interrupted:
            codes.add(Exit.NOT_JUDGED)
        return Exit.OK if not codes else codes.pop() if len(codes) == 1 else Exit.NOT_PERMITTED


def ingest(desk: Desk, paths: Sequence[Path]) -> Ingested:
    """Record the statements at these paths, or in these folders: what saw the least of the ledger first."""
    statements, refused = _named(desk, paths)
    taken: list[Taken] = []
    for path in sorted(statements, key=_seen):
        try:
            taken.append(_take(desk, path))
        except NocustomError as error:
            refused.append(_refused(_shown(desk, path), error))
    return Ingested(tuple(taken), tuple(refused))


def ingest_inbox(desk: Desk) -> Ingested:
    """Record what lies in the workspace's inbox, and answer all of it. NotPermitted where there is no share."""
    folder, mirror = desk.workspace.inbox, desk.mirror
    if folder is None or mirror is None:
        raise NotPermitted(
            say("{file} names no inbox and mirror: there is nothing to take from", file="nocustom.toml"),
            say("`nocustom ledger ingest FILE` takes statements that are named"),
        )
    try:
        mirror.reach()
    except OSError as error:
        raise NotJudged(
            say("the mirror `{path}` can't be written: {reason}", path=mirror.shown, reason=refusal(error)),
            say("nothing is taken from the inbox before it can be answered"),
        ) from None
    shown = desk.workspace.shown(folder)
    try:
        Share.reach(folder, shown)
    except OSError as error:
        said = say("the inbox `{path}` can't be reached: {reason}", path=shown, reason=refusal(error))
        raise NotJudged(said) from None
    with mirror.taking():
        return _emptied(desk, folder, mirror)


def _emptied(desk: Desk, folder: Path, mirror: Mirror) -> Ingested:
    waiting, odd = inbox.contents(folder, by_digest=True)
    refused = [_refused(desk.workspace.shown(each), error) for each, error in odd]
    taken: list[Taken] = []
    try:
        for path in sorted(waiting, key=_arrived):
            try:
                done = _take(desk, path, again=True)
            except NocustomError as error:
                refused.append(_refused(_shown(desk, path), error))
                if isinstance(error, NotPermitted | NotJudged):
                    _say_no(desk, mirror, path, error)
                continue
            _answer(mirror, path, done)
            _clear(path)
            taken.append(done)
        _sweep(desk, folder)
    except (OSError, NotJudged) as error:  # the share, or the server that keeps the lines
        said = say("the share failed: {reason}", reason=refusal(error)) if isinstance(error, OSError) else error.said
        Mirror.remarks.append((
            said, say("what is recorded stays recorded; `nocustom ledger ingest` goes on from here")))  # fmt: skip
        return Ingested(tuple(taken), tuple(refused), interrupted=True)
    return Ingested(tuple(taken), tuple(refused))


def _answer(mirror: Mirror, path: Path, done: Taken) -> None:
    digest = _digest_of(path)
    if not mirror.answered(digest + RECEIPT):
        found = mirror.checkpoint(done.receipt.size)
        answer = Receipt(digest, done.receipt.line, found, mirror.signature(found))
        mirror.answer(digest + RECEIPT, answer.data)
    mirror.withdraw(digest + REFUSED)


def _say_no(desk: Desk, mirror: Mirror, path: Path, error: NotPermitted | NotJudged) -> None:
    """Tell the sender; what can't become good any more is taken out."""
    digest, final = _digest_of(path), isinstance(error, NotPermitted)
    if mirror.answered(digest + RECEIPT):
        _clear(path)
        return
    reasons = [error.said, *error.hints, *(finding.said for finding in error.findings)]
    answer = Refusal(
        digest, desk.now.isoformat(timespec="seconds"), final,
        tuple(Bilingual(speak(said, "ja"), speak(said, "en")) for said in reasons),
    )  # fmt: skip
    mirror.answer(digest + REFUSED, answer.data)
    if final:
        bound = _bound_by(path)
        _clear(path)
        for digest in bound - _wanted(path.parent):
            if not os.path.lexists(path.with_name(digest + SIGNATURE)):  # it is somebody's statement
                _take_out(path.with_name(digest))


def _shown(desk: Desk, path: Path) -> str:
    """A file as messages name it; of a digest its beginning is enough to find it."""
    digest = _digest_of(path)
    return desk.workspace.shown(path.with_name(digest[:16] + "...") if DIGEST.fullmatch(digest) else path)


def _digest_of(path: Path) -> str:
    return path.name.removesuffix(UNSIGNED)


def _clear(path: Path) -> None:
    """Take a message out: first what makes it one, so that half of it is none any more."""
    _take_out(path.with_name(path.name + SIGNATURE))
    _take_out(path)


def _take_out(path: Path) -> None:
    """Remove a file that is there; a folder of its name is left, and told. Raises OSError."""
    if not _is_folder(path):
        path.unlink(missing_ok=True)


def _sweep(desk: Desk, folder: Path) -> None:
    """Take out files that the ledger keeps by now, and that nothing here needs."""
    needed = _wanted(folder)
    for name in os.listdir(folder):
        if DIGEST.fullmatch(name) and name not in needed and not os.path.lexists(folder / (name + SIGNATURE)):
            answered = desk.mirror is not None and desk.mirror.answered(name + RECEIPT)
            if answered or desk.ledger.blobs.state(name) == "ok":
                _take_out(folder / name)


def _wanted(folder: Path) -> set[str]:
    """The files that what still lies in the folder binds."""
    found: set[str] = set()
    with suppress(NocustomError):
        for path in inbox.contents(folder, by_digest=True)[0]:
            found |= _bound_by(path)
    return found


def _bound_by(path: Path) -> set[str]:
    """The files that a statement binds; none where it can't be read. What else stands in their place names none."""
    try:
        content = parse_line(plain_bytes(path, "", inbox.MOST_OF_STATEMENT))
        return {each for each in TYPES[content["act"]].brought_by(content) if DIGEST.fullmatch(each)}
    except (NocustomError, NotCanonical, KeyError, TypeError):
        return set()


def _refused(shown: str, error: NocustomError) -> Refused:
    """The same error, and which file it is about."""
    if isinstance(error, Uncertain):
        said = say("this was about `{file}`: take it in again, nothing is recorded twice", file=shown)
        return Refused(shown, Uncertain(error.said, *error.hints, said))
    said = say("`{file}` is refused, and nothing of it was written", file=shown)
    return Refused(shown, type(error)(error.said, said, *error.hints, findings=error.findings))


def _named(desk: Desk, paths: Iterable[Path]) -> tuple[list[Path], list[Refused]]:
    """The statements that are meant, each once; a signature or a bound file that is named too means its statement."""
    found: dict[Path, None] = {}
    refused: list[Refused] = []
    for path in paths:
        try:
            if _is_folder(path):
                statements, odd = inbox.contents(path)
                found.update(dict.fromkeys(statements))
                refused += [_refused(desk.workspace.shown(each), error) for each, error in odd]
            elif path.name.endswith(SIGNATURE):
                found[path.with_name(path.name.removesuffix(SIGNATURE))] = None
            elif not DIGEST.fullmatch(path.name) or path.with_name(path.name + SIGNATURE).exists():
                found[path] = None
        except NocustomError as error:
            refused.append(_refused(desk.workspace.shown(path), error))
    return list(found), refused


def _is_folder(path: Path) -> bool:
    """Whether it is a folder, and no link to one."""
    try:
        return stat.S_ISDIR(os.lstat(path).st_mode)
    except OSError:
        return False


def _arrived(path: Path) -> tuple[int, int, str]:
    """The same where names are digests: of those that saw the same, the older file first."""
    size, name = _seen(path)
    try:
        return size, os.lstat(path).st_mtime_ns, name
    except OSError:
        return size, 0, name


def _seen(path: Path) -> tuple[int, str]:
    """Where a statement comes in a batch: earlier acts before later ones. What can't be read is told in its turn."""
    try:
        size = parse_line(plain_bytes(path, "", inbox.MOST_OF_STATEMENT))["seen"]["size"]
    except (NocustomError, NotCanonical, KeyError, TypeError):
        size = 0
    return (size if isinstance(size, int) else 0, str(path))


def _take(desk: Desk, path: Path, *, again: bool = False) -> Taken:
    """Record one; with `again` what is recorded already is answered as it was the first time."""
    shown = _shown(desk, path)
    line = plain_bytes(path, shown, inbox.MOST_OF_STATEMENT)
    if line.startswith(HEADER):
        return _take_witness(desk, path, shown, line)
    signed = not path.name.endswith(UNSIGNED)
    stmt, kind = _statement(line, shown, signed=signed)
    name = _digest_of(path)
    if DIGEST.fullmatch(name) and sha256(line).hexdigest() != name:
        raise _changed(shown)
    if stmt["ledger"] != desk.workspace.origin:
        raise NotPermitted(
            say("signed for the ledger `{found}`, but this is `{needed}`", found=stmt["ledger"],
                needed=desk.workspace.origin))  # fmt: skip
    recorded = _recorded(desk, stmt)
    if recorded is not None:
        if again and (recorded.stmt if signed else recorded.body) == stmt:
            return _taken_before(desk, shown, recorded)
        raise NotPermitted(
            say("this statement stands in the ledger already, as line {seq}", seq=recorded.seq),
            say("`nocustom ledger show {seq}` shows it", seq=recorded.seq),
        )
    signature = _signature(path, shown, kind) if signed else None
    files = _files(desk, path, stmt, kind)
    as_here(desk, stmt, files)
    number = stmt.get("request") or next_number(desk.world, desk.today)
    stream = number if kind.stream == "request" else kind.stream
    # Of a first filing the number is given now; everything else binds what it is about by digests.
    ver = desk.ledger.version(stream) + 1 if stmt.get("request") is None else None
    if signature is None:
        draft = Draft(stmt["act"], stream, body=stmt, ver=ver)
    else:
        sig = RawSignature(stmt["by"], _role(signature, kind), signature)
        draft = Draft(stmt["act"], stream, line.decode(), (sig,), ver=ver)
    try:
        receipt = desk.ledger.append(draft, desk.now, _once, files.values())
    except NotPermitted:  # another `ledger ingest` may have been faster
        recorded = _recorded(desk, stmt) if again else None
        if recorded is None:
            raise
        return _taken_before(desk, shown, recorded)
    return Taken(shown, stmt["act"], number if kind.stream == "request" else None, stmt["by"], receipt)


def _once(events: Sequence[Event], new: Event) -> None:
    """Raise NotPermitted where an act that is not signed was recorded before; of statements the verifier says so."""
    nonce = new.body.get("nonce")
    if nonce is not None and any(event.body.get("nonce") == nonce for event in events):
        raise NotPermitted(say("this statement was recorded before"))


def _recorded(desk: Desk, stmt: dict[str, Any]) -> Event | None:
    """The event in which it stands already."""
    nonce = stmt["nonce"]
    events = desk.ledger.events()
    if nonce not in desk.world.nonces:
        events = [event for event in events if event.stmt is None]
    return next((event for event in events if event.content.get("nonce") == nonce), None)


def _taken_before(desk: Desk, shown: str, event: Event) -> Taken:
    """What became of it then: the ledger ended with its line."""
    number = event.stream if TYPES[event.type].stream == "request" else None
    return Taken(shown, event.type, number, event.by, desk.ledger.receipt(event), again=True)


def _take_witness(desk: Desk, path: Path, shown: str, message: bytes) -> Taken:
    """A witness's message: it carries its own signature, and nobody here signs anything."""
    if not os.path.lexists(path.with_name(path.name + SIGNATURE)):
        raise NotPermitted(
            say("`{file}` is not signed: there is no `{signature}` beside it", file=shown,
                signature=path.name + SIGNATURE),
            say("`ssh-keygen -Y sign -n {namespace} -f KEY {file}` signs it", namespace=WITNESS, file=shown),
        )  # fmt: skip
    raw = plain_bytes(path.with_name(path.name + SIGNATURE), shown + SIGNATURE, inbox.MOST_OF_SIGNATURE)
    receipt = record(desk, message.replace(b"\r\n", b"\n"), raw.decode("ascii", "replace").replace("\r\n", "\n"))
    return Taken(shown, "witness.added", None, receipt.event.by, receipt)


def _statement(line: bytes, shown: str, *, signed: bool) -> tuple[dict[str, Any], EventType]:
    """The statement in a file, its fields of the right kinds, and what acts of its type are like."""
    try:
        stmt = parse_line(line)
    except NotCanonical as bad:
        raise NotPermitted(
            say("`{file}` is no statement: {reason}", file=shown, reason=bad.said),
            say("sign and send the very bytes that `--statement` wrote; an editor may add a line feed"),
        ) from None
    act = stmt.get("act")
    if not isinstance(act, str):
        raise NotPermitted(say("`{file}` is no statement: it names no act", file=shown))
    kind = TYPES.get(act)
    if kind is None:
        raise NotPermitted(say("`{type}` is no act this version knows", type=act))
    if ROSTER in kind.namespaces:
        raise NotPermitted(
            say("the roster is set by the roots at one table, not by a statement that is sent"),
            say("`nocustom people enroll` and `nocustom people revoke`"),
        )
    if not signed and not kind.unsigned:
        raise NotPermitted(say("an event of type `{type}` must be signed", type=act))
    for name, fits in (kind.statement if signed else {**kind.required_of_body, **_ADDRESSED}).items():
        if name not in stmt or not fits(stmt[name]):
            raise NotPermitted(say("`{field}` of {type} is missing or not what it must be", field=name, type=act))
    return stmt, kind


def _signature(path: Path, shown: str, kind: EventType) -> str:
    beside = path.with_name(path.name + SIGNATURE)
    if not os.path.lexists(beside):
        raise NotPermitted(
            say("`{file}` is not signed: there is no `{signature}` beside it", file=shown, signature=beside.name),
            say("`ssh-keygen -Y sign -n {namespace} -f KEY {file}` signs it", namespace=kind.namespaces[0], file=shown),
        )
    data = plain_bytes(beside, shown + SIGNATURE, inbox.MOST_OF_SIGNATURE)
    return data.decode("ascii", "replace").replace("\r\n", "\n")  # as ssh-keygen writes it on Windows


def _role(signature: str, kind: EventType) -> str:
    """The role it was signed in, where there is a choice; whether it may be is the verifier's to say."""
    if len(kind.namespaces) > 1:
        with suppress(sshsig.BadSignature):
            return sshsig.parse(signature).namespace
    return kind.namespaces[0]


def _files(desk: Desk, path: Path, stmt: dict[str, Any], kind: EventType) -> dict[str, bytes]:
    """What the act brings, by digest: from beside the statement, or what lies beside the ledger already."""
    found: dict[str, bytes] = {}
    for digest in kind.brought_by(stmt):
        file = path.with_name(digest)
        shown = desk.workspace.shown(file)
        if os.path.lexists(file):
            found[digest] = plain_bytes(file, shown, inbox.MOST_OF_FILE)
            if sha256(found[digest]).hexdigest() != digest:
                raise _changed(shown)
        elif desk.ledger.blobs.state(digest) == "missing":
            raise NotJudged(
                say("the file {digest}, which the statement binds, is not beside it", digest=digest),
                say("`--statement` writes it into the same folder; send both"),
            )
        else:
            found[digest] = desk.ledger.blobs.get(digest)
    return found


def _changed(shown: str) -> NotPermitted:
    return NotPermitted(
        say("`{file}` does not hold what its name says: it was changed on the way", file=shown), say("send it again")
    )
