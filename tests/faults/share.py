"""Faults between several PCs: the host is killed at any call on a file while it takes what lies in the inbox.

Whatever was interrupted is done by the next run: each act is recorded once, answered by one receipt, which is that of
before where there was one, and out of the inbox; mirror and ledger are the same, and everything verifies.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from nocustom.acts.desk import Desk
from nocustom.acts.ingest import ingest_inbox
from nocustom.acts.workspace import Workspace
from nocustom.errors import NocustomError
from nocustom.ledger.mirror import LINES, Mirror
from nocustom.locale import speak
from tests.acts.hall import MORNING, Hall, Keys, Script, named
from tests.acts.paperwork import IKUSEI, edit
from tests.acts.share import department, on_a_share
from tests.faults.faults import Result, calls
from tests.faults.outcome import copied
from tests.faults.traced import CALLS, HERE, STRACE

__all__ = ["ingests", "with_post"]

SENT = 2


def with_post(folder: Path, office: Path, keys: Keys) -> Path:
    """An office as the host, its share and a department's PC below `folder`; a filing that is signed and one that is
    not lie in the inbox.
    """
    host = on_a_share(Hall(copied(office, folder / "host"), keys), folder / "share", relative=True)
    with host.desk():
        pass
    pc = department(host, folder / "pc")
    for number in range(SENT):
        path = pc.request(IKUSEI)
        key = re.search('^key = ".*"', path.read_text("utf-8"), re.MULTILINE)
        assert key is not None
        edit(path, key[0], f'key = "sent-{number}-k3f9"')
        _file(pc, path, signed=number == 0)
    return folder


def _file(pc: Hall, path: Path, *, signed: bool) -> None:
    from nocustom.acts.outbox import Sent
    from nocustom.acts.submit import submit

    try:
        with pc.desk() as desk:
            submit(desk, path, pc.keys["suzuki"] if signed else None, None, Script(named))
    except Sent:
        return
    raise AssertionError("it was not sent")


def ingests(town: Path, scratch: Path, every: int = 1) -> Result:
    """SIGKILL at every call on a file below the town (or every `every`th) while the host takes two acts."""
    result = Result("SIGKILL while the host takes two acts")
    scratch.mkdir(exist_ok=True)
    root, trace = copied(town, scratch / "town"), scratch / "trace"
    assert _run(root, "-o", str(trace), "-y", "-xx", "-s", "1000") == 0
    points = [(name, place) for name, place, touches in calls(trace, root) if touches and name in CALLS]
    for name, place in points[::every]:
        shutil.rmtree(root)
        copied(town, root)
        code = _run(root, "-o", os.devnull, "-e", f"inject={name}:signal=KILL:when={place}")
        receipts = _receipts(root)
        wrong = [] if code in (0, -signal.SIGKILL) else [f"it ended with {code}"]
        result.note(f"{name} {place}", len(receipts), wrong or _settled(root, receipts))
    return result


def _run(root: Path, *options: str) -> int:
    command = [str(STRACE), "-f", *options, "--", sys.executable, "-m", "tests.faults.ingester", str(root / "host")]
    done = subprocess.run(command, cwd=HERE, capture_output=True, timeout=120, check=False)
    return done.returncode if done.returncode != 128 + signal.SIGKILL else -signal.SIGKILL


def _receipts(root: Path) -> dict[str, bytes]:
    folder = root / "share" / "mirror" / "receipts"
    return {path.name: path.read_bytes() for path in sorted(folder.glob("[!.]*"))} if folder.is_dir() else {}


def _settled(root: Path, before: dict[str, bytes]) -> list[str]:
    """What is wrong after the next run."""
    host = root / "host"
    Mirror.remarks.clear()
    try:
        with Desk.open(Workspace(host, host), lambda: MORNING, writable=True) as desk:
            refused = ingest_inbox(desk).refused
            wrong = [speak(each.error.said, "en") for each in refused]
            wrong += [speak(problem.said, "en") for problem in desk.ledger.verify().problems]
            cases = desk.world.cases.values()
            filings = [case for case in cases if case.key.startswith("sent-")]
            events = [event for event in desk.ledger.events() if event.content.get("key", "").startswith("sent-")]
            lines = b"".join(line + b"\n" for line in desk.ledger.store.lines())
    except NocustomError as error:
        return [speak(error.said, "en")]
    after = _receipts(root)
    if len(filings) != SENT:
        wrong.append(f"{len(filings)} of {SENT} acts: one is lost")
    if len(events) != len(filings):
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
