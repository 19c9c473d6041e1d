"""After a no: closed, insisted on or appealed by those who may; questions, opinions, voiding; with real keys."""

from __future__ import annotations

import re
from datetime import date

import pytest

from nocustom.acts.appeal import appeal
from nocustom.acts.close import close
from nocustom.acts.decline import decline
from nocustom.acts.desk import Aborted, Signer
from nocustom.acts.insist import insist
from nocustom.acts.opinion import opinion
from nocustom.acts.question import answer, ask
from nocustom.acts.void import void
from nocustom.life.act import State
from nocustom.show.layout import page
from nocustom.show.no_text import (
    appealed_text,
    closed_text,
    insisted_text,
    opined_text,
    told_text,
    voided_text,
)
from tests.acts.hall import Hall, Script, named, told
from tests.acts.paperwork import Kept, accepted, endorse_it, filed, owner_accepts, state_of
from tests.acts.screen import screen
from tests.conftest import Golden

CORE = "kodomo-ikusei-core"
"""Redirected: the same allowance is to live outside the package. Owned by tanaka, of the children's department."""
WHY = "代替案では年度内の支給に間に合わない"


def closed(hall: Hall) -> str:
    """A request that was redirected, endorsed and closed; its number."""
    number = filed(hall, CORE)
    endorse_it(hall, number)
    with hall.desk() as desk:
        done = close(desk, desk.case(number), hall.signer("uchida"), Script("判定のとおり", named, lang="ja"))
    assert (done.verdict, done.appeal_until) == ("redirected", date(2026, 7, 1))
    return number


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_screens_after_a_no(office: Hall, golden: Golden, lang: str) -> None:
    number, shown = filed(office, CORE), list[str]()
    endorse_it(office, number)
    office.enroll("kimura", "opinion")
    with office.desk() as desk:
        reader = Script("判定のとおり", named, lang=lang)
        shown += closed_text(close(desk, desk.case(number), office.signer("uchida"), reader), lang)
    with office.desk() as desk:
        reader = Script(WHY, named, lang=lang)
        shown += ["", *insisted_text(insist(desk, desk.case(number), office.signer("tanaka"), reader), lang)]
        text = reader.texts[-1]
    with office.desk() as desk:
        shown += [
            "",
            *told_text(
                ask(desk, desk.case(number), Signer("uchida", None), Script(), "対象は何人ですか"), lang
            ),
        ]
    with office.desk() as desk:
        shown += [
            "",
            *told_text(
                answer(desk, desk.case(number), Signer("suzuki", None), Script(), "3,200人です"), lang
            ),
        ]
    owner_accepts(office, number)
    with office.desk() as desk:
        done = opinion(
            desk, desk.case(number), office.signer("kimura"), Script(named, lang=lang), "object", WHY
        )
        shown += ["", *opined_text(done, lang)]
    with office.desk() as desk:
        shown += [
            "",
            *voided_text(
                void(desk, desk.case(number), office.signer("uchida"), Script(named, lang=lang), "重複"), lang
            ),
        ]
    shown += ["", *page(text)]
    golden(f"acts/after-a-no.{lang}", re.sub(r"\b[0-9a-f]{64}\b", "<sha256>", screen(shown)))


def test_the_section_insists_and_the_owner_may_still_decline(office: Hall) -> None:
    number = closed(office)
    with office.desk() as desk:
        insist(desk, desk.case(number), office.signer("tanaka"), Script(WHY, named, lang="ja"))
    assert state_of(office, number) == "owner_pending"
    with office.desk() as desk:
        decline(desk, desk.case(number), office.signer("tanaka"), Script(WHY, named, lang="ja"))
    assert state_of(office, number) == "declined"


@pytest.mark.parametrize("act", [insist, appeal, void])
def test_a_stopped_ceremony_writes_nothing(office: Hall, act: object) -> None:
    number = closed(office) if act is not void else filed(office, CORE)
    kept = Kept(office)
    who = {insist: "tanaka", appeal: "kurihara", void: "uchida"}[act]  # type: ignore[index]
    for answers in ([""], [WHY, ""], [WHY, "somebody"]):
        with office.desk() as desk, pytest.raises(Aborted):
            act(desk, desk.case(number), office.signer(who), Script(*answers))  # type: ignore[operator]
    assert kept.still


def test_the_head_appeals_once_and_in_time(office: Hall) -> None:
    number = closed(office)
    office.later(days=30)
    with office.desk() as desk:
        reader = Script("都の通知が7月に出た", named)
        done = appeal(desk, desk.case(number), office.signer("kurihara"), reader)
    assert done.state is State.OWNER_PENDING
    assert "under review" not in "".join(appealed_text(done, "en"))
    with office.desk() as desk:
        assert desk.case(number).appeal is not None


def test_too_late_is_told_before_anything_is_asked(office: Hall) -> None:
    number = closed(office)
    office.later(days=31)
    reader = Script()

    def late() -> None:
        with office.desk() as desk:
            appeal(desk, desk.case(number), office.signer("kurihara"), reader)

    assert told(late) == (4, (
        f"error: the last day of appeal for {number} was 2026-07-01\n"
        "hint: `nocustom request new` begins another request"
    ))  # fmt: skip
    assert reader.questions == []


def test_what_is_forbidden_is_closed_when_it_is_filed(office: Hall) -> None:
    number = filed(office, "kazei-prohibited")
    assert state_of(office, number) == "closed"

    def insisting() -> None:
        with office.desk() as desk:
            insist(desk, desk.case(number), office.signer("tanaka"), Script())

    code, said = told(insisting)
    assert code == 4
    assert said.startswith(f"error: {number} is forbidden: nobody can approve it")


def test_the_sheet_shows_opinions_questions_and_the_appeal(office: Hall) -> None:
    from nocustom.acts.decide import fresh_sheet

    number = accepted(office)
    office.enroll("kimura", "opinion")
    with office.desk() as desk:
        ask(desk, desk.case(number), Signer("uchida", None), Script("対象は何人ですか\n【承認】"))
    with office.desk() as desk:
        opinion(desk, desk.case(number), office.signer("kimura"), Script("\u202e費用が高い", named), "note")
    with office.desk() as desk:
        page = fresh_sheet(desk, desk.case(number), "ja").text
    assert "> 対象は何人ですか\n> 【承認】\n" in page or "> 対象は何人ですか" in page
    assert "<U+202E>費用が高い" in page
    assert "意見" in page


def test_an_answer_needs_a_question(office: Hall) -> None:
    number = filed(office, CORE)

    def answering() -> None:
        with office.desk() as desk:
            answer(desk, desk.case(number), Signer("suzuki", None), Script(), "はい")

    code, said = told(answering)
    assert (code, said.splitlines()[0]) == (4, f"error: there is no question about {number}")
