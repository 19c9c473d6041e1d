"""Attacks on keys: one hand plays two people, a key that proves nothing or is none any more, a tampered inbox."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from nacl import bindings

from nocustom.acts.enroll import RootKey, enroll, found
from nocustom.errors import NotPermitted
from nocustom.ledger import signing
from nocustom.ledger.event_line import Draft, RawSignature, statement
from nocustom.ledger.inbox import DIGEST, plain_bytes
from nocustom.ledger.namespaces import ENROLL, PREFIX, ROSTER
from nocustom.ledger.sshsig import armour, parse_key
from nocustom.life import texts
from tests.acts import scripted
from tests.acts.hall import Hall, Keys, Willing, furnished, make_key, told
from tests.acts.paperwork import IKUSEI, Kept, edit, endorse_it, filed
from tests.acts.scripted import OUT, folder, ingest, prepare, sign
from tests.attacks.conftest import NUMBER
from tests.attacks.stage import Stage
from tests.ledger.ssh_by_hand import key_line, seeded
from tests.ledger.test_sshsig import SMALL_ORDER
from tests.screens.played import play

BOTH = ("cio-root", "audit-root")
Signer = tuple[str, str, str]
"""In whose name, as what, with whose key."""


def key_of(hall: Hall, name: str) -> str:
    """A public key as the roster writes it."""
    return signing.public_key_of(hall.keys[name]).line


def fingerprint(hall: Hall, name: str) -> str:
    return signing.public_key_of(hall.keys[name]).fingerprint


def line(person: str, key: str, *roles: str) -> str:
    return f'{person} namespaces="{",".join(PREFIX + role for role in roles)}" {key}\n'


def roster(
    stage: Stage, *signers: Signer, new: str, added: list[str], more: tuple[RawSignature, ...] = ()
) -> Draft:
    """A roster made by hand: the one in force with these lines besides, signed by whoever is willing."""
    with stage.hall.desk(writable=False) as desk:
        seen, origin = desk.ledger.seen(), desk.workspace.origin
        state = desk.ledger.state
    content: dict[str, Any] = {"roots": state.roots.text, "roster": state.roster.text + new, "added": added}
    by = signers[0][0]
    text = texts.text({"act": "roster.set", "ledger": origin, "by": by, "lang": "ja", **content})
    stmt = statement("roster.set", ledger=origin, by=by, seen=seen, lang="ja", text=text, **content)
    sigs = [
        RawSignature(person, ns, signing.sign(stage.hall.keys[key], ns, stmt.encode()))
        for person, ns, key in signers
    ]
    return Draft("roster.set", "roster", stmt, (*sigs, *more))


def meeting(
    hall: Hall, person: str, key: Path, *roots: RootKey, roles: tuple[str, ...] = ("file",), read: bool = False
) -> str:
    """What is said of an enrolment that is refused, before anybody has `read` anything; nothing is recorded."""
    kept, reader = Kept(hall), Willing()
    with hall.desk() as desk:
        code, why = told(lambda: enroll(desk, person, key, roles, roots, reader))
    assert code in (2, 4) and kept.still
    assert bool(reader.texts) is read
    return why


@contextmanager
def untouched(hall: Hall) -> Iterator[None]:
    """Whatever is refused here leaves ledger, files and inbox as they were."""
    kept, before = Kept(hall), sorted(hall.root.rglob("*"))
    yield
    assert kept.still and sorted(hall.root.rglob("*")) == before


# Two keys in one hand ---------------------------------------------------------------------------------------------


def test_the_runner_countersigns_himself(office: Stage) -> None:
    """Who runs the meeting signs for both roots → two people, each with the key that the roster names for them."""
    hall = office.hall
    mine = hall.keys["cio-root"]
    assert "the root `cio-root` is named twice" in meeting(
        hall, "kimura", hall.keys["kimura"], RootKey("cio-root", mine), RootKey("cio-root", mine))  # fmt: skip
    assert "is not that of the root `audit-root`" in meeting(
        hall, "kimura", hall.keys["kimura"], RootKey("cio-root", mine), RootKey("audit-root", mine))  # fmt: skip
    new: dict[str, Any] = {
        "new": line("kimura", key_of(hall, "kimura"), "file"), "added": [fingerprint(hall, "kimura")],
    }  # fmt: skip
    proof = ("kimura", ENROLL, "kimura")
    once = ("cio-root", ROSTER, "cio-root")
    office.forged(roster(office, once, ("audit-root", ROSTER, "cio-root"), proof, **new),
                  "signed as `audit-root` with the key of `cio-root`")  # fmt: skip


def test_a_root_signs_twice(office: Stage) -> None:
    """One root signs the roster twice, to make two signatures → distinct roots are counted."""
    hall = office.hall
    once = ("cio-root", ROSTER, "cio-root")
    draft = roster(office, once, once, ("kimura", ENROLL, "kimura"),
                   new=line("kimura", key_of(hall, "kimura"), "file"), added=[fingerprint(hall, "kimura")])  # fmt: skip
    office.forged(draft, "the root `cio-root` signed twice", "signed by 1 of the 2 roots it needs")


def test_one_key_for_two_roots(keys: Keys, tmp_path: Path) -> None:
    """One person begins the ledger as two roots → the second name with the same key is refused."""
    hall = furnished(tmp_path / "hall", keys)
    same = [RootKey(person, keys["cio-root"]) for person in BOTH]
    code, why = told(lambda: found(hall.workspace, hall.clock, same, Willing()))
    assert code == 4 and "stands there already, for `cio-root`" in why
    assert not hall.ledger_file.exists()


def test_the_same_person_proves_and_countersigns(keys: Keys, tmp_path: Path) -> None:
    """The only root lets in a key of their own → nobody countersigns their own key, at the table or by hand."""
    hall = furnished(tmp_path / "hall", Keys(tmp_path, {**keys.known}))
    hall.keys.known["root"] = hall.keys["cio-root"]
    root = RootKey("uchida", hall.keys["root"])
    found(hall.workspace, hall.clock, [root], Willing())
    (hall.root / "ledger" / "blobs").mkdir()
    words = "nobody countersigns their own key: beside `uchida` another root signs"
    assert words in meeting(hall, "uchida", hall.keys["uchida"], root, roles=("office",))
    stage = Stage(hall)
    draft = roster(stage, ("uchida", ROSTER, "root"), ("uchida", ENROLL, "uchida"),
                   new=line("uchida", key_of(hall, "uchida"), "office"),
                   added=[fingerprint(hall, "uchida")])  # fmt: skip
    stage.forged(draft, words)


def test_the_only_root_accepts_in_the_owners_name(keys: Keys, tmp_path: Path) -> None:
    """The only root accepts in the owner's name by a key of its own making, then others join → it stays provisional."""
    hall = furnished(tmp_path / "hall", Keys(tmp_path, {**keys.known}))
    hall.found("cio-root")
    hall.keys.known["tanaka"] = make_key(tmp_path / "made by the root")
    for person, roles in (("tanaka", "accept,file"), ("uchida", "office"), ("hirano", "decision")):
        hall.enroll(person, roles, by=["cio-root"])
    hall.adopt()
    stage, number = Stage(hall), filed(hall, IKUSEI)
    stage.good("tanaka", "endorse", number)
    stage.good("tanaka", "accept", number)
    hall.enroll("audit-root", "root", by=["cio-root"])
    sheet = " ".join(stage.anyone("review", number).out.split())
    assert "Endorsed or accepted under a single root key: an approval will be provisional." in sheet
    decided = stage.by("hirano", "decide", number, "approve")
    assert "provisional: an act that it rests on was signed under a single root key" in " ".join(decided.out.split())
    hall.later(days=400)
    shown = stage.anyone("request", "show", number).out
    assert "provisional: an act under a single root key" in " ".join(shown.split()), shown


