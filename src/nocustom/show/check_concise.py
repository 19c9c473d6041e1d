"""`nocustom check -f concise`: a line for every finding and every verdict, for grep and for editors.

    requests/2026/x.toml: refused NC-301,NC-304 the title
    requests/2026/y.toml:14:12: error[not-allowed]: `prefecture_schema` is not a reason category

The words `error`, `warning` and the verdicts are the same in every language.
"""

from __future__ import annotations

from collections.abc import Iterator

from nocustom.acts.check import Check
from nocustom.form.finding import Finding
from nocustom.locale import speak
from nocustom.show.outcome import by_place
from nocustom.words import visible

__all__ = ["check_concise", "finding_line"]


def check_concise(check: Check, lang: str) -> Iterator[str]:
    """The lines in the order of the paths, then of the places in the file; the verdict comes last."""
    for checked in check.requests:
        for finding in by_place(checked):
            yield finding_line(checked.path, finding, lang)
        if judgement := checked.judgement:
            by = ",".join(judgement.decided_by())
            title = visible(checked.text("title") or "")
            yield f"{visible(checked.path)}: {judgement.verdict} {by} {title}".rstrip()


def finding_line(path: str, finding: Finding, lang: str) -> str:
    """`path:line:column: error[code]: message`."""
    numbers = [str(each) for each in (finding.line, finding.column) if each is not None]
    place = ":".join([visible(path), *numbers])
    return f"{place}: {finding.severity}[{finding.code}]: {speak(finding.said, lang)}"
