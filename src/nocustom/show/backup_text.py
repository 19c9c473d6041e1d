"""After `ledger backup` and `ledger restore`: what is safe, what came back, what is lost."""

from __future__ import annotations

from collections.abc import Iterator

from nocustom.acts.backup import BackedUp
from nocustom.acts.restore import FilesBack, Restored
from nocustom.life.texts import SOURCES
from nocustom.locale import speak
from nocustom.show.check_text import hint
from nocustom.show.coverage_text import coverage
from nocustom.show.layout import paragraph
from nocustom.show.receipt_text import receipt
from nocustom.words import Said, say

__all__ = ["backup_text", "restored_text"]


def backup_text(done: BackedUp, lang: str) -> Iterator[str]:
    """The screen in lines."""
    report = done.verified.report
    yield from _line(say("backup: {path}", path=str(done.path)), lang)
    yield from _line(say("{size} lines, root {root}", size=report.size, root=report.root), lang)
    yield from _line(say("verified after writing: every line, signature, file and rule"), lang)
    for said in coverage(report.witnesses, report.size):
        yield from _line(said, lang)
    if done.missing:
        yield from _line(say("not there any more, so left out: {count} files", count=done.missing), lang)
    yield from hint(say("keep it on another computer; `nocustom ledger restore` brings the ledger back from it"), lang)


def restored_text(done: Restored | FilesBack, lang: str) -> Iterator[str]:
    """The screen in lines."""
    if isinstance(done, FilesBack):
        yield from _files_back(done, lang)
        return
    yield from _line(say("the ledger is restored from {source}", source=SOURCES[done.source]), lang)
    if done.taken:
        said = say("lines taken from the damaged ledger, after those of the copy: {count}", count=done.taken)
        yield from _line(said, lang)
    yield from receipt(done.appended, lang)
    yield from _line(say("signed by {roots}", roots=list(done.by)), lang)
    if done.aside is not None:
        yield from _line(say("what lay there was put aside: {path}", path=done.aside), lang)
    if done.missing:
        yield from _line(say("not in the copy: {count} files that lines name", count=done.missing), lang)
    yield from _line(lost_said(done.lost, done.taken), lang)
    yield from hint(say("`nocustom ledger verify --seen FILE` tells of every receipt whether its act is still there"),
                    lang)  # fmt: skip


def _files_back(done: FilesBack, lang: str) -> Iterator[str]:
    yield from _line(say("put back beside the ledger: {count} files", count=done.count), lang)
    yield from _line(say("the lines at `{path}` are good and stay as they are", path=done.shown), lang)
    if done.missing:
        yield from _line(say("not in the copy: {count} files that lines name", count=done.missing), lang)
    yield from hint(say("`nocustom ledger verify` looks at it as a whole"), lang)


def lost_said(count: int, taken: int) -> Said:
    """How many lines are known to be lost, where so many were taken along."""
    if count:
        return say("lost for certain: {count} lines; what was done in them, and after them, has to be done again",
                   count=count)  # fmt: skip
    if taken:
        return say("no line is known to be lost; if there were more than those, they are")
    return say("no line is known to be lost; if there were any after those of the copy, they are")


def _line(said: Said, lang: str) -> Iterator[str]:
    yield from paragraph(speak(said, lang), hanging=2)
