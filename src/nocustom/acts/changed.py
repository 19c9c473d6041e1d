"""What somebody is shown before the text to be signed, where the request came back: what changed since they read it."""

from __future__ import annotations

from nocustom.acts.desk import Desk, Reader, Signer
from nocustom.life.case import Case
from nocustom.life.changes import Part, reading
from nocustom.words import Bilingual

__all__ = ["show_changes"]

_TITLE = Bilingual("変更点（署名する書面の一部ではない。）", "What changed (not part of the text that is signed)")


def show_changes(desk: Desk, case: Case, signer: Signer, reader: Reader, part: Part) -> None:
    """Show it; at the first revision there is nothing to show."""
    people = desk.world.people
    name = signer.person if people is None else people.name(signer.person)
    lines = reading(case, signer.person, name, part, reader.lang, desk.titles())
    if lines:
        reader.read("\n".join((_TITLE.get(reader.lang), "", *lines)) + "\n\n")
