"""Backup and restore: a ledger that is lost, damaged or old, the way back, and what is told of what is lost."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from nocustom.errors import Exit
from nocustom.words import Said
from tests.acts.hall import Hall
from tests.acts.paperwork import approved, edit, endorse_it, filed
from tests.acts.share import department, on_a_share
from tests.acts.test_checkpoint import enroll_host
from tests.conftest import Golden
from tests.other_program import other_program
from tests.screens.played import Screen, play

TABLE = ("--root-key", "cio-root=cio-root", "--root-key", "audit-root=audit-root")
REASON = ("--reason", "ディスクの故障")


def agreeing(_lang: str, asked: Said, _shown: object) -> str:
    """A root who compared the copy's root with care."""
    return str(asked.params["root"])[-8:]


def at(hall: Hall, *line: str, lang: str = "en") -> Screen:
    return play(lang, *line, cwd=hall.root, clock=hall.clock, keyboard=partial(agreeing, lang))


def restored(hall: Hall, copy: str, *more: str, lang: str = "en") -> Screen:
    for name in ("cio-root", "audit-root"):
        shutil.copy(hall.keys[name], hall.root / name)
        shutil.copy(f"{hall.keys[name]}.pub", hall.root / f"{name}.pub")
    return at(hall, "ledger", "restore", copy, *TABLE, *REASON, *more, lang=lang)


def good(hall: Hall) -> None:
    told = at(hall, "ledger", "verify")
    assert told.code == 0, told


def lines(hall: Hall) -> list[bytes]:
    with hall.desk(writable=False) as desk:
        return list(desk.ledger.store.lines())


def test_a_backup_holds_every_line_and_file(office: Hall) -> None:
    approved(office)
    done = at(office, "ledger", "backup", "b")
    assert done.code == 0 and "17 lines" in done.out and "verified after writing" in done.out
    before = lines(office)
    names = {path.name: path.read_bytes() for path in (office.root / "ledger/blobs").iterdir()}
    shutil.rmtree(office.root / "ledger")
    told = restored(office, "b")
    assert told.code == 0, told
    assert lines(office)[:-1] == before
    assert {path.name: path.read_bytes() for path in (office.root / "ledger/blobs").iterdir()} == names
    good(office)
    filed(office, "jumin-menu-favourites")
    good(office)
    assert not list(office.root.glob("ledger/.*"))


def test_a_later_backup_takes_the_place_of_an_earlier_one_and_of_nothing_else(office: Hall) -> None:
    assert at(office, "ledger", "backup", "b").code == 0
    filed(office)
    assert at(office, "ledger", "backup", "b").code == 0
    shutil.copy(office.root / "b", office.root / "newer")
    restored_to = office.root / "ledger/ledger.sqlite"
    with other_program(restored_to) as db:
        for name in ("event_no_delete", "event_no_update"):
            db.execute(f"DROP TRIGGER {name}")
        db.execute("PRAGMA foreign_keys = OFF")
        db.execute("DELETE FROM event WHERE seq = (SELECT max(seq) FROM event)")
    db.close()
    fewer = at(office, "ledger", "backup", "newer")
    (office.root / "note.txt").write_text("x", encoding="utf-8")
    other = at(office, "ledger", "backup", "note.txt")
    nowhere = at(office, "ledger", "backup", "no/such/folder/b")
    assert [screen.code for screen in (fewer, other, nowhere)] == [Exit.USAGE, Exit.USAGE, Exit.NOT_JUDGED]
    assert (office.root / "note.txt").read_text(encoding="utf-8") == "x"
    assert not [path for path in office.root.iterdir() if path.name.endswith(".part")]


def test_of_a_broken_ledger_there_is_no_backup(office: Hall) -> None:
    at(office, "ledger", "backup", "b")
    kept = (office.root / "b").read_bytes()
    spoil_a_page(office.ledger_file)
    told = at(office, "ledger", "backup", "b")
    assert told.code in (Exit.BROKEN, Exit.NOT_JUDGED), told
    assert (office.root / "b").read_bytes() == kept


