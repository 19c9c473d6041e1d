"""What to do with a statement that was written to be signed: the two commands, ready to be copied."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Iterator, Sequence

from nocustom.acts.prepared import Prepared
from nocustom.locale import speak
from nocustom.show.layout import paragraph
from nocustom.words import Said, say, visible

__all__ = ["prepared_text"]


def prepared_text(done: Prepared, lang: str) -> Iterator[str]:
    """The file, what it brings, and how it is signed and recorded; commands stand on one line however long they are."""
    yield ""
    yield from _line(say("Nothing is signed or recorded yet. The statement, and the files it brings:"), lang)
    for file in (done.path, *done.files):
        yield f"  {visible(str(file))}"
    yield from _line(say("Signing it as `{person}` signs the text above:", person=done.person), lang)
    yield f"  {_typed(done.to_sign)}"
    yield from _line(say("Then the ledger's host records it:"), lang)
    yield f"  {_typed(done.to_record)}"


def _typed(command: Sequence[str]) -> str:
    """A command as it is typed into this system's shell."""
    return visible(subprocess.list2cmdline(command) if os.name == "nt" else shlex.join(command))


def _line(said: Said, lang: str) -> Iterator[str]:
    yield from paragraph(speak(said, lang), hanging=2)
