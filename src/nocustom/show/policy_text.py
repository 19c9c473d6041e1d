"""What was adopted, and the rules of a policy in one line each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from nocustom.acts.adopt import Adopted
from nocustom.form.choices import EFFECTS
from nocustom.judge.policy import Policy, Rule
from nocustom.judge.report import plain
from nocustom.life.case import ADOPTED
from nocustom.locale import speak
from nocustom.show.check_text import hint
from nocustom.show.clause import TRUTHS
from nocustom.show.layout import WIDTH, cells, cut, padded, paragraph
from nocustom.words import Bilingual, say, visible

__all__ = ["adopted_text", "examples_text", "rules_text"]


def adopted_text(adopted: Sequence[Adopted], left: Sequence[str], lang: str) -> Iterator[str]:
    """What counts from now on; `left` are parts that differ still and are another person's to adopt."""
    if not adopted and not left:
        yield speak(say("everything in policies/ is adopted already"), lang)
    for each in adopted:
        yield from paragraph(speak(say("Adopted: {part} (line {seq} of the ledger)", part=ADOPTED[each.part],
                                       seq=each.appended.event.seq), lang))  # fmt: skip
    for part in left:
        if part == "policy":
            yield from hint(say("the policy differs too: the CIO runs `nocustom policy adopt policy`"), lang)
        else:
            yield from hint(say("the {name} differ too: the CIO office runs `nocustom policy adopt {part}`",
                                name=ADOPTED[part], part=part), lang)  # fmt: skip


def rules_text(policy: Policy, lang: str) -> Iterator[str]:
    """One line a rule: id, effect, layer, title."""
    rules = list(policy.rules())
    ids = max(cells(rule.id) for rule in rules)
    effects = max(cells(word.get(lang)) for word in EFFECTS.values())
    layers = max(cells(rule.layer) for rule in rules)
    for rule in rules:
        effect = padded(EFFECTS[rule.effect].get(lang), effects)
        row = f"{padded(rule.id, ids)}  {effect}  {padded(rule.layer, layers)}  "
        yield row + cut(visible(rule.title.get(lang)), WIDTH - cells(row))
    yield ""
    layers_said = ", ".join(f"{layer.id} {layer.version}" for layer in policy.ordered())
    yield from paragraph(
        speak(say("rules: {count}, of {layers}", count=len(rules), layers=layers_said), lang)
    )
    yield from hint(say("`nocustom policy show ID` tells one in words, with its examples"), lang)


_MET = {True: Bilingual("充足", "met"), False: Bilingual("不足", "not met")}


def examples_text(rule: Rule, lang: str) -> Iterator[str]:
    """The examples that stand with a rule: whether it applies where these facts are given and no others."""
    if not rule.examples:
        return
    yield ""
    yield speak(say("Examples: whether it applies, and whether what it demands is met"), lang)
    for example in rule.examples:
        answers = TRUTHS[example["fires"]].get(lang)
        if "met" in example:
            answers += ", " + _MET[example["met"]].get(lang)
        given = ", ".join(_facts("", example["given"]))
        yield from paragraph(f"{padded(answers, 16)} {visible(given)}", indent="  ", hanging=17)


def _facts(path: str, given: Mapping[str, Any]) -> Iterator[str]:
    for name, value in given.items():
        where = f"{path}.{name}" if path else name
        if isinstance(value, Mapping):
            yield from _facts(where, value)
        else:
            yield f"{where} = {plain(value)}"
