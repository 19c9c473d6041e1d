"""Begin a request: a file with what is known so far, and every other field of the form as a comment to fill in.

    what was given is looked at as if it stood in a file      a mistake: nothing is written
    a fresh key, of a word and four random characters
    the form in its order: given fields as TOML, the others commented out with label, help and example;
    before it the line by which an editor finds the schema
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import tomli_w

from nocustom.acts.desk import Desk, Reader, stopped
from nocustom.acts.workspace import Workspace
from nocustom.errors import NocustomError, NotJudged, Usage
from nocustom.files.atomic import write_atomically
from nocustom.files.schema_line import schema_line
from nocustom.files.workspace import REQUESTS, request_files
from nocustom.form.catalogue import check_references
from nocustom.form.choices import CHOICES, RUNG_NAMES
from nocustom.form.fields import FORM, Field
from nocustom.form.finding import Finding
from nocustom.form.reading import validate
from nocustom.life.act import State
from nocustom.life.days import fiscal_year
from nocustom.words import Said, say

__all__ = ["FLAGS", "Listed", "New", "answers", "asked", "listed", "missing", "new"]

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


@dataclass(frozen=True, slots=True)
class Listed:
    """A request of the workspace: its file, and where it stands in the ledger (None: not filed)."""

    path: str
    key: str | None
    title: str | None
    number: str | None
    state: State | None


def asked() -> list[Field]:
    """The fields that a request can't be without, in the order of the form; its key is made."""
    return [FORM[path] for path in FLAGS if FORM[path].required]


def missing(given: Mapping[str, Any]) -> list[Field]:
    """Those of them that are not given."""
    return [field for field in asked() if field.path not in given]


def answers(
    workspace: Workspace, absent: Sequence[Field], given: Mapping[str, Any], reader: Reader
) -> dict[str, Any]:  # fmt: skip
    """Ask for these fields one by one, each until its answer can stand in a request. Aborted at an empty answer."""
    known: dict[str, Any] = dict(given)
    for field in absent:
        wrong: Finding | None = None
        while True:
            typed = reader.answer(_question(field, wrong))
            if not typed:
                raise stopped()
            known[field.path] = int(typed) if field.kind == "int" and typed.isascii() and typed.isdigit() else typed
            document = _document(known)
            found = [each for each in validate("request", document) if each.where == tuple(field.path.split("."))]
            found = found or [each for each in check_references(document, workspace.catalogue, workspace.people)
                              if each.where == tuple(field.path.split("."))]  # fmt: skip
            if not found:
                break
            wrong = found[0]
    return known


def _question(field: Field, wrong: Finding | None) -> Said:
    if wrong is not None:
        return say("{wrong} ({expected})", wrong=wrong.said, expected=wrong.expected or "")
    if field.path in CHOICES:
        return say("{label}: {help} ({choices}), or Enter to stop", label=field.label, help=field.help,
                   choices=", ".join(CHOICES[field.path]))  # fmt: skip
    return say("{label}: {help}, or Enter to stop", label=field.label, help=field.help)


def new(workspace: Workspace, given: Mapping[str, Any], day: date, to: Path | None = None) -> New:
    """Write a new request with these fields, by path such as `gap.rung`; nothing is ever overwritten.

    Raises Usage with a finding per mistake, naming the option, where a value can't stand in a request or one is
    missing, or the file is there already.
    """
    document = _document(given)
    found = list(validate("request", document))
    found = found or check_references(document, workspace.catalogue, workspace.people)
    if found:
        raise Usage(say("no request was written: something given can't stand in it"),
                    findings=[_at_flag(each) for each in found])  # fmt: skip
    if to is not None:
        key = _key(given)
        return _written(workspace, to if to.is_absolute() else workspace.cwd / to, key, document)
    folder = workspace.root / REQUESTS / str(fiscal_year(day))
    for _ in range(100):
        key = _key(given)
        path = folder / f"{key}.toml"
        if not path.exists():
            return _written(workspace, path, key, document)
    raise Usage(say("there is a file `{path}` already", path=workspace.shown(folder)))


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


def _key(given: Mapping[str, Any]) -> str:
    """A word of the title, or of the business where the title has no Latin letters, and four random characters."""
    slug = ""
    for source in ("request.title", "system.business", "request.department"):
        words = re.findall(r"[a-z0-9]+", str(given.get(source, "")).lower())
        slug = "-".join(words)[:24].strip("-")
        if len(slug) >= 3:
            break
    return f"{slug or 'request'}-{''.join(secrets.choice(_LETTERS) for _ in range(4))}"


