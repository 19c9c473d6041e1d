"""The part of the sheet that the ledger fills: what is in force beside it, who carries it, who said what."""

from __future__ import annotations

from datetime import date

from nocustom.form.choices import QUORUMS, ROLES
from nocustom.life.assessment import Assessment
from nocustom.life.case import Case
from nocustom.life.deeds import Ballot
from nocustom.life.living import lapsed
from nocustom.life.pen import NONE, Pen
from nocustom.life.prose import number_in, quoted
from nocustom.life.record import live_beside, noes, owner_record
from nocustom.life.tally import tally
from nocustom.words import Bilingual, visible

__all__ = ["STANCES", "beside", "carried", "earlier", "said"]

STANCES = {
    "agree": Bilingual("異存なし", "agrees"),
    "object": Bilingual("異議あり", "objects"),
    "note": Bilingual("意見", "remarks"),
}
"""What an opinion comes to."""
_NOES = {
    "refuse": Bilingual("不採用", "refused"),
    "return": Bilingual("差戻し", "returned"),
    "returned": Bilingual("差戻し", "returned"),
    "declined": Bilingual("引受辞退", "declined"),
    "silent": Bilingual("無回答による引受辞退", "declined by silence"),
    "closed": Bilingual("終結", "closed"),
    "judged": Bilingual("判定による不採用", "a no by its verdict"),
}
_OUTCOMES = {**{name: _NOES[name] for name in ("refuse", "return")}, "approve": Bilingual("承認", "approves")}
SHOWN = 5
"""How many earlier noes are told one by one."""


def beside(pen: Pen, case: Case, assessment: Assessment, as_of: date) -> list[str]:
    """Other exceptions in force on the same system and function. Whether this one replaces them, nobody recorded."""
    system, function = assessment.word("system", "id"), assessment.word("system", "function")
    live = live_beside(pen.world, case.key, system, function, as_of)
    shown = ", ".join(
        pen.word(f"{each.number}（{each.ends_on}まで）", f"{each.number} (until {each.ends_on})") for each in live
    )
    ja = "同じシステムで効力のある他の例外（機能IDの記載なし）"
    en = "In force besides on the same system (no function named)"
    if function.strip():
        ja, en = "同じ機能で効力のある他の例外", "In force besides on the same function"
    return [pen.line(ja, en, shown or NONE.get(pen.lang))]


def carried(pen: Pen, case: Case, assessment: Assessment, as_of: date) -> list[str]:
    """The owner with the owner's record, the acceptance, and who stands behind the request."""
    world, owner = pen.world, case.revision.owner
    if not owner:
        lines = [pen.line("検証責任者", "Verification owner", NONE.get(pen.lang))]
    else:
        record = owner_record(world, owner, as_of, case)
        own = assessment.number("cost.verification_hours_per_year")
        hours = pen.number(None if record.hours is None or own is None else record.hours + own)
        lines = [
            pen.line("検証責任者", "Verification owner", pen.person(owner)
                     + pen.word(f"、本件を含む検証 年{hours}時間", f"; hours per year with this one: {hours}")),
            "  " + pen.join(*(
                pen.word(f"{ja} {_counted(numbers, 'ja')}", f"{en} {_counted(numbers, 'en')}")
                for ja, en, numbers in (
                    ("他に効力のある例外", "carries in force", record.in_force),
                    ("期限超過", "overdue", record.overdue),
                    ("効力のないもの", "not in force", record.not_in_force),
                    ("審査中", "under review", record.pending),
                    ("辞退", "declined", record.declined),
                )
            )),
        ]  # fmt: skip
    accepted, endorsed = case.acceptance, case.endorsement
    lines.append(pen.line("責任引受", "Accepted", pen.join(
        NONE.get(pen.lang) if accepted is None else accepted.day,
        pen.word("課長確認 ", "endorsed: ")
        + (NONE.get(pen.lang) if endorsed is None else f"{endorsed.day}  {pen.person(endorsed.by)}"),
    )))  # fmt: skip
    if accepted is not None and (why := lapsed(world, case, as_of)) is not None:
        lines.append(pen.line("引受は現在有効ではない", "The acceptance does not live", why.code))
    return lines


def _counted(numbers: tuple[str, ...], lang: str) -> str:
    if not numbers:
        return "0"
    shown = ", ".join(numbers[-2:]) + (", ..." if len(numbers) > 2 else "")
    return f"{number_in(len(numbers))}（{shown}）" if lang == "ja" else f"{number_in(len(numbers))} ({shown})"


