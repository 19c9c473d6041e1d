"""Approving under conditions or for a shorter time, the owner's second signature, meeting a condition: seen."""

from __future__ import annotations

import json
import re
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from nocustom.acts.accept import Confirmed, accept
from nocustom.acts.decide import AS_ACCEPTED, Decided, decide, fresh_sheet, grouped
from nocustom.acts.decline import decline
from nocustom.acts.desk import Aborted
from nocustom.acts.export import export
from nocustom.acts.fulfil import fulfil
from nocustom.acts.notice import notice
from nocustom.acts.queue import queue
from nocustom.acts.review import chosen, review
from nocustom.acts.silence import record_silence
from nocustom.acts.status import status
from nocustom.acts.story import story
from nocustom.acts.terms import condition_of, end_of, terms_of
from nocustom.acts.verify import verify
from nocustom.errors import Exit, NocustomError, Usage
from nocustom.life.deeds import Condition, Terms
from nocustom.life.in_force import in_force
from nocustom.locale import speak
from nocustom.show.layout import page
from nocustom.show.notice_text import notice_text
from nocustom.show.receipt_text import accepted_text, decided_text, declined_text, fulfilled_text, silent_text
from nocustom.show.story_json import story_json
from nocustom.show.story_text import story_text
from tests.acts.hall import Hall, Script, named, told
from tests.acts.paperwork import REASON, Kept, accepted, code, decided, state_of
from tests.acts.screen import screen
from tests.acts.scripted import sent
from tests.conftest import Golden
from tests.screens.played import play

SHOW = Condition("試行の結果を情報化推進委員会に示す", date(2026, 9, 30))
AGREE = Condition("保守の範囲を事業者と書面で合意する", None)
END = date(2027, 9, 30)
TERMS = Terms(END, (SHOW, AGREE))


def on_terms(hall: Hall, terms: Terms = TERMS, lang: str = "ja") -> str:
    """A request that was approved on these terms; its number."""
    number = accepted(hall)
    with hall.desk() as desk:
        done = decide(
            desk, desk.case(number), hall.signer("hirano"), Script(code, lang=lang), "approve", REASON, terms=terms
        )
    assert done.settled == "approve" and done.awaits_owner
    return number


def signed(hall: Hall, number: str, lang: str = "ja") -> Confirmed:
    """The owner signs the terms."""
    with hall.desk() as desk:
        clauses = 3 + len(desk.case(number).approval.conditions)  # type: ignore[union-attr]
        reader = Script(*["はい"] * clauses, named, lang=lang)
        done = accept(desk, desk.case(number), hall.signer("tanaka"), reader)
    assert isinstance(done, Confirmed) and not reader.answers
    return done


def met(hall: Hall, number: str, condition: int, evidence: Path | None = None, day: date | None = None) -> None:
    """The owner meets a condition."""
    with hall.desk() as desk:
        fulfil(desk, desk.case(number), hall.signer("tanaka"), Script(named, lang="ja"), condition, "済んだ",
               evidence=evidence, met_on=day)  # fmt: skip


def reasons(hall: Hall, number: str) -> list[str]:
    """Why it is not in force today."""
    with hall.desk(writable=False) as desk:
        return [each.value for each in in_force(desk.world, desk.case(number), desk.today).reasons]


def waits(hall: Hall) -> list[tuple[str, str, tuple[str, ...], bool]]:
    """What stands in the queue."""
    with hall.desk(writable=False) as desk:
        return [(row.kind.value, row.command, row.turn, row.late) for row in queue(desk).rows]


def plain(text: str) -> str:
    """Without what is another in every run."""
    return re.sub(r"\b[0-9a-f]{16}\b|\b[0-9a-f]{32}\b", "<hex>", re.sub(r"\b[0-9a-f]{64}\b", "<sha256>", text))


