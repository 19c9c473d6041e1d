"""`nocustom reassess`: the office has an open request judged again by what is adopted now."""

from __future__ import annotations

import typer

from nocustom.cli.arguments import Number
from nocustom.cli.ceremony import ceremony
from nocustom.cli.options import ActingFor, Key, Me, NoInput, Root, write
from nocustom.cli.speech import _, language
from nocustom.cli.statement import Statement

__all__ = ["add_to"]


def add_to(app: typer.Typer) -> None:
    """Put the command into the tree."""
    app.command("reassess", help=_("Judge an open request again by what is adopted now"))(reassess)


def reassess(
    number: Number, key: Key = None, me: Me = None, acting_for: ActingFor = None,
    statement: Statement = None, no_input: NoInput = False, root: Root = None,
) -> int:  # fmt: skip
    """What changes is shown before anything is signed."""
    from nocustom.acts.reassess import reassess as held
    from nocustom.show.again_text import reassessed_text

    with ceremony(number, key, me, acting_for, no_input, root, statement) as at:
        done = held(*at)
    write(reassessed_text(done, language()), None)
    return 0
