"""Keys leave the roster before the roots: what they signed stays, and they sign nothing more."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from functools import partial

import pytest

from nocustom.acts.enroll import RootKey, enroll, roles_in
from nocustom.acts.revoke import Revoked, revoke
from nocustom.errors import Exit
from nocustom.ledger import signing
from nocustom.locale import speak
from nocustom.words import Said
from tests.acts.hall import Hall, Keys, Script, Willing, end_of_fingerprint, told
from tests.acts.paperwork import IKUSEI, accepted, endorse_it, filed, owner_accepts, state_of
from tests.conftest import Golden
from tests.screens.played import play

BOTH = ("cio-root", "audit-root")


def out(
    hall: Hall, person: str, key: str | None = None, by: Sequence[str] = BOTH, reader: Script | None = None
) -> Revoked:
    with hall.desk() as desk:
        return revoke(desk, person, key, hall.roots(*by), reader or Willing())


def fingerprint(hall: Hall, name: str) -> str:
    return signing.public_key_of(hall.keys[name]).fingerprint


def second_key(hall: Hall, person: str = "tanaka", roles: str = "accept") -> str:
    """Another key for a person; its name in the hall's keys."""
    with hall.desk() as desk:
        enroll(desk, person, hall.keys[f"{person}-token"], roles_in(roles), hall.roots(*BOTH), Willing())
    return f"{person}-token"


def third_root(hall: Hall) -> None:
    with hall.desk() as desk:
        enroll(desk, "jinji-root", hall.keys["jinji-root"], ("root",), hall.roots(*BOTH), Willing())


def size(hall: Hall) -> int:
    with hall.desk(writable=False) as desk:
        return desk.ledger.size


def test_the_roots_take_out_every_key_of_a_person(office: Hall) -> None:
    second_key(office)
    reader = Willing()
    done = out(office, "tanaka", reader=reader)
    assert {entry.key.fingerprint for entry in done.keys} == {fingerprint(office, "tanaka"),
                                                              fingerprint(office, "tanaka-token")}  # fmt: skip
    assert done.left == () and done.state.roster.keys_of("tanaka") == ()
    event = done.appended.event
    assert event.stmt is not None and event.stmt["added"] == [] and event.stmt["text"] == reader.texts[0]
    assert "tanaka " not in event.stmt["roster"]
    assert [(sig.by, sig.ns) for sig in event.sigs] == [(root, "nocustom-v1-roster") for root in BOTH]
    assert len(reader.questions) == 4, "each root types the end of each key"
    with office.desk() as desk:
        assert desk.ledger.verify().problems == ()


@pytest.mark.parametrize("named", ["fingerprint", "file", "public file"])
def test_one_of_several_keys(office: Hall, named: str) -> None:
    token = second_key(office)
    name = {"fingerprint": fingerprint(office, token), "file": str(office.keys[token]),
            "public file": f"{office.keys[token]}.pub"}[named]  # fmt: skip
    done = out(office, "tanaka", name)
    assert [entry.key.fingerprint for entry in done.keys] == [fingerprint(office, token)]
    assert [entry.key.fingerprint for entry in done.left] == [fingerprint(office, "tanaka")]
    number = filed(office)
    endorse_it(office, number)
    assert state_of(office, number) == "owner_pending", "the other key signs as before"


def test_what_was_signed_before_stays_and_nothing_more_is_signed(office: Hall) -> None:
    number = accepted(office)
    out(office, "tanaka")
    with office.desk() as desk:
        assert desk.ledger.verify().problems == ()
        assert desk.case(number).acceptance is not None and desk.case(number).state.value == "review"
    other = filed(office, IKUSEI, ('key = "ikusei-teate-k3f9"', 'key = "shogai-teate-k4g1"'))
    before = size(office)
    ran = play("en", "endorse", other, "--key", str(office.keys["tanaka"]), cwd=office.root, clock=office.clock)
    assert ran.code == Exit.NOT_PERMITTED and ran.out == "", "nothing is shown that could not be signed"
    key = fingerprint(office, "tanaka")
    assert " ".join(ran.err.split()) == (
        f"error: the key {key} of `tanaka` was revoked: what it signed before stays, it signs nothing more "
        "hint: use another key of yours, or have a new one enrolled: `nocustom people enroll tanaka`")  # fmt: skip
    assert size(office) == before


def test_doctor_knows_a_revoked_key(office: Hall) -> None:
    out(office, "tanaka")
    ran = play("en", "doctor", "--key", str(office.keys["tanaka"]), cwd=office.root, clock=office.clock)
    said = " ".join(ran.out.split())
    assert f"the key {fingerprint(office, 'tanaka')} was revoked and signs nothing more" in said


def test_a_new_key_takes_over(office: Hall) -> None:
    number = filed(office)
    out(office, "tanaka")
    office.keys = Keys(office.keys.folder, {**office.keys.known, "tanaka": office.keys["tanaka-new"]})
    office.enroll("tanaka", "accept,file")
    endorse_it(office, number)
    owner_accepts(office, number)
    assert state_of(office, number) == "review"


def test_a_revoked_key_is_nobody_elses_for_ever(office: Hall) -> None:
    out(office, "tanaka")
    with office.desk() as desk:
        code, said = told(
            lambda: enroll(desk, "sato", office.keys["tanaka"], ("file",), office.roots(*BOTH), Willing())
        )
    assert code == 4 and "is or was that of `tanaka`" in said


