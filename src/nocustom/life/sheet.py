"""The one-page sheet that a decider reads, and whose code is typed to decide.

    who, what, and what the engine said      `sheet_request.judged`, and why approving is closed to this reader
    what changed                             `changes.reading`: since the revision this reader acted on last
    the figures, then the claim              `sheet_request`
    what the ledger knows besides            `sheet_record`
    the digests and a nonce

Everything the decision rests on stands on it, with full digests; the nonce makes every sheet fresh, so a code typed
once serves one decision. User prose is quoted and can't pass for a line of the sheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import NamedTuple

from nocustom.life.assessment import Assessment
from nocustom.life.authority import deciding_rows
from nocustom.life.case import Case, World
from nocustom.life.changes import Part, reading
from nocustom.life.deeds import Revision, Terms
from nocustom.life.gate import code_of
from nocustom.life.pen import NONE, Pen
from nocustom.life.prose import folded, quoted
from nocustom.life.sheet_record import STANCES, beside, carried, earlier, said
from nocustom.life.sheet_request import figures, judged, touches, wanted, why
from nocustom.life.sheet_terms import conditions, term
from nocustom.words import Bilingual, as_name, visible

__all__ = ["SHEET_V", "STANCES", "Sheet", "digests", "is_sheet", "names", "sets", "sheet"]

SHEET_V = 1


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
    world: World, case: Case, as_of: date, nonce: str, lang: str, titles: Mapping[str, Bilingual] | None = None,
    terms: Terms = Terms(), *, reader: str | None = None, acting_for: str | None = None,  # noqa: B008 never changes
    closed: Sequence[str] = (),
) -> Sheet:  # fmt: skip
    """The sheet of the latest revision on a day, for one reader (None: for anybody, who can't decide by it).

    `titles` are the rules' titles by id, `nonce` 32 hex characters, `terms` those under which it is to be approved;
    `acting_for` is whom the reader stands in for, `closed` says why the reader can't approve it.
    """
    lines = _lines(Pen(world, lang), case, as_of, nonce, titles or {}, terms, reader, acting_for, closed)
    text = "\n".join(row for line in lines for row in folded(line)) + "\n"
    digest = sha256(text.encode("utf-8")).hexdigest()
    return Sheet(text, digest, code_of(digest), case.number, as_of, nonce, lang)


_FIRST = re.compile(r"(?:審査票（第\d+版）|Review sheet \(version \d+\))\n")


def is_sheet(text: str) -> bool:
    """Whether a text begins as a sheet of any version does."""
    return _FIRST.match(text) is not None


def sets(text: str, terms: Terms) -> bool:
    """Whether every condition stands quoted on the sheet, and each of their days and the end besides."""
    days = (terms.ends_on, *[each.due for each in terms.conditions])
    return all("\n" + "\n".join(quoted(each.text)) + "\n" in text for each in terms.conditions) and all(
        day is None or _unquoted("\n" + text, day.isoformat()) for day in days
    )


def names(text: str, digests: Iterable[str]) -> bool:
    """Whether each of the digests ends a line of the sheet that is not quoted."""
    lines = f"\n{text}\n"
    return all(_unquoted(lines, digest + "\n") for digest in digests)


def _unquoted(lines: str, part: str) -> bool:
    """Whether a part of a line stands on one that is not quoted; each line has a line feed before it."""
    found = lines.rfind(part)  # digests and the term stand below what is quoted
    while found >= 0 and lines[lines.rfind("\n", 0, found) + 1] == ">":
        found = lines.rfind(part, 0, found)
    return found >= 0


def _lines(
    pen: Pen, case: Case, as_of: date, nonce: str, titles: Mapping[str, Bilingual], terms: Terms, reader: str | None,
    acting_for: str | None, closed: Sequence[str],
) -> list[str]:  # fmt: skip
    revision = case.revision
    assessment = revision.assessment or Assessment({})
    system, function = assessment.word("system", "id"), assessment.word("system", "function")
    lines = [
        *_head(pen, case, as_of, reader, acting_for),
        pen.line("要望番号", "Request", pen.word(
            f"{case.number}　改訂{revision.rev}", f"{case.number}, revision {revision.rev}")),
        pen.line("提出", "Filed", f"{revision.filed_on}{_recorded(pen, revision)}  {pen.person(revision.by)}"),
        pen.line("所管課", "Department", pen.department(assessment.department)),
        pen.line("対象システム", "System", pen.join(
            pen.named(assessment.name_of("system") or system, system), as_name(function))),
        pen.line("件名（引用）", "Title (quoted)"),
        *quoted(assessment.title),
        "",
        *judged(pen, case, assessment, titles),
    ]  # fmt: skip
    if closed:
        lines.append(pen.line("この閲覧者は承認できない", "This reader can't approve it"))
        lines += [f"- {visible(each)}" for each in closed]
    part, name = _part(pen.world, case, reader, as_of), pen.person(reader or "")
    if changed := reading(case, reader, name, part, pen.lang, titles):
        lines += ["", *changed]
    lines += ["", *figures(pen, assessment), *term(pen, assessment, terms), *touches(pen, assessment)]
    lines += [*conditions(pen, assessment, terms), ""]
    lines += [*why(pen, assessment), *wanted(pen, assessment)]
    lines += [*beside(pen, case, assessment, as_of), *carried(pen, case, assessment, as_of)]
    lines += [*said(pen, case, as_of), *earlier(pen, case), *_digests(pen, case, nonce)]
    return [text.rstrip() for text in lines]


def _recorded(pen: Pen, revision: Revision) -> str:
    """The day on which the ledger got a filing, where it is another than the one it claims."""
    if revision.day == revision.filed_on:
        return ""
    return pen.word(f"（台帳への記録 {revision.day}）", f" (recorded on {revision.day})")


def _head(pen: Pen, case: Case, as_of: date, reader: str | None, acting_for: str | None) -> list[str]:
    lines = [pen.word(f"審査票（第{SHEET_V}版）", f"Review sheet (version {SHEET_V})")]
    if pen.world.single_root:
        lines.append(pen.word("根の鍵が一つのため、承認は仮承認となる。",
                              "A single root key: an approval will be provisional."))  # fmt: skip
    elif pen.world.provisional(case):
        lines.append(pen.word("根の鍵が一つの間の課長確認又は引受によるため、承認は仮承認となる。差し戻して改めて引き受ければ、ならない。",
                              "Endorsed or accepted under a single root key: an approval will be provisional. It is "
                              "not where it was returned and accepted anew."))  # fmt: skip
    lines += [
        pen.line("台帳", "Ledger", visible(pen.world.origin or "")),
        pen.line("作成日", "Made on", pen.join(
            pen.day(as_of), "" if reader is None else pen.word("閲覧者 ", "for ") + pen.person(reader))),
    ]  # fmt: skip
    if acting_for is not None:
        lines.append(pen.line("代理される者", "Acting for", pen.person(acting_for)))
    return lines


def _part(world: World, case: Case, reader: str | None, as_of: date) -> Part:
    """The office reads as the office, everybody else as who decides."""
    assessment, people = case.revision.assessment, world.people
    if assessment is None or people is None or reader is None:
        return "decider"
    decides = any(people.holds(reader, assessment.posts(row.role), as_of) for row in deciding_rows(case, assessment))
    return "office" if not decides and people.holds(reader, assessment.posts("office"), as_of) else "decider"


def digests(case: Case) -> tuple[tuple[Bilingual, str | None], ...]:
    """What a decision on this request rests on, each with its SHA-256; None for an acceptance that is not there."""
    revision = case.revision
    return (
        (Bilingual("要望書", "file"), revision.file_sha256),
        (Bilingual("実質項目", "material"), revision.material_sha256),
        (Bilingual("判定記録", "assessment"), revision.assessment_sha256),
        (Bilingual("方針", "policy"), revision.policy_sha256),
        (Bilingual("責任引受", "acceptance"), None if case.acceptance is None else case.acceptance.leaf),
    )


def _digests(pen: Pen, case: Case, nonce: str) -> list[str]:
    rows = (*digests(case), (Bilingual("一回限り", "nonce"), nonce))
    none, colon = NONE.get(pen.lang), pen.word("：", ": ")
    lines = [pen.line("照合値（SHA-256）", "Digests (SHA-256)")]
    return lines + [f"  {label.get(pen.lang)}{colon}{value or none}" for label, value in rows]