def test_of_a_line_that_says_nothing_there_is_no_backup_either(office: Hall) -> None:
    with other_program(office.ledger_file) as db:
        db.execute("DROP TRIGGER event_no_update")
        db.execute("UPDATE event SET line = '?' WHERE seq = 5")
    told = at(office, "ledger", "backup", "b")
    assert told.code == Exit.BROKEN and not (office.root / "b").exists()
    assert told.err.splitlines()[:2] == [
        "error: the ledger is broken, so there is no backup of it", "hint: not JSON",
    ]  # fmt: skip


@pytest.mark.parametrize("instead", ["10000000000000", "'of another type'", "1.5"])
def test_a_file_of_a_backup_that_is_none_any_more_is_told(office: Hall, instead: str) -> None:
    at(office, "ledger", "backup", "b")
    with other_program(office.root / "b") as db:
        db.execute(f"UPDATE paper SET data = {instead}")
    before = office.ledger_file.read_bytes()
    told = restored(office, "b")
    assert told.code == Exit.BROKEN and "was altered" in told.err, told
    assert office.ledger_file.read_bytes() == before


def test_a_file_that_cannot_be_read_now_is_not_left_out(office: Hall) -> None:
    approved(office)
    assert at(office, "ledger", "backup", "b").code == 0
    kept = (office.root / "b").read_bytes()
    file = next((office.root / "ledger/blobs").iterdir())
    data = file.read_bytes()
    file.unlink()
    file.mkdir()  # there, and no file that can be read
    told = at(office, "ledger", "backup", "b")
    assert told.code == Exit.NOT_JUDGED and "can't be read" in told.err, told
    assert (office.root / "b").read_bytes() == kept
    file.rmdir()
    assert "not there any more, so left out: 1" in at(office, "ledger", "backup", "another").out
    file.write_bytes(data)
    assert at(office, "ledger", "backup", "b").code == 0


def test_while_the_folder_of_files_is_away_the_last_backup_stays(office: Hall) -> None:
    approved(office)
    assert at(office, "ledger", "backup", "b").code == 0
    kept, folder = (office.root / "b").read_bytes(), office.root / "ledger/blobs"
    folder.rename(office.root / "away")
    for target in ("b", "c"):
        told = at(office, "ledger", "backup", target)
        assert told.code == Exit.NOT_JUDGED and "the whole folder of files is not there" in told.err, told
    assert (office.root / "b").read_bytes() == kept and not (office.root / "c").exists()
    (office.root / "away").rename(folder)
    assert at(office, "ledger", "backup", "b").code == 0


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_files_that_are_lost_beside_a_good_ledger_come_back(golden: Golden, office: Hall, lang: str) -> None:
    approved(office)
    at(office, "ledger", "backup", "b")
    kept = (office.root / "b").read_bytes()
    with office.desk(writable=False) as desk:
        assert desk.world.people_version is not None
        people = desk.ledger.blobs.folder / desk.world.people_version.sha256
    people.unlink()
    seen = [("ledger", "verify"), ("status",), ("queue",), ("request", "list"), ("ledger", "rebuild"),
            ("ask", "2026-0001", "--message", "?", "--me", "uchida"), ("ledger", "backup", "b")]  # fmt: skip
    screens = [at(office, *line, lang=lang) for line in seen]
    assert {screen.code for screen in screens} == {Exit.NOT_JUDGED}
    assert (office.root / "b").read_bytes() == kept
    whole, beside = office.ledger_file.read_bytes(), {*people.parent.iterdir(), people}
    screens += [at(office, "ledger", "restore", "b", *REASON, lang=lang)]
    assert office.ledger_file.read_bytes() == whole and {*people.parent.iterdir()} == beside
    screens += [at(office, "ledger", "restore", "b", *REASON, lang=lang)]
    screens += [at(office, "ledger", "backup", "b", lang=lang)]
    assert [screen.code for screen in screens[-3:]] == [0, 4, 0]
    good(office)
    golden(f"files-back.{lang}", "\n".join(map(str, screens)))


