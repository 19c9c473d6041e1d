"""The office's and the deciders' acts: `queue`, `review`, `return`, `decide`."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from nocustom.cli.arguments import Number, Reason
from nocustom.cli.ceremony import ceremony
from nocustom.cli.drift import tell_drift, tell_drift_at
from nocustom.cli.ledger import Format, FormatOption
from nocustom.cli.options import (
    ActingFor,
    Department,
    JsonFlag,
    Key,
    Me,
    NoInput,
    Output,
    Root,
    Search,
    clock,
    read_day,
    write,
    write_json,
)
from nocustom.cli.speech import _, language
from nocustom.cli.statement import Statement
from nocustom.errors import Usage
from nocustom.words import Said, say

if TYPE_CHECKING:
    from nocustom.acts.transcribe import Paper

__all__ = ["add_to"]


class Outcome(StrEnum):
    """What a person decides."""

    approve = "approve"
    refuse = "refuse"
    give_back = "return"
    confirm = "confirm"
    annul = "annul"


_DECISIONS: dict[Outcome, Literal["approve", "refuse", "return"]] = {
    Outcome.approve: "approve",
    Outcome.refuse: "refuse",
    Outcome.give_back: "return",
}
_CONFIRMATIONS: dict[Outcome, Literal["confirm", "annul"]] = {Outcome.confirm: "confirm", Outcome.annul: "annul"}

Mine = Annotated[bool, typer.Option("--mine", help=_("Only what waits for you"))]
Overdue = Annotated[
    bool, typer.Option("--overdue", help=_("Only what is late; exit with 1 where there is any"))
]
Numbers = Annotated[
    list[str] | None, typer.Argument(metavar="[ID]...", help=_("Numbers or keys; none: all that wait"))
]


def add_to(app: typer.Typer) -> None:
    """Put the commands into the tree."""
    app.command("queue", help=_("What waits, the most urgent first"))(queue)
    app.command("review", help=_("Read the sheets one by one, and do what is yours"))(review)
    app.command("return", help=_("Return a request to its department, with the reason"))(give_back)
    app.command("decide", help=_("Approve, refuse or return what is under review"))(decide)


def queue(
    mine: Mine = False, overdue: Overdue = False, department: Department = None, search: Search = None,
    key: Key = None, me: Me = None, form: FormatOption = Format.text, json: JsonFlag = False, output: Output = None,
    root: Root = None,
) -> int:  # fmt: skip
    """Exit code 1 only where `--overdue` finds something."""
    from nocustom.acts.desk import Desk
    from nocustom.acts.glance import queue_at_a_glance
    from nocustom.acts.workspace import Workspace

    with Desk.open(Workspace.find(root), clock) as desk:
        found = queue_at_a_glance(
            desk, mine=lambda desk: desk.signer(key, me).person if mine else None, overdue=overdue,
            department=department, search=search,
        )  # fmt: skip
    if json or form is Format.json:
        from nocustom.show.queue_json import queue_json

        write_json([queue_json(found)], output)
    else:
        from nocustom.show.queue_text import queue_text

        write(queue_text(found, language()), output)
    tell_drift_at(root)
    return found.exit


def review(
    numbers: Numbers = None, key: Key = None, me: Me = None, acting_for: ActingFor = None, no_input: NoInput = False,
    root: Root = None,
) -> int:  # fmt: skip
    """Without a terminal the sheets are printed to be read; nothing can be signed there."""
    from nocustom.acts.desk import Desk
    from nocustom.acts.review import chosen, explained, sheets
    from nocustom.acts.review import review as stepped
    from nocustom.acts.workspace import Workspace
    from nocustom.cli.terminal import Terminal
    from nocustom.show.explain_text import explain_request_text
    from nocustom.show.layout import page
    from nocustom.show.review_text import act_text, reviewed_text

    workspace, lang = Workspace.find(root), language()
    if no_input or not (sys.stdin.isatty() and sys.stdout.isatty()):
        with Desk.open(workspace, clock) as desk:
            shown = sheets(desk, chosen(desk, numbers or [], None), lang)
            write((row for sheet in shown for row in (*page(sheet), "")), None)
        tell_drift(workspace)
        return 0
    with Desk.open(workspace, clock, writable=True) as desk:
        signer = desk.signer(key, me, acting_for)
        result = stepped(
            desk, chosen(desk, numbers or [], signer.person), signer, Terminal(lang),
            explain=lambda case: "\n".join(explain_request_text(explained(desk, case), lang)),
            done=lambda act: write(act_text(act, lang), None))  # fmt: skip
    write(reviewed_text(result, lang), None)
    tell_drift(workspace)
    return result.exit


def give_back(
    number: Number, reason: Reason = None, key: Key = None, me: Me = None, acting_for: ActingFor = None,
    statement: Statement = None, no_input: NoInput = False, root: Root = None,
) -> int:  # fmt: skip
    """The CIO office's own act; a decider returns with `decide`."""
    from nocustom.acts.send_back import send_back
    from nocustom.show.receipt_text import sent_back_text

    with ceremony(number, key, me, acting_for, no_input, root, statement) as at:
        done = send_back(*at, reason)
    write(sent_back_text(done, language()), None)
    return 0


