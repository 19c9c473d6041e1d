"""What came out for one request, in the words that short formats share: what decided, where, and the way on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from nocustom.acts.check import Checked
from nocustom.files.document import place
from nocustom.form.finding import Finding
from nocustom.judge.policy import Rule
from nocustom.judge.report import next_steps, questions
from nocustom.judge.verdict import DEFAULT, VERDICTS, Judgement
from nocustom.locale import speak
from nocustom.words import Said, say, visible

__all__ = [
    "NO_GROUND", "Ground", "advice", "by_place", "case_text", "deciding", "explained", "headline", "placed", "way_on",
]  # fmt: skip

NO_GROUND: Said = say("no ground of the policy holds: the standard applies")
"""What `default` says."""


class Ground(NamedTuple):
    """What decided: a rule, or `default` (None), the ground that was not found."""

    id: str
    rule: Rule | None

    def title(self, lang: str) -> str:
        """Its words."""
        return speak(NO_GROUND, lang) if self.rule is None else speak(self.rule.title, lang) or self.id


def deciding(judgement: Judgement) -> list[Ground]:
    """What the verdict rests on, by id."""
    if judgement.by_default:
        return [Ground(DEFAULT, None)]
    return [Ground(rule.id, rule) for rule in (judgement.judge.rules[each] for each in judgement.deciding)]


def headline(judgement: Judgement, lang: str) -> str:
    """The verdict and the ids of what decided it, on one line."""
    return f"{speak(VERDICTS[judgement.verdict], lang)}: {', '.join(judgement.decided_by())}"


def advice(judgement: Judgement, lang: str) -> Iterator[str]:
    """The questions still open and what else an incomplete request lacks, or the next steps after a no; a line each."""
    for question in questions(judgement):
        yield f"{question.field} {speak(question.label, lang)} ({', '.join(question.rules)})"
    for step in next_steps(judgement):
        rung = "" if step.rung is None else f"{speak(say('rung {rung}', rung=step.rung), lang)}: "
        yield f"{rung}{speak(step.text, lang)}"
    if judgement.verdict == "incomplete":
        asked = {rule for question in questions(judgement) for rule in question.rules}
        for ground in deciding(judgement):
            if ground.rule and ground.id not in asked and (remedy := speak(ground.rule.remedy, lang)):
                yield f"{remedy} ({ground.id})"


def way_on(judgement: Judgement, ground: Ground, lang: str) -> list[str]:
    """Of `advice`, what belongs to one of the rules that decided."""
    if ground.rule is None:
        return list(advice(judgement, lang))
    asked = [
        f"{question.field} {speak(question.label, lang)}"
        for question in questions(judgement) if ground.id in question.rules
    ]  # fmt: skip
    remedy = speak(ground.rule.remedy, lang)
    return asked or ([remedy] if remedy else [])


def case_text(checked: Checked, judgement: Judgement, lang: str) -> str:
    """A request that is not eligible, in lines: its title, the titles of what decided, the way on."""
    title = visible(checked.text("title") or "")
    grounds = [f"{ground.id} {ground.title(lang)}" for ground in deciding(judgement)]
    return "\n".join([title, *grounds, *(f"-> {line}" for line in advice(judgement, lang))])


def by_place(checked: Checked) -> list[Finding]:
    """The findings of a request from its first line to its last."""
    return sorted(checked.findings, key=lambda each: (each.line or 0, each.column or 0))


def explained(finding: Finding, lang: str) -> Iterator[str]:
    """A finding in lines: what is wrong, what would be right, what to do."""
    yield speak(finding.said, lang)
    if finding.expected:
        yield speak(finding.expected, lang)
    for hint in finding.hints:
        yield f"{speak(say('hint'), lang)}: {speak(hint, lang)}"


def placed(checked: Checked) -> Finding | None:
    """Where a verdict is shown in the file: at the key of the request. None where nothing could be read."""
    if checked.document is None:
        return None
    return place(Finding("verdict", NO_GROUND, ("request", "key")), checked.document)
