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
from nocustom.ledger.ledger import Ledger
from nocustom.ledger.problem import Problem, exit_of
from nocustom.ledger.verify import Report
from nocustom.ledger.vouching import vouch

__all__ = ["Verified", "judged", "verify", "verify_workspace"]


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
        return judged(report, found, tuple(seen))


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


def judged(report: Report, found: Sequence[Problem], seen: tuple[Seen, ...] = ()) -> Verified:
    """What was found, with the sheets that decisions name, in the order of the lines."""
    requests = len({event.stream for event in report.recorded if event.type == "request.filed"})
    ordered = sorted([*found, *report.sheets], key=lambda problem: -1 if problem.seq is None else problem.seq)
    return Verified(report, tuple(ordered), len(report.files), requests, seen)
