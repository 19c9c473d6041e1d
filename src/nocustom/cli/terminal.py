"""The person at a real terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import ClassVar

from nocustom.errors import NotPermitted, Usage
from nocustom.locale import speak
from nocustom.show.layout import page, paragraph
from nocustom.words import Said, say

__all__ = ["Terminal"]


class Terminal:
    """Shows texts on stdout and asks there; without a terminal on both sides nothing can be signed.

    With `in_person` false nothing is signed here, so only what is missing is asked for.
    """

    keyboard: ClassVar[Callable[[Said, Sequence[str]], str] | None] = None
    """Who answers instead of the keyboard, from the question and all texts shown before; for the demonstration."""
    lines: ClassVar[int | None] = None
    """How many lines of a text the demonstration shows, besides the last one; None: all of them."""

    def __init__(self, lang: str, *, no_input: bool = False, in_person: bool = True) -> None:
        self.lang = lang
        self.in_person = in_person
        self._no_input = no_input
        self._texts: list[str] = []

    def read(self, text: str) -> None:
        """Show a text in full, wrapped to the screen."""
        self._texts.append(text)
        rows = list(page(text))
        if self.lines is None or len(rows) <= self.lines + 2:
            print("\n".join(rows), end="\n" if rows else "")
            return
        left = say("[{count} more lines, read here in full]", count=len(rows) - self.lines - (self.lines > 0))
        last = rows[-1:] if self.lines else []
        print("\n".join([*rows[: self.lines], speak(left, self.lang), *last]))

    def answer(self, question: Said) -> str:
        """Ask one question. NotPermitted without a terminal; an end of input is an empty answer."""
        keyboard = type(self).keyboard
        if keyboard is not None:
            typed = keyboard(question, self._texts)
            print("\n".join(paragraph(speak(question, self.lang))), end=f"\n> {typed}\n")
            return typed
        if not self.present:
            if not self.in_person:
                raise Usage(
                    say("there is no terminal to ask at: {question}", question=question),
                    say("say it on the command line: `--help` names the option"),
                )
            raise NotPermitted(
                say("this act is signed in person, and there is no terminal"),
                say("run it in a terminal window, without a pipe and without `--no-input`"),
            )
        print("\n".join(paragraph(speak(question, self.lang))), end="\n> ", flush=True)
        try:
            return input().strip()
        except EOFError:
            return ""

    @property
    def present(self) -> bool:
        """Whether somebody can be asked."""
        return not self._no_input and sys.stdin.isatty() and sys.stdout.isatty()

    def show(self, rows: Iterable[str]) -> None:
        """Show lines that are laid out already."""
        for row in rows:
            print(row)

    def typed(self) -> str | None:
        """One line that is typed, without white space around it; None at the end of input.

        Bytes that are no text come back as halves of characters, for whoever judges the answer to refuse.
        """
        with suppress(ImportError):
            import readline  # noqa: F401  # whoever can, edits the line with the arrow keys, and pastes several at once
        try:
            return input("> ").strip()
        except EOFError:
            return None
        except UnicodeDecodeError as error:
            return error.object.decode("utf-8", "surrogateescape").strip()
