"""The owner's ceremony: what is read is what is signed, and anything but a full yes writes nothing."""

from __future__ import annotations

import os
import pty
import select
import time

import pytest

from nocustom.acts.accept import accept, yes
from nocustom.acts.desk import Aborted, Signer
from nocustom.acts.story import story
from nocustom.errors import Changed, Exit, NocustomError, NotPermitted
from nocustom.life.statement import STATEMENT_V, statement
from nocustom.locale import speak
from tests import forked
from tests.acts.hall import Hall, Script, make_key, named
from tests.acts.paperwork import IKUSEI, Kept, endorse_it, endorsed, filed, owner_accepts, state_of
from tests.conftest import Run

CLAUSES = 7


def refused(hall: Hall, number: str, signer: Signer, *answers: str) -> tuple[NocustomError, Script]:
    """The error that `accept` ends with, and what the person saw before."""
    reader = Script(*answers)
    kept = Kept(hall)
    with hall.desk() as desk, pytest.raises(NocustomError) as caught:
        accept(desk, desk.case(number), signer, reader)
    assert kept.still
    return caught.value, reader


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_text_that_was_read_is_the_text_that_was_signed(office: Hall, lang: str) -> None:
    number = endorsed(office)
    reader = Script(*["yes"] * CLAUSES, named, lang=lang)
    with office.desk() as desk:
        case = desk.case(number)
        done = accept(desk, case, office.signer("tanaka"), reader)
        event = done.receipt.event
        assert case.revision.assessment is not None
        due = statement(case.revision.assessment, number, 1, "tanaka", lang)
    assert event.stmt is not None
    assert reader.texts[0] == event.stmt["text"] == due.text
    assert [text.strip() for text in reader.texts[1:]] == [*due.clauses], "each clause stands above its question"
    assert len(reader.questions) == CLAUSES + 1
    assert event.stmt["answers"] == ["yes"] * CLAUSES
    assert (event.stmt["name"], event.stmt["statement_v"], event.stmt["lang"]) == ("田中 一郎", STATEMENT_V, lang)
    assert [signature.ns for signature in event.sigs] == ["nocustom-v1-accept"]
    assert state_of(office, number) == "review"


@pytest.mark.parametrize("answer", ["yes", "YES", "ｙｅｓ", "はい", " yes "])
def test_a_yes_is_a_yes_in_any_width(answer: str) -> None:
    assert yes(answer)


@pytest.mark.parametrize("answer", ["", "y", "no", "いいえ", "yes please", "ok", "1"])
def test_anything_else_is_no_yes(answer: str) -> None:
    assert not yes(answer)


@pytest.mark.parametrize("clause, answer", [(0, ""), (3, "y"), (CLAUSES - 1, "")])
def test_each_clause_can_stop_it(office: Hall, clause: int, answer: str) -> None:
    number = endorsed(office)
    error, reader = refused(office, number, office.signer("tanaka"), *["yes"] * clause, answer)
    assert isinstance(error, Aborted) and error.exit is Exit.INTERRUPTED
    assert speak(error.said, "en") == "stopped; nothing was written"
    assert len(reader.questions) == clause + 1
    assert state_of(office, number) == "owner_pending"


@pytest.mark.parametrize("name", ["", "tanaka", "鈴木 美咲", "yes"])
def test_the_name_is_typed_as_it_stands_in_the_people_file(office: Hall, name: str) -> None:
    number = endorsed(office)
    error, _ = refused(office, number, office.signer("tanaka"), *["yes"] * CLAUSES, name)
    assert isinstance(error, Aborted)


def test_a_space_in_the_name_may_be_left_out(office: Hall) -> None:
    number = endorsed(office)
    with office.desk() as desk:
        accept(desk, desk.case(number), office.signer("tanaka"), Script(*["yes"] * CLAUSES, "田中一郎"))
    assert state_of(office, number) == "review"


def test_without_a_terminal_nothing_is_signed(office: Hall) -> None:
    number = endorsed(office)
    error, _ = refused(office, number, office.signer("tanaka"))
    assert isinstance(error, NotPermitted)


def test_another_person_sees_no_text_but_whose_act_it_is(office: Hall) -> None:
    number = endorsed(office)
    error, reader = refused(office, number, office.signer("sato"), *["yes"] * CLAUSES, "佐藤 健太")
    assert isinstance(error, NotPermitted)
    assert speak(error.said, "en") == "`accept` is the act of the owner named, `tanaka`"
    assert reader.texts == reader.questions == []


def test_before_the_endorsement_the_state_is_the_reason(office: Hall) -> None:
    number = filed(office)
    error, reader = refused(office, number, office.signer("tanaka"))
    assert "filed" in speak(error.said, "en") and "accept" in speak(error.said, "en")
    assert reader.texts == []


def test_it_can_not_be_accepted_twice(office: Hall) -> None:
    number = endorsed(office)
    owner_accepts(office, number)
    error, reader = refused(office, number, office.signer("tanaka"))
    assert "review" in speak(error.said, "en")
    assert reader.texts == []


def test_the_key_of_somebody_else_is_refused_before_the_text(office: Hall) -> None:
    number = endorsed(office)
    error, reader = refused(office, number, Signer("tanaka", office.keys["sato"]))
    assert isinstance(error, NotPermitted)
    assert speak(error.said, "en") == "signed as `tanaka` with the key of `sato`"
    assert reader.texts == []


