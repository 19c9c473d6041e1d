"""What a decision table says in every format: how a verdict is reached, what its sections are, and a rule's cells."""

from __future__ import annotations

from collections.abc import Iterator

from nocustom.acts.policy_table import Sheet
from nocustom.form.choices import QUORUMS, ROLES
from nocustom.judge.policy import Grants, Layer, Rule
from nocustom.judge.verdict import VERDICTS
from nocustom.locale import speak
from nocustom.policy.table import Number, Row, Sort
from nocustom.show.clause import named_value, sentence, value_words
from nocustom.show.explain_text import effect_words
from nocustom.show.layout import in_brackets, listed
from nocustom.words import Bilingual, say, visible

__all__ = [
    "COLUMNS", "SECTIONS", "UNKNOWN", "authority_words", "cells_of", "consequence", "days_words",
    "layer_words", "number_words", "steps",
]  # fmt: skip


COLUMNS: dict[str, Bilingual] = {
    "section": Bilingual("区分", "Section"),
    "id": Bilingual("規則番号", "Rule"),
    "title": Bilingual("題名", "Title"),
    "when": Bilingual("該当する場合", "Applies when"),
    "unless": Bilingual("除く場合", "Unless"),
    "must": Bilingual("満たすべきこと", "What must be there"),
    "then": Bilingual("結果", "What then"),
    "next": Bilingual("次の一手", "Next step"),
    "source": Bilingual("根拠", "Rests on"),
    "layer": Bilingual("層", "Layer"),
    "days": Bilingual("適用期間", "In effect"),
}
"""The columns in their order; `days` is filled for rules that have days of their own."""

SECTIONS: dict[Sort, Bilingual] = {
    Sort.hard: Bilingual("認められないもの", "Ruled out"),
    Sort.forbid: Bilingual("採用しないもの", "Not adopted"),
    Sort.redirect: Bilingual("先に取るべき方法があるもの", "Another way comes first"),
    Sort.permit: Bilingual("例外を検討できる事由", "Grounds for an exception"),
    Sort.escalate: Bilingual("人の判断に委ねるもの", "For a person to judge"),
    Sort.require: Bilingual("記載が必要なこと", "What must be stated"),
    Sort.advise: Bilingual("留意すること", "Worth knowing"),
}
"""What the rules of a section are about."""

_STEPS: tuple[tuple[str, Bilingual], ...] = (
    ("forbidden", Bilingual(
        "「認められないもの」のいずれかに該当する。誰も承認できません",
        "a rule of 'Ruled out' applies; nobody can approve it")),
    ("refused", Bilingual(
        "「採用しないもの」のいずれかに該当し、「人の判断に委ねるもの」に該当する見込みがない",
        "a rule of 'Not adopted' applies, and none of 'For a person to judge' can lift it")),
    ("redirected", Bilingual(
        "「先に取るべき方法があるもの」のいずれかに該当し、「人の判断に委ねるもの」に該当する見込みがない",
        "a rule of 'Another way comes first' applies, and none of 'For a person to judge' can lift it")),
    ("refused", Bilingual(
        "「例外を検討できる事由」にも「人の判断に委ねるもの」にも該当しない。標準どおりとします",
        "none of 'Grounds for an exception' or 'For a person to judge' applies: the standard stands")),
    ("incomplete", Bilingual(
        "「記載が必要なこと」に不足がある。又は、結果を左右する事項がまだ分からない",
        "something of 'What must be stated' is missing, or something not known yet could change the result")),
    ("eligible", Bilingual(
        "以上のいずれでもない。検証責任者が引き受けた後に、人が決めます",
        "none of these; once a named owner has accepted the verification, a person decides")),
)  # fmt: skip

UNKNOWN = Bilingual(
    "上から順に見て、最初に当てはまった行で判定が決まります。記載のない事項は「不明」とし、「はい」とはみなしません。"
    "「留意すること」は判定に影響しません。",
    "The lines are asked from the top, and the first that holds decides. What is not stated is unknown, and unknown is "
    "never taken for a yes. 'Worth knowing' never changes a verdict.",
)


def steps(lang: str) -> Iterator[tuple[str, str]]:
    """The six lines by which a verdict is reached: its name, and when."""
    for verdict, when in _STEPS:
        yield VERDICTS[verdict].get(lang), when.get(lang)


