"""Signing through ssh-keygen, and what a person is told when it does not work."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from nocustom.errors import NotPermitted
from nocustom.ledger import signing, sshsig
from nocustom.ledger.namespaces import ACCEPT
from tests.ledger.city import Office, make_key

MESSAGE = '{"text":"引き受けます"}'.encode()
PASSPHRASE = "tadashii"


@pytest.fixture
def locked(tmp_path: Path) -> Path:
    """A key with a passphrase."""
    path = tmp_path / "locked"
    subprocess.run(
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", PASSPHRASE, "-C", "", "-f", str(path)],
        check=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    return path


@pytest.fixture
def asks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program that answers for the person; the file says what."""
    answer = tmp_path / "answer"
    program = tmp_path / "askpass"
    program.write_text(f'#!/bin/sh\ncat "{answer}"\n', encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("SSH_ASKPASS", str(program))
    monkeypatch.setenv("SSH_ASKPASS_REQUIRE", "force")
    monkeypatch.setenv("DISPLAY", ":0")
    return answer


def test_the_public_half_beside_inside_and_told_by_ssh_keygen(office: Office, tmp_path: Path) -> None:
    key = office.key("tanaka")
    expected = sshsig.parse_key(key.with_name("tanaka.pub").read_text(encoding="utf-8"))
    assert signing.public_key_of(key) == expected
    assert signing.public_key_of(key.with_name("tanaka.pub")) == expected
    alone = tmp_path / "alone"
    alone.write_bytes(key.read_bytes())
    alone.chmod(0o600)
    assert signing.public_key_of(alone) == expected


def test_no_ssh_keygen(office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    key = office.key("tanaka")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NotPermitted, match="`ssh-keygen` was not found"):
        signing.sign(key, ACCEPT, MESSAGE)


def test_no_key_file(tmp_path: Path) -> None:
    with pytest.raises(NotPermitted, match="there is no key at"):
        signing.sign(tmp_path / "nothing", ACCEPT, MESSAGE)
    with pytest.raises(NotPermitted, match="there is no key at"):
        signing.public_key_of(tmp_path / "nothing")


def test_what_can_be_no_key_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe")
    for name in (".", "/", "", "pipe", "/dev/zero"):  # an empty name is that of a variable which nobody has set
        with pytest.raises(NotPermitted, match="there is no key at"):
            signing.sign(Path(name), ACCEPT, MESSAGE)
        with pytest.raises(NotPermitted, match="there is no key at"):
            signing.public_key_of(Path(name))


def test_not_a_key(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("remember the milk\n", encoding="utf-8")
    path.chmod(0o600)
    with pytest.raises(NotPermitted, match="not a key that can sign"):
        signing.sign(path, ACCEPT, MESSAGE)


def test_a_key_others_can_read(tmp_path: Path) -> None:
    if os.name == "nt":
        pytest.skip("Windows has other permissions")
    path = make_key(tmp_path / "open")
    path.chmod(0o644)
    with pytest.raises(NotPermitted, match="others can read the key"):
        signing.sign(path, ACCEPT, MESSAGE)


def test_a_key_of_another_type(tmp_path: Path) -> None:
    path = make_key(tmp_path / "ecdsa", "ecdsa")
    with pytest.raises(NotPermitted, match="can't be used here") as refused:
        signing.sign(path, ACCEPT, MESSAGE)
    assert any("ed25519" in hint.msgid for hint in refused.value.hints)
    with pytest.raises(NotPermitted, match="can't be used here"):
        signing.public_key_of(path)


def test_a_public_key_without_an_agent(
    office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    public = tmp_path / "away.pub"
    public.write_text(office.public("tanaka").line + "\n", encoding="utf-8")
    with pytest.raises(NotPermitted, match="there is no private key for"):
        signing.sign(public, ACCEPT, MESSAGE)


def test_another_persons_key_is_refused_before_and_after_signing(office: Office, tmp_path: Path) -> None:
    mine = {office.public("tanaka").fingerprint}
    assert sshsig.parse(signing.sign(office.key("tanaka"), ACCEPT, MESSAGE, expected=mine))
    with pytest.raises(NotPermitted, match="not yours in the roster"):
        signing.sign(office.key("sato"), ACCEPT, MESSAGE, expected=mine)
    # Without a public file beside it only the signature tells.
    alone = tmp_path / "alone"
    alone.write_bytes(office.key("sato").read_bytes())
    alone.chmod(0o600)
    with pytest.raises(NotPermitted, match="not yours in the roster"):
        signing.sign(alone, ACCEPT, MESSAGE, expected=mine)


def test_passphrases_through_the_askpass_program(locked: Path, asks: Path) -> None:
    asks.write_text(PASSPHRASE + "\n", encoding="utf-8")
    text = signing.sign(locked, ACCEPT, MESSAGE)
    sshsig.verify(sshsig.parse(text), MESSAGE, ACCEPT)
    asks.write_text("chigau\n", encoding="utf-8")
    with pytest.raises(NotPermitted, match="not the passphrase"):
        signing.sign(locked, ACCEPT, MESSAGE)


def test_the_passphrase_is_asked_for_at_the_terminal(locked: Path, tmp_path: Path) -> None:
    pty = pytest.importorskip("pty")
    out = tmp_path / "signature"
    program = (
        "import sys; from pathlib import Path; from nocustom.ledger import signing\n"
        "text = signing.sign(Path(sys.argv[1]), sys.argv[2], sys.argv[3].encode())\n"
        "Path(sys.argv[4]).write_text(text)\n"
    )
    script = tmp_path / "sign.py"
    script.write_text(program, encoding="utf-8")
    # The parent's terminal is a pseudo-terminal: what ssh-keygen asks on /dev/tty arrives here.
    starter = tmp_path / "start.py"
    starter.write_text(
        "import os, pty, sys\n"
        "pid, fd = pty.fork()\n"
        "if pid == 0:\n"
        "    os.environ.pop('DISPLAY', None)\n"
        "    os.execv(sys.executable, [sys.executable, *sys.argv[2:]])\n"
        "heard = b''\n"
        "while b'passphrase' not in heard:\n"
        "    heard += os.read(fd, 1024)\n"
        "os.write(fd, sys.argv[1].encode() + b'\\n')\n"
        "try:\n"
        "    while os.read(fd, 1024): pass\n"
        "except OSError: pass\n"
        "sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))\n",
        encoding="utf-8",
    )
    assert pty is not None
    done = subprocess.run(
        [sys.executable, str(starter), PASSPHRASE, str(script), str(locked), ACCEPT, MESSAGE.decode(), str(out)],
        timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0
    sshsig.verify(sshsig.parse(out.read_text(encoding="utf-8")), MESSAGE, ACCEPT)


def test_what_ssh_keygen_says_is_passed_on(office: Office, tmp_path: Path) -> None:
    heard: list[bytes] = []
    path = tmp_path / "notes.txt"
    path.write_text("remember the milk\n", encoding="utf-8")
    path.chmod(0o600)
    with pytest.raises(NotPermitted):
        signing.sign(path, ACCEPT, MESSAGE, notify=heard.append)
    assert b"notes.txt" in b"".join(heard)
    quiet: list[bytes] = []
    signing.sign(office.key("tanaka"), ACCEPT, MESSAGE, notify=quiet.append)
    assert quiet == []


def test_an_agent_signs_for_a_public_key(
    locked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = make_key(tmp_path / "mine")
    agent = subprocess.Popen(["ssh-agent", "-D", "-a", str(tmp_path / "agent")], stdout=subprocess.DEVNULL)
    try:
        monkeypatch.setenv("SSH_AUTH_SOCK", str(tmp_path / "agent"))
        deadline = time.monotonic() + 10
        while not (tmp_path / "agent").exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        subprocess.run(["ssh-add", "-q", str(key)], check=True, stdin=subprocess.DEVNULL)
        public = tmp_path / "public"
        public.write_bytes(key.with_name("mine.pub").read_bytes())
        key.unlink()
        text = signing.sign(public, ACCEPT, MESSAGE)
        sshsig.verify(sshsig.parse(text), MESSAGE, ACCEPT)
    finally:
        agent.terminate()
        agent.wait()
