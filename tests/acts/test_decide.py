"""Deciding: the gate first, then the sheet, then a reason, then the sheet's code."""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import pytest

from nocustom.acts.accept import accept
from nocustom.acts.decide import code_in, decide, fresh_sheet, grouped
from nocustom.acts.desk import Aborted, Signer
from nocustom.acts.question import ask
from nocustom.errors import Changed, Exit, NocustomError, NotPermitted
from nocustom.life.act import Outcome
from nocustom.life.in_force import Reason, in_force
from nocustom.locale import speak
from nocustom.show.receipt_text import decided_text
from tests.acts.hall import ROLES, Hall, Keys, Recalled, Script, furnished, named
from tests.acts.paperwork import (
    REASON,
    Kept,
    accepted,
    code,
    code_on,
    decided,
    endorsed,
    filed,
    owner_accepts,
    state_of,
)
from tests.conftest import Run


def refused(
    hall: Hall, number: str, signer: Signer, outcome: Outcome, *answers: str
) -> tuple[NocustomError, Script]:
    """The error that `decide` ends with; nothing may have been written."""
    reader, kept = Script(*answers), Kept(hall)
    with hall.desk() as desk, pytest.raises(NocustomError) as caught:
        decide(desk, desk.case(number), signer, reader, outcome)
    assert kept.still
    return caught.value, reader


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_sheet_is_read_the_reason_given_the_code_typed(office: Hall, lang: str) -> None:
    number = accepted(office)
    reader = Script(REASON, code, lang=lang)
    with office.desk() as desk:
        done = decide(desk, desk.case(number), office.signer("hirano"), reader, "approve")
        content = done.receipt.event.content
        kept = desk.ledger.blobs.get(content["sheet_sha256"])
        assert in_force(desk.world, desk.case(number), desk.today).yes
    sheet, text = reader.texts
    assert kept.decode() == done.sheet.text and sheet.startswith(done.sheet.text)
    assert sheet.rstrip().endswith(grouped(done.sheet.code)), "the code stands at the end of the sheet"
    digest = sha256(kept).digest()
    assert content["code"] == b32encode(digest).decode()[:12].lower() == done.sheet.code
    assert text == content["text"] and REASON in text
    for said in (*reader.questions, text, sheet[: sheet.rstrip().rindex(grouped(done.sheet.code))]):
        assert done.sheet.code not in code_in(said), "the code stands at the end of the sheet and nowhere else"
    assert (content["outcome"], content["reason"], content["ends_on"]) == ("approve", REASON, "2028-03-31")
    assert done.settled == "approve" and not done.provisional
    assert state_of(office, number) == "approved"


@pytest.mark.parametrize("outcome, state", [("refuse", "refused"), ("return", "returned")])
def test_a_no_needs_no_acceptance_but_a_reason(office: Hall, outcome: Outcome, state: str) -> None:
    number = accepted(office)
    done = decided(office, number, outcome)
    content = done.receipt.event.content
    assert (content["acceptance"], content["ends_on"]) == (None, None)
    assert done.settled == outcome and state_of(office, number) == state


def test_nobody_decides_before_an_owner_has_accepted(office: Hall, run: Run) -> None:
    number = endorsed(office)
    error, reader = refused(office, number, office.signer("hirano"), "approve")
    assert error.exit is Exit.NOT_PERMITTED and reader.texts == reader.questions == []
    assert [finding.code for finding in error.findings] == ["not-under-review", "no-acceptance"]
    ran = run("decide", number, "approve", "--key", office.keys["hirano"], cwd=office.root)
    assert ran.code == Exit.NOT_PERMITTED and ran.out == ""
    assert "error[no-acceptance]: nobody has accepted the responsibility" in ran.err
    assert f"hint: the owner `tanaka` runs `nocustom accept {number}`" in ran.err
    assert f"`hirano` can't approve {number}" in ran.err


def test_every_reason_is_listed(office: Hall) -> None:
    number = filed(office)
    error, _ = refused(office, number, office.signer("tanaka"), "approve")
    codes = {finding.code for finding in error.findings}
    assert codes == {"not-under-review", "no-acceptance", "not-endorsed", "authority", "same-person"}
    hints = [speak(hint, "en") for finding in error.findings for hint in finding.hints]
    assert not any("nocustom accept" in hint for hint in hints), "nobody accepts before it is endorsed"
    assert f"`nocustom request show {number}` tells how it stands" in hints


@pytest.mark.parametrize("person, message", [
    ("uchida", "`uchida` may not decide 2026-0001 on 2026-06-01; that takes: CIO"),
    ("maruyama", "`maruyama` may not decide 2026-0001 on 2026-06-01; that takes: CIO"),
])  # fmt: skip
def test_who_has_no_authority_is_told_whose_it_is(office: Hall, person: str, message: str) -> None:
    number = accepted(office)
    error, reader = refused(office, number, office.signer(person), "refuse")
    assert speak(error.said, "en") == message
    assert reader.texts == []