def cells_of(row: Row, sheet: Sheet, lang: str) -> dict[str, str]:
    """A rule's cells by column; empty where it has nothing to say."""
    rule = row.rule
    when = rule.when and sentence(rule.when, sheet.judge, lang)
    return {
        "id": visible(rule.id),
        "title": visible(rule.title.get(lang)),
        "when": when or speak(say("always"), lang),
        "unless": sentence(rule.unless, sheet.judge, lang) if rule.unless else "",
        "must": sentence(rule.must, sheet.judge, lang) if rule.must else "",
        "then": consequence(row, sheet, lang),
        "next": visible(rule.remedy.get(lang)),
        "source": visible(rule.source),
        "layer": visible(rule.layer),
        "days": days_words(row.rule, lang),
    }


def consequence(row: Row, sheet: Sheet, lang: str) -> str:
    """What follows when a rule applies: its effect, what can lift it or what it lifts, and what it grants at most."""
    rule = row.rule
    parts = [effect_words(rule).get(lang)]
    if row.lifted_by:
        parts.append(speak(say("lifted where one of these applies: {rules}", rules=[*row.lifted_by]), lang))
    if row.lifts:
        parts.append(speak(say("lifts {rules}", rules=[*row.lifts]), lang))
    if rule.grants:
        parts += _grants(rule.grants, sheet, lang)
    if row.rests:
        parts.append(speak(say("not in effect on this day"), lang))
    return ("。" if lang == "ja" else "; ").join(parts)


def _grants(grants: Grants, sheet: Sheet, lang: str) -> Iterator[str]:
    if grants.max_months is not None:
        months = sheet.judge.number(grants.max_months)
        yield speak(say("for at most {months} months", months=months), lang) + _by(grants.max_months, sheet, lang)
    if grants.quorum is not None:
        yield speak(say("votes needed: {quorum}", quorum=QUORUMS[grants.quorum]), lang)
    if grants.owner_posts is not None:
        names = [str(sheet.people.posts.get(post, {}).get("name", post)) for post in grants.owner_posts]
        yield speak(say("owner: {posts}", posts=names), lang)


def _by(number: int | str, sheet: Sheet, lang: str) -> str:
    """The named value that a number comes from, in brackets; the table tells all of them with their names."""
    if isinstance(number, int):
        return ""
    return in_brackets(visible(sheet.judge.policy.title_of(number[1:]).get(lang) or number[1:]), lang)


def days_words(dated: Rule | Layer, lang: str) -> str:
    """The days of a rule or layer; empty where it has none of its own."""
    first, last = dated.days.get("from"), dated.days.get("until")
    if first and last:
        return speak(say("{first} to {last}", first=first.isoformat(), last=last.isoformat()), lang)
    if first:
        return speak(say("from {first}", first=first.isoformat()), lang)
    return speak(say("until {last}", last=last.isoformat()), lang) if last else ""


def layer_words(layer: Layer, lang: str) -> str:
    """A layer: what it is called, when it takes part, and what it does where it finds no ground."""
    default = say("refuses where it finds no ground") if layer.refuses else say("restricts only")
    parts = [f"{visible(layer.id)} {visible(layer.version)}", days_words(layer, lang), speak(default, lang)]
    return listed((part for part in parts if part), lang)


_MAY = {
    "raise": say("layers below may raise it"),
    "lower": say("layers below may lower it"),
    None: say("layers below may not change it"),
}


def number_words(number: Number, sheet: Sheet, lang: str) -> str:
    """A named value: what it is, who owns and who moved it, and which rules rest on it."""
    parts = [
        f"{named_value(number.name, sheet.judge.policy, lang)} = {value_words(number.name, number.value, lang)}",
        f"{visible(number.owner)}: {speak(_MAY[number.may], lang)}",
    ]
    if number.moved_by:
        parts.append(speak(say("made stricter by {layers}", layers=[*number.moved_by]), lang))
    if number.rules:
        parts.append(", ".join(map(visible, number.rules)))
    return ("。" if lang == "ja" else "; ").join(parts)


def authority_words(sheet: Sheet, lang: str) -> Iterator[str]:
    """From which cost on who decides."""
    for row in sheet.table.authority:
        amount = sheet.judge.number(row.from_yen)
        named = _by(row.from_yen, sheet, lang)
        paper = [speak(say("also on paper"), lang)] if row.paper else []
        words = speak(
            say("lifetime cost from {amount}{named}: {role}, {quorum}", amount=value_words("_yen", amount, lang),
                named=named, role=ROLES[row.role], quorum=QUORUMS[row.quorum]), lang)  # fmt: skip
        yield listed([words, *paper], lang)
