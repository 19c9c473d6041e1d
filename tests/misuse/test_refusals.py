"""What the operating system refuses is said in words of ours, in both languages, whatever the system calls it."""

from __future__ import annotations

import errno
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from nocustom.errors import Exit, NocustomError
from nocustom.files.document import load
from nocustom.ledger.sqlite import SqliteStore
from nocustom.locale import speak
from nocustom.refusals import refusal
from tests.acts.hall import Hall
from tests.acts.test_new import flags
from tests.conftest import Golden, Run
from tests.misuse.conftest import command, environment
from tests.other_program import other_program
from tests.screens.conftest import copied
from tests.screens.played import play

AS_OF = ("--as-of", "2026-06-01")
LANGS = pytest.mark.parametrize("lang", ["ja", "en"])
NAMED = ("EACCES", "EPERM", "ENOENT", "ENOTDIR", "EISDIR", "EEXIST", "ENOTEMPTY", "ENAMETOOLONG", "ELOOP", "ENXIO",
         "ENODEV", "ENOSPC", "EDQUOT", "EFBIG", "EROFS", "EIO", "EBADF", "EBUSY", "ETXTBSY", "EXDEV", "EMFILE",
         "ENFILE", "ENOMEM", "ETIMEDOUT", "ESTALE", "EHOSTDOWN")  # fmt: skip


@pytest.fixture
def office(founded_city: Hall, tmp_path: Path) -> Hall:
    """The same, to damage."""
    return copied(founded_city, tmp_path / "hall")


@pytest.mark.parametrize("name", [name for name in NAMED if hasattr(errno, name)])
def test_a_refusal_that_is_known_has_a_sentence_in_both_languages(name: str) -> None:
    number = getattr(errno, name)
    said = refusal(OSError(number, os.strerror(number)))
    english, japanese = speak(said, "en"), speak(said, "ja")
    assert os.strerror(number).lower() not in english.lower()
    assert "`" not in english and not any(letter.isascii() and letter.isalpha() for letter in japanese)


def test_one_that_is_not_known_is_quoted() -> None:
    for error in (OSError(errno.EDOM, "Numerical argument out of domain"), OSError("Numerical argument out of domain")):
        assert speak(refusal(error), "ja") == "`Numerical argument out of domain`"
    assert speak(refusal(OSError()), "ja") == "`OSError`"


def test_a_file_that_windows_keeps_locked() -> None:
    error = PermissionError(errno.EACCES, "The process cannot access the file")
    error.winerror = 32  # type: ignore[attr-defined, unused-ignore]
    assert speak(refusal(error), "en") == "another program has it open"


@LANGS
def test_an_answer_that_can_not_be_written(golden: Golden, city: Path, lang: str) -> None:
    os.mkfifo(city / "pipe")
    places = ["nowhere/x.txt", "requests", "nocustom.toml/x", "pipe", "x" * 300, "/dev/full"]
    screens = [play(lang, "check", *AS_OF, "-o", place, cwd=city) for place in places]
    assert {(screen.code, screen.out) for screen in screens} == {(Exit.USAGE, "")}
    golden(f"refused-output.{lang}", "\n".join(map(str, screens)))


DAMAGE: dict[str, Callable[[Path], object]] = {
    "a folder": lambda path: path.mkdir(),
    "a link that leads nowhere": lambda path: path.symlink_to("elsewhere.sqlite"),
    "a text": lambda path: path.write_bytes(b"not a database, whatever it is" * 40),
    "a pipe": lambda path: os.mkfifo(path),
}
READERS = (("status",), ("status", "--mine", "--me", "sato"), ("request", "list"), ("people", "show"), ("queue",),
           ("ledger", "verify"), ("ledger", "show"))  # fmt: skip


@LANGS
def test_what_is_no_ledger_in_the_place_of_one(golden: Golden, office: Hall, lang: str) -> None:
    """Never `no ledger yet`: whoever believed that would begin a second one."""
    path = office.ledger_file
    told: list[str] = []
    for what, put in DAMAGE.items():
        path.unlink() if path.is_file() or path.is_symlink() or path.is_fifo() else path.rmdir()
        put(path)
        screens = [play(lang, *line, cwd=office.root, clock=office.clock) for line in READERS]
        assert {screen.line: screen.code for screen in screens if screen.code not in (Exit.NOT_JUDGED, Exit.BROKEN)
                } == {}, what  # fmt: skip
        looked = play(lang, "doctor", cwd=office.root, clock=office.clock)
        assert looked.code == Exit.FINDINGS
        after = looked.out.partition({"ja": "\n台帳\n", "en": "\nLedger\n"}[lang])[2]
        assert "->" in after and {"ja": "読み書きできます", "en": "read and write"}[lang] not in after
        after = re.sub(r"[0-9,]+ MB", "<free> MB", after)
        told += [f"# {what}\n", str(screens[0]), f"$ nocustom doctor\n{after}\n"]
    golden(f"refused-ledger.{lang}", "".join(told))


ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
WITHOUT_POWER = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if ROOT else []
"""Root reads everything, unless the process gives that power away."""


