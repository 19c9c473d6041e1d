"""The part of the sheet that the request itself fills: figures first, then why, and what else would have done."""

from __future__ import annotations

from collections.abc import Mapping

from nocustom.form.choices import CHOICES, EFFECTS, RUNG_NAMES, VERDICTS
from nocustom.life.again import STANDINGS, changes
from nocustom.life.assessment import Assessment
from nocustom.life.case import Case
from nocustom.life.lead_time import waived
from nocustom.life.override import OVERRIDABLE, in_the_way
from nocustom.life.pen import NONE, ONE_LINE, UNKNOWN, Pen
from nocustom.words import Bilingual, as_name, cut, visible

__all__ = ["figures", "judged", "touches", "wanted", "why"]


def judged(pen: Pen, case: Case, assessment: Assessment, titles: Mapping[str, Bilingual]) -> list[str]:
    """The verdict, the rules behind it, and what an approval would have to override."""
    met = sum(1 for rule in assessment.rules if _met(rule))
    lines = [
        pen.line("判定", "Verdict", VERDICTS.get(case.revision.verdict, UNKNOWN).get(pen.lang)
                 + pen.word(f"（満たされている必須の規則 {met}件）", f" (requirements that are met: {met})")),
        *_rules(pen, assessment, titles),
    ]  # fmt: skip
    if late := waived(assessment):
        lines.append(pen.line("準備期間が不足する規則", "Short of lead time", _listed(pen, late)))
        lines.append(pen.word(
            "承認は、急施によるもの（これらを免除し、後閲を要する。）に限る。",
            "It can only be approved urgently, which waives these and is to be confirmed."))  # fmt: skip
    if assessment.verdict not in OVERRIDABLE:
        return lines + _again(pen, case)
    way = in_the_way(case.number, assessment)
    lines.append(pen.line("承認を妨げる規則", "Rules in its way", _listed(pen, way.rules)))
    if way.closed is None:
        lines.append(pen.word("承認には、これらの全てを特例とする必要がある。",
                              "An approval would have to override all of them."))  # fmt: skip
    else:
        why = _NO_OVERRIDE.get(way.closed.code, UNKNOWN).get(pen.lang)
        lines.append(pen.line("特例は不可", "No override", " ".join([why, *map(visible, way.blocking)])))
    return lines + _again(pen, case)


def _again(pen: Pen, case: Case) -> list[str]:
    """That it was judged again, by whom recorded, and what the judgement before said otherwise."""
    lines: list[str] = []
    judgements = [assessment for _, _, assessment in case.revision.judgements()]
    for ended, before, after in zip(case.revision.replaced, judgements, judgements[1:], strict=False):
        was = (VERDICTS.get(before.verdict, UNKNOWN) if before is not None else UNKNOWN).get(pen.lang)
        head = f"{ended.day}  {pen.person(ended.by)}  "
        lines.append(pen.line("再判定", "Judged again", head + pen.word(f"前の判定 {was}", f"before: {was}")))
        if before is not None and after is not None:
            for rule, then, now in changes(before, after).rules:
                words = (STANDINGS.get(each, UNKNOWN).get(pen.lang) for each in (then, now))
                lines.append(f"  {visible(rule)}  " + " -> ".join(words))
    return lines


_NO_OVERRIDE = {
    "hard-rule": Bilingual("何人も覆せない規則", "nobody can override"),
    "rule-unknown": Bilingual("該当するか不明の規則", "not known yet:"),
    "rule-unmet": Bilingual("満たされていない規則", "not met yet:"),
    "odd-record": Bilingual("判定記録が不明確", "the record does not say plainly"),
}
"""Why an override is not open, by the code of the reason."""


def _rules(pen: Pen, assessment: Assessment, titles: Mapping[str, Bilingual]) -> list[str]:
    """Each rule that is yes, but for the requires that are met."""
    lines: list[str] = []
    for rule in assessment.rules:
        name, effect = str(rule.get("id")), str(rule.get("effect"))
        if rule.get("fired") != "yes" or _met(rule):
            continue
        marks = [EFFECTS[effect].get(pen.lang) if effect in EFFECTS else effect]
        if effect == "require":
            marks.append(pen.word("未充足", "not met"))
        if rule.get("lifted"):
            marks.append(pen.word("上申により解除", "lifted"))
        title = titles[name].get(pen.lang) if name in titles else ""
        lines.append(cut(f"  {visible(name)} [{visible(', '.join(marks))}] {visible(title)}", ONE_LINE))
    return lines


def _met(rule: Mapping[str, object]) -> bool:
    return rule.get("effect") == "require" and rule.get("fired") == "yes" and rule.get("met") is True