def test_a_key_without_the_role_is_refused_before_the_text(office: Hall) -> None:
    # suzuki may own, and her key may file, but not accept.
    number = filed(office, IKUSEI, ('owner = "tanaka"', 'owner = "suzuki"'))
    endorse_it(office, number)
    error, reader = refused(office, number, office.signer("suzuki"))
    assert speak(error.said, "en") == "the key of `suzuki` may not sign as `nocustom-v1-accept`"
    assert speak(error.hints[0], "en").startswith("`nocustom people enroll`")
    assert reader.texts == []


def test_a_key_in_nobodys_name_and_no_key_at_all(office: Hall, run: Run) -> None:
    number = endorsed(office)
    stranger = make_key(office.root / "stranger")
    ran = run("accept", number, "--key", stranger, cwd=office.root)
    assert ran.code == Exit.NOT_PERMITTED
    assert "is in nobody's" in ran.err and "hint:" in ran.err and ran.out == ""
    ran = run("accept", number, "--me", "tanaka", cwd=office.root)
    assert ran.code == Exit.NOT_PERMITTED
    assert "this act is signed: it needs your key" in ran.err and ran.out == ""


def test_without_a_terminal_the_command_line_says_so(office: Hall, run: Run) -> None:
    number = endorsed(office)
    kept = Kept(office)
    ran = run("accept", number, "--key", office.keys["tanaka"], cwd=office.root, stdin="yes\n" * 9)
    assert ran.code == Exit.NOT_PERMITTED
    assert "there is no terminal" in ran.err
    assert kept.still


def test_what_came_meanwhile_stops_it(office: Hall) -> None:
    number = endorsed(office)

    def meanwhile(question: str) -> str:
        owner_accepts(office, number)
        return named(question)

    reader = Script(*["yes"] * CLAUSES, meanwhile)
    with office.desk() as desk, pytest.raises(Changed):
        accept(desk, desk.case(number), office.signer("tanaka"), reader)
    with office.desk() as desk:
        assert [line.entry.type for line in story(desk, desk.case(number)).lines].count("acceptance.signed") == 1


# The real thing: a terminal, keys typed, ssh-keygen ---------------------------------------------------------------


class Typist:
    """A person at a real terminal: waits for the prompt, types a line."""

    def __init__(self, hall: Hall, *args: str, lang: str) -> None:
        self.master, slave = pty.openpty()
        env = {
            "PATH": os.environ["PATH"], "HOME": str(hall.root), "NOCUSTOM_LANG": lang, "COLUMNS": "80", "TERM": "dumb",
            "PYTHONUTF8": "1", "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
        }  # fmt: skip
        self.process = forked.start(args, hall.root, env, (slave, slave, slave))
        os.close(slave)

    def asked(self, seconds: float = 60) -> str:
        """Everything up to the next prompt, after which nothing more comes."""
        ends, data = time.monotonic() + seconds, b""
        while True:
            if select.select([self.master], [], [], 0.1)[0]:
                data += os.read(self.master, 65536)
            elif data.endswith(b"\n> "):
                return data.decode("utf-8").replace("\r\n", "\n")
            elif time.monotonic() > ends:
                raise AssertionError(f"no prompt came:\n{data.decode('utf-8', 'replace')}")

    def type(self, line: str) -> None:
        """Type a line and Enter."""
        os.write(self.master, line.encode() + b"\r")

    def end(self) -> tuple[int, str]:
        """The exit code and the rest of the screen; a program that waits for more is stopped, and the test fails."""
        data = b""
        while True:
            if not select.select([self.master], [], [], 60)[0]:
                self.process.kill()
                raise AssertionError(f"it did not end:\n{data.decode('utf-8', 'replace')}")
            try:
                piece = os.read(self.master, 65536)
            except OSError:  # Linux says so when the other side is closed
                break
            if not piece:
                break
            data += piece
        os.close(self.master)
        return self.process.wait(timeout=30), data.decode("utf-8").replace("\r\n", "\n")


def test_a_whole_ceremony_at_a_real_terminal(office: Hall) -> None:
    number = endorsed(office)
    person = Typist(office, "accept", number, "--key", str(office.keys["tanaka"]), lang="ja")
    shown = person.asked()
    assert "検証責任引受書" in shown and "私は、以上の各項を全て読み" in shown
    for clause in range(1, CLAUSES + 1):
        person.type("はい")
        shown = person.asked()
        assert (f"\n{clause + 1}. " if clause < CLAUSES else "`田中 一郎`") in shown
    person.type("田中 一郎")
    code, rest = person.end()
    assert code == 0, rest
    assert state_of(office, number) == "review"
    assert number in rest


def test_enter_at_a_real_terminal_stops_it(office: Hall) -> None:
    number = endorsed(office)
    kept = Kept(office)
    person = Typist(office, "accept", number, "--key", str(office.keys["tanaka"]), lang="en")
    person.asked()
    person.type("")
    code, rest = person.end()
    assert code == Exit.INTERRUPTED
    assert "stopped; nothing was written" in rest
    assert kept.still
