"""The verdict table of page 3, row by row, on policies and facts as they are written."""

from __future__ import annotations

from datetime import date

import pytest

from nocustom.errors import NotJudged
from nocustom.judge.report import rule_reports
from nocustom.locale import speak
from tests.judge.written import DAY, REFUSE, judged

HARD = '[[rule]]\nid = "H"\neffect = "forbid"\nlevel = "hard"\nwhen.impact.my_number = { is = true }\n'
SOFT = '[[rule]]\nid = "F"\neffect = "forbid"\nlevel = "overridable"\nwhen.reason.category = { is = "habit" }\n'
REDIRECT = '[[rule]]\nid = "R"\neffect = "redirect"\nto = 4\nwhen.gap.output = { is = "list" }\n'
ESCALATE = '[[rule]]\nid = "E"\neffect = "escalate"\nwhen.request.kind = { is = "audit_finding" }\n'
PERMIT = '[[rule]]\nid = "P"\neffect = "permit"\nwhen.gap.rung = { at_least = 5 }\n'
REQUIRE = (
    '[[rule]]\nid = "Q"\neffect = "require"\nwhen.gap.rung = { is = 9 }\nmust.cost.annual_yen = { filled = true }\n'
)
ADVISE = '[[rule]]\nid = "Z"\neffect = "advise"\nwhen.gap.rung = { at_least = 1 }\n'
ALL = HARD + SOFT + REDIRECT + ESCALATE + PERMIT + REQUIRE
ABSTAIN = 'schema = "policy/1"\npolicy = { id = "b", version = "1", default = "abstain", extends = ["a.toml"] }\n'

NOTHING_WRONG = """
impact.my_number = false
reason.category = "law"
gap = { output = "screen", rung = 9 }
request.kind = "wish"
cost.annual_yen = 0
"""


def changed(*lines: str) -> str:
    """The facts in which nothing is wrong, with other lines instead of those that begin the same."""
    replaced = {line.split(" ")[0] for line in lines}
    kept = [line for line in NOTHING_WRONG.splitlines() if line.split(" ")[0] not in replaced]
    return "\n".join([*kept, *(line for line in lines if "=" in line)])


@pytest.mark.parametrize(
    "known, verdict, decided_by",
    [
        pytest.param(NOTHING_WRONG, "eligible", "P", id="6: nothing is wrong"),
        pytest.param(changed("impact.my_number = true"), "forbidden", "H", id="1: hard forbid"),
        pytest.param(changed("impact.my_number = true", 'request.kind = "audit_finding"'), "forbidden", "H",
                     id="1: nothing lifts a hard forbid"),
        pytest.param("impact.my_number = true", "forbidden", "H", id="1: said at once"),
        pytest.param(changed('reason.category = "habit"'), "refused", "F", id="2: overridable forbid"),
        pytest.param(changed('reason.category = "habit"', 'gap = { output = "list", rung = 9 }'), "refused", "F",
                     id="2 comes before 3"),
        pytest.param(changed('reason.category = "habit"', 'request.kind = "audit_finding"'), "eligible", "E P",
                     id="2: lifted by an escalate"),
        pytest.param(changed('reason.category = "habit"', "request.kind"), "incomplete", "E F",
                     id="2: an escalate may still lift it"),
        pytest.param(changed('gap = { output = "list", rung = 9 }'), "redirected", "R", id="3: redirect"),
        pytest.param(changed('gap = { output = "list", rung = 9 }', 'request.kind = "audit_finding"'),
                     "eligible", "E P", id="3: lifted by an escalate"),
        pytest.param(changed('gap = { output = "list", rung = 9 }', "request.kind"), "incomplete", "E R",
                     id="3: an escalate may still lift it"),
        pytest.param(changed('gap = { output = "screen", rung = 4 }'), "refused", "default", id="4: no ground"),
        pytest.param('gap.rung = 4\nrequest.kind = "wish"', "refused", "default", id="4: said at once"),
        pytest.param(changed('gap = { output = "screen", rung = 4 }', 'request.kind = "audit_finding"'),
                     "eligible", "E", id="4: an escalate is a ground"),
        pytest.param(changed('gap = { output = "screen", rung = 4 }', "request.kind"), "incomplete", "E",
                     id="5: the last hope is an escalate"),
        pytest.param(changed('gap = { output = "screen" }'), "incomplete", "P",
                     id="5: the last hope is a permit"),
        pytest.param(changed('gap = { output = "screen" }', "cost.annual_yen"), "incomplete", "P Q",
                     id="5: a require that may fire"),
        pytest.param(changed("cost.annual_yen"), "incomplete", "Q", id="5: require unmet"),
        pytest.param(changed("impact.my_number"), "incomplete", "H", id="5: hard forbid unknown"),
        pytest.param(changed("reason.category"), "incomplete", "F", id="5: overridable forbid unknown"),
        pytest.param(changed("reason.category", "request.kind"), "incomplete", "E F",
                     id="5: forbid and what would lift it unknown"),
        pytest.param(changed("reason.category", 'request.kind = "audit_finding"'), "eligible", "E P",
                     id="6: an unknown forbid that is lifted"),
        pytest.param(changed("request.kind"), "eligible", "P", id="6: an unknown escalate with nothing to lift"),
        pytest.param("", "incomplete", "E F H P Q R", id="5: nothing is known"),
    ],
)  # fmt: skip
def test_row(known: str, verdict: str, decided_by: str) -> None:
    judgement = judged(known, a=ALL)
    assert (judgement.verdict, " ".join(judgement.decided_by())) == (verdict, decided_by)


