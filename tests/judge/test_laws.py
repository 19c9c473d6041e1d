"""The laws of page 3, on random policies and requests.

Order          Neither the order of rules, nor of files, nor of keys changes anything.
Refinement     When a missing field gets a value, every rule that was yes or no stays so. So a no never becomes anything
               but a no, `forbidden` and `eligible` stay; only a text or an alternative may still be counted by
               `text.*` and `alternatives.unanswered`, which are therefore tested on whole requests below.
Silence        The other way round: leaving a field out never makes eligible what was not.
Tightening     A layer below the others, whatever it says and whichever values it moves as it may, makes nothing
               eligible that was not, and turns no no into anything but a no.
Advice         An advise rule changes no verdict.
"""

from __future__ import annotations

import copy
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from nocustom.errors import NotJudged
from nocustom.form.fields import FIELDS
from nocustom.judge.building import LayerFile, build
from nocustom.judge.derive import facts_of
from nocustom.judge.operators import RungSet
from nocustom.judge.report import plain, questions, rule_reports
from nocustom.judge.truth import UNKNOWN
from nocustom.judge.verdict import Judge, Judgement
from tests.judge.drawn import DAY, as_judged, facts, judge_on, layer, policy, refined, rule
from tests.pack.sample_city import judge as city_judge
from tests.pack.sample_city import judged, sample, samples, setting

Documents = dict[str, dict[str, Any]]
NO_VERDICTS = {"forbidden", "refused", "redirected"}


def usable(documents: Documents) -> Judge:
    """The judge of a drawn policy; policies that can't be used on the day are drawn again."""
    try:
        return judge_on(documents)
    except NotJudged:
        assume(False)
        raise


def said(judgement: Judgement) -> tuple[Any, ...]:
    """All that is reported of a judgement."""
    rules = [(each.id, each.fired, each.met, each.lifted, sorted(map(repr, each.clauses)))
             for each in rule_reports(judgement)]  # fmt: skip
    return judgement.verdict, judgement.decided_by(), questions(judgement), rules


def shuffled(value: Any, draw: st.DataObject) -> Any:
    """The same TOML with the keys of every table, and the members of every list of tables, in another order."""
    if isinstance(value, dict):
        return {key: shuffled(value[key], draw) for key in draw.draw(st.permutations(list(value)))}
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [shuffled(each, draw) for each in draw.draw(st.permutations(value))]
    return value


@settings(max_examples=40)
@given(policy(), facts(), st.data())
def test_order_of_rules_files_and_keys_never_matters(
    documents: Documents, known: dict[str, Any], data: st.DataObject
) -> None:
    judge = usable(documents)
    other = judge_on({name: shuffled(documents[name], data) for name in data.draw(st.permutations(list(documents)))})
    assert said(judge.judge_facts(as_judged(known))) == said(other.judge_facts(as_judged(known)))


@settings(max_examples=40)
@given(policy(3), facts(), st.data())
def test_refinement(documents: Documents, known: dict[str, Any], data: st.DataObject) -> None:
    judge = usable(documents)
    before = judge.judge_facts(as_judged(known))
    after = judge.judge_facts(as_judged(data.draw(refined(known))))
    for rule_, was, now in zip(judge.rules, before.fired, after.fired, strict=True):
        assert was in (UNKNOWN, now), rule_.id
    if before.verdict in ("forbidden", "eligible"):
        assert after.verdict == before.verdict
    if before.verdict in NO_VERDICTS:
        assert after.verdict in NO_VERDICTS


@settings(max_examples=40)
@given(policy(3), facts(), st.data())
def test_leaving_fields_out_never_makes_eligible(
    documents: Documents, known: dict[str, Any], data: st.DataObject
) -> None:
    judge = usable(documents)
    known |= {"gap.rung": 4, "reason.category": "law"}
    left = {path for path in known if path != "text.personal_data_hits" and data.draw(st.booleans())}
    fewer = {path: value for path, value in known.items() if path not in left}
    if judge.judge_facts(as_judged(fewer)).verdict == "eligible":
        assert judge.judge_facts(as_judged(known)).verdict == "eligible"


@settings(max_examples=40)
@given(policy(3), st.data(), st.lists(facts(), min_size=3, max_size=3))
def test_a_layer_below_only_tightens(
    documents: Documents, data: st.DataObject, cases: list[dict[str, Any]]
) -> None:
    judge = usable(documents)
    above = [name[0] for name in documents if data.draw(st.integers(0, 4))]
    documents["z.toml"] = data.draw(layer("z", above, data.draw(st.booleans()), (1, 3)))
    with_layer = usable(documents)
    for known in cases:
        before, after = judge.judge_facts(as_judged(known)), with_layer.judge_facts(as_judged(known))
        if before.verdict != "eligible":
            assert after.verdict != "eligible"
        if before.verdict in NO_VERDICTS:
            assert after.verdict in NO_VERDICTS


