"""`nocustom check -f junit`: a test suite with a test case for every request, as build servers read it.

Eligible is passed, any other verdict has failed, what could not be judged is an error.
"""

from __future__ import annotations

from collections.abc import Iterator

from nocustom.acts.check import Check, Checked
from nocustom.locale import speak
from nocustom.show.check_concise import finding_line
from nocustom.show.outcome import by_place, case_text, headline
from nocustom.words import say, visible

__all__ = ["ascii_only", "check_junit", "escaped"]


def check_junit(check: Check, lang: str) -> Iterator[str]:
    """The document in pieces. The suite says first how many failed, so its cases wait until all are judged."""
    cases = [_case(checked, lang) for checked in check.requests]
    tally = check.tally
    failed = tally.total - tally.not_judged - tally.verdicts["eligible"]
    counts = f'tests="{tally.total}" failures="{failed}" errors="{tally.not_judged}"'
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<testsuites name="nocustom" {counts}>\n<testsuite name="nocustom check" {counts} skipped="0">\n'
    yield f'<properties>\n<property name="as_of" value="{check.as_of.isoformat()}"/>\n'
    for layer in check.layers:
        yield f'<property name="policy" value="{escaped(f"{layer.id} {layer.version} {layer.sha256}")}"/>\n'
    yield "</properties>\n"
    yield from cases
    yield "</testsuite>\n</testsuites>\n"


def ascii_only(text: str) -> str:
    """The same XML in ASCII, for a stream that can't hold every character."""
    return text.encode("ascii", "xmlcharrefreplace").decode("ascii")


def _case(checked: Checked, lang: str) -> str:
    folder = checked.path.rpartition("/")[0]
    name = checked.text("key") or checked.path
    parts = "".join(f"{part}\n" for part in _parts(checked, lang))
    start = f'<testcase classname="{escaped(visible(folder))}" name="{escaped(visible(name))}"'
    return f"{start}>\n{parts}</testcase>\n" if parts else f"{start}/>\n"


def _parts(checked: Checked, lang: str) -> Iterator[str]:
    judgement = checked.judgement
    findings = "\n".join(finding_line(checked.path, each, lang) for each in by_place(checked))
    if judgement is None:
        message = speak(say("not judged; to mend: {count}", count=len(checked.findings)), lang)
        yield f'<error message="{escaped(message)}" type="not-judged">{escaped(findings)}</error>'
        return
    if judgement.verdict != "eligible":
        message, text = escaped(headline(judgement, lang)), case_text(checked, judgement, lang)
        yield f'<failure message="{message}" type="{judgement.verdict}">{escaped(text)}</failure>'
    if findings:
        yield f"<system-out>{escaped(findings)}</system-out>"


# What `visible` leaves and XML 1.0 forbids, beside the characters that mean something in XML.
_ESCAPED = {
    ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;", ord('"'): "&quot;",
    0xFFFE: "&lt;U+FFFE&gt;", 0xFFFF: "&lt;U+FFFF&gt;",
}  # fmt: skip


def escaped(text: str) -> str:
    """`text`, in which `visible` has left line feeds of ours only, as it may stand in XML."""
    return text.translate(_ESCAPED)
