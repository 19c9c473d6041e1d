"""What the ledger knows of earlier requests: the `history.*` fields, which advise and never decide.

Texts say nearly the same when their sets of three-character pieces overlap by at least 60 in 100 (Jaccard), after
NFKC, without white space and without regard to case. Title, current practice and what is wanted count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from unicodedata import normalize

from nocustom.judge.derive import Setting, facts_of
from nocustom.life.act import State
from nocustom.life.assessment import Assessment
from nocustom.life.case import Case, World
from nocustom.life.days import months_after
from nocustom.life.days import read as read_day

__all__ = ["history", "similarity"]

NEARLY_THE_SAME = 0.6
_NO = frozenset({"forbidden", "refused"})


def history(world: World, request: Mapping[str, Any], setting: Setting, day: date) -> dict[str, int]:
    """The fields that are known for `request` on `day`; cases that are this request itself do not count."""
    about, system = request["request"], request["system"]
    others = [case for case in world.cases.values() if case.key != about["key"]]
    read = [(case, assessment) for case in others if (assessment := case.revision.assessment) is not None]
    known = {"refused_similar": sum(1 for case, each in read if _refused(case, each) and _says(each, request))}
    if function := normalize("NFKC", system.get("function", "")).strip():
        same = (case for case, each in read if each.word("system", "id") == system["id"]
                and normalize("NFKC", each.word("system", "function")).strip() == function)  # fmt: skip
        known["live_on_function"] = sum(1 for case in same if _live(case, day))
    own = facts_of(request, setting, ["cost.lifetime_yen"]).get("cost.lifetime_yen")
    costs = [own, *_costs(read, about["department"], system["id"], day)]
    if all(cost is not None for cost in costs):
        known["cost_12_months_yen"] = sum(cost for cost in costs if cost is not None)
    return known


def similarity(one: str, other: str) -> float:
    """How much two texts overlap, 0 to 1."""
    a, b = _pieces(one), _pieces(other)
    return len(a & b) / len(a | b) if a | b else 1.0


def _pieces(text: str) -> set[str]:
    plain = "".join(normalize("NFKC", text).casefold().split())
    return {plain[at : at + 3] for at in range(max(1, len(plain) - 2))} if plain else set()


def _live(case: Case, day: date) -> bool:
    return case.state is State.APPROVED and case.approval is not None and day <= case.approval.ends_on


def _refused(case: Case, assessment: Assessment) -> bool:
    return case.state is State.REFUSED or assessment.verdict in _NO


def _says(earlier: Assessment, request: Mapping[str, Any]) -> bool:
    before = " ".join((earlier.title, earlier.word("gap", "current"), earlier.word("gap", "wanted")))
    now = " ".join((request["request"]["title"], request["gap"]["current"], request["gap"]["wanted"]))
    return similarity(before, now) >= NEARLY_THE_SAME


def _costs(
    read: Iterable[tuple[Case, Assessment]], department: str, system: str, day: date
) -> Iterable[int | None]:
    for case, each in read:
        filed = read_day(case.revision.filed_on)
        recent = filed is not None and filed <= day < months_after(filed, 12)
        open_or_granted = case.state not in (State.REFUSED, State.WITHDRAWN) and each.verdict not in _NO
        if recent and open_or_granted and each.department == department and each.word("system", "id") == system:
            yield each.number("cost.lifetime_yen")
