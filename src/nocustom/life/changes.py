"""What is different between the revision that somebody read last and the one before them now.

    the revisions compared      the last one that this person signed an act on, in this part (chief, owner, office,
                                decider); the first one, where there is none. So small steps add up in sight.
    the verdict                 before and now
    what it was judged by       layers of the policy, systems, people
    field by field              with the form's labels, administrative fields aside; prose quoted, cut to what differs
    the figures                 that the sheet and the statement name
    rules                       whose truth is another

All of it is read from the two recorded assessments. Unsigned acts show no reading: anybody could have made them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple

from nocustom.form.choices import CHOICES, EFFECTS, VERDICTS
from nocustom.form.fields import FIELDS, FORM, label
from nocustom.life import again
from nocustom.life.assessment import Assessment
from nocustom.life.case import ADOPTED, Case
from nocustom.life.deeds import Revision
from nocustom.life.prose import WIDTH, number_in, quoted
from nocustom.words import Bilingual, as_name, cells, cut, visible

__all__ = [
    "Change", "Changes", "Part", "RuleChange", "as_judged", "changes", "read_last", "reading", "since_read", "told",
]  # fmt: skip

Part = Literal["chief", "owner", "office", "decider", "consulted"]
"""In what part somebody reads."""

_ACTS: Mapping[Part, frozenset[str]] = {
    "chief": frozenset({"request.endorsed", "request.insisted"}),
    "owner": frozenset({"acceptance.signed", "acceptance.declined", "acceptance.confirmed"}),
    "office": frozenset({"request.returned", "request.closed"}),
    "decider": frozenset({"decision.made", "decision.confirmed"}),
    "consulted": frozenset({"opinion.given"}),
}
_FIGURES = (
    "cost.lifetime_yen", "cost.verification_hours_per_year", "cost.net_hours_per_year", "system.releases_per_year",
    "system.renewal_on",
)  # fmt: skip
_AROUND = 20
"""How many characters stay on both sides of what differs in a long text."""


class Change(NamedTuple):
    """One field: `before` and `after` are None where nothing was written."""

    path: str
    """Of the form, with the rung or the place of an entry of a list: `alternative.3.why`."""
    field: str
    """Of the form, as it is declared: `alternative.why`."""
    before: Any
    after: Any


class RuleChange(NamedTuple):
    """One rule that came out otherwise: how it stood and stands, keys of `again.STANDINGS`."""

    id: str
    effect: str
    before: str | None
    after: str | None


class Changes(NamedTuple):
    """The differences between two revisions."""

    since: int
    rev: int
    verdict: tuple[str, str] | None
    """Before and now, where it is another."""
    adopted: tuple[tuple[Bilingual, str, str], ...]
    """What it was judged by and is another now: which part, the versions before and now, empty where there are none."""
    fields: tuple[Change, ...]
    figures: tuple[Change, ...]
    rules: tuple[RuleChange, ...]
    readable: bool = True
    """False where one of the assessments can't be read, so nothing is known."""

    @property
    def any(self) -> bool:
        """Whether something is different, or may be."""
        return not self.readable or bool(
            self.verdict or self.adopted or self.fields or self.figures or self.rules
        )


def read_last(case: Case, person: str | None, part: Part) -> tuple[int, int] | None:
    """The last revision as it no longer is that the person signed an act on in this part, and the act's line.

    An earlier revision, or the latest as it was judged before. None where the person acted on none.
    """
    latest = case.revision
    again = latest.replaced[-1].seq if latest.replaced else -1
    acts = [(line.rev, line.seq) for line in case.history if line.by == person and line.signed and not line.void
            and line.type in _ACTS[part] and (line.rev < latest.rev or line.seq < again)]  # fmt: skip
    return max(acts, default=None)


def since_read(case: Case, person: str | None, part: Part) -> Changes | None:
    """The differences between what the person read last and the latest revision; None where there is nothing before."""
    last = read_last(case, person, part)
    if last is None and case.revision.rev == 1:
        return None
    rev, seq = last or (1, -1)
    return changes(as_judged(next(each for each in case.revisions if each.rev == rev), seq), case.revision)


def as_judged(revision: Revision, seq: int) -> Revision:
    """The revision with the judgement that counted at a line of the ledger, or else that of its filing."""
    for ended in revision.replaced:
        if seq < ended.seq:
            return revision._replace(assessment=ended.assessment)
    return revision


