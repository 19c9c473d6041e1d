"""`nocustom fmt --diff`: what formatting would change, as a unified diff. Long lines are not cut."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import unified_diff

from nocustom.acts.fmt import Change
from nocustom.words import visible

__all__ = ["fmt_diff"]

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_COLOURS = {"+": "32", "-": "31", "@": "36"}


def fmt_diff(changes: list[Change], *, coloured: bool) -> Iterator[str]:
    """The lines of the diff. What is invisible is shown, the carriage return of a line from Windows as `\\r`."""
    for change in changes:
        before, after = _LINE.findall(change.before), _LINE.findall(change.after)
        name = visible(change.path)
        for line in unified_diff(before, after, name, name):
            shown = "" if line == " \n" else visible(line.removesuffix("\n"))  # as `diff --suppress-blank-empty`
            colour = _COLOURS.get(line[0]) if coloured else None
            yield f"\x1b[{colour}m{shown}\x1b[0m" if colour else shown
            if not line.endswith("\n"):
                yield "\\ No newline at end of file"
