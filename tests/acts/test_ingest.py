"""What is sent to the ledger's host is recorded whole or refused with the reason, and then it leaves nothing behind."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from nocustom.acts.brought import JUDGED
from nocustom.errors import Exit, NotPermitted
from nocustom.ledger import inbox
from nocustom.ledger.event_types import TYPES
from nocustom.words import Said
from tests.acts.hall import Hall
from tests.acts.paperwork import IKUSEI, REASON, Kept, edit, endorse_it, state_of
from tests.acts.scripted import (
    FILED,
    OUT,
    PENDING,
    REVIEW,
    folder,
    ingest,
    prepare,
    refused,
    rewrite,
    sent,
    sign,
    stmt_in,
)
from tests.conftest import Golden
from tests.screens.played import play


def ready(hall: Hall, person: str = "tanaka", *line: str) -> None:
    """A statement that is signed and could be recorded: an endorsement, unless another act is named."""
    screen = prepare(hall, person, *(line or ("endorse", FILED)))
    assert screen.code == 0, str(screen)
    sign(hall, person)


def a_filing(hall: Hall, key: str = "by-script-d5e6") -> None:
    path = hall.request(IKUSEI)
    edit(path, 'key = "ikusei-teate-k3f9"', f'key = "{key}"')
    ready(hall, "suzuki", "submit", str(path))


# Taken ------------------------------------------------------------------------------------------------------------


def test_a_folder_is_taken_as_a_whole(counter: Hall) -> None:
    """Whatever the order of its names; files that are still being written, and papers, are no statements."""
    box = folder(counter)
    for name, person, line in (
        ("b.json", "tanaka", ("accept", PENDING)),
        ("a.json", "suzuki", ("withdraw", FILED, "--reason", REASON)),
        ("0.json", "hirano", ("decide", REVIEW, "approve", "--reason", REASON)),
    ):
        assert prepare(counter, person, *line, to=f"inbox/{name}").code == 0
        sign(counter, person, f"inbox/{name}")
    (box / ".c.json.part").write_bytes(b"half of it")
    screen = ingest(counter, "inbox")
    assert screen.code == 0 and screen.err == "", str(screen)
    assert [state_of(counter, number) for number in (PENDING, FILED, REVIEW)] == ["review", "withdrawn", "approved"]
    with counter.desk() as desk:
        assert desk.ledger.verify().problems == ()


def test_one_bad_file_does_not_stop_the_others(counter: Hall) -> None:
    box = folder(counter)
    assert prepare(counter, "suzuki", "withdraw", FILED, "--reason", REASON, to="inbox/good.json").code == 0
    sign(counter, "suzuki", "inbox/good.json")
    (box / "bad.json").write_text("{}", encoding="utf-8")
    (box / "bad.json.sig").write_text("none", encoding="utf-8")
    screen = ingest(counter, "inbox")
    assert screen.code == Exit.NOT_PERMITTED
    assert "`inbox/good.json`: 2026-0001: withdrawn by `suzuki`" in screen.out
    assert "`inbox/bad.json` is refused" in screen.err and "good" not in screen.err
    assert state_of(counter, FILED) == "withdrawn"


def test_a_statement_may_be_named_by_its_digest(counter: Hall) -> None:
    ready(counter)
    name = sha256((counter.root / OUT).read_bytes()).hexdigest()
    for end in ("", ".sig"):
        (counter.root / f"{OUT}{end}").rename(folder(counter) / f"{name}{end}")
    assert ingest(counter, f"inbox/{name}").code == 0
    assert state_of(counter, FILED) == "owner_pending"


def test_whoever_records_needs_no_key_and_may_name_any_of_its_files(counter: Hall) -> None:
    a_filing(counter)
    papers = [path.name for path in counter.root.iterdir() if inbox.DIGEST.fullmatch(path.name)]
    assert len(papers) == 2
    (counter.root / f"{OUT}.sig").write_bytes((counter.root / f"{OUT}.sig").read_bytes().replace(b"\n", b"\r\n"))
    screen = ingest(counter, f"{OUT}.sig", *papers, OUT)
    assert screen.code == 0 and "2026-0009: filed by `suzuki`" in screen.out, str(screen)
    with counter.desk(writable=False) as desk:
        assert set(papers) <= set(desk.ledger.blobs.names())


def test_numbers_are_given_when_filings_are_recorded(counter: Hall) -> None:
    """Two departments prepare at the same time; which is first at the host gets the first number."""
    for key in ("by-script-d5e6", "by-script-e6f7"):
        a_filing(counter, key)
        for end in ("", ".sig"):
            (counter.root / f"{OUT}{end}").rename(counter.root / f"{key}.json{end}")
    screen = ingest(counter, "by-script-e6f7.json", "by-script-d5e6.json")
    assert screen.code == 0, str(screen)
    with counter.desk(writable=False) as desk:
        assert [desk.world.keys[f"by-script-{end}"] for end in ("d5e6", "e6f7")] == ["2026-0009", "2026-0010"]


# Refused: what it is ----------------------------------------------------------------------------------------------

Spoil = Callable[[Hall], object]


def replaced(hall: Hall, old: bytes, new: bytes, name: str = OUT) -> None:
    path = hall.root / name
    data = path.read_bytes()
    assert old in data
    path.write_bytes(data.replace(old, new, 1))


def swapped(hall: Hall, name: str, make: Callable[[Path], object]) -> None:
    """Put something else in the place of a file."""
    path = hall.root / name
    path.rename(hall.root.parent / "moved")
    make(path)


def resigned(hall: Hall, **changes: Any) -> None:
    """The statement says something else, and is signed so by the person."""
    rewrite(hall, **changes)
    (hall.root / f"{OUT}.sig").unlink()
    sign(hall, "tanaka", space="file")


@pytest.mark.parametrize("spoil, words", [
    (lambda hall: (hall.root / f"{OUT}.sig").unlink(),
     "`act.json` is not signed: there is no `act.json.sig` beside it\n"
     "hint: `act.json` is refused, and nothing of it was written\n"
     "hint: `ssh-keygen -Y sign -n nocustom-v1-file -f KEY act.json` signs it"),
    (lambda hall: (hall.root / OUT).unlink(), "`act.json` can't be read: there is no such file or folder"),
    (lambda hall: swapped(hall, OUT, lambda path: path.mkdir()), None),
    (lambda hall: swapped(hall, f"{OUT}.sig", lambda path: path.mkdir()), "`act.json.sig` is a folder, and only plain"),
    (lambda hall: swapped(hall, OUT, os.mkfifo), "`act.json` is no plain file, and only those are taken"),
    (lambda hall: swapped(hall, f"{OUT}.sig", os.mkfifo), "`act.json.sig` is no plain file"),
    (lambda hall: (hall.root / OUT).write_bytes(b"x" * (inbox.MOST_OF_STATEMENT + 1)),
     "`act.json` has 1048577 bytes, and at most 1048576 are taken"),
    (lambda hall: (hall.root / f"{OUT}.sig").write_bytes(b"x" * (inbox.MOST_OF_SIGNATURE + 1)),
     "`act.json.sig` has 16385 bytes, and at most 16384 are taken"),
    (lambda hall: replaced(hall, b"}", b"]"), "`act.json` is no statement: not JSON"),
    (lambda hall: (hall.root / OUT).write_bytes((hall.root / OUT).read_bytes() + b"\n"),
     "`act.json` is no statement: JSON, but not in its canonical form"),
    (lambda hall: replaced(hall, b'","', b'", "'), "`act.json` is no statement: JSON, but not in its canonical form"),
    (lambda hall: (hall.root / OUT).write_bytes(b""), "`act.json` is no statement: not JSON"),
    (lambda hall: (hall.root / OUT).write_bytes(b"[]"), "`act.json` is no statement: not a JSON object"),
    (lambda hall: (hall.root / OUT).write_bytes(b"\xff"), "`act.json` is no statement: not UTF-8"),
    (lambda hall: resigned(hall, act="request.praised"), "`request.praised` is no act this version knows"),
    (lambda hall: resigned(hall, act=["endorsed"]), "`act.json` is no statement: it names no act"),
    (lambda hall: resigned(hall, act="roster.set"), "the roster is set by the roots at one table, not by a statement"),
    (lambda hall: resigned(hall, rev="1"), "`rev` of request.endorsed is missing or not what it must be"),
    (lambda hall: resigned(hall, request=7), "`request` of request.endorsed is missing or not what it must be"),
    (lambda hall: resigned(hall, praise="!"), "the event has a field `praise` that is not known"),
    (lambda hall: resigned(hall, request=None), "signed for request ``, but it stands under `2026-0009`"),
    (lambda hall: resigned(hall, text="I agree"), "the text that was signed is not the one of this act"),
    (lambda hall: resigned(hall, seen={"size": 99, "root": "0" * 64}), "the signer saw 99 lines, more than there are"),
    (lambda hall: resigned(hall, v=2), "`v` of request.endorsed is missing or not what it must be"),
])  # fmt: skip
def test_what_is_no_signed_statement(counter: Hall, spoil: Spoil, words: str | None) -> None:
    ready(counter)
    spoil(counter)
    if words is None:  # a folder without anything in it is no mistake
        assert ingest(counter).out == "there is no statement there\n"
        return
    assert words in refused(counter)


def test_a_file_that_grows_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its size is looked at before it is read; more than the cap is not read even then."""
    path = tmp_path / "grows"
    path.write_bytes(b"x" * 10)
    real = os.fstat

    def grown(handle: int) -> os.stat_result:
        found = real(handle)
        with path.open("ab") as more:
            more.write(b"x" * 1000)
        return found

    monkeypatch.setattr(os, "fstat", grown)
    with pytest.raises(NotPermitted) as error:
        inbox.plain_bytes(path, "grows", 20)
    assert error.value.said.params == {"file": "grows", "size": 21, "most": 20}


