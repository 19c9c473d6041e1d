"""`nocustom audit`: what an auditor takes along."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from nocustom.cli.ledger import Format, FormatOption, SeenFiles
from nocustom.cli.options import AsOf, JsonFlag, Output, Root, clock, read_day, write, write_json
from nocustom.cli.speech import _, language

__all__ = ["add_to"]

group = typer.Typer(no_args_is_help=True, help=_("What an auditor takes along"))


class Part(StrEnum):
    """What is written."""

    jsonl = "jsonl"
    csv = "csv"


FiscalYear = Annotated[
    str | None,
    typer.Option("--fiscal-year", metavar="YEAR",
                 help=_("Only table rows of that year, such as 2026 or R8; the evidence is always whole")),
]  # fmt: skip
Parts = Annotated[
    list[Part] | None, typer.Option("-f", "--format", help=_("Evidence (jsonl) or tables (csv); without it both"))
]


def add_to(app: typer.Typer) -> None:
    """Put the commands into the tree."""
    app.add_typer(group, name="audit")
    group.command("export", help=_("Write the evidence and its tables into a new folder, whole or not at all"))(export)
    group.command("verify", help=_("Verify a pack from its files alone, without workspace and ledger"))(verify)


def verify(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=_("An auditor's pack"), show_default=False)],
    seen: SeenFiles = None, form: FormatOption = Format.text, json: JsonFlag = False, output: Output = None,
) -> int:  # fmt: skip
    """Exit code 0: all is good. 3: files are missing. 5: something is broken, or not what somebody saw."""
    from nocustom.acts.pack import read
    from nocustom.acts.seen import seen_at

    verified = read(folder, tuple(each for path in seen or () for each in seen_at(path, str))).verified
    if json or form is Format.json:
        from nocustom.show.verify_json import verify_json

        write_json([verify_json(verified, language())], output)
    else:
        from nocustom.show.verify_text import pack_text

        write(pack_text(verified, language()), output)
    return verified.exit


def export(
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help=_("A new or empty folder"))],
    fiscal_year: FiscalYear = None,
    form: Parts = None,
    as_of: AsOf = None,
    root: Root = None,
) -> int:
    """The tables are as of the ledger's last day, unless another one is named."""
    from nocustom.acts.desk import Desk
    from nocustom.acts.export import FORMATS, period_of
    from nocustom.acts.export import export as exported
    from nocustom.acts.workspace import Workspace
    from nocustom.show.exported_text import exported_text

    workspace = Workspace.find(root)
    period = None if fiscal_year is None else period_of(fiscal_year)
    day = None if as_of is None else read_day(as_of, "--as-of")
    formats = tuple(name for name in FORMATS if not form or name in {part.value for part in form})
    with Desk.open(workspace, clock) as desk:
        done = exported(desk, to, fiscal_year=period, formats=formats, as_of=day)
    write(exported_text(done, language()), None)
    return 0
