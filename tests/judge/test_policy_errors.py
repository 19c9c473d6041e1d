"""Every mistake a policy owner can make in a layer: none is judged over, each stands at its key."""

from __future__ import annotations

import pytest

from nocustom.locale import speak
from tests.judge.written import REFUSE, mistakes, read

RULE = '[[rule]]\nid = "F"\neffect = "forbid"\nlevel = "hard"\n'
OTHER = REFUSE.replace('"a"', '"b"')
ABSTAIN = OTHER.replace("refuse", "abstain")


@pytest.mark.parametrize(
    "when, code, where",
    [
        ("when = {}", "empty-condition", "when"),
        ("when = 3", "wrong-type", "when"),
        ("when.gap = {}", "empty-condition", "when.gap"),
        ("when.gap = 9", "empty-condition", "when.gap"),
        ("when.gap.rung = {}", "empty-condition", "when.gap.rung"),
        ("when.gap.rung = 9", "empty-condition", "when.gap.rung"),
        ("when.any = []", "empty-condition", "when.any"),
        ("when.any = { gap.rung = { is = 9 } }", "empty-condition", "when.any"),
        ("when.all = [{ gap.rung = { is = 9 } }, {}]", "empty-condition", "when.all.1"),
        ("when.none = [{ any = [] }]", "empty-condition", "when.none.0.any"),
        ("when.any = [9]", "wrong-type", "when.any.0"),
        ("when.gab.rung = { is = 9 }", "unknown-field", "when.gab"),
        ("when.gap.rungg = { is = 9 }", "unknown-field", "when.gap.rungg"),
        ("when.alternative.rung = { is = 1 }", "unknown-field", "when.alternative"),
        ("when.precedent.found = { filled = true }", "unknown-field", "when.precedent.found"),
        ("when.disclosure.cleared = { filled = true }", "unknown-field", "when.disclosure.cleared"),
        ("when.gap.rung = { before = 9 }", "unknown-operator", "when.gap.rung.before"),
        ("when.gap.rung = { in = [9] }", "unknown-operator", "when.gap.rung.in"),
        ("when.gap.rung = { is_not = 9 }", "unknown-operator", "when.gap.rung.is_not"),
        ("when.reason.category = { over = 1 }", "unknown-operator", "when.reason.category.over"),
        ("when.life.ends_on = { is = 2026-01-01 }", "unknown-operator", "when.life.ends_on.is"),
        ("when.impact.my_number = { is_not = true }", "unknown-operator", "when.impact.my_number.is_not"),
        ("when.precedent.same_need = { is = 'x' }", "unknown-operator", "when.precedent.same_need.is"),
        ("when.alternatives.possible = { in = [1] }", "unknown-operator", "when.alternatives.possible.in"),
        ("when.gap.rung = { is = '9' }", "wrong-operand", "when.gap.rung.is"),
        ("when.gap.rung = { is = true }", "wrong-operand", "when.gap.rung.is"),
        ("when.gap.rung = { is = 9.0 }", "wrong-operand", "when.gap.rung.is"),
        ("when.gap.rung = { is = inf }", "wrong-operand", "when.gap.rung.is"),
        ("when.gap.rung = { is = 9223372036854775808 }", "wrong-operand", "when.gap.rung.is"),
        ("when.gap.rung = { is = '$' }", "wrong-operand", "when.gap.rung.is"),
        ("when.gap.rung = { filled = 1 }", "wrong-operand", "when.gap.rung.filled"),
        ("when.gap.rung = { is = 9, filled = 'yes' }", "wrong-operand", "when.gap.rung.filled"),
        ("when.impact.my_number = { is = 1 }", "wrong-operand", "when.impact.my_number.is"),
        ("when.life.ends_on = { before = '2026-01-01' }", "wrong-operand", "when.life.ends_on.before"),
        ("when.life.ends_on = { before = 2026-01-01T00:00:00 }", "wrong-operand", "when.life.ends_on.before"),
        ("when.reason.category = { is = 'hobby' }", "not-allowed", "when.reason.category.is"),
        ("when.reason.category = { is = '$months' }", "not-allowed", "when.reason.category.is"),
        ("when.reason.category = { in = ['law', 'hobby'] }", "not-allowed", "when.reason.category.in.1"),
        ("when.reason.category = { in = 'law' }", "wrong-operand", "when.reason.category.in"),
        ("when.reason.category = { in = [] }", "wrong-operand", "when.reason.category.in"),
        ("when.reason.legal_basis = { is = 3 }", "wrong-operand", "when.reason.legal_basis.is"),
        ("when.alternatives.possible = { has = 10 }", "wrong-operand", "when.alternatives.possible.has"),
        ("when.alternatives.possible = { has_any = [3, '4'] }", "wrong-operand",
         "when.alternatives.possible.has_any.1"),
        ("when.alternatives.possible = { empty = 'no' }", "wrong-operand", "when.alternatives.possible.empty"),
        ("when.alternatives.unanswered = { empty = true }", "misplaced-field", "when.alternatives.unanswered"),
        ("when.text.personal_data_hits = { is = 0 }", "misplaced-field", "when.text.personal_data_hits"),
        ("unless.any = [{ text.personal_data_hits = { is = 0 } }]", "misplaced-field",
         "unless.any.0.text.personal_data_hits"),
        ("when.history.refused_similar = { over = 0 }", "misplaced-field", "when.history.refused_similar"),
        ("when.gap.rung = { is = '$no_such_value' }", "unknown-value", "when.gap.rung.is"),
        ("unless.cost.net_hours_per_year = { over = 0 }", "unknown-value", "unless.cost.net_hours_per_year.over"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_condition(when: str, code: str, where: str) -> None:
    assert mistakes(a=RULE + when) == [("a.toml", code, f"rule.0.{where}")]


def test_history_may_not_stand_in_a_must_either() -> None:
    text = '[[rule]]\nid = "Q"\neffect = "require"\nmust.history.refused_similar = { is = 0 }'
    assert mistakes(a=text) == [("a.toml", "misplaced-field", "rule.0.must.history.refused_similar")]


@pytest.mark.parametrize(
    "rule",
    [
        'effect = "advise"\nwhen.history.refused_similar = { over = 0 }',
        'effect = "advise"\nwhen.text.personal_data_hits = { over = 0 }',
        'effect = "require"\nmust.text.personal_data_hits = { is = 0 }',
        'effect = "require"\nmust.alternatives.unanswered = { empty = true }',
    ],
)
def test_where_the_three_may_stand(rule: str) -> None:
    assert read(a=f'[[rule]]\nid = "X"\n{rule}')[0] is not None


@pytest.mark.parametrize(
    "text, code, where",
    [
        ('[[rule]]\nid = "F"\neffect = "forbid"', "missing-field", "rule.0"),
        ('[[rule]]\nid = "Q"\neffect = "require"', "missing-field", "rule.0"),
        ('[[rule]]\neffect = "permit"', "missing-field", "rule.0"),
        ('[[rule]]\nid = "R"\neffect = "redirect"\nlevel = "hard"', "misplaced-key", "rule.0.level"),
        ('[[rule]]\nid = "P"\neffect = "permit"\nto = 3', "misplaced-key", "rule.0.to"),
        ('[[rule]]\nid = "P"\neffect = "permit"\nmust.gap.rung = { is = 1 }', "misplaced-key", "rule.0.must"),
        ('[[rule]]\nid = "E"\neffect = "escalate"\ngrants = { max_months = 3 }', "misplaced-key", "rule.0.grants"),
        ('[[rule]]\nid = "R"\neffect = "redirect"\nto = 10', "out-of-range", "rule.0.to"),
        ('[[rule]]\nid = "default"\neffect = "permit"', "reserved-id", "rule.0.id"),
        ('[[rule]]\nid = "P Q"\neffect = "permit"', "bad-id", "rule.0.id"),
        ('[[rule]]\nid = "P\\n"\neffect = "permit"', "bad-id", "rule.0.id"),
        ('[[rule]]\nid = "P"\neffect = "allow"', "not-allowed", "rule.0.effect"),
        ('[[rule]]\nid = "P"\neffect = "permit"\nwhenn.gap.rung = { is = 1 }', "unknown-key", "rule.0.whenn"),
        ('[[rule]]\nid = "P"\neffect = "permit"\n[rule.title]\njp = "x"', "unknown-key", "rule.0.title.jp"),
        ('[[rule]]\nid = "P"\neffect = "permit"\ngrants = { max_months = 2.5 }', "wrong-type",
         "rule.0.grants.max_months"),
        ('[[rule]]\nid = "P"\neffect = "permit"\ngrants = { max_months = true }', "wrong-type",
         "rule.0.grants.max_months"),
        ('[[rule]]\nid = "P"\neffect = "permit"\ngrants = { max_months = "$nope" }', "unknown-value",
         "rule.0.grants.max_months"),
        ('[[rule]]\nid = "P"\neffect = "permit"\neffective = { from = 2026-02-01, until = 2026-01-31 }', "backwards",
         "rule.0.effective.until"),
        ('[[rule]]\nid = "P"\neffect = "permit"\neffective = { from = 2026-02-01T00:00:00 }', "wrong-type",
         "rule.0.effective.from"),
        ('rule = { id = "P", effect = "permit" }', "wrong-type", "rule"),
        ("values.v.is = 1.5", "wrong-type", "values.v.is"),
        ("values.v.is = true", "wrong-type", "values.v.is"),
        ("values.v = 3", "wrong-type", "values.v"),
        ("values.v = {}", "missing-field", "values.v"),
        ('values.v = { is = 3, may = "move" }', "not-allowed", "values.v.may"),
        ('values.v = { is = 3, title = "bound" }', "wrong-type", "values.v.title"),
        ('values.v = { is = 3, title = { jp = "x" } }', "unknown-key", "values.v.title.jp"),
        ("values.hourly_rate_yen.is = 0", "out-of-range", "values.hourly_rate_yen.is"),
        ('[[authority]]\nfrom_yen = -1\nrole = "cio"\nquorum = "one"', "wrong-type", "authority.0.from_yen"),
        ('[[authority]]\nfrom_yen = "$nope"\nrole = "cio"\nquorum = "one"', "unknown-value", "authority.0.from_yen"),
        ('[[authority]]\nfrom_yen = 0\nrole = "king"\nquorum = "one"', "not-allowed", "authority.0.role"),
        ("", "no-rules", ""),
    ],
)  # fmt: skip
def test_a_mistake_in_a_layer(text: str, code: str, where: str) -> None:
    whole = text if text.startswith("[[rule]]") or not text else text + "\n" + (
        "" if text.startswith("rule") else RULE)  # fmt: skip
    assert mistakes(a=whole) == [("a.toml", code, where)]


@pytest.mark.parametrize(
    "head, code, where",
    [
        ('id = "a", version = "1"', "missing-field", "policy"),
        ('id = "a", version = "1", default = "allow"', "not-allowed", "policy.default"),
        ('id = "a", version = 1, default = "refuse"', "wrong-type", "policy.version"),
        ('id = "a", version = "1", default = "refuse", extend = []', "unknown-key", "policy.extend"),
        ('id = "a", version = "1", default = "refuse", extends = "b.toml"', "wrong-type", "policy.extends"),
        ('id = "a", version = "1", default = "refuse", extends = ["b.toml"]', "missing-layer", "policy.extends.0"),
        ('id = "a", version = "1", default = "refuse", extends = ["a.toml"]', "layer-cycle", "policy.extends"),
        ('id = "a", version = "1", default = "refuse", effective = { from = 2026-02-01, until = 2026-01-01 }',
         "backwards", "policy.effective.until"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_head(head: str, code: str, where: str) -> None:
    assert mistakes(a=f'schema = "policy/1"\npolicy = {{ {head} }}\n{RULE}') == [("a.toml", code, where)]


def test_a_layer_without_schema_is_none() -> None:
    assert mistakes(a='schema = "policy/2"\npolicy = { id = "a", version = "1", default = "refuse" }') == [
        ("a.toml", "unknown-version", "schema")]  # fmt: skip


def test_a_permit_stands_in_refusing_layers_only() -> None:
    assert mistakes(a=RULE, b=ABSTAIN + '[[rule]]\nid = "P"\neffect = "permit"') == [
        ("b.toml", "misplaced-permit", "rule.0.effect")]  # fmt: skip


def test_ids_are_unique_over_all_layers() -> None:
    assert mistakes(a=RULE + RULE) == [("a.toml", "duplicate-id", "rule.1.id")]
    assert mistakes(a=RULE, b=ABSTAIN + RULE) == [("b.toml", "duplicate-id", "rule.0.id")]
    assert mistakes(a=RULE, b=REFUSE) == [("b.toml", "duplicate-id", "policy.id")]


def test_every_layer_of_a_circle_is_told() -> None:
    def extending(name: str, other: str) -> str:
        return REFUSE.replace('"a"', f'"{name}"').replace('"refuse" }', f'"refuse", extends = ["{other}.toml"] }}')

    assert mistakes(a=extending("a", "b") + RULE, b=extending("b", "c"), c=extending("c", "b")) == [
        ("b.toml", "layer-cycle", "policy.extends"), ("c.toml", "layer-cycle", "policy.extends")]  # fmt: skip


def test_roles_and_authority_stand_once() -> None:
    roles = 'roles.cio = ["cio"]\n'
    assert mistakes(a=REFUSE + roles + RULE, b=ABSTAIN + roles) == [("b.toml", "stands-twice", "roles")]


BELOW = ABSTAIN.replace('"abstain" }', '"abstain", extends = ["a.toml"] }')


@pytest.mark.parametrize(
    "above, below, expected",
    [
        ('is = 18, may = "raise"', "is = 17", [("b.toml", "loosened-value", "values.v.is")]),
        ('is = 18, may = "raise"', "is = 18", []),
        ('is = 18, may = "raise"', 'is = 19, may = "raise"', []),
        ('is = 18, may = "lower"', "is = 19", [("b.toml", "loosened-value", "values.v.is")]),
        ('is = 18, may = "lower"', "is = 17", []),
        ("is = 18", "is = 17", [("b.toml", "loosened-value", "values.v.is")]),
        ("is = 18", "is = 19", [("b.toml", "loosened-value", "values.v.is")]),
        # what nobody may move stands once: a copy would be a mistake on the day its owner changes it
        ("is = 18", "is = 18", [("b.toml", "stands-twice", "values.v")]),
        ('is = 18, may = "raise"', 'is = 18, may = "lower"', [("b.toml", "not-the-owner", "values.v.may")]),
        ("is = 18", 'is = 18, may = "raise"', [("b.toml", "not-the-owner", "values.v.may")]),
        ('is = 18, may = "raise", title = { en = "bound" }', 'is = 19, title = { en = "another" }',
         [("b.toml", "not-the-owner", "values.v.title")]),
        ('is = 18, may = "raise"', 'is = 19, title = { en = "bound" }',
         [("b.toml", "not-the-owner", "values.v.title")]),
        ('is = 18, may = "raise", title = { en = "bound" }', 'is = 19, title = { en = "bound" }', []),
    ],
)
def test_a_layer_below_moves_a_value_as_its_owner_allows(
    above: str, below: str, expected: list[tuple[str, str, str]]
) -> None:
    layers = {"a": REFUSE + f"values.v = {{ {above} }}\n" + RULE, "b": BELOW + f"values.v = {{ {below} }}\n"}
    assert (mistakes(**layers) if expected else read(**layers)[0]) == (expected or read(**layers)[0])
    assert bool(expected) is (read(**layers)[0] is None)


def test_a_value_keeps_its_title_where_a_layer_below_moves_it() -> None:
    built = read(a=REFUSE + 'values.v = { is = 18, may = "raise", title = { ja = "境", en = "bound" } }\n' + RULE,
                 b=BELOW + "values.v = { is = 19 }\n")[0]  # fmt: skip
    assert built is not None and built.title_of("v") == ("境", "bound") and built.title_of("w") == ("", "")


def test_a_value_has_one_owner() -> None:
    assert mistakes(a=REFUSE + "values.v.is = 1\n" + RULE, b=ABSTAIN + "values.v.is = 1") == [
        ("b.toml", "stands-twice", "values.v")]  # fmt: skip


def test_a_value_of_a_layer_that_is_not_extended_is_unknown() -> None:
    use = RULE + 'when.life.years = { over = "$v" }'
    assert mistakes(a=REFUSE + use, b=ABSTAIN + "values.v.is = 1") == [
        ("a.toml", "unknown-value", "rule.0.when.life.years.over")]  # fmt: skip


@pytest.mark.parametrize("may, refused", [("raise", {"over", "at_least", "is"}), ("lower", {"under", "at_most", "is"})])
@pytest.mark.parametrize("operator", ["over", "at_least", "under", "at_most", "is"])
@pytest.mark.parametrize(
    "rule, turned",
    [
        ('effect = "forbid"\nlevel = "hard"\nwhen.life.years', False),
        ('effect = "redirect"\nwhen.life.years', False),
        ('effect = "permit"\nwhen.life.years', True),
        ('effect = "escalate"\nwhen.life.years', True),
        ('effect = "permit"\nunless.life.years', False),
        ('effect = "require"\nmust.life.years', True),
        ('effect = "forbid"\nlevel = "hard"\nwhen.none = [{ life.years', True),
    ],
)
def test_a_value_may_move_only_so_that_its_rules_tighten(
    rule: str, turned: bool, operator: str, may: str, refused: set[str]
) -> None:
    if turned and operator != "is":
        operator = {"over": "under", "under": "over", "at_least": "at_most", "at_most": "at_least"}[operator]
        refused = {"under", "at_most"} if may == "raise" else {"over", "at_least"}
    end = " }]" if "[" in rule else ""
    layer = REFUSE + f'values.v = {{ is = 3, may = "{may}" }}\n[[rule]]\nid = "X"\n'
    layer += f'{rule} = {{ {operator} = "$v" }}{end}'
    assert read(a=layer)[0] is not None
    made, found = read(a=layer, b=BELOW + f"values.v.is = {4 if may == 'raise' else 2}")
    assert (made is None) is (operator in refused)
    assert made is not None or [each.code for each in found["a.toml"]] == ["loosening-value"]


@pytest.mark.parametrize("operator, loosens", [("over", "raise"), ("at_most", "lower"), ("is", "both"), ("filled", "")])
def test_the_hourly_rate_moves_a_derived_field(operator: str, loosens: str) -> None:
    operand = "true" if operator == "filled" else "0"
    for may in ("raise", "lower"):
        rate = f'values.hourly_rate_yen = {{ is = 4200, may = "{may}" }}\n'
        use = f"when.cost.net_hours_per_year = {{ {operator} = {operand} }}"
        below = BELOW + f"values.hourly_rate_yen.is = {4300 if may == 'raise' else 4100}"
        made, _ = read(a=REFUSE + rate + '[[rule]]\nid = "P"\neffect = "permit"\n' + use, b=below)
        assert (made is None) is (loosens in (may, "both"))


def test_a_mistake_says_what_was_expected() -> None:
    _, found = read(a=RULE + "when.reason.categry = { is = 'law' }\nunless.gap.rung = { exceeds = 3 }")
    field, operator = found["a.toml"]
    assert speak(field.said, "en") == "`reason.categry` is not a field of the form"
    assert [speak(hint, "en") for hint in field.hints] == ["did you mean `reason.category`?"]
    assert operator.expected is not None
    assert speak(operator.expected, "en") == "one of is, over, under, at_least, at_most, filled"


def test_all_mistakes_of_all_layers_are_told_at_once() -> None:
    wrong = RULE + "when.gap.rung = { is = 'x' }"
    assert mistakes(a=wrong, b=ABSTAIN + '[[rule]]\nid = "P"\neffect = "permit"') == [
        ("a.toml", "wrong-operand", "rule.0.when.gap.rung.is"), ("b.toml", "misplaced-permit", "rule.0.effect"),
    ]  # fmt: skip