def test_what_lies_in_a_folder_and_should_not(counter: Hall, golden: Golden) -> None:
    box = folder(counter)
    (box / "of-nothing.json.sig").write_text("x", encoding="utf-8")
    (box / "unsigned.json").write_text("{}", encoding="utf-8")
    (box / "below").mkdir()
    os.mkfifo(box / "pipe")
    (box / "passwd").symlink_to("/etc/passwd")
    ready(counter)
    shutil.copy(counter.root / OUT, box / ("0" * 64))
    shutil.copy(counter.root / f"{OUT}.sig", box / ("0" * 64 + ".sig"))
    for lang in ("ja", "en"):
        refused(counter, "inbox", lang=lang)
        golden(f"acts/ingest-folder.{lang}", str(ingest(counter, "inbox", lang=lang)))


def test_a_folder_that_is_a_link(counter: Hall) -> None:
    (counter.root / "elsewhere").symlink_to(folder(counter), target_is_directory=True)
    assert "`elsewhere` is a link, and only plain files are taken" in refused(counter, "elsewhere")


# Refused: what it says --------------------------------------------------------------------------------------------


def test_a_stale_revision(counter: Hall) -> None:
    """The office returned the request meanwhile, and the department filed the next revision."""
    ready(counter)
    first = {name: (counter.root / name).read_bytes() for name in (OUT, f"{OUT}.sig")}
    for name in first:
        (counter.root / name).unlink()
    sent(counter, "uchida", "return", FILED, "--reason", REASON)
    path = counter.root / "requests/2026/kodomo-ikusei-outside.toml"
    edit(path, 'key = "scripted-8-k3f9"', 'key = "scripted-1-k3f9"')
    edit(path, "児童扶養手当の受給情報を公開された連携で受け取り", "児童扶養手当の受給情報を連携で受け取り")
    sent(counter, "suzuki", "submit", str(path))
    for name, data in first.items():
        (counter.root / name).write_bytes(data)
    assert "it is not on the latest revision of 2026-0001, 2" in refused(counter)


