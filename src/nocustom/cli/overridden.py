"""What `check` and `explain` add below an approved request that is named by its number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from nocustom.cli.options import clock
from nocustom.cli.speech import language
from nocustom.words import say

if TYPE_CHECKING:
    from nocustom.acts.workspace import Workspace

__all__ = ["overridden_rows"]


def overridden_rows(workspace: Workspace, target: str) -> Iterator[str]:
    """Of an approved request named by its number: whether the rules it was approved against still stand in its way."""
    from nocustom.acts.find import is_number

    if not (is_number(target) and workspace.has_ledger):
        return
    from nocustom.acts.desk import Desk
    from nocustom.acts.override import overridden, overridden_said
    from nocustom.locale import speak
    from nocustom.show.layout import paragraph

    with Desk.open(workspace, clock) as desk:
        found = overridden(desk, desk.case(target))
    if found:
        yield ""
        yield speak(say("Overridden by the approval, as the adopted policy has it today:"), language())
        for each in found:
            yield from paragraph(speak(overridden_said(each), language()), indent="  ", hanging=2)
