"""The mirror follows every act, heals what is torn, and stops where it knows more than the ledger.

A share that is away never stops an office.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import pytest

from nocustom.errors import Exit
from nocustom.ledger.ledger import Ledger
from nocustom.ledger.mirror import Mirror
from nocustom.ledger.mirror_standing import LINES, open_plain
from nocustom.locale import speak
from nocustom.words import Said
from tests.acts.hall import Hall, end_of_fingerprint, furnished
from tests.acts.paperwork import filed
from tests.acts.share import department, lines_of, mirror_of, on_a_share
from tests.faults.appender import question
from tests.screens.played import Screen, play


@pytest.fixture
def host(office: Hall, tmp_path: Path) -> Hall:
    """The office with a share, whose mirror has caught up."""
    on_a_share(office, tmp_path / "share")
    filed(office)
    return office


def copied(hall: Hall) -> bytes:
    return (mirror_of(hall) / LINES).read_bytes()


def asked(hall: Hall, number: str = "2026-0001") -> Screen:
    """Some act at the host."""
    line = ("ask", number, "--message", "どの帳票ですか", "--me", "uchida")
    return play("en", *line, cwd=hall.root, clock=hall.clock)


def unwrapped(screen: Screen) -> str:
    return re.sub(r"\n  ", " ", screen.err)


def test_lines_files_and_roster_are_there_after_each_act(host: Hall) -> None:
    mirror = mirror_of(host)
    assert copied(host) == lines_of(host)
    with host.desk(writable=False) as desk:
        blobs = desk.ledger.blobs
        assert sorted(path.name for path in (mirror / "blobs").iterdir()) == blobs.names()
        assert all((mirror / "blobs" / name).read_bytes() == blobs.get(name) for name in blobs.names())
        assert (mirror / "roster").read_text("utf-8") == desk.ledger.state.roster.text
        assert (mirror / "roots").read_text("utf-8") == desk.ledger.state.roots.text
    before = copied(host)
    assert asked(host).code == 0
    assert copied(host) == lines_of(host) != before
    assert copied(host).startswith(before)


def test_it_begins_with_the_ledger(hall: Hall, tmp_path: Path) -> None:
    on_a_share(hall, tmp_path / "share")
    hall.found("cio-root", "audit-root")
    assert Mirror.remarks == []
    assert copied(hall) == lines_of(hall) != b""


def behind(whole: bytes) -> bytes:
    return b"".join(line + b"\n" for line in whole.split(b"\n")[:5])


def torn(whole: bytes) -> bytes:
    return whole[:-20]


def torn_at_its_first_byte(whole: bytes) -> bytes:
    return whole[: whole.rindex(b"\n", 0, -1) + 2]


def gone(whole: bytes) -> bytes:
    return b""


def test_what_is_missing_or_cut_is_written_again(host: Hall) -> None:
    for fault in (behind, torn, torn_at_its_first_byte, gone):
        whole = copied(host)
        (mirror_of(host) / LINES).write_bytes(fault(whole))
        screen = asked(host)
        assert screen.code == 0 and screen.err == "", fault
        assert copied(host) == lines_of(host)
        assert copied(host).startswith(whole)


JUNK = (
    b"not a line\n", b"not a line, and no line feed", b'{"seq":%d}\n', b'{"seq":0}\n', b"\n", b"\0" * 4096,
    b"x" * (3 << 20),
)  # fmt: skip


def test_files_that_somebody_took_away_are_written_again(host: Hall, tmp_path: Path) -> None:
    pc, mirror = department(host, tmp_path / "pc"), mirror_of(host)
    whole = shown(pc, "status")
    names = sorted(path.name for path in (mirror / "blobs").iterdir())
    shutil.rmtree(mirror / "blobs")
    for line in (("status",), ("queue",)):
        told = shown(pc, *line)
        assert told.code == Exit.NOT_JUDGED and "ask the ledger's host to run `nocustom doctor`" in told.err, told
    assert f"lacks {len(names)} files" in shown(host, "doctor").out
    with host.desk():
        pass
    assert sorted(path.name for path in (mirror / "blobs").iterdir()) == names
    assert (shown(pc, "status").code, shown(pc, "status").out) == (0, whole.out)
    (mirror / "blobs" / names[0]).unlink()
    assert "lacks 1 files" in shown(host, "doctor").out
    (mirror / LINES).unlink()
    with host.desk():
        pass
    assert "` has all " in shown(host, "doctor").out
    assert sorted(path.name for path in (mirror / "blobs").iterdir()) == names


def test_junk_behind_the_lines_is_told_and_put_aside(host: Hall) -> None:
    for junk in JUNK:
        whole = copied(host)
        data = junk.replace(b"%d", str(whole.count(b"\n")).encode())
        (mirror_of(host) / LINES).write_bytes(whole + data)
        screen = asked(host)
        assert screen.code == 0
        assert f"held {len(data)} bytes that are no lines of the ledger" in unwrapped(screen)
        assert copied(host) == lines_of(host)
        (aside,) = mirror_of(host).glob(f"{LINES}.aside-*")
        assert aside.read_bytes() == data
        aside.unlink()
    assert asked(host).err == "", "and that was that"


def test_a_damaged_line_in_the_middle_is_no_other_history(host: Hall) -> None:
    whole = copied(host)
    lines = whole.split(b"\n")
    lines[7] = lines[7].replace(b'"v":1', b'"v":2')
    for upto in (8, 9):  # the last one is the damaged one, or the ledger's own
        (mirror_of(host) / LINES).write_bytes(b"\n".join(lines[:upto]) + b"\n")
        assert "that are no lines of the ledger" in unwrapped(asked(host))
        assert copied(host) == lines_of(host)


def an_old_backup(host: Hall) -> Callable[[], None]:
    """Keep a copy of the ledger; what puts it back."""
    kept = host.ledger_file.read_bytes()


    def put_back() -> None:
        host.ledger_file.write_bytes(kept)

    return put_back


def test_an_old_backup_is_not_written_to(host: Hall) -> None:
    put_back = an_old_backup(host)
    assert asked(host).code == 0
    put_back()
    before, more = lines_of(host), copied(host)
    for junk in (b"", b"and junk\n", b"torn"):
        ahead = more + junk
        (mirror_of(host) / LINES).write_bytes(ahead)
        screen = asked(host)
        assert screen.code == 5
        said = unwrapped(screen)
        assert "has lines after the" in said and "an old copy of the ledger was put in its place" in said
        assert "`nocustom ledger verify`" in screen.err
        assert lines_of(host) == before and copied(host) == ahead, "neither is touched"
    assert play("en", "queue", cwd=host.root, clock=host.clock).code == 0, "it may be read"


def test_two_histories_are_not_gone_on_with(host: Hall) -> None:
    put_back = an_old_backup(host)
    assert asked(host).code == 0
    put_back()
    away = mirror_of(host).rename(mirror_of(host).with_name("away"))
    host.later(days=1)
    assert asked(host).code == 0, "the share is away, and nobody knows"
    away.rename(mirror_of(host))
    there = copied(host)
    before = lines_of(host)
    screen = asked(host)
    assert screen.code == 5 and "there are two histories" in unwrapped(screen)
    assert lines_of(host) == before and copied(host) == there


def test_a_second_beginning_is_refused(host: Hall, tmp_path: Path) -> None:
    """The ledger was lost, and somebody begins another one under the same name."""
    again = furnished(tmp_path / "again", host.keys)
    shutil.copyfile(host.root / "nocustom.toml", again.root / "nocustom.toml")
    roots = [f"--root-key={person}={host.keys[person]}" for person in ("cio-root", "audit-root")]

    def keyboard(asked: Said, shown: Sequence[str]) -> str:
        return end_of_fingerprint(speak(asked, "en"))

    screen = play("en", "people", "enroll", "--found", *roots, cwd=again.root, clock=again.clock, keyboard=keyboard)
    assert screen.code == 5 and "after the 0 of the ledger" in unwrapped(screen)
    assert not again.ledger_file.exists()


def test_a_share_that_is_away_stops_nobody(host: Hall) -> None:
    mirror = mirror_of(host)
    away = mirror.rename(mirror.with_name("away"))
    line = ("ask", "2026-0001", "--message", "どの帳票ですか", "--me", "uchida")
    for lang, said in (
        ("en", "could not be written: there is no such file or folder"), ("ja", "に書き込めませんでした"),
    ):  # fmt: skip
        screen = play(lang, *line, cwd=host.root, clock=host.clock)
        assert screen.code == 0 and said in unwrapped(screen)
    assert not mirror.exists(), "a share that is not there is not made up"
    away.rename(mirror)
    assert asked(host).err == ""
    assert copied(host) == lines_of(host)
    assert Mirror.remarks == []


def test_a_key_that_can_not_sign_stops_nobody(host: Hall) -> None:
    """Without the file, and with a key that the roster does not let sign checkpoints."""
    settings = host.root / "nocustom.toml"
    text = settings.read_text("utf-8")
    for key, why in ((host.root / "nowhere", "nowhere"), (host.keys["suzuki"], "may not sign checkpoints")):
        settings.write_text(f'{text}host_key = "{key.as_posix()}"\n', encoding="utf-8")
        screen = asked(host)
        assert screen.code == 0
        said = unwrapped(screen)
        assert said.count("the checkpoint in the mirror could not be signed") == 1
        assert why.replace(" ", "") in said.replace(" ", "")  # a long path is folded anywhere
        assert copied(host) == lines_of(host) and not (mirror_of(host) / "checkpoint.sig").exists()
    checks = json.loads(play("en", "doctor", "--json", cwd=host.root, clock=host.clock).out)["checks"]
    (key_check,) = [each for each in checks if each["name"] == "host-key"]
    assert key_check["level"] == "problem"


def test_links_on_the_share_are_not_followed(host: Hall, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("keep", encoding="utf-8")
    (mirror_of(host) / LINES).unlink()
    (mirror_of(host) / LINES).symlink_to(precious)
    screen = asked(host)
    assert screen.code == 0 and "could not be written" in unwrapped(screen)
    assert precious.read_text("utf-8") == "keep"


# Another PC reads it ----------------------------------------------------------------------------------------------


@pytest.fixture
def pc(host: Hall, tmp_path: Path) -> Hall:
    """A department's PC."""
    return department(host, tmp_path / "pc")