def test_an_act_that_is_over(counter: Hall) -> None:
    ready(counter)
    endorse_it(counter, FILED)
    assert "2026-0001 is owner pending: `endorse` is not possible now" in refused(counter)


def test_a_closing_of_another_day(counter: Hall) -> None:
    ready(counter, "uchida", "close", "2026-0004", "--reason", REASON)
    counter.later(days=1)
    assert "the last day of appeal is 30 days after the closing" in refused(counter)


def test_a_filing_is_judged_again(counter: Hall) -> None:
    """An assessment that says yes where the adopted policy says no is no assessment."""
    path = counter.request("kodomo-ikusei-core")
    edit(path, 'key = "ikusei-core-p6d1"', 'key = "by-script-d5e6"')
    assert prepare(counter, "suzuki", "submit", str(path)).code == 0
    stmt = stmt_in(counter)
    paper = json.loads((counter.root / stmt["assessment_sha256"]).read_bytes())
    assert paper["verdict"] == "redirected"
    forged = json.dumps({**paper, "verdict": "eligible"}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    digest = sha256(forged.encode()).hexdigest()
    (counter.root / digest).write_text(forged, encoding="utf-8")
    rewrite(counter, assessment_sha256=digest, text=stmt["text"].replace(stmt["assessment_sha256"], digest))
    sign(counter, "suzuki", space="file")
    assert "the request is judged otherwise here than in the assessment that came with it" in refused(counter)


def test_a_later_judgement_comes_out_again_too(counter: Hall) -> None:
    """The office can't raise a limit by judging again."""
    assert prepare(counter, "uchida", "reassess", REVIEW).code == 0
    stmt = stmt_in(counter)
    paper = json.loads((counter.root / stmt["assessment_sha256"]).read_bytes())
    paper["gate"]["max_term_months"] = 999
    forged = json.dumps(paper, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    digest = sha256(forged.encode()).hexdigest()
    (counter.root / digest).write_text(forged, encoding="utf-8")
    rewrite(counter, assessment_sha256=digest, text=stmt["text"].replace(stmt["assessment_sha256"], digest))
    sign(counter, "uchida")
    assert "the request is judged otherwise here than in the assessment that came with it" in refused(counter)


def test_every_assessment_that_comes_is_judged_again() -> None:
    assert set(JUDGED) == {name for name, kind in TYPES.items() if "assessment_sha256" in kind.papers}


Forge = Callable[[dict[str, Any], bytes], tuple[dict[str, Any], bytes]]


def readopted(hall: Hall, person: str, part: str, change: Forge) -> str:
    """What is said of an adoption whose fields and whose first file were changed before it was signed."""
    assert prepare(hall, person, "policy", "adopt", part).code == 0
    stmt = stmt_in(hall)
    first = stmt["layers"][0]["sha256"] if part == "policy" else stmt["sha256"]
    fields, data = change(stmt, (hall.root / first).read_bytes())
    now = sha256(data).hexdigest()
    (hall.root / now).write_bytes(data)
    text = json.dumps(fields, ensure_ascii=False).replace(first, now)
    rewrite(hall, **json.loads(text))
    sign(hall, person)
    return refused(hall)


def test_an_adoption_with_a_mistake(counter: Hall) -> None:
    """What a terminal would refuse to adopt is not adopted by script either."""
    old, new = b'post = "cio"', b'post = "x"'
    said = readopted(counter, "uchida", "people", lambda stmt, data: (stmt, data.replace(old, new, 1)))
    assert "`x` is not a post of policies/people.toml" in said and "people.toml:" in said


def test_a_policy_with_a_mistake(counter: Hall) -> None:
    said = readopted(counter, "hirano", "policy", lambda stmt, data: (stmt, data.replace(b"[policy]", b"[polcy]", 1)))
    assert "the policy has mistakes, so nothing is judged" in said


def test_layers_that_call_themselves_otherwise(counter: Hall) -> None:
    def later(stmt: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytes]:
        stmt["layers"][0]["version"] = "2099.1"
        stmt["text"] = stmt["text"].replace("2026.1", "2099.1", 1)
        return stmt, data

    said = readopted(counter, "hirano", "policy", later)
    assert "the layers are not what their files say: id, version or digest" in said


def test_what_is_no_request(counter: Hall) -> None:
    a_filing(counter)
    broken = b"schema = 1\n"
    digest = sha256(broken).hexdigest()
    (counter.root / digest).write_bytes(broken)
    rewrite(counter, file_sha256=digest)
    (counter.root / f"{OUT}.sig").unlink()
    sign(counter, "suzuki")
    assert "`by-script-d5e6` can't be filed" in refused(counter)


def test_a_decision_on_an_older_sheet(counter: Hall) -> None:
    """An opinion came meanwhile: the decider has not read it."""
    folder(counter)
    decision = f"inbox/{OUT}"
    assert prepare(counter, "hirano", "decide", REVIEW, "approve", "--reason", REASON, to=decision).code == 0
    sign(counter, "hirano", decision)
    sent(counter, "kimura", "opinion", REVIEW, "object", "--message", REASON)
    said = refused(counter, decision)
    assert "the sheet is not the one of 2026-0003 as it stands now" in said
    assert "read it and decide again: `nocustom decide 2026-0003 OUTCOME --statement FILE`" in said


def test_a_decision_on_any_other_paper(counter: Hall) -> None:
    ready(counter, "hirano", "decide", REVIEW, "refuse", "--reason", REASON)
    (counter.root / f"{OUT}.sig").unlink()
    page = "I did not read it\n" + "0" * 32 + "\n"
    digest = sha256(page.encode()).hexdigest()
    (counter.root / digest).write_text(page, encoding="utf-8")
    rewrite(counter, sheet_sha256=digest)
    sign(counter, "hirano")
    assert "the sheet is not the one of 2026-0003 as it stands now" in refused(counter)


def test_a_sheet_of_last_week_still_serves_where_nothing_has_changed(counter: Hall) -> None:
    ready(counter, "hirano", "decide", REVIEW, "approve", "--reason", REASON)
    counter.later(days=7)
    assert ingest(counter).code == 0
    assert state_of(counter, REVIEW) == "approved"


def test_a_file_that_is_bound_and_not_there(counter: Hall) -> None:
    a_filing(counter)
    digest = stmt_in(counter)["file_sha256"]
    (counter.root / digest).unlink()
    assert f"the file {digest}, which the statement binds, is not beside it" in refused(counter)


def test_a_bound_file_that_is_too_large(counter: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    a_filing(counter)
    monkeypatch.setattr(inbox, "MOST_OF_FILE", 100)
    assert "bytes, and at most 100 are taken" in refused(counter)


# What is not even prepared ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("person, line, to, code, words", [
    ("suzuki", ("accept", PENDING), OUT, 4, "`accept` is the act of the owner named, `tanaka`"),
    ("tanaka", ("accept", FILED), OUT, 4, "2026-0001 is filed: `accept` is not possible now"),
    ("uchida", ("void", FILED), OUT, 2, "there is no terminal to ask at: Why? One or two sentences, or Enter to stop"),
    ("uchida", ("void", FILED, "--reason", " "), OUT, 130, "stopped; nothing was written"),
    ("tanaka", ("endorse", FILED), "nocustom.toml", 2, "`nocustom.toml` is there already"),
    ("tanaka", ("endorse", FILED), "signed", 2, "`signed.sig` is there already"),
    ("tanaka", ("endorse", FILED), "nowhere/act.json", 2, "`nowhere/act.json` can't be written"),
    ("tanaka", ("endorse", FILED), "act.sig", 2, "`act.sig` can't be the name of a statement"),
    ("tanaka", ("endorse", FILED), "0" * 64, 2, "can't be the name of a statement"),
    ("tanaka", ("endorse", FILED), ".", 2, "`.` can't be the name of a statement"),
    ("tanaka", ("endorse", FILED), ".act", 2, "`.act` can't be the name of a statement"),
    ("hirano", ("policy", "adopt", "policy", "people"), OUT, 2,
     "one statement adopts one part, and here are people, policy\n"
     "hint: `nocustom policy adopt people --statement FILE`"),
    ("uchida", ("policy", "adopt", "policy"), OUT, 4, "the policy is adopted by the CIO"),
])  # fmt: skip
def test_what_is_not_prepared(
    counter: Hall, person: str, line: tuple[str, ...], to: str, code: int, words: str
) -> None:
    (counter.root / "signed.sig").write_text("x", encoding="utf-8")
    kept, before = Kept(counter), sorted(counter.root.rglob("*"))
    screen = prepare(counter, person, *line, to=to, lang="en")
    assert (screen.code, words in screen.err.replace("\n  ", " ")) == (code, True), str(screen)
    assert kept.still and sorted(counter.root.rglob("*")) == before


def test_a_statement_needs_a_key(counter: Hall) -> None:
    path = counter.request(IKUSEI)
    for line in (("endorse", FILED, "--me", "tanaka"), ("submit", str(path))):
        screen = play("en", *line, "--statement", OUT, cwd=counter.root, clock=counter.clock)
        assert screen.code == 4 and "this act is signed: it needs your key" in screen.err
    assert not (counter.root / OUT).exists()


def test_at_a_terminal_what_is_missing_is_asked_for(counter: Hall) -> None:
    """The reason, and nothing that a signature says: no name, no clause, no code."""
    asked: list[str] = []

    def answered(question: Said, shown: Sequence[str]) -> str:
        asked.append(question.msgid)
        return REASON

    lines = (("uchida", ("void", FILED)), ("tanaka", ("accept", PENDING)), ("hirano", ("decide", REVIEW, "approve")))
    for person, line in lines:
        screen = play("en", *line, "--key", str(counter.keys[person]), "--statement", f"{person}.json",
                      cwd=counter.root, clock=counter.clock, keyboard=answered)  # fmt: skip
        assert screen.code == 0, str(screen)
        assert stmt_in(counter, f"{person}.json").get("reason", REASON) == REASON
    assert asked == ["Why? One or two sentences, or Enter to stop"] * 2


def test_before_the_ledger_begins(hall: Hall) -> None:
    ready_file = hall.root / OUT
    ready_file.write_text("{}", encoding="utf-8")
    screen = ingest(hall)
    assert screen.code == Exit.NOT_JUDGED and "there is no ledger at `ledger/ledger.sqlite`" in screen.err


def test_the_public_half_is_enough_to_prepare(counter: Hall) -> None:
    public = Path(f"{counter.keys['tanaka']}.pub")
    screen = play("en", "endorse", FILED, "--key", str(public), "--statement", OUT, cwd=counter.root,
                  clock=counter.clock)  # fmt: skip
    assert screen.code == 0 and f"-f {public} {OUT}" in screen.out
    sign(counter, "tanaka")
    assert ingest(counter).code == 0


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_screens(counter: Hall, golden: Golden, lang: str) -> None:
    """A filing with its files, signed by hand and recorded; the second time it is refused."""
    path = counter.request(IKUSEI)
    edit(path, 'key = "ikusei-teate-k3f9"', 'key = "by-script-d5e6"')
    shutil.copy(counter.keys["suzuki"], counter.root / "key")
    shutil.copy(f"{counter.keys['suzuki']}.pub", counter.root / "key.pub")
    screens = [play(lang, "submit", "by-script-d5e6", "--key", "key", "--statement", OUT, cwd=counter.root,
                    clock=counter.clock)]  # fmt: skip
    sign(counter, "suzuki")
    screens += [ingest(counter, lang=lang), ingest(counter, lang=lang)]
    assert [screen.code for screen in screens] == [0, 0, 4]
    golden(f"acts/statement.{lang}", "\n".join(map(str, screens)))
