"""The workspace an act works in: its settings, its policy, its catalogues, its requests, as they are on disk."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nocustom.errors import NotJudged
from nocustom.files.document import Document, in_order, load, place
from nocustom.files.workspace import (
    PEOPLE,
    POLICIES,
    REQUESTS,
    SETTINGS,
    SYSTEMS,
    find_root,
    layer_files,
    shown,
)
from nocustom.form.catalogue import Catalogue, check_systems, names_of_systems
from nocustom.form.directory import Directory, check_people, names_of_people
from nocustom.form.finding import Finding
from nocustom.form.reading import sound, validate
from nocustom.judge.building import LayerFile, build
from nocustom.judge.policy import Policy
from nocustom.words import say

if TYPE_CHECKING:
    from nocustom.ledger.engines import Place

__all__ = ["Workspace", "checked", "placed", "policy_of", "together"]

LEDGER = "ledger/ledger.sqlite"
UTC_OFFSET = "+09:00"
_INIT = (say("`nocustom init` makes what is missing of a workspace, and keeps what is there"),)
OUTBOX, SEEN = "outbox", "seen"


def checked(kind: str, document: Document) -> Document:
    """The document, if it is a well-formed file of its kind; else NotJudged with every finding at its place."""
    found = validate(kind, document.values)
    if further := {"people": check_people, "systems": check_systems}.get(kind):
        found += further(sound(document.values, found))
    if found:
        raise NotJudged(say("`{path}` can't be used", path=document.shown), findings=in_order(found, document))
    return document


def together(*wanted: Callable[[], Any]) -> list[Any]:
    """What each of these gives. NotJudged with all that is wrong with any of them: nobody mends one file per run."""
    given: list[Any] = []
    errors: list[NotJudged] = []
    for each in wanted:
        try:
            given.append(each())
        except NotJudged as error:
            errors.append(error)
    if len(errors) > 1:
        raise NotJudged(
            say("the workspace has mistakes, so nothing is judged"),
            *(said for error in errors for said in ([] if error.findings else [error.said, *error.hints])),
            findings=[finding for error in errors for finding in error.findings],
        )
    if errors:
        raise errors[0]
    return given


@dataclass(frozen=True)
class Workspace:
    """A folder with `nocustom.toml`; nothing is read before it is asked for. All raise NotJudged with findings."""

    root: Path
    cwd: Path

    @classmethod
    def find(cls, explicit: Path | None = None, cwd: Path | None = None) -> Workspace:
        """The workspace that `cwd` (default: the current folder) lies in, or the one named explicitly."""
        here = cwd or Path.cwd()
        return cls(find_root(here, explicit), here)

    def shown(self, path: Path) -> str:
        """A path as messages show it: seen from the current folder, with forward slashes."""
        return shown(path, self.cwd)

    def read(self, path: Path) -> Document:
        """One TOML file."""
        return load(path, shown=self.shown(path))

    @cached_property
    def settings(self) -> dict[str, Any]:
        """The contents of `nocustom.toml`; empty where there is none (judging needs none, acts do)."""
        path = self.root / SETTINGS
        return checked("workspace", self.read(path)).values if path.exists() else {}

    @property
    def organisation(self) -> str:
        """The name of the city or company."""
        return str(self.settings.get("organisation", {}).get("name", ""))

    @property
    def origin(self) -> str:
        """The ledger's name in the world. NotJudged where the workspace has no settings yet."""
        if not self.settings:
            raise NotJudged(
                say("there is no `{file}` here", file=SETTINGS),
                say("`nocustom init` makes one; `--root` names a folder that has one"),
            )
        return str(self.settings["ledger"]["origin"])

    @property
    def host_key(self) -> Path | None:
        """The file of the key that signs checkpoints; None where the settings name none."""
        name = self.settings.get("ledger", {}).get("host_key")
        return None if name is None else self.root / str(name)

    @property
    def ledger(self) -> Place:
        """Where the ledger is, or would be."""
        from nocustom.ledger.engines import Place  # a judgement loads nothing of the ledger

        table = self.settings.get("ledger", {})
        if not self.is_host:
            mirror = self.mirror
            assert mirror is not None  # `is_host`
            return Place.mirrored(mirror, self.shown(mirror), self.outbox / SEEN)
        place = Place.at(str(table.get("location", LEDGER)), self.root)
        files = self.root / str(table["files"]) if "files" in table else place.files
        return place._replace(files=files, shown=None if place.path is None else self.shown(place.path))

    @property
    def is_host(self) -> bool:
        """False on a PC that works with the share alone. NotJudged where its settings do not name mirror and inbox."""
        table = self.settings.get("ledger", {})
        if table.get("host") is not False:
            return True
        missing = [name for name in ("mirror", "inbox") if name not in table]
        if missing:
            raise NotJudged(
                say("`host = false` in {file} needs {names} as well", file=SETTINGS, names=missing),
                say("name the folders on the share, as the ledger's host has them"),
            )
        return False

    @property
    def bare(self) -> bool:
        """Whether this PC has no policies of its own and needs none: a department's, which acts by what is adopted."""
        elsewhere = self.settings.get("ledger", {}).get("host") is False
        return elsewhere and not os.path.lexists(self.root / POLICIES)

    @property
    def outbox(self) -> Path:
        """What was sent from here, and what this PC has seen of the ledger."""
        return self.root / OUTBOX

    @property
    def mirror(self) -> Path | None:
        """The folder on a share with the copy of the ledger; None where none is named."""
        return self._folder("mirror")

    @property
    def inbox(self) -> Path | None:
        """The folder on a share in which signed acts arrive; None where none is named."""
        return self._folder("inbox")

    def _folder(self, name: str) -> Path | None:
        named = self.settings.get("ledger", {}).get(name)
        return None if named is None else self.root / str(named)

    @property
    def ledger_shown(self) -> str:
        """The same for people."""
        return self.ledger.shown or self.ledger.location

    @property
    def may_have_ledger(self) -> bool:
        """False where nothing lies in the place of a file: told without loading anything of the ledger."""
        if not self.is_host:
            return True
        location = str(self.settings.get("ledger", {}).get("location", LEDGER))
        return location.lower().startswith("postgres") or "://" in location or os.path.lexists(self.root / location)

    @property
    def has_ledger(self) -> bool:
        """Whether the ledger has begun. NotJudged where what lies in its place can't be read."""
        return self.ledger.begun()

    @property
    def begun_ledger(self) -> Place:
        """Where the ledger is. NotJudged where it has not begun, or the workspace has no settings."""
        _ = self.origin
        if not self.has_ledger:
            raise NotJudged(
                say("there is no ledger at `{path}`", path=self.ledger_shown),
                say("`nocustom people enroll --found --root-key ID=FILE` begins it"),
            )
        return self.ledger

    def consists_of(self, path: Path) -> bool:
        """Whether a file at `path` is, or would be, a part of the workspace: settings, policy, cases, requests, ledger.

        A link there is a part itself, whatever it leads to; one from elsewhere is none.
        """
        from nocustom.ledger.engines import Place

        file = Path(os.path.normcase(os.path.join(os.path.realpath(path.parent), path.name)))
        root = Path(os.path.normcase(os.path.realpath(self.root)))
        try:
            place = self.ledger
        except NotJudged:
            place = Place.at(LEDGER, self.root)
        if place.path is not None:
            folder = Path(os.path.normcase(os.path.realpath(place.path.parent)))
            if file.parent == folder and file.name.startswith(os.path.normcase(place.path.name)):
                return True
        if file.is_relative_to(os.path.normcase(os.path.realpath(place.files))):
            return True
        if file == root / SETTINGS or file.is_relative_to(root / OUTBOX):
            return True
        written = any(file.is_relative_to(root / name) for name in (POLICIES, REQUESTS))
        return written and file.suffix.lower() == ".toml"

    def now(self, clock: datetime) -> datetime:
        """An instant at the organisation's fixed offset from UTC."""
        offset = str(self.settings.get("utc_offset", UTC_OFFSET))
        minutes = int(offset[1:3]) * 60 + int(offset[4:6])
        return clock.astimezone(timezone(timedelta(minutes=-minutes if offset[0] == "-" else minutes)))

    def today(self, clock: datetime) -> date:
        """The calendar day of an instant at the organisation's fixed offset."""
        return self.now(clock).date()

    @cached_property
    def _layers(self) -> tuple[dict[str, Document], dict[str, tuple[Finding, ...]]]:
        """The policy layers by name, those that others extend included; and of those that can't be read, why not."""
        folder = self.root / POLICIES
        waiting = [path.name for path in layer_files(self.root)]
        if not waiting:
            raise NotJudged(
                say("there are no policy layers in `{path}`", path=self.shown(folder)),
                say("`nocustom init` copies the shipped ones"),
            )
        read: dict[str, Document] = {}
        unread: dict[str, tuple[Finding, ...]] = {}
        while waiting:
            name = waiting.pop(0)
            if name in read or name in unread:
                continue
            try:
                read[name] = self.read(folder / name)
            except NotJudged as error:
                unread[name] = error.findings
                continue
            waiting += [each for each in _extended(read[name].values) if (folder / each).exists()]
        return dict(sorted(read.items())), unread

    @property
    def layer_documents(self) -> dict[str, Document]:
        """The policy layers on disk by name, those that others extend included, as far as they can be read."""
        return self._layers[0]

    @cached_property
    def policy(self) -> Policy:
        """The policy on disk, whole or not at all."""
        return policy_of(*self._layers)

    def policy_on(self, day: date) -> Policy:
        """The policy on disk; where it has mistakes, NotJudged with those that it only has on `day` among them."""
        try:
            return self.policy
        except NotJudged:
            return policy_of(*self._layers, day)

    @cached_property
    def systems_document(self) -> Document:
        """`policies/systems.toml`."""
        return self._catalogue("systems", SYSTEMS)

    @cached_property
    def people_document(self) -> Document:
        """`policies/people.toml`."""
        return self._catalogue("people", PEOPLE)

    def _catalogue(self, kind: str, name: str) -> Document:
        try:
            return checked(kind, self.read(self.root / POLICIES / name))
        except NotJudged as error:
            found = [replace(each, hints=_INIT) if each.code == "no-such-file" else each for each in error.findings]
            raise NotJudged(error.said, *error.hints, findings=found) from None

    def names(self) -> tuple[Catalogue | None, Directory | None]:
        """What names can be looked up in even where those files have mistakes; None where not every id can be read."""
        return (
            names_of_systems(_sound(self, "systems", SYSTEMS)),
            names_of_people(_sound(self, "people", PEOPLE)),
        )

    @cached_property
    def catalogue(self) -> Catalogue:
        """The systems on disk."""
        return Catalogue(self.systems_document.values)

    @cached_property
    def people(self) -> Directory:
        """The people on disk."""
        return Directory(self.people_document.values)


