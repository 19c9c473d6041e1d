"""The owner's acts: `accept`, `decline` and `fulfil`, and the requester's `withdraw`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nocustom.cli.arguments import Message, Number, Reason
from nocustom.cli.ceremony import ceremony
from nocustom.cli.options import ActingFor, Key, Me, NoInput, Root, read_day, write
from nocustom.cli.speech import _, language
from nocustom.cli.statement import Statement
from nocustom.errors import Usage
from nocustom.words import say

__all__ = ["add_to"]


def add_to(app: typer.Typer) -> None:
    """Put the commands into the tree."""
    app.command("accept", help=_("Accept the responsibility for verification, clause by clause"))(accept)
    app.command("decline", help=_("Decline the responsibility for verification, with the reason"))(decline)
    app.command("fulfil", help=_("Record that a condition of the approval is met"))(fulfil)
    app.command("withdraw", help=_("Withdraw your request; its number stays"))(withdraw)


def accept(
    number: Number, key: Key = None, me: Me = None, acting_for: ActingFor = None,
    statement: Statement = None, no_input: NoInput = False, root: Root = None,
) -> int:  # fmt: skip
    """The owner's ceremony, and the second one where a decision changed the terms."""
    from nocustom.acts.accept import accept as held
    from nocustom.show.receipt_text import accepted_text

    with ceremony(number, key, me, acting_for, no_input, root, statement) as at:
        done = held(*at)
    write(accepted_text(done, language()), None)
    return 0


def decline(
    number: Number, reason: Reason = None,
    silent: Annotated[
        bool, typer.Option("--silent", help=_("The CIO office: record that the owner has not answered in 14 days"))
    ] = False,
    key: Key = None, me: Me = None, acting_for: ActingFor = None, statement: Statement = None,
    no_input: NoInput = False, root: Root = None,
) -> int:  # fmt: skip
    """As easy as `accept`."""
    from nocustom.acts.decline import decline as held
    from nocustom.acts.silence import record_silence
    from nocustom.show.receipt_text import declined_text, silent_text

    if silent:
        if reason is not None:
            raise Usage(say("a silence has no reason"), say("leave out `--reason`"))
        with ceremony(number, key, me, acting_for, no_input, root, statement) as at:
            recorded = record_silence(*at)
        write(silent_text(recorded, language()), None)
        return 0
    with ceremony(number, key, me, acting_for, no_input, root, statement) as at:
        done = held(*at, reason)
    write(declined_text(done, language()), None)
    return 0


def fulfil(
    number: Number,
    condition: Annotated[int, typer.Argument(metavar="N", help=_("The number of the condition"), show_default=False)],
    message: Message = None,
    evidence: Annotated[
        Path | None,
        typer.Option("--evidence", metavar="FILE", help=_("A file that shows it; it is kept beside the ledger")),
    ] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help=_("The day on which it was met, if not today"))
    ] = None,
    key: Key = None, me: Me = None, acting_for: ActingFor = None, no_input: NoInput = False, root: Root = None,
    statement: Statement = None,
) -> int:  # fmt: skip
    """The day of the record stands beside the day that is claimed."""
    from nocustom.acts.fulfil import fulfil as held
    from nocustom.show.receipt_text import fulfilled_text

    day = None if on is None else read_day(on, "--on")
    with ceremony(number, key, me, acting_for, no_input, root, statement) as at:
        done = held(*at, condition, message, met_on=day, evidence=evidence)
    write(fulfilled_text(done, language()), None)
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
