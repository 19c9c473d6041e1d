"""Every derived field of page 2, seen through a rule that asks for it: the clause carries the value."""

from __future__ import annotations

import copy
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.outside.desk import DAY, PEOPLE, SYSTEM, Desk, Table, layer, request, rule

FIELDS = [
    "system.regime",
    "system.renewal_on",
    "system.contract_end",
    "system.releases_per_year",
    "system.shared",
    "system.joint_consent",
    "system.months_to_renewal",
    "request.lead_days",
    "precedent.same_need_count",
    "cost.quote_age_days",
    "cost.vendor_in_time",
    "life.years",
    "life.days",
    "life.ends_after_renewal",
    "cost.lifetime_yen",
    "cost.verification_hours_per_year",
    "cost.net_hours_per_year",
    "verification.owner_is_requester",
    "verification.owner_is_deputy",
    "verification.owner_post",
]
RATE = 4200

PRICED: Table = {
    "cost.initial_yen": 1_800_000,
    "cost.annual_yen": 300_000,
    "cost.per_release_yen": 150_000,
    "life.wanted_from": date(2026, 10, 1),
    "life.ends_on": date(2028, 3, 31),
    "verification.hours_per_release": 30,
    "reason.hours_per_year": 500,
}


def systems() -> list[Table]:
    regimes = ("standard", "transition", "common_function", "out_of_scope")
    plain = copy.deepcopy(SYSTEM)
    plain["business"] += [{"id": one, "name": one, "regime": one} for one in regimes]
    return [
        plain,
        {**SYSTEM, "id": "shared", "shared_with": ["A", "B"], "joint_consent": False},
        {**SYSTEM, "id": "agreed", "shared_with": ["A"], "joint_consent": True},
        {**SYSTEM, "id": "still", "releases_per_year": 0},
    ]


def people() -> Table:
    moved: list[Table] = [
        {"id": "eve", "post": "clerk", "from": date(2025, 4, 1), "until": date(2026, 5, 31)},
        {"id": "eve", "post": "chief", "from": date(2026, 6, 1)},
        {"id": "fay", "post": "clerk", "until": date(2026, 6, 1)},
        {"id": "fay", "post": "chief", "from": date(2026, 6, 2)},
    ]
    return {
        **PEOPLE,
        "person": PEOPLE["person"] + [{"name": "N", "department": "dep", **one} for one in moved],
    }


