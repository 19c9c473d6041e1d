"""The roster is an allowed_signers text: ours and ssh-keygen's reading of it are one."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nocustom.ledger import signing
from nocustom.ledger.namespaces import ACCEPT, DECISION, FILE, ROSTER
from nocustom.ledger.roster import BadRoster, Roster, parse_roots, parse_roster
from tests.ledger.city import Office
from tests.ledger.ssh_by_hand import key_line, seeded

KEY = key_line(seeded(1)[0])
OTHER = key_line(seeded(2)[0])


def test_a_text_is_read_and_written_again(office: Office) -> None:
    text = office.text(tanaka="accept,file", mori="decision")
    roster = parse_roster(text)
    assert roster.text == text
    assert roster.people == ("tanaka", "mori")
    assert roster.keys_of("tanaka") == (office.public("tanaka"),)
    assert roster.keys_of("tanaka", ACCEPT) == (office.public("tanaka"),)
    assert roster.keys_of("tanaka", DECISION) == ()
    assert parse_roster("") == Roster()


def test_a_person_may_have_several_keys() -> None:
    roster = parse_roster(f'tanaka namespaces="{ACCEPT}" {KEY}\ntanaka namespaces="{FILE}" {OTHER}\n')
    assert roster.people == ("tanaka",)
    assert len(roster.keys_of("tanaka")) == 2


@pytest.mark.parametrize(
    "text, reason",
    [
        (f'tanaka namespaces="{ACCEPT}" {KEY}', "last-line"),
        (f'tanaka namespaces="{ACCEPT}" {KEY}\r\n', "line"),
        ("\n", "line"),
        ("# keys\n", "line"),
        (f"tanaka {KEY}\n", "line"),
        (f'tanaka  namespaces="{ACCEPT}" {KEY}\n', "line"),
        (f' tanaka namespaces="{ACCEPT}" {KEY}\n', "line"),
        (f'tanaka namespaces="{ACCEPT}" {KEY} comment\n', "line"),
        (f'tanaka namespaces="" {KEY}\n', "line"),
        (f"tanaka namespaces={ACCEPT} {KEY}\n", "line"),
        (f'tanaka cert-authority,namespaces="{ACCEPT}" {KEY}\n', "line"),
        (f'tanaka namespaces="{ACCEPT}",valid-after="20260101" {KEY}\n', "line"),
        (f'* namespaces="{ACCEPT}" {KEY}\n', "person"),
        (f'tana?a namespaces="{ACCEPT}" {KEY}\n', "person"),
        (f'!tanaka namespaces="{ACCEPT}" {KEY}\n', "person"),
        (f'tanaka,sato namespaces="{ACCEPT}" {KEY}\n', "person"),
        (f'"tanaka" namespaces="{ACCEPT}" {KEY}\n', "person"),
        (f'田中 namespaces="{ACCEPT}" {KEY}\n', "person"),
        (f'-tanaka namespaces="{ACCEPT}" {KEY}\n', "person"),
        (f'{"a" * 65} namespaces="{ACCEPT}" {KEY}\n', "person"),
        (f'tanaka namespaces="*" {KEY}\n', "namespace"),
        (f'tanaka namespaces="nocustom-v1-*" {KEY}\n', "namespace"),
        (f'tanaka namespaces="{ACCEPT},!{DECISION}" {KEY}\n', "namespace"),
        (f'tanaka namespaces="{ACCEPT},{ACCEPT}" {KEY}\n', "namespace"),
        (f'tanaka namespaces="{ROSTER}" {KEY}\n', "namespace"),
        (f'tanaka namespaces="nocustom-v1-enroll" {KEY}\n', "namespace"),
        (f'tanaka namespaces="{ACCEPT}" ssh-rsa AAAA\n', "key-type"),
        (f'tanaka namespaces="{ACCEPT}" {KEY}\nsato namespaces="{ACCEPT}" {KEY}\n', "key-twice"),
        (f'tanaka namespaces="{ACCEPT}" {KEY}\ntanaka namespaces="{FILE}" {KEY}\n', "key-twice"),
        (f'tanaka namespaces="{ACCEPT}" {key_line(bytes([1]) + bytes(31))}\n', "weak-key"),
        (f'tanaka namespaces="{ACCEPT}" {key_line(bytes(32))}\n', "weak-key"),
    ],
)
def test_what_is_not_a_roster(text: str, reason: str) -> None:
    with pytest.raises(BadRoster) as refused:
        parse_roster(text)
    assert refused.value.reason == reason


def test_the_line_is_named() -> None:
    with pytest.raises(BadRoster) as refused:
        parse_roster(f'tanaka namespaces="{ACCEPT}" {KEY}\n*\n')
    assert refused.value.line == 2


def test_roots_are_one_to_three_people_with_one_key_each() -> None:
    def line(person: str, number: int, role: str = ROSTER) -> str:
        return f'{person} namespaces="{role}" {key_line(seeded(number)[0])}\n'

    assert parse_roots(line("a", 1)).people == ("a",)
    assert parse_roots(line("a", 1) + line("b", 2) + line("c", 3)).people == ("a", "b", "c")
    for text, reason in [
        ("", "roots"),
        (line("a", 1) + line("b", 2) + line("c", 3) + line("d", 4), "roots"),
        (line("a", 1) + line("a", 2), "roots"),
        (line("a", 1, ACCEPT), "namespace"),
    ]:
        with pytest.raises(BadRoster) as refused:
            parse_roots(text)
        assert refused.value.reason == reason


def test_objections() -> None:
    roster = parse_roster(f'tanaka namespaces="{ACCEPT}" {KEY}\nmori namespaces="{DECISION}" {OTHER}\n')
    (mine,), (mori,) = roster.keys_of("tanaka"), roster.keys_of("mori")
    assert roster.objection("tanaka", mine, ACCEPT) is None
    for person, key, namespace, code in [
        ("tanaka", mine, DECISION, "role"),
        ("tanaka", mori, DECISION, "other-persons-key"),
        ("sato", mine, ACCEPT, "other-persons-key"),
    ]:
        objection = roster.objection(person, key, namespace)
        assert objection is not None and objection[0] == code


def test_ssh_keygen_reads_the_same_roles(office: Office, tmp_path: Path) -> None:
    text = office.text(tanaka="accept,file", mori="decision")
    allowed, signature = tmp_path / "roster", tmp_path / "signature"
    allowed.write_text(text, encoding="utf-8")
    roster = parse_roster(text)
    for person in ("tanaka", "mori"):
        for claimed in ("tanaka", "mori"):
            for namespace in (ACCEPT, FILE, DECISION):
                signature.write_text(signing.sign(office.key(person), namespace, b"x"), encoding="utf-8")
                done = subprocess.run(
                    ["ssh-keygen", "-Y", "verify", "-f", str(allowed), "-I", claimed, "-n", namespace,
                     "-s", str(signature)],
                    input=b"x", capture_output=True, check=False,
                )  # fmt: skip
                ours = roster.objection(claimed, office.public(person), namespace) is None
                assert (done.returncode == 0) == ours


@given(st.text(alphabet='tanak,*?!" \n#=nocustom-v1ept@', max_size=40))
def test_no_text_makes_it_fall_over(text: str) -> None:
    try:
        roster = parse_roster(text)
    except BadRoster:
        return
    assert roster.text == text
