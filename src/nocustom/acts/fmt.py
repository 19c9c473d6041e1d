"""Lay TOML files out in their one way. What is laid out so is not touched; one that can't be read stops none."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nocustom.errors import Exit, NotJudged
from nocustom.files.atomic import write_atomically
from nocustom.files.document import Document, load
from nocustom.files.format import formatted
from nocustom.files.workspace import POLICIES, REQUESTS, SETTINGS, find_root, request_files, shown
from nocustom.form.finding import Finding
from nocustom.refusals import refusal
from nocustom.words import say

__all__ = ["Change", "Fmt", "change", "fmt"]


@dataclass(frozen=True, slots=True)
class Change:
    """A file that is not laid out in the one way: what it has, byte order mark included, and what it should have."""

    path: str
    before: str
    after: str


@dataclass(slots=True)
class Fmt:
    """How many files were looked at, which of them differ, what kept others from being read or written."""

    written: bool
    total: int = 0
    changes: list[Change] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def exit(self) -> Exit:
        """3 if a file could not be read or written, 1 if one is left that is not formatted, else 0."""
        if self.findings:
            return Exit.NOT_JUDGED
        return Exit.FINDINGS if self.changes and not self.written else Exit.OK


def fmt(targets: Sequence[Path], cwd: Path, root: Path | None = None, *, write: bool) -> Fmt:
    """Format the files in `targets` (files or folders; none: all of the workspace), or with `write` off only compare.

    Raises NotJudged where there is nothing to format, or no workspace although no target was given.
    """
    result = Fmt(write)
    for path in _files(targets, cwd, root):
        result.total += 1
        name = shown(path, cwd)
        try:
            found = change(load(path, shown=name))
            if found and write:
                _write(path, name, found.after.encode())
        except NotJudged as error:
            result.findings += error.findings
            continue
        if found:
            result.changes.append(found)
    if not result.total:
        raise NotJudged(say("there is no TOML file to format"), say("name a file, or a folder that has some"))
    return result


def change(document: Document) -> Change | None:
    """What formatting makes of a document; None if nothing."""
    before, after = document.data.decode(), formatted(document.text)
    return Change(document.shown, before, after) if before != after else None


def _files(targets: Sequence[Path], cwd: Path, root: Path | None) -> Iterator[Path]:
    """Each file once, in the order of the targets."""
    seen: set[str] = set()
    for target in targets or [find_root(cwd, root)]:
        for path in _below(target):
            real = os.path.realpath(path)
            if real not in seen:
                seen.add(real)
                yield path


def _below(target: Path) -> Iterator[Path]:
    """The TOML files of a folder; of a workspace those it is made of. NotJudged for a folder outside any workspace:
    what lies there is somebody else's.
    """
    parts = [target / name for name in (SETTINGS, POLICIES, REQUESTS)]
    if not parts[0].exists() and not parts[1].is_dir():
        parts = [target]
        if target.is_dir():
            find_root(target)
    for part in parts:
        if part == target or os.path.lexists(part):
            yield from request_files(part)


def _write(path: Path, name: str, data: bytes) -> None:
    """Put `data` in the place of the file at `path`; a link stays one, and what it leads to is replaced."""
    try:
        if not os.access(path, os.W_OK):
            raise PermissionError(None, "")
        real = path.resolve()
        write_atomically(real, data, like=real)
    except PermissionError:
        said = say("you may not write this file")
        hint = say("ask the person who owns it for permission, or close the program that has it open")
        raise _unwritten(Finding("no-permission", said, hints=(hint,), path=name)) from None
    except OSError as error:
        said = say("the system can't write this file: {reason}", reason=refusal(error))
        raise _unwritten(Finding("not-writable", said, path=name)) from None


def _unwritten(finding: Finding) -> NotJudged:
    return NotJudged(say("`{path}` can't be written", path=finding.path or ""), findings=[finding])
