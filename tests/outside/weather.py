"""Random policies and requests for the differential run; boundary values come up far more often than others."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from tests.outside.desk import DAY, PEOPLE, SYSTEM, Table, layer, request, rule
from tests.outside.verdicts import above

CATEGORIES = [
    "law",
    "prefecture_scheme",
    "ordinance",
    "audit",
    "safety",
    "accessibility",
    "volume",
    "efficiency",
    "habit",
]
KINDS = ["law_change", "scheme_change", "wish", "audit_finding", "defect", "renewal"]
OUTPUTS = ["screen", "form", "list", "data", "link", "process", "entry", "character"]

ENUMS = {
    "request.kind": KINDS,
    "system.spec_class": ["mandatory", "option", "prohibited", "not_listed", "not_applicable"],
    "gap.output": OUTPUTS,
    "gap.form_basis": ["law", "prefecture", "ordinance", "internal", "none"],
    "reason.category": CATEGORIES,
    "cost.vendor_answer": ["A", "B", "C", "D"],
    "impact.privacy_assessment": ["not_needed", "needed", "done"],
    "system.regime": ["standard", "transition", "common_function", "out_of_scope"],
    "verification.owner_post": ["clerk", "chief"],
}
IDS = {"verification.owner": ["ann", "bob", "cid"], "request.requester": ["ann", "bob", "cid"]}
TEXTS = {"reason.legal_basis": ["", " ", "Article 1"], "life.exit_plan": ["", "\u3000", "stop it"]}
LISTS = {"precedent.same_need": ["", " ", "A", "B", "C"], "verification.items": ["", "\u3000", "x", "y"]}
INTS = {
    "gap.rung": [1, 2, 4, 5, 6, 8, 9],
    "reason.hours_per_year": [0, 1, 100, 190, 191, 192],
    "cost.initial_yen": [0, 1, 4199, 4200, 4201, 1_800_000],
    "cost.annual_yen": [0, 1, 4200, 300_000],
    "cost.per_release_yen": [0, 1, 150_000],
    "verification.hours_per_release": [0, 1, 30, 33],
    "system.releases_per_year": [3],
    "system.months_to_renewal": [-2, -1, 0, 17, 18, 19],
    "request.lead_days": [-1, 0, 1, 89, 90, 91],
    "precedent.same_need_count": [0, 1, 2, 3],
    "cost.quote_age_days": [-1, 0, 364, 365, 366],
    "life.years": [1, 2, 3],
    "life.days": [-1, 0, 364, 365, 366],
    "cost.lifetime_yen": [0, 1, 4200, 4201, 1_800_000, 2_550_000],
    "cost.verification_hours_per_year": [0, 3, 90, 99],
}
DATES = {
    "reason.effective_on": DAY + timedelta(90),
    "cost.vendor_from": DAY + timedelta(90),
    "cost.quote_on": DAY - timedelta(365),
    "life.wanted_from": DAY + timedelta(90),
    "life.ends_on": date(2028, 4, 30),
}
CATALOGUE_DATES = {"system.renewal_on": date(2028, 4, 30), "system.contract_end": date(2029, 3, 31)}
BOOLS = [
    "reason.rule_amendable",
    "precedent.searched",
    "impact.my_number",
    "impact.personal_data",
    "impact.crosses_segment",
    "system.shared",
    "system.joint_consent",
    "cost.vendor_in_time",
    "verification.owner_is_requester",
    "verification.owner_is_deputy",
    "life.ends_after_renewal",
]
VALUES = {"near_months": 18, "lead_days": 90}  # no layer below may move these, so they stand anywhere


def one_leaf(r: Random, values: list[str], must: bool) -> tuple[str, Table]:
    kind = r.choice(
        ["enum", "enum", "id", "text", "list", "int", "int", "int", "date", "bool", "bool", "set"]
    )
    if kind in ("enum", "id"):
        name, options = r.choice(sorted((ENUMS if kind == "enum" else IDS).items()))
        operator = r.choice(["is", "is_not", "in", "not_in", "filled"])
        if operator in ("is", "is_not"):
            return name, {operator: r.choice(options)}
        if operator in ("in", "not_in"):
            return name, {operator: r.sample(options, r.randint(1, min(3, len(options))))}
    elif kind == "text":
        name, options = r.choice(sorted(TEXTS.items()))
        operator = r.choice(["is", "is_not", "in", "filled", "filled"])
        if operator in ("is", "is_not"):
            return name, {operator: r.choice(options)}
        if operator == "in":
            return name, {operator: r.sample(options, 2)}
    elif kind == "list":
        name, options = r.choice(sorted(LISTS.items()))
        operator = r.choice(["has", "has_any", "has_all", "empty", "filled"])
        if operator == "has":
            return name, {operator: r.choice(options)}
        if operator in ("has_any", "has_all"):
            return name, {operator: r.sample(options, 2)}
        if operator == "empty":
            return name, {"empty": r.random() < 0.5}
    elif kind == "int":
        name, numbers = r.choice(sorted(INTS.items()))
        operator = r.choice(["is", "over", "under", "at_least", "at_most", "at_least", "at_most", "filled"])
        if operator != "filled":
            operand: Any = r.choice(numbers)
            if values and r.random() < 0.3:
                operand = "$" + r.choice(values)
            leaf: Table = {operator: operand}
            if r.random() < 0.15:
                leaf[{"over": "at_most", "at_least": "under"}.get(operator, "over")] = r.choice(numbers)
            return name, leaf
    elif kind == "date":
        name, day = r.choice(sorted((DATES | CATALOGUE_DATES).items()))
        operator = r.choice(["before", "after", "on_or_before", "on_or_after", "filled"])
        if operator != "filled":
            return name, {operator: day + timedelta(r.choice([-1, 0, 0, 1]))}
    elif kind == "bool":
        name = r.choice(BOOLS)
        if r.random() < 0.8:
            return name, {"is": r.random() < 0.5}
    else:
        name = "alternatives.unanswered" if must and r.random() < 0.5 else "alternatives.possible"
        operator = r.choice(["has", "has_any", "has_all", "empty", "empty"])
        if operator == "empty":
            return name, {"empty": r.random() < 0.6}
        if operator == "has":
            return name, {operator: r.randint(0, 9)}
        return name, {operator: r.sample(range(10), r.randint(1, 3))}
    return name, {"filled": r.random() < 0.7}


def conditions(r: Random, values: list[str], must: bool = False, depth: int = 0) -> Table:
    flat: Table = dict(
        one_leaf(r, values, must) for _ in range(r.choice([0, 1, 1, 1, 2] if depth < 2 else [1, 1, 2]))
    )
    if depth < 2:
        for group in ("any", "all", "none"):
            if r.random() < 0.2 or (not flat and group == "none"):
                flat[group] = [conditions(r, values, must, depth + 1) for _ in range(r.randint(1, 3))]
    return flat


def some_rule(r: Random, id: str, default: str, values: list[str]) -> Table:
    effects = ["forbid", "forbid", "require", "redirect", "redirect", "escalate", "escalate", "advise"]
    if default == "refuse":
        effects += ["permit"] * 5
    effect = r.choice(effects)
    parts: Table = {}
    if r.random() < 0.93 or effect in ("forbid", "redirect"):
        parts["when"] = conditions(r, values)
    if r.random() < 0.25:
        parts["unless"] = conditions(r, values)
    if effect == "forbid":
        parts["level"] = r.choice(["hard", "overridable", "overridable", "overridable"])
    if effect == "require":
        parts["must"] = conditions(r, values, must=True)
    if effect == "redirect" and r.random() < 0.7:
        parts["to"] = r.randint(0, 9)
    if r.random() < 0.12:
        parts["effective"] = r.choice(
            [
                {"from": DAY},
                {"until": DAY},
                {"from": DAY + timedelta(1)},
                {"until": DAY - timedelta(1)},
                {"from": date(2026, 1, 1), "until": date(2026, 12, 31)},
            ]
        )
    return rule(id, effect, **parts)


def tightening(r: Random, id: str, default: str) -> Table:
    """A rule that a layer below makes stricter by moving its value the way its owner allows."""
    shapes = [
        rule(id, "forbid", when={"system.months_to_renewal": {"under": "$near_renewal"}}),
        rule(id, "forbid", when={"none": [{"system.months_to_renewal": {"at_least": "$near_renewal"}}]}),
        rule(id, "redirect", to=3, when={"life.years": {"over": "$most_years"}}),
        rule(id, "require", must={"life.years": {"at_most": "$most_years"}}),
        rule(id, "require", must={"system.months_to_renewal": {"at_least": "$near_renewal"}}),
        rule(id, "forbid", level="hard", unless={"life.years": {"at_most": "$most_years"}}),
        rule(id, "escalate", when={"life.years": {"at_most": "$most_years"}}),
        rule(id, "forbid", when={"cost.net_hours_per_year": {"at_most": r.choice([-1, 0, 1, 100])}}),
        rule(id, "redirect", to=5, when={"cost.net_hours_per_year": {"under": r.choice([-1, 0, 1, 100])}}),
    ]
    if default == "refuse":
        shapes.append(rule(id, "permit", when={"system.months_to_renewal": {"over": "$near_renewal"}}))
        shapes.append(rule(id, "permit", when={"cost.net_hours_per_year": {"over": r.choice([-1, 0, 1])}}))
        shapes.append(rule(id, "permit", unless={"life.years": {"over": "$most_years"}}))
    return r.choice(shapes)


def policy(r: Random) -> dict[str, Table]:
    """One to four layers, the first with `refuse`, the named values and inside its days."""
    layers: dict[str, Table] = {}
    count = r.choice([1, 2, 2, 3, 4])
    for number in range(count):
        name = f"layer{number}"
        default = "refuse" if number == 0 or r.random() < 0.3 else "abstain"
        earlier = r.sample(sorted(layers), r.randint(0, number))
        parts: Table = {}
        if number == 0:
            parts["values"] = {
                **{name: {"is": number} for name, number in VALUES.items()},
                "near_renewal": {"is": 18, "may": "raise"},
                "most_years": {"is": 2, "may": "lower"},
                "hourly_rate_yen": {"is": 4200, "may": "lower"},
            }
        effective: Table = {"from": date(2020, 1, 1)}
        if number and r.random() < 0.15:
            effective = r.choice(
                [
                    {"from": DAY + timedelta(1)},
                    {"from": DAY},
                    {"from": date(2020, 1, 1), "until": DAY - timedelta(1)},
                ]
            )
        made = layer(
            name,
            [],
            default,
            policy={"extends": [f"{one}.toml" for one in earlier], "effective": effective},
            **parts,
        )
        if not earlier:
            del made["policy"]["extends"]
        layers[name] = made
        known = "layer0" in above(layers, name)
        if number and known and r.random() < 0.4:
            made["values"] = {"near_renewal": {"is": r.choice([18, 19, 24])}}
            if r.random() < 0.5:
                made["values"]["most_years"] = {"is": r.choice([0, 1, 2])}
            if r.random() < 0.5:
                made["values"]["hourly_rate_yen"] = {"is": r.choice([4200, 4199, 1])}
        made["rule"] = [
            some_rule(r, f"R{number}{index}", default, sorted(VALUES) if known else [])
            for index in range(r.randint(1, 6 if number else 9))
        ]
        if known and r.random() < 0.5:
            made["rule"].append(tightening(r, f"V{number}", default))
    return layers


def form(r: Random, key: str) -> Table:
    """A request; every optional field is there about two times in three."""
    full = r.choice([0.2, 0.6, 0.9, 1.0])
    changes: Table = {"gap.rung": r.choice([1, 2, 4, 5, 6, 7, 8, 9, 9])}
    changes["reason.category"] = r.choice(CATEGORIES)
    changes["request.kind"] = r.choice(KINDS)
    changes["request.requester"] = r.choice(["ann", "bob", "cid"])
    changes["gap.output"] = r.choice(OUTPUTS)
    changes["system.business"] = r.choice(["standard", "transition", "common_function", "out_of_scope"])
    changes["system.id"] = r.choice(["alone", "shared", "agreed"])

    def there() -> bool:
        return r.random() < full

    for name in ("system.spec_class", "gap.form_basis", "cost.vendor_answer", "impact.privacy_assessment"):
        if there() and (name != "gap.form_basis" or changes["gap.output"] == "form"):
            changes[name] = r.choice(ENUMS[name])
    for name in ("reason.hours_per_year", "cost.initial_yen", "cost.annual_yen", "cost.per_release_yen"):
        if there():
            changes[name] = r.choice(INTS[name])
    if there():
        changes["verification.hours_per_release"] = r.choice(INTS["verification.hours_per_release"])
    for name, day in DATES.items():
        if there():
            changes[name] = day + timedelta(r.choice([-366, -1, 0, 0, 0, 1, 365]))
    for name in (
        one for one in BOOLS if one.split(".")[0] in ("precedent", "impact") or one.endswith("able")
    ):
        if there():
            changes[name] = r.random() < 0.5
    for name, options in (TEXTS | IDS).items():
        if name not in changes and there():
            changes[name] = r.choice(options)
    if there():
        changes["verification.deputy"] = r.choice(["ann", "bob", "cid"])
    for name, options in LISTS.items():
        if there():
            changes[name] = r.sample(options, r.randint(0, 3))
    rungs = {
        rung: r.choice(["possible", "partly", "not_possible", "not_possible"])
        for rung in range(changes["gap.rung"])
        if r.random() < max(full, 0.5)
    }
    made = request(key, changes, rungs)
    if rungs and r.random() < 0.1:
        made["alternative"][0].pop("result")  # an answer without result is no answer
    return made


def systems() -> list[Table]:
    business = [
        {"id": one, "name": one, "regime": one}
        for one in ("standard", "transition", "common_function", "out_of_scope")
    ]
    base = {**SYSTEM, "business": business}
    return [
        {**base, "id": "alone"},
        {**base, "id": "shared", "shared_with": ["Elsewhere"], "joint_consent": False},
        {**base, "id": "agreed", "shared_with": ["Elsewhere"], "joint_consent": True},
    ]


def people() -> Table:
    """cid is a clerk until the day before and a chief from the judging day on."""
    return {
        **PEOPLE,
        "person": [
            *PEOPLE["person"],
            {"id": "cid", "name": "Cid", "department": "dep", "post": "clerk", "until": DAY - timedelta(1)},
            {"id": "cid", "name": "Cid", "department": "dep", "post": "chief", "from": DAY},
        ],
    }
