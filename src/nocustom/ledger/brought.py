"""The files that come with an act, and what its person read: no rule reads a sheet, but who checks a decision wants to.

What an act rests on is looked at where its line is (`ledger.verifier`); here are the names of all, and the sheets.
"""

from __future__ import annotations

from collections.abc import Iterator

from nocustom.ledger.alone import Alone
from nocustom.ledger.event_types import TYPES
from nocustom.ledger.problem import Problem
from nocustom.ledger.verifier import Papers
from nocustom.life.event import Event
from nocustom.life.sheet import is_sheet
from nocustom.words import say

__all__ = ["brought", "named", "sheet_problems"]


def brought(event: Event) -> list[str]:
    """The digests of every file that an event names, the sheet of a decision too."""
    return TYPES[event.type].brought_by(event.content)


def named(alone: Alone) -> list[str]:
    """The same of a line that was read by itself; none where anything is wrong with it."""
    if alone.kind is None or alone.value is None or alone.problems:
        return []
    return alone.kind.brought_by(alone.value["body"] if alone.stmt is None else alone.stmt)


def sheet_problems(event: Event, papers: Papers) -> Iterator[Problem]:
    """What is wrong with the sheet by which a decision was made."""
    if "sheet_sha256" not in TYPES[event.type].read:
        return
    digest = event.content["sheet_sha256"]
    state = papers.state(digest)
    if state == "missing":
        yield Problem("sheet-missing", event.seq, say("the sheet {digest} is not there", digest=digest), "missing")
    elif state == "altered":
        yield Problem("sheet-altered", event.seq, say("the sheet {digest} was altered", digest=digest))
    elif not is_sheet(papers.get(digest).decode("utf-8", "replace")):
        said = say("the file {digest} is no sheet: nobody can tell what was read", digest=digest)
        yield Problem("no-sheet", event.seq, said)
