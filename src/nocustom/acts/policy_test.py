"""Test the policy: the examples of its rules, its cases, how much of it they decide, and which mistakes they notice.

    examples and cases    each comes out as expected, or not, or can't be evaluated, which is never passed over
    coverage, mutants     only where everything came out as expected: what is wrong already notices nothing

Nothing is written, and nothing but examples and cases is judged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from nocustom.acts.policy_cases import read_cases
from nocustom.acts.workspace import Workspace
from nocustom.errors import Exit, NotJudged
from nocustom.files.document import Document, place
from nocustom.form.choices import TRUTHS
from nocustom.form.finding import Finding, Key
from nocustom.form.reading import did_you_mean
from nocustom.judge.policy import Layer, Policy, Rule
from nocustom.judge.truth import NAMES
from nocustom.judge.verdict import Judge, Judgement
from nocustom.policy.beside import examples_missing
from nocustom.policy.cases import Case, Expected, came_out, differences
from nocustom.policy.coverage import ClauseCoverage, coverage
from nocustom.policy.equivalent import equivalent
from nocustom.policy.evidence import Evidence
from nocustom.policy.examples import Example, answer, examples_of
from nocustom.policy.mutants import Mutant, mutants
from nocustom.policy.survey import Survey
from nocustom.policy.written import written
from nocustom.words import Said, say

__all__ = ["Clause", "PolicyTest", "Survivor", "Trial", "policy_test"]


@dataclass(frozen=True, slots=True)
class Trial:
    """One example or case and how it went; `wrong` is empty where it came out as expected."""

    kind: Literal["example", "case"]
    name: str
    path: str
    line: int
    wrong: tuple[Finding, ...]
    judge: Judge
    judgement: Judgement
    to_explain: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause with its coverage, and with what is to be said where nothing decided it both ways."""

    coverage: ClauseCoverage
    finding: Finding


@dataclass(frozen=True, slots=True)
class Survivor:
    """A mutant that no example and no case notices, with what is to be said of it.

    One that means the same as the original can't be noticed: it is no mistake and counts for nothing.
    """

    mutant: Mutant
    finding: Finding
    equivalent: bool


@dataclass(frozen=True)
class PolicyTest:
    """What came out. `clauses`, `tried` and `survivors` are None while an example or a case is not as expected.

    `tried` counts the mutants that mean something else than the original; `unnoticed` are those that survived.
    """

    as_of: date
    layers: list[Layer]
    rules: list[Rule]
    trials: list[Trial]
    missing: list[Finding]
    findings: list[Finding]
    clauses: list[Clause] | None
    tried: int | None
    survivors: list[Survivor] | None

    @property
    def unnoticed(self) -> list[Survivor]:
        """The mistakes that no example and no case would notice."""
        return [survivor for survivor in self.survivors or () if not survivor.equivalent]

    @property
    def equivalent(self) -> list[Survivor]:
        """The mutants that mean the same as the original."""
        return [survivor for survivor in self.survivors or () if survivor.equivalent]

    @property
    def failed(self) -> list[Trial]:
        """The examples and cases that did not come out as expected."""
        return [trial for trial in self.trials if trial.wrong]

    @property
    def uncovered(self) -> list[Clause]:
        """The clauses that nothing decided both ways."""
        return [clause for clause in self.clauses or () if not clause.coverage.covered]

    def exit(self, fail_under: int | None = None) -> Exit:
        """3 where something can't be evaluated; 1 where it is not as expected, missing, or under the percentage."""
        if self.findings:
            return Exit.NOT_JUDGED
        if self.failed or self.missing or self.clauses is None or self.tried is None:
            return Exit.FINDINGS
        decided = len(self.clauses) - len(self.uncovered)
        noticed = self.tried - len(self.unnoticed)
        enough = fail_under is None or (
            100 * decided >= fail_under * len(self.clauses) and 100 * noticed >= fail_under * self.tried
        )
        return Exit.OK if enough else Exit.FINDINGS


