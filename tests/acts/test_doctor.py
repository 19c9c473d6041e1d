"""`doctor`: what is wrong is said with what to do, what is right is said too, and nothing is written."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

import pytest

from nocustom.acts import doctor_installation as installation
from nocustom.acts import doctor_ledger as ledger
from nocustom.acts.doctor import Asked, Examined, doctor
from nocustom.acts.observation import Level, Observation, looked
from nocustom.errors import Exit
from nocustom.locale import has_catalogue, speak
from tests.acts.hall import Hall, make_key
from tests.acts.test_adopt import edit
from tests.conftest import Run
from tests.other_program import other_program

NOT_ROOT = pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")


def examined(hall: Hall, **asked: object) -> Examined:
    return doctor(Asked(hall.root, "utf-8", "en", cwd=hall.root, **asked), hall.clock)  # type: ignore[arg-type]


def rows(seen: Iterable[Observation], name: str) -> list[tuple[str, str]]:
    """Level and text of what was seen of one thing."""
    return [(each.level.value, speak(each.said, "en")) for each in seen if each.name == name]


def row(seen: Iterable[Observation], name: str) -> tuple[str, str]:
    (only,) = rows(seen, name)
    return only


def hints(seen: Iterable[Observation], name: str) -> str:
    return " ".join(speak(hint, "en") for each in seen if each.name == name for hint in each.hints)


def snapshot(root: Path) -> dict[str, tuple[int, bytes]]:
    return {path.relative_to(root).as_posix(): (path.stat().st_mtime_ns, path.read_bytes() if path.is_file() else b"")
            for path in sorted(root.rglob("*"))}  # fmt: skip


def test_a_city_at_work_has_nothing_to_mend(office: Hall) -> None:
    before = snapshot(office.root)
    found = examined(office, keyfile=office.keys["uchida"], me="uchida")
    assert snapshot(office.root) == before
    assert found.exit == Exit.OK
    others = [each.name for each in found.observations if each.level is not Level.ok and each.name != "clock"]
    assert others == []
    assert row(found.observations, "adopted") == ("ok", "what lies in policies/ is what is adopted")
    assert row(found.observations, "roster") == ("ok", "people with a key: 9; root keys: 2")
    assert re.fullmatch(r"your key SHA256:\S+ is that of `uchida`, for office", row(found.observations, "key")[1])


def test_before_the_ledger_begins(hall: Hall) -> None:
    found = examined(hall)
    assert found.exit == Exit.OK and row(found.observations, "lines") == ("ok", "there is no ledger yet")
    assert "people enroll --found" in hints(found.observations, "lines")


def test_where_there_is_no_workspace(tmp_path: Path, hall: Hall) -> None:
    found = doctor(Asked(None, "utf-8", "en", cwd=tmp_path), hall.clock)
    assert found.exit == Exit.FINDINGS and row(found.observations, "workspace")[0] == "problem"
    assert "nocustom init" in hints(found.observations, "workspace")
    assert {each.name for each in found.observations} >= {"python", "openssh"}, "looked at all the same"
    there = doctor(Asked(tmp_path / "nowhere", "utf-8", "en"), hall.clock)
    assert row(there.observations, "workspace") == ("problem", f"there is no folder `{tmp_path / 'nowhere'}`")


def test_files_that_cannot_be_used_are_told_once_each(hall: Hall) -> None:
    edit(hall, "city.toml", 'effect = "require"', 'effect = "requier"')
    (hall.root / "policies/people.toml").write_text("[[post]\n", encoding="utf-8")
    found = examined(hall)
    levels = {name: row(found.observations, name)[0] for name in ("policy", "people", "systems")}
    assert levels == {"policy": "problem", "people": "problem", "systems": "ok"}
    assert rows(found.observations, "in-effect") == [] and rows(found.observations, "requests") == []
    places = {finding.path for each in found.observations for finding in each.findings}
    assert {Path(str(path)).name for path in places} == {"city.toml", "people.toml"}


def test_a_workspace_file_with_a_mistake_stops_what_needs_it_and_nothing_else(hall: Hall) -> None:
    (hall.root / "nocustom.toml").write_text("schema = 1\n", encoding="utf-8")
    found = examined(hall)
    assert found.exit == Exit.FINDINGS and row(found.observations, "workspace")[0] == "problem"
    (hall.root / "nocustom.toml").unlink()
    level, said = row(examined(hall).observations, "workspace")
    assert level == "warn" and "requests can be judged, not filed" in said


def test_layers_that_begin_or_end(hall: Hall) -> None:
    ends = hall.clock().date() + timedelta(days=90)
    edit(hall, "city.toml", "effective = { from = 2025-04-01 }", f"effective = {{ from = 2025-04-01, until = {ends} }}")
    edit(hall, "tokyo.toml", "effective = { from = 2025-04-01 }", "effective = { from = 2027-04-01 }")
    found = rows(examined(hall).observations, "in-effect")
    assert found[0] == ("ok", "in effect today: national 2025.1, city 2026.1") and found[1:] == [
        ("warn", "layer `tokyo` is in effect only from 2027-04-01 on"),
        ("warn", f"layer `city` ends on {ends}"),
    ]
    hall.later(days=91)
    late = rows(examined(hall).observations, "in-effect")
    assert ("warn", f"layer `city` ended on {ends}, its rules count no more") in late
    edit(hall, "national.toml", "effective = { from = 2025-04-01 }", "effective = { until = 2025-04-01 }")
    assert rows(examined(hall).observations, "in-effect")[0][0] == "problem", "nothing can be judged today"


def test_nobody_in_service(hall: Hall) -> None:
    (hall.root / "policies/people.toml").write_text(
        'schema = "people/1"\ndepartment = [{ id = "d", name = "D" }]\npost = [{ id = "p", name = "P", rank = 1 }]\n'
        'person = [{ id = "x", name = "X", department = "d", post = "p", until = 2020-03-31 }]\n', encoding="utf-8"
    )  # fmt: skip
    said = row(examined(hall).observations, "people")
    assert said == ("problem", "nobody of policies/people.toml is in service today")


def test_requests_that_cannot_be_judged(hall: Hall) -> None:
    assert row(examined(hall).observations, "requests") == ("ok", "no requests on disk")
    hall.request("kenko-draft")
    (hall.root / "requests/torn.toml").write_bytes(b"\xff\xfe")
    found = examined(hall)
    assert row(found.observations, "requests") == ("problem", "1 of 2 requests can't be judged")
    assert "`nocustom check`" in hints(found.observations, "requests")


def test_what_lies_on_disk_and_is_not_adopted(office: Hall) -> None:
    edit(office, "systems.toml", "\n", "\n# a remark\n")
    found = examined(office)
    assert row(found.observations, "adopted")[0] == "warn" and found.exit == Exit.OK
    assert "nocustom policy adopt" in hints(found.observations, "adopted")


def test_a_ledger_that_has_only_begun(hall: Hall) -> None:
    hall.found("cio-root")
    found = examined(hall)
    assert row(found.observations, "adopted")[0] == "problem"
    assert [said for _, said in rows(found.observations, "roster")] == [
        "people with a key: 0; root keys: 1", "a single root key sets the roster; approvals are provisional",
        "nobody has a key for `office`", "nobody has a key for `decision`",
    ]  # fmt: skip
    assert "--for decision" in hints(found.observations, "roster")


def test_a_ledger_that_is_damaged(office: Hall) -> None:
    path = office.ledger_file
    data = path.read_bytes()
    place = data.rindex(b'"type":"policy.adopted"')
    path.write_bytes(data[:place] + b'"type":"policy.ad0pted"' + data[place + 23 :])
    found = examined(office)
    assert row(found.observations, "lines")[0] == "problem" and "ledger verify" in hints(found.observations, "lines")
    assert rows(found.observations, "adopted") == []
    path.write_bytes(b"not a database at all, though longer than its head would be" * 9)
    assert row(examined(office).observations, "lines")[0] == "problem"
    path.unlink()
    path.mkdir()
    assert examined(office).exit == Exit.FINDINGS


def test_what_a_power_cut_or_another_program_left_is_told_and_left(office: Hall) -> None:
    path = office.ledger_file
    journal = path.with_name(path.name + "-journal")
    journal.write_bytes(b"half")
    before = snapshot(office.root)
    found = examined(office)
    assert row(found.observations, "lines")[0] == "warn" and "ledger verify" in hints(found.observations, "lines")
    assert snapshot(office.root) == before
    journal.unlink()
    with other_program(path) as other:
        other.execute("PRAGMA journal_mode = WAL")
    before = snapshot(office.root)
    assert "WAL" in row(examined(office).observations, "lines")[1]
    assert snapshot(office.root) == before


def test_a_clock_that_went_back(office: Hall) -> None:
    office.later(days=-1)
    found = examined(office)
    level, said = rows(found.observations, "lines")[1]
    assert level == "problem" and said.startswith("the last line is of 2026-06-01T09:30:00+09:00, and this computer")
    assert "set the computer's clock" in hints(found.observations, "lines")


@pytest.mark.skipif(os.name != "posix", reason="modes of POSIX")
def test_who_may_write(office: Hall) -> None:
    path = office.ledger_file
    path.chmod(0o666)
    found = examined(office)
    assert row(found.observations, "file")[0] == "warn" and "chmod go-w" in hints(found.observations, "file")


@NOT_ROOT
def test_a_reader_is_told_so(office: Hall) -> None:
    office.ledger_file.chmod(0o444)
    assert "but not write it" in row(examined(office).observations, "file")[1]


@pytest.mark.parametrize("name", ["ledger.sqlite.door", "ledger.sqlite.lock", "ledger.sqlite-journal", "blobs"])
def test_what_else_an_act_writes_to(office: Hall, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    allowed = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path).name != name and allowed(path, mode))
    level, said = row(examined(office).observations, "file")[:2]
    assert level == "warn" and f"you may not write to {name} beside the ledger" in said


@pytest.mark.parametrize("free, level", [(1 << 31, "ok"), (1 << 29, "warn"), (1 << 20, "problem")])
def test_room_on_the_disk(free: int, level: str) -> None:
    assert row(ledger.room(free), "disk") == (level, f"free on the ledger's disk: {free >> 20:,} MB")


def test_keys(office: Hall, tmp_path: Path) -> None:
    for name in ("stranger", "uchida"):
        shutil.copy(office.keys[name], tmp_path / name)
        shutil.copy(f"{office.keys[name]}.pub", tmp_path / f"{name}.pub")
    today = office.workspace.today(office.clock())
    with office.desk(writable=False) as desk:
        desk.ledger.events()

        def seen(name: str, me: str | None = None) -> list[Observation]:
            return looked("key", lambda: ledger.key(tmp_path / name, me, office.workspace, desk, today))

        assert "is not in the roster" in row(seen("stranger"), "key")[1]
        assert "is that of `uchida`" in row(seen("uchida"), "key")[1]
        assert "is that of `uchida`" in row(seen("uchida.pub"), "key")[1]
        (tmp_path / "uchida.pub").unlink()
        assert row(seen("uchida"), "key")[0] == "warn" and "ssh-keygen -y -f" in hints(seen("uchida"), "key")
        assert row(seen("gone"), "key") == ("problem", f"there is no key at `{tmp_path / 'gone.pub'}`")
        make_key(tmp_path / "rsa", "rsa")
        assert "can't be used here" in row(seen("rsa"), "key")[1]
        assert ("warn", "`nobody` is not in service today") in rows(seen("stranger", "nobody"), "key")


@pytest.mark.skipif(os.name != "posix", reason="modes of POSIX")
def test_a_key_that_others_can_read(office: Hall, tmp_path: Path) -> None:
    key = make_key(tmp_path / "open")
    key.chmod(0o644)
    found = examined(office, keyfile=key)
    assert rows(found.observations, "key")[0][0] == "problem" and "chmod 600" in hints(found.observations, "key")


def test_the_installation() -> None:
    assert row(installation.python((3, 10, 14)), "python") == ("problem", "Python 3.10.14 is too old")
    assert row(installation.python(), "python")[0] == "ok"
    broken = [*installation.libraries(("json", "no_such_library"))]
    assert row(broken, "libraries") == ("problem", "these libraries can't be loaded: no_such_library")
    assert row(installation.libraries(), "libraries")[0] == "ok"
    assert row(installation.openssh(), "openssh")[1].startswith("ssh-keygen signs (OpenSSH")


@pytest.mark.parametrize("encoding, level", [("utf-8", "ok"), ("cp932", "ok"), ("ascii", "warn"), ("cp1252", "warn"),
                                             ("no-such", "warn")])  # fmt: skip
def test_the_console(encoding: str, level: str) -> None:
    assert row(installation.console(encoding), "console")[0] == level


def test_the_japanese_texts(tmp_path: Path) -> None:
    assert has_catalogue("ja") and not has_catalogue("ja", tmp_path)
    assert row(installation.japanese("ja"), "japanese") == ("ok", "the Japanese texts are there")


@pytest.mark.parametrize("wish, configured, said", [
    ("ja", "en", "Japanese, by NOCUSTOM_LANG"), (None, "ja", "Japanese, by nocustom.toml"),
    (None, None, "Japanese, as the system"), ("fr", None, "NOCUSTOM_LANG is `fr`, so English is spoken"),
])  # fmt: skip
def test_the_language(wish: str | None, configured: str | None, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOCUSTOM_LANG", raising=False)
    if wish is not None:
        monkeypatch.setenv("NOCUSTOM_LANG", wish)
    assert row(installation.language("ja", configured), "language")[1] == said


def test_a_look_that_fails_hides_no_other() -> None:
    def torn() -> Iterable[Observation]:
        yield from installation.python()
        raise ZeroDivisionError

    assert [each.level for each in looked("python", torn)] == [Level.ok, Level.problem]
    assert rows(looked("python", torn), "python")[1][1].endswith("in nocustom itself (ZeroDivisionError)")

    def locked() -> Iterable[Observation]:
        raise PermissionError(13, "Permission denied")

    assert rows(looked("x", locked), "x") == [("problem", "it can't be looked at: you have no permission for it")]


def test_without_openssh_everything_else_is_told(run: Run, workspace: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    ran = run("doctor", env={"PATH": str(tmp_path / "empty")})
    assert (ran.code, ran.err) == (Exit.FINDINGS, "")
    assert "problem  `ssh-keygen` was not found" in ran.out and "there is no workspace" in ran.out


def test_a_screen_without_japanese_is_told_so_in_letters_it_has(run: Run) -> None:
    ran = run("doctor", lang="ja", env={"PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"})
    assert "warning  the screen (ascii) shows `?` for Japanese characters" in ran.out and "Installation" in ran.out
