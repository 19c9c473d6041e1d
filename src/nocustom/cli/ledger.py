"""`nocustom ledger`: verify it as a whole, look at single lines, record what was signed elsewhere."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nocustom.cli.arguments import Reason
from nocustom.cli.drift import tell_drift_at
from nocustom.cli.options import (
    JsonFlag,
    Key,
    NoInput,
    Output,
    Root,
    clock,
    write,
    write_faithfully,
    write_json,
)
from nocustom.cli.people import RootKeys, named_roots
from nocustom.cli.speech import _, language
from nocustom.errors import Usage
from nocustom.words import say

if TYPE_CHECKING:
    from nocustom.acts.seen import Seen
    from nocustom.acts.workspace import Workspace

__all__ = ["Format", "FormatOption", "add_to"]

group = typer.Typer(no_args_is_help=True, help=_("The record: verify it, look at it"))


class PageFormat(StrEnum):
    """How a page to print is written."""

    text = "text"
    html = "html"


class Format(StrEnum):
    """How the answer is written."""

    text = "text"
    json = "json"


SeenFiles = Annotated[
    list[Path] | None,
    typer.Option(
        "--seen", metavar="FILE", show_default=False,
        help=_("Compare with a checkpoint or a receipt that was kept; a folder: all receipts in it"),
    ),
]  # fmt: skip
FormatOption = Annotated[Format, typer.Option("-f", "--format", help=_("How to write the answer"))]


def add_to(app: typer.Typer) -> None:
    """Put the commands into the tree."""
    app.add_typer(group, name="ledger")
    group.command("verify", help=_("Verify every line, signature, file and rule"))(verify)
    group.command("checkpoint", help=_(
        "Show the ledger's origin, size and root; with -o write them with the host's signature, FILE.sig"))(checkpoint)
    group.command("backup", help=_(
        "Write every line and file into one file, verified afterwards; an earlier backup is replaced"))(backup)
    group.command("restore", help=_(
        "Put a lost or damaged ledger back from a backup, an export or the mirror; the roots sign that"))(restore)
    group.command("witness", help=_(
        "Verify a pack or the ledger, compare it with the last one seen, and sign what was seen, as audit"))(witness)
    group.command("ingest", help=_("Record statements that were signed elsewhere, with their .sig and files"))(ingest)
    group.command("rebuild", help=_("Make the index anew by which a large ledger is read in part"))(rebuild)
    group.command("show", help=_("List the lines, or show one with what was signed"))(show)


def verify(
    seen: SeenFiles = None, form: FormatOption = Format.text, json: JsonFlag = False, output: Output = None,
    root: Root = None,
) -> int:  # fmt: skip
    """Exit code 0: all is good. 3: files are missing. 5: something is broken, or not what somebody saw."""
    from nocustom.acts.verify import verify_workspace
    from nocustom.acts.workspace import Workspace

    workspace = Workspace.find(root)
    verified = verify_workspace(workspace, _kept(workspace, seen))
    if json or form is Format.json:
        from nocustom.show.verify_json import verify_json

        write_json([verify_json(verified, language())], output)
    else:
        from nocustom.show.verify_text import verify_text

        write(verify_text(verified, language(), at_host=workspace.is_host), output)
    return verified.exit


def rebuild(root: Root = None) -> int:
    """The index is derived from the lines: it may be deleted at any time, and no act rests on it."""
    from nocustom.acts import glance
    from nocustom.acts.desk import Desk
    from nocustom.acts.workspace import Workspace
    from nocustom.show.rebuilt_text import rebuilt_text

    with Desk.open(Workspace.find(root), clock) as desk:
        done = glance.rebuild(desk)
    write(rebuilt_text(done, language()), None)
    return 0


def checkpoint(
    seen: SeenFiles = None,
    record: Annotated[
        str | None,
        typer.Option("--record", metavar="MONTH", help=_("The page of a month, such as 2026-11, for two seals"),
                     show_default=False),
    ] = None,
    form: Annotated[
        PageFormat | None, typer.Option("-f", "--format", help=_("With --record: text, or a page of A4 (html)"))
    ] = None,
    output: Output = None, root: Root = None,
) -> int:  # fmt: skip
    """The whole ledger is verified before; a broken one has no checkpoint."""
    if record is not None:
        return _page(record, form or PageFormat.text, seen, output, root)
    if form is not None:
        raise Usage(say("`--format` goes with `--record`: a checkpoint has one form"))
    from nocustom.acts import checkpoint as acts
    from nocustom.acts.workspace import Workspace
    from nocustom.cli.boundary import remark
    from nocustom.show.checkpoint_text import checkpoint_text

    workspace = Workspace.find(root)
    made = acts.checkpoint_of(workspace, _kept(workspace, seen))
    if output is None:
        write([made.checkpoint.body.decode()], None, end="")
        remark(say("{size} lines, root {root}", size=made.checkpoint.size, root=made.checkpoint.root),
               *(() if made.host_key else (acts.UNSIGNED,)))  # fmt: skip
        return 0
    done = acts.signed(made)
    acts.write(done, output)
    write(checkpoint_text(done, output, language()), None)
    return 0


def _page(record: str, form: PageFormat, seen: list[Path] | None, output: Path | None, root: Path | None) -> int:
    from nocustom.acts.month_record import month_in, record_of
    from nocustom.acts.workspace import Workspace

    if seen:
        raise Usage(say("`--seen` does not go with `--record`"))
    found = record_of(Workspace.find(root), month_in(record), clock)
    if form is PageFormat.html:
        from nocustom.show.notice_html import ascii_only, notice_html

        write_faithfully((line + "\n" for line in notice_html(found, language())), output, ascii_only)
    else:
        from nocustom.show.notice_text import notice_text

        write(notice_text(found, language()), output)
    return 0


def witness(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="[DIR]", help=_("An auditor's pack; without it the ledger here"), show_default=False),
    ] = None,
    before: Annotated[
        Path | None,
        typer.Option("--before", metavar="PATH", help=_("The pack, or its ledger.jsonl, that was witnessed last"),
                     show_default=False),
    ] = None,
    first: Annotated[bool, typer.Option("--first", help=_("There is none: this is the first time"))] = False,
    key: Key = None, output: Output = None, no_input: NoInput = False, root: Root = None,
) -> int:  # fmt: skip
    """Without a key the message is only written, to be signed elsewhere; `ledger ingest` records what was signed."""
    from nocustom.acts import pack
    from nocustom.acts import witness as acts
    from nocustom.acts.checkpoint import names_a_file
    from nocustom.acts.desk import Desk
    from nocustom.acts.workspace import Workspace
    from nocustom.cli.terminal import Terminal
    from nocustom.ledger.mirror_store import elsewhere
    from nocustom.show.witness_text import cosigned_text

    if (before is None) != first:
        raise Usage(say("name what was witnessed last with `--before PATH`, or say `--first` where there is none"))
    if output is None and (folder is not None or key is None):
        raise Usage(say("name the file for what is signed with `-o FILE`"))
    workspace = Workspace.find(root) if folder is None else None
    if output is not None:
        names_a_file(output)
    elif workspace is not None and not workspace.is_host:
        raise elsewhere()
    evidence = pack.read(folder) if workspace is None and folder is not None else pack.here(Workspace.find(root))
    old = None if before is None else pack.ledger_in(before)
    done = acts.cosign(evidence, clock, old, str(before), key, Terminal(language(), no_input=no_input))
    if output is not None:
        acts.written(done, output)
    elif workspace is not None and done.signature is not None:
        with Desk.open(workspace, clock, writable=True, at_host=True) as desk:
            done = replace(done, receipt=acts.record(desk, done.found.message, done.signature))
    write(cosigned_text(done, output, language()), None)
    return 0


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("Where the backup goes"), show_default=False)],
    root: Root = None,
) -> int:
    """Others may record meanwhile: the backup is of one moment."""
    from nocustom.acts.backup import back_up
    from nocustom.acts.workspace import Workspace
    from nocustom.show.backup_text import backup_text

    write(backup_text(back_up(Workspace.find(root), file), language()), None)
    return 0


def restore(
    copy: Annotated[
        Path,
        typer.Argument(metavar="PATH", help=_("A backup, the folder of an export or of the mirror, or a ledger.jsonl"),
                       show_default=False),
    ],
    root_keys: RootKeys = None, reason: Reason = None, seen: SeenFiles = None, no_input: NoInput = False,
    root: Root = None,
) -> int:  # fmt: skip
    """One event of the ledger, signed by the roots; a good ledger with as many lines is never replaced."""
    from nocustom.acts.restore import restore as restored
    from nocustom.acts.workspace import Workspace
    from nocustom.cli.terminal import Terminal
    from nocustom.show.backup_text import restored_text

    workspace = Workspace.find(root)
    reader = Terminal(language(), no_input=no_input)
    done = restored(workspace, copy, named_roots(root_keys), reason or "", _kept(workspace, seen), reader, clock)
    write(restored_text(done, language()), None)
    return 0


def _kept(workspace: Workspace, paths: list[Path] | None) -> list[Seen]:
    """What somebody kept: the files named, and on a PC that sends acts the receipts it has."""
    from nocustom.acts.seen import receipts_in, seen_at

    kept = [seen for path in paths or () for seen in seen_at(path.absolute(), workspace.shown)]
    return kept if workspace.is_host else [*kept, *receipts_in(workspace.outbox, workspace.shown)]


def show(
    seq: Annotated[int | None, typer.Argument(metavar="[SEQ]", help=_("The line's number, from 0"))] = None,
    form: FormatOption = Format.text, json: JsonFlag = False, output: Output = None, root: Root = None,
) -> int:  # fmt: skip
    """Lines as they are stored, a broken one too."""
    from nocustom.acts.lines import lines
    from nocustom.acts.workspace import Workspace

    found = lines(Workspace.find(root), seq)
    if json or form is Format.json:
        from nocustom.show.lines_json import lines_json

        write_json(lines_json(found), output)
    else:
        from nocustom.show.lines_text import lines_text

        write(lines_text(found, language(), whole=seq is not None), output)
    return 0


def ingest(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[PATH]...", help=_("Statements, or folders with them; none: the inbox"), show_default=False
        ),
    ] = None,
    root: Root = None,
) -> int:
    """Exit code 0 only where each was taken."""
    from nocustom.acts.desk import Desk
    from nocustom.acts.ingest import ingest as recorded
    from nocustom.acts.ingest import ingest_inbox
    from nocustom.acts.workspace import Workspace
    from nocustom.cli.boundary import tell
    from nocustom.show.ingested_text import ingested_text

    with Desk.open(Workspace.find(root), clock, writable=True, at_host=True) as desk:
        result = recorded(desk, paths) if paths else ingest_inbox(desk)
    write(ingested_text(result, language()), None)
    for refused in result.refused:
        tell(refused.error)
    tell_drift_at(root)
    return result.exit
