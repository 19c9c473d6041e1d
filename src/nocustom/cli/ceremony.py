"""What an act on one request begins with: a desk that writes, the request, who acts, the person at the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from nocustom.cli.drift import tell_drift
from nocustom.cli.options import clock
from nocustom.cli.speech import language
from nocustom.cli.statement import or_prepared

if TYPE_CHECKING:
    from pathlib import Path

    from nocustom.acts.desk import Desk, Reader, Signer
    from nocustom.life.case import Case

__all__ = ["Ceremony", "ceremony"]


class Ceremony(NamedTuple):
    """The first four arguments of such an act."""

    desk: Desk
    case: Case
    signer: Signer
    reader: Reader


@contextmanager
def ceremony(
    number: str, key: Path | None, me: str | None, acting_for: str | None, no_input: bool, root: Path | None,
    statement: Path | None = None,
) -> Iterator[Ceremony]:  # fmt: skip
    """Open the ledger for one act; it is closed again however the act ends, be it with a statement in a file."""
    from nocustom.acts.desk import Desk
    from nocustom.acts.workspace import Workspace
    from nocustom.cli.terminal import Terminal

    reader = Terminal(language(), no_input=no_input, in_person=statement is None)
    with or_prepared(), Desk.open(Workspace.find(root), clock, writable=True, statement=statement) as desk:
        case, signer = desk.case(number), desk.signer(key, me, acting_for)
        tell_drift(desk.workspace)
        yield Ceremony(desk, case, signer, reader)
