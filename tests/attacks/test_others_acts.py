"""Attacks on somebody else's request or exception: withdrawn, declined, voided, endorsed, answered by others."""

from __future__ import annotations

import pytest

from tests.acts.paperwork import filed
from tests.attacks.conftest import NUMBER
from tests.attacks.stage import Stage, refused


@pytest.fixture
def rival(approved: Stage) -> Stage:
    """Another department's clerk and chief have keys as well."""
    approved.hall.enroll("yamada", "file")
    approved.hall.enroll("kimura", "file,accept")
    return approved


def test_withdrawing_somebody_elses_request(accepted: Stage) -> None:
    """Withdraw another department's request → the act of its requester."""
    accepted.hall.enroll("yamada", "file")
    accepted.attack("yamada", "withdraw", NUMBER, words=("`withdraw` is the act of the requester, `suzuki`",))
    accepted.attack("tanaka", "withdraw", NUMBER, words=("`withdraw` is the act of the requester, `suzuki`",))


@pytest.mark.parametrize("who", ["yamada", "suzuki"])
def test_withdrawing_a_live_exception(rival: Stage, who: str) -> None:
    """Withdraw an exception in force, as anybody → what is approved can't be withdrawn."""
    rival.attack(who, "withdraw", NUMBER, words=(f"{NUMBER} is approved: `withdraw` is not possible now",))
    assert "in force: yes" in rival.anyone("request", "show", NUMBER).out


def test_voiding_a_live_exception(approved: Stage) -> None:
    """Void an exception in force, as the office → only what is open can be void."""
    approved.attack("uchida", "void", NUMBER, words=(f"{NUMBER} is approved: `void` is not possible now",))


def test_a_withdrawal_is_written_into_the_database(rival: Stage) -> None:
    """Sign the withdrawal of a live exception by hand → no state allows it, and it has no effect."""
    content = rival.about(NUMBER) | {"reason": "不要", "text": "取り下げます"}
    draft = rival.signed("suzuki", "request.withdrawn", NUMBER, content)
    rival.forged(draft, "the text that was signed is not the one of this act")
    assert "in force: yes" in rival.anyone("request", "show", NUMBER).out


def test_declining_for_the_owner(office: Stage) -> None:
    """Decline what a colleague should carry → the act of the owner named."""
    number = filed(office.hall)
    office.good("tanaka", "endorse", number)
    office.attack("sato", "decline", number, words=("`decline` is the act of the owner named, `tanaka`",))


def test_endorsing_as_another_chief(office: Stage) -> None:
    """Endorse another department's request → its own section chief endorses."""
    office.hall.enroll("kimura", "file")
    number = filed(office.hall)
    office.attack("kimura", "endorse", number, words=(
        "`kimura` is no section chief of 子育て支援課 (`kodomo`) on 2026-06-01",
    ))  # fmt: skip


def test_answering_for_another_department(office: Stage) -> None:
    """Answer a question that another department was asked → the department's act."""
    number = filed(office.hall)
    assert office.anyone("ask", number, "--me", "uchida", "--message", "対象は何人ですか").code == 0
    refused(
        office.anyone("answer", number, "--me", "yamada", "--message", "1人です"),
        "`yamada` is not of 子育て支援課 (`kodomo`) on 2026-06-01",
    )


def test_filing_for_another_department(office: Stage) -> None:
    """File in another department's name → the requester is of the department."""
    path = office.hall.request("kodomo-ikusei-outside")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('requester = "suzuki"', 'requester = "yamada"'), encoding="utf-8")
    refused(
        office.anyone("submit", "requests/2026/kodomo-ikusei-outside.toml"),
        "`yamada` is not of 子育て支援課 (`kodomo`) on 2026-06-01",
    )


def test_filing_in_a_colleagues_name(office: Stage) -> None:
    """File with one's own key what names another requester → nobody files in another's name."""
    office.hall.request("kodomo-ikusei-outside")
    office.attack("sato", "submit", "requests/2026/kodomo-ikusei-outside.toml", words=(
        "`sato` can't file a request of `suzuki`",
    ))  # fmt: skip
