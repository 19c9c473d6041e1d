"""The command tree. A verb appears here when it works."""

from __future__ import annotations

from typing import Annotated

import typer

from nocustom import __version__
from nocustom.cli import (
    audit,
    check,
    explain,
    filing,
    init,
    ledger,
    office,
    owner,
    people,
    policy,
    request,
    request_show,
    status,
)
from nocustom.cli.speech import _

__all__ = ["app"]

app = typer.Typer(
    name="nocustom", no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False,
    help=_("Customization requests: the answer is no, unless the policy gives a ground and a named person carries it."),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
)  # fmt: skip


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"nocustom {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[bool, typer.Option("--version", help=_("Say which version this is"), callback=_version, is_eager=True)] = False,
) -> None:
    """Say nothing: the help text stands above."""


check.add_to(app)
explain.add_to(app)
init.add_to(app)
request.add_to(app)
filing.add_to(app)
policy.add_to(app)
people.add_to(app)
owner.add_to(app)
office.add_to(app)
request_show.add_to(app)
status.add_to(app)
ledger.add_to(app)
audit.add_to(app)
