"""`nocustom status`: what waits for whom, and the next command."""

from __future__ import annotations

from typing import Annotated

import typer

from nocustom.cli.ledger import Format, FormatOption
from nocustom.cli.options import JsonFlag, Key, Me, Output, Root, clock, write, write_json
from nocustom.cli.speech import _, language

__all__ = ["add_to"]

Mine = Annotated[bool, typer.Option("--mine", help=_("Only what waits for you"))]


def add_to(app: typer.Typer) -> None:
    """Put the command into the tree."""
    app.command("status", help=_("What waits for whom, and the next command"))(status)


def status(
    mine: Mine = False, key: Key = None, me: Me = None, form: FormatOption = Format.text, json: JsonFlag = False,
    output: Output = None, root: Root = None,
) -> int:  # fmt: skip
    """Works without a ledger too: then it tells how to begin one."""
    from nocustom.acts.desk import Desk
    from nocustom.acts.status import status as told
    from nocustom.acts.workspace import Workspace

    workspace = Workspace.find(root)
    person = None
    if mine and workspace.has_ledger:
        with Desk.open(workspace, clock) as desk:
            person = desk.signer(key, me).person
    found = told(workspace, clock, person)
    if json or form is Format.json:
        from nocustom.show.status_json import status_json

        write_json([status_json(found, language())], output)
    else:
        from nocustom.show.status_text import status_text

        write(status_text(found, language()), output)
    return 0