def figures(pen: Pen, assessment: Assessment) -> list[str]:
    """Price, quote and hours."""
    cost = {name: assessment.field("cost", name) for name in (
        "initial_yen", "annual_yen", "per_release_yen", "quote_on", "vendor_answer")}  # fmt: skip
    years = pen.number(assessment.number("life.years"))
    releases = pen.number(assessment.number("system.releases_per_year"))
    return [
        pen.line("期間中の総費用", "Cost over its life", pen.yen(assessment.number("cost.lifetime_yen")) + pen.word(
            f"（利用年数 {years}、版数更新 年{releases}回）", f" (years: {years}, releases per year: {releases})")),
        "  " + pen.join(
            pen.word("初期", "initial ") + pen.yen(cost["initial_yen"]),
            pen.word("年間", "per year ") + pen.yen(cost["annual_yen"]),
            pen.word("版数更新ごと", "per release ") + pen.yen(cost["per_release_yen"]),
        ),
        pen.line("見積日", "Quote of", pen.join(
            _text(cost["quote_on"]) or UNKNOWN.get(pen.lang),
            pen.word("事業者の回答 ", "vendor's answer ") + _choice(pen, "cost.vendor_answer", cost["vendor_answer"]),
        )),
        pen.line("年間の時間", "Hours per year", pen.join(
            pen.word("削減 ", "saved ") + pen.number(assessment.field("reason", "hours_per_year"), "時間"),
            pen.word("検証 ", "verification ")
            + pen.number(assessment.number("cost.verification_hours_per_year"), "時間"),
            pen.word("費用を差し引いた効果 ", "net of cost ")
            + pen.number(assessment.number("cost.net_hours_per_year"), "時間"),
        )),
    ]  # fmt: skip


def touches(pen: Pen, assessment: Assessment) -> list[str]:
    """When the system is renewed, and how it touches the package and people's data."""
    impact = {name: assessment.field("impact", name) for name in (
        "core_modified", "coupling", "direct_db_write", "personal_data", "my_number")}  # fmt: skip
    return [
        pen.line("システム更新", "Renewal of the system", pen.day(assessment.renewal_on)),
        pen.line("影響", "Impact", pen.join(
            pen.word("本体の改変 ", "core modified ") + pen.yes(impact["core_modified"]),
            pen.word("業務DBの直接更新 ", "direct database writes ") + pen.yes(impact["direct_db_write"]),
        )),
        "  " + pen.join(
            pen.word("結合度 ", "coupling ") + _choice(pen, "impact.coupling", impact["coupling"]),
            pen.word("個人情報 ", "personal data ") + pen.yes(impact["personal_data"]),
            pen.word("個人番号 ", "My Number ") + pen.yes(impact["my_number"]),
        ),
    ]  # fmt: skip


def why(pen: Pen, assessment: Assessment) -> list[str]:
    """The claim: category, effect, legal basis, what happens without it, and who else has the same need."""
    reason = {name: assessment.field("reason", name) for name in ("category", "cases_per_year", "citizens_affected")}
    found = assessment.field("precedent", "found")
    searched = assessment.field("precedent", "searched")
    return [
        pen.line("理由", "Reason", pen.join(
            _choice(pen, "reason.category", reason["category"]),
            pen.word("年間 ", "cases per year ") + pen.number(reason["cases_per_year"], "件"),
            pen.word("市民 ", "citizens ") + pen.number(reason["citizens_affected"], "人"),
        )),
        *pen.quote("根拠条項", "Legal basis", assessment.word("reason", "legal_basis")),
        *pen.quote("不採用時の支障", "If refused", assessment.word("reason", "if_refused")),
        pen.line("先例の調査", "Precedent searched", pen.join(
            pen.yes(searched),
            pen.word(f"同じ要望の団体 {len(set(assessment.words('precedent', 'same_need')))}",
                     f"bodies with the same need {len(set(assessment.words('precedent', 'same_need')))}"),
            pen.word("見つかった先例 ", "precedents found ") + str(len(found) if isinstance(found, list) else 0),
        )),
    ]  # fmt: skip


def wanted(pen: Pen, assessment: Assessment) -> list[str]:
    """What there is, what is wanted, and the answer on each rung below, cut to one line."""
    return [
        *pen.quote("現状", "Today", assessment.word("gap", "current")),
        *pen.quote("要望", "Wanted", assessment.word("gap", "wanted")),
        *_rungs(pen, assessment),
    ]


def _rungs(pen: Pen, assessment: Assessment) -> list[str]:
    rung, request = assessment.field("gap", "rung"), assessment.document.get("request")
    asked = pen.number(rung)
    if isinstance(rung, int) and rung in RUNG_NAMES:
        asked += f" {RUNG_NAMES[rung].get(pen.lang)}"
    rows = request.get("alternative") if isinstance(request, dict) else None
    answers = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    if not answers:
        none = pen.word("（その下の段の検討なし）", " (none below answered)")
        return [pen.line("求める段", "Rung asked for", asked + none)]
    below = pen.word("、その下の段の検討（冒頭の引用）：", "; below it (quoted):")
    lines = [pen.line("求める段", "Rung asked for", asked + below)]
    for row in answers:
        result = _choice(pen, "alternative.result", row.get("result"))
        lines.append(pen.clipped(f"({row.get('rung')}) [{result}] {_text(row.get('why'))}"))
    return lines


def _listed(pen: Pen, names: tuple[str, ...]) -> str:
    return ", ".join(map(visible, names)) or NONE.get(pen.lang)


def _text(value: object) -> str:
    return as_name(value) if isinstance(value, str) and len(value) <= 10 else value if isinstance(value, str) else ""


def _choice(pen: Pen, field: str, value: object) -> str:
    names = CHOICES[field]
    return names[value].get(pen.lang) if isinstance(value, str) and value in names else UNKNOWN.get(pen.lang)
