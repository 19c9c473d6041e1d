"""`nocustom policy test` for people: what is wrong first, each at its place, and how good the tests are last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nocustom.acts.policy_test import Clause, PolicyTest, Survivor, Trial
from nocustom.form.finding import Finding
from nocustom.judge.truth import NO, UNKNOWN, YES
from nocustom.locale import speak
from nocustom.policy.written import written
from nocustom.show.check_text import hint
from nocustom.show.colour import Colour, first_painted
from nocustom.show.diagnosis import diagnoses, diagnosis
from nocustom.show.explain_text import rule_conditions
from nocustom.show.layout import cells, day, padded, paragraph
from nocustom.words import Said, say, visible

__all__ = ["percent", "policy_test_text"]

_SHOWN = 10
"""How many mutants are shown unless all are asked for."""


def policy_test_text(
    test: PolicyTest, lang: str, *, clauses: bool = False, mutants: bool = False, coloured: bool = False
) -> Iterator[str]:
    """The screen in lines; with every clause, and with every mutant that nothing noticed."""
    if test.findings:
        yield diagnoses(test.findings, lang, coloured=coloured)
        yield ""
    for trial in test.failed:
        yield from _failed(trial, lang, coloured)
        yield ""
    if test.missing:
        yield diagnoses(test.missing, lang, coloured=coloured)
        yield ""
    if clauses and test.clauses:
        yield from _coverage(test.clauses, lang)
        yield ""
    yield from _warned([clause.finding for clause in test.uncovered], len(test.uncovered), lang, coloured)
    unnoticed = [survivor.finding for survivor in test.unnoticed]
    yield from _warned(unnoticed, len(unnoticed) if mutants else _SHOWN, lang, coloured)
    if mutants and test.equivalent:
        yield from _equivalent(test.equivalent, lang)
    yield from _summary(test, lang, coloured)
    if len(unnoticed) > _SHOWN and not mutants:
        yield from hint(say("`nocustom policy test --mutants` shows all that nothing notices"), lang)


def percent(part: int, whole: int) -> str:
    """How much of the whole, in per cent, rounded down: nothing is complete that is not."""
    tenths = 1000 * part // whole if whole else 1000
    return f"{tenths // 10}.{tenths % 10}"


def _failed(trial: Trial, lang: str, coloured: bool) -> Iterator[str]:
    """What did not come out, and every clause of the rules in question with the value it saw."""
    yield "\n\n".join(diagnosis(finding, lang, coloured=coloured) for finding in trial.wrong)
    for rule in trial.to_explain:
        yield ""
        yield from paragraph(f"{rule.id}  {visible(rule.title.get(lang))}", hanging=2)
        yield from rule_conditions(rule, trial.judge, trial.judgement, lang)


def _warned(findings: Sequence[Finding], most: int, lang: str, coloured: bool) -> Iterator[str]:
    if findings:
        yield diagnoses(findings[:most], lang, coloured=coloured)
        yield ""
        if len(findings) > most:
            yield speak(say("and more that nothing notices: {count}", count=len(findings) - most), lang)
            yield ""


def _coverage(clauses: Sequence[Clause], lang: str) -> Iterator[str]:
    yield from paragraph(speak(
        say("each clause by yes, no and unknown: + it decided an example or a case, . it was seen, - it never was"),
        lang))  # fmt: skip
    rule = None
    for clause in clauses:
        covered = clause.coverage
        if covered.rule is not rule:
            rule = covered.rule
            yield ""
            yield from paragraph(f"{rule.id}  {visible(rule.title.get(lang))}", hanging=2)
        marks = " ".join("+" if truth in covered.decided else "." if truth in covered.seen else "-"
                         for truth in (YES, NO, UNKNOWN))  # fmt: skip
        text = f"{marks}  {covered.part:6} {visible(written(covered.leaf))}"
        yield from paragraph(text, indent="  ", hanging=14)


def _equivalent(survivors: Sequence[Survivor], lang: str) -> Iterator[str]:
    said = say("not counted, because they mean the same for every value that the fields can have:")
    yield from paragraph(speak(said, lang))
    for survivor in survivors:
        mutant, at = survivor.mutant, survivor.finding
        name = mutant.rule.id if mutant.rule else mutant.layer
        change = (
            say("`{after}` in place of `{before}`", after=mutant.after, before=mutant.before)
            if mutant.after
            else say("`{before}` left out", before=mutant.before)
        )
        yield from paragraph(f"{name}  {visible(at.path or '')}:{at.line}", indent="  ", hanging=2)
        yield from paragraph(speak(change, lang), indent="    ", hanging=2)
    yield ""


def _summary(test: PolicyTest, lang: str, coloured: bool) -> Iterator[str]:
    layers = [f"{layer.id} {layer.version}" for layer in test.layers]
    said = say("policy test as of {day}: {layers}", day=day(test.as_of, lang), layers=layers)
    yield from paragraph(speak(said, lang))
    rows: list[tuple[Said, Said, Colour]] = []
    for kind, name in (("example", say("examples")), ("case", say("cases"))):
        trials = [trial for trial in test.trials if trial.kind == kind]
        good = sum(not trial.wrong for trial in trials)
        rows.append((name, say("{good} of {all} as expected", good=good, all=len(trials)),
                     "green" if good == len(trials) else "red"))  # fmt: skip
    if test.findings:
        rows.append((say("can't be evaluated"), say("mistakes: {count}", count=len(test.findings)), "red"))
    if test.clauses is None or test.tried is None:
        later = say("not measured until every example and case comes out as expected")
        rows += [(say("clauses"), later, "yellow"), (say("mutants"), later, "yellow")]
    else:
        decided, noticed = len(test.clauses) - len(test.uncovered), test.tried - len(test.unnoticed)
        clauses = say("{good} of {all} decided something both ways ({percent} %)", good=decided, all=len(test.clauses),
                      percent=percent(decided, len(test.clauses)))  # fmt: skip
        mutants = say("{good} of {all} were noticed ({percent} %)", good=noticed, all=test.tried,
                      percent=percent(noticed, test.tried))  # fmt: skip
        rows += [
            (say("clauses"), clauses, "yellow" if test.uncovered else "green"),
            (say("mutants"), mutants, "yellow" if test.unnoticed else "green"),
        ]
    width = max(cells(speak(name, lang)) for name, _, _ in rows)
    for name, said, colour in rows:
        words = speak(said, lang)
        row = paragraph(f"{padded(speak(name, lang), width)}  {words}", indent="  ", hanging=width + 2)
        yield from first_painted(row, words, colour if coloured else None)