def test_one_root_of_three_leaves(office: Hall) -> None:
    third_root(office)
    done = out(office, "audit-root", by=("cio-root", "jinji-root"))
    assert done.state.roots.people == ("cio-root", "jinji-root") and done.state.threshold == 2
    with office.desk() as desk:
        roots = office.roots(*BOTH)
        code, said = told(lambda: enroll(desk, "kimura", office.keys["kimura"], ("file",), roots, Willing()))
    assert code == 4 and "`audit-root` is no root" in said
    office.enroll("kimura", "file", by=("cio-root", "jinji-root"))


def test_a_single_root_revokes_alone(hall: Hall) -> None:
    hall.found("cio-root")
    hall.enroll("tanaka", "accept,file", by=("cio-root",))
    done = out(hall, "tanaka", by=("cio-root",))
    assert done.state.provisional and done.state.roster.entries == ()
    code, said = told(lambda: out(hall, "cio-root", by=("cio-root",)))
    assert code == 4 and "that is the last root" in said and "adds a root" in said


Act = Callable[[Hall], object]


@pytest.mark.parametrize("act, code, words", [
    (lambda hall: out(hall, "audit-root"), 4,
     "it takes 2 roots, and 1 would be left\nhint: first `nocustom people enroll"),
    (lambda hall: out(hall, "tanak"), 3, "`tanak` has no key in the roster\nhint: did you mean `tanaka`?"),
    (lambda hall: out(hall, "tanaka", by=["cio-root"]), 4, "it takes 2 roots, and 1 are named"),
    (lambda hall: out(hall, "tanaka", by=["cio-root", "cio-root"]), 2, "the root `cio-root` is named twice"),
    (lambda hall: out(hall, "tanaka", by=["cio-root", "mori"]), 4, "`mori` is no root"),
    (lambda hall: out(hall, "tanaka", fingerprint(hall, "suzuki")), 4, "is that of `suzuki`, not of `tanaka`"),
    (lambda hall: out(hall, "tanaka", "SHA256:nothing"), 4,
     "SHA256:nothing never was in the roster\nhint: `tanaka` has SHA"),
    (lambda hall: out(hall, "tanaka", "nowhere"), 4, "there is no key at `nowhere`"),
    (lambda hall: out(hall, "tanaka", reader=Script(end_of_fingerprint, "")), 130, "stopped; nothing was written"),
    (lambda hall: out(hall, "tanaka", reader=Script("AAAAAAAA")), 4, "is not the end of that fingerprint"),
])  # fmt: skip
def test_what_is_not_revoked(office: Hall, act: Act, code: int, words: str) -> None:
    before = size(office)
    got, said = told(lambda: act(office))
    assert got == code and words in said
    assert size(office) == before


def test_twice(office: Hall) -> None:
    key = fingerprint(office, "tanaka")
    out(office, "tanaka")
    said_of_it = f"the key {key} is revoked already"
    for named, words in ((None, "every key of `tanaka` is revoked already"), (key, said_of_it)):
        code, said = told(lambda: out(office, "tanaka", named))  # noqa: B023
        assert code == 4 and words in said


def test_somebody_was_entered_meanwhile(office: Hall) -> None:
    class Slow(Willing):
        def read(self, text: str) -> None:
            if not self.texts:
                office.enroll("kimura", "file")
            super().read(text)

    code, said = told(lambda: out(office, "tanaka", reader=Slow()))
    assert code == 6 and "has changed meanwhile" in said


def test_a_root_with_another_key_is_not_that_root(office: Hall) -> None:
    roots = [RootKey("cio-root", office.keys["cio-root"]), RootKey("audit-root", office.keys["mori"])]
    with office.desk() as desk:
        code, said = told(lambda: revoke(desk, "tanaka", None, roots, Willing()))
    assert code == 4 and "is not that of the root `audit-root`" in said


def agreed(lang: str, asked: Said, shown: Sequence[str]) -> str:
    return end_of_fingerprint(speak(asked, lang))


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_screens(golden: Golden, lang: str, office: Hall) -> None:
    """The ceremony of one key of two, of all that are left, the last root; then the key is used."""
    token, number = second_key(office), filed(office)
    for name in (*BOTH, "tanaka", token):
        shutil.copy(office.keys[name], office.root / name)
        shutil.copy(f"{office.keys[name]}.pub", office.root / f"{name}.pub")
    roots = [f"--root-key={name}={name}" for name in BOTH]
    typed = partial(play, lang, cwd=office.root, clock=office.clock, keyboard=partial(agreed, lang))
    screens = [
        typed("people", "revoke", "tanaka", "--key", token, *roots),
        typed("people", "revoke", "tanaka", *roots),
        typed("people", "revoke", "tanaka", *roots),
        typed("people", "revoke", "audit-root", *roots),
        typed("endorse", number, "--key", "tanaka"),
    ]
    assert [screen.code for screen in screens] == [0, 0, 4, 4, 4]
    shown = "\n".join(map(str, screens))
    for name in ("tanaka", token):
        shown = shown.replace(f"> {fingerprint(office, name)[-8:]}\n", "> TheirKey\n")
    golden(f"acts/people-revoke.{lang}", shown)
