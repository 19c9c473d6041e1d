"""What belongs to a policy beside its conditions: words in both languages, sources, examples, values, days, grants."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from nocustom.form.choices import ROLES
from nocustom.form.finding import Finding, Severity
from nocustom.judge.policy import Layer, Policy, Rule, uses
from nocustom.judge.truth import NAMES, NO, UNKNOWN, YES
from nocustom.policy.spans import Gap, Span, common_days
from nocustom.policy.survey import Survey
from nocustom.words import Bilingual, Said, say

__all__ = [
    "days_of",
    "examples_missing",
    "gaps",
    "grants_of",
    "no_authority",
    "unnamed_values",
    "unused_values",
    "words_missing",
]

_LANGUAGES = {"ja": Bilingual("日本語", "Japanese"), "en": Bilingual("英語", "English")}


def words_missing(rule: Rule) -> Iterator[Finding]:
    """Title, reason and remedy in both languages, and the source: what people are told when the rule decides."""
    texts: dict[str, Bilingual] = {"title": rule.title, "reason": rule.reason, "remedy": rule.remedy}
    missing = {key: [name for lang, name in _LANGUAGES.items() if not getattr(text, lang).strip()]
               for key, text in texts.items()}  # fmt: skip
    if absent := [key for key, names in missing.items() if len(names) == len(_LANGUAGES)]:
        said = say("`{id}` lacks {keys}, in both languages", id=rule.id, keys=[f"`{key}`" for key in absent])
        yield Finding("language-missing", said, (*rule.where, absent[0]), "key", "warning")
    for key, names in missing.items():
        if len(names) == 1:
            said = say("`{key}` of `{id}` is missing in {language}", key=key, id=rule.id, language=names[0])
            yield Finding("language-missing", said, (*rule.where, key), "key", "warning")
    if not rule.source.strip():
        yield Finding("source-missing", say("`{id}` does not say what it rests on", id=rule.id),
                      (*rule.where, "source"), "key", "warning",
                      say('`source = "..."`: an article, a guideline or a decision'))  # fmt: skip


def examples_missing(survey: Survey, rule: Rule, places: Sequence[tuple[Span, int]]) -> Iterator[Finding]:
    """An example for each way in which the rule can come out: yes, no, unknown; and of a require met and unmet."""
    space, d = survey.space, survey.space.diagrams
    shown = {each["fires"] for each in rule.examples}
    missing = []
    for truth in (YES, NO, UNKNOWN):
        for place in places:
            fires = survey.fires(*place)
            holds = {YES: fires.yes, NO: fires.no}.get(truth, space.unknown(fires))
            if not space.never(holds) and NAMES[truth] not in shown:
                missing.append(NAMES[truth])
                break
    wanted: list[str | Said] = [f'fires = "{name}"' for name in missing]
    if rule.must is not None and "yes" in shown:
        told = {each.get("met") for each in rule.examples if each["fires"] == "yes"}
        for met in (True, False):
            for place in places:
                unmet = survey.unmet(*place)
                holds = d.both(survey.fires(*place).yes, d.without(unmet) if met else unmet)
                if not space.never(holds) and met not in told:
                    wanted.append(f'fires = "yes", met = {str(met).lower()}')
                    break
    if wanted:
        hint = say("`[[rule.example]]` shows what the rule means; it is tested by them")
        yield Finding("example-missing", say("`{id}` has no example with {wanted}", id=rule.id, wanted=wanted),
                      (*rule.where, "id"), "value", "warning", hints=(hint,))  # fmt: skip


def unused_values(policy: Policy) -> Iterator[tuple[Layer, Finding]]:
    """Named values that no rule, grant or authority uses."""
    used = {name for layer in policy.layers.values() for name, _ in uses(layer)}
    for layer in policy.ordered():
        for name in layer.values:
            if name not in used and policy.owners[name] == layer.id:
                yield layer, Finding("unused-value", say("nothing uses the value `{name}`", name=name),
                                     ("values", name), "key", "warning", hints=(say("delete it"),))  # fmt: skip


def unnamed_values(policy: Policy) -> Iterator[tuple[Layer, Finding]]:
    """Named values that people would read by their key, for want of a title in one language or in both."""
    for layer in policy.ordered():
        for name, one in layer.values.items():
            if policy.owners[name] != layer.id:
                continue
            absent = [word for lang, word in _LANGUAGES.items() if not getattr(one.title, lang).strip()]
            where = ("values", name)
            if len(absent) == 1:
                said = say("`{key}` of `{id}` is missing in {language}", key="title", id=name, language=absent[0])
                yield layer, Finding("language-missing", said, (*where, "title"), "key", "warning")
            elif absent:
                said = say("the value `{name}` has no title; people read its key", name=name)
                yield layer, Finding("language-missing", said, where, "key", "note",
                                     say('`title = { ja = "...", en = "..." }`'))  # fmt: skip


def days_of(policy: Policy, day: date) -> Iterator[tuple[Layer, Finding]]:
    """Layers and rules whose days are over, or that take part on no day at all."""
    for layer in policy.ordered():
        if layer.days.get("until", day) < day:
            yield layer, _over(say("the layer `{id}` took part for the last time on {day}", id=layer.id,
                                   day=layer.days["until"].isoformat()), ("policy", "effective", "until"))  # fmt: skip
            continue
        for rule in layer.rules:
            days = common_days(policy, rule)
            at = (*rule.where, "effective")
            if days is None:
                yield layer, Finding("never-in-effect",
                                     say("`{id}` is in effect on no day of its layer", id=rule.id), at, "key", "error",
                                     say("days on which `{layer}` takes part", layer=layer.id))  # fmt: skip
            elif days.get("until", day) < day:
                yield layer, _over(say("`{id}` could fire for the last time on {day}", id=rule.id,
                                       day=days["until"].isoformat()), (*at, "until"))  # fmt: skip


def _over(said: Said, where: tuple[str | int, ...]) -> Finding:
    return Finding("over", said, where, "value", "note")


def gaps(survey: Survey) -> Iterator[tuple[Layer, Finding]]:
    """Days from which on the policy can't be used, if nothing follows."""
    for gap in survey.gaps:
        severity: Severity = "error" if gap.first == survey.day else "note"
        for finding in gap.why.findings:
            layer = next(each for each in survey.policy.layers.values() if each.path == finding.path)
            yield layer, Finding(finding.code, finding.said, finding.where, finding.at, severity)
        if not gap.why.findings:
            yield _nobody_refuses(survey, gap, severity)


