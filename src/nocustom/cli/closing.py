"""The CIO office's acts beside the review: `ask`, `close`, `void`; and `opinion`, which other departments give."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

import typer

from nocustom.cli.arguments import Message, Number, Reason
from nocustom.cli.ceremony import ceremony
from nocustom.cli.options import ActingFor, Key, Me, NoInput, Root, write
from nocustom.cli.speech import _, language
from nocustom.cli.statement import Statement

__all__ = ["add_to"]


class Stance(StrEnum):
    """What somebody of another department says."""

    agree = "agree"
    object_ = "object"
    note = "note"


_STANCES: dict[Stance, Literal["agree", "object", "note"]] = {
    Stance.agree: "agree", Stance.object_: "object", Stance.note: "note",
}  # fmt: skip


def add_to(app: typer.Typer) -> None:
    """Put the commands into the tree."""
    app.command("ask", help=_("Ask the department about its request; unsigned, and marked so"))(ask)
    app.command("close", help=_("Close a refused or redirected request, with the last day of appeal"))(close)
    app.command("void", help=_("Void a request that should not be there; its number stays"))(void)
    app.command("opinion", help=_("Give the opinion of another department on what is under review"))(opinion)


def ask(
    number: Number, message: Message = None, me: Me = None, key: Key = None, no_input: NoInput = False,
    root: Root = None,
) -> int:  # fmt: skip
    """No state changes."""
    from nocustom.acts.question import ask as told
    from nocustom.show.no_text import told_text

    with ceremony(number, key, me, None, no_input, root) as at:
        done = told(*at, message)
    write(told_text(done, language()), None)
    return 0


def close(
    number: Number, reason: Reason = None, key: Key = None, me: Me = None, acting_for: ActingFor = None,
    statement: Statement = None, no_input: NoInput = False, root: Root = None,
) -> int:  # fmt: skip
    """What is forbidden closes by itself when it is filed."""
    from nocustom.acts.close import close as held
    from nocustom.show.no_text import closed_text

    with ceremony(number, key, me, acting_for, no_input, root, statement) as at:
        done = held(*at, reason)
    write(closed_text(done, language()), None)
    return 0


def void(
    number: Number, reason: Reason = None, key: Key = None, me: Me = None, acting_for: ActingFor = None,
    statement: Statement = None, no_input: NoInput = False, root: Root = None,
) -> int:  # fmt: skip
    """Only what is open; what was decided stays decided."""
    from nocustom.acts.void import void as held
    from nocustom.show.no_text import voided_text

    with ceremony(number, key, me, acting_for, no_input, root, statement) as at:
        done = held(*at, reason)
    write(voided_text(done, language()), None)
    return 0


def opinion(
    number: Number,
    stance: Annotated[Stance, typer.Argument(metavar="STANCE", help=_("agree, object or note"))],
    message: Message = None, key: Key = None, me: Me = None, acting_for: ActingFor = None,
    statement: Statement = None, no_input: NoInput = False, root: Root = None,
) -> int:  # fmt: skip
    """It stands on the sheet that the decider reads."""
    from nocustom.acts.opinion import opinion as held
    from nocustom.show.no_text import opined_text

    with ceremony(number, key, me, acting_for, no_input, root, statement) as at:
        done = held(*at, _STANCES[stance], message)
    write(opined_text(done, language()), None)
    return 0
