"""Faults between several PCs: the host takes what lies in the inbox, a department's PC sends.

Host: whatever was interrupted is done by the next run: each act is recorded once, answered by one receipt, which is
that of before where there was one, and out of the inbox; mirror and ledger are the same, and everything verifies.

PC: what lies in the inbox or the outbox is whole; an act whose person was told that it is sent is in one of them, and
the next command brings it to the host, once.
"""

from __future__ import annotations

import json
import re
from hashlib import sha256
from pathlib import Path

from nocustom.acts.desk import Desk, outbox_of
from nocustom.acts.ingest import ingest_inbox
from nocustom.acts.outbox import Sent
from nocustom.acts.submit import submit
from nocustom.acts.workspace import Workspace
from nocustom.errors import NocustomError
from nocustom.ledger.inbox import DIGEST, SIGNATURE, UNSIGNED
from nocustom.ledger.ledger import Ledger
from nocustom.ledger.mirror import Mirror
from nocustom.ledger.mirror_standing import LINES
from nocustom.ledger.receipt import RECEIPT
from nocustom.locale import speak
from tests.acts.hall import MORNING, Hall, Keys, Script, named
from tests.acts.paperwork import IKUSEI, edit
from tests.acts.share import department, on_a_share
from tests.faults.outcome import copied
from tests.faults.scenes import Scene

__all__ = ["asking", "ingesting", "sending", "with_post", "with_share"]

SENT = 2
NUMBER = "2026-0001"


def with_share(folder: Path, office: Path, keys: Keys) -> Hall:
    """An office as the host, its share and a department's PC below `folder`; the PC."""
    host = on_a_share(Hall(copied(office, folder / "host"), keys), folder / "share", relative=True)
    with host.desk():
        pass
    return department(host, folder / "pc")


def with_post(folder: Path, office: Path, keys: Keys) -> Path:
    """The same folder; a filing that is signed and one that is not lie in the inbox."""
    pc = with_share(folder, office, keys)
    for number in range(SENT):
        _file(pc, _request(pc, number), signed=number == 0)
    return folder


def _request(pc: Hall, number: int) -> Path:
    path = pc.request(IKUSEI)
    key = re.search('^key = ".*"', path.read_text("utf-8"), re.MULTILINE)
    assert key is not None
    edit(path, key[0], f'key = "sent-{number}-k3f9"')
    return path


def _file(pc: Hall, path: Path, *, signed: bool) -> None:
    try:
        with pc.desk() as desk:
            submit(desk, path, pc.keys["suzuki"] if signed else None, None, Script(named))
    except Sent:
        return
    raise AssertionError("it was not sent")


# The host ---------------------------------------------------------------------------------------------------------


def ingesting(post: Path) -> Scene:
    """The host takes the two acts from its inbox; what is `told` below are the receipts that lie there."""

    def settled(root: Path, told: bool) -> list[str]:
        before = {name: data for name, data in _receipts(root).items() if name.endswith(RECEIPT)}
        return _settled(root, before, SENT if told else 0)

    return Scene("the host takes two acts", post, ("ledger", "ingest"), settled, at="host", refused=(3, 4))


def asking(post: Path) -> Scene:
    """The office asks about a request, and the mirror follows."""
    asked = ("ask", NUMBER, "--message", "why", "--me", "uchida")

    def settled(root: Path, told: bool) -> list[str]:
        with Ledger.open(root / "host/ledger/ledger.sqlite") as ledger:
            count = sum(event.type == "question.asked" for event in ledger.events())
        return [f"{count} questions: one is lost"] if count < told or count > 1 else _settled(root, {}, 0)

    return Scene("the host records an act", post, asked, settled, at="host")


def _receipts(root: Path) -> dict[str, bytes]:
    folder = root / "share" / "mirror" / "receipts"
    return {path.name: path.read_bytes() for path in sorted(folder.glob("[!.]*"))} if folder.is_dir() else {}


