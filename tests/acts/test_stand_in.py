"""Deciding for somebody who is away: with a ground, in the story and on the notice, confirmed afterwards."""

from __future__ import annotations

import re

import pytest

from nocustom.acts.confirm import Confirming, Later, confirm
from nocustom.acts.decide import Decided, decide, grouped
from nocustom.acts.desk import Aborted
from nocustom.acts.notice import notice
from nocustom.acts.queue import Kind, Waiting, queue
from nocustom.acts.review import review
from nocustom.acts.story import story
from nocustom.acts.tables import tables
from nocustom.acts.verify import verify_workspace
from nocustom.errors import Exit, NotPermitted, Usage
from nocustom.locale import speak
from nocustom.show.later_text import later_text
from nocustom.show.layout import page
from nocustom.show.notice_text import notice_text
from nocustom.show.queue_text import queue_text
from nocustom.show.receipt_text import decided_text
from nocustom.show.story_text import story_text
from tests.acts.hall import Hall, Script
from tests.acts.paperwork import REASON, Kept, accepted, code, state_of
from tests.acts.screen import screen
from tests.conftest import Golden, Run

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
    """They help out in the office, got a key for it, and adopt the line themselves."""
    number = accepted(office)
    office.second_post(by, "joho", "cio_office", acting_for="uchida")
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


# Later confirmation


def confirmed(
    hall: Hall, number: str, reader: Script, outcome: Confirming = "confirm", by: str = "hirano"
) -> Later:
    """The CIO is back."""
    with hall.desk() as desk:
        return confirm(desk, desk.case(number), hall.signer(by), reader, outcome)


def waits(hall: Hall, number: str) -> Waiting | None:
    """The request in the queue."""
    with hall.desk(writable=False) as desk:
        return next((row for row in queue(desk).rows if row.case.number == number), None)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_whole_way(office: Hall, golden: Golden, monkeypatch: pytest.MonkeyPatch, lang: str) -> None:
    monkeypatch.setenv("LOGNAME", "misaki")
    number = accepted(office)
    office.stand_in("kono", "hirano")
    first = Script(GROUND, REASON, code, lang=lang)
    with office.desk() as desk:
        made = decide(desk, desk.case(number), office.signer("kono", "hirano"), first, "approve")
    office.later(days=15)
    with office.desk(writable=False) as desk:
        late, before = queue(desk, mine="hirano", overdue=True), story(desk, desk.case(number))
    assert late.exit == Exit.FINDINGS
    reader = Script(code, lang=lang)
    done = confirmed(office, number, reader)
    with office.desk(writable=False) as desk:
        after, letter = story(desk, desk.case(number)), notice(desk, desk.case(number))
    sheet, text = reader.texts
    shown = [
        *page(first.texts[-1]), "", *decided_text(made, lang), "", *queue_text(late, lang), "",
        *story_text(before, lang), "", *page(sheet), "", *page(text), "", *later_text(done, lang), "",
        *story_text(after, lang), "", *notice_text(letter, lang),
    ]  # fmt: skip
    told = screen(shown)
    for each in (made.sheet, done.sheet):
        told = told.replace(grouped(each.code), "<code>").replace(each.code, "<code>")
    told = re.sub(r"\b[0-9a-f]{64}\b", "<sha256>", told)
    golden(f"acts/stand-in.{lang}", re.sub(r"\b[0-9a-f]{16}\b|\b[0-9a-f]{32}\b", "<hex>", told) + "\n")


def test_in_the_queue_until_it_is_confirmed(office: Hall) -> None:
    number = accepted(office)
    office.stand_in("kono", "hirano")
    stood_in(office, number)
    row = waits(office, number)
    assert row is not None and (row.kind, row.turn, row.late) == (Kind.CONFIRM, ("hirano",), False)
    assert row.command == f"nocustom decide {number} confirm"
    office.later(days=15)
    row = waits(office, number)
    assert row is not None and row.late
    done = confirmed(office, number, Script(code))
    assert done.settled and state_of(office, number) == "approved" and waits(office, number) is None