# what the form says -> what the field is
CASES: list[tuple[str, Table, Any]] = [
    ("system.regime", {}, "standard"),
    ("system.regime", {"system.business": "transition"}, "transition"),
    ("system.regime", {"system.business": "common_function"}, "common_function"),
    ("system.regime", {"system.business": "out_of_scope"}, "out_of_scope"),
    ("system.renewal_on", {}, "2028-04-30"),
    ("system.contract_end", {}, "2029-03-31"),
    ("system.releases_per_year", {}, 3),
    ("system.shared", {}, False),
    ("system.shared", {"system.id": "shared"}, True),
    ("system.joint_consent", {}, True),
    ("system.joint_consent", {"system.id": "shared"}, False),
    ("system.joint_consent", {"system.id": "agreed"}, True),
    # completed months, days compared as written, floored when negative; renewal on 30 April 2028
    ("system.months_to_renewal", {}, None),
    ("system.months_to_renewal", {"life.wanted_from": date(2026, 10, 31)}, 17),
    ("system.months_to_renewal", {"life.wanted_from": date(2026, 10, 30)}, 18),
    ("system.months_to_renewal", {"life.wanted_from": date(2026, 10, 29)}, 18),
    ("system.months_to_renewal", {"life.wanted_from": date(2028, 4, 30)}, 0),
    ("system.months_to_renewal", {"life.wanted_from": date(2028, 4, 29)}, 0),
    ("system.months_to_renewal", {"life.wanted_from": date(2028, 3, 31)}, 0),
    ("system.months_to_renewal", {"life.wanted_from": date(2028, 3, 30)}, 1),
    ("system.months_to_renewal", {"life.wanted_from": date(2028, 5, 1)}, -1),
    ("system.months_to_renewal", {"life.wanted_from": date(2028, 5, 30)}, -1),
    ("system.months_to_renewal", {"life.wanted_from": date(2028, 5, 31)}, -2),
    ("system.months_to_renewal", {"life.wanted_from": date(2028, 2, 29)}, 2),
    # before filing the judging day counts
    ("request.lead_days", {}, None),
    ("request.lead_days", {"life.wanted_from": DAY}, 0),
    ("request.lead_days", {"life.wanted_from": DAY + timedelta(90)}, 90),
    ("request.lead_days", {"life.wanted_from": DAY - timedelta(1)}, -1),
    ("cost.quote_age_days", {}, None),
    ("cost.quote_age_days", {"cost.quote_on": DAY}, 0),
    ("cost.quote_age_days", {"cost.quote_on": DAY - timedelta(365)}, 365),
    ("cost.quote_age_days", {"cost.quote_on": DAY + timedelta(1)}, -1),
    ("precedent.same_need_count", {}, None),
    ("precedent.same_need_count", {"precedent.same_need": []}, 0),
    ("precedent.same_need_count", {"precedent.same_need": ["", " ", "\u3000"]}, 0),
    ("precedent.same_need_count", {"precedent.same_need": ["A", "A", "B", " "]}, 2),
    # the day that counts depends on the category
    ("cost.vendor_in_time", {"cost.vendor_from": DAY}, None),
    ("cost.vendor_in_time", {"cost.vendor_from": DAY, "life.wanted_from": DAY}, True),
    ("cost.vendor_in_time", {"cost.vendor_from": DAY, "life.wanted_from": DAY - timedelta(1)}, False),
    ("cost.vendor_in_time", {"cost.vendor_from": DAY, "reason.effective_on": DAY}, None),
    (
        "cost.vendor_in_time",
        {"cost.vendor_from": DAY, "reason.effective_on": DAY, "life.wanted_from": DAY - timedelta(1)},
        False,
    ),
    *[
        (
            "cost.vendor_in_time",
            {
                "reason.category": category,
                "cost.vendor_from": DAY,
                "reason.effective_on": DAY,
                "life.wanted_from": DAY - timedelta(9),
            },
            in_time,
        )
        for category, in_time in [
            ("law", True),
            ("prefecture_scheme", True),
            ("ordinance", True),
            ("audit", False),
            ("safety", False),
            ("accessibility", False),
            ("volume", False),
            ("habit", False),
        ]
    ],
    (
        "cost.vendor_in_time",
        {"reason.category": "law", "cost.vendor_from": DAY, "life.wanted_from": DAY},
        None,
    ),
    (
        "cost.vendor_in_time",
        {"reason.category": "law", "cost.vendor_from": DAY, "reason.effective_on": DAY - timedelta(1)},
        False,
    ),
    # years begun, both days included, at least one
    ("life.years", {"life.wanted_from": DAY}, None),
    ("life.years", {"life.ends_on": DAY}, None),
    ("life.years", {"life.wanted_from": DAY, "life.ends_on": DAY}, 1),
    ("life.years", {"life.wanted_from": DAY, "life.ends_on": DAY - timedelta(900)}, 1),
    ("life.years", {"life.wanted_from": date(2026, 4, 1), "life.ends_on": date(2027, 3, 31)}, 1),
    ("life.years", {"life.wanted_from": date(2026, 4, 1), "life.ends_on": date(2027, 4, 1)}, 2),
    ("life.years", {"life.wanted_from": date(2026, 4, 1), "life.ends_on": date(2028, 3, 31)}, 2),
    ("life.years", {"life.wanted_from": date(2027, 3, 1), "life.ends_on": date(2028, 2, 29)}, 1),
    ("life.years", {"life.wanted_from": date(2028, 2, 29), "life.ends_on": date(2029, 2, 27)}, 1),
    ("life.years", {"life.wanted_from": date(2028, 2, 29), "life.ends_on": date(2029, 3, 1)}, 2),
    ("life.days", {"life.wanted_from": DAY, "life.ends_on": DAY}, 0),
    ("life.days", {"life.wanted_from": DAY, "life.ends_on": DAY - timedelta(2)}, -2),
    ("life.days", {"life.wanted_from": date(2026, 4, 1), "life.ends_on": date(2027, 4, 1)}, 365),
    ("life.ends_after_renewal", {}, None),
    ("life.ends_after_renewal", {"life.ends_on": date(2028, 4, 30)}, False),
    ("life.ends_after_renewal", {"life.ends_on": date(2028, 5, 1)}, True),
    ("life.ends_after_renewal", {"life.ends_on": date(2028, 4, 29)}, False),
    # 1.8 M + (0.3 M + 3 × 0.15 M) × 2
    ("cost.lifetime_yen", PRICED, 3_300_000),
    ("cost.lifetime_yen", {**PRICED, "system.id": "still"}, 2_400_000),
    *[("cost.lifetime_yen", {**PRICED, missing: None}, None) for missing in list(PRICED)[:5]],
    ("cost.lifetime_yen", {**PRICED, "verification.hours_per_release": None}, 3_300_000),
    (
        "cost.lifetime_yen",
        {**PRICED, "cost.initial_yen": 0, "cost.annual_yen": 0, "cost.per_release_yen": 0},
        0,
    ),
    ("cost.verification_hours_per_year", PRICED, 90),
    ("cost.verification_hours_per_year", {}, None),
    ("cost.verification_hours_per_year", {**PRICED, "system.id": "still"}, 0),
    # 3.3 M / 2 / 4200 = 392.857…, rounded up against the request: 500 − 90 − 393
    ("cost.net_hours_per_year", PRICED, 17),
    *[("cost.net_hours_per_year", {**PRICED, missing: None}, None) for missing in PRICED],
    *[
        (
            "cost.net_hours_per_year",
            {**PRICED, "cost.initial_yen": initial, "cost.annual_yen": 0, "cost.per_release_yen": 0},
            net,
        )
        for initial, net in [(0, 410), (1, 409), (8399, 409), (8400, 409), (8401, 408)]
    ],
    ("verification.owner_is_requester", {}, None),
    ("verification.owner_is_requester", {"verification.owner": "ann"}, True),
    ("verification.owner_is_requester", {"verification.owner": "bob"}, False),
    ("verification.owner_is_deputy", {"verification.owner": "bob"}, None),
    ("verification.owner_is_deputy", {"verification.deputy": "bob"}, None),
    ("verification.owner_is_deputy", {"verification.owner": "bob", "verification.deputy": "bob"}, True),
    ("verification.owner_is_deputy", {"verification.owner": "bob", "verification.deputy": "ann"}, False),
    # the post on the judging day, both ends included
    ("verification.owner_post", {}, None),
    ("verification.owner_post", {"verification.owner": "ann"}, "clerk"),
    ("verification.owner_post", {"verification.owner": "bob"}, "chief"),
    ("verification.owner_post", {"verification.owner": "eve"}, "chief"),
    ("verification.owner_post", {"verification.owner": "fay"}, "clerk"),
]