def decide(
    number: Number,
    outcome: Annotated[Outcome, typer.Argument(
        metavar="OUTCOME",
        help=_("approve, refuse or return; confirm or annul what somebody else decided in your place"),
    )],
    override: Annotated[
        list[str] | None,
        typer.Option("--override", metavar="RULE", help=_("Approve against this rule; name every rule in the way")),
    ] = None,
    condition: Annotated[
        list[str] | None,
        typer.Option(
            "--condition", metavar="TEXT", help=_("Approve under this condition; a day in front is its last day")
        ),
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help=_("Approve until this day, earlier than accepted"))
    ] = None,
    reason: Reason = None,
    ground: Annotated[
        str | None,
        typer.Option(
            "--ground", metavar="TEXT", help=_("Why you decide for another, or urgently; asked for if not given")
        ),
    ] = None,
    urgent: Annotated[
        bool, typer.Option("--urgent", help=_("Approve as CIO before the others; lapses unless confirmed in 14 days"))
    ] = False,
    transcribe: Annotated[
        Path | None,
        typer.Option("--transcribe", metavar="SCAN", help=_("Record as the office what was decided on paper")),
    ] = None,
    document: Annotated[
        str | None, typer.Option("--document", metavar="NUMBER", help=_("The number of that document"))
    ] = None,
    decided_on: Annotated[
        str | None, typer.Option("--decided-on", metavar="DATE", help=_("The day on it"))
    ] = None,
    decider: Annotated[
        str | None, typer.Option("--decider", metavar="ID", help=_("Who decided on it"))
    ] = None,
    decider_for: Annotated[
        str | None, typer.Option("--decider-for", metavar="ID", help=_("In whose place that was decided on it"))
    ] = None,
    code: Annotated[
        str | None, typer.Option("--code", metavar="CODE", help=_("The code at the end of the sheet that went round"))
    ] = None,
    key: Key = None, me: Me = None, acting_for: ActingFor = None,
    statement: Statement = None, no_input: NoInput = False, root: Root = None,
) -> int:  # fmt: skip
    """The gate first, then the sheet, the reason, the code."""
    from nocustom.acts.confirm import confirm as confirmed
    from nocustom.acts.decide import decide as held
    from nocustom.acts.terms import terms_of
    from nocustom.acts.transcribe import transcribe as written
    from nocustom.show.later_text import later_text, transcribed_text
    from nocustom.show.receipt_text import decided_text

    terms = terms_of(condition or (), until)
    paper = _paper(transcribe, document, decided_on, decider, code, decider_for)
    others = {"--override": override, "--condition": condition, "--until": until, "--ground": ground,
              "--urgent": urgent}  # fmt: skip
    if paper is not None:
        paper = replace(paper, decider_for=decider_for, ground=ground, terms=terms, overrides=tuple(override or ()))
    with ceremony(number, key, me, acting_for, no_input, root, statement) as at:
        if paper is not None and outcome in _DECISIONS:
            _without({"--urgent": urgent}, say("a transcription"))
            shown = transcribed_text(written(*at, _DECISIONS[outcome], paper, reason), language())
        elif outcome in _CONFIRMATIONS:
            _without({**others, "--transcribe": transcribe}, say("a confirmation"))
            shown = later_text(confirmed(*at, _CONFIRMATIONS[outcome], reason), language())
        else:
            done = held(*at, _DECISIONS[outcome], reason, overrides=override or (), terms=terms, ground=ground,
                        urgent=urgent)  # fmt: skip
            shown = decided_text(done, language())
    write(shown, None)
    return 0


def _paper(
    scan: Path | None, document: str | None, decided_on: str | None, decider: str | None, code: str | None,
    decider_for: str | None,
) -> Paper | None:  # fmt: skip
    """What the five options say together. Usage where some of them are missing."""
    from nocustom.acts.transcribe import Paper

    given = {"--transcribe": scan, "--document": document, "--decided-on": decided_on, "--decider": decider,
             "--code": code}  # fmt: skip
    if not any(given.values()):
        _without({"--decider-for": decider_for}, say("a decision that is signed here"))
        return None
    if scan is None or not document or not decided_on or not decider or not code:
        missing = [name for name, value in given.items() if not value]
        raise Usage(say("a decision on paper takes five options; missing: {options}", options=missing),
                    say("`--transcribe SCAN --document NUMBER --decided-on DATE --decider ID --code CODE`")
                    )  # fmt: skip
    return Paper(scan, document, read_day(decided_on, "--decided-on"), decider, code)


def _without(options: Mapping[str, object], what: Said) -> None:
    """Usage where one of these options is given with something it does not go with."""
    for name, value in options.items():
        if value:
            raise Usage(say("`{option}` does not go with {what}", option=name, what=what),
                        say("leave out `{option}`", option=name))  # fmt: skip
