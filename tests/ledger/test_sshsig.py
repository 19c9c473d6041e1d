"""Signatures: what ssh-keygen makes is accepted, and never anything that it would refuse."""

from __future__ import annotations

import os
import subprocess
from base64 import b64encode
from binascii import a2b_base64
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nocustom.ledger import signing, sshsig
from nocustom.locale import speak
from tests.ledger.city import Office, make_key
from tests.ledger.mutations import MESSAGE, STRICTER, judged
from tests.ledger.ssh_by_hand import NAMESPACE, TOKEN_KEY, Judge, blob, key_line, ours, seeded, string

SMALL_ORDER = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
]
"""The eight points of small order (two of them written with a sign that a strict reader refuses)."""


@given(st.binary(max_size=300))
def test_armour_comes_off_as_it_was_put_on(data: bytes) -> None:
    assert sshsig._unarmour(sshsig.armour(data)) == data


@pytest.mark.parametrize("length", [0, 1, 2, 3, 52, 53, 54, 104, 105, 106])
def test_armour_has_one_spelling(length: int) -> None:
    """Rows that are full, not quite, and just begun → every text but one character, one more or less, or two that
    changed places is refused, unless it is what would be put on again.
    """
    text, taken = sshsig.armour(bytes(range(100, 100 + length))), 0
    puts = ("", *"\n\r =AQgw/-あ", "\n\n", "==")
    for at in range(text.index("\n"), text.rindex("-----END") + 1):
        before, rest = text[:at], text[at:]
        fewer = rest.replace("\n", "", 1)
        moved = (rest[1:2] + rest[:1] + rest[2:], "\n" + fewer, fewer[:1] + "\n" + fewer[1:])
        for other in (*(put + rest[cut:] for put in puts for cut in (0, 1, 2)), *moved):
            taken += unarmoured(before + other) and other != rest
    assert taken or length == 0


def unarmoured(text: str) -> bool:
    """Whether its armour comes off: only where the same would be put on again."""
    try:
        blob = sshsig._unarmour(text)
    except sshsig.BadSignature:
        body = text.removeprefix("-----BEGIN SSH SIGNATURE-----\n").removesuffix("-----END SSH SIGNATURE-----\n")
        with suppress(ValueError):
            assert sshsig.armour(a2b_base64(body)) != text
        return False
    assert sshsig.armour(blob) == text
    return True


def judge_of(
    folder: Path, number: int = 1, kind: bytes = b"ssh-ed25519", point: bytes | None = None
) -> Judge:
    return Judge(folder, key_line(seeded(number)[0] if point is None else point, kind))


def test_what_ssh_keygen_signs_is_accepted(office: Office) -> None:
    text = signing.sign(office.key("tanaka"), NAMESPACE, MESSAGE)
    assert ours(text, MESSAGE) == ""
    assert sshsig.parse(text).key == office.public("tanaka")
    assert ours(text, MESSAGE + b" ") == "signature"
    assert ours(text, MESSAGE, "nocustom-v1-decision") == "namespace"


def test_fingerprints_are_those_of_ssh_keygen(office: Office) -> None:
    said = subprocess.run(
        ["ssh-keygen", "-l", "-f", str(office.key("tanaka"))], capture_output=True, text=True, check=True
    ).stdout
    assert office.public("tanaka").fingerprint == said.split()[1]


@pytest.mark.parametrize("hash_name", [b"sha256", b"sha512"])
@pytest.mark.parametrize("kind", [b"ssh-ed25519", TOKEN_KEY])
def test_signatures_made_by_hand_please_both(tmp_path: Path, kind: bytes, hash_name: bytes) -> None:
    text = sshsig.armour(blob(MESSAGE, kind=kind, hash_name=hash_name))
    assert ours(text, MESSAGE) == ""
    assert judge_of(tmp_path, kind=kind).accepts(text, MESSAGE)


# Where we are stricter --------------------------------------------------------------------------------------------

GOOD = sshsig.armour(blob(MESSAGE))
BODY = GOOD.split("\n", 1)[1].rsplit("-----END", 1)[0].replace("\n", "")


def rewrapped(columns: int) -> str:
    lines = [BODY[at : at + columns] for at in range(0, len(BODY), columns)]
    return "\n".join(["-----BEGIN SSH SIGNATURE-----", *lines, "-----END SSH SIGNATURE-----", ""])