def desk(root: Path, requests: list[Table], fields: list[str], **parts: Any) -> Desk:
    """A policy that requires every field to be filled: met or not, the rule is in the report with the value."""
    rules = [rule("P", "permit")]
    rules += [rule(f"Q.{name}", "require", must={name: {"filled": True}}) for name in fields]
    values = {"hourly_rate_yen": {"is": RATE, "may": "lower"}}
    made = Desk(root, systems=systems(), people=people())
    return made.set_up(layer("top", rules, values=values), requests=requests, **parts)


def seen(one: Table) -> dict[str, Any]:
    return {
        each["id"][2:]: each["clauses"][0]["value"] for each in one["rules"] if each["id"].startswith("Q.")
    }


def test_each_derived_field_is_what_page_2_says(tmp_path: Path) -> None:
    requests = [request(f"q{index}", changes) for index, (_, changes, _) in enumerate(CASES)]
    by_key = desk(tmp_path, requests, FIELDS).check().by_key
    for index, (name, changes, expected) in enumerate(CASES):
        assert seen(by_key[f"q{index}"])[name] == expected, (name, changes)


def test_every_derived_field_is_covered() -> None:
    assert {name for name, _, _ in CASES} == set(FIELDS)


def test_the_owners_post_and_the_ages_move_with_the_judging_day(tmp_path: Path) -> None:
    form = request("q", {"verification.owner": "eve", "life.wanted_from": DAY, "cost.quote_on": DAY})
    made = desk(tmp_path, [form], FIELDS)
    before = seen(made.check(day=DAY - timedelta(1)).by_key["q"])
    assert before["verification.owner_post"] == "clerk"
    assert (before["request.lead_days"], before["cost.quote_age_days"]) == (1, -1)


