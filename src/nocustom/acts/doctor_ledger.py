"""What `doctor` looks at around the ledger: its place, its file, its lines, what is adopted, whose keys count."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import date, datetime, timedelta
from pathlib import Path

from nocustom.acts.adopt import differing
from nocustom.acts.desk import Desk
from nocustom.acts.observation import Observation, fine, problem, warning
from nocustom.acts.workspace import Workspace
from nocustom.ledger import signing
from nocustom.ledger.index import MANY, Index, NotRead
from nocustom.ledger.namespaces import DECISION, OFFICE, PREFIX
from nocustom.ledger.places import BLOBS, refuse_network
from nocustom.life.case import ADOPTED
from nocustom.words import say

__all__ = ["adopted", "begun", "disk", "file", "index", "key", "left_behind", "lines", "roster", "room", "told"]

LITTLE, TOO_LITTLE = 1 << 30, 100 << 20
"""Bytes: below the first a warning, below the second an append may fail."""
SLACK = timedelta(minutes=5)
"""So much may clocks differ."""


def begun(workspace: Workspace) -> bool:
    """Whether there is a ledger to look at. NotJudged where what lies in its place can't be opened as a file."""
    return bool(workspace.settings) and workspace.has_ledger


def disk(path: Path) -> Iterator[Observation]:
    """The disk the ledger lies on. NotJudged where that is a share."""
    refuse_network(path)
    free = shutil.disk_usage(path.parent).free
    yield from room(free)


def room(free: int) -> Iterator[Observation]:
    """How much can still be written, in bytes."""
    said = say("free on the ledger's disk: {megabytes} MB", megabytes=f"{free >> 20:,}")
    if free < TOO_LITTLE:
        yield problem("disk", said, say("make room before the next act"))
    else:
        yield (warning if free < LITTLE else fine)("disk", said)


def file(path: Path, shown: str) -> Iterator[Observation]:
    """The file itself: who may write, and what other programs or a power cut left beside it."""
    if not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        said = say("you may read `{path}` but not write it, so acts can't be recorded by you", path=shown)
        yield warning("file", said)
    elif closed := _closed(path):
        said = say("you may not write to {files} beside the ledger, so acts can't be recorded by you", files=closed)
        yield warning("file", said, say("the ledger's host records, as the user to whom these files belong"))
    elif os.name == "posix" and (path.stat().st_mode | path.parent.stat().st_mode) & 0o022:
        yield warning("file", say("others may write to `{path}` or its folder", path=shown),
                      say("`chmod go-w` both; only the ledger's host writes there"))  # fmt: skip
    else:
        yield fine("file", say("you may read and write `{path}`, and nobody else may write it", path=shown)
                   if os.name == "posix" else say("you may read and write `{path}`", path=shown))  # fmt: skip


def _closed(path: Path) -> list[str]:
    """What an act has to write to beside the ledger, and this user may not."""
    beside = [path.with_name(path.name + end) for end in ("-journal", ".door", ".lock")]
    closed = [each.name for each in beside if each.exists() and not os.access(each, os.R_OK | os.W_OK)]
    blobs = path.with_name(BLOBS)
    return [*closed, *([BLOBS] if blobs.is_dir() and not os.access(blobs, os.W_OK | os.X_OK) else [])]


def left_behind(path: Path) -> Iterator[Observation]:
    """What a power cut or another program left; to open the ledger like that would change files beside it."""
    with path.open("rb") as opened:
        if opened.read(20)[18:20] == b"\x02\x02":
            yield warning("lines", say("another program has set the ledger to WAL mode; the next act sets it back"),
                          say("`nocustom ledger verify` looks at every line"))  # fmt: skip
    journal = path.with_name(path.name + "-journal")
    if journal.is_file() and journal.stat().st_size:
        yield warning("lines", say("a writer stopped in the middle of an append; nothing of it is recorded"),
                      say("`nocustom ledger verify` undoes its half and looks at every line"))  # fmt: skip


def lines(desk: Desk, now: datetime) -> Iterator[Observation]:
    """The lines and the clock they were written by. Broken where a line does not follow the one before it."""
    events = desk.ledger.events()
    yield fine("lines", say("ledger {origin}: {size} lines, root {root}", origin=desk.workspace.origin,
                            size=len(events), root=desk.ledger.root[:16]),
               say("`nocustom ledger verify` looks at every file beside them as well"))  # fmt: skip
    if events and datetime.fromisoformat(events[-1].ts) > now + SLACK:
        yield problem("lines", say("the last line is of {last}, and this computer says it is {now}", last=events[-1].ts,
                                   now=now.isoformat(timespec="seconds")),
                      say("set the computer's clock before anything is signed"))  # fmt: skip


