"""A decision on paper: the sheet goes round, comes back signed, and the office transcribes it with the scan."""

from __future__ import annotations

import re
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from nocustom.acts.desk import Aborted
from nocustom.acts.notice import notice
from nocustom.acts.opinion import opinion
from nocustom.acts.queue import queue
from nocustom.acts.story import story
from nocustom.acts.tables import tables
from nocustom.acts.transcribe import Paper, Transcribed, transcribe
from nocustom.acts.verify import verify_workspace
from nocustom.errors import Exit
from nocustom.life import days
from nocustom.life.confirmation import owed
from nocustom.life.deeds import Condition, Terms
from nocustom.life.in_force import in_force
from nocustom.show.later_text import transcribed_text
from nocustom.show.layout import page
from nocustom.show.notice_text import notice_text
from nocustom.show.story_text import story_text
from tests.acts.hall import Hall, Script, named
from tests.acts.paperwork import REASON, Kept, accepted, state_of
from tests.acts.screen import screen
from tests.conftest import Golden, Run

SCAN = b"%PDF-1.7 a picture of the sheet with three seals\n"
NUMBER = "8青情第12号"


def scan(hall: Hall) -> Path:
    """The scan of the paper."""
    path = hall.root / "scan.pdf"
    path.write_bytes(SCAN)
    return path


def code_of(hall: Hall, number: str) -> str:
    """The code at the end of the sheet that is printed now."""
    with hall.desk(writable=False) as desk:
        text = "\n".join(notice_text(notice(desk, desk.case(number)), "en"))
    found = re.search("code of this sheet, for its transcription: ([a-z2-7-]{14})", text)
    assert found is not None
    return found[1]