def shown(pc: Hall, *line: str) -> Screen:
    return play("en", *(line or ("request", "show", "2026-0001")), cwd=pc.root, clock=pc.clock)


def test_a_department_sees_what_the_host_sees(host: Hall, pc: Hall) -> None:
    for line in (("queue",), ("request", "show", "2026-0001"), ("ledger", "verify"), ("ledger", "show"), ("status",)):
        there, here = shown(host, *line), shown(pc, *line)
        assert (here.code, here.out, here.err) == (there.code, there.out, there.err)
    before = shown(pc).out
    asked(host)
    assert shown(pc).out != before
    assert shown(pc).out == shown(host).out


def test_an_act_without_effect_is_none_for_a_department_either(host: Hall, pc: Hall) -> None:
    """Somebody got a question recorded that was not theirs to ask: `ledger verify` tells, and life goes on."""
    with Ledger.open(host.workspace.ledger, origin=host.workspace.origin, writable=True, rules=None) as ledger:
        with Ledger.open(host.workspace.ledger) as whole:
            wrong = question(whole, "whose?")
        ledger.append(replace(wrong, body={**wrong.body, "by": "suzuki"}), host.workspace.now(host.clock()))
    assert asked(host).code == 0
    for line in (("queue",), ("request", "show", "2026-0001"), ("ledger", "verify")):
        there, here = shown(host, *line), shown(pc, *line)
        assert (here.code, here.out) == (there.code, there.out)
    assert shown(pc, "ledger", "verify").code == 5