def index(desk: Desk) -> Iterator[Observation]:
    """The index by which a large ledger is read in part. A ledger without one is read as a whole."""
    path = desk.workspace.ledger.index_file
    if path is None:
        return
    size, anew = desk.ledger.size, say("`nocustom ledger rebuild` makes it anew")
    if (known := _known(desk, path)) is not None:
        requests, line = known
        yield fine("index", say("index: {requests} requests, up to line {line} of {size}", requests=requests,
                                line=line, size=size))  # fmt: skip
    elif path.exists():
        yield warning("index", say("the index `{path}` is not one of this ledger, so all is read without it",
                                   path=desk.workspace.shown(path)), anew)  # fmt: skip
    elif size >= MANY:
        yield warning("index", say("the ledger has no index, so every answer reads all its lines"), anew)


def _known(desk: Desk, path: Path) -> tuple[int, int] | None:
    """Of how many requests and lines an index knows; None where there is none that is of this ledger."""
    with suppress(NotRead):
        found = Index.read(path)
        if found is not None:
            with closing(found):
                same = found.leaf == desk.ledger.leaf_at(found.size - 1)
                return (found.requests, found.size) if same else None
    return None


def told(desk: Desk) -> Iterator[Observation]:
    """Nothing, where it can be told what the lines amount to. NotJudged where it can't."""
    _ = desk.world
    yield from ()


def adopted(desk: Desk) -> Iterator[Observation]:
    """What acts judge by, beside what lies on disk. NotJudged where the files can't be read."""
    world = desk.world
    if missing := world.not_adopted():
        yield problem("adopted", say("not adopted yet: {names}", names=missing),
                      say("`nocustom policy adopt` adopts what lies in policies/"))  # fmt: skip
    elif differ := differing(desk):
        yield warning("adopted", say("not what is adopted: {parts}; acts judge by what is adopted",
                                     parts=[ADOPTED[part] for part in differ]),
                      say("`nocustom policy adopt` adopts what lies in policies/"))  # fmt: skip
    else:
        yield fine("adopted", say("what lies in policies/ is what is adopted"))


def roster(desk: Desk) -> Iterator[Observation]:
    """Whose keys count, and whether anybody can do the office's part and the CIO's."""
    desk.ledger.events()
    state = desk.ledger.state
    yield fine("roster", say("people with a key: {count}; root keys: {roots}", count=len(state.roster.people),
                             roots=len(state.roots.entries)))  # fmt: skip
    if state.provisional:
        yield warning("roster", say("a single root key sets the roster; approvals are provisional"))
    for role in (OFFICE, DECISION):
        if not any(role in entry.namespaces for entry in state.roster.entries):
            short = role.removeprefix(PREFIX)
            hint = say("`nocustom people enroll PERSON --key FILE --for {role}` enters one", role=short)
            yield warning("roster", say("nobody has a key for `{role}`", role=short), hint)


def key(
    keyfile: Path | None, me: str | None, workspace: Workspace, desk: Desk | None, today: date
) -> Iterator[Observation]:
    """The key that is named, as far as this can be told without its passphrase, and the person."""
    if me is not None and workspace.people.at(me, today) is None:
        yield warning("key", say("`{person}` is not in service today", person=me),
                      say("`nocustom people show` tells who is"))  # fmt: skip
    if keyfile is None:
        yield fine("key", say("no key is named; only signing needs one"),
                   say("name it with `--key FILE` or NOCUSTOM_KEY"))  # fmt: skip
        return
    public = keyfile if keyfile.suffix == ".pub" else keyfile.with_name(keyfile.name + ".pub")
    if keyfile.is_file() and keyfile != public and os.name == "posix" and keyfile.stat().st_mode & 0o077:
        said = say("others can read the key at `{path}`, so ssh-keygen does not use it", path=str(keyfile))
        yield problem("key", said, say("`chmod 600` the file; if others may have read it, enrol a new key"))
    if keyfile.is_file() and not public.is_file():
        yield warning("key", say("the public half of `{path}` does not lie beside it", path=str(keyfile)),
                      say("`ssh-keygen -y -f {path}` prints it", path=str(keyfile)))  # fmt: skip
        return
    found = signing.public_key_of(public)
    entry = desk.ledger.state.roster.by_key.get(found.fingerprint) if desk is not None else None
    if desk is not None and desk.ledger.state.revoked(found.fingerprint):
        yield problem("key", say("the key {key} was revoked and signs nothing more", key=found.fingerprint),
                      say("`nocustom people enroll PERSON` enters a new one"))  # fmt: skip
    elif entry is None:
        yield warning("key", say("the key {key} is not in the roster", key=found.fingerprint),
                      say("`nocustom people enroll PERSON` enters it in the roster"))  # fmt: skip
    else:
        roles = [role.removeprefix(PREFIX) for role in entry.namespaces]
        yield fine("key", say("your key {key} is that of `{person}`, for {roles}", key=found.fingerprint,
                              person=entry.person, roles=roles))  # fmt: skip
