"""A mistake in a policy hides no other, and none is told twice: everything that can be known, in one run."""

from __future__ import annotations

import tomllib

import pytest

from nocustom.judge.building import LayerFile, build
from tests.judge.written import REFUSE, mistakes, read

HEAD = 'policy = { id = "b", version = "1", default = "abstain", extends = ["a.toml"] }\n'
BELOW = 'schema = "policy/1"\n' + HEAD
RULE = '[[rule]]\nid = "{}"\neffect = "forbid"\nlevel = "hard"\n'
USE = RULE.format("U") + 'when.life.years = {{ over = "${}" }}\n'
ONE = RULE.format("ONE")


def told(**layers: str) -> set[tuple[str, str, str]]:
    found = mistakes(**layers)
    assert len(set(found)) == len(found), "told twice"
    return set(found)


def test_a_malformed_rule_hides_none_of_its_own_layer() -> None:
    rules = [
        RULE.format("A") + "to = 'three'\n",
        RULE.format("A") + "when.gap.rungs = { is = 1 }\n",
        RULE.format("B") + "when.gap.rung = { before = 1 }\nunless.life.years = { over = '$nowhere' }\n",
        '[[rule]]\nid = "R"\neffect = "require"\n',
        RULE.format("C") + "when = 3\nunless.gap.rung = { is = 'x' }\n",
        '[[rule]]\nid = "D"\neffect = "forbids"\nwhen.gap = {}\n',
    ]
    assert told(a=REFUSE + "".join(rules)) == {
        ("a.toml", "wrong-type", "rule.0.to"), ("a.toml", "misplaced-key", "rule.0.to"),
        ("a.toml", "duplicate-id", "rule.1.id"), ("a.toml", "unknown-field", "rule.1.when.gap.rungs"),
        ("a.toml", "unknown-operator", "rule.2.when.gap.rung.before"),
        ("a.toml", "unknown-value", "rule.2.unless.life.years.over"),
        ("a.toml", "missing-field", "rule.3"),
        ("a.toml", "wrong-type", "rule.4.when"), ("a.toml", "wrong-operand", "rule.4.unless.gap.rung.is"),
        ("a.toml", "not-allowed", "rule.5.effect"), ("a.toml", "empty-condition", "rule.5.when.gap"),
    }  # fmt: skip


def test_a_rule_that_lacks_two_things_says_both() -> None:
    made, found = read(a=REFUSE + '[[rule]]\neffect = "require"\n')
    assert made is None
    assert [(each.code, each.said.params) for each in found["a.toml"]] == [
        ("missing-field", {"field": "rule.id"}), ("missing-field", {"effect": "require", "key": "must"})]  # fmt: skip


def test_a_malformed_layer_hides_none_of_the_others() -> None:
    above = (
        REFUSE + 'values.most = { is = 2, may = "lower" }\nvalues.broken = { is = 1.5 }\n' + RULE.format("A")
    )
    below = (
        BELOW + "values.most = { is = 3 }\n" + RULE.format("A") + "when.reason.category = { is = 'hobby' }\n"
    )
    assert told(a=above, b=below + USE.format("nowhere")) == {
        ("a.toml", "wrong-type", "values.broken.is"),
        ("b.toml", "loosened-value", "values.most.is"),
        ("b.toml", "duplicate-id", "rule.0.id"),
        ("b.toml", "not-allowed", "rule.0.when.reason.category.is"),
        ("b.toml", "unknown-value", "rule.1.when.life.years.over"),
    }


def test_two_layers_of_one_name_are_both_read() -> None:
    other = REFUSE + RULE.format("B") + "when.gap = {}\n"
    assert told(a=REFUSE + ONE + "when.gap.rung = {}\n", b=other) == {
        ("a.toml", "empty-condition", "rule.0.when.gap.rung"),
        ("b.toml", "duplicate-id", "policy.id"), ("b.toml", "empty-condition", "rule.0.when.gap"),
    }  # fmt: skip


def test_a_circle_hides_nothing() -> None:
    first = REFUSE.replace('"refuse" }', '"refuse", extends = ["b.toml"] }') + "values.v.is = 1\n"
    assert told(a=first + USE.format("nowhere"), b=BELOW + "values.v.is = 2\n" + RULE.format("B") + "to = 3") == {
        ("a.toml", "layer-cycle", "policy.extends"), ("b.toml", "layer-cycle", "policy.extends"),
        ("a.toml", "unknown-value", "rule.0.when.life.years.over"), ("b.toml", "misplaced-key", "rule.0.to"),
    }  # fmt: skip


OWNER = REFUSE + 'values.v = { is = 3, may = "lower" }\n' + ONE