def policy_test(workspace: Workspace, day: date, wanted: Sequence[str] = ()) -> PolicyTest:
    """Test the policy on disk, or of its rules those that are wanted; cases are judged on their own days.

    Raises NotJudged where the policy can't be used or has no such rule.
    """
    _ = workspace.settings
    policy, documents = workspace.policy, workspace.layer_documents
    by_path = {each.shown: each for each in documents.values()}
    rules = _rules(policy, wanted)
    findings: list[Finding] = []
    examples: dict[str, list[Example]] = {}
    for rule in rules:
        wrong: list[Finding] = []
        examples[rule.id] = list(examples_of(rule, wrong))
        findings += [place(each, by_path[policy.layers[rule.layer].path]) for each in wrong]
    read = read_cases(workspace)
    findings += read.findings
    evidence = Evidence(policy, day, examples, read.cases)
    trials = [*_try_examples(evidence, rules, by_path, findings), *_try_cases(evidence, read.documents)]
    lacking = list(_missing(Survey(policy, day), rules, by_path))
    result = PolicyTest(day, policy.ordered(), rules, trials, lacking, findings, None, None, None)
    if findings or result.failed:
        return result
    return _measured(result, evidence, by_path, bool(wanted))


def _rules(policy: Policy, wanted: Sequence[str]) -> list[Rule]:
    rules = list(policy.rules())
    known = [rule.id for rule in rules]
    for name in wanted:
        if name not in known:
            raise NotJudged(
                say("there is no rule `{id}`", id=name), *did_you_mean(name.upper(), known),
                say("`nocustom policy list` lists them all"))  # fmt: skip
    return [rule for rule in rules if not wanted or rule.id in wanted]


def _missing(survey: Survey, rules: Sequence[Rule], documents: Mapping[str, Document]) -> Iterator[Finding]:
    """Which ways to come out no example shows, of those that are possible. To lint that is a remark; here it fails."""
    for rule, places in survey.rules():
        if any(each is rule for each in rules):
            document = documents[survey.policy.layers[rule.layer].path]
            for finding in examples_missing(survey, rule, places):
                yield place(replace(finding, severity="error"), document)


def _try_examples(
    evidence: Evidence, rules: Iterable[Rule], documents: Mapping[str, Document], findings: list[Finding]
) -> Iterator[Trial]:
    for rule in rules:
        document = documents[evidence.policy.layers[rule.layer].path]
        try:
            judge = evidence.judge_of(rule)
        except NotJudged as error:
            findings.append(place(Finding("no-judge", error.said, (*rule.where, "id")), document))
            continue
        for number, example in enumerate(evidence.examples[rule.id], 1):
            came, judgement = answer(judge, example.facts)
            wrong = []
            if came.fires != example.expected.fires:
                wrong.append(_otherwise("fires", f'"{came.fires}"', f'"{example.expected.fires}"', example.where))
            elif came.met != example.expected.met:
                out, wanted = ("true" if each else "false" for each in (came.met, example.expected.met))
                wrong.append(_otherwise("met", out, wanted, example.where))
            yield Trial(
                "example", f"{rule.id} {number}", document.shown, _line(document, example.where),
                tuple(place(each, document) for each in wrong), judge, judgement, (rule,))  # fmt: skip


def _line(document: Document, where: Key) -> int:
    """The line on which what stands at `where` begins."""
    return document.lines.at(document.places[where].key[0])[0]


def _otherwise(key: str, came: str, expected: str, where: Key) -> Finding:
    said = say("`{key} = {came}` came out, and the example says `{key} = {expected}`", key=key, came=came,
               expected=expected)  # fmt: skip
    return Finding("example-failed", said, (*where, key))


