"""`nocustom policy test`: do the rules say what their examples and the cases expect, and would a mistake be noticed?"""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import Annotated

import typer

from nocustom.cli.colours import coloured
from nocustom.cli.options import (
    AsOf,
    JsonFlag,
    Output,
    Root,
    as_of_day,
    write,
    write_faithfully,
    write_json,
)
from nocustom.cli.policy import group
from nocustom.cli.speech import _, language

__all__ = ["add_to"]


class TestFormat(StrEnum):
    """How the answer is written."""

    text = "text"
    json = "json"
    junit = "junit"


def add_to(app: typer.Typer) -> None:
    """Put the command into its group."""
    group.command("test", help=_("Test the policy by its examples and cases, and the tests by small mistakes"))(
        policy_test
    )


def policy_test(
    rules: Annotated[
        list[str] | None,
        typer.Argument(metavar="[RULE]...", help=_("Only these rules, not the whole policy"), show_default=False),
    ] = None,
    coverage: Annotated[
        bool, typer.Option("--coverage", help=_("Show every clause: whether it was yes, no, unknown, and decided"))
    ] = False,
    mutants: Annotated[
        bool, typer.Option("--mutants", help=_("Show every mistake that nothing notices, not only ten"))
    ] = False,
    fail_under: Annotated[
        int | None,
        typer.Option(
            "--fail-under",
            metavar="PERCENT",
            min=0,
            max=100,
            show_default=False,
            help=_("Exit with 1 where fewer clauses decide, or fewer mistakes are noticed"),
        ),
    ] = None,
    form: Annotated[TestFormat, typer.Option("-f", "--format", help=_("How to write the answer"))] = TestFormat.text,
    json: JsonFlag = False,
    as_of: AsOf = None,
    output: Output = None,
    root: Root = None,
) -> int:
    """Exit code 0: all as expected. 1: something is not, or is missing. 3: something can't be evaluated."""
    from nocustom.acts.policy_test import policy_test as tested
    from nocustom.acts.workspace import Workspace

    workspace, lang = Workspace.find(root), language()
    result = tested(workspace, as_of_day(as_of, workspace), rules or ())
    match TestFormat.json if json else form:
        case TestFormat.text:
            from nocustom.show.policy_test_text import policy_test_text

            bright = output is None and coloured(sys.stdout)
            write(policy_test_text(result, lang, clauses=coverage, mutants=mutants, coloured=bright), output)
        case TestFormat.json:
            from nocustom.show.policy_test_json import policy_test_json

            write_json(policy_test_json(result, lang), output)
        case TestFormat.junit:
            from nocustom.show.check_junit import ascii_only
            from nocustom.show.policy_test_junit import policy_test_junit

            write_faithfully(policy_test_junit(result, lang), output, ascii_only)
    return result.exit(fail_under)
