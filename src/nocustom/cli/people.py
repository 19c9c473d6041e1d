"""`nocustom people`: keys, and who is in service."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nocustom.cli.drift import tell_drift
from nocustom.cli.options import AsOf, NoInput, Root, as_of_day, clock, write
from nocustom.cli.speech import _, language
from nocustom.errors import Usage
from nocustom.words import say

if TYPE_CHECKING:
    from nocustom.acts.roots import RootKey

__all__ = ["RootKeys", "add_to", "named_roots"]

RootKeys = Annotated[
    list[str] | None,
    typer.Option(
        "--root-key", metavar="ID=FILE", help=_("A root at the table, and the key to sign with; once for each")
    ),
]

group = typer.Typer(no_args_is_help=True, help=_("People and their keys"))


def add_to(app: typer.Typer) -> None:
    """Put the group into the tree."""
    app.add_typer(group, name="people")


@group.command("enroll", help=_(
    "Enter a key in the roster; as many roots as it takes are at the same table and sign. "
    "The first time, with --found, the roots themselves: then the ledger begins"))  # fmt: skip
def enroll(
    person: Annotated[
        str | None,
        typer.Argument(
            metavar="[PERSON]", help=_("Whose key it is: an id of people.toml"), show_default=False
        ),
    ] = None,
    key: Annotated[
        Path | None,
        typer.Option(
            "--key", metavar="FILE", help=_("The new key; its private half signs too, here or in the agent")
        ),
    ] = None,
    roles: Annotated[
        str | None,
        typer.Option(
            "--for",
            metavar="ROLE[,ROLE]",
            help=_("file, accept, opinion, office, decision, checkpoint, witness, or root"),
        ),
    ] = None,
    root_keys: RootKeys = None,
    found: Annotated[
        bool, typer.Option("--found", help=_("Begin the ledger with these roots, one to three"))
    ] = False,
    no_input: NoInput = False,
    root: Root = None,
) -> int:
    """One event of the ledger, signed by the roots and by the new key."""
    from nocustom.acts import enroll as acts
    from nocustom.acts.desk import Desk
    from nocustom.acts.workspace import Workspace
    from nocustom.cli.terminal import Terminal
    from nocustom.show.people_text import enrolled_text, founded_text

    roots = named_roots(root_keys)
    workspace, reader = Workspace.find(root), Terminal(language(), no_input=no_input)
    if found:
        if person is not None or key is not None or roles is not None:
            raise Usage(say("`--found` enters the roots alone, so it goes with `--root-key` only"))
        write(founded_text(acts.found(workspace, clock, roots, reader), language()), None)
        return 0
    if person is None or key is None or roles is None:
        raise Usage(
            say("whose key, which key, and for what?"),
            say("`nocustom people enroll PERSON --key FILE --for ROLE --root-key ID=FILE ...`"),
            say("the first time: `nocustom people enroll --found --root-key ID=FILE ...`"))  # fmt: skip
    wanted = acts.roles_in(roles)
    with Desk.open(workspace, clock, writable=True, at_host=True) as desk:
        result = acts.enroll(desk, person, key, wanted, roots, reader)
    write(enrolled_text(result, language()), None)
    return 0


@group.command("revoke", help=_(
    "Take a person's keys out of the roster: what they signed stays, they sign nothing more"))  # fmt: skip
def revoke(
    person: Annotated[str, typer.Argument(metavar="PERSON", help=_("Whose keys"), show_default=False)],
    key: Annotated[
        str | None,
        typer.Option(
            "--key", metavar="FINGERPRINT|FILE", help=_("Only this key: its fingerprint `SHA256:...`, or its file"),
            show_default=False
        ),
    ] = None,
    root_keys: RootKeys = None,
    no_input: NoInput = False,
    root: Root = None,
) -> int:
    """One event of the ledger, signed by the roots."""
    from nocustom.acts.desk import Desk
    from nocustom.acts.revoke import revoke as taken_out
    from nocustom.acts.workspace import Workspace
    from nocustom.cli.terminal import Terminal
    from nocustom.show.people_text import revoked_text

    roots, reader = named_roots(root_keys), Terminal(language(), no_input=no_input)
    with Desk.open(Workspace.find(root), clock, writable=True, at_host=True) as desk:
        result = taken_out(desk, person, key, roots, reader)
    write(revoked_text(result, language()), None)
    return 0


def named_roots(root_keys: list[str] | None) -> list[RootKey]:
    """The roots that `--root-key` names. Usage where one is not of its form."""
    from nocustom.acts.roots import RootKey

    return [RootKey(*_pair(each)) for each in root_keys or ()]


def _pair(text: str) -> tuple[str, Path]:
    person, equals, file = text.partition("=")
    if not equals or not person or not file:
        raise Usage(
            say("`{text}` is not of the form ID=FILE", text=text), say("such as `--root-key audit-root=KEY`")
        )
    return person, Path(file)


@group.command("show", help=_("Who is in service on a day, and whose keys the roster has"))
def show(as_of: AsOf = None, root: Root = None) -> int:
    """People as the file has them; keys as the ledger has them."""
    from nocustom.acts.desk import Desk
    from nocustom.acts.people import people_on
    from nocustom.acts.workspace import Workspace
    from nocustom.show.people_text import people_text

    workspace = Workspace.find(root)
    day = as_of_day(as_of, workspace)
    if workspace.has_ledger:
        with Desk.open(workspace, clock) as desk:
            shown = people_on(workspace, desk, day)
    else:
        shown = people_on(workspace, None, day)
    write(people_text(shown, language()), None)
    tell_drift(workspace)
    return 0