# Keys that are none -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("point", [bytes.fromhex(each) for each in (SMALL_ORDER[0], SMALL_ORDER[3], SMALL_ORDER[4])] + [
    bindings.crypto_core_ed25519_add(seeded(1)[0], bytes.fromhex(SMALL_ORDER[4]))], ids=[
    "identity", "zero", "order 8", "outside the main subgroup"])  # fmt: skip
def test_a_weak_point_as_a_key(office: Stage, point: bytes) -> None:
    """Enrol a key with which anybody can sign anything → weak points are no keys, though ssh-keygen takes them."""
    hall = office.hall
    public = hall.root / "weak.pub"
    public.write_text(key_line(point) + "\n", encoding="utf-8")
    roots = [RootKey(person, hall.keys[person]) for person in BOTH]
    assert "is weak: anybody could sign with it" in meeting(hall, "kimura", public, *roots)
    public.unlink()
    key = parse_key(key_line(point))
    draft = roster(office, *((root, ROSTER, root) for root in BOTH), new=line("kimura", key.line, "file"),
                   added=[key.fingerprint],
                   more=(RawSignature("kimura", ENROLL, no_secret_needed(point)),))  # fmt: skip
    office.forged(draft, "the signature does not fit what was signed")


def no_secret_needed(point: bytes) -> str:
    """What somebody writes who has no secret: with the identity point as key it fits every message."""

    def string(data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + data

    kind = b"ssh-ed25519"
    public = string(kind) + string(point)
    body = (b"SSHSIG" + b"\0\0\0\1" + string(public) + string(ENROLL.encode()) + string(b"") + string(b"sha512")
            + string(string(kind) + string(point + bytes(32))))  # fmt: skip
    return armour(body)


def test_a_key_that_proved_no_possession(office: Stage) -> None:
    """The roots enter a key that nobody has shown to hold → the new key signs the same statement."""
    hall = office.hall
    signers = [(root, ROSTER, root) for root in BOTH]
    new: dict[str, Any] = {
        "new": line("kimura", key_of(hall, "kimura"), "file"), "added": [fingerprint(hall, "kimura")],
    }  # fmt: skip
    stand_in = ("kimura", ENROLL, "mori")
    for more, words in (([], f"the new key {fingerprint(hall, 'kimura')} of `kimura` did not sign"),
                        ([stand_in], f"{fingerprint(hall, 'mori')} proves possession of no added key of `kimura`")):
        with hall.desk() as desk:
            draft = roster(office, *signers, *more, **new)
            code, why = told(lambda: desk.ledger.append(draft, desk.now))  # noqa: B023
        assert code == 4 and words in why
    public = hall.root / "lonely.pub"
    shutil.copy(f"{hall.keys['kimura']}.pub", public)
    roots = [RootKey(person, hall.keys[person]) for person in BOTH]
    assert "there is no private key" in meeting(hall, "kimura", public, *roots, read=True)
    office.forged(roster(office, *signers, **new), "did not sign")


def test_a_key_is_slipped_in_beside_another(office: Stage) -> None:
    """A second key hides in the roster that the roots sign → the statement lists every key that it adds."""
    hall = office.hall
    new = line("kimura", key_of(hall, "kimura"), "file") + line("mallory", key_of(hall, "mallory"), "decision")
    draft = roster(office, *((root, ROSTER, root) for root in BOTH), ("kimura", ENROLL, "kimura"),
                   ("mallory", ENROLL, "mallory"), new=new, added=[fingerprint(hall, "kimura")])  # fmt: skip
    office.forged(draft, "the list of added keys is not what these texts add")


# One key, one person ----------------------------------------------------------------------------------------------


def test_a_key_under_two_persons(office: Stage) -> None:
    """The owner's key is enrolled for a second name too, to decide → a key is one person's for ever."""
    hall = office.hall
    roots = [RootKey(person, hall.keys[person]) for person in BOTH]
    assert "is or was that of `tanaka`" in meeting(hall, "kimura", hall.keys["tanaka"], *roots, roles=("decision",))
    draft = roster(office, *((root, ROSTER, root) for root in BOTH), ("kimura", ENROLL, "tanaka"),
                   new=line("kimura", key_of(hall, "tanaka"), "decision"), added=[])  # fmt: skip
    office.forged(draft, f"the key {fingerprint(hall, 'tanaka')} stands there already, for `tanaka`")


def test_a_revoked_key_under_another_person(office: Stage) -> None:
    """A key that was revoked is enrolled for somebody else → whose it was is never forgotten."""
    hall = office.hall
    revoked(hall, "tanaka")
    roots = [RootKey(person, hall.keys[person]) for person in BOTH]
    assert "is or was that of `tanaka`" in meeting(hall, "kimura", hall.keys["tanaka"], *roots)
    draft = roster(office, *((root, ROSTER, root) for root in BOTH), ("kimura", ENROLL, "tanaka"),
                   new=line("kimura", key_of(hall, "tanaka"), "file"), added=[fingerprint(hall, "tanaka")])  # fmt: skip
    office.forged(draft, f"the key {fingerprint(hall, 'tanaka')} is or was that of `tanaka`, not of `kimura`")


def test_a_roots_key_in_the_roster(office: Stage) -> None:
    """A root's key gets a role besides → a root has a key for nothing else."""
    hall = office.hall
    roots = [RootKey(person, hall.keys[person]) for person in BOTH]
    assert "is a root's, and a root has a key for nothing else" in meeting(
        hall, "cio-root", hall.keys["cio-root"], *roots, roles=("root",))  # fmt: skip
    draft = roster(office, *((root, ROSTER, root) for root in BOTH),
                   new=line("cio-root", key_of(hall, "cio-root"), "decision"),
                   added=[fingerprint(hall, "cio-root")])  # fmt: skip
    office.forged(draft, "is a root's, and a root has a key for nothing else")


def revoked(hall: Hall, person: str) -> None:
    """The roots revoke every key of a person."""
    from nocustom.acts.revoke import revoke

    with hall.desk() as desk:
        revoke(desk, person, None, hall.roots(*BOTH), Willing())


def test_a_revoked_key_is_used_again(accepted: Stage) -> None:
    """A lost key signs after it was revoked, at a terminal, by script, by hand → the place in the ledger counts."""
    hall = accepted.hall
    ready = prepare(hall, "uchida", "return", NUMBER, "--reason", "x")
    assert ready.code == 0
    sign(hall, "uchida")
    revoked(hall, "uchida")
    words = f"the key {fingerprint(hall, 'uchida')} of `uchida` was revoked: what it signed before stays, it signs"
    accepted.attack("uchida", "return", NUMBER, words=(words,))
    with untouched(hall):
        assert words in scripted.refused(hall)
    draft = accepted.signed("uchida", "request.returned", NUMBER, text_of(accepted, "uchida", "request.returned"))
    accepted.forged(draft, words)


def text_of(stage: Stage, person: str, act: str) -> dict[str, object]:
    """The fields and the text of an act with a reason, as an honest program writes them."""
    content: dict[str, object] = {**stage.about(NUMBER), "reason": "x"}
    with stage.hall.desk(writable=False) as desk:
        case = desk.case(NUMBER)
        title = "" if case.revision.assessment is None else case.revision.assessment.title
        content["text"] = desk.text_of(act, stage.hall.signer(person), "ja", content, title)
    return content


# A role is a namespace ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("space, words", [
    ("accept", "signed as `nocustom-v1-accept`, needed as `nocustom-v1-file`"),
    ("decision", "signed as `nocustom-v1-decision`, needed as `nocustom-v1-file`"),
])  # fmt: skip
def test_a_signature_of_another_namespace(office: Stage, space: str, words: str) -> None:
    """A signature given in one role is passed off as one in another → ssh-keygen signs the namespace along."""
    hall = office.hall
    number = filed(hall, IKUSEI)
    assert prepare(hall, "tanaka", "endorse", number).code == 0
    sign(hall, "tanaka", space=space)
    with untouched(hall):
        assert words in scripted.refused(hall)