@pytest.mark.parametrize(
    "layers, expected",
    [
        # the definition is there, whatever it says
        ({"a": REFUSE + 'values.v = { is = "3" }\n' + USE.format("v")}, ("a.toml", "wrong-type", "values.v.is")),
        ({"a": REFUSE + "values.v = 3\n" + USE.format("v")}, ("a.toml", "wrong-type", "values.v")),
        ({"a": REFUSE + "values.v = {}\n" + USE.format("v")}, ("a.toml", "missing-field", "values.v")),
        ({"a": REFUSE + "values = 3\n" + USE.format("v")}, ("a.toml", "wrong-type", "values")),
        ({"a": REFUSE + "vales.v.is = 3\n" + USE.format("v")}, ("a.toml", "unknown-key", "vales")),
        # nobody knows whether it may move, and which way
        ({"a": REFUSE + 'values.v = { is = 3, may = "sink" }\n' + ONE, "b": BELOW + "values.v.is = 2"},
         ("a.toml", "not-allowed", "values.v.may")),
        ({"a": REFUSE + 'values.v = { is = 3, my = "lower" }\n' + ONE, "b": BELOW + "values.v.is = 2"},
         ("a.toml", "unknown-key", "values.v.my")),
        ({"a": REFUSE + 'values.v = { is = "3", may = "lower" }\n' + ONE, "b": BELOW + "values.v.is = 4"},
         ("a.toml", "wrong-type", "values.v.is")),
        # nobody knows what the layer extends
        ({"a": OWNER, "b": BELOW.replace('["a.toml"]', "3") + USE.format("v")},
         ("b.toml", "wrong-type", "policy.extends")),
        ({"a": OWNER, "b": BELOW.replace('["a.toml"]', "[3]") + USE.format("v")},
         ("b.toml", "wrong-type", "policy.extends.0")),
        ({"a": OWNER, "b": BELOW.replace("extends", "extend") + USE.format("v")},
         ("b.toml", "unknown-key", "policy.extend")),
        ({"a": OWNER, "b": BELOW.replace('["a.toml"]', '["aa.toml"]') + USE.format("v")},
         ("b.toml", "missing-layer", "policy.extends.0")),
        ({"a": OWNER, "b": BELOW.replace("extends", "extend") + "values.v.is = 2\n"},
         ("b.toml", "unknown-key", "policy.extend")),
        ({"a": OWNER, "b": 'schema = "policy/1"\npolicy = []\n' + USE.format("v")}, ("b.toml", "wrong-type", "policy")),
        # what stands there is wrong, but it stands there
        ({"a": '[[rule]]\nid = "F"\neffect = "forbid"\nlevel = "soft"'}, ("a.toml", "not-allowed", "rule.0.level")),
        ({"a": '[[rule]]\nid = "R"\neffect = "require"\nmust = 3'}, ("a.toml", "wrong-type", "rule.0.must")),
        ({"a": '[[rule]]\nid = "R"\neffect = "requires"\nmust.gap.rung.is = 1'},
         ("a.toml", "not-allowed", "rule.0.effect")),
        ({"a": '[[rule]]\nid = "R"\neffect = "advice"\nwhen.history.refused_similar = { over = 0 }'},
         ("a.toml", "not-allowed", "rule.0.effect")),
        ({"a": REFUSE.replace('"refuse"', '"allow"') + '[[rule]]\nid = "P"\neffect = "permit"'},
         ("a.toml", "not-allowed", "policy.default")),
        ({"a": '[[rule]]\nid = "P"\neffect = "permit"\ngrants.max_months = "months"'},
         ("a.toml", "wrong-type", "rule.0.grants.max_months")),
        ({"a": REFUSE + '[[authority]]\nfrom_yen = "v"\nrole = "cio"\nquorum = "one"\n' + ONE},
         ("a.toml", "wrong-type", "authority.0.from_yen")),
        ({"a": REFUSE + "authority = [3]\n" + ONE}, ("a.toml", "wrong-type", "authority.0")),
        ({"a": REFUSE + "rule = 3"}, ("a.toml", "wrong-type", "rule")),
        ({"a": REFUSE + "rule = [3]"}, ("a.toml", "wrong-type", "rule.0")),
        ({"a": REFUSE + '[[rules]]\nid = "A"\neffect = "advise"'}, ("a.toml", "unknown-key", "rules")),
        ({"a": '[[rule]]\nid = "P"\neffect = "permit"\neffective = { from = "x", until = 2026-01-01 }'},
         ("a.toml", "wrong-type", "rule.0.effective.from")),
        ({"a": '[[rule]]\nid = "P"\neffect = "permit"\ntitle = { ja = 1 }\nexample = 4'},
         {("a.toml", "wrong-type", "rule.0.title.ja"), ("a.toml", "wrong-type", "rule.0.example")}),
        # moved the wrong way is not moved the right way too far
        ({"a": OWNER + 'when.life.years = { over = "$v" }', "b": BELOW + "values.v.is = 4"},
         ("b.toml", "loosened-value", "values.v.is")),
    ],
)  # fmt: skip
def test_a_mistake_has_no_echo(
    layers: dict[str, str], expected: tuple[str, str, str] | set[tuple[str, str, str]]
) -> None:
    assert told(**layers) == (expected if isinstance(expected, set) else {expected})


def test_a_layer_that_can_not_be_read_is_not_missing() -> None:
    text = BELOW + USE.format("v") + "unless.gap.rung = { before = 3 }\n"
    made, found = build([LayerFile("b.toml", "b.toml", tomllib.loads(text), "")], {"a.toml"})
    assert made is None
    assert [(each.code, each.where[-1]) for each in found["b.toml"]] == [("unknown-operator", "before")]
    alone, found = build([LayerFile("c.toml", "c.toml", tomllib.loads(REFUSE + ONE), "")], {"a.toml"})
    assert alone is None and found == {"c.toml": []}


def test_no_file_is_no_policy() -> None:
    assert build([]) == (None, {})
