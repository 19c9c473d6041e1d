"""SSH signatures made byte by byte, also wrong ones and those of tokens, and ssh-keygen as the judge of them."""

from __future__ import annotations

import subprocess
from base64 import b64encode
from hashlib import sha256, sha512
from pathlib import Path

from nacl import bindings

from nocustom.ledger import sshsig

FILE_KEY = b"ssh-ed25519"
TOKEN_KEY = b"sk-ssh-ed25519@openssh.com"
NAMESPACE = "nocustom-v1-accept"


def string(data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + data


def seeded(number: int) -> tuple[bytes, bytes]:
    """Point and secret of a key that is the same in every run."""
    return bindings.crypto_sign_seed_keypair(sha256(b"test key %d" % number).digest())


def raw_sign(secret: bytes, data: bytes) -> bytes:
    return bindings.crypto_sign(data, secret)[:64]


def public_blob(point: bytes, kind: bytes = FILE_KEY) -> bytes:
    return string(kind) + string(point) + (string(b"ssh:") if kind == TOKEN_KEY else b"")


def key_line(point: bytes, kind: bytes = FILE_KEY) -> str:
    """An OpenSSH public key line."""
    return f"{kind.decode()} {b64encode(public_blob(point, kind)).decode()}"


def blob(
    message: bytes, *, number: int = 1, kind: bytes = FILE_KEY, namespace: bytes = NAMESPACE.encode(),
    reserved: bytes = b"", hash_name: bytes = b"sha512", flags: int = 1, counter: int = 7, version: int = 1,
    point: bytes | None = None, raw: bytes | None = None, tail: bytes = b"", application: bytes = b"ssh:",
    claimed: tuple[int, int] | None = None,
) -> bytes:  # fmt: skip
    """A signature's blob; whatever is not given is right.

    A token signs for `application`, with `flags` and `counter`; `claimed` are others that are written instead.
    """
    own, secret = seeded(number)
    digest = {b"sha256": sha256, b"sha512": sha512}[hash_name](message).digest()
    signed = b"SSHSIG" + string(namespace) + string(b"") + string(hash_name) + string(digest)
    state = bytes([flags]) + counter.to_bytes(4, "big")
    if kind == TOKEN_KEY:
        signed = sha256(application).digest() + state + sha256(signed).digest()
    made = raw_sign(secret, signed) if raw is None else raw
    if claimed is not None:
        state = bytes([claimed[0]]) + claimed[1].to_bytes(4, "big")
    return (
        b"SSHSIG" + version.to_bytes(4, "big") + string(public_blob(own if point is None else point, kind))
        + string(namespace) + string(reserved) + string(hash_name)
        + string(string(kind) + string(made) + (state if kind == TOKEN_KEY else b"")) + tail
    )  # fmt: skip


def ours(text: str, message: bytes, namespace: str = NAMESPACE) -> str:
    """The reason we refuse it for, or an empty string."""
    try:
        sshsig.verify(sshsig.parse(text), message, namespace)
    except sshsig.BadSignature as bad:
        return bad.reason
    return ""


class Judge:
    """`ssh-keygen -Y verify` for one person whose key is given."""

    def __init__(self, folder: Path, key_line: str, namespace: str = NAMESPACE) -> None:
        self.signature = folder / "signature"
        self.roster = folder / "roster"
        self.namespace = namespace
        self.roster.write_text(f'tanaka namespaces="{namespace}" {key_line}\n', encoding="utf-8")

    def accepts(self, text: str | bytes, message: bytes) -> bool:
        self.signature.write_bytes(text if isinstance(text, bytes) else text.encode())
        done = subprocess.run(
            ["ssh-keygen", "-Y", "verify", "-f", str(self.roster), "-I", "tanaka", "-n", self.namespace,
             "-s", str(self.signature)],
            input=message, capture_output=True, check=False,
        )  # fmt: skip
        return done.returncode == 0
