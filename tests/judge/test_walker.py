"""The judge and the plain walker of `plain.py` agree on every rule and every verdict."""

from __future__ import annotations

from typing import Any

from hypothesis import event, given, settings
from hypothesis import strategies as st

from nocustom.errors import NotJudged
from nocustom.judge.truth import NAMES, YES
from nocustom.judge.verdict import Judgement
from tests.judge import plain
from tests.judge.drawn import DAY, as_judged, facts, judge_on, policy

Documents = dict[str, dict[str, Any]]


def outcome(judgement: Judgement) -> plain.Outcome:
    """What the judge says, as the walker would say it."""
    rules = judgement.judge.rules
    return plain.Outcome(
        judgement.verdict,
        set(judgement.decided_by()),
        {rule.id: NAMES[fired] for rule, fired in zip(rules, judgement.fired, strict=True)},
        {rule.id: met == YES for rule, met in zip(rules, judgement.met, strict=True) if rule.effect == "require"},
    )


@settings(max_examples=70)
@given(policy(), st.lists(facts(), min_size=3, max_size=6))
def test_the_judge_says_what_the_walker_says(documents: Documents, cases: list[dict[str, Any]]) -> None:
    try:
        judge = judge_on(documents)
    except NotJudged:
        judge = None
    for known in cases:
        try:
            expected = plain.judge(documents, known, DAY)
        except plain.NotJudged:
            assert judge is None, "the walker finds the policy unusable on this day"
            event("not judged")
            continue
        assert judge is not None, "only the judge finds the policy unusable on this day"
        event(expected.verdict)
        assert outcome(judge.judge_facts(as_judged(known))) == expected
