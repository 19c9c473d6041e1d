"""Silence, dispute and disposal with real keys: who signs in which role, each screen, what the export marks."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest

from nocustom.acts.desk import Aborted
from nocustom.acts.dispute import Disputed, dispose, dispute
from nocustom.acts.export import export
from nocustom.acts.queue import queue
from nocustom.acts.silence import Silence, record_silence
from nocustom.acts.story import story
from nocustom.errors import Exit
from nocustom.show.dispute_text import disputed_text
from nocustom.show.layout import page
from nocustom.show.queue_json import queue_json
from nocustom.show.queue_text import queue_text
from nocustom.show.receipt_text import silent_text
from nocustom.show.story_text import story_text
from tests.acts.hall import Hall, Script, named, told
from tests.acts.paperwork import Kept, accepted, endorsed, owner_accepts, state_of
from tests.acts.screen import screen
from tests.acts.test_reassess import scrubbed
from tests.conftest import Golden, Run

WHY = "出張中で通知を見ていない"


def recorded(hall: Hall, number: str, reader: Script | None = None, by: str = "uchida") -> Silence:
    with hall.desk() as desk:
        return record_silence(desk, desk.case(number), hall.signer(by), reader or Script(named))


def disputing(hall: Hall, line: int, by: str, reader: Script | None = None) -> Disputed:
    with hall.desk() as desk:
        return dispute(desk, line, hall.signer(by), reader or Script(WHY, named))


def disposing(hall: Hall, line: int, by: str, reader: Script | None = None) -> Disputed:
    with hall.desk() as desk:
        return dispose(desk, line, hall.signer(by), reader or Script("本人に確かめた", named))


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_screens_of_a_silence_and_its_dispute(
    office: Hall, golden: Golden, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    monkeypatch.setenv("LOGNAME", "misaki")
    number = endorsed(office)
    office.enroll("takada", "office")
    office.later(days=15)
    shown = list[str]()
    with office.desk(writable=False) as desk:
        shown += [*queue_text(queue(desk), lang), ""]
    readers = [Script(named, lang=lang), Script(WHY, named, lang=lang), Script(WHY, named, lang=lang),
               Script("本人に確認した", named, lang=lang)]  # fmt: skip
    silence = recorded(office, number, readers[0])
    line = silence.receipt.event.seq
    shown += [*silent_text(silence, lang), ""]
    with office.desk(writable=False) as desk:
        shown += [*list(story_text(story(desk, desk.case(number)), lang))[-4:], ""]
    first = disputing(office, line, "suzuki", readers[1])
    shown += [*disputed_text(first, lang), ""]
    with office.desk(writable=False) as desk:
        shown += [*queue_text(queue(desk), lang), ""]
    shown += [*disputed_text(disputing(office, line, "tanaka", readers[2]), lang), ""]
    done = disposing(office, first.receipt.event.seq, "takada", readers[3])
    shown += [*disputed_text(done, lang), ""]
    with office.desk(writable=False) as desk:
        shown += [*story_text(story(desk, desk.case(number)), lang), ""]
        assert desk.ledger.verify().problems == ()
    shown += [row for reader in readers for text in reader.texts for row in (*page(text), "")]
    golden(f"acts/silence-and-dispute.{lang}", scrubbed(screen(shown)))
    assert (first.asked_again, state_of(office, number)) == (False, "owner_pending")
    owner_accepts(office, number)


def test_everybody_signs_in_a_role_of_their_own(office: Hall) -> None:
    number = accepted(office)
    with office.desk(writable=False) as desk:
        line = desk.case(number).history[0].seq
    roles = {}
    for person in ("suzuki", "tanaka", "hirano", "kurihara"):
        event = disputing(office, line, person).receipt.event
        roles[person] = event.sigs[0].ns.removeprefix("nocustom-v1-")
    assert roles == {"suzuki": "file", "tanaka": "file", "hirano": "decision", "kurihara": "file"}


def test_why_not_is_told_before_anything_is_asked(office: Hall) -> None:
    number, reader = endorsed(office), Script()
    kept = Kept(office)
    assert told(lambda: recorded(office, number, reader)) == (4, (
        "error: `tanaka` was asked on 2026-06-01 and has 14 full days to answer\n"
        "hint: the first day for it is 2026-06-16"
    ))  # fmt: skip
    with office.desk(writable=False) as desk:
        line = desk.case(number).history[0].seq
    exit_code, said = told(lambda: disputing(office, line, "sato", reader))
    assert (exit_code, said.splitlines()[0]) == (4, f"error: line {line} does not concern `sato`")
    exit_code, said = told(lambda: disputing(office, 999, "suzuki", reader))
    assert (exit_code, said.splitlines()[0]) == (
        3,
        "error: the ledger has no line 999; it has 15 lines, from 0",
    )
    exit_code, said = told(lambda: disposing(office, line, "uchida", reader))
    assert (exit_code, said) == (3, f"error: line {line} is neither an open dispute nor disputed\n"
                                    "hint: `nocustom queue` lists the open ones")  # fmt: skip
    assert reader.texts == reader.questions == []
    assert kept.still


def test_stopped_it_writes_nothing(office: Hall) -> None:
    number = endorsed(office)
    office.later(days=15)
    with office.desk(writable=False) as desk:
        line = desk.case(number).history[0].seq
    kept = Kept(office)
    for answers in ([""], [WHY, ""], [WHY, "somebody"]):
        with pytest.raises(Aborted):
            disputing(office, line, "suzuki", Script(*answers))
    with pytest.raises(Aborted):
        recorded(office, number, Script(""))
    assert kept.still


def test_a_line_that_several_dispute_is_disposed_of_one_by_one(office: Hall) -> None:
    number = accepted(office)
    with office.desk(writable=False) as desk:
        line = desk.case(number).history[0].seq
    first = disputing(office, line, "suzuki").receipt.event.seq
    second = disputing(office, line, "tanaka").receipt.event.seq
    exit_code, said = told(lambda: disposing(office, line, "uchida"))
    assert exit_code == 3
    assert said == (f"error: line {line} is disputed several times\nhint: `nocustom dispose {first}`: by `suzuki`\n"
                    f"hint: `nocustom dispose {second}`: by `tanaka`")  # fmt: skip
    disposing(office, first, "uchida")
    disposing(office, line, "uchida")
    with office.desk(writable=False) as desk:
        assert desk.world.open_disputes == ()


def test_a_silence_that_its_owner_has_answered_waits_for_nobody(office: Hall) -> None:
    """Who disputed the silence was asked again and has accepted: there is nothing left for the office to settle."""
    number = endorsed(office)
    office.later(days=15)
    silence = recorded(office, number).receipt.event.seq
    disputing(office, silence, "tanaka")
    with office.desk(writable=False) as desk:
        assert [each.line for each in queue(desk).disputes] == [silence]
    owner_accepts(office, number)
    with office.desk(writable=False) as desk:
        assert queue(desk).disputes == ()
        assert [each.line for each in desk.world.open_disputes] == [silence], "the office may still say so"


def test_the_export_marks_what_is_disputed(office: Hall, tmp_path: Path) -> None:
    number = accepted(office)
    with office.desk(writable=False) as desk:
        filed, endorsed_ = (entry.seq for entry in desk.case(number).history[:2])
    disputing(office, filed, "suzuki")
    disputing(office, endorsed_, "tanaka")
    disposing(office, endorsed_, "uchida")
    with office.desk(writable=False) as desk:
        told_of = json.loads(queue_json(queue(desk)))["disputes"]
        assert [(each["line"], each["by"], each["stream"]) for each in told_of] == [(filed, "suzuki", number)]
    with office.desk(writable=False) as desk:
        export(desk, tmp_path / "out")
    rows = list(
        csv.DictReader((tmp_path / "out" / "events.csv").read_text(encoding="utf-8-sig").splitlines())
    )
    assert {int(row["seq"]): row["disputed"] for row in rows if row["disputed"]} == {
        filed: "open", endorsed_: "disposed"}  # fmt: skip


def test_without_a_terminal_nothing_is_signed(office: Hall, run: Run) -> None:
    number = endorsed(office)
    with office.desk(writable=False) as desk:
        line = desk.case(number).history[0].seq
    kept = Kept(office)
    for arguments in (("dispute", str(line), "--reason", WHY), ("decline", number, "--silent")):
        who = "suzuki" if arguments[0] == "dispute" else "uchida"
        ran = run(*arguments, "--key", office.keys[who], cwd=office.root)
        assert ran.code == Exit.NOT_PERMITTED, ran.err
    ran = run("decline", number, "--silent", "--reason", "x", "--key", office.keys["uchida"], cwd=office.root)
    assert ran.code == Exit.USAGE and re.search("a silence has no reason", ran.err)
    assert kept.still
