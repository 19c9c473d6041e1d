"""Which question of the form comes next, and what becomes of what is typed. Nothing here reads or writes.

    what was answered, and what the catalogue and the people file know by it     `known`
    the form in its order, without what can't matter by that                     `questions`
    one typed line: a value that could stand in the file, or the findings        `hear`
    the first question neither answered nor passed over                          `following`
    the judge on what is there, all the rest unknown                             `judgement`

Cost, impact and what is verified are asked from rung 7 up, and below only where the judge asks for it. An answer that
has no meaning any more, because an earlier one changed, is kept but does not stand in the request.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from nocustom.acts.answers import CLEARED, FOUND, Answers, request_of, where_of
from nocustom.acts.form_questions import (
    FIELDS_ASKED,
    PLACE,
    Question,
    field_of,
    in_order,
    items_of,
    of_entries,
    of_list,
    of_rungs,
)
from nocustom.acts.offered import offered
from nocustom.form.catalogue import check_references
from nocustom.form.directory import in_days, unknown
from nocustom.form.fields import ALTERNATIVE, FIELDS, FORM, Field
from nocustom.form.finding import Finding
from nocustom.form.personal import hits
from nocustom.form.reading import validate
from nocustom.form.typed import Option, found, named, numbered, value_of
from nocustom.judge.condition import leaves
from nocustom.judge.derive import Setting
from nocustom.judge.policy import Rule
from nocustom.judge.report import questions as asked_by
from nocustom.judge.verdict import Judge, Judgement
from nocustom.words import Said, say

__all__ = ["CLEAR", "NONE", "Heard", "Wizard", "is_no"]

CLEAR = "-"
"""Typed where an answer stands: take it away."""
NONE = "0"
"""Typed where that can be said: there is none, which is another thing than not to know."""
DETAIL_FROM = 7
"""From this rung up, cost, impact and what is verified are asked in full."""

_BY_LAW = ("law", "prefecture_scheme", "ordinance")
_DETAIL = frozenset(
    path for path in FORM if path.startswith(("cost.", "impact."))
    or path in ("verification.items", "verification.hours_per_release", "verification.evidence"))  # fmt: skip
@dataclass(frozen=True, slots=True)
class Heard:
    """What became of a typed line: the answers with it; or why not; or the several things it may mean.

    The `findings` of answers that were taken are remarks.
    """

    answers: Answers | None
    findings: tuple[Finding, ...] = ()
    options: tuple[Option, ...] = ()


def is_no(judgement: Judgement) -> bool:
    """Whether the verdict is a no: whatever is answered later, it does not become a yes."""
    return judgement.verdict in ("forbidden", "refused", "redirected")


class Wizard:
    """The form as a conversation under one policy, one catalogue and one people file, on one day."""

    def __init__(self, judge: Judge, setting: Setting) -> None:
        self.judge = judge
        self.setting = setting
        self.catalogue = setting.catalogue
        self.people = setting.people
        self.day = setting.judged_on

    def known(self, answers: Answers) -> dict[str, Any]:
        """Every answer that belongs into the request, those included that need not be asked; in the form's order."""
        known: dict[str, Any] = {}
        given = answers.given
        for path in FIELDS_ASKED:
            if path == ALTERNATIVE:
                for rung in range(known.get("gap.rung", 0)):
                    result, why = f"{path}.{rung}.result", f"{path}.{rung}.why"
                    if result in given:
                        known |= {part: given[part] for part in (result, why) if part in given}
            elif not self._has_meaning(path, known):
                continue
            elif path == CLEARED:
                known |= {name: given[name] for name in self._suspicious(known) if name in given}
            elif path == FOUND or FORM[path].kind == "list":
                known |= items_of(path, given)
            else:
                value = given.get(path)
                if value is None and path not in answers.passed:
                    value = self.taken(path, known)
                if value is not None:
                    known[path] = value
        if known.get("system.business") not in self.catalogue.businesses.get(known.get("system.id", ""), {}):
            known.pop("system.business", None)
        return known

    def taken(self, path: str, known: Mapping[str, Any]) -> Any:
        """What nobody need be asked: the only business of the system, the department and section of who files."""
        if path == "system.business":
            businesses = self.catalogue.businesses.get(known.get("system.id", ""), {})
            return next(iter(businesses)) if len(businesses) == 1 else None
        if path in ("request.department", "request.section"):
            entry = self.people.at(known.get("request.requester", ""), self.day)
            return entry.get(path.partition(".")[2]) if entry else None
        return None

    def _has_meaning(self, path: str, known: Mapping[str, Any]) -> bool:
        """Whether there can be an answer to it at all, by the earlier ones."""
        match path:
            case "system.business":
                return "system.id" in known
            case "gap.form_basis":
                return known.get("gap.output") == "form"
            case "precedent.found":
                return known.get("precedent.searched") is True
            case "impact.approved_link":
                return known.get("impact.crosses_segment") is True
            case _:
                return True

    def _suspicious(self, known: Mapping[str, Any]) -> list[str]:
        """The questions about strings that look like personal data."""
        return [f"{CLEARED}.{text}" for text in dict.fromkeys(text for _, text in hits(request_of(known)))]

    def request(self, answers: Answers) -> dict[str, Any]:
        """The request as far as it is known: what would stand in the file."""
        return in_order(request_of(self.known(answers)))

    def judgement(self, answers: Answers) -> Judgement:
        """The judge on that."""
        return self.judge.judge(self.request(answers), self.setting)

    # What is asked ----------------------------------------------------------------------------------------------

    def questions(self, answers: Answers) -> list[Question]:
        """Every question that matters by now, answered or not, in the order of the form."""
        known = self.known(answers)
        asked = {each.field for each in asked_by(self.judgement(answers))}
        wanted: list[Question] = []
        for path in FIELDS_ASKED:
            if path == ALTERNATIVE:
                wanted += of_rungs(known)
            elif not self._has_meaning(path, known) or not self._wanted(path, known, answers, asked):
                continue
            elif path == CLEARED:
                wanted += self._strings(known)
            elif path == FOUND:
                wanted += of_entries(known)
            elif FORM[path].kind == "list":
                wanted += of_list(path, known)
            else:
                wanted.append(Question(path, FORM[path], current=known.get(path)))
        return wanted

    def _with_options(self, question: Question, known: Mapping[str, Any]) -> Question:
        """The question with what may be chosen."""
        options = offered(question.field.path, known, self.catalogue, self.people, self.day)
        return replace(question, offered=options)

    def _wanted(self, path: str, known: Mapping[str, Any], answers: Answers, asked: set[str]) -> bool:
        """Whether the form comes to this field by what is known: not where the catalogue has answered it."""
        if path in answers.given or path in answers.passed:
            return True
        if self.taken(path, known) is not None:
            return False
        if FORM[path].required or path in asked or f"{path}.0" in known:
            return True
        match path:
            case "reason.legal_basis" | "reason.effective_on":
                return known.get("reason.category") in _BY_LAW
            case "impact.privacy_assessment" if not (
                known.get("impact.my_number") or known.get("impact.personal_data")
            ):
                return False
            case _:
                return path not in _DETAIL or known.get("gap.rung", 0) >= DETAIL_FROM

    def _strings(self, known: Mapping[str, Any]) -> Iterator[Question]:
        without = {name: value for name, value in known.items() if not name.startswith(f"{CLEARED}.")}
        for name in self._suspicious(without):
            text = name.removeprefix(f"{CLEARED}.")
            yield Question(name, FORM[f"{CLEARED}.why"], text=text, current=known.get(name))

    def question(self, answers: Answers, name: str) -> Question | None:
        """One question by its id, also one that need not be asked; None where it does not matter any more."""
        known = self.known(answers)
        one = next((each for each in self.questions(answers) if each.id == name), None)
        if one is None and name in known and name in FORM:
            one = Question(name, FORM[name], current=known[name])
        return None if one is None else self._with_options(one, known)

    def following(self, answers: Answers) -> Question | None:
        """The first question that is neither answered nor passed over; None at the end of the form."""
        for each in self.questions(answers):
            if each.current is None and each.id not in answers.passed:
                return self._with_options(each, self.known(answers))
        return None

    def before(self, answers: Answers, name: str) -> str | None:
        """The question that stands before this one; None for the first."""
        names = [each.id for each in self.questions(answers)]
        place = names.index(name) if name in names else len(names)
        return names[place - 1] if place else None

    def answered(self, answers: Answers) -> list[Question]:
        """The questions that have an answer, with what need not be asked; in the order of the form."""
        known = self.known(answers)
        there = [each for each in self.questions(answers) if each.current is not None]
        asked = {each.id for each in there}
        there += [Question(path, FORM[path], current=known[path])
                  for path in known if path in FORM and known[path] != [] and path not in asked]  # fmt: skip
        return [
            self._with_options(each, known)
            for each in sorted(there, key=lambda each: PLACE[each.field.path])
        ]

    def lacking(self, answers: Answers) -> list[Field]:
        """What no request is without and is not known yet."""
        known = self.known(answers)
        return [FORM[path] for path in FIELDS_ASKED if FORM[path].required and path not in known]

    def rules(self, path: str) -> list[Rule]:
        """The rules in effect that look at a field, itself or through a derived one."""
        about = ALTERNATIVE if path == f"{ALTERNATIVE}.result" else path
        return [rule for rule in self.judge.rules if in_days(rule.days, self.day)
                and any(about in FIELDS[leaf.field].inputs
                        for part in (rule.when, rule.unless, rule.must) for leaf in leaves(part))]  # fmt: skip

    # What is heard ----------------------------------------------------------------------------------------------

    def hear(self, answers: Answers, question: Question, text: str) -> Heard:
        """A typed line: an answer, or nothing (keep what stands there, or leave it unknown), or `-` (take it away)."""
        if not text:
            if question.current is not None:
                return Heard(answers)
            return (
                Heard(None, (_missing(question.field),))
                if question.mandatory
                else Heard(answers.passing(question.id))
            )
        if text == CLEAR and question.current is not None:
            return Heard(_without(answers, question))
        if text == NONE and question.may_be_none:
            path = question.field.path
            return Heard(answers.to(path, "") if question.item is None else answers.emptied(path))
        option = self._option(question, text)
        if isinstance(option, Heard):
            return _by_name(option, question)
        value = option.value if option else value_of(question.field.kind, text)
        heard = Heard(None, (value,)) if isinstance(value, Finding) else self.take(answers, question, value)
        return _by_name(heard, question)

    def _option(self, question: Question, text: str) -> Option | Heard | None:
        """The option that is meant; why there is none; None where the question has no options."""
        shown, all_ = question.offered
        own_numbers = question.field.kind == "int"
        option = named((*shown, *all_), text) or (None if own_numbers else numbered(shown, text))
        if option is not None or not all_:
            return option
        near = found(all_, text)
        if len(near) > 1:
            return Heard(None, options=near)
        if near:
            return near[0]
        if text.isascii():
            return None  # an id that is not offered, of who has left perhaps: a file could have it, or says why not
        value = value_of("id", text)  # a number of the list in full-width digits is told to be that
        what = _CALLED.get(question.id, "person")
        return Heard(None, (value if isinstance(value, Finding) else
                            unknown(what, text, [each.value for each in all_], ()),))  # fmt: skip

    def take(self, answers: Answers, question: Question, value: Any) -> Heard:
        """The answers with this value, if it can stand in a request; with a remark if it looks like personal data."""
        path = question.field.path
        base = answers.without(path) if question.field.kind == "list" else answers
        after = base.to(question.id, value)
        request = in_order(
            request_of({**self.known(after), question.id: value})
        )  # the business of another system too
        where = where_of(question.id, request)
        against = [each for each in validate("request", request) if each.where == where]
        against = against or [each for each in check_references(request, self.catalogue, self.people)
                              if each.where == where]  # fmt: skip
        if against:
            return Heard(None, tuple(against))
        return Heard(after, tuple(_looks_personal(text) for place, text in hits(request) if place == where))

    def again(self, kept: Answers) -> Answers:
        """Answers that were kept, each heard anew: what can't stand in a request any more is asked again."""
        answers = Answers(insisted=kept.insisted)
        waiting = sorted({*kept.given, *kept.passed}, key=lambda name: PLACE.get(field_of(name), len(PLACE)))
        while True:
            left = []
            for name in waiting:
                empty = kept.given.get(name) == []
                question = self.question(answers, f"{name}.0" if empty else name)
                if question is None:
                    left.append(name)
                elif empty:
                    answers = answers.emptied(name)
                elif name in kept.given:
                    answers = self.take(answers, question, kept.given[name]).answers or answers
                elif not question.mandatory:
                    answers = answers.passing(name)
            if left == waiting:
                return answers
            waiting = left


