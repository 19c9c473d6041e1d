"""`nocustom check` for people: a line for each request, or for a single one the reasons and the next steps."""

from __future__ import annotations

from collections.abc import Iterator

from nocustom.acts.check import Check, Checked
from nocustom.form.choices import EFFECTS
from nocustom.form.fields import FORM
from nocustom.judge.policy import Rule
from nocustom.judge.report import RuleReport, next_steps, questions, rule_reports
from nocustom.judge.verdict import DEFAULT, VERDICTS, Judgement
from nocustom.locale import speak
from nocustom.show.colour import Colour, painted
from nocustom.show.diagnosis import diagnoses
from nocustom.show.layout import FAR_IN, WIDTH, cells, cut, day, in_brackets, listed, padded, paragraph
from nocustom.words import Bilingual, Said, say, visible

__all__ = ["COLOURS", "EFFECTS", "check_text", "judged", "summary"]

NOT_JUDGED = Bilingual("判定不能", "not judged")


COLOURS: dict[str | None, Colour] = {
    "forbidden": "red", "refused": "red", "redirected": "yellow", "incomplete": "yellow", "eligible": "green",
    None: "red",
}  # fmt: skip
"""Of each verdict, and of none; the word says the same."""


def check_text(check: Check, lang: str, *, coloured: bool = False) -> Iterator[str]:
    """The screen in lines; findings that kept a request from being judged stand with it."""
    if len(check.paths) == 1:
        for checked in check.requests:
            yield from one(checked, check, lang, coloured=coloured)
        return
    yield from table(check, lang, coloured=coloured)


def table(check: Check, lang: str, *, coloured: bool = False) -> Iterator[str]:
    """One line a request: verdict, what decided, path, title."""
    verdict_width = max(cells(word.get(lang)) for word in (*VERDICTS.values(), NOT_JUDGED))
    folder = _folder(check.paths)
    path_width = min(max((cells(path) for path in check.paths), default=0) - len(folder), 36)
    if folder:
        yield speak(say("in {folder}", folder=folder), lang)
    for checked in check.requests:
        word, by = _verdict(checked, lang)
        path = cut(visible(checked.path.removeprefix(folder)), path_width)
        row = f"{padded(word, verdict_width)}  {padded(by, 10)}  {padded(path, path_width)}"
        row = f"{row}  {cut(visible(checked.text('title') or ''), WIDTH - cells(row) - 2)}".rstrip()
        yield painted(word, COLOURS[checked.verdict] if coloured else None) + row.removeprefix(word)
        if checked.errors:
            yield ""
            yield diagnoses(checked.errors, lang, coloured=coloured)
            yield ""
    yield ""
    yield from summary(check, lang)
    yield from hint(say("`nocustom check PATH` tells the reasons and the next steps of one request"), lang)


def _folder(paths: list[str]) -> str:
    """The folder all of them lie in, with its slash; it is said once above the table."""
    first, last = min(paths), max(paths)
    same = next((at for at, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))
    return first[: first.rfind("/", 0, same) + 1]


def _verdict(checked: Checked, lang: str) -> tuple[str, str]:
    judgement = checked.judgement
    if judgement is None:
        return NOT_JUDGED.get(lang), ""
    ids = judgement.decided_by()
    by = ids[0] if len(ids) == 1 else f"{ids[0]} +{len(ids) - 1}"
    return VERDICTS[judgement.verdict].get(lang), by


def summary(check: Check, lang: str) -> Iterator[str]:
    """How many came out how, and under which policy on which day."""
    counts = [
        f"{VERDICTS[verdict].get(lang)} {count}" for verdict, count in check.tally.verdicts.items() if count
    ]
    if check.tally.not_judged:
        counts.append(f"{NOT_JUDGED.get(lang)} {check.tally.not_judged}")
    total = speak(say("requests: {total}", total=check.tally.total), lang)
    yield from paragraph(total + in_brackets(listed(counts, lang), lang))
    layers = ", ".join(f"{layer.id} {layer.version}" for layer in check.layers)
    yield from paragraph(
        speak(say("judged as of {day} under {layers}", day=day(check.as_of, lang), layers=layers), lang)
    )


def one(checked: Checked, check: Check, lang: str, *, coloured: bool = False) -> Iterator[str]:
    """Everything a person needs to know about one request."""
    judgement = checked.judgement
    title = checked.text("title")
    if title:
        yield from paragraph(visible(title), hanging=FAR_IN)
    yield visible(checked.path)
    if judgement is None:
        yield ""
        yield diagnoses(checked.findings, lang, coloured=coloured)
        yield ""
        yield from paragraph(speak(say("not judged; to mend: {count}", count=len(checked.findings)), lang))
        if checked.document is not None and not any(each.code == "other-kind" for each in checked.errors):
            yield from hint(
                say("mend the file and run `nocustom check {path}` again", path=checked.path), lang
            )
        return
    yield ""
    yield from judged(judgement, lang, coloured=coloured)
    if checked.findings:
        yield ""
        yield diagnoses(checked.findings, lang, coloured=coloured)
    yield ""
    layers = ", ".join(f"{layer.id} {layer.version}" for layer in check.layers)
    yield from paragraph(
        speak(say("judged as of {day} under {layers}", day=day(check.as_of, lang), layers=layers), lang)
    )
    yield from hint(
        say("`nocustom explain {path}` shows every clause with the value it saw", path=checked.path), lang
    )


