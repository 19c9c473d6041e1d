"""`nocustom policy table`: the rules as a decision table for people who don't read TOML."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from nocustom.cli.options import AsOf, Output, Root, as_of_day, write, write_csv
from nocustom.cli.policy import group
from nocustom.cli.speech import _, language

__all__ = ["add_to"]


class TableFormat(StrEnum):
    """How the table is written."""

    text = "text"
    csv = "csv"
    markdown = "markdown"


def add_to(app: typer.Typer) -> None:
    """Put the command into its group."""
    said = _("The rules as a decision table, to be read without knowing the policy language")
    group.command("table", help=said)(table)


def table(
    form: Annotated[
        TableFormat, typer.Option("-f", "--format", help=_("How to write the answer"))
    ] = TableFormat.text,
    as_of: AsOf = None,
    output: Output = None,
    root: Root = None,
) -> int:
    """What lies on disk, as of one day."""
    from nocustom.acts.policy_table import policy_table
    from nocustom.acts.workspace import Workspace
    from nocustom.cli.drift import tell_drift

    workspace, lang = Workspace.find(root), language()
    sheet = policy_table(workspace, as_of_day(as_of, workspace))
    match form:
        case TableFormat.text:
            from nocustom.show.table_text import table_text

            write(table_text(sheet, lang), output)
        case TableFormat.csv:
            from nocustom.show.table_csv import table_csv

            write_csv(table_csv(sheet, lang), output)
        case TableFormat.markdown:
            from nocustom.show.table_markdown import table_markdown

            write(table_markdown(sheet, lang), output)
    tell_drift(workspace)
    return 0