# The screens


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_from_the_decision_to_the_last_condition(
    office: Hall, golden: Golden, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, lang: str
) -> None:
    monkeypatch.setenv("LOGNAME", "misaki")
    number = accepted(office)
    shown: list[str] = []

    reader = Script(REASON, code, lang=lang)
    with office.desk() as desk:
        done = decide(desk, desk.case(number), office.signer("hirano"), reader, "approve", terms=TERMS)
        kept = desk.ledger.blobs.get(done.sheet.sha256).decode()
    sheet, text = reader.texts
    assert kept == done.sheet.text and all(each.text in kept and each.text in text for each in TERMS.conditions)
    assert "2027-09-30" in kept and "2028-03-31" in kept
    shown += [*page(sheet), "", *page(text), "", *decided_text(done, lang), ""]
    assert reasons(office, number) == ["SECOND_SIGNATURE", "CONDITION_DUE"]
    assert waits(office) == [("owner_pending", f"nocustom accept {number}", ("tanaka",), False)]
    with office.desk(writable=False) as desk:
        shown += [*notice_text(notice(desk, desk.case(number)), lang), ""]

    reader = Script(*["yes"] * 5, named, lang=lang)
    with office.desk() as desk:
        confirmed = accept(desk, desk.case(number), office.signer("tanaka"), reader)
    assert isinstance(confirmed, Confirmed)
    shown += [*page(reader.texts[0]), "", *reader.questions, "", *accepted_text(confirmed, lang), ""]
    assert reasons(office, number) == ["CONDITION_DUE"]
    assert waits(office) == [("condition", f"nocustom fulfil {number} 2", ("tanaka",), False)]

    minutes = tmp_path / "minutes.txt"
    minutes.write_bytes(b"agreed\n")
    reader = Script("保守の範囲を定めた覚書を交わした", named, lang=lang)
    with office.desk() as desk:
        fulfilled = fulfil(desk, desk.case(number), office.signer("tanaka"), reader, 2, evidence=minutes)
        assert desk.ledger.blobs.get(fulfilled.evidence or "") == b"agreed\n"
    shown += [*page(reader.texts[0]), "", *fulfilled_text(fulfilled, lang), ""]
    assert reasons(office, number) == [] and waits(office) == []
    with office.desk(writable=False) as desk:
        told_of = story(desk, desk.case(number))
        shown += [*story_text(told_of, lang), "", *notice_text(notice(desk, desk.case(number)), lang)]
        assert verify(desk).exit is Exit.OK
    golden(f"acts/terms.{lang}", plain(screen(shown).replace(grouped(done.sheet.code), "<code>")
                                       .replace(done.sheet.code, "<code>")))  # fmt: skip


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_terms_are_declined(office: Hall, golden: Golden, lang: str) -> None:
    number = on_terms(office)
    reader = Script("期限までに示せない", named, lang=lang)
    with office.desk() as desk:
        done = decline(desk, desk.case(number), office.signer("tanaka"), reader)
    assert done.lapsed and state_of(office, number) == "declined"
    assert waits(office) == [("declined", f"nocustom submit {number}", ("suzuki",), False)]
    shown = [*page(reader.texts[0]), "", *declined_text(done, lang)]
    golden(f"acts/terms-declined.{lang}", plain(screen(shown)))
    with office.desk(writable=False) as desk:
        assert verify(desk).exit is Exit.OK


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_what_is_refused(office: Hall, golden: Golden, lang: str) -> None:
    """Every way to be told no, on one page."""
    number, shown = accepted(office), list[str]()

    def tried(person: str, *arguments: str) -> None:
        played = play(lang, *arguments, cwd=office.root, clock=office.clock,
                      hidden=("--key", str(office.keys[person])))  # fmt: skip
        assert played.out == "" and played.code
        shown.append(str(played))

    kept = Kept(office)
    for options in (
        ("--condition", "2027-02-30 委員会に示す"), ("--condition", "2026/9/30 委員会に示す"),
        ("--condition", "2026-09-30"), ("--condition", " "), ("--condition", "2026-05-31 委員会に示す"),
        ("--condition", "2027-10-01 委員会に示す", "--until", "2027-09-30"), ("--until", "2028-04-01"),
        ("--until", "2026-05-31"), ("--until", "tomorrow"),
    ):  # fmt: skip
        tried("hirano", "decide", number, "approve", *options)
    tried("hirano", "decide", number, "refuse", "--until", "2027-09-30")
    tried("tanaka", "fulfil", number, "1")
    assert kept.still
    with office.desk() as desk:
        decide(desk, desk.case(number), office.signer("hirano"), Script(code), "approve", REASON, terms=TERMS)
    kept = Kept(office)
    tried("sato", "accept", number)
    tried("sato", "decline", number)
    tried("tanaka", "fulfil", number, "1")
    assert kept.still
    signed(office, number)
    kept = Kept(office)
    tried("tanaka", "accept", number)
    tried("tanaka", "decline", number)
    tried("tanaka", "fulfil", number, "3")
    tried("sato", "fulfil", number, "1")
    tried("tanaka", "fulfil", number, "1", "--on", "2026-06-02")
    tried("tanaka", "fulfil", number, "1", "--evidence", ".")
    assert kept.still
    met(office, number, 1)
    tried("tanaka", "fulfil", number, "1")
    golden(f"acts/terms-refused.{lang}", "\n".join(shown))


