"""What to do with a statement that was written to be signed: the two commands, ready to be copied."""

from __future__ import annotations

from collections.abc import Iterator

from nocustom.acts.prepared import Prepared
from nocustom.locale import speak
from nocustom.show.layout import paragraph
from nocustom.show.typed import typed
from nocustom.words import Said, say, visible

__all__ = ["prepared_text"]


def prepared_text(done: Prepared, lang: str) -> Iterator[str]:
    """The file, what it brings, and how it is signed and recorded; commands stand on one line however long they are."""
    yield ""
    yield from _line(say("Nothing is signed or recorded yet. The statement, and the files it brings:"), lang)
    for file in (done.path, *done.files):
        yield f"  {visible(str(file))}"
    yield from _line(say("Signing it as `{person}` signs the text above:", person=done.person), lang)
    yield f"  {typed(*done.to_sign)}"
    yield from _line(say("Then the ledger's host records it:"), lang)
    yield f"  {typed(*done.to_record)}"


def _line(said: Said, lang: str) -> Iterator[str]:
    yield from paragraph(speak(said, lang), hanging=2)
