"""`nocustom status`: where the workspace stands, on one screen."""

from __future__ import annotations

from collections.abc import Iterator

from nocustom.acts.status import Status
from nocustom.locale import speak
from nocustom.show.coverage_text import coverage, put_back
from nocustom.show.diagnosis import diagnoses
from nocustom.show.layout import day, listed, paragraph
from nocustom.show.queue_text import outdated_text, row_text
from nocustom.show.sent_text import sending_text
from nocustom.words import Bilingual, Said, say, visible

__all__ = ["status_text"]

MOST = 10
_PARTS = {
    "people": Bilingual("職員名簿", "people"),
    "systems": Bilingual("対象システム", "systems"),
    "policy": Bilingual("方針", "policy"),
}


def status_text(status: Status, lang: str) -> Iterator[str]:
    """The screen in lines."""
    yield from paragraph(f"{visible(status.organisation) or '-'}  {day(status.today, lang)}")
    if status.root is None:
        yield from _line(say("there is no ledger yet"), lang)
    else:
        yield from _line(say("ledger {origin}: {size} lines, root {root}", origin=status.origin, size=status.size,
                             root=status.root[:16]), lang)  # fmt: skip
        for said in (*coverage(status.witnesses, status.size), *put_back(status.restores)):
            yield from _line(said, lang)
        if status.provisional:
            yield from _line(say("a single root key sets the roster; approvals are provisional"), lang)
        unit = "件" if lang == "ja" else ""
        states = sorted(status.counts.items())
        counts = listed((f"{state.label.get(lang)} {count}{unit}" for state, count in states), lang)
        yield from _line(say("requests: {counts}; in force: {in_force}", counts=counts or f"0{unit}",
                             in_force=status.in_force), lang)  # fmt: skip
    for part in status.missing:
        yield from _line(say("not adopted yet: {part}", part=_PARTS[part]), lang)
    for part in status.differs:
        yield from _line(say("in policies/ lies another version than the adopted one: {part}", part=_PARTS[part]), lang)
    if status.unread is not None:
        yield from _line(say("what lies in policies/ can't be read:"), lang)
        if status.unread.findings:
            yield diagnoses(status.unread.findings, lang)
        else:
            yield from paragraph(speak(status.unread.said, lang), indent="  ")
    if status.rows:
        yield ""
        for row in status.rows[:MOST]:
            yield row_text(row, status.people, lang)
        if len(status.rows) > MOST:
            yield from _line(say("and {count} more: `nocustom queue`", count=len(status.rows) - MOST), lang)
    elif status.root is not None:
        yield from _line(say("nothing waits"), lang)
    if status.waiting:
        yield from _line(say("in the inbox: {count}", count=status.waiting), lang)
    if status.sent:
        yield ""
        yield from _line(say("sent from here:"), lang)
        for sending in status.sent:
            yield from sending_text(sending, lang)
    yield from outdated_text(status.rows, lang)
    for said in status.next:
        yield from paragraph(f"{speak(say('hint'), lang)}: {speak(said, lang)}", hanging=2)


def _line(said: Said, lang: str) -> Iterator[str]:
    yield from paragraph(speak(said, lang), hanging=2)
