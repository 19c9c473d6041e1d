"""The cases of a workspace: whole requests with the verdict they must get, read from `policies/tests`.

A case that can't be judged (no such request, an unknown rule, a field that does not exist) is never passed over: it
becomes findings, each in the file in which it must be mended.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from nocustom.acts.workspace import Workspace
from nocustom.errors import NotJudged
from nocustom.files.document import Document, place
from nocustom.files.workspace import REQUESTS, case_files, request_files
from nocustom.form.catalogue import check_references
from nocustom.form.fields import ALTERNATIVE, FORM
from nocustom.form.finding import Finding, Key
from nocustom.form.reading import did_you_mean, entries, sound, validate
from nocustom.judge.derive import Setting, facts_of
from nocustom.judge.policy import Policy
from nocustom.judge.verdict import DEFAULT, Judge
from nocustom.policy.cases import Case, Expected
from nocustom.words import say

__all__ = ["CaseFiles", "read_cases"]


@dataclass(frozen=True, slots=True)
class CaseFiles:
    """All that was read: the cases that can be judged, the files they stand in, and why the others can't."""

    cases: tuple[Case, ...]
    documents: Mapping[str, Document]
    findings: tuple[Finding, ...]


def read_cases(workspace: Workspace) -> CaseFiles:
    """The cases of the workspace. NotJudged where its policy, its catalogue or its people file can't be used."""
    cases: list[Case] = []
    documents: dict[str, Document] = {}
    findings: list[Finding] = []
    reading = _Reading(workspace)
    for file in case_files(workspace.root):
        try:
            document = workspace.read(file)
        except NotJudged as error:
            findings += error.findings
            continue
        documents[document.shown] = document
        malformed = validate("cases", document.values)
        wrong = [place(each, document) for each in malformed]
        values = sound(document.values, malformed)
        bad = {each.where[:2] for each in malformed}
        for index, table in entries(values, "case"):
            case, more = reading.case(document, index, table, values.get("as_of"))
            cases += [case] if case and ("case", index) not in bad else []
            wrong += more
        for each in sorted(wrong, key=lambda each: (each.path != document.shown, each.line or 0, each.column or 0)):
            if each not in findings:  # two cases may lack the same day
                findings.append(each)
    return CaseFiles(tuple(cases), documents, tuple(findings))


class _Reading:
    """What one run of reading needs more than once."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.policy: Policy = workspace.policy
        self.judge = cache(self._judge)
        self.request = cache(workspace.read)

    def _judge(self, day: date) -> tuple[Judge, Setting]:
        judge = Judge(self.policy, day)
        return judge, Setting(self.workspace.catalogue, self.workspace.people, day, day, judge.values)

    def case(
        self, document: Document, index: int, table: Mapping[str, Any], as_of: date | None
    ) -> tuple[Case | None, list[Finding]]:
        """One case as far as it is sound, or every reason why it can't be judged; `as_of` is the day of its file."""
        where: Key = ("case", index)
        found = [place(each, document) for each in self._unknown(table, where)]
        values, wrong = self._request(document, table, where)
        found += wrong
        day: date | None = table.get("as_of", as_of)
        if day is None:  # a malformed day, which is told already
            return None, found
        try:
            judge, setting = self.judge(day)
        except NotJudged as error:
            day_at: Key = (*where, "as_of") if "as_of" in table else ("as_of",)
            return None, [*found, place(Finding("no-judge", error.said, day_at), document)]
        if found or values is None or table.get("verdict") is None:
            return None, found
        expected = Expected(
            table["verdict"], *(tuple(table[key]) if key in table else None for key in ("rules", "questions", "to"))
        )
        name = table.get("title") or table.get("request") or f"{document.shown} {index + 1}"
        facts = facts_of(values, setting, judge.wanted)
        return Case(name, document.shown, where, day, values, facts, setting, expected), []

    def _unknown(self, table: Mapping[str, Any], where: Key) -> Iterator[Finding]:
        """What a case expects that can't come out, because nothing is called so."""
        rules = [rule.id for rule in self.policy.rules()]
        for place_, name in enumerate(table.get("rules") or ()):
            if name is not None and name not in (*rules, DEFAULT):
                yield Finding("unknown-rule", say("there is no rule `{id}`", id=name), (*where, "rules", place_),
                              hints=did_you_mean(name, [*rules, DEFAULT]))  # fmt: skip
        fields = [path for path, field in FORM.items() if path == ALTERNATIVE or field.kind not in ("table", "tables")]
        for place_, name in enumerate(table.get("questions") or ()):
            if name is not None and name not in fields:
                yield Finding("unknown-field", say("`{field}` is not a field of the form", field=name),
                              (*where, "questions", place_), hints=did_you_mean(name, fields))  # fmt: skip

    def _request(
        self, document: Document, table: Mapping[str, Any], where: Key
    ) -> tuple[dict[str, Any] | None, list[Finding]]:
        """The request that is judged: the file's, with what is given in place of what stands there."""
        given: Mapping[str, Any] = table.get("given") or {}
        written: Document | None = None
        if "request" in table and table["request"] is None:
            return None, []  # what stands there is no name, which is told already
        if "request" in table:
            written, wrong = self._written(document, table["request"], (*where, "request"))
            if written is None:
                return None, wrong
        elif not given and table.get("given", given) is not None:
            hint = say('write `request = "requests/..."`, or `given.gap.rung = 9` and so on')
            missing = Finding("missing-field", say("a case names a request, or gives its fields"), where, "key",
                              hints=(hint,))  # fmt: skip
            return None, [place(missing, document)]
        values = dict(written.values) if written else {}
        for section, inner in given.items():
            under = values.get(section)
            values[section] = {**under, **inner} if isinstance(under, dict) and isinstance(inner, dict) else inner
        found = validate("request", values)
        found += check_references(sound(values, found), self.workspace.catalogue, self.workspace.people)
        if written is None:  # a form that is not finished is judged with what is there
            found = [each for each in found if each.code != "missing-field"]
        return values, [_placed(each, given, document, where, written) for each in found]

    def _written(self, document: Document, name: str, where: Key) -> tuple[Document | None, list[Finding]]:
        root = self.workspace.root
        path = root / name
        known = [each.relative_to(root).as_posix() for each in request_files(root / REQUESTS)]
        inside = not Path(name).is_absolute() and ".." not in Path(name).parts and "\\" not in name
        if not inside or not os.path.isfile(path):  # False for whatever can't be a file's name
            said = say("there is no request `{name}` in this workspace", name=name)
            finding = Finding("no-such-request", said, where, expected=say('a path such as "requests/2026/..."'),
                              hints=did_you_mean(name, known))  # fmt: skip
            return None, [place(finding, document)]
        try:
            return self.request(path), []
        except NotJudged as error:
            said = say("`{path}` can't be judged", path=name)
            return None, [place(Finding("not-judged", said, where), document), *error.findings]


def _placed(
    finding: Finding, given: Mapping[str, Any], document: Document, where: Key, written: Document | None
) -> Finding:
    """A finding in the request as it is judged, where it must be mended: in the case, or in the request's file."""
    section, *rest = finding.where or ("",)
    inner = given.get(str(section))
    in_given = section in given and (not isinstance(inner, dict) or not rest or rest[0] in inner)
    if written is not None and not in_given:
        return place(finding, written)
    return place(replace(finding, where=(*where, "given", *finding.where)), document)
