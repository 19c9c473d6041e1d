"""Derived fields: what rules may use besides the form, computed once by the judge (`judge/derive.py`).

A derived field is unknown exactly when one of its inputs is missing; it never falls back to something else.
Inputs are paths of the form, `systems.toml` (always there once the system is known) or named values (`$name`).
"""

from __future__ import annotations

from typing import NamedTuple

from nocustom.form.choices import CHOICES
from nocustom.words import Bilingual as B

__all__ = ["DERIVED", "Derived"]


class Derived(NamedTuple):
    """Declaration of one derived field: its kind, its label, how it comes about, and what it is made of."""

    kind: str
    label: B
    help: B
    inputs: tuple[str, ...]
    values: tuple[str, ...] = ()
    only: str = ""  # "must": in must and advise rules only; "advise": in advise rules only


_PRICES = ("cost.initial_yen", "cost.annual_yen", "cost.per_release_yen")
_TERM = ("life.wanted_from", "life.ends_on")
_SYSTEM = ("system.id",)

DERIVED: dict[str, Derived] = {
    "system.regime": Derived(
        "enum", B("標準化区分", "regime"), B("システム一覧にある業務の区分", "of the business, from the catalogue"),
        ("system.id", "system.business"), tuple(CHOICES["system.regime"])),
    "system.renewal_on": Derived(
        "date", B("更新予定日", "renewal of the system"), B("システム一覧による", "from the catalogue"), _SYSTEM),
    "system.contract_end": Derived(
        "date", B("契約満了日", "end of the contract"), B("システム一覧による", "from the catalogue"), _SYSTEM),
    "system.releases_per_year": Derived(
        "int", B("年間の版数更新", "releases per year"), B("システム一覧による", "from the catalogue"), _SYSTEM),
    "system.shared": Derived(
        "bool", B("共同利用", "shared system"), B("共同利用団体があるか", "the catalogue names bodies that share it"),
        _SYSTEM),
    "system.joint_consent": Derived(
        "bool", B("共同利用団体の同意", "joint consent"), B("システム一覧による。共同利用でなければ「はい」",
        "from the catalogue; yes when not shared"), _SYSTEM),
    "system.months_to_renewal": Derived(
        "int", B("更新までの月数", "months to renewal"), B("希望時期から更新予定日までの満月数",
        "completed months from the day it is wanted to the renewal"), ("life.wanted_from", "system.id")),
    "request.lead_days": Derived(
        "int", B("準備日数", "lead time in days"), B("提出日から希望時期までの日数",
        "days from filing to the day it is wanted"), ("life.wanted_from",)),
    "alternatives.unanswered": Derived(
        "set", B("未回答の段", "rungs without an answer"), B("求める段より下で回答のない段",
        "rungs below the one asked for without an answer"), ("gap.rung",), only="must"),
    "alternatives.possible": Derived(
        "set", B("対応できる段", "rungs that would do"), B("求める段より下で「対応できる」とした段",
        "rungs below the one asked for that were answered possible"), ("gap.rung", "alternative")),
    "precedent.same_need_count": Derived(
        "int", B("同じ要望の団体数", "bodies with the same need"), B("重複と空欄を除く", "distinct and not blank"),
        ("precedent.same_need",)),
    "cost.quote_age_days": Derived(
        "int", B("見積りの経過日数", "age of the quote in days"), B("見積日から提出日までの日数",
        "days from the quote to filing"), ("cost.quote_on",)),
    "cost.vendor_in_time": Derived(
        "bool", B("事業者の対応が間に合う", "vendor in time"),
        B("法令・独自施策・条例は施行日、その他は希望時期と比べる",
        "on or before the day it takes effect (law, scheme, ordinance) or is wanted (all others)"),
        ("reason.category", "reason.effective_on", "cost.vendor_from", "life.wanted_from")),
    "life.years": Derived(
        "int", B("利用年数", "years"), B("希望時期から期限までに始まる年の数",
        "years begun from the first to the last day"),
        _TERM),
    "cost.lifetime_yen": Derived(
        "int", B("全期間の費用", "lifetime cost"),
        B("初期費用＋（年間費用＋版数更新ごとの費用×年間の版数更新）×利用年数",
        "initial + (annual + per release x releases per year) x years"), (*_PRICES, *_TERM, "system.id")),
    "cost.verification_hours_per_year": Derived(
        "int", B("年間検証時間", "verification hours per year"), B("版数更新ごとの検証時間×年間の版数更新",
        "hours per release x releases per year"), ("verification.hours_per_release", "system.id")),
    "cost.net_hours_per_year": Derived(
        "int", B("差引き年間削減時間", "net hours per year"), B("年間作業時間－年間検証時間－費用の時間換算（切上げ）",
        "hours saved - verification hours - cost in hours, rounded up"),
        ("reason.hours_per_year", *_PRICES, "verification.hours_per_release", *_TERM, "system.id", "$hourly_rate_yen")),
    "verification.owner_is_requester": Derived(
        "bool", B("検証責任者と要望者が同じ", "owner is requester"), B("同じ職員か", "the same person"),
        ("request.requester", "verification.owner")),
    "verification.owner_is_deputy": Derived(
        "bool", B("検証責任者と代理が同じ", "owner is deputy"), B("同じ職員か", "the same person"),
        ("verification.owner", "verification.deputy")),
    "verification.owner_post": Derived(
        "id", B("検証責任者の職", "owner's post"), B("職員名簿による判定日の職",
        "from the people file, on the judging day; unknown where the owner is not in service"),
        ("verification.owner",)),
    "life.days": Derived(
        "int", B("利用日数", "days"), B("希望時期から期限までの日数", "days from the first to the last day"), _TERM),
    "life.ends_after_renewal": Derived(
        "bool", B("期限が更新予定日より後", "ends after renewal"),
        B("期限が更新予定日より後か", "strictly after the renewal"),
        ("life.ends_on", "system.id")),
    "text.personal_data_hits": Derived(
        "int", B("個人情報らしい記載", "strings like personal data"),
        B("個人番号・電話番号・メールアドレス・住所の形をした文字列の数",
        "My Number, phone, mail and street address patterns in the free texts, not cleared"), (), only="must"),
    "history.live_on_function": Derived(
        "int", B("同じ機能の例外",
        "live exceptions on the function"), B("同じシステム・機能で効力のあるほかの例外の数",
        "other live exceptions on the same system and function"), (), only="advise"),
    "history.cost_12_months_yen": Derived(
        "int", B("12か月の費用", "cost in 12 months"), B("この部署がこのシステムに12か月で要望した全期間費用",
        "lifetime cost of requests of this department on this system in 12 months"), (), only="advise"),
    "history.refused_similar": Derived(
        "int", B("類似の不採用", "similar requests refused"), B("ほぼ同じ内容で不採用となった要望の数",
        "earlier refused requests that say nearly the same"), (), only="advise"),
}  # fmt: skip
