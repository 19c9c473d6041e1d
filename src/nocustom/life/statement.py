"""The statement of the owner: the whole text that is read, and signed, before anybody may decide.

Clauses are the organisation's own words with this request's figures. What the department wrote stands only in the
annex, quoted. The text is a function of the recorded assessment alone, so the gate renders it again and compares.
A change of one character is a new `statement_v`; texts of older versions stay in this file for ever.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, partial
from typing import NamedTuple

from nocustom.life.assessment import Assessment
from nocustom.life.prose import day_in, number_in, quoted, quoted_items

__all__ = ["STATEMENT_V", "VERSIONS", "Statement", "again", "statement"]

_LONGEST_WORD = 64
_WORD = re.compile(r"[A-Za-z0-9._:-]{1,64}")

STATEMENT_V = 2
"""The version that is signed today."""


class Statement(NamedTuple):
    """What the owner reads: `clauses` are answered one by one, `text` is what is signed."""

    title: str
    clauses: tuple[str, ...]
    text: str


class _Figures(NamedTuple):
    system: str
    items: tuple[str, ...]
    evidence: str
    hours: str
    releases: str
    hours_per_year: str
    ends_on: str | None


@lru_cache(maxsize=1024)
def statement(
    assessment: Assessment, number: str, rev: int, person: str, lang: str, version: int = STATEMENT_V
) -> Statement:
    """The statement for one revision and one person, in `ja` or `en`; KeyError for another version or language.

    Kept for the next time: it is rendered to be signed, to be judged and by the gate.
    """
    return VERSIONS[version, lang](assessment, number, rev, person)


def again(
    now: Assessment, then: Assessment, number: str, rev: int, person: str, lang: str, version: int
) -> str:
    """The text of the statement by a later judgement, as if it were of the day and by the policy of an earlier one."""
    head = {name: then.document.get(name) for name in ("judged_on", "policy", "policy_sha256")}
    return VERSIONS[version, lang](Assessment({**now.document, **head}), number, rev, person).text


def _ja(assessment: Assessment, number: str, rev: int, person: str, *, named: bool) -> Statement:
    figures = _figures(assessment, "ja", "要望に記載なし")
    title = "検証責任引受書"
    head = (
        f"要望番号　　　{_word(number)}　改訂{rev}",
        f"検証責任者　　{_word(person)}",
        *(_names(assessment, f"対象システム　{figures.system}") if named else ()),
        f"要望書照合値　{_short(assessment.file_sha256)}（実質項目 {_short(assessment.material_sha256)}）",
        f"判定日　　　　{_word(assessment.judged_on)}",
        f"適用方針　　　{_layers(assessment)}（照合値 {_short(assessment.policy_sha256)}）",
        "件名（要望者の記載の引用）",
        *quoted(assessment.title),
    )
    what = (
        f"別紙に引用する検証項目{len(figures.items)}件の全て"
        if figures.items
        else "本件により設け、又は変更するものが業務に必要な結果を正しく返すこと（要望に検証項目の記載なし）"
    )
    shown = (
        "別紙に引用する方法により、その結果を証跡として示します"
        if figures.evidence
        else "その結果を後から第三者が確かめられる証跡として示します（要望に証跡の方法の記載なし）"
    )
    ends = (
        f"この責任は、{figures.ends_on}をもって終わります。期限は自動的に延長されません。"
        "継続を求めるときは、改めて要望及び責任引受を要します。"
        if figures.ends_on
        else "要望に終期の記載がありません。終期が定まるまで、本件は承認されません。"
    )
    clauses = (
        f"検証する事項　私は、対象システム「{figures.system}」の版数更新の都度、{what}を検証し、{shown}。",
        f"検証に要する時間　版数更新1回当たりの検証時間は{figures.hours}、版数更新の回数は{figures.releases}、"
        f"年間の検証時間は{figures.hours_per_year}です。私は、これを所属の職務として行います。",
        "期限までに検証しない場合　定められた期限までに版数更新の検証を終えないときは、"
        "検証を終えるまでの間、この例外の効力が停止することを了承します。",
        "異動及び引継ぎ　私が職を離れるときは、検証の状況を書面により後任者に引き継ぎます。引継ぎは、後任者が責任を"
        "引き受けることによって成立します。後任者が引き受けるまでの間は所管課長がこれを管理し、30日を経過しても"
        "引き受ける者がないときは、この例外が効力を失うことを了承します。",
        f"終期　{ends}",
        "責任の性質　この責任は職に伴う職務上の義務であり、"
        "この引受により個人として損害賠償の責任を負うものではありません。",
        "対象及び優先関係　この引受は、上記の要望番号、改訂及び照合値のものに限り有効であり、要望の実質項目が変更された"
        "ときは効力を失います。件名及び別紙は要望者の記載の引用であり、各項と異なるときは、各項が優先します。",
    )
    opening = (
        "私は、上記の要望（以下「本件」という。）が例外として承認されたときは、"
        "検証責任者として次の責任を引き受けます。"
    )
    closing = "私は、以上の各項を全て読み、理解した上で、これを引き受けます。"
    annex = ("別紙（要望者の記載の引用。この書面の条項ではない。）", "検証項目", "証跡の方法")
    return _assembled(title, head, opening, clauses, closing, annex, figures, "記載なし")


def _en(assessment: Assessment, number: str, rev: int, person: str, *, named: bool) -> Statement:
    figures = _figures(assessment, "en", "not stated in the request")
    title = "Acceptance of responsibility for verification"
    head = (
        f"Request: {_word(number)}, revision {rev}",
        f"Verification owner: {_word(person)}",
        *(_names(assessment, f"System: {figures.system}") if named else ()),
        f"Digest of the request: {_short(assessment.file_sha256)} "
        f"(material fields {_short(assessment.material_sha256)})",
        f"Judged on: {_word(assessment.judged_on)}",
        f"Policy: {_layers(assessment)} (digest {_short(assessment.policy_sha256)})",
        "Title (quoted as the requester wrote it):",
        *quoted(assessment.title),
    )
    count = "the item" if len(figures.items) == 1 else f"all {len(figures.items)} items"
    what = (
        f"I verify {count} quoted in the annex"
        if figures.items
        else "I verify that what this request sets up or changes returns the results the work needs "
        "(the request states no items)"
    )
    shown = (
        "and show the result as evidence in the way quoted there"
        if figures.evidence
        else "and show the result as evidence that a third person can check later "
        "(the request states no way of showing it)"
    )
    ends = (
        f"This duty ends with {figures.ends_on}. It is not extended by itself; "
        "to continue, a new request and a new acceptance are needed."
        if figures.ends_on
        else "The request states no end. Until an end is fixed, it is not approved."
    )
    clauses = (
        f'What is verified: At every release of the system "{figures.system}" {what}, {shown}.',
        f"Time: Hours per release: {figures.hours}. Releases per year: {figures.releases}. "
        f"Hours per year: {figures.hours_per_year}. I do this as work of my section.",
        "Release not verified in time: If the verification of a release is not finished by its date, "
        "the exception is suspended until it is.",
        "Transfer: When I leave my post I hand over the state of verification in writing to my successor. "
        "The handover is complete only when the successor accepts the responsibility. Until then the section chief "
        "looks after it; if nobody has accepted after 30 days, the exception is no longer in force.",
        f"End: {ends}",
        "Nature of this duty: This is a duty of the post. "
        "By accepting it I do not become personally liable for damages.",
        "Scope and precedence: This acceptance holds only for the request number, revision and digests above, "
        "and lapses when the material content of the request changes. The title and the annex are quotations "
        "of what the requester wrote; where they differ from these clauses, the clauses prevail.",
    )
    opening = (
        "If the request above is approved as an exception, "
        "I accept the following responsibility as its verification owner."
    )
    closing = "I have read all clauses above, understand them, and accept them."
    annex = (
        "Annex (quoted as the requester wrote it; not part of the clauses)",
        "Items to verify",
        "How it is shown",
    )
    return _assembled(title, head, opening, clauses, closing, annex, figures, "not stated")


def _assembled(
    title: str, head: tuple[str, ...], opening: str, clauses: tuple[str, ...], closing: str,
    annex: tuple[str, str, str], figures: _Figures, missing: str,
) -> Statement:  # fmt: skip
    numbered = tuple([f"{place}. {clause}" for place, clause in enumerate(clauses, start=1)])
    paragraphs = (
        title,
        "\n".join(head),
        opening,
        *numbered,
        closing,
        "\n".join(
            (
                annex[0],
                annex[1],
                *(quoted_items(figures.items) if figures.items else [missing]),
                annex[2],
                *(quoted(figures.evidence) if figures.evidence else [missing]),
            )
        ),
    )
    return Statement(title, numbered, "\n\n".join(paragraphs) + "\n")


def _figures(assessment: Assessment, lang: str, missing: str) -> _Figures:
    ja = lang == "ja"

    def counted(value: int | None, ja_form: str) -> str:
        if value is None:
            return missing
        return ja_form.format(number_in(value)) if ja else number_in(value)

    end, evidence = assessment.ends_on, assessment.word("verification", "evidence")
    return _Figures(
        system=_word(assessment.word("system", "id")),
        items=assessment.words("verification", "items"),
        evidence=evidence if evidence.strip() else "",
        hours=counted(assessment.hours_per_release, "{}時間"),
        releases=counted(assessment.number("system.releases_per_year"), "年{}回"),
        hours_per_year=counted(assessment.number("cost.verification_hours_per_year"), "{}時間"),
        ends_on=None if end is None else day_in(end, lang),
    )


def _names(assessment: Assessment, system: str) -> list[str]:
    """Who the owner's id is, and what the system's: quoted, for the names come from files and might say anything."""
    owner = [assessment.name_of(what) for what in ("owner", "owner_department", "owner_post")]
    named = "　".join([name for name in owner if name.strip()])
    return [*_named(named), system, *_named(assessment.name_of("system"))]


def _named(name: str) -> list[str]:
    return quoted(name) if name.strip() else []


def _layers(assessment: Assessment) -> str:
    return ", ".join([f"{_word(layer)} {_word(version)}" for layer, version in assessment.layers])


def _short(digest: str) -> str:
    return _word(digest[:16])


def _word(text: str) -> str:
    """An id, a digest, a version or a day. Anything longer or other than that would be prose among the clauses."""
    return text if len(text) <= _LONGEST_WORD and _is_word(text) else "?"


@lru_cache(maxsize=1024)
def _is_word(text: str) -> bool:
    return _WORD.fullmatch(text) is not None


VERSIONS: dict[tuple[int, str], Callable[[Assessment, str, int, str], Statement]] = {
    (1, "ja"): partial(_ja, named=False),
    (1, "en"): partial(_en, named=False),
    (2, "ja"): partial(_ja, named=True),
    (2, "en"): partial(_en, named=True),
}
"""Every version ever signed, by version and language. Since the second, names stand beside the ids."""
