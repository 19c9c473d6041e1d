"""The closed lists of values a form may hold, each value with its Japanese and English name."""

from __future__ import annotations

from typing import Literal

from nocustom.words import Bilingual as B

__all__ = [
    "CHOICES", "EFFECTS", "QUORUMS", "ROLES", "RUNGS", "RUNG_NAMES", "TRUTHS", "VERDICTS", "Category", "Coupling",
    "Disclosure", "FormBasis", "Kind", "Output", "PrivacyAssessment", "Regime", "Result", "SpecClass", "VendorAnswer",
]  # fmt: skip

Kind = Literal["law_change", "scheme_change", "wish", "audit_finding", "defect", "renewal"]
SpecClass = Literal["mandatory", "option", "prohibited", "not_listed", "not_applicable"]
Output = Literal["screen", "form", "list", "data", "link", "process", "entry", "character"]
FormBasis = Literal["law", "prefecture", "ordinance", "internal", "none"]
Category = Literal[
    "law", "prefecture_scheme", "ordinance", "audit", "safety", "accessibility", "volume", "efficiency", "habit"
]
Result = Literal["possible", "partly", "not_possible"]
VendorAnswer = Literal["A", "B", "C", "D"]
Coupling = Literal["A", "B", "C", "D"]
PrivacyAssessment = Literal["not_needed", "needed", "done"]
Disclosure = Literal["open", "partial", "closed"]
Regime = Literal["standard", "transition", "common_function", "out_of_scope"]

CHOICES: dict[str, dict[str, B]] = {
    "request.kind": {
        "law_change": B("法改正", "change of law"),
        "scheme_change": B("制度改正", "change of a scheme"),
        "wish": B("要望", "wish"),
        "audit_finding": B("監査指摘", "audit finding"),
        "defect": B("障害", "defect"),
        "renewal": B("更新", "renewal"),
    },
    "system.spec_class": {
        "mandatory": B("実装必須機能", "mandatory function"),
        "option": B("標準オプション機能", "standard option"),
        "prohibited": B("実装不可機能", "prohibited function"),
        "not_listed": B("仕様書に記載なし", "not listed in the specification"),
        "not_applicable": B("対象外", "not applicable"),
    },
    "gap.output": {
        "screen": B("画面", "screen"),
        "form": B("帳票", "form"),
        "list": B("一覧・集計表", "list or report"),
        "data": B("データ", "data"),
        "link": B("連携", "link"),
        "process": B("処理", "process"),
        "entry": B("転記・入力", "entry or copying"),
        "character": B("文字", "characters"),
    },
    "gap.form_basis": {
        "law": B("法令", "law"),
        "prefecture": B("都道府県の様式", "prefecture"),
        "ordinance": B("条例・規則", "ordinance"),
        "internal": B("庁内の取決め", "internal rule"),
        "none": B("なし", "none"),
    },
    "reason.category": {
        "law": B("法令", "law"),
        "prefecture_scheme": B("都道府県の独自施策", "scheme of the prefecture"),
        "ordinance": B("条例・規則", "ordinance"),
        "audit": B("監査指摘", "audit"),
        "safety": B("安全", "safety"),
        "accessibility": B("合理的配慮", "accessibility"),
        "volume": B("処理件数", "volume"),
        "efficiency": B("効率化", "efficiency"),
        "habit": B("現行踏襲", "habit"),
    },
    "alternative.result": {
        "possible": B("対応できる", "possible"),
        "partly": B("一部対応できる", "possible in part"),
        "not_possible": B("対応できない", "not possible"),
    },
    "cost.vendor_answer": {
        "A": B("A 標準で対応", "A: standard"),
        "B": B("B カスタマイズで対応", "B: by customizing"),
        "C": B("C 代替手段で対応", "C: by another way"),
        "D": B("D 対応できない", "D: impossible"),
    },
    "impact.coupling": {
        "A": B("A 公開された連携のみ", "A: released interface"),
        "B": B("B ファイル連携", "B: files"),
        "C": B("C 非公開の連携", "C: interface not released"),
        "D": B("D パッケージ内部", "D: inside the package"),
    },
    "impact.privacy_assessment": {
        "not_needed": B("不要", "not needed"),
        "needed": B("必要（未実施）", "needed, not done"),
        "done": B("実施済み", "done"),
    },
    "disclosure.level": {
        "open": B("公開", "open"),
        "partial": B("一部公開", "partly open"),
        "closed": B("非公開", "closed"),
    },
    "system.regime": {
        "standard": B("標準準拠", "standard"),
        "transition": B("移行待ち", "awaiting the switch"),
        "common_function": B("共通機能", "common function"),
        "out_of_scope": B("標準化対象外", "outside the standard"),
    },
}

ROLES: dict[str, B] = {
    "section_chief": B("課長", "section chief"),
    "department_head": B("部長", "head of the department"),
    "office": B("CIO室", "CIO office"),
    "cio": B("CIO", "CIO"),
    "committee": B("委員会", "committee"),
    "owner": B("検証責任者", "verification owner"),
    "consulted": B("合議先", "consulted"),
    "appeal": B("再協議の決裁者", "deciders of appeals"),
}
"""The parts that the policy gives to posts."""
QUORUMS: dict[str, B] = {
    "one": B("1名", "one"),
    "majority": B("過半数", "a majority"),
    "all": B("全員", "all"),
}
"""How many of them must agree."""
EFFECTS: dict[str, B] = {
    "forbid": B("禁止", "forbid"),
    "require": B("必須", "require"),
    "redirect": B("誘導", "redirect"),
    "escalate": B("上申", "escalate"),
    "permit": B("許容", "permit"),
    "advise": B("助言", "advise"),
}
"""What a rule does when it fires."""
TRUTHS: dict[str, B] = {
    "yes": B("該当", "yes"),
    "no": B("非該当", "no"),
    "unknown": B("不明", "unknown"),
}
"""What a clause or a rule may come to."""

VERDICTS: dict[str, B] = {
    "forbidden": B("不可", "forbidden"),
    "refused": B("不採用", "refused"),
    "redirected": B("代替案", "redirected"),
    "incomplete": B("記載不足", "incomplete"),
    "eligible": B("例外候補", "eligible"),
}
"""What the engine may say of a request, the hardest first."""

RUNGS = range(10)
RUNG_NAMES: dict[int, B] = {
    0: B("やめる", "stop doing it"),
    1: B("業務を変える", "change the work"),
    2: B("例規・様式を変える", "amend the ordinance, rule or form"),
    3: B("標準オプション・設定", "standard option, parameter, master data"),
    4: B("EUC・共通機能", "end-user query or common function"),
    5: B("RPA・登録済み簡易ツール", "RPA or a registered small tool"),
    6: B("他団体事例・共同調達・SaaS", "reuse another city's solution, joint procurement, SaaS"),
    7: B("疎結合の別システム", "separate, loosely coupled system"),
    8: B("標準への共同要望", "joint request to the vendor's standard or the national specification"),
    9: B("カスタマイズ", "customize: minimal, owned, time-limited"),
}