def changes(before: Revision, after: Revision) -> Changes:
    """Everything that is different between two revisions of a request."""
    old, new = before.assessment, after.assessment
    if old is None or new is None:
        return Changes(before.rev, after.rev, None, (), (), (), (), readable=False)
    verdict = None if old.verdict == new.verdict else (old.verdict, new.verdict)
    judged = again.changes(old, new)
    effects = {str(row.get("id")): str(row.get("effect")) for row in (*old.rules, *new.rules)}
    return Changes(
        before.rev, after.rev, verdict, tuple(_adopted(old, new)), tuple(_different(_written(old), _written(new))),
        tuple(Change(name, name, then, now) for name, then, now in judged.figures if name in _FIGURES),
        tuple(RuleChange(name, effects.get(name, ""), then, now) for name, then, now in judged.rules),
    )  # fmt: skip


def _different(old: dict[str, tuple[str, Any]], new: dict[str, tuple[str, Any]]) -> Iterator[Change]:
    fields = {path: field for path, (field, _) in {**old, **new}.items()}
    for path in sorted(fields, key=lambda path: _place(path, fields[path])):
        before, after = (each[path][1] if path in each else None for each in (old, new))
        if before != after:
            yield Change(path, fields[path], before, after)


_ORDER = {path: place for place, path in enumerate(FORM)}


def _place(path: str, field: str) -> tuple[int, int, str, int]:
    """In the form's order, the fields of one entry of a list together."""
    own = _ORDER.get(field, len(_ORDER))
    entry = next((part for part in path.split(".") if part.isdigit()), "") if path != field else ""
    return (_ORDER.get(field.rpartition(".")[0], own), len(entry), entry, own) if entry else (own, 0, "", 0)


def _written(assessment: Assessment) -> dict[str, tuple[str, Any]]:
    """Every field that a person wrote: path in this request, to the field of the form and the value."""
    found: dict[str, tuple[str, Any]] = {}
    document = assessment.document.get("request")

    def walk(value: Any, path: str, field: str) -> None:
        if field in FORM and FORM[field].administrative:
            return
        if isinstance(value, dict):
            for name, each in value.items():
                walk(each, f"{path}.{name}".lstrip("."), f"{field}.{name}".lstrip("."))
        elif isinstance(value, list) and any(isinstance(each, dict) for each in value):
            for place, name in enumerate(_names(value)):
                walk(value[place], f"{path}.{name}", field)
        else:
            found[path] = (field, value)

    walk(document if isinstance(document, dict) else {}, "", "")
    return found


def _names(entries: list[Any]) -> list[str]:
    """What tells the entries of a list apart: the rung where each has its own, else the place, from 1."""
    rungs = [str(each.get("rung")) for each in entries if isinstance(each, dict) and "rung" in each]
    if len(set(rungs)) == len(entries):
        return rungs
    return [str(place) for place in range(1, len(entries) + 1)]


def _adopted(old: Assessment, new: Assessment) -> Iterator[tuple[Bilingual, str, str]]:
    if old.policy_sha256 != new.policy_sha256:
        before = ", ".join(f"{as_name(name)} {as_name(version)}" for name, version in old.layers)
        after = ", ".join(f"{as_name(name)} {as_name(version)}" for name, version in new.layers)
        yield ADOPTED["policy"], before, after
    if old.systems_sha256 != new.systems_sha256:
        yield ADOPTED["systems"], old.systems_sha256[:16], new.systems_sha256[:16]
    if old.people_sha256 != new.people_sha256:
        yield ADOPTED["people"], old.people_sha256[:16], new.people_sha256[:16]


def told(
    found: Changes, lang: str, titles: Mapping[str, Bilingual] | None = None, width: int = WIDTH
) -> list[str]:
    """The differences in lines; quoted ones have at most `width` cells after their mark. Each line stands by itself."""
    ja, arrow = lang == "ja", " → " if lang == "ja" else " -> "
    colon = "：" if ja else ": "
    if not found.readable:
        return ["  判定記録を読めないため、比較できない。" if ja else "  An assessment can't be read: not compared."]
    lines: list[str] = []
    if found.verdict is not None:
        shown = [VERDICTS[each].get(lang) if each in VERDICTS else visible(each) or "?" for each in found.verdict]
        lines.append("  " + ("判定" if ja else "Verdict") + colon + arrow.join(shown))
    lines += [f"  {part.get(lang)}{colon}{old}{arrow}{new}" for part, old, new in found.adopted]
    for change in (*found.fields, *found.figures):
        lines += _told_change(change, lang, width)
    for rule in found.rules:
        effect = EFFECTS[rule.effect].get(lang) if rule.effect in EFFECTS else visible(rule.effect)
        title = titles[rule.id].get(lang) if titles and rule.id in titles else ""
        standings = (again.STANDINGS.get(each, again.STANDINGS["unknown"]) for each in (rule.before, rule.after))
        state = arrow.join(each.get(lang) for each in standings)
        name = cut(f"  {visible(rule.id)} [{effect}] {visible(title)}".rstrip(), 76 - cells(state))
        lines.append(f"{name}{colon if title else ' '}{state}")
    return lines or ["  " + ("実質的な変更なし" if ja else "nothing that matters")]


