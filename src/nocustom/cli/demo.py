"""`nocustom demo`: the sample city from the first verdict to the auditor's folder, in a temporary folder."""

from __future__ import annotations

import os
import shlex
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import chdir, contextmanager, redirect_stderr
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from nocustom.cli import options
from nocustom.cli.speech import _, language
from nocustom.errors import Broken, NocustomError
from nocustom.locale import speak
from nocustom.words import Said, say

if TYPE_CHECKING:
    from nocustom.acts.demo import Step

__all__ = ["add_to"]


def add_to(app: typer.Typer) -> None:
    """Put the command into the tree."""
    app.command("demo", help=_("Play it all with throw-away keys: judge, file, accept, decide, verify"))(demo)


def demo() -> int:
    """Nothing outside a temporary folder is touched, and that is removed in the end."""
    from nocustom.acts.demo import STEPS, set_the_stage
    from nocustom.show.layout import paragraph

    with tempfile.TemporaryDirectory(prefix="nocustom-", ignore_cleanup_errors=True) as folder:
        root = Path(folder).resolve()
        commands = set_the_stage(root)
        with chdir(root), _stage():
            _narrate(say("The city, its people and its vendors are fictional; the clock stands at 1 June 2026, and "
                         "whatever is typed in this play is shown after `>`"))  # fmt: skip
            for place, step in enumerate(STEPS, start=1):
                if step.command[0] == "people" and commands:
                    _narrate(say("Throw-away keys, made by OpenSSH as everybody's are"))
                    for command in commands:
                        print(f"$ {shlex.join(command)}")
                    print()
                    commands = []
                _play(step, place)
    lang = language()
    print("\n".join(paragraph(speak(say("That was all of it; the folder with its keys is removed"), lang))))
    return 0


@contextmanager
def _stage() -> Iterator[None]:
    """A keyboard that answers by itself, and no key or name of whoever watches; all is put back in the end."""
    from nocustom.cli.terminal import Terminal

    kept = {name: os.environ.pop(name) for name in ("NOCUSTOM_KEY", "NOCUSTOM_ME") if name in os.environ}
    Terminal.keyboard = _typed
    try:
        with redirect_stderr(sys.stdout):
            yield
    finally:
        Terminal.keyboard, Terminal.lines = None, None
        options.set_clock(None)
        os.environ.update(kept)


def _play(step: Step, place: int) -> None:
    """One command as it is typed, with what it says; Broken where it does not end as it should."""
    from nocustom.acts.demo import BEGIN, PAUSE
    from nocustom.cli.app import run_command
    from nocustom.cli.boundary import tell
    from nocustom.cli.terminal import Terminal

    _narrate(say("{place}. {said}", place=place, said=step.said))
    print(f"$ nocustom {shlex.join(step.command)}")
    Terminal.lines = step.lines
    options.set_clock(lambda: BEGIN + place * PAUSE)
    try:
        code = run_command(step.command)
    except NocustomError as error:
        tell(error)
        code = error.exit
    print()
    if code != step.ends:
        raise Broken(
            say("step {place} of the play ended with exit code {code}, not {expected}", place=place, code=code,
                expected=int(step.ends)))  # fmt: skip


def _typed(question: Said, shown: Sequence[str]) -> str:
    """What a person types who has read everything and is sure: it stands in the question, a code below the sheet."""
    from nocustom.acts.decide import code_below
    from nocustom.acts.demo import REASON
    from nocustom.acts.roots import TYPED

    asked = question.params
    if "key" in asked:
        return str(asked["key"])[-TYPED:]
    if "name" in asked:
        return str(asked["name"])
    if "sheet" in asked:
        return next(code for text in reversed(shown) if (code := code_below(text)))
    if "place" in asked:
        return "はい" if language() == "ja" else "yes"
    return speak(REASON, language())


def _narrate(said: Said) -> None:
    from nocustom.show.layout import WIDTH, paragraph

    print("-" * WIDTH)
    print("\n".join(paragraph(speak(said, language()))))
    print()