_CALLED = {"request.department": "department", "system.id": "system", "system.business": "business"}


def _without(answers: Answers, question: Question) -> Answers:
    """What stands there taken away: what a request can't be without is asked again, all else is left unknown."""
    if question.current == []:
        return answers.without(question.field.path)
    if question.item is not None and question.field.path in (f"{FOUND}.body", question.id.rpartition(".")[0]):
        return answers.without_item(
            FOUND if question.id.startswith(FOUND) else question.field.path, question.item
        )
    return answers.without(question.id) if question.mandatory else answers.passing(question.id)


def _missing(field: Field) -> Finding:
    return Finding("missing-field", say("{label} can't be left out", label=field.label))


def _looks_personal(text: str) -> Finding:
    return Finding(
        "personal-data", say("`{text}` looks like personal data", text=text), severity="warning",
        hints=(say("go back with `<` and leave it out; if it is none, say so where disclosure is asked"),))  # fmt: skip


_FEW = 12
"""So many of what may be answered are told where an answer is none of them."""


def _by_name(heard: Heard, question: Question) -> Heard:
    """What was heard; an objection that lists ids lists names with them: ids alone say little to who is asked."""
    shown, all_ = question.offered
    if heard.answers is not None or not (shown or all_):
        return heard
    named_: list[Said] = [say("{number} {name}", number=place, name=each.name) for place, each in enumerate(shown, 1)]
    named_ = named_ or [say("{name} ({id})", name=each.name, id=str(each.value)) for each in all_]
    allowed = [*named_[:_FEW], *(["..."] if len(named_) > _FEW else [])]
    return replace(heard, findings=tuple(
        replace(each, expected=say("one of {allowed}", allowed=allowed))
        if each.code == "not-allowed" or each.code.startswith("unknown-") else each
        for each in heard.findings
    ))  # fmt: skip
