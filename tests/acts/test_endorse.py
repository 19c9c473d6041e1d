"""The section chief stands behind a request: one person, one revision, one signature."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from nocustom.acts.desk import Signer
from nocustom.acts.endorse import Endorsed, endorse
from nocustom.acts.submit import submit
from nocustom.life.act import State
from nocustom.show.filing_text import endorsed_text
from tests.acts.hall import Hall, Script, Willing, named, told
from tests.acts.paperwork import IKUSEI, Kept
from tests.acts.screen import screen
from tests.conftest import Run


def filed(hall: Hall, name: str = IKUSEI, change: tuple[str, str] | None = None) -> str:
    path: Path = hall.request(name)
    if change:
        path.write_text(path.read_text(encoding="utf-8").replace(*change), encoding="utf-8")
    with hall.desk() as desk:
        return submit(desk, path, None, None, Script()).number


def endorsing(hall: Hall, number: str, signer: Signer, reader: Script | None = None) -> Endorsed:
    with hall.desk() as desk:
        return endorse(desk, desk.case(number), signer, reader or Willing())


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_an_eligible_request_goes_to_its_owner(office: Hall, lang: str) -> None:
    number = filed(office)
    reader = Script(named, lang=lang)
    done = endorsing(office, number, office.signer("tanaka"), reader)
    assert (done.state, done.owner, done.by) == (State.OWNER_PENDING, "tanaka", "tanaka")
    event = done.receipt.event
    assert event.stmt is not None and reader.texts == [event.stmt["text"]]
    assert number in reader.texts[0] and "> 児童育成手当の外付け支給管理" in reader.texts[0]
    assert [sig.ns for sig in event.sigs] == ["nocustom-v1-file"]
    assert f"nocustom accept {number}" in screen(endorsed_text(done, lang))
    with office.desk() as desk:
        assert desk.ledger.verify().problems == ()


@pytest.mark.parametrize("name, change, words", [
    ("kodomo-unanswered-rungs", None, "the verdict is incomplete: no owner is asked"),
    (IKUSEI, ('owner = "tanaka"\n', ""), ""),
])  # fmt: skip
def test_what_is_not_eligible_goes_to_nobody(
    office: Hall, name: str, change: tuple[str, str] | None, words: str
) -> None:  # fmt: skip
    done = endorsing(office, filed(office, name, change), office.signer("tanaka"))
    assert done.state is State.FILED
    for lang in ("ja", "en"):
        text = screen(endorsed_text(done, lang))
    assert words in text and "nocustom accept" not in text


Act = Callable[[Hall, str], object]


@pytest.mark.parametrize("act, code, words", [
    (lambda hall, number: endorsing(hall, number, hall.signer("suzuki")), 4,
     "`suzuki` is no section chief of 子育て支援課 (`kodomo`) on 2026-06-01"),
    (lambda hall, number: endorsing(hall, number, hall.signer("kurihara")), 4, "`kurihara` is no section chief"),
    (lambda hall, number: endorsing(hall, number, Signer("tanaka", None)), 4, "it needs your key"),
    (lambda hall, number: endorsing(hall, number, hall.signer("tanaka", "kurihara")), 4,
     "`tanaka` does not stand in for `kurihara`"),
    (lambda hall, number: endorsing(hall, number, hall.signer("tanaka"), Script("")), 130, "stopped"),
    (lambda hall, number: endorsing(hall, number, hall.signer("tanaka"), Script("tanaka")), 130, "stopped"),
    (lambda hall, number: endorsing(hall, "2026-0009", hall.signer("tanaka")), 3,
     "the ledger has no request `2026-0009`"),
])  # fmt: skip
def test_what_is_not_endorsed(office: Hall, act: Act, code: int, words: str) -> None:
    number = filed(office)
    kept = Kept(office)
    got, said = told(lambda: act(office, number))
    assert got == code and words in said
    assert kept.still


def test_a_key_for_something_else(office: Hall) -> None:
    number = filed(office, "jumin-issue-button")
    office.enroll("kimura", "accept")
    reader = Willing()
    code, said = told(lambda: endorsing(office, number, office.signer("kimura"), reader))
    assert code == 4 and "may not sign as `nocustom-v1-file`" in said and reader.texts == []


def test_once_for_each_revision(office: Hall) -> None:
    number = filed(office, "kodomo-unanswered-rungs")
    endorsing(office, number, office.signer("tanaka"))
    code, said = told(lambda: endorsing(office, number, office.signer("tanaka")))
    assert code == 4 and f"{number} is endorsed already" in said


def test_in_the_wrong_state(office: Hall) -> None:
    number = filed(office)
    endorsing(office, number, office.signer("tanaka"))
    code, said = told(lambda: endorsing(office, number, office.signer("tanaka")))
    assert code == 4 and f"{number} is owner pending: `endorse` is not possible now" in said


def test_a_revision_that_came_meanwhile(office: Hall) -> None:
    number = filed(office)

    class Slow(Willing):
        def read(self, text: str) -> None:
            endorsing(office, number, office.signer("tanaka"))

    code, said = told(lambda: endorsing(office, number, office.signer("tanaka"), Slow()))
    assert code == 6 and "has changed meanwhile" in said


def test_the_command_line(run: Run, office: Hall) -> None:
    number = filed(office)
    ran = run("endorse", number, cwd=office.root)
    assert ran.code == 4 and ran.err.startswith("error: who are you?")
    ran = run("endorse", number, "--me", "tanaka", cwd=office.root)
    assert ran.code == 4 and "it needs your key" in ran.err
    ran = run("endorse", "nothing", "--key", office.keys["tanaka"], cwd=office.root)
    assert ran.code == 3 and "the ledger has no request `nothing`" in ran.err
