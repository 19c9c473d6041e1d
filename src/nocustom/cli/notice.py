"""`nocustom notice`: what an office prints about a request."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from nocustom.cli.arguments import Number
from nocustom.cli.drift import tell_drift_at
from nocustom.cli.options import Output, Root, clock, write, write_faithfully
from nocustom.cli.speech import _, language

__all__ = ["add_to"]


class NoticeFormat(StrEnum):
    """How the notice is written."""

    text = "text"
    html = "html"


def add_to(app: typer.Typer) -> None:
    """Put the command into the tree."""
    said = _("Print the notice of a decision or of a no, or the sheet for a decision on paper")
    app.command("notice", help=said)(notice)


def notice(
    number: Number,
    form: Annotated[
        NoticeFormat, typer.Option("-f", "--format", help=_("Text, or a page of A4 to print (html)"))
    ] = NoticeFormat.text,
    output: Output = None,
    root: Root = None,
) -> int:
    """Nothing is recorded by printing it."""
    from nocustom.acts.desk import Desk
    from nocustom.acts.notice import notice as written
    from nocustom.acts.workspace import Workspace

    with Desk.open(Workspace.find(root), clock) as desk:
        found = written(desk, desk.case(number))
    if form is NoticeFormat.html:
        from nocustom.show.notice_html import ascii_only, notice_html

        write_faithfully((line + "\n" for line in notice_html(found, language())), output, ascii_only)
    else:
        from nocustom.show.notice_text import notice_text

        write(notice_text(found, language()), output)
    tell_drift_at(root)
    return 0
