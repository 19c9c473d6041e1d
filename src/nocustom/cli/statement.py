"""`--statement FILE`, which means the same in every signed act: not signed here, but written to be signed."""

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
    """End the command well where its act ended with a statement in a file."""
    from nocustom.acts.prepared import Prepared
    from nocustom.show.prepared_text import prepared_text

    try:
        yield
    except Prepared as done:
        write(prepared_text(done, language()), None)
        raise typer.Exit(0) from None
