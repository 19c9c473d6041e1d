"""The table of page 3, line by line: each case is a policy, a request, and what the page says of it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.outside.desk import DAY, Desk, Table, layer, request, rule

YES: Table = {"impact.my_number": {"is": True}}
NO: Table = {"impact.my_number": {"is": False}}
OPEN: Table = {"impact.personal_data": {"is": True}}  # never answered here
TOMORROW = DAY + timedelta(1)
YESTERDAY = DAY - timedelta(1)

PERMIT = rule("P", "permit", when=YES)


def judged(tmp_path: Path, *layers: Table, **changes: Any) -> Table:
    fields = {"impact.my_number": True} | {name.replace("__", "."): value for name, value in changes.items()}
    ran = Desk(tmp_path).set_up(*layers, requests=[request("q", fields)]).check()
    assert ran.code in (0, 1), ran.err
    one: Table = ran.by_key["q"]
    return one


def summary(one: Table) -> tuple[str, list[str]]:
    return one["verdict"], [each["id"] for each in one["rules"]]


def steps(one: Table) -> list[tuple[int | None, str]]:
    return [(each["rung"], each["rule"]) for each in one["next_steps"]]


def asked(one: Table) -> list[tuple[str, list[str]]]:
    return [(each["field"], each["rules"]) for each in one["questions"]]


def low(*rules: Table, extends: list[str] | None = None, default: str = "abstain", **parts: Any) -> Table:
    return layer("low", rules, default, policy={"extends": extends or ["top.toml"], **parts})


CASES: dict[str, tuple[list[Table], tuple[str, list[str]]]] = {
    # line 1
    "a hard forbid is said at once, whatever is open": (
        [
            layer(
                "top", [PERMIT, rule("H", "forbid", level="hard", when=YES), rule("R", "require", must=OPEN)]
            )
        ],
        ("forbidden", ["H", "P", "R"]),
    ),
    "no escalate lifts a hard forbid": (
        [
            layer(
                "top", [PERMIT, rule("H", "forbid", level="hard", when=YES), rule("E", "escalate", when=YES)]
            )
        ],
        ("forbidden", ["E", "H", "P"]),
    ),
    "forbidden goes before refused and redirected": (
        [
            layer(
                "top",
                [
                    rule("H", "forbid", level="hard", when=YES),
                    rule("F", "forbid", when=YES),
                    rule("D", "redirect", to=3, when=YES),
                ],
            )
        ],
        ("forbidden", ["D", "F", "H"]),
    ),
    # line 2
    "an overridable forbid refuses while something else is open": (
        [layer("top", [rule("P", "permit", when=OPEN), rule("F", "forbid", when=YES)])],
        ("refused", ["F"]),
    ),
    "a forbid that an open escalate may lift is not decided": (
        [layer("top", [PERMIT, rule("F", "forbid", when=YES), rule("E", "escalate", when=OPEN)])],
        ("incomplete", ["E", "F", "P"]),
    ),
    "an escalate of its own layer lifts a forbid": (
        [layer("top", [PERMIT, rule("F", "forbid", when=YES), rule("E", "escalate", when=YES)])],
        ("eligible", ["E", "F", "P"]),
    ),
    "an escalate of the layer above lifts a forbid below": (
        [layer("top", [rule("E", "escalate", when=YES)]), low(rule("F", "forbid", when=YES))],
        ("eligible", ["E", "F"]),
    ),
    "an escalate below never lifts a forbid above": (
        [layer("top", [PERMIT, rule("F", "forbid", when=YES)]), low(rule("E", "escalate", when=YES))],
        ("refused", ["E", "F", "P"]),
    ),
    "an open escalate below does not hold up a forbid above": (
        [layer("top", [PERMIT, rule("F", "forbid", when=YES)]), low(rule("E", "escalate", when=OPEN))],
        ("refused", ["F", "P"]),
    ),
    "an escalate of a layer beside lifts nothing": (
        [
            layer("top", [PERMIT]),
            layer("side", [rule("E", "escalate", when=YES)], "abstain", policy={"extends": ["top.toml"]}),
            low(rule("F", "forbid", when=YES)),
        ],
        ("refused", ["E", "F", "P"]),
    ),
    "extends reaches through a layer in between": (
        [
            layer("top", [rule("E", "escalate", when=YES)]),
            layer("mid", [rule("M", "forbid", when=NO)], "abstain", policy={"extends": ["top.toml"]}),
            low(rule("F", "forbid", when=YES), extends=["mid.toml"]),
        ],
        ("eligible", ["E", "F"]),
    ),
    "one yes among several escalates is enough": (
        [
            layer(
                "top",
                [
                    rule("F", "forbid", when=YES),
                    rule("E1", "escalate", when=NO),
                    rule("E2", "escalate", when=YES),
                ],
            )
        ],
        ("eligible", ["E2", "F"]),
    ),
    # line 3
    "a redirect goes after a forbid and before the default": (
        [layer("top", [rule("P", "permit", when=NO), rule("D", "redirect", to=3, when=YES)])],
        ("redirected", ["D"]),
    ),
    "a forbid decides before a redirect": (
        [layer("top", [PERMIT, rule("D", "redirect", to=3, when=YES), rule("F", "forbid", when=YES)])],
        ("refused", ["D", "F", "P"]),
    ),
    "an escalate lifts a redirect": (
        [layer("top", [rule("D", "redirect", to=3, when=YES), rule("E", "escalate", when=YES)])],
        ("eligible", ["D", "E"]),
    ),
    "a forbid held up by an open escalate leaves a redirect to decide": (
        [
            layer("top", [PERMIT, rule("D", "redirect", to=3, when=YES)]),
            low(rule("F", "forbid", when=YES), rule("E", "escalate", when=OPEN)),
        ],
        ("redirected", ["D", "F", "P"]),
    ),
    # line 4
    "no permit holds": ([layer("top", [rule("P", "permit", when=NO)])], ("refused", ["default"])),
    "every refuse layer must grant": (
        [layer("top", [PERMIT]), low(rule("L", "permit", when=NO), default="refuse")],
        ("refused", ["P", "default"]),
    ),
    "a refuse layer without permits grants by escalate only": (
        [layer("top", [PERMIT]), low(rule("A", "advise", when=YES), default="refuse")],
        ("refused", ["A", "P", "default"]),
    ),
    "an escalate above grants in a refuse layer below": (
        [
            layer("top", [rule("E", "escalate", when=YES)]),
            low(rule("L", "permit", when=NO), default="refuse"),
        ],
        ("eligible", ["E"]),
    ),
    "an escalate below grants nothing above": (
        [layer("top", [rule("P", "permit", when=NO)]), low(rule("E", "escalate", when=YES))],
        ("refused", ["E", "default"]),
    ),
    "a permit above grants nothing in a refuse layer below": (
        [layer("top", [PERMIT]), low(rule("L", "permit", when=NO), default="refuse")],
        ("refused", ["P", "default"]),
    ),
    "two refuse layers that both grant": (
        [layer("top", [PERMIT]), low(rule("L", "permit", when=YES), default="refuse")],
        ("eligible", ["L", "P"]),
    ),
    "one refuse layer surely without ground decides though the other is open": (
        [
            layer("top", [rule("P", "permit", when=OPEN)]),
            low(rule("L", "permit", when=NO), default="refuse"),
        ],
        ("refused", ["default"]),
    ),
    # line 5
    "the last permit a layer hopes for is open": (
        [layer("top", [rule("P", "permit", when=OPEN), rule("P2", "permit", when=NO)])],
        ("incomplete", ["P"]),
    ),
    "an open permit beside one that holds does not matter": (
        [layer("top", [PERMIT, rule("P2", "permit", when=OPEN)])],
        ("eligible", ["P"]),
    ),
    "an open escalate beside a permit that holds does not matter": (
        [layer("top", [PERMIT, rule("E", "escalate", when=OPEN)])],
        ("eligible", ["P"]),
    ),
    "an open hard forbid matters although something escalates": (
        [
            layer(
                "top",
                [rule("H", "forbid", level="hard", when=OPEN), rule("E", "escalate", when=YES)],
            )
        ],
        ("incomplete", ["E", "H"]),
    ),
    "an open forbid that is lifted does not matter": (
        [layer("top", [rule("F", "forbid", when=OPEN), rule("E", "escalate", when=YES)])],
        ("eligible", ["E"]),
    ),
    "an open redirect matters": (
        [layer("top", [PERMIT, rule("D", "redirect", to=1, when=OPEN)])],
        ("incomplete", ["D", "P"]),
    ),
    "an unmet require": (
        [layer("top", [PERMIT, rule("R", "require", when=YES, must=NO)])],
        ("incomplete", ["P", "R"]),
    ),
    "an unmet require asks even where it is open whether it applies": (
        [layer("top", [PERMIT, rule("R", "require", when=OPEN, must=NO)])],
        ("incomplete", ["P", "R"]),
    ),
    "a require that is open and met is met": (
        [layer("top", [PERMIT, rule("R", "require", when=OPEN, must=YES)])],
        ("eligible", ["P"]),
    ),
    "a require that does not apply is not asked": (
        [layer("top", [PERMIT, rule("R", "require", when=NO, must=OPEN)])],
        ("eligible", ["P"]),
    ),
    "a require with an open must is unmet": (
        [layer("top", [PERMIT, rule("R", "require", must=OPEN)])],
        ("incomplete", ["P", "R"]),
    ),
    "an escalate does not waive a require": (
        [layer("top", [rule("E", "escalate", when=YES), rule("R", "require", must=NO)])],
        ("incomplete", ["E", "R"]),
    ),
    # line 6, and what never matters
    "advice changes nothing": (
        [layer("top", [PERMIT, rule("A", "advise", when=YES), rule("B", "advise", when=OPEN)])],
        ("eligible", ["A", "P"]),
    ),
    "unless takes a rule away": (
        [layer("top", [PERMIT, rule("F", "forbid", when=YES, unless=YES)])],
        ("eligible", ["P"]),
    ),
    "an open unless leaves a rule open": (
        [layer("top", [PERMIT, rule("F", "forbid", when=YES, unless=OPEN)])],
        ("incomplete", ["F", "P"]),
    ),
    "a rule without when and unless always applies": (
        [layer("top", [PERMIT, rule("F", "forbid")])],
        ("refused", ["F", "P"]),
    ),
    # days, both ends included
    "a rule on its first and last day": (
        [layer("top", [PERMIT, rule("F", "forbid", when=YES, effective={"from": DAY, "until": DAY})])],
        ("refused", ["F", "P"]),
    ),
    "a rule before its first day is no": (
        [layer("top", [PERMIT, rule("F", "forbid", when=YES, effective={"from": TOMORROW})])],
        ("eligible", ["P"]),
    ),
    "a rule after its last day is no": (
        [layer("top", [PERMIT, rule("F", "forbid", when=OPEN, effective={"until": YESTERDAY})])],
        ("eligible", ["P"]),
    ),
    "a permit outside its days is no ground": (
        [layer("top", [rule("P", "permit", when=YES, effective={"from": TOMORROW})])],
        ("refused", ["default"]),
    ),
    "a require outside its days asks nothing": (
        [layer("top", [PERMIT, rule("R", "require", must=OPEN, effective={"from": TOMORROW})])],
        ("eligible", ["P"]),
    ),
    "a layer outside its days takes no part": (
        [layer("top", [PERMIT]), low(rule("F", "forbid"), effective={"from": TOMORROW})],
        ("eligible", ["P"]),
    ),
    "a layer on its last day takes part": (
        [
            layer("top", [PERMIT]),
            low(rule("F", "forbid"), effective={"from": date(2020, 1, 1), "until": DAY}),
        ],
        ("refused", ["F", "P"]),
    ),
    "a refuse layer outside its days need not grant": (
        [
            layer("top", [PERMIT]),
            low(rule("L", "permit", when=NO), default="refuse", effective={"from": TOMORROW}),
        ],
        ("eligible", ["P"]),
    ),
    "an escalate of a layer outside its days lifts nothing": (
        [
            layer("top", [rule("E", "escalate", when=YES)], policy={"effective": {"until": YESTERDAY}}),
            low(rule("F", "forbid", when=YES), rule("P", "permit", when=YES), default="refuse"),
        ],
        ("refused", ["F", "P"]),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_first_line_that_holds_decides(name: str, tmp_path: Path) -> None:
    layers, expected = CASES[name]
    assert summary(judged(tmp_path, *layers)) == expected


def test_what_is_lifted_is_reported_as_lifted(tmp_path: Path) -> None:
    one = judged(
        tmp_path,
        layer("top", [PERMIT, rule("F", "forbid", when=YES), rule("D", "redirect", to=2, when=YES)]),
        low(rule("G", "forbid", when=YES), rule("E", "escalate", when=YES)),
    )
    assert {each["id"]: each["lifted"] for each in one["rules"]} == {
        "D": False,
        "E": False,
        "F": False,
        "G": True,
        "P": False,
    }
    assert one["verdict"] == "refused"


def test_steps_are_the_redirects_lowest_rung_first(tmp_path: Path) -> None:
    rules = [
        rule("A", "redirect", to=7, when=YES),
        rule("D", "redirect", to=2, when=YES),
        rule("B", "redirect", to=2, when=YES),
        rule("C", "redirect", to=0, when=YES),
        rule("Z", "redirect", when=YES),  # without `to`: the rung asked for
        rule("F", "forbid", when=YES),
    ]
    one = judged(tmp_path, layer("top", rules), gap__rung=5)
    assert one["verdict"] == "refused"
    assert steps(one) == [(0, "C"), (2, "B"), (2, "D"), (5, "Z"), (7, "A")]
    assert one["next_steps"][0]["text"] == "Remedy C"


def test_without_redirect_the_steps_are_those_of_the_deciding_rules(tmp_path: Path) -> None:
    rules = [PERMIT, *(rule(id, "forbid", when=YES) for id in ("F2", "F1")), rule("F3", "forbid", when=NO)]
    assert steps(judged(tmp_path, layer("top", rules))) == [(None, "F1"), (None, "F2")]


def test_the_default_names_the_ladder(tmp_path: Path) -> None:
    one = judged(tmp_path, layer("top", [rule("P", "permit", when=NO)]), gap__rung=3)
    assert steps(one) == [(0, "default"), (1, "default"), (2, "default")]


def test_questions_stand_in_the_order_of_the_form_and_name_their_rules(tmp_path: Path) -> None:
    rules = [
        PERMIT,
        rule("B", "require", must={"life.exit_plan": {"filled": True}, "cost.initial_yen": {"filled": True}}),
        rule("A", "require", must={"cost.lifetime_yen": {"at_most": 5}}),
        rule("H", "forbid", level="hard", when={"system.spec_class": {"is": "prohibited"}}),
        rule("I", "forbid", when={"alternatives.possible": {"has": 2}}),
    ]
    one = judged(tmp_path, layer("top", rules))
    assert asked(one) == [
        ("system.spec_class", ["H"]),
        ("alternative", ["I"]),
        ("cost.initial_yen", ["A", "B"]),
        ("cost.annual_yen", ["A"]),
        ("cost.per_release_yen", ["A"]),
        ("life.wanted_from", ["A"]),
        ("life.ends_on", ["A"]),
        ("life.exit_plan", ["B"]),
    ]


# named values -------------------------------------------------------------------------------------------------------

NINE = rule("F", "forbid", when={"reason.cases_per_year": {"under": "$least"}})
LEAST: Table = {"least": {"is": 10, "may": "raise"}}


def test_the_strictest_of_the_values_counts_in_every_layer(tmp_path: Path) -> None:
    layers = [
        layer("top", [rule("P", "permit"), NINE], values=LEAST),
        layer(
            "a",
            [rule("A", "advise")],
            "abstain",
            policy={"extends": ["top.toml"]},
            values={"least": {"is": 30}},
        ),
        layer(
            "b",
            [rule("B", "advise")],
            "abstain",
            policy={"extends": ["a.toml"]},
            values={"least": {"is": 20}},
        ),
        layer(
            "gone",
            [rule("C", "advise")],
            "abstain",
            policy={"extends": ["top.toml"], "effective": {"until": YESTERDAY}},
            values={"least": {"is": 99}},
        ),
    ]
    requests = [request(f"q{n}", {"reason.cases_per_year": n}) for n in (9, 10, 29, 30)]
    by_key = Desk(tmp_path).set_up(*layers, requests=requests).check().by_key
    assert [by_key[f"q{n}"]["verdict"] for n in (9, 10, 29, 30)] == ["refused"] * 3 + ["eligible"]


def test_a_value_may_stand_at_what_its_owner_says(tmp_path: Path) -> None:
    below = layer(
        "low",
        [rule("A", "advise")],
        "abstain",
        policy={"extends": ["top.toml"]},
        values={"least": {"is": 10}},
    )
    one = judged(
        tmp_path, layer("top", [rule("P", "permit"), NINE], values=LEAST), below, reason__cases_per_year=10
    )
    assert one["verdict"] == "eligible"


def test_a_lower_hourly_rate_of_a_layer_below_counts_in_the_derived_field(tmp_path: Path) -> None:
    saves = rule("P", "permit", when={"cost.net_hours_per_year": {"over": 0}})
    top = layer("top", [saves], values={"hourly_rate_yen": {"is": 4200, "may": "lower"}})
    city = layer(
        "low",
        [rule("A", "advise")],
        "abstain",
        policy={"extends": ["top.toml"]},
        values={"hourly_rate_yen": {"is": 100}},
    )
    facts = {
        "reason__hours_per_year": 100,
        "verification__hours_per_release": 0,
        "cost__initial_yen": 42000,
        "cost__annual_yen": 0,
        "cost__per_release_yen": 0,
        "life__wanted_from": DAY,
        "life__ends_on": DAY,
    }
    assert judged(tmp_path / "alone", top, **facts)["verdict"] == "eligible"
    assert judged(tmp_path / "city", top, city, **facts)["verdict"] == "refused"


# truth of operators -------------------------------------------------------------------------------------------------

LEAVES: list[tuple[str, Any, Table, str]] = [
    # field, value (None: missing), leaf, truth
    ("reason.cases_per_year", 5, {"is": 5}, "yes"),
    ("reason.cases_per_year", 5, {"over": 5}, "no"),
    ("reason.cases_per_year", 5, {"over": 4}, "yes"),
    ("reason.cases_per_year", 5, {"under": 5}, "no"),
    ("reason.cases_per_year", 5, {"under": 6}, "yes"),
    ("reason.cases_per_year", 5, {"at_least": 5}, "yes"),
    ("reason.cases_per_year", 5, {"at_least": 6}, "no"),
    ("reason.cases_per_year", 5, {"at_most": 5}, "yes"),
    ("reason.cases_per_year", 5, {"at_most": 4}, "no"),
    ("reason.cases_per_year", None, {"at_most": 4}, "unknown"),
    ("reason.cases_per_year", 0, {"filled": True}, "yes"),
    ("reason.cases_per_year", None, {"filled": True}, "unknown"),
    ("reason.cases_per_year", None, {"filled": False}, "unknown"),
    ("reason.cases_per_year", 0, {"filled": False}, "no"),
    ("reason.cases_per_year", 2**63 - 1, {"at_least": 2**63 - 1}, "yes"),
    ("reason.cases_per_year", 5, {"over": 3, "under": 9}, "yes"),
    ("reason.cases_per_year", 5, {"over": 3, "under": 5}, "no"),
    ("reason.effective_on", DAY, {"before": DAY}, "no"),
    ("reason.effective_on", DAY, {"before": TOMORROW}, "yes"),
    ("reason.effective_on", DAY, {"after": DAY}, "no"),
    ("reason.effective_on", DAY, {"after": YESTERDAY}, "yes"),
    ("reason.effective_on", DAY, {"on_or_before": DAY}, "yes"),
    ("reason.effective_on", DAY, {"on_or_before": YESTERDAY}, "no"),
    ("reason.effective_on", DAY, {"on_or_after": DAY}, "yes"),
    ("reason.effective_on", DAY, {"on_or_after": TOMORROW}, "no"),
    ("reason.effective_on", None, {"after": DAY}, "unknown"),
    ("impact.my_number", False, {"is": False}, "yes"),
    ("impact.my_number", False, {"is": True}, "no"),
    ("impact.my_number", False, {"filled": True}, "yes"),
    ("impact.my_number", None, {"is": False}, "unknown"),
    ("system.spec_class", "option", {"is": "option"}, "yes"),
    ("system.spec_class", "option", {"is_not": "option"}, "no"),
    ("system.spec_class", "option", {"in": ["option", "mandatory"]}, "yes"),
    ("system.spec_class", "option", {"not_in": ["option", "mandatory"]}, "no"),
    ("system.spec_class", "prohibited", {"in": ["option", "mandatory"]}, "no"),
    ("system.spec_class", "prohibited", {"not_in": ["option", "mandatory"]}, "yes"),
    ("system.spec_class", None, {"is_not": "option"}, "unknown"),
    ("system.spec_class", None, {"not_in": ["option"]}, "unknown"),
    ("verification.owner", "bob", {"is": "bob"}, "yes"),
    ("verification.owner", "bob", {"not_in": ["ann"]}, "yes"),
    ("verification.owner", None, {"filled": True}, "unknown"),
    ("reason.legal_basis", "", {"is": ""}, "yes"),
    ("reason.legal_basis", "", {"is_not": "x"}, "yes"),
    ("reason.legal_basis", "", {"filled": True}, "no"),
    ("reason.legal_basis", "", {"filled": False}, "yes"),
    ("reason.legal_basis", " \t\n", {"filled": True}, "no"),
    ("reason.legal_basis", "\u3000", {"filled": True}, "no"),
    ("reason.legal_basis", "x", {"is": "X"}, "no"),
    ("reason.legal_basis", "x", {"filled": True}, "yes"),
    ("reason.legal_basis", None, {"is_not": "x"}, "unknown"),
    ("precedent.same_need", [], {"empty": True}, "yes"),
    ("precedent.same_need", [], {"empty": False}, "no"),
    ("precedent.same_need", [""], {"empty": True}, "no"),
    ("precedent.same_need", [], {"filled": True}, "no"),
    ("precedent.same_need", ["", "\u3000"], {"filled": True}, "no"),
    ("precedent.same_need", ["", "A"], {"filled": True}, "yes"),
    ("precedent.same_need", None, {"empty": True}, "unknown"),
    ("precedent.same_need", None, {"has": "A"}, "unknown"),
    ("precedent.same_need", ["A", "B"], {"has": "A"}, "yes"),
    ("precedent.same_need", ["A", "B"], {"has": "C"}, "no"),
    ("precedent.same_need", ["A", "B"], {"has_any": ["C", "B"]}, "yes"),
    ("precedent.same_need", ["A", "B"], {"has_any": ["C"]}, "no"),
    ("precedent.same_need", ["A", "B"], {"has_all": ["B", "A"]}, "yes"),
    ("precedent.same_need", ["A", "B"], {"has_all": ["A", "C"]}, "no"),
    ("precedent.same_need", [], {"has_any": ["A"]}, "no"),
]


def test_every_operator_at_its_boundaries(tmp_path: Path) -> None:
    """One rule and one request for each leaf; the other requests pass by the rule with values of their own."""
    rules = [rule("P", "permit")]
    rules += [rule(f"L{n}", "require", must={name: leaf}) for n, (name, _, leaf, _) in enumerate(LEAVES)]
    requests = [request(f"q{n}", {name: value}) for n, (name, value, _, _) in enumerate(LEAVES)]
    by_key = Desk(tmp_path).set_up(layer("top", rules), requests=requests).check().by_key
    for n, (name, value, leaf, truth) in enumerate(LEAVES):
        found = next(one for one in by_key[f"q{n}"]["rules"] if one["id"] == f"L{n}")
        assert {clause["operator"] for clause in found["clauses"]} == set(leaf)
        assert {clause["field"] for clause in found["clauses"]} == {name}
        joined = {"yes": True, "no": False, "unknown": False}[truth]
        assert found["met"] is joined, (name, value, leaf)
        if len(leaf) == 1:
            assert found["clauses"][0]["truth"] == truth, (name, value, leaf)


GROUPS: list[tuple[Table, str]] = [
    ({"any": [YES, OPEN]}, "yes"),
    ({"any": [NO, OPEN]}, "unknown"),
    ({"any": [NO, NO]}, "no"),
    ({"all": [YES, OPEN]}, "unknown"),
    ({"all": [NO, OPEN]}, "no"),
    ({"all": [YES, YES]}, "yes"),
    ({"none": [YES, OPEN]}, "no"),
    ({"none": [NO, OPEN]}, "unknown"),
    ({"none": [NO, NO]}, "yes"),
    ({**YES, "any": [OPEN], "none": [YES]}, "no"),
    ({**YES, "any": [OPEN], "none": [NO]}, "unknown"),
    ({"none": [{"any": [NO, {"all": [YES, {"none": [NO]}]}]}]}, "no"),
    ({"any": [{**YES, **OPEN}, {**NO, **OPEN}]}, "unknown"),
    ({"any": [{**NO, **OPEN}]}, "no"),
]


def test_groups_join_as_kleene_does(tmp_path: Path) -> None:
    rules = [rule("P", "permit")]
    rules += [rule(f"W{n}", "require", when=one, must=NO) for n, (one, _) in enumerate(GROUPS)]
    changes = {"impact.my_number": True}
    one = Desk(tmp_path).set_up(layer("top", rules), requests=[request("q", changes)]).check().by_key["q"]
    fired = {each["id"]: each["fired"] for each in one["rules"]}
    for n, (group, truth) in enumerate(GROUPS):
        assert fired.get(f"W{n}", "no") == truth, group
