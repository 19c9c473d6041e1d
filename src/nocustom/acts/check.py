"""Judge requests: nothing is written, every file is judged for itself, one that can't be judged stops none."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from nocustom.acts.workspace import Workspace, placed, together
from nocustom.errors import Exit, NotJudged
from nocustom.files.document import Document, in_order, load, place
from nocustom.files.workspace import REQUESTS, request_files
from nocustom.form.catalogue import Catalogue, check_references
from nocustom.form.directory import Directory
from nocustom.form.finding import Finding
from nocustom.form.personal import hits
from nocustom.form.reading import sound, validate
from nocustom.judge.derive import Setting
from nocustom.judge.policy import Layer
from nocustom.judge.verdict import SEVERITY, VERDICTS, Judge, Judgement
from nocustom.words import as_name, say

__all__ = ["Check", "Checked", "Tally", "check", "judge_document", "ready"]


@dataclass(frozen=True, slots=True)
class Checked:
    """One request: judged, or with the findings that kept it from being judged."""

    path: str
    document: Document | None
    judgement: Judgement | None
    errors: tuple[Finding, ...] = ()
    warned: tuple[Finding, ...] = ()
    """What a name warns of: a person, department or system that could be taken for another."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The errors; of a request that was judged, also what it is warned of."""
        if self.judgement is None or self.document is None:
            return self.errors
        return (*self.errors, *self.warned, *_warnings(self.document, self.judgement))

    @property
    def verdict(self) -> str | None:
        """The verdict; None where it could not be judged."""
        return self.judgement.verdict if self.judgement else None

    def text(self, key: str) -> str | None:
        """A text of the `[request]` table, even where the request could not be judged."""
        table = self.document.values.get("request") if self.document else None
        value = table.get(key) if isinstance(table, dict) else None
        return value if isinstance(value, str) else None


@dataclass
class Tally:
    """What came out so far, and so the exit code: could not judge is never clean."""

    fail_on: str = "incomplete"
    not_judged: int = 0

    def __post_init__(self) -> None:
        self.verdicts = dict.fromkeys(VERDICTS, 0)

    def add(self, checked: Checked) -> Checked:
        """Count one request."""
        if checked.judgement is None:
            self.not_judged += 1
        else:
            self.verdicts[checked.judgement.verdict] += 1
        return checked

    @property
    def total(self) -> int:
        """How many requests were counted."""
        return self.not_judged + sum(self.verdicts.values())

    @property
    def exit(self) -> Exit:
        """3 if one could not be judged (or none was there), 1 if one is at least as bad as `fail_on`, else 0."""
        if self.not_judged or not self.total:
            return Exit.NOT_JUDGED
        bad = any(
            count and SEVERITY[verdict] >= SEVERITY[self.fail_on] for verdict, count in self.verdicts.items()
        )
        return Exit.FINDINGS if bad else Exit.OK


@dataclass(frozen=True)
class Check:
    """A run of `check`: the day, the layers that take part, and the requests as they are judged, one by one."""

    as_of: date
    layers: list[Layer]
    paths: list[str]
    requests: Iterator[Checked]
    tally: Tally


def ready(workspace: Workspace, day: date) -> tuple[Judge, Setting]:
    """The judge of the workspace's policy on a day, and what requests are seen against.

    Raises NotJudged with all that is wrong with settings, policy, catalogue and people file.
    """
    judge, catalogue, people, _ = together(
        lambda: _judge_on(workspace, day),
        lambda: workspace.catalogue,
        lambda: workspace.people,
        lambda: workspace.settings,
    )
    return judge, Setting(catalogue, people, day, day, judge.values)


def _judge_on(workspace: Workspace, day: date) -> Judge:
    policy = workspace.policy_on(day)
    try:
        return Judge(policy, day)
    except NotJudged as error:
        found = placed(error.findings, workspace.layer_documents)
        raise NotJudged(error.said, *error.hints, findings=found) from None


def check(workspace: Workspace, targets: list[Path], day: date, fail_on: str = "incomplete") -> Check:
    """Judge the requests in `targets` (files or folders; none: all of the workspace) as of `day`.

    Raises NotJudged where the policy, the catalogue or the people file can't be used: then nothing is judged, and
    what is wrong with the requests is among the findings.
    """
    own = workspace.root / REQUESTS  # the root of a workspace stands for its requests
    files = [file for target in targets or [own]
             for file in request_files(own if target.resolve() == workspace.root else target)]  # fmt: skip
    try:
        judge, setting = ready(workspace, day)
    except NotJudged as error:
        raise _with_requests(error, workspace, files) from None
    if not files:
        raise NotJudged(say("there is no request to judge"), say("`nocustom request new` writes one"))
    tally = Tally(fail_on)
    gc.freeze()  # the policy lives as long as the process; walking it again and again costs half the time of a file

    paths = [workspace.shown(file) for file in files]

    def judged() -> Iterator[Checked]:
        keys: dict[str, str] = {}
        for file, path in zip(files, paths, strict=True):
            yield tally.add(_other_of_its_key(_check_file(file, path, judge, setting), keys))

    return Check(day, judge.layers, paths, judged(), tally)


