"""How a command ends: one enum of exit codes, and one exception for each way not to succeed."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

from nocustom.form.finding import Finding
from nocustom.words import Said

__all__ = ["Broken", "Changed", "Exit", "NocustomError", "NotJudged", "NotPermitted", "Uncertain", "Usage"]


class Exit(IntEnum):
    """Exit codes of every command; "could not judge" is never "clean"."""

    OK = 0
    FINDINGS = 1
    USAGE = 2
    NOT_JUDGED = 3
    NOT_PERMITTED = 4
    BROKEN = 5
    CHANGED = 6
    INTERNAL = 70
    INTERRUPTED = 130


class NocustomError(Exception):
    """Something a person must be told: what happened, what to do next, and where in which file."""

    exit = Exit.INTERNAL

    def __init__(self, said: Said, *hints: Said, findings: Sequence[Finding] = ()) -> None:
        super().__init__(said.msgid)
        self.said = said
        self.hints = hints
        self.findings = tuple(findings)


class Usage(NocustomError):
    """The command was called in a way that can't mean anything."""

    exit = Exit.USAGE


class NotJudged(NocustomError):
    """Something needed for a judgement is unreadable, unknown or missing."""

    exit = Exit.NOT_JUDGED


class Uncertain(NotJudged):
    """The server that keeps the lines was lost at a commit: the line stands in the ledger, or it does not."""


class NotPermitted(NocustomError):
    """Not this person's act, not in this state, or no terminal to sign at."""

    exit = Exit.NOT_PERMITTED


class Broken(NocustomError):
    """Integrity is broken: a line, a digest or a signature does not match."""

    exit = Exit.BROKEN


class Changed(NocustomError):
    """The record changed meanwhile; running the command again is safe."""

    exit = Exit.CHANGED