def said(pen: Pen, case: Case, as_of: date) -> list[str]:
    """Insistence and appeal, whose decision it takes and who decided already, opinions, questions and answers."""
    lines: list[str] = []
    if case.insisted:
        lines.append(pen.line("所管課による審査の求め", "The section insists", pen.word("あり", "yes")))
    if case.appeal is not None:
        lines.append(pen.line("再協議の申出（引用）", "Appeal (quoted)",
                              f"{case.appeal.day}  {pen.person(case.appeal.by)}"))  # fmt: skip
        lines += quoted(case.appeal.reason)
    for row in tally(pen.world, case, case.ballots, as_of).rows:
        role = ROLES[row.authority.role].get(pen.lang) if row.authority.role in ROLES else visible(row.authority.role)
        quorum = QUORUMS[row.authority.quorum].get(pen.lang)
        lines.append(
            pen.word(
                f"決裁権限：{role}（{quorum}、必要{row.need}名、承認済み{len(row.approve)}名）",
                f"Authority: {role} ({quorum}: {row.need} needed, {len(row.approve)} approve)",
            )
        )
    for cast in case.ballots:
        lines += _decided(pen, cast)
    if not case.opinions and not case.questions:
        return [*lines, pen.line("合議の意見、照会及び回答", "Opinions, questions and answers", NONE.get(pen.lang))]
    return lines + _opinions(pen, case) + _questions(pen, case)


def _decided(pen: Pen, cast: Ballot) -> list[str]:
    """One decision on this revision; one that is confirmed later stands here with its record, ground and conditions."""
    lines = [f"  {cast.day}  {pen.person(cast.by)}  {_OUTCOMES[cast.outcome].get(pen.lang)}"]
    if cast.paper:
        lines.append("  " + pen.word(
            f"書面（{visible(cast.paper)}）により決裁、{pen.person(cast.recorder)}が転記",
            f"on paper ({visible(cast.paper)}), transcribed by {pen.person(cast.recorder)}"))  # fmt: skip
    if cast.urgent:
        lines.append("  " + pen.word("急施", "urgent"))
    if cast.acting_for is not None:
        lines.append("  " + pen.word(f"代決（{pen.person(cast.acting_for)}の代理）",
                                     f"in the place of {pen.person(cast.acting_for)}"))  # fmt: skip
    if cast.ground is not None:
        lines.append("  " + pen.line("決裁の記録", "Decision", cast.leaf))
        lines += pen.quote("  代決又は急施の理由", "  Ground", cast.ground)
        for each in cast.conditions:
            lines += pen.quote("  条件", "  Condition", each.text)
    return lines + (pen.quote("  理由", "  Reason", cast.reason) if cast.reason.strip() else [])


def _opinions(pen: Pen, case: Case) -> list[str]:
    if not case.opinions:
        return [pen.line("合議の意見", "Opinions", NONE.get(pen.lang))]
    lines = [pen.line("合議の意見", "Opinions")]
    for each in case.opinions:
        rev = pen.word(f"改訂{each.rev}", f"revision {each.rev}")
        replaced = case.revision.replaced
        if replaced and each.rev == case.revision.rev and each.seq < replaced[-1].seq:
            rev += pen.word("　再判定前", ", before it was judged again")
        lines.append(f"  {each.day}  {pen.person(each.by)}  {STANCES[each.stance].get(pen.lang)}  {rev}")
        lines += quoted(each.message) if each.message.strip() else []
    return lines


def _questions(pen: Pen, case: Case) -> list[str]:
    ja, en = "照会及び回答（署名なし）", "Questions and answers (unsigned)"
    if not case.questions:
        return [pen.line(ja, en, NONE.get(pen.lang))]
    lines = [pen.line(ja, en)]
    for question in case.questions:
        lines += [f"  {question.day}  {pen.person(question.by)}", *quoted(question.message)]
        for _, day, by, message in question.answers:
            lines += [f"    {day}  {pen.person(by)}", *quoted(message)]
    return lines


def earlier(pen: Pen, case: Case) -> list[str]:
    """Earlier noes to this request and to similar ones, the latest first, each with its reason."""
    found = noes(pen.world, case)
    ja, en = "これまでの不採用等（本件、同じ機能、類似）", "Earlier noes (this request, same function, or similar)"
    if not found:
        return [pen.line(ja, en, NONE.get(pen.lang))]
    lines = [pen.line(ja, en, str(len(found)))]
    for no in found[:SHOWN]:
        alike = "" if no.number == case.number else pen.word(f"  記載の重なり{no.overlap}％", f"  {no.overlap}% alike")
        lines.append(f"  {no.day}  {no.number}  {_NOES[no.what].get(pen.lang)}{alike}")
        lines += [pen.clipped(no.reason)] if no.reason.strip() else []
    if len(found) > SHOWN:
        lines.append(pen.word(f"  ほか{len(found) - SHOWN}件", f"  and {len(found) - SHOWN} more"))
    return lines
