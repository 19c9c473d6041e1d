"""Every sample request comes out as the design's table of cases says, and as requests/README.md tells the reader."""

from __future__ import annotations

import re

import pytest

from nocustom.judge.report import next_steps, rule_reports
from nocustom.judge.verdict import VERDICTS
from nocustom.words import Bilingual
from tests.pack.sample_city import ROOT, document, judged, sample, samples

# Path below requests/: the verdict, and the rules that make it (for an eligible request its grounds). What is expected
# is written once, for `nocustom policy test`; that it comes out is tested in test_policy_tests.py.
EXPECTED: dict[str, tuple[str, list[str]]] = {
    case["request"].removeprefix("requests/"): (case["verdict"], case["rules"])
    for case in document("policies/tests/samples.toml")["case"] if "given" not in case
}  # fmt: skip
NAMES: dict[str, Bilingual] = {str(verdict): name for verdict, name in VERDICTS.items()}
HISTORY = {"NC-601", "NC-602", "NC-603"}  # need a ledger; their examples decide them


def test_every_sample_is_expected_here() -> None:
    assert samples() == sorted(EXPECTED)


def test_keys_are_distinct() -> None:
    keys = [document(f"requests/{path}")["request"]["key"] for path in samples()]
    assert len(set(keys)) == len(keys)


def test_every_rule_matters_to_a_sample() -> None:
    """Each rule is yes, unmet or open in the report of some sample; those on the ledger's history can't be."""
    reported = {rule.id for path in EXPECTED for rule in rule_reports(judged(sample(path)))
                if (rule.fired == "yes" and rule.met is not True) or rule.met is False}  # fmt: skip
    rules = {rule.id for rule in judged(sample(samples()[0])).judge.rules}
    assert rules - reported == HISTORY


def test_every_rule_that_can_decide_decides_a_sample() -> None:
    decided = {rule for _, rules in EXPECTED.values() for rule in rules}
    rules = {rule.id for rule in judged(sample(samples()[0])).judge.rules if rule.effect != "advise"}
    assert rules | {"default"} == decided


def test_only_the_sample_made_for_it_holds_personal_data() -> None:
    holding = [path for path in EXPECTED if judged(sample(path)).facts["text.personal_data_hits"]]
    assert holding == ["2026/kaigo-resident-data.toml"]


@pytest.mark.parametrize(
    "path, steps",
    [
        ("2026/kokuho-prefecture-table.toml", [(4, "NC-403")]),
        ("2026/kokuho-due-dates.toml", [(2, "NC-402")]),
        ("2026/kaigo-eight-cities.toml", [(4, "NC-403"), (8, "NC-407")]),
        ("2026/kokuho-copying-rung9.toml", [(5, "NC-404")]),
        ("2026/kodomo-ikusei-core.toml", [(7, "NC-406")]),
        ("2026/jumin-menu-favourites.toml", [(3, "NC-400")]),
        ("2026/kaigo-law-release.toml", [(3, "NC-408"), (3, "NC-409")]),
        ("2026/jumin-issue-button.toml", [(None, "NC-301")]),
        ("2026/jumin-fewer-clicks.toml", [(rung, "default") for rung in range(9)]),
    ],
)
def test_next_steps_of_a_no(path: str, steps: list[tuple[int | None, str]]) -> None:
    assert [(step.rung, step.rule) for step in next_steps(judged(sample(path)))] == steps


def test_every_no_has_a_next_step() -> None:
    for path, (verdict, _) in EXPECTED.items():
        if verdict not in ("eligible", "incomplete"):
            steps = next_steps(judged(sample(path)))
            assert steps and all(step.text.ja and step.text.en for step in steps), path


def test_what_is_shown_beside_the_ground() -> None:
    """The common duty is advised on, and the form rule that accessibility lifts stays in the report."""
    common = {rule.id: rule for rule in rule_reports(judged(sample("2026/kodomo-ikusei-outside.toml")))}
    assert common["NC-604"].fired == "yes"
    large = {rule.id: rule for rule in rule_reports(judged(sample("2026/korei-large-print.toml")))}
    assert large["NC-302"].fired == "yes" and large["NC-302"].lifted
    # Safety lifts no hard rule.
    mail = {rule.id: rule for rule in rule_reports(judged(sample("2026/korei-watch-mail.toml")))}
    assert mail["NC-502"].fired == "yes" and not mail["NC-205"].lifted


# requests/README.md -----------------------------------------------------------------------------------------------

ROW = re.compile(r"^\| \[(?P<path>[^]]+)\]\((?P=path)\) \| (?P<cells>.*) \|$", re.MULTILINE)


def _table(heading: str) -> dict[str, list[str]]:
    text = (ROOT / "requests" / "README.md").read_text(encoding="utf-8")
    part = text.split(f"## {heading}\n")[1].split("\n## ")[0]
    return {row["path"]: row["cells"].split(" | ") for row in ROW.finditer(part)}


@pytest.mark.parametrize("heading, more", [("一覧", "{} ほか{}件"), ("In English", "{} and {} more")])
def test_the_readme_tells_what_comes_out(heading: str, more: str) -> None:
    rows = _table(heading)
    assert sorted(rows) == samples()
    for path, (situation, verdict, rule, why) in rows.items():
        expected, rules = EXPECTED[path]
        label = f"{NAMES[expected].ja} `{expected}`" if heading == "一覧" else f"`{expected}`"
        assert situation and why
        assert verdict == label, path
        assert rule == (", ".join(rules) if len(rules) < 4 else more.format(rules[0], len(rules) - 1)), path
