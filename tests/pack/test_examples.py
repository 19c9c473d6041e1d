"""The rules of the pack are what the design's table says, speak two languages, and have their examples."""

from __future__ import annotations

import re
from typing import Any

import pytest

from nocustom.judge.policy import Rule
from tests.pack.sample_city import ROOT, judge, policy

RULES = {rule.id: rule for rule in policy().rules()}

# Layer, effect, level or rung, as page 4 of the design has them.
TABLE = {
    "NC-101": ("city", "require"),
    "NC-102": ("city", "require"),
    "NC-103": ("city", "require"),
    "NC-104": ("national", "require"),
    "NC-105": ("city", "require"),
    "NC-106": ("city", "require"),
    "NC-107": ("city", "require"),
    "NC-108": ("city", "require"),
    "NC-109": ("city", "require"),
    "NC-110": ("city", "require"),
    "NC-201": ("national", "forbid", "hard"),
    "NC-202": ("national", "forbid", "hard"),
    "NC-203": ("national", "forbid", "hard"),
    "NC-204": ("national", "forbid", "hard"),
    "NC-205": ("tokyo", "forbid", "hard"),
    "NC-301": ("city", "forbid", "overridable"),
    "NC-302": ("national", "forbid", "overridable"),
    "NC-303": ("city", "forbid", "overridable"),
    "NC-304": ("city", "forbid", "overridable"),
    "NC-305": ("national", "forbid", "overridable"),
    "NC-306": ("national", "forbid", "overridable"),
    "NC-400": ("national", "redirect", None),
    "NC-401": ("national", "redirect", 3),
    "NC-402": ("city", "redirect", 2),
    "NC-403": ("national", "redirect", 4),
    "NC-404": ("city", "redirect", 5),
    "NC-405": ("tokyo", "redirect", 6),
    "NC-406": ("national", "redirect", 7),
    "NC-407": ("tokyo", "redirect", 8),
    "NC-408": ("national", "redirect", 3),
    "NC-409": ("national", "redirect", 3),
    "NC-501": ("national", "permit"),
    "NC-502": ("national", "escalate"),
    "NC-503": ("national", "permit"),
    "NC-504": ("national", "permit"),
    "NC-601": ("city", "advise"),
    "NC-602": ("city", "advise"),
    "NC-603": ("city", "advise"),
    "NC-604": ("tokyo", "advise"),
}

VALUES = {
    "hourly_rate_yen": ("national", 4200, "lower"),
    "max_term_months": ("national", 24, "lower"),
    "common_need_bodies": ("tokyo", 3, "lower"),
    "quote_valid_days": ("city", 365, "lower"),
    "lead_days": ("city", 90, "raise"),
    "near_renewal_months": ("city", 18, "raise"),
    "committee_from_yen": ("city", 10_000_000, "lower"),
}

ALWAYS = {"NC-107"}  # no condition: it holds for every request, so no example of "no" can exist


def _row(rule: Rule) -> tuple[Any, ...]:
    match rule.effect:
        case "forbid":
            return rule.layer, rule.effect, rule.level
        case "redirect":
            return rule.layer, rule.effect, rule.to
        case _:
            return rule.layer, rule.effect


def test_the_rules_are_those_of_the_table() -> None:
    assert {rule.id: _row(rule) for rule in RULES.values()} == TABLE


def test_the_numbers_are_those_of_the_table() -> None:
    layers = policy().layers.values()
    values = {
        name: (layer.id, value.is_, value.may) for layer in layers for name, value in layer.values.items()
    }
    assert values == VALUES
    titles = [policy().title_of(name) for name in VALUES]
    assert all(title.ja and title.en for title in titles) and len(set(titles)) == len(VALUES)


def test_only_the_national_layer_refuses_by_default() -> None:
    assert {layer.id for layer in policy().layers.values() if layer.refuses} == {"national"}


def test_every_decision_needs_the_cio_and_a_costly_one_the_committee() -> None:
    rows = [(judge().number(row.from_yen), row.role, row.quorum) for row in policy().authority]
    assert rows == [(0, "cio", "one"), (10_000_000, "committee", "majority")]


# Words ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_words(rule: Rule) -> None:
    for part in (rule.title, rule.reason, rule.remedy):
        assert re.search("[ぁ-ん一-龥]", part.ja), part
        assert re.search("[a-z]", part.en) and part.en.isascii(), part
    assert rule.source
    # A title is a phrase, a reason states (である), a remedy asks politely (です・ます).
    assert not rule.title.ja.endswith("。") and not rule.title.en.endswith(".")
    assert all(sentence.endswith("。") for sentence in (rule.reason.ja, rule.remedy.ja))
    assert not re.search("(です|ます|ください)。", rule.reason.ja)
    assert all(re.search("(です|ます|ください)$", each) for each in rule.remedy.ja[:-1].split("。")), (
        rule.remedy.ja
    )
    assert rule.reason.en.endswith(".") and rule.remedy.en.endswith(".")


def test_no_statistics_and_no_promises() -> None:
    for rule in RULES.values():
        for text in (*rule.title, *rule.reason, *rule.remedy):
            assert not re.search(r"[%％]|パーセント|[0-9０-９]+(万|億)?円|per cent", text), (rule.id, text)


@pytest.mark.parametrize("name", ["national", "tokyo", "city", "systems", "people"])
def test_a_japanese_windows_console_can_show_it(name: str) -> None:
    (ROOT / "policies" / f"{name}.toml").read_text(encoding="utf-8").encode("cp932")


# Examples ---------------------------------------------------------------------------------------------------------
# That they come out as they say, and what they would notice, is tested in test_policy_tests.py.


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_every_rule_has_its_examples(rule: Rule) -> None:
    fires = {example["fires"] for example in rule.examples}
    assert fires == ({"yes"} if rule.id in ALWAYS else {"yes", "no", "unknown"})
    if rule.effect == "require":
        assert {example["met"] for example in rule.examples if example["fires"] == "yes"} == {True, False}
