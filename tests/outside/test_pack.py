"""The cases of page 4, on the policy and the requests that ship, as of 2026-06-01."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.outside.desk import Table, run

ROOT = Path(__file__).parents[2]

# page 4: file of the sample city -> verdict, and the rules that decide or must be shown
CASES: dict[str, tuple[str, list[str]]] = {
    "2026/jumin-issue-button": ("refused", ["NC-301"]),
    "2026/shimin-gaiji": ("forbidden", ["NC-204"]),
    "2026/kazei-direct-update": ("forbidden", ["NC-203"]),
    "2026/kokuho-prefecture-table": ("redirected", ["NC-403"]),
    "2026/kokuho-due-dates": ("redirected", ["NC-402"]),
    "2026/kaigo-eight-cities": ("redirected", ["NC-403", "NC-407"]),
    "2026/kodomo-ikusei-outside": ("eligible", ["NC-501", "NC-604"]),
    "2026/keiyaku-two-step-approval": ("eligible", ["NC-502"]),
    "2026/shogai-bridge-calculator": ("eligible", ["NC-501"]),
    "2026/kokuho-copying-rung9": ("redirected", ["NC-404"]),
    "2026/kokuho-copying-rung5": ("eligible", ["NC-503"]),
    "2026/tosho-protected-person": ("eligible", ["NC-502"]),
    "2026/korei-large-print": ("eligible", ["NC-302", "NC-502"]),
    "2026/kodomo-ikusei-core": ("redirected", ["NC-406"]),
    "2026/kenko-draft": ("incomplete", []),
    "2026/jumin-fewer-clicks": ("refused", ["default"]),
}
TO = {
    "2026/kokuho-prefecture-table": [4],
    "2026/kokuho-due-dates": [2],
    "2026/kaigo-eight-cities": [4, 8],
    "2026/kokuho-copying-rung9": [5],
    "2026/kodomo-ikusei-core": [7],
    "2026/jumin-fewer-clicks": [0, 1, 2, 3, 4, 5, 6, 7, 8],
}
IDS = [
    f"NC-{number}"
    for first, last in [(101, 110), (201, 205), (301, 306), (400, 409), (501, 504), (601, 604)]
    for number in range(first, last + 1)
]


@pytest.fixture(scope="module")
def judged() -> dict[str, Table]:
    ran = run(ROOT, "check", "--json", "--as-of", "2026-06-01", "requests")
    assert ran.code == 1, ran.err
    return {one["path"].removeprefix("requests/").removesuffix(".toml"): one for one in ran.json["requests"]}


@pytest.mark.parametrize("name", CASES)
def test_each_case_comes_out_as_page_4_says(name: str, judged: dict[str, Table]) -> None:
    verdict, rules = CASES[name]
    one = judged[name]
    shown = {each["id"]: each for each in one["rules"]}
    assert one["verdict"] == verdict
    assert set(rules) <= shown.keys()
    assert [each["rung"] for each in one["next_steps"]] == TO.get(name, [None] * len(one["next_steps"]))
    if verdict not in ("incomplete", "eligible"):
        assert {each["rule"] for each in one["next_steps"]} == set(rules)


def test_large_print_lifts_and_shows_the_form_rule(judged: dict[str, Table]) -> None:
    lifted = [each["id"] for each in judged["2026/korei-large-print"]["rules"] if each["lifted"]]
    assert lifted == ["NC-302"]


def test_the_draft_asks_in_the_order_of_the_form(judged: dict[str, Table]) -> None:
    order = [
        "request",
        "system",
        "gap",
        "reason",
        "alternative",
        "precedent",
        "cost",
        "impact",
        "verification",
        "life",
    ]
    sections = [each["field"].split(".")[0] for each in judged["2026/kenko-draft"]["questions"]]
    assert len(sections) > 10 and sections == sorted(sections, key=order.index)


def test_every_rule_decides_a_sample_or_is_advice(judged: dict[str, Table]) -> None:
    deciding = {step["rule"] for one in judged.values() for step in one["next_steps"]}
    deciding |= {
        each["id"]
        for one in judged.values()
        for each in one["rules"]
        if each["met"] is False
        or (one["verdict"] == "eligible" and each["effect"] in ("permit", "escalate", "advise"))
    }
    assert set(IDS) - deciding <= {"NC-601", "NC-602", "NC-603"}  # these need the ledger


def test_the_pack_has_the_rules_of_page_4(judged: dict[str, Table]) -> None:
    for lang in ("en", "ja"):
        listed = run(ROOT, "policy", "list", lang=lang).out
        assert sorted(line.split()[0] for line in listed.splitlines() if line.startswith("  NC-")) == sorted(IDS)


def test_every_rule_is_explained_in_both_languages() -> None:
    for lang, name in (("en", "NC-402"), ("ja", "NC-406")):
        page = run(ROOT, "explain", name, lang=lang)
        assert page.code == 0 and name in page.out
