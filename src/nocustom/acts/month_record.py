"""The ledger's record of a month, on one page for two seals: what is on paper nobody can rewrite in a database.

    origin, size, root and last line         as they were when the month ended
    fingerprints of the roots, and of the    whoever checks a pack compares them with this page
    keys of the host and of the witnesses
    how many acts of each kind               in the month
    the last witness

The whole ledger is verified before; of a broken one there is no record.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

from nocustom.acts.checkpoint import refuse_broken
from nocustom.acts.notice import Notice
from nocustom.acts.notice_items import Column, Item, Part
from nocustom.acts.verify import verify_workspace
from nocustom.acts.workspace import Workspace
from nocustom.errors import NotJudged, Usage
from nocustom.ledger.namespaces import CHECKPOINT, WITNESS
from nocustom.ledger.roster import Roster
from nocustom.ledger.verify import Report
from nocustom.life.act import ACTS
from nocustom.life.prose import day_in
from nocustom.words import Bilingual, Said, say

__all__ = ["Month", "month_in", "record_of"]

_MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")


class Month:
    """A calendar month."""

    def __init__(self, year: int, month: int) -> None:
        self.first = date(year, month, 1)
        self.last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)

    @property
    def name(self) -> Bilingual:
        """As people write it, in Japanese with the era."""
        era = day_in(self.first, "ja").partition("月")[0]
        return Bilingual(f"{era}月分", f"{self.first:%Y-%m}")


def month_in(text: str) -> Month:
    """A month such as 2026-11. Raises Usage for anything else."""
    match = _MONTH.fullmatch(text)
    if match is None:
        raise Usage(say("`{text}` is no month", text=text), say("write it like 2026-11, in half-width digits"))
    return Month(int(match[1]), int(match[2]))


def record_of(workspace: Workspace, month: Month, clock: Callable[[], datetime]) -> Notice:
    """The page. Usage where the month is still to come, NotJudged where nothing was recorded up to its end."""
    today = workspace.today(clock())
    if month.first > today:
        raise Usage(say("the month has not begun: {month}", month=month.name))
    verified = verify_workspace(workspace)
    refuse_broken(verified, say("the ledger is broken, so there is no record of it"))
    report = verified.report
    end = min(month.last, today)
    events = [event for event in report.recorded if event.on <= end]
    if not events:
        raise NotJudged(say("nothing was recorded up to {day}", day=_day(end)))
    size, new = len(events), [event for event in events if event.on >= month.first]
    counted = Counter(event.type for event in new)
    acts = [say("{act}: {count}", act=act.label, count=counted[act.type]) for act in ACTS if counted[act.type]]
    state = report.state_at(size)
    items = (
        Item(say("Ledger"), (report.origin or "",)),
        Item(say("Lines"), (say("{size}, of which {new} in this month", size=size, new=len(new)),)),
        Item(say("Root"), (report.tree.root(size),)),
        Item(say("Last line"), (say("line {seq}", seq=size - 1), events[-1].leaf)),
        Item(say("Acts in this month"), (say("{acts}", acts=acts) if acts else say("none"),)),
        Item(say("Root keys"), tuple(_keys(state.roots))),
        Item(say("Key of the host"), tuple(_keys(state.roster, CHECKPOINT)) or (say("none"),)),
        Item(say("Keys of witnesses"), tuple(_keys(state.roster, WITNESS)) or (say("none"),)),
        Item(say("Last witness"), (_witness(report, size),)),
        *_restored(report, size),
    )
    body: tuple[Said, ...] = (
        say("the ledger stood as follows at the end of {day}; every line, signature, file and rule was verified",
            day=_day(end)),
        say("keep this page: whoever checks an export compares root and keys with it"),
    )  # fmt: skip
    if end < month.last:
        body = (say("the month is not over: print this page again when it is"), *body)
    return Notice(
        "record", say("{month}", month=month.name), today, "", workspace.organisation,
        say("Record of the ledger of the month"), body, items,
        (Column(say("CIO office: name, day, seal or signature")), Column(say("Audit: name, day, seal or signature"))),
        (say("printed of a ledger of {size} lines, root {root}", size=report.size, root=report.root),),
    )  # fmt: skip


def _day(day: date) -> Bilingual:
    return Bilingual(day_in(day, "ja"), day_in(day, "en"))


def _keys(roster: Roster, role: str | None = None) -> Iterator[Part]:
    for entry in roster.entries:
        if role is None or role in entry.namespaces:
            yield say("{person}: {key}", person=entry.person, key=entry.key.fingerprint)


def _witness(report: Report, size: int) -> Part:
    seen = [each for each in report.witnesses if each.seq < size]
    if not seen:
        return say("no witness has seen the ledger yet")
    last = seen[-1]
    return say("{person} saw the first {size} lines on {day}", person=last.by, size=last.size,
               day=_day(date.fromisoformat(last.day)))  # fmt: skip


def _restored(report: Report, size: int) -> Iterator[Item]:
    values: tuple[Part, ...] = tuple(
        say("at line {seq}; {lost} lines that were known are lost", seq=each.seq, lost=each.known_size - each.size)
        for each in report.restores if each.seq < size
    )  # fmt: skip
    if values:
        yield Item(say("Restored from a copy"), values)
