"""What lies on disk and is not what was adopted: shown, and never used for an act.

    the bytes are those that were adopted     nothing to say; nothing is parsed, let alone verified
    else the files are read                   another version, or files that can't be read
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from nocustom.acts.workspace import Workspace
from nocustom.errors import NocustomError
from nocustom.files.workspace import PEOPLE, POLICIES, SYSTEMS, layer_files

__all__ = ["STREAMS", "Drift", "digests", "drift", "judged_by_others"]

MOST_FILINGS = 100_000
"""So many filings are looked at to tell which is the first."""

STREAMS = {"people": "people", "systems": "catalogue", "policy": "policy"}
"""What can be adopted, in the order in which it is, with the stream of the ledger that tells it."""


class Drift(NamedTuple):
    """The parts that are not what was adopted last."""

    differs: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    """Those whose files are not there or can't be read."""


def digests(workspace: Workspace) -> dict[str, Callable[[], str]]:
    """The digest of each part as it lies on disk. Calling one raises NotJudged where its files can't be used."""
    from nocustom.acts.assess import layer_rows, policy_digest

    return {
        "people": lambda: workspace.people_document.sha256,
        "systems": lambda: workspace.systems_document.sha256,
        "policy": lambda: policy_digest(layer_rows([*workspace.policy.layers.values()])),
    }


def drift(workspace: Workspace) -> Drift:
    """The parts that differ from what was adopted last, told cheaply for a remark: no line is verified.

    None where nothing is adopted yet, or the ledger itself can't be read: `ledger verify` says what is wrong with that.
    """
    differs, unread = list[str](), list[str]()
    if workspace.bare:
        return Drift()
    for part, adopted in _adopted(workspace).items():
        if _same_bytes(workspace, part, adopted):
            continue
        try:
            if digests(workspace)[part]() != (adopted.get("policy_sha256") or adopted["sha256"]):
                differs.append(part)
        except NocustomError:
            unread.append(part)
    return Drift(tuple(differs), tuple(unread))


def judged_by_others(workspace: Workspace, clock: Callable[[], datetime]) -> tuple[str, ...]:
    """The open requests that were judged by other than what is adopted now. None where the ledger can't be read.

    The ledger is read through only where something was adopted after the first filing.
    """
    try:
        if not _adopted(workspace):
            return ()
        from nocustom.acts.desk import Desk
        from nocustom.ledger.engines import open_store
        from nocustom.life.again import outdated

        with open_store(workspace.ledger.location) as store:
            adoptions = [line for stream in STREAMS.values() if (line := store.last(stream)) is not None]
            filings = store.newest("request.filed", MOST_FILINGS)
        latest = max((json.loads(line)["seq"] for line in adoptions), default=-1)
        if not filings or json.loads(filings[-1])["seq"] > latest:
            return ()
        with Desk.open(workspace, clock) as desk:
            world = desk.world
            return tuple(number for number, case in world.cases.items() if outdated(world, case))
    except (NocustomError, OSError, ValueError, KeyError, TypeError):
        return ()


def _adopted(workspace: Workspace) -> dict[str, dict[str, Any]]:
    """The statement of the last adoption of each part; none of a part that was not adopted yet."""
    try:
        if not workspace.may_have_ledger:
            return {}
        path = workspace.ledger.path
        if path is not None and not os.path.lexists(path):
            return {}
        from nocustom.ledger.engines import open_store

        with open_store(workspace.ledger.location) as store:
            lines = {part: store.last(stream) for part, stream in STREAMS.items()}
        return {part: json.loads(json.loads(line)["stmt"]) for part, line in lines.items() if line}
    except (NocustomError, OSError, ValueError, KeyError, TypeError):
        return {}


def _same_bytes(workspace: Workspace, part: str, adopted: Mapping[str, Any]) -> bool:
    folder = workspace.root / POLICIES
    try:
        if part == "policy":
            return {path.name: _digest(path) for path in layer_files(workspace.root)} == {
                layer["name"]: layer["sha256"] for layer in adopted["layers"]
            }
        return bool(_digest(folder / {"people": PEOPLE, "systems": SYSTEMS}[part]) == adopted["sha256"])
    except (NocustomError, OSError, KeyError, TypeError):
        return False


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()