def _with_requests(error: NotJudged, workspace: Workspace, files: list[Path]) -> NotJudged:
    """Why nothing is judged, and beside it whatever keeps the requests themselves from being judged."""
    found, hints = [*error.findings], [*error.hints]
    keys: dict[str, str] = {}
    catalogue, people = workspace.names()
    for file in files:
        try:
            document = load(file, shown=workspace.shown(file))
        except NotJudged as unread:
            found += unread.findings
            continue
        errors = tuple(errors_of_form(document, catalogue, people))
        found += _other_of_its_key(Checked(document.shown, document, None, errors), keys).errors
    if files:
        hints.append(say("the form of the requests was checked as well ({count}); none was judged", count=len(files)))
    if files and catalogue is None:
        hints.append(say("the systems they name were not looked up: policies/systems.toml must be mended first"))
    if files and people is None:
        hints.append(say("the people they name were not looked up: policies/people.toml must be mended first"))
    return NotJudged(error.said, *hints, findings=found)


def _other_of_its_key(checked: Checked, keys: dict[str, str]) -> Checked:
    """A warning where another file of this run has the same key: which of the two is the request?"""
    key, document = checked.text("key"), checked.document
    if key is None or document is None or keys.setdefault(key, checked.path) == checked.path:
        return checked
    said = say("the key `{key}` stands in {path} as well", key=key, path=keys[key])
    hint = say("a request is one file; a new request gets its own key from `nocustom request new`")
    finding = Finding("duplicate-key", said, ("request", "key"), severity="warning", hints=(hint,))
    return replace(checked, errors=(*checked.errors, place(finding, document)))


def _check_file(file: Path, path: str, judge: Judge, setting: Setting) -> Checked:
    try:
        document = load(file, shown=path)
    except NotJudged as error:
        return Checked(path, None, None, error.findings)
    return judge_document(document, judge, setting)


def judge_document(document: Document, judge: Judge, setting: Setting) -> Checked:
    """One request that could be read: errors of form first, then the verdict."""
    found = errors_of_form(document, setting.catalogue, setting.people)
    if found:
        return Checked(document.shown, document, None, tuple(found))
    judgement = judge.judge(document.values, setting)
    return Checked(document.shown, document, judgement, warned=tuple(_odd_names(document, setting)))


def errors_of_form(document: Document, catalogue: Catalogue | None, people: Directory | None) -> list[Finding]:
    """Why this document is no request that can be judged, from its first line to its last; empty where it is one.

    Without a catalogue or a directory nothing is looked up in it.
    """
    found = validate("request", document.values)
    found += check_references(sound(document.values, found) if found else document.values, catalogue, people)
    return in_order(found, document) if found else found


_NAMED: tuple[tuple[str, str], ...] = (
    ("request", "department"), ("request", "requester"), ("system", "id"), ("verification", "owner"),
    ("verification", "deputy"),
)  # fmt: skip
"""Where a request names a department, a person or a system."""


def _odd_names(document: Document, setting: Setting) -> Iterator[Finding]:
    """A warning for everybody and everything named in the request whose name could be taken for another."""
    people, catalogue = setting.people, setting.catalogue
    if not (people.odd or catalogue.odd):
        return
    for table, key in _NAMED:
        id_ = document.values.get(table, {}).get(key)
        if id_ not in (catalogue.odd if table == "system" else people.odd):
            continue
        if table == "system":
            name, file = as_name(catalogue.systems[id_]["name"]), "policies/systems.toml"
        else:
            name = people.department_name(id_) if key == "department" else people.name(id_)
            file = "policies/people.toml"
        finding = Finding(
            "odd-name", say("the name of `{id}` could be taken for another: `{name}`", id=id_, name=name), (table, key),
            severity="warning",
            hints=(say("it has a letter of another script or a hidden character; write it anew in {file}", file=file),),
        )  # fmt: skip
        yield place(finding, document)


def _warnings(document: Document, judgement: Judgement) -> Iterator[Finding]:
    """What does not keep a request from being judged: strings that look like personal data, a term that runs back."""
    life = document.values.get("life", {})
    first, last = life.get("wanted_from"), life.get("ends_on")
    if first is not None and last is not None and last < first:
        finding = Finding(
            "backwards", say("`{end}` lies before `{start}`", end="life.ends_on", start="life.wanted_from"),
            ("life", "ends_on"), severity="warning", expected=say("{day} or later", day=first.isoformat()),
            hints=(say("nothing is approved for a term that ends before it begins"),),
        )  # fmt: skip
        yield place(finding, document)
    if judgement.facts.get("text.personal_data_hits"):
        for where, text in hits(document.values):
            yield place(
                Finding(
                    "personal-data",
                    say("`{text}` looks like personal data", text=text),
                    where,
                    severity="warning",
                    hints=(say("leave it out, or name it under `[[disclosure.cleared]]` with the reason"),),
                ),
                document,
            )
