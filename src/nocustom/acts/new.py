"""Begin a request: a file with what is known so far, and every other field of the form as a comment to fill in.

what was given is looked at as if it stood in a file      a mistake: nothing is written
a fresh key, of a word and four random characters
the form in its order (acts/template.py), laid out as `fmt` does, below the line by which an editor finds the schema
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from nocustom.acts.template import text_of
from nocustom.acts.workspace import Workspace
from nocustom.errors import NotJudged, Usage
from nocustom.files.atomic import write_atomically
from nocustom.files.format import formatted
from nocustom.files.schema_line import schema_line
from nocustom.files.workspace import REQUESTS
from nocustom.form.catalogue import check_references
from nocustom.form.fields import FORM, Field
from nocustom.form.finding import Finding
from nocustom.form.reading import sound, validate
from nocustom.life.days import fiscal_year
from nocustom.refusals import refusal
from nocustom.words import say

__all__ = ["FLAGS", "New", "asked", "missing", "new", "stand", "written"]

FLAGS = {
    "request.title": "--title", "request.department": "--department", "request.section": "--section",
    "request.requester": "--requester", "request.kind": "--kind", "system.id": "--system",
    "system.business": "--business", "system.function": "--function", "system.spec": "--spec",
    "system.spec_class": "--spec-class", "gap.current": "--current", "gap.wanted": "--wanted",
    "gap.output": "--output-kind", "gap.form_basis": "--form-basis", "gap.rung": "--rung",
    "reason.category": "--category", "reason.legal_basis": "--legal-basis", "reason.effective_on": "--effective-on",
    "verification.owner": "--owner", "verification.deputy": "--deputy", "life.wanted_from": "--wanted-from",
    "life.ends_on": "--ends-on",
}  # fmt: skip
"""The option for each field that can be given on the command line."""

_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"


@dataclass(frozen=True, slots=True)
class New:
    """The file that was written."""

    key: str
    path: Path
    shown: str


def asked() -> list[Field]:
    """The fields that a request can't be without, in the order of the form; its key is made."""
    return [FORM[path] for path in FLAGS if FORM[path].required]


def missing(given: Mapping[str, Any]) -> list[Field]:
    """Those of them that are not given."""
    return [field for field in asked() if field.path not in given]


def new(workspace: Workspace, given: Mapping[str, Any], day: date, to: Path | None = None) -> New:
    """Write a new request with these fields, by path such as `gap.rung`; nothing is ever overwritten.

    Raises Usage with a finding per mistake, naming the option, where a value can't stand in a request or one is
    missing, or the file is there already.
    """
    document = _document(given)
    _refuse(document, validate("request", document), workspace)
    return written(workspace, document, day, to)


def stand(workspace: Workspace, given: Mapping[str, Any], to: Path | None = None) -> None:
    """Before anything is asked: could these fields stand in a request, and could its file be at `to`?

    Raises Usage, naming the option, where one can't, or there is such a file. Other fields may be missing.
    """
    if to is not None:
        _could_lie(workspace, workspace.cwd / to)
    document = _document(given)
    found = [each for each in validate("request", document) if each.code != "missing-field"]
    _refuse(document, found, workspace)


def _refuse(document: dict[str, Any], found: list[Finding], workspace: Workspace) -> None:
    found += check_references(sound(document, found), workspace.catalogue, workspace.people)
    if found:
        raise Usage(say("no request was written: something given can't stand in it"),
                    findings=[_at_flag(each) for each in found])  # fmt: skip


def written(workspace: Workspace, document: dict[str, Any], day: date, to: Path | None = None) -> New:
    """Write a request that may be unfinished, under a fresh key; nothing is ever overwritten. Raises as `new` does."""
    if to is not None:
        _could_lie(workspace, workspace.cwd / to)
        return _written(workspace, workspace.cwd / to, _key(document), document)
    folder = workspace.root / REQUESTS / str(fiscal_year(day))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NotJudged(
            say("`{path}` can't be written", path=workspace.shown(folder)),
            say("the system says: {reason}", reason=refusal(error))) from None  # fmt: skip
    for _ in range(100):
        key = _key(document)
        path = folder / f"{key}.toml"
        if not path.exists():
            return _written(workspace, path, key, document)
    raise Usage(say("there is a file `{path}` already", path=workspace.shown(folder)))


def _could_lie(workspace: Workspace, path: Path) -> None:
    """Raise Usage where a request can't be put at `path`: something is there, or it would be read as something else."""
    if path.name == "-" and path.parent == workspace.cwd:
        raise Usage(say("a request is written to a file, and `-` names none"), say("leave `-o` out, or name a file"))
    if os.path.lexists(path):
        raise _there_already(workspace, path)
    requests = Path(os.path.realpath(workspace.root / REQUESTS))
    if workspace.consists_of(path) and not Path(os.path.realpath(path)).is_relative_to(requests):
        raise Usage(say("`{path}` would be read as a part of the policy or the ledger", path=workspace.shown(path)),
                    say("name a file in requests/"))  # fmt: skip


def _there_already(workspace: Workspace, path: Path) -> Usage:
    return Usage(
        say("there is a file `{path}` already", path=workspace.shown(path)),
        say("nothing is overwritten: name another with `-o FILE`"))  # fmt: skip


def _document(given: Mapping[str, Any]) -> dict[str, Any]:
    document: dict[str, Any] = {"schema": "request/1", "request": {"key": "new"}}
    for path, value in given.items():
        section, _, name = path.partition(".")
        document.setdefault(section, {})[name] = value
    return document


def _at_flag(finding: Finding) -> Finding:
    """The same finding, placed at the option instead of a line of a file."""
    path = ".".join(str(part) for part in finding.where)
    return finding.moved(path=FLAGS.get(path, path))


def _key(document: Mapping[str, Any]) -> str:
    """A word of the title, or of the business where the title has no Latin letters, and four random characters."""
    slug = ""
    for section, name in (("request", "title"), ("system", "business"), ("request", "department")):
        words = re.findall(r"[a-z0-9]+", str(document.get(section, {}).get(name, "")).lower())
        slug = "-".join(words)[:24].strip("-")
        if len(slug) >= 3:
            break
    return f"{slug or 'request'}-{''.join(secrets.choice(_LETTERS) for _ in range(4))}"


def _written(workspace: Workspace, path: Path, key: str, document: dict[str, Any]) -> New:
    document = {**document, "request": {**document.get("request", {}), "key": key}}
    try:
        text = formatted(schema_line("request", path, workspace.root) + text_of(document))
        write_atomically(path, text.encode(), exclusive=True)
    except FileExistsError:
        raise _there_already(workspace, path) from None
    except OSError as error:  # as after every `-o`: folders that somebody named are not made
        raise Usage(
            say("`{path}` can't be written: {reason}", path=workspace.shown(path), reason=refusal(error)),
            say("name a file in a folder that is there")) from None  # fmt: skip
    return New(key, path, workspace.shown(path))
