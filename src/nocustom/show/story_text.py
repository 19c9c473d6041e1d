"""`nocustom request show` for people: how the request stands, and everything that happened to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from nocustom.acts.override import overridden_said
from nocustom.acts.story import Line, Story
from nocustom.acts.terms import numbered, standing
from nocustom.judge.verdict import VERDICTS
from nocustom.life import days
from nocustom.life.act import State
from nocustom.life.case import ADOPTED, SILENT_DAYS
from nocustom.life.changes import told
from nocustom.life.deeds import Adopted, Approval, Revision
from nocustom.life.sheet import STANCES
from nocustom.locale import speak
from nocustom.show.layout import FAR_IN, WIDTH, day, in_brackets, paragraph
from nocustom.words import Bilingual, Said, as_name, say, visible

__all__ = ["story_text"]

_OUTCOMES = {
    "approve": Bilingual("承認", "approve"),
    "refuse": Bilingual("不採用", "refuse"),
    "return": Bilingual("差戻し", "return"),
    "annul": Bilingual("取消し", "annul"),
    **STANCES,
}


def story_text(story: Story, lang: str) -> Iterator[str]:
    """The screen in lines."""
    case, found = story.case, story.assessment
    yield from paragraph(f"{case.number}  {visible(found.title)}", hanging=11)
    since = speak(say("since {day}", day=_on(case.since, lang)), lang)
    yield from _field(say("state"), _dated(case.state.label.get(lang), since, lang), lang)
    yield from _field(say("department"), _with_id(story.department, found.department), lang)
    yield from _field(say("requester"), _with_id(story.requester, case.revision.by), lang)
    if case.revision.owner:
        yield from _field(say("verification owner"), _with_id(story.owner, case.revision.owner), lang)
    yield from _field(say("key"), case.key, lang)
    if case.revision.rev > 1:
        said = say("{count}; returned: {returned}, declined: {declined}", count=case.revision.rev,
                   returned=case.returned, declined=len(case.declines))  # fmt: skip
        yield from _field(say("revisions"), speak(said, lang), lang)
    yield from _judged(story, lang)
    yield from _ways_on(story, lang)
    yield from _force(story, lang)
    yield ""
    before: tuple[tuple[str, Adopted], ...] = ()
    for line in story.lines:
        yield from _line(line, story.titles, [each for each in line.adopted if each not in before], lang)
        before = line.adopted
    yield from _silence(story, lang)
    if story.waiting is not None:
        yield ""
        turn, command = [_with_id(name, ident) for name, ident in story.turn], story.waiting.command
        said = (
            say("next: {people} with `{command}`", people=turn, command=command)
            if turn
            else say("next is `{command}`, and nobody in service may do it: policies/people.toml lacks somebody, or "
                     "somebody lacks a key", command=command)
        )  # fmt: skip
        yield from paragraph(f"{speak(say('hint'), lang)}: {speak(said, lang)}", hanging=2)
    if story.outdated:
        said = say("`nocustom reassess {number}` judges it by what is adopted now", number=case.number)
        yield from paragraph(f"{speak(say('hint'), lang)}: {speak(said, lang)}", hanging=2)


def _silence(story: Story, lang: str) -> Iterator[str]:
    """How long an owner whose silence was recorded may dispute it, and so be asked again."""
    case = story.case
    last = case.declines[-1] if case.state is State.DECLINED and case.declines else None
    recorded = None if last is None else days.read(last.day)
    if last is None or recorded is None or not last.silent or last.by in case.spoke_up:
        return
    until = days.after(recorded, SILENT_DAYS)
    if story.today <= until:
        said = say("until {day} the owner may dispute it with `nocustom dispute {line}`, and is asked again",
                   day=until, line=last.seq)  # fmt: skip
        yield ""
        yield from paragraph(f"{speak(say('hint'), lang)}: {speak(said, lang)}", hanging=2)


def _judged(story: Story, lang: str) -> Iterator[str]:
    revision = story.case.revision
    if revision.assessment is None:
        yield from _field(say("verdict"), speak(say("the assessment can't be read"), lang), lang)
        return
    verdict = (
        VERDICTS[revision.verdict].get(lang) if revision.verdict in VERDICTS else visible(revision.verdict)
    )
    yield from _field(say("verdict"), _dated(verdict, _on(revision.judged_on, lang), lang), lang)
    policy = ", ".join(f"{as_name(layer)} {as_name(version)}" for layer, version in revision.assessment.layers)
    if not story.policy_now:
        policy += "  " + speak(say("(not the policy adopted now)"), lang)
    yield from _field(say("policy"), policy, lang)
    if story.outdated:
        parts = ", ".join(ADOPTED[part].get(lang) for part in story.outdated)
        yield from _field(say("adopted anew since it was judged"), parts, lang)


def _ways_on(story: Story, lang: str) -> Iterator[str]:
    """After a no: how long it may be appealed, and where an appeal was made, since when."""
    case = story.case
    last = case.last_day_of_appeal
    if case.appeal is not None:
        yield from _field(say("appealed on"), _on(case.appeal.day, lang), lang)
    elif last is not None and case.revision.verdict != "forbidden":
        yield from _field(say("last day of appeal"), day(last, lang), lang)


def _force(story: Story, lang: str) -> Iterator[str]:
    answer = story.in_force
    if answer is None:
        return
    approval = story.case.approval
    if approval is not None and approval.changed:
        said = say("not yet; the approval has no effect before it")
        signed = speak(said, lang) if approval.second is None else _on(approval.second.day, lang)
        yield from _field(say("owner's signature under the terms"), signed, lang)
    yield from _conditions(approval, lang)
    if approval is not None and approval.overrides:
        yield from _field(say("overridden rules"), "", lang)
        for each in story.overridden:
            yield from paragraph(speak(overridden_said(each), lang), indent="    ", hanging=2)
    if answer.yes:
        said = say("yes, until {ends_on}", ends_on=answer.ends_on)
        if not answer.begun:
            begins = story.assessment.wanted_from
            said = say("yes, until {ends_on}; wanted from {begins}", ends_on=answer.ends_on, begins=begins)
        yield from _field(say("in force"), speak(said, lang), lang)
    else:
        yield from _field(say("in force"), speak(say("no"), lang), lang)
        for reason in answer.reasons:
            yield from paragraph(f"{reason.value}: {reason.label.get(lang)}", indent="    ", hanging=2)
    if story.lapsed is not None:
        yield from _field(
            say("acceptance"), speak(say("it does not live: {why}", why=story.lapsed.said), lang), lang
        )


def _conditions(approval: Approval | None, lang: str) -> Iterator[str]:
    """Each condition, and whether it is met; that stands first, for the words are the decider's."""
    for said, stands in () if approval is None else standing(approval):
        yield from paragraph(f"[{speak(stands, lang)}] {speak(said, lang)}", indent="  ", hanging=FAR_IN - 2)


