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
                found, held = verified(backup, workspace.origin), set(backup.blobs.names())
            broken = [problem for problem in found.problems if problem.kind == "broken"]
            if broken:
                raise Broken(
                    say("the ledger is broken, so there is no backup of it"), broken[0].said,
                    say("an earlier backup stays as it is; `nocustom ledger verify` tells everything that is wrong"),
                )  # fmt: skip
            _only_over_an_earlier_one(path, found, held)
            try:
                files.put(made, path)
            except OSError as error:
                raise NotJudged(
                    say("`{path}` can't be written: {reason}", path=shown, reason=refusal(error)),
                    say("name a file in a folder where you may write, on a disk with room for the whole ledger"),
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


@contextmanager
def _damaged_stays() -> Iterator[None]:
    """What to do where the earlier backup can't be read to its end."""
    try:
        yield
    except Broken as error:
        raise Broken(error.said, *error.hints, say("name another file; the damaged one stays as it is")) from None


def _only_over_an_earlier_one(path: Path, found: Verified, held: set[str]) -> None:
    """Raise Usage unless nothing is there, or a backup that this one begins with; NotJudged where that has more files
    than this one `held`.
    """
    if not os.path.lexists(path):
        return
    if path.is_dir():
        raise Usage(say("`{path}` is a folder, and a backup is one file", path=str(path)),
                    say("name a file in it: `{path}`", path=str(path / "ledger.backup")))  # fmt: skip
    if not path.is_symlink() and path.is_file() and files.is_backup(path):
        with _scratch() as folder, _damaged_stays():
            copy = folder / "earlier"
            files.put(path, copy)
            with Backup(copy, str(path)) as earlier:
                before = Tree()
                for line in earlier.lines():
                    before.append(leaf_hash(line))
                more = len(set(earlier.blobs.names()) - held)
        if len(before) <= found.report.size and found.report.tree.root(len(before)) == before.root():
            if more:
                raise NotJudged(
                    say("`{path}` holds {count} files that are not beside the ledger any more, so it stays as it is",
                        path=str(path), count=more),
                    say("`nocustom ledger restore {path} --reason TEXT` puts them back", path=str(path)),
                    say("where they were removed on purpose, name another file"),
                )  # fmt: skip
            return
    raise Usage(
        say("`{path}` is there already, and is no earlier backup of this ledger", path=str(path)),
        say("name another file: a backup takes the place only of one that it begins with"),
    )
