"""The boundary: from arguments to one exit code, and no traceback in between.

Errors become a message on stderr in the person's language, with hints; a bug becomes exit code 70 and one line;
Ctrl-C becomes 130 with nothing half-written. Streams are made safe for consoles that can't show every character.
"""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from nocustom.cli import progress, speech
from nocustom.cli.colours import coloured
from nocustom.errors import Exit, NocustomError
from nocustom.locale import speak
from nocustom.progress import Progress
from nocustom.share import Share
from nocustom.words import Said, say

if TYPE_CHECKING:
    from nocustom.show.colour import Colour

__all__ = ["run", "tell"]


def run(arguments: list[str]) -> int:
    """Run one command; its exit code."""
    for stream in (sys.stdout, sys.stderr):
        _tolerant(stream)
    speech.settle(_configured_language(arguments))
    Share.told = remark
    Progress.shown = progress.place()
    before = _appended()
    try:
        if arguments[:1] == ["--complete"]:  # a shell asks, at every press of the tabulator
            from nocustom.cli.complete import answer

            return answer(arguments[1:])
        try:
            return _command(arguments)
        except Exception as error:
            if _of_ctrl_c(error):
                raise KeyboardInterrupt from None
            raise
        finally:
            _nothing_shown()
            _tell_of_mirror()
    except NocustomError as error:
        tell(error)
        _say_what_stays(before)
        return error.exit
    except KeyboardInterrupt:
        if sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty():
            _tell("")  # the terminal has shown ^C behind the prompt
        _say_error(say("interrupted; nothing was written half"))
        _say_what_stays(before)
        return Exit.INTERRUPTED
    except BrokenPipeError:
        _let_go(sys.stdout)  # whoever read our answer has enough of it
        return Exit.OK
    except OSError as error:
        if error.filename is not None or error.errno not in _TAKES_NOTHING:
            return _internal(error)
        _unwritable(error)
        _say_what_stays(before)
        return Exit.NOT_JUDGED
    except Exception as error:  # the last resort: a person must never meet a traceback, and never a wrong "done"
        return _internal(error)


