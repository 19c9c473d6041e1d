"""`nocustom explain`: every clause with the value it saw."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from nocustom.cli.drift import tell_drift
from nocustom.cli.options import AsOf, Output, Root, as_of_day, clock, write
from nocustom.cli.speech import _, language
from nocustom.words import say

if TYPE_CHECKING:
    from nocustom.acts.workspace import Workspace

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
        rows = explain_request_text(explain_request(workspace, target, day), language())
        write((*rows, *_overridden(workspace, target)), output)
    tell_drift(workspace)
    return 0


def _overridden(workspace: Workspace, target: str) -> Iterator[str]:
    """Of an approved request named by its number: whether the rules it was approved against still stand in its way."""
    from nocustom.acts.find import is_number

    if not (is_number(target) and workspace.has_ledger):
        return
    from nocustom.acts.desk import Desk
    from nocustom.acts.override import overridden, overridden_said
    from nocustom.locale import speak
    from nocustom.show.layout import paragraph

    with Desk.open(workspace, clock) as desk:
        found = overridden(desk, desk.case(target))
    if found:
        yield ""
        yield speak(say("Overridden by the approval, as the adopted policy has it today:"), language())
        for each in found:
            yield from paragraph(speak(overridden_said(each), language()), indent="  ", hanging=2)
