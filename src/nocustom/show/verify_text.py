"""`nocustom ledger verify` for people: what is wrong, line by line; or that nothing is, and what was looked at."""

from __future__ import annotations

from collections.abc import Iterator

from nocustom.acts.verify import Verified
from nocustom.errors import Exit
from nocustom.ledger.problem import Problem
from nocustom.locale import speak
from nocustom.show.check_text import hint
from nocustom.show.coverage_text import coverage, put_back
from nocustom.show.layout import padded, paragraph
from nocustom.words import Said, say

__all__ = ["pack_text", "verify_text"]


def pack_text(verified: Verified, lang: str) -> Iterator[str]:
    """The same for a pack, with what must be compared outside of it."""
    yield from verify_text(verified, lang)
    yield ""
    yield from _line(say("compare the roots with the fingerprints on your paper:"), lang)
    for entry in verified.report.state.roots.entries:
        yield f"  {padded(entry.person, 14)} {entry.key.fingerprint}"


def verify_text(verified: Verified, lang: str, *, at_host: bool = False) -> Iterator[str]:
    """The screen in lines; `at_host` it says how files come back."""
    for problem in verified.problems:
        yield from _problem(problem, lang)
    report = verified.report
    if verified.problems:
        yield ""
    yield from _line(say("ledger: {origin}", origin=report.origin or "-"), lang)
    yield from _line(say("lines: {size}, requests: {requests}, files: {files}", size=report.size,
                         requests=verified.requests, files=verified.files), lang)  # fmt: skip
    yield from _line(say("root: {root}", root=report.root), lang)
    for said in (*coverage(report.witnesses, report.size), *put_back(report.restores)):
        yield from _line(said, lang)
    if verified.seen:
        kept = [seen.shown for seen in verified.seen]
        yield from _line(say("compared with what was kept: {files}", files=kept), lang)
    if verified.provisional:
        yield from _line(say("a single root key sets the roster; approvals are provisional"), lang)
    yield ""
    yield from _line(_verdict(verified), lang)
    if at_host and any(problem.code.endswith(("-missing", "-altered")) for problem in verified.problems):
        yield from hint(say("`nocustom ledger restore PATH` puts files back from a backup or the mirror"),
                        lang)  # fmt: skip


def _verdict(verified: Verified) -> Said:
    count = len(verified.problems)
    if verified.exit is Exit.OK:
        return say("verified: every line, signature, file and rule")
    if verified.exit is Exit.NOT_JUDGED:
        files = sum(problem.code.endswith("-missing") for problem in verified.problems)
        lost = sum(problem.code == "lost" for problem in verified.problems)
        if lost == count:
            return say("verified; of what was kept, {count} lies in lines that are lost", count=lost)
        if files:
            return say("not verified to the end: {count} files are missing", count=files)
        return say("not verified to the end: {count} acts can't be judged", count=count)
    return say("broken: {count} problems", count=count)


def _problem(problem: Problem, lang: str) -> Iterator[str]:
    where = speak(say("whole ledger") if problem.seq is None else say("line {seq}", seq=problem.seq), lang)
    yield from paragraph(f"{where}: {speak(problem.said, lang)} [{problem.code}]", hanging=2)
    for each in problem.hints:
        yield from paragraph(f"{speak(say('hint'), lang)}: {speak(each, lang)}", indent="  ", hanging=2)


def _line(said: Said, lang: str) -> Iterator[str]:
    yield from paragraph(speak(said, lang), hanging=2)
