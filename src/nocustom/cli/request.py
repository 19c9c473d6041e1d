"""`nocustom request`: begin requests and list them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from nocustom.cli.options import NoInput, Root, clock, read_day, write
from nocustom.cli.speech import _, language
from nocustom.errors import Usage
from nocustom.form.choices import CHOICES
from nocustom.words import say

__all__ = ["add_to", "group"]

group = typer.Typer(no_args_is_help=True, help=_("Requests: begin, list, show"))


def add_to(app: typer.Typer) -> None:
    """Put the group into the tree."""
    app.add_typer(group, name="request")


def _text(flag: str, help_: str, metavar: str = "TEXT", envvar: str | None = None) -> Any:
    return typer.Option(flag, metavar=metavar, help=help_, envvar=envvar)


def _choice(flag: str, field: str) -> Any:
    japanese = language() == "ja"
    words = [f"{word}（{name.ja}）" if japanese else word for word, name in CHOICES[field].items()]
    return typer.Option(flag, metavar="WORD", help=("、" if japanese else ", ").join(words))


Word = str | None


@group.command(
    "new", help=_("Write a new request with what is known; the rest of the form stands in it as comments")
)
def new(
    title: Annotated[Word, _text("--title", _("What is wanted, in one line"))] = None,
    department: Annotated[Word, _text("--department", _("The department's id"), "ID")] = None,
    section: Annotated[Word, _text("--section", _("The name of the section"))] = None,
    requester: Annotated[Word, _text("--requester", _("Who files it"), "ID", "NOCUSTOM_ME")] = None,
    kind: Annotated[Word, _choice("--kind", "request.kind")] = None,
    system: Annotated[Word, _text("--system", _("The system's id"), "ID")] = None,
    business: Annotated[
        Word, _text("--business", _("The id of one of that system's businesses"), "ID")
    ] = None,
    function: Annotated[Word, _text("--function", _("The function id of the standard specification"))] = None,
    spec: Annotated[Word, _text("--spec", _("Name and version of the specification"))] = None,
    spec_class: Annotated[Word, _choice("--spec-class", "system.spec_class")] = None,
    current: Annotated[Word, _text("--current", _("How the work is done today"))] = None,
    wanted: Annotated[Word, _text("--wanted", _("What the system should do"))] = None,
    output_kind: Annotated[Word, _choice("--output-kind", "gap.output")] = None,
    form_basis: Annotated[Word, _choice("--form-basis", "gap.form_basis")] = None,
    rung: Annotated[int | None, _text("--rung", _("The rung of the ladder of alternatives"), "1..9")] = None,
    category: Annotated[Word, _choice("--category", "reason.category")] = None,
    legal_basis: Annotated[Word, _text("--legal-basis", _("The article"))] = None,
    effective_on: Annotated[Word, _text("--effective-on", _("The day the duty takes effect"), "DATE")] = None,
    owner: Annotated[Word, _text("--owner", _("Who will take on the verification"), "ID")] = None,
    deputy: Annotated[Word, _text("--deputy", _("The owner's deputy"), "ID")] = None,
    wanted_from: Annotated[Word, _text("--wanted-from", _("The day it is wanted from"), "DATE")] = None,
    ends_on: Annotated[Word, _text("--ends-on", _("The day it ends"), "DATE")] = None,
    to: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help=_("Where to write it, if not in requests/")),
    ] = None,
    no_input: NoInput = False,
    root: Root = None,
) -> int:
    """What a request can't be without is asked for at a terminal, and demanded where there is none."""
    from nocustom.acts import new as acts
    from nocustom.acts.workspace import Workspace
    from nocustom.cli.terminal import Terminal
    from nocustom.show.request_text import new_text

    values: dict[str, Any] = {
        "request.title": title, "request.department": department, "request.section": section,
        "request.requester": requester, "request.kind": kind, "system.id": system, "system.business": business,
        "system.function": function, "system.spec": spec, "system.spec_class": spec_class, "gap.current": current,
        "gap.wanted": wanted, "gap.output": output_kind, "gap.form_basis": form_basis, "gap.rung": rung,
        "reason.category": category, "reason.legal_basis": legal_basis,
        "reason.effective_on": _day(effective_on, "--effective-on"), "verification.owner": owner,
        "verification.deputy": deputy, "life.wanted_from": _day(wanted_from, "--wanted-from"),
        "life.ends_on": _day(ends_on, "--ends-on"),
    }  # fmt: skip
    given = {path: value for path, value in values.items() if value is not None}
    workspace = Workspace.find(root)
    absent = acts.missing(given)
    terminal = Terminal(language(), no_input=no_input)
    if absent and terminal.present:
        from nocustom.cli.wizard import fill_in

        acts.stand(workspace, given, to)
        fill_in(workspace, given, to, clock, terminal)
        return 0
    if absent:
        raise Usage(
            say("a request can't be without {flags}", flags=", ".join(acts.FLAGS[field.path] for field in absent)),
            say("at a terminal, what is missing is asked for"))  # fmt: skip
    write(new_text(acts.new(workspace, given, workspace.today(clock()), to), language()), None)
    return 0


def _day(text: str | None, flag: str) -> date | None:
    return None if text is None else read_day(text, flag)