@settings(max_examples=40)
@given(policy(3), rule("advice", False, []).map(lambda made: made | {"effect": "advise"}), facts())
def test_advice_changes_no_verdict(documents: Documents, advice: dict[str, Any], known: dict[str, Any]) -> None:
    judge = usable(documents)
    for misplaced in ("level", "must"):
        advice.pop(misplaced, None)
    documents["a.toml"]["rule"].append(advice)
    before, after = judge.judge_facts(as_judged(known)), judge_on(documents).judge_facts(as_judged(known))
    assert (before.verdict, before.decided_by()) == (after.verdict, after.decided_by())


@settings(max_examples=40)
@given(policy(2), facts(), st.integers(-2, 2))
def test_a_rule_outside_its_days_is_no(documents: Documents, known: dict[str, Any], shift: int) -> None:
    day = DAY + timedelta(days=shift)
    try:
        judge = judge_on(documents, day)
    except NotJudged:
        return
    judgement = judge.judge_facts(as_judged(known))
    for rule_, fired in zip(judge.rules, judgement.fired, strict=True):
        if not rule_.days.get("from", day) <= day <= rule_.days.get("until", day):
            assert fired == 0


def test_a_value_that_a_layer_below_could_loosen_is_refused() -> None:
    """Without this no rule on numbers would hold: here z raises the number, and 3 becomes enough."""
    loosened = {
        "schema": "policy/1", "policy": {"id": "a", "version": "1", "default": "refuse"},
        "values": {"v": {"is": 2, "may": "raise"}},
        "rule": [{"id": "P", "effect": "permit", "when": {"life": {"years": {"at_most": "$v"}}}}],
    }  # fmt: skip
    below = {
        "schema": "policy/1", "policy": {"id": "z", "version": "1", "default": "abstain", "extends": ["a.toml"]},
        "values": {"v": {"is": 3}},
    }  # fmt: skip
    alone, _ = build([LayerFile("a.toml", "a.toml", loosened, "")])
    assert alone is not None
    made, found = build([LayerFile("a.toml", "a.toml", loosened, ""), LayerFile("z.toml", "z.toml", below, "")])
    assert made is None
    assert [(each.code, each.where) for each in found["a.toml"]] == [
        ("loosening-value", ("rule", 0, "when", "life", "years", "at_most"))]  # fmt: skip


# The shipped policy, on whole requests: nothing here is drawn but what is left out -----------------------------------

COUNTED = {"alternatives.unanswered", "text.personal_data_hits"}


def without(request: dict[str, Any], left_out: set[tuple[str, Any]]) -> dict[str, Any]:
    """The request without some fields, and without some answers for lower rungs."""
    fewer = copy.deepcopy(request)
    for section, key in left_out:
        if section == "alternative":
            fewer["alternative"] = [each for each in fewer["alternative"] if each["rung"] != key]
        else:
            fewer[section].pop(key, None)
    return fewer


def parts(request: dict[str, Any]) -> list[tuple[str, Any]]:
    """Every field of a request, and every answer."""
    fields = [(section, key) for section, table in request.items() if isinstance(table, dict) for key in table]
    return fields + [("alternative", each["rung"]) for each in request.get("alternative", ())]


def says_more(fewer: Any, more: Any) -> bool:
    """Whether a fact was refined: unknown became known, or a set lost doubt; what was known stayed."""
    if fewer is None or fewer == more:
        return True
    if isinstance(fewer, RungSet) and isinstance(more, RungSet):
        return fewer.known <= more.known <= fewer.known | fewer.maybe and more.maybe <= fewer.maybe
    return False


@pytest.mark.parametrize("path", samples())
@settings(max_examples=12)
@given(data=st.data())
def test_a_request_with_less_in_it(path: str, data: st.DataObject) -> None:
    request = sample(path)
    every = parts(request)
    left_out = set(data.draw(st.lists(st.sampled_from(every), max_size=len(every))))
    fewer = without(request, left_out)

    derived = [name for name, field in FIELDS.items() if field.derived and name not in COUNTED]
    less, more = facts_of(fewer, setting(), derived), facts_of(request, setting(), derived)
    assert [name for name in derived if not says_more(less.get(name), more.get(name))] == []

    before, after = judged(fewer), judged(request)
    for rule_, was, now in zip(city_judge().rules, before.fired, after.fired, strict=True):
        assert was in (UNKNOWN, now), rule_.id
    if before.verdict == "forbidden":
        assert after.verdict == "forbidden"
    if before.verdict in NO_VERDICTS:
        assert after.verdict in NO_VERDICTS
    if before.verdict == "eligible" and after.verdict != "eligible":
        assert after.verdict == "incomplete"
        assert after.facts["text.personal_data_hits"] > 0


def test_free_text_alone_takes_eligible_back_to_incomplete() -> None:
    request = sample("2026/kodomo-ikusei-outside.toml")
    assert judged(request).verdict == "eligible"
    request["reason"]["if_refused"] += "（連絡先 090-0000-0000）"
    assert (judged(request).verdict, judged(request).decided_by()) == ("incomplete", ["NC-107"])


def test_facts_are_shown_as_json_can_hold_them() -> None:
    assert plain([DAY, RungSet(frozenset({3, 1}), frozenset({2})), {"a": (1,)}]) == ["2026-06-01", [1, 3], {"a": [1]}]
