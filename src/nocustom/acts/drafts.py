"""Drafts: what was answered in the wizard, kept after each answer, so that work may stop at any moment.

They lie in `requests/.drafts`, hidden so that nobody takes one for a request, and readable by their owner alone. What
is read back is never believed: the wizard hears every answer anew.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import tomli_w

from nocustom.acts.answers import Answers
from nocustom.acts.workspace import Workspace
from nocustom.errors import NotJudged
from nocustom.files.atomic import write_atomically
from nocustom.files.workspace import REQUESTS
from nocustom.refusals import refusal
from nocustom.words import say

__all__ = ["Draft", "discard", "drafts", "fresh", "keep"]

FOLDER = ".drafts"
SCHEMA = "draft/1"


@dataclass(frozen=True, slots=True)
class Draft:
    """One draft: its file, when it was kept, and what it holds (None: it can't be read)."""

    path: Path
    saved: datetime | None
    answers: Answers | None

    @property
    def title(self) -> str:
        """The title of the request, as far as there is one."""
        return str(self.answers.given.get("request.title", "")) if self.answers else ""


def fresh(workspace: Workspace) -> Path:
    """The file for a new draft."""
    return workspace.root / REQUESTS / FOLDER / f"{secrets.token_hex(8)}.toml"


def keep(workspace: Workspace, path: Path, answers: Answers, now: datetime) -> None:
    """Write the draft, whole or not at all. NotJudged where that is not possible."""
    held = {
        "schema": SCHEMA, "saved": now.replace(microsecond=0), "insisted": answers.insisted,
        "passed": sorted(answers.passed), "answers": dict(answers.given),
    }  # fmt: skip
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        ignore = path.parent / ".gitignore"
        if not ignore.exists():
            write_atomically(ignore, b"*\n")
        write_atomically(path, tomli_w.dumps(held).encode(), mode=0o600)
    except OSError as error:
        raise NotJudged(
            say("the draft can't be kept in `{path}`", path=workspace.shown(path.parent)),
            say("the system says: {reason}", reason=refusal(error))) from None  # fmt: skip


def discard(path: Path) -> None:
    """Delete a draft; the folder goes with the last one."""
    with suppress(OSError):
        path.unlink()
    if not any(path.parent.glob("*.toml")):
        with suppress(OSError):
            (path.parent / ".gitignore").unlink()
            path.parent.rmdir()


def drafts(workspace: Workspace) -> list[Draft]:
    """The drafts of whoever asks, the newest first; what can't be read is listed last, drafts of others not at all."""
    found: list[Draft] = []
    try:
        paths = sorted((workspace.root / REQUESTS / FOLDER).glob("*.toml"))
    except OSError:
        return []
    for path in paths:
        try:
            found.append(_read(path, workspace.read(path).values))
        except NotJudged as error:
            if not any(each.code == "no-permission" for each in error.findings):
                found.append(Draft(path, None, None))
    return sorted(found, key=lambda draft: -draft.saved.timestamp() if draft.saved else 0.0)


def _read(path: Path, held: Mapping[str, Any]) -> Draft:
    saved, insisted, passed, given = (held.get(name) for name in ("saved", "insisted", "passed", "answers"))
    whole = (
        held.get("schema") == SCHEMA and isinstance(saved, datetime) and isinstance(insisted, str)
        and isinstance(passed, list) and all(isinstance(each, str) for each in passed)
        and isinstance(given, dict) and all(_answer(each) for each in given.values())
    )  # fmt: skip
    if not whole or not isinstance(saved, datetime):
        return Draft(path, None, None)
    return Draft(path, saved, Answers(dict(given or {}), frozenset(passed or ()), str(insisted)))


def _answer(value: Any) -> bool:
    """Whether an answer may look like this; what it means is asked of the wizard."""
    return value == [] or (isinstance(value, (str, int, date)) and not isinstance(value, datetime))
