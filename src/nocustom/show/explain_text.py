"""`nocustom explain`: a rule in plain words, or a request with every clause of the rules that matter."""

from __future__ import annotations

from collections.abc import Iterator

from nocustom.acts.explain import Explained, ExplainedRule
from nocustom.form.choices import RUNG_NAMES
from nocustom.judge.policy import Rule
from nocustom.judge.report import RuleReport, rule_report, rule_reports
from nocustom.judge.truth import NO, UNKNOWN
from nocustom.judge.verdict import DEFAULT, VERDICTS, Judge, Judgement
from nocustom.locale import speak
from nocustom.show.check_text import COLOURS, hint
from nocustom.show.clause import NAMELESS, TRUTHS, Names, condition
from nocustom.show.colour import Colour, first_painted
from nocustom.show.layout import FAR_IN, day, paragraph
from nocustom.words import Bilingual, Said, say, visible

__all__ = ["effect_words", "explain_request_text", "explain_rule_text", "rule_conditions"]


def effect_words(rule: Rule) -> Bilingual:
    """What a rule does, in words."""
    match rule.effect:
        case "forbid" if rule.hard:
            return Bilingual(
                "該当すれば不可（誰も承認できない）", "rules a request out; nobody can approve it"
            )
        case "forbid":
            return Bilingual("該当すれば不採用（特例の余地あり）", "refuses a request; it can be overridden")
        case "redirect" if rule.to is None:
            return Bilingual(
                "該当すれば代替案（求める段のまま、標準の方法で行う）",
                "sends a request to the rung it asks for, by standard means",
            )
        case "redirect":
            name = RUNG_NAMES[rule.to or 0]
            return Bilingual(
                f"該当すれば代替案（第{rule.to}段「{name.ja}」を案内する）",
                f"sends a request to rung {rule.to}: {name.en}",
            )
        case "require":
            return Bilingual("該当すれば記載を求める", "asks for something before a request is complete")
        case "escalate":
            return Bilingual(
                "該当すれば、自動では不採用とせず人の判断に委ねる",
                "takes the refusal out of the machine's hands",
            )
        case "permit":
            return Bilingual(
                "該当すれば例外事由となる", "is a ground on which an exception may be considered"
            )
        case _:
            return Bilingual(
                "該当すれば注意を促す（判定は変えない）", "points something out; it never changes the verdict"
            )


def explain_rule_text(explained: ExplainedRule, lang: str) -> Iterator[str]:
    """One rule: what it does, when, why, and what to do about it."""
    rule = explained.rule
    yield from paragraph(f"{rule.id}  {visible(rule.title.get(lang))}", hanging=FAR_IN)
    yield from paragraph(effect_words(rule).get(lang), indent="  ")
    layer = explained.judge.policy.layers[rule.layer]
    yield from paragraph(
        speak(say("layer: {layer} {version}", layer=layer.id, version=layer.version), lang), indent="  "
    )
    if not explained.in_effect:
        yield from paragraph(
            speak(say("this layer is not in effect on {day}", day=day(explained.judge.day, lang)), lang),
            indent="  ",
        )
    for heading, text in (
        (say("Why"), rule.reason.get(lang)),
        (say("What to do"), rule.remedy.get(lang)),
        (say("Rests on"), rule.source),
    ):
        if text:
            yield ""
            yield speak(heading, lang)
            yield from paragraph(visible(text), indent="  ")
    if explained.in_effect:
        yield ""
        yield from rule_conditions(rule, explained.judge, None, lang)


_PARTS: tuple[tuple[str, Said], ...] = (
    ("when", say("It applies when")),
    ("unless", say("unless")),
    ("must", say("Then this must hold")),
)


