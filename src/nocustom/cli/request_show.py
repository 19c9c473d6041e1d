"""`nocustom request show`: the story of one request."""

from __future__ import annotations

import typer

from nocustom.cli.arguments import Number
from nocustom.cli.drift import tell_drift_at
from nocustom.cli.ledger import Format, FormatOption
from nocustom.cli.options import JsonFlag, Output, Root, clock, write, write_json
from nocustom.cli.request import group
from nocustom.cli.speech import _, language

__all__ = ["add_to"]


def add_to(app: typer.Typer) -> None:
    """Put the command into its group."""
    group.command("show", help=_("The story of a request: who did what, when, why, and how it stands"))(show)


def show(
    number: Number, form: FormatOption = Format.text, json: JsonFlag = False, output: Output = None, root: Root = None
) -> int:
    """As of today."""
    from nocustom.acts.desk import Desk
    from nocustom.acts.glance import story_at_a_glance
    from nocustom.acts.workspace import Workspace

    with Desk.open(Workspace.find(root), clock) as desk:
        told = story_at_a_glance(desk, number)
    if json or form is Format.json:
        from nocustom.show.story_json import story_json

        write_json([story_json(told, language())], output)
    else:
        from nocustom.show.story_text import story_text

        write(story_text(told, language()), output)
    tell_drift_at(root)
    return 0