def test_lifted_rules_stay_in_the_report() -> None:
    judgement = judged(changed('reason.category = "habit"', 'request.kind = "audit_finding"'), a=ALL)
    assert {each.id: (each.fired, each.lifted) for each in rule_reports(judgement)} == {
        "E": ("yes", False), "F": ("yes", True), "P": ("yes", False), "Q": ("yes", False)}  # fmt: skip


@pytest.mark.parametrize(
    "layers, verdict",
    [
        pytest.param({"a": PERMIT + ESCALATE, "b": ABSTAIN + SOFT}, "eligible", id="of a layer that extends it"),
        pytest.param({"a": PERMIT + SOFT, "b": ABSTAIN + ESCALATE}, "refused", id="never of a layer above"),
        pytest.param({"a": PERMIT + ESCALATE, "b": ABSTAIN.replace(', extends = ["a.toml"]', "") + SOFT}, "refused",
                     id="never of a layer beside"),
        pytest.param({"a": PERMIT + ESCALATE, "b": ABSTAIN + "", "c": ABSTAIN.replace('"b"', '"c"').replace(
            "a.toml", "b.toml") + SOFT}, "eligible", id="through a layer between"),
    ],
)  # fmt: skip
def test_an_escalate_lifts(layers: dict[str, str], verdict: str) -> None:
    known = changed('reason.category = "habit"', 'request.kind = "audit_finding"')
    assert judged(known, **layers).verdict == verdict


REFUSE_BELOW = REFUSE.replace('"a"', '"b"').replace('"refuse" }', '"refuse", extends = ["a.toml"] }')


@pytest.mark.parametrize(
    "below, verdict",
    [
        pytest.param(REFUSE_BELOW, "refused", id="no grounds at all"),
        pytest.param(REFUSE_BELOW + PERMIT.replace('"P"', '"PB"'), "eligible", id="its own permit"),
        pytest.param(ABSTAIN, "eligible", id="an abstaining layer needs none"),
    ],
)
def test_every_layer_that_refuses_needs_a_ground_of_its_own(below: str, verdict: str) -> None:
    judgement = judged(NOTHING_WRONG, a=PERMIT, b=below)
    assert judgement.verdict == verdict
    assert judgement.decided_by() == (["default"] if verdict == "refused" else judgement.decided_by())


def test_an_escalate_of_a_layer_above_is_a_ground_and_one_below_is_none() -> None:
    known = changed('request.kind = "audit_finding"')
    assert judged(known, a=ESCALATE, b=REFUSE_BELOW).verdict == "eligible"
    assert judged(known, a=HARD, b=REFUSE_BELOW + ESCALATE).decided_by() == ["default"]


def test_advice_is_given_and_changes_nothing() -> None:
    with_advice = judged(NOTHING_WRONG, a=ALL + ADVISE)
    assert with_advice.verdict == "eligible"
    assert "Z" in [each.id for each in rule_reports(with_advice)]


@pytest.mark.parametrize(
    "when, verdict",
    [
        pytest.param("effective = { from = 2026-06-01 }", "forbidden", id="from is included"),
        pytest.param("effective = { until = 2026-06-01 }", "forbidden", id="until is included"),
        pytest.param("effective = { from = 2026-06-02 }", "eligible", id="not yet"),
        pytest.param("effective = { until = 2026-05-31 }", "eligible", id="no longer"),
    ],
)
def test_days_of_a_rule(when: str, verdict: str) -> None:
    assert judged(changed("impact.my_number = true"), a=PERMIT + HARD + when).verdict == verdict


def test_a_require_outside_its_days_demands_nothing() -> None:
    known = changed("cost.annual_yen")
    assert judged(known, a=PERMIT + REQUIRE + "effective = { until = 2026-05-31 }").verdict == "eligible"


