"""The checkpoint and the witness's message: one spelling each, and signatures that ssh-keygen itself takes."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from nocustom.errors import NotPermitted
from nocustom.ledger.checkpoint import BadCheckpoint, Checkpoint, checkpoint, host_of, sign
from nocustom.ledger.cosignature import Cosignature, cosignature
from nocustom.ledger.namespaces import CHECKPOINT
from nocustom.ledger.roster import State, parse_roots, parse_roster
from nocustom.ledger.tree import EMPTY_ROOT
from tests.ledger.city import ORIGIN, Office

ROOT = "xOHU5XgOFyp/Nt6vONhsL/2H/v/KrwBR01AqLzBGGmQ="
BODY = f"{ORIGIN}\n201\n{ROOT}\n".encode()


def reason(data: bytes) -> str:
    with pytest.raises(BadCheckpoint) as bad:
        checkpoint(data)
    return bad.value.reason


def test_three_lines_there_and_back() -> None:
    found = checkpoint(BODY)
    assert (found.origin, found.size, found.root[:8]) == (ORIGIN, 201, "c4e1d4e5")
    assert found.body == BODY
    assert checkpoint(Checkpoint(ORIGIN, 0, EMPTY_ROOT).body).root == EMPTY_ROOT


@pytest.mark.parametrize("data", [
    b"", b"\n\n\n", BODY[:-1], BODY + b"\n", BODY + b"an extension line\n", BODY.replace(b"\n", b"\r\n"),
    BODY.replace(b"201", b"0201"), BODY.replace(b"201", b"+201"), BODY.replace(b"201", b" 201"),
    BODY.replace(b"201", "２０１".encode()), BODY.replace(b"201", b"9007199254740992"), BODY.replace(b"201", b""),
    BODY.replace(b"mQ=", b"mR="), BODY.replace(b"=\n", b"\n"), BODY[:-4] + b"\n",
    BODY.replace(b"/2H", b"_2H"), BODY.replace(ROOT.encode(), b"AAAA"), BODY.replace(b"a", b"\xff", 1),
    BODY.replace(ORIGIN.encode(), b""),
])  # fmt: skip
def test_no_other_spelling(data: bytes) -> None:
    assert reason(data) == "form"


def test_the_witnesss_message() -> None:
    found = Cosignature(1795392000, checkpoint(BODY))
    assert found.message == b"cosignature/v1\ntime 1795392000\n" + BODY
    assert cosignature(found.message) == found
    for wrong in (
        BODY, found.message[15:], found.message.replace(b"time 1", b"time 01"),
        found.message.replace(b"time ", b"time"),
        found.message.replace(b"/v1", b"/v2"), found.message[:-1], b"cosignature/v1\n", found.message + b"\n",
        found.message.replace(b"time 1795392000", b"time -1"),
    ):  # fmt: skip
        with pytest.raises(BadCheckpoint):
            cosignature(wrong)


@pytest.fixture
def state(office: Office) -> State:
    roster = office.text(uchida="checkpoint", kimura="office", audit="witness")
    return State().succeeded_by(parse_roots(office.text(kimura2="roster")), parse_roster(roster))


def test_the_hosts_signature_is_one_that_ssh_keygen_takes(office: Office, state: State, tmp_path: Path) -> None:
    done = sign(checkpoint(BODY), office.key("uchida"), state)
    assert (done.by, done.fingerprint) == ("uchida", office.public("uchida").fingerprint)
    assert host_of(done.checkpoint, done.signature, state) == done
    (tmp_path / "roster").write_text(state.roster.text, encoding="utf-8")
    (tmp_path / "sig").write_text(done.signature, encoding="utf-8")
    told = subprocess.run(
        ["ssh-keygen", "-Y", "verify", "-f", "roster", "-I", "uchida", "-n", CHECKPOINT, "-s", "sig"],
        cwd=tmp_path, input=BODY, capture_output=True, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr


def test_no_other_key_signs_a_checkpoint(office: Office, state: State) -> None:
    for person in ("kimura", "stranger"):
        with pytest.raises(NotPermitted):
            sign(checkpoint(BODY), office.key(person), state)
    done = sign(checkpoint(BODY), office.key("uchida"), state)
    other = Checkpoint(ORIGIN, 202, done.checkpoint.root)
    for found, sig, roster, code in (
        (other, done.signature, state, "signature-signature"),
        (done.checkpoint, office.sign("kimura", CHECKPOINT, BODY.decode()).sig, state, "role"),
        (done.checkpoint, office.sign("stranger", CHECKPOINT, BODY.decode()).sig, state, "unknown-key"),
        (done.checkpoint, done.signature, State(), "unknown-key"),
        (done.checkpoint, done.signature, State(state.roots, parse_roster(""), state.owners), "revoked-key"),
        (done.checkpoint, "no signature", state, "signature-armour"),
    ):  # fmt: skip
        with pytest.raises(BadCheckpoint) as bad:
            host_of(found, sig, roster)
        assert bad.value.reason == code
