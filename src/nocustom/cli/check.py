"""`nocustom check`: judge, and write nothing."""

from __future__ import annotations

import sys
from contextlib import suppress
from enum import StrEnum
from itertools import chain
from typing import TYPE_CHECKING, Annotated

import typer

from nocustom.cli.colours import coloured
from nocustom.cli.drift import tell_drift, tell_judged_by_others
from nocustom.cli.options import (
    AsOf,
    JsonFlag,
    Output,
    Root,
    as_of_day,
    clock,
    read_day,
    write,
    write_csv,
    write_faithfully,
    write_json,
)  # fmt: skip
from nocustom.cli.overridden import overridden_rows
from nocustom.cli.speech import _, language
from nocustom.errors import NotJudged

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from nocustom.acts.check import Check

__all__ = ["add_to"]


class Format(StrEnum):
    """How the answer is written."""

    text = "text"
    concise = "concise"
    json = "json"
    sarif = "sarif"
    junit = "junit"
    github = "github"
    csv = "csv"


class FailOn(StrEnum):
    """From which verdict on the exit code is 1."""

    incomplete = "incomplete"
    redirected = "redirected"
    refused = "refused"
    forbidden = "forbidden"


def add_to(app: typer.Typer) -> None:
    """Put the command into the tree."""
    app.command("check", help=_("Judge requests against the policy; nothing is written"))(check)


def check(
    targets: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PATH|ID]...", help=_("Files, folders, keys or numbers"), show_default=False),
    ] = None,
    form: Annotated[Format, typer.Option("-f", "--format", help=_("How to write the answer"))] = Format.text,
    json: JsonFlag = False,
    as_of: AsOf = None,
    fail_on: Annotated[
        FailOn, typer.Option("--fail-on", help=_("Exit with 1 from this verdict on"))
    ] = FailOn.incomplete,
    output: Output = None,
    root: Root = None,
) -> int:
    """Exit code 0: every request is eligible. 1: some are not. 3: some could not be judged."""
    from nocustom.acts.check import check as judge_all
    from nocustom.acts.find import request_paths
    from nocustom.acts.workspace import Workspace

    form = Format.json if json else form
    day = clock().date() if as_of is None else read_day(as_of, "--as-of")
    try:
        workspace = Workspace.find(root)
        with suppress(NotJudged):  # without settings nobody knows the day, and the judge tells what is wrong with them
            day = as_of_day(as_of, workspace)
        result = judge_all(workspace, request_paths(workspace, targets or []), day, fail_on.value)
    except NotJudged as error:
        if form is Format.json:  # whoever reads JSON reads no standard error
            from nocustom.show.check_json import nothing_judged_json

            write_json(nothing_judged_json(error, day, language()), output)
        raise
    below = overridden_rows(workspace, targets[0]) if targets is not None and len(targets) == 1 else iter(())
    _write(form, result, output, below)
    tell_drift(workspace)
    tell_judged_by_others(workspace)
    return result.tally.exit


def _write(form: Format, result: Check, output: Path | None, below: Iterator[str]) -> None:
    """Each format is a module of its own, loaded when it is asked for; `below` stands at the end of the text."""
    lang = language()
    match form:
        case Format.text:
            from nocustom.show.check_text import check_text

            rows = check_text(result, lang, coloured=output is None and coloured(sys.stdout))
            write(chain(rows, below), output)
        case Format.concise:
            from nocustom.show.check_concise import check_concise

            write(check_concise(result, lang), output)
        case Format.json:
            from nocustom.show.check_json import check_json

            write_json(check_json(result, lang), output)
        case Format.sarif:
            from nocustom.show.check_sarif import check_sarif

            write_json(check_sarif(result, lang), output)
        case Format.junit:
            from nocustom.show.check_junit import ascii_only, check_junit

            write_faithfully(check_junit(result, lang), output, ascii_only)
        case Format.github:
            from nocustom.show.check_github import check_github

            write(check_github(result, lang), output)
        case Format.csv:
            from nocustom.show.check_csv import check_csv

            write_csv(check_csv(result, lang), output)
