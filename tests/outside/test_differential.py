"""Random policies and requests, judged by the program and by page 3 as `verdicts.py` reads it."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.outside import verdicts, weather
from tests.outside.desk import DAY, Desk, Table

POLICIES = int(os.environ.get("OUTSIDE_POLICIES", "5"))  # of each seed; raise it for a long run by hand
REQUESTS = int(os.environ.get("OUTSIDE_REQUESTS", "80"))

FORM = [
    "request.key",
    "request.title",
    "request.department",
    "request.section",
    "request.requester",
    "request.kind",
    "request.doc_number",
    "system.id",
    "system.business",
    "system.function",
    "system.spec",
    "system.spec_class",
    "gap.current",
    "gap.wanted",
    "gap.output",
    "gap.form_basis",
    "gap.rung",
    "reason.category",
    "reason.legal_basis",
    "reason.effective_on",
    "reason.rule_amendable",
    "reason.cases_per_year",
    "reason.hours_per_year",
    "reason.citizens_affected",
    "reason.if_refused",
    "alternative",
    "precedent.searched",
    "precedent.market_product",
    "precedent.same_need",
    "precedent.found",
    "cost.initial_yen",
    "cost.annual_yen",
    "cost.per_release_yen",
    "cost.vendor_answer",
    "cost.vendor_from",
    "cost.quote_on",
    "cost.quote_ref",
    "impact.core_modified",
    "impact.coupling",
    "impact.direct_db_write",
    "impact.breaks_interop",
    "impact.personal_data",
    "impact.my_number",
    "impact.privacy_assessment",
    "impact.crosses_segment",
    "impact.approved_link",
    "impact.other_sections",
    "verification.owner",
    "verification.deputy",
    "verification.items",
    "verification.hours_per_release",
    "verification.evidence",
    "life.wanted_from",
    "life.ends_on",
    "life.exit_plan",
    "disclosure.level",
    "disclosure.cleared",
]

WORD = {True: "yes", False: "no", None: "unknown"}
RUNGS = range(10)


def plain(value: Any) -> Any:
    """A fact as the JSON shows it; a set with open members only by the sure ones."""
    if isinstance(value, verdicts.Members):
        return sorted(value.sure)
    return value.isoformat() if hasattr(value, "isoformat") else value


def compare(
    form: Table, got: Table, expected: verdicts.Judged, facts: Table, values: Table, rules: Table
) -> None:
    assert got["verdict"] == expected.verdict
    listed = {one["id"]: one for one in got["rules"]}
    assert list(listed) == sorted(expected.listed)
    for id, one in listed.items():
        if id == "default":
            continue
        assert one["fired"] == WORD[expected.fired[id]], id
        assert one["met"] == expected.met.get(id), id
        assert one["lifted"] == (id in expected.lifted), id
        for clause in one["clauses"]:
            fact = facts.get(clause["field"])
            operand = clause["operand"]
            if isinstance(fact, type(DAY)) and clause["operator"] != "filled":
                operand = type(DAY).fromisoformat(operand)
            if isinstance(operand, str) and operand.startswith("$"):
                operand = values[operand[1:]]
            if not isinstance(fact, verdicts.Members):
                assert clause["value"] == plain(fact), (id, clause)
            assert clause["truth"] == WORD[verdicts.operate(clause["operator"], fact, operand)], (id, clause)

    steps = [(one["rung"], one["rule"]) for one in got["next_steps"]]
    if got["verdict"] in ("incomplete", "eligible"):
        assert steps == []
    else:
        redirects = sorted(
            (rules[id].get("to", form["gap"]["rung"]), id)
            for id, truth in expected.fired.items()
            if truth and rules[id]["effect"] == "redirect"
        )
        if redirects:
            assert steps == redirects
        elif expected.deciding == {"default"}:
            assert steps == [(rung, "default") for rung in range(form["gap"]["rung"])]
        else:
            assert steps == [(None, id) for id in sorted(expected.deciding)]

    asked = [one["field"] for one in got["questions"]]
    assert asked == sorted(asked, key=FORM.index)
    if got["verdict"] != "incomplete":
        assert asked == []
    askers = {id for one in got["questions"] for id in one["rules"]}
    unmet = {id for id, met in expected.met.items() if not met}
    assert expected.matters <= askers <= expected.matters | unmet
    for name in asked:
        assert name == "alternative" or name not in facts or verdicts.blank(facts[name]), name


@pytest.mark.parametrize("seed", range(4))
def test_random_policies_and_requests_agree_with_the_page(seed: int, tmp_path: Path) -> None:
    r = Random(f"outside {seed}")
    seen: Counter[str] = Counter()
    for number in range(POLICIES):
        layers = weather.policy(r)
        forms = [weather.form(r, f"q{index}") for index in range(REQUESTS)]
        desk = Desk(tmp_path / str(number), systems=weather.systems(), people=weather.people())
        desk.set_up(*layers.values(), requests=forms)
        ran = desk.check()
        assert ran.code in (0, 1), (ran.err or ran.out, desk.root)
        by_key = ran.by_key
        values = verdicts.strictest(layers, DAY)
        rules = {one["id"]: one for each in layers.values() for one in each["rule"]}
        for form in forms:
            system = next(one for one in desk.systems if one["id"] == form["system"]["id"])
            facts = verdicts.facts_of(form, system, desk.people, DAY, values["hourly_rate_yen"])
            expected = verdicts.judge(layers, facts, DAY, values)
            seen[expected.verdict] += 1
            got = by_key[form["request"]["key"]]
            try:
                compare(form, got, expected, facts, values, rules)
            except AssertionError as deviation:
                raise AssertionError(
                    f"{desk.root}/requests/{got['key']}.toml: {got} {expected}"
                ) from deviation
    assert len(seen) >= 4, seen  # a run that sees one verdict only would prove little
