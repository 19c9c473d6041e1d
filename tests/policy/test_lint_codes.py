"""Each code of lint, by the example that docs/policy-lint.md gives of it; and what keeps quiet."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Protocol

import pytest

from nocustom.acts.policy_lint import Linted, lint_workspace
from nocustom.acts.workspace import Workspace
from nocustom.errors import Exit, NotJudged
from nocustom.locale import speak
from tests.judge.written import DAY

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/policy-lint.md").read_text("utf-8")
HEAD = 'schema = "policy/1"\npolicy = { id = "a", version = "1", default = "refuse" }\n'
EXAMPLES: dict[str, str] = dict(
    re.findall(r"### ([a-z-]+)\n(?:(?!###).)*?```toml\n(.*?)```", PAGE, re.DOTALL)
)
PAPER = {"language-missing", "source-missing", "example-missing"}
"""What the examples leave out so that they stay short."""


class Lint(Protocol):
    """Lint a policy of these layer files; one that begins with a rule gets a refusing head."""

    def __call__(self, **layers: str) -> Linted: ...


@pytest.fixture
def linted(tmp_path: Path) -> Lint:
    def run(**layers: str) -> Linted:
        folder = tmp_path / "policies"
        folder.mkdir(exist_ok=True)
        for name, text in layers.items():
            (folder / f"{name}.toml").write_text(
                text if "schema =" in text else HEAD + text, encoding="utf-8"
            )
        return lint_workspace(Workspace(tmp_path, tmp_path), DAY)

    return run


def told(result: Linted, text: str = "") -> list[str]:
    """`line severity[code]`, without what short examples leave out; lines are counted after `text`."""
    before = text.count("\n") + (HEAD.count("\n") if text and "schema =" not in text else 0)
    return [f"{(each.line or 0) - before} {each.severity}[{each.code}]" for each in result.findings
            if each.code not in PAPER]  # fmt: skip


@pytest.mark.parametrize("code", EXAMPLES)
def test_the_example_of_a_code_shows_it_where_it_says(linted: Lint, code: str) -> None:
    text = EXAMPLES[code] if "schema =" in EXAMPLES[code] else HEAD + EXAMPLES[code]
    line = next(number for number, line in enumerate(text.splitlines(), 1) if "# here" in line)
    found = [each for each in linted(a=text).findings if each.code == code]
    assert [each.line for each in found][:1] == [line], found


def test_the_page_names_every_code() -> None:
    source = "".join((ROOT / f"src/nocustom/policy/{name}.py").read_text("utf-8")
                     for name in ("inside", "between", "beside"))  # fmt: skip
    codes = set(re.findall(r'(?:Finding|_of_rule|_silenced|_over)\(\s*"([a-z-]+)"', source)) | {
        "over",
        "value-not-in-effect",
    }
    assert codes == set(re.findall(r"(?m)^### ([a-z-]+)$", PAGE))


# What is said, and how severely -----------------------------------------------------------------------------------

FORBID = '[[rule]]\nid = "F"\neffect = "forbid"\nlevel = "hard"\n'
PERMIT = '[[rule]]\nid = "P"\neffect = "permit"\nwhen.reason.rule_amendable = { is = false }\n'


@pytest.mark.parametrize(
    "rule, expected",
    [
        # A clause that no value, or every value, fulfils.
        ("when.gap.rung = { under = 1 }", ["1 error[never-true]"]),
        ("when.any = [{ gap.rung = { under = 1 } }, { gap.rung = { is = 9 } }]", ["1 warning[never-true]"]),
        ("when.verification.owner = { is = '田中' }", ["1 error[never-true]"]),
        ("when.reason.category = { filled = false }", ["1 error[never-true]"]),
        ("when.life.ends_on = { before = 0001-01-01 }", ["1 error[never-true]"]),
        ("when.precedent.same_need_count = { under = 0 }", ["1 error[never-true]"]),
        ("when.alternatives.possible = { has = 9 }", ["1 error[never-true]"]),
        ("when.system.months_to_renewal = { under = 0 }", []),
        ("when.reason.category = { filled = true }",
         ["-8 error[never-eligible]", "-6 error[never-helps]", "1 warning[always-fires]"]),
        ("when.impact.my_number = { filled = true, is = true }", ["1 warning[redundant]"]),
        # Clauses that exclude each other: both are shown, the rest is not accused.
        ("when.gap.rung = { at_least = 5, under = 5 }", ["1 error[contradiction]"]),
        ("when.gap.rung = { over = 4, under = 5 }", ["1 error[contradiction]"]),
        ("when.precedent.same_need = { has = 'x', empty = true }", ["1 error[contradiction]"]),
        ("when.precedent.same_need = { filled = false, has = ' ' }", []),
        ("when.reason.legal_basis = { is = ' ', filled = true }", ["1 error[contradiction]"]),
        ("when.gap.rung = { at_most = 5 }\nwhen.alternatives.possible = { has_any = [5, 6] }",
         ["2 error[contradiction]"]),
        ("when.gap.rung = { at_most = 6 }\nwhen.alternatives.possible = { has_any = [5, 6] }", []),
        ("when.any = [{ gap.rung = { is = 9 } }, { gap.rung = { is = 8, under = 8 } }]",
         ["1 warning[contradiction]"]),
        ("when.none = [{ gap.rung = { at_most = 5 } }, { gap.rung = { over = 5 } }]", ["1 error[never-fires]"]),
        # An exception.
        ("when.gap.rung = { is = 9 }\nunless.gap.rung = { is = 8 }", ["2 warning[redundant]"]),
        ("when.gap.rung = { at_least = 3 }\nunless.gap.rung = { at_most = 5 }", ["1 warning[redundant]"]),
        ("when.gap.rung = { is = 9 }\nunless.reason.category = { is = 'law' }", []),
        # One of two that say the same, never both; a whole alternative rather than its parts.
        ("when.gap.rung = { over = 4, at_least = 5 }", ["1 warning[redundant]"]),
        ("when.any = [\n{ gap.rung = { over = 4 } },\n{ gap.rung = { is = 9 }, reason.category = { is = 'law' } },\n]",
         ["3 warning[redundant]"]),
        # What only depends on what is missing is no repetition.
        ("when.any = [{ gap.rung = { is = 9 } }, { gap.rung = { is_not = 9 } }]", ["1 error[unknown-operator]"]),
        ("when.any = [{ gap.rung = { is = 9 } }, { gap.rung = { under = 9 }, reason.category = { is = 'law' } }]", []),
    ],
)  # fmt: skip
def test_a_condition(linted: Lint, rule: str, expected: list[str]) -> None:
    assert told(linted(a=PERMIT + FORBID + rule), PERMIT + FORBID) == expected


@pytest.mark.parametrize("title, expected", [
    ("", ["note: the value `most` has no title; people read its key"]),
    (', title = { ja = "上限" }', ["warning: `title` of `most` is missing in English"]),
    (', title = { ja = " ", en = "limit" }', ["warning: `title` of `most` is missing in Japanese"]),
    (', title = { ja = "上限", en = "limit" }', []),
])  # fmt: skip
def test_a_value_has_a_title_in_both_languages(linted: Lint, title: str, expected: list[str]) -> None:
    value = f'[values]\nmost = {{ is = 5, may = "raise"{title} }}\n'
    below = 'schema = "policy/1"\npolicy = { id = "b", version = "1", default = "abstain", extends = ["a.toml"] }\n'
    found = linted(a=HEAD + value + PERMIT + FORBID + 'when.gap.rung = { under = "$most" }\n',
                   b=below + "values.most.is = 7\n").findings  # fmt: skip
    said = [f"{each.severity}: {speak(each.said, 'en')}" for each in found if each.code == "language-missing"]
    assert [each for each in said if "`most`" in each] == expected


def test_named_values_count_as_what_they_are_on_the_day(linted: Lint) -> None:
    values = '[values]\nmost = { is = 5, may = "raise" }\n'
    rule = FORBID + 'when.gap.rung = { under = "$most" }\nwhen.all = [{ gap.rung = { at_least = 6 } }]\n'
    assert told(linted(a=HEAD + values + PERMIT + rule), HEAD + values + PERMIT + FORBID) == [
        "2 error[contradiction]"
    ]
    below = HEAD.replace('"a"', '"b"').replace('"refuse"', '"abstain", extends = ["a.toml"]')
    assert told(linted(a=HEAD + values + PERMIT + rule, b=below + "values.most.is = 7\n")) == []


def test_later_days_count(linted: Lint) -> None:
    """The layer that raises the value begins in April: until then the rule is dead, so it is not dead."""
    values = '[values]\nmost = { is = 5, may = "raise" }\n'
    rule = FORBID + 'when.gap.rung = { under = "$most" }\nwhen.all = [{ gap.rung = { at_least = 6 } }]\n'
    below = HEAD.replace('"a"', '"b"').replace(
        '"refuse"', '"abstain", extends = ["a.toml"], effective = { from = 2027-04-01 }')  # fmt: skip
    assert told(linted(a=HEAD + values + PERMIT + rule, b=below + "values.most.is = 7\n")) == []


def test_a_rule_is_not_implied_by_one_that_ends_before_it(linted: Lint) -> None:
    wide = FORBID + "when.gap.rung = { at_least = 6 }\n"
    narrow = FORBID.replace('"F"', '"G"') + "when.gap.rung = { is = 9 }\n"
    assert told(linted(a=PERMIT + wide + narrow)) == ["13 note[implied]"]
    ending = wide + "effective = { until = 2030-03-31 }\n"
    assert told(linted(a=PERMIT + ending + narrow)) == []


def test_what_is_missing_in_the_future_is_a_note_and_today_an_error(linted: Lint) -> None:
    text = HEAD.replace('"refuse" }', '"refuse", effective = { until = DAY } }') + PERMIT
    later = linted(a=text.replace("DAY", "2030-03-31"))
    assert (told(later), later.exit) == (
        ["2 note[no-default]"],
        Exit.FINDINGS,
    )  # examples are missing as well
    assert told(linted(a=text.replace("DAY", "2020-03-31"))) == ["2 error[no-default]", "2 note[over]"]


def test_a_value_of_a_layer_that_is_over(linted: Lint) -> None:
    below = HEAD.replace('"a"', '"b"').replace('"refuse"', '"refuse", extends = ["a.toml"]')
    above = HEAD.replace('"refuse" }', '"refuse", effective = { until = 2030-03-31 } }') + "values.n.is = 5\n"
    use = PERMIT.replace("reason.rule_amendable = { is = false }", 'gap.rung = { is = "$n" }')
    assert told(linted(a=above + PERMIT.replace('"P"', '"Q"'), b=below + use)) == [
        "6 note[value-not-in-effect]"
    ]


def test_an_escalate_of_a_layer_that_abstains_and_lifts_nothing(linted: Lint) -> None:
    below = HEAD.replace('"a"', '"b"').replace('"refuse"', '"abstain", extends = ["a.toml"]')
    escalate = '[[rule]]\nid = "E"\neffect = "escalate"\nwhen.reason.category = { is = "audit" }\n'
    assert told(linted(a=PERMIT, b=below + escalate)) == ["4 warning[lifts-nothing]"]


def test_examples_are_asked_for_only_where_a_rule_can_come_out_so(linted: Lint) -> None:
    require = '[[rule]]\nid = "R"\neffect = "require"\nmust.text.personal_data_hits = { is = 0 }\n'
    wanted = [
        each.said.params["wanted"]
        for each in linted(a=PERMIT + require).findings
        if each.code == "example-missing"
    ]
    assert wanted == [['fires = "yes"', 'fires = "no"', 'fires = "unknown"'], ['fires = "yes"']]
    shown = '[[rule.example]]\ngiven.text.personal_data_hits = 0\nfires = "yes"\nmet = true\n'
    wanted = [each.said.params["wanted"] for each in linted(a=PERMIT + require + shown).findings
              if each.code == "example-missing"]  # fmt: skip
    assert wanted[1:] == [['fires = "yes", met = false']]


def test_an_example_that_cannot_be_evaluated(linted: Lint) -> None:
    example = '[[rule.example]]\ngiven.gap.rungg = 9\nfires = "yes"\n'
    assert told(linted(a=PERMIT + example), PERMIT) == ["2 error[unknown-field]"]


def redirect(name: str, rung: int) -> str:
    return f'[[rule]]\nid = "{name}"\neffect = "redirect"\nto = {rung}\nwhen.gap.rung = {{ over = 5 }}\n'


def test_a_redirect_elsewhere_is_another_redirect(linted: Lint) -> None:
    assert told(linted(a=PERMIT + redirect("A", 3) + redirect("B", 3))) == ["13 warning[duplicate-rule]"]
    assert told(linted(a=PERMIT + redirect("A", 3) + redirect("B", 4))) == []


def test_a_rule_that_waits_for_more_is_no_duplicate(linted: Lint) -> None:
    """Without an answer on My Number the second is still open where the first is no: only the first is implied."""
    first = FORBID + "when.reason.category = { is = 'law' }\n"
    branches = [
        "{ reason.category = { is = 'law' } }",
        "{ impact.my_number = { is = true }, all = [{ AGAIN }] }",
    ]
    second = FORBID.replace('"F"', '"G"') + f"when.any = [\n{branches[0]},\n{branches[1]},\n]\n"
    again = second.replace("AGAIN", "impact.my_number = { is = false }")
    assert told(linted(a=PERMIT + first + again)) == ["8 note[implied]", "18 warning[contradiction]"]


def test_a_rule_is_not_implied_by_one_that_more_can_lift(linted: Lint) -> None:
    """Both forbid habit; the lower one is lifted by an escalate of its own layer."""
    forbid = FORBID.replace("hard", "overridable") + "when.reason.category = { is = 'habit' }\n"
    below = HEAD.replace('"a"', '"b"').replace('"refuse"', '"abstain", extends = ["a.toml"]')
    escalate = '[[rule]]\nid = "E"\neffect = "escalate"\nwhen.gap.rung = { is = 9 }\n'
    lower = below + forbid.replace('"F"', '"G"')
    assert told(linted(a=PERMIT + forbid, b=lower)) == ["4 warning[duplicate-rule]"]
    assert told(linted(a=PERMIT + forbid, b=lower + escalate)) == ["4 note[implied]"]


def test_a_require_can_keep_everything_from_being_eligible(linted: Lint) -> None:
    permit = PERMIT.replace("reason.rule_amendable = { is = false }", "gap.rung = { is = 9 }")
    require = '[[rule]]\nid = "R"\neffect = "require"\nmust.gap.rung = { is = 5 }\n'
    assert told(linted(a=permit + require)) == ["2 error[never-eligible]"]
    assert told(linted(a=permit + require.replace("is = 5", "over = 5"))) == []


def test_what_the_scan_of_the_texts_finds_is_never_unknown(linted: Lint) -> None:
    advise = '[[rule]]\nid = "A"\neffect = "advise"\nwhen.text.personal_data_hits = { over = 0 }\n'
    wanted = [
        each.said.params["wanted"]
        for each in linted(a=PERMIT + advise).findings
        if each.code == "example-missing"
    ]
    assert wanted[1] == ['fires = "yes"', 'fires = "no"']


# The loader, and files that can't be read -------------------------------------------------------------------------


def test_what_the_loader_refuses_comes_first(linted: Lint) -> None:
    result = linted(a=PERMIT + FORBID + "when.gap.rungg = { is = 9 }\nwhen.gap.rung = { over = 9 }\n")
    assert (told(result), result.policy, result.exit) == (["11 error[unknown-field]"], None, Exit.FINDINGS)


@pytest.mark.parametrize("text", ["[[rule]\n", ""])
def test_a_layer_that_cannot_be_read_is_not_linted(linted: Lint, text: str, tmp_path: Path) -> None:
    if text:
        with pytest.raises(NotJudged):
            linted(a=PERMIT, b="# schema =\n" + text)
    else:
        with pytest.raises(NotJudged):
            lint_workspace(Workspace(tmp_path, tmp_path), DAY)


# The pack, and large policies -------------------------------------------------------------------------------------


def test_the_pack_that_ships_is_clean(linted: Lint) -> None:
    """NC-408 changes no verdict where NC-409 stands: page 4 wants both, the one for its words."""
    result = lint_workspace(Workspace(ROOT, ROOT), DAY)
    assert [(each.code, each.severity, each.said.params) for each in result.findings] == [
        ("implied", "note", {"id": "NC-408", "other": "NC-409"})
    ]
    assert result.exit == Exit.OK


def test_a_thousand_names_are_no_program_that_runs_away(linted: Lint) -> None:
    names = [f"x{number}" for number in range(1000)]
    result = linted(a=PERMIT + FORBID + f"when.precedent.same_need = {{ has_any = {names}, empty = true }}\n")
    assert told(result) == ["11 error[contradiction]"]
