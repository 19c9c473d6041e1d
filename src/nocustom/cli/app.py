"""The command tree. A verb appears here when it works.

Building forty commands to run one costs as much as judging a request, so only the module of the verb that was typed
is put into the tree; all of them for help pages and for a verb that is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from importlib import import_module
from typing import Annotated

import typer

from nocustom import __version__
from nocustom.cli.command import Command
from nocustom.cli.speech import _

__all__ = ["MODULES", "run_command", "tree"]

MODULES: dict[str, tuple[str, ...]] = {
    "init": ("init",),
    "status": ("status",),
    "doctor": ("doctor",),
    "policy": ("policy", "policy_rules", "policy_table", "policy_lint", "policy_test"),
    "people": ("people",),
    "request": ("request", "request_list", "request_show"),
    "check": ("check",),
    "explain": ("explain",),
    "fmt": ("fmt",),
    "schema": ("schema",),
    "submit": ("filing",),
    "endorse": ("filing",),
    "insist": ("department",),
    "appeal": ("department",),
    "answer": ("department",),
    "accept": ("owner",),
    "decline": ("owner",),
    "fulfil": ("owner",),
    "withdraw": ("owner",),
    "queue": ("office",),
    "review": ("office",),
    "return": ("office",),
    "ask": ("closing",),
    "close": ("closing",),
    "void": ("closing",),
    "opinion": ("closing",),
    "decide": ("office",),
    "reassess": ("again",),
    "dispute": ("disputes",),
    "dispose": ("disputes",),
    "notice": ("notice",),
    "ledger": ("ledger",),
    "audit": ("audit",),
    "demo": ("demo",),
    "help": ("topics",),
    "completion": ("completion",),
}
"""The modules of this package that bring each verb, in the order of the help page."""


def tree(arguments: Sequence[str]) -> typer.Typer:
    """The command tree, as far as `arguments` need it."""
    app = typer.Typer(
        name="nocustom",
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
        help=_(
            "Customization requests: the answer is no, unless the policy gives a ground and a named person carries it."
        ),
    )
    app.callback()(root)
    verb = arguments[0] if arguments else ""
    every = dict.fromkeys(name for names in MODULES.values() for name in names)
    wanted = () if verb == "--version" else MODULES.get(verb, every)
    for name in wanted:
        import_module(f"nocustom.cli.{name}").add_to(app)
    _only_typed(app, arguments)
    _as_ours(app)
    return app


def run_command(arguments: Sequence[str]) -> int:
    """Run one command; its exit code. Not by typer's `main`, which swallows Ctrl-C and calls a closed pipe an error."""
    command = typer.main.get_command(tree(arguments))
    with command.make_context("nocustom", list(arguments)) as context:
        return int(command.invoke(context) or 0)


def _only_typed(app: typer.Typer, arguments: Sequence[str]) -> None:
    """Leave out the neighbours of a command that was typed as it is called: typer would build them all.

    A group belongs to its module, and may have been in another tree before: here stands a copy of it.
    """
    typed = arguments[0] if arguments else ""
    commands = {command.name: command for command in app.registered_commands}
    app.registered_commands = [commands[typed]] if typed in commands else list(commands.values())
    for group in app.registered_groups:
        if group.typer_instance:
            group.typer_instance = copy(group.typer_instance)
            _only_typed(group.typer_instance, arguments[1:] if group.name == typed else ())


def _as_ours(app: typer.Typer) -> None:
    """Make every command one of ours, and have lists of commands say all that its own page says: typer cuts it off."""
    for command in app.registered_commands:
        command.short_help = command.help
        command.cls = Command
    for group in app.registered_groups:
        if group.typer_instance:
            _as_ours(group.typer_instance)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"nocustom {__version__}")
        raise typer.Exit


def root(
    version: Annotated[
        bool, typer.Option("--version", help=_("Say which version this is"), callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Say nothing: the help text stands above."""
