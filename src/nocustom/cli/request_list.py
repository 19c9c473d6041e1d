"""`nocustom request list`: the requests there are."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Annotated

import typer

from nocustom.cli.ledger import Format, FormatOption
from nocustom.cli.options import Department, JsonFlag, Output, Root, Search, clock, write, write_json
from nocustom.cli.request import group
from nocustom.cli.speech import _, language
from nocustom.errors import Usage
from nocustom.life.act import State
from nocustom.words import say

__all__ = ["add_to"]

_WORDS = [f"{state}（{state.label.ja}）" if language() == "ja" else state.value for state in State]
InState = Annotated[
    State | None,
    typer.Option("--state", metavar="WORD", help=("、" if language() == "ja" else ", ").join(_WORDS)),
]
Limit = Annotated[int, typer.Option("--limit", metavar="N", help=_("How many at most"))]


def add_to(app: typer.Typer) -> None:
    """Put the command into its group."""
    group.command("list", help=_("The requests of workspace and ledger, closed ones too, the latest filing first"))(
        list_
    )


def list_(
    search: Search = None, department: Department = None, state: InState = None, limit: Limit = 50,
    form: FormatOption = Format.text, json: JsonFlag = False, output: Output = None, root: Root = None,
) -> int:  # fmt: skip
    """Files that nobody has filed come first."""
    from nocustom.acts.desk import Desk
    from nocustom.acts.listing import listing
    from nocustom.acts.workspace import Workspace

    if limit < 1:
        raise Usage(say("`--limit` is a number from 1 on"))
    workspace = Workspace.find(root)
    begun = workspace.settings and workspace.has_ledger
    with Desk.open(workspace, clock) if begun else nullcontext() as desk:
        found = listing(workspace, desk, search=search, department=department, state=state, most=limit)
    if json or form is Format.json:
        from nocustom.show.listing_json import listing_json

        write_json([listing_json(found)], output)
    else:
        from nocustom.show.listing_text import listing_text

        write(listing_text(found, language()), output)
    return 0