def test_a_layer_outside_its_days_takes_no_part() -> None:
    later = ABSTAIN.replace('version = "1"', 'version = "1", effective = { from = 2026-06-02 }')
    known = changed("impact.my_number = true")
    assert judged(known, a=PERMIT, b=later + HARD).verdict == "eligible"
    assert judged(known, date(2026, 6, 2), a=PERMIT, b=later + HARD).verdict == "forbidden"


def test_that_no_refusing_layer_takes_part_is_an_error() -> None:
    only = REFUSE.replace('version = "1"', 'version = "1", effective = { until = 2026-05-31 }')
    with pytest.raises(NotJudged) as raised:
        judged(NOTHING_WRONG, a=only + PERMIT, b=ABSTAIN + HARD)
    assert speak(raised.value.said, "en") == "no policy layer that refuses by default is in effect on 2026-06-01"
    with pytest.raises(NotJudged):
        judged(NOTHING_WRONG, b=ABSTAIN.replace(', extends = ["a.toml"]', "") + HARD)


VALUES = """
[values]
months = { is = 18, may = "raise" }
[[rule]]
id = "F"
effect = "forbid"
level = "overridable"
when.system.months_to_renewal = { under = "$months" }
"""


@pytest.mark.parametrize(
    "below, refused_at",
    [
        pytest.param({}, 17, id="the owner's"),
        pytest.param({"b": "values.months.is = 24"}, 23, id="raised below"),
        pytest.param({"b": "values.months.is = 24", "c": "values.months.is = 20"}, 23, id="the strictest counts"),
        pytest.param({"b": "values.months.is = 20", "c": "values.months.is = 24"}, 23, id="the strictest, wherever"),
    ],
)
def test_a_named_value_is_the_strictest_that_layers_make_of_it(below: dict[str, str], refused_at: int) -> None:
    layers = {"a": REFUSE + VALUES + PERMIT}
    for name, text in below.items():
        layers[name] = ABSTAIN.replace('"b"', f'"{name}"') + text
    for months, verdict in ((refused_at, "refused"), (refused_at + 1, "eligible")):
        known = changed(f"system.months_to_renewal = {months}")
        assert judged(known, **layers).verdict == verdict


def test_a_layer_outside_its_days_moves_no_value() -> None:
    later = ABSTAIN.replace('version = "1"', 'version = "1", effective = { from = 2026-06-02 }')
    later += "values.months.is = 24"
    known = changed("system.months_to_renewal = 20")
    assert judged(known, a=REFUSE + VALUES + PERMIT, b=later).verdict == "eligible"
    assert judged(known, date(2026, 6, 2), a=REFUSE + VALUES + PERMIT, b=later).verdict == "refused"


@pytest.mark.parametrize(
    "use, where",
    [
        pytest.param('[[rule]]\nid = "N"\neffect = "forbid"\nlevel = "hard"\nwhen.life.years = { over = "$limit" }',
                     ("rule", 0, "when", "life", "years", "over"), id="by a rule"),
        pytest.param('[[authority]]\nfrom_yen = "$limit"\nrole = "cio"\nquorum = "one"', ("authority", 0, "from_yen"),
                     id="by an authority row"),
        pytest.param('[[rule]]\nid = "N"\neffect = "permit"\ngrants.max_months = "$limit"',
                     ("rule", 0, "grants", "max_months"), id="by a permit's grants"),
    ],
)  # fmt: skip
def test_a_value_of_a_layer_outside_its_days_can_t_be_used(use: str, where: tuple[str | int, ...]) -> None:
    old = ABSTAIN.replace('version = "1"', 'version = "1", effective = { until = 2026-05-31 }').replace(
        ', extends = ["a.toml"]', "") + "values.limit.is = 3"  # fmt: skip
    user = REFUSE.replace('"refuse" }', '"refuse", extends = ["b.toml"] }')
    with pytest.raises(NotJudged) as raised:
        judged(NOTHING_WRONG, DAY, a=user + use + "\n" + PERMIT, b=old)
    assert [(each.code, each.path, each.where) for each in raised.value.findings] == [
        ("value-not-in-effect", "a.toml", where)]  # fmt: skip


def test_grants_name_what_a_permit_allows_with_values_replaced() -> None:
    limit = 'values.limit = { is = 24, may = "lower" }\n'
    judgement = judged(NOTHING_WRONG, a=REFUSE + limit + PERMIT + 'grants = { max_months = "$limit", quorum = "all" }',
                       b=ABSTAIN + "values.limit.is = 12")  # fmt: skip
    (grants,) = judgement.judge.grants(judgement)
    assert (grants.max_months, grants.quorum, grants.owner_posts) == (12, "all", None)
