"""Keys enter the roster before the roots, with proof that somebody holds them, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

import pytest

from nocustom.acts.enroll import Enrolled, Founded, RootKey, enroll, found, roles_in
from nocustom.acts.people import people_on
from nocustom.errors import Exit
from nocustom.ledger.namespaces import ACCEPT, FILE
from nocustom.show.people_text import enrolled_text, founded_text, people_text
from nocustom.words import Said
from tests.acts.hall import MORNING, Hall, Script, Willing, end_of_fingerprint, make_key, told
from tests.acts.screen import screen
from tests.conftest import Run

BOTH = ("cio-root", "audit-root")


def begin(hall: Hall, *roots: str, reader: Script | None = None) -> Founded:
    return found(hall.workspace, hall.clock, hall.roots(*roots), reader or Willing())


def enter(
    hall: Hall, person: str, roles: str, by: Sequence[str] = BOTH, reader: Script | None = None, key: str | None = None
) -> Enrolled:
    with hall.desk() as desk:
        return enroll(desk, person, hall.keys[key or person], roles_in(roles), hall.roots(*by), reader or Willing())


def size(hall: Hall) -> int:
    with hall.desk(writable=False) as desk:
        return desk.ledger.size


@pytest.mark.parametrize("roots, threshold", [(1, 1), (2, 2), (3, 2)])
def test_the_roots_begin_the_ledger(hall: Hall, roots: int, threshold: int) -> None:
    people = [*BOTH, "jinji-root"][:roots]
    reader = Willing()
    founded = begin(hall, *people, reader=reader)
    assert founded.state.threshold == threshold
    assert founded.state.provisional == (roots == 1)
    assert len(reader.questions) == roots, "each root compares"
    event = founded.appended.event
    assert event.seq == 0 and {sig.by for sig in event.sigs} == set(people)
    assert event.stmt is not None and reader.texts == [event.stmt["text"]], "what was read is what was signed"
    with hall.desk() as desk:
        assert desk.ledger.verify().problems == ()


def test_a_ledger_for_which_there_is_no_room_is_none(hall: Hall, run: Run) -> None:
    """What was begun is taken away; the next command says what is the next step, and that takes it."""
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (9000, before[1]))  # not enough for the table, and then for the line
    try:
        code, said = told(lambda: begin(hall, *BOTH))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert code == 3 and said.startswith("error: can't use `ledger/ledger.sqlite`: "), said
    assert not [path.name for path in hall.ledger_file.parent.iterdir() if path.stat().st_size]
    status = run("status", cwd=hall.root)
    assert status.code == 0 and "there is no ledger yet" in status.out and "people enroll --found" in status.out
    verify = run("ledger", "verify", cwd=hall.root)
    assert (verify.code, verify.err) == (3, (
        "error: there is no ledger at `ledger/ledger.sqlite`\n"
        "hint: `nocustom people enroll --found --root-key ID=FILE` begins it\n"))  # fmt: skip
    begin(hall, *BOTH)
    assert size(hall) == 1


def test_of_two_that_begin_the_ledger_at_once_one_does(hall: Hall) -> None:
    class Slow(Willing):
        def answer(self, question: Said) -> str:
            if not self.questions:
                begin(hall, "audit-root")
            return super().answer(question)

    code, said = told(lambda: begin(hall, "cio-root", reader=Slow()))
    assert code == 4 and said.startswith("error: there is a ledger at `ledger/ledger.sqlite` already\n")
    with hall.desk(writable=False) as desk:
        assert desk.ledger.size == 1 and desk.ledger.state.roots.people == ("audit-root",)
    assert not list(hall.ledger_file.parent.glob(".*")), "nothing is left of the other"


def test_one_root_is_told_what_it_means(hall: Hall) -> None:
    for lang, word in (("en", "provisional"), ("ja", "")):
        hall.ledger_file.unlink(missing_ok=True)
        text = screen(founded_text(begin(hall, "cio-root"), lang))
        assert word in text and "--for root" in text


def test_a_ledger_begins_once(hall: Hall) -> None:
    begin(hall, *BOTH)
    assert told(lambda: begin(hall, *BOTH)) == (4, (
        "error: there is a ledger at `ledger/ledger.sqlite` already\n"
        "hint: it begins once; `nocustom people enroll PERSON --key FILE --for ROLE` "
        "enters more keys"))  # fmt: skip
    assert size(hall) == 1


@pytest.mark.parametrize("answer, code, words", [
    ("", Exit.INTERRUPTED, "stopped; nothing was written"),
    ("AAAAAAAA", Exit.NOT_PERMITTED, "`AAAAAAAA` is not the end of that fingerprint; nothing was written"),
])  # fmt: skip
def test_without_a_compared_fingerprint_there_is_no_ledger(hall: Hall, answer: str, code: Exit, words: str) -> None:
    got, said = told(lambda: begin(hall, *BOTH, reader=Script(end_of_fingerprint, answer)))
    assert got == code and words in said
    assert not hall.ledger_file.exists()


@pytest.mark.parametrize("roots, words", [
    ([], "no root is named"),
    (["cio-root", "cio-root"], "the root `cio-root` is named twice"),
    (["a", "b", "c", "d"], "there are 4 roots"),
    (["two words"], "`two words` can't be the id of a person"),
])  # fmt: skip
def test_roots_that_can_t_be(hall: Hall, roots: list[str], words: str) -> None:
    code, said = told(lambda: begin(hall, *roots))
    assert code in (Exit.USAGE, Exit.NOT_PERMITTED) and words in said
    assert not hall.ledger_file.exists()


def test_one_key_is_not_two_roots(hall: Hall) -> None:
    same = [RootKey("cio-root", hall.keys["cio-root"]), RootKey("audit-root", hall.keys["cio-root"])]
    code, said = told(lambda: found(hall.workspace, hall.clock, same, Willing()))
    assert code == 4 and "stands there already, for `cio-root`" in said


def test_a_key_is_entered_by_two_roots_and_proves_itself(hall: Hall) -> None:
    begin(hall, *BOTH)
    reader = Willing()
    done = enter(hall, "tanaka", "accept,file", reader=reader)
    assert [(sig.by, sig.ns.removeprefix("nocustom-v1-")) for sig in done.appended.event.sigs] == [
        ("cio-root", "roster"), ("audit-root", "roster"), ("tanaka", "enroll")]  # fmt: skip
    assert done.appended.event.stmt is not None
    assert done.appended.event.stmt["added"] == [done.fingerprint]
    assert reader.texts == [done.appended.event.stmt["text"]]
    assert all(done.fingerprint in question for question in reader.questions) and len(reader.questions) == 2
    (key,) = done.state.roster.keys_of("tanaka")
    assert done.state.roster.keys_of("tanaka", ACCEPT) == (key,) == done.state.roster.keys_of("tanaka", FILE)
    with hall.desk() as desk:
        assert desk.ledger.verify().problems == ()


def test_a_person_may_have_several_keys(hall: Hall) -> None:
    begin(hall, *BOTH)
    enter(hall, "tanaka", "file")
    done = enter(hall, "tanaka", "accept", key="tanaka-token")
    assert len(done.state.roster.keys_of("tanaka")) == 2


def test_other_roles_for_a_key_need_no_new_proof(hall: Hall) -> None:
    begin(hall, *BOTH)
    enter(hall, "tanaka", "file")
    done = enter(hall, "tanaka", "file,accept")
    assert (done.before, done.roles) == (("file",), ("file", "accept"))
    assert {sig.ns for sig in done.appended.event.sigs} == {"nocustom-v1-roster"}
    assert "before: file" in screen(enrolled_text(done, "en"))
    code, said = told(lambda: enter(hall, "tanaka", "accept,file"))
    assert code == 4 and "is enrolled for just that already" in said


def test_a_second_root_ends_the_provisional_time(hall: Hall) -> None:
    begin(hall, "cio-root")
    assert "provisional" in screen(enrolled_text(enter(hall, "tanaka", "file", ["cio-root"]), "en"))
    done = enter(hall, "audit-root", "root", ["cio-root"])
    assert not done.state.provisional and done.state.threshold == 2
    assert "`audit-root` is a root now" in screen(enrolled_text(done, "en"))
    code, said = told(lambda: enter(hall, "sato", "file", ["cio-root"]))
    assert code == 4 and "it takes 2 roots, and 1 are named" in said


Act = Callable[[Hall], object]


@pytest.mark.parametrize("act, code, words", [
    (lambda hall: enter(hall, "tanaka", "file", []), 4,
     "it takes 2 roots, and 0 are named\nhint: name each with `--root-key ID=FILE`; the roots are cio-root,"),
    (lambda hall: enter(hall, "tanaka", "file", ["cio-root"]), 4, "it takes 2 roots, and 1 are named"),
    (lambda hall: enter(hall, "tanaka", "file", ["cio-root", "cio-root"]), 2, "the root `cio-root` is named twice"),
    (lambda hall: enter(hall, "tanaka", "file", ["cio-root", "mori"]), 4, "`mori` is no root"),
    (lambda hall: enter(hall, "tanak", "file"), 3,
     "`tanak` is not a person of policies/people.toml\nhint: did you mean `tanaka`?"),
    (lambda hall: enter(hall, "tanaka", "file", key="suzuki"), 4, "is or was that of `suzuki`"),
    (lambda hall: enter(hall, "tanaka", "file", key="cio-root"), 4, "is or was that of `cio-root`"),
    (lambda hall: enter(hall, "jinji-root", "root", key="audit-root"), 4, "is or was that of `audit-root`"),
    (lambda hall: enter(hall, "tanaka", "file", reader=Script(end_of_fingerprint, "")), 130, "stopped"),
    (lambda hall: enter(hall, "tanaka", "file", reader=Script("x" * 8)), 4, "is not the end of that fingerprint"),
    (lambda hall: enter(hall, "tanaka", "fil"), 2, "`fil` is not a role a key can have"),
    (lambda hall: enter(hall, "tanaka", " , "), 2, "`--for` names no role"),
    (lambda hall: enter(hall, "tanaka", "root,file"), 2, "a root has a key of its own, for nothing else"),
])  # fmt: skip
def test_who_is_not_entered(hall: Hall, act: Act, code: int, words: str) -> None:
    begin(hall, *BOTH)
    enter(hall, "suzuki", "file")
    before = size(hall)
    got, said = told(lambda: act(hall))
    assert got == code and words in said
    assert size(hall) == before


def test_a_root_with_another_key_is_not_that_root(hall: Hall) -> None:
    begin(hall, *BOTH)
    roots = [RootKey("cio-root", hall.keys["cio-root"]), RootKey("audit-root", hall.keys["mori"])]
    with hall.desk() as desk:
        code, said = told(lambda: enroll(desk, "tanaka", hall.keys["tanaka"], ("file",), roots, Willing()))
    assert code == 4 and "is not that of the root `audit-root`" in said


def test_keys_of_other_kinds_and_no_keys(hall: Hall) -> None:
    begin(hall, *BOTH)
    rsa = make_key(hall.root / "rsa", "rsa")
    (hall.root / "text").write_text("no key", encoding="utf-8")
    (hall.root / "text").chmod(0o600)
    for file, words in ((rsa, "use a key of type ed25519 or ed25519-sk"), (hall.root / "text", "is not a key"),
                        (hall.root / "nowhere", "there is no key at")):  # fmt: skip
        with hall.desk() as desk:
            code, said = told(lambda: enroll(desk, "tanaka", file, ("file",), hall.roots(*BOTH), Willing()))  # noqa: B023
        assert code == 4 and words in said
    assert size(hall) == 1


def test_a_public_key_alone_proves_nothing(hall: Hall) -> None:
    begin(hall, *BOTH)
    public = hall.root / "lonely.pub"
    public.write_bytes(hall.keys["tanaka"].with_suffix(".pub").read_bytes())
    with hall.desk() as desk:
        code, said = told(lambda: enroll(desk, "tanaka", public, ("file",), hall.roots(*BOTH), Willing()))
    assert code == 4 and "there is no private key" in said
    assert size(hall) == 1


def test_somebody_else_was_entered_meanwhile(hall: Hall) -> None:
    begin(hall, *BOTH)

    class Slow(Willing):
        def read(self, text: str) -> None:
            if not self.texts:
                enter(hall, "suzuki", "file")
            super().read(text)

    code, said = told(lambda: enter(hall, "tanaka", "file", reader=Slow()))
    assert code == 6 and "has changed meanwhile" in said
    assert size(hall) == 2


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_screens(office: Hall, lang: str) -> None:
    day = MORNING.date()
    with office.desk(writable=False) as desk:
        shown = people_on(office.workspace, desk, day)
    text = screen(people_text(shown, lang))
    assert "tanaka" in text and "accept,file" in text and "cio-root" in text
    assert "kato" not in text, "who left the city is not in service"
    assert "子育て支援課 (kodomo)\n  suzuki     鈴木 美咲  担当者" in text
    assert {"en": "課長                  since 2025-04-01", "ja": "課長                  2025-04-01から"}[lang] in text
    moved = replace(shown.people[0], first=date(2026, 4, 1), last=date(2027, 3, 31), acting_for="田中 一郎")
    both = screen(people_text(replace(shown, people=(moved,)), lang))
    assert {"en": "from 2026-04-01 to 2027-03-31  acting for 田中 一郎",
            "ja": "2026-04-01から2027-03-31まで  田中 一郎の代理"}[lang] in both  # fmt: skip
    without = screen(people_text(people_on(office.workspace, None, day), lang))
    assert "--found" in without
    screen(enrolled_text(enter(office, "kimura", "file"), lang))


def test_the_command_line(run: Run, hall: Hall) -> None:
    keys = [f"--root-key={person}={hall.keys[person]}" for person in BOTH]
    ran = run("people", "enroll", "--found", *keys, cwd=hall.root)
    assert ran.code == 4 and ran.err == (
        "error: this act is signed in person, and there is no terminal\n"
        "hint: run it in a terminal window, without a pipe and without `--no-input`\n")  # fmt: skip
    assert "I agree that the roster above is set." in ran.out, "the text can be read without a terminal"
    assert not hall.ledger_file.exists()
    for arguments, words in (
        ((), "whose key, which key, and for what?"),
        (("tanaka", "--key", "x", "--for", "file"), "there is no ledger at"),
        (("tanaka", "--found", *keys), "`--found` enters the roots alone"),
        (("--found", "--root-key", "cio-root"), "`cio-root` is not of the form ID=FILE"),
    ):
        ran = run("people", "enroll", *arguments, cwd=hall.root)
        assert ran.code in (2, 3) and words in ran.err and ran.out == ""
