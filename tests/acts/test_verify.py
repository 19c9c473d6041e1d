"""`ledger verify` and `ledger show`: whatever was done to the record, the reason is named and nothing explodes."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from nocustom.acts.endorse import endorse
from nocustom.acts.lines import lines
from nocustom.acts.verify import Verified, verify, verify_workspace
from nocustom.errors import Broken, Exit, NotJudged
from nocustom.ledger.event_types import TYPES
from nocustom.show.layout import cells
from nocustom.show.lines_json import lines_json
from nocustom.show.lines_text import STREAMS, lines_text
from nocustom.show.verify_json import verify_json
from nocustom.show.verify_text import verify_text
from tests.acts.hall import Hall, Script, named
from tests.acts.paperwork import REASON, accepted, approved, decided, filed
from tests.acts.screen import screen
from tests.conftest import Run
from tests.other_program import other_program


def tampered(hall: Hall, *statements: str) -> None:
    """Somebody who owns the file changes it, guards and all."""
    with other_program(hall.ledger_file) as db:
        guards = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in guards:
            db.execute(f"DROP TRIGGER {name}")
        db.execute("PRAGMA foreign_keys = OFF")
        for statement in statements:
            db.execute(statement)
        for _, sql in guards:
            db.execute(sql)
    db.close()


def codes(verified: Verified) -> set[tuple[int | None, str]]:
    return {(problem.seq, problem.code) for problem in verified.problems}


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_good_ledger(office: Hall, lang: str) -> None:
    approved(office)
    with office.desk() as desk:
        verified = verify(desk)
        assert (verified.report.size, verified.report.root) == (desk.ledger.size, desk.ledger.root)
        # Verifying changes nothing about the desk: the next act goes on.
        assert desk.case("2026-0001").state.value == "approved"
    assert verified.exit is Exit.OK and verified.problems == () and verified.requests == 1
    assert verified.report.root in screen(verify_text(verified, lang))


def test_an_act_after_a_verification_is_seen_by_the_same_desk(office: Hall) -> None:
    number = filed(office)
    with office.desk() as desk:
        verify(desk)
        endorse(desk, desk.case(number), office.signer("tanaka"), Script(named))
        assert desk.case(number).state.value == "owner_pending"


def test_an_edited_reason_in_a_line(office: Hall, run: Run) -> None:
    approved(office)
    tampered(office, f"UPDATE event SET line = replace(line, '{REASON}', '別の理由') WHERE seq = 16")
    found = verify_workspace(office.workspace)
    assert found.exit is Exit.BROKEN
    assert (16, "signature-signature") in codes(found)
    ran = run("ledger", "verify", cwd=office.root)
    assert ran.code == Exit.BROKEN and "line 16:" in ran.out and "Traceback" not in ran.err


def test_a_deleted_line(office: Hall) -> None:
    approved(office)
    tampered(office, "DELETE FROM event WHERE seq = 14")
    found = verify_workspace(office.workspace)
    assert found.exit is Exit.BROKEN and (14, "prev") in codes(found)
    assert "one is missing here" in " ".join(screen(verify_text(found, "en")).split())


def blob_of(hall: Hall, field: str, seq: int) -> str:
    stmt = lines(hall.workspace, seq)[0]
    content = stmt.stmt or (stmt.value or {})["body"]
    return str(content[field])


@pytest.mark.parametrize("field, seq, missing, altered", [
    ("file_sha256", 13, "file-missing", "file-altered"),
    ("assessment_sha256", 13, "file-missing", "file-altered"),
    ("sheet_sha256", 16, "sheet-missing", "sheet-altered"),
])  # fmt: skip
def test_a_swapped_and_a_missing_file(office: Hall, field: str, seq: int, missing: str, altered: str) -> None:
    approved(office)
    digest = blob_of(office, field, seq)
    path = office.ledger_file.parent / "blobs" / digest
    data = path.read_bytes()
    path.chmod(0o644)
    path.write_bytes(data + b" ")
    found = verify_workspace(office.workspace)
    assert found.exit is Exit.BROKEN and (seq, altered) in codes(found)
    assert digest in "".join(screen(verify_text(found, "en")).split())
    path.unlink()
    found = verify_workspace(office.workspace)
    assert (seq, missing) in codes(found)
    assert found.exit is Exit.NOT_JUDGED, "what is missing is not broken"
    if field == "assessment_sha256":  # the acts that rest on it can't be judged either, whatever they say
        assert codes(found) == {(13, missing), *((line, "act-unreadable") for line in range(13, 17))}
    else:
        assert codes(found) == {(seq, missing)}
    assert "not verified to the end: 1 files are missing" in screen(verify_text(found, "en"))
    path.write_bytes(data)
    assert verify_workspace(office.workspace).exit is Exit.OK


def test_a_missing_people_document_is_not_broken_either(office: Hall, run: Run) -> None:
    approved(office)
    adopted = [line.seq for line in lines(office.workspace) if (line.value or {}).get("type") == "people.adopted"]
    seq = adopted[-1]
    (office.ledger_file.parent / "blobs" / blob_of(office, "sha256", seq)).unlink()
    found = verify_workspace(office.workspace)
    assert found.exit is Exit.NOT_JUDGED
    assert {"file-missing", "act-unreadable", "act-no-people"} == {code for _, code in codes(found)}
    ran = run("ledger", "verify", cwd=office.root)
    assert ran.code == Exit.NOT_JUDGED and "broken" not in ran.out
    ran = run("audit", "export", "--to", "pack", cwd=office.root)
    assert ran.code == Exit.NOT_JUDGED and "`nocustom audit export --format jsonl` writes" in ran.err
    ran = run("audit", "export", "--to", "pack", "-f", "jsonl", cwd=office.root)
    assert (ran.code, ran.err) == (0, "") and "left out: 1 files" in ran.out


@pytest.mark.parametrize("spoil, code, message", [
    (lambda path: path.unlink(), Exit.NOT_JUDGED, "is gone, and the files that belong"),
    (lambda path: path.write_bytes(b"not a database, whatever it is" * 40), Exit.BROKEN, "error:"),
])  # fmt: skip
def test_no_ledger_and_no_database(
    office: Hall, run: Run, spoil: Callable[[object], object], code: Exit, message: str
) -> None:
    spoil(office.ledger_file)
    with pytest.raises((Broken, NotJudged)):
        verify_workspace(office.workspace)
    ran = run("ledger", "verify", cwd=office.root)
    assert ran.code == code and message in ran.err and ran.out == ""


def test_json(office: Hall, run: Run) -> None:
    approved(office)
    ran = run("ledger", "verify", "--json", cwd=office.root)
    found = json.loads(ran.out)
    assert ran.code == Exit.OK and found["schema"] == "nocustom.verify/1"
    assert found["size"] == 17 and found["problems"] == [] and found["requests"] == 1
    tampered(office, "DELETE FROM event WHERE seq = 14")
    problems = json.loads(verify_json(verify_workspace(office.workspace), "en"))["problems"]
    assert problems[0]["seq"] == 14 and {*problems[0]} == {"seq", "code", "kind", "message"}


# Looking at lines -------------------------------------------------------------------------------------------------


def test_every_stream_has_its_name(office: Hall) -> None:
    assert STREAMS.keys() == {kind.stream for kind in TYPES.values()} - {"request"}
    assert all(cells(name) <= 12 and not name.isascii() for name in STREAMS.values())
    listed = screen(lines_text(lines(office.workspace), "ja", whole=False))
    assert "システム一覧  システム一覧の採択" in listed and "職員名簿      職員名簿の採択" in listed


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_list_and_one_line(office: Hall, lang: str) -> None:
    number = approved(office)
    listed = screen(lines_text(lines(office.workspace), lang, whole=False)).splitlines()
    assert len(listed) == 17 and number in listed[16] and "hirano" in listed[16]
    shown = screen(lines_text(lines(office.workspace, 16), lang, whole=True))
    assert REASON in shown and "nocustom-v1-decision" in shown
    assert "os_user" in screen(lines_text(lines(office.workspace, 13), lang, whole=True))
    with pytest.raises(NotJudged):
        lines(office.workspace, 17)


def test_a_broken_line_is_shown_all_the_same(office: Hall) -> None:
    filed(office)
    tampered(office, "UPDATE event SET line = 'no json' WHERE seq = 13")
    assert "this line can not be read" in screen(lines_text(lines(office.workspace), "en", whole=False))
    assert "no json" in screen(lines_text(lines(office.workspace, 13), "en", whole=True))
    told = json.loads("".join(lines_json(lines(office.workspace))))
    assert told["lines"][13]["event"] is None and told["lines"][13]["line"] == "no json"
    assert told["lines"][0]["event"]["type"] == "roster.set"


def test_show_from_the_command_line(office: Hall, run: Run) -> None:
    decided(office, accepted(office))
    ran = run("ledger", "show", "16", cwd=office.root)
    assert ran.code == Exit.OK and "this text was signed:" in ran.out and REASON in ran.out
