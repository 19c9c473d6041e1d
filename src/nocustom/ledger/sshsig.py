"""Reading and verifying OpenSSH signatures (PROTOCOL.sshsig) and public keys, strictly.

To verify: take the armour off, read the blob to its last byte, hash the message, rebuild what was signed
("SSHSIG" ‖ namespace ‖ reserved ‖ hash name ‖ hash), and let libsodium check Ed25519. For a token (`sk-` key) the
signed bytes are SHA-256(application) ‖ flags ‖ counter ‖ SHA-256(of the above).

Never looser than `ssh-keygen -Y verify`, and stricter in these places (each has a test):

1. only `ssh-ed25519` and `sk-ssh-ed25519@openssh.com` keys, no certificates
2. the armour is byte for byte what ssh-keygen writes: 70 columns, LF, nothing before or after
3. the reserved field is empty, and no byte follows the signature
4. keys and points R of small order or not in canonical form are refused (ssh-keygen accepts the identity point as a
   key, with which one signature fits every message); the roster also refuses keys outside the main subgroup
5. a token's signature must carry the flag "user present" (ssh-keygen only prints it when debugging)
6. a namespace must be given and is compared as bytes
"""

from __future__ import annotations

import base64
import binascii
import struct
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256, sha512
from typing import NamedTuple

from nocustom.words import Said, say

__all__ = [
    "BadKey",
    "BadSignature",
    "PublicKey",
    "SshSignature",
    "armour",
    "parse",
    "parse_key",
    "verify",
    "weak",
]

ED25519 = "ssh-ed25519"
SK_ED25519 = "sk-ssh-ed25519@openssh.com"
KEY_TYPES = (ED25519, SK_ED25519)
USER_PRESENT = 0x01

_MAGIC = b"SSHSIG"
_BEGIN = "-----BEGIN SSH SIGNATURE-----\n"
_END = "-----END SSH SIGNATURE-----\n"
_COLUMNS = 70
_RAW = 64
_LARGEST = 16 * 1024
_HASHES = {b"sha256": sha256, b"sha512": sha512}


class _Bad(ValueError):
    def __init__(self, reason: str, said: Said) -> None:
        super().__init__(reason)
        self.reason = reason
        self.said = said


class BadSignature(_Bad):
    """Not a signature we accept. `reason` is a stable slug, `said` the sentence for a person."""


class BadKey(_Bad):
    """Not a public key we accept. `reason` is a stable slug, `said` the sentence for a person."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """An Ed25519 public key in a file or in a token."""

    kind: str
    """`ssh-ed25519` or `sk-ssh-ed25519@openssh.com`."""
    blob: bytes
    """The key as OpenSSH writes it, before base64."""
    point: bytes
    """The 32 bytes of the point."""
    application: bytes | None
    """What a token's key belongs to, usually `ssh:`; None for a key in a file."""
    fingerprint: str
    """`SHA256:…`, as `ssh-keygen -l` prints it."""

    @property
    def line(self) -> str:
        """`ssh-ed25519 AAAA…`, without a comment."""
        return f"{self.kind} {base64.b64encode(self.blob).decode()}"


class SshSignature(NamedTuple):
    """A signature as read, not yet verified."""

    key: PublicKey
    namespace: str
    hash_name: bytes
    raw: bytes
    """The 64 bytes of Ed25519."""
    flags: int
    counter: int


