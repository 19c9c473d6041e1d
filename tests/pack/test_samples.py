"""Every sample request comes out as the design's table of cases says, and as requests/README.md tells the reader."""

from __future__ import annotations

import re

import pytest

from nocustom.judge.report import next_steps, questions, rule_reports
from nocustom.judge.verdict import VERDICTS
from nocustom.words import Bilingual
from tests.pack.sample_city import ROOT, document, judged, sample, samples

# Path below requests/: the verdict, and the rules that make it (for an eligible request its grounds).
EXPECTED: dict[str, tuple[str, str]] = {
    "2026/kaigo-joint-request.toml": ("eligible", "NC-503"),
    "2026/kazei-legacy-law.toml": ("eligible", "NC-501"),
    "2026/keiyaku-two-step-approval.toml": ("eligible", "NC-502"),
    "2026/kodomo-ikusei-outside.toml": ("eligible", "NC-501"),
    "2026/kokuho-copying-rung5.toml": ("eligible", "NC-503"),
    "2026/korei-call-sorting.toml": ("eligible", "NC-504"),
    "2026/korei-large-print.toml": ("eligible", "NC-502"),
    "2026/shogai-bridge-calculator.toml": ("eligible", "NC-501"),
    "2026/sports-saas-payment.toml": ("eligible", "NC-503"),
    "2026/tosho-protected-person.toml": ("eligible", "NC-502"),
    "2025/seikatsu-successor.toml": ("eligible", "NC-501"),
    "2026/jumin-menu-favourites.toml": ("redirected", "NC-400"),
    "2026/kaigo-eight-cities.toml": ("redirected", "NC-403 NC-407"),
    "2026/kaigo-law-release.toml": ("redirected", "NC-408 NC-409"),
    "2026/keiyaku-e-contract.toml": ("redirected", "NC-405"),
    "2026/kenko-checkup-reminder.toml": ("redirected", "NC-407"),
    "2026/kodomo-ikusei-core.toml": ("redirected", "NC-406"),
    "2026/kokuho-copying-rung9.toml": ("redirected", "NC-404"),
    "2026/kokuho-due-dates.toml": ("redirected", "NC-402"),
    "2026/kokuho-installment-option.toml": ("redirected", "NC-401"),
    "2026/kokuho-prefecture-table.toml": ("redirected", "NC-403"),
    "2026/shogai-postal-barcode.toml": ("redirected", "NC-409"),
    "2026/jumin-fewer-clicks.toml": ("refused", "default"),
    "2026/jumin-issue-button.toml": ("refused", "NC-301"),
    "2026/kaigo-duty-with-query.toml": ("refused", "default"),
    "2026/kazei-legacy-relief.toml": ("refused", "NC-306"),
    "2026/korei-visit-map.toml": ("refused", "NC-303"),
    "2026/shimin-own-envelope.toml": ("refused", "NC-302"),
    "2026/sports-lottery-order.toml": ("refused", "NC-305"),
    "2026/tosho-shelf-screen.toml": ("refused", "NC-304"),
    "2026/kazei-direct-update.toml": ("forbidden", "NC-203"),
    "2026/kazei-prohibited.toml": ("forbidden", "NC-201"),
    "2026/kenko-own-exchange-format.toml": ("forbidden", "NC-202"),
    "2026/korei-watch-mail.toml": ("forbidden", "NC-205"),
    "2026/shimin-gaiji.toml": ("forbidden", "NC-204"),
    "2026/kaigo-resident-data.toml": ("incomplete", "NC-107"),
    "2026/kazei-no-article.toml": ("incomplete", "NC-101"),
    "2026/keiyaku-old-quote.toml": ("incomplete", "NC-103"),
    "2026/kenko-draft.toml": (
        "incomplete",
        "NC-101 NC-102 NC-103 NC-104 NC-105 NC-106 NC-109 NC-110 NC-201 "
        "NC-202 NC-203 NC-205 NC-401 NC-402 NC-405 NC-408 NC-409 NC-501",
    ),
    "2026/kenko-privacy-first.toml": ("incomplete", "NC-104"),
    "2026/kodomo-short-notice.toml": ("incomplete", "NC-108"),
    "2026/kodomo-unanswered-rungs.toml": ("incomplete", "NC-102"),
    "2026/kokuho-one-person.toml": ("incomplete", "NC-106"),
    "2026/korei-after-renewal.toml": ("incomplete", "NC-110"),
    "2026/shimin-no-evidence.toml": ("incomplete", "NC-109"),
    "2026/tosho-unsearched.toml": ("incomplete", "NC-105"),
}
NAMES: dict[str, Bilingual] = {str(verdict): name for verdict, name in VERDICTS.items()}
HISTORY = {"NC-601", "NC-602", "NC-603"}  # need a ledger; their examples decide them


def test_every_sample_is_expected_here() -> None:
    assert samples() == sorted(EXPECTED)


@pytest.mark.parametrize("path", EXPECTED)
def test_verdict(path: str) -> None:
    judgement = judged(sample(path))
    assert (judgement.verdict, " ".join(judgement.decided_by())) == EXPECTED[path]


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
    decided = {rule for _, rules in EXPECTED.values() for rule in rules.split()}
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


def test_a_draft_is_asked_in_the_order_of_the_form() -> None:
    asked = [question.field for question in questions(judged(sample("2026/kenko-draft.toml")))]
    assert asked == [
        "system.spec_class", "reason.legal_basis", "reason.effective_on", "reason.rule_amendable", "alternative",
        "precedent.searched", "cost.initial_yen", "cost.annual_yen", "cost.per_release_yen", "cost.vendor_answer",
        "cost.vendor_from", "cost.quote_on", "impact.direct_db_write", "impact.breaks_interop", "impact.my_number",
        "impact.privacy_assessment", "impact.crosses_segment", "impact.approved_link", "verification.owner",
        "verification.deputy", "verification.items", "verification.hours_per_release", "verification.evidence",
        "life.ends_on", "life.exit_plan",
    ]  # fmt: skip


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
        expected, rules = EXPECTED[path][0], EXPECTED[path][1].split()
        label = f"{NAMES[expected].ja} `{expected}`" if heading == "一覧" else f"`{expected}`"
        assert situation and why
        assert verdict == label, path
        assert rule == (", ".join(rules) if len(rules) < 4 else more.format(rules[0], len(rules) - 1)), path
