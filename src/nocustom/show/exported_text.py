"""After `nocustom audit export`: where the pack lies, what is in it, how to check it without this program."""

from __future__ import annotations

from collections.abc import Iterator

from nocustom.acts.checkpoint import UNSIGNED
from nocustom.acts.export import Exported
from nocustom.locale import speak
from nocustom.show.check_text import hint
from nocustom.show.coverage_text import coverage, put_back
from nocustom.show.layout import day, paragraph
from nocustom.words import Said, say

__all__ = ["exported_text"]


def exported_text(done: Exported, lang: str) -> Iterator[str]:
    """The screen in lines."""
    report = done.verified.report
    yield from _line(say("exported to {folder}", folder=str(done.folder)), lang)
    yield from _line(say("ledger: {size} lines, root {root}", size=report.size, root=report.root), lang)
    for said in (*coverage(report.witnesses, report.size), *put_back(report.restores)):
        yield from _line(said, lang)
    if not any(file.path == "checkpoint.sig" for file in done.files) and any(
        file.path == "checkpoint" for file in done.files
    ):
        yield from _line(UNSIGNED, lang)
    yield from _line(say("tables as of {day}", day=day(done.as_of, lang)), lang)
    if done.period is not None:
        yield from _line(say("rows of the fiscal year from {begins} to {ends}; the evidence is complete",
                             begins=done.period.begins, ends=done.period.ends), lang)  # fmt: skip
    if done.verified.provisional:
        yield from _line(say("a single root key sets the roster; approvals are provisional"), lang)
    for file in done.files:
        if file.rows is not None:
            yield f"  {file.path}  {speak(say('rows: {rows}', rows=file.rows), lang)}"
    blobs = sum(1 for file in done.files if file.path.startswith("blobs/"))
    if blobs:
        yield f"  blobs/  {speak(say('files: {count}', count=blobs), lang)}"
    if done.left_out:
        yield from _line(say("not there any more, so left out: {count} files; the manifest lists them",
                             count=len(done.left_out)), lang)  # fmt: skip
    yield from hint(say("`bash verify.sh` in that folder checks it without this program: see README.txt"), lang)


def _line(said: Said, lang: str) -> Iterator[str]:
    yield from paragraph(speak(said, lang), hanging=2)
