"""`nocustom check -f github`: workflow commands, which GitHub shows at the files of a pull request.

GitHub shows ten of a kind in a step, so the worst come first.
"""

from __future__ import annotations

from collections.abc import Iterator

from nocustom.acts.check import Check, Checked
from nocustom.judge.verdict import SEVERITY
from nocustom.show.outcome import by_place, case_text, explained, headline, placed
from nocustom.words import visible

__all__ = ["check_github", "command"]

_NOT_JUDGED = max(SEVERITY.values()) + 1
_KINDS = {"forbidden": "error", "refused": "error", "redirected": "warning", "incomplete": "warning"}


def check_github(check: Check, lang: str) -> Iterator[str]:
    """The commands: what could not be judged, then verdicts from the worst on, then warnings."""
    found = [each for checked in check.requests for each in _commands(checked, lang)]
    yield from (command for _, command in sorted(found, key=lambda each: -each[0]))


def _commands(checked: Checked, lang: str) -> Iterator[tuple[int, str]]:
    """The commands of one request, each with how bad it is."""
    for finding in by_place(checked):
        worth = _NOT_JUDGED if finding.severity == "error" else 0
        text = "\n".join(explained(finding, lang))
        yield (
            worth,
            command(finding.severity, checked.path, finding.line, finding.column, finding.code, text),
        )
    judgement = checked.judgement
    if judgement is None or judgement.verdict == "eligible":
        return
    at = placed(checked)
    kind, title = _KINDS[judgement.verdict], headline(judgement, lang)
    text = case_text(checked, judgement, lang)
    line, column = (at.line, at.column) if at else (None, None)
    yield SEVERITY[judgement.verdict], command(kind, checked.path, line, column, title, text)


def command(kind: str, path: str, line: int | None, column: int | None, title: str, text: str) -> str:
    """One workflow command; `kind` is error, warning or notice."""
    properties = {"file": visible(path), "line": line, "col": column, "title": title}
    said = ",".join(
        f"{name}={_property(str(value))}" for name, value in properties.items() if value is not None
    )
    return f"::{kind} {said}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
