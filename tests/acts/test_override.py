"""Approving against a no: the sheet says what is in the way, the text and the story name what was overridden."""

from __future__ import annotations

import json
import re

import pytest

from nocustom.acts.decide import decide, grouped
from nocustom.acts.desk import Desk
from nocustom.acts.insist import insist
from nocustom.acts.override import overridden
from nocustom.acts.story import story
from nocustom.errors import Exit, Usage
from nocustom.life.in_force import in_force
from nocustom.show.layout import page
from nocustom.show.receipt_text import decided_text
from nocustom.show.story_json import story_json
from nocustom.show.story_text import story_text
from tests.acts.hall import Hall, Script, named, told
from tests.acts.paperwork import REASON, Kept, code, owner_accepts, state_of
from tests.acts.screen import screen
from tests.acts.test_no import closed
from tests.conftest import Golden, Run
from tests.screens.played import play


def in_review(hall: Hall) -> str:
    """A request that was redirected, on which the section insists and whose owner accepted; its number."""
    number = closed(hall)
    with hall.desk() as desk:
        insist(desk, desk.case(number), hall.signer("tanaka"), Script("市民に必要である", named, lang="ja"))
    owner_accepts(hall, number)
    return number


def way(desk: Desk, number: str) -> list[str]:
    """The rules that the record says are in the way."""
    found = desk.case(number).revision.assessment
    assert found is not None
    return [row["id"] for row in found.rules
            if row["effect"] in ("forbid", "redirect") and row["fired"] == "yes" and not row["lifted"]]  # fmt: skip


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_sheet_the_text_and_the_story_name_the_rules(
    office: Hall, golden: Golden, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    monkeypatch.setenv("LOGNAME", "misaki")
    number = in_review(office)
    with office.desk(writable=False) as desk:
        rules = way(desk, number)
    for person in ("imai", "kono", "hirano"):  # at its cost the committee decides besides the CIO
        reader = Script(REASON, code, lang=lang)
        with office.desk() as desk:
            done = decide(desk, desk.case(number), office.signer(person), reader, "approve", overrides=rules)
    with office.desk(writable=False) as desk:
        case = desk.case(number)
        assert in_force(desk.world, case, desk.today).yes
        assert case.approval is not None and list(case.approval.overrides) == rules
        told_of = story(desk, case)
    assert done.receipt.event.content["overrides"] == rules
    sheet, text = reader.texts
    shown = [*page(sheet), "", *page(text), "", *decided_text(done, lang), "", *story_text(told_of, lang)]
    text = screen(shown).replace(grouped(done.sheet.code), "<code>").replace(done.sheet.code, "<code>")
    text = re.sub(r"\b[0-9a-f]{64}\b", "<sha256>", text)
    golden(f"acts/override.{lang}", re.sub(r"\b[0-9a-f]{16}\b|\b[0-9a-f]{32}\b", "<hex>", text))
    events = json.loads(story_json(told_of, lang))["events"]
    assert events[-1]["overrides"] == rules and events[0]["overrides"] == []


def test_without_or_with_other_rules_nothing_is_shown_and_the_way_on_is_told(office: Hall) -> None:
    number, kept = in_review(office), Kept(office)
    with office.desk(writable=False) as desk:
        rules = way(desk, number)
    options = " ".join(f"--override {rule}" for rule in rules)
    for overrides, message in (
        ([], f"error: {number} is not eligible but redirected"),
        (["NC-000"], f"error: an override names every rule in the way of {number}, once, and no other: "),
    ):
        reader = Script()

        def deciding(given: list[str] = overrides, reader: Script = reader) -> None:
            with office.desk() as desk:
                decide(desk, desk.case(number), office.signer("hirano"), reader, "approve", overrides=given)

        exit_code, said = told(deciding)
        assert exit_code == Exit.NOT_PERMITTED and said.startswith(message)
        assert f"hint: `nocustom decide {number} approve {options}`" in said
        assert reader.texts == []
    assert kept.still


def test_a_refusal_overrides_nothing(office: Hall, run: Run) -> None:
    number = in_review(office)
    with office.desk() as desk, pytest.raises(Usage):
        decide(desk, desk.case(number), office.signer("hirano"), Script(), "refuse", overrides=["NC-301"])
    ran = run(
        "decide", number, "refuse", "--override", "NC-301", "--key", office.keys["hirano"], cwd=office.root
    )
    assert (ran.code, ran.out) == (Exit.USAGE, "")
    assert "only an approval overrides rules" in ran.err and state_of(office, number) == "review"


def live(hall: Hall) -> str:
    """A request that was approved against its rules; its number."""
    number = in_review(hall)
    with hall.desk(writable=False) as desk:
        rules = way(desk, number)
    for person in ("imai", "kono", "hirano"):
        with hall.desk() as desk:
            decide(desk, desk.case(number), hall.signer(person), Script(REASON, code), "approve", overrides=rules)
    return number


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_it_is_told_whether_what_was_overridden_is_still_needed(office: Hall, golden: Golden, lang: str) -> None:
    number = live(office)
    with office.desk(writable=False) as desk:
        rules = way(desk, number)
        assert {each.now for each in overridden(desk, desk.case(number))} == {"needed"}
    for name in ("city", "national", "tokyo"):  # every rule that stood in the way goes
        path = office.root / "policies" / f"{name}.toml"
        head, *parts = path.read_text(encoding="utf-8").split("[[rule]]\n")
        kept = [part for part in parts if not any(f'id = "{rule}"' in part for rule in rules[:1])]
        path.write_text("[[rule]]\n".join([head, *kept]), encoding="utf-8")
    with office.desk(writable=False) as desk:
        assert {each.now for each in overridden(desk, desk.case(number))} == {"needed"}, "it is not adopted yet"
    office.adopt("policy")
    with office.desk(writable=False) as desk:
        found = {each.rule: each.now for each in overridden(desk, desk.case(number))}
        assert found == dict.fromkeys(rules, "needed") | {rules[0]: "unneeded"}
        assert json.loads(story_json(story(desk, desk.case(number)), lang))["overridden"] == [
            {"rule": rule, "now": now} for rule, now in found.items()]  # fmt: skip
        text = screen(story_text(story(desk, desk.case(number)), lang)).split("\n\n")[0]
    explained = play(lang, "explain", number, cwd=office.root, clock=office.clock)
    assert explained.code == 0
    judged = play(lang, "check", number, cwd=office.root, clock=office.clock)
    assert judged.out.rpartition("\n\n")[2] == explained.out.rpartition("\n\n")[2]
    golden(f"acts/override-now.{lang}", text + "\n\n" + explained.out.rpartition("\n\n")[2])