@pytest.mark.skipif(ROOT and not shutil.which("setpriv"), reason="root may look everywhere")
@LANGS
def test_a_folder_that_may_not_be_looked_into(city: Path, lang: str) -> None:
    """It is a folder, and that is not what is wrong with it."""
    cases = city / "policies" / "tests"
    cases.mkdir(exist_ok=True)
    said = {"en": "you may not look into this folder", "ja": "このフォルダーを読む権限がありません"}[lang]
    for folder, line in ((city / "requests", ("fmt", "--check")), (cases, ("policy", "test", *AS_OF))):
        folder.chmod(0)
        ran = subprocess.run([*WITHOUT_POWER, *command(*line)], cwd=city, env=environment(NOCUSTOM_LANG=lang),
                             capture_output=True, timeout=60, check=False)  # fmt: skip
        folder.chmod(0o755)
        shown = (ran.stdout + ran.stderr).decode()
        assert ran.returncode == Exit.NOT_JUDGED and "[no-permission]" in shown and said in shown, shown
        assert "is-a-folder" not in shown


@pytest.mark.skipif(ROOT and not shutil.which("setpriv"), reason="root may read everything")
@pytest.mark.parametrize("closed", ["ledger", "ledger/ledger.sqlite"])
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_ledger_that_may_not_be_read(office: Hall, closed: str, lang: str) -> None:
    (office.root / closed).chmod(0)
    try:
        ran = subprocess.run([*WITHOUT_POWER, *command("status")], cwd=office.root, env=environment(NOCUSTOM_LANG=lang),
                             capture_output=True, timeout=60, check=False)  # fmt: skip
    finally:
        (office.root / closed).chmod(0o755)
    said = {"en": "error: the ledger at `ledger/ledger.sqlite` can't be read: you have no permission for it",
            "ja": "エラー: `ledger/ledger.sqlite` の台帳を読めません: 権限がありません"}[lang]  # fmt: skip
    assert (ran.returncode, ran.stdout) == (Exit.NOT_JUDGED, b"")
    assert said in ran.stderr.decode().replace("\n  ", " " if lang == "en" else "")


def test_the_reader_of_files_believes_the_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> int:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "open", refused)
    with pytest.raises(NocustomError) as caught:
        load(tmp_path, shown="x")
    assert [each.code for each in caught.value.findings] == ["no-permission"]


