"""A backup of the ledger, verified after it was written, and put in its place only then."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from nocustom.acts.verify import Verified, judged
from nocustom.acts.workspace import Workspace
from nocustom.errors import Broken, NotJudged, Usage
from nocustom.ledger import backup as files
from nocustom.ledger.backup import Backup
from nocustom.ledger.ledger import Ledger
from nocustom.ledger.problem import Problem
from nocustom.ledger.thrifty import ThriftyRules
from nocustom.ledger.tree import Tree, leaf_hash
from nocustom.ledger.verify import verify
from nocustom.refusals import refusal
from nocustom.words import say

__all__ = ["BackedUp", "back_up", "verified"]


@dataclass(frozen=True, slots=True)
class BackedUp:
    """A backup that lies in its place."""

    path: Path
    verified: Verified
    missing: int
    """Files that the lines name and that are not there any more."""


def back_up(workspace: Workspace, path: Path) -> BackedUp:
    """Write it. Usage where something else is there, Broken where the ledger is, NotJudged where it can't be."""
    shown = str(path)
    try:
        with _scratch() as folder:
            made = folder / "backup"
            with Ledger.open(workspace.begun_ledger, origin=workspace.origin) as ledger:
                missing = files.make(ledger.store, ledger.blobs, made)
            with Backup(made, shown) as backup:
                found = verified(backup, workspace.origin)
            broken = [problem for problem in found.problems if problem.kind == "broken"]
            if broken:
                raise Broken(
                    say("the ledger is broken, so there is no backup of it"), broken[0].said,
                    say("an earlier backup stays as it is; `nocustom ledger verify` tells everything that is wrong"),
                )  # fmt: skip
            _only_over_an_earlier_one(path, found)
            try:
                files.put(made, path)
            except OSError as error:
                raise NotJudged(
                    say("`{path}` can't be written: {reason}", path=shown, reason=refusal(error)),
                    say("name a file in a folder that is there"),
                ) from None
    except OSError as error:
        raise NotJudged(
            say("the backup can't be made in the folder for temporary files: {reason}", reason=refusal(error)),
            files.ANOTHER_FOLDER,
        ) from None
    return BackedUp(path, found, missing)


@contextmanager
def _scratch() -> Iterator[Path]:
    """A folder that is gone afterwards, as far as the disk lets it."""
    with tempfile.TemporaryDirectory(prefix="nocustom-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def verified(backup: Backup, origin: str | None) -> Verified:
    """A backup judged as a ledger is, from its own lines and files."""
    damage: list[Problem] = []

    def readable() -> Iterator[bytes]:
        damage.clear()
        try:
            yield from backup.lines()
        except Broken as error:
            damage.append(Problem("database", None, error.said, hints=error.hints))

    report = verify(readable, origin=origin, papers=backup.blobs, rules=ThriftyRules)
    damage += [Problem("database", None, say("SQLite finds: `{text}`", text=text)) for text in backup.damage()]
    return judged(report, [*damage, *report.problems])


def _only_over_an_earlier_one(path: Path, found: Verified) -> None:
    """Raise Usage unless nothing is there, or a backup that this one begins with."""
    if not os.path.lexists(path):
        return
    if not path.is_symlink() and path.is_file() and files.is_backup(path):
        with _scratch() as folder:
            copy = folder / "earlier"
            files.put(path, copy)
            with Backup(copy, str(path)) as earlier:
                before = Tree()
                for line in earlier.lines():
                    before.append(leaf_hash(line))
        if len(before) <= found.report.size and found.report.tree.root(len(before)) == before.root():
            return
    raise Usage(
        say("`{path}` is there already, and is no earlier backup of this ledger", path=str(path)),
        say("name another file: a backup takes the place only of one that it begins with"),
    )