def reading(
    case: Case, person: str | None, name: str, part: Part, lang: str, titles: Mapping[str, Bilingual] | None = None
) -> list[str]:
    """What somebody reads who comes to a later revision: how many there were, and what changed; empty at the first."""
    found = since_read(case, person, part)
    if found is None:
        return []
    lines = [
        f"改訂の回数：{case.revision.rev}（差戻し{case.returned}回、引受辞退{len(case.declines)}回）"
        if lang == "ja"
        else f"Revisions: {case.revision.rev} (returned: {case.returned}, declined: {len(case.declines)})"
    ]
    who = as_name(name)
    if read_last(case, person, part) is not None:
        lines.append(
            f"改訂{found.since}（{who}が最後に扱ったもの）からの変更点："
            if lang == "ja"
            else f"Changed since revision {found.since}, the last that {who} acted on:"
        )
    else:
        lines.append("最初の改訂からの変更点：" if lang == "ja" else "Changed since the first revision:")
    return lines + told(found, lang, titles)


_BLANK = Bilingual("記載なし", "not filled in")


def _told_change(change: Change, lang: str, width: int) -> list[str]:
    ja, name = lang == "ja", _name(change, lang)
    before, after = change.before, change.after
    if isinstance(before, list) or isinstance(after, list):
        old, new = _items(before), _items(after)
        gone = [each for each in old if each not in new]
        come = [each for each in new if each not in old]
        if not gone and not come:  # only another order, or one of them twice
            gone, come = old, new
        before, after = "\n".join(gone) or None, "\n".join(come) or None
    elif not _is_prose(change):
        colon, arrow = ("：", " → ") if ja else (": ", " -> ")
        shown = arrow.join(_value(change.field, each, lang) for each in (before, after))
        return [f"  {name}{colon}{shown}"]
    elif isinstance(before, str) and isinstance(after, str):
        before, after = _cut_to_difference(before, after)
    lines: list[str] = []
    for text, ja_word, en_word in ((before, "変更前", "before"), (after, "変更後", "now")):
        if text is None or text == "":
            lines.append(f"  {name}（{ja_word}）：{_BLANK.ja}" if ja else f"  {name}, {en_word}: {_BLANK.en}")
            continue
        lines.append(f"  {name}（{ja_word}、引用）：" if ja else f"  {name}, {en_word} (quoted):")
        lines += quoted(str(text), width)
    return lines


def _is_prose(change: Change) -> bool:
    field = FORM.get(change.field) or FIELDS.get(change.field)
    return field is None or field.kind not in ("id", "enum", "int", "date", "bool", "set")


def _name(change: Change, lang: str) -> str:
    """The field's label; of an entry of a list with the list's label and its rung or place."""
    own = label(change.field).get(lang)
    if change.path == change.field:
        return visible(own)
    where = next((part for part in change.path.split(".") if part.isdigit()), "")
    table = label(change.field.rpartition(".")[0]).get(lang)
    if change.field.startswith("alternative."):
        return f"{table}（第{where}段）の{own}" if lang == "ja" else f"{table}, rung {where}, {own}"
    return visible(f"{table}（{where}）の{own}" if lang == "ja" else f"{table} ({where}), {own}")


def _value(field: str, value: Any, lang: str) -> str:
    if value is None:
        return _BLANK.get(lang)
    if isinstance(value, bool):
        return (Bilingual("はい", "yes") if value else Bilingual("いいえ", "no")).get(lang)
    if isinstance(value, int):
        unit = Bilingual("円", " yen") if field.endswith("_yen") else Bilingual("", "")
        return number_in(value) + unit.get(lang)
    names = CHOICES.get(field, {})
    return names[value].get(lang) if isinstance(value, str) and value in names else as_name(str(value))


def _items(value: Any) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else [] if value is None else [str(value)]


def _cut_to_difference(before: str, after: str) -> tuple[str, str]:
    """Both texts without what is the same at their begin and end, but for some characters around."""
    head = _common(before, after)
    tail = _common(before[head:][::-1], after[head:][::-1])
    begin, end = max(head - _AROUND, 0), max(tail - _AROUND, 0)
    return tuple(  # type: ignore[return-value]
        ("…" if begin else "") + text[begin : len(text) - end] + ("…" if end else "") for text in (before, after)
    )


def _common(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
