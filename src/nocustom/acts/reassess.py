"""What happens when the CIO office has an open request judged again, after policy, systems or people were adopted anew.

    the file as it was filed is judged by what is adopted now, today      nothing is written where it can't be
    the rules say whether it may be judged again, and by this person      nothing is shown otherwise
    what changes is shown: verdict, rules, limits, figures; whether the owner's acceptance and decisions end by it
    the text, the typed name, the signature; the assessment is kept beside the ledger, and replaces the earlier one
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from nocustom.acts.accept import name_of
from nocustom.acts.assess import assessment
from nocustom.acts.desk import Desk, Reader, Signer, confirm_by_name
from nocustom.acts.queue import Waiting, waiting
from nocustom.acts.rehearse import rehearse
from nocustom.acts.say_why import title_of
from nocustom.acts.submit import judged
from nocustom.errors import NotJudged, NotPermitted
from nocustom.files.document import document
from nocustom.form.choices import VERDICTS
from nocustom.form.fields import label
from nocustom.ledger.ledger import Appended
from nocustom.life import days
from nocustom.life.act import BY_TYPE, State
from nocustom.life.again import STANDINGS, Change, Changes, changes, judged_again
from nocustom.life.assessment import Assessment
from nocustom.life.case import Case
from nocustom.life.deeds import Replaced
from nocustom.locale import speak
from nocustom.words import Said, say

__all__ = ["Reassessed", "changes_said", "ended_said", "judged_anew", "reassess"]

ACT = "request.reassessed"
_AGAIN = {
    State.RETURNED: say("the next revision is judged by what is adopted when it is filed"),
    State.DECLINED: say("the next revision is judged by what is adopted when it is filed"),
    State.CLOSED: say("a new request is judged by what is adopted when it is filed: `nocustom request new`"),
    State.REFUSED: say("a new request is judged by what is adopted when it is filed: `nocustom request new`"),
}
"""Why nobody needs to judge again what is not before the office."""


@dataclass(frozen=True, slots=True)
class Reassessed:
    """The latest revision stands under a new judgement."""

    number: str
    rev: int
    by: str
    changes: Changes
    ended: Replaced
    """The judgement before, and what ended with it."""
    state: State
    waiting: Waiting | None
    """Whose turn it is now."""
    receipt: Appended


def reassess(desk: Desk, case: Case, signer: Signer, reader: Reader) -> Reassessed:
    """Judge it again, and record that. Aborted, with nothing written, where the person stops.

    NotPermitted where it is not this person's act, or nothing else is adopted than it was judged by; NotJudged with
    findings where the file as it was filed is no request any more that can be judged.
    """
    ver, lang, revision = desk.next_version(case), reader.lang, case.revision
    if case.state not in BY_TYPE[ACT].before and case.state in _AGAIN:
        raise NotPermitted(
            say("{number} is {state}: `{verb}` is not possible now", number=case.number, state=case.state.label,
                verb="reassess"), _AGAIN[case.state])  # fmt: skip
    before = revision.assessment
    paper = judged_anew(desk, case, desk.today) if before is not None else b"{}"
    parsed: dict[str, Any] = json.loads(paper)
    digest, now = sha256(paper).hexdigest(), Assessment(parsed)
    content = {
        **desk.about(case), "assessment_sha256": digest, "policy_sha256": desk.adoption.policy,
        "judged_on": desk.today.isoformat(), "replaces": revision.assessment_sha256, "verdict": now.verdict or "?",
    }  # fmt: skip
    text = desk.text_of(ACT, signer, lang, content, title_of(case))
    rehearse(desk, case, ACT, signer, lang, text, content, lambda sha: parsed if sha == digest else desk.papers(sha))
    assert before is not None  # the rules have just read it
    told = changes(before, now)
    ahead = judged_again(
        case, now, digest, content["policy_sha256"], desk.ledger.size, desk.today.isoformat(), signer.person
    )
    rows = [*changes_said(told), *ended_said(ahead.replaced[-1])]
    reader.read("\n".join(speak(said, lang) for said in rows) + "\n\n")
    reader.read(text)
    confirm_by_name(reader, name_of(desk, signer.person))
    receipt = desk.sign_and_record(ACT, case.number, signer, lang, text, content, ver, files=[paper])
    after = desk.case(case.number)
    return Reassessed(
        case.number, revision.rev, signer.person, told, after.revision.replaced[-1], after.state,
        waiting(desk.world, after, desk.today), receipt,
    )  # fmt: skip


def judged_anew(desk: Desk, case: Case, day: date) -> bytes:
    """The assessment of the text as it was filed, by what is adopted now, as of a day. NotJudged where it can't be."""
    paper = document(desk.ledger.blobs.get(case.revision.file_sha256), shown=case.number)
    checked, setting = judged(desk, paper, day, days.read(case.revision.filed_on))
    if checked.judgement is None:
        raise NotJudged(
            say("{number} can't be judged by what is adopted now", number=case.number),
            say("`nocustom return {number}` sends it back to its department", number=case.number),
            findings=checked.findings)  # fmt: skip
    return assessment(paper, checked.judgement, setting, desk.adoption)


def changes_said(told: Changes) -> list[Said]:
    """What the later judgement says otherwise, a line each; that it says the same, where it does."""
    before, after = (VERDICTS.get(verdict, "?") for verdict in (told.before, told.after))
    said = [
        say("verdict: {after}, as before", after=after) if told.before == told.after
        else say("verdict: {before} -> {after}", before=before, after=after)
    ]  # fmt: skip
    said += [_changed(change.name, *(STANDINGS.get(each, "?") for each in change[1:])) for change in told.rules]
    said += [_changed(_GRANTS[change.name], *_values(change)) for change in told.grants]
    return said + [_changed(label(change.name), *_values(change)) for change in told.figures]


_GRANTS = {
    "max_term_months": say("longest term in months"),
    "quorum": say("quorum of the grounds"),
    "owner_posts": say("posts that may own a verification"),
}


def _changed(what: Any, before: Any, after: Any) -> Said:
    return say("{what}: {before} -> {after}", what=what, before=before, after=after)


def _values(change: Change) -> tuple[str, str]:
    """Both values, as people read them."""
    before, after = (
        ", ".join(map(str, each)) if isinstance(each, list) else "-" if each is None else str(each)
        for each in change[1:]
    )
    return before, after


def ended_said(ended: Replaced) -> list[Said]:
    """What ends with the judgement before: the owner's acceptance and why, decisions that count no more."""
    said = []
    if ended.lapsed is not None:
        said.append(say("the owner's acceptance lapses: {why}", why=ended.lapsed.said))
    if ended.ballots:
        said.append(say("decisions made before that count no more: {count}", count=ended.ballots))
    return said
