"""Vectors that nobody here wrote: Merkle roots, canonical JSON, Ed25519, SSHSIGs; each with its origin and licence."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from nocustom.ledger import sshsig
from nocustom.ledger.canonical import NotCanonical, parse
from nocustom.ledger.tree import leaf_hash, merkle_root

DATA = Path(__file__).parents[1] / "data"


def test_roots_of_transparency_dev() -> None:
    source = (DATA / "merkle" / "constants.go").read_text(encoding="utf-8")

    def values(function: str) -> list[str]:
        return re.findall(r'hd\("([0-9a-f]*)"\)', source.split(f"func {function}()")[1].split("\n}\n")[0])

    leaves, roots = values("LeafInputs"), [*values("EmptyRootHash"), *values("RootHashes")]
    assert len(leaves) == 8
    for size in range(9):
        assert merkle_root(leaf_hash(bytes.fromhex(leaf)) for leaf in leaves[:size]) == roots[size]


def test_the_canonicalization_set() -> None:
    import rfc8785

    folder = DATA / "json-canonicalization"
    outcomes = {}
    for path in sorted((folder / "input").iterdir()):
        wanted = (folder / "output" / path.name).read_bytes()
        value = json.loads(path.read_bytes())
        assert rfc8785.dumps(value) == wanted
        try:
            assert parse(wanted) == value
            outcomes[path.stem] = ""
        except NotCanonical as outside:
            outcomes[path.stem] = outside.reason
    # All six lie outside our profile, each by the reason it is refused for.
    assert outcomes == {
        "arrays": "key", "french": "key", "structures": "key", "unicode": "key", "values": "float",
        "weird": "delete-character",
    }  # fmt: skip


def test_ed25519_of_wycheproof() -> None:
    from nacl import bindings, exceptions

    data = json.loads((DATA / "wycheproof" / "ed25519_test.json").read_text(encoding="utf-8"))
    checked = 0
    for group in data["testGroups"]:
        point = bytes.fromhex(group["publicKey"]["pk"])
        for case in group["tests"]:
            signature, message = bytes.fromhex(case["sig"]), bytes.fromhex(case["msg"])
            try:
                good = (
                    len(signature) == 64 and bindings.crypto_sign_open(signature + message, point) == message
                )
            except exceptions.BadSignatureError:
                good = False
            assert good == (case["result"] == "valid"), case["tcId"]
            checked += 1
    assert checked == data["numberOfTests"] == 151


@pytest.mark.parametrize(
    "name, reason",
    [
        ("ed25519", ""),
        ("ed25519_sk", ""),
        ("rsa", "key-type"),
        ("ecdsa", "key-type"),
        ("ecdsa_sk", "key-type"),
        ("ecdsa_sk_webauthn", "key-type"),
        ("mldsa44-ed25519", "key-type"),
    ],
)
def test_signatures_of_openssh(name: str, reason: str) -> None:
    folder = DATA / "openssh"
    message = (folder / "signed-data").read_bytes()
    namespace = (folder / "namespace").read_text(encoding="utf-8")
    text = (folder / f"{name}.sig").read_text(encoding="utf-8")
    public = (folder / f"{name}.pub").read_text(encoding="utf-8")
    if reason:
        with pytest.raises(sshsig.BadSignature) as refused:
            sshsig.parse(text)
        assert refused.value.reason == reason
        with pytest.raises(sshsig.BadKey):
            sshsig.parse_key(public)
        return
    signature = sshsig.parse(text)
    assert signature.key == sshsig.parse_key(public)
    assert not sshsig.weak(signature.key)
    sshsig.verify(signature, message, namespace)
    for wrong in (message + b"x", message[:-1], b""):
        with pytest.raises(sshsig.BadSignature):
            sshsig.verify(signature, wrong, namespace)
