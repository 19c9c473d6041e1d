"""The refiling law of the pack: who follows the advice is not sent on again.

The same facts, filed again at the lowest rung advised, are never refused by default nor redirected again, except by
NC-400 (the end of the way: no exception is needed) and by NC-407 (whose step NC-406's remedy names already).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from nocustom.form.choices import CHOICES
from nocustom.form.reading import validate
from nocustom.judge.report import next_steps
from nocustom.judge.truth import YES
from nocustom.judge.verdict import Judgement
from tests.pack.sample_city import DAY, document, judged, sample, samples, setting

SYSTEMS = document("policies/systems.toml")["system"]
BUSINESSES = [(system, business["id"]) for system in SYSTEMS for business in system["business"]]
MISSING = object()


def maybe(value: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """One time in five the field is not there."""
    return st.integers(0, 4).flatmap(lambda dice: st.just(MISSING) if dice == 4 else value)


def choice(field: str, *often: str) -> st.SearchStrategy[str]:
    return st.sampled_from([*CHOICES[field], *often])


def seldom() -> st.SearchStrategy[bool]:
    return st.sampled_from([False, False, False, False, True])


def days(*offsets: int) -> st.SearchStrategy[Any]:
    return st.sampled_from([DAY + timedelta(days=offset) for offset in offsets])


def text() -> st.SearchStrategy[str]:
    return st.sampled_from(["あり", ""])


YEN = st.sampled_from([0, 1, 100_000, 5_000_000])
COUNT = st.sampled_from([0, 1, 30, 600])


@st.composite
def requests(draw: st.DrawFn) -> dict[str, Any]:
    """A well-formed request with values at and around every bound of the pack, each optional one missing at times."""
    system, business = draw(st.sampled_from(BUSINESSES))
    renewal = system["renewal_on"]
    near = [renewal - timedelta(days=each) for each in (520, 547, 548, 549, 580)]
    rung = draw(st.sampled_from([1, 2, 3, 4, 5, 6, 7, 7, 8, 9, 9, 9]))
    answer = st.sampled_from(["possible", "partly", *["not_possible"] * 8, MISSING])
    answers = draw(st.lists(answer, min_size=rung, max_size=rung))
    tables: dict[str, dict[str, st.SearchStrategy[Any]]] = {
        "system": {"spec_class": maybe(choice("system.spec_class", *["not_listed"] * 6))},
        "gap": {"form_basis": maybe(choice("gap.form_basis"))},
        "reason": {
            "legal_basis": maybe(text()),
            "effective_on": maybe(days(-1, 0, 1, 90, 300)),
            "rule_amendable": maybe(seldom()),
            "hours_per_year": maybe(COUNT),
        },
        "precedent": {
            "searched": maybe(st.booleans()),
            "market_product": maybe(st.booleans()),
            "same_need": maybe(st.integers(0, 4).map(lambda count: ["東市", "西市", "南市", "北市"][:count])),
        },
        "cost": {
            "initial_yen": maybe(YEN),
            "annual_yen": maybe(YEN),
            "per_release_yen": maybe(YEN),
            "vendor_answer": maybe(choice("cost.vendor_answer", *"BBCCDD")),
            "vendor_from": maybe(days(-1, 0, 1, 90, 300)),
            "quote_on": maybe(days(0, -364, -365, -366)),
        },
        "impact": {
            "core_modified": maybe(st.sampled_from([True, True, False])),
            "direct_db_write": maybe(seldom()),
            "breaks_interop": maybe(seldom()),
            "my_number": maybe(seldom()),
            "privacy_assessment": maybe(choice("impact.privacy_assessment")),
            "crosses_segment": maybe(seldom()),
            "approved_link": maybe(text()),
        },
        "verification": {
            "owner": maybe(st.sampled_from(["tanaka", "sato"])),
            "deputy": maybe(st.sampled_from(["sato", "suzuki"])),
            "items": maybe(st.sampled_from([["件数"], [], [""]])),
            "hours_per_release": maybe(COUNT),
            "evidence": maybe(text()),
        },
        "life": {
            "wanted_from": maybe(st.one_of(days(-1, 0, 1, 89, 90, 91), st.sampled_from(near))),
            "ends_on": maybe(st.sampled_from([renewal + timedelta(days=each) for each in (-300, -1, 0, 1)])),
            "exit_plan": maybe(text()),
        },
    }
    request: dict[str, Any] = {
        "schema": "request/1",
        "request": {
            "key": "x", "title": "x", "department": "kodomo", "requester": "suzuki",
            "kind": draw(choice("request.kind")),
        },
        "system": {"id": system["id"], "business": business},
        "gap": {"current": "x", "wanted": "x", "output": draw(choice("gap.output")), "rung": rung},
        "reason": {"category": draw(choice("reason.category", "law", "prefecture_scheme", "ordinance"))},
        "alternative": [{"rung": lower, "result": result} for lower, result in enumerate(answers)
                        if result is not MISSING],
    }  # fmt: skip
    for table, fields in tables.items():
        drawn = {field: draw(values) for field, values in fields.items()}
        request.setdefault(table, {}).update(
            {field: value for field, value in drawn.items() if value is not MISSING}
        )
    return request


def advised(judgement: Judgement) -> int | None:
    """The lowest rung a redirect leads to; the ladder, shown where no ground was found, advises none in particular."""
    return min((step.rung for step in next_steps(judgement) if step.rung is not None and step.rule != "default"),
               default=None)  # fmt: skip


def refiled(request: dict[str, Any], rung: int) -> dict[str, Any]:
    """The same facts at another rung: answers for rungs that no longer lie below it fall away."""
    answers = [answer for answer in request.get("alternative", ()) if answer["rung"] < rung]
    return {**request, "gap": {**request["gap"], "rung": rung}, "alternative": answers}


def follow(request: dict[str, Any], note: Callable[[str], None]) -> None:
    """Check the law for one request; `note` hears what happened."""
    first = judged(request)
    rung = advised(first)
    if rung is None:
        return
    note(f"advised {rung}")
    second = judged(refiled(request, rung))
    assert not second.by_default
    sent_on = {rule.id for rule, fired in zip(second.judge.rules, second.fired, strict=True)
               if fired == YES and rule.effect == "redirect"}  # fmt: skip
    assert sent_on <= {"NC-400", "NC-407"}
    if second.verdict == "redirected":
        note("redirected again")


def test_advice_taken_is_not_sent_on_again() -> None:
    seen: Counter[str] = Counter()

    @settings(max_examples=300)
    @given(requests())
    def law(request: dict[str, Any]) -> None:
        follow(request, lambda what: seen.update([what]))

    law()
    # Only worth something if advice of several kinds was given and taken.
    assert sum(count for what, count in seen.items() if what.startswith("advised")) > 60
    assert {"advised 2", "advised 3", "redirected again"} <= set(seen)


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
@given(requests())
def test_the_requests_tried_here_are_well_formed(request: dict[str, Any]) -> None:
    assert validate("request", request) == []
    assert request["system"]["id"] in setting().catalogue.systems
