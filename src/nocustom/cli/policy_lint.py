"""`nocustom policy lint`: everything a policy's owner would want to know before anybody is judged by it."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import Annotated

import typer

from nocustom.cli.colours import coloured
from nocustom.cli.options import AsOf, JsonFlag, Output, Root, as_of_day, write, write_json
from nocustom.cli.policy import group
from nocustom.cli.speech import _, language

__all__ = ["add_to"]


class LintFormat(StrEnum):
    """How the answer is written."""

    text = "text"
    concise = "concise"
    json = "json"
    sarif = "sarif"
    github = "github"


def add_to(app: typer.Typer) -> None:
    """Put the command into its group."""
    group.command(
        "lint", help=_("Look for mistakes in the policy, and for rules that can never do what they say")
    )(policy_lint)


def policy_lint(
    form: Annotated[
        LintFormat, typer.Option("-f", "--format", help=_("How to write the answer"))
    ] = LintFormat.text,
    json: JsonFlag = False,
    as_of: AsOf = None,
    output: Output = None,
    root: Root = None,
) -> int:
    """Exit code 0: nothing, or notes. 1: errors or warnings. 3: a layer can't be read."""
    from nocustom.acts.policy_lint import lint_workspace
    from nocustom.acts.workspace import Workspace

    workspace, lang = Workspace.find(root), language()
    linted = lint_workspace(workspace, as_of_day(as_of, workspace))
    match LintFormat.json if json else form:
        case LintFormat.text:
            from nocustom.show.lint_text import lint_text

            write(lint_text(linted, lang, coloured=output is None and coloured(sys.stdout)), output)
        case LintFormat.concise:
            from nocustom.show.lint_lines import lint_concise

            write(lint_concise(linted, lang), output)
        case LintFormat.json:
            from nocustom.show.lint_json import lint_json

            write_json([lint_json(linted, lang)], output)
        case LintFormat.sarif:
            from nocustom.show.lint_sarif import lint_sarif

            write_json(lint_sarif(linted, lang), output)
        case LintFormat.github:
            from nocustom.show.lint_lines import lint_github

            write(lint_github(linted, lang), output)
    return linted.exit
