"""What the owner signs a second time: an approval that ends earlier than accepted, or carries conditions.

One clause for each condition with its day, one for the end, then what kind of duty it is and what it covers. The
decider's words are quoted inside their clause. The text is a function of the recorded assessment and of the approval,
so every verifier renders it again and compares. A change of one character is a new version; older ones stay for ever.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from nocustom.life.assessment import Assessment
from nocustom.life.deeds import Approval, Condition
from nocustom.life.prose import day_in, quoted
from nocustom.life.statement import Statement
from nocustom.words import visible

__all__ = ["SECOND_V", "VERSIONS", "second_statement"]

SECOND_V = 1
"""The version that is signed today."""


def second_statement(
    assessment: Assessment, number: str, person: str, approval: Approval, lang: str, version: int = SECOND_V
) -> Statement:
    """The statement for one approval and one person, in `ja` or `en`; KeyError for another version or language."""
    return VERSIONS[version, lang](assessment, number, person, approval)


def _ja_1(assessment: Assessment, number: str, person: str, approval: Approval) -> Statement:
    head = (
        f"要望番号　　　　{visible(number)}　改訂{approval.rev}",
        f"検証責任者　　　{visible(person)}",
        f"決裁の記録　　　{approval.leaf}（{approval.day}）",
        f"責任引受の記録　{approval.acceptance}",
        "件名（要望者の記載の引用）",
        *quoted(assessment.title),
    )
    opening = (
        "私は、検証責任を引き受けた上記の要望が、引き受けた内容と異なる次の事項を付して承認されたことを確認し、"
        "検証責任者としてこれを承諾します。"
    )

    def condition(each: Condition) -> str:
        if each.due is None:
            duty = (
                "条件　私は、次に引用する条件を満たし、これを証跡とともに記録します。記録するまでの間、"
                "この例外は効力を生じません。"
            )
        else:
            duty = (
                f"条件　私は、次に引用する条件を{day_in(each.due, 'ja')}までに満たし、これを証跡とともに記録します。"
                "期限までに記録しないときは、記録するまでの間、この例外の効力が停止します。"
            )
        return "\n".join((duty, *quoted(each.text)))

    clauses = (
        *map(condition, approval.conditions),
        f"終期　この責任は、引受書に記載の{_day(approval.accepted_until, 'ja')}ではなく、"
        f"{day_in(approval.ends_on, 'ja')}をもって終わります。期限は自動的に延長されません。"
        if approval.ends_on != approval.accepted_until
        else f"終期　この責任は、引受書に記載のとおり、{day_in(approval.ends_on, 'ja')}をもって終わります。",
        "責任の性質　この責任は職に伴う職務上の義務であり、"
        "この承諾により個人として損害賠償の責任を負うものではありません。",
        "対象及び優先関係　この承諾は、上記の決裁に限り有効です。その他の事項は、引受書のとおりです。"
        "件名及び条件は要望者及び決裁者の記載の引用であり、各項と異なるときは、各項が優先します。",
    )
    closing = "私は、以上の各項を全て読み、理解した上で、これを承諾します。この署名がない間、承認は効力を生じません。"
    return _assembled("条件等承諾書", head, opening, clauses, closing)


def _en_1(assessment: Assessment, number: str, person: str, approval: Approval) -> Statement:
    head = (
        f"Request: {visible(number)}, revision {approval.rev}",
        f"Verification owner: {visible(person)}",
        f"Decision: {approval.leaf} ({approval.day})",
        f"Acceptance: {approval.acceptance}",
        "Title (quoted as the requester wrote it):",
        *quoted(assessment.title),
    )
    opening = (
        "The request above, for whose verification I accepted the responsibility, was approved on terms other than "
        "those I accepted. As its verification owner I accept these terms as well."
    )

    def condition(each: Condition) -> str:
        if each.due is None:
            duty = (
                "Condition: I meet the condition quoted here and record it with its evidence. "
                "Until it is recorded, the exception is not in force."
            )
        else:
            duty = (
                f"Condition: I meet the condition quoted here by {each.due.isoformat()} and record it with its "
                "evidence. If it is not recorded by then, the exception is suspended until it is."
            )
        return "\n".join((duty, *quoted(each.text)))

    clauses = (
        *map(condition, approval.conditions),
        f"End: This duty ends with {approval.ends_on.isoformat()}, and not with {_day(approval.accepted_until, 'en')} "
        "as I accepted. It is not extended by itself."
        if approval.ends_on != approval.accepted_until
        else f"End: This duty ends with {approval.ends_on.isoformat()}, as I accepted.",
        "Nature of this duty: This is a duty of the post. "
        "By accepting it I do not become personally liable for damages.",
        "Scope and precedence: This signature holds only for the decision above; everything else stays as I accepted "
        "it. The title and the conditions are quotations of what the requester and the decider wrote; where they "
        "differ from these clauses, the clauses prevail.",
    )
    closing = (
        "I have read all clauses above, understand them, and accept them. "
        "Without this signature the approval takes no effect."
    )
    return _assembled("Acceptance of the terms of an approval", head, opening, clauses, closing)


def _assembled(title: str, head: tuple[str, ...], opening: str, clauses: tuple[str, ...], closing: str) -> Statement:
    numbered = tuple(f"{place}. {clause}" for place, clause in enumerate(clauses, start=1))
    return Statement(title, numbered, "\n\n".join((title, "\n".join(head), opening, *numbered, closing)) + "\n")


def _day(day: date | None, lang: str) -> str:
    return "?" if day is None else day_in(day, lang)


VERSIONS: dict[tuple[int, str], Callable[[Assessment, str, str, Approval], Statement]] = {
    (1, "ja"): _ja_1,
    (1, "en"): _en_1,
}
"""Every version ever signed, by version and language."""