@pytest.mark.parametrize("key, words", [
    ("sato", "signed as `tanaka` with the key of `sato`"),
    ("cio-root", "is not in the roster of that moment"),
    ("mallory", "is not in the roster of that moment"),
    ("tanaka-token", "the key of `tanaka` may not sign as `nocustom-v1-file`"),
])  # fmt: skip
def test_another_key_than_the_chiefs(office: Stage, key: str, words: str) -> None:
    """The chief's statement is signed with another key → person, key and role stand in one line of the roster."""
    hall = office.hall
    roots = hall.roots(*BOTH)
    with hall.desk() as desk:
        enroll(desk, "tanaka", hall.keys["tanaka-token"], ("accept",), roots, Willing())
    number = filed(hall, IKUSEI)
    assert prepare(hall, "tanaka", "endorse", number).code == 0
    sign(hall, key, space="file")
    with untouched(hall):
        assert words in scripted.refused(hall)


# The inbox ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def inbox(office: Stage) -> Hall:
    """A filing with its signature and its two files in a folder that anybody can write to."""
    hall = office.hall
    hall.request(IKUSEI)
    folder(hall)
    assert prepare(hall, "suzuki", "submit", "ikusei-teate-k3f9", to=f"inbox/{OUT}").code == 0
    sign(hall, "suzuki", f"inbox/{OUT}")
    return hall


