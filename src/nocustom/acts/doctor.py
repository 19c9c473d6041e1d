"""Look at the installation and the workspace, and write nothing. Each look stands alone: what fails hides no other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from nocustom.acts import doctor_installation as installation
from nocustom.acts import doctor_ledger as ledger
from nocustom.acts import doctor_share as share
from nocustom.acts import doctor_workspace as files
from nocustom.acts.desk import Desk
from nocustom.acts.observation import Level, Observation, fine, looked, problem
from nocustom.acts.workspace import Workspace
from nocustom.errors import Exit, NocustomError
from nocustom.words import Said, say

__all__ = ["Asked", "Examined", "doctor"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the person's surroundings are: folder, screen, language, key."""

    root: Path | None
    encoding: str
    language: str
    keyfile: Path | None = None
    me: str | None = None
    cwd: Path | None = None


@dataclass(frozen=True, slots=True)
class Examined:
    """All observations, in groups with their headings."""

    groups: tuple[tuple[Said, tuple[Observation, ...]], ...]

    @property
    def observations(self) -> list[Observation]:
        """All of them."""
        return [each for _, group in self.groups for each in group]

    def count(self, level: Level) -> int:
        """How many stand like this."""
        return sum(1 for each in self.observations if each.level is level)

    @property
    def exit(self) -> Exit:
        """1 where something is in the way of the work, else 0."""
        return Exit.FINDINGS if self.count(Level.problem) else Exit.OK


def doctor(asked: Asked, clock: Callable[[], datetime]) -> Examined:
    """Everything there is to see. Raises nothing."""
    found: list[Workspace] = []

    def here() -> Iterator[Observation]:
        found.append(Workspace.find(asked.root, asked.cwd))
        yield from files.settings(found[0])

    settled = looked("workspace", here)
    workspace = found[0] if found else None
    groups = [(say("Installation"), [*_installation(asked, workspace)])]
    groups.append((say("Workspace"), [*settled, *(_workspace(workspace, clock) if workspace else ())]))
    groups.append((say("Ledger"), [*_ledger(workspace, asked, clock)] if workspace else []))
    return Examined(tuple((heading, tuple(group)) for heading, group in groups if group))


def _installation(asked: Asked, workspace: Workspace | None) -> Iterator[Observation]:
    yield from looked("python", installation.python)
    yield from looked("libraries", installation.libraries)
    yield from looked("japanese", lambda: installation.japanese(asked.language))
    yield from looked("openssh", installation.openssh)
    yield from looked("console", lambda: installation.console(asked.encoding))
    yield from looked("language", lambda: installation.language(asked.language, _configured(workspace)))


def _configured(workspace: Workspace | None) -> str | None:
    try:
        return workspace.settings.get("language") if workspace else None
    except NocustomError:
        return None  # what is wrong with the file stands under the workspace


def _workspace(workspace: Workspace, clock: Callable[[], datetime]) -> Iterator[Observation]:
    try:
        today = workspace.today(clock())
    except NocustomError:
        return  # the settings can't be read: which day it is can't be told
    yield from looked("clock", lambda: files.clock(workspace, clock()))
    if workspace.bare:
        yield fine("policy", say("no policies lie here: acts go by what is adopted, and `check` judges nothing"))
        return
    parts = [
        *looked("policy", lambda: files.policy(workspace)),
        *looked("systems", lambda: files.systems(workspace)),
        *looked("people", lambda: files.people(workspace, today)),
    ]
    yield from parts
    if all(part.level is not Level.problem for part in parts):  # else the same would be said three times
        effect = looked("in-effect", lambda: files.in_effect(workspace, today))
        yield from effect
        if all(each.level is not Level.problem for each in effect):
            yield from looked("requests", lambda: files.requests(workspace, today))


def _ledger(workspace: Workspace, asked: Asked, clock: Callable[[], datetime]) -> Iterator[Observation]:
    try:
        today = workspace.today(clock())
    except NocustomError:
        return  # as above
    yield from looked("inbox", lambda: share.inbox(workspace))
    try:
        begun = ledger.begun(workspace)
    except NocustomError as error:
        yield problem("file", error.said, *error.hints)
        return
    if not begun:
        if workspace.settings:
            yield fine("lines", say("there is no ledger yet"),
                       say("`nocustom people enroll --found --root-key ID=FILE` begins it"))  # fmt: skip
        yield from looked("key", lambda: ledger.key(asked.keyfile, asked.me, workspace, None, today))
        return
    place = workspace.ledger
    writing = [fine("file", say("a server keeps the lines: `{path}`", path=workspace.ledger_shown))]
    if place.mirror is not None:
        writing = [fine("file", say("the ledger is at another PC; here its mirror is read: `{path}`",
                                    path=workspace.ledger_shown))]  # fmt: skip
    if (path := place.path) is not None:
        yield from looked("disk", lambda: ledger.disk(path))
        writing = looked("file", lambda: ledger.file(path, workspace.shown(path)))
        left = looked("lines", lambda: ledger.left_behind(path))
        if left:  # opening it would write
            yield from [*writing, *left]
            return

    def opened() -> Iterator[Observation]:
        with Desk.open(workspace, clock) as desk:
            seen = looked("lines", lambda: ledger.lines(desk, workspace.now(clock())))
            yield from seen
            if seen[0].level is Level.problem:  # it can't be read to the end
                return
            yield from looked("index", lambda: ledger.index(desk))
            yield from looked("mirror", lambda: share.mirror(desk) if workspace.is_host else ())
            yield from looked("host-key", lambda: share.host_key(workspace, desk) if workspace.is_host else ())
            yield from looked("outbox", lambda: share.outbox(desk, workspace.now(clock())))
            yield from looked("adopted", lambda: ledger.told(desk) if workspace.bare else ledger.adopted(desk))
            yield from looked("roster", lambda: ledger.roster(desk))
            yield from looked("key", lambda: ledger.key(asked.keyfile, asked.me, workspace, desk, today))

    seen = looked("lines", opened)
    broken = any(each.name == "lines" and each.level is Level.problem for each in seen)
    # That a damaged file may be read and written is true, and would read as if all were well with it.
    yield from (each for each in writing if not (broken and each.level is Level.ok))
    yield from seen