def flipped(whole: bytes) -> bytes:
    at = whole.index(b"-----BEGIN SSH SIGNATURE") + 200
    return whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]


def test_a_forged_line_is_not_believed(host: Hall, pc: Hall) -> None:
    """A department examines the signatures: on a share many may write."""
    (mirror_of(host) / LINES).write_bytes(flipped(copied(host)))
    screen = shown(pc)
    assert screen.code == 5 and "the ledger is broken at line 0" in screen.err


def test_a_mirror_that_goes_back_is_not_believed(host: Hall, pc: Hall) -> None:
    old = copied(host)
    asked(host)
    assert shown(pc).code == 0
    (mirror_of(host) / LINES).write_bytes(old)
    screen = shown(pc)
    assert screen.code == 5
    assert re.search(r"the mirror has \d+ lines, and this PC has seen \d+", unwrapped(screen))
    asked(host)
    assert shown(pc).code == 0, "the host has caught up"


def test_what_this_pc_has_seen_is_not_to_be_removed_for_want_of_permission(
    host: Hall, pc: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert shown(pc, "status").code == 0

    opened = open_plain

    def closed(path: Path) -> BinaryIO:
        if path.name == "seen":
            raise PermissionError(13, "Permission denied")
        return opened(path)

    monkeypatch.setattr("nocustom.ledger.mirror_store.open_plain", closed)
    told = shown(pc, "status")
    assert told.code == Exit.NOT_JUDGED and "let whoever runs this read it" in told.err, told
    assert "remove it" not in told.err


def test_a_mirror_with_another_past_is_not_believed(host: Hall, pc: Hall) -> None:
    put_back = an_old_backup(host)
    asked(host)
    assert shown(pc).code == 0
    put_back()
    (mirror_of(host) / LINES).unlink()
    host.later(days=1)
    assert asked(host).code == 0
    screen = shown(pc)
    assert screen.code == 5 and "are not those that this PC has seen" in unwrapped(screen)


def test_a_line_that_is_being_written_is_not_there_yet(host: Hall, pc: Hall) -> None:
    before = shown(pc).out
    with (mirror_of(host) / LINES).open("ab") as file:
        file.write(b'{"body":')
    assert shown(pc).out == before


def test_what_only_the_host_does_is_refused_elsewhere(pc: Hall) -> None:
    key = str(pc.keys["suzuki"])
    for line in (
        ("people", "enroll", "ono", "--key", key, "--for", "file", "--root-key", f"cio-root={pc.keys['cio-root']}"),
        ("people", "revoke", "suzuki", "--root-key", f"cio-root={pc.keys['cio-root']}"),
        ("ledger", "ingest", "some.json"),
    ):
        screen = shown(pc, *line)
        assert screen.code == 4 and "the ledger is at another PC" in screen.err, str(screen)


def test_a_department_without_its_share(host: Hall, pc: Hall) -> None:
    mirror_of(host).rename(mirror_of(host).with_name("away"))
    for lang, said in (("en", "can't be read"), ("ja", "読めません")):
        screen = play(lang, "queue", cwd=pc.root, clock=pc.clock)
        assert screen.code == 3 and screen.out == "" and said in unwrapped(screen)


def test_a_department_needs_both_folders(pc: Hall) -> None:
    settings = pc.root / "nocustom.toml"
    settings.write_text(re.sub("(?m)^inbox.*$", "", settings.read_text("utf-8")), encoding="utf-8")
    screen = shown(pc, "queue")
    said = "`host = false` in nocustom.toml needs inbox as well"
    assert screen.code == 3 and said in unwrapped(screen)
    checks = json.loads(shown(pc, "doctor", "--json").out)["checks"]
    assert [each["message"] for each in checks if each["level"] == "problem"] == [said]