def test_without_a_key_and_with_another_persons_key(office: Hall) -> None:
    number = accepted(office)
    error, reader = refused(office, number, Signer("hirano", None), "approve")
    assert speak(error.said, "en") == "this act is signed: it needs your key"
    error, _ = refused(office, number, Signer("hirano", office.keys["tanaka"]), "approve")
    assert "may not decide" in speak(error.said, "en"), "the owner's key can't decide in anybody's name"
    error, _ = refused(office, number, Signer("hirano", office.keys["maruyama"]), "approve")
    assert speak(error.said, "en") == "signed as `hirano` with the key of `maruyama`"
    assert reader.texts == []


def test_nobody_acts_for_a_person_who_did_not_appoint_them(office: Hall) -> None:
    number = accepted(office)
    error, _ = refused(office, number, Signer("hirano", office.keys["hirano"], "kono"), "approve")
    assert speak(error.said, "en") == "`hirano` does not stand in for `kono` on 2026-06-01"


@pytest.mark.parametrize("answers", [("",), (REASON, ""), (REASON, "-"), (REASON, "x", "y", "z")])
def test_without_a_reason_or_the_code_nothing_is_written(office: Hall, answers: tuple[str, ...]) -> None:
    number = accepted(office)
    error, reader = refused(office, number, office.signer("hirano"), "approve", *answers)
    assert isinstance(error, Aborted)
    assert reader.texts, "the sheet was shown"
    assert state_of(office, number) == "review"


def test_the_code_of_an_earlier_sheet_does_not_serve(office: Hall) -> None:
    number = accepted(office)
    before = Script(REASON, "")
    with office.desk() as desk, pytest.raises(Aborted):
        decide(desk, desk.case(number), office.signer("hirano"), before, "approve")
    earlier = code_on(before.texts)
    error, reader = refused(office, number, office.signer("hirano"), "approve", REASON, earlier, "")
    assert isinstance(error, Aborted)
    assert reader.questions[-1] == (
        f"`{earlier}` is not the code at the end of the sheet of {number}, made on 2026-06-01. A sheet shown before "
        "has another; Enter to stop"
    )


def test_the_code_of_a_sheet_made_at_the_same_desk_does_not_serve(office: Hall) -> None:
    """In a review sheet follows sheet: whoever types the code from the one before is told so."""
    first = accepted(office)
    second = accepted(office, ('key = "ikusei-teate-k3f9"', 'key = "ikusei-teate-a2c4"'))
    with office.desk() as desk:
        other = fresh_sheet(desk, desk.case(second), "en")
        same = fresh_sheet(desk, desk.case(first), "en")
        reader = Script(REASON, other.code, same.code, code)
        decide(desk, desk.case(first), office.signer("hirano"), reader, "approve")
    assert [question.partition("` ")[2] for question in reader.questions[2:]] == [
        f"is the code of the sheet of {second}. This takes the one of {first}; Enter to stop",
        f"is the code of an earlier sheet of {first}, made on 2026-06-01. Each sheet has its own; Enter to stop",
    ]


def test_the_code_of_a_decision_does_not_serve_again(office: Hall) -> None:
    done = decided(office, accepted(office))
    second = accepted(office, ('key = "ikusei-teate-k3f9"', 'key = "ikusei-teate-a2c4"'))
    error, reader = refused(
        office, second, office.signer("hirano"), "approve", REASON, grouped(done.sheet.code), ""
    )
    assert isinstance(error, Aborted)
    assert reader.questions[-1] == (
        f"with the code `{grouped(done.sheet.code)}` `hirano` decided {done.number} on 2026-06-01; it serves once. "
        f"This takes the one of {second}; Enter to stop"
    )


def test_a_sheet_that_was_read_yesterday_is_shown_anew(office: Hall) -> None:
    number = accepted(office)
    with office.desk() as desk:
        page = fresh_sheet(desk, desk.case(number), "en")
        office.later(days=1)
        reader = Script(REASON, page.code, code)
        done = decide(desk, desk.case(number), office.signer("hirano"), reader, "approve", read=page)
    assert reader.texts[0] == "the sheet that was read was made on 2026-06-01; this is the sheet of today"
    assert reader.texts[1].startswith(done.sheet.text) and "Made on: 2026-06-02" in done.sheet.text
    assert f"is the code of an earlier sheet of {number}, made on 2026-06-01" in reader.questions[-1]


def test_a_sheet_is_shown_anew_where_something_came_meanwhile(office: Hall) -> None:
    number = accepted(office)
    with office.desk() as desk:
        page = fresh_sheet(desk, desk.case(number), "en")
        with office.desk() as other:
            ask(other, other.case(number), office.signer("uchida"), Script(), "見積は新しいか")
        reader = Script(REASON, code)
        done = decide(desk, desk.case(number), office.signer("hirano"), reader, "approve", read=page)
    assert reader.texts[0] == f"{number} has changed since the sheet was read; this is the sheet as it is now"
    assert "> 見積は新しいか" in done.sheet.text and done.sheet.text != page.text


