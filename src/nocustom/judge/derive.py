"""Derived fields: from a request, the catalogue, the people file and the named values to typed facts.

Each is computed in one function that returns None exactly when one of its inputs is missing (`form/derived.py`
declares them). Days are plain dates; money is whole yen; hours are whole hours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from nocustom.form.catalogue import Catalogue
from nocustom.form.directory import Directory
from nocustom.form.fields import FORM
from nocustom.form.personal import count as personal_data_hits
from nocustom.judge.operators import RungSet

__all__ = ["Facts", "Setting", "facts_of", "missing_inputs"]

Facts = dict[str, Any]
"""Field path to value; what is missing is not in it."""


class Setting(NamedTuple):
    """What a request is seen against: the catalogues, the days, the named values, and the ledger's history."""

    catalogue: Catalogue
    people: Directory
    judged_on: date
    filed_on: date
    values: Mapping[str, int]
    history: Mapping[str, int] | None = None


def facts_of(request: Mapping[str, Any], setting: Setting, wanted: Iterable[str] = ()) -> Facts:
    """The request's own fields that are there, and of the derived ones those `wanted` that are known."""
    facts: Facts = {}
    for section, table in request.items():
        if isinstance(table, dict):
            paths = _PATHS[section]
            for key, value in table.items():
                facts[paths[key]] = value
    known = Known(request, facts, setting)
    for path in wanted:
        value = DERIVATIONS[path](known)
        if value is not None:
            facts[path] = value
    return facts


_PATHS: dict[str, dict[str, str]] = {}
"""Section of the form to its keys, each with its path: a look-up costs a third of putting the path together."""
for _path in FORM:
    _section, _, _key = _path.partition(".")
    _PATHS.setdefault(_section, {})[_key] = _path


class Known:
    """The inputs of one request, each looked up at most once."""

    __slots__ = ("_answers", "business", "facts", "get", "request", "setting", "system")

    def __init__(self, request: Mapping[str, Any], facts: Facts, setting: Setting) -> None:
        self.request = request
        self.facts = facts
        self.get = facts.get
        self.setting = setting
        system_id: Any = facts.get("system.id")
        self.system: Mapping[str, Any] | None = setting.catalogue.systems.get(system_id)
        self.business: Mapping[str, Any] | None = setting.catalogue.businesses.get(system_id, {}).get(
            facts.get("system.business", ""))  # fmt: skip
        self._answers: dict[int, str] | None = None

    @property
    def answers(self) -> dict[int, str]:
        """The alternatives that have a result: rung to result."""
        if self._answers is None:
            self._answers = {each["rung"]: each["result"] for each in self.request.get("alternative", ())
                             if "rung" in each and "result" in each}  # fmt: skip
        return self._answers


def _shared(known: Known) -> bool | None:
    if known.system is None:
        return None
    return any(name.strip() for name in known.system.get("shared_with", ()))


def _joint_consent(known: Known) -> bool | None:
    shared = _shared(known)
    if known.system is None or shared is None:
        return None
    return bool(known.system["joint_consent"]) if shared else True


def _months_to_renewal(known: Known) -> int | None:
    wanted = known.get("life.wanted_from")
    if known.system is None or wanted is None:
        return None
    renewal: date = known.system["renewal_on"]
    months: int = (renewal.year - wanted.year) * 12 + renewal.month - wanted.month
    return months - 1 if renewal.day < wanted.day else months


def _lead_days(known: Known) -> int | None:
    wanted: date | None = known.get("life.wanted_from")
    return None if wanted is None else (wanted - known.setting.filed_on).days


_BELOW = [frozenset(range(rung)) for rung in range(11)]


def _unanswered(known: Known) -> RungSet | None:
    asked: int | None = known.get("gap.rung")
    return None if asked is None else RungSet(_BELOW[asked].difference(known.answers))


def _possible(known: Known) -> RungSet | None:
    asked: int | None = known.get("gap.rung")
    if asked is None:
        return None
    answers = known.answers
    return RungSet(
        frozenset([rung for rung, result in answers.items() if result == "possible" and rung < asked]),
        _BELOW[asked].difference(answers))  # fmt: skip


def _same_need(known: Known) -> int | None:
    names = known.get("precedent.same_need")
    return None if names is None else len({name.strip() for name in names if name.strip()})


def _quote_age(known: Known) -> int | None:
    quoted: date | None = known.get("cost.quote_on")
    return None if quoted is None else (known.setting.filed_on - quoted).days


def _day_that_counts(category: str) -> str:
    by_law = category in ("law", "prefecture_scheme", "ordinance")
    return "reason.effective_on" if by_law else "life.wanted_from"