def _try_cases(evidence: Evidence, documents: Mapping[str, Document]) -> Iterator[Trial]:
    for case, judgement in evidence.judged:
        document = documents[case.file]
        wrong = tuple(place(each, document) for each in _case_wrong(case, judgement))
        named = {*(case.expected.rules or ()), *judgement.decided_by()}
        rules = [rule for rule in judgement.judge.rules if wrong and rule.id in named]
        yield Trial(
            "case", case.name, case.file, _line(document, case.where), wrong, judgement.judge, judgement,
            tuple(rules))  # fmt: skip


def _case_wrong(case: Case, judgement: Judgement) -> Iterator[Finding]:
    came = came_out(judgement)
    for part in differences(case.expected, judgement):
        yield Finding("case-failed", _differs(part, case.name, came, case.expected), (*case.where, part))


def _differs(part: str, name: str, came: Expected, expected: Expected) -> Said:
    out, wanted = (_listed(getattr(each, part)) for each in (came, expected))
    match part:
        case "verdict":
            return say("`{case}` came out as {came}, and {expected} is expected", case=name, came=out, expected=wanted)
        case "rules":
            return say("`{case}` was decided by {came}, and {expected} is expected", case=name, came=out,
                       expected=wanted)  # fmt: skip
        case "questions":
            return say("`{case}` asks for {came}, and {expected} is expected", case=name, came=out, expected=wanted)
        case _:
            return say("the next steps of `{case}` lead to {came}, and {expected} is expected", case=name, came=out,
                       expected=wanted)  # fmt: skip


def _listed(part: str | tuple[str | int, ...]) -> list[Said]:
    each = (part,) if isinstance(part, str) else part
    return [say("`{value}`", value=str(value)) for value in each] or [say("(none)")]


def _measured(result: PolicyTest, evidence: Evidence, documents: Mapping[str, Document], some: bool) -> PolicyTest:
    """The result with coverage and mutants."""
    of_layer = {layer.id: documents[layer.path] for layer in evidence.policy.layers.values()}
    clauses = [Clause(each, place(_undecided(each), of_layer[each.rule.layer]))
               for each in coverage(evidence, result.rules)]  # fmt: skip
    wanted = frozenset(rule.id for rule in result.rules) if some else None
    tried = [mutant for mutant in mutants(evidence.policy, wanted) if evidence.can_matter(mutant)]
    survivors = [Survivor(each, place(_unnoticed(each), of_layer[each.layer]), _same(each, evidence))
                 for each in tried if not evidence.notices(each)]  # fmt: skip
    different = len(tried) - sum(survivor.equivalent for survivor in survivors)
    return replace(result, clauses=clauses, tried=different, survivors=survivors)


def _same(mutant: Mutant, evidence: Evidence) -> bool:
    """Whether a changed condition means the same as the original."""
    if mutant.rule is None or mutant.made is None or mutant.kind == "effect":
        return False
    return equivalent(mutant.rule, mutant.made, evidence.judge_of(mutant.rule))


def _undecided(clause: ClauseCoverage) -> Finding:
    lacking = [TRUTHS[NAMES[truth]] for truth in clause.wanted if truth not in clause.decided]
    said = say("{rule}: no example and no case is decided by `{clause}` being {truths}", rule=clause.rule.id,
               clause=written(clause.leaf), truths=lacking)  # fmt: skip
    return Finding("undecided", said, clause.leaf.where, "key", severity="warning")


def _unnoticed(mutant: Mutant) -> Finding:
    name = mutant.rule.id if mutant.rule else mutant.layer
    before, after = mutant.before, mutant.after
    if not after:
        said = say("{rule}: nothing notices that `{before}` is left out", rule=name, before=before)
    elif not before:
        said = say("{rule}: nothing notices that `{after}` is added", rule=name, after=after)
    else:
        said = say("{rule}: nothing notices `{after}` in place of `{before}`", rule=name, after=after, before=before)
    return Finding("unnoticed", said, mutant.where, mutant.at, severity="warning")
