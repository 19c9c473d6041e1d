"""`nocustom init`: start a workspace."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nocustom.cli.options import write
from nocustom.cli.speech import _, language

__all__ = ["add_to"]


def add_to(app: typer.Typer) -> None:
    """Put the command into the tree."""
    app.command("init", help=_("Make a folder a workspace; what is there is kept"))(init)


def init(
    folder: Annotated[
        Path,
        typer.Argument(metavar="[DIR]", help=_("The folder, made if it is not there"), show_default=False),
    ] = Path(),
    org: Annotated[
        str | None, typer.Option("--org", metavar="NAME", help=_("The organisation's name"))
    ] = None,
    origin: Annotated[
        str | None,
        typer.Option(
            "--origin", metavar="NAME", help=_("The ledger's name, such as aozora.example/nocustom")
        ),
    ] = None,
) -> int:
    """Nothing is ever overwritten, and the ledger begins later."""
    from nocustom.acts.init import init as begin
    from nocustom.show.init_text import init_text

    write(init_text(begin(folder, org, origin), language()), None)
    return 0
