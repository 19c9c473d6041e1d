"""Options that mean the same everywhere, declared once; and what a command needs from the outside world."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nocustom.cli.speech import _
from nocustom.errors import NotJudged, Usage
from nocustom.words import say

if TYPE_CHECKING:
    from nocustom.acts.workspace import Workspace

__all__ = [
    "ActingFor",
    "AsOf",
    "Department",
    "JsonFlag",
    "Key",
    "Me",
    "NoInput",
    "Output",
    "Root",
    "Search",
    "as_of_day",
    "clock",
    "set_clock",
    "write",
    "write_csv",
    "write_faithfully",
    "write_json",
]

Root = Annotated[
    Path | None, typer.Option("--root", metavar="DIR", help=_("The workspace, if not the current folder"))
]
AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help=_("As of this day, such as 2026-10-01"))
]
JsonFlag = Annotated[bool, typer.Option("--json", help=_("The same as -f json"))]
Key = Annotated[
    Path | None,
    typer.Option("--key", metavar="FILE", envvar="NOCUSTOM_KEY", help=_("Your key, to sign with")),
]
Me = Annotated[
    str | None, typer.Option("--me", metavar="ID", envvar="NOCUSTOM_ME", help=_("Your id in people.toml"))
]
Department = Annotated[
    str | None, typer.Option("--department", metavar="ID", help=_("Only of this department"))
]
Search = Annotated[
    str | None, typer.Option("--search", metavar="TEXT", help=_("Only where all these words stand"))
]
ActingFor = Annotated[str | None, typer.Option("--acting-for", metavar="ID", help=_("Whom you stand in for"))]
NoInput = Annotated[bool, typer.Option("--no-input", help=_("Ask nothing; what must be asked fails"))]


def _file(typed: str) -> Path | None:
    """The file that `-o` names; `-` stands for stdout, as everywhere, and a file of that name is `./-`."""
    return None if typed == "-" else Path(typed)


Output = Annotated[
    Path | None,
    typer.Option(
        "-o", "--output", metavar="FILE", parser=_file, help=_("Write to FILE, whole or not at all")
    ),
]


def clock() -> datetime:
    """This instant. The one place where the program looks at a clock."""
    return datetime.now(UTC) if _instead is None else _instead()


_instead: Callable[[], datetime] | None = None


def set_clock(instead: Callable[[], datetime] | None) -> None:
    """Have the demonstration's clock shown instead of the wall's; None puts the wall's back."""
    global _instead
    _instead = instead


def as_of_day(text: str | None, workspace: Workspace) -> date:
    """The day named by `--as-of`, else today at the organisation's offset. Usage where it is no date."""
    if text is None:
        return workspace.today(clock())
    return read_day(text, "--as-of")


def read_day(text: str, option: str) -> date:
    """A day such as 2026-10-01. Usage where it is anything else, full-width digits included."""
    if text.isascii() and len(text) == 10:
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    hint = say("write half-width digits") if not text.isascii() else say("write it like 2026-10-01")
    raise Usage(say("`{text}` is no date for {option}", text=text, option=option), hint)


def write_json(pieces: Iterable[str], output: Path | None) -> None:
    """As `write`, for JSON: a stream that can't hold every character gets them as `\\uXXXX`, so none is lost."""
    from nocustom.show.json_text import ascii_only

    write_faithfully(pieces, output, ascii_only)


def write_faithfully(pieces: Iterable[str], output: Path | None, ascii_only: Callable[[str], str]) -> None:
    """As `write`, for what can say every character in ASCII, and does so where the stream can't hold them."""
    if output is None and not _holds_everything():
        pieces = map(ascii_only, pieces)
    write(pieces, output, end="")


def _holds_everything() -> bool:
    """Whether standard output can show every character; one that is closed shows none of them wrong."""
    return (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "") == "utf8"


def write_csv(lines: Iterable[str], output: Path | None) -> None:
    """As `write`, for lines that end with CRLF, after the byte order mark that spreadsheets need.

    On a screen there is none, nor in a stream whose encoding has none.
    """
    if output is not None or (_holds_everything() and not (sys.stdout and sys.stdout.isatty())):
        lines = chain(["\ufeff"], lines)
    if output is None and hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(newline="")  # on Windows, CRLF would become CR CR LF
    write(lines, output, end="")


def write(pieces: Iterable[str], output: Path | None, end: str = "\n") -> None:
    """Print an answer piece by piece, or write it to a file that is there whole or not at all."""
    if output is None:
        stream: Any = sys.stdout
        if stream is None:
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        for piece in pieces:
            stream.write(piece + end)
        stream.flush()
        return
    from nocustom.files.atomic import write_atomically
    from nocustom.refusals import NOT_BY_NAME, refusal

    data = "".join(piece + end for piece in pieces).encode("utf-8")
    try:
        write_atomically(output, data)
    except OSError as error:
        said = say("`{path}` can't be written: {reason}", path=str(output), reason=refusal(error))
        if error.errno in NOT_BY_NAME:
            raise NotJudged(said) from None
        raise Usage(said, say("name a file in a folder that is there")) from None
