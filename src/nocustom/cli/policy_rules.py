"""`nocustom policy list` and `show`: the rules on disk, each in a line, one in full."""

from __future__ import annotations

from typing import Annotated

import typer

from nocustom.cli.ledger import Format, FormatOption
from nocustom.cli.options import AsOf, JsonFlag, Output, Root, as_of_day, write, write_json
from nocustom.cli.policy import group
from nocustom.cli.speech import _, language

__all__ = ["add_to"]


def add_to(app: typer.Typer) -> None:
    """Put the commands into their group."""
    group.command("list", help=_("The rules on disk by what they do, one line each"))(list_)
    group.command(
        "show", help=_("A rule in words, with its examples and what came of it in the requests here")
    )(show)


def list_(
    form: FormatOption = Format.text, json: JsonFlag = False, output: Output = None, root: Root = None
) -> int:
    """All layers, whatever the day."""
    from nocustom.acts.workspace import Workspace

    policy = Workspace.find(root).policy
    if json or form is Format.json:
        from nocustom.show.policy_list_json import policy_list_json

        write_json([policy_list_json(policy, language())], output)
    else:
        from nocustom.show.policy_list_text import policy_list_text

        write(policy_list_text(policy, language()), output)
    return 0


def show(
    rule: Annotated[str, typer.Argument(metavar="RULE", help=_("The rule's id"))],
    form: FormatOption = Format.text, json: JsonFlag = False, as_of: AsOf = None, output: Output = None,
    root: Root = None,
) -> int:  # fmt: skip
    """The requests of the workspace are judged for it; those that can't be are counted."""
    from nocustom.acts.show_rule import show_rule
    from nocustom.acts.workspace import Workspace

    workspace = Workspace.find(root)
    shown = show_rule(workspace, rule, as_of_day(as_of, workspace))
    if json or form is Format.json:
        from nocustom.show.policy_show_json import policy_show_json

        write_json([policy_show_json(shown, language())], output)
    else:
        from nocustom.show.policy_show_text import policy_show_text

        write(policy_show_text(shown, language()), output)
    return 0