def _vendor_in_time(known: Known) -> bool | None:
    category, vendor_from = known.get("reason.category"), known.get("cost.vendor_from")
    if category is None or vendor_from is None:
        return None
    day: date | None = known.get(_day_that_counts(category))
    return None if day is None else bool(vendor_from <= day)


def _years(known: Known) -> int | None:
    first, last = known.get("life.wanted_from"), known.get("life.ends_on")
    if first is None or last is None:
        return None
    begun = (last.month, last.day) >= (first.month, first.day)
    years: int = last.year - first.year + (1 if begun else 0)
    return max(1, years)


def _lifetime_yen(known: Known) -> int | None:
    years = _years(known)
    initial, annual, release = (known.get(f"cost.{part}_yen") for part in ("initial", "annual", "per_release"))
    if years is None or initial is None or annual is None or release is None or known.system is None:
        return None
    return int(initial + (annual + release * known.system["releases_per_year"]) * years)


def _verification_hours(known: Known) -> int | None:
    hours = known.get("verification.hours_per_release")
    if hours is None or known.system is None:
        return None
    return int(hours * known.system["releases_per_year"])


def _net_hours(known: Known) -> int | None:
    saved, verifying = known.get("reason.hours_per_year"), _verification_hours(known)
    lifetime, years = _lifetime_yen(known), _years(known)
    rate = known.setting.values.get("hourly_rate_yen")
    if saved is None or verifying is None or lifetime is None or years is None or rate is None:
        return None
    per_year = years * rate
    return int(saved - verifying - -(-lifetime // per_year))  # rounded up, against the request


def _same_person(one: str, other: str) -> Callable[[Known], bool | None]:
    def same(known: Known) -> bool | None:
        a, b = known.get(one), known.get(other)
        return None if a is None or b is None else bool(a == b)

    return same


def _owner_post(known: Known) -> str | None:
    owner = known.get("verification.owner")
    return None if owner is None else known.setting.people.post(owner, known.setting.judged_on)


def _days(known: Known) -> int | None:
    first, last = known.get("life.wanted_from"), known.get("life.ends_on")
    return None if first is None or last is None else int((last - first).days)


def _ends_after_renewal(known: Known) -> bool | None:
    last = known.get("life.ends_on")
    return None if last is None or known.system is None else bool(last > known.system["renewal_on"])


def _of_system(key: str) -> Callable[[Known], Any]:
    return lambda known: None if known.system is None else known.system[key]


def _of_history(key: str) -> Callable[[Known], int | None]:
    return lambda known: None if known.setting.history is None else known.setting.history.get(key)


DERIVATIONS: dict[str, Callable[[Known], Any]] = {
    "system.regime": lambda known: None if known.business is None else known.business["regime"],
    "system.renewal_on": _of_system("renewal_on"),
    "system.contract_end": _of_system("contract_end"),
    "system.releases_per_year": _of_system("releases_per_year"),
    "system.shared": _shared,
    "system.joint_consent": _joint_consent,
    "system.months_to_renewal": _months_to_renewal,
    "request.lead_days": _lead_days,
    "alternatives.unanswered": _unanswered,
    "alternatives.possible": _possible,
    "precedent.same_need_count": _same_need,
    "cost.quote_age_days": _quote_age,
    "cost.vendor_in_time": _vendor_in_time,
    "life.years": _years,
    "cost.lifetime_yen": _lifetime_yen,
    "cost.verification_hours_per_year": _verification_hours,
    "cost.net_hours_per_year": _net_hours,
    "verification.owner_is_requester": _same_person("verification.owner", "request.requester"),
    "verification.owner_is_deputy": _same_person("verification.owner", "verification.deputy"),
    "verification.owner_post": _owner_post,
    "life.days": _days,
    "life.ends_after_renewal": _ends_after_renewal,
    "text.personal_data_hits": lambda known: personal_data_hits(known.request),
    "history.live_on_function": _of_history("live_on_function"),
    "history.cost_12_months_yen": _of_history("cost_12_months_yen"),
    "history.refused_similar": _of_history("refused_similar"),
}


def missing_inputs(path: str, inputs: Iterable[str], facts: Facts) -> list[str]:
    """Which of a field's form inputs are missing; for `cost.vendor_in_time` only the day that counts."""
    missing = [each for each in inputs if not each.startswith("$") and each not in facts]
    if path == "cost.vendor_in_time" and (category := facts.get("reason.category")) is not None:
        other = {"reason.effective_on", "life.wanted_from"} - {_day_that_counts(category)}
        missing = [each for each in missing if each not in other]
    return missing
