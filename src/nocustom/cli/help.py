"""Help pages in the language of this run, on 80 cells.

Typer's own words are English, and it wraps by characters, of which a Japanese one takes two cells. So its pages go
through a formatter of ours: same layout, our words, our wrapping.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from typer._click.core import Context
from typer._click.formatting import HelpFormatter

from nocustom.cli.speech import _, language
from nocustom.locale import speak
from nocustom.show.layout import WIDTH, cells, padded, paragraph
from nocustom.words import say

__all__ = ["Help", "ours", "use"]

_WORDS = {
    "Arguments": _("Arguments"),
    "Options": _("Options"),
    "Commands": _("Commands"),
    "Show this message and exit.": _("Show this page"),
}
"""What typer writes itself, as a whole."""
_METAVARS = {
    "[OPTIONS]": _("[OPTIONS]"),
    "COMMAND [ARGS]...": _("COMMAND [ARGUMENTS]..."),
}
_WIDEST = 26
"""Cells of the left column; what is wider has the line for itself."""


class Help(HelpFormatter):
    """Typer's formatter with the same calls, in our words and cells."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """`Usage: nocustom check [OPTIONS] [PATH|ID]...`"""
        for english, ours in _METAVARS.items():
            args = args.replace(english, ours)
        args = re.sub(r"\{([^{}]*)\}", r"\1", args)  # typer's mark of what is required: all that has no brackets is
        head = f"{_('Usage')}: {prog} "
        self._lines(paragraph(head + args, hanging=cells(head) if cells(head) <= WIDTH // 2 else 4))

    def write_heading(self, heading: str) -> None:
        """The head of a list of arguments, options or commands."""
        self.write(f"{_WORDS.get(heading, heading)}:\n")

    def write_text(self, text: str) -> None:
        """What a command does."""
        for part in text.split("\n\n"):
            self._lines(paragraph(" ".join(part.split()), indent=" " * self.current_indent))

    def write_dl(self, rows: Sequence[tuple[str, str]], col_max: int = _WIDEST, col_spacing: int = 2) -> None:
        """Names on the left, what they mean on the right."""
        indent = " " * self.current_indent
        left = min(max((cells(name) for name, _text in rows), default=0), col_max) + col_spacing
        for name, text in rows:
            meaning = list(_meaning(text, indent + " " * left)) if text else [""]
            if cells(name) <= left - col_spacing:
                meaning[0] = (indent + padded(name, left) + meaning[0].lstrip()).rstrip()
            else:
                meaning.insert(0, indent + name)
            self._lines(line for line in meaning if line)

    def _lines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.write(line + "\n")


def _meaning(text: str, indent: str) -> Iterator[str]:
    """A help text on its rows; a note behind it is not torn apart as long as it fits into one."""
    text, notes = ours(text)
    rows = list(paragraph(text, indent=indent)) if text else []
    if notes and rows and cells(rows[-1]) + 2 + cells(notes) <= WIDTH:
        rows[-1] += f"  {notes}"
    elif notes:
        rows += paragraph(notes, indent=indent)
    return iter(rows)


def ours(text: str) -> tuple[str, str]:
    """A help text, and in our words what typer added to it: `text  [default: json; required]`."""
    whole = re.fullmatch(r"(.*?)(?:  )?\[([^\[\]]*)\]", text, re.DOTALL)
    notes = [_note(note) for note in whole[2].split("; ")] if whole else [None]
    if whole is None or None in notes:
        return _WORDS.get(text, text), ""
    return whole[1], f"[{'; '.join(note for note in notes if note)}]"


def _note(note: str) -> str | None:
    """One note of typer's in our words; None where it is none of its notes."""
    if note == "required":
        return _("required")
    if bounds := re.fullmatch(r"(-?\d+)<=x<=(-?\d+)", note):
        return speak(say("{first} to {last}", first=bounds[1], last=bounds[2]), language())
    name, colon, value = note.partition(": ")
    words = {"default": _("default"), "env var": _("environment variable")}
    return f"{words[name]}: {value}" if colon and name in words else None


def use() -> None:
    """Have typer write its pages so. Once, before the first command is parsed."""
    Context.formatter_class = Help