def _sound(workspace: Workspace, kind: str, name: str) -> dict[str, Any]:
    """What is sound of a file in the folder of policies; nothing where it is no TOML at all."""
    try:
        values = workspace.read(workspace.root / POLICIES / name).values
    except NotJudged:
        return {}
    return sound(values, validate(kind, values))


def _extended(values: Mapping[str, Any]) -> list[str]:
    """The files in the folder that a layer extends, as far as it says so in a way that can be read."""
    head = values.get("policy")
    names = head.get("extends") if isinstance(head, dict) else None
    return [each for each in names if isinstance(each, str) and ".." not in each] if isinstance(names, list) else []


def policy_of(
    documents: Mapping[str, Document], unread: Mapping[str, Iterable[Finding]] | None = None, day: date | None = None
) -> Policy:
    """The policy made of layer documents by name.

    NotJudged with every mistake in them, with a `day` those too that are mistakes on that day alone, and with the
    findings of those that could not be read.
    """
    files = [LayerFile(name, each.shown, each.values, each.sha256) for name, each in documents.items()]
    policy, found = build(files, unread or (), day)
    if policy is None:
        because = say("the policy can't be read, so nothing is judged")
        mistaken = say("the policy has mistakes, so nothing is judged")
        by_path = {each.shown: each for each in documents.values()}
        raise NotJudged(
            because if unread else mistaken,
            findings=[finding for findings in (unread or {}).values() for finding in findings]
            + [finding for path, findings in found.items() for finding in in_order(findings, by_path[path])],
        )
    return policy


def placed(findings: Iterable[Finding], documents: Mapping[str, Document]) -> list[Finding]:
    """Findings that carry a path already, with line and column added."""
    by_path = {each.shown: each for each in documents.values()}
    return [place(each, by_path[each.path]) if each.path in by_path else each for each in findings]
