"""What acts on a request ask for on the command line: which request, and why."""

from __future__ import annotations

from typing import Annotated

import typer

from nocustom.cli.speech import _

__all__ = ["Message", "Number", "Reason"]

Number = Annotated[str, typer.Argument(metavar="ID", help=_("The request's number or key"), show_default=False)]
Reason = Annotated[str | None, typer.Option("--reason", metavar="TEXT", help=_("Why; asked for where it is not given"))]
Message = Annotated[
    str | None, typer.Option("-m", "--message", metavar="TEXT", help=_("What is said; asked for where it is not given"))
]