def transcribed(
    hall: Hall, number: str, reader: Script, on: str = "2026-06-01", by: str = "uchida", decider: str = "hirano",
    **more: Any,
) -> Transcribed:  # fmt: skip
    """The office transcribes the CIO's approval."""
    day = days.read(on)
    assert day is not None
    code = code_of(hall, number)
    with hall.desk() as desk:
        paper = Paper(scan(hall), NUMBER, day, decider, code, **more)
        return transcribe(desk, desk.case(number), hall.signer(by), reader, "approve", paper)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_whole_way(office: Hall, golden: Golden, monkeypatch: pytest.MonkeyPatch, lang: str) -> None:
    monkeypatch.setenv("LOGNAME", "misaki")
    number = accepted(office)
    office.later(days=2)
    reader = Script(REASON, named, lang=lang)
    done = transcribed(office, number, reader)
    content = done.receipt.event.content
    assert (content["decider"], content["by"], content["decided_on"]) == ("hirano", "uchida", "2026-06-01")
    with office.desk(writable=False) as desk:
        assert desk.ledger.blobs.get(sha256(SCAN).hexdigest()) == SCAN
        told, letter = story(desk, desk.case(number)), notice(desk, desk.case(number))
        log = next(each for each in tables(desk.world, list(desk.ledger.events()), desk.today)
                   if each.name == "decisions")  # fmt: skip
    row = dict(zip(log.columns, log.rows[0], strict=True))
    assert (row["by"], row["transcribed_by"], row["decided_on"], row["document"], row["took_effect"]) == (
        "hirano", "uchida", "2026-06-01", NUMBER, "yes")  # fmt: skip
    told_of = screen([*page(reader.texts[0]), "", *transcribed_text(done, lang), "", *story_text(told, lang), "",
                      *notice_text(letter, lang)])  # fmt: skip
    told_of = told_of.replace(str(done.receipt.event.content["paper_code"]), "<code>")
    told_of = re.sub(r"\b[0-9a-f]{64}\b", "<sha256>", told_of)
    golden(f"acts/paper.{lang}", re.sub(r"\b[0-9a-f]{16}\b|\b[0-9a-f]{32}\b", "<hex>", told_of) + "\n")


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_in_anothers_place_under_conditions_and_for_less(
    office: Hall, golden: Golden, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    """All that can be written on the paper: the owner signs the terms, the CIO confirms what the stand-in decided."""
    monkeypatch.setenv("LOGNAME", "misaki")
    number = accepted(office)
    office.stand_in("kono", "hirano")
    reader = Script(REASON, named, lang=lang)
    terms = Terms(date(2027, 9, 30), (Condition("委員会に新しい帳票を示す", None),))
    done = transcribed(office, number, reader, decider="kono", decider_for="hirano", ground="出張中のため", terms=terms)
    assert done.receipt.event.content["accepted_until"] == "2028-03-31"
    with office.desk(writable=False) as desk:
        case = desk.case(number)
        told, letter = story(desk, case), notice(desk, case)
        assert [reason.name for reason in in_force(desk.world, case, desk.today).reasons] == [
            "SECOND_SIGNATURE", "CONDITION_DUE"]  # fmt: skip
        assert [cast.voice for cast in owed(case)] == ["hirano"]
        log = next(each for each in tables(desk.world, list(desk.ledger.events()), desk.today)
                   if each.name == "decisions")  # fmt: skip
    row = dict(zip(log.columns, log.rows[0], strict=True))
    assert (row["by"], row["acting_for"], row["ground"], row["ends_on"]) == (
        "kono", "hirano", "出張中のため", "2027-09-30")  # fmt: skip
    told_of = screen([*page(reader.texts[-1]), "", *transcribed_text(done, lang), "", *story_text(told, lang), "",
                      *notice_text(letter, lang)])  # fmt: skip
    told_of = told_of.replace(str(done.receipt.event.content["paper_code"]), "<code>")
    told_of = re.sub(r"\b[0-9a-f]{64}\b", "<sha256>", told_of)
    golden(f"acts/paper-terms.{lang}", re.sub(r"\b[0-9a-f]{16}\b|\b[0-9a-f]{32}\b", "<hex>", told_of) + "\n")


def test_the_sheet_of_before_an_opinion_serves_a_decision_of_before_it(office: Hall) -> None:
    """What comes in while the paper goes round changes nothing on it."""
    number = accepted(office)
    old = code_of(office, number)
    office.later(days=1)
    office.enroll("kimura", "opinion")
    with office.desk() as desk:
        opinion(desk, desk.case(number), office.signer("kimura"), Script("予算は足りる", named), "note")
    assert code_of(office, number) != old
    with office.desk() as desk:
        case, signer = desk.case(number), office.signer("uchida")
        early = Paper(scan(office), NUMBER, date(2026, 6, 1), "hirano", old)
        assert transcribe(desk, case, signer, Script(REASON, named), "return", early).state.value == "returned"


def test_the_queue_marks_it(office: Hall) -> None:
    number = accepted(office)
    transcribed(office, number, Script(REASON, named))
    office.later(days=600)
    with office.desk(writable=False) as desk:
        (row,) = queue(desk).rows
    assert row.case.ballots[0].paper == NUMBER


def test_stopped_or_not_permitted_nothing_is_written(office: Hall) -> None:
    number = accepted(office)
    kept = Kept(office)
    for answers in (("",), (REASON, "")):
        with pytest.raises(Aborted):
            transcribed(office, number, Script(*answers))
    assert kept.still and state_of(office, number) == "review"


def test_on_the_command_line(office: Hall, run: Run) -> None:
    number = accepted(office)
    path = scan(office)

    def told(*more: str, key: str = "uchida") -> str:
        ran = run("decide", number, "approve", "--key", office.keys[key], *more, cwd=office.root)
        assert ran.code in (Exit.USAGE, Exit.NOT_PERMITTED)
        return " ".join(ran.err.split())

    paper = ("--transcribe", str(path), "--document", NUMBER, "--decided-on", "2026-06-01", "--decider", "hirano",
             "--code", code_of(office, number))  # fmt: skip
    assert "missing: --document, --decided-on, --decider, --code" in told(*paper[:2])
    assert "`aaaaaaaaaaaa` is not the code of a sheet for 2026-0001" in told(*paper[:9], "aaaa-aaaa-aaaa")
    assert "`--decider-for` does not go with a decision that is signed here" in told("--decider-for", "imai")
    assert "name that one with `--decider-for ID`" in told(*paper, "--ground", "出張中")
    assert "does not stand in for `imai`" in told(*paper, "--decider-for", "imai", "--ground", "出張中")
    assert "there is nothing to override" in told(*paper, "--override", "NC-301")
    assert "the owner accepted 2028-03-31" in told(*paper, "--until", "2029-03-31")
    assert "`--urgent` does not go with a transcription" in told(*paper, "--urgent")
    assert "is no date for --decided-on" in told(*paper[:5], "June", *paper[6:])
    assert "is still to come" in told(*paper[:5], "2099-01-01", *paper[6:])
    assert "there was nothing to decide yet" in told(*paper[:5], "2026-05-31", *paper[6:])
    assert "`uchida` may not transcribe the decision of `uchida`" in told(*paper[:7], "uchida", *paper[8:])
    assert "`imai` may not decide" in told(*paper[:7], "imai", *paper[8:])
    assert "not of the CIO office" in told(*paper, key="hirano")


def test_a_band_without_it_refuses(office: Hall, run: Run) -> None:
    number = accepted(office, ("initial_yen = 1800000", "initial_yen = 60000000"))
    ran = run("decide", number, "approve", "--key", office.keys["uchida"], "--transcribe", str(scan(office)),
              "--document", NUMBER, "--decided-on", "2026-06-01", "--decider", "hirano", "--code", "aaaa-aaaa-aaaa",
              cwd=office.root)  # fmt: skip
    assert ran.code == Exit.NOT_PERMITTED
    assert "the policy does not let 2026-0001 be decided on paper" in " ".join(ran.err.split())


def test_a_lost_scan_is_found(office: Hall) -> None:
    number = accepted(office)
    transcribed(office, number, Script(REASON, named))
    assert verify_workspace(office.workspace).problems == ()
    with office.desk() as desk:
        (desk.ledger.blobs.folder / sha256(SCAN).hexdigest()).unlink()
    assert verify_workspace(office.workspace).problems != ()
