"""Which requires are rules on the lead time, and that the record says of the right requests that only it is open.

The judge knows the verdict that there would be, were those requires met; `life` reads it off the record alone.
"""

from __future__ import annotations

import json
import tomllib
from typing import Any

import pytest

from nocustom.acts.assess import Adoption, assessment
from nocustom.files.document import document
from nocustom.judge.truth import NO, YES
from nocustom.judge.verdict import Judgement
from nocustom.life.assessment import Assessment
from nocustom.life.lead_time import carried, waived
from tests.judge.written import REFUSE, read
from tests.pack.sample_city import ROOT, judge, judged, setting

ADOPTED = Adoption("0" * 64, "1" * 64, "2" * 64)
SAMPLES = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "requests").rglob("*.toml"))


@pytest.mark.parametrize("rule, wanted", [
    ('effect = "require"\nmust.request.lead_days = { at_least = 90 }', True),
    ('effect = "require"\nmust.any = [{ request.lead_days = { at_least = 90 } }, '
     "{ request.lead_days = { under = 3 } }]", True),
    ('effect = "require"\nmust.request.lead_days = { at_least = 90 }\nmust.precedent.searched = { is = true }', False),
    ('effect = "require"\nmust.any = [{ request.lead_days = { at_least = 90 } }, '
     "{ precedent.searched = { is = true } }]", False),
    ('effect = "require"\nmust.precedent.searched = { is = true }\nwhen.request.lead_days = { under = 90 }', False),
    ('effect = "forbid"\nlevel = "overridable"\nwhen.request.lead_days = { under = 90 }', False),
])  # fmt: skip
def test_a_rule_on_the_lead_time_asks_for_nothing_else(rule: str, wanted: bool) -> None:
    built, _ = read(a=REFUSE + '[[rule]]\nid = "P"\neffect = "permit"\n[[rule]]\nid = "R"\n' + rule)
    assert built is not None
    found = built.rule("R")
    assert found is not None and found.on_lead_time is wanted


def recorded(path: str, day: str | None = None) -> tuple[Assessment, Judgement]:
    """What is recorded of a sample, wanted on another day if one is given, and its judgement."""
    text = (ROOT / path).read_text("utf-8")
    if day is not None:
        lines = [f"wanted_from = {day}" if line.startswith("wanted_from") else line for line in text.splitlines()]
        text = "\n".join(lines)
    values: dict[str, Any] = tomllib.loads(text)
    judgement = judged(values)
    paper = assessment(document(text.encode(), shown=path), judgement, setting(), ADOPTED)
    return Assessment(json.loads(paper)), judgement


def if_met(judgement: Judgement) -> str:
    """The verdict, were the rules on the lead time met that are unmet for sure."""
    for place, rule in enumerate(judge().rules):
        if rule.on_lead_time and (judgement.fired[place], judgement.met[place]) == (YES, NO):
            judgement = judge().had(judgement, place, YES, YES)
    return judgement.verdict


@pytest.mark.parametrize("path", SAMPLES)
def test_life_reads_off_the_record_what_the_judge_knows(path: str) -> None:
    for day in (None, "2026-06-15"):
        found, judgement = recorded(path, day)
        late = judgement.verdict == "incomplete" and if_met(judgement) == "eligible"
        assert bool(waived(found)) is late, (path, day)
        assert carried(found) is (late or judgement.verdict == "eligible")


def test_the_sample_that_comes_too_late() -> None:
    assert waived(recorded("requests/2026/kodomo-short-notice.toml")[0]) == ("NC-108",)
    assert waived(recorded("requests/2026/kodomo-ikusei-outside.toml")[0]) == ()
    assert waived(recorded("requests/2026/kodomo-ikusei-outside.toml", "2026-06-15")[0]) == ("NC-108",)