# alternatives -------------------------------------------------------------------------------------------------------

SETS: list[tuple[int, dict[int, str], Table, str]] = [
    # rung asked for, answers, condition on alternatives.possible, truth
    (3, {}, {"empty": True}, "unknown"),
    (3, {0: "not_possible", 1: "partly", 2: "not_possible"}, {"empty": True}, "yes"),
    (3, {0: "not_possible", 1: "partly"}, {"empty": True}, "unknown"),
    (3, {0: "possible"}, {"empty": True}, "no"),
    (3, {0: "possible"}, {"empty": False}, "yes"),
    (3, {}, {"empty": False}, "unknown"),
    (3, {0: "possible"}, {"has": 0}, "yes"),
    (3, {0: "possible"}, {"has": 1}, "unknown"),
    (3, {0: "possible"}, {"has": 3}, "no"),
    (3, {0: "partly"}, {"has": 0}, "no"),
    (3, {0: "possible"}, {"has_any": [0, 1]}, "yes"),
    (3, {0: "partly"}, {"has_any": [0, 1]}, "unknown"),
    (3, {0: "partly", 1: "not_possible"}, {"has_any": [0, 1, 5]}, "no"),
    (3, {0: "possible"}, {"has_all": [0, 1]}, "unknown"),
    (3, {0: "partly"}, {"has_all": [0, 1]}, "no"),
    (3, {0: "possible", 1: "possible"}, {"has_all": [0, 1]}, "yes"),
    (3, {0: "possible", 1: "possible"}, {"has_all": [0, 1, 3]}, "no"),
    (1, {0: "possible"}, {"has_all": [0]}, "yes"),
    (1, {0: "not_possible"}, {"has_any": [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]}, "no"),
]


def test_it_is_unknown_whether_an_unanswered_rung_is_possible(tmp_path: Path) -> None:
    rules = [rule("P", "permit")]
    rules += [rule(f"S{n}", "require", must={"alternatives.possible": one[2]}) for n, one in enumerate(SETS)]
    requests = [request(f"q{n}", {"gap.rung": one[0]}, one[1]) for n, one in enumerate(SETS)]
    by_key = Desk(tmp_path).set_up(layer("top", rules), requests=requests).check().by_key
    for n, (_, answers, leaf, truth) in enumerate(SETS):
        found = next(one for one in by_key[f"q{n}"]["rules"] if one["id"] == f"S{n}")
        assert found["clauses"][0]["truth"] == truth, (answers, leaf)
        assert found["clauses"][0]["value"] == sorted(
            r for r, result in answers.items() if result == "possible"
        )
        assert found["met"] is (truth == "yes")


def test_unanswered_is_always_known_and_an_answer_without_result_is_none(tmp_path: Path) -> None:
    rules = [
        rule("P", "permit"),
        rule("U", "require", must={"alternatives.unanswered": {"empty": True}}),
    ]
    half = request("half", {"gap.rung": 3}, {0: "partly", 1: "partly", 2: "partly"})
    del half["alternative"][1]["result"]
    requests = [
        half,
        request("none", {"gap.rung": 3}),
        request("all", {"gap.rung": 3}, {0: "partly", 1: "partly", 2: "partly"}),
    ]
    by_key = Desk(tmp_path).set_up(layer("top", rules), requests=requests).check().by_key
    clauses = {key: one["rules"][-1]["clauses"][0] for key, one in by_key.items()}
    assert (clauses["half"]["value"], clauses["half"]["truth"]) == ([1], "no")
    assert (clauses["none"]["value"], clauses["none"]["truth"]) == ([0, 1, 2], "no")
    assert (clauses["all"]["value"], clauses["all"]["truth"]) == ([], "yes")
    assert by_key["all"]["verdict"] == "eligible"


