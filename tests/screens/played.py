"""A command played in this process, as the screen a person sees: the line typed, the answer, and how it ended."""

from __future__ import annotations

import io
import re
import shlex
from collections.abc import Callable, Iterator, Sequence
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from nocustom.cli import options, speech
from nocustom.cli.boundary import run
from nocustom.cli.terminal import Terminal
from nocustom.locale import speak
from nocustom.words import Said
from tests.acts.hall import named
from tests.acts.paperwork import REASON, code_on

__all__ = ["SAMPLES", "Screen", "play", "scrubbed", "willing"]

SAMPLES = Path(__file__).resolve().parents[2]
"""The sample city: the project's own folder."""

Keyboard = Callable[[Said, Sequence[str]], str]


class Screen(NamedTuple):
    """What came out of one command."""

    line: str
    out: str
    err: str
    code: int

    def __str__(self) -> str:
        """The command, the answer, what else was said, and the exit code where it is not 0."""
        parts = [f"$ {self.line}\n", self.out]
        if self.err:
            parts.append(f"[stderr]\n{self.err}")
        if self.code:
            parts.append(f"[exit {self.code}]\n")
        return scrubbed("".join(parts))


_UNSTABLE = (
    (r"\b[0-9a-f]{64}\b", "0123456789abcdef" * 4),
    (r"(?m)^( *)[A-Za-z0-9+/]{43}=$", r"\1" + "RootOfTheTree" * 3 + "Base="),
    (r"\b[0-9a-f]{32}\b", "0123456789abcdef" * 2),
    (r"\b[0-9a-f]{16}\b", "0123456789abcdef"),
    (r"(SHA256:|AAAAC3NzaC1lZDI1NTE5AAAAI)[A-Za-z0-9+/]{43}", r"\1" + "Fingerprint" * 3 + "OfTheirKey"),
    (r"\b(?!long-term-care)[a-z2-7]{4}-[a-z2-7]{4}-[a-z2-7]{4}\b", "abcd-efgh-2345"),
    (r"(確認符号：|ode of the sheet: )[a-z2-7]{12}\b", r"\1abcdefgh2345"),
    (r"(os_user: |user of the computer: |PCの利用者: )\S+", r"\1clerk"),
)
"""What is new in every run: digests, nonces, keys, codes, the person at the computer. What stands for it is as wide."""


def scrubbed(text: str) -> str:
    """`text` with all that comes from throw-away keys and chance replaced."""
    for pattern, instead in _UNSTABLE:
        text = re.sub(pattern, instead, text)
    return text


def willing(lang: str, asked: Said, shown: Sequence[str]) -> str:
    """Somebody who has read everything and agrees: names, codes and reasons as they are asked for."""
    question = speak(asked, lang)
    if "sheet" in asked.params:
        return code_on(shown)
    if "name" in asked.params:
        return named(question)
    if "place" in asked.params:
        return "はい" if lang == "ja" else "yes"
    return REASON


@contextmanager
def _at(cwd: Path, lang: str, clock: Callable[[], datetime] | None, keyboard: Keyboard | None) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch, chdir(cwd):
        patch.setenv("NOCUSTOM_LANG", lang)
        for name in ("NOCUSTOM_KEY", "NOCUSTOM_ME", "NOCUSTOM_TRACEBACK"):
            patch.delenv(name, raising=False)
        patch.setattr(Terminal, "keyboard", keyboard)
        patch.setattr(speech, "_language", speech.language())  # what the run settles ends with it
        options.set_clock(clock)
        try:
            yield
        finally:
            options.set_clock(None)


def play(
    lang: str, *arguments: str, cwd: Path = SAMPLES, clock: Callable[[], datetime] | None = None,
    keyboard: Keyboard | None = None, hidden: Sequence[str] = (),
) -> Screen:  # fmt: skip
    """Run one command in the folder `cwd` at the clock's time; `hidden` arguments are not in the line that is shown."""
    out, err = io.StringIO(), io.StringIO()
    with _at(cwd, lang, clock, keyboard), redirect_stdout(out), redirect_stderr(err):
        ended = run([*arguments, *hidden])
    return Screen(f"nocustom {shlex.join(arguments)}", out.getvalue(), err.getvalue(), ended)
