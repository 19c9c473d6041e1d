"""Signing with `ssh-keygen -Y sign`: a key file, an agent or a token, and never a private key in our memory.

The statement goes in on standard input (with a file argument ssh-keygen would ask before overwriting an old signature).
For a passphrase ssh-keygen asks at the terminal itself or through SSH_ASKPASS; what it says meanwhile, such as "Confirm
user presence", is passed on as it comes. What comes back is verified before anybody may rely on it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from collections.abc import Callable, Collection
from pathlib import Path

from nocustom.errors import NotPermitted
from nocustom.ledger import sshsig
from nocustom.ledger.namespaces import FILE
from nocustom.ledger.sshsig import BadKey, PublicKey
from nocustom.words import say

__all__ = ["public_key_of", "sign", "try_out", "version"]

Notify = Callable[[bytes], None]
"""Shows what ssh-keygen says on its standard error, piece by piece."""


def sign(
    keyfile: Path,
    namespace: str,
    message: bytes,
    *,
    expected: Collection[str] | None = None,
    notify: Notify | None = None,
) -> str:
    """The armoured signature of `message` in `namespace` by the key at `keyfile` (or in the agent, for a `.pub`).

    `expected`: fingerprints of the person's keys; a signature by any other key is refused. Raises NotPermitted.
    """
    program = _ssh_keygen()
    if not os.path.isfile(keyfile):
        raise _no_key(keyfile)
    if expected is not None:
        known = _published(keyfile)
        if known is not None and known.fingerprint not in expected:
            raise _wrong_key(keyfile, known)
    code, out, err = _run(
        [program, "-q", "-Y", "sign", "-f", os.fspath(keyfile), "-n", namespace], message, notify
    )
    if code != 0:
        raise _failed(keyfile, err)
    # Windows may write CRLF; the ledger keeps one spelling.
    text = out.decode("ascii", "replace").replace("\r\n", "\n")
    try:
        signature = sshsig.parse(text)
        sshsig.verify(signature, message, namespace)
    except sshsig.BadSignature as bad:
        raise NotPermitted(
            say("the key at `{path}` made a signature that can't be used here", path=str(keyfile)), bad.said,
            say("use a key of type ed25519 or ed25519-sk"),
        ) from None  # fmt: skip
    if expected is not None and signature.key.fingerprint not in expected:
        raise _wrong_key(keyfile, signature.key)
    return text


def public_key_of(keyfile: Path, *, notify: Notify | None = None) -> PublicKey:
    """The public half of the key at `keyfile`: the file itself, `keyfile.pub`, or as ssh-keygen tells it.

    Raises NotPermitted when there is none or it is of a kind that is not used here.
    """
    for path in _halves(keyfile):
        try:
            text = path.read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        if text.startswith(("ssh-", "sk-", "ecdsa-")):
            return _usable(keyfile, text)
    if not os.path.isfile(keyfile):
        raise _no_key(keyfile)
    code, out, err = _run([_ssh_keygen(), "-q", "-y", "-f", os.fspath(keyfile)], b"", notify)
    if code != 0:
        raise _failed(keyfile, err)
    return _usable(keyfile, out.decode("utf-8", "replace"))


def try_out(folder: Path) -> None:
    """Make a key in `folder`, sign with it, and verify that. Raises NotPermitted where OpenSSH can't."""
    keyfile = folder / "key"
    made = [_ssh_keygen(), "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", os.fspath(keyfile)]
    code, _, err = _run(made, b"", None)
    if code != 0:
        raise _failed(keyfile, err)
    sign(keyfile, FILE, b"nocustom doctor")


def version() -> str | None:
    """What OpenSSH calls itself; ssh-keygen does not say, the program beside it does. None where that is missing."""
    program = shutil.which("ssh")
    if program is None:
        return None
    _, out, err = _run([program, "-V"], b"", None)
    said = (err or out).decode("utf-8", "replace").strip()
    return said.partition(",")[0] or None


def _usable(keyfile: Path, line: str) -> PublicKey:
    try:
        key = sshsig.parse_key(line)
    except BadKey as bad:
        raise NotPermitted(
            say("the key at `{path}` can't be used here", path=str(keyfile)), bad.said,
            say("use a key of type ed25519 or ed25519-sk"),
        ) from None  # fmt: skip
    if sshsig.weak(key):
        raise NotPermitted(say("the key {key} is weak: anybody could sign with it", key=key.fingerprint))
    return key


def _halves(keyfile: Path) -> list[Path]:
    """The file itself and its public half, as far as they are files: a pipe would be waited for."""
    return [path for path in (keyfile, keyfile.parent / (keyfile.name + ".pub")) if os.path.isfile(path)]


def _no_key(keyfile: Path) -> NotPermitted:
    return NotPermitted(
        say("there is no key at `{path}`", path=str(keyfile)),
        say("name the file of your key; `ssh-keygen -t ed25519` makes one"),
    )


def _published(keyfile: Path) -> PublicKey | None:
    """The public key beside or in the file, where there is a readable one: to refuse before asking for a passphrase."""
    for path in _halves(keyfile):
        try:
            return sshsig.parse_key(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
    return None


def _ssh_keygen() -> str:
    program = shutil.which("ssh-keygen")
    if program is None:
        raise NotPermitted(
            say("`ssh-keygen` was not found, so nothing can be signed here"),
            say("install OpenSSH; on Windows it is the optional feature OpenSSH Client"),
        )
    return program


def _run(command: list[str], message: bytes, notify: Notify | None) -> tuple[int, bytes, bytes]:
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdin is not None and process.stdout is not None and process.stderr is not None
    heard: list[bytes] = []
    stderr = process.stderr

    def listen() -> None:
        while piece := os.read(stderr.fileno(), 4096):
            heard.append(piece)
            if notify is not None:
                notify(piece)

    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    try:
        try:
            process.stdin.write(message)
            process.stdin.close()
        except BrokenPipeError:
            pass  # it gave up before reading; its exit code says why
        out = process.stdout.read()
        code = process.wait()
    except BaseException:
        process.kill()
        process.wait()
        raise
    finally:
        listener.join(timeout=5)
        process.stdout.close()
        stderr.close()
    return code, out, b"".join(heard)


def _failed(keyfile: Path, err: bytes) -> NotPermitted:
    text = err.decode("utf-8", "replace").strip()
    path = str(keyfile)
    if "incorrect passphrase" in text:
        return NotPermitted(
            say("that is not the passphrase of the key at `{path}`", path=path), say("run the command again")
        )
    if "UNPROTECTED PRIVATE KEY" in text or "too open" in text:
        return NotPermitted(
            say("others can read the key at `{path}`, so ssh-keygen does not use it", path=path),
            say("`chmod 600` the file; if others may have read it, enrol a new key"),
        )
    if "No private key found" in text or "agent" in text:
        return NotPermitted(
            say("there is no private key for `{path}`", path=path),
            say("add it to your agent, or name the key's file"),
        )
    last = text.splitlines()[-1] if text else ""
    if not last:
        return NotPermitted(say("`{path}` is not a key that can sign", path=path))
    return NotPermitted(say("`{path}` is not a key that can sign; ssh-keygen says `{words}`", path=path, words=last))


def _wrong_key(keyfile: Path, key: PublicKey) -> NotPermitted:
    return NotPermitted(
        say("the key at `{path}` is not yours in the roster: {key}", path=str(keyfile), key=key.fingerprint),
        say("name the file of the key you enrolled"),
    )
