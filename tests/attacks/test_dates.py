"""Attacks on time: a clock that is set back, a line that claims to be earlier, a filing that was there before."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta

import pytest

from nocustom.ledger.canonical import canonical
from nocustom.ledger.event_line import Draft
from tests.acts.paperwork import IKUSEI, edit, filed
from tests.acts.test_verify import tampered
from tests.attacks.conftest import NUMBER
from tests.attacks.stage import Stage

CORE = "kodomo-ikusei-core"
QUESTION = {"message": "対象は何人ですか", "by": "uchida", "os_user": "uchida"}


def test_the_clock_is_set_back_to_file_in_time(office: Stage) -> None:
    """Set the clock back to have 90 days before the start → a day is never before the ledger's last line."""
    office.hall.later(days=60)
    filed(office.hall, CORE)  # anybody's line on 31 July
    office.hall.later(days=-59)
    path = office.hall.request(IKUSEI)
    edit(path, 'kind = "scheme_change"', 'kind = "wish"')
    edit(path, "wanted_from = 2026-10-01", "wanted_from = 2026-10-10")
    office.good("suzuki", "submit", f"requests/2026/{IKUSEI}.toml")
    assert office.content("request.filed")["filed_on"] == "2026-07-31"
    shown = office.anyone("request", "show", "2026-0002").out
    assert "verdict: incomplete (2026-07-31)" in shown


def test_the_clock_is_set_back_to_appeal_in_time(office: Stage) -> None:
    """Set the clock back to appeal after the last day → a day is never before the ledger's last line."""
    number = filed(office.hall, CORE)
    office.good("tanaka", "endorse", number)
    office.good("uchida", "close", number)
    office.hall.later(days=31)
    filed(office.hall, "kokuho-due-dates")  # anybody's line on 2 July
    office.hall.later(days=-5)
    office.attack("kurihara", "appeal", number, words=(f"the last day of appeal for {number} was 2026-07-01",))


def test_the_clock_is_set_back_for_a_decision(accepted: Stage) -> None:
    """Set the clock back and decide → the line, the sheet and the decision are of the ledger's day."""
    accepted.hall.later(days=3)
    filed(accepted.hall, CORE)
    accepted.hall.later(days=-3)
    decided = accepted.by("hirano", "decide", NUMBER, "approve")
    assert decided.code == 0 and "Made on: 2026-06-04" in decided.out
    assert accepted.last("decision.made")["ts"].startswith("2026-06-04")


def test_a_line_claims_an_earlier_time(accepted: Stage) -> None:
    """Write a line with a time before the last one's into the database → times never decrease."""
    draft = Draft("question.asked", NUMBER, body=QUESTION | accepted.about(NUMBER))
    earlier = accepted.hall.time - timedelta(days=30)
    with accepted.hall.desk() as desk:
        before = desk.ledger.events()[-1].ts
    accepted.forced(draft, earlier)
    line = accepted.lines()[-1]
    assert line["ts"] == before  # `next_line` won't; so the line is rewritten by hand
    tampered(accepted.hall, f"UPDATE event SET line = replace(line, '{before}', '2026-05-01T09:00:00+09:00') "
                            f"WHERE seq = {line['seq']}")  # fmt: skip
    verified = accepted.anyone("ledger", "verify")
    assert verified.code == 5
    assert "is before that of the line before [ts-order]" in " ".join(verified.out.split())


@pytest.mark.parametrize(
    "day, words",
    [
        ("2026-05-31", "the filing day 2026-05-31 lies before the day on which what it was judged by was adopted"),
        ("2026-06-02", "the filing day 2026-06-02 is still to come"),
    ],
)
def test_a_filing_claims_another_day(office: Stage, day: str, words: str) -> None:
    """File with an earlier or later day than today, by hand → not before the adoption, not ahead of the ledger."""
    filed(office.hall)
    body = office.content("request.filed")
    with office.hall.desk() as desk:
        paper = deepcopy(desk.papers(body["assessment_sha256"]) or {})
        paper["request"]["request"]["key"] = "ikusei-teate-z9z9"
        paper["judged_on"] = day
        blob = desk.ledger.blobs.put(canonical(paper))
    body |= {"key": "ikusei-teate-z9z9", "filed_on": day, "assessment_sha256": blob}
    office.forged(Draft("request.filed", "2026-0002", body=body), words)


def test_a_filing_that_was_recorded_later_is_shown_so(office: Stage) -> None:
    """Claim an earlier filing day since the adoption → the sheet shows both days."""
    filed(office.hall)
    body = office.content("request.filed")
    with office.hall.desk() as desk:
        paper = deepcopy(desk.papers(body["assessment_sha256"]) or {})
        paper["request"]["request"]["key"] = "ikusei-teate-z9z9"
        blob = desk.ledger.blobs.put(canonical(paper))
    body |= {"key": "ikusei-teate-z9z9", "assessment_sha256": blob}
    office.hall.later(days=9)
    with office.hall.desk() as desk:
        desk.ledger.append(Draft("request.filed", "2026-0002", body=body), desk.now)
    assert "Filed: 2026-06-01 (recorded on 2026-06-10)" in office.anyone("review", "2026-0002").out
