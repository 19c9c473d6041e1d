"""What `doctor` looks at on a share: at the host mirror, inbox and key; elsewhere mirror, inbox and outbox."""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from nocustom.acts.desk import Desk, mirror_of
from nocustom.acts.observation import Observation, fine, problem, warning
from nocustom.acts.workspace import Workspace
from nocustom.errors import Broken
from nocustom.ledger import inbox as folder
from nocustom.ledger import signing
from nocustom.ledger.blobs import Blobs
from nocustom.ledger.brought import brought
from nocustom.ledger.mirror import Mirror
from nocustom.ledger.mirror_standing import EVERY_LINE, stop_where_ahead
from nocustom.ledger.namespaces import CHECKPOINT
from nocustom.ledger.places import BLOBS
from nocustom.refusals import refusal
from nocustom.share import Share
from nocustom.words import say

__all__ = ["host_key", "inbox", "mirror", "outbox"]

ANEW = say("move `ledger.jsonl` away from there: the next command at the host writes it anew")


def mirror(desk: Desk) -> Iterator[Observation]:
    """The mirror at the host, every line of it."""
    found = mirror_of(desk.workspace, desk.ledger)
    if found is None:
        if desk.workspace.inbox is not None:
            yield problem("mirror", say("there is an inbox and no mirror: nothing that is sent can be answered"),
                          say("name a folder on the share as `mirror` under `[ledger]`"))  # fmt: skip
        return
    catch_up = say("the next command that records something catches up")
    try:
        now = found.standing(whole=EVERY_LINE)
        if not os.access(found.folder, os.W_OK | os.X_OK):
            yield problem("mirror", say("you may not write to the mirror `{path}`", path=found.shown))
    except OSError as error:
        yield problem("mirror", say("the mirror `{path}` can't be reached: {reason}", path=found.shown,
                                    reason=refusal(error)), catch_up)  # fmt: skip
        return
    try:
        stop_where_ahead(now, found.shown)
    except Broken as error:
        yield problem("mirror", error.said, *error.hints)
        return
    match now.kind:
        case "level" if lacking := _lacking(desk, found):
            yield warning("mirror", say("the mirror `{path}` lacks {count} files", path=found.shown, count=lacking),
                          ANEW)  # fmt: skip
        case "level":
            yield fine("mirror", say("the mirror `{path}` has all {size} lines", path=found.shown, size=now.lines))
        case "behind":
            yield warning("mirror", say("the mirror `{path}` lacks {count} lines", path=found.shown, count=now.missing),
                          catch_up)  # fmt: skip
        case "given-up":
            yield warning("mirror", say("the mirror `{path}` had lines that were given up when the ledger was restored",
                                        path=found.shown), catch_up)  # fmt: skip
        case "torn":
            yield warning("mirror", say("the last line of the mirror `{path}` is cut", path=found.shown), catch_up)
        case _:
            said = say("after {size} lines the mirror `{path}` holds {count} bytes that are not the ledger's",
                       size=now.lines, path=found.shown, count=now.more)  # fmt: skip
            yield problem("mirror", said, say("somebody else writes there, or its disk fails"),
                          ANEW)  # fmt: skip


def _lacking(desk: Desk, found: Mirror) -> int:
    """How many files beside the ledger that lines name are not in the mirror."""
    named = {digest for event in desk.ledger.events() for digest in brought(event)}
    return len(named.intersection(desk.ledger.blobs.names()).difference(Blobs(found.folder / BLOBS).names()))


def host_key(workspace: Workspace, desk: Desk) -> Iterator[Observation]:
    """The key that signs checkpoints and receipts."""
    if workspace.mirror is None and workspace.host_key is None:
        return
    if workspace.host_key is None:
        yield warning("host-key", say("no key of the host is named: receipts and checkpoints are not signed"),
                      say("write the key's file into nocustom.toml as `host_key` under `[ledger]`"))  # fmt: skip
        return
    key = signing.public_key_of(workspace.host_key)
    entry = desk.ledger.state.roster.by_key.get(key.fingerprint)
    if entry is None or CHECKPOINT not in entry.namespaces:
        yield problem("host-key", say("the key {key} may not sign checkpoints", key=key.fingerprint),
                      say("`nocustom people enroll PERSON --key FILE --for checkpoint` enters the host's key in the "
                          "roster"))  # fmt: skip
    else:
        yield fine("host-key", say("checkpoints are signed with the key {key} of `{person}`", key=key.fingerprint,
                                   person=entry.person))  # fmt: skip


def inbox(workspace: Workspace) -> Iterator[Observation]:
    """The inbox, as far as this PC may look into it."""
    path = workspace.inbox
    if path is None:
        return
    shown = workspace.shown(path)
    try:
        Share.reach(path, shown)
        mode = os.lstat(path).st_mode
    except OSError as error:
        yield problem("inbox", say("the inbox `{path}` can't be reached: {reason}", path=shown, reason=refusal(error)))
        return
    if not os.access(path, os.W_OK | os.X_OK):
        yield problem("inbox", say("you may not write to the inbox `{path}`", path=shown))
        return
    if not workspace.is_host:
        yield fine("inbox", say("acts go to the inbox `{path}`", path=shown))
        return
    waiting, odd = folder.contents(path, by_digest=True)
    for _, why in odd:
        yield warning("inbox", why.said, *why.hints)
    if waiting:
        yield warning("inbox", say("in the inbox: {count}", count=len(waiting)),
                      say("`nocustom ledger ingest` records what lies in the inbox"))  # fmt: skip
    else:
        yield fine("inbox", say("nothing waits in the inbox `{path}`", path=shown))
    if os.name == "posix" and mode & 0o022 and not mode & stat.S_ISVTX:
        said = say("whoever writes to the inbox `{path}` may also take out what others sent", path=shown)
        yield warning("inbox", said, say("`chmod +t` it"))


def outbox(desk: Desk, now: datetime) -> Iterator[Observation]:
    """What was sent from this PC."""
    if desk.outbox is None:
        return
    counts = Counter(each.state for each in desk.outbox.settled(desk.ledger, now))
    facts = {"waiting": counts["waiting"], "refused": counts["refused"], "doubtful": counts["doubtful"]}
    said = say("sent from here: {recorded} recorded, {waiting} waiting, {refused} refused, {doubtful} in doubt",
               recorded=counts["recorded"], **facts)  # fmt: skip
    if counts["doubtful"]:
        yield problem("outbox", said, _TELLS)
    elif counts["waiting"] or counts["refused"]:
        yield warning("outbox", said, _TELLS)
    else:
        yield fine("outbox", said)


_TELLS = say("`nocustom status` tells which, and why")
