"""The audit office looks at the whole ledger, compares it with what it kept the last time, and signs what it saw.

    every line, signature, file and rule                          verified as in `ledger verify`, or from a pack alone
    the last export is a byte prefix of this one                  nothing was rewritten since: the consistency proof
    `cosignature/v1`, the time, origin, size, root                signed as `witness`, by nobody who records in it
    back at the host: `witness.added`                             by `ledger ingest`, or at once where that is here

Whoever owns the database can rewrite it whole, and every check inside of it stays good. Not beyond what was witnessed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from nocustom.acts.checkpoint import refuse_broken, write_signed
from nocustom.acts.desk import Desk, Reader, os_user, stopped
from nocustom.acts.pack import Evidence
from nocustom.errors import Broken, NotJudged, NotPermitted
from nocustom.ledger import signing
from nocustom.ledger.checkpoint import BadCheckpoint, Checkpoint, signer_of
from nocustom.ledger.cosignature import Cosignature, cosignature
from nocustom.ledger.event_line import Draft
from nocustom.ledger.ledger import Appended
from nocustom.ledger.namespaces import WITNESS
from nocustom.ledger.testimony import Witnessed, standing_objections, witness_objections
from nocustom.ledger.verify import Report
from nocustom.locale import speak
from nocustom.words import say

__all__ = ["Cosigned", "cosign", "followed", "record", "written"]

TYPED = 8
"""How many characters of the root a witness types, having compared the whole."""


@dataclass(frozen=True, slots=True)
class Cosigned:
    """What a witness signs, or is to sign; `receipt` where it stands in the ledger already."""

    found: Cosignature
    new: int
    """How many lines came since the last time."""
    by: str | None
    signature: str | None
    receipt: Appended | None = None


def followed(evidence: Evidence, before: bytes | None, shown: str = "") -> int:
    """How many lines came since `before`, the `ledger.jsonl` of last time; all where there is none.

    Broken where it is no byte prefix of the ledger now; NotJudged where it is no ledger at all.
    """
    if before is None:
        return evidence.verified.report.size
    if before and not before.endswith(b"\n"):
        raise NotJudged(say("`{file}` is cut short: its last line does not end with a line feed", file=shown))
    data = evidence.data
    if not data.startswith(before):
        first = next((at for at, (old, new) in enumerate(zip(before.split(b"\n"), data.split(b"\n"), strict=False))
                      if old != new), None)  # fmt: skip
        raise Broken(
            say("this ledger does not begin with what was witnessed before: it was rewritten or cut off"),
            say("the first difference is in line {seq}; keep both, sign nothing, and tell the heads of both offices",
                seq=first if first is not None else 0),
        )  # fmt: skip
    return evidence.verified.report.size - before.count(b"\n")


def cosign(
    evidence: Evidence, clock: Callable[[], datetime], before: bytes | None, shown: str, keyfile: Path | None,
    reader: Reader,
) -> Cosigned:  # fmt: skip
    """The message for the ledger as it was verified, signed by the key, without one only written.

    Broken where the ledger is or does not follow the one before, NotPermitted where the key can't be a witness's here.
    """
    refuse_broken(evidence.verified, say("the ledger is broken, so nobody can witness it"))
    report = evidence.verified.report
    new = followed(evidence, before, shown)
    found = Cosignature(int(clock().timestamp()), Checkpoint(report.origin or "", report.size, report.root))
    if keyfile is None:
        _counts(report, found, "")
        return Cosigned(found, new, None, None)
    key = signing.public_key_of(keyfile)
    person = report.state.owners.get(key.fingerprint, "")
    objection = report.state.objection(person, key, WITNESS)
    if objection is not None:
        raise NotPermitted(
            objection[1], say("`nocustom people enroll PERSON --key FILE --for witness` enters a witness's key"))
    _counts(report, found, person)
    reader.read(speak(say("{size} lines, {new} of them new, root {root}", size=report.size, new=new, root=report.root),
                      reader.lang) + "\n")  # fmt: skip
    reader.read(found.message.decode())
    typed = reader.answer(say(
        "Compare the root {root}. To sign as a witness, type its last {count} characters, or Enter to stop",
        count=TYPED, root=report.root))  # fmt: skip
    if not typed:
        raise stopped()
    if typed != report.root[-TYPED:]:
        raise NotPermitted(say("`{typed}` is not the end of the root; nothing was signed", typed=typed),
                             say("compare the root once more, and run the command again"))  # fmt: skip
    return Cosigned(found, new, person, signing.sign(keyfile, WITNESS, found.message, expected=[key.fingerprint]))


def _counts(report: Report, found: Cosignature, person: str) -> None:
    """Raise NotPermitted where every verifier would refuse the message, before anybody signs it."""
    seen = found.checkpoint
    said = Witnessed(seen.size, person, found.time, "", seen.size, seen.root, found.message.decode(), "")
    for code, why in (*witness_objections(report, said), *standing_objections(report, said)):
        clock = (say("set the computer's clock before anything is signed"),)
        raise NotPermitted(why, *(clock if code in ("witness-clock", "witness-order") else ()))


def written(done: Cosigned, path: Path) -> None:
    """Write message and signature. Raises Usage."""
    write_signed(path, done.found.message, done.signature)


def record(desk: Desk, message: bytes, signature: str) -> Appended:
    """Take a witness's message into the ledger, which looks at it as every verifier does.

    NotPermitted where it is not true of the lines, or not signed by somebody who may be a witness.
    """
    desk.ledger.events()
    try:
        found = cosignature(message)
        person, _ = signer_of(found.message, signature, WITNESS, desk.ledger.state)
    except BadCheckpoint as bad:
        raise NotPermitted(bad.said) from None
    if any(each.signature == signature for each in desk.ledger.witnesses):
        raise NotPermitted(say("this witness's signature stands in the ledger already"))
    body: dict[str, Any] = {
        "by": person, "os_user": os_user(), "cosignature": found.message.decode(), "sig": signature
    }  # fmt: skip
    return desk.ledger.append(Draft("witness.added", "witness", body=body), desk.now)