class _Reader:
    """Length-prefixed fields, to the last byte."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def take(self, size: int) -> bytes:
        end = self.at + size
        if end > len(self.data):
            raise EOFError
        piece = self.data[self.at : end]
        self.at = end
        return piece

    def string(self) -> bytes:
        return self.take(int.from_bytes(self.take(4), "big"))

    @property
    def done(self) -> bool:
        return self.at == len(self.data)


def _string(data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + data


@lru_cache(maxsize=1024)
def _key_of(blob: bytes) -> PublicKey:
    reader = _Reader(blob)
    try:
        kind = reader.string()
        if kind not in (b"ssh-ed25519", b"sk-ssh-ed25519@openssh.com"):
            name = kind.decode("ascii", "replace")
            raise BadKey("key-type", say("keys of type `{kind}` are not used here", kind=name))
        point = reader.string()
        application = reader.string() if kind.startswith(b"sk-") else None
    except EOFError:
        raise BadKey("key-cut", say("the public key is cut short")) from None
    if not reader.done or len(point) != 32:
        raise BadKey("key-length", say("the public key has the wrong length"))
    fingerprint = "SHA256:" + base64.b64encode(sha256(blob).digest()).decode().rstrip("=")
    return PublicKey(kind.decode(), blob, point, application, fingerprint)


def parse_key(text: str) -> PublicKey:
    """The key of an OpenSSH public key line, `ssh-ed25519 AAAA… comment`; the comment is dropped.

    Raises BadKey. Weak keys are read; ask `weak`.
    """
    words = text.strip().split(" ", 2)
    if len(words) < 2 or "\n" in text.strip():
        raise BadKey("key-line", say("not one line with a public key"))
    if words[0] not in KEY_TYPES:
        raise BadKey("key-type", say("keys of type `{kind}` are not used here", kind=words[0]))
    try:
        blob = base64.b64decode(words[1], validate=True)
    except (binascii.Error, ValueError):
        raise BadKey("key-base64", say("the public key is not base64")) from None
    if base64.b64encode(blob).decode() != words[1]:
        raise BadKey("key-base64", say("the public key is not base64"))
    key = _key_of(blob)
    if key.kind != words[0]:
        raise BadKey("key-type", say("the public key is not of the type its line names"))
    return key


@lru_cache(maxsize=1024)
def weak(key: PublicKey) -> bool:
    """Whether the point is unfit for a key: of small order, outside the main subgroup, or not canonically written.

    With such a key one signature can fit many messages, so nobody could be held to what they signed.
    """
    from nacl import bindings

    return not bindings.crypto_core_ed25519_is_valid_point(key.point)


def armour(blob: bytes) -> str:
    """The armoured form that ssh-keygen writes for a signature blob."""
    text = base64.b64encode(blob).decode()
    lines = [text[i : i + _COLUMNS] + "\n" for i in range(0, len(text), _COLUMNS)]
    return _BEGIN + "".join(lines) + _END


def parse(text: str) -> SshSignature:
    """The signature in an armoured text. Raises BadSignature; nothing is verified yet."""
    blob = _unarmour(text)
    # All signatures of one key in one role differ in their last 64 bytes only; what stands before is read once.
    frame = _frame(blob[:-_RAW])
    if frame is None:
        return _parse_blob(blob)
    return SshSignature(frame.key, frame.namespace, frame.hash_name, blob[-_RAW:], 0, 0)


@lru_cache(maxsize=1024)
def _frame(head: bytes) -> SshSignature | None:
    """The signature of a key in a file that begins so; None where it is none."""
    try:
        signature = _parse_blob(head + bytes(_RAW))
    except BadSignature:
        return None
    return signature if signature.key.application is None else None


def _unarmour(text: str) -> bytes:
    if len(text) > _LARGEST:
        raise BadSignature("armour", say("the signature is too long"))
    if not (text.startswith(_BEGIN) and text.endswith("\n" + _END)):
        raise BadSignature("armour", say("not an SSH signature, or with something around it"))
    body = text[len(_BEGIN) : -len(_END)]
    try:
        blob = binascii.a2b_base64(body)
    except (binascii.Error, ValueError):
        raise BadSignature("armour", say("the signature is not base64")) from None
    # Base64 decoders forgive much; only the text that encodes back to itself has a single spelling: a line feed at each
    # column 71 and at the end, as many as there are rows and so no other, and the rest is what `blob` encodes to.
    flat = binascii.b2a_base64(blob, newline=False).decode()
    rows = -(-len(flat) // _COLUMNS)
    if len(body) != len(flat) + rows or body.replace("\n", "") != flat or body[_COLUMNS :: _COLUMNS + 1].strip("\n"):
        raise BadSignature("armour", say("the signature is not written as ssh-keygen writes it"))
    return blob


def _parse_blob(blob: bytes) -> SshSignature:
    reader = _Reader(blob)
    try:
        if reader.take(6) != _MAGIC or reader.take(4) != b"\x00\x00\x00\x01":
            raise BadSignature("version", say("not an SSH signature of version 1"))
        key_blob, namespace, reserved = reader.string(), reader.string(), reader.string()
        hash_name, signature = reader.string(), reader.string()
    except EOFError:
        raise BadSignature("cut", say("the signature is cut short")) from None
    if not reader.done:
        raise BadSignature("trailing", say("bytes follow the signature"))
    if reserved:
        raise BadSignature("reserved", say("the signature's reserved field is not empty"))
    if hash_name not in _HASHES:
        raise BadSignature("hash", say("the signature uses a hash that is not sha256 or sha512"))
    try:
        space = namespace.decode("ascii")
    except UnicodeDecodeError:
        raise BadSignature("namespace", say("the signature's namespace is not ASCII")) from None
    if not space:
        raise BadSignature("namespace", say("the signature has no namespace"))
    try:
        key = _key_of(key_blob)
    except BadKey as bad:
        raise BadSignature(bad.reason, bad.said) from None
    raw, flags, counter = _raw(signature, key)
    return SshSignature(key, space, hash_name, raw, flags, counter)


def _raw(signature: bytes, key: PublicKey) -> tuple[bytes, int, int]:
    reader = _Reader(signature)
    flags = counter = 0
    try:
        kind, raw = reader.string(), reader.string()
        if key.application is not None:
            flags, counter = struct.unpack(">BI", reader.take(5))
    except EOFError:
        raise BadSignature("cut", say("the signature is cut short")) from None
    if kind.decode("ascii", "replace") != key.kind:
        raise BadSignature("key-type", say("the signature is of another type than its key"))
    if not reader.done or len(raw) != _RAW:
        raise BadSignature("trailing", say("the signature has the wrong length"))
    return raw, flags, counter


@lru_cache(maxsize=64)
def _preamble(namespace: str, hash_name: bytes) -> bytes:
    """What is signed, up to the hash of the message."""
    size = _HASHES[hash_name]().digest_size
    return _MAGIC + _string(namespace.encode()) + _string(b"") + _string(hash_name) + size.to_bytes(4, "big")


@cache
def _sodium() -> tuple[Callable[[bytes, bytes], bytes], type[Exception]]:
    """What opens a signed message, and what it raises; loaded where a signature is verified."""
    from nacl import bindings, exceptions

    return bindings.crypto_sign_open, exceptions.BadSignatureError


def verify(signature: SshSignature, message: bytes, namespace: str) -> None:
    """Return when `signature` is its key's signature of `message` in `namespace`; else raise BadSignature."""
    if signature.namespace != namespace:
        raise BadSignature("namespace", say(
            "signed as `{signed}`, needed as `{needed}`", signed=signature.namespace, needed=namespace))  # fmt: skip
    digest = _HASHES[signature.hash_name](message).digest()
    signed = _preamble(namespace, signature.hash_name) + digest
    key = signature.key
    if key.application is not None:
        if not signature.flags & USER_PRESENT:
            raise BadSignature("presence", say("the token signed without a touch"))
        state = struct.pack(">BI", signature.flags, signature.counter)
        signed = sha256(key.application).digest() + state + sha256(signed).digest()
    open_signed, bad = _sodium()
    try:
        open_signed(signature.raw + signed, key.point)
    except bad:
        raise BadSignature("signature", say("the signature does not fit what was signed")) from None