_TAKES_NOTHING = {errno.ENOSPC, errno.EBADF, errno.EIO, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
"""What a stream says that is closed, or whose disk is full."""


def _of_ctrl_c(error: BaseException) -> bool:
    """Whether it came up only while Ctrl-C was on its way out: a folder that it kept from being cleared, say."""
    if isinstance(error, NocustomError) and error.exit == Exit.INTERRUPTED:  # which says it better
        return False
    before = error.__context__
    while before is not None and not isinstance(before, KeyboardInterrupt):
        before = before.__context__
    return before is not None


def _unwritable(error: OSError) -> None:
    """An answer that nobody gets is none. What an act recorded before stays."""
    from nocustom.refusals import refusal

    _let_go(sys.stdout)
    _say_error(say("the answer could not be written: {reason}", reason=refusal(error)))


def _appended() -> int:
    """How many lines this process has added to the ledger."""
    module = sys.modules.get("nocustom.ledger.ledger")
    return 0 if module is None else int(module.Ledger.appended)


def _say_what_stays(before: int) -> None:
    """Where this run has added a line to the ledger, nobody shall take it for undone, nor do it again."""
    if _appended() > before:
        _say_hint(say("what the ledger has recorded stays recorded"))


def _tell_of_mirror() -> None:
    """What was wrong with the mirror stops nobody, and is told beside whatever the command says."""
    module = sys.modules.get("nocustom.ledger.mirror")
    if module is not None:
        told: list[tuple[Said, ...]] = []
        while module.Mirror.remarks:
            each = module.Mirror.remarks.pop(0)
            if each not in told:
                told.append(each)
                remark(*each)


def _let_go(stream: TextIO | None) -> None:
    """Keep Python from complaining at exit about a stream that takes nothing any more."""
    if stream is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _command(arguments: list[str]) -> int:
    import typer

    from nocustom.cli import help
    from nocustom.cli.app import run_command

    help.use()
    try:
        return run_command(arguments)
    except typer.Exit as stop:
        return int(stop.exit_code)
    except typer.Abort:
        raise KeyboardInterrupt from None
    except typer.TyperException as error:
        _usage(error, arguments)
        return Exit.USAGE


def _usage(error: Any, arguments: list[str]) -> None:
    """A command line that the parser can't take; one without any command gets the help page."""
    from typer._click.exceptions import NoArgsIsHelpError

    from nocustom.cli.usage import explained

    if isinstance(error, NoArgsIsHelpError):
        _tell(error.ctx.get_help())
        return
    said, hints = explained(error)
    _say_error(said)
    for hint in hints:
        _say_hint(hint)
    context = getattr(error, "ctx", None)
    command = context.command_path if context else " ".join(["nocustom", *_typed(arguments)])
    _say_hint(say("`{command} --help` lists what is possible", command=command))


def _typed(arguments: list[str]) -> list[str]:
    """The verb that was typed, for errors that do not know it."""
    from nocustom.cli.app import MODULES

    return [verb for verb in arguments[:1] if verb in MODULES]


def tell(error: NocustomError) -> None:
    """An error on stderr: findings at their places first, then what it means, then what to do."""
    lang = speech.language()
    if error.findings:
        from nocustom.show.diagnosis import diagnoses

        _tell(diagnoses(error.findings, lang, coloured=coloured(sys.stderr)) + "\n")
    _say_error(error.said)
    for hint in error.hints:
        _say_hint(hint)


def remark(said: Said, *hints: Said) -> None:
    """A remark beside the answer, on stderr."""
    lang = speech.language()
    _wrapped(speak(say("note"), lang), speak(said, lang), "cyan")
    for hint in hints:
        _say_hint(hint)


def _say_error(said: Said) -> None:
    lang = speech.language()
    _wrapped(speak(say("error"), lang), speak(said, lang), "red")


def _say_hint(said: Said) -> None:
    lang = speech.language()
    _wrapped(speak(say("hint"), lang), speak(said, lang))


def _wrapped(mark: str, text: str, colour: Colour | None = None) -> None:
    from nocustom.show.colour import painted
    from nocustom.show.layout import paragraph

    first, *others = paragraph(f"{mark}: {text}", hanging=2)
    shown = painted(mark, colour if coloured(sys.stderr) else None) + first.removeprefix(mark)
    _tell("\n".join([shown, *others]))


def _nothing_shown() -> None:
    if Progress.shown is not None:
        Progress.shown.end()


def _tell(text: str) -> None:
    """A line or more on stderr; where that takes nothing, the exit code has to say it all."""
    if sys.stderr is None:  # `print` would take stdout instead
        return
    _nothing_shown()
    try:
        print(text, file=sys.stderr)
    except OSError:
        _let_go(sys.stderr)


def _internal(error: Exception) -> int:
    kind = type(error).__name__
    _say_error(say("this is a mistake in nocustom itself ({kind}); nothing was approved by it", kind=kind))
    if os.environ.get("NOCUSTOM_TRACEBACK"):
        import traceback

        traceback.print_exception(error)
    else:
        _say_hint(say("set NOCUSTOM_TRACEBACK=1 and run it again, and send us what it prints"))
    return Exit.INTERNAL


def _tolerant(stream: TextIO | Any) -> None:
    """A character that the console can't show becomes `?`, not an error."""
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(errors="replace")


def _configured_language(arguments: list[str]) -> str | None:
    """The language of the workspace the command will run in, as far as that is known before parsing."""
    if os.environ.get("NOCUSTOM_LANG"):
        return None  # it wins anyway
    from nocustom.files.document import load
    from nocustom.files.workspace import SETTINGS, find_root

    explicit = None
    for place, argument in enumerate(arguments):
        if argument.startswith("--root="):
            explicit = Path(argument.partition("=")[2])
        elif argument == "--root" and place + 1 < len(arguments):
            explicit = Path(arguments[place + 1])
    try:
        settings = find_root(Path.cwd(), explicit) / SETTINGS
        language = load(settings, shown=SETTINGS).values.get("language")
    except (NocustomError, OSError):
        return None  # whatever is wrong with it is said when the command needs it
    return language if isinstance(language, str) else None
