"""Declining is as easy as accepting; returning and withdrawing go the same way: a reason, a text, a name."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nocustom.acts.decline import decline
from nocustom.acts.desk import Aborted, Desk, Reader, Signer
from nocustom.acts.send_back import send_back
from nocustom.acts.withdraw import withdraw
from nocustom.errors import NocustomError, NotPermitted, Usage
from nocustom.life.case import Case
from nocustom.locale import speak
from tests.acts.hall import Hall, Script, named
from tests.acts.paperwork import (
    IKUSEI,
    Kept,
    accepted,
    edit,
    endorse_it,
    endorsed,
    filed,
    filed_file,
    owner_accepts,
    state_of,
)

WHY = "所属の人員では検証の時間が取れない"
Act = Callable[[Desk, Case, Signer, Reader, str | None], object]


def test_a_declined_owner_says_why_and_another_may_be_named_once(office: Hall) -> None:
    number = endorsed(office)
    reader = Script(WHY, named, lang="ja")
    with office.desk() as desk:
        done = decline(desk, desk.case(number), office.signer("tanaka"), reader)
        assert done.said.receipt.event.content["reason"] == WHY
        assert done.said.receipt.event.content["text"] == reader.texts[0]
    assert len(reader.texts) == 1 and WHY in reader.texts[0]
    assert done.may_name_another and state_of(office, number) == "declined"

    edit(office.root / f"requests/2026/{IKUSEI}.toml", 'owner = "tanaka"', 'owner = "sato"')
    edit(office.root / f"requests/2026/{IKUSEI}.toml", 'deputy = "sato"', 'deputy = "tanaka"')
    assert filed_file(office, office.root / f"requests/2026/{IKUSEI}.toml") == number
    endorse_it(office, number)
    with office.desk() as desk:
        again = decline(desk, desk.case(number), office.signer("sato"), Script(named), WHY)
    assert not again.may_name_another


def _decline(desk: Desk, case: Case, signer: Signer, reader: Reader, reason: str | None) -> object:
    return decline(desk, case, signer, reader, reason)


@pytest.mark.parametrize("answers", [("",), ("  ",), (WHY, ""), (WHY, "tanaka")])
def test_without_a_reason_or_a_name_nothing_is_written(office: Hall, answers: tuple[str, ...]) -> None:
    number = endorsed(office)
    kept = Kept(office)
    with office.desk() as desk, pytest.raises(Aborted):
        decline(desk, desk.case(number), office.signer("tanaka"), Script(*answers))
    assert kept.still


def test_a_reason_that_no_line_can_hold_is_said(office: Hall) -> None:
    number = endorsed(office)
    with office.desk() as desk, pytest.raises(Usage) as caught:
        decline(desk, desk.case(number), office.signer("tanaka"), Script(named), "not\x7fplain")
    assert speak(caught.value.said, "en") == "a text holds the character U+007F"


@pytest.mark.parametrize(
    "act, person, message",
    [
        (decline, "sato", "`decline` is the act of the owner named, `tanaka`"),
        (withdraw, "tanaka", "`withdraw` is the act of the requester, `suzuki`"),
        (withdraw, "uchida", "`withdraw` is the act of the requester, `suzuki`"),
        (send_back, "tanaka", "2026-0001 is owner pending: `return` is not possible now"),
    ],
)
def test_whose_act_it_is(office: Hall, act: Act, person: str, message: str) -> None:
    number = endorsed(office)
    kept, reader = Kept(office), Script(named)
    with office.desk() as desk, pytest.raises(NocustomError) as caught:
        act(desk, desk.case(number), office.signer(person), reader, WHY)
    assert speak(caught.value.said, "en") == message
    assert reader.texts == [] and kept.still


def test_the_office_returns_and_the_department_does_not(office: Hall) -> None:
    number = filed(office)
    with office.desk() as desk, pytest.raises(NotPermitted) as caught:
        send_back(desk, desk.case(number), office.signer("tanaka"), Script(named), WHY)
    assert speak(caught.value.said, "en") == "`tanaka` is not of the CIO office on 2026-06-01"
    reader = Script(WHY, named)
    with office.desk() as desk:
        done = send_back(desk, desk.case(number), office.signer("uchida"), reader)
    assert done.receipt.event.sigs[0].ns == "nocustom-v1-office"
    assert state_of(office, number) == "returned"


def test_a_requester_withdraws_with_a_key(office: Hall) -> None:
    number = accepted(office)
    kept, reader = Kept(office), Script(WHY, named)
    with office.desk() as desk, pytest.raises(NotPermitted) as caught:
        withdraw(desk, desk.case(number), Signer("suzuki", None), reader)
    assert speak(caught.value.said, "en") == "this act is signed: it needs your key"
    assert kept.still and reader.texts == []
    with office.desk() as desk:
        done = withdraw(desk, desk.case(number), office.signer("suzuki"), reader)
    assert done.receipt.event.content["text"] == reader.texts[0]
    assert state_of(office, number) == "withdrawn"


def test_a_withdrawn_request_can_not_be_accepted(office: Hall) -> None:
    number = endorsed(office)
    with office.desk() as desk:
        withdraw(desk, desk.case(number), office.signer("suzuki"), Script(named), WHY)
    with pytest.raises(NotPermitted):
        owner_accepts(office, number)
