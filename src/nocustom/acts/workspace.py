"""The workspace an act works in: its settings, its policy, its catalogues, its requests, as they are on disk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from functools import cached_property
from pathlib import Path
from typing import Any

from nocustom.errors import NotJudged
from nocustom.files.document import Document, load, place
from nocustom.files.workspace import PEOPLE, POLICIES, SETTINGS, SYSTEMS, find_root, layer_files, shown
from nocustom.form.catalogue import Catalogue, check_systems
from nocustom.form.directory import Directory, check_people
from nocustom.form.finding import Finding
from nocustom.form.reading import validate
from nocustom.judge.policy import LayerFile, Policy, build
from nocustom.words import say

__all__ = ["Workspace", "checked"]

LEDGER = "ledger/ledger.sqlite"
UTC_OFFSET = "+09:00"


def checked(kind: str, document: Document) -> Document:
    """The document, if it is a well-formed file of its kind; else NotJudged with every finding at its place."""
    found = validate(kind, document.values)
    if not found and kind == "people":
        found = check_people(document.values)
    if not found and kind == "systems":
        found = check_systems(document.values)
    if found:
        raise NotJudged(
            say("`{path}` can't be used", path=document.shown),
            findings=[place(each, document) for each in found],
        )
    return document


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
    def ledger_path(self) -> Path:
        """The ledger's file."""
        return self.root / str(self.settings.get("ledger", {}).get("location", LEDGER))

    @property
    def begun_ledger(self) -> Path:
        """The ledger's file. NotJudged where the ledger has not begun, or the workspace has no settings."""
        _ = self.origin
        if not self.ledger_path.is_file():
            raise NotJudged(
                say("there is no ledger at `{path}`", path=self.shown(self.ledger_path)),
                say("`nocustom people enroll --found --root-key ID=FILE` begins it"),
            )
        return self.ledger_path

    def now(self, clock: datetime) -> datetime:
        """An instant at the organisation's fixed offset from UTC."""
        offset = str(self.settings.get("utc_offset", UTC_OFFSET))
        minutes = int(offset[1:3]) * 60 + int(offset[4:6])
        return clock.astimezone(timezone(timedelta(minutes=-minutes if offset[0] == "-" else minutes)))

    def today(self, clock: datetime) -> date:
        """The calendar day of an instant at the organisation's fixed offset."""
        return self.now(clock).date()

    @cached_property
    def layer_documents(self) -> dict[str, Document]:
        """The policy layers on disk by name, those that others extend included."""
        folder = self.root / POLICIES
        waiting = [path.name for path in layer_files(self.root)]
        if not waiting:
            raise NotJudged(
                say("there are no policy layers in `{path}`", path=self.shown(folder)),
                say("`nocustom init` copies the shipped ones"),
            )
        read: dict[str, Document] = {}
        tried: set[str] = set()
        problems: list[Finding] = []
        while waiting:
            name = waiting.pop(0)
            if name in tried:
                continue
            tried.add(name)
            try:
                read[name] = checked("policy", self.read(folder / name))
            except NotJudged as error:
                problems += error.findings
                continue
            extends = read[name].values["policy"].get("extends", ())
            waiting += [each for each in extends if ".." not in each and (folder / each).exists()]
        if problems:
            raise NotJudged(say("the policy can't be read, so nothing is judged"), findings=problems)
        return dict(sorted(read.items()))

    @cached_property
    def policy(self) -> Policy:
        """The policy on disk, whole or not at all."""
        return policy_of(self.layer_documents)

    @cached_property
    def systems_document(self) -> Document:
        """`policies/systems.toml`."""
        return checked("systems", self.read(self.root / POLICIES / SYSTEMS))

    @cached_property
    def people_document(self) -> Document:
        """`policies/people.toml`."""
        return checked("people", self.read(self.root / POLICIES / PEOPLE))

    @cached_property
    def catalogue(self) -> Catalogue:
        """The systems on disk."""
        return Catalogue(self.systems_document.values)

    @cached_property
    def people(self) -> Directory:
        """The people on disk."""
        return Directory(self.people_document.values)


def policy_of(documents: dict[str, Document]) -> Policy:
    """The policy made of layer documents by name."""
    files = [LayerFile(name, each.shown, each.values, each.sha256) for name, each in documents.items()]
    policy, found = build(files)
    if policy is None:
        by_path = {each.shown: each for each in documents.values()}
        raise NotJudged(
            say("the policy has mistakes, so nothing is judged"),
            findings=[place(each, by_path[path]) for path, findings in found.items() for each in findings],
        )
    return policy


def placed(findings: Iterator[Finding] | list[Finding], documents: dict[str, Document]) -> list[Finding]:
    """Findings that carry a path already, with line and column added."""
    by_path = {each.shown: each for each in documents.values()}
    return [place(each, by_path[each.path]) if each.path in by_path else each for each in findings]
