"""Acts that end before the ledger: with `--statement FILE`, which means the same everywhere, or on their way to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from nocustom.cli.options import write
from nocustom.cli.speech import _, language

__all__ = ["Statement", "or_prepared"]

Statement = Annotated[
    Path | None,
    typer.Option(
        "--statement", metavar="FILE",
        help=_("Sign and record nothing: write what is to be signed to FILE, for ssh-keygen and `ledger ingest`"),
    ),
]  # fmt: skip


@contextmanager
def or_prepared() -> Iterator[None]:
    """End the command well where its act ended with a statement in a file, or was sent to the ledger's host."""
    from nocustom.acts.outbox import Sent
    from nocustom.acts.prepared import Prepared
    from nocustom.show.prepared_text import prepared_text
    from nocustom.show.sent_text import sent_text

    try:
        yield
    except Prepared as done:
        write(prepared_text(done, language()), None)
        raise typer.Exit(0) from None
    except Sent as sent:
        write(sent_text(sent, language()), None)
        raise typer.Exit(0) from None
