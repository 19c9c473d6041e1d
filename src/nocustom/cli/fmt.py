"""`nocustom fmt`: the one layout of TOML files."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nocustom.cli.colours import coloured
from nocustom.cli.options import Root, write
from nocustom.cli.speech import _, language
from nocustom.errors import NocustomError, NotJudged, Usage
from nocustom.words import say

if TYPE_CHECKING:
    from nocustom.acts.fmt import Fmt

__all__ = ["add_to"]


def add_to(app: typer.Typer) -> None:
    """Put the command into the tree."""
    app.command("fmt", help=_("Lay TOML files out in one way; values and comments stay"))(fmt)


def fmt(
    targets: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PATH|-]...",
            help=_("Files or folders, if not the whole workspace; - reads stdin and writes stdout"),
            show_default=False,
        ),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help=_("Write nothing, list what is not formatted"))
    ] = False,
    diff: Annotated[bool, typer.Option("--diff", help=_("Write nothing, show what would change"))] = False,
    root: Root = None,
) -> int:
    """Exit code 0: all is formatted. 1: `--check` or `--diff` found something. 3: a file can't be read or written."""
    from nocustom.acts.fmt import fmt as format_all

    cwd = Path.cwd()
    if "" in (targets or []):  # an empty variable of a script must not stand for the current folder
        raise Usage(say("a file or folder without a name was given"), say("without any, the workspace is formatted"))
    if "-" in (targets or []):
        if len(targets or []) > 1:
            said = say("`-` is stdin, and stands alone: its answer goes to stdout")
            raise Usage(said, say("run the command once for `-` and once for the files"))
        return _stream(check=check, diff=diff)
    result = format_all([cwd / each for each in targets or []], cwd, root, write=not (check or diff))
    _show(result, diff=diff)
    if result.written and result.changes:
        _tell_drift(root)
    if result.findings:
        count = len({each.path for each in result.findings})
        said = say("files that can't be read or written stay as they are: {count}", count=count)
        raise NotJudged(said, findings=result.findings)
    return result.exit


def _stream(*, check: bool, diff: bool) -> int:
    """From stdin to stdout, in UTF-8 with line feeds on every system; nothing is written where it can't be read."""
    from nocustom.acts.fmt import Fmt, change
    from nocustom.files.document import LIMIT, document

    if sys.stdin is None:
        raise Usage(
            say("stdin is closed, so there is nothing to format"), say("name files or folders instead")
        )
    received = document(sys.stdin.buffer.read(LIMIT + 1), shown="-")
    found = change(received)
    if check or diff:
        result = Fmt(False, 1, [found] if found else [])
        _show(result, diff=diff)
        return result.exit
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    write([found.after if found else received.text], None, end="")
    return 0


def _show(result: Fmt, *, diff: bool) -> None:
    if diff:
        from nocustom.show.fmt_diff import fmt_diff

        write(fmt_diff(result.changes, coloured=coloured(sys.stdout)), None)
        return
    from nocustom.show.fmt_text import fmt_text

    write(fmt_text(result, language()), None)


def _tell_drift(root: Path | None) -> None:
    """Digests bind bytes: what was adopted must be adopted again in its new layout."""
    from nocustom.acts.workspace import Workspace
    from nocustom.cli.drift import tell_drift

    with suppress(NocustomError):
        tell_drift(Workspace.find(root))
