"""The owner's acts: `accept` and `decline`, and the requester's `withdraw`."""

from __future__ import annotations

import typer

from nocustom.cli.arguments import Number, Reason
from nocustom.cli.ceremony import ceremony
from nocustom.cli.options import ActingFor, Key, Me, NoInput, Root, write
from nocustom.cli.speech import _, language
from nocustom.cli.statement import Statement

__all__ = ["add_to"]


def add_to(app: typer.Typer) -> None:
    """Put the commands into the tree."""
    app.command("accept", help=_("Accept the responsibility for verification, clause by clause"))(accept)
    app.command("decline", help=_("Decline the responsibility for verification, with the reason"))(decline)
    app.command("withdraw", help=_("Withdraw your request; its number stays"))(withdraw)


def accept(
    number: Number, key: Key = None, me: Me = None, acting_for: ActingFor = None,
    statement: Statement = None, no_input: NoInput = False, root: Root = None,
) -> int:  # fmt: skip
    """The owner's ceremony."""
    from nocustom.acts.accept import accept as held
    from nocustom.show.receipt_text import accepted_text

    with ceremony(number, key, me, acting_for, no_input, root, statement) as at:
        done = held(*at)
    write(accepted_text(done, language()), None)
    return 0


def decline(
    number: Number, reason: Reason = None, key: Key = None, me: Me = None, acting_for: ActingFor = None,
    statement: Statement = None, no_input: NoInput = False, root: Root = None,
) -> int:  # fmt: skip
    """As easy as `accept`."""
    from nocustom.acts.decline import decline as held
    from nocustom.show.receipt_text import declined_text

    with ceremony(number, key, me, acting_for, no_input, root, statement) as at:
        done = held(*at, reason)
    write(declined_text(done, language()), None)
    return 0


def withdraw(
    number: Number, reason: Reason = None, key: Key = None, me: Me = None, acting_for: ActingFor = None,
    statement: Statement = None, no_input: NoInput = False, root: Root = None,
) -> int:  # fmt: skip
    """It closes the case, so it is signed."""
    from nocustom.acts.withdraw import withdraw as held
    from nocustom.show.receipt_text import withdrawn_text

    with ceremony(number, key, me, acting_for, no_input, root, statement) as at:
        done = held(*at, reason)
    write(withdrawn_text(done, language()), None)
    return 0