# Who decides second


def test_a_second_decider_names_the_same_terms_or_sends_back(office: Hall) -> None:
    number = accepted(office, ("initial_yen = 1800000", "initial_yen = 60000000"))
    with office.desk() as desk:
        decide(desk, desk.case(number), office.signer("imai"), Script(code), "approve", REASON, terms=TERMS)

    def deciding(terms: Terms = AS_ACCEPTED) -> None:
        with office.desk() as desk:
            decide(desk, desk.case(number), office.signer("hirano"), Script(code), "approve", REASON, terms=terms)

    for terms in (AS_ACCEPTED, Terms(END), Terms(END, (AGREE, SHOW))):
        exit_code, said = told(lambda terms=terms: deciding(terms))  # type: ignore[misc]
        assert exit_code == Exit.NOT_PERMITTED
        assert "the approval of `imai` ends on 2027-09-30 and has 2 conditions; a second one names the same" in said
        options = f"--until 2027-09-30 --condition '2026-09-30 {SHOW.text}' --condition '{AGREE.text}'"
        assert f"`nocustom decide {number} approve {options}` agrees to them" in said
    deciding(TERMS)
    # In a review the sheet of the next one carries them, and nobody is asked for others.
    reader = Script("a", REASON, code)
    with office.desk() as desk:
        result = review(desk, chosen(desk, [number], "kono"), office.signer("kono"), reader)
    (done,) = result.done
    assert "t:" not in reader.questions[0] and "a:" in reader.questions[0]
    assert isinstance(done, Decided) and done.terms == TERMS and SHOW.text in reader.texts[1]
    with office.desk(writable=False) as desk:
        approval = desk.case(number).approval
        assert approval is not None and approval.awaits_owner and approval.ends_on == END


# The review


def test_terms_in_a_review(office: Hall) -> None:
    number = accepted(office)
    reader = Script("t", f"2026-09-30 {SHOW.text}", "2026-02-30 x", AGREE.text, "", "soon", "2027-09-30", REASON, code)
    with office.desk() as desk:
        result = review(desk, chosen(desk, [number], "hirano"), office.signer("hirano"), reader)
    (done,) = result.done
    assert isinstance(done, Decided) and done.terms == TERMS and not reader.answers
    sheets = [text for text in reader.texts if "nonce:" in text]
    assert len(sheets) == 2 and SHOW.text not in sheets[0] and SHOW.text in sheets[1]
    assert "`2026-02-30` is no day" in "\n".join(reader.texts) and "`soon` is no day" in "\n".join(reader.texts)
    assert reasons(office, number) == ["SECOND_SIGNATURE", "CONDITION_DUE"]


def test_enter_leaves_it_as_it_was_accepted(office: Hall) -> None:
    number = accepted(office)
    reader = Script("t", "", "", REASON, code)
    with office.desk() as desk:
        result = review(desk, chosen(desk, [number], "hirano"), office.signer("hirano"), reader)
    (done,) = result.done
    assert isinstance(done, Decided) and done.terms == AS_ACCEPTED and not done.awaits_owner
    assert len([text for text in reader.texts if "nonce:" in text]) == 1, "the sheet that was read serves"
    assert reasons(office, number) == []


def test_terms_that_the_gate_refuses_come_back_to_the_sheet(office: Hall) -> None:
    number, reader = accepted(office), Script("t", "2026-05-01 x", "", "", "s")
    kept = Kept(office)
    with office.desk() as desk:
        result = review(desk, chosen(desk, [number], "hirano"), office.signer("hirano"), reader)
    assert result.skipped == [number] and kept.still
    assert "condition 1 is due on 2026-05-01: that is not between 2026-06-01 and 2028-03-31" in "\n".join(reader.texts)


def test_a_sheet_of_other_terms_is_shown_anew(office: Hall) -> None:
    number, kept = accepted(office), Kept(office)
    with office.desk() as desk:
        page = fresh_sheet(desk, desk.case(number), "en")
        reader = Script("")
        with pytest.raises(Aborted):
            decide(desk, desk.case(number), office.signer("hirano"), reader, "approve", read=page, terms=TERMS)
    assert "this is the sheet as it is now" in reader.texts[0] and SHOW.text in reader.texts[1]
    assert kept.still


