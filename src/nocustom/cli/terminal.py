"""The person at a real terminal."""

from __future__ import annotations

import sys

from nocustom.errors import NotPermitted
from nocustom.locale import speak
from nocustom.show.layout import paragraph
from nocustom.words import Said, say, visible

__all__ = ["Terminal"]


class Terminal:
    """Shows texts on stdout and asks there; without a terminal on both sides nothing can be signed."""

    def __init__(self, lang: str, *, no_input: bool = False) -> None:
        self.lang = lang
        self._no_input = no_input

    def read(self, text: str) -> None:
        """Show a text in full, wrapped to the screen."""
        for line in visible(text, lines=True).splitlines():
            indent = line[: len(line) - len(line.lstrip(" "))]
            for row in paragraph(line.lstrip(" "), indent=indent) if line.strip() else [""]:
                print(row)

    def answer(self, question: Said) -> str:
        """Ask one question. NotPermitted without a terminal; an end of input is an empty answer."""
        if self._no_input or not (sys.stdin.isatty() and sys.stdout.isatty()):
            raise NotPermitted(
                say("this act is signed in person, and there is no terminal"),
                say("run it in a terminal window, without a pipe and without `--no-input`"))  # fmt: skip
        print("\n".join(paragraph(speak(question, self.lang))), end="> ", flush=True)
        try:
            return input().strip()
        except EOFError:
            return ""