def _settled(root: Path, before: dict[str, bytes], told: int) -> list[str]:
    """What is wrong after the next run."""
    wrong = ["a receipt that was told of is lost"] if len(before) < told else []
    try:
        with _desk(root / "host") as desk:
            refused = ingest_inbox(desk).refused
            wrong += [speak(each.error.said, "en") for each in refused]
            wrong += [speak(problem.said, "en") for problem in desk.ledger.verify().problems]
            cases = desk.world.cases.values()
            filings = [case for case in cases if case.key.startswith("sent-")]
            events = [event for event in desk.ledger.events() if event.content.get("key", "").startswith("sent-")]
            lines = _lines(desk)
    except NocustomError as error:
        return [speak(error.said, "en")]
    after = _receipts(root)
    if len(filings) != SENT:
        wrong.append(f"{len(filings)} of {SENT} acts: one is lost")
    if sum(event.type == "request.filed" for event in events) != len(filings):
        wrong.append("an act is recorded twice")
    if len(after) != SENT or {json.loads(data)["line"] for data in after.values()} - set(lines.decode().split("\n")):
        wrong.append("a receipt is missing, or of no line")
    if any(after.get(name) != data for name, data in before.items()):
        wrong.append("a receipt is lost or changed that was there before")
    if (root / "share" / "mirror" / LINES).read_bytes() != lines:
        wrong.append("the mirror is not the ledger")
    left = [path.name for path in (root / "share" / "inbox").iterdir() if not path.name.startswith(".")]
    if left:
        wrong.append(f"{len(left)} files are left in the inbox")
    return wrong


def _desk(root: Path) -> Desk:
    Mirror.remarks.clear()
    return Desk.open(Workspace(root, root), lambda: MORNING, writable=True)


def _lines(desk: Desk) -> bytes:
    return b"".join(line + b"\n" for line in desk.ledger.store.lines())


# A department's PC ------------------------------------------------------------------------------------------------


def sending(folder: Path, office: Path, keys: Keys) -> Scene:
    """A PC files a request through the share."""
    pc = with_share(folder, office, keys)
    path = _request(pc, 0)
    file = path.relative_to(pc.root).as_posix()

    def settled(root: Path, told: bool) -> list[str]:
        wrong = _whole(root / "share/inbox") + _whole(root / "pc/outbox")
        if told and not any(_acts(root / each) for each in ("share/inbox", "pc/outbox")):
            wrong.append("the act that was told of is lost")
        try:
            return wrong + _arrives(root, told, keys, file)
        except NocustomError as error:
            return [*wrong, speak(error.said, "en")]

    command = ("submit", file, "--key", str(keys["suzuki"]))
    return Scene("a PC sends an act", folder, command, settled, at="pc")


def _arrives(root: Path, told: bool, keys: Keys, file: str) -> list[str]:
    """Whether the act is recorded once after the next commands, and the PC has its receipt."""
    pc = Hall(root / "pc", keys)
    wrong = _sent_on(root)
    if _filed(root) < told:
        wrong.append("the act that was told of is lost")
    if not _filed(root):
        _file(pc, root / "pc" / file, signed=True)
        wrong += _sent_on(root)
    if (count := _filed(root)) != 1:
        wrong.append(f"it is recorded {count} times")
    with pc.desk(writable=False) as desk:
        found = outbox_of(desk.workspace).settled(desk.ledger, desk.now)
    return wrong + [f"at the PC it is {each.state}" for each in found if each.state != "recorded"]


def _sent_on(root: Path) -> list[str]:
    """The PC's next command, then the host's."""
    with _desk(root / "pc") as desk:
        outbox_of(desk.workspace).settled(desk.ledger, desk.now)
    with _desk(root / "host") as desk:
        refused = ingest_inbox(desk).refused
        wrong = [speak(problem.said, "en") for problem in desk.ledger.verify().problems]
    return wrong + [speak(each.error.said, "en") for each in refused]


def _filed(root: Path) -> int:
    with _desk(root / "host") as desk:
        return sum(event.content.get("key") == "sent-0-k3f9" and event.type == "request.filed"
                   for event in desk.ledger.events())  # fmt: skip


def _acts(folder: Path) -> list[str]:
    """The messages that are complete."""
    return [path.name for path in folder.glob(f"[!.]*{SIGNATURE}") if path.with_suffix("").is_file()]


def _whole(folder: Path) -> list[str]:
    """What lies there and is not what its name says."""
    wrong = []
    for path in folder.glob("[!.]*") if folder.is_dir() else ():
        digest, data = path.name.removesuffix(UNSIGNED), path.read_bytes()
        if path.name.endswith(SIGNATURE):
            good = data.startswith(b"-----BEGIN SSH") and data.endswith(b"-----END SSH SIGNATURE-----\n")
        else:
            good = not DIGEST.fullmatch(digest) or path.name.endswith(RECEIPT) or sha256(data).hexdigest() == digest
        wrong += [] if good else [f"half of a file lies in {folder.name}"]
    return wrong