def papers(hall: Hall) -> list[Path]:
    return sorted(path for path in (hall.root / "inbox").iterdir() if DIGEST.fullmatch(path.name))


Choice = Callable[[Hall], Path]
PARTS: list[Choice] = [
    lambda hall: hall.root / "inbox" / OUT, lambda hall: hall.root / "inbox" / f"{OUT}.sig",
    lambda hall: papers(hall)[0], lambda hall: papers(hall)[1],
]  # fmt: skip
NAMES = ["statement", "signature", "first file", "second file"]


@pytest.mark.parametrize("part", PARTS, ids=NAMES)
@pytest.mark.parametrize("named", ["inbox", f"inbox/{OUT}"])
def test_a_link_in_the_inbox(inbox: Hall, part: Choice, named: str) -> None:
    """A link leads the host's program to a file of the host → no name is followed, even to the right bytes."""
    path = part(inbox)
    path.rename(inbox.root / "moved")
    path.symlink_to(inbox.root / "moved")
    kept = Kept(inbox)
    screen = ingest(inbox, named)
    assert screen.code == 4 and "is a link, and only plain files are taken" in " ".join(screen.err.split())
    assert kept.still


def test_a_link_that_comes_while_it_is_read(inbox: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is exchanged for a link between the look and the reading → it is opened without following."""
    path, real = inbox.root / "inbox" / OUT, os.open
    path.with_name("right").write_bytes(path.read_bytes())

    def late(name: str | Path, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        if str(name).endswith(OUT):
            path.unlink()
            path.symlink_to(path.with_name("right"))
        return real(name, flags, mode, dir_fd=dir_fd)

    monkeypatch.setattr(os, "open", late)
    with pytest.raises(NotPermitted, match="is a link, and only plain files are taken"):
        plain_bytes(path, OUT, 1 << 20)


def test_a_file_that_is_exchanged_while_it_is_read(inbox: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another file comes under the name between the look and the reading → it is the file that was looked at."""
    path, real = inbox.root / "inbox" / OUT, os.open
    path.with_name("other").write_bytes(b"other")

    def late(name: str | Path, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        path.with_name("other").replace(path)
        return real(name, flags, mode, dir_fd=dir_fd)

    monkeypatch.setattr(os, "open", late)
    with pytest.raises(NotPermitted, match="was exchanged while it was read"):
        plain_bytes(path, OUT, 1 << 20)


@pytest.mark.parametrize("part, words", list(zip(PARTS, [
    "the signature does not fit what was signed", "the signature does not fit what was signed",
    "does not hold what its name says: it was changed on the way",
    "does not hold what its name says: it was changed on the way",
], strict=True)), ids=NAMES)  # fmt: skip
def test_a_changed_byte_in_the_inbox(inbox: Hall, part: Choice, words: str) -> None:
    """Somebody changes what was signed, its signature, or a file it binds → signature and digests."""
    path = part(inbox)
    data = bytearray(path.read_bytes())
    at = data.index(b'"suzuki"') + 1 if path.name == OUT else len(data) - 60
    data[at] = ord("z") if data[at] != ord("z") else ord("y")
    path.chmod(0o644)
    path.write_bytes(bytes(data))
    with untouched(inbox):
        assert words in scripted.refused(inbox, f"inbox/{OUT}")


def test_more_than_the_statement_binds(inbox: Hall) -> None:
    """Files come along that nobody signed for → only those whose digest the statement binds are kept."""
    stranger = inbox.root / "inbox" / ("0" * 64)
    stranger.write_bytes(b"not bound")
    bound = {path.name for path in papers(inbox)} - {stranger.name}
    assert ingest(inbox, "inbox").code == 0
    with inbox.desk(writable=False) as desk:
        assert bound <= set(desk.ledger.blobs.names()) and stranger.name not in desk.ledger.blobs.names()


# Replays ------------------------------------------------------------------------------------------------------------


def test_a_statement_is_replayed(office: Stage) -> None:
    """A statement that was recorded is sent again, later, when it would fit again → its nonce serves once."""
    hall = office.hall
    number = filed(hall, IKUSEI)
    assert prepare(hall, "tanaka", "endorse", number).code == 0
    sign(hall, "tanaka")
    first = [(hall.root / name).read_bytes() for name in (OUT, f"{OUT}.sig")]
    assert ingest(hall).code == 0
    with untouched(hall):
        assert "this statement stands in the ledger already, as line 14" in scripted.refused(hall)
    for name, data in zip((OUT, f"{OUT}.sig"), first, strict=True):
        (hall.root / f"again-{name}").write_bytes(data)
    with untouched(hall):
        assert "as line 14" in scripted.refused(hall, f"again-{OUT}")
    office.forged(office.recorded("request.endorsed"), "this statement was recorded before")


def endorsed_there(other: Hall, hall: Hall) -> None:
    """The same people found a ledger of their own, endorse there, and what was signed is brought to the hall."""
    other.found(*BOTH)
    for person, roles in (("tanaka", "accept,file"), ("uchida", "office"), ("hirano", "decision")):
        other.enroll(person, roles)
    other.adopt()
    assert filed(other) == filed(hall) == NUMBER
    assert prepare(other, "tanaka", "endorse", NUMBER).code == 0
    sign(other, "tanaka")
    for name in (OUT, f"{OUT}.sig"):
        shutil.copy(other.root / name, hall.root / name)


def test_a_statement_of_another_city(office: Stage, tmp_path: Path) -> None:
    """The same people signed the same act in another city's ledger → the statement names its ledger."""
    hall = office.hall
    other = furnished(tmp_path / "other", hall.keys)
    edit(other.root / "nocustom.toml", "aozora.example/nocustom", "midori.example/nocustom")
    endorsed_there(other, hall)
    with untouched(hall):
        assert ("signed for the ledger `midori.example/nocustom`, but this is `aozora.example/nocustom`"
                in scripted.refused(hall))  # fmt: skip


def test_a_second_ledger_of_the_same_origin(office: Stage, tmp_path: Path) -> None:
    """Bring in what was signed for a second ledger of the same people and name → it saw another history."""
    hall = office.hall
    other = furnished(tmp_path / "other", hall.keys)
    endorsed_there(other, hall)
    with untouched(hall):
        assert "the signer saw another history of the first" in scripted.refused(hall)


def test_a_statement_from_a_copy_that_went_its_own_way(office: Stage, tmp_path: Path) -> None:
    """An old backup goes on beside the ledger, and what was signed there is brought here → it saw another history."""
    hall = office.hall
    number = filed(hall, IKUSEI)
    shutil.copytree(hall.root, tmp_path / "copy")
    copy = Hall(tmp_path / "copy", hall.keys, hall.time)
    copy.later(minutes=1)
    filed(copy, "korei-large-print")
    filed(hall, "korei-large-print")
    assert prepare(copy, "tanaka", "endorse", number).code == 0
    sign(copy, "tanaka")
    for name in (OUT, f"{OUT}.sig"):
        shutil.copy(copy.root / name, hall.root / name)
    with untouched(hall):
        assert "the signer saw another history of the first 15 lines" in scripted.refused(hall)


def test_a_statement_of_nobody_at_this_office(office: Stage) -> None:
    """Somebody signs in the chief's name with a key of their own making → the key is in nobody's name."""
    hall = office.hall
    number = filed(hall, IKUSEI)
    ran = play("en", "endorse", number, "--key", str(hall.keys["mallory"]), "--statement", OUT, cwd=hall.root,
               clock=hall.clock)  # fmt: skip
    assert ran.code == 4 and "is in nobody's name" in " ".join(ran.err.split())
    endorse_it(hall, number)
