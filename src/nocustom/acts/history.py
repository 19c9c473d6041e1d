"""What the ledger knows of earlier requests: the `history.*` fields, which advise and never decide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from nocustom.judge.derive import Setting, facts_of
from nocustom.life.act import State
from nocustom.life.assessment import Assessment
from nocustom.life.case import Case, World
from nocustom.life.days import months_after
from nocustom.life.days import read as read_day
from nocustom.life.record import live_beside, refused
from nocustom.life.similar import NEARLY_THE_SAME, alike

__all__ = ["history"]

_NO = frozenset({"forbidden", "refused"})


def history(world: World, request: Mapping[str, Any], setting: Setting, day: date) -> dict[str, int]:
    """The fields that are known for `request` on `day`; cases that are this request itself do not count."""
    about, system = request["request"], request["system"]
    others = [case for case in world.cases.values() if case.key != about["key"]]
    read = [(case, assessment) for case in others if (assessment := case.revision.assessment) is not None]
    texts = (about["title"], request["gap"]["current"], request["gap"]["wanted"])
    similar = [case for case, each in read if refused(case, each) and alike(each, texts) >= NEARLY_THE_SAME]
    known = {"refused_similar": len(similar)}
    if (function := system.get("function", "")).strip():
        known["live_on_function"] = len(live_beside(world, about["key"], system["id"], function, day))
    own = facts_of(request, setting, ["cost.lifetime_yen"]).get("cost.lifetime_yen")
    costs = [own, *_costs(read, about["department"], system["id"], day)]
    if all(cost is not None for cost in costs):
        known["cost_12_months_yen"] = sum(cost for cost in costs if cost is not None)
    return known


def _costs(
    read: Iterable[tuple[Case, Assessment]], department: str, system: str, day: date
) -> Iterable[int | None]:
    for case, each in read:
        filed = read_day(case.revision.filed_on)
        recent = filed is not None and filed <= day < months_after(filed, 12)
        open_or_granted = case.state not in (State.REFUSED, State.WITHDRAWN) and each.verdict not in _NO
        if recent and open_or_granted and each.department == department and each.word("system", "id") == system:
            yield each.number("cost.lifetime_yen")