def test_a_file_that_was_altered_comes_back_too(office: Hall) -> None:
    approved(office)
    at(office, "ledger", "backup", "b")
    whole = office.ledger_file.read_bytes()
    with office.desk(writable=False) as desk:
        policy = desk.ledger.blobs.folder / desk.world.policy.layers[0]["sha256"]  # type: ignore[union-attr]
    policy.chmod(0o644)
    policy.write_bytes(policy.read_bytes() + b" ")
    told = at(office, "ledger", "verify")
    assert told.code == Exit.BROKEN and "`nocustom ledger restore PATH` puts files back" in told.out, told
    told = at(office, "ledger", "restore", "b", *REASON)
    assert told.code == 0 and "put back beside the ledger: 1 files" in told.out, told
    assert office.ledger_file.read_bytes() == whole
    assert len([*policy.parent.glob(policy.name + ".aside-*")]) == 1
    good(office)


def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(office: Hall) -> None:
    approved(office)
    at(office, "ledger", "backup", "b")
    file = next((office.root / "ledger/blobs").iterdir())
    file.unlink()
    os.mkfifo(file)
    assert at(office, "ledger", "verify").code == Exit.NOT_JUDGED
    told = at(office, "ledger", "backup", "b")
    assert told.code == Exit.NOT_JUDGED and "it is a device or a pipe" in told.err, told
    assert at(office, "ledger", "restore", "b", *REASON).code == 0
    good(office)


def test_from_the_mirror_files_come_back_too(office: Hall, tmp_path: Path) -> None:
    host = on_a_share(office, tmp_path / "share")
    approved(host)
    for file in (host.root / "ledger/blobs").iterdir():
        file.unlink()
    told = at(host, "ledger", "restore", str(tmp_path / "share/mirror"), *REASON)
    assert told.code == 0 and "the lines at `ledger/ledger.sqlite` are good" in told.out, told
    good(host)


def test_what_is_no_copy_is_not_waited_for(office: Hall) -> None:
    at(office, "ledger", "backup", "b")
    (office.root / "damaged").write_bytes((office.root / "b").read_bytes()[:30000])
    os.mkfifo(office.root / "pipe")
    office.ledger_file.unlink()
    for copy, code, words in (
        ("pipe", Exit.NOT_JUDGED, "`pipe` can't be read: it is a device or a pipe"),
        ("requests", Exit.NOT_JUDGED, "there is no `ledger.jsonl` in `requests`"),
        ("damaged", Exit.BROKEN, "look for another copy"),
    ):
        told = restored(office, copy)
        assert told.code == code and words in told.err and "hint:" in told.err, told


def test_a_backup_into_a_folder_or_over_a_damaged_one(office: Hall) -> None:
    told = at(office, "ledger", "backup", "requests")
    assert told.code == Exit.USAGE and "name a file in it: `requests/ledger.backup`" in told.err
    at(office, "ledger", "backup", "b")
    whole = (office.root / "b").read_bytes()
    (office.root / "b").write_bytes(whole[:30000])
    told = at(office, "ledger", "backup", "b")
    assert told.code == Exit.BROKEN and "name another file" in told.err
    assert (office.root / "b").read_bytes() == whole[:30000]


def test_what_one_who_was_killed_left_is_used_or_removed(office: Hall) -> None:
    at(office, "ledger", "backup", "b")
    filed(office)
    headless(office.ledger_file)
    damaged = office.ledger_file.read_bytes()
    (office.root / ".b.0123456789ab.part").write_bytes(b"x")
    os.utime(office.root / ".b.0123456789ab.part", (0, 0))
    office.ledger_file.with_name(".ledger.sqlite.0123456789ab.part").write_bytes(b"x")
    earlier = office.ledger_file.with_name("ledger.sqlite.aside-20260101T000000")
    os.link(office.ledger_file, earlier)
    assert restored(office, "b").code == 0
    assert [path.name for path in office.root.glob("ledger/ledger.sqlite.aside-*[0-9]")] == [earlier.name]
    assert earlier.read_bytes() == damaged
    assert at(office, "ledger", "backup", "b").code == 0
    assert not list(office.root.rglob(".*.part"))
    good(office)