def rule_conditions(
    rule: Rule, judge: Judge, judgement: Judgement | None, lang: str, indent: str = "", names: Names = NAMELESS
) -> Iterator[str]:
    """When, unless and must of a rule, in words."""
    for part, heading in _PARTS:
        node = getattr(rule, part)
        if node is not None:
            yield indent + speak(heading, lang)
            yield from condition(node, judge, judgement, lang, indent + "  ", names)
        elif part == "when":
            yield f"{indent}{speak(heading, lang)}: {speak(say('always'), lang)}"


def explain_request_text(explained: Explained, lang: str, *, coloured: bool = False) -> Iterator[str]:
    """The rules that matter for one request, each with its clauses and the values they saw.

    The verdict, and what came out of the rules that decided it, have the verdict's colour.
    """
    checked = explained.checked
    judgement = checked.judgement
    assert judgement is not None
    yield from paragraph(visible(checked.text("title") or ""), hanging=FAR_IN)
    yield visible(checked.path)
    yield ""
    decided_by = judgement.decided_by()
    verdict = VERDICTS[judgement.verdict].get(lang)
    said = say("Verdict: {verdict} ({rules})", verdict=verdict, rules=", ".join(decided_by))
    colour = COLOURS[judgement.verdict] if coloured else None
    yield from first_painted(paragraph(speak(said, lang), hanging=2), verdict, colour)
    reports = rule_reports(judgement)
    if judgement.by_default:
        shown = {report.id for report in reports}
        reports += [
            rule_report(judgement, place)
            for place, rule in enumerate(explained.judge.rules)
            if rule.effect in ("permit", "escalate") and rule.id not in shown
        ]
    ranks = ["", DEFAULT, "permit", "escalate", "forbid", "redirect", "advise", "require"]

    def rank(report: RuleReport) -> tuple[int, bool]:
        effect = report.rule.effect if report.rule else DEFAULT
        return (0 if report.id in decided_by else ranks.index(effect)), report.met is True

    for report in sorted(reports, key=rank):
        yield ""
        yield from _report(report, explained, judgement, lang, colour if report.id in decided_by else None)
    shown = {report.id for report in reports}
    for truth, said in ((UNKNOWN, _OPEN), (NO, _NO)):
        others = [
            rule.id
            for rule, fired in zip(explained.judge.rules, judgement.fired, strict=True)
            if fired == truth and rule.id not in shown
        ]
        if others:
            yield ""
            yield from paragraph(f"{speak(said, lang)}: {', '.join(others)}", hanging=2)
    yield ""
    layers = ", ".join(f"{layer.id} {layer.version}" for layer in explained.judge.layers)
    yield from paragraph(
        speak(
            say("judged as of {day} under {layers}", day=day(explained.judge.day, lang), layers=layers), lang
        )
    )
    rule_id = next((report.id for report in reports if report.rule), "NC-101")
    yield from hint(
        say("`nocustom explain {rule}` tells why a rule exists and what to do about it", rule=rule_id), lang
    )


_OPEN = say("open, but this verdict does not wait for them")
_NO = say("rules that are no")


def _report(
    report: RuleReport, explained: Explained, judgement: Judgement, lang: str, colour: Colour | None
) -> Iterator[str]:
    rule = report.rule
    if rule is None:
        text = speak(say("no ground of the policy holds: the standard applies"), lang)
        yield from paragraph(f"{DEFAULT}  {text}", hanging=2)
        return
    outcome = f"[{_outcome(report, lang)}]"
    head = paragraph(f"{rule.id}  {visible(rule.title.get(lang))}  {outcome}", hanging=FAR_IN)
    yield from first_painted(head, outcome, colour)
    yield from paragraph(effect_words(rule).get(lang), indent="  ")
    yield from rule_conditions(rule, explained.judge, judgement, lang, names=explained.names)


def _outcome(report: RuleReport, lang: str) -> str:
    if report.met is False:
        return speak(say("not met"), lang)
    if report.met and report.fired == "yes":
        return speak(say("met"), lang)
    if report.lifted:
        return speak(say("yes, lifted"), lang)
    return TRUTHS[report.fired].get(lang)
