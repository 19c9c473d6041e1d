"""`nocustom dispute` and `nocustom dispose`: a line of the ledger is said to be wrong, and what was done about it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nocustom.cli.arguments import Reason
from nocustom.cli.drift import tell_drift
from nocustom.cli.options import ActingFor, Key, Me, NoInput, Root, clock, write
from nocustom.cli.speech import _, language
from nocustom.cli.statement import Statement, or_prepared

if TYPE_CHECKING:
    from nocustom.acts.desk import Desk, Reader, Signer

__all__ = ["add_to"]

Line = Annotated[
    int, typer.Argument(metavar="N", help=_("The number of a line of the ledger"), show_default=False, min=0)
]


def add_to(app: typer.Typer) -> None:
    """Put the commands into the tree."""
    app.command("dispute", help=_("Dispute a line of the ledger that concerns you"))(dispute)
    app.command("dispose", help=_("Say what was done about a dispute"))(dispose)


@contextmanager
def _at(
    key: Path | None, me: str | None, acting_for: str | None, no_input: bool, root: Path | None, statement: Path | None
) -> Iterator[tuple[Desk, Signer, Reader]]:
    from nocustom.acts.desk import Desk
    from nocustom.acts.workspace import Workspace
    from nocustom.cli.terminal import Terminal

    reader = Terminal(language(), no_input=no_input, in_person=statement is None)
    with or_prepared(), Desk.open(Workspace.find(root), clock, writable=True, statement=statement) as desk:
        signer = desk.signer(key, me, acting_for)
        tell_drift(desk.workspace)
        yield desk, signer, reader


def dispute(
    line: Line, reason: Reason = None, key: Key = None, me: Me = None, acting_for: ActingFor = None,
    statement: Statement = None, no_input: NoInput = False, root: Root = None,
) -> int:  # fmt: skip
    """Signed in a role of one's own."""
    from nocustom.acts.dispute import dispute as held
    from nocustom.show.dispute_text import disputed_text

    with _at(key, me, acting_for, no_input, root, statement) as (desk, signer, reader):
        done = held(desk, line, signer, reader, reason)
    write(disputed_text(done, language()), None)
    return 0


def dispose(
    line: Line, reason: Reason = None, key: Key = None, me: Me = None, acting_for: ActingFor = None,
    statement: Statement = None, no_input: NoInput = False, root: Root = None,
) -> int:  # fmt: skip
    """The CIO office's act, but nobody's about an own one."""
    from nocustom.acts.dispute import dispose as held
    from nocustom.show.dispute_text import disputed_text

    with _at(key, me, acting_for, no_input, root, statement) as (desk, signer, reader):
        done = held(desk, line, signer, reader, reason)
    write(disputed_text(done, language()), None)
    return 0
