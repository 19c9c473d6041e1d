"""`nocustom explain`: every clause with the value it saw."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from nocustom.cli.colours import coloured
from nocustom.cli.drift import tell_drift
from nocustom.cli.options import AsOf, Output, Root, as_of_day, write
from nocustom.cli.overridden import overridden_rows
from nocustom.cli.speech import _, language

__all__ = ["add_to"]


def add_to(app: typer.Typer) -> None:
    """Put the command into the tree."""
    app.command("explain", help=_("Explain a rule in words, or a request clause by clause"))(explain)


def explain(
    target: Annotated[
        str, typer.Argument(metavar="RULE|PATH|ID", help=_("A rule's id, a file, or a request's key or number"))
    ],
    as_of: AsOf = None,
    output: Output = None,
    root: Root = None,
) -> int:
    """A rule's id comes first; anything else is a request."""
    from nocustom.acts.explain import explain_request, explain_rule
    from nocustom.acts.workspace import Workspace
    from nocustom.show.explain_text import explain_request_text, explain_rule_text

    workspace = Workspace.find(root)
    day = as_of_day(as_of, workspace)
    rule = explain_rule(workspace, target, day)
    if rule is not None:
        write(explain_rule_text(rule, language()), output)
    else:
        bright = output is None and coloured(sys.stdout)
        rows = explain_request_text(explain_request(workspace, target, day), language(), coloured=bright)
        write((*rows, *overridden_rows(workspace, target)), output)
    tell_drift(workspace)
    return 0
