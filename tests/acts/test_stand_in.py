"""Deciding for somebody who is away: with a ground, in the story and on the notice, and never by one's own hand."""

from __future__ import annotations

import pytest

from nocustom.acts.decide import Decided, decide
from nocustom.acts.desk import Aborted
from nocustom.acts.notice import notice
from nocustom.acts.review import review
from nocustom.acts.story import story
from nocustom.errors import Exit, NotPermitted, Usage
from nocustom.locale import speak
from nocustom.show.notice_text import notice_text
from nocustom.show.story_text import story_text
from tests.acts.hall import Hall, Script
from tests.acts.paperwork import REASON, Kept, accepted, code, state_of
from tests.acts.screen import screen
from tests.conftest import Run

GROUND = "副市長が出張中のため"


def stood_in(hall: Hall, number: str, lang: str = "en") -> Decided:
    """The committee's kono approves for the CIO, who is away."""
    with hall.desk() as desk:
        signer = hall.signer("kono", "hirano")
        return decide(desk, desk.case(number), signer, Script(GROUND, REASON, code, lang=lang), "approve")


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_ground_is_asked_signed_and_told(office: Hall, lang: str) -> None:
    number = accepted(office)
    office.stand_in("kono", "hirano")
    reader = Script(GROUND, REASON, code, lang=lang)
    with office.desk() as desk:
        done = decide(desk, desk.case(number), office.signer("kono", "hirano"), reader, "approve")
        told, printed = story(desk, desk.case(number)), notice(desk, desk.case(number))
    content = done.receipt.event.content
    assert (content["by"], content["acting_for"], content["ground"]) == ("kono", "hirano", GROUND)
    assert reader.texts[-1] == content["text"] and f"> {GROUND}" in content["text"]
    assert done.settled == "approve" and state_of(office, number) == "approved"
    shown = screen(story_text(told, lang))
    assert GROUND in shown and "平野 貴子 (hirano)" in shown and "河野 正 (kono)" in shown
    letter = "".join(screen(notice_text(printed, lang)).split())
    assert GROUND in letter and ("平野貴子の代理" in letter or "for平野貴子" in letter)


def test_no_ground_no_decision(office: Hall) -> None:
    number = accepted(office)
    office.stand_in("kono", "hirano")
    kept = Kept(office)
    with office.desk() as desk, pytest.raises(Aborted):
        decide(desk, desk.case(number), office.signer("kono", "hirano"), Script(""), "approve")
    with office.desk() as desk, pytest.raises(Usage):
        decide(desk, desk.case(number), office.signer("hirano"), Script(REASON, code), "approve", ground=GROUND)
    assert kept.still


def test_who_does_not_say_for_whom_is_told_how(office: Hall, run: Run) -> None:
    number = accepted(office)
    office.stand_in("kono", "hirano")
    ran = run("decide", number, "approve", "--key", office.keys["kono"], cwd=office.root)
    assert ran.code == Exit.NOT_PERMITTED
    assert "hint: who stands in says so: `--acting-for hirano`" in ran.err


def test_in_a_review_too(office: Hall) -> None:
    number = accepted(office)
    office.stand_in("kono", "hirano")
    reader = Script("s")
    with office.desk() as desk:
        review(desk, [desk.case(number)], office.signer("kono"), reader)
    assert "--acting-for hirano" in "\n".join(reader.texts) and "a: approve" not in reader.questions[-1]
    reader = Script("a", GROUND, REASON, code)
    with office.desk() as desk:
        review(desk, [desk.case(number)], office.signer("kono", "hirano"), reader)
    assert state_of(office, number) == "approved"


@pytest.mark.parametrize("by", ["tanaka", "kono"])
def test_nobody_who_gains_picks_who_decides_nor_the_stand_in(office: Hall, by: str) -> None:
    """They got a key of the office, and adopt the line themselves."""
    number = accepted(office)
    office.enroll(by, "office")
    office.stand_in("kono", "hirano", by=by)
    with pytest.raises(NotPermitted) as caught:
        stood_in(office, number)
    assert f"`{by}` adopted it, and may not appoint who decides {number}" in speak(caught.value.said, "en")
    assert state_of(office, number) == "review"


def test_powers_end_where_those_of_the_other_end(office: Hall) -> None:
    number = accepted(office)
    office.stand_in("kono", "uchida")
    with office.desk() as desk, pytest.raises(NotPermitted) as caught:
        decide(desk, desk.case(number), office.signer("kono", "uchida"), Script(), "approve")
    assert "`kono` may not decide 2026-0001 for `uchida`" in speak(caught.value.said, "en")