@pytest.mark.parametrize(
    "text, reason, ssh_keygen_takes_it",
    [
        (rewrapped(76), "armour", True),
        (rewrapped(64), "armour", True),
        (GOOD.replace("\n", "\r\n"), "armour", False),
        (GOOD + "\n", "armour", True),
        (GOOD + "something else\n", "armour", True),
        ("\n" + GOOD, "armour", False),
        (sshsig.armour(blob(MESSAGE, reserved=b"x")), "reserved", True),
        (sshsig.armour(blob(MESSAGE, version=0)), "version", True),
    ],
)
def test_stricter_about_the_form(tmp_path: Path, text: str, reason: str, ssh_keygen_takes_it: bool) -> None:
    assert ours(text, MESSAGE) == reason
    assert judge_of(tmp_path).accepts(text, MESSAGE) == ssh_keygen_takes_it


TOUCHED, VERIFIED, ATTESTED, EXTENDED = 0x01, 0x04, 0x40, 0x80
"""Flags of a token: somebody touched it, gave a PIN or a finger; and what no signature carries."""


@pytest.mark.parametrize("flags", [0, VERIFIED, ATTESTED | EXTENDED, 0xFE])
def test_stricter_about_tokens_nobody_touched(tmp_path: Path, flags: int) -> None:
    """Malware on the PC has the token sign by itself → the flag "user present" is asked for; ssh-keygen does not."""
    text = sshsig.armour(blob(MESSAGE, kind=TOKEN_KEY, flags=flags))
    assert ours(text, MESSAGE) == "presence"
    assert judge_of(tmp_path, kind=TOKEN_KEY).accepts(text, MESSAGE)
    with pytest.raises(sshsig.BadSignature) as refused:
        sshsig.verify(sshsig.parse(text), MESSAGE, NAMESPACE)
    assert speak(refused.value.said, "en") == "the token signed without a touch"
    assert speak(refused.value.said, "ja") == "装置に触れずに署名されています"


@pytest.mark.parametrize("flags", [TOUCHED, TOUCHED | VERIFIED, 0xFF])
@pytest.mark.parametrize("counter", [0, 7, 2**32 - 1])
def test_tokens_that_were_touched(tmp_path: Path, flags: int, counter: int) -> None:
    """Whether a PIN was given besides, and how often the token has signed, is signed along and asked of nobody."""
    text = sshsig.armour(blob(MESSAGE, kind=TOKEN_KEY, flags=flags, counter=counter))
    assert ours(text, MESSAGE) == ""
    assert judge_of(tmp_path, kind=TOKEN_KEY).accepts(text, MESSAGE)
    read = sshsig.parse(text)
    assert (read.flags, read.counter, read.key.application) == (flags, counter, b"ssh:")


@pytest.mark.parametrize("wrong", [
    {"flags": 0, "claimed": (TOUCHED, 7)},
    {"flags": VERIFIED, "claimed": (TOUCHED | VERIFIED, 7)},
    {"counter": 7, "claimed": (TOUCHED, 8)},
    {"application": b"ssh:other"},
    {"application": b"webauthn.example"},
    {"application": b""},
])  # fmt: skip
def test_what_a_token_said_can_not_be_changed(tmp_path: Path, wrong: dict[str, Any]) -> None:
    """A touch is written into a signature made without one, or it was made for something else → it fits no more."""
    text = sshsig.armour(blob(MESSAGE, kind=TOKEN_KEY, **wrong))
    assert ours(text, MESSAGE) == "signature"
    assert not judge_of(tmp_path, kind=TOKEN_KEY).accepts(text, MESSAGE)


def test_the_same_point_for_another_application_is_another_key() -> None:
    """The roster names the key with its application, so one enrolled for `ssh:` counts for nothing else."""
    here = sshsig.parse_key(key_line(seeded(1)[0], TOKEN_KEY))
    blob_of_other = here.blob.replace(string(b"ssh:"), string(b"ssh:other"))
    other = sshsig.parse_key(f"{TOKEN_KEY.decode()} {b64encode(blob_of_other).decode()}")
    assert other.point == here.point and other.fingerprint != here.fingerprint