def test_what_the_database_refuses(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    with SqliteStore.create(path):
        pass
    with other_program(path) as other:
        other.execute("DROP TABLE event")
    with pytest.raises(NocustomError) as caught:
        SqliteStore.open(path)
    assert "puts it aside" in speak(caught.value.hints[0], "en")


# One answer over what is read ---------------------------------------------------------------------------------------

WRITING = (("check", *AS_OF), ("check", *AS_OF, "-f", "csv"), ("explain", "NC-304"), ("policy", "list"),
           ("policy", "table", "-f", "csv"), ("policy", "lint"), ("policy", "test"), ("status",), ("doctor",),
           ("ledger", "verify"), ("ledger", "show"), ("queue",), ("schema", "policy"), ("completion", "bash"),
           ("notice", "2026-0001"), ("request", "show", "2026-0001"), ("policy", "show", "NC-304"))  # fmt: skip
PARTS = ("policies/city.toml", "policies/new.toml", "policies/tests/new.toml", "requests/korei-large-print.toml",
         "nocustom.toml", "ledger/ledger.sqlite", "ledger/ledger.sqlite-journal", "ledger/blobs/x")  # fmt: skip


@pytest.mark.parametrize("line", WRITING, ids=" ".join)
def test_no_command_writes_its_answer_over_the_workspace(office: Hall, line: tuple[str, ...]) -> None:
    before = {path: path.read_bytes() for path in office.root.rglob("*") if path.is_file()}
    for place in PARTS:
        screen = play("en", *line, "-o", place, cwd=office.root, clock=office.clock)
        assert screen.code == Exit.USAGE and "the workspace is made of" in screen.err.replace("\n  ", " "), screen
    assert {path: path.read_bytes() for path in office.root.rglob("*") if path.is_file()} == before


@LANGS
def test_an_answer_over_an_input(golden: Golden, city: Path, tmp_path: Path, lang: str) -> None:
    """A layer; what was named itself, in a folder of its own and elsewhere; another workspace seen from outside."""
    elsewhere = city / "drafts"
    elsewhere.mkdir()
    (elsewhere / "x.toml").write_bytes((city / "requests" / "korei-large-print.toml").read_bytes())
    (elsewhere / "link.txt").symlink_to("x.toml")
    lines: list[tuple[str, ...]] = [
        ("check", "-f", "csv", "-o", "policies/city.toml"), ("check", "drafts/x.toml", "-o", "drafts/x.toml"),
        ("check", "drafts", "-o", "drafts/x.toml"), ("check", "drafts/x.toml", "-o", "drafts/link.txt"),
        ("request", "new", "-o", "policies/x.toml"),
    ]  # fmt: skip
    screens = [play(lang, *line, cwd=city, hidden=flags() if line[1] == "new" else ()) for line in lines]
    assert [screen.code for screen in screens] == [Exit.USAGE] * len(lines)
    outside = play("en", "schema", "policy", "-o", "city/policies/city.toml", cwd=tmp_path)
    assert outside.code == Exit.USAGE and "the workspace is made of" in outside.err.replace("\n  ", " ")
    golden(f"refused-over-input.{lang}", "\n".join(map(str, screens)))
    assert play("en", "check", *AS_OF, "-o", "requests/answer.txt", cwd=city).code == Exit.OK


# Lines that mean two things -----------------------------------------------------------------------------------------

BOTH = (("check", "-f", "csv", "--json"), ("check", "--json", "-f", "text"),
        ("policy", "lint", "-f", "github", "--json"),
        ("policy", "test", "-f", "junit", "--json"), ("status", "-f", "text", "--json"), ("fmt", "-", "odd.toml"),
        ("fmt", "odd.toml", "-"), ("policy", "test", "--fail-under", "101"), ("policy", "test", "--fail-under", "x"),
        ("request", "new", "-o", "-"))  # fmt: skip


@LANGS
def test_a_line_that_contradicts_itself(golden: Golden, city: Path, lang: str) -> None:
    screens = [play(lang, *line, cwd=city, hidden=flags() if line[1] == "new" else ()) for line in BOTH]
    assert [(screen.code, screen.out) for screen in screens] == [(Exit.USAGE, "")] * len(BOTH)
    golden(f"wrong-usage-twice.{lang}", "\n".join(map(str, screens)))


def test_every_command_with_both_options_refuses_both(city: Path) -> None:
    import typer

    from nocustom.cli.app import tree

    def lines(command: object, words: tuple[str, ...]) -> list[tuple[str, ...]]:
        below = getattr(command, "commands", None)
        if below is not None:
            return [line for name, each in below.items() for line in lines(each, (*words, name))]
        names = {each.name for each in getattr(command, "params", ())}
        return [words] if {"form", "json"} <= names else []

    found = lines(typer.main.get_command(tree([])), ())
    assert len(found) > 8
    for line in found:
        needed = {"policy show": ["NC-304"], "request show": ["2026-0001"], "audit verify": ["."]}
        more = needed.get(" ".join(line), [])
        screen = play("en", *line, *more, "-f", "text", "--json", cwd=city)
        assert (screen.code, "contradict each other" in screen.err) == (Exit.USAGE, True), screen
        assert play("en", *line, *more, "-f", "json", "--json", cwd=city).code != Exit.USAGE


def test_a_hyphen_is_stdout(city: Path, run: Run) -> None:
    plain = run("check", *AS_OF, cwd=city)
    assert run("check", *AS_OF, "-o", "-", cwd=city) == plain
    assert run("doctor", "-o", "-", cwd=city).out and run("schema", "policy", "-o", "-", cwd=city).out.startswith("{")
    assert not (city / "-").exists()
    assert run("check", *AS_OF, "-o", "./-", cwd=city).out == "" and (city / "-").read_text("utf-8") == plain.out
