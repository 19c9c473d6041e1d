"""The department's acts after a no, and its answers: `insist`, `appeal`, `answer`."""

from __future__ import annotations

from typing import Annotated

import typer

from nocustom.cli.arguments import Message, Number, Reason
from nocustom.cli.ceremony import ceremony
from nocustom.cli.options import ActingFor, Key, Me, NoInput, Root, write
from nocustom.cli.speech import _, language
from nocustom.cli.statement import Statement

__all__ = ["add_to"]


def add_to(app: typer.Typer) -> None:
    """Put the commands into the tree."""
    app.command(
        "insist", help=_("Insist on a closed request, as section chief: the section takes the responsibility")
    )(insist)
    app.command(
        "appeal", help=_("Appeal a no, as head of the department: once, in 30 days, with a new fact")
    )(appeal)
    app.command("answer", help=_("Answer what the CIO office asked; unsigned, and marked so"))(answer)


def insist(
    number: Number, reason: Reason = None, key: Key = None, me: Me = None, acting_for: ActingFor = None,
    statement: Statement = None, no_input: NoInput = False, root: Root = None,
) -> int:  # fmt: skip
    """The owner is asked next; the verdict stays what it is."""
    from nocustom.acts.insist import insist as held
    from nocustom.show.no_text import insisted_text

    with ceremony(number, key, me, acting_for, no_input, root, statement) as at:
        done = held(*at, reason)
    write(insisted_text(done, language()), None)
    return 0


def appeal(
    number: Number,
    fact: Annotated[
        str | None, typer.Option("--fact", metavar="TEXT", help=_("The new fact; asked for where it is not given"))
    ] = None,
    key: Key = None, me: Me = None, acting_for: ActingFor = None,
    statement: Statement = None, no_input: NoInput = False, root: Root = None,
) -> int:  # fmt: skip
    """Others decide it than those who said the no."""
    from nocustom.acts.appeal import appeal as held
    from nocustom.show.no_text import appealed_text

    with ceremony(number, key, me, acting_for, no_input, root, statement) as at:
        done = held(*at, fact)
    write(appealed_text(done, language()), None)
    return 0


def answer(
    number: Number, message: Message = None,
    line: Annotated[
        int | None,
        typer.Option("--line", metavar="N", help=_("The line of the question; otherwise the oldest that is open")),
    ] = None,
    me: Me = None, key: Key = None, no_input: NoInput = False, root: Root = None,
) -> int:  # fmt: skip
    """No state changes."""
    from nocustom.acts.question import answer as told
    from nocustom.show.no_text import told_text

    with ceremony(number, key, me, None, no_input, root) as at:
        done = told(*at, message, line)
    write(told_text(done, language()), None)
    return 0
