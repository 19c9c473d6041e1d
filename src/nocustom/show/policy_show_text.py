"""`nocustom policy show RULE`: the rule in words, its examples, and what came of it in the requests here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from nocustom.acts.show_rule import Role, RuleShown
from nocustom.form.fields import label
from nocustom.judge.policy import Rule
from nocustom.judge.report import plain
from nocustom.judge.verdict import VERDICTS
from nocustom.locale import speak
from nocustom.show.check_text import hint
from nocustom.show.clause import TRUTHS, value_words
from nocustom.show.explain_text import explain_rule_text
from nocustom.show.layout import WIDTH, cells, cut, day, listed, padded, paragraph
from nocustom.words import Bilingual, Said, say, visible

__all__ = ["ROLE_WORDS", "policy_show_text"]

MOST = 8
"""So many requests are named of each kind; the others are counted."""

ROLE_WORDS: dict[Role, Said] = {
    "decided": say("it made the verdict of"),
    "lifted": say("it applies to, and an escalation lifted it"),
    "unmet": say("it applies to, and what it demands is not there"),
    "applies": say("it applies to, and something else decided"),
}


def policy_show_text(shown: RuleShown, lang: str) -> Iterator[str]:
    """All there is to know about one rule, and the next command."""
    yield from explain_rule_text(shown.explained, lang)
    if shown.lifted_by:
        yield ""
        yield from paragraph(
            speak(say("lifted where one of these applies: {rules}", rules=[*shown.lifted_by]), lang),
            hanging=2,
        )
    if shown.lifts:
        yield ""
        yield from paragraph(speak(say("lifts {rules}", rules=[*shown.lifts]), lang), hanging=2)
    yield from _examples(shown.rule, lang)
    if shown.explained.in_effect:
        yield ""
        yield from _requests(shown, lang)
    first = next((each.request.path for each in shown.sightings), None)
    if first is not None:
        yield from hint(
            say("`nocustom explain {path}` shows every clause with the value it saw", path=first), lang
        )
    else:
        yield from hint(say("`nocustom policy list` lists the rules"), lang)


_MET = {True: Bilingual("充足", "met"), False: Bilingual("不足", "not met")}


def _examples(rule: Rule, lang: str) -> Iterator[str]:
    """The examples that stand with a rule: whether it applies where these facts are given and no others."""
    if not rule.examples:
        return
    yield ""
    yield speak(say("Examples: whether it applies, and whether what it demands is met"), lang)
    for example in rule.examples:
        answers = TRUTHS[example["fires"]].get(lang)
        if "met" in example:
            answers += ", " + _MET[example["met"]].get(lang)
        given = ("；" if lang == "ja" else "; ").join(_facts("", example["given"], lang))
        yield from paragraph(f"{padded(answers, 16)} {given}", indent="  ", hanging=17)


def _facts(path: str, given: Mapping[str, Any], lang: str) -> Iterator[str]:
    for name, value in given.items():
        where = f"{path}.{name}" if path else name
        if isinstance(value, Mapping):
            yield from _facts(where, value, lang)
        else:
            yield f"{visible(label(where).get(lang))} {value_words(where, plain(value), lang)}"


def _requests(shown: RuleShown, lang: str) -> Iterator[str]:
    """The requests by what the rule is to them, then how many it is nothing to."""
    day_said = day(shown.explained.judge.day, lang)
    if not shown.judged:
        yield from paragraph(speak(say("there are no requests here to judge by it"), lang))
        return
    yield from paragraph(speak(say("The requests of this workspace, judged as of {day}", day=day_said), lang))
    width = max(cells(word.get(lang)) for word in VERDICTS.values())
    for role, group in groupby(shown.sightings, key=lambda sighting: sighting.role):
        found = list(group)
        yield from paragraph(f"{speak(ROLE_WORDS[role], lang)}: {len(found)}", indent="  ")
        for _, checked in found[:MOST]:
            verdict = padded(VERDICTS[checked.verdict or ""].get(lang), width)
            row = f"    {verdict}  {visible(checked.path)}  "
            yield (row + cut(visible(checked.text("title") or ""), max(WIDTH - cells(row), 0))).rstrip()
        if len(found) > MOST:
            yield f"    {speak(say('and {count} more', count=len(found) - MOST), lang)}"
    others = [speak(said, lang) for said in _others(shown)]
    if others:
        yield from paragraph(listed(others, lang), indent="  ", hanging=2)


def _others(shown: RuleShown) -> Iterator[Said]:
    count = shown.others
    if count["no"]:
        yield say("does not apply: {count}", count=count["no"])
    if count["unknown"]:
        yield say("open, and nothing waits for it: {count}", count=count["unknown"])
    if count["not_judged"]:
        yield say("could not be judged: {count}", count=count["not_judged"])
