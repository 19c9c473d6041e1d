"""The one-page sheet that a decider reads, and whose code is typed to decide.

Everything the decision rests on stands on it, with full digests; the nonce makes every sheet fresh, so a code typed
once serves one decision. User prose is quoted and can't pass for a line of the sheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import sha256
from typing import NamedTuple

from nocustom.form.choices import EFFECTS, ROLES, VERDICTS
from nocustom.life.again import STANDINGS, changes
from nocustom.life.assessment import Assessment
from nocustom.life.case import Case, Revision, Terms, World
from nocustom.life.gate import code_of
from nocustom.life.living import lapsed
from nocustom.life.override import OVERRIDABLE, in_the_way
from nocustom.life.prose import day_in, number_in, quoted
from nocustom.life.tally import tally
from nocustom.words import Bilingual, as_name, cut, visible

__all__ = ["SHEET_V", "STANCES", "Sheet", "is_sheet", "names", "sheet"]

SHEET_V = 1
ONE_LINE = 78
"""Cells of a line that must not end on the next, where its end could pass for a line of the sheet."""
_NONE = Bilingual("なし", "none")
_UNKNOWN = Bilingual("不明", "unknown")


class Sheet(NamedTuple):
    """The text, the SHA-256 of its UTF-8 bytes, and the code: 12 lower-case base32 characters of that digest."""

    text: str
    sha256: str
    code: str
    number: str
    made_on: date
    nonce: str
    lang: str


def sheet(
    world: World,
    case: Case,
    as_of: date,
    nonce: str,
    lang: str,
    titles: Mapping[str, Bilingual] | None = None,
    terms: Terms = Terms(),  # noqa: B008 a tuple never changes
) -> Sheet:
    """The sheet of the latest revision on a day; `titles` are the rules' titles by id, `nonce` 32 hex characters.

    `terms` are those under which it is to be approved.
    """
    text = "\n".join(_lines(world, case, as_of, nonce, lang, titles or {}, terms)) + "\n"
    digest = sha256(text.encode("utf-8")).hexdigest()
    return Sheet(text, digest, code_of(digest), case.number, as_of, nonce, lang)


_FIRST = re.compile(r"(?:審査票（第\d+版）|Review sheet \(version \d+\))\n")


def is_sheet(text: str) -> bool:
    """Whether a text begins as a sheet of any version does."""
    return _FIRST.match(text) is not None


def names(text: str, digests: Iterable[str]) -> bool:
    """Whether each of the digests ends a line of the sheet that is not quoted."""
    own = [line for line in text.split("\n") if not line.startswith(">")]
    return all(any(line.endswith(digest) for line in own) for digest in digests)


def _lines(
    world: World, case: Case, as_of: date, nonce: str, lang: str, titles: Mapping[str, Bilingual], terms: Terms
) -> list[str]:
    def word(ja: str, en: str) -> str:
        return ja if lang == "ja" else en

    def line(ja: str, en: str, value: str) -> str:
        return word(ja + "：", en + ": ") + value

    revision = case.revision
    assessment = revision.assessment or Assessment({})
    lines = [
        word(f"審査票（第{SHEET_V}版）", f"Review sheet (version {SHEET_V})"),
        line("台帳", "Ledger", visible(world.origin or "")),
        line("作成日", "Made on", day_in(as_of, lang)),
        line(
            "要望番号",
            "Request",
            f"{case.number}" + word(f"　改訂{revision.rev}", f", revision {revision.rev}"),
        ),
        line("提出", "Filed", f"{revision.filed_on}{_recorded(revision, lang)}  " + _person(world, revision.by)),
        line("所管課", "Department", _department(world, assessment.department)),
        line("対象システム", "System", as_name(assessment.word("system", "id"))),
        line("件名（引用）", "Title (quoted)", ""),
        *quoted(assessment.title),
        line("現状（引用）", "Today (quoted)", ""),
        *quoted(assessment.word("gap", "current")),
        line("要望（引用）", "Wanted (quoted)", ""),
        *quoted(assessment.word("gap", "wanted")),
        "",
        line("判定", "Verdict", VERDICTS.get(revision.verdict, _UNKNOWN).get(lang)),
        *_rules(assessment, lang, titles),
        *_in_the_way(case.number, assessment, lang),
        *_again(world, case, lang),
        line("求める段", "Rung asked for", _number(assessment.field("gap", "rung"), "", "", lang)),
        "",
        line(
            "期間中の総費用",
            "Cost over its life",
            _number(assessment.number("cost.lifetime_yen"), "円", " yen", lang),
        ),
        line(
            "年間の検証時間",
            "Hours of verification per year",
            _number(assessment.number("cost.verification_hours_per_year"), "時間", "", lang),
        ),
        line(
            "年間の純効果",
            "Net hours saved per year",
            _number(assessment.number("cost.net_hours_per_year"), "時間", "", lang),
        ),
        line("始期", "From", _day(assessment.wanted_from, lang)),
        line("終期", "Until", _until(assessment.ends_on, terms.ends_on, lang)),
        line("システム更新", "Renewal of the system", _day(assessment.renewal_on, lang)),
        line("置き換える例外", "Exception it replaces", _NONE.get(lang)),
        *_conditions(assessment, terms, lang),
        "",
        *_owner(world, case, as_of, lang),
        line(
            "課長確認",
            "Endorsed",
            _NONE.get(lang)
            if case.endorsement is None
            else f"{case.endorsement.day}  {_person(world, case.endorsement.by)}",
        ),
        *_appeal(world, case, lang),
        *_authority(world, case, as_of, lang),
        line("合議の意見", "Opinions", ""),
        *_opinions(world, case, lang),
        line("照会及び回答（署名なし）", "Questions and answers (unsigned)", ""),
        *_questions(world, case, lang),
        line("これまでの決裁・辞退", "Earlier decisions and declines", ""),
        *_earlier(world, case, lang),
        "",
        line("要望書の照合値", "Digest of the file", revision.file_sha256),
        line("実質項目の照合値", "Digest of the material fields", revision.material_sha256),
        line("判定記録の照合値", "Digest of the assessment", revision.assessment_sha256),
        line("方針の照合値", "Digest of the policy", revision.policy_sha256),
        line(
            "責任引受の記録",
            "Acceptance",
            _NONE.get(lang) if case.acceptance is None else case.acceptance.leaf,
        ),
        line("一回限りの符号", "Nonce", nonce),
    ]
    if world.single_root:
        lines.insert(
            1,
            word(
                "根の鍵が一つのため、承認は仮承認となる。",
                "A single root key: an approval will be provisional.",
            ),
        )
    return [text.rstrip() for text in lines]


def _recorded(revision: Revision, lang: str) -> str:
    """The day on which the ledger got a filing, where it is another than the one it claims."""
    if revision.day == revision.filed_on:
        return ""
    return f"（台帳への記録 {revision.day}）" if lang == "ja" else f" (recorded on {revision.day})"


def _rules(assessment: Assessment, lang: str, titles: Mapping[str, Bilingual]) -> list[str]:
    lines: list[str] = []
    for rule in assessment.rules:
        if rule.get("fired") != "yes":
            continue
        name = str(rule.get("id"))
        effect = str(rule.get("effect"))
        marks = [EFFECTS[effect].get(lang) if effect in EFFECTS else effect]
        if rule.get("lifted"):
            marks.append("上申により解除" if lang == "ja" else "lifted")
        title = titles[name].get(lang) if name in titles else ""
        lines.append(cut(f"  {visible(name)} [{visible(', '.join(marks))}] {visible(title)}", ONE_LINE))
    return lines


def _again(world: World, case: Case, lang: str) -> list[str]:
    """That it was judged again, by whom recorded, and what the judgement before said otherwise."""
    lines: list[str] = []
    judged = [assessment for _, _, assessment in case.revision.judgements()]
    for ended, before, after in zip(case.revision.replaced, judged, judged[1:], strict=False):
        was = VERDICTS.get(before.verdict, _UNKNOWN) if before is not None else _UNKNOWN
        head = f"{ended.day}  {_person(world, ended.by)}  "
        lines.append(
            f"再判定：{head}前の判定 {was.ja}" if lang == "ja" else f"Judged again: {head}before: {was.en}"
        )
        if before is not None and after is not None:
            for rule, then, now in changes(before, after).rules:
                words = (STANDINGS.get(each, _UNKNOWN).get(lang) for each in (then, now))
                lines.append(f"  {visible(rule)}  " + " -> ".join(words))
    return lines


def _until(accepted: date | None, earlier: date | None, lang: str) -> str:
    if earlier is None or earlier == accepted:
        return _day(accepted, lang)
    was = _day(accepted, lang)
    return day_in(earlier, lang) + (f"　引受は{was}まで" if lang == "ja" else f"; accepted until {was}")


def _conditions(assessment: Assessment, terms: Terms, lang: str) -> list[str]:
    """Each condition quoted under its day, and what it takes where the terms are not the accepted ones."""
    ja = lang == "ja"
    lines = [("条件（引用）：" if ja else "Conditions (quoted): ")] if terms.conditions else [
        ("条件：" if ja else "Conditions: ") + _NONE.get(lang)]  # fmt: skip
    for place, each in enumerate(terms.conditions, start=1):
        if each.due is None:
            due = "効力の発生前に履行" if ja else "to be met before it is in force"
        else:
            due = f"期限 {day_in(each.due, lang)}" if ja else f"due {day_in(each.due, lang)}"
        lines += [f"  {place}. {due}", *quoted(each.text)]
    if terms.conditions or terms.ends_on not in (None, assessment.ends_on):
        lines.append(
            "承認は、検証責任者がこれに署名したときに効力を生じる。"
            if ja
            else "An approval takes effect when the verification owner has signed these terms."
        )
    return lines


def _in_the_way(number: str, assessment: Assessment, lang: str) -> list[str]:
    """After a no: which rules an approval would have to override, or why none could."""
    if assessment.verdict not in OVERRIDABLE:
        return []
    ja, way = lang == "ja", in_the_way(number, assessment)
    rules = ", ".join(map(visible, way.rules)) or _NONE.get(lang)
    lines = [("承認を妨げる規則：" if ja else "Rules in its way: ") + rules]
    if way.closed is None:
        lines.append(
            "承認には、これらの全てを特例とする必要がある。"
            if ja
            else "An approval would have to override all of them."
        )
    else:
        why = _NO_OVERRIDE.get(way.closed.code, _UNKNOWN).get(lang)
        lines.append(
            ("特例は不可：" if ja else "No override: ") + " ".join([why, *map(visible, way.blocking)])
        )
    return lines


_NO_OVERRIDE = {
    "hard-rule": Bilingual("何人も覆せない規則", "nobody can override"),
    "rule-unknown": Bilingual("該当するか不明の規則", "not known yet:"),
    "rule-unmet": Bilingual("満たされていない規則", "not met yet:"),
    "odd-record": Bilingual("判定記録が不明確", "the record does not say plainly"),
}
"""Why an override is not open, by the code of the reason."""


def _owner(world: World, case: Case, as_of: date, lang: str) -> list[str]:
    ja, owner = lang == "ja", case.revision.owner
    lines = [
        ("検証責任者：" if ja else "Verification owner: ")
        + (_person(world, owner) if owner else _NONE.get(lang))
    ]
    if case.acceptance is None:
        lines.append(("責任引受：" if ja else "Accepted: ") + _NONE.get(lang))
        return lines
    lines.append(("責任引受：" if ja else "Accepted: ") + case.acceptance.day)
    if (why := lapsed(world, case, as_of)) is not None:
        lines.append(("引受は現在有効ではない：" if ja else "The acceptance does not live: ") + why.code)
    held = [
        other.number
        for other in world.cases.values()
        if other is not case and other.approval is not None and other.revision.owner == owner
    ]
    lines.append(
        ("同じ責任者の承認済み例外：" if ja else "Other approved exceptions of this owner: ")
        + (", ".join(held) or _NONE.get(lang))
    )
    return lines


def _authority(world: World, case: Case, as_of: date, lang: str) -> list[str]:
    ja = lang == "ja"
    quorums = {
        "one": Bilingual("いずれか1名", "one"),
        "majority": Bilingual("過半数", "majority"),
        "all": Bilingual("全員", "all"),
    }
    return [
        (
            f"決裁権限：{_role(row.authority.role, lang)}（{quorums[row.authority.quorum].ja}、"
            f"必要{row.need}名、承認済み{len(row.approve)}名）"
        )
        if ja
        else (
            f"Authority: {_role(row.authority.role, lang)} ({quorums[row.authority.quorum].en}: "
            f"{row.need} needed, {len(row.approve)} approve)"
        )
        for row in tally(world, case, case.ballots, as_of).rows
    ]


def _appeal(world: World, case: Case, lang: str) -> list[str]:
    """That the section insists, and that the department appeals, with its new fact."""
    ja, lines = lang == "ja", list[str]()
    if case.insisted:
        lines.append("所管課による主張：あり" if ja else "The section insists: yes")
    if case.appeal is not None:
        lines.append(
            ("再協議の申出（引用）：" if ja else "Appeal (quoted): ")
            + f"{case.appeal.day}  {_person(world, case.appeal.by)}"
        )
        lines += quoted(case.appeal.reason)
    return lines


STANCES = {
    "agree": Bilingual("異存なし", "agrees"),
    "object": Bilingual("異議あり", "objects"),
    "note": Bilingual("意見", "remarks"),
}
"""What an opinion comes to."""


def _opinions(world: World, case: Case, lang: str) -> list[str]:
    lines: list[str] = []
    for each in case.opinions:
        rev = f"改訂{each.rev}" if lang == "ja" else f"revision {each.rev}"
        if case.revision.replaced and each.rev == case.revision.rev and each.seq < case.revision.replaced[-1].seq:
            rev += "　再判定前" if lang == "ja" else ", before it was judged again"
        lines.append(f"  {each.day}  {_person(world, each.by)}  {STANCES[each.stance].get(lang)}  {rev}")
        lines += quoted(each.message) if each.message.strip() else []
    return lines or ["  " + _NONE.get(lang)]


def _questions(world: World, case: Case, lang: str) -> list[str]:
    lines: list[str] = []
    for question in case.questions:
        lines += [f"  {question.day}  {_person(world, question.by)}", *quoted(question.message)]
        for _, day, by, message in question.answers:
            lines += [f"    {day}  {_person(world, by)}", *quoted(message)]
    return lines or ["  " + _NONE.get(lang)]


def _role(role: str, lang: str) -> str:
    return ROLES[role].get(lang) if role in ROLES else visible(role)


def _earlier(world: World, case: Case, lang: str) -> list[str]:
    outcomes = {
        "approve": Bilingual("承認", "approved"),
        "refuse": Bilingual("不採用", "refused"),
        "return": Bilingual("差戻し", "returned"),
    }
    declined, silent = Bilingual("引受辞退", "declined"), Bilingual("無回答による引受辞退", "declined by silence")
    here = case.revision.assessment
    lines: list[str] = []
    for other in world.cases.values():
        there = other.revision.assessment
        if other is not case and (
            here is None
            or there is None
            or there.word("system", "id") != here.word("system", "id")
            or there.word("system", "function") != here.word("system", "function")
        ):
            continue
        lines += [
            f"  {day}  {other.number}  {outcomes[outcome].get(lang)}" for _, outcome, day in other.decisions
        ]
        lines += [f"  {no.day}  {other.number}  {(silent if no.silent else declined).get(lang)}"
                  for no in other.declines]  # fmt: skip
    return sorted(lines) or ["  " + _NONE.get(lang)]


def _person(world: World, person: str) -> str:
    name = person if world.people is None else world.people.name(person)
    return _named(name, person)


def _department(world: World, department: str) -> str:
    name = department if world.people is None else world.people.department_name(department)
    return _named(name, department)


def _named(name: str, id_: str) -> str:
    return as_name(id_) if name == id_ else f"{as_name(name)} ({as_name(id_)})"


def _number(value: object, ja: str, en: str, lang: str) -> str:
    if not isinstance(value, int) or isinstance(value, bool):
        return _UNKNOWN.get(lang)
    return number_in(value) + (ja if lang == "ja" else en)


def _day(day: date | None, lang: str) -> str:
    return _UNKNOWN.get(lang) if day is None else day_in(day, lang)
