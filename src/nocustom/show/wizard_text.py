"""The wizard's other screens: headings, the verdict so far, what can be done with a no and at the end, the drafts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nocustom.acts.drafts import Draft
from nocustom.acts.form_questions import Question
from nocustom.acts.new import New
from nocustom.acts.wizard import Heard, Wizard
from nocustom.form.choices import VERDICTS
from nocustom.form.fields import FIELDS, FORM, Field
from nocustom.judge.report import questions
from nocustom.judge.verdict import Judgement
from nocustom.locale import speak
from nocustom.show.check_text import hint, judged
from nocustom.show.layout import WIDTH, cells, cut, day, padded, paragraph
from nocustom.show.question_text import numbered, title_of, value_of
from nocustom.words import Said, say, visible

__all__ = [
    "answered_list", "draft_list", "drafts_answer", "end", "heading", "menu", "note", "opening", "several", "so_far",
    "stop", "system_facts", "taken_note", "written_text",
]  # fmt: skip

_COMMANDS: tuple[tuple[str, Said], ...] = (
    ("Enter", say("leave it unknown, or keep what stands there")),
    ("?", say("what is asked, and which rules look at it")),
    ("<", say("back by one question")),
    ("-", say("take away the answer that stands there")),
    ("Ctrl-C", say("stop; the draft is kept, and `nocustom request new` goes on with it")),
)


def opening(lang: str) -> Iterator[str]:
    """What can be typed at every question."""
    yield from paragraph(
        speak(say("A new request, question by question; what is known already is not asked"), lang)
    )
    yield from _columns([(key, speak(what, lang)) for key, what in _COMMANDS])


def _columns(rows: Sequence[tuple[str, str]], indent: str = "  ") -> Iterator[str]:
    width = max((cells(first) for first, _ in rows), default=0)
    for first, second in rows:
        yield from paragraph(f"{padded(first, width)}  {second}".rstrip(), indent=indent, hanging=width + 2)


def heading(section: str, place: int, total: int, lang: str) -> Iterator[str]:
    """The top of a section: which one of how many, and what belongs there."""
    yield ""
    yield "-" * WIDTH
    field = FORM[section]
    yield from paragraph(f"{place}/{total} {speak(field.label, lang)}: {speak(field.help, lang)}", hanging=2)


def several(heard: Heard, lang: str) -> Iterator[str]:
    """What a part of a name may mean."""
    yield from paragraph(speak(say("several have this in their name; type the number"), lang))
    yield from numbered(heard.options, lang)


def taken_note(question: Question, lang: str) -> Iterator[str]:
    """What an option that was found by number or name stands for, or what nobody was asked."""
    yield from paragraph(
        f"-> {speak(question.field.label, lang)}: {value_of(question, lang)}", indent="  ", hanging=3
    )


def system_facts(wizard: Wizard, system: str, lang: str) -> Iterator[str]:
    """What the catalogue knows of a system, so that nobody need be asked."""
    about = wizard.catalogue.systems[system]
    facts = [
        (speak(say("vendor"), lang), visible(f"{about['vendor']} / {about['package']} {about['version']}")),
        (_label("system.renewal_on", lang), day(about["renewal_on"], lang)),
        (_label("system.contract_end", lang), day(about["contract_end"], lang)),
        (_label("system.releases_per_year", lang), str(about["releases_per_year"])),
    ]
    if shared := [name for name in about.get("shared_with", ()) if name.strip()]:
        facts.append((_label("system.shared", lang), visible(("、" if lang == "ja" else ", ").join(shared))))
    yield from _columns(facts, indent="     ")


def _label(path: str, lang: str) -> str:
    return speak(FIELDS[path].label, lang)


def so_far(judgement: Judgement, lang: str) -> Iterator[str]:
    """The verdict on what is there, after a section."""
    yield ""
    verdict = VERDICTS[judgement.verdict]
    open_ = len(questions(judgement))
    said = (say("Verdict so far: {verdict}; questions of the policy still open: {count}", verdict=verdict, count=open_)
            if open_ else say("Verdict so far: {verdict}", verdict=verdict))  # fmt: skip
    yield from paragraph(speak(said, lang))
    if grounds := judgement.grounds():
        yield from paragraph(
            f"{speak(say('Grounds'), lang)}: " + ", ".join(f"{rule.id} {speak(rule.title, lang)}" for rule in grounds),
            indent="  ", hanging=2)  # fmt: skip


def stop(judgement: Judgement, lang: str) -> Iterator[str]:
    """A no that no further answer turns into a yes, with the reason and the next steps."""
    yield ""
    yield "=" * WIDTH
    yield from paragraph(speak(say("The answer is certain by now, whatever else is filled in"), lang))
    yield ""
    yield from judged(judgement, lang)
    yield ""


def end(judgement: Judgement, lang: str) -> Iterator[str]:
    """The end of the form."""
    yield ""
    yield "=" * WIDTH
    yield from paragraph(speak(say("The form is at its end"), lang))
    yield ""
    yield from judged(judgement, lang)
    yield ""


def note(said: Said, lang: str) -> Iterator[str]:
    """A word on what was typed."""
    yield from paragraph(speak(said, lang))


def menu(rows: Sequence[Said], lang: str) -> Iterator[str]:
    """What can be done now, with numbers."""
    for place, row in enumerate(rows, start=1):
        yield from paragraph(f"{place}  {speak(row, lang)}", indent="  ", hanging=3)


def answered_list(questions_: Sequence[Question], lang: str) -> Iterator[str]:
    """Every answer with a number, to change one."""
    yield ""
    width = max((cells(title_of(each, lang)) for each in questions_), default=0)
    width = min(width, 44)
    for place, each in enumerate(questions_, start=1):
        row = f"{place:>3}  {padded(cut(title_of(each, lang), width), width)}  {value_of(each, lang)}"
        yield cut(row, WIDTH)
    yield from paragraph(speak(say("the number of the answer to change, or Enter for none"), lang))


def draft_list(drafts: Sequence[Draft], lang: str) -> Iterator[str]:
    """The drafts that are there, with numbers."""
    yield from paragraph(speak(say("There is unfinished work"), lang))
    for place, draft in enumerate(drafts, start=1):
        if draft.answers is None or draft.saved is None:
            unreadable = speak(say("can't be read"), lang)
            yield f"{place:>3}  {unreadable}  {visible(draft.path.name)}"
            continue
        saved = f"{draft.saved:%Y-%m-%d %H:%M}"
        count = speak(say("answers: {count}", count=len(draft.answers.given)), lang)
        row = f"{place:>3}  {saved}  {count}  {visible(draft.title)}"
        yield cut(row.rstrip(), WIDTH)
    yield from paragraph(
        speak(
            say("a number goes on with it, `-` and the number discards it, Enter for a new request"), lang
        )
    )


def drafts_answer(count: int, lang: str) -> Iterator[str]:
    """What may be typed below the list of drafts."""
    numbers = [say("`{value}`", value=str(number)) for number in range(1, count + 1)]
    yield from note(say("type {numbers} to go on with a draft, `-1` and so on to discard it, or Enter alone for a new "
                        "request", numbers=numbers), lang)  # fmt: skip


def written_text(made: New, lacking: Sequence[Field], lang: str) -> Iterator[str]:
    """Where the file is, what it still lacks, and the next commands."""
    yield ""
    yield made.shown
    if lacking:
        labels = [each.label for each in lacking]
        yield from paragraph(speak(
            say("It can't be judged before these are filled in: {fields}", fields=labels), lang))  # fmt: skip
    yield from hint(
        say("`nocustom check {path}` tells the verdict, and what is missing", path=made.shown), lang
    )
    yield from hint(say("`nocustom submit {path}` files it", path=made.shown), lang)
