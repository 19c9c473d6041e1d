"""`nocustom completion`: the script by which a shell completes commands, keys and numbers."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from nocustom.cli.options import Output, write
from nocustom.cli.speech import _

__all__ = ["SCRIPTS", "Shell", "add_to"]


class Shell(StrEnum):
    """The shells that are known."""

    bash = "bash"
    zsh = "zsh"
    fish = "fish"
    powershell = "powershell"


SCRIPTS: dict[Shell, Path] = {
    shell: Path(__file__).parent
    / "shells"
    / f"nocustom.{'ps1' if shell is Shell.powershell else shell.value}"
    for shell in Shell
}
"""A script for each; its first comment says where it goes."""


def add_to(app: typer.Typer) -> None:
    """Put the command into the tree."""
    said = _(
        "Print the script by which a shell completes commands, keys and numbers; it says where to put it"
    )
    app.command("completion", help=said)(completion)


def completion(
    shell: Annotated[
        Shell, typer.Argument(metavar="bash|zsh|fish|powershell", help=_("The shell to print it for"))
    ],
    output: Output = None,
) -> int:
    """The answers come from `cli/complete.py`."""
    write([SCRIPTS[shell].read_text(encoding="utf-8")], output, end="")
    return 0