def spoil_a_page(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[3 * 4096 : 4 * 4096] = bytes(4096)
    path.write_bytes(data)


def zeroed(path: Path) -> None:
    data = bytearray(path.read_bytes())
    half = len(data) // 8192 * 4096
    data[half : half + 4096] = bytes(4096)
    path.write_bytes(data)


def garbage(path: Path) -> None:
    data = bytearray(path.read_bytes())
    for page in range(1, len(data) // 4096, 3):
        data[page * 4096 : page * 4096 + 64] = bytes((7 * at + page) % 256 for at in range(64))
    path.write_bytes(data)


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def headless(path: Path) -> None:
    path.write_bytes(bytes(100) + path.read_bytes()[100:])


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def gone(path: Path) -> None:
    path.unlink()


DAMAGE: list[Callable[[Path], None]] = [spoil_a_page, zeroed, garbage, truncated, headless, emptied, gone]


@pytest.mark.parametrize("damage", DAMAGE, ids=lambda each: each.__name__)
def test_a_damaged_database_is_named_and_comes_back(office: Hall, damage: Callable[[Path], None]) -> None:
    filed(office)
    at(office, "ledger", "backup", "b")
    at(office, "ledger", "checkpoint")
    before = lines(office)
    damage(office.ledger_file)
    told = at(office, "ledger", "verify")
    expected = (Exit.NOT_JUDGED,) if damage is gone else (Exit.BROKEN, Exit.NOT_JUDGED)
    assert told.code in expected and "Traceback" not in told.err and (told.err or told.out), told
    assert "[empty]" not in told.out and "restore" in " ".join((told.out + told.err).split())
    act = at(office, "status")
    assert act.code in ((Exit.OK,) if damage is spoil_a_page else (Exit.BROKEN, Exit.NOT_JUDGED)), act
    back = restored(office, "b")
    assert back.code == 0, back
    assert lines(office)[:-1] == before
    aside = list(office.root.glob("ledger/ledger.sqlite.aside-*[0-9]"))
    assert len(aside) == (0 if damage is gone else 1)
    good(office)
    endorse_it(office, "2026-0001")
    good(office)


def damaged_before(path: Path, seq: int) -> None:
    """The page with the very first line is zeros; those with the lines from `seq` on are whole."""
    with other_program(path) as db:
        first = db.execute("SELECT line FROM event WHERE seq = 0").fetchone()[0].encode()
        last = db.execute("SELECT line FROM event WHERE seq = ?", (seq,)).fetchone()[0].encode()
    db.close()
    data = bytearray(path.read_bytes())
    page = data.index(first[:200]) // 4096
    assert page != data.index(last[:200]) // 4096
    data[page * 4096 : (page + 1) * 4096] = bytes(4096)
    path.write_bytes(data)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_good_lines_after_the_backup_are_taken_along(golden: Golden, office: Hall, lang: str) -> None:
    filed(office)
    at(office, "ledger", "backup", "b")
    endorse_it(office, "2026-0001")
    filed(office, "jumin-menu-favourites")
    before = lines(office)
    damaged_before(office.ledger_file, len(before) - 2)
    told = restored(office, "b", lang=lang)
    golden(f"restore-taken.{lang}", re.sub("(?m)^> [0-9a-f]{8}$", "> 01234567", str(told)))
    assert lines(office)[:-1] == before
    good(office)


def test_a_line_that_could_not_follow_is_not_taken(office: Hall) -> None:
    filed(office)
    at(office, "ledger", "backup", "b")
    endorse_it(office, "2026-0001")
    filed(office, "jumin-menu-favourites")
    before = lines(office)
    with other_program(office.ledger_file) as db:
        db.execute("DROP TRIGGER event_no_update")
        db.execute("UPDATE event SET line = replace(line, 'request.filed', 'request.fIled') WHERE seq = ?",
                   (len(before) - 1,))  # fmt: skip
    db.close()
    told = restored(office, "b")
    assert told.code == 0 and "after those of the copy: 1" in told.out, told
    assert lines(office)[:-1] == before[:-1]
    good(office)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_an_old_backup(golden: Golden, office: Hall, lang: str) -> None:
    enroll_host(office)
    at(office, "ledger", "backup", "old")
    filed(office)
    at(office, "ledger", "checkpoint", "-o", "kept")
    screens = [at(office, "ledger", "backup", "new", lang=lang)]
    good_one = restored(office, "old", lang=lang)
    office.ledger_file.unlink()
    contradicted = restored(office, "new", "--seen", "kept", lang=lang)  # fits: nothing is lost
    office.ledger_file.unlink()
    lossy = restored(office, "old", "--seen", "kept", lang=lang)
    screens += [good_one, contradicted, lossy]
    screens += [at(office, *line, lang=lang) for line in (
        ("ledger", "verify"), ("ledger", "verify", "--seen", "kept"), ("status",), ("ledger", "show", "14")
    )]  # fmt: skip
    assert [screen.code for screen in screens] == [0, 4, 0, 0, 0, 3, 0, 0]
    text = "\n".join(map(str, screens))
    golden(f"restore.{lang}", re.sub("(?m)^> [0-9a-f]{8}$", "> 01234567", text))


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_what_restores_nothing(golden: Golden, office: Hall, lang: str) -> None:
    at(office, "ledger", "backup", "b")
    shutil.copy(office.root / "b", office.root / "bad")
    with other_program(office.root / "bad") as db:
        db.execute("DROP TRIGGER event_no_update")
        db.execute("UPDATE event SET line = replace(line, 'uchida', 'uchlda') WHERE seq = 11")
    db.close()
    office.ledger_file.unlink()
    one = ("ledger", "restore", "b", "--root-key", "cio-root=cio-root")
    said = [
        restored(office, "bad", lang=lang), restored(office, "nowhere", lang=lang),
        restored(office, "nocustom.toml", lang=lang), at(office, *one, *REASON, lang=lang),
        at(office, "ledger", "restore", "b", *TABLE, lang=lang),
        play(lang, "ledger", "restore", "b", *TABLE, *REASON, cwd=office.root, clock=office.clock),
    ]  # fmt: skip
    edit(office.root / "nocustom.toml", "aozora.example", "midori.example")
    said.append(restored(office, "b", lang=lang))
    assert [screen.code for screen in said] == [5, 3, 3, 4, 2, 4, 5]
    assert not office.ledger_file.exists()
    golden(f"restore-refused.{lang}", "\n".join(map(str, said)))


def test_no_second_ledger_begins_where_one_is_lost(office: Hall) -> None:
    office.ledger_file.unlink()
    for line in (
        ("status",), ("ledger", "verify"), ("people", "enroll", "--found", "--root-key", "cio-root=x"), ("queue",),
    ):  # fmt: skip
        told = at(office, *line)
        assert told.code == Exit.NOT_JUDGED and "is gone" in " ".join(told.err.split()), told
    assert "is gone" in " ".join(at(office, "doctor").out.split())


def test_two_histories_are_not_settled_by_a_restore(office: Hall) -> None:
    at(office, "ledger", "backup", "b")
    whole = office.ledger_file.read_bytes()
    filed(office)
    at(office, "ledger", "backup", "one")
    office.ledger_file.write_bytes(whole)
    filed(office, "jumin-menu-favourites")
    told = restored(office, "one")
    assert told.code == Exit.NOT_PERMITTED and "two histories" in told.err
    assert restored(office, "b").code == Exit.NOT_PERMITTED  # fewer lines


def test_from_an_export_and_from_the_mirror(office: Hall, tmp_path: Path) -> None:
    mirror = tmp_path / "share"
    mirror.mkdir()
    edit(office.root / "nocustom.toml", "[ledger]\n", f'[ledger]\nmirror = "{mirror}"\n')
    at(office, "ledger", "backup", "b")
    filed(office)
    at(office, "audit", "export", "--to", "pack")
    endorse_it(office, "2026-0001")
    before = lines(office)
    shutil.rmtree(office.root / "ledger")
    told = restored(office, "b")
    assert told.code == Exit.NOT_PERMITTED and "loses less" in told.err
    assert restored(office, "pack").code == Exit.NOT_PERMITTED
    back = restored(office, str(mirror))
    assert back.code == 0 and "a mirror" in back.out, back
    assert lines(office)[:-1] == before
    good(office)
    assert (mirror / "ledger.jsonl").read_bytes().count(b"\n") == len(before) + 1
    shutil.rmtree(office.root / "ledger")
    shutil.rmtree(mirror)
    mirror.mkdir()
    back = restored(office, "pack")
    assert back.code == 0 and "an export" in back.out, back
    good(office)


def test_a_single_root_restores_where_there_is_only_one(hall: Hall) -> None:
    hall.found("cio-root")
    at(hall, "ledger", "backup", "b")
    hall.ledger_file.unlink()
    shutil.copy(hall.keys["cio-root"], hall.root / "cio-root")
    told = at(hall, "ledger", "restore", "b", "--root-key", "cio-root=cio-root", *REASON)
    assert told.code == 0, told
    good(hall)


def test_who_had_the_old_file_open_writes_to_nobody(office: Hall) -> None:
    at(office, "ledger", "backup", "b")
    with office.desk() as desk:
        desk.ledger.events()
        zeroed(office.ledger_file)
        assert restored(office, "b").code == 0
        with pytest.raises(Exception, match="another ledger was put"), desk.ledger.store.writing():
            pass


def test_a_backup_while_others_write(office: Hall) -> None:
    filed(office)
    with subprocess.Popen(
        [sys.executable, "-m", "tests.faults.appender", str(office.root), "40"], cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
    ) as writer:  # fmt: skip
        assert writer.stdout is not None
        acknowledged = [int(writer.stdout.readline().split()[1]) for _ in range(3)]
        backups = [at(office, "ledger", "backup", f"b{number}") for number in range(3)]
        acknowledged += [int(row.split()[1]) for row in writer.stdout]
    assert [done.code for done in backups] == [0, 0, 0] and len(acknowledged) == 40
    size = int(backups[0].out.splitlines()[1].split()[0])
    assert size > acknowledged[2]  # what was acknowledged before is in it
    good(office)


@pytest.mark.parametrize("named", [True, False])
def test_a_department_that_had_seen_more(office: Hall, tmp_path: Path, named: bool) -> None:
    host = on_a_share(office, tmp_path / "share")
    enroll_host(host)
    at(host, "ledger", "backup", "b")
    filed(host)
    at(host, "ledger", "checkpoint", "-o", "kept")
    pc = department(host, tmp_path / "pc")
    assert at(pc, "status").code == 0
    host.ledger_file.unlink()
    (tmp_path / "share/mirror/ledger.jsonl").unlink()
    assert restored(host, "b", *(("--seen", "kept") if named else ())).code == 0
    told = at(pc, "queue")
    if not named:  # it knows of a line that the roots did not: somebody must tell them
        assert told.code == Exit.BROKEN, told
        return
    assert told.code == 0, told
    host.later(days=1)
    filed(host, "jumin-menu-favourites")
    again = at(pc, "status")
    assert again.code == 0 and "restored at line" in again.out, again
    with other_program(host.ledger_file) as db:
        size = db.execute("SELECT count(*) FROM event").fetchone()[0]
    db.close()
    assert f"{size} lines" in again.out
