"""From what a person typed (a path, a request's key) to files."""

from __future__ import annotations

import os
import re
from pathlib import Path

from nocustom.acts.workspace import Workspace
from nocustom.errors import NocustomError, NotJudged
from nocustom.files.workspace import REQUESTS, request_files
from nocustom.words import say

__all__ = ["NUMBER", "is_number", "request_paths"]

NUMBER = re.compile(r"\d{4}-\d{4,}", re.ASCII)


def is_number(text: str) -> bool:
    """Whether `text` has the form of a request's number, such as 2026-0012."""
    return NUMBER.fullmatch(text) is not None


def request_paths(workspace: Workspace, targets: list[str]) -> list[Path]:
    """The files that `targets` name: paths as they are, keys looked up in the requests, numbers in the ledger.

    Raises NotJudged where a key or number is not there. A path that is not there is left to whoever reads it.
    """
    found: list[Path] = []
    for target in targets:
        path = workspace.cwd / target
        if "/" in target or "\\" in target or target.endswith(".toml") or os.path.lexists(path):
            found.append(path)
        else:
            found.append(_of_number(workspace, target) if is_number(target) else _by_key(workspace, target))
    return found


def _of_number(workspace: Workspace, number: str) -> Path:
    key = _key_of(workspace, number)
    if key == number:
        return _by_key(workspace, number)
    gone = NotJudged(
        say("{number} is in the ledger, but no file in requests/ has its key `{key}`", number=number, key=key),
        say("`nocustom request show {number}` tells what the ledger has of it", number=number),
    )
    return _by_key(workspace, key, gone)


def _key_of(workspace: Workspace, number: str) -> str:
    """The key of the request that the ledger gave this number; the number itself where it gave none."""
    if not workspace.has_ledger:
        return number
    from nocustom.ledger.ledger import Ledger

    ledger = Ledger.open(workspace.ledger, origin=workspace.origin)
    try:
        case = ledger.world.cases.get(number)
        return case.key if case else number
    finally:
        ledger.close()


def _by_key(workspace: Workspace, key: str, missing: NotJudged | None = None) -> Path:
    found: list[Path] = []
    for path in request_files(workspace.root / REQUESTS):
        try:
            table = workspace.read(path).values.get("request")
        except NocustomError:
            continue
        if isinstance(table, dict) and table.get("key") == key:
            found.append(path)
    if len(found) == 1:
        return found[0]
    if found:
        raise NotJudged(
            say("the key `{key}` stands in {count} files", key=key, count=len(found)),
            *(say("one is {path}", path=workspace.shown(path)) for path in found),
        )
    raise missing or NotJudged(
        say("there is no file and no request `{key}`", key=key),
        say("`nocustom check` without arguments lists all requests of the workspace"),
    )