def test_the_sheet_of_another_request_does_not_serve(office: Hall) -> None:
    first = accepted(office)
    second = accepted(office, ('key = "ikusei-teate-k3f9"', 'key = "ikusei-teate-a2c4"'))
    with office.desk() as desk:
        page = fresh_sheet(desk, desk.case(second), "en")
        reader = Script(REASON, code)
        done = decide(desk, desk.case(first), office.signer("hirano"), reader, "approve", read=page)
    assert reader.texts[0] == f"the sheet that was read is of {second}; this is the sheet of {first}"
    assert done.sheet.number == done.number == first


@pytest.mark.parametrize(
    "typed", ["abcd-efgh-ijkl", "ABCDEFGHIJKL", "ａｂｃｄ　ｅｆｇｈ　ｉｊｋｌ", "abcd efgh ijkl", "ABCD－EFGH－IJKL"]
)
def test_a_code_may_be_typed_in_any_width(typed: str) -> None:
    assert code_in(typed) == "abcdefghijkl"


@pytest.mark.parametrize("wrong, message", [
    ("abcd", "`abcd` has 4 characters, a code has 12"),
    ("0bcdefgh1jkl", "`0bcdefgh1jkl` has a digit that no code has: l and o are letters"),
    ("aaaa-aaaa-aaaa", "`aaaa-aaaa-aaaa` is not the code at the end of the sheet of 2026-0001, made on 2026-06-01"),
])  # fmt: skip
def test_a_slip_is_told_and_can_be_mended(office: Hall, wrong: str, message: str) -> None:
    number = accepted(office)
    reader = Script(REASON, wrong, code)
    with office.desk() as desk:
        decide(desk, desk.case(number), office.signer("hirano"), reader, "approve")
    assert message in reader.questions[-1]
    assert code_on(reader.texts) not in " ".join(reader.questions), "a slip is explained without the code"
    assert state_of(office, number) == "approved"


def test_a_reason_from_the_command_line_is_not_asked_again(office: Hall) -> None:
    number = accepted(office)
    assert decided(office, number).reason == REASON


def test_a_return_meanwhile_stops_it(office: Hall) -> None:
    number = accepted(office)

    def meanwhile(shown: Sequence[str]) -> str:
        decided(office, number, "return")
        return code_on(shown)

    with office.desk() as desk, pytest.raises(Changed):
        decide(desk, desk.case(number), office.signer("hirano"), Script(REASON, Recalled(meanwhile)), "approve")
    assert state_of(office, number) == "returned"


def test_a_committee_decides_by_majority(office: Hall) -> None:
    # The sample city asks the committee besides the CIO from 30 million yen on.
    number = accepted(office, ("initial_yen = 1800000", "initial_yen = 60000000"))
    first = decided(office, number)
    assert first.settled is None and state_of(office, number) == "review"
    shown = "\n".join(decided_text(first, "en"))
    assert "not decided yet; still needed:" in shown
    assert "CIO: 1 of 1 needed; done" in shown
    assert "committee (a majority): 0 of 2 needed" in shown and "imai, kono, maruyama" in shown
    error, _ = refused(office, number, office.signer("hirano"), "approve")
    assert speak(error.said, "en") == f"`hirano` has decided {number}"
    assert decided(office, number, by="imai").settled is None
    last = decided(office, number, by="kono")
    assert last.settled == "approve" and state_of(office, number) == "approved"


def test_under_a_single_root_key_an_approval_is_provisional(tmp_path: Path, keys: Keys) -> None:
    hall = furnished(tmp_path / "hall", keys)
    hall.found("cio-root")
    for person in ("tanaka", "uchida", "hirano"):
        hall.enroll(person, ROLES[person], by=["cio-root"])
    hall.adopt()
    number = accepted(hall)
    done = decided(hall, number)
    assert done.settled == "approve" and done.provisional
    assert "provisional" in "\n".join(decided_text(done, "en"))
    assert "A single root key: an approval will be provisional." in done.sheet.text
    with hall.desk() as desk:
        assert in_force(desk.world, desk.case(number), desk.today).reasons == (Reason.PROVISIONAL,)


def test_an_accepted_revision_that_was_returned_is_not_accepted_any_more(office: Hall) -> None:
    number = accepted(office)
    decided(office, number, "return")
    with office.desk() as desk, pytest.raises(NotPermitted):
        accept(desk, desk.case(number), office.signer("tanaka"), Script(*["yes"] * 7, named))
    with pytest.raises(NotPermitted):
        owner_accepts(office, number)
