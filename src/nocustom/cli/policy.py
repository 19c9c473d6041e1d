"""`nocustom policy`: adopt what lies in policies/."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from nocustom.cli.options import ActingFor, Key, Me, NoInput, Root, clock, write
from nocustom.cli.speech import _, language
from nocustom.cli.statement import Statement, or_prepared

__all__ = ["add_to", "group"]

group = typer.Typer(no_args_is_help=True, help=_("The policy: its rules, and its adoption"))


class Part(StrEnum):
    """What can be adopted."""

    policy = "policy"
    systems = "systems"
    people = "people"


def add_to(app: typer.Typer) -> None:
    """Put the group into the tree."""
    app.add_typer(group, name="policy")


@group.command("adopt", help=_(
    "Adopt what lies in policies/: acts judge by it from then on. "
    "The CIO adopts the policy, the CIO office people and systems"))  # fmt: skip
def adopt(
    parts: Annotated[
        list[Part] | None,
        typer.Argument(
            metavar="[policy|systems|people]...",
            help=_("What; by default all that differs and is yours to adopt"),
            show_default=False,
        ),
    ] = None,
    key: Key = None,
    me: Me = None,
    acting_for: ActingFor = None,
    statement: Statement = None,
    no_input: NoInput = False,
    root: Root = None,
) -> int:
    """Each part is an event of its own, signed in a ceremony of its own."""
    from nocustom.acts.adopt import adopt as adopt_all
    from nocustom.acts.adopt import differing
    from nocustom.acts.desk import Desk
    from nocustom.acts.workspace import Workspace
    from nocustom.cli.terminal import Terminal
    from nocustom.show.adopted_text import adopted_text

    workspace = Workspace.find(root)
    named = [part.value for part in parts or ()]
    reader = Terminal(language(), no_input=no_input, in_person=statement is None)
    with or_prepared(), Desk.open(workspace, clock, writable=True, statement=statement) as desk:
        if not named and not differing(desk):
            write(adopted_text([], [], language()), None)
            return 0
        signer = desk.signer(key, me, acting_for)
        adopted = adopt_all(desk, named, signer, reader)
        left = differing(desk)
    write(adopted_text(adopted, left, language()), None)
    return 0
