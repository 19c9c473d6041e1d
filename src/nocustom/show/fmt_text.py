"""`nocustom fmt` for people: which files were formatted, or would be."""

from __future__ import annotations

from collections.abc import Iterator

from nocustom.acts.fmt import Fmt
from nocustom.locale import speak
from nocustom.show.layout import paragraph
from nocustom.words import say, visible

__all__ = ["fmt_text"]


def fmt_text(result: Fmt, lang: str) -> Iterator[str]:
    """A line for each file that is touched, and how many there are."""
    for change in result.changes:
        path = visible(change.path)
        yield speak(say("formatted  {path}", path=path) if result.written
                    else say("not formatted  {path}", path=path), lang)  # fmt: skip
    changed, total = len(result.changes), result.total
    if not changed:
        if not result.findings:
            yield speak(say("formatted already: {total} of {total}", total=total), lang)
        return
    yield ""
    if result.written:
        yield speak(say("formatted now: {changed} of {total}", changed=changed, total=total), lang)
        return
    yield speak(say("not formatted: {changed} of {total}", changed=changed, total=total), lang)
    hint = say("`nocustom fmt` formats them, `nocustom fmt --diff` shows what would change")
    yield from paragraph(f"{speak(say('hint'), lang)}: {speak(hint, lang)}", hanging=2)
