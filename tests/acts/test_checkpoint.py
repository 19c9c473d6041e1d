"""`ledger checkpoint`, and what somebody kept of the ledger held against it."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from nocustom.acts.enroll import enroll
from nocustom.errors import Exit
from nocustom.ledger.checkpoint import checkpoint
from tests.acts.hall import Hall, Willing
from tests.acts.paperwork import edit, filed
from tests.acts.test_verify import tampered
from tests.conftest import Golden
from tests.screens.played import Screen, play


def at(hall: Hall, *line: str, lang: str = "en") -> Screen:
    return play(lang, *line, cwd=hall.root, clock=hall.clock)


@pytest.fixture
def host(office: Hall) -> Hall:
    """The office with a key of the ledger's host, which the settings name."""
    enroll_host(office)
    return office


def enroll_host(office: Hall) -> None:
    """Give the machine a key of its own, which the office's clerk answers for."""
    with office.desk() as desk:
        enroll(desk, "uchida", office.keys["host"], ["checkpoint"], office.roots("cio-root", "audit-root"), Willing())
    for name in ("host", "host.pub"):
        shutil.copy(office.keys.folder / name, office.root / name)
    edit(office.root / "nocustom.toml", "[ledger]\n", '[ledger]\nhost_key = "host"\n')


def test_it_is_shown_without_a_key(office: Hall) -> None:
    shown = at(office, "ledger", "checkpoint")
    with office.desk(writable=False) as desk:
        root, size = desk.ledger.root, desk.ledger.size
    found = checkpoint(shown.out.encode())
    assert (shown.code, found.origin, found.size, found.root) == (0, "aozora.example/nocustom", size, root)
    assert f"note: {size} lines, root" in shown.err and "can't be signed" in shown.err
    refused = at(office, "ledger", "checkpoint", "-o", "checkpoint")
    assert refused.code == Exit.NOT_PERMITTED and "`host_key` under `[ledger]`" in refused.err
    assert not (office.root / "checkpoint").exists()


def test_the_host_signs_it_and_ssh_keygen_agrees(host: Hall) -> None:
    done = at(host, "ledger", "checkpoint", "-o", "checkpoint")
    assert done.code == 0 and "`uchida`" in done.out
    assert at(host, "ledger", "checkpoint").out.encode() == (host.root / "checkpoint").read_bytes()
    with host.desk(writable=False) as desk:
        desk.ledger.events()
        (host.root / "roster").write_text(desk.ledger.state.roster.text, encoding="utf-8")
    told = subprocess.run(
        ["ssh-keygen", "-Y", "verify", "-f", "roster", "-I", "uchida", "-n", "nocustom-v1-checkpoint", "-s",
         "checkpoint.sig"],
        cwd=host.root, input=(host.root / "checkpoint").read_bytes(), capture_output=True, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr


def test_a_key_that_may_not_sign_it(host: Hall) -> None:
    for name in ("host", "host.pub"):
        shutil.copy(host.keys.folder / name.replace("host", "uchida"), host.root / name)
    refused = at(host, "ledger", "checkpoint", "-o", "checkpoint")
    assert refused.code == Exit.NOT_PERMITTED and "may not sign" in refused.err
    (host.root / "host").unlink()
    (host.root / "host.pub").unlink()
    assert "there is no key at" in at(host, "ledger", "checkpoint", "-o", "checkpoint").err


def test_a_later_ledger_still_begins_as_it_was_seen(host: Hall) -> None:
    at(host, "ledger", "checkpoint", "-o", "kept")
    filed(host)
    good = at(host, "ledger", "verify", "--seen", "kept")
    assert good.code == 0 and "compared with what was kept: kept" in good.out
    assert at(host, "ledger", "checkpoint", "-o", "later", "--seen", "kept").code == 0


def test_a_folder_without_receipts_compares_nothing(host: Hall) -> None:
    (host.root / "outbox").mkdir()
    told = at(host, "ledger", "verify", "--seen", "outbox")
    assert (told.code, told.out) == (Exit.NOT_JUDGED, ""), told
    assert "there is no receipt in `outbox`, so nothing can be compared" in told.err


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_what_does_not_fit(golden: Golden, host: Hall, lang: str) -> None:
    filed(host)
    at(host, "ledger", "checkpoint", "-o", "kept")
    whole = host.ledger_file.read_bytes()
    tampered(host, "DELETE FROM event WHERE seq = (SELECT max(seq) FROM event)")
    screens = [at(host, "ledger", "verify", lang=lang), at(host, "ledger", "verify", "--seen", "kept", lang=lang)]
    filed(host, "jumin-menu-favourites")
    screens += [at(host, "ledger", "verify", "--seen", "kept", lang=lang),
                at(host, "ledger", "checkpoint", "--seen", "kept", lang=lang)]  # fmt: skip
    host.ledger_file.write_bytes(whole)
    shutil.copy(host.root / "kept", host.root / "other")
    (host.root / "other.sig").write_text((host.root / "kept.sig").read_text().replace("A", "B", 4), encoding="ascii")
    (host.root / "elsewhere").write_bytes((host.root / "kept").read_bytes().replace(b"aozora", b"midori"))
    (host.root / "nothing").write_text("a shopping list\n", encoding="utf-8")
    screens += [at(host, "ledger", "verify", "--seen", "other", "--seen", "elsewhere", lang=lang),
                at(host, "ledger", "verify", "--seen", "nothing", lang=lang),
                at(host, "ledger", "verify", "--seen", "nowhere", lang=lang)]  # fmt: skip
    assert [screen.code for screen in screens] == [0, 5, 5, 5, 5, 3, 3]
    golden(f"checkpoint-seen.{lang}", "\n".join(map(str, screens)))


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_screens(golden: Golden, office: Hall, lang: str) -> None:
    line = ("ledger", "checkpoint")
    shown, refused = at(office, *line, lang=lang), at(office, *line, "-o", "c", lang=lang)
    enroll_host(office)
    written = at(office, "ledger", "checkpoint", "-o", "c", lang=lang)
    golden(f"ledger-checkpoint.{lang}", "\n".join(map(str, (shown, refused, written))))
