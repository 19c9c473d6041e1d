"""The whole office with its ledger on a PostgreSQL server: nothing but `location` is different."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from nocustom.ledger.engines import open_store
from tests.acts.hall import Hall, Keys, at_work, furnished, told
from tests.acts.paperwork import approved, edit, filed, state_of
from tests.acts.share import department, lines_of, on_a_share
from tests.acts.test_backup import agreeing
from tests.conftest import Run
from tests.faults.player import agreeing as founder
from tests.ledger.cut import Moment, cut_at
from tests.ledger.server import Server, server
from tests.screens.played import Screen, play, willing


@pytest.fixture(scope="module")
def postgres() -> Iterator[Server]:
    """A server; skipped only where there is none at all."""
    with server() as found:
        if found is None:
            pytest.skip("PostgreSQL NOT tested: there is neither a server here nor the programs of one")
        yield found


@pytest.fixture
def served(postgres: Server, tmp_path: Path, keys: Keys) -> Hall:
    """The sample city before its ledger begins; an empty table waits for it."""
    hall = furnished(tmp_path / "hall", keys)
    edit(hall.root / "nocustom.toml", '"ledger/ledger.sqlite"', f'"{postgres.ledger()}"\nfiles = "files/of the ledger"')
    return hall


def test_a_request_from_filing_to_the_export(served: Hall, run: Run, tmp_path: Path) -> None:
    on_a_share(served, tmp_path / "share")
    before = run("status", cwd=served.root)
    assert before.code == 0 and "people enroll --found" in before.out
    number = approved(at_work(served))
    assert state_of(served, number) == "approved"
    assert not (served.root / "ledger").exists()
    assert (tmp_path / "share" / "mirror" / "ledger.jsonl").read_bytes() == lines_of(served)
    assert any((served.root / "files" / "of the ledger").iterdir())
    for command in (["queue"], ["ledger", "show"], ["request", "list"], ["audit", "export", "--to", "pack"]):
        ran = run(*command, cwd=served.root)
        assert ran.code in (0, 1) and "error" not in ran.err, (command, ran)
    assert "verified: every line" in run("ledger", "verify", cwd=served.root).out
    assert "a server keeps the lines" in run("doctor", cwd=served.root).out
    with served.desk() as desk:
        assert (served.root / "pack" / "ledger.jsonl").read_bytes().count(b"\n") == desk.ledger.size


def test_it_begins_once(served: Hall) -> None:
    at_work(served)
    code, said = told(lambda: served.found("cio-root", "audit-root"))
    assert code == 4 and "already" in said and "secret" not in said


@pytest.mark.parametrize(
    ("word", "moment", "hint", "again"),
    [
        ("BEGIN", "unanswered", "nothing was recorded by this", 0),
        ("COMMIT", "unsent", "it was lost at the very end: whether this was recorded is not certain", 0),
        ("COMMIT", "unanswered", "it was lost at the very end: whether this was recorded is not certain", 4),
    ],
)
def test_a_server_that_is_lost_while_the_ledger_begins(
    served: Hall, postgres: Server, word: str, moment: Moment, hint: str, again: int
) -> None:
    location = served.workspace.ledger.location
    with cut_at(postgres, location, word, moment) as cut:
        edit(served.root / "nocustom.toml", location, cut)
        lost = begun(served)
        assert lost.code == 3 and f"hint: {hint}" in flowing(lost.err)
        edit(served.root / "nocustom.toml", cut, location)
    assert begun(served).code == again
    with served.desk() as desk:
        assert desk.ledger.size == 1


def test_a_ledger_that_has_begun_is_told_of_although_its_mirror_waits(
    served: Hall, postgres: Server, tmp_path: Path
) -> None:
    on_a_share(served, tmp_path / "share")
    location = served.workspace.ledger.location
    with cut_at(postgres, location, "PREPARE", "unsent", count=4) as cut:  # who follows up is the second that may write
        edit(served.root / "nocustom.toml", location, cut)
        done = begun(served)
    assert done.code == 0 and "what is recorded stays recorded; the next command at the host" in flowing(done.err)


def test_what_is_recorded_is_not_taken_for_undone(served: Hall, postgres: Server, tmp_path: Path) -> None:
    on_a_share(served, tmp_path / "share").found("cio-root", "audit-root")
    location = served.workspace.ledger.location
    keys = [f"--root-key={name}={served.keys[name]}" for name in ("cio-root", "audit-root")]
    line = ("people", "enroll", "uchida", "--key", str(served.keys["uchida"]), "--for", "office", *keys)
    with cut_at(postgres, location, "COMMIT", "next") as cut:
        edit(served.root / "nocustom.toml", location, cut)
        lost = play("en", *line, cwd=served.root, clock=served.clock, keyboard=founder)
        edit(served.root / "nocustom.toml", cut, location)
    assert lost.code == 3 and lost.err.endswith("hint: what the ledger has recorded stays recorded\n")
    assert lines_of(served).count(b"\n") == 2


def test_what_is_lost_on_its_way_from_the_inbox_is_taken_in_once(
    served: Hall, postgres: Server, tmp_path: Path
) -> None:
    at_work(on_a_share(served, tmp_path / "share"))
    far = department(served, tmp_path / "far")
    path = far.request("kodomo-ikusei-outside")
    sent = play("en", "submit", str(path), "--me", "suzuki", cwd=far.root, clock=far.clock,
                keyboard=partial(willing, "en"))  # fmt: skip
    assert sent.code == 0, sent
    location = served.workspace.ledger.location
    with cut_at(postgres, location, "COMMIT", "unanswered") as cut:
        edit(served.root / "nocustom.toml", location, cut)
        lost = play("en", "ledger", "ingest", cwd=served.root, clock=served.clock)
        edit(served.root / "nocustom.toml", cut, location)
    said = flowing(lost.out + lost.err)
    assert lost.code == 3 and "is not certain" in said and "nothing is recorded twice" in said
    assert "nothing of it was written" not in said
    again = play("en", "ledger", "ingest", cwd=served.root, clock=served.clock)
    assert again.code == 0 and lines_of(served).count(b'"type":"request.filed"') == 1


@pytest.mark.parametrize(
    "location", ["PostgreSQL://office:SECRET@db/nocustom#aozora", "postgresql+psycopg://office:SECRET@db/x#aozora",
                 "postgresql:office:SECRET@db/nocustom#aozora", "https://office:SECRET@db.example/#aozora"],
)  # fmt: skip
def test_an_address_that_nobody_knows_is_no_file(hall: Hall, run: Run, location: str) -> None:
    edit(hall.root / "nocustom.toml", "ledger/ledger.sqlite", location)
    for ran in (run("status", cwd=hall.root), begun(hall)):
        assert ran.code == 2 and "a ledger has no address that begins with" in ran.err
        assert "postgresql://HOST/DATABASE#SCHEMA" in ran.err and "SECRET" not in ran.out + ran.err


def begun(hall: Hall) -> Screen:
    """The screen of those who found the ledger."""
    keys = [f"--root-key={name}={hall.keys[name]}" for name in ("cio-root", "audit-root")]
    return play("en", "people", "enroll", "--found", *keys, cwd=hall.root, clock=hall.clock, keyboard=founder)


def flowing(text: str) -> str:
    return " ".join(text.split())


def test_a_line_changed_by_the_owner_is_found(served: Hall, postgres: Server, run: Run) -> None:
    number = filed(at_work(served))
    schema = served.workspace.ledger.location.partition("#")[2]
    postgres.run(
        "SET session_replication_role = replica;"
        f"UPDATE {schema}.event SET line = replace(line, 'suzuki', 'sazuki') WHERE stream = '{number}'"
    )
    ran = run("ledger", "verify", cwd=served.root)
    assert ran.code == 5 and "the columns beside the line are not the line's" in ran.out


def test_lines_on_a_server_are_not_replaced_and_nobody_signs_in_vain(
    served: Hall, postgres: Server, run: Run
) -> None:
    served.found("cio-root", "audit-root")
    assert run("ledger", "backup", "b", cwd=served.root).code == 0
    schema = served.workspace.ledger.location.partition("#")[2]
    postgres.run(f"SET session_replication_role = replica; UPDATE {schema}.event SET line = replace(line, 'c', 'd')")
    keys = [f"--root-key={name}={served.keys[name]}" for name in ("cio-root", "audit-root")]
    ran = run("ledger", "restore", "b", *keys, "--reason", "x", cwd=served.root)
    assert ran.code == 4 and "already" in ran.err and "makes a new, empty schema" in flowing(ran.err) and not ran.out


def test_what_is_lost_while_a_backup_comes_back_is_done_again(served: Hall, postgres: Server, run: Run) -> None:
    served.found("cio-root", "audit-root")
    assert run("ledger", "backup", "b", cwd=served.root).code == 0
    location = postgres.ledger()
    with cut_at(postgres, location, "ledger.restored", "unsent") as cut:
        edit(served.root / "nocustom.toml", served.workspace.ledger.location, cut)
        lost = brought_back(served)
        edit(served.root / "nocustom.toml", cut, location)
    assert lost.code == 3
    with open_store(location) as store:
        assert store.head() == (0, None)
    assert brought_back(served).code == 0 and lines_of(served).count(b"\n") == 2


def brought_back(hall: Hall) -> Screen:
    """The screen of the roots who restore from `b`."""
    keys = [f"--root-key={name}={hall.keys[name]}" for name in ("cio-root", "audit-root")]
    return play("en", "ledger", "restore", "b", *keys, "--reason", "x", cwd=hall.root, clock=hall.clock,
                keyboard=partial(agreeing, "en"))  # fmt: skip


def test_a_backup_comes_back_into_another_schema(served: Hall, postgres: Server, run: Run) -> None:
    filed(at_work(served))
    assert run("ledger", "backup", "b", cwd=served.root).code == 0
    with served.desk() as desk:
        before = list(desk.ledger.store.lines())
    full = brought_back(served)
    assert full.code == 4 and "is good and has" in " ".join(full.err.split())  # it is all there
    old = served.workspace.ledger.location
    edit(served.root / "nocustom.toml", old, postgres.ledger())
    back = brought_back(served)
    assert back.code == 0, back
    with served.desk() as desk:
        assert list(desk.ledger.store.lines())[:-1] == before
    assert run("ledger", "verify", cwd=served.root).code == 0
