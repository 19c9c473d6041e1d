"""What holds for every command line, whatever the command, looked at before the command begins.

    two formats at once      `-f csv --json` means nothing
    an answer over an input  `-o` never names a file that this command reads, nor one the workspace is made of
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from typer._click.core import ParameterSource
from typer.core import TyperCommand

from nocustom.errors import NocustomError, Usage
from nocustom.words import say

if TYPE_CHECKING:
    from typer._click.core import Context

__all__ = ["Command"]


class Command(TyperCommand):
    """A command of ours: typer's, and what is looked at before it runs."""

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Typer's parsing. Raises Usage where what was typed contradicts itself or would destroy an input."""
        rest = super().parse_args(ctx, args)
        if not ctx.resilient_parsing:  # a shell that completes a line needs no judgement
            _one_format(ctx)
            _no_input(ctx)
        return rest


def _one_format(ctx: Context) -> None:
    """`--json` is short for `-f json`; beside another format one of the two must be a mistake."""
    form = getattr(ctx.params.get("form"), "value", ctx.params.get("form"))
    typed = ctx.get_parameter_source("form") is ParameterSource.COMMANDLINE
    if ctx.params.get("json") and typed and form != "json":
        raise Usage(say("`--json` and `-f {format}` contradict each other", format=str(form)),
                    say("`--json` means `-f json`; name one of them"))  # fmt: skip


def _no_input(ctx: Context) -> None:
    """A file that `-o` names and that something reads is lost if it is written to."""
    output = ctx.params.get("output")
    if output is None:
        return
    path, another = Path(output), say("name another file")
    for each in _named(ctx):
        if _below(path, each):
            said = say("`{path}` is what this command reads; no answer is written over it", path=str(path))
            raise Usage(said, another)
    for root in _roots(path, ctx.params.get("root")):
        from nocustom.acts.workspace import Workspace

        if Workspace(root, Path.cwd()).consists_of(path):
            raise Usage(say("`{path}` is a file the workspace is made of; no answer is written over it",
                            path=str(path)), another)  # fmt: skip


def _named(ctx: Context) -> Iterator[str]:
    """Every word of the command line that may be a path."""
    for name, value in ctx.params.items():
        if name in ("output", "root"):
            continue
        values: list[Any] = list(value) if isinstance(value, (list, tuple)) else [value]
        yield from (os.fspath(each) for each in values if isinstance(each, (str, Path)))


def _below(path: Path, named: str) -> bool:
    """Whether `path` is the file that was named, or a TOML file in the folder that was named."""
    try:
        if os.path.isdir(named):
            folder = Path(os.path.realpath(path.parent))
            inside = folder.is_relative_to(os.path.realpath(named))
            return inside and path.suffix.lower() == ".toml" and os.path.lexists(path)
        return os.path.samefile(path, named)
    except (OSError, ValueError):  # it is not there, or can't be a path
        return False


def _roots(path: Path, explicit: Any) -> Iterator[Path]:
    """The workspace that the file would lie in, and the one the command works in."""
    from nocustom.files.workspace import find_root

    for start, named in ((path.parent, None), (Path.cwd(), explicit)):
        try:
            yield find_root(start, Path(named) if named else None)
        except (NocustomError, OSError):
            continue  # there is none; whoever needs one says so