def _adopted(parts: list[tuple[str, Adopted]], lang: str) -> Iterator[str]:
    """What was adopted at that moment, told where it is another than at the line before."""
    for part, version in parts:
        named = ", ".join(f"{as_name(str(row['id']))} {as_name(str(row['version']))}" for row in version.layers)
        said = say("{part} adopted on {day} (line {seq}): {version}", part=ADOPTED[part], day=_on(version.day, lang),
                   seq=version.seq, version=named or version.sha256[:16])  # fmt: skip
        yield from paragraph(speak(said, lang), indent=" " * 18, hanging=2)


def _line(
    line: Line, titles: Mapping[str, Bilingual], adopted: list[tuple[str, Adopted]], lang: str
) -> Iterator[str]:
    entry = line.entry
    label = entry.label.get(lang)
    if entry.outcome in _OUTCOMES:
        label += in_brackets(_OUTCOMES[entry.outcome].get(lang), lang)
    mark = speak(say("signed") if entry.signed else say("unsigned"), lang)
    revision = speak(
        say("revision {rev}", rev=entry.rev) if entry.line is None else say("line {line}", line=entry.line), lang
    )
    yield from paragraph(f"{entry.ts[:16].replace('T', ' ')}  {label}  {revision}  [{mark}]", hanging=18)
    who = _with_id(line.name, entry.by)
    if line.posts:
        who += "  " + visible(" / ".join(line.posts))
    yield from paragraph(who, indent=" " * 18, hanging=2)
    if line.acting_for is not None:
        other = _with_id(line.acting_for_name or "", line.acting_for)
        yield from paragraph(speak(say("acting for {other}", other=other), lang), indent=" " * 18, hanging=2)
    if line.decider_name is not None:
        said = say("transcribed: decided on {day} by {person}, document {document}", day=entry.decided_on,
                   person=_with_id(line.decider_name, entry.decider), document=entry.paper)  # fmt: skip
        yield from paragraph(speak(said, lang), indent=" " * 18, hanging=2)
    if line.decider_for_name is not None:
        said = say("in the place of {other}", other=_with_id(line.decider_for_name, entry.decider_for))
        yield from paragraph(speak(said, lang), indent=" " * 18, hanging=2)
    if entry.urgent:
        yield from paragraph(speak(say("urgent"), lang), indent=" " * 18, hanging=2)
    if entry.waived:
        said = say("lead time waived by urgency: {rules}", rules=list(entry.waived))
        yield from paragraph(speak(said, lang), indent=" " * 18, hanging=2)
    if entry.ground:
        ground = f"{speak(say('ground'), lang)}: {visible(entry.ground)}"
        yield from paragraph(ground, indent=" " * 18, hanging=2)
    if line.os_user is not None:
        said = say("user of the computer: {user}", user=line.os_user)
        yield from paragraph(speak(said, lang), indent=" " * 18, hanging=2)
    if line.revision is not None:
        yield from _filed(line.revision, lang)
    yield from _adopted(adopted, lang)
    if line.changes is not None:
        head = say("changed since revision {rev}:", rev=line.changes.since)
        yield from paragraph(speak(head, lang), indent=" " * 18, hanging=2)
        for row in told(line.changes, lang, titles, width=WIDTH - 22):
            yield from paragraph(row, indent=" " * 18, hanging=4)
    for said in line.again:
        yield from paragraph(speak(said, lang), indent=" " * 18, hanging=2)
    if entry.overrides:
        said = say("overridden: {rules}", rules=list(entry.overrides))
        yield from paragraph(speak(said, lang), indent=" " * 18, hanging=2)
    for said in numbered(entry.conditions):
        yield from paragraph(speak(said, lang), indent=" " * 18, hanging=2)
    if line.until is not None:
        said = say("until {day}, earlier than accepted", day=line.until)
        yield from paragraph(speak(said, lang), indent=" " * 18, hanging=2)
    if entry.condition is not None and line.met_on is not None:
        said = say("condition {condition}, met on {day}", condition=entry.condition, day=line.met_on)
        yield from paragraph(speak(said, lang), indent=" " * 18, hanging=2)
    if line.evidence is not None:
        yield from paragraph(f"{speak(say('evidence'), lang)}: {line.evidence[:16]}", indent=" " * 18, hanging=2)
    if entry.reason:
        yield from paragraph(
            f"{speak(say('reason'), lang)}: {visible(entry.reason)}", indent=" " * 18, hanging=2
        )
    if entry.message:
        yield from paragraph(f"> {visible(entry.message)}", indent=" " * 18, hanging=2)
    for problem in entry.void:
        said = say("without effect: {why} [{code}]", why=problem.said, code=problem.code)
        yield from paragraph(speak(said, lang), indent=" " * 18, hanging=2)


def _filed(revision: Revision, lang: str) -> Iterator[str]:
    _, _, then = revision.judgements()[0]
    verdict = VERDICTS[then.verdict].get(lang) if then is not None and then.verdict in VERDICTS else "-"
    yield from paragraph(speak(say("judged: {verdict}", verdict=verdict), lang), indent=" " * 18, hanging=2)
    yield from paragraph(
        f"{speak(say('file'), lang)}: {revision.file_sha256[:16]}", indent=" " * 18, hanging=2
    )


def _on(iso: str, lang: str) -> str:
    on = days.read(iso)
    return visible(iso) if on is None else day(on, lang)


def _dated(text: str, on: str, lang: str) -> str:
    """In Japanese without brackets, for the day has its own."""
    return f"{text}、{on}" if lang == "ja" else f"{text} ({on})"


def _with_id(name: str, ident: str) -> str:
    return visible(ident) if not name or name == ident else f"{visible(name)} ({visible(ident)})"


def _field(label: Said, value: str, lang: str) -> Iterator[str]:
    yield from paragraph(f"{speak(label, lang)}: {value}", indent="  ", hanging=2)
