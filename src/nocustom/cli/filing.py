"""`nocustom submit` and `nocustom endorse`: the department's acts that bring a request on its way."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from nocustom.cli.ceremony import ceremony
from nocustom.cli.drift import tell_drift_at
from nocustom.cli.options import ActingFor, Key, Me, NoInput, Root, clock, write
from nocustom.cli.speech import _, language
from nocustom.cli.statement import Statement, or_prepared

__all__ = ["add_to"]


def add_to(app: typer.Typer) -> None:
    """Put the commands into the tree."""
    app.command("submit", help=_("File a request, or its next revision; it gets its number"))(submit)
    app.command("endorse", help=_("Endorse a request of your section, as its chief"))(endorse)


def submit(
    target: Annotated[str, typer.Argument(metavar="PATH|KEY", help=_("The request's file, or its key"))],
    key: Key = None, me: Me = None, statement: Statement = None, no_input: NoInput = False, root: Root = None,
) -> int:  # fmt: skip
    """Judged by what is adopted. Without a key it is filed unsigned, and marked so."""
    from nocustom.acts.desk import Desk
    from nocustom.acts.submit import file_named
    from nocustom.acts.submit import submit as file_request
    from nocustom.acts.workspace import Workspace
    from nocustom.cli.terminal import Terminal
    from nocustom.show.check_text import hint
    from nocustom.show.filing_text import differing_said, submitted_text

    reader = Terminal(language(), no_input=no_input, in_person=statement is None)
    with or_prepared(), Desk.open(Workspace.find(root), clock, writable=True, statement=statement) as desk:
        result = file_request(desk, file_named(desk, target), key, me, reader)
    write(submitted_text(result, language()), None)
    differs = differing_said(result)
    if differs is not None:
        print("\n".join(hint(differs, language())), file=sys.stderr)
    else:
        tell_drift_at(root)
    return 0


def endorse(
    target: Annotated[str, typer.Argument(metavar="ID", help=_("The request's number or key"))],
    key: Key = None, me: Me = None, acting_for: ActingFor = None,
    statement: Statement = None, no_input: NoInput = False, root: Root = None,
) -> int:  # fmt: skip
    """No exception goes on without it."""
    from nocustom.acts.endorse import endorse as endorse_request
    from nocustom.show.filing_text import endorsed_text

    with ceremony(target, key, me, acting_for, no_input, root, statement) as at:
        result = endorse_request(*at)
    write(endorsed_text(result, language()), None)
    return 0