def test_stricter_about_the_identity_point_that_signs_everything(tmp_path: Path) -> None:
    point = bytes.fromhex(SMALL_ORDER[0])
    # With the identity as key and as R, and S = 0, the equation holds for every message.
    text = sshsig.armour(blob(MESSAGE, point=point, raw=point + bytes(32)))
    assert ours(text, MESSAGE) == "signature"
    judge = judge_of(tmp_path, point=point)
    assert judge.accepts(text, MESSAGE)
    assert judge.accepts(text, b"anything else")


@pytest.mark.parametrize("point", SMALL_ORDER)
def test_points_of_small_order_are_weak(point: str) -> None:
    assert sshsig.weak(sshsig.parse_key(key_line(bytes.fromhex(point))))


def test_points_outside_the_main_subgroup_are_weak() -> None:
    from nacl import bindings

    mixed = bindings.crypto_core_ed25519_add(seeded(1)[0], bytes.fromhex(SMALL_ORDER[4]))
    assert sshsig.weak(sshsig.parse_key(key_line(mixed)))
    assert not sshsig.weak(sshsig.parse_key(key_line(seeded(1)[0])))


@pytest.mark.parametrize("kind", ["rsa", "ecdsa"])
def test_stricter_about_the_type_of_key(tmp_path: Path, kind: str) -> None:
    key = make_key(tmp_path / kind, kind)
    text = subprocess.run(
        ["ssh-keygen", "-q", "-Y", "sign", "-f", str(key), "-n", NAMESPACE],
        input=MESSAGE, capture_output=True, check=True,
    ).stdout.decode()  # fmt: skip
    public = key.with_name(key.name + ".pub").read_text(encoding="utf-8").strip()
    assert Judge(tmp_path, public).accepts(text, MESSAGE)
    assert ours(text, MESSAGE) == "key-type"
    with pytest.raises(sshsig.BadKey):
        sshsig.parse_key(public)


# Where both refuse ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong, reason",
    [
        (blob(MESSAGE, version=2), "version"),
        (b"SSHSIH" + blob(MESSAGE)[6:], "version"),
        (blob(MESSAGE, namespace=b""), "namespace"),
        (blob(MESSAGE, namespace="受".encode()), "namespace"),
        (blob(MESSAGE, tail=b"\0"), "trailing"),
        (blob(MESSAGE)[:-1], "cut"),
        (blob(MESSAGE)[:20], "cut"),
        (b"", "cut"),
        (blob(MESSAGE, raw=bytes(63)), "trailing"),
        (blob(MESSAGE, point=bytes(31)), "key-length"),
        (blob(MESSAGE).replace(b"sha512", b"sha384"), "hash"),
        (blob(MESSAGE).replace(string(b"sha512"), string(b"md5")), "hash"),
        (blob(MESSAGE, raw=bytes(64)), "signature"),
    ],
)
def test_wrong_blobs_are_refused_by_both(tmp_path: Path, wrong: bytes, reason: str) -> None:
    text = sshsig.armour(wrong)
    assert ours(text, MESSAGE) == reason
    assert not judge_of(tmp_path).accepts(text, MESSAGE)


def test_never_accept_what_ssh_keygen_refuses(tmp_path: Path) -> None:
    """A few hundred here; `python -m tests.ledger.mutations` draws 100,000 (docs/signatures.md)."""
    tally = judged(tmp_path, 6962, int(os.environ.get("NOCUSTOM_MUTATIONS", "250")), asked=4)
    assert tally.wrong == []
    assert {reason for reason, accepted in tally.stricter.items() if accepted} <= STRICTER
    assert tally.stricter["armour"] and tally.both["made"]


@pytest.mark.parametrize(
    "line, reason",
    [
        ("", "key-line"),
        ("ssh-ed25519", "key-line"),
        ("ssh-rsa AAAA", "key-type"),
        ("ssh-ed25519 A", "key-base64"),
        ("ssh-ed25519 !!!!", "key-base64"),
        ("ssh-ed25519 AAAA", "key-cut"),
        (key_line(seeded(1)[0]).replace("ssh-ed25519 ", "sk-ssh-ed25519@openssh.com "), "key-type"),
        (key_line(seeded(1)[0]) + "\nssh-ed25519 AAAA", "key-line"),
    ],
)
def test_lines_without_a_key_we_use(line: str, reason: str) -> None:
    with pytest.raises(sshsig.BadKey) as refused:
        sshsig.parse_key(line)
    assert refused.value.reason == reason