# Stopping


@pytest.mark.parametrize("answers", [("",), ("yes", "no"), ("yes",) * 4 + ("",), ("yes",) * 5 + ("",)])
def test_the_second_signature_is_stopped(office: Hall, answers: tuple[str, ...]) -> None:
    number = on_terms(office)
    kept = Kept(office)
    with office.desk() as desk, pytest.raises(Aborted):
        accept(desk, desk.case(number), office.signer("tanaka"), Script(*answers))
    assert kept.still and reasons(office, number)[0] == "SECOND_SIGNATURE"


@pytest.mark.parametrize("answers", [("",), ("済んだ", ""), ("済んだ", "x")])
def test_meeting_a_condition_is_stopped(office: Hall, tmp_path: Path, answers: tuple[str, ...]) -> None:
    number = on_terms(office)
    signed(office, number)
    kept, file = Kept(office), tmp_path / "file"
    file.write_bytes(b"x")
    with office.desk() as desk, pytest.raises(Aborted):
        fulfil(desk, desk.case(number), office.signer("tanaka"), Script(*answers), 1, evidence=file)
    assert kept.still


def test_evidence_is_a_plain_file(office: Hall, tmp_path: Path) -> None:
    number = on_terms(office)
    signed(office, number)
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "large").write_bytes(b"x" * (16 * 1024 * 1024 + 1))
    for name in ("link", "large", "nowhere"):
        kept = Kept(office)
        with office.desk() as desk, pytest.raises(NocustomError):
            fulfil(desk, desk.case(number), office.signer("tanaka"), Script(), 1, evidence=tmp_path / name)
        assert kept.still


def test_scripts_sign_it_all_elsewhere(office: Hall) -> None:
    """Decision on terms, second signature and evidence travel as statements with their files."""
    number = accepted(office)
    condition = ("--condition", f"2026-09-30 {SHOW.text}", "--until", "2027-09-30")
    sent(office, "hirano", "decide", number, "approve", "--reason", REASON, *condition)
    sent(office, "tanaka", "accept", number)
    (office.root / "minutes.txt").write_bytes(b"minutes")
    sent(office, "tanaka", "fulfil", number, "1", "--message", "済んだ", "--evidence", "minutes.txt")
    with office.desk(writable=False) as desk:
        approval = desk.case(number).approval
        assert approval is not None and (approval.ends_on, approval.conditions) == (END, (SHOW,))
        assert approval.second is not None and desk.ledger.blobs.get(approval.met[0].evidence or "") == b"minutes"
        assert verify(desk).exit is Exit.OK
    assert reasons(office, number) == []


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_terms_that_nobody_signs_lapse(office: Hall, lang: str) -> None:
    """The owner has left; the office records the silence, and what was approved lapses."""
    number = on_terms(office)
    path = office.root / "policies" / "people.toml"
    text = path.read_text(encoding="utf-8")
    at = text.index('post = "section_chief"', text.index('id = "tanaka"'))
    path.write_text(f"{text[:at]}until = 2026-06-02\n{text[at:]}", encoding="utf-8")
    office.adopt("people")
    office.later(days=5)
    assert waits(office) == [
        ("orphan", f"nocustom decline --silent {number}", ("takada", "uchida"), False)]  # fmt: skip
    early = play(lang, "decline", number, "--silent", cwd=office.root, clock=office.clock,
                 hidden=("--key", str(office.keys["uchida"])))  # fmt: skip
    assert early.code == Exit.NOT_PERMITTED and "2026-06-16" in early.err
    office.later(days=10)
    with office.desk() as desk:
        reader = Script(named, lang=lang)
        shown = screen(silent_text(record_silence(desk, desk.case(number), office.signer("uchida"), reader), lang))
    assert {"ja": "失効", "en": "the approval on those terms has lapsed"}[lang] in shown, shown
    assert {"ja": "効力を失います", "en": "the approval by the decision above lapses"}[lang] in reader.texts[-1]
    assert state_of(office, number) == "declined" and reasons(office, number) == ["NOT_APPROVED"]
    with office.desk(writable=False) as desk:
        assert verify(desk).exit is Exit.OK


# What the others show


