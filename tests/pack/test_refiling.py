"""The refiling law of the pack: who follows the advice is not sent on again.

The same facts, filed again at the lowest rung advised, are never refused by default nor redirected again, except by
NC-400 (the end of the way: no exception is needed) and by NC-407 (whose step NC-406's remedy names already).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nocustom.form.catalogue import check_references
from nocustom.form.choices import CHOICES
from nocustom.form.reading import validate
from nocustom.judge.report import next_steps
from nocustom.judge.truth import YES
from nocustom.judge.verdict import Judgement
from tests.pack.sample_city import DAY, document, judged, sample, samples, setting

SYSTEMS = document("policies/systems.toml")["system"]
BUSINESSES = [(system, business) for system in SYSTEMS for business in system["business"]]
MISSING = object()

Options = dict[str, Sequence[Any]]
"""Field to what it may be; what stands there twice comes twice as often."""


def maybe(options: Sequence[Any]) -> list[Any]:
    """One time in five the field is not there."""
    return [*options] * 4 + [MISSING] * len(options)


def days(*offsets: int) -> list[date]:
    return [DAY + timedelta(days=offset) for offset in offsets]


YEN = [0, 1, 100_000, 5_000_000]
COUNT = [0, 1, 30, 600]
TEXT = ["あり", ""]
BODIES = ["東市", "西市", "南市", "北市"]
SELDOM = [True, False, False, False, False]
EITHER = [True, False]
ANSWERS = ["possible", "partly", *["not_possible"] * 5]
DUTIES = ["law", "prefecture_scheme", "ordinance"]

OPTIONS: Options = {
    "request.kind": [*CHOICES["request.kind"]],
    "system.spec_class": maybe([*CHOICES["system.spec_class"], *["not_listed"] * 6]),
    "gap.output": [*CHOICES["gap.output"]],
    "gap.form_basis": maybe([*CHOICES["gap.form_basis"]]),
    "gap.rung": [1, 2, 3, 4, 5, 6, 7, 7, 8, 9, 9, 9],
    "reason.category": [*CHOICES["reason.category"], *DUTIES],
    "reason.legal_basis": maybe(TEXT),
    "reason.effective_on": maybe(days(-1, 0, 1, 90, 300)),
    "reason.rule_amendable": maybe(SELDOM),
    "reason.hours_per_year": maybe(COUNT),
    "alternative.low": maybe(ANSWERS),
    "alternative.high": maybe(ANSWERS),
    "precedent.searched": maybe(EITHER),
    "precedent.market_product": maybe(EITHER),
    "precedent.same_need": maybe([BODIES[:count] for count in range(5)]),
    "cost.initial_yen": maybe(YEN),
    "cost.annual_yen": maybe(YEN),
    "cost.per_release_yen": maybe(YEN),
    "cost.vendor_answer": maybe("ABBCCDD"),
    "cost.vendor_from": maybe(days(-1, 0, 1, 90, 300)),
    "cost.quote_on": maybe(days(0, -364, -365, -366)),
    "impact.core_modified": maybe(EITHER),
    "impact.direct_db_write": maybe(SELDOM),
    "impact.breaks_interop": maybe(SELDOM),
    "impact.my_number": maybe(SELDOM),
    "impact.privacy_assessment": maybe([*CHOICES["impact.privacy_assessment"]]),
    "impact.crosses_segment": maybe(SELDOM),
    "impact.approved_link": maybe(TEXT),
    "verification.owner": maybe(["tanaka", "sato"]),
    "verification.deputy": maybe(["sato", "suzuki"]),
    "verification.items": maybe([["件数"], [], [""]]),
    "verification.hours_per_release": maybe(COUNT),
    "verification.evidence": maybe(TEXT),
    "life.wanted_from": maybe(days(-1, 0, 1, 89, 90, 91)),
    "life.ends_on": maybe(days(200, 700)),
    "life.exit_plan": maybe(TEXT),
}

CLOSED: Options = {
    "reason.rule_amendable": [False],
    "cost.vendor_answer": ["C"],
    "system.spec_class": ["not_listed"],
    "impact.direct_db_write": [False],
    "impact.breaks_interop": [False],
    "impact.crosses_segment": [False],
    "alternative.low": ["not_possible", "partly"],
}
"""No lower way is open, so that the rarer redirects come into their own."""

SLANTS: dict[str, tuple[int | None, Options]] = {
    "anything": (None, {}),
    "a list": (4, CLOSED | {"gap.rung": [5, 6, 7, 8, 9], "gap.output": ["list"]}),
    "copying": (5, CLOSED | {"gap.rung": [6, 7, 8, 9], "gap.output": ["entry"]}),
    "on the market": (6, CLOSED | {
        "system.regime": ["out_of_scope"], "gap.rung": [7, 8, 9], "gap.output": ["process"],
        "precedent.market_product": [True]}),
    "own scheme inside": (7, CLOSED | {
        "system.regime": ["standard"], "gap.rung": [9], "gap.output": ["process"], "reason.category": DUTIES,
        "impact.core_modified": [True]}),
    "common need": (8, CLOSED | {
        "system.regime": ["standard"], "gap.rung": [7, 9], "gap.output": ["process"],
        "reason.category": ["ordinance", "volume", "efficiency", "habit"], "precedent.same_need": [BODIES[:3]]}),
}  # fmt: skip
"""What a request leans towards: the rung that is then advised at times, and the fields that lean."""


def request(chance: Random, lean: Options) -> dict[str, Any]:
    """A well-formed request with values at and around every bound of the pack, each optional one missing at times."""
    options = OPTIONS | lean
    regimes = options.get("system.regime", [*CHOICES["system.regime"]])
    system, business = chance.choice([each for each in BUSINESSES if each[1]["regime"] in regimes])
    renewal: date = system["renewal_on"]
    if chance.random() < 0.3:  # the bounds that hang on the system's renewal
        near = [renewal - timedelta(days=each) for each in (520, 547, 548, 549, 580)]
        options |= {
            "life.wanted_from": near,
            "life.ends_on": [renewal + timedelta(days=each) for each in (-1, 0, 1)],
        }
    drawn = {field: chance.choice(values) for field, values in options.items() if field != "system.regime"}
    drawn |= {
        "request.key": "x",
        "request.title": "x",
        "request.department": "kodomo",
        "request.requester": "suzuki",
    }
    drawn |= {
        "system.id": system["id"],
        "system.business": business["id"],
        "gap.current": "x",
        "gap.wanted": "x",
    }
    made: dict[str, Any] = {"schema": "request/1", "alternative": []}
    for field, value in drawn.items():
        table, _, name = field.partition(".")
        if table != "alternative" and value is not MISSING:
            made.setdefault(table, {})[name] = value
    for lower in range(made["gap"]["rung"]):
        result = chance.choice(options["alternative.low" if lower < 3 else "alternative.high"])
        if result is not MISSING:
            made["alternative"].append({"rung": lower, "result": result})
    return made


def requests(lean: Options) -> st.SearchStrategy[dict[str, Any]]:
    return st.randoms(use_true_random=True).map(lambda chance: request(chance, lean))


def advised(judgement: Judgement) -> int | None:
    """The lowest rung a redirect leads to; the ladder, shown where no ground was found, advises none in particular."""
    return min((step.rung for step in next_steps(judgement) if step.rung is not None and step.rule != "default"),
               default=None)  # fmt: skip


def refiled(asked: dict[str, Any], rung: int) -> dict[str, Any]:
    """The same facts at another rung: answers for rungs that no longer lie below it fall away."""
    answers = [answer for answer in asked.get("alternative", ()) if answer["rung"] < rung]
    return {**asked, "gap": {**asked["gap"], "rung": rung}, "alternative": answers}


def follow(asked: dict[str, Any], note: Callable[[str], None]) -> None:
    """Check the law for one request; `note` hears what happened."""
    first = judged(asked)
    rung = advised(first)
    if rung is None:
        return
    note(f"advised {rung}")
    second = judged(refiled(asked, rung))
    assert not second.by_default
    sent_on = {rule.id for rule, fired in zip(second.judge.rules, second.fired, strict=True)
               if fired == YES and rule.effect == "redirect"}  # fmt: skip
    assert sent_on <= {"NC-400", "NC-407"}
    if second.verdict == "redirected":
        note("redirected again")


@pytest.mark.parametrize("slant", SLANTS)
def test_advice_taken_is_not_sent_on_again(slant: str) -> None:
    expected, lean = SLANTS[slant]
    seen: Counter[str] = Counter()

    @settings(max_examples=150 if expected is None else 60)
    @given(requests(lean))
    def law(asked: dict[str, Any]) -> None:
        follow(asked, lambda what: seen.update([what]))

    law()
    # Only worth something if the advice in question was given and taken.
    assert seen.total() > 20
    assert expected is None or seen[f"advised {expected}"] > 0


def test_the_samples_keep_the_law() -> None:
    seen: Counter[str] = Counter()
    for path in samples():
        follow(sample(path), lambda what: seen.update([what]))
    assert {f"advised {rung}" for rung in range(2, 9)} <= set(seen)


def test_a_refiled_sample_is_eligible_or_done() -> None:
    """Copying asked for as a customization is, at the rung advised, a matter of filling in the form."""
    first = judged(sample("2026/kokuho-copying-rung9.toml"))
    again = judged(refiled(sample("2026/kokuho-copying-rung9.toml"), advised(first) or 0))
    assert (first.verdict, again.verdict) == ("redirected", "incomplete")


@settings(max_examples=50)
@given(requests({}))
def test_the_requests_tried_here_are_well_formed(asked: dict[str, Any]) -> None:
    assert validate("request", asked) == []
    assert check_references(asked, setting().catalogue, setting().people) == []
