"""Approving at once: with a ground, marked everywhere, and gone after 14 days unless those who decide confirm it."""

from __future__ import annotations

import re
from functools import partial

import pytest

from nocustom.acts.confirm import Later, confirm
from nocustom.acts.decide import decide, grouped
from nocustom.acts.notice import notice
from nocustom.acts.queue import queue
from nocustom.acts.story import story
from nocustom.acts.tables import tables
from nocustom.errors import Exit, Usage
from nocustom.life.in_force import in_force
from nocustom.show.later_text import later_text
from nocustom.show.layout import page
from nocustom.show.notice_text import notice_text
from nocustom.show.queue_text import queue_text
from nocustom.show.receipt_text import decided_text
from nocustom.show.story_text import story_text
from tests.acts.hall import Hall, Script
from tests.acts.paperwork import REASON, accepted, code, owner_accepts, state_of
from tests.acts.screen import screen
from tests.conftest import Golden, Run
from tests.screens.played import play, willing

GROUND = "6月10日の支給に間に合わない"
DEAR = ("initial_yen = 1800000", "initial_yen = 60000000")


def confirmed(hall: Hall, number: str, by: str, lang: str = "en") -> tuple[Later, Script]:
    """One of those who decide ordinarily confirms."""
    reader = Script(code, lang=lang)
    with hall.desk() as desk:
        return confirm(desk, desk.case(number), hall.signer(by), reader, "confirm"), reader


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_whole_way(office: Hall, golden: Golden, monkeypatch: pytest.MonkeyPatch, lang: str) -> None:
    monkeypatch.setenv("LOGNAME", "misaki")
    number = accepted(office, DEAR)
    reader = Script(GROUND, REASON, code, lang=lang)
    with office.desk() as desk:
        made = decide(desk, desk.case(number), office.signer("hirano"), reader, "approve", urgent=True)
    assert state_of(office, number) == "approved" and made.receipt.event.content["urgent"] is True
    office.later(days=2)
    with office.desk(writable=False) as desk:
        waiting, letter = queue(desk, mine="imai"), notice(desk, desk.case(number))
    done, read = confirmed(office, number, "imai", lang)
    assert not done.settled
    for by in ("kono", "hirano"):
        done, read = confirmed(office, number, by, lang)
    assert done.settled
    with office.desk(writable=False) as desk:
        after = story(desk, desk.case(number))
        log = next(each for each in tables(desk.world, list(desk.ledger.events()), desk.today)
                   if each.name == "decisions")  # fmt: skip
    row = dict(zip(log.columns, log.rows[0], strict=True))
    assert (row["urgent"], row["ground"], row["confirmed_on"]) == ("yes", GROUND, "2026-06-03")
    sheet = read.texts[0]
    shown = [
        *page(reader.texts[-1]), "", *decided_text(made, lang), "", *queue_text(waiting, lang), "",
        *notice_text(letter, lang), "", *page(sheet[sheet.index(made.receipt.event.leaf) - 160 :]), "",
        *later_text(done, lang), "", *story_text(after, lang),
    ]  # fmt: skip
    told = screen(shown)
    for each in (made.sheet, done.sheet):
        told = told.replace(grouped(each.code), "<code>").replace(each.code, "<code>")
    told = re.sub(r"\b[0-9a-f]{64}\b", "<sha256>", told)
    golden(f"acts/urgent.{lang}", re.sub(r"\b[0-9a-f]{16}\b|\b[0-9a-f]{32}\b", "<hex>", told) + "\n")


SHORT = "kodomo-short-notice"
"""Nothing is wrong with it but that it is wanted in six weeks."""


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_short_of_lead_time(office: Hall, golden: Golden, monkeypatch: pytest.MonkeyPatch, lang: str) -> None:
    """Filed too late: it can be carried and approved urgently, and everybody reads which rule that waived."""
    monkeypatch.setenv("LOGNAME", "misaki")
    shown: list[str] = []

    def seen(person: str, *line: str) -> None:
        keyed = ("--key", str(office.keys[person]))
        screen = play(lang, *line, cwd=office.root, clock=office.clock, hidden=keyed, keyboard=partial(willing, lang))
        shown.append(str(screen))

    office.request(SHORT)
    number = "2026-0001"
    shown.append(str(play(lang, "submit", f"requests/2026/{SHORT}.toml", cwd=office.root, clock=office.clock)))
    seen("tanaka", "endorse", number)
    owner_accepts(office, number)
    seen("hirano", "decide", number, "approve", "--reason", REASON)
    seen("hirano", "decide", number, "approve", "--urgent", "--ground", GROUND, "--reason", REASON)
    seen("hirano", "decide", number, "confirm")
    office.later(days=1)
    seen("hirano", "decide", number, "confirm")
    for verb in (("request", "show"), ("notice",)):
        shown.append(str(play(lang, *verb, number, cwd=office.root, clock=office.clock)))
    golden(f"acts/short-of-lead-time.{lang}", "\n".join(shown))
    with office.desk(writable=False) as desk:
        assert desk.ledger.verify().problems == ()
        assert in_force(desk.world, desk.case(number), desk.today).reasons == ()


def test_only_an_approval_and_only_by_the_cio(office: Hall, run: Run) -> None:
    number = accepted(office, DEAR)
    with office.desk() as desk, pytest.raises(Usage):
        decide(desk, desk.case(number), office.signer("hirano"), Script(), "refuse", urgent=True)
    ran = run("decide", number, "approve", "--urgent", "--key", office.keys["imai"], cwd=office.root)
    assert ran.code == Exit.NOT_PERMITTED and "`imai` may not decide" in ran.err
