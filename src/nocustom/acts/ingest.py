"""Record what was signed elsewhere: a statement, its signature, the files it brings.

    the files are plain ones of moderate size                     ledger.inbox
    the statement is canonical, of an act we know, and new here
    what its files say comes out here too                         acts.brought
    signature, roster, revision, turn, gate: the rules of every append
    the event is written, the files whose digest it binds are kept with it

Whoever runs this needs no key and is believed nothing: the signature says who acts. Each statement is taken or refused
for itself, and what is refused leaves nothing behind.
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
from nocustom.errors import Exit, NocustomError, NotJudged, NotPermitted
from nocustom.ledger import inbox, sshsig
from nocustom.ledger.canonical import NotCanonical, parse_line
from nocustom.ledger.cosignature import HEADER
from nocustom.ledger.event_line import Draft, RawSignature
from nocustom.ledger.event_types import TYPES, EventType
from nocustom.ledger.inbox import DIGEST, SIGNATURE, plain_bytes
from nocustom.ledger.ledger import Appended
from nocustom.ledger.namespaces import ROSTER, WITNESS
from nocustom.life.case import next_number
from nocustom.words import say

__all__ = ["Ingested", "Refused", "Taken", "ingest"]


@dataclass(frozen=True, slots=True)
class Taken:
    """A statement that stands in the ledger now."""

    path: str
    act: str
    number: str | None
    """The request; None for an adoption."""
    by: str
    receipt: Appended


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

    @property
    def exit(self) -> Exit:
        """0 where all were taken, else how the refused ones end; 4 where they end in several ways."""
        codes = {Exit(refused.error.exit) for refused in self.refused}
        return Exit.OK if not codes else codes.pop() if len(codes) == 1 else Exit.NOT_PERMITTED


def ingest(desk: Desk, paths: Sequence[Path]) -> Ingested:
    """Record the statements at these paths, or in these folders: what saw the least of the ledger first."""
    statements, refused = _named(desk, paths)
    taken: list[Taken] = []
    for path in sorted(statements, key=_seen):
        try:
            taken.append(_take(desk, path))
        except NocustomError as error:
            refused.append(_refused(desk.workspace.shown(path), error))
    return Ingested(tuple(taken), tuple(refused))


def _refused(shown: str, error: NocustomError) -> Refused:
    """The same error, and which file it is about."""
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


def _seen(path: Path) -> tuple[int, str]:
    """Where a statement comes in a batch: earlier acts before later ones. What can't be read is told in its turn."""
    try:
        size = parse_line(plain_bytes(path, "", inbox.MOST_OF_STATEMENT))["seen"]["size"]
    except (NocustomError, NotCanonical, KeyError, TypeError):
        size = 0
    return (size if isinstance(size, int) else 0, str(path))


def _take(desk: Desk, path: Path) -> Taken:
    shown = desk.workspace.shown(path)
    line = plain_bytes(path, shown, inbox.MOST_OF_STATEMENT)
    if line.startswith(HEADER):
        return _take_witness(desk, path, shown, line)
    stmt, kind = _statement(line, shown)
    if DIGEST.fullmatch(path.name) and sha256(line).hexdigest() != path.name:
        raise _changed(shown)
    _new(desk, stmt)
    signature = _signature(path, shown, kind)
    files = _files(desk, path, stmt, kind)
    as_here(desk, stmt, files)
    number = stmt.get("request") or next_number(desk.world, desk.today)
    stream = number if kind.stream == "request" else kind.stream
    sig = RawSignature(stmt["by"], _role(signature, kind), signature)
    # Of a first filing the number is given now; everything else binds what it is about by digests.
    ver = desk.ledger.version(stream) + 1 if stmt.get("request") is None else None
    draft = Draft(stmt["act"], stream, line.decode(), (sig,), ver=ver)
    receipt = desk.ledger.append(draft, desk.now, files=files.values())
    return Taken(shown, stmt["act"], number if kind.stream == "request" else None, stmt["by"], receipt)


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


def _statement(line: bytes, shown: str) -> tuple[dict[str, Any], EventType]:
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
    for name, fits in kind.statement.items():
        if name not in stmt or not fits(stmt[name]):
            raise NotPermitted(say("`{field}` of {type} is missing or not what it must be", field=name, type=act))
    return stmt, kind


def _new(desk: Desk, stmt: dict[str, Any]) -> None:
    """Raise NotPermitted where the statement stands in the ledger already, with the line."""
    if stmt["nonce"] not in desk.world.nonces:
        return
    for event in desk.ledger.events():
        if event.stmt is not None and event.stmt.get("nonce") == stmt["nonce"]:
            raise NotPermitted(
                say("this statement stands in the ledger already, as line {seq}", seq=event.seq),
                say("`nocustom ledger show {seq}` shows it", seq=event.seq),
            )


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
