"""`nocustom policy list`: the rules by what they do, one line each."""

from __future__ import annotations

from collections.abc import Iterator

from nocustom.judge.policy import Policy
from nocustom.locale import speak
from nocustom.policy.table import Sort, sort_of
from nocustom.show.check_text import hint
from nocustom.show.layout import WIDTH, cells, cut, padded, paragraph
from nocustom.show.table_words import SECTIONS
from nocustom.words import say, visible

__all__ = ["policy_list_text"]


def policy_list_text(policy: Policy, lang: str) -> Iterator[str]:
    """Id, layer and title of each rule, whatever the day."""
    rules = list(policy.rules())
    ids = min(max(cells(visible(rule.id)) for rule in rules), 24)
    layers = min(max(cells(visible(rule.layer)) for rule in rules), 16)
    for sort in Sort:
        found = [rule for rule in rules if sort_of(rule) is sort]
        if found:
            yield SECTIONS[sort].get(lang)
        for rule in found:
            row = f"  {padded(cut(visible(rule.id), ids), ids)}  {padded(cut(visible(rule.layer), layers), layers)}  "
            yield (row + cut(visible(rule.title.get(lang)), WIDTH - cells(row))).rstrip()
    yield ""
    layers_said = ", ".join(f"{layer.id} {layer.version}" for layer in policy.ordered())
    yield from paragraph(
        speak(say("rules: {count}, of {layers}", count=len(rules), layers=layers_said), lang)
    )
    yield from hint(say("`nocustom policy show ID` tells one in words, with its examples"), lang)
    yield from hint(say("`nocustom policy table` tells all of them in words"), lang)
