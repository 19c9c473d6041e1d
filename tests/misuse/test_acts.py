"""Acts that are stopped half way, and two of them at once: real processes, real keys, a real terminal."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from datetime import datetime
from pathlib import Path

import pytest

from nocustom.acts.desk import Desk
from nocustom.acts.submit import submit
from nocustom.acts.verify import verify_workspace
from nocustom.errors import Exit
from tests.acts.hall import Hall, Willing
from tests.acts.paperwork import Kept, edit, filed
from tests.acts.test_accept import Typist
from tests.misuse.conftest import command, environment
from tests.screens.conftest import copied


@pytest.fixture
def hall(founded_city: Hall, tmp_path: Path) -> Hall:
    """The same, to act in."""
    return copied(founded_city, tmp_path / "hall")


def two_requests(hall: Hall) -> list[Path]:
    """Two drafts of the same clerk."""
    paths = []
    for key in ("ikusei-one-a1b2", "ikusei-two-c3d4"):
        path = hall.request("kodomo-ikusei-outside").rename(hall.root / "requests" / f"{key}.toml")
        edit(path, 'key = "ikusei-teate-k3f9"', f'key = "{key}"')
        paths.append(path)
    return paths


def numbers(hall: Hall) -> list[str]:
    """The numbers that the ledger has given; fails where the ledger is not whole."""
    assert verify_workspace(hall.workspace).problems == ()
    with hall.desk(writable=False) as desk:
        return sorted(desk.world.cases)


def test_two_unsigned_submits_at_once_get_two_numbers_in_one_chain(hall: Hall) -> None:
    processes = [
        subprocess.Popen(command("submit", path), cwd=hall.root, env=environment(), stdin=subprocess.DEVNULL,
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for path in two_requests(hall)
    ]  # fmt: skip
    ended = [(*process.communicate(timeout=60), process.returncode) for process in processes]
    assert [code for _, _, code in ended] == [0, 0], ended
    assert {re.findall(rb"\d{4}-\d{4}", out)[0].decode() for out, _, _ in ended} == set(numbers(hall))
    assert len(numbers(hall)) == 2


def test_whenever_another_is_filed_meanwhile_both_have_numbers(founded_city: Hall, tmp_path: Path) -> None:
    """At each moment at which the act looks at the clock, somebody else files: before, between, and after."""
    for moment in range(1, 12):
        hall = copied(founded_city, tmp_path / str(moment))
        mine, theirs = two_requests(hall)
        looked = 0

        def clock(hall: Hall = hall, theirs: Path = theirs, moment: int = moment) -> datetime:
            nonlocal looked
            looked += 1
            if looked == moment:
                with hall.desk() as other:
                    submit(other, theirs, None, None, Willing())
            return hall.time

        with Desk.open(hall.workspace, clock, writable=True) as desk:
            submit(desk, mine, None, None, Willing())
        assert len(numbers(hall)) == (2 if looked >= moment else 1)
        if looked < moment:
            break
    else:
        pytest.fail("the act looked at the clock more often than was tried")


def test_two_signed_submits_at_once_lose_nothing(hall: Hall) -> None:
    """Who signed for a history that has moved on is told to run it again; then that works."""
    paths = two_requests(hall)
    line = ("--key", str(hall.keys["suzuki"]))
    people = [Typist(hall, "submit", str(path), *line, lang="en") for path in paths]
    for person in people:
        assert "鈴木 美咲" in person.asked()
    for person in people:
        person.type("鈴木 美咲")
    ended = [person.end() for person in people]
    assert sorted(code for code, _ in ended) in ([0, 0], [0, Exit.CHANGED]), ended
    for path, (code, screen) in zip(paths, ended, strict=True):
        assert "Traceback" not in screen
        if code:
            again = Typist(hall, "submit", str(path), *line, lang="en")
            again.asked()
            again.type("鈴木 美咲")
            assert again.end()[0] == 0
    assert len(numbers(hall)) == 2


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_ctrl_c_in_a_ceremony_writes_nothing(hall: Hall, lang: str) -> None:
    number = filed(hall)
    kept = Kept(hall)
    person = Typist(hall, "endorse", number, "--key", str(hall.keys["tanaka"]), lang=lang)
    person.asked()
    person.process.send_signal(signal.SIGINT)
    code, screen = person.end()
    assert code == Exit.INTERRUPTED and "Traceback" not in screen
    assert ("中断しました" if lang == "ja" else "interrupted; nothing was written half") in screen
    assert kept.still and verify_workspace(hall.workspace).problems == ()


def test_the_end_of_input_in_a_ceremony_writes_nothing(hall: Hall) -> None:
    number = filed(hall)
    kept = Kept(hall)
    person = Typist(hall, "endorse", number, "--key", str(hall.keys["tanaka"]), lang="en")
    person.asked()
    os.write(person.master, b"\x04")
    code, screen = person.end()
    assert code == Exit.INTERRUPTED and "stopped; nothing was written" in screen
    assert kept.still


def test_a_ledger_that_may_not_be_written(hall: Hall) -> None:
    path = two_requests(hall)[0]
    kept = Kept(hall)
    ledger = hall.ledger_file
    ledger.unlink()
    ledger.mkdir()
    ran = subprocess.run(command("submit", path), cwd=hall.root, env=environment(), capture_output=True, check=False)
    assert ran.returncode not in (Exit.OK, Exit.INTERNAL) and b"Traceback" not in ran.stderr
    assert ran.stdout == b"" and kept is not None


def test_an_answer_that_nobody_gets_does_not_undo_the_act(hall: Hall) -> None:
    path = two_requests(hall)[0]
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(command("submit", path), cwd=hall.root, env=environment(), stdout=full,
                             stderr=subprocess.PIPE, check=False)  # fmt: skip
    assert ran.returncode == Exit.NOT_JUDGED and b"what the ledger has recorded stays recorded" in ran.stderr
    assert numbers(hall) == ["2026-0001"]


