"""`nocustom schema`: the JSON Schema by which an editor completes a kind of file; for a server, the ledger's SQL."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from nocustom.cli.options import Output, write_json
from nocustom.cli.speech import _

__all__ = ["add_to"]


class Kind(StrEnum):
    """A kind of file."""

    request = "request"
    policy = "policy"
    systems = "systems"
    people = "people"
    workspace = "workspace"
    cases = "cases"
    ledger = "ledger"


def add_to(app: typer.Typer) -> None:
    """Put the command into the tree."""
    app.command("schema", help=_("The JSON Schema of a kind of file, by which an editor completes it"))(
        schema
    )


def schema(
    kind: Annotated[
        Kind, typer.Argument(metavar="KIND", help=_("request, policy, systems, people, workspace or cases; "
                                                           "ledger: SQL for a PostgreSQL server"))
    ],
    output: Output = None,
) -> int:
    """The same for everybody: it depends on no workspace and no language."""
    from nocustom.acts.schema import ledger_sql, schema_text

    write_json([ledger_sql() if kind is Kind.ledger else schema_text(kind.value)], output)
    return 0
