"""Verify the ledger: every line, signature, file and rule, from the first line on and as if nothing were known.

It opens the ledger for itself, so nothing that an open desk believes takes part. The sheets that decisions name are
looked at too: no rule reads them, but whoever checks a decision later wants to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nocustom.acts.desk import Desk
from nocustom.acts.seen import Seen, compared
from nocustom.acts.workspace import Workspace
from nocustom.errors import Broken, Exit, NotJudged
from nocustom.ledger.blobs import Blobs
from nocustom.ledger.event_types import TYPES
from nocustom.ledger.ledger import Ledger
from nocustom.ledger.problem import Problem, exit_of
from nocustom.ledger.verify import Report
from nocustom.ledger.vouching import vouch
from nocustom.life.event import Event
from nocustom.life.sheet import is_sheet
from nocustom.words import say

__all__ = ["Verified", "judged", "papers_of", "verify", "verify_workspace"]


@dataclass(frozen=True, slots=True)
class Verified:
    """What a whole verification found."""

    report: Report
    problems: tuple[Problem, ...]
    """Of the lines, the files and the database, in the order of the lines."""
    files: int
    """Files that the lines name, each counted once."""
    requests: int
    seen: tuple[Seen, ...] = ()
    """What somebody kept, with which it was compared."""

    @property
    def exit(self) -> Exit:
        """0, or 5 where something is broken, or 3 where only files are missing."""
        return exit_of(self.problems)

    @property
    def provisional(self) -> bool:
        """Whether a single root key sets the roster; approvals do not count as in force then."""
        return self.report.state.provisional


def verify(desk: Desk) -> Verified:
    """Verify the desk's ledger. Raises Broken where the file is no ledger at all, NotJudged where there is none."""
    return verify_workspace(desk.workspace)


def verify_workspace(workspace: Workspace, seen: Sequence[Seen] = ()) -> Verified:
    """The same for a workspace whose ledger is not open; compared with what somebody kept of it."""
    with Ledger.open(workspace.begun_ledger, origin=workspace.origin) as ledger:
        report = ledger.verify()
        found = [*report.problems, *compared(report, seen), *_vouched(workspace, ledger)]
        return judged(report, found, ledger.blobs, tuple(seen))


def _vouched(workspace: Workspace, ledger: Ledger) -> Iterator[Problem]:
    """What is wrong with the checkpoint in a mirror, and with how it goes on from what this PC has seen."""
    if workspace.is_host or workspace.mirror is None:
        return
    try:
        vouch(workspace.mirror, ledger, workspace.ledger_shown)
    except Broken as error:
        yield Problem("mirror", None, error.said, hints=error.hints)
    except NotJudged as error:
        yield Problem("mirror", None, error.said, "missing", error.hints)


def judged(report: Report, found: Sequence[Problem], blobs: Blobs, seen: tuple[Seen, ...] = ()) -> Verified:
    """The same with the sheets that decisions name, in the order of the lines."""
    problems = [*found, *_sheets(report.events, blobs)]
    named = {digest for event in report.events for digest in papers_of(event)}
    requests = len({event.stream for event in report.events if event.type == "request.filed"})
    ordered = sorted(problems, key=lambda problem: -1 if problem.seq is None else problem.seq)
    return Verified(report, tuple(ordered), len(named), requests, seen)


def papers_of(event: Event) -> list[str]:
    """The digests of every file an event names, the sheet of a decision too."""
    return TYPES[event.type].brought_by(event.content)


def _sheets(events: Sequence[Event], blobs: Blobs) -> Iterator[Problem]:
    for event in events:
        if "sheet_sha256" in TYPES[event.type].read:
            digest = event.content["sheet_sha256"]
            state = blobs.state(digest)
            if state == "missing":
                said = say("the sheet {digest} is not there", digest=digest)
                yield Problem("sheet-missing", event.seq, said, "missing")
            elif state == "altered":
                yield Problem("sheet-altered", event.seq, say("the sheet {digest} was altered", digest=digest))
            elif not is_sheet(blobs.get(digest).decode("utf-8", "replace")):
                said = say("the file {digest} is no sheet: nobody can tell what was read", digest=digest)
                yield Problem("no-sheet", event.seq, said)
