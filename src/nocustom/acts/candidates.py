"""What a person may be about to type: ids and keys of this workspace, each with what it is called.

Proposals only. They are read as fast as can be, nothing is verified, and what can't be read proposes nothing: the
command that is typed in the end says what is wrong.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from nocustom.acts.workspace import Workspace
from nocustom.errors import NocustomError
from nocustom.files.workspace import REQUESTS, request_files
from nocustom.words import Bilingual, as_name

__all__ = ["Candidate", "businesses", "departments", "people", "proposed", "requests", "rules", "systems"]

MOST = 1000
"""So many requests are looked at: reading more would take longer than typing the rest."""


class Candidate(NamedTuple):
    """What may be typed, and what it is called."""

    value: str
    about: str | Bilingual = ""


Source = Callable[[Workspace], Iterator[Candidate]]


def proposed(source: Source, root: str | Path | None) -> list[Candidate]:
    """What a source proposes in the workspace at `root` (None: where we are), up to where it can't go on."""
    found: list[Candidate] = []
    try:
        for candidate in source(Workspace.find(None if root is None else Path(root))):
            found.append(candidate)
    except (NocustomError, OSError, ValueError, LookupError, TypeError, AttributeError):
        pass
    return found


def requests(workspace: Workspace) -> Iterator[Candidate]:
    """The keys of the files here, then the numbers that the ledger gave."""
    titles: dict[str, str] = {}
    for path in request_files(workspace.root / REQUESTS)[:MOST]:
        try:
            table = workspace.read(path).values["request"]
            titles.setdefault(table["key"], str(table.get("title", "")))
        except (NocustomError, LookupError, TypeError):
            continue
    yield from (Candidate(key, title) for key, title in titles.items())
    file = workspace.ledger.path
    if file is None or file.is_file():
        yield from _numbers(workspace, titles)


def _numbers(workspace: Workspace, titles: dict[str, str]) -> Iterator[Candidate]:
    """Each number once, the newest first, with the title that the file of its key has."""
    from nocustom.ledger.engines import open_store

    seen: set[str] = set()
    with open_store(workspace.ledger.location) as store:
        lines = store.newest("request.filed", MOST)
    for line in lines:
        event = json.loads(line)
        content = json.loads(event["stmt"]) if event.get("stmt") else event["body"]
        if event["stream"] not in seen:
            seen.add(event["stream"])
            yield Candidate(event["stream"], titles.get(content["key"], content["key"]))


def rules(workspace: Workspace) -> Iterator[Candidate]:
    """The rules on disk."""
    yield from (Candidate(rule.id, rule.title) for rule in workspace.policy.rules())


def people(workspace: Workspace) -> Iterator[Candidate]:
    """Everybody in people.toml, in service or not: an old act may be looked at as well."""
    yield from (Candidate(person, workspace.people.name(person)) for person in workspace.people.persons)


def departments(workspace: Workspace) -> Iterator[Candidate]:
    """The departments of people.toml."""
    yield from (Candidate(id_, workspace.people.department_name(id_)) for id_ in workspace.people.departments)


def systems(workspace: Workspace) -> Iterator[Candidate]:
    """The systems of systems.toml."""
    yield from (
        Candidate(each["id"], as_name(each["name"])) for each in workspace.systems_document.values["system"]
    )


def businesses(workspace: Workspace) -> Iterator[Candidate]:
    """The businesses of all systems."""
    for system in workspace.systems_document.values["system"]:
        yield from (Candidate(each["id"], as_name(each["name"])) for each in system["business"])
