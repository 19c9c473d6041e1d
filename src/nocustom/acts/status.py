"""Where the workspace stands: what waits for whom, what differs from what is adopted, and the next command."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from nocustom.acts.adopt import differing
from nocustom.acts.desk import Desk
from nocustom.acts.outbox import Sending
from nocustom.acts.queue import Waiting, waiting_cases
from nocustom.acts.workspace import Workspace
from nocustom.errors import NocustomError, NotJudged
from nocustom.ledger.inbox import contents
from nocustom.ledger.testimony import Restored, Witnessed
from nocustom.life.act import State
from nocustom.life.in_force import in_force
from nocustom.life.people import People
from nocustom.share import Share
from nocustom.words import Said, say

__all__ = ["Status", "status"]


@dataclass(frozen=True, slots=True)
class Status:
    """What `nocustom status` tells. Without a ledger only the settings and the next step."""

    organisation: str
    today: date
    origin: str | None
    size: int
    root: str | None
    """None where there is no ledger."""
    witnesses: Sequence[Witnessed]
    restores: Sequence[Restored]
    provisional: bool
    counts: dict[State, int]
    in_force: int
    rows: tuple[Waiting, ...]
    people: People | None
    missing: tuple[str, ...]
    """Parts that were never adopted: `people`, `systems`, `policy`."""
    differs: tuple[str, ...]
    """Parts that lie in policies/ otherwise than adopted."""
    unread: NotJudged | None
    """Why what lies in policies/ could not be compared."""
    next: tuple[Said, ...]
    sent: tuple[Sending, ...] = ()
    """On a PC that is not the ledger's: what was sent and is not recorded, as far as its answer is here."""
    waiting: int = 0
    """At the ledger's host: how many acts lie in the inbox."""


def status(workspace: Workspace, clock: Callable[[], datetime], mine: str | None = None) -> Status:
    """How things stand; `mine` keeps what waits for one person. Raises Broken where the ledger is damaged,
    NotJudged where what lies in its place can't be read."""
    today = workspace.today(clock())
    if not workspace.settings:
        return _bare(workspace, today, None, say("`nocustom init` writes the settings of this workspace"))
    if not workspace.has_ledger:
        first = say("`nocustom people enroll --found --root-key ID=FILE` begins the ledger with its root keys")
        return _bare(workspace, today, workspace.origin, first)
    with Desk.open(workspace, clock) as desk:
        return _of(desk, today, mine)


def _bare(workspace: Workspace, today: date, origin: str | None, first: Said) -> Status:
    check = say("`nocustom check` judges what lies in requests/; it needs no ledger")
    return Status(
        workspace.organisation, today, origin, 0, None, (), (), False, {}, 0, (), None, (), (), None, (first, check))


def _of(desk: Desk, today: date, mine: str | None) -> Status:
    world = desk.world
    rows = tuple(row for row in waiting_cases(world, today) if mine is None or mine in row.turn)
    adopted = {"people": world.people_version, "systems": world.catalogue, "policy": world.policy}
    missing = tuple(part for part, version in adopted.items() if version is None)
    differs: tuple[str, ...] = ()
    unread: NotJudged | None = None
    try:
        if not desk.workspace.bare:
            differs = tuple(part for part in differing(desk) if part not in missing)
    except NotJudged as error:
        unread = error
    sent = () if desk.outbox is None else tuple(
        each for each in desk.outbox.settled(desk.ledger, desk.now) if each.state != "recorded")  # fmt: skip
    waiting = in_inbox(desk.workspace)
    return Status(
        desk.workspace.organisation, today, desk.workspace.origin, desk.ledger.size, desk.ledger.root,
        desk.ledger.witnesses, desk.ledger.restores, world.single_root,
        dict(Counter(case.state for case in world.cases.values())),
        sum(1 for case in world.cases.values() if case.state is State.APPROVED and in_force(world, case, today).yes),
        rows, world.people, missing, differs, unread,
        (*((_INGEST,) if waiting else ()), *_next(rows, missing, differs, bool(world.cases))), sent, waiting,
    )  # fmt: skip


_INGEST = say("`nocustom ledger ingest` records what lies in the inbox")


def in_inbox(workspace: Workspace) -> int:
    """How many acts wait in the inbox of this host; 0 where it has none, or it can't be reached."""
    if workspace.inbox is None or not workspace.is_host:
        return 0
    try:
        Share.reach(workspace.inbox, workspace.shown(workspace.inbox))
        return len(contents(workspace.inbox, by_digest=True)[0])
    except (NocustomError, OSError):
        return 0  # `doctor` tells why


def _next(rows: tuple[Waiting, ...], missing: tuple[str, ...], differs: tuple[str, ...], begun: bool) -> list[Said]:
    found: list[Said] = []
    if missing or differs:
        found.append(say("`nocustom policy adopt` adopts what lies in policies/"))
    if rows:
        found.append(say("`{command}` is the most urgent", command=rows[0].command))
    elif not begun and not missing:
        found.append(say("`nocustom submit PATH` files the first request"))
    return found