def _written(workspace: Workspace, path: Path, key: str, document: dict[str, Any]) -> New:
    document["request"]["key"] = key
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(workspace, path, error) from None
    try:
        text = schema_line("request", path, workspace.root) + text_of(document)
        write_atomically(path, text.encode(), exclusive=True)
    except FileExistsError:
        raise Usage(
            say("there is a file `{path}` already", path=workspace.shown(path)),
            say("nothing is overwritten: name another with `-o FILE`")) from None  # fmt: skip
    except OSError as error:
        raise _unwritable(workspace, path, error) from None
    return New(key, path, workspace.shown(path))


def _unwritable(workspace: Workspace, path: Path, error: OSError) -> NotJudged:
    return NotJudged(
        say("`{path}` can't be written", path=workspace.shown(path)),
        say("the system says: {reason}", reason=error.strerror or type(error).__name__))  # fmt: skip


def text_of(document: Mapping[str, Any]) -> str:
    """The request as a file: given fields as TOML, all others of the form as comments."""
    lines = [
        "# 要望書。# で始まる行は説明と未記入の項目です。記入するときは行頭の # を除きます。",
        "# A request. Lines with # are help, or fields still to fill in: take the # away to fill one in.",
        'schema = "request/1"',
    ]
    for section in [field for field in FORM.values() if field.kind in ("table", "tables") and "." not in field.path]:
        lines += ["", *_section(section, document.get(section.path, {}), document)]
    return "\n".join(lines) + "\n"


def _section(section: Field, given: Mapping[str, Any], document: Mapping[str, Any]) -> Iterator[str]:
    yield f"# {section.label.ja} / {section.label.en}"
    if section.kind == "tables":
        yield from _alternatives(document)
        return
    yield f"[{section.path}]"
    tables: list[Field] = []
    for field in _fields(section.path):
        if field.kind == "tables":
            tables.append(field)
            continue
        name = field.path.rpartition(".")[2]
        if name in given:
            yield _toml(name, given[name])
        else:
            yield from _open(field)
    for field in tables:
        yield f"# [[{field.path}]]  # {field.label.ja} / {field.label.en}"
        for part in _fields(field.path):
            yield from _open(part)


def _fields(table: str) -> list[Field]:
    depth = table.count(".") + 1
    return [field for path, field in FORM.items() if path.startswith(table + ".") and path.count(".") == depth]


def _open(field: Field) -> Iterator[str]:
    """A field to fill in: its label, its help, what may stand there. No value stands there that could be left in."""
    yield f"# {field.label.ja}: {field.help.ja}"
    yield f"#   {field.label.en}: {field.help.en}"
    if field.values and field.path in CHOICES:
        for value, label in CHOICES[field.path].items():
            yield f"#     {value}  {label.ja} / {label.en}"
    name = field.path.rpartition(".")[2]
    match field.kind:
        case "list":
            yield f'# {name} = []{_example(", ".join(_quoted(each) for each in field.example or ()))}'
        case "bool":
            yield f"# {name} =   # true / false"
        case "int" | "date":
            yield f"# {name} ={_example(field.example)}"
        case _:
            yield f'# {name} = ""{_example(field.example if field.kind == "text" else None)}'


def _example(example: Any) -> str:
    return f"   # 例 e.g. {example}" if example not in (None, "") else ""


def _alternatives(document: Mapping[str, Any]) -> Iterator[str]:
    """One entry to fill in for each rung below the one asked for."""
    results = ", ".join(CHOICES["alternative.result"])
    yield f"# result: {results}"
    for rung in range(document.get("gap", {}).get("rung", 0)):
        name = RUNG_NAMES[rung]
        yield "# [[alternative]]"
        yield f"# rung = {rung}  # {name.ja} / {name.en}"
        yield '# result = ""'
        yield '# why = ""'


def _toml(name: str, value: Any) -> str:
    return tomli_w.dumps({name: value}).rstrip("\n")


def _quoted(text: str) -> str:
    return _toml("x", text).removeprefix("x = ")


def listed(workspace: Workspace, desk: Desk | None) -> Iterator[Listed]:
    """The request files of the workspace, and the cases of the ledger that have no file here."""
    world = desk.world if desk is not None else None
    seen: set[str] = set()
    for path in request_files(workspace.root / REQUESTS):
        try:
            table = workspace.read(path).values.get("request")
        except NocustomError:
            table = None
        values: Sequence[Any] = [table.get(name) if isinstance(table, dict) else None for name in ("key", "title")]
        key, title = (value if isinstance(value, str) else None for value in values)
        case = world.cases.get(world.keys.get(key, "")) if world is not None and key is not None else None
        if case is not None:
            seen.add(case.number)
        yield Listed(workspace.shown(path), key, title, case.number if case else None, case.state if case else None)
    for case in world.cases.values() if world is not None else ():
        if case.number not in seen:
            assessment = case.revision.assessment
            yield Listed("", case.key, assessment.title if assessment else None, case.number, case.state)
