"""The wizard of `nocustom request new`: shows a question, reads a line, keeps the draft, until there is a file.

a draft to go on with?      else a new one
one question after the other, the verdict after each section
a no that is certain        reason and next steps, instead of more questions
the end of the form         the file, and the next commands
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from nocustom.acts.answers import Answers
from nocustom.acts.check import ready
from nocustom.acts.desk import Aborted
from nocustom.acts.drafts import Draft, discard, drafts, fresh, keep
from nocustom.acts.form_questions import Question
from nocustom.acts.new import New, written
from nocustom.acts.offered import Offered
from nocustom.acts.wizard import CLEAR, Wizard, is_no
from nocustom.acts.workspace import Workspace
from nocustom.cli.terminal import Terminal
from nocustom.form.fields import FORM
from nocustom.form.finding import Finding
from nocustom.form.typed import narrow
from nocustom.judge.verdict import Judgement
from nocustom.show import wizard_text as screens
from nocustom.show.question_text import explained, objections, question_text
from nocustom.words import Said, say

__all__ = ["fill_in"]

HELP, BACK = "?", "<"


def fill_in(
    workspace: Workspace,
    given: Mapping[str, Any],
    to: Path | None,
    clock: Callable[[], datetime],
    terminal: Terminal,
) -> New | None:
    """Ask for a request and write it; None where the person leaves without a file.

    `given` is known from the command line and not asked. Raises Aborted where the person stops: the draft is kept.
    """
    day = workspace.today(clock())
    wizard = Wizard(*ready(workspace, day))
    try:
        path, answers = _begun(workspace, wizard, terminal)
    except KeyboardInterrupt:
        print()
        raise _left(bool(drafts(workspace))) from None
    for name, value in given.items():
        answers = answers.to(name, value)
    conversation = _Conversation(workspace, wizard, path, answers, clock, terminal)
    try:
        return conversation.to_the_end(to)
    except KeyboardInterrupt:
        raise conversation.stopped() from None


def _begun(workspace: Workspace, wizard: Wizard, terminal: Terminal) -> tuple[Path, Answers]:
    """The draft to go on with, as far as it can still stand; a new one where there is none, or none is wanted."""
    listed: list[Draft] = []
    while there := drafts(workspace):
        if there != listed:
            terminal.show(screens.draft_list(there, terminal.lang))
            listed = there
        typed = narrow(_line(terminal))
        if not typed:
            break
        draft = _of(there, typed.removeprefix("-"))
        if draft is None:
            terminal.show(screens.drafts_answer(len(there), terminal.lang))
        elif typed.startswith("-"):
            discard(draft.path)
        elif draft.answers is not None:
            return draft.path, wizard.again(draft.answers)
        else:
            terminal.show(screens.note(say("this draft can't be read; `-{number}` discards it", number=typed),
                                       terminal.lang))  # fmt: skip
    return fresh(workspace), Answers()


def _of(there: Sequence[Draft], typed: str) -> Draft | None:
    return (
        there[int(typed) - 1]
        if typed.isascii() and typed.isdigit() and 0 < int(typed) <= len(there)
        else None
    )


def _line(terminal: Terminal) -> str:
    """A typed line; the end of input is a stop."""
    typed = terminal.typed()
    if typed is None:
        raise KeyboardInterrupt
    return typed


def _left(kept: bool) -> Aborted:
    """What is said to a person who stops, with a draft on disk or without."""
    if kept:
        return Aborted(say("stopped; the draft is kept"), say("`nocustom request new` goes on with it"))
    return Aborted(say("stopped; nothing was written"))


class _Conversation:
    """One person at one terminal with one draft."""

    def __init__(
        self, workspace: Workspace, wizard: Wizard, path: Path, answers: Answers, clock: Callable[[], datetime],
        terminal: Terminal,
    ) -> None:  # fmt: skip
        self.workspace = workspace
        self.wizard = wizard
        self.path = path
        self.answers = answers
        self.clock = clock
        self.terminal = terminal
        self.kept = path.exists()
        self.section = ""

    def to_the_end(self, to: Path | None) -> New | None:
        """Question by question; the file, or None where none is wanted."""
        self._show(screens.opening(self.terminal.lang))
        while True:
            judgement = self.wizard.judgement(self.answers)
            question = self.wizard.following(self.answers)
            if is_no(judgement) and judgement.verdict != self.answers.insisted and question is not None:
                done, made = self._menu(
                    screens.stop(judgement, self.terminal.lang), judgement, to, ended=False
                )
            elif question is not None:
                self._ask(question, judgement)
                continue
            else:
                done, made = self._menu(screens.end(judgement, self.terminal.lang), judgement, to, ended=True)
            if done:
                return made

    def stopped(self) -> Aborted:
        """What is said when the person stops."""
        print()
        return _left(self.kept)

    def _show(self, rows: Iterable[str]) -> None:
        self.terminal.show(rows)

    def _ask(self, question: Question, judgement: Judgement) -> None:
        """One question, until it is settled; `<` leads to the one before, and from there on to what is open."""
        lang = self.terminal.lang
        if question.section != self.section:
            if self.section:
                self._show(screens.so_far(judgement, lang))
            self._heading(question)
        asked: Question | None = question
        while asked is not None:
            self._show(question_text(asked, self.wizard.rules(asked.field.path), lang))
            asked = self._answered(asked)

    def _heading(self, question: Question) -> None:
        self.section = question.section
        sections = list(dict.fromkeys(each.section for each in self.wizard.questions(self.answers)))
        if self.section in sections:
            place = sections.index(self.section) + 1
            self._show(screens.heading(self.section, place, len(sections), self.terminal.lang))

    def _answered(self, question: Question) -> Question | None:
        """Read lines until one settles the question; the question to ask instead, where the person goes back."""
        lang = self.terminal.lang
        while True:
            typed = _line(self.terminal)
            command = narrow(typed)
            if command == HELP:
                self._show(explained(question, self.wizard.rules(question.field.path), lang))
                continue
            if command == BACK:
                before = self.wizard.before(self.answers, question.id)
                if before is not None:
                    return self.wizard.question(self.answers, before)
                self._show(screens.note(say("this is the first question"), lang))
                continue
            heard = self.wizard.hear(self.answers, question, command if command == CLEAR else typed)
            if heard.answers is not None:
                self._take(question, heard.answers, heard.findings)
                return None
            if heard.options:
                self._show(screens.several(heard, lang))
                question = replace(question, offered=Offered(heard.options, question.offered.all))
            self._show(objections(heard.findings, lang))

    def _take(self, question: Question, answers: Answers, remarks: Sequence[Finding]) -> None:
        """Keep the answer, and show what it stands for and what need not be asked because of it."""
        lang = self.terminal.lang
        before, self.answers = self.answers, answers
        if answers != before:
            keep(self.workspace, self.path, answers, self.workspace.now(self.clock()))
            self.kept = True
        known = self.wizard.known(answers)
        new = [name for name in known if name in FORM and name not in self.wizard.known(before)]
        if (
            question.id in known
            and (question.offered.shown or question.offered.all)
            and known[question.id] != []
        ):
            new = list(dict.fromkeys([question.id, *new]))
        for name in new:
            about = self.wizard.question(answers, name)
            if about is not None and (about.offered.shown or about.offered.all or name != question.id):
                self._show(screens.taken_note(about, lang))
            if name == "system.id":
                self._show(screens.system_facts(self.wizard, known[name], lang))
        self._show(objections(remarks, lang))

    def _menu(
        self, shown: Iterable[str], judgement: Judgement, to: Path | None, *, ended: bool
    ) -> tuple[bool, New | None]:
        """What to do with a no, or at the end of the form. Whether that was all, and the file if one was written."""
        self._show(shown)
        choices = _AT_THE_END if ended else _AT_A_NO
        self._show(screens.menu(list(choices.values()), self.terminal.lang))
        while True:
            typed = _line(self.terminal)
            if typed.isascii() and typed.isdigit() and 0 < int(typed) <= len(choices):
                break
            self._show(screens.note(say("type one of these numbers, half-width"), self.terminal.lang))
        match list(choices)[int(typed) - 1]:
            case "write":
                made = written(self.workspace, self.wizard.request(self.answers), self.wizard.day, to)
                discard(self.path)
                self._show(screens.written_text(made, self.wizard.lacking(self.answers), self.terminal.lang))
                return True, made
            case "leave":
                discard(self.path)
                self._show(screens.note(say("left without a file; the draft is deleted"), self.terminal.lang))
                return True, None
            case "go on":
                self.answers = replace(self.answers, insisted=judgement.verdict)
                return False, None
            case _:
                self._change()
                return False, None

    def _change(self) -> None:
        """One of the answers, asked again."""
        answered = self.wizard.answered(self.answers)
        self._show(screens.answered_list(answered, self.terminal.lang))
        typed = _line(self.terminal)
        if typed.isascii() and typed.isdigit() and 0 < int(typed) <= len(answered):
            self._ask_again(answered[int(typed) - 1])

    def _ask_again(self, question: Question) -> None:
        self.section = ""
        asked: Question | None = question
        while asked is not None:
            self._show(question_text(asked, self.wizard.rules(asked.field.path), self.terminal.lang))
            asked = self._answered(asked)


_AT_A_NO: dict[str, Said] = {
    "change": say("change an answer"),
    "go on": say("go on filling it in all the same: a request with a no may be filed too"),
    "write": say("write the file as it is"),
    "leave": say("leave without a file; the draft is deleted (Ctrl-C keeps it)"),
}
_AT_THE_END: dict[str, Said] = {
    "write": say("write the file"),
    "change": say("change an answer"),
    "leave": say("leave without a file; the draft is deleted (Ctrl-C keeps it)"),
}
