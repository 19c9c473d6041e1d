"""The whole office with its ledger on a PostgreSQL server: nothing but `location` is different."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.acts.hall import Hall, Keys, at_work, furnished, told
from tests.acts.paperwork import approved, edit, filed, state_of
from tests.acts.share import lines_of, on_a_share
from tests.acts.test_backup import agreeing
from tests.conftest import Run
from tests.ledger.server import Server, server
from tests.screens.played import play


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


def test_a_line_changed_by_the_owner_is_found(served: Hall, postgres: Server, run: Run) -> None:
    number = filed(at_work(served))
    schema = served.workspace.ledger.location.partition("#")[2]
    postgres.run(
        "SET session_replication_role = replica;"
        f"UPDATE {schema}.event SET line = replace(line, 'suzuki', 'sazuki') WHERE stream = '{number}'"
    )
    ran = run("ledger", "verify", cwd=served.root)
    assert ran.code == 5 and "the columns beside the line are not the line's" in ran.out


def test_a_backup_comes_back_into_another_schema(served: Hall, postgres: Server, run: Run) -> None:
    filed(at_work(served))
    assert run("ledger", "backup", "b", cwd=served.root).code == 0
    with served.desk() as desk:
        before = list(desk.ledger.store.lines())
    keys = [f"--root-key={name}={served.keys[name]}" for name in ("cio-root", "audit-root")]
    line = ("ledger", "restore", "b", *keys, "--reason", "x")
    full = play("en", *line, cwd=served.root, clock=served.clock, keyboard=partial(agreeing, "en"))
    assert full.code == 4 and "is good and has" in " ".join(full.err.split())  # it is all there
    old = served.workspace.ledger.location
    edit(served.root / "nocustom.toml", old, postgres.ledger())
    back = play("en", *line, cwd=served.root, clock=served.clock, keyboard=partial(agreeing, "en"))
    assert back.code == 0, back
    with served.desk() as desk:
        assert list(desk.ledger.store.lines())[:-1] == before
    assert run("ledger", "verify", cwd=served.root).code == 0
