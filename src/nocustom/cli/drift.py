"""The remark on stderr beside an answer or an act: what lies in policies/ is not what is adopted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from nocustom.words import say

if TYPE_CHECKING:
    from nocustom.acts.workspace import Workspace

__all__ = ["tell_drift", "tell_drift_at", "tell_judged_by_others"]


def tell_drift(workspace: Workspace) -> None:
    """Acts judge by what is adopted, whatever lies here; and what can't be read is said as well."""
    from nocustom.acts.drift import drift

    found = drift(workspace)
    if not (found.differs or found.unread):
        return
    from nocustom.acts.adopt import NAMES
    from nocustom.cli.boundary import remark

    more = say("`nocustom status` tells more; `nocustom policy adopt` adopts what lies here")
    if found.differs:
        parts = [NAMES[part] for part in found.differs]
        remark(say("not what is adopted: {parts}; acts judge by what is adopted", parts=parts), more)
    if found.unread:
        parts = [NAMES[part] for part in found.unread]
        remark(
            say("can't be read in policies/: {parts}; acts judge by what is adopted", parts=parts),
            say("`nocustom status` shows each mistake at its place"),
        )


def tell_judged_by_others(workspace: Workspace) -> None:
    """Which open requests the office could have judged again."""
    from nocustom.acts.drift import judged_by_others
    from nocustom.cli.boundary import remark
    from nocustom.cli.options import clock

    numbers = judged_by_others(workspace, clock)
    if numbers:
        remark(
            say("judged by other than what is adopted now: {numbers}", numbers=", ".join(numbers)),
            say("`nocustom reassess {number}` judges it by what is adopted now", number=numbers[0]),
        )


def tell_drift_at(root: Path | None) -> None:
    """The same of the workspace that a command was run in."""
    from nocustom.acts.workspace import Workspace

    tell_drift(Workspace.find(root))