def _nobody_refuses(survey: Survey, gap: Gap, severity: Severity) -> tuple[Layer, Finding]:
    ended = gap.first - timedelta(days=1) if gap.first > date.min else gap.first
    refusing = [layer for layer in survey.policy.ordered() if layer.refuses] or survey.policy.ordered()
    layer = next((each for each in refusing if each.days.get("until") == ended), refusing[0])
    at = ("policy", "effective") if layer.days else ("policy", "default")
    said = say(
        "from {day} on no layer refuses by default, so nothing can be judged", day=gap.first.isoformat()
    )
    hints = (say("adopt a layer that follows it in time"),) if severity == "note" else ()
    return layer, Finding("no-default", said, at, "key", severity, hints=hints)


def grants_of(survey: Survey, rule: Rule, places: Sequence[tuple[Span, int]]) -> Iterator[Finding]:
    """Grants under which nothing can be granted: no month at all, or no post that may own a verification."""
    if rule.grants is None:
        return
    at = (*rule.where, "grants")
    months = rule.grants.max_months
    if months is not None and any(span.judge.number(months) < 1 for span, _ in places):
        yield Finding("grants-nothing", say("`{id}` grants no month", id=rule.id), (*at, "max_months"), "value",
                      "error", say("at least 1"))  # fmt: skip
    posts, owners = rule.grants.owner_posts, survey.policy.roles.get("owner", ())
    if posts is None or not survey.policy.roles:
        return
    if not set(posts) & set(owners):
        yield Finding("grants-nothing", say("nobody may own what `{id}` grants", id=rule.id), (*at, "owner_posts"),
                      "value", "error", say("a post that `[roles]` names as {role}", role=ROLES["owner"]))  # fmt: skip
        return
    for index, post in enumerate(posts):
        if post not in owners:
            yield Finding("no-owner-post", say("`{post}` is no post that may own a verification", post=post),
                          (*at, "owner_posts", index), "value", "warning",
                          say("one of {allowed}", allowed=", ".join(owners)))  # fmt: skip


def no_authority(policy: Policy, numbers: Mapping[str, int]) -> Iterator[tuple[Layer, Finding]]:
    """A lifetime cost from which on nobody decides would leave requests below it undecided for ever."""
    rows = [(layer, index, row) for layer in policy.ordered() for index, row in enumerate(layer.authority)]
    if not rows:
        return
    costs = [
        numbers[row.from_yen[1:]] if isinstance(row.from_yen, str) else row.from_yen for _, _, row in rows
    ]
    if min(costs) > 0:
        layer, index, _ = rows[costs.index(min(costs))]
        yield layer, Finding("no-authority", say("nobody decides below {yen} yen", yen=min(costs)),
                             ("authority", index, "from_yen"), "value", "error",
                             say("a row with `from_yen = 0`"))  # fmt: skip
