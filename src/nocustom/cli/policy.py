"""`nocustom policy`: adopt what lies in policies/, and read its rules."""

from __future__ import annotations

from enum import StrEnum
from itertools import chain
from typing import Annotated

import typer

from nocustom.cli.options import ActingFor, AsOf, Key, Me, NoInput, Root, as_of_day, clock, write
from nocustom.cli.speech import _, language
from nocustom.errors import NotJudged
from nocustom.words import say

__all__ = ["add_to"]

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
    no_input: NoInput = False,
    root: Root = None,
) -> int:
    """Each part is an event of its own, signed in a ceremony of its own."""
    from nocustom.acts.adopt import adopt as adopt_all
    from nocustom.acts.adopt import differing
    from nocustom.acts.desk import Desk
    from nocustom.acts.workspace import Workspace
    from nocustom.cli.terminal import Terminal
    from nocustom.show.policy_text import adopted_text

    workspace = Workspace.find(root)
    named = [part.value for part in parts or ()]
    with Desk.open(workspace, clock, writable=True) as desk:
        if not named and not differing(desk):
            write(adopted_text([], [], language()), None)
            return 0
        signer = desk.signer(key, me, acting_for)
        adopted = adopt_all(desk, named, signer, Terminal(language(), no_input=no_input))
        left = differing(desk)
    write(adopted_text(adopted, left, language()), None)
    return 0


@group.command("list", help=_("The rules on disk, one line each"))
def list_(root: Root = None) -> int:
    """All layers, whatever the day."""
    from nocustom.acts.workspace import Workspace
    from nocustom.show.policy_text import rules_text

    write(rules_text(Workspace.find(root).policy, language()), None)
    return 0


@group.command("show", help=_("A rule in words, with its examples"))
def show(
    rule: Annotated[str, typer.Argument(metavar="ID", help=_("The rule's id"))],
    as_of: AsOf = None,
    root: Root = None,
) -> int:
    """What `nocustom explain` says of a rule, and its examples."""
    from nocustom.acts.explain import explain_rule
    from nocustom.acts.workspace import Workspace
    from nocustom.form.reading import did_you_mean
    from nocustom.show.explain_text import explain_rule_text
    from nocustom.show.policy_text import examples_text

    workspace = Workspace.find(root)
    found = explain_rule(workspace, rule, as_of_day(as_of, workspace))
    if found is None:
        raise NotJudged(
            say("there is no rule `{id}`", id=rule),
            *did_you_mean(rule, [each.id for each in workspace.policy.rules()]),
            say("`nocustom policy list` lists them all"))  # fmt: skip
    write(chain(explain_rule_text(found, language()), examples_text(found.rule, language())), None)
    return 0
