"""Filing: judged by what is adopted, numbered by the ledger, whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from nocustom.acts.desk import Desk
from nocustom.acts.send_back import send_back
from nocustom.acts.submit import Submitted, file_named, submit
from nocustom.life.act import State
from nocustom.show.filing_text import differing_said, submitted_text
from tests.acts.hall import Hall, Script, Willing, named, told
from tests.acts.paperwork import IKUSEI, Kept
from tests.acts.screen import screen
from tests.conftest import Run

DRAFT = "kenko-draft"


def filing(
    hall: Hall, path: Path, person: str | None = None, me: str | None = None, reader: Script | None = None
) -> Submitted:  # fmt: skip
    """File at the desk, with the key of a person or without one."""
    with hall.desk() as desk:
        return submit(desk, path, hall.keys[person] if person else None, me, reader or Willing())


def edit(path: Path, before: str, after: str) -> Path:
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    return path


def returned(hall: Hall, number: str) -> None:
    """The CIO office sends it back."""
    with hall.desk() as desk:
        send_back(desk, desk.case(number), hall.signer("uchida"), Willing(), "a figure is missing")


def test_a_signed_filing(office: Hall) -> None:
    reader = Willing()
    path = office.request(IKUSEI)
    done = filing(office, path, "suzuki", reader=reader)
    assert (done.number, done.rev, done.signed, done.by, done.owner) == ("2026-0001", 1, True, "suzuki", "tanaka")
    assert (done.judgement.verdict, done.judgement.decided_by(), done.differs) == ("eligible", ["NC-501"], ())
    event = done.receipt.event
    assert event.stmt is not None and reader.texts == [event.stmt["text"]]
    assert (event.stmt["request"], event.stmt["filed_on"]) == (None, "2026-06-01")
    with office.desk() as desk:
        assert desk.ledger.blobs.get(event.stmt["file_sha256"]) == path.read_bytes(), "as received, byte for byte"
        recorded = json.loads(desk.ledger.blobs.get(event.stmt["assessment_sha256"]))
        assert (recorded["verdict"], recorded["judged_on"]) == ("eligible", "2026-06-01")
        assert recorded["figures"]["cost"]["lifetime_yen"] == 3_300_000
        assert desk.case("ikusei-teate-k3f9").state is State.FILED
        assert desk.ledger.verify().problems == ()


def test_an_unsigned_filing_says_so(office: Hall) -> None:
    reader = Script()
    done = filing(office, office.request(IKUSEI), reader=reader)
    assert not done.signed and reader.texts == [] and reader.questions == []
    event = done.receipt.event
    assert event.sigs == () and event.stmt is None
    assert event.body["by"] == "suzuki" and event.body["os_user"]
    assert "It is not signed" in screen(submitted_text(done, "en"))


@pytest.mark.parametrize("name, verdict, words", [
    (IKUSEI, "eligible", "nocustom endorse 2026-0001"),
    (DRAFT, "incomplete", "open questions: "),
    ("jumin-issue-button", "refused", "tells the reasons"),
    ("shimin-gaiji", "forbidden", "tells the reasons"),
])  # fmt: skip
def test_whatever_the_verdict_it_is_filed(office: Hall, name: str, verdict: str, words: str) -> None:
    done = filing(office, office.request(name))
    assert done.judgement.verdict == verdict and done.number == "2026-0001"
    for lang in ("ja", "en"):
        text = screen(submitted_text(done, lang))
        assert all(rule in text for rule in done.judgement.decided_by())
    assert words in text


def test_numbers_by_fiscal_year(office: Hall) -> None:
    assert filing(office, office.request(IKUSEI)).number == "2026-0001"
    assert filing(office, office.request(DRAFT)).number == "2026-0002"
    office.time = datetime(2027, 3, 31, 14, 59, tzinfo=UTC)
    assert filing(office, office.request("jumin-issue-button")).number == "2026-0003"
    office.time = datetime(2027, 3, 31, 15, 1, tzinfo=UTC)
    assert filing(office, office.request("shimin-gaiji")).number == "2027-0001", "it is 1 April in Japan"


def test_judged_by_what_is_adopted_whatever_lies_on_disk(office: Hall) -> None:
    path = office.request(IKUSEI)
    people = office.root / "policies" / "people.toml"
    people.write_text(people.read_text(encoding="utf-8") + "# a remark\n", encoding="utf-8")
    city = office.root / "policies" / "city.toml"
    edit(city, 'version = "2026.1"', 'version = "2026.9"')
    done = filing(office, path)
    assert done.differs == ("people", "policy")
    said = differing_said(done)
    assert said is not None and said.msgid.startswith("policies/ differs")
    assert [layer.version for layer in done.judgement.judge.layers if layer.id == "city"] == ["2026.1"]
    city.write_text("not toml [", encoding="utf-8")
    again = filing(office, office.request(DRAFT))
    assert again.number == "2026-0002", "a broken file on disk is no reason not to file"


def test_the_next_revision(office: Hall) -> None:
    path = office.request(IKUSEI)
    number = filing(office, path, "suzuki").number
    returned(office, number)
    code, said = told(lambda: filing(office, path, "suzuki"))
    assert (code, said) == (4, (
        "error: nothing has changed since revision 1 of 2026-0001\n"
        "hint: it was returned or declined for a reason: `nocustom request show 2026-0001`\n"
        "hint: change `requests/2026/kodomo-ikusei-outside.toml` and submit it again"))  # fmt: skip
    edit(path, "schema = ", "# a remark alone\nschema = ")
    assert "nothing has changed" in told(lambda: filing(office, path, "suzuki"))[1]
    edit(path, "hours_per_release = 30", "hours_per_release = 40")
    done = filing(office, path, "suzuki")
    assert (done.number, done.rev) == (number, 2)
    assert done.receipt.event.stmt is not None and done.receipt.event.stmt["request"] == number
    with office.desk() as desk:
        assert desk.case(number).state is State.FILED and len(desk.case(number).revisions) == 2
        assert desk.ledger.verify().problems == ()


def test_unchanged_but_judged_by_another_policy(office: Hall) -> None:
    path = office.request(IKUSEI)
    number = filing(office, path).number
    returned(office, number)
    edit(office.root / "policies" / "city.toml", 'version = "2026.1"', 'version = "2026.2"')
    office.adopt("policy")
    assert filing(office, path).rev == 2


@pytest.mark.parametrize("state, words", [
    ("filed", "2026-0001 is filed: no revision can be filed now\nhint: to change it, ask the CIO office to return it"),
    ("withdrawn", "2026-0001 is withdrawn: no revision can be filed now\nhint: `nocustom request new` begins another"),
])  # fmt: skip
def test_no_revision_in_this_state(office: Hall, state: str, words: str) -> None:
    from nocustom.acts.withdraw import withdraw

    path = office.request(IKUSEI)
    number = filing(office, path, "suzuki").number
    if state == "withdrawn":
        with office.desk() as desk:
            withdraw(desk, desk.case(number), office.signer("suzuki"), Willing(), "not needed any more")
    edit(path, "hours_per_release = 30", "hours_per_release = 40")
    code, said = told(lambda: filing(office, path, "suzuki"))
    assert code == 4 and words in said


Act = Callable[[Hall], object]


@pytest.mark.parametrize("act, code, words", [
    (lambda hall: filing(hall, edit(hall.request(IKUSEI), 'department = "kodomo"', 'department = "kodmo"')), 3,
     "error[unknown-department]: `kodmo` is not a department of policies/people.toml"),
    (lambda hall: filing(hall, edit(hall.request(IKUSEI), "rung = 7", 'rung = "7"')), 3, "error[wrong-type]"),
    (lambda hall: filing(hall, edit(hall.request(IKUSEI), "schema =", "schema = =")), 3, "kodomo-ikusei-outside.toml"),
    (lambda hall: filing(hall, hall.root / "requests" / "none.toml"), 3, "there is no such file"),
    (lambda hall: filing(hall, edit(hall.request(IKUSEI), 'title = "', r'title = "\u007f')), 3,
     "has no canonical form"),
    (lambda hall: filing(hall, hall.request(IKUSEI), "sato"), 4,
     "error: `sato` can't file a request of `suzuki`\nhint: the requester files it, or the file names `sato` in"),
    (lambda hall: filing(hall, hall.request(IKUSEI), me="sato"), 4, "`sato` can't file a request of `suzuki`"),
    (lambda hall: filing(hall, hall.request(IKUSEI), "mori"), 4, "is in nobody's name"),
    (lambda hall: filing(hall, hall.request(IKUSEI), "suzuki", "sato"), 4, "is that of `suzuki`, not of `sato`"),
    (lambda hall: filing(hall, edit(hall.request(IKUSEI), 'requester = "suzuki"', 'requester = "yamada"')), 4,
     "`yamada` is not of 子育て支援課 (`kodomo`) on 2026-06-01"),
    (lambda hall: filing(hall, edit(hall.request(IKUSEI), 'requester = "suzuki"', 'requester = "uchida"'), "uchida"), 4,
     "the key of `uchida` may not sign as `nocustom-v1-file`\nhint: `nocustom people enroll`"),
    (lambda hall: filing(hall, hall.request(IKUSEI), "suzuki", reader=Script("")), 130, "stopped; nothing was written"),
    (lambda hall: filing(hall, hall.request(IKUSEI), "suzuki", reader=Script("suzuki")), 130, "stopped"),
    (lambda hall: filing(hall, hall.request(IKUSEI), "suzuki", reader=Script()), 4, "nobody is there to answer"),
])  # fmt: skip
def test_what_is_not_filed(office: Hall, act: Act, code: int, words: str) -> None:
    kept = Kept(office)
    got, said = told(lambda: act(office))
    assert got == code and words in said
    assert kept.still


def test_before_anything_is_adopted(hall: Hall) -> None:
    hall.found("cio-root", "audit-root")
    code, said = told(lambda: filing(hall, hall.request(IKUSEI)))
    assert code == 4 and said.startswith("error: not adopted yet: ") and "`nocustom policy adopt` adopts" in said


def test_another_request_with_the_same_key_is_no_revision(office: Hall) -> None:
    filing(office, office.request(IKUSEI))
    other = edit(office.request(DRAFT), 'key = "', 'key = "ikusei-teate-k3f9"\n# ')
    code, said = told(lambda: filing(office, other))
    assert code == 4 and "2026-0001 is filed" in said


class Meanwhile:
    """A desk at which somebody else is faster once: files another request between looking and writing."""

    def __init__(self, hall: Hall, times: int) -> None:
        self.hall, self.times, self.names = hall, times, [DRAFT, "jumin-issue-button", "shimin-gaiji"]

    def now(self) -> datetime:
        return self.hall.time

    def interrupting(self, desk: Desk) -> None:
        append = desk.ledger.append

        def slow(*args: object, **kwargs: object) -> object:
            if self.times:
                self.times -= 1
                filing(self.hall, self.hall.request(self.names.pop()))
            return append(*args, **kwargs)  # type: ignore[arg-type]

        desk.ledger.append = slow  # type: ignore[method-assign, assignment]


@pytest.mark.parametrize("person, times, number", [(None, 1, "2026-0002"), (None, 2, None), ("suzuki", 1, None)])
def test_somebody_filed_meanwhile(office: Hall, person: str | None, times: int, number: str | None) -> None:
    path = office.request(IKUSEI)
    with office.desk() as desk:
        Meanwhile(office, times).interrupting(desk)
        key = office.keys[person] if person else None
        if number:
            assert submit(desk, path, key, None, Willing()).number == number
        else:
            code, said = told(lambda: submit(desk, path, key, None, Willing()))
            assert code == 6 and "has changed meanwhile" in said and "run the command again" in said
    assert filing(office, path, person).number == f"2026-{times + 1:04d}" if not number else True


def test_a_request_is_named_by_path_key_or_number(office: Hall) -> None:
    path = office.request(IKUSEI)
    filing(office, path)
    with office.desk() as desk:
        for name in ("ikusei-teate-k3f9", "2026-0001", "requests/2026/kodomo-ikusei-outside.toml"):
            assert file_named(desk, name) == path
        for name in ("2026-0009", "nobody-knows"):
            code, said = told(lambda: file_named(desk, name))  # noqa: B023
            assert code == 3 and f"`{name}`" in said


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_screens(office: Hall, lang: str) -> None:
    done = filing(office, edit(office.request(IKUSEI), 'owner = "tanaka"', 'owner = "sato"'), "suzuki",
                  reader=Script(named, lang=lang))  # fmt: skip
    assert "2026-0001" in screen(submitted_text(done, lang))


def test_the_command_line(run: Run, office: Hall) -> None:
    path = office.request(IKUSEI)
    ran = run("submit", path, "--key", office.keys["suzuki"], cwd=office.root)
    assert ran.code == 4 and "there is no terminal" in ran.err and "I file the request above" in ran.out
    ran = run("submit", "ikusei-teate-k3f9", cwd=office.root)
    assert (ran.code, ran.err) == (0, "") and "revision 1, is filed" in ran.out
    ran = run("submit", "ikusei-teate-k3f9", cwd=office.root)
    assert ran.code == 4 and "no revision can be filed now" in ran.err
    edit(path, "rung = 7", "rung = ７")
    ran = run("submit", path, cwd=office.root)
    assert ran.code == 3 and "kodomo-ikusei-outside.toml:" in ran.err and ran.out == ""
    system = office.root / "policies" / "systems.toml"
    system.write_text(system.read_text(encoding="utf-8") + "# a remark\n", encoding="utf-8")
    ran = run("submit", office.request(DRAFT), cwd=office.root)
    assert ran.code == 0 and "policies/ differs from what is adopted" in ran.err