def judged(judgement: Judgement, lang: str, *, coloured: bool = False) -> Iterator[str]:
    """A verdict with what decided it, the questions still open, and the next steps."""
    word = VERDICTS[judgement.verdict].get(lang)
    yield f"{speak(say('Verdict'), lang)}: {painted(word, COLOURS[judgement.verdict] if coloured else None)}"
    yield from paragraph(speak(_meaning(judgement), lang), indent="  ")
    yield from _rules(judgement, lang)
    yield from _questions(judgement, lang)
    yield from _steps(judgement, lang)


_MEANING: dict[str, Said] = {
    "forbidden": say("the policy rules this out; nobody can approve it"),
    "refused": say("the policy gives no ground for this customization"),
    "redirected": say("there is another way, which comes first"),
    "incomplete": say("something that matters is missing; it can't be judged to the end yet"),
    "eligible": say("a ground exists; a named owner must accept the verification before anybody decides"),
}


def _meaning(judgement: Judgement) -> Said:
    if judgement.verdict == "refused" and judgement.decided_by() != [DEFAULT]:
        return say("a rule of the policy speaks against it, and no ground lifts that rule")
    return _MEANING[judgement.verdict]


def _rules(judgement: Judgement, lang: str) -> Iterator[str]:
    """The rules worth reading for this verdict: a no does not ask for more answers, a yes has none left to ask."""
    groups: list[tuple[Said, list[RuleReport]]] = [
        (say("Decided by"), []),
        (say("Not settled yet"), []),
        (say("Grounds"), []),
        (say("Lifted, for the person who decides"), []),
        (say("To note"), []),
    ]
    no = judgement.verdict not in ("incomplete", "eligible")
    decided_by = set(judgement.decided_by()) if no else set()
    for report in rule_reports(judgement):
        rule = report.rule
        if report.id in decided_by:
            groups[0][1].append(report)
        elif report.met is False or report.fired == "unknown":
            groups[1][1].extend([] if no else [report])
        elif report.lifted:
            groups[3][1].append(report)
        elif rule and rule.effect in ("permit", "escalate"):
            groups[2][1].extend([] if no else [report])
        elif rule and rule.effect in ("advise", "redirect", "forbid"):
            groups[4][1].append(report)
    asked = {rule_id for question in questions(judgement) for rule_id in question.rules}
    for heading, reports in groups:
        if reports:
            yield ""
            yield speak(heading, lang)
            for report in reports:
                yield from _rule(report, lang, brief=report.id in asked)


def _rule(report: RuleReport, lang: str, *, brief: bool) -> Iterator[str]:
    """One rule: its title and reason; `brief` where questions below say what to do."""
    rule = report.rule
    if rule is None:
        text = speak(say("no ground of the policy holds: the standard applies"), lang)
        yield from paragraph(f"{padded(DEFAULT, 7)} {text}", indent="  ", hanging=8)
        return
    yield from paragraph(f"{padded(rule.id, 7)} {visible(_title(rule, lang))}", indent="  ", hanging=8)
    if brief:
        return
    if reason := rule.reason.get(lang):
        yield from paragraph(visible(reason), indent=" " * 10)
    if report.met is False and (remedy := rule.remedy.get(lang)):
        yield from paragraph(f"-> {visible(remedy)}", indent=" " * 10, hanging=3)


def _title(rule: Rule, lang: str) -> str:
    return rule.title.get(lang) or rule.id


def _questions(judgement: Judgement, lang: str) -> Iterator[str]:
    asked = questions(judgement)
    if asked:
        yield ""
        yield speak(say("Questions still open, in the order of the form"), lang)
    for question in asked:
        rules = ", ".join(question.rules)
        yield from paragraph(
            f"{question.field}  {question.label.get(lang)}  ({rules})", indent="  ", hanging=4
        )
        field = FORM.get(question.field)
        if field and (help_ := field.help.get(lang)):
            yield from paragraph(help_, indent="      ")


def _steps(judgement: Judgement, lang: str) -> Iterator[str]:
    steps = next_steps(judgement)
    if not steps:
        return
    yield ""
    yield speak(say("Next steps"), lang)
    for step in steps:
        place = "-" if step.rung is None else speak(say("rung {rung}", rung=step.rung), lang)
        source = "" if step.rule == DEFAULT else f" ({step.rule})"
        yield from paragraph(
            f"{padded(place, 7)} {visible(step.text.get(lang))}{source}", indent="  ", hanging=8
        )


def hint(said: Said, lang: str) -> Iterator[str]:
    """The next command, on its own line."""
    yield from paragraph(f"{speak(say('hint'), lang)}: {speak(said, lang)}", hanging=2)