# personal data ------------------------------------------------------------------------------------------------------


def my_number(eleven: str) -> str:
    """The check digit of the ordinance: 11 − (Σ P × Q mod 11), 0 where the remainder is at most 1."""
    total = sum(
        int(digit) * (n + 1 if n <= 6 else n - 5) for n, digit in enumerate(reversed(eleven), start=1)
    )
    return eleven + ("0" if total % 11 <= 1 else str(11 - total % 11))


GOOD = my_number("12345678901")
WRONG = GOOD[:-1] + str((int(GOOD[-1]) + 1) % 10)

TEXTS: list[tuple[str, int]] = [
    ("", 0),
    ("Nothing to see: 3,200 cases, 214 characters, 2026-10-01, 1,800,000 yen", 0),
    ("令和8年10月1日から、様式第12号の3により、3,200件", 0),
    (f"number {GOOD} here", 1),
    (f"{GOOD[:4]} {GOOD[4:8]} {GOOD[8:]}", 1),
    (f"{GOOD[:4]}-{GOOD[4:8]}-{GOOD[8:]}", 1),
    (GOOD.translate(str.maketrans("0123456789", "０１２３４５６７８９")), 1),
    (f"number {WRONG} here", 0),
    (f"{GOOD}5", 0),
    ("call 090-1234-5678", 1),
    ("call 03-1234-5678", 1),
    ("call 0428-22-1111", 1),
    ("電話０９０－１２３４－５６７８まで", 1),
    ("write to taro@example.jp", 1),
    ("write to taro@example.jp or jiro@example.jp", 2),
    ("東京都青空市本町1丁目2番3号", 1),
    ("青空市本町1-2-3に住む方", 1),
    (f"taro@example.jp, {GOOD}, 090-1234-5678", 3),
]


@pytest.mark.parametrize("where", ["gap.current", "reason.if_refused", "life.exit_plan", "alternative"])
def test_personal_data_in_free_text_is_counted(where: str, tmp_path: Path) -> None:
    requests = []
    for n, (text, _) in enumerate(TEXTS):
        form = request(
            f"q{n}", {"gap.rung": 1} if where == "alternative" else {where: text or "-"}, {0: "partly"}
        )
        if where == "alternative":
            form["alternative"][0]["why"] = text
        requests.append(form)
    by_key = desk(tmp_path, requests, ["text.personal_data_hits"]).check().by_key
    for n, (text, hits) in enumerate(TEXTS):
        assert seen(by_key[f"q{n}"])["text.personal_data_hits"] == hits, text


def test_a_cleared_string_is_no_hit_and_only_that_string(tmp_path: Path) -> None:
    changes = {"gap.current": "ask 03-1234-5678 or 03-1234-5679"}
    cleared = request("cleared", changes)
    cleared["disclosure"] = {"cleared": [{"text": "03-1234-5678", "why": "the city's own switchboard"}]}
    by_key = desk(tmp_path, [request("raw", changes), cleared], ["text.personal_data_hits"]).check().by_key
    assert seen(by_key["raw"])["text.personal_data_hits"] == 2
    assert seen(by_key["cleared"])["text.personal_data_hits"] == 1


def test_history_is_unknown_without_the_ledger_and_changes_nothing(tmp_path: Path) -> None:
    fields = ["history.live_on_function", "history.cost_12_months_yen", "history.refused_similar"]
    rules = [rule("P", "permit")]
    rules += [rule(f"A{n}", "advise", when={name: {"at_least": 0}}) for n, name in enumerate(fields)]
    one = Desk(tmp_path).set_up(layer("top", rules), requests=[request("q", PRICED)]).check().by_key["q"]
    assert (one["verdict"], [each["id"] for each in one["rules"]], one["questions"]) == (
        "eligible",
        ["P"],
        [],
    )