def test_annulled_with_a_reason_it_is_decided_anew(office: Hall) -> None:
    number = accepted(office)
    office.stand_in("kono", "hirano")
    stood_in(office, number)
    reader = Script("", lang="en")
    with pytest.raises(Aborted):
        confirmed(office, number, reader, "annul")
    reader = Script("費用の根拠が足りない", code)
    done = confirmed(office, number, reader, "annul")
    assert done.reason in reader.texts[-1] and state_of(office, number) == "review"
    assert "is review now" in "\n".join(later_text(done, "en"))
    with office.desk() as desk:
        decide(desk, desk.case(number), office.signer("hirano"), Script(REASON, code), "approve")
    assert state_of(office, number) == "approved" and waits(office, number) is None


def test_nobody_else_confirms_and_only_what_waits(office: Hall, run: Run) -> None:
    number = accepted(office)
    office.stand_in("kono", "hirano")
    ran = run("decide", number, "confirm", "--key", office.keys["hirano"], cwd=office.root)
    assert ran.code == Exit.NOT_PERMITTED and "no decision on 2026-0001 that waits for a confirmation" in ran.err
    stood_in(office, number)
    kept = Kept(office)
    for person in ("kono", "imai"):
        ran = run("decide", number, "confirm", "--key", office.keys[person], cwd=office.root)
        assert ran.code == Exit.NOT_PERMITTED
        assert "what `kono` decided is confirmed by hirano, and by nobody else" in ran.err
    ran = run("decide", number, "confirm", "--ground", "x", "--key", office.keys["hirano"], cwd=office.root)
    assert ran.code == Exit.USAGE and "`--ground` does not go with a confirmation" in ran.err
    for answers in (("",), ("aaaa-aaaa-aaaa", "")):
        with pytest.raises(Aborted):
            confirmed(office, number, Script(*answers))
    assert kept.still


def test_the_sheet_of_a_confirmation_is_kept_and_verified(office: Hall) -> None:
    number = accepted(office)
    office.stand_in("kono", "hirano")
    stood_in(office, number)
    done = confirmed(office, number, Script(code))
    assert verify_workspace(office.workspace).problems == ()
    with office.desk() as desk:
        (desk.ledger.blobs.folder / done.sheet.sha256).unlink()
    assert [problem.code for problem in verify_workspace(office.workspace).problems] == ["sheet-missing"]


def test_the_tables_of_an_audit_tell_who_for_whom_why_and_when_it_was_confirmed(office: Hall) -> None:
    number = accepted(office)
    office.stand_in("kono", "hirano")
    stood_in(office, number)
    office.later(days=2)
    confirmed(office, number, Script(code))
    with office.desk() as desk:
        log = next(each for each in tables(desk.world, list(desk.ledger.events()), desk.today)
                   if each.name == "decisions")  # fmt: skip
    row = dict(zip(log.columns, log.rows[0], strict=True))
    assert (row["by"], row["acting_for"], row["ground"], row["confirmed_on"]) == (
        "kono", "hirano", GROUND, "2026-06-03")  # fmt: skip


def test_the_tables_of_an_audit_tell_what_was_annulled(office: Hall) -> None:
    number = accepted(office)
    office.stand_in("kono", "hirano")
    stood_in(office, number)
    office.later(days=2)
    confirmed(office, number, Script(REASON, code), outcome="annul")
    with office.desk() as desk:
        found = {each.name: dict(zip(each.columns, each.rows[0], strict=True))
                 for each in tables(desk.world, list(desk.ledger.events()), desk.today) if each.rows}  # fmt: skip
    register, decision = found["register"], found["decisions"]
    assert (register["state"], register["decided_on"], register["outcome"]) == ("review", None, None)
    assert (decision["took_effect"], decision["confirmed_on"], decision["annulled_on"]) == ("yes", None, "2026-06-03")


def test_the_sheet_of_a_confirmation_names_the_decision(office: Hall) -> None:
    number = accepted(office)
    office.stand_in("kono", "hirano")
    made = stood_in(office, number)
    done = confirmed(office, number, Script(code))
    assert f"Decision: {made.receipt.event.leaf}\n" in done.sheet.text
    stmt = done.receipt.event.stmt
    assert stmt is not None and stmt["decision"] == made.receipt.event.leaf
