"""Acts that say why: close, insist, appeal, decline, return, withdraw, void.

Reason, the whole text, the typed name, a signature.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from nocustom.acts.accept import name_of
from nocustom.acts.changed import show_changes
from nocustom.acts.desk import Desk, Reader, Signer, confirm_by_name, stopped
from nocustom.acts.rehearse import PLACEHOLDER, rehearse
from nocustom.errors import Usage
from nocustom.ledger.canonical import NotCanonical, canonical
from nocustom.ledger.ledger import Appended
from nocustom.life.case import Case
from nocustom.life.changes import Part
from nocustom.words import Said, say

__all__ = ["SaidWhy", "reason_of", "said_of", "signed_with_reason", "title_of"]


@dataclass(frozen=True, slots=True)
class SaidWhy:
    """The act is recorded: on which revision, by whom, and why."""

    number: str
    rev: int
    by: str
    reason: str
    receipt: Appended


def signed_with_reason(
    desk: Desk, case: Case, act: str, signer: Signer, reader: Reader, reason: str | None, *,
    changed_for: Part | None = None, **more: Any,
) -> SaidWhy:  # fmt: skip
    """Hold the ceremony of an act whose content is a reason, and record it; `more` are its fields besides.

    `changed_for`: in what part the person is shown first what changed since the revision they acted on last.
    """
    ver, lang, about = desk.next_version(case), reader.lang, desk.about(case)
    content = {**about, **more, "reason": PLACEHOLDER}
    rehearse(desk, case, act, signer, lang, desk.text_of(act, signer, lang, content, title_of(case)), content)
    if changed_for is not None:
        show_changes(desk, case, signer, reader, changed_for)
    content["reason"] = given = reason_of(reader, reason)
    text = desk.text_of(act, signer, lang, content, title_of(case))
    reader.read(text)
    confirm_by_name(reader, name_of(desk, signer.person))
    receipt = desk.sign_and_record(act, case.number, signer, lang, text, content, ver)
    return SaidWhy(case.number, case.revision.rev, signer.person, given, receipt)


def reason_of(reader: Reader, reason: str | None) -> str:
    """The reason given on the command line, or asked for now. No reason stops the act."""
    return said_of(reader, reason, say("Why? One or two sentences, or Enter to stop"))


def said_of(reader: Reader, said: str | None, asked: Said) -> str:
    """What was said on the command line, or is answered to the question now. Nothing stops the act."""
    given = (reader.answer(asked) if said is None else said).strip()
    if not given:
        raise stopped()
    try:
        canonical(given)
    except NotCanonical as bad:
        raise Usage(bad.said, say("write it in plain text")) from None
    return given


def title_of(case: Case) -> str:
    """The request's title, as its latest assessment recorded it."""
    return "" if case.revision.assessment is None else case.revision.assessment.title