def test_the_queue_and_the_status_follow_the_terms(office: Hall) -> None:
    number = on_terms(office, Terms(None, (SHOW,)))
    assert waits(office) == [("owner_pending", f"nocustom accept {number}", ("tanaka",), False)]
    assert status(office.workspace, office.clock).in_force == 0
    office.later(days=15)
    assert waits(office) == [("overdue", f"nocustom decline --silent {number}", ("takada", "uchida"), True)]
    signed(office, number)
    assert waits(office) == [] and status(office.workspace, office.clock).in_force == 1
    office.later(days=75)  # 30 August, a month before the day
    assert waits(office) == []
    office.later(days=1)
    assert waits(office) == [("condition", f"nocustom fulfil {number} 1", ("tanaka",), False)]
    office.later(days=31)  # 1 October
    assert waits(office) == [("overdue", f"nocustom fulfil {number} 1", ("tanaka",), True)]
    assert reasons(office, number) == ["CONDITION_DUE"] and status(office.workspace, office.clock).in_force == 0
    met(office, number, 1, day=date(2026, 9, 29))
    assert waits(office) == [] and reasons(office, number) == []


def test_the_export_and_the_json_tell_the_terms(office: Hall, tmp_path: Path) -> None:
    number = on_terms(office)
    signed(office, number)
    (tmp_path / "evidence").write_bytes(b"minutes")
    met(office, number, 2, tmp_path / "evidence")
    with office.desk(writable=False) as desk:
        export(desk, tmp_path / "pack")
        told_of = json.loads(story_json(story(desk, desk.case(number)), "en"))
    digest = sha256(b"minutes").hexdigest()
    assert (tmp_path / "pack/blobs" / digest).read_bytes() == b"minutes"
    from csv import DictReader

    def table(name: str) -> list[dict[str, str]]:
        with (tmp_path / "pack" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            return list(DictReader(file))

    (row,) = table("register")
    told_by = ("ends_on", "second_signature_on", "conditions", "conditions_unmet", "in_force")
    assert [row[name] for name in told_by] == ["2027-09-30", "2026-06-01", "2", "1", "yes"]
    first, second = table("conditions")
    assert (first["condition"], first["text"], first["due"], first["met_on"]) == ("1", SHOW.text, "2026-09-30", "")
    assert (second["text"], second["due"], second["met_on"]) == (AGREE.text, "", "2026-06-01")
    assert second["evidence"] == digest
    assert table("decisions")[0]["conditions"] == "2"
    approval = told_of["approval"]
    assert approval["changed"] and approval["second_signature"]["by"] == "tanaka"
    assert [each["met"] and each["met"]["evidence"] for each in approval["conditions"]] == [None, digest]
    assert told_of["events"][-1]["condition"] == 2


# How terms are written


@pytest.mark.parametrize("written, condition", [
    ("2027-03-31 示す", Condition("示す", date(2027, 3, 31))),
    ("２０２７－０３－３１　示す", Condition("示す", date(2027, 3, 31))),
    ("  2027-03-31   示す  ", Condition("示す", date(2027, 3, 31))),
    ("示す", Condition("示す", None)),
    ("2027 年度の予算に入れる", Condition("2027 年度の予算に入れる", None)),
    ("5 人で試す", Condition("5 人で試す", None)),
])  # fmt: skip
def test_a_condition_as_it_is_written(written: str, condition: Condition) -> None:
    assert condition_of(written) == condition


@pytest.mark.parametrize("written", [
    "2027-02-30 示す", "2027/3/31 示す", "2027.3.31 示す", "令和9年3月31日 示す", "R9.3.31 示す", "2027-03-31", "", " ",
])  # fmt: skip
def test_a_day_that_can_not_be_meant_is_refused(written: str) -> None:
    with pytest.raises(Usage):
        condition_of(written)


def test_terms_of_options() -> None:
    assert terms_of([], None) == AS_ACCEPTED
    assert terms_of([f"2026-09-30 {SHOW.text}", AGREE.text], "2027-09-30") == TERMS
    assert end_of("２０２７-09-30") == END
    with pytest.raises(Usage) as caught:
        condition_of("x\ud800")
    assert "plain text" in speak(caught.value.hints[0], "en")


def test_what_was_accepted_is_not_signed_again(office: Hall) -> None:
    number = accepted(office)
    assert decided(office, number).awaits_owner is False
    exit_code, said = told(lambda: signed(office, number))
    assert exit_code == Exit.NOT_PERMITTED and "`accept` is not possible now" in said
